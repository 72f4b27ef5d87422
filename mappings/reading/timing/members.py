"""Joins the tokens of a timing to its members, a single stretch or a range each, with the years printed beside them.

Decides what belongs together. Which days a member means is for `days`, whether they come back for `rhythms`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mappings.reading.timing.calendar_days import (
    MONTH,
    QUARTER,
    YEAR,
    Span,
    Stretch,
    part_of_month,
    part_of_year,
    school_year,
    whole_year,
)
from mappings.reading.timing.items import Item, Unreadable
from mappings.reading.timing.shared_years import in_year, with_years
from mappings.reading.timing.tokens import PLURAL_YEARS, Kind, Token

_SMALL_END = ("конц", "конец", "окончан", "end")
_PARTS = ("кв", "полуг", "quarter", "half", "q", "h")


def joined_items(tokens: list[Token], span: Span | None) -> tuple[list[Item], list[str]]:
    """The members of a timing in their order, and what was doubtful; raises `Unreadable`."""
    joiner = _Joiner(span)
    for token in tokens:
        joiner.take(token)
    items, doubts = with_years(joiner.items, span)
    unused = ["timing-partly-read"] if joiner.of_nothing else []  # «в начале каждого месяца»
    return items, [*joiner.doubts, *doubts, *unused]


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
    _stage: bool = False

    @property
    def of_nothing(self) -> bool:
        """Whether a beginning or a middle was asked of no stretch."""
        return self._vague is not None

    def take(self, token: Token) -> None:
        """Take the next token."""
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
        if token.kind in (Kind.COMMA, Kind.STAGE, Kind.REMARK):
            self._tell(token)
            self._comma, self._range = True, False
            self._stage = self._stage or token.kind is Kind.STAGE
        elif token.kind is Kind.WORD:
            self._range = False
        elif token.kind is Kind.ONWARDS and self.items:
            self.items[-1] = replace(self.items[-1], open_end=True)
        elif token.kind is Kind.FROM:
            self._open = True
        elif token.kind is Kind.DASH or (token.kind is Kind.TO and token.value == 0):
            self._range = follows
        elif token.kind is Kind.TO:
            begun = bool(self.items) and self.items[-1].open_end
            self._range = begun and (follows or token.value > 1)
            self._before = not self._range
        elif token.kind is Kind.DAY or (token.kind is Kind.SMALL and token.text.startswith(_SMALL_END)):
            self._before, self._vague = False, None

    def _take_stretches(self, token: Token) -> None:
        self._tell(token)
        plural = PLURAL_YEARS.search(token.text) is not None
        for number, stretch in enumerate(token.stretches):
            if number:
                self._range = token.joined[number - 1] == "-"
                self._comma = not self._range
            self._add(Item(self._narrowed(stretch), self._narrowed(stretch), plural=plural))
        self._vague = None

    def _tell(self, token: Token) -> None:
        """Note what is doubtful in a token; a year in two figures that the plan has is certain."""
        years = {stretch.year for stretch in token.stretches}
        known = self.span is not None and years <= set(self.span.years)
        self.doubts += [doubt for doubt in token.doubts if not (known and doubt == "timing-year-implied")]

    def _narrowed(self, stretch: Stretch) -> Stretch:
        """The beginning or the middle of a stretch, where that is what is asked."""
        if self._vague is None or stretch.size == 0:
            return stretch
        self.doubts.append("timing-vague")
        if stretch.size == YEAR:
            part = part_of_year(1, QUARTER if self._vague == 0 else 2 * QUARTER, stretch.year)
            return part or stretch
        month = stretch.first[0]
        if stretch.size > MONTH:
            last = month if self._vague == 0 else month + stretch.size // 2
            return Stretch(stretch.first, (last, 31), stretch.size, stretch.year)
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
            if _crosses_into(before, item):
                self.items[-1] = in_year(before, item.first.year or 0)
                self._reset()
                return
            if before.ranged or before.fixed or item.fixed or before.all_year or item.all_year:
                raise Unreadable
            self.items[-1] = replace(before, last=item.last, ranged=True, open_end=False, plural=item.plural)
        else:
            self.items.append(
                replace(item, open_end=self._open, before=self._before, parted=self._comma, begins_stage=self._stage)
            )
        self._reset()

    def _each_year(self, day: Item, until: Item) -> None:
        """«До 1 марта 2021–2024 гг.»: a day or a part of each of these years."""
        years = replace(until, first=whole_year(day.first.year), ranged=True)
        self.items[-1:] = [years, replace(day, first=day.first.of(None), last=day.last.of(None))]
        self._reset()

    def _reset(self) -> None:
        self._range = self._open = self._before = self._comma = self._stage = False


def _crosses_into(parts: Item, year: Item) -> bool:
    """«Сентябрь - май 2024-2025»: a range over New Year, both of whose years are printed."""
    if not parts.ranged or not year.single_year or parts.size >= YEAR or parts.last.year is None:
        return False
    over = parts.first.year is None and parts.first.first > parts.last.last
    return over and year.first.year == parts.last.year + 1
