"""Mails under faults: rounds of alerts over a line that fails at every stage, and what must hold whatever happens.

The queue, the retries and the delivery are the real ones; the server is within the process, so that nothing is waited
for. What must hold is read from what the server has taken, never from what the sender believes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import create_engine, select
from sqlalchemy.pool import StaticPool

from notify.alerts.memory import Remembered
from notify.alerts.recipients import Recipient
from notify.delivery.mails import MailStatus
from notify.delivery.outbox import Outbox, outbox_table, tables
from notify.delivery.sending import Delivered, deliver_pending, give_up_old
from notify.delivery.smtp import MailServer, SmtpDelivery
from notify.letters.digest import Digest
from tests.examples.notify_values import NOW, digest_of, late_and_near
from tests.standins.mail_server import KINDS, Conversation, Mailbox, dialling
from tests.torture.breach import Breach
from tests.torture.world import COUNTS

READERS = 6
ROUNDS = 25
SHARE = 0.15  # of the stages at which something goes wrong
SERVER = MailServer("localhost", 25, "v@lib.example", "none")
TAKEN = ("taken and drop", "taken and silence", "taken and garbage")
LIVE = (MailStatus.QUEUED, MailStatus.AMBIGUOUS, MailStatus.SENT)
WEEK = 5  # rounds in a period

Choose = Callable[[str], str | None]  # what goes wrong at a stage


@dataclass
class Post:
    """A queue, a server and the rounds between them; `choose` says what goes wrong."""

    choose: Choose
    box: Mailbox = field(default_factory=Mailbox)
    raised: set[tuple[str, str]] = field(default_factory=set)  # what there was to tell: address, key
    told_of: dict[str, tuple[str, frozenset[str], bytes]] = field(default_factory=dict)  # by Message-ID
    lost_answers: Counter[str] = field(default_factory=Counter)
    at: datetime = NOW
    period: int = 0
    quiet: bool = False

    def __post_init__(self) -> None:
        self.engine = create_engine("sqlite://", poolclass=StaticPool)
        tables.create_all(self.engine)
        self.outbox = Outbox(self.engine, "town")
        self.alerts = digest_of(late_and_near()).alerts
        self.pattern = digest_of(late_and_near())

    def fault(self, stage: str) -> str | None:
        """What goes wrong at a stage, counted."""
        kind = None if self.quiet else self.choose(stage)
        if kind is not None:
            COUNTS[f"mail fault: {stage}, {kind}"] += 1
        return kind

    def round(self, *, at_once: bool = False) -> list[Delivered]:
        """Give up what is old, queue what is untold, send what is due."""
        given_up = give_up_old(self.outbox, now=self.at)
        for number in range(READERS):
            self._queue(f"reader{number}@lib.example")
        dial = dialling(lambda: Conversation(self.box, self.fault))
        with SmtpDelivery(SERVER, dial=dial) as delivery:
            told = deliver_pending(self.outbox, delivery, now=self.at, at_once=at_once)
        self._check([*given_up, *told])
        COUNTS["mail rounds"] += 1
        return told

    def raise_alerts(self, address: str, keys: set[str]) -> None:
        """There is more to tell somebody."""
        self.raised |= {(address, key) for key in keys}

    def _queue(self, address: str) -> None:
        """What the address was not told in this period; it takes back what is queued."""
        there = {key for owner, key in self.raised if owner == address}
        if not there - self._known(address):
            return
        keys = frozenset(there - self._known(address, queued=False))
        name = f"<{address[:7]}.{'.'.join(sorted(keys))}.{self.period:02}@lib.example>"
        raw = f"Message-ID: {name}\r\n\r\n.\r\n..{self.period}\r\n".encode()
        self.outbox.enqueue(self._digest(address, keys), raw, name, self.at)
        self.told_of[name] = address, keys, raw

    def _known(self, address: str, *, queued: bool = True) -> set[str]:
        """What the address was told in this period."""
        found = self.outbox.remembered(queued=queued).get(address)
        told = found.told.items() if found is not None else ()
        return {key for key, those in told if any(one.detail == str(self.period) for one in those)}

    def _digest(self, address: str, keys: frozenset[str]) -> Digest:
        alerts = tuple(replace(self.alerts[0], about=key, detail=str(self.period)) for key in sorted(keys))
        return replace(self.pattern, recipient=Recipient("", address), address=address, alerts=alerts)

    def _check(self, told: list[Delivered]) -> None:
        """What must hold after every round."""
        copies = Counter(one.raw.partition(b"\r\n")[0].decode().removeprefix("Message-ID: ") for one in self.box.taken)
        with self.engine.connect() as connection:
            rows = connection.execute(select(outbox_table.c.message_id, outbox_table.c.status)).all()
        live = [self.told_of[row.message_id] for row in rows if row.status in LIVE]
        for row in rows:
            if row.status == MailStatus.SENT and not copies[row.message_id]:
                raise Breach("told as sent and not taken", row.message_id)
        for number in range(READERS):
            reader = f"reader{number}@lib.example"
            known = self.outbox.remembered().get(reader, Remembered()).told
            if known.keys() - {key for address, keys, _raw in live if address == reader for key in keys}:
                raise Breach("counts as told by no mail", reader)
        for one in told:
            name = one.message.message_id
            unsure = one.error is not None and one.error.code in ("mail-unconfirmed", "mail-never-confirmed")
            if unsure and one.status in (MailStatus.AMBIGUOUS, MailStatus.EXPIRED):
                self.lost_answers[name] += 1
        for name, count in copies.items():
            address, _keys, raw = self.told_of[name]
            if count > 1 + self.lost_answers[name]:
                raise Breach("a mail more than once for each lost answer", name)
            if any(one.raw != raw or one.recipient != address for one in self.box.taken if name.encode() in one.raw):
                raise Breach("a mail changed on its way, or went to somebody else", name)

    def check_all_told(self) -> None:
        """In the end everybody has been told everything, and nothing waits."""
        got: dict[str, set[str]] = defaultdict(set)
        for one in self.box.taken:
            name = one.raw.partition(b"\r\n")[0].decode().removeprefix("Message-ID: ")
            got[one.recipient] |= self.told_of[name][1]
        lost = {(address, key) for address, key in self.raised if key not in got[address]}
        if lost:
            raise Breach("lost", ", ".join(map(str, sorted(lost))))
        if self.outbox.pending():
            raise Breach("mail waits for ever", str(self.outbox.pending()[0].message_id))


def play(choose: Choose, waits: Callable[[], timedelta], news: Callable[[], set[tuple[int, str]]], rounds: int) -> Post:
    """Rounds with faults, then quiet ones until everything must have been told."""
    post = Post(choose)
    for number in range(rounds):
        for reader, key in news():
            post.raise_alerts(f"reader{reader}@lib.example", {key})
        post.period = number // WEEK
        post.round()
        post.at += waits()
    post.quiet = True
    for _calm in range(2):
        post.period += 1  # what was refused is told in the next period
        post.at += timedelta(days=1)
        post.round(at_once=True)
    post.check_all_told()
    COUNTS["mails taken"] += len(post.box.taken)
    COUNTS["mails taken once more"] += len(post.box.taken) - len({one.raw for one in post.box.taken})
    COUNTS["answers to mails lost"] += post.lost_answers.total()
    COUNTS["mails told"] += len(post.raised)
    return post


def post_office(number: int) -> Post:
    """One such history at random; of the stages that a message passes more than one in ten fails."""
    random = Random(number)

    def choose(stage: str) -> str | None:
        if random.random() > SHARE:
            return None
        return random.choice([*KINDS, *TAKEN] if stage == "dot" else KINDS)

    def waits() -> timedelta:
        return timedelta(minutes=random.choice((5, 15, 60, 240, 720, 2_000)))

    def news() -> set[tuple[int, str]]:
        return {(random.randrange(READERS), f"I.{random.randrange(30)}/2026") for _one in range(random.randrange(4))}

    return play(choose, waits, news, ROUNDS)
