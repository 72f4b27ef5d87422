"""Answers by mail under faults: a mailbox, a tracker and a ledger that fail at every step, and what must hold.

The taking, the posting, the confirming and the filing are the real ones. What must hold is read from the tracker's
comments, the queue of confirmations and the mailbox itself, never from what the engine believes.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from email.parser import BytesParser
from random import Random

import sqlalchemy as sa

from mappings.marker import find_key
from notify.mailbox.port import Mailbox
from notify.replies.keys import new_key
from sync.config.settings import Config
from sync.ledger.store import Ledger
from sync.runs.alerts import send_alerts
from sync.runs.at_work import NOBODY, Work
from sync.runs.replies import Round
from sync.runs.replying.confirming import confirmations_of
from sync.tracker import Ref
from tests.standins.mailbox import FakeMailbox
from tests.standins.mailbox import Fault as BoxFault
from tests.torture.breach import Breach
from tests.torture.faults import Died, Fault, Storm
from tests.torture.line import Line
from tests.torture.world import COUNTS, Town, quick_tracker, town
from tests.worlds.answering_town import CONFIG, READER
from tests.worlds.sync_world import PLAN_KEY

LATE_DAY = date(2027, 6, 1)  # by then several deadlines of the town are late
ROUNDS = 12
MOST_NEW = 4  # answers between two rounds
QUIET = 4  # rounds in which nothing fails
SHARE = 0.25  # of the calls of a mailbox that fail
KINDS = (
    Fault.LOST,
    Fault.ANSWER_LOST,
    Fault.LATE,
    Fault.NOT_DONE,
    Fault.AUTH,
    Fault.SLOW,
    Fault.DIED,
    Fault.DIED_AFTER,
)
BOX_FAULTS: tuple[BoxFault, ...] = ("before", "after", "midway", "renumbered")
DEATHS = 0.4  # of the rounds, at the ledger; more die at the tracker
MOST_STEPS = 60  # commits of the ledger among which the process may die


class Speaking(Line):
    """The line of a tracker that takes comments."""

    def comment(self, ref: Ref, text: str) -> Ref:
        """A comment, through the line."""
        said: Ref = self._through("comment", ref.id, lambda: self.inner.comment(ref, text))
        return said


@dataclass
class Office:
    """A town whose executor answers by mail, and what they wrote: by Message-ID the item and the figure."""

    town: Town
    random: Random
    box: FakeMailbox = field(init=False)
    wrote: dict[str, tuple[str, int]] = field(default_factory=dict)
    quiet: bool = False

    def __post_init__(self) -> None:
        self.town.reconfigure(CONFIG)
        new_key(self.town.folder / "replies.key")
        self.town.today = LATE_DAY
        self.town.sync()
        self.box = FakeMailbox(self.town.today, fault=self._box_fault)
        send_alerts(self.town.inputs())
        (sent,) = (self.town.folder / "outbox").glob("*.eml")
        self.digest = BytesParser().parsebytes(sent.read_bytes())
        with Ledger.copied(self.town.ledger_path, PLAN_KEY) as ledger, ledger.engine.connect() as connection:
            (told,) = connection.exec_driver_sql("SELECT items FROM outbox").scalars()
        self.items = [one["key"] for one in json.loads(told)]

    def answer(self) -> None:
        """One more answer comes in."""
        number = len(self.wrote) + 1
        item = self.random.choice(self.items)
        mail = EmailMessage()
        mail["From"], mail["To"] = READER, str(self.digest["Reply-To"])
        mail["Message-ID"] = f"<{number}@lib.example>"
        mail.set_content(f"{item}\nFact: {number}\n")
        self.wrote[mail["Message-ID"]] = item, number
        self.box.put(mail.as_bytes(), day=self.town.today)
        COUNTS["answers"] += 1

    def round(self) -> None:
        """One round of taking answers, which may break off anywhere."""
        rate = 0.0 if self.quiet else 0.15
        line = Speaking(self.town, Storm(self.random.randrange(10**9), rate, KINDS))
        dies = not self.quiet and self.random.random() < DEATHS
        die_at = self.random.randrange(1, MOST_STEPS) if dies else None
        inputs = self.town.inputs()
        try:
            with Ledger.opened(self.town.ledger_path, PLAN_KEY, now=self.town.clock()) as ledger:
                work = Work(inputs, ledger, read_only=False)
                work.__dict__["tracker"] = line
                with dying(ledger, line, die_at):
                    Round(work, NOBODY, self._opening).replied()
        except Died:
            COUNTS["deaths amid answers"] += 1
            self.box.close()
        finally:
            line.quiet()
        COUNTS["rounds of answers"] += 1
        self.check()

    @contextmanager
    def _opening(self, _config: Config) -> Iterator[Mailbox]:
        try:
            yield self.box
        finally:
            self.box.close()

    def _box_fault(self, _call: str, _number: int) -> BoxFault | None:
        if self.quiet or self.random.random() > SHARE:
            return None
        fault = self.random.choice(BOX_FAULTS)
        COUNTS["faults of the mailbox"] += 1
        return fault

    def arrive(self) -> None:
        """What was lost on its way and still may take effect does, by chance."""
        for late in list(self.town.late):
            self.town.late.remove(late)
            if late.expires >= self.town.clock.true and (self.quiet or self.random.random() < 0.5):
                late.arrive()

    # --- what must hold ---

    def check(self) -> None:
        """After every round: nothing is said twice, no mail is lost or deleted, nothing is said that nobody wrote."""
        said = self.said()
        for words, count in said.items():
            if count > 1:
                raise Breach("an answer posted twice", words)
            if words not in self.wrote.values():
                raise Breach("posted what nobody wrote", words)
        kept = len(self.box.inbox) + sum(map(len, self.box.folders.values()))
        if kept != len(self.wrote):
            raise Breach("a mail of the mailbox lost", (kept, len(self.wrote)))
        for subject, count in self.confirmed().items():
            if count > 1:
                raise Breach("an answer confirmed twice", subject)

    def check_all_done(self) -> None:
        """In the end every answer stands in its issue, is confirmed, and its mail lies in the folder of the taken."""
        missing = set(self.wrote.values()) - self.said().keys()
        if missing:
            raise Breach("a figure lost", sorted(missing))
        if self.confirmed().total() != len(self.wrote):
            raise Breach("an answer not confirmed", self.confirmed().total())
        if self.box.inbox or self.box.folders.get("Refused"):
            raise Breach("a mail not in its folder", (len(self.box.inbox), self.box.folders.keys()))

    def said(self) -> Counter[tuple[str, int]]:
        """What stands in the tracker's comments: item and figure."""
        found: Counter[tuple[str, int]] = Counter()
        with self.town.store.reading() as view:
            for row in view.issues(PLAN_KEY):
                key = find_key(row.description, PLAN_KEY) or ""
                for comment in view.issue_comments(row.id):
                    match = re.match(r"Fact(?: \d+)?(?: for \d{4})?: (\d+)", comment.text)
                    if match:
                        found[self._item(key, int(match[1])), int(match[1])] += 1
        return found

    def _item(self, key: str, number: int) -> str:
        """The item that a figure was written for, where its issue is that item's."""
        item = next((item for item, figure in self.wrote.values() if figure == number), "")
        return item if key in (item, item.partition("/")[0]) else key

    def confirmed(self) -> Counter[str]:
        """How many confirmations were made of each answer."""
        with Ledger.copied(self.town.ledger_path, PLAN_KEY) as ledger, ledger.engine.connect() as connection:
            queue = sa.text("SELECT message_id FROM outbox WHERE plan = :plan")
            return Counter(connection.execute(queue, {"plan": confirmations_of(PLAN_KEY)}).scalars())


