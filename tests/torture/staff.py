"""What the staff do in the tracker past Vekha: edits of every field, and of what they had better left alone.

Each action picks its issue by a number, so that a script of numbers is a script of actions. An action that the
tracker refuses has not happened.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from typing import Any, TypeVar

from mappings.marker import FENCE_OPEN, find_block, find_key, marker, replace_block
from sync.errors import Purpose, TrackerError
from sync.trackers.embedded.schema import IssueRow, MilestoneRow
from tests.torture.invariants import Witness
from tests.torture.world import COUNTS, ELSEWHERE, Town, days
from tests.worlds.sync_world import PLAN_KEY

T = TypeVar("T")
CLERK = "clerk"
STATUSES = ("new", "in_progress", "done", "cancelled")
YEARS = ("2025", "2026", "2027", "2028")


class Staff:
    """The staff of a town; `witness` is told what they delete."""

    def __init__(self, town: Town, witness: Witness) -> None:
        self.town = town
        self.witness = witness
        self.taken: list[tuple[int, str, str | None]] = []  # what the tracker took: issue, field, value
        self._cleared: dict[int, str] = {}
        self._figures = 1000

    def act(self, action: str, which: int, how: int) -> bool:
        """Do one of `ACTIONS`; whether there was anything to do it to and the tracker took it."""
        try:
            done = ACTIONS[action](self, which, how)
        except TrackerError:
            return False
        if done is not False:
            COUNTS["staff's actions"] += 1
        return done is not False

    def _issues(self, project: str = PLAN_KEY) -> list[IssueRow]:
        with self.town.store.reading() as view:
            return view.issues(project)

    def _milestones(self) -> list[MilestoneRow]:
        with self.town.store.reading() as view:
            return view.milestones(PLAN_KEY)

    def _issue(self, which: int) -> IssueRow:
        return _nth(self._issues(), which)

    def _set(self, row: IssueRow, **changes: Any) -> None:
        after = self.town.store.update_issue(row.id, changes, author=CLERK)
        for name, value in changes.items():
            if getattr(after, name) != getattr(row, name):
                self.taken.append((row.id, name, None if value is None else str(value)))

    def title(self, which: int, how: int) -> None:
        """Give an issue a title of their own, or take its year away."""
        row = self._issue(which)
        self._set(row, title=f"Наше дело {how}" if how % 3 else row.title.partition(" (")[0])

    def dates(self, which: int, how: int) -> None:
        """Move the due date, the start, or clear one."""
        row = self._issue(which)
        due, start = row.due or date(2027, 6, 17), row.start or date(2026, 2, 17)
        changes: list[dict[str, Any]] = [
            {"due": due - days(how)},
            {"due": due + days(how + 1)},
            {"start": start + days(how)},
            {"due": None},
            {"start": (row.start or date(2026, 1, 1)) + days(how % 30)},
            {"start": start - days(400), "due": start + days(how)},
        ]
        self._set(row, **_nth(changes, how))

    def milestone_of(self, which: int, how: int) -> None:
        """Put an issue into another milestone, or into none."""
        choices = [None, *(one.id for one in self._milestones())]
        self._set(self._issue(which), milestone_id=_nth(choices, how))

    def parent_of(self, which: int, how: int) -> None:
        """Hang an issue below another one, or below none."""
        choices = [None, *(one.id for one in self._issues())]
        self._set(self._issue(which), parent_id=_nth(choices, how))

    def words(self, which: int, how: int) -> None:
        """Write around the plan block."""
        row = self._issue(which)
        text = [f"Слова {how}.\n\n{row.description}", f"{row.description}\n\nСлова {how}.\n* ещё"][how % 2]
        self._set(row, description=text)

    def block(self, which: int, how: int) -> None:
        """Write into the plan block."""
        row = self._issue(which)
        lines = row.description.split("\n")
        if FENCE_OPEN in lines:
            lines.insert(lines.index(FENCE_OPEN) + 1, f"Вписано {how}")
            self._set(row, description="\n".join(lines))

    def fence(self, which: int, _how: int) -> None:
        """Lose the first fence."""
        row = self._issue(which)
        self._set(row, description=row.description.replace(f"{FENCE_OPEN}\n", "", 1))

    def clear_marker(self, which: int, how: int) -> None:
        """Take the marker out, or all of the description."""
        row = self._issue(which)
        key = find_key(row.description, PLAN_KEY)
        if key is not None:
            self._cleared[row.id] = row.description
            self._set(row, description=row.description.replace(marker(PLAN_KEY, key), "") if how % 2 else "Всё наше.")

    def restore_marker(self, which: int, _how: int) -> None:
        """Put it back."""
        numbers = sorted(self._cleared.keys() & {row.id for row in self._issues()})
        number = _nth(numbers, which)
        self.town.store.update_issue(number, {"description": self._cleared.pop(number)}, author=CLERK)

    def paste(self, which: int, how: int) -> None:
        """Paste the block of one issue above another's."""
        block = find_block(_nth(self._issues(), how).description, PLAN_KEY)
        row = self._issue(which)
        if block is not None:
            self._set(row, description=f"{block}\n\n{row.description}")

    def exchange(self, which: int, how: int) -> None:
        """Put the block of one issue into another's place."""
        block = find_block(_nth(self._issues(), how).description, PLAN_KEY)
        row = self._issue(which)
        if block is not None:
            self._set(row, description=replace_block(row.description, block))

    def copy(self, which: int, how: int) -> None:
        """Copy an issue with its marker."""
        row = self._issue(which)
        self.town.store.create_issue(PLAN_KEY, f"Копия {how}", author=CLERK, description=row.description)

    def finish(self, which: int, how: int) -> None:
        """Report and close as done, or only close."""
        if how % 3:
            self.comment(which, how)
        self._set(self._issue(which), status="done")

    def reopen(self, which: int, _how: int) -> None:
        """Open again what is closed, what Vekha closed above all."""
        closed = [row for row in self._issues() if row.closed]
        self._set(_nth([row for row in closed if row.id in self.witness.closed] or closed, which), status="new")

    def status(self, which: int, how: int) -> None:
        """Close, reopen."""
        self._set(self._issue(which), status=_nth(STATUSES, how))

    def work(self, which: int, how: int) -> None:
        """Take an issue on and report."""
        self._set(self._issue(which), assignee=f"anna{how}", fact=self._figure(), done_ratio=how % 101)

    def comment(self, which: int, how: int) -> None:
        """Say something, a figure sometimes."""
        text = f"Факт: {self._figure()}" if how % 4 else "Причина: ремонт"
        self.town.store.comment(self._issue(which).id, text, author=CLERK)

    def _figure(self) -> str:
        """A figure that nobody has reported before."""
        self._figures += 1
        return str(self._figures)

    def move(self, which: int, _how: int) -> None:
        """Move an issue to another project."""
        self._set(self._issue(which), project=ELSEWHERE)

    def move_back(self, which: int, _how: int) -> None:
        """Move it back."""
        self._set(_nth(self._issues(ELSEWHERE), which), project=PLAN_KEY)

    def delete(self, which: int, _how: int) -> None:
        """Delete an issue."""
        row = self._issue(which)
        self.witness.told_of_deletion(row.id, find_key(row.description, PLAN_KEY))
        self.town.store.delete_issue(row.id, author=CLERK)

    def foreign(self, _which: int, how: int) -> None:
        """Make an issue of their own, of another plan, or with the title of one of Vekha's."""
        texts = ("Своё.", "other-plan:I.1.1", f"См. {marker(PLAN_KEY, 'I.1.1')} в тексте")
        title = self._issue(how).title if how % 2 else f"Своё {how}"
        self.town.store.create_issue(PLAN_KEY, title, author=CLERK, description=_nth(texts, how))

    def own_year(self, which: int, _how: int) -> None:
        """Make a milestone of a year themselves."""
        self.town.store.create_milestone(PLAN_KEY, _nth(YEARS, which))

    def change_year(self, which: int, how: int) -> None:
        """Rename, redate, close or reopen a milestone, or clear a date of it."""
        row = _nth(self._milestones(), which)
        changes: list[dict[str, Any]] = [
            {"title": f"Год {how}"},
            {"due": (row.due or date(2026, 12, 31)) - days(how % 90)},
            {"closed": not row.closed},
            {"start": (row.start or date(2026, 1, 1)) + days(how % 30)},
            {"due": None},
            {"start": None},
        ]
        self.town.store.update_milestone(row.id, _nth(changes, how))

    def unmark_year(self, which: int, _how: int) -> None:
        """Take the marker out of a milestone."""
        self.town.store.update_milestone(_nth(self._milestones(), which).id, {"description": "Наша веха"})

    def delete_year(self, which: int, _how: int) -> None:
        """Delete a milestone; its issues stay without one."""
        row = _nth(self._milestones(), which)
        with closing(sqlite3.connect(self.town.store.path)) as connection, connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("DELETE FROM milestones WHERE id = ?", (row.id,))

    def labels(self, which: int, how: int) -> bool:
        """Put a label of their own on, or take one off."""
        worn = self.town.worn.setdefault(str(self._issue(which).id), [])
        if how % 2 or not worn:
            worn.append(f"срочно {how}")
        else:
            worn.pop(how % len(worn))
        return bool(self.town.kinds)


def _nth(things: Sequence[T], which: int) -> T:
    """One of several; a `TrackerError` where there is none, as when an issue has gone."""
    if not things:
        raise TrackerError("nothing-there", "nothing there", Purpose("town", "staff"))
    return things[which % len(things)]


_METHODS = (
    *("title", "dates", "milestone_of", "parent_of", "words", "block", "fence", "clear_marker", "restore_marker"),
    *(
        "paste",
        "exchange",
        "copy",
        "status",
        "finish",
        "finish",
        "reopen",
        "work",
        "comment",
        "move",
        "move_back",
        "delete",
        "foreign",
    ),
    *("own_year", "change_year", "unmark_year", "delete_year", "labels"),
)
ACTIONS: dict[str, Callable[[Staff, int, int], bool | None]] = {name: getattr(Staff, name) for name in _METHODS}
OF_ISSUES = ("title", "dates", "milestone_of", "words", "block", "status", "work", "comment", "clear_marker", "delete")
"""The actions that may come in the middle of a run."""
