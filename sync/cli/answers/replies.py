"""What `vekha replies` answers: its JSON, and the same for people; and its exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mappings.json_text import json_number
from mappings.language import N_, ngettext
from mappings.language import gettext as _
from mappings.wording import cut, day
from notify.replies.admission import Refusal
from sync.cli.answers.failures import print_failures
from sync.cli.exit_codes import ExitCode, exit_code_of
from sync.cli.problem_lines import describe

if TYPE_CHECKING:
    from notify.replies.answer import Answer
    from sync.cli.context import App
    from sync.runs.replies import Replied
    from sync.runs.replying.taking import Heard

_SHOWN = 60  # characters of what was understood

REFUSALS = {
    Refusal.AUTOMATIC: N_("written by a machine"),
    Refusal.TOO_BIG: N_("too large"),
    Refusal.TOKEN_MISSING: N_("answers no mail of this plan"),
    Refusal.TOKEN_WRONG: N_("its reply address is not genuine, or no longer known"),
    Refusal.TOKEN_EXPIRED: N_("its reply address has expired"),
    Refusal.SENDER_NOT_RECIPIENT: N_("sent by somebody else than the mail was for"),
    Refusal.SENDER_UNPROVEN: N_("the mail server does not vouch for its sender"),
    Refusal.ALREADY: N_("taken before"),
    Refusal.TOO_MANY: N_("too many answers to one mail in a day"),
}


def replied_as_json(replied: Replied) -> dict[str, Any]:
    """The mails that were looked at, and what came of them in the tracker."""
    outcome = replied.posting.outcome
    return {
        "replies": [heard_as_json(one) for one in replied.heard],
        "run": replied.posting.run,
        "comments": outcome.count("issue", "comment"),
        "waiting": replied.waiting,
        "confirmations": [
            {"to": one.message.recipient, "subject": one.message.subject, "status": one.status.value}
            for one in replied.confirmations
        ],
        "unresolved": list(outcome.unresolved),
        "failed": [{"key": one.key, "code": one.code, "message": one.message} for one in outcome.failed],
        "errors": [{"code": one.code, "place": one.place, "message": one.message} for one in replied.errors],
        "requests": replied.traffic.requests if replied.traffic else 0,
        "writes": replied.traffic.writes if replied.traffic else 0,
    }


def heard_as_json(heard: Heard) -> dict[str, Any]:
    """One mail: why it was refused, or what was read of it."""
    answer = heard.answer
    return {
        "message_id": heard.message_id or None,
        "from": heard.sender or None,
        "accepted": heard.refusal is None,
        "refused": heard.refusal.value if heard.refusal is not None else None,
        **(_read(answer) if answer is not None else {}),
    }


def _read(answer: Answer) -> dict[str, Any]:
    return {
        "facts": [
            {"item": one.item, "indicator": one.indicator, "value": json_number(one.value), "text": one.text}
            for one in answer.facts
        ],
        "reasons": [{"item": item, "text": text} for item, text in answer.reasons],
        "acknowledged": [item for item, _until in answer.acknowledged],
        "acknowledged_until": {item: until.isoformat() for item, until in answer.acknowledged if until},
        "wishes": [{"item": item, "date": date.isoformat()} for item, date in answer.wishes],
        "unread": [{"item": one.item, "indicator": one.indicator, "text": one.text} for one in answer.unread],
        "not_in_digest": list(answer.not_in_digest),
        "unclear": list(answer.unclear),
    }


def print_heard(app: App, heard: Sequence[Heard]) -> None:
    """The mails for people: those that were taken, and how many were refused for what."""
    taken = [one for one in heard if one.answer is not None]
    app.output.table([_("From"), _("Understood")], [[one.sender, _understood(one)] for one in taken])
    count = len(taken)
    app.output.say(ngettext("{count} answer taken.", "{count} answers taken.", count).format(count=count))
    refused = Counter(one.refusal for one in heard if one.refusal is not None)
    for refusal in Refusal:
        if refused[refusal]:
            text = _("Refused: {count} ({why}) [{code}].")
            app.output.say(text.format(count=refused[refusal], why=_(REFUSALS[refusal]), code=refusal.value))


def tell_replies(app: App, replied: Replied, *, quiet: bool = False) -> int:
    """Print what came of the answers; what somebody should act on is printed even where the rest is not."""
    outcome = replied.posting.outcome
    if not quiet and replied.heard:
        print_heard(app, replied.heard)
    if not quiet and outcome.done:
        count = outcome.count("issue", "comment")
        app.output.say(ngettext("{count} comment posted.", "{count} comments posted.", count).format(count=count))
    print_failures(app, outcome)
    for text in dict.fromkeys(text for error in replied.failures for text in describe(error)):
        app.output.problem(text)
    return _code(replied)


def _code(replied: Replied) -> ExitCode:
    """What a person must mend comes first, then that something waits, then that some of it was not done."""
    codes = {exit_code_of(error) for error in replied.failures}
    mendable = codes & {ExitCode.WRONG_INPUT, ExitCode.NO_PERMISSION}
    if mendable:
        return max(mendable)
    if ExitCode.TRY_LATER in codes:
        return ExitCode.TRY_LATER
    return ExitCode.PARTIAL if codes or not replied.posting.outcome.whole else ExitCode.DONE


def _understood(heard: Heard) -> str:
    """What was understood, in a few words."""
    answer = heard.answer
    if answer is None:
        return ""
    said = [
        *(_("{item}: figure {text}").format(item=one.item, text=one.text) for one in answer.facts),
        *(_("{item}: reason “{text}”").format(item=item, text=cut(text, _SHOWN)) for item, text in answer.reasons),
        *(_("{item}: taken note of").format(item=item) for item, _until in answer.acknowledged),
        *(_("{item}: another date asked for, {day}").format(item=item, day=day(on)) for item, on in answer.wishes),
        *(_("{item}: “{text}” not read").format(item=one.item, text=cut(one.text, _SHOWN)) for one in answer.unread),
        *(_("{item}: not in that mail").format(item=cut(item, _SHOWN)) for item in answer.not_in_digest),
        *(_("not clear: “{text}”").format(text=cut(text, _SHOWN)) for text in answer.unclear),
    ]
    return "; ".join(said) or _("nothing")
