"""A small town whose executor answers digests by mail: the real engine, the embedded tracker, a mailbox in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage, Message
from email.parser import BytesParser
from typing import Any

from notify.mailbox.port import Mailbox
from notify.replies.keys import new_key
from sync.config.settings import Config
from sync.ledger.store import Ledger
from sync.runs.alerts import send_alerts
from sync.runs.at_work import NOBODY
from sync.runs.replies import Replied, take_answers
from tests.standins.mailbox import FakeMailbox
from tests.worlds.sync_world import PLAN_KEY, World

READER = "anna@lib.example"
CONFIG = """\
language: en
plan: {key: town, file: plan.txt, mapping: mapping.yaml}
tracker: {kind: embedded, path: tracker.db}
ledger: sqlite:///ledger.db
mail: {kind: outbox, path: outbox, sender: vekha@example.org, reply_to: clerk@example.org}
summary: {path: summary.html}
alerts:
  recipients:
    - {name: Анна Ильина, email: anna@lib.example, role: executor}
replies:
  address: otvet@lib.example
  host: localhost
  security: none
  username: otvet
  password_env: VEKHA_TEST_OTVET
  key_file: replies.key
  taken: Vekha-taken
  refused: Vekha-refused
  require: token
  per_day: 1000
"""
CONFIRMATIONS = "SELECT subject, recipient, status, raw FROM outbox WHERE plan = 'town/replies' ORDER BY id"


@dataclass
class AnsweringTown(World):
    """The town after its first digest has gone out. `write` puts an answer to it into the mailbox."""

    box: FakeMailbox = field(init=False)
    written: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.config_path.write_text(CONFIG, encoding="utf-8")
        new_key(self.folder / "replies.key")
        self.box = FakeMailbox(self.today)

    def send_digest(self) -> Message:
        """Sync, and send what there is to tell; the digest."""
        self.sync()
        known = set(self.sent())
        send_alerts(self.inputs())
        (new,) = [name for name in self.sent() if name not in known]
        return self.mail(new)

    def sent(self) -> list[str]:
        """The names of the mails in the folder."""
        return sorted(path.name for path in (self.folder / "outbox").glob("*.eml"))

    def mail(self, name: str) -> Message:
        """A mail of the folder."""
        return BytesParser().parsebytes((self.folder / "outbox" / name).read_bytes())

    def write(self, digest: Message, text: str, **headers: str) -> str:
        """An answer to a digest comes in; `headers` are put in the place of its own. Its Message-ID."""
        self.written += 1
        mail = EmailMessage()
        own = {
            "From": f"Анна <{READER}>",
            "To": str(digest["Reply-To"]),
            "Message-ID": f"<{self.written}@lib.example>",
            "In-Reply-To": str(digest["Message-ID"]),
        }
        for name, value in {**own, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
            mail[name] = value
        mail.set_content(text)
        self.box.put(mail.as_bytes(), day=self.today)
        return str(mail["Message-ID"])

    @contextmanager
    def opening(self, _config: Config) -> Iterator[Mailbox]:
        """The mailbox, in place of the one that the config names."""
        try:
            yield self.box
        finally:
            self.box.close()

    def take(self) -> Replied:
        """One round of taking answers."""
        return take_answers(self.inputs(), NOBODY, self.opening)

    def said(self, key: str) -> list[str]:
        """The comments of an issue."""
        with self.store.reading() as view:
            return [comment.text for comment in view.issue_comments(self.issue(key).id)]

    def figures(self, key: str) -> list[str]:
        """The figures that stand for a deadline, as they were pulled."""
        inputs = self.inputs()
        with Ledger.copied(self.ledger_path, PLAN_KEY) as ledger:
            progress = inputs.progress(ledger)
        (found,) = [one for _measure, one in progress.deadlines() if one.deadline.key == key]
        return [str(figure.value) for figure in found.facts if figure.value is not None]

    def confirmations(self) -> list[Any]:
        """The confirmations of the queue, in their order: subject, recipient, status, raw."""
        with Ledger.copied(self.ledger_path, PLAN_KEY) as ledger, ledger.engine.connect() as connection:
            return list(connection.exec_driver_sql(CONFIRMATIONS))
