"""Joins the tokens of a timing to its members, a single stretch or a range each, with the years printed beside them.

Decides what belongs together. Which days a member means is for `days`, whether they come back for `rhythms`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mappings.reading.timing.calendar_days import (
    QUARTER,
    YEAR,
    Span,
    Stretch,
    part_of_month,
    part_of_year,
    school_year,
    whole_year,
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
