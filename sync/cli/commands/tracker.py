"""The commands of `vekha tracker`: the embedded tracker worked by hand, as the staff would in a real one.

Decides what each command asks of the store and which line it answers with. It prints through the desk it is
given, opens no file itself, and knows no exit codes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.answers import tracker as answers
from sync.cli.commands.tracker_names import (
    Day,
    Desk,
    author_option,
    find_issue,
    find_milestone,
    issue_argument,
    milestone_titles,
    name_of,
    subject_of,
)
from sync.cli.context import format_option, run_options, today_option
from sync.cli.translated import SpokenGroup
from sync.trackers.embedded.words import CLOSED_STATUSES, ISSUE_FIELDS, STATUSES

if TYPE_CHECKING:
    from sync.trackers.embedded.schema import IssueRow


@click.group("tracker", cls=SpokenGroup, help=N_("Work the embedded tracker."))
@run_options
def tracker() -> None:
    """Hold the commands together."""


@tracker.command("list", help=N_("List the issues of the tracker."))
@click.option("--status", "statuses", type=click.Choice(STATUSES), multiple=True, help=N_("Only of this status."))
@click.option("--milestone", default="", help=N_("Only of this milestone: its title, its year, or #N."))
@click.option("--assignee", default="", help=N_("Only of this assignee."))
@click.option("--overdue", is_flag=True, help=N_("Only open ones past their due date."))
@click.option("--open/--closed", "is_open", default=None, help=N_("Only open ones, or only closed ones."))
@click.option("--search", default="", metavar="TEXT", help=N_("Only with this text, in upper or lower case."))
@today_option
@format_option()
@run_options
@click.pass_obj
def list_issues(desk: Desk, /, *, is_open: bool | None, today: date | None, form: str, **wanted: Any) -> None:
    """Print the issues that the filters keep."""
    store, project = desk.open_store()
    plan_key = desk.plan_key
    today = today or desk.now().astimezone().date()
    with store.reading("list") as view:
        rows = view.issues(project)
        milestones = {row.id: row for row in view.milestones(project)}
    closed = None if is_open is None else not is_open
    kept = [
        subject
        for subject in (subject_of(store, row, milestones, plan_key) for row in rows)
        if answers.keeps(answers.Wanted(**wanted, closed=closed), subject, plan_key, today=today)
    ]
    if form == "json":
        found = [answers.issue_json(subject, today=today) for subject in kept]
        desk.print_json({"project": project, "issues": found})
    elif kept:
        desk.print_table(answers.table_headers(), [answers.table_row(one, today=today) for one in kept])
    else:
        desk.echo(_("No issues found."))


@tracker.command("show", help=N_("Show one issue with its comments and history; ISSUE is a number or a plan key."))
@issue_argument
@today_option
@format_option()
@run_options
@click.pass_obj
def show(desk: Desk, /, issue: str, *, today: date | None, form: str) -> None:
    """Print one issue."""
    store, project = desk.open_store()
    today = today or desk.now().astimezone().date()
    with store.reading("show") as view:
        row = find_issue(view, project, desk.plan_key, issue)
        milestones = {milestone.id: milestone for milestone in view.milestones(row.project)}
        comments, history = view.issue_comments(row.id), view.issue_history(row.id)
    subject = subject_of(store, row, milestones, desk.plan_key)
    if form == "json":
        whole = answers.whole_json(subject, comments, history, today=today)
        desk.print_json(whole)
    else:
        titles = milestone_titles(milestones)
        desk.echo(answers.whole_text(subject, comments, history, titles, today=today))


@tracker.command("close", help=N_("Close an issue."))
@issue_argument
@click.option("--status", type=click.Choice(CLOSED_STATUSES), default="done", help=N_("How it ended."))
@click.option("--comment", default="", metavar="TEXT", help=N_("A comment to go with it."))
@author_option
@run_options
@click.pass_obj
def close(desk: Desk, /, issue: str, *, status: str, comment: str, author: str) -> None:
    """Close an issue as done or cancelled."""
    _change(desk, issue, lambda _row: {"status": status}, author=author, comment=comment)


@tracker.command("reopen", help=N_("Open a closed issue again."))
@issue_argument
@author_option
@run_options
@click.pass_obj
def reopen(desk: Desk, /, issue: str, *, author: str) -> None:
    """Give a closed issue the status it had when new."""
    _change(desk, issue, lambda row: {"status": "new"} if row.closed else {}, author=author)


@tracker.command("comment", help=N_("Comment on an issue."))
@issue_argument
@click.argument("text", metavar="TEXT")
@click.option("--private", is_flag=True, help=N_("For the staff only: Vekha reads no figures from it."))
@author_option
@run_options
@click.pass_obj
def comment(desk: Desk, /, issue: str, text: str, *, private: bool, author: str) -> None:
    """Add a comment."""
    store, project = desk.open_store()
    with store.reading("comment") as view:
        row = find_issue(view, project, desk.plan_key, issue)
    store.comment(row.id, text, author=author, private=private)
    desk.echo(_("{issue}: comment added.").format(issue=name_of(row)))


@tracker.command("set", help=N_("Change fields of an issue; an empty value clears a field."))
@issue_argument
@click.option("--title", help=N_("The title."))
@click.option("--description", help=N_("The whole description, the plan block included."))
@click.option("--due", type=Day(clearable=True), help=N_("The due date."))
@click.option("--start", type=Day(clearable=True), help=N_("The start date."))
@click.option("--assignee", help=N_("The assignee."))
@click.option("--fact", help=N_("The reported figure."))
@click.option("--milestone", help=N_("The milestone: its title, its year, or #N."))
@click.option("--status", type=click.Choice(STATUSES), help=N_("The status."))
@click.option("--done-ratio", type=click.IntRange(0, 100), help=N_("The share done, in percent."))
@author_option
@run_options
@click.pass_obj
def set_fields(desk: Desk, /, issue: str, *, author: str, milestone: str | None, **fields: Any) -> None:
    """Change the fields that are given."""
    changes = {name: value for name, value in fields.items() if value is not None}
    for name in ("due", "start", "assignee"):
        if name in changes:
            changes[name] = changes[name] or None
    if milestone is None and not changes:
        raise click.UsageError(_("nothing to set: name at least one field"))
    if milestone is not None:
        changes["milestone_id"] = find_milestone(desk, issue, milestone)
    _change(desk, issue, lambda _row: changes, author=author)


@tracker.command("create", help=N_("Make an issue of the staff's own, outside the plan."))
@click.argument("title", metavar="TITLE")
@click.option("--description", default="", help=N_("The description."))
@click.option("--due", type=Day(), help=N_("The due date."))
@author_option
@run_options
@click.pass_obj
def create(desk: Desk, /, title: str, *, description: str, due: date | None, author: str) -> None:
    """Make an issue."""
    store, project = desk.open_store()
    row = store.create_issue(project, title, author=author, description=description, due=due)
    desk.echo(_("{issue}: created.").format(issue=name_of(row)))


@tracker.command("move", help=N_("Move an issue to another project of the tracker."))
@issue_argument
@click.argument("project", metavar="PROJECT")
@author_option
@run_options
@click.pass_obj
def move(desk: Desk, /, issue: str, project: str, *, author: str) -> None:
    """Move an issue, out of its milestone and from under its parent."""
    _change(desk, issue, lambda _row: {"project": project}, author=author)


@tracker.command("delete", help=N_("Delete an issue with its comments and history."))
@issue_argument
@author_option
@run_options
@click.pass_obj
def delete(desk: Desk, /, issue: str, *, author: str) -> None:
    """Delete an issue for good."""
    store, project = desk.open_store()
    with store.reading("delete") as view:
        row = find_issue(view, project, desk.plan_key, issue)
    store.delete_issue(row.id, author=author)
    desk.echo(_("{issue}: deleted.").format(issue=name_of(row)))


@tracker.command("page", help=N_("Write the whole tracker as one HTML page."))
@click.option("-o", "--output", type=click.Path(path_type=Path), help=N_("The file; by default beside the tracker."))
@today_option
@run_options
@click.pass_obj
def page(desk: Desk, /, *, output: Path | None, today: date | None) -> None:
    """Write the page and say where it is."""
    from sync.trackers.embedded.page import write_page  # noqa: PLC0415

    store, project = desk.open_store()
    path = output or store.page
    write_page(store, project, path, today=today or desk.now().astimezone().date())
    desk.echo(_("The page is written: {path}").format(path=path))


def _change(
    desk: Desk,
    /,
    issue: str,
    changes: Callable[[IssueRow], Mapping[str, Any]],
    *,
    author: str,
    comment: str = "",
) -> None:
    """Change an issue and say on one line what is different now."""
    store, project = desk.open_store()
    with store.reading("update_issue") as view:
        row = find_issue(view, project, desk.plan_key, issue)
        titles = milestone_titles({milestone.id: milestone for milestone in view.milestones(row.project)})
    after = store.update_issue(row.id, changes(row), author=author, comment=comment)
    done = []
    for field in ISSUE_FIELDS:
        old, new = getattr(row, field), getattr(after, field)
        if old != new:
            before, now = (None if value is None else str(value) for value in (old, new))
            done.append(answers.change_words(field, before, now, titles))
    if comment:
        done.append(_("comment added"))
    said = "; ".join(done) or _("nothing to change")
    desk.echo(f"{name_of(row)}: {said}.")
