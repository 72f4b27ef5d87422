"""The client of a mailbox: it reads without a trace, moves only as the server does, tells failures by their type."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from notify.errors import MailboxAway, MailboxError, MailboxMisconfigured, MailboxRefused
from notify.mailbox.imap import ImapMailbox, ImapServer
from notify.mailbox.line import Patience
from notify.mailbox.port import Mailbox, Waiting
from tests.standins.imap_server import KINDS, PASSWORD, STAGES, USER, USUAL, ImapConversation, Post
from tests.standins.mail_server import dialling, serving
from tests.standins.network.certificates import context_of

TODAY, EARLIER = date(2026, 11, 30), date(2026, 9, 1)
SERVER = ImapServer("localhost", 143, USER, PASSWORD, security="none")
BRIEF = Patience(connect=5.0, answer=0.5, goodbye=0.5)

Outcome = tuple[type[MailboxError] | None, str]


@pytest.fixture
def post() -> Post:
    """An old mail and three of today."""
    post = Post()
    post.put(b"From: old@lib.example\r\n\r\n", day=date(2026, 8, 31))
    post.put(b"1\r\n", b"22\r\n", b"333 {5}\r\n* BYE\r\n", day=TODAY)
    return post


def mailbox(post: Post, *, largest: int = 1_000, server: ImapServer = SERVER, **talk: Any) -> ImapMailbox:
    """The client, whose lines lead to a conversation within the process."""
    return ImapMailbox(server, BRIEF, largest=largest, dial=dialling(lambda: ImapConversation(post, **talk)))


def failing(kind: str, *stages: str) -> Callable[[str], str | None]:
    """A fault at some stages."""
    return lambda stage: kind if stage in stages else None


def outcome(work: Callable[[], object]) -> Outcome:
    """How a piece of work ends."""
    try:
        work()
    except MailboxError as error:
        return type(error), error.code
    return None, ""


def a_round(box: Mailbox) -> None:
    """All that is asked of a mailbox."""
    box.open()
    uids = [one.uid for one in box.after(0, since=EARLIER, limit=10)]
    for uid in uids:
        box.fetch(uid)
    box.file(uids, "Taken")
    box.close()


# --- what is read


def test_what_lies_above_a_uid(post: Post) -> None:
    """By UID, size and day, the oldest first; `*` finds the last mail whatever is asked for, and that is left out."""
    box = mailbox(post)
    assert box.open() == 7
    assert box.after(0, since=EARLIER, limit=10) == [Waiting(2, 3), Waiting(3, 4), Waiting(4, 16)]
    assert box.after(0, since=EARLIER, limit=1) == [Waiting(2, 3)]
    assert box.after(3, since=EARLIER, limit=10) == [Waiting(4, 16)]
    assert box.after(4, since=EARLIER, limit=10) == []
    assert box.after(2**32 - 1, since=EARLIER, limit=10) == []
    assert box.after(0, since=date(2026, 8, 31), limit=1) == [Waiting(1, 25)]
    box.close()


def test_mails_that_come_in_while_it_is_read(post: Post) -> None:
    """Are found by the same session, on servers too that look for new ones only when they are asked to."""
    box = mailbox(post)
    box.open()
    assert box.after(4, since=EARLIER, limit=10) == []
    post.put(b"5", day=TODAY)
    assert box.after(4, since=EARLIER, limit=10) == [Waiting(5, 1)]


def test_what_is_found_may_be_told_in_several_lines(post: Post) -> None:
    """Some servers part a long answer."""
    box = mailbox(post, fault=failing("* SEARCH 2 3\r\n* SEARCH 4", "search"))
    box.open()
    assert [one.uid for one in box.after(0, since=EARLIER, limit=10)] == [2, 3, 4]


def test_a_mail_is_read_whole_and_without_a_mark(post: Post) -> None:
    """Byte for byte, whatever it looks like; nothing is asked that would mark, flag or delete it."""
    box = mailbox(post)
    box.open()
    assert [box.fetch(uid) for uid in (2, 4, 5)] == [b"1\r\n", b"333 {5}\r\n* BYE\r\n", None]
    box.file([2], "INBOX/Taken")
    box.close()
    asked = " ".join(post.commands).upper()
    assert "BODY.PEEK[]" in asked
    assert not [one for one in ("BODY[", "RFC822 ", "STORE", "EXPUNGE", "COPY", "DELETED", "CLOSE") if one in asked]


def test_of_a_large_mail_one_byte_too_many_is_read(post: Post) -> None:
    """Whatever size the server told: as much comes over the line as shows that it is too large."""
    post.put(b"x" * 5_000, day=TODAY)
    box = mailbox(post, largest=1_000)
    box.open()
    assert box.fetch(5) == b"x" * 1_001


def test_two_thousand_mails_are_asked_for_in_lines_that_servers_take(post: Post) -> None:
    """So many sizes, and so many moved, and no command is longer than 2,000 signs."""
    post.put(*[b"x"] * 2_000, day=TODAY)
    box = mailbox(post)
    box.open()
    found = box.after(4, since=EARLIER, limit=5_000)
    assert len(found) == 2_000
    assert box.file([one.uid for one in found], "Taken")
    assert len(post.folders["Taken"]) == 2_000
    assert max(map(len, post.commands)) < 2_000


# --- where it goes


def test_moved_mails_go_to_a_folder_that_is_made(post: Post) -> None:
    """Once; it is subscribed to, so that programs show it. A mail that is gone by now is no fault."""
    box = mailbox(post)
    box.open()
    assert box.moves
    assert box.file([2, 3], "Taken")
    assert box.file([3, 4], "Taken")
    assert (list(post.folders["INBOX"]), list(post.folders["Taken"])) == ([1], [1, 2, 3])
    assert post.subscribed == ["Taken"]


@pytest.mark.parametrize(
    ("prefix", "separator", "there"),
    [
        ("", "/", "Vekha/taken"),
        ("INBOX.", ".", "INBOX.Vekha.taken"),
        ("", ".", "Vekha.taken"),
    ],
)
def test_a_folder_is_called_as_its_server_wants_it(post: Post, prefix: str, separator: str, there: str) -> None:
    """The prefix of the login's own folders, and the server's separator in place of `/`; not a second time."""
    for name in ("Vekha/taken", there):
        post.folders.pop(there, None)
        for _time in range(2):
            box = mailbox(post, prefix=prefix, separator=separator)
            box.open()
            assert box.file([2], name)
        assert set(post.folders) == {"INBOX", there}


def test_a_server_without_namespaces_tells_its_separator_all_the_same(post: Post) -> None:
    """By the list of nothing."""
    box = mailbox(post, offers=("IMAP4rev1", "MOVE", "AUTH=PLAIN"), separator=".")
    box.open()
    assert box.file([2], "Vekha/taken")
    assert "Vekha.taken" in post.folders


def test_a_login_without_a_namespace_of_its_own(post: Post) -> None:
    """The separator is that of the list of nothing, here too."""
    box = mailbox(post, fault=failing("* NAMESPACE NIL NIL NIL", "namespace"), separator=".")
    box.open()
    assert box.file([2], "Vekha/taken")
    assert "Vekha.taken" in post.folders


def test_folders_in_other_letters(post: Post) -> None:
    """As IMAP writes them; both the one that is read and those that mails go to."""
    post.folders["&BB4EQgQyBDUEQgRL-"] = {}
    box = mailbox(post, server=replace(SERVER, folder="Ответы"))
    assert box.open() == 7
    assert any("SELECT" in one and "&BB4EQgQyBDUEQgRL-" in one for one in post.commands)


@pytest.mark.parametrize("talk", [{"offers": ("IMAP4rev1", "AUTH=PLAIN")}, {"read_only": True}])
def test_without_a_move_all_stay_where_they_are(post: Post, talk: dict[str, Any]) -> None:
    """A server that has none, or a folder that may only be read: nothing is copied, flagged or made."""
    box = mailbox(post, **talk)
    box.open()
    assert not box.moves
    assert not box.file([2], "Taken")
    assert (len(post.folders["INBOX"]), set(post.folders)) == (4, {"INBOX"})
    assert box.fetch(2) == b"1\r\n"


def test_a_folder_that_may_not_be_made(post: Post) -> None:
    """The mails stay; it is tried again later, since what the server means by it is not certain."""
    box = mailbox(post, separator="/", prefix="INBOX/")
    box.open()
    post.folders["Taken"] = {}
    assert box.file([2], "Taken")
    forbidden = mailbox(post, fault=failing("NO [NOPERM] yours it is not", "create"))
    forbidden.open()
    assert outcome(lambda: forbidden.file([3], "Other")) == (MailboxRefused, "mailbox-forbidden")
    assert 3 in post.folders["INBOX"]


# --- what goes wrong

BROKEN: dict[str, Outcome] = {
    "drop": (MailboxAway, "mailbox-broken-off"),
    "cut": (MailboxAway, "mailbox-broken-off"),
    "silence": (MailboxAway, "mailbox-silent"),
    "garbage": (MailboxAway, "mailbox-garbled"),
    "goodbye": (MailboxAway, "mailbox-turned-away"),
    "bad": (MailboxAway, "mailbox-declined"),
}
EXCEPTIONS: dict[tuple[str, str], Outcome] = {
    ("greeting", "bad"): (MailboxAway, "mailbox-garbled"),
    ("authenticate", "bad"): (MailboxRefused, "mailbox-login-refused"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stage", STAGES)
def test_wherever_the_line_fails_a_later_run_goes_on(post: Post, stage: str, kind: str) -> None:
    """Nothing is lost: what was not moved lies in the folder, and the same client opens it again."""
    faults: list[str] = [kind]
    box = mailbox(post, fault=lambda at: faults[0] if faults and at == stage else None)
    assert outcome(lambda: a_round(box)) == EXCEPTIONS.get((stage, kind), BROKEN[kind])
    assert list(post.folders["INBOX"]) == [1, 2, 3, 4]
    assert outcome(lambda: box.fetch(2)) == BROKEN["drop"]
    faults.clear()
    assert outcome(lambda: a_round(box)) == (None, "")
    assert (list(post.folders["INBOX"]), list(post.folders["Taken"])) == ([1], [1, 2, 3])


@pytest.mark.parametrize("kind", KINDS)
def test_a_move_whose_answer_is_lost_has_moved(post: Post, kind: str) -> None:
    """It is told as a failure, and to move them again does nothing."""
    box = mailbox(post, fault=failing(f"done and {kind}", "move"))
    assert outcome(lambda: a_round(box)) == BROKEN[kind]
    assert outcome(lambda: a_round(mailbox(post))) == (None, "")
    assert (list(post.folders["INBOX"]), list(post.folders["Taken"])) == ([1], [1, 2, 3])


@pytest.mark.parametrize(
    ("stage", "told"),
    [
        ("greeting", "* BYE too many connections"),
        ("select", "* OK [UIDVALIDITY none] ok"),
        ("select", "* 4 EXISTS"),
        ("search", "* SEARCH one two"),
        ("search", f"* SEARCH {'9' * 5_000}"),
        ("fetch", "* 1 FETCH (UID 2 RFC822.SIZE much)"),
        ("fetch", "* 1 FETCH (UID 2)"),
        ("fetch", "* 1 FETCH (UID 2 RFC822.SIZE 3"),
        ("fetch", "* 1 FETCH ((((((("),
        ("fetch", f"* 1 FETCH {'(' * 50_000}"),
        ("fetch", "* x FETCH (UID 2 RFC822.SIZE 3)"),
        ("fetch", "* 1 FETCH (UID 2 BODY[ {99999999999}"),
        ("fetch", f"* 1 FETCH (UID 2 BODY[]<0> {{{'9' * 5_000}}}"),
        ("namespace", "* NAMESPACE NIL"),
        ("namespace", "* NAMESPACE (1 2) NIL NIL"),
        ("capability", "* CAPABILITY"),
    ],
)
def test_an_answer_that_no_server_gives_is_none(post: Post, stage: str, told: str) -> None:
    """Numbers that are none, brackets that never close, literals without end: the session ends, and is tried later."""
    server = replace(SERVER, folder="Answers")
    post.folders["Answers"] = {}
    kind, code = outcome(lambda: a_round(mailbox(post, server=server, fault=failing(told, stage))))
    assert kind is MailboxAway
    assert code in ("mailbox-garbled", "mailbox-turned-away", "mailbox-broken-off", "mailbox-silent")


def test_a_body_that_is_none(post: Post) -> None:
    """A list in place of bytes is no answer; a body that is not there says that the mail is gone."""
    for told, end in (("(1 2)", BROKEN["garbage"]), ("NIL", (None, ""))):
        box = mailbox(post, fault=failing(f"* 2 FETCH (UID 2 BODY[]<0> {told})", "fetch"))
        box.open()
        assert outcome(lambda box=box: box.fetch(2)) == end  # type: ignore[misc]


def test_a_line_that_was_closed_meanwhile(post: Post) -> None:
    """The next thing that is asked finds it so; to close it does nothing more."""
    talk = ImapConversation(post)
    box = ImapMailbox(SERVER, BRIEF, dial=dialling(lambda: talk))
    box.open()
    talk.state = "closed"
    assert outcome(lambda: box.fetch(2)) == BROKEN["drop"]
    box = mailbox(post, fault=failing("drop", "logout"))
    box.open()
    assert outcome(box.close) == (None, "")


def test_a_folder_that_may_not_be_opened(post: Post) -> None:
    """It is there: what the server says decides whether a right is missing."""
    box = mailbox(post, fault=failing("NO [NOPERM] not yours", "select"))
    assert outcome(box.open) == (MailboxRefused, "mailbox-forbidden")
    box = mailbox(post, fault=failing("NO [NONEXISTENT] gone", "select"))
    assert outcome(box.open) == (MailboxMisconfigured, "mailbox-folder-missing")


TOKENS = (
    *(
        "1",
        "2",
        "0",
        "-1",
        "99999999999999999999",
        "FETCH",
        "UID",
        "RFC822.SIZE",
        "BODY[]<0>",
        "BODY[",
        "SEARCH",
        "LIST",
    ),
    *(
        "EXISTS",
        "OK",
        "NO",
        "BAD",
        "BYE",
        "PREAUTH",
        "[UIDVALIDITY 0]",
        "[READ-ONLY]",
        "[TRYCREATE]",
        "CAPABILITY",
        "NIL",
    ),
    *(
        "NAMESPACE",
        "(",
        ")",
        "((",
        '"',
        "{3}",
        "{99999}",
        "~{2}",
        "\\",
        "%",
        "*",
        "+",
        "\r\n* ",
        "\r\n+ ",
        "\x00",
        "é",
        "&-&",
    ),
)


@given(stage=st.sampled_from(STAGES), told=st.lists(st.sampled_from(TOKENS), max_size=12))
def test_whatever_a_server_says_it_is_read_or_it_is_no_answer(stage: str, told: list[str]) -> None:
    """No answer, however odd, ends in anything but a mailbox that was read or a `MailboxError`."""
    post = Post()
    post.put(b"1\r\n", b"22\r\n", day=TODAY)
    outcome(lambda: a_round(mailbox(post, fault=failing(f"* {' '.join(told)}", stage))))


class Endless:
    """A server that says the same for ever."""

    def __init__(self, begin: bytes, more: bytes) -> None:
        self._told, self._more = begin, more
        self.asked = 0

    def recv(self, _size: int) -> bytes:
        """What it says next."""
        told, self._told = self._told, self._more
        self.asked += 1
        return told

    def settimeout(self, _seconds: float) -> None:
        """Nothing is waited for."""

    def sendall(self, _data: bytes) -> None:
        """It does not listen."""

    def close(self) -> None:
        """It does not care."""


@pytest.mark.parametrize(
    ("begin", "more", "most"),
    [
        (b"* OK ", b"x" * 65_536, 5_000_000),
        (b"* OK hi\r\n", b"* 1 EXISTS\r\n" * 5_000, 500_000),
        (b"* 1 FETCH {4000000000}\r\n", b"x" * 65_536, 100_000),
    ],
)
def test_an_answer_without_end_is_given_up(begin: bytes, more: bytes, most: int) -> None:
    """Lines, literals and the whole of an answer have their bounds, so that no server fills the memory."""
    line = Endless(begin, more)
    patient = replace(BRIEF, answer=60.0)
    box = ImapMailbox(SERVER, patient, largest=1_000, dial=lambda _a, _s: line)  # type: ignore[arg-type,return-value]
    assert outcome(box.open) == (MailboxAway, "mailbox-garbled")
    assert (line.asked - 1) * len(more) < most


def test_a_server_that_trickles_is_not_waited_for() -> None:
    """A whole answer has its time, though each of its bytes comes at once."""
    hurried = replace(BRIEF, answer=0.05)
    box = ImapMailbox(SERVER, hurried, dial=lambda _a, _s: Endless(b"*", b" "))  # type: ignore[arg-type,return-value]
    assert outcome(box.open) == BROKEN["silence"]


# --- who we are


def test_a_wrong_password_is_told_without_a_word_of_the_servers(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    """Which may repeat what it was told: neither the error, nor what led to it, nor any log has the password."""
    caplog.set_level(logging.DEBUG)
    box = mailbox(post, server=replace(SERVER, password="не тот пароль"))
    with pytest.raises(MailboxRefused) as caught:
        box.open()
    error: BaseException | None = caught.value
    assert caught.value.code == "mailbox-login-refused"
    assert "пароль" not in f"{caught.value.message}{caught.value.hint}{caught.value.place}"
    assert error is not None and error.__cause__ is None and error.__suppress_context__
    assert outcome(lambda: a_round(mailbox(post))) == (None, "")
    assert (
        outcome(mailbox(post, server=replace(SERVER, username="bot", password="wrong word")).open)[0] is MailboxRefused
    )
    assert "пароль" not in caplog.text
    assert "wrong word" not in caplog.text
    assert PASSWORD not in repr(SERVER)


@pytest.mark.parametrize(
    ("server", "offers", "code"),
    [
        (replace(SERVER, username="bot", password="pass word"), ("IMAP4rev1", "MOVE"), ""),
        (SERVER, ("IMAP4rev1", "MOVE"), "mailbox-login-unsupported"),
        (
            replace(SERVER, username="bot", password="pass word"),
            ("IMAP4rev1", "LOGINDISABLED"),
            "mailbox-login-unsupported",
        ),
    ],
)
def test_the_ways_to_log_in(post: Post, server: ImapServer, offers: tuple[str, ...], code: str) -> None:
    """PLAIN for any letters, else LOGIN for what it can hold; none by which a server takes no password."""
    kind = MailboxMisconfigured if code else None
    assert outcome(mailbox(post, server=server, offers=offers).open) == (kind, code)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("NO [UNAVAILABLE] later", (MailboxAway, "mailbox-login-later")),
        ("NO [AUTHENTICATIONFAILED] no", (MailboxRefused, "mailbox-login-refused")),
        ("NO no", (MailboxRefused, "mailbox-login-refused")),
    ],
)
def test_a_login_that_may_work_later(post: Post, answer: str, told: Outcome) -> None:
    """By the server's reason, never by its words."""
    assert outcome(mailbox(post, fault=failing(answer, "authenticate")).open) == told


