"""What `vekha diff` and `vekha sync` answer: their JSON, and the same for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from mappings.language import gettext as _
from mappings.language import ngettext, pgettext
from mappings.wording import cut, day
from sync.cli.answers.failures import KEYS_SHOWN, print_failures, some
from sync.cli.problem_lines import ProblemLine, describe

if TYPE_CHECKING:
    from sync.cli.context import App
    from sync.difference.changeset import Changeset
    from sync.memory import Link
    from sync.runs.reconcile import Reconciliation


def changeset_as_json(changeset: Changeset) -> dict[str, Any]:
    """A difference in the form that the contract fixes."""
    return {
        "changes": [
            {"action": change.action, "kind": change.kind, "key": change.key, "fields": dict(change.fields)}
            for change in changeset.changes
        ],
        **_left_alone(changeset),
        "checksum": changeset.checksum,
    }


def _left_alone(changeset: Changeset) -> dict[str, Any]:
    return {
        "drift": [
            {
                "key": one.key,
                "field": one.field,
                "ours": one.ours,
                "theirs": one.theirs,
                "url": one.url,
                "conflict": one.conflict,
            }
            for one in changeset.drift
        ],
        "orphans": [
            {"key": one.key, "title": one.title, "url": one.url, "reason": one.reason} for one in changeset.orphans
        ],
        "missing": [{"key": one.key, "kind": one.kind, "url": one.url} for one in changeset.missing],
        "reworded": changeset.reworded,
    }


def result_as_json(result: Reconciliation) -> dict[str, Any]:
    """What a sync did, in the form that the contract fixes."""
    changeset, outcome = result.comparison.changeset, result.outcome
    return {
        "milestones": {
            "created": outcome.count("milestone", "create"),
            "updated": outcome.count("milestone", "update"),
            "unchanged": changeset.unchanged_milestones,
        },
        "issues": {
            "created": outcome.count("issue", "create"),
            "updated": outcome.count("issue", "update"),
            "adopted": outcome.count("issue", "adopt"),
            "closed": outcome.count("issue", "close"),
            "unchanged": changeset.unchanged_issues,
        },
        **_left_alone(changeset),
        "asked": outcome.count("issue", "comment"),
        "reopened": outcome.count("issue", "reopen"),
        "unresolved": list(outcome.unresolved),
        "failed": [{"key": one.key, "code": one.code, "message": one.message} for one in outcome.failed],
        "unread_figures": [
            {"key": one.key, "text": one.text, "author": one.author, "place": one.place, "url": one.url}
            for one in result.unread
        ],
        "new_figures": result.new_figures,
        "requests": result.traffic.requests,
        "writes": result.traffic.writes,
    }


def print_changeset(app: App, changeset: Changeset) -> None:
    """A difference for people."""
    out = app.output
    words = action_words()
    out.table(
        [_("Action"), _("Kind"), _("Key"), _("Fields")],
        [
            [
                words[change.action],
                kind_word(change.kind),
                change.key,
                fields_in_words(change.fields),
            ]
            for change in changeset.changes
        ],
    )
    if changeset.changes:
        count = len(changeset.changes)
        out.say(ngettext("{count} change.", "{count} changes.", count).format(count=count))
    else:
        out.say(_("Nothing to write to the tracker."))
    _print_left_alone(app, changeset)
    out.say(_("Checksum: {checksum}").format(checksum=changeset.checksum))


def action_words() -> dict[str, str]:
    """The actions of a change set in the active language."""
    return {
        "create": _("create"),
        "update": _("update"),
        "adopt": _("adopt"),
        "close": _("close"),
        "reopen": _("reopen"),
        "comment": _("comment on"),
    }


def kind_word(kind: str) -> str:
    """A milestone or an issue, in the active language."""
    return _("milestone") if kind == "milestone" else _("issue")


def fields_in_words(fields: Mapping[str, str | None]) -> str:
    """The fields of a change in a line, the description only named."""
    shown = [
        f"{field_word(name)}: {_value(name, value)}"
        for name, value in fields.items()
        if value is not None and name not in ("description", "title")
    ]
    title = [fields["title"] or ""] if fields.get("title") else []
    text = [field_word("description")] if "description" in fields and not title else []
    return cut("; ".join([*title, *shown, *text]), 100)


def field_word(name: str) -> str:
    """A field of the plan's in the active language."""
    words = {
        "title": _("title"),
        "description": _("description"),
        "milestone": _("milestone"),
        "start": _("start"),
        "due": _("due date"),
        "parent": _("parent issue"),
        "labels": _("labels"),
        "marker": _("the plan's key"),
        "status": _("status"),
        "comment": _("comment"),
    }
    return words[name]


def _value(name: str, value: str | None) -> str:
    if value is None:
        return "—"
    if name in ("start", "due"):
        return day(date.fromisoformat(value))
    if name == "status":
        words = {"open": pgettext("issue status", "open"), "closed": pgettext("issue status", "closed")}
        return words.get(value, value)
    return cut(" ".join(value.split()), 60)


def _keys(links: list[Link]) -> str:
    return some([link.key for link in links], KEYS_SHOWN)


