"""`check` and answers by mail: the key, the mailbox, and what a server makes of a mail with a forged proof."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mappings.plan import Severity
from notify.delivery.mails import QueuedMail
from notify.errors import AnswerLost, DeliveryError, MailboxAway, MailDeferred, MailRefused, WayForbidden
from notify.replies.keys import new_key
from notify.replies.received import receive
from sync.config.settings import Config
from sync.runs.health import diagnose
from sync.runs.replies_check import Trial, look_at_replies
from sync.tracker import Diagnosis
from tests.standins.mailbox import FakeMailbox, Fault
from tests.worlds.sync_world import CONFIG, World

SMTP = "mail: {kind: smtp, host: 127.0.0.1, port: 1, security: none, sender: Vekha <vekha@example.org>}"
OUTBOX = "mail: {kind: outbox, path: outbox, sender: vekha@example.org}"
SERVER = "mx.example.org"
REPLIES = f"""
replies:
  address: otvet@example.org
  host: 127.0.0.1
  security: none
  username: otvet
  password_file: otvet.key
  taken: Vekha-taken
  key_file: replies.key
  authserv_id: {SERVER}
"""
OWN = b"Authentication-Results: mx.example.org; dmarc=pass header.from=example.org\r\n"
FORGED = re.compile(rb"^Authentication-Results:.*\r\n(?:[ \t].*\r\n)*", re.MULTILINE)

Change = Callable[[bytes], list[bytes]]


@dataclass
class Post:
    """A mail server and the mailbox behind it, with a clock that only waiting moves on."""

    box: FakeMailbox
    change: Change = lambda raw: [raw]  # what becomes of a mail on its way
    late: float = 0.0  # seconds
    error: DeliveryError | None = None
    sent: list[QueuedMail] = field(default_factory=list)
    into_folder: bool = False
    now: float = 0.0
    _due: list[tuple[float, bytes]] = field(default_factory=list)

    def deliver(self, message: QueuedMail) -> None:
        """Take a mail, or not."""
        self.sent.append(message)
        if self.error is not None:
            raise self.error
        self._due = [(self.now + self.late, raw) for raw in self.change(message.raw)]
        self._come()

    def sleep(self, seconds: float) -> None:
        """Let time go by."""
        self.now += seconds
        self._come()

    def _come(self) -> None:
        for due, raw in list(self._due):
            if due <= self.now:
                self.box.put(raw)
                self._due.remove((due, raw))

    def trial(self) -> Trial:
        """All of it in place of the real ones."""

        @contextmanager
        def opening(_config: Config) -> Iterator[Any]:
            yield self.box

        @contextmanager
        def way(_config: Config) -> Iterator[Any]:
            yield self

        return Trial(clock=lambda: self.now, sleep=self.sleep, opening=opening, way=way)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town that is answered by mail."""
    town = World(tmp_path)
    configure(town)
    new_key(tmp_path / "replies.key")
    (tmp_path / "otvet.key").write_text("пароль", encoding="utf-8")
    return town


@pytest.fixture
def post(world: World) -> Post:
    """Its mail server."""
    box = FakeMailbox(world.today)
    box.put(b"Subject: of another\r\n\r\nhi\r\n")
    return Post(box)


def configure(town: World, mail: str = SMTP, replies: str = REPLIES) -> None:
    """Write the config."""
    assert OUTBOX in CONFIG
    town.config_path.write_text(CONFIG.replace(OUTBOX, mail) + replies, encoding="utf-8")


def told(world: World, post: Post) -> list[tuple[str, Severity]]:
    """What is said, by its codes."""
    return [(one.code, one.severity) for one in said(world, post)]


def said(world: World, post: Post) -> list[Diagnosis]:
    """What is said."""
    return list(look_at_replies(world.inputs(), post.trial()))


MAILBOX = ("replies-mailbox", Severity.INFO)


def without_forged(raw: bytes) -> bytes:
    """As a good server leaves it."""
    return FORGED.sub(b"", raw)


def test_without_answers_nothing_is_looked_at(tmp_path: Path) -> None:
    """Not even whether there is a key."""
    assert list(look_at_replies(World(tmp_path).inputs())) == []


@pytest.mark.parametrize(
    ("change", "code", "severity"),
    [
        (lambda raw: [raw], "replies-server-trusts-forged", Severity.ERROR),
        (lambda raw: [OWN + raw], "replies-server-trusts-forged", Severity.ERROR),
        (lambda raw: [OWN + without_forged(raw)], "replies-server", Severity.INFO),
        (lambda raw: [OWN.replace(b"pass", b"none") + without_forged(raw)], "replies-unproven", Severity.WARNING),
        (lambda raw: [without_forged(raw)], "replies-unproven", Severity.WARNING),
        (lambda raw: [OWN.replace(b"mx.", b"in.") + without_forged(raw)], "replies-server-other", Severity.ERROR),
        (lambda _raw: [], "replies-mail-lost", Severity.WARNING),
        (lambda _raw: [b"Subject: no\r\n\r\n", b"x" * 200_000], "replies-mail-lost", Severity.WARNING),
    ],
)
def test_what_the_server_makes_of_a_forged_proof(
    world: World, post: Post, change: Change, code: str, severity: Severity
) -> None:
    """Let through: an error, whatever stands beside it. What is not said is no proof, and no error either."""
    post.change = change
    assert told(world, post) == [MAILBOX, (code, severity)]


