"""Joins the stretches of a timing into items, a single one or a range each, and gives those without a year theirs.

Decides which days are meant. Whether they come back every year is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from mappings.reading.timing.calendar_days import (
    QUARTER,
    YEAR,
    Span,
    Stretch,
    part_of_month,
    part_of_year,
    runs,
    school_year,
    whole_year,
    year_end,
    year_of,
)
from mappings.reading.timing.tokens import PLURAL_YEARS, Kind, Token

_SMALL_END = ("конц", "конец", "окончан", "end")
_PARTS = ("кв", "полуг", "quarter", "half", "q", "h")


class Unreadable(Exception):
    """A timing that gives no deadline; `doubt` says why."""

    def __init__(self, doubt: str = "timing-unread") -> None:
        super().__init__(doubt)
        self.doubt = doubt


@dataclass(frozen=True)
class Item:
    """One member of a timing: a stretch, or a range from one to another.

    `fixed` are its days where they are known without a year; `all_year` stands for the year of the plan.
    """

    first: Stretch
    last: Stretch
    ranged: bool = False
    open_end: bool = False
    before: bool = False
    parted: bool = True
    plural: bool = False
    all_year: bool = False
    fixed: Span | None = None

    @property
    def size(self) -> int:
        """The months of its last stretch, 0 for a day."""
        return self.last.size

    @property
    def stretch_year(self) -> int | None:
        """The year printed with it."""
        return self.last.year if self.fixed is None else self.fixed.last.year

    @property
    def single_year(self) -> bool:
        """Whether it is no more than a year by itself."""
        return self.size == YEAR and not self.ranged and not self.all_year and self.fixed is None


def joined_items(tokens: list[Token], span: Span | None) -> tuple[list[Item], list[str]]:
    """The members of a timing in their order, and what was doubtful; raises `Unreadable`."""
    joiner = _Joiner(span)
    for token in tokens:
        joiner.take(token)
    return _with_years(joiner.items), joiner.doubts


def resolved(items: list[Item], span: Span | None) -> tuple[list[Span], list[str]]:
    """The days of each member, events of several days in a row as one; raises `Unreadable`."""
    doubts: list[str] = []
    spans = [_resolve(item, span, doubts) for item in items]
    if all(item.size == 0 and not item.ranged for item in items):
        together = runs([one.last for one in spans])
        if any(len(days) > 1 for days in together):
            doubts.append("timing-event-days")
        spans = [Span(date(days[-1].year, 1, 1), days[-1]) for days in together]
    doubts += _year_lists(items)
    return spans, doubts


@dataclass
class _Joiner:
    """Takes the tokens one by one; knows whether a range is open and what stands between two members."""

    span: Span | None
    items: list[Item] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    _range: bool = False
    _open: bool = False
    _before: bool = False
    _comma: bool = True
    _vague: int | None = None

    def take(self, token: Token) -> None:
        match token.kind:
            case Kind.STRETCH:
                self._take_stretches(token)
            case Kind.IMPOSSIBLE:
                self._take_impossible(token)
            case Kind.SCHOOL_YEAR:
                self._take_school_year(token.value)
            case Kind.ALL_YEAR:
                self._add(Item(whole_year(None), whole_year(None), all_year=True))
            case Kind.ALL_MONTH:
                self._take_month()
            case Kind.VAGUE:
                self._vague = token.value
            case _:
                self._take_sign(token)

    def _take_sign(self, token: Token) -> None:
        """A word or sign between members."""
        follows = bool(self.items) and not self._comma
        if token.kind is Kind.COMMA:
            self._comma = True
        elif token.kind is Kind.FROM:
            self._open = True
        elif token.kind is Kind.DASH or (token.kind is Kind.TO and token.value == 0):
            self._range = follows
        elif token.kind is Kind.TO:
            self._range = follows and self.items[-1].open_end
            self._before = not self._range
        elif token.kind is Kind.DAY or (token.kind is Kind.SMALL and token.text.startswith(_SMALL_END)):
            self._before = False

    def _take_stretches(self, token: Token) -> None:
        if token.guessed:
            self._guess(token)
        plural = PLURAL_YEARS.search(token.text) is not None
        for number, stretch in enumerate(token.stretches):
            if number:
                self._range = token.joined[number - 1] == "-"
                self._comma = not self._range
            self._add(Item(self._narrowed(stretch), self._narrowed(stretch), plural=plural))
        self._vague = None

    def _guess(self, token: Token) -> None:
        year = token.stretches[0].year
        if token.stretches[0].size == 0:
            if self.span is None or year not in self.span.years:
                self.doubts.append("timing-year-implied")
        else:
            season = token.stretches[0].first[0] % QUARTER == 0
            self.doubts.append("timing-vague" if season else "timing-misspelt")

    def _narrowed(self, stretch: Stretch) -> Stretch:
        """The beginning or the middle of a stretch, where that is what is asked."""
        if self._vague is None or stretch.size == 0:
            return stretch
        self.doubts.append("timing-vague")
        if stretch.size == YEAR:
            part = part_of_year(1, QUARTER if self._vague == 0 else 2 * QUARTER, stretch.year)
            return part or stretch
        month = stretch.first[0]
        return part_of_month(month, 1, 10 if self._vague == 0 else 20, stretch.year)

    def _take_impossible(self, token: Token) -> None:
        """A sixth quarter ends with its year; a day that there is not could be any."""
        if not any(part in token.text for part in _PARTS):
            raise Unreadable("timing-day-impossible")
        self.doubts.append("timing-part-impossible")
        year = whole_year(token.value or None)
        self._add(Item(year, year, all_year=not token.value))

    def _take_school_year(self, first: int) -> None:
        days = school_year(first)
        if days != self.span:
            self.doubts.append("timing-school-year")
        self._add(Item(whole_year(first), whole_year(first), fixed=days))

    def _take_month(self) -> None:
        if self.span is None or self.span.months != 1:
            raise Unreadable("timing-year-unknown")
        self._add(Item(whole_year(None), whole_year(None), fixed=self.span))

    def _add(self, item: Item) -> None:
        if self._range:
            before = self.items[-1]
            if before.size < YEAR and before.first.year is not None and item.single_year and not before.open_end:
                self._each_year(before, item)
                return
            if before.ranged or before.fixed or item.fixed or before.all_year or item.all_year:
                raise Unreadable
            self.items[-1] = replace(before, last=item.last, ranged=True, open_end=False, plural=item.plural)
        else:
            self.items.append(replace(item, open_end=self._open, before=self._before, parted=self._comma))
        self._range = self._open = self._before = self._comma = False

    def _each_year(self, day: Item, until: Item) -> None:
        """«До 1 марта 2021–2024 гг.»: a day or a part of each of these years."""
        years = replace(until, first=whole_year(day.first.year), ranged=True)
        self.items[-1:] = [years, replace(day, first=day.first.of(None), last=day.last.of(None))]
        self._range = self._open = self._before = self._comma = False


def _with_years(items: list[Item]) -> list[Item]:
    """The members with the years that stand beside them: «сентябрь, 2025 г.», «25 января и 25 июля 2025 г.»."""
    years = [item for item in items if item.single_year]
    rest = [item for item in items if not item.single_year]
    if len(years) == 1 and rest and not years[0].open_end:
        if any(item.stretch_year is not None for item in rest):
            raise Unreadable
        items = [_in_year(item, years[0].first.year or 0) for item in rest]
    elif years and any(item.stretch_year is not None and item.size < YEAR for item in rest):
        raise Unreadable
    later: int | None = None
    shared: list[Item] = []
    for item in reversed(items):
        known = item.stretch_year
        shared.append(item if known is not None or later is None or item.all_year else _in_year(item, later))
        later = known if known is not None and item.size < YEAR else later
    return shared[::-1]


def _in_year(item: Item, year: int) -> Item:
    if item.all_year:
        return replace(item, first=whole_year(year), last=whole_year(year), all_year=False)
    first_year = year - 1 if item.ranged and item.first.first > item.last.last else year
    return replace(item, first=item.first.of(first_year), last=item.last.of(year))


def _resolve(item: Item, span: Span | None, doubts: list[str]) -> Span:
    if item.fixed is not None:
        return item.fixed
    if item.before and item.single_year:
        doubts.append("timing-before-year")
    if item.all_year:
        return _year_of_plan(span, doubts)
    last = item.last if item.last.year is not None else _implied(item.last, span, doubts)
    first = item.first
    if first.year is None:
        crosses = first.first > last.last and item.last.year is not None
        year = (last.year or 0) - crosses
        first = first.of(year) if item.last.year is not None else _implied(first, span, doubts)
    if item.ranged and first.size < YEAR == last.size and not item.open_end and first.first != (1, 1):
        doubts.append("timing-partly-read")
    try:
        begins, ends = first.within(first.year or 0), last.within(last.year or 0)
    except ValueError:
        raise Unreadable("timing-day-impossible") from None
    if begins.first > ends.last:
        raise Unreadable("timing-reversed")
    from_new_year = item.size == 0 and not item.ranged
    return Span(date(ends.last.year, 1, 1) if from_new_year else begins.first, ends.last)


def _implied(stretch: Stretch, span: Span | None, doubts: list[str]) -> Stretch:
    """The stretch in the only year of the plan that has it."""
    year = None if span is None else year_of(stretch, span)
    if year is None and span is not None and len(span.years) == 1:
        year = span.first.year
    if year is None:
        raise Unreadable("timing-year-unknown")
    doubts.append("timing-year-implied")
    return stretch.of(year)


def _year_of_plan(span: Span | None, doubts: list[str]) -> Span:
    if span is None or span.months > YEAR:
        raise Unreadable("timing-year-unknown")
    if not span.sure:
        doubts.append("timing-year-implied")
    if len(span.years) > 1:
        return span
    return Span(date(span.last.year, 1, 1), year_end(span.last.year), span.sure)


def _year_lists(items: list[Item]) -> list[str]:
    """Years that stand side by side without anything between them are told."""
    bare = [item for item in items[1:] if item.single_year and not item.parted]
    return ["years-without-separators"] if bare else []


def without_dash(items: list[Item]) -> Item | None:
    """«2009 2011 годы»: two years and a plural are a range whose dash is missing."""
    match items:
        case [first, last] if first.single_year and last.single_year and last.plural and not last.parted:
            return replace(first, last=last.last, ranged=True)
        case _:
            return None