@pytest.mark.parametrize("name", ["Answers", "Ответы"])
def test_a_folder_that_is_not_there(post: Post, name: str) -> None:
    """Is named in the error, and never made: it may be a slip of the pen."""
    box = mailbox(post, server=replace(SERVER, folder=name))
    with pytest.raises(MailboxMisconfigured) as caught:
        box.open()
    assert caught.value.code == "mailbox-folder-missing"
    assert name in caught.value.message
    assert set(post.folders) == {"INBOX"}


def test_what_the_server_says_is_harmless_to_a_terminal(post: Post) -> None:
    """Its words stand in the error without what moves a cursor, and not at any length."""
    box = mailbox(post, fault=failing(f"NO \x1b[2J{'x' * 1_000}", "search"))
    box.open()
    with pytest.raises(MailboxAway) as caught:
        box.after(0, since=EARLIER, limit=1)
    assert "\x1b" not in caught.value.message
    assert len(caught.value.message) < 300


# --- on real ports


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_encrypted_line(post: Post, authority: trustme.CA, ca_file: str, security: str) -> None:
    """STARTTLS and TLS from the first byte: name and password go through, mails are read and moved."""
    tls = security == "tls"
    offers = USUAL if tls else (*USUAL, "STARTTLS")
    with serving(lambda: ImapConversation(post, offers=offers), context_of(authority), tls=tls) as port:
        server = replace(SERVER, port=port, security=security, ca_file=ca_file)  # type: ignore[arg-type]
        assert outcome(lambda: a_round(ImapMailbox(server, Patience(answer=5.0)))) == (None, "")
    assert list(post.folders["Taken"]) == [1, 2, 3]


