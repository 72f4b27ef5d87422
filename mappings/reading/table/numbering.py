"""Printed numbers that a spreadsheet spoilt: 15.4 that became 15 April, 1.10 that became 1.1.

Decides what was typed into the number's column. Nothing else is mended.
"""

from __future__ import annotations

import re

from mappings.reading.table.rows import Cell

_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_MONTH = re.compile(
    rf"0?(?P<day>[0-9]{{1,2}})[.\- ](?P<month>{'|'.join((*_MONTHS, *_ENGLISH))})\w*\.?", re.IGNORECASE
)
_NONE = re.compile("[-–—]+")
_PARTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})*\.?")


class Numbers:
    """Reads the numbers from the first to the last row, since 1.1 after 1.9 was 1.10 before."""

    def __init__(self) -> None:
        self._before: list[str] = []

    def read(self, text: str, cell: Cell) -> tuple[str, str]:
        """The number as it was typed, and the code of the doubt where it is not what the document says now.

        A dash stands for none.
        """
        read, doubt = self._mended(text, cell)
        if _PARTS.fullmatch(read):
            self._before = read.rstrip(".").split(".")
        return read, doubt

    def _mended(self, text: str, cell: Cell) -> tuple[str, str]:
        if _NONE.fullmatch(text):
            return "", ""
        if cell.number and not cell.counted:
            return cell.number, "number-was-date"
        date = _DAY_MONTH.fullmatch(text)
        if date:
            months = _MONTHS if date["month"].lower() in _MONTHS else _ENGLISH
            return f"{date['day']}.{months.index(date['month'].lower()) + 1}", "number-was-date"
        if not cell.counted:
            return text, ""
        number = cell.number or text
        parts = number.split(".")
        before = self._before[: len(parts)]
        if len(parts) > 1 and len(before) == len(parts) and before[:-1] == parts[:-1]:
            following = str(int(before[-1]) + 1)
            if following != parts[-1] and following.rstrip("0") == parts[-1]:
                return ".".join((*parts[:-1], following)), "number-zero-lost"
        return number, ""
