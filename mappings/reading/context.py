"""What stands above rows and is meant for them: a date, an executor, the day from which their days are counted.

Decides what a heading or a line above the table gives to the rows below it. What a row says itself is not read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mappings.reading.context_words import COUNTED_FROM, LEADING_ON, OF_THE_WHOLE, RESPONSIBLE
from mappings.reading.timing.cell import is_timing, read_timing


def _any(words: Iterable[str]) -> str:
    return "|".join(word.replace(" ", r"\s+") for word in sorted(words, key=len, reverse=True))


_HEADING_LENGTH = 60  # characters; a longer text tells more than a date
_LINE_LENGTH = 400
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_ONLY_YEAR = re.compile(
    r"(?:на\s+|for\s+)?(?:year\s+)?(?:19|20)[0-9]{2}(?:\s*-?\s?й)?(?:\s*(?:год|г))?[.:]?", re.IGNORECASE
)
_LEADS_ON = re.compile(rf"(?:{_any(LEADING_ON)})(?:\s*[:–—-]|\s+(?:на|в|за|for|in))\s+", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(([^()]{3,60})\)\s*[.:]?$")
_NOTHING = re.compile(r"[\s.\-–—_*xх×]+", re.IGNORECASE)
_OF_THE_PLAN = re.compile(r"(?:на|for)\s", re.IGNORECASE)
_WHO = rf"(?:{_any(RESPONSIBLE)})(?:\s+(?:{_any(OF_THE_WHOLE)}))?"
_EXECUTOR_LINE = re.compile(rf"\(?{_WHO}\s*[:–—-]\s*(?P<name>[^()]{{2,300}})\)?", re.IGNORECASE)
_EXECUTOR_AFTER = re.compile(
    rf"(?:[.(,;]\s*{_WHO}\s*[:–—-]|\s{_WHO}\s*:)\s*(?P<name>[^()]{{2,300}})\)?$", re.IGNORECASE
)
_DATE = (
    r"[0-3]?[0-9](?:\s?\.\s?[01]?[0-9]\s?\.\s?|\s+[а-яa-z]{3,9}\s+)(?:19|20)[0-9]{2}"
    r"|[a-z]{3,9}\s+[0-3]?[0-9],?\s+(?:19|20)[0-9]{2}"
)
_BASE = re.compile(rf"(?:{_any(COUNTED_FROM)})[^0-9]{{0,40}}?(?P<day>{_DATE})", re.IGNORECASE)


@dataclass(frozen=True)
class Above:
    """What stands above a row: a timing as printed, a year, an executor, the day that days are counted from."""

    timing: str = ""
    year: int | None = None
    executor: str = ""
    base: date | None = None


NOTHING_ABOVE = Above()


class Context:
    """Follows the headings from the top of the document down."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Take what the texts above the table say for all of its rows; the last of them may be a heading."""
        self._year: tuple[str, int] | None = None
        self._part = self._of_group = self._executor = ""
        self._base: date | None = None
        self._in_section = self._year_within = self._part_within = False
        self._executor_within = self._executor_dated = False
        last = ""
        for last in filter(None, texts):
            self._note(last)
        if not _OF_THE_PLAN.match(last) and not _ONLY_YEAR.fullmatch(last):
            self._part = last if _is_date(last) else ""

    @property
    def above(self) -> Above:
        """What stands above a row at this place."""
        timing = self._of_group or self._part or (self._year[0] if self._year else "")
        return Above(timing, self._year[1] if self._year else None, self._executor, self._base)

    def hear(self, text: str) -> bool:
        """Take a heading that is a date; tells whether it is one."""
        words = date_in(text)
        if not words:
            return False
        if self._executor_dated:
            self._executor = ""
        self._executor_dated = self._note(text)
        years = _YEAR.findall(words)
        if _ONLY_YEAR.fullmatch(words):
            self._year, self._part = (words, int(years[0])), ""
            self._year_within = self._in_section
        else:
            self._part, self._part_within = words, self._in_section
            if len(set(years)) == 1:
                self._year, self._year_within = ("", int(years[0])), self._in_section
        self._of_group = ""
        return True

    def hear_line(self, text: str) -> bool:
        """Take a line that names an executor or a day and is nothing else; tells whether it does."""
        named = len(text) <= _LINE_LENGTH and (_EXECUTOR_LINE.fullmatch(text) or _BASE.search(text))
        return bool(named) and self._note(text)

    def section(self, title: str) -> None:
        """A section begins: what was said within the one before holds no longer."""
        if self._year_within:
            self._year = None
        if self._part_within:
            self._part = ""
        if self._executor_within:
            self._executor = ""
        self._of_group, self._in_section = "", True
        self._executor_within = self._note(title)
        self.hear(_bracketed(title) or title)

    def group(self, title: str) -> None:
        """A group begins: the date in its title is for its rows."""
        self._of_group = date_in(title) or _bracketed(title)

    def _note(self, text: str) -> bool:
        """Keep the executor and the day that a text names; tells whether it names either."""
        text = text[:_LINE_LENGTH]
        who = _EXECUTOR_LINE.fullmatch(text) or _EXECUTOR_AFTER.search(text)
        if who is not None:
            self._executor, self._executor_within = who["name"].strip(" .;"), self._in_section
        day = _BASE.search(text)
        due = read_timing(day["day"], annual=False, span=None).timing.due if day else ()
        if due:
            self._base = due[0]
        return who is not None or bool(due)


def dated_by(above: Above, own: str) -> str:
    """The timing that stands above a row, for a row that has none; empty where its own is to be read."""
    return above.timing if not _NOTHING.sub("", own) else ""


def _is_date(text: str) -> bool:
    """Whether a text is a date, a month, a year and nothing else; a bare number is none."""
    told = any(map(str.isalpha, text)) or _YEAR.fullmatch(text) is not None
    return told and len(text) <= _HEADING_LENGTH and is_timing(text)


def date_in(text: str) -> str:
    """The date that a heading is, without words that lead on to it and who answers for it; empty where it is none."""
    who = _EXECUTOR_AFTER.search(text) if len(text) <= _LINE_LENGTH else None
    text = text[: who.start()].rstrip() if who else text
    if len(text) > _HEADING_LENGTH:
        return ""
    led = _LEADS_ON.match(text)
    words = text[led.end() :] if led else text
    return words.rstrip(" .:") if _is_date(words) else ""


def _bracketed(text: str) -> str:
    """The date in brackets at the end of a heading."""
    found = _IN_BRACKETS.search(text[-_HEADING_LENGTH:])
    return found[1] if found and _is_date(found[1]) else ""