def test_a_large_mail_comes_in_pieces(post: Post) -> None:
    """And is put together."""
    post.put(b"x" * 900_000, day=TODAY)
    with serving(lambda: ImapConversation(post)) as port:
        box = ImapMailbox(replace(SERVER, port=port), Patience(answer=5.0))
        box.open()
        assert box.fetch(5) == b"x" * 900_000
        box.close()


def test_a_handshake_that_comes_to_nothing(post: Post, authority: trustme.CA, ca_file: str) -> None:
    """Both sides know no common way; or the other one hangs up in it."""
    old = context_of(authority)
    old.set_ciphers("AES128-SHA")
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with serving(lambda: ImapConversation(post), old, tls=True) as port:
        server = replace(SERVER, port=port, security="tls", ca_file=ca_file)
        assert outcome(ImapMailbox(server, BRIEF).open) == (MailboxMisconfigured, "mailbox-tls-failed")
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            line, _address = listener.accept()
            line.recv(65_536)
            line.close()

        hanging_up = threading.Thread(target=hang_up)
        hanging_up.start()
        server = replace(SERVER, port=listener.getsockname()[1], security="tls", ca_file=ca_file)
        assert outcome(ImapMailbox(server, BRIEF).open) == BROKEN["drop"]
        hanging_up.join()


