"""What the commands of `vekha tracker` share: the store they work in, their options, and how an issue is named to them.

Decides which issue or milestone a person means. It changes nothing and prints nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import click

from mappings.language import N_
from mappings.language import gettext as _
from mappings.marker import find_key
from sync.cli.answers.tracker import Subject, names_milestone, one_line
from sync.errors import Purpose, Rejected
from sync.runs.embedded_store import OpenStore, open_store
from sync.runs.inputs import plan_zone
from sync.trackers.embedded.store import issue_unknown, milestone_unknown, row_id
from sync.trackers.embedded.words import AUTHOR

if TYPE_CHECKING:
    from sync.cli.context import App
    from sync.trackers.embedded.schema import IssueRow, MilestoneRow
    from sync.trackers.embedded.view import EmbeddedView


_FURTHEST_EAST = timezone(timedelta(hours=14))


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


class Moment(click.ParamType[Any]):
    """A moment in ISO 8601, from a day to a second, with or without its offset from UTC."""

    name = "datetime"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The moment that a text names; without an offset it has no zone yet."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value.strip())
            moment.replace(tzinfo=moment.tzinfo or _FURTHEST_EAST).astimezone(UTC)  # the first day of all has no eve
        except (ValueError, OverflowError):
            return self.fail(_("«{value}» is no moment; write 2025-12-31T09:30").format(value=value), param, ctx)
        return moment


def _author(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    if value is None:
        user = os.environ.get("USER", "").strip()
        return user if user not in ("", AUTHOR) else "staff"
    if value.strip() in ("", AUTHOR):
        raise click.BadParameter(_("«{value}» cannot be an author here").format(value=value))
    return value


def dated(app: App, moment: datetime | None) -> datetime | None:
    """A moment in its zone: the plan's where it names none."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=plan_zone(app.config()))


def opened_by(app: App) -> OpenStore:
    """The store of the config's tracker; raises `ConfigError` where that is another than the embedded one."""
    return open_store(app.config(), named=app.config_path, clock=app.now)


at_option = click.option(
    "--at",
    type=Moment(),
    metavar="DATETIME",
    help=N_("Use this date and time (ISO 8601, in the plan's zone) instead of now."),
)
issue_argument = click.argument("issue", metavar="ISSUE")
author_option = click.option(
    "--author", callback=_author, metavar="NAME", help=N_("Who is writing; by default $USER, else staff.")
)


def find_issue(view: EmbeddedView, opened: OpenStore, issue: str) -> IssueRow:
    """The issue that a number (of any project) or a plan key (of this one) names."""
    text = issue.strip().removeprefix("#")
    number = row_id(text)
    if number is not None:
        found = [row for row in [view.issue(number)] if row is not None]
    else:
        found = view.marked(opened.project, opened.plan_key, text.removeprefix(f"{opened.plan_key}:"))
    if not found:
        raise issue_unknown(one_line(issue), Purpose("embedded", "find"))
    if len(found) > 1:
        numbers = ", ".join(f"#{row.id}" for row in found)
        message = _("several issues bear the key {key}: {numbers}").format(key=text, numbers=numbers)
        hint = _("name the issue by its number")
        raise Rejected("issue-ambiguous", message, Purpose("embedded", "find", text), hint=hint)
    return found[0]


def find_milestone(opened: OpenStore, issue: str, milestone: str) -> int | None:
    """The number of the milestone that a title, a year or #N names in the issue's project; "" for none."""
    if not milestone:
        return None
    with opened.store.reading("update_issue") as view:
        row = find_issue(view, opened, issue)
        there = view.milestones(row.project)
    # A title comes before a year: the staff may well have a milestone of their own called 2025.
    ranked = sorted(there, key=lambda one: one.title != milestone)
    found = next((one.id for one in ranked if names_milestone(milestone, one, opened.plan_key)), None)
    if found is None:
        raise milestone_unknown(one_line(milestone), Purpose("embedded", "update_issue"))
    return found


def subject_of(opened: OpenStore, row: IssueRow, milestones: Mapping[int, MilestoneRow]) -> Subject:
    """An issue with what is needed to name it; `milestones` are those of its project by id."""
    key = find_key(row.description, opened.plan_key)
    milestone = milestones.get(row.milestone_id or 0)
    return Subject(row, key, milestone, opened.store.issue_url(row.id))


def milestone_titles(milestones: Mapping[int, MilestoneRow]) -> dict[str, str]:
    """The titles of milestones by id as text."""
    return {str(number): milestone.title for number, milestone in milestones.items()}


def name_of(row: IssueRow) -> str:
    """An issue as a line of output names it."""
    return f"#{row.id} {one_line(row.title)}"
