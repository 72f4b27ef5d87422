"""Reads timings: the words of a timing cell become days, a recurrence and, where it is a guess, a doubt.

Years are taken from the timing, else from the span of the plan, never from a measure's title. What cannot be read
gives no deadline.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from mappings.plan import Deadline, Recurrence, Timing
from mappings.reading.timing.calendar_days import YEAR, Span, year_end
from mappings.reading.timing.days import resolved, without_dash
from mappings.reading.timing.items import Item, Unreadable
from mappings.reading.timing.labels import only_labels
from mappings.reading.timing.members import joined_items
from mappings.reading.timing.rhythms import rhythm_days
from mappings.reading.timing.tokenizer import LONGEST, mended, tokens
from mappings.reading.timing.tokens import Kind, Token, normal
from mappings.reading.timing.unbound import elsewhere, on_event, without_condition, without_event

_NOTHING = re.compile(r"[\s.\-_*xх×]*|нет|не (?:определен|установлен)[аоы]?|n/?a|none")
_KNOWN = 4096  # timings remembered; a plan repeats a handful
_PLACE_ENDS = re.compile(
    r"\b(?:год|месяц|недел|дн[яей]|дней|раз|квартал|срок|после|кроме|ранее|позднее|или|отчет|за\b)", re.I
)
_RHYTHMIC = frozenset({Kind.RHYTHM, Kind.SPREAD})
_ENDLESS = frozenset({Kind.PERMANENT, Kind.ALL_YEAR})
_WHOLE = frozenset({Kind.STRETCH, Kind.SCHOOL_YEAR, Kind.RHYTHM, Kind.SPREAD, Kind.PERMANENT, Kind.ALL_YEAR})


@dataclass(frozen=True)
class TimingReading:
    """What a timing cell says, and the codes of what is doubtful in it."""

    timing: Timing
    doubts: tuple[str, ...] = ()


def read_timing(text: str, *, annual: bool, span: Span | None) -> TimingReading:
    """Read a timing cell.

    `annual` is what title, timing and target say together; `span` are the days that the plan covers, None where the
    document does not say.
    """
    return _read(normal(text), span, annual=annual)


@lru_cache(maxsize=_KNOWN)
def stands_alone(text: str) -> bool:
    """Whether a text is a whole timing by itself, and not a piece of one."""
    words = normal(text)
    if _unbound(words) is not None:
        return True
    found = tokens(words)
    return bool(found) and found[0].kind is not Kind.WORD and any(token.kind in _WHOLE for token in found)


def is_timing(text: str) -> bool:
    """Whether a text is a timing and nothing else."""
    return _is_whole(tokens(normal(text)))


def deadlines_for(key: str, timing: Timing) -> tuple[Deadline, ...]:
    """The deadlines of a measure: keyed by year, or by date where two fall in one year.

    Work on a deadline begins with its year, or the day after the deadline before it in the same year.
    """
    days = sorted(set(timing.due))
    per_year = Counter(due.year for due in days)
    start = timing.start if timing.recurrence is Recurrence.ONCE else None
    found: list[Deadline] = []
    for due in days:
        first = date(due.year, 1, 1)
        if found and found[-1].due.year == due.year:
            first = found[-1].due + timedelta(days=1)
        name = due.isoformat() if per_year[due.year] > 1 else str(due.year)
        found.append(Deadline(due=due, start=start or first, key=f"{key}/{name}"))
    return tuple(found)


@lru_cache(maxsize=_KNOWN)
def _read(words: str, span: Span | None, *, annual: bool) -> TimingReading:
    if _NOTHING.fullmatch(words):
        return _none("timing-missing")
    bound = _beside_condition(words, span, annual=annual) or _unbound(words)
    if bound is not None:
        return bound
    right = mended(words)
    slips = () if right == words else ("timing-misspelt",)
    reading = _Reader(tokens(right, span), annual, span).read()
    return TimingReading(reading.timing, tuple(dict.fromkeys((*slips, *reading.doubts))))


def _beside_condition(words: str, span: Span | None, *, annual: bool) -> TimingReading | None:
    """The deadlines that stand beside a condition or an event; whole years beside an event are no deadline."""
    if len(words) > LONGEST:
        return None
    rest = without_condition(words)
    reading = None if rest is None else _firm(rest, span, _WHOLE - _ENDLESS, annual=annual)
    if reading is not None:
        return reading
    rest = without_event(words)
    if rest is None or not _is_whole(tokens(mended(rest), span)):
        return None
    waits = TimingReading(Timing(Recurrence.ONGOING), ("timing-on-event",))
    return _firm(rest, span, _RHYTHMIC | {Kind.THEN}, annual=annual) or waits


def _firm(words: str, span: Span | None, kinds: frozenset[Kind], *, annual: bool) -> TimingReading | None:
    """The deadlines of words that are a timing by themselves, with one of the kinds or with parts of a year."""
    found = tokens(mended(words), span)
    parted = any(one.size < YEAR for token in found for one in token.stretches)
    if not _is_whole(found) or not (parted or any(token.kind in kinds for token in found)):
        return None
    reading = _read(words, span, annual=annual)
    return TimingReading(reading.timing, (*reading.doubts, "timing-condition")) if reading.timing.due else None


def _unbound(words: str) -> TimingReading | None:
    """A timing that hangs on an event, or that is laid down in another document."""
    if len(words) > LONGEST:
        return None
    if on_event(words):
        return TimingReading(Timing(Recurrence.ONGOING), ("timing-on-event",))
    return _none("timing-elsewhere") if elsewhere(words) else None


def _is_whole(found: list[Token]) -> bool:
    return any(token.kind in _WHOLE for token in found) and all(token.kind is not Kind.WORD for token in found)


def _none(*doubts: str) -> TimingReading:
    return TimingReading(Timing(Recurrence.NONE), doubts)


@dataclass
class _Reader:
    """One timing: its tokens sorted by what they do, then read together."""

    tokens: list[Token]
    annual: bool
    span: Span | None
    doubts: list[str] = field(default_factory=list)

    def read(self) -> TimingReading:
        kinds = {token.kind for token in self.tokens}
        if Kind.RUN_TOGETHER in kinds:
            return _none("timing-run-together")
        try:
            return self._read_items(kinds, self._items())
        except Unreadable as error:
            return _none(error.doubt)

    def _read_items(self, kinds: set[Kind], items: list[Item]) -> TimingReading:
        rhythmic = bool(kinds & _RHYTHMIC)
        if rhythmic:
            return self._once_then_rhythm() if Kind.THEN in kinds else self._rhythmic(items)
        if Kind.NEXT_YEAR in kinds:
            raise Unreadable("timing-year-unknown")  # the year after the one reported on, whichever that is
        if Kind.PERMANENT in kinds and all(item.ranged or item.size == YEAR or item.open_end for item in items):
            return _none("timing-unread") if self._words() else self._reading(Timing(Recurrence.ONGOING))
        if not items:
            raise Unreadable
        if kinds & {Kind.PERMANENT, Kind.THEN}:
            self.doubts.append("timing-goes-on")
        return self._dated(items)

    def _items(self) -> list[Item]:
        items, doubts = joined_items(self.tokens, self.span)
        self.doubts += doubts
        return items

    def _words(self) -> list[int]:
        """Where words stand that are no part of a timing."""
        return [at for at, token in enumerate(self.tokens) if token.kind in (Kind.WORD, Kind.NOTE)]

    def _rhythmic(self, items: list[Item]) -> TimingReading:
        words = self._words()
        if words:
            self.doubts.append("timing-partly-read")
        if any(token.kind is Kind.PERMANENT for token in self.tokens):
            self.doubts.append("timing-goes-on")
        timing, doubts = rhythm_days(self.tokens, items, self.span)
        self.doubts += doubts
        return self._reading(timing)

    def _once_then_rhythm(self) -> TimingReading:
        """«IV квартал 2021 г., далее ежегодно»: the days printed, and the rhythm from then to the plan's end."""
        first, rhythm = self._parted()
        before = _Reader(first, annual=False, span=self.span).read()
        if not before.timing.due or self.span is None or before.timing.due[-1] >= self.span.last:
            return _none("timing-unread")
        rest = Span(before.timing.due[-1] + timedelta(days=1), self.span.last, self.span.sure)
        after = self._same_days(first, rhythm, rest) or _Reader(rhythm, annual=False, span=rest).read()
        if after.timing.due and min(after.timing.due) < rest.first:
            return _none("timing-reversed")
        days = tuple(sorted({*before.timing.due, *after.timing.due}))
        doubts = tuple(dict.fromkeys((*before.doubts, *after.doubts, "timing-goes-on")))
        if len(days) == 1:
            return TimingReading(before.timing, doubts)
        return TimingReading(Timing(Recurrence.YEARS, days, before.timing.start or days[0], days[-1]), doubts)

    def _parted(self) -> tuple[list[Token], list[Token]]:
        """What comes first, and the rhythm that follows it: «далее ежегодно», "and annually thereafter"."""
        cut = next(at for at, token in enumerate(self.tokens) if token.kind is Kind.THEN)
        beat = next(at for at, token in enumerate(self.tokens) if token.kind in _RHYTHMIC)
        return self.tokens[: min(beat, cut)], self.tokens[min(beat, cut + 1) :]

    def _same_days(self, first: list[Token], rhythm: list[Token], rest: Span) -> TimingReading | None:
        """Days or parts of a year that come back every year, where the rhythm names none of its own."""
        beats = [token for token in rhythm if token.kind in _RHYTHMIC]
        more = {token.kind for token in rhythm} - {Kind.RHYTHM, Kind.THEN, Kind.SMALL, Kind.DASH, Kind.COMMA}
        items = joined_items(first, self.span)[0]
        if more or [token.value for token in beats] != [YEAR] or any(item.size >= YEAR for item in items):
            return None
        year = (rest.first - timedelta(days=1)).year + 1
        if year > rest.last.year:
            return _none()
        anchors = [replace(item, first=item.first.of(None), last=item.last.of(None)) for item in items]
        try:
            timing, doubts = rhythm_days(beats, anchors, replace(rest, first=date(year, 1, 1)))
        except Unreadable as error:
            return _none(error.doubt)
        return TimingReading(timing, tuple(doubts))

    def _dated(self, items: list[Item]) -> TimingReading:
        each_year = _years_and_parts(items)
        if each_year or (self._comes_back() and all(item.stretch_year is None for item in items)):
            timing, doubts = rhythm_days([Token(Kind.RHYTHM, "", value=YEAR)], items, self.span)
            self.doubts += [*doubts, "timing-each-year"] if each_year else doubts
        elif any(item.open_end and not item.ranged for item in items):
            timing = Timing(Recurrence.ONGOING)
            self.doubts.append("timing-open-end")
        else:
            timing = self._once(items)
        return self._left_over(items) or self._reading(timing)

    def _once(self, items: list[Item]) -> Timing:
        """The days of the items, each a deadline; a range of an annual measure has one in each year."""
        range_meant = without_dash(items)
        if range_meant is not None:
            items = [range_meant]
            self.doubts.append("range-without-dash")
        spans, doubts = resolved(items, self.span)
        self.doubts += doubts
        if len(spans) == 1 and self.annual and items[0].ranged and len(spans[0].years) > 1:
            return _each_year(spans[0])
        return _listed(spans)

    def _comes_back(self) -> bool:
        return self.annual and self.span is not None and len(self.span.years) > 1

    def _left_over(self, items: list[Item]) -> TimingReading | None:
        """Note words beside the dates: after a full date they are its place, elsewhere they may change its meaning."""
        words = self._words()
        if not words:
            return None
        if all(item.size >= YEAR for item in items) and not only_labels(self.tokens):
            return _none("timing-unread")
        last = max(at for at, token in enumerate(self.tokens) if token.kind is Kind.STRETCH)
        text = " ".join(self.tokens[at].text for at in words)
        after = words[0] > last and all(item.size == 0 and item.stretch_year for item in items)
        self.doubts.append("timing-with-place" if after and not _PLACE_ENDS.search(text) else "timing-partly-read")
        return None

    def _reading(self, timing: Timing) -> TimingReading:
        return TimingReading(timing, tuple(dict.fromkeys(self.doubts)))


def _years_and_parts(items: list[Item]) -> bool:
    """Whether a range of years stands beside days or months without a year: «2021–2024, сентябрь»."""
    ranges = [item for item in items if item.ranged and item.size == YEAR]
    return bool(ranges) and any(item.stretch_year is None and not item.all_year for item in items)


def _each_year(span: Span) -> Timing:
    """A deadline at the end of each year of a range, the last at its end."""
    due = (*(year_end(year) for year in span.years[:-1]), span.last)
    return Timing(Recurrence.ANNUAL, due, span.first, span.last)


def _listed(spans: list[Span]) -> Timing:
    by_day = {span.last: span.first for span in sorted(spans, key=lambda one: one.last)}
    due = tuple(sorted(by_day))
    if len(due) == 1:
        return Timing(Recurrence.ONCE, due, min(span.first for span in spans), due[0])
    return Timing(Recurrence.YEARS, due, date(min(span.first for span in spans).year, 1, 1), due[-1])