CERTIFICATES: list[tuple[dict[str, Any], tuple[str, ...], bool, str]] = [
    ({}, ("other.example",), True, "mailbox-certificate-host"),
    ({"not_after": datetime.now(UTC) - timedelta(days=1)}, (), True, "mailbox-certificate-expired"),
    ({}, (), False, "mailbox-certificate"),
]


@pytest.mark.parametrize(("options", "names", "known", "code"), CERTIFICATES, ids=[one[3] for one in CERTIFICATES])
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_does_not_fit(
    post: Post,
    authority: trustme.CA,
    ca_file: str,
    security: str,
    options: dict[str, Any],
    names: tuple[str, ...],
    known: bool,
    code: str,
) -> None:
    """Another name, another time, nobody's authority: each is told as what it is, and no password is said."""
    tls = security == "tls"
    offers = (*USUAL, "STARTTLS")
    with serving(
        lambda: ImapConversation(post, offers=offers), context_of(authority, *names, **options), tls=tls
    ) as port:
        server = replace(SERVER, port=port, security=security, ca_file=ca_file if known else None)  # type: ignore[arg-type]
        assert outcome(ImapMailbox(server, Patience(answer=5.0)).open) == (MailboxMisconfigured, code)
    assert not [one for one in post.commands if "AUTH" in one or "LOGIN" in one]


