"""What cases begin with: a town whose second measure has some deadlines, and where its issues stand."""

from __future__ import annotations

from dataclasses import replace

from mappings.marker import find_key
from sync.trackers.embedded.schema import IssueRow
from tests.torture.breach import Breach
from tests.torture.trial import Trial
from tests.torture.world import Row
from tests.worlds.sync_world import PLAN_KEY

IN_2025, IN_2027, IN_2025_AND_2027, IN_2026_AND_2028 = 6, 1, 7, 3  # which of the timings


def rows(one: Trial) -> list[IssueRow]:
    """The issues as they stand, in the order of the staff's list."""
    with one.town.store.reading() as view:
        return view.issues(PLAN_KEY)


def place_of(one: Trial, key: str) -> int:
    """Where an issue stands in the staff's list."""
    return [find_key(row.description, PLAN_KEY) for row in rows(one)].index(key)


def number_of(one: Trial, key: str) -> str:
    """The tracker's id of an issue."""
    return str(rows(one)[place_of(one, key)].id)


def stands(one: Trial, number: str, status: str) -> None:
    """An issue has this status and no other."""
    found = next(row.status for row in rows(one) if str(row.id) == number)
    if found != status:
        raise Breach("stands otherwise", (number, found, status))


def begin(one: Trial, timing: int = IN_2025, *, removed: str = "report") -> None:
    """The second measure has one deadline, or some, and nothing is amended yet."""
    one.town.rules.removed = removed
    one.town.put(2, Row(timing))
    one.town.write()
    one.run(force=True)


def finished(one: Trial, key: str) -> None:
    """The staff report a figure on an issue and close it, and a run sees it."""
    one.act("finish", place_of(one, key), 1)
    one.run(force=False)


def redate(one: Trial, timing: int) -> None:
    """The second measure gets other deadlines, and no run has seen it yet."""
    one.town.put(2, replace(one.town.rows[2], timing=timing))
    one.town.write()


def redated(one: Trial, timing: int) -> None:
    """The second measure has got other deadlines, and a run has followed."""
    redate(one, timing)
    one.run(force=True)
