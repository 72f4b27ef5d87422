"""Reads timings: the words of a timing cell become days, a recurrence and, where it is a guess, a doubt.

Years are taken from the timing alone, never from a title. What cannot be read gives no deadline.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from mappings.plan import Deadline, Recurrence, Timing
from mappings.reading.rows import fold

_YEAR = r"(?:19|20)[0-9]{2}"
_PLURAL = r"(?:годах|годов|годы|гг)"
_TAIL = rf"(?: ?(?:{_PLURAL}|года|году|год|г)\b\.?)?"
_DASH = r" ?[-‐‑‒–—―−] ?"
_BETWEEN = r"(?: ?[,;](?: (?:и|and))? ?| (?:и|and) | )"

_RANGE = re.compile(
    rf"(?:(?:в|за|на) (?:течение |период )?)?(?:(?:с|from) )?"
    rf"({_YEAR}){_TAIL}(?:{_DASH}| (?:по|до|to) )({_YEAR}){_TAIL}"
)
_SINGLE = re.compile(rf"(?:до конца |к концу |в течение |в |by the end of |in )?({_YEAR}){_TAIL}")
_LIST = re.compile(rf"(?:в )?{_YEAR}{_TAIL}(?:{_BETWEEN}{_YEAR}{_TAIL})+")
_LISTED = re.compile(rf"{_YEAR}(?P<tail>{_TAIL})(?P<between>{_BETWEEN})(?={_YEAR})")
_RANGE_TAIL = re.compile(rf"{_YEAR} {_YEAR} ?{_PLURAL}\.?")

_MONTHS = {
    word: month
    for month, words in enumerate(
        (
            ("января", "january"),
            ("февраля", "february"),
            ("марта", "march"),
            ("апреля", "april"),
            ("мая", "may"),
            ("июня", "june"),
            ("июля", "july"),
            ("августа", "august"),
            ("сентября", "september"),
            ("октября", "october"),
            ("ноября", "november"),
            ("декабря", "december"),
        ),
        start=1,
    )
    for word in words
}
_MONTH = "|".join(_MONTHS)
_DAY = re.compile(
    rf"(?:(?P<day>[0-9]{{1,2}})\.(?P<number>[0-9]{{1,2}})\.(?P<year>{_YEAR})"
    rf"|(?P<day2>[0-9]{{1,2}}) (?P<month2>{_MONTH}) (?P<year2>{_YEAR})"
    rf"|(?P<month3>{_MONTH}) (?P<day3>[0-9]{{1,2}}), (?P<year3>{_YEAR})){_TAIL}"
)
_UNNAMED_DAY = re.sub(r"\?P<\w+>", "?:", _DAY.pattern)
_DAYS = re.compile(rf"(?:(?:до|не позднее|by|before|until) )?{_UNNAMED_DAY}(?:{_BETWEEN}{_UNNAMED_DAY})*")

# «ежегодник» is a book; «в год» counts as a frequency only where nothing follows, unlike «в Год семьи»
_ANNUAL_WORDS = (
    r"(?:\bежегодн(?!ик)\w*|\b(?:1|один|одного)\s+раза?\s+в\s+год\b|\bкаждый\s+год\b"
    r"|\bв\s+год(?=\s*(?:[.,;)]|$))|(?<!-)\bannual(?:ly)?\b|\byearly\b|\bevery\s+year\b|\b(?:a|per)\s+year\b)"
)
_ANNUAL = re.compile(_ANNUAL_WORDS, re.IGNORECASE)
_ANNUAL_ASIDE = re.compile(rf"\(\s*{_ANNUAL_WORDS}\s*\)|{_ANNUAL_WORDS}", re.IGNORECASE)
_PERIOD = r"(?:весь период|(?:в течение|на протяжении) всего периода)(?: реализации плана)?"
_ONGOING = re.compile(
    rf"(?:постоянно|на постоянной основе|permanently|permanent|ongoing|continuously)(?:,? {_PERIOD})?|{_PERIOD}"
)


@dataclass(frozen=True)
class TimingReading:
    """What a timing cell says, and the codes of what is doubtful in it."""

    timing: Timing
    doubts: tuple[str, ...] = ()


def says_annual(*texts: str) -> bool:
    """Whether any of the texts says that the measure comes back every year."""
    return any(_ANNUAL.search(text) for text in texts)


def read_timing(text: str, *, annual: bool, period: tuple[int, int] | None) -> TimingReading:
    """Read a timing cell.

    `annual` is what title, timing and target say together; `period` is the plan's first and last year.
    """
    words = fold(text).lower()
    if not words:
        return _none("timing-missing")
    if _ONGOING.fullmatch(words.rstrip(".")):
        return TimingReading(Timing(Recurrence.ONGOING))
    bare, yearly = _bare(words), says_annual(words)
    if yearly and not bare and period is not None:
        return TimingReading(_years_of(*period))
    in_years = _read_range(bare, annual=annual) or _read_single(bare) or _read_list(bare, annual=annual)
    if in_years is not None:
        return in_years
    # a calendar day beside «ежегодно» would be one year's only: which others are meant is not for guessing
    dated = None if yearly else _read_days(bare)
    return dated or _none("timing-unread")


def deadlines_for(key: str, timing: Timing) -> tuple[Deadline, ...]:
    """The deadlines of a measure: keyed by year, or by date where two fall in one year."""
    days = sorted(set(timing.due))
    per_year = Counter(due.year for due in days)
    start = timing.start if timing.recurrence is Recurrence.ONCE else None
    return tuple(
        Deadline(
            due=due,
            start=start or date(due.year, 1, 1),
            key=f"{key}/{due.isoformat() if per_year[due.year] > 1 else due.year}",
        )
        for due in days
    )


def year_end(year: int) -> date:
    """The due date in a deadline year that names no day."""
    return date(year, 12, 31)


def _bare(words: str) -> str:
    """The timing without the words for «every year», its outer brackets and its final stop."""
    bare = fold(_ANNUAL_ASIDE.sub(" ", words)).strip(" ,;:.")
    return bare[1:-1].strip() if bare.startswith("(") and bare.endswith(")") else bare


def _none(doubt: str) -> TimingReading:
    return TimingReading(Timing(Recurrence.NONE), (doubt,))


def _years_of(first: int, last: int) -> Timing:
    years = range(first, last + 1)
    return Timing(Recurrence.ANNUAL, tuple(map(year_end, years)), date(first, 1, 1), year_end(last))


def _once(first: int, due: date) -> Timing:
    return Timing(Recurrence.ONCE, (due,), date(first, 1, 1), due)


def _listed(days: list[date]) -> Timing:
    due = tuple(sorted(set(days)))
    if len(due) == 1:
        return _once(due[0].year, due[0])
    return Timing(Recurrence.YEARS, due, date(due[0].year, 1, 1), due[-1])


def _between(first: int, last: int, *, annual: bool, doubts: tuple[str, ...] = ()) -> TimingReading:
    if first > last:
        return _none("timing-reversed")
    return TimingReading(_years_of(first, last) if annual else _once(first, year_end(last)), doubts)


def _read_range(words: str, *, annual: bool) -> TimingReading | None:
    match = _RANGE.fullmatch(words)
    return _between(int(match[1]), int(match[2]), annual=annual) if match else None


def _read_single(words: str) -> TimingReading | None:
    match = _SINGLE.fullmatch(words)
    return TimingReading(_once(int(match[1]), year_end(int(match[1])))) if match else None


def _read_list(words: str, *, annual: bool) -> TimingReading | None:
    if not _LIST.fullmatch(words):
        return None
    years = [int(year) for year in re.findall(_YEAR, words)]
    if _RANGE_TAIL.fullmatch(words):
        return _between(years[0], years[-1], annual=annual, doubts=("range-without-dash",))
    parted = all(match["between"].strip() for match in _LISTED.finditer(words))
    doubts = () if parted else ("years-without-separators",)
    return TimingReading(_listed([year_end(year) for year in years]), doubts)


def _read_days(words: str) -> TimingReading | None:
    """Days one by one. Two that follow each other are one event's, and which of them is due is not for guessing."""
    if not _DAYS.fullmatch(words):
        return None
    days = [_date(match) for match in _DAY.finditer(words)]
    known = sorted({day for day in days if day is not None})
    follow = any(after - before == timedelta(days=1) for before, after in pairwise(known))
    return None if None in days or follow else TimingReading(_listed(known))


def _date(match: re.Match[str]) -> date | None:
    """The calendar day of a match, or None where there is no such day."""
    word = match["month2"] or match["month3"]
    month = _MONTHS[word] if word else int(match["number"])
    year, day = (match["year"] or match["year2"] or match["year3"], match["day"] or match["day2"] or match["day3"])
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None