@pytest.mark.parametrize(
    ("talk", "told"),
    [
        ({}, (MailboxMisconfigured, "mailbox-starttls-missing")),
        ({"offers": (*USUAL, "STARTTLS"), "greeting": "PREAUTH"}, (MailboxMisconfigured, "mailbox-starttls-missing")),
        *(
            ({"offers": (*USUAL, "STARTTLS"), "fault": failing(kind, "starttls")}, told)
            for kind, told in {**BROKEN, "bad": (MailboxMisconfigured, "mailbox-starttls-missing")}.items()
        ),
    ],
)
def test_without_starttls_no_password_is_said(post: Post, talk: dict[str, Any], told: Outcome) -> None:
    """Not offered, passed over or not done: whatever it is, the plain line sees no login."""
    assert outcome(mailbox(post, server=replace(SERVER, security="starttls"), **talk).open) == told
    assert not [one for one in post.commands if "AUTHENTICATE" in one or "LOGIN" in one]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (b"* OK [READ-ONLY] no\r\n* CAPABILITY IMAP4rev1\r\n", b"", (None, "")),
        (b"", b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", (MailboxAway, "mailbox-garbled")),
    ],
)
def test_what_is_put_in_before_the_handshake_counts_for_nothing(
    post: Post, authority: trustme.CA, ca_file: str, before: bytes, after: bytes, told: Outcome
) -> None:
    """Lines before the answer to STARTTLS are forgotten; what comes along with it is somebody else's, and ends it."""

    class Injecting(ImapConversation):
        def told(self) -> bytes:
            said = super().told()
            return before + said + after if self.state == "tls" and said else said

    talk = Injecting(post, offers=(*USUAL, "STARTTLS"))
    with serving(lambda: talk, context_of(authority)) as port:
        server = replace(SERVER, port=port, security="starttls", ca_file=ca_file)
        assert outcome(lambda: a_round(ImapMailbox(server, Patience(answer=5.0)))) == told
    assert bool(told[0]) != any("AUTHENTICATE" in one for one in post.commands)