def test_check_looks_at_answers_where_the_config_has_them(world: World) -> None:
    """A mailbox that cannot be reached is told of among the rest."""
    configure(world, mail=OUTBOX, replies=REPLIES.replace("security: none", "security: none\n  port: 1"))
    assert "mailbox-unreachable" in [one.code for one in diagnose(world.inputs())]


def test_the_mail_is_one_that_no_reader_takes(world: World, post: Post) -> None:
    """A machine's, to the signed address of a digest that there never was; sent once, and the password is not in it."""
    post.change = lambda raw: [OWN + without_forged(raw)]
    said(world, post)
    (mail,) = post.sent
    assert receive(mail.raw).automatic
    assert re.fullmatch(r"otvet\+[a-z2-7]{43}@example\.org", mail.recipient)
    assert mail.recipient.encode() in mail.raw
    assert (world.folder / "replies.key").read_bytes().split()[-1] not in mail.raw


def test_it_is_waited_for_and_not_longer_than_it_is_worth(world: World, post: Post) -> None:
    """A slow server has a minute; other mails that come in meanwhile are passed over, each looked at once."""
    post.late, post.change = 50.0, lambda raw: [b"Subject: another\r\n\r\n", OWN + without_forged(raw)]
    assert told(world, post)[-1] == ("replies-server", Severity.INFO)
    assert post.now == 50.0

    def beside_others(raw: bytes) -> list[bytes]:
        post.box.put(b"Subject: meanwhile", b"x" * 200_000)
        return [raw]

    post.late, post.change = 70.0, beside_others
    assert told(world, post)[-1] == ("replies-mail-lost", Severity.WARNING)
    assert post.now == 110.0
    assert post.box.fetched == [2, 3, 4]  # neither what was there, nor what is too large to be it


def test_an_address_that_lost_its_signed_part(world: World, post: Post) -> None:
    """Is told beside the rest."""
    post.change = lambda raw: [OWN + re.sub(rb"\+[a-z2-7]{43}", b"", without_forged(raw))]
    assert told(world, post)[1:] == [("replies-plus-lost", Severity.WARNING), ("replies-server", Severity.INFO)]


@pytest.mark.parametrize(
    ("error", "code", "severity"),
    [
        (MailRefused("mail-recipient-refused", "no such user"), "replies-plus-refused", Severity.ERROR),
        (MailDeferred("mail-deferred", "later"), "replies-untried", Severity.WARNING),
        (AnswerLost("mail-unconfirmed", "lost"), "replies-untried", Severity.WARNING),
        (WayForbidden("mail-login-refused", "no"), "replies-untried", Severity.WARNING),
    ],
)
def test_a_mail_that_does_not_leave(
    world: World, post: Post, error: DeliveryError, code: str, severity: Severity
) -> None:
    """A server that takes none for the signed address; one that is away is told of where the mail is looked at."""
    post.error = error
    assert told(world, post) == [MAILBOX, (code, severity)]
    assert error.message in said(world, post)[-1].message


def test_where_mails_go_to_a_folder_nothing_is_tried(world: World, post: Post) -> None:
    """And that is said."""
    configure(world, mail=OUTBOX)
    assert told(world, post) == [MAILBOX, ("replies-untried", Severity.WARNING)]
    assert post.sent == []


def test_where_the_address_is_all_that_is_asked_for(world: World, post: Post) -> None:
    """It is seen to arrive; no proof is forged, and none is missed."""
    configure(world, replies=REPLIES.replace(f"authserv_id: {SERVER}", "require: token"))
    assert told(world, post) == [MAILBOX, ("replies-server", Severity.INFO)]
    assert FORGED.search(post.sent[0].raw) is None


def test_without_a_key_the_mailbox_is_looked_at_all_the_same(world: World, post: Post) -> None:
    """One that is missing, and one that others may read; nothing is sent then."""
    (world.folder / "replies.key").chmod(0o644)
    assert told(world, post) == [("replies-key-open", Severity.ERROR), MAILBOX]
    (world.folder / "replies.key").unlink()
    assert told(world, post) == [("replies-key-missing", Severity.ERROR), MAILBOX]
    assert post.sent == []


def test_a_server_that_moves_nothing(world: World, post: Post) -> None:
    """Is told of where mails were to be moved."""
    post.box.moves, post.change = False, lambda raw: [OWN + without_forged(raw)]
    assert told(world, post)[1] == ("replies-move-missing", Severity.WARNING)
    configure(world, replies=REPLIES.replace("  taken: Vekha-taken\n", ""))
    assert told(world, post) == [MAILBOX, ("replies-server", Severity.INFO)]


@pytest.mark.parametrize("call", ["open", "after", "fetch"])
def test_a_mailbox_that_fails(world: World, post: Post, call: str) -> None:
    """Ends the looking with its own error, and with the exit code of it."""

    def fault(asked: str, _number: int) -> Fault | None:
        return "before" if asked == call else None

    post.box.fault = fault
    last = said(world, post)[-1]
    assert (last.code, last.severity) == ("mailbox-broken-off", Severity.ERROR)
    assert isinstance(last.error, MailboxAway)


def test_what_a_server_calls_itself_is_harmless_to_a_terminal(world: World, post: Post) -> None:
    """The name stands in the line as far as it can be shown."""
    post.change = lambda raw: [b"Authentication-Results: \x1b[2Jx; none\r\n" + without_forged(raw)]
    assert "\x1b" not in said(world, post)[-1].message
