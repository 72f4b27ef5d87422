"""Finds targets that are named year by year: «2024 – 10, 2025 – 12, 2026 – 15».

Decides which years and numbers belong together; what kind of target they make is decided in `mappings.reading.targets`.
One year alone is no such row: it dates a value, or begins a range of years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from mappings.reading.quantities import COMPARATORS, NUMBER, YEAR, comparator, noun, number, plain_numbers

_ENOUGH = 2  # years that make a row
_WORDS = "|".join(COMPARATORS.values())
_PERCENT = re.compile(r"%|\bпроцент\w*|\bper ?cent\b", re.IGNORECASE)
_ENTRY = re.compile(
    rf"(?:\b(?:в|на|за|к|in|by|for) )?(?<![\w.,])(?P<year>{YEAR})(?: ?(?:год[уа]?|гг?)\b\.?)? ?[-–—:=] ?"
    rf"(?:(?P<comparator>{_WORDS}) ?)?(?P<value>{NUMBER})(?![0-9])(?P<percent> ?(?:%|процент\w*|per ?cent))?"
    r"(?P<unit>(?: (?!(?:и|and|в|на|за|к|in|by|for) )[^\W\d_]+\b\.?){0,3})",
    re.IGNORECASE,
)
_OF_YEARS = re.compile(r"(?: (?:год|гг?\b).*)?", re.IGNORECASE)
_BETWEEN = re.compile(r" ?[,;]? ?(?:(?:и|and) )?", re.IGNORECASE)
_UNIT_AT_END = re.compile(r", ((?:(?:тыс|млн|млрд)\.? )?[^\W\d_]+\.?)$", re.IGNORECASE)
_SIGN_AT_END = re.compile(rf"(?<!\w)(?P<comparator>{_WORDS})$", re.IGNORECASE)


@dataclass(frozen=True)
class YearlyTargets:
    """Numbers by year as a text names them, from `start` to `end` in it. `words` are those that lead to them."""

    targets: tuple[tuple[int, Decimal], ...]
    percent: bool
    unit: str
    sign: str
    start: int
    end: int
    words: str = ""
    text: str = ""

    def with_words(self, words: str, text: str) -> YearlyTargets:
        """The same with the words before it: the unit may stand in them, a percent sign and what is asked."""
        lead = words.rstrip(" :–—-(")
        unit, said = _UNIT_AT_END.search(lead), _SIGN_AT_END.search(lead)
        return replace(
            self,
            percent=self.percent or _PERCENT.search(lead) is not None,
            unit=self.unit or (unit[1].rstrip(".") if unit else ""),
            sign=(comparator(said["comparator"]) if said else None) or self.sign,
            words=lead,
            text=text[self.start - len(words) : self.end].strip(" ,.;)"),
        )


def yearly_rows(text: str) -> Iterator[YearlyTargets]:
    """The rows of at least two years, each later than the one before, with a number of its own."""
    plain = plain_numbers(text)
    row: list[re.Match[str]] = []
    for entry in _ENTRY.finditer(plain):
        if _is_range(entry):
            continue
        if row and not _goes_on(plain, row[-1], entry):
            yield from _row(row)
            row = []
        row.append(entry)
    yield from _row(row)


def _is_range(entry: re.Match[str]) -> bool:
    """Whether a year and a number are a range of years: «2021 – 2025»."""
    bare = not entry["percent"] and not entry["comparator"] and _OF_YEARS.fullmatch(entry["unit"]) is not None
    return bare and re.fullmatch(YEAR, entry["value"]) is not None


def _goes_on(plain: str, last: re.Match[str], entry: re.Match[str]) -> bool:
    between = _BETWEEN.fullmatch(plain, last.end(), entry.start())
    return between is not None and int(entry["year"]) > int(last["year"])


def _row(row: list[re.Match[str]]) -> Iterator[YearlyTargets]:
    if len(row) < _ENOUGH:
        return
    units = [found for entry in row if (found := noun(entry["unit"].strip()))]
    yield YearlyTargets(
        targets=tuple((int(entry["year"]), number(entry["value"])) for entry in row),
        percent=any(entry["percent"] for entry in row),
        unit=units[-1] if units else "",
        sign=comparator(row[-1]["comparator"]) or "=",
        start=row[0].start(),
        end=row[-1].end(),
    )