def test_a_plain_line_leads_to_this_machine_alone(post: Post) -> None:
    """By the address that the other end really has, whatever name it was called by; before a password is said."""
    make = dialling(lambda: ImapConversation(post))

    def elsewhere(address: tuple[str, int], seconds: float) -> Any:
        line = make(address, seconds)
        line.getpeername = lambda: ("192.0.2.7", 143)
        return line

    assert outcome(ImapMailbox(SERVER, BRIEF, dial=elsewhere).open) == (MailboxMisconfigured, "mailbox-unencrypted")
    assert not [one for one in post.commands if "AUTHENTICATE" in one]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_several_addresses(post: Post, address: str) -> None:
    """The one of IPv6, and the one of IPv4 that is written as one."""
    make = dialling(lambda: ImapConversation(post))

    def here(where: tuple[str, int], seconds: float) -> Any:
        line = make(where, seconds)
        line.getpeername = lambda: (address, 143)
        return line

    assert outcome(ImapMailbox(SERVER, BRIEF, dial=here).open) == (None, "")


def test_ports_and_security_that_do_not_go_together(post: Post, authority: trustme.CA, ca_file: str) -> None:
    """TLS where it is not spoken, and the other way round: each ends, and says which setting to look at."""
    with serving(lambda: ImapConversation(post)) as port:
        server = replace(SERVER, port=port, security="tls", ca_file=ca_file)
        assert outcome(ImapMailbox(server, Patience(answer=2.0)).open) == (MailboxMisconfigured, "mailbox-tls-missing")
    with serving(lambda: ImapConversation(post), context_of(authority), tls=True) as port:
        server = replace(SERVER, port=port, security="starttls", ca_file=ca_file)
        assert outcome(ImapMailbox(server, BRIEF).open) == BROKEN["silence"]


def test_an_authority_that_is_none(post: Post, tmp_path: Any) -> None:
    """The file is named."""
    path = tmp_path / "ca.pem"
    path.write_text("no certificate")
    server = replace(SERVER, security="tls", ca_file=str(path))
    assert outcome(mailbox(post, server=server).open) == (MailboxMisconfigured, "mailbox-authority")


def test_nobody_there() -> None:
    """A closed port, a name nobody knows, a way that leads nowhere, one that hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert outcome(ImapMailbox(replace(SERVER, port=port), BRIEF).open) == (MailboxAway, "mailbox-unreachable")
    told = []
    for error in (socket.gaierror(-2, "no"), TimeoutError(), ConnectionResetError(), OSError(113, "No route")):

        def dial(_address: tuple[str, int], _seconds: float, error: OSError = error) -> Any:
            raise error

        told.append(outcome(ImapMailbox(SERVER, BRIEF, dial=dial).open)[1])
    assert told == ["mailbox-host-unknown", "mailbox-silent", "mailbox-broken-off", "mailbox-unreachable"]