def print_result(app: App, result: Reconciliation) -> None:
    """What a sync did, for people."""
    outcome, changeset, out = result.outcome, result.comparison.changeset, app.output
    out.say(
        _("Milestones: {created} created, {updated} updated, {unchanged} unchanged").format(
            created=outcome.count("milestone", "create"),
            updated=outcome.count("milestone", "update"),
            unchanged=changeset.unchanged_milestones,
        )
    )
    out.say(
        _(
            "Issues: {created} created, {updated} updated, {adopted} adopted, {closed} closed, {unchanged} unchanged"
        ).format(
            created=outcome.count("issue", "create"),
            updated=outcome.count("issue", "update"),
            adopted=outcome.count("issue", "adopt"),
            closed=outcome.count("issue", "close"),
            unchanged=changeset.unchanged_issues,
        )
    )
    opened = outcome.count("issue", "reopen")
    if opened:
        text = ngettext(
            "{count} closed issue was opened again: the plan asks for it, or for work below it",
            "{count} closed issues were opened again: the plan asks for them, or for work below them",
            opened,
        )
        out.say(text.format(count=opened))
    figures = result.new_figures
    if figures:
        out.say(ngettext("{count} new figure", "{count} new figures", figures).format(count=figures))
    else:
        out.say(_("No new figures"))
    asked = outcome.count("issue", "comment")
    if asked:
        text = ngettext(
            "{count} author was asked about a figure that cannot be read",
            "{count} authors were asked about figures that cannot be read",
            asked,
        )
        out.say(text.format(count=asked))
    writes = result.traffic.writes
    if writes:
        out.say(ngettext("{count} write to the tracker", "{count} writes to the tracker", writes).format(count=writes))
    else:
        out.say(_("Nothing was written to the tracker"))
    _print_left_alone(app, changeset)
    if result.unread:
        out.say(_("Reported as a figure, but none of the measure's:"))
        out.table(
            [_("Key"), _("Text"), _("Author")], [[one.key, cut(one.text, 60), one.author] for one in result.unread]
        )


def _print_left_alone(app: App, changeset: Changeset) -> None:
    out = app.output
    if changeset.drift:
        count = len(changeset.drift)
        text = ngettext(
            "{count} field was changed by the staff and left as it is:",
            "{count} fields were changed by the staff and left as they are:",
            count,
        )
        out.say(text.format(count=count))
        out.table(
            [_("Key"), _("Field"), _("In the plan"), _("In the tracker")],
            [
                [one.key, field_word(one.field), _value(one.field, one.ours), _value(one.field, one.theirs)]
                for one in changeset.drift
            ],
        )
    if changeset.orphans:
        out.say(_("Open issues that bear a marker of the plan and do not count, left as they are:"))
        reasons = {"dropped": _("dropped from the plan"), "duplicate": _("a second issue with the same marker")}
        out.table(
            [_("Key"), _("Title"), _("Why")],
            [[one.key, cut(one.title, 60), reasons[one.reason]] for one in changeset.orphans],
        )

    if changeset.reworded:
        text = ngettext(
            "{count} issue would only say the same in other words; it is written with its next change, or by "
            "`vekha sync --reword`.",
            "{count} issues would only say the same in other words; each is written with its next change, or all by "
            "`vekha sync --reword`.",
            changeset.reworded,
        )
        out.say(text.format(count=changeset.reworded))
    gone = [link for link in changeset.missing if link.gone_at is not None]
    if gone:
        text = _("Still gone from the tracker: {keys} (created again only with --recreate)")
        out.say(text.format(keys=_keys(gone)))


def print_problems(app: App, result: Reconciliation) -> None:
    """What somebody should act on: on stderr, so that cron mails it."""
    out, changeset, outcome = app.output, result.comparison.changeset, result.outcome
    gone = [link for link in changeset.missing if link.gone_at is None]
    if gone:
        text = ngettext(
            "{count} is no longer in the tracker (deleted, moved, or its marker was removed): {keys}",
            "{count} are no longer in the tracker (deleted, moved, or their markers were removed): {keys}",
            len(gone),
        )
        hint = _("only --recreate creates what is gone")
        out.problem(ProblemLine("missing", "", text.format(count=len(gone), keys=_keys(gone)), hint))
    for change in result.comparison.strangers():
        text = _("the issue adopted for it is «{theirs}», and the plan says «{ours}»")
        theirs, ours = (cut(getattr(side, "title", ""), 60) for side in (change.actual, change.wanted))
        hint = _("look whether it is the same measure; if not, take the marker's line out of the issue")
        out.problem(ProblemLine("titles-disagree", change.key, text.format(theirs=theirs, ours=ours), hint))
    for one in result.newly_unread:
        text = _("«{text}» by {author} is no figure of this measure")
        text = text.format(text=one.text, author=one.author or "?")
        out.problem(ProblemLine("figure-unread", one.key, text, _("write it as «Fact: 12»")))
    print_failures(app, outcome)
    for error in filter(None, (result.waiting, result.page_failure)):
        for described in describe(error):
            out.problem(described)
