"""Which of the lines told at a pull the ledger knows already, which are new or edited, and which are gone.

Values in, values out; it asks no database. Whether a line counts as a figure is no matter here.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mappings.progress import FigureLine
from sync.ledger.rows import READING, KnownLine

_Identity = Callable[[FigureLine], Hashable]
_DESCRIPTION = "description"


@dataclass(frozen=True)
class Settled:
    """What becomes of an issue's lines at a pull."""

    standing: tuple[KnownLine, ...]  # known, and told again; `told` as it is read today
    new: tuple[tuple[FigureLine, datetime], ...]  # as they were told, and when they were written
    gone: tuple[KnownLine, ...]  # known, and told no more


def settle(known: Sequence[KnownLine], told: Sequence[FigureLine], *, now: datetime) -> Settled:
    """Compare the lines that were there at the last pull with those that are told now.

    A line whose text was changed in its place is a new one, written when it is first seen so; a line of the
    description that was there before keeps its author and date, whatever was changed around it.
    """
    today = [one for one in known if one.reading == READING]
    earlier = [one for one in known if one.reading != READING]
    left = dict(enumerate(told))
    standing: list[KnownLine] = []
    for candidates, identity, kept in (
        (today, _words, _retold),
        (earlier, _spot, _retold),
        (today, _described, _moved),
    ):
        there = _waiting(candidates, standing, identity)
        for number, line in tuple(left.items()):
            waiting = there.get(identity(line))
            if waiting:
                standing.append(kept(waiting.popleft(), line))
                del left[number]
    stayed = {one.id for one in standing}
    gone = tuple(one for one in known if one.id not in stayed)
    return Settled(tuple(standing), tuple(_written(left.values(), gone, now)), gone)


def _written(
    lines: Iterable[FigureLine], gone: Iterable[KnownLine], now: datetime
) -> Iterable[tuple[FigureLine, datetime]]:
    """New lines with their dates: one that stands where another one stood was written over it."""
    vacant: dict[Hashable, int] = defaultdict(int)
    for one in gone:
        if one.reading == READING:
            vacant[_remark(one.told)] += 1
    for line in lines:
        edited = vacant[_remark(line)] > 0
        vacant[_remark(line)] -= edited
        yield line, max(now, line.at) if edited else line.at


def _waiting(
    known: Iterable[KnownLine], standing: Iterable[KnownLine], identity: _Identity
) -> dict[Hashable, deque[KnownLine]]:
    taken = {one.id for one in standing}
    found: dict[Hashable, deque[KnownLine]] = defaultdict(deque)
    for one in known:
        if one.id not in taken:
            found[identity(one.told)].append(one)
    return found


def _retold(known: KnownLine, line: FigureLine) -> KnownLine:
    return replace(known, told=line, reading=READING)


def _moved(known: KnownLine, line: FigureLine) -> KnownLine:
    return replace(known, told=replace(line, author=known.told.author, at=known.told.at))


def _remark(line: FigureLine) -> Hashable:
    return line.author, line.at, line.place


def _spot(line: FigureLine) -> Hashable:
    return _remark(line), line.indicator


def _words(line: FigureLine) -> Hashable:
    return _spot(line), line.year, line.text


def _described(line: FigureLine) -> Hashable:
    # What stands elsewhere than in the description gets a name that nothing else has.
    return (line.indicator, line.year, line.text) if line.place == _DESCRIPTION else id(line)
