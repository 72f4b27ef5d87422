"""The commands of `vekha tracker`: the embedded tracker worked by hand, as the staff would in a real one.

Decides what each command asks of the store and which line it answers with. It opens no file itself, and knows no exit
codes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.answers import tracker as answers
from sync.cli.commands.tracker_names import (
    Day,
    at_option,
    author_option,
    dated,
    find_issue,
    find_milestone,
    issue_argument,
    milestone_titles,
    name_of,
    opened_by,
    subject_of,
)
from sync.cli.context import App, format_option, pass_app, run_options, today_option
from sync.cli.output import named_file
from sync.config.paths import refuse_taken
from sync.trackers.embedded.words import CLOSED_STATUSES, ISSUE_FIELDS, STATUSES

if TYPE_CHECKING:
    from sync.runs.embedded_store import OpenStore
    from sync.trackers.embedded.schema import IssueRow


@click.command("list")
@click.option(
    "--status", "statuses", type=click.Choice(STATUSES), multiple=True, help=N_("Only issues with this status.")
)
@click.option(
    "--milestone",
    default="",
    metavar="MILESTONE",
    help=N_("Only issues of this milestone: its title, its year, or #N."),
)
@click.option("--assignee", default="", metavar="NAME", help=N_("Only issues of this assignee."))
@click.option("--overdue", is_flag=True, help=N_("Only open issues past their due date."))
@click.option("--open/--closed", "is_open", default=None, help=N_("Only open issues, or only closed ones."))
@click.option("--search", default="", metavar="TEXT", help=N_("Only issues with this text, in upper or lower case."))
@today_option
@format_option()
@run_options
@pass_app
def list_issues(app: App, *, is_open: bool | None, today: date | None, form: str, **wanted: Any) -> None:
    """Print the issues that the filters keep."""
    opened = opened_by(app)
    today = today or app.now().astimezone().date()
    with opened.store.reading("list") as view:
        rows = view.issues(opened.project)
        milestones = {row.id: row for row in view.milestones(opened.project)}
    closed = None if is_open is None else not is_open
    kept = [
        subject
        for subject in (subject_of(opened, row, milestones) for row in rows)
        if answers.keeps(answers.Wanted(**wanted, closed=closed), subject, opened.plan_key, today=today)
    ]
    if form == "json":
        found = [answers.issue_json(subject, today=today) for subject in kept]
        app.output.json({"project": opened.project, "issues": found})
    elif kept:
        app.output.table(answers.table_headers(), [answers.table_row(one, today=today) for one in kept])
    else:
        app.output.say(_("No issues found."))


@click.command("show")
@issue_argument
@today_option
@format_option()
@run_options
@pass_app
def show(app: App, issue: str, *, today: date | None, form: str) -> None:
    """Print one issue."""
    opened = opened_by(app)
    today = today or app.now().astimezone().date()
    with opened.store.reading("show") as view:
        row = find_issue(view, opened, issue)
        milestones = {milestone.id: milestone for milestone in view.milestones(row.project)}
        comments, history = view.issue_comments(row.id), view.issue_history(row.id)
    subject = subject_of(opened, row, milestones)
    if form == "json":
        whole = answers.whole_json(subject, comments, history, today=today)
        app.output.json(whole)
    else:
        titles = milestone_titles(milestones)
        for text in answers.whole_text(subject, comments, history, titles, today=today).split("\n"):
            app.output.say(text)


@click.command("close")
@issue_argument
@click.option(
    "--status", type=click.Choice(CLOSED_STATUSES), default="done", help=N_("How it ended: done or cancelled.")
)
@click.option("--comment", default="", metavar="TEXT", help=N_("A comment to add when closing."))
@at_option
@author_option
@run_options
@pass_app
def close(app: App, issue: str, *, status: str, comment: str, at: datetime | None, author: str) -> None:
    """Close an issue as done or cancelled."""
    by = _Hand(author, dated(app, at))
    app.output.say(_changed(opened_by(app), issue, lambda _row: {"status": status}, by, comment=comment))


@click.command("reopen")
@issue_argument
@at_option
@author_option
@run_options
@pass_app
def reopen(app: App, issue: str, *, at: datetime | None, author: str) -> None:
    """Give a closed issue the status it had when new."""
    by = _Hand(author, dated(app, at))
    app.output.say(_changed(opened_by(app), issue, lambda row: {"status": "new"} if row.closed else {}, by))


@click.command("comment")
@issue_argument
@click.argument("text", metavar="TEXT")
@click.option("--private", is_flag=True, help=N_("For the staff only: Vekha reads no figures from it."))
@at_option
@author_option
@run_options
@pass_app
def comment(app: App, issue: str, text: str, *, private: bool, at: datetime | None, author: str) -> None:
    """Add a comment."""
    opened = opened_by(app)
    with opened.store.reading("comment") as view:
        row = find_issue(view, opened, issue)
    opened.store.comment(row.id, text, author=author, private=private, at=dated(app, at))
    app.output.say(_("{issue}: comment added.").format(issue=name_of(row)))


@click.command("set")
@issue_argument
@click.option("--title", metavar="TEXT", help=N_("The title."))
@click.option("--description", metavar="TEXT", help=N_("The whole description, the plan block included."))
@click.option("--due", type=Day(clearable=True), metavar="DATE", help=N_("The due date."))
@click.option("--start", type=Day(clearable=True), metavar="DATE", help=N_("The start date."))
@click.option("--assignee", metavar="NAME", help=N_("The assignee."))
@click.option("--fact", metavar="TEXT", help=N_("The reported figure."))
@click.option("--milestone", metavar="MILESTONE", help=N_("The milestone: its title, its year, or #N."))
@click.option("--status", type=click.Choice(STATUSES), help=N_("The status."))
@click.option("--done-ratio", type=click.IntRange(0, 100), metavar="PERCENT", help=N_("The share done, in percent."))
@at_option
@author_option
@run_options
@pass_app
def set_fields(app: App, issue: str, *, at: datetime | None, author: str, milestone: str | None, **fields: Any) -> None:
    """Change the fields that are given."""
    changes = {name: value for name, value in fields.items() if value is not None}
    for name in ("due", "start", "assignee"):
        if name in changes:
            changes[name] = changes[name] or None
    if milestone is None and not changes:
        raise click.UsageError(_("nothing to set: name at least one field"))
    opened = opened_by(app)
    if milestone is not None:
        changes["milestone_id"] = find_milestone(opened, issue, milestone)
    app.output.say(_changed(opened, issue, lambda _row: changes, _Hand(author, dated(app, at))))


@click.command("create")
@click.argument("title", metavar="TITLE")
@click.option("--description", default="", metavar="TEXT", help=N_("The description."))
@click.option("--due", type=Day(), metavar="DATE", help=N_("The due date."))
@author_option
@run_options
@pass_app
def create(app: App, title: str, *, description: str, due: date | None, author: str) -> None:
    """Make an issue."""
    opened = opened_by(app)
    row = opened.store.create_issue(opened.project, title, author=author, description=description, due=due)
    app.output.say(_("{issue}: created.").format(issue=name_of(row)))


@click.command("move")
@issue_argument
@click.argument("project", metavar="PROJECT")
@author_option
@run_options
@pass_app
def move(app: App, issue: str, project: str, *, author: str) -> None:
    """Move an issue, out of its milestone and from under its parent."""
    app.output.say(_changed(opened_by(app), issue, lambda _row: {"project": project}, _Hand(author)))


@click.command("delete")
@issue_argument
@author_option
@run_options
@pass_app
def delete(app: App, issue: str, *, author: str) -> None:
    """Delete an issue for good."""
    opened = opened_by(app)
    with opened.store.reading("delete") as view:
        row = find_issue(view, opened, issue)
    opened.store.delete_issue(row.id, author=author)
    app.output.say(_("{issue}: deleted.").format(issue=name_of(row)))


@click.command("page")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=N_("The file; by default beside the tracker."),
)
@today_option
@run_options
@pass_app
def page(app: App, *, output: Path | None, today: date | None) -> None:
    """Write the page and say where it is."""
    # it loads the templates, which no other command needs
    from sync.trackers.embedded.page import render_page, write_page  # noqa: PLC0415

    opened, file, day = opened_by(app), named_file(output), today or app.now().astimezone().date()
    if output is not None and file is None:
        app.output.data(render_page(opened.store, opened.project, today=day).encode())
        return
    if file is not None:
        refuse_taken(file, app.config().files, by="--output")
    path = file or opened.store.page
    write_page(opened.store, opened.project, path, today=day)
    app.output.say(_("The page is written: {path}").format(path=path))


@dataclass(frozen=True)
class _Hand:
    """Who changes something, and as of which moment; None is now."""

    author: str
    at: datetime | None = None


def _changed(
    opened: OpenStore, issue: str, changes: Callable[[IssueRow], Mapping[str, Any]], by: _Hand, *, comment: str = ""
) -> str:
    """Change an issue; what is different now, on one line."""
    with opened.store.reading("update_issue") as view:
        row = find_issue(view, opened, issue)
        titles = milestone_titles({milestone.id: milestone for milestone in view.milestones(row.project)})
    after = opened.store.update_issue(row.id, changes(row), author=by.author, comment=comment, at=by.at)
    done = []
    for field in ISSUE_FIELDS:
        old, new = getattr(row, field), getattr(after, field)
        if old != new:
            before, now = (None if value is None else str(value) for value in (old, new))
            done.append(answers.change_words(field, before, now, titles))
    if comment:
        done.append(_("comment added"))
    said = "; ".join(done) or _("nothing to change")
    return f"{name_of(row)}: {said}."
