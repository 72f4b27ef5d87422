"""What `vekha log` and `vekha undo` answer: their JSON, and the same for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.wording import moment
from sync.cli.answers.failures import print_failures
from sync.cli.answers.sync import action_words, field_word, fields_in_words, kind_word

if TYPE_CHECKING:
    from sync.cli.context import App
    from sync.memory import Run, Write
    from sync.runs.revert import Reversion


def runs_as_json(runs: Sequence[Run]) -> dict[str, Any]:
    """The runs, the newest first."""
    return {"runs": [_run(run) for run in runs]}


def writes_as_json(run: Run, writes: Sequence[Write]) -> dict[str, Any]:
    """A run and what it wrote."""
    return {
        **_run(run),
        "changes": [
            {
                "action": write.action,
                "kind": write.kind,
                "key": write.key,
                "outcome": write.outcome,
                "before": dict(write.before),
                "after": dict(write.after),
            }
            for write in writes
        ],
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "run": run.number,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "result": dict(run.result),
        "writes": run.writes,
    }


def reversion_as_json(result: Reversion) -> dict[str, Any]:
    """What was taken back, or would be, and what stays."""
    outcome = result.outcome
    return {
        "run": result.run.number,
        "changes": [
            {"action": change.action, "kind": change.kind, "key": change.key, "fields": dict(change.fields)}
            for change in (result.undoing.changeset.changes if outcome is None else outcome.done)
        ],
        "left": [
            {"kind": one.kind, "key": one.key, "field": one.field or None, "reason": one.reason, "url": one.url}
            for one in result.undoing.left
        ],
        "unresolved": list(outcome.unresolved) if outcome else [],
        "failed": [{"key": one.key, "code": one.code, "message": one.message} for one in outcome.failed]
        if outcome
        else [],
        "requests": result.traffic.requests,
        "writes": result.traffic.writes,
    }


def print_runs(app: App, runs: Sequence[Run], zone: ZoneInfo) -> None:
    """The runs for people."""
    if not runs:
        app.output.say(_("There have been no runs yet."))
    app.output.table(
        [_("Run"), _("Started"), _("Ended"), _("Written")],
        [[str(run.number), *_times(run, zone), _result_in_words(run.result)] for run in runs],
    )


def print_writes(app: App, run: Run, writes: Sequence[Write], zone: ZoneInfo) -> None:
    """One run for people."""
    started, ended = _times(run, zone)
    app.output.say(_("Run {number}, {started} to {ended}.").format(number=run.number, started=started, ended=ended))
    if not writes:
        app.output.say(_("It wrote nothing, or what it wrote is no longer known."))
    words, outcomes = action_words(), _outcome_words()
    app.output.table(
        [_("Action"), _("Kind"), _("Key"), _("Outcome"), _("Fields")],
        [
            [
                words[write.action],
                kind_word(write.kind),
                write.key,
                outcomes[write.outcome],
                fields_in_words(write.after),
            ]
            for write in writes
        ],
    )


def print_reversion(app: App, result: Reversion) -> None:
    """What was taken back, for people."""
    out, outcome = app.output, result.outcome
    changes = result.undoing.changeset.changes if outcome is None else outcome.done
    words = action_words()
    out.table(
        [_("Action"), _("Kind"), _("Key"), _("Fields")],
        [
            [words[change.action], kind_word(change.kind), change.key, fields_in_words(change.fields)]
            for change in changes
        ],
    )
    count = len(changes)
    if outcome is None:
        out.say(ngettext("{count} change would be made.", "{count} changes would be made.", count).format(count=count))
    else:
        out.say(ngettext("{count} change made.", "{count} changes made.", count).format(count=count))
    reasons = _reason_words()
    for one in result.undoing.left:
        what = f"{one.key}, {field_word(one.field)}" if one.field else one.key
        out.say(_("Left as it is: {what}: {reason}").format(what=what, reason=reasons[one.reason]))
    if changes and outcome is not None and "import" not in result.run.result:
        out.say(_("The next sync writes this again unless the plan or its mapping is changed."))
    if outcome is not None:
        print_failures(app, outcome)


def _times(run: Run, zone: ZoneInfo) -> tuple[str, str]:
    return _moment(run.started_at, zone), _moment(run.finished_at, zone) if run.finished_at else _("interrupted")


def _moment(when: datetime, zone: ZoneInfo) -> str:
    return moment(when.astimezone(zone))


def _result_in_words(result: Mapping[str, Any]) -> str:
    """The counts of a run in a few words."""
    words = {
        "create": lambda count: ngettext("{count} created", "{count} created", count),
        "update": lambda count: ngettext("{count} updated", "{count} updated", count),
        "adopt": lambda count: ngettext("{count} adopted", "{count} adopted", count),
        "close": lambda count: ngettext("{count} closed", "{count} closed", count),
        "reopen": lambda count: ngettext("{count} reopened", "{count} reopened", count),
        "comment": lambda count: ngettext("{count} comment", "{count} comments", count),
    }
    counts = {
        action: sum(int(value) for name, value in result.items() if name.endswith(f".{action}")) for action in words
    }
    parts = [words[action](count).format(count=count) for action, count in counts.items() if count]
    failed = int(result.get("failed", 0))
    if failed:
        parts.append(ngettext("{count} failed", "{count} failed", failed).format(count=failed))
    undone = [_("taken back: run {number}").format(number=result["undo"])] if "undo" in result else []
    return "; ".join(undone + parts) or _("nothing")


def _outcome_words() -> dict[str, str]:
    return {"done": _("done"), "open": _("not known"), "dropped": _("not written")}


def _reason_words() -> dict[str, str]:
    return {
        "edited": _("changed since"),
        "gone": _("no longer in the tracker"),
        "touched": _("made by that run and worked on since; close it yourself if it is not wanted"),
        "unresolved": _("whether the change was made is not known yet; a sync finds out"),
        "unknown": _("what stood there before cannot be written again"),
        "milestone": _("a milestone stays; delete it yourself if it is not wanted"),
        "children": _("made by that run, and has issues below it that stay"),
        "already": _("already so"),
        "asked": _("a question stays; delete it yourself if it is not wanted"),
    }
