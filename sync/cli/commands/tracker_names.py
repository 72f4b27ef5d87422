"""What the commands of `vekha tracker` share: their desk, their options, and how an issue is named to them.

Decides which issue or milestone a person means. It changes nothing and prints nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

import click

from mappings.language import N_
from mappings.language import gettext as _
from mappings.marker import find_key
from sync.cli.answers.tracker import Subject, names_milestone, one_line
from sync.errors import Rejected
from sync.trackers.embedded.words import AUTHOR

if TYPE_CHECKING:
    from sync.trackers.embedded.schema import IssueRow, MilestoneRow
    from sync.trackers.embedded.store import EmbeddedStore
    from sync.trackers.embedded.view import EmbeddedView


class Desk(Protocol):
    """What the commands find in `ctx.obj`: the config's tracker, the clock and the way to the reader."""

    @property
    def plan_key(self) -> str:
        """The key of the config's plan."""
        ...

    def open_store(self) -> tuple[EmbeddedStore, str]:
        """The store of the config's tracker and the project in it."""
        ...

    def now(self) -> datetime:
        """The time, with its zone."""
        ...

    def echo(self, text: str) -> None:
        """Print a text to standard output."""
        ...

    def print_json(self, data: Any) -> None:
        """Print JSON to standard output."""
        ...

    def print_table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a table to standard output."""
        ...


class Day(click.ParamType[Any]):
    """A day as 2025-12-31 or 31.12.2025; where it may be cleared, an empty text stands for none."""

    name = "date"

    def __init__(self, *, clearable: bool = False) -> None:
        self._clearable = clearable

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day that a text names."""
        if isinstance(value, date) or (self._clearable and value == ""):
            return value
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            try:
                return datetime.strptime(value, form).date()  # noqa: DTZ007
            except ValueError:
                continue
        return self.fail(_("«{value}» is no day; write 2025-12-31").format(value=value), param, ctx)


def _author(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    if value is None:
        user = os.environ.get("USER", "").strip()
        return user if user not in ("", AUTHOR) else "staff"
    if value.strip() in ("", AUTHOR):
        raise click.BadParameter(_("«{value}» cannot be an author here").format(value=value))
    return value


issue_argument = click.argument("issue", metavar="ISSUE")
author_option = click.option(
    "--author", callback=_author, metavar="NAME", help=N_("Who is writing; by default $USER, else staff.")
)


def find_issue(view: EmbeddedView, project: str, plan_key: str, issue: str) -> IssueRow:
    """The issue that a number (of any project) or a plan key (of this one) names."""
    from sync.trackers.embedded.store import issue_unknown, row_id  # noqa: PLC0415

    text = issue.strip().removeprefix("#")
    number = row_id(text)
    if number is not None:
        found = [row for row in [view.issue(number)] if row is not None]
    else:
        found = view.marked(project, plan_key, text.removeprefix(f"{plan_key}:"))
    if not found:
        raise issue_unknown(one_line(issue), operation="find")
    if len(found) > 1:
        numbers = ", ".join(f"#{row.id}" for row in found)
        message = _("several issues bear the key {key}: {numbers}").format(key=text, numbers=numbers)
        hint = _("name the issue by its number")
        raise Rejected("issue-ambiguous", message, tracker="embedded", operation="find", key=text, hint=hint)
    return found[0]


def find_milestone(desk: Desk, issue: str, milestone: str) -> int | None:
    """The number of the milestone that a title, a year or #N names in the issue's project; "" for none."""
    from sync.trackers.embedded.store import milestone_unknown  # noqa: PLC0415

    if not milestone:
        return None
    store, project = desk.open_store()
    with store.reading("update_issue") as view:
        row = find_issue(view, project, desk.plan_key, issue)
        there = view.milestones(row.project)
    # A title comes before a year: the staff may well have a milestone of their own called 2025.
    ranked = sorted(there, key=lambda one: one.title != milestone)
    plan_key = desk.plan_key
    found = next((one.id for one in ranked if names_milestone(milestone, one, plan_key)), None)
    if found is None:
        raise milestone_unknown(one_line(milestone), operation="update_issue")
    return found


def subject_of(store: EmbeddedStore, row: IssueRow, milestones: Mapping[int, MilestoneRow], plan_key: str) -> Subject:
    """An issue with what is needed to name it; `milestones` are those of its project by id."""
    key = find_key(row.description, plan_key)
    milestone = milestones.get(row.milestone_id or 0)
    return Subject(row, key, milestone, store.issue_url(row.id))


def milestone_titles(milestones: Mapping[int, MilestoneRow]) -> dict[str, str]:
    """The titles of milestones by id as text."""
    return {str(number): milestone.title for number, milestone in milestones.items()}


def name_of(row: IssueRow) -> str:
    """An issue as a line of output names it."""
    return f"#{row.id} {one_line(row.title)}"