@contextmanager
def dying(ledger: Ledger, line: Line, die_at: int | None) -> Iterator[None]:
    """Let the process die at the n-th beginning or end of a transaction of the ledger: nothing of that one is kept."""
    count = 0

    def step(_connection: sa.Connection) -> None:
        nonlocal count
        count += 1
        if count == die_at:
            COUNTS["deaths at the ledger"] += 1
            line.dead = True
            raise Died

    for moment in ("begin", "commit"):
        sa.event.listen(ledger.engine, moment, step)
    try:
        yield
    finally:
        for moment in ("begin", "commit"):
            sa.event.remove(ledger.engine, moment, step)


def play(office: Office, *, rounds: int, new: Callable[[], int], waits: Callable[[], int]) -> None:
    """Rounds with faults, then quiet ones until everything must have been done."""
    for _round in range(rounds):
        for _one in range(new()):
            office.answer()
        office.round()
        office.town.clock.wait(waits())
        office.arrive()
    office.quiet = True
    for _calm in range(QUIET):
        office.town.clock.wait(3600)
        office.arrive()
        office.round()
    office.check_all_done()


def post_office(number: int) -> None:
    """One such history at random."""
    random = Random(number)
    with quick_tracker(), town() as place:
        play(
            Office(place, random),
            rounds=ROUNDS,
            new=lambda: random.randrange(MOST_NEW + 1),
            waits=lambda: random.choice((5, 40, 61, 600, 3600)),
        )
