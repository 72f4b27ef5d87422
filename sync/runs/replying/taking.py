"""From the mailbox into the ledger: which mails may speak, and what they say. It asks no tracker and answers nobody.

Who may speak is decided in `notify.replies.admission`, what a mail says in `notify.replies.answer`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from pydantic import TypeAdapter

from notify.delivery.outbox import Outbox
from notify.mailbox.port import Mailbox, Waiting
from notify.replies.admission import Refusal, admit, is_too_big
from notify.replies.answer import Answer, read_answer
from notify.replies.received import Received, receive
from sync.config.replying import RepliesSettings
from sync.ledger.replies import Replies
from sync.memory import MailboxPlace, Reply
from sync.runs.desk import conditions_of, desk_of
from sync.runs.inputs import Inputs
from sync.runs.replying.items import items_of

ANSWERS = TypeAdapter(Answer)


@dataclass(frozen=True)
class Heard:
    """A mail that was looked at: why it was refused, or what was taken of it."""

    message_id: str
    sender: str
    refusal: Refusal | None = None
    answer: Answer | None = None
    reply: Reply | None = None


class Taking:
    """Looks at the mails of a mailbox, one after the other."""

    def __init__(self, inputs: Inputs, settings: RepliesSettings, replies: Replies, outbox: Outbox) -> None:
        self._inputs, self._settings, self._replies, self._outbox = inputs, settings, replies, outbox
        self._desk = desk_of(inputs.config, settings)
        self._conditions = conditions_of(settings)

    def new(self, mailbox: Mailbox, place: str) -> Iterator[Heard]:
        """The mails that were not looked at yet, each noted before the next. Raises what the mailbox raises."""
        settings = self._settings
        here = self._replies.begin(MailboxPlace(place, mailbox.open(), 0))
        since = self._inputs.today - timedelta(days=settings.valid_days)
        for one in mailbox.after(here.uid, since=since, limit=settings.per_run):
            here = replace(here, uid=one.uid)
            yield from self._heard(mailbox, one, here)

    def looked_at(self, raw: bytes) -> Heard:
        """What would come of a mail; nothing is noted."""
        received = receive(raw)
        return self._judged(received, uid=None)

    def _heard(self, mailbox: Mailbox, waiting: Waiting, here: MailboxPlace) -> Iterator[Heard]:
        raw = None if is_too_big(waiting.size) else mailbox.fetch(waiting.uid)
        if raw is None and not is_too_big(waiting.size):
            self._replies.go_on(here)
            return
        if raw is None or is_too_big(len(raw)):
            self._replies.pass_over(here, waiting.uid)
            yield Heard("", "", Refusal.TOO_BIG)
            return
        heard = self._judged(receive(raw), uid=waiting.uid)
        known = self._replies.find(heard.message_id) if heard.refusal is Refusal.ALREADY else None
        if known is not None and known.settled_at is None:
            self._replies.stands_at(here, known.message_id, waiting.uid)
            return  # it is the same mail, which the server shows under another number now
        if heard.reply is None:
            self._replies.pass_over(here, waiting.uid, taken=known is not None)
        else:
            self._replies.take(here, heard.reply)
        yield heard

    def _judged(self, received: Received, *, uid: int | None) -> Heard:
        now = self._inputs.clock()
        sender = received.senders[0] if received.senders else ""
        verdict = admit(
            received,
            self._desk,
            self._conditions,
            sent=self._outbox.sent_digest,
            is_known=lambda name: self._replies.find(name) is not None,
            told_today=lambda digest: self._replies.count(digest, since=self._midnight()),
            today=self._inputs.today,
        )
        if isinstance(verdict, Refusal):
            return Heard(received.message_id, sender, verdict)
        written = self._written(received, now)
        answer = read_answer(received.text, items_of(verdict, self._inputs.plan), written_at=written)
        reply = Reply(
            message_id=received.message_id,
            digest=verdict.name,
            written_at=written,
            taken_at=now,
            answer=ANSWERS.dump_json(answer).decode(),
            attachments=received.attachments,
            uid=uid,
        )
        return Heard(received.message_id, sender, None, answer, reply)

    def _midnight(self) -> datetime:
        return datetime.combine(self._inputs.clock().astimezone(self._inputs.zone).date(), time.min, self._inputs.zone)

    def _written(self, received: Received, now: datetime) -> datetime:
        """When it was written, as it says of itself, where that may be true."""
        said = received.sent_at
        days = timedelta(days=self._settings.valid_days)
        return said if said is not None and now - days <= said <= now else now
