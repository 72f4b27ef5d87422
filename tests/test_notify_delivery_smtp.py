"""Mail by SMTP: every stage, every way to go wrong, encryption that is never given up, and hostile replies."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from notify.delivery.line import Patience
from notify.delivery.mails import MailStatus, QueuedMail
from notify.delivery.smtp import MailServer, Offer, Pace, SmtpDelivery
from notify.errors import (
    AnswerLost,
    DeliveryError,
    MailDeferred,
    MailRefused,
    WayClosed,
    WayForbidden,
    WayMisconfigured,
)
from tests.standins.mail_server import KINDS, PASSWORD, USER, Conversation, Mailbox, dialling, serving
from tests.standins.network.certificates import context_of

SERVER = MailServer("localhost", 25, "v@lib.example", "none")
BRIEF = Patience(connect=2.0, reply=0.1, message=0.1, goodbye=0.1)
RAW = b"Subject: x\r\n\r\n.\r\n..two\r\n.three\r\nend\r\n"


def mail(recipient: str = "a@lib.example", raw: bytes = RAW) -> QueuedMail:
    """A message to one reader."""
    return QueuedMail(1, "<1@x>", recipient, "overdue", "", raw, MailStatus.QUEUED, 0, "2026-11-23T00:00:00+00:00")


MAIL = mail()


class Post:
    """A server within the process whose next faults a test sets, and a delivery to it."""

    def __init__(self, **talk: Any) -> None:
        self.box, self.faults, self.talk = Mailbox(), dict[str, str](), talk
        self.waits: list[float] = []

    def fault(self, stage: str) -> str | None:
        """What goes wrong at a stage; once."""
        return self.faults.pop(stage, None)

    def delivery(self, **server: Any) -> SmtpDelivery:
        """A delivery to this server."""
        return SmtpDelivery(
            replace(SERVER, **server), dial=dialling(lambda: Conversation(self.box, self.fault, **self.talk))
        )

    def outcome(self, message: QueuedMail = MAIL, **server: Any) -> Outcome:
        """The class and the code of what a message meets."""
        with self.delivery(**server) as delivery:
            try:
                delivery.deliver(message)
            except DeliveryError as error:
                assert error.hint and error.place
                return type(error), error.code
        return None, ""


def test_a_message_arrives_as_it_is() -> None:
    """Byte by byte, lines that begin with a dot as well, and the goodbye is said."""
    post = Post()
    with post.delivery() as delivery:
        for _message in range(3):
            delivery.deliver(mail())
    assert [(one.sender, one.recipient, one.raw) for one in post.box.taken] == [
        ("v@lib.example", "a@lib.example", RAW)
    ] * 3
    assert post.box.lines == 1
    assert post.box.commands[0] == "ehlo [127.0.0.1]"
    assert post.box.commands[-1] == "QUIT"


WAY, LATER, LOST, REFUSED = WayClosed, MailDeferred, AnswerLost, MailRefused
BROKEN = {"drop": "mail-broken-off", "garbage": "mail-garbled", "silence": "mail-silent"}
Outcome = tuple[type[DeliveryError] | None, str]
BEFORE: dict[str, dict[str, Outcome]] = {
    "banner": {"later": (WAY, "mail-turned-away"), "never": (WAY, "mail-turned-away")},
    "ehlo": {"later": (WAY, "mail-turned-away"), "never": (None, "")},  # the old greeting does as well
    "auth": {"later": (WAY, "mail-login-later"), "never": (WayForbidden, "mail-login-refused")},
    "mail": {"later": (LATER, "mail-deferred"), "never": (WayForbidden, "mail-sender-refused")},
    "rcpt": {"later": (LATER, "mail-deferred"), "never": (REFUSED, "mail-recipient-refused")},
    "data": {"later": (LATER, "mail-deferred"), "never": (REFUSED, "mail-content-refused")},
    "body": dict.fromkeys(("later", "never", "closing", "drop", "garbage", "silence"), (LATER, "mail-broken-off")),
    "dot": {"later": (LATER, "mail-deferred"), "never": (REFUSED, "mail-content-refused")},
}
OPENING = ("banner", "ehlo", "auth")


def _expected(stage: str, kind: str) -> Outcome:
    known = BEFORE[stage]
    if kind in known:
        return known[kind]
    if kind == "closing":
        return BEFORE[stage]["later"]
    if stage == "dot":
        return LOST, "mail-unconfirmed"
    return (WAY if stage in OPENING else LATER), BROKEN[kind]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stage", BEFORE)
def test_each_fault_at_each_stage_has_its_outcome(stage: str, kind: str) -> None:
    """Before the dot the message certainly was not taken, after it nobody knows; the next message goes all the same."""
    post = Post(offers=("AUTH PLAIN",))
    login: dict[str, Any] = {"username": USER, "password": PASSWORD}
    post.faults = {stage: kind}
    if stage == "ehlo" and kind == "never":
        login = {}
    assert post.outcome(**login) == _expected(stage, kind)
    assert len(post.box.taken) == (stage == "ehlo" and kind == "never")
    assert post.outcome(**login) == (None, "")


@pytest.mark.parametrize("kind", ["taken and drop", "taken and silence", "taken and garbage"])
def test_a_message_that_was_taken_without_an_answer_may_have_been_taken(kind: str) -> None:
    """Whether it was or not looks the same from here."""
    post = Post()
    post.faults = {"dot": kind}
    assert post.outcome() == (AnswerLost, "mail-unconfirmed")
    assert len(post.box.taken) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_the_goodbye_comes_to_the_message_is_sent(kind: str) -> None:
    """250 to the dot is all that counts."""
    post = Post()
    post.faults = {"quit": kind}
    assert post.outcome() == (None, "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_that_cannot_be_made_ready_is_opened_anew(kind: str) -> None:
    """One refused recipient never holds up the next message, even where RSET fails."""
    post = Post()
    post.faults = {"rcpt": "never", "rset": kind}
    with post.delivery() as delivery:
        with pytest.raises(MailRefused):
            delivery.deliver(mail())
        delivery.deliver(mail("b@lib.example"))
    assert [one.recipient for one in post.box.taken] == ["b@lib.example"]
    assert post.box.lines == 2


def test_line_after_line_that_breaks_ends_the_round() -> None:
    """After three without a message gone through no more is tried; a success between them begins the count anew."""
    post = Post()
    with post.delivery() as delivery:
        for breaks in (2, 4):  # the first of the four breaks the line on which a message went through
            for _line in range(breaks):
                post.faults = {"data": "drop"}
                with pytest.raises(MailDeferred):
                    delivery.deliver(mail())
            if breaks == 2:
                delivery.deliver(mail())
        with pytest.raises(WayClosed, match="again and again"):
            delivery.deliver(mail())


@pytest.mark.parametrize("way", ["PLAIN", "LOGIN", "CRAM-MD5", "PLAIN LOGIN CRAM-MD5"])
@pytest.mark.parametrize("right", [True, False])
def test_each_way_to_log_in(way: str, *, right: bool) -> None:
    """Name and password in any letters; a wrong password is for a person to mend."""
    post = Post(offers=(f"AUTH {way}",), asks_login=True)
    told = post.outcome(username=USER, password=PASSWORD if right else "wrong")
    assert told == ((None, "") if right else (WayForbidden, "mail-login-refused"))


def test_an_unencrypted_line_does_not_show_the_password_where_it_need_not() -> None:
    """Over plain text CRAM-MD5 comes first."""
    post = Post()
    assert post.outcome(username=USER, password=PASSWORD) == (None, "")
    assert "AUTH CRAM-MD5" in post.box.commands


def test_a_server_that_knows_no_login_or_wants_one() -> None:
    """Both are for a person to mend, and no mail is lost by it."""
    login: dict[str, Any] = {"username": USER, "password": PASSWORD}
    assert Post(offers=()).outcome(**login) == (WayMisconfigured, "mail-login-unsupported")
    assert Post(offers=("AUTH XOAUTH2",)).outcome(**login) == (WayMisconfigured, "mail-login-unsupported")
    assert Post(asks_login=True).outcome() == (WayForbidden, "mail-login-needed")
    assert Post(asks_login=True, starttls=True).outcome() == (WayMisconfigured, "mail-starttls-needed")


@pytest.mark.parametrize(
    ("offers", "login", "code"),
    [
        (("AUTH PLAIN",), {}, "mail-login-needed"),
        (("AUTH PLAIN",), {"username": USER, "password": PASSWORD}, "mail-recipient-refused"),
        ((), {}, "mail-recipient-refused"),
    ],
)
def test_a_stranger_who_is_refused_a_recipient_has_to_log_in(
    offers: tuple[str, ...], login: dict[str, Any], code: str
) -> None:
    """A server that offers a login refuses strangers for what they are: that says nothing of the address."""
    post = Post(offers=offers)
    post.faults = {"rcpt": "stranger"}
    assert post.outcome(**login)[1] == code


def test_an_address_in_any_letters_needs_a_server_for_it() -> None:
    """Where SMTPUTF8 is offered it is asked for, else that one message is refused; national domains need nothing."""
    post = Post()
    assert post.outcome(mail("иванов@библиотека.рф")) == (None, "")
    assert post.box.taken[0].recipient == "иванов@xn--80abaqnbpf2a4b.xn--p1ai"
    assert "MAIL FROM:<v@lib.example> BODY=8BITMIME SMTPUTF8" in post.box.commands
    plain = Post(offers=())
    assert plain.outcome(mail("иванов@lib.example")) == (MailRefused, "mail-address-unsupported")
    assert plain.outcome(mail("ivanov@библиотека.рф")) == (None, "")
    assert plain.box.taken[0].recipient == "ivanov@xn--80abaqnbpf2a4b.xn--p1ai"


def test_what_is_no_address_is_refused_without_a_word_to_the_server() -> None:
    """No line break or blank in it can become a command."""
    for address in ("a b@lib.example", "a@lib.example>\r\nRCPT TO:<b@lib.example", "a@", "", "<a@lib.example>"):
        post = Post()
        with post.delivery() as delivery, pytest.raises(MailRefused):
            delivery.deliver(mail(address))
        assert post.box.commands == []


def test_a_message_too_big_for_the_server_is_refused_beforehand() -> None:
    """The server has said how much it takes; nothing is said of no limit."""
    assert Post(offers=("SIZE 10",)).outcome() == (MailRefused, "mail-too-big")
    assert Post(offers=("SIZE 0",)).outcome() == (None, "")
    assert Post(offers=("SIZE",)).outcome() == (None, "")


def test_no_more_mails_a_minute_than_allowed() -> None:
    """It is waited between messages until one more fits into any sixty seconds."""
    post, now, slept = Post(), [0.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    delivery = SmtpDelivery(
        replace(SERVER, per_minute=3),
        pace=Pace(lambda: now[0], sleep),
        dial=dialling(lambda: Conversation(post.box)),
    )
    with delivery:
        for _mail in range(7):
            delivery.deliver(mail())
            now[0] += 1
    assert slept == [57.0, 57.0]


def test_what_a_server_offers_can_be_looked_at() -> None:
    """Logged in, and nothing is sent."""
    post = Post(starttls=True)
    with post.delivery(username=USER, password=PASSWORD) as delivery:
        offer = delivery.look()
    assert offer == Offer(starttls=True, logins=("PLAIN", "LOGIN", "CRAM-MD5"), size=1_000_000, any_letters=True)
    assert [one for one in post.box.commands if one.startswith("MAIL")] == []


class Raw:
    """A line on which a server says what it likes."""

    def __init__(self, *said: bytes) -> None:
        self.said = list(said)
        self.sent = b""

    def __getattr__(self, _name: str) -> Callable[..., Any]:
        return lambda *_arguments: ("::1", 1)

    def sendall(self, data: bytes) -> None:
        """Note it."""
        self.sent += data

    def recv(self, _size: int) -> bytes:
        """The next piece."""
        return self.said.pop(0) if self.said else b""


@pytest.mark.parametrize(
    "said",
    [
        b"hello\r\n",
        b"22\r\n",
        b"999 what\r\n",
        b"120 wait\r\n",
        b"220-a\r\n250 b\r\n",
        b"220xa\r\n",
        b"220" + b"x" * 10_000,
        b"220-x\r\n" * 20_000,
        b"\r\n",
        b"HTTP/1.1 400 Bad Request\r\n",
        "²²0 a\r\n".encode(),
    ],
)
def test_what_is_no_reply_is_told_from_one(said: bytes) -> None:
    """However long it is, it has an end; nothing is taken for a greeting that is none."""
    delivery = SmtpDelivery(SERVER, dial=lambda _address, _seconds: Raw(said))  # type: ignore[arg-type,return-value]
    with pytest.raises(WayClosed) as caught:
        delivery.deliver(mail())
    assert caught.value.code == "mail-garbled"


def test_a_reply_may_come_in_pieces_and_from_afar() -> None:
    """Byte by byte, in several lines, with bare line feeds; at an IPv6 address the name says so."""
    greeting = [bytes([byte]) for byte in b"220-a\r\n220 b\n"]
    line = Raw(*greeting, b"250 x\r\n", b"250 ok\r\n250 ok\r\n354 go\r\n", b"250\r\n")
    SmtpDelivery(SERVER, dial=lambda _address, _seconds: line).deliver(mail())  # type: ignore[arg-type,return-value]
    assert line.sent.startswith(b"ehlo [IPv6:::1]\r\nMAIL FROM:<v@lib.example>\r\n")
    assert line.sent.endswith(b"end\r\n.\r\n")


def test_a_servers_words_do_no_harm() -> None:
    """What steers a terminal is taken out of them, and a long speech is cut."""
    said = b"554 \x1b[31mred " + b"x" * 900 + b"\r\n"
    delivery = SmtpDelivery(SERVER, dial=lambda _address, _seconds: Raw(said))  # type: ignore[arg-type,return-value]
    with pytest.raises(WayClosed) as caught:
        delivery.deliver(mail())
    assert "\x1b" not in caught.value.message
    assert len(caught.value.message) < 300


# --- on real ports


def deliver_to(port: int, patience: Patience = BRIEF, **server: Any) -> Outcome:
    """Hand one message over on a real port."""
    with SmtpDelivery(replace(SERVER, port=port, **server), patience) as delivery:
        try:
            delivery.deliver(mail())
        except DeliveryError as error:
            return type(error), error.code
    return None, ""


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_encrypted_line_with_login(authority: trustme.CA, ca_file: str, security: str) -> None:
    """STARTTLS and TLS from the first byte: the name is checked, the password goes through, the message arrives."""
    box, tls = Mailbox(), security == "tls"
    with serving(lambda: Conversation(box, starttls=not tls, asks_login=True), context_of(authority), tls=tls) as port:
        login = {"username": USER, "password": PASSWORD}
        patient = Patience(reply=5.0, message=5.0)
        assert deliver_to(port, patient, security=security, ca_file=ca_file, **login) == (None, "")
    assert [one.raw for one in box.taken] == [RAW]


CERTIFICATES: list[tuple[dict[str, Any], tuple[str, ...], bool, str]] = [
    ({}, ("other.example",), True, "mail-certificate-host"),
    ({"not_after": datetime.now(UTC) - timedelta(days=1)}, (), True, "mail-certificate-expired"),
    ({}, (), False, "mail-certificate"),
]


@pytest.mark.parametrize(("options", "names", "known", "code"), CERTIFICATES, ids=[one[3] for one in CERTIFICATES])
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_does_not_fit_ends_the_round(
    authority: trustme.CA,
    ca_file: str,
    security: str,
    options: dict[str, Any],
    names: tuple[str, ...],
    known: bool,
    code: str,
) -> None:
    """Another name, another time, nobody's authority: each is told as what it is, and nothing is sent."""
    box, tls = Mailbox(), security == "tls"
    context = context_of(authority, *names, **options)
    with serving(lambda: Conversation(box, starttls=not tls), context, tls=tls) as port:
        told = deliver_to(port, Patience(reply=5.0), security=security, ca_file=ca_file if known else None)
    assert told == (WayMisconfigured, code)
    assert box.taken == []
    assert not [one for one in box.commands if one.startswith(("MAIL", "AUTH"))]


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_without_starttls_nothing_is_sent(authority: trustme.CA, kind: str | None) -> None:
    """Not offered or not done: whatever it is, neither password nor mail goes over the plain line."""
    box = Mailbox()

    def fault(stage: str) -> str | None:
        return kind if stage == "starttls" else None

    with serving(lambda: Conversation(box, fault, starttls=kind is not None), context_of(authority)) as port:
        told = deliver_to(port, security="starttls", username=USER, password=PASSWORD)
    expected: dict[str | None, tuple[type[DeliveryError], str]] = {
        None: (WayMisconfigured, "mail-starttls-missing"),
        "never": (WayMisconfigured, "mail-starttls-missing"),
        "later": (WayClosed, "mail-turned-away"),
        "closing": (WayClosed, "mail-turned-away"),
    }
    assert told == expected.get(kind, (WayClosed, BROKEN.get(kind or "", "")))
    assert not [one for one in box.commands if one.startswith(("MAIL", "AUTH"))]


