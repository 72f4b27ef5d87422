"""What `vekha import` answers: its JSON, and the same for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.signature import parted
from mappings.wording import clean, cut
from sync.cli.answers.failures import print_failures
from sync.cli.answers.sync import action_words
from sync.cli.problem_lines import ProblemLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.cli.context import App
    from sync.difference.changeset import Change
    from sync.runs.imports import Importation


def importation_as_json(result: Importation) -> dict[str, Any]:
    """What was posted, or would be, and what is wrong with the rest of the table."""
    outcome = result.outcome
    return {
        "run": result.run,
        "comments": result.comments if outcome is None else outcome.count("issue", "comment"),
        "closings": result.closings if outcome is None else outcome.count("issue", "close"),
        "standing": result.standing,
        "changes": [
            {"action": change.action, "kind": change.kind, "key": change.key, "fields": dict(change.fields)}
            for change in _changes(result)
        ],
        "problems": [
            {"code": one.code, "place": one.place, "message": one.message, "hint": one.hint} for one in result.problems
        ],
        "unresolved": list(outcome.unresolved) if outcome else [],
        "failed": [{"key": one.key, "code": one.code, "message": one.message} for one in outcome.failed]
        if outcome
        else [],
        "requests": result.traffic.requests,
        "writes": result.traffic.writes,
    }


def print_importation(app: App, result: Importation, *, quiet: bool) -> None:
    """The same for people; what somebody should act on is printed even where the rest is not."""
    if not quiet:
        _print_changes(app, result)
    for problem in result.problems:
        app.output.problem(ProblemLine(problem.code, problem.place, problem.message, problem.hint))
    if result.outcome is not None:
        print_failures(app, result.outcome)


def _print_changes(app: App, result: Importation) -> None:
    out, words, changes = app.output, action_words(), _changes(result)
    out.table(
        [_("Action"), _("Key"), _("Comment")],
        [[words[change.action], change.key, _shown(change.fields.get("comment"))] for change in changes],
    )
    comments = sum(change.action == "comment" for change in changes)
    closings = len(changes) - comments
    if result.standing:
        text = ngettext("{count} report stands already.", "{count} reports stand already.", result.standing)
        out.say(text.format(count=result.standing))
    counted = _("Comments: {comments}; issues closed: {closings}.") if result.outcome else _would_be(len(changes))
    out.say(counted.format(comments=comments, closings=closings, mails=len(changes)))
    if result.outcome is not None and changes:
        out.say(_("The next sync counts them. To take them back: `vekha undo {run}`.").format(run=result.run))


def _would_be(count: int) -> str:
    return ngettext(
        "It would post comments: {comments}; close issues: {closings}. The tracker may send {mails} mail to each who "
        "watches them.",
        "It would post comments: {comments}; close issues: {closings}. The tracker may send {mails} mails to those who "
        "watch them.",
        count,
    )


def _changes(result: Importation) -> Sequence[Change]:
    return result.changeset.changes if result.outcome is None else result.outcome.done


def _shown(comment: str | None) -> str:
    words, _mark = parted(comment or "")
    return cut(clean("; ".join(words.split("\n"))), 90)
