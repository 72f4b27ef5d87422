"""How a plan is amended: each of the ways by name, as a script of numbers chooses them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.torture.world import NUMBERS, Row, Town


def amend(town: Town, how: str, which: int, to: int) -> None:
    """One amendment of the plan, or a word of the operator's on the ones before it."""
    number = sorted(town.rows)[which % len(town.rows)]
    _WAYS[how](town, number, which, to)
    town.write()


def _changed(change: Callable[[Row, int], dict[str, Any]]) -> Callable[[Town, int, int, int], None]:
    def way(town: Town, number: int, _which: int, to: int) -> None:
        town.put(number, replace(town.rows[number], **change(town.rows[number], to)))

    return way


def _add(town: Town, _number: int, which: int, to: int) -> None:
    """A new measure, under a number that is free or that another one has had."""
    _replace(town, NUMBERS[which % len(NUMBERS)], which, to)


def _replace(town: Town, number: int, _which: int, to: int) -> None:
    """Another measure under a measure's number."""
    if number in town.rows:
        town.drop(number)
    town.put(number, Row(to, to, to % 3, town.numbers.fresh()))


def _drop(town: Town, number: int, _which: int, _to: int) -> None:
    if len(town.rows) > 1:
        town.drop(number)


def _renumber(town: Town, _number: int, _which: int, to: int) -> None:
    town.renumber(to + 1)


def _move(town: Town, number: int, _which: int, to: int) -> None:
    """A measure moves to a number that is free, one that a dropped measure has borne where there is such a one."""
    free = [at for at in NUMBERS if at not in town.rows]
    freed = [at for at, _row in town.dropped if at in free]
    if free:
        row = town.rows.pop(number)
        town.put((freed or free)[to % len(freed or free)], replace(row, identity=row.identity or number))


def _take_up(town: Town, _number: int, _which: int, to: int) -> None:
    """A dropped measure comes back: under its number, where that is free, or under the next free one."""
    free = [at for at in NUMBERS if at not in town.rows]
    if not (town.dropped and free):
        return
    before, row = town.dropped.pop(to % len(town.dropped))
    is_known = row.identity in town.numbers.known  # or its number went to another one, and it comes as a new one
    identity = row.identity if is_known else town.numbers.fresh()
    town.put(before if before in free else free[0], replace(row, identity=identity))


def _say(town: Town, _number: int, _which: int, to: int) -> None:
    """From now on the mapping says where measures have gone; or says nothing of it."""
    town.tells = to % 4 > 0


def _take_lines_out(town: Town, _number: int, _which: int, _to: int) -> None:
    if not town.numbers.told:
        town.rules.renamed = {}


_WAYS: dict[str, Callable[[Town, int, int, int], None]] = {
    "add": _add,
    "reword": _changed(lambda _row, to: {"wording": to}),
    "word anew": _changed(lambda row, _to: {"anew": not row.anew}),
    "redate": _changed(lambda _row, to: {"timing": to}),
    "hand over": _changed(lambda _row, to: {"executor": to % 3}),
    "drop": _drop,
    "replace": _replace,
    "move": _move,
    "take up": _take_up,
    "renumber": _renumber,
    "say": _say,
    "take lines out": _take_lines_out,
}
AMENDMENTS = (*_WAYS, "redate", "say")