def test_what_is_put_in_before_the_handshake_is_not_taken_for_an_answer() -> None:
    """A reply that comes along with the 220 to STARTTLS is somebody else's."""
    line = Raw(b"220 a\r\n", b"250-x\r\n250 STARTTLS\r\n", b"220 go\r\n250 AUTH PLAIN\r\n")
    delivery = SmtpDelivery(replace(SERVER, security="starttls"), dial=lambda _a, _s: line)  # type: ignore[arg-type,return-value]
    with pytest.raises(WayClosed) as caught:
        delivery.deliver(mail())
    assert caught.value.code == "mail-garbled"


def test_ports_and_security_that_do_not_go_together(authority: trustme.CA, ca_file: str) -> None:
    """TLS where it is not spoken, and the other way round: each ends, and says which setting to look at."""
    with serving(lambda: Conversation(Mailbox())) as port:
        told = deliver_to(port, Patience(reply=2.0), security="tls", ca_file=ca_file)
        assert told == (WayMisconfigured, "mail-tls-missing")
    with serving(lambda: Conversation(Mailbox()), context_of(authority), tls=True) as port:
        assert deliver_to(port, security="starttls", ca_file=ca_file) == (WayClosed, "mail-silent")


def test_nobody_there() -> None:
    """A closed port, a name nobody knows, a port that takes and says nothing, one that hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert deliver_to(port) == (WayClosed, "mail-silent")
    assert deliver_to(port) == (WayClosed, "mail-unreachable")
    told = []
    for error in (socket.gaierror(-2, "no"), TimeoutError(), ConnectionResetError(), OSError(113, "No route")):

        def dial(_address: tuple[str, int], _seconds: float, error: OSError = error) -> socket.socket:
            raise error

        with pytest.raises(WayClosed) as caught:
            SmtpDelivery(SERVER, dial=dial).deliver(mail())
        told.append(caught.value.code)
    assert told == ["mail-host-unknown", "mail-silent", "mail-broken-off", "mail-unreachable"]


def test_a_file_that_holds_no_authority(tmp_path: Path) -> None:
    """It is named, before anything is connected."""
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(WayMisconfigured) as caught:
        SmtpDelivery(replace(SERVER, security="tls", ca_file=str(tmp_path / "ca.pem"))).look()
    assert caught.value.code == "mail-authority"


def test_on_a_real_line_as_within_the_process() -> None:
    """Drop and silence, before the dot and after it, on real sockets."""
    box, faults = Mailbox(), dict[str, str]()
    cases: list[tuple[str, str, Outcome]] = [
        ("data", "drop", (MailDeferred, "mail-broken-off")),
        ("rcpt", "silence", (MailDeferred, "mail-silent")),
        ("dot", "taken and drop", (AnswerLost, "mail-unconfirmed")),
        ("dot", "silence", (AnswerLost, "mail-unconfirmed")),
        ("quit", "silence", (None, "")),
    ]
    with serving(lambda: Conversation(box, faults.get)) as port:
        for stage, kind, outcome in cases:
            faults.clear()
            faults[stage] = kind
            assert deliver_to(port) == outcome, stage
    assert len(box.taken) == 2
