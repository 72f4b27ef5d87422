"""From the ledger into the tracker: what an answer says of an issue becomes a comment there, once.

Works like an import of reports: through the port and the journal, each comment known by its mark. It closes, moves and
assigns nothing; what the comments report comes back by the ordinary pull.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from notify.delivery.outbox import Outbox
from sync.applying.apply import Outcome, apply_changes
from sync.applying.sender import comments_unsupported
from sync.difference.bases import Remembered
from sync.difference.changeset import Change, Changeset
from sync.difference.comments import answered, open_comments
from sync.difference.fields import index
from sync.ledger.store import Ledger
from sync.memory import Reply
from sync.runs.compare import Comparison, compare
from sync.runs.inputs import Inputs
from sync.runs.pull import keep_pull
from sync.runs.replying.items import targets_of
from sync.runs.replying.posted import Posted
from sync.runs.replying.taking import ANSWERS
from sync.runs.replying.words import comment_of, items_said
from sync.tracker import TakesComments, Tracker


@dataclass(frozen=True)
class Posting:
    """What came of all answers that were not settled, and of the tracker; `run` is the ledger's number of the run."""

    answers: tuple[Posted, ...]
    outcome: Outcome
    run: int | None = None


def post(
    inputs: Inputs,
    tracker: Tracker,
    ledger: Ledger,
    replies: Sequence[Reply],
    outbox: Outbox,
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Posting:
    """Post what the answers say; a run of its own, and a pull where anything was posted.

    Raises what `compare` raises, and `Rejected` where the tracker takes no comments.
    """
    if not isinstance(tracker, TakesComments):
        raise comments_unsupported()
    comparison = compare(inputs, tracker, ledger)
    answers = [*_known(replies, outbox, inputs)]
    if comparison.moving(ledger):  # an amendment renumbers what they speak of, and the next sync has to do it first
        return Posting(tuple(replace(one, waiting=items_said(one.answer)) for one in answers), Outcome())
    planned = _Plan(inputs, comparison, tracker, answers)
    changeset, total = planned.changeset, len(planned.changeset.changes)
    if not changeset.changes:
        return Posting(tuple(planned.answers(Outcome())), Outcome())
    run = ledger.begin_run(ledger.recall().known_keys or (), now=inputs.clock())
    outcome = apply_changes(changeset, tracker, ledger, now=inputs.clock, progress=lambda done: progress(done, total))
    counts = {"issue.comment": outcome.count("issue", "comment")}
    result = {**counts, "failed": len(outcome.failed), "unresolved": len(outcome.unresolved), "replies": len(replies)}
    ledger.end_run(run, result, now=inputs.clock())
    if outcome.done and outcome.stopped is None:
        keep_pull(inputs, compare(inputs, tracker, ledger), Outcome(), tracker, ledger)
    return Posting(tuple(planned.answers(outcome)), outcome, run)


def _known(replies: Sequence[Reply], outbox: Outbox, inputs: Inputs) -> Iterator[Posted]:
    for reply in replies:
        digest = outbox.sent_digest(reply.digest)
        if digest is not None:
            yield Posted(reply, digest, ANSWERS.validate_json(reply.answer), targets_of(digest, inputs.plan))


class _Plan:
    """Which comments the answers make, as things stand in the tracker: one for each item that something is said of."""

    def __init__(self, inputs: Inputs, comparison: Comparison, tracker: Tracker, answers: Sequence[Posted]) -> None:
        self._inputs, self._answers = inputs, answers
        self._memory = comparison.memory
        linked = {key: link.tracker_id for (kind, key), link in self._memory.links.items() if kind == "issue"}
        self._issues = index(comparison.desired, comparison.actual, linked).issues
        can = tracker.capabilities
        in_flight, held = timedelta(seconds=can.in_flight_seconds), timedelta(seconds=can.held_seconds)
        remembered = Remembered(self._memory, in_flight=in_flight, held=held, now=inputs.clock())
        self._coming, self._gone = open_comments(self._memory, remembered)
        self._made = [(posted, item, change) for posted in answers for item, change in self._changes(posted)]
        self.changeset = Changeset(
            tuple(change for _posted, _item, change in self._made),
            unresolved=self._coming,
            settled=self._gone,
            standing={("issue", key): issue.ref.id for key, issue in self._issues.items()},
        )

    def answers(self, outcome: Outcome) -> Iterator[Posted]:
        """The answers with what became of them, once the changes were made."""
        done = {id(change) for change in outcome.done}
        for posted, item, change in self._made:
            if id(change) in done:
                posted.written[item] = change.actual.ref.url if change.actual is not None else None
            else:
                posted.waiting.append(item)
        yield from self._answers

    def _changes(self, posted: Posted) -> Iterator[tuple[str, Change]]:
        coming = {intent.key for intent in self._coming}
        for item in items_said(posted.answer):
            target = posted.targets.get(item)
            issue = self._issues.get(target.issue) if target is not None else None
            if target is None or issue is None:
                posted.lost.append(item)
                continue
            parts = (posted.reply.message_id, item)
            text = comment_of(posted, item, target, self._inputs)
            said = answered(text, parts, issue, plan_key=self._inputs.config.plan.key, memory=self._memory)
            if said is None:
                posted.written[item] = issue.ref.url
            elif issue.key in coming:
                posted.waiting.append(item)  # what was sent there may still arrive
            else:
                yield item, Change("comment", "issue", issue.key, {"comment": said}, actual=issue)
