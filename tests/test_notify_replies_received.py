"""A mail as it came in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.addresses import is_address
from notify.replies.received import Received, receive

SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parent / "replies").glob("*.eml"))]
A, B = "a@example.org", "b@example.com"


def mail(*fields: str, body: str = "Факт: 12") -> Received:
    """A mail with these fields, received."""
    return receive("\r\n".join([*fields, "", body]).encode())


@pytest.mark.parametrize(
    ("fields", "senders"),
    [
        (["From: a@example.org"], (A,)),
        (["From: Мария <a@example.org>"], (A,)),
        (['From: "b@example.com" <a@example.org>'], (A,)),
        (['From: "Об\\"разцова, М. <b@example.com>" <a@example.org>'], (A,)),
        (["From: a@example.org (Мария (b@example.com))"], (A,)),
        (["From: =?utf-8?q?=3Cb=40example=2Ecom=3E?= <a@example.org>"], (A,)),
        (["From: =?utf-8?b?PGJAZXhhbXBsZS5jb20+?= <a@example.org>"], (A,)),
        (["From: b@example.com <a@example.org>"], (B, A)),
        (["From: a@example.org <a@example.org>"], (A,)),
        (["From: a@example.org, Иван <b@example.com>"], (A, B)),
        (["From: a@example.org", "FROM : b@example.com"], (A, B)),
        (["From: Мария", " <a@example.org>,", "\t<b@example.com>"], (A, B)),
        (["From: a@example.org\rFrom: b@example.com"], (A, B)),
        (['From: "a@example.org, <b@example.com>'], (A, B)),
        (["From: (a@example.org <b@example.com>"], (A, B)),
        (["From: Мария"], ()),
        (["From: a@@example.org, a@, @example.org"], ()),
        (["Sender: a@example.org", "Reply-To: a@example.org"], ()),
    ],
)
def test_every_sender_is_seen(fields: list[str], senders: tuple[str, ...]) -> None:
    """The addresses of every From field, as written; none from a name, and all of them where a name has no end."""
    assert mail(*fields).senders == senders


def test_where_a_mail_went() -> None:
    """The addresses of To and Cc and of the traces that servers leave, each once, whatever their case."""
    found = mail(
        "To: Веха <otvet+ABC@example.org>, x@example.org",
        "Cc: y@example.org",
        "Delivered-To: otvet+abc@example.org",
        "X-Original-To: otvet+ABC@example.org",
        "Envelope-To: e@example.org",
        "X-Envelope-To: <xe@example.org>",
        "Bcc: z@example.org",
    )
    names = ("otvet+ABC", "x", "y", "otvet+abc", "e", "xe")
    assert found.addressed == tuple(f"{name}@example.org" for name in names)


def test_what_a_mail_answers() -> None:
    """Message-IDs of In-Reply-To, then of References from the last to the first, each once."""
    found = mail("References: <1@x> <2@x>", " <3@x>", "In-Reply-To: Message of Monday <3@x>")
    assert found.referred == ("<3@x>", "<2@x>", "<1@x>")
    assert mail("In-Reply-To: 3@x").referred == ("<3@x>",)
    assert mail("In-Reply-To: yours").referred == ()


def test_the_message_id() -> None:
    """It is as written without blanks; a mail without one that can be kept has one of its bytes."""
    assert mail("Message-ID: <one@x>").message_id == "<one@x>"
    assert mail("Message-Id:", " <one", " @x> (a remark)").message_id == "<one@x>"
    without = mail("Subject: x")
    assert without.message_id == mail("Subject: x").message_id
    assert without.message_id.endswith("@none>")
    assert without.message_id != mail("Subject: y").message_id
    assert mail(f"Message-ID: <{'a' * 999}@x>").message_id.endswith("@none>")


def test_how_it_was_proven() -> None:
    """Each Authentication-Results field on one line, the topmost first; none from another part or the text."""
    found = mail(
        "Authentication-Results: mx.example.org;\r\n\tdmarc=pass header.from=example.org",
        "authentication-results: other; dmarc=fail",
        "Content-Type: multipart/mixed; boundary=b",
        body="--b\r\nAuthentication-Results: mx.example.org; dmarc=pass\r\n\r\nx\r\n--b--",
    )
    assert found.authentication == ("mx.example.org; dmarc=pass header.from=example.org", "other; dmarc=fail")


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (by a rule)",
        "Auto-Submitted: nobody",
        "Auto-Submitted:",
        "Precedence: bulk",
        "Precedence: Junk",
        "Precedence: list",
        "Precedence: auto_reply",
        "Precedence: auto-reply",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "Return-Path: <>",
        "Return-Path:",
        "List-Id: <list.example.org>",
        "List-Unsubscribe: <mailto:x@example.org>",
        "X-Autoreply: yes",
        "X-Autorespond: Ответ",
    ],
)
def test_a_machine_wrote_it(field: str) -> None:
    """Answers of the absent, reports of delivery and mails of lists are known by any one of their fields."""
    assert mail("From: a@example.org", field).automatic


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: no",
        "Auto-Submitted: No; x=y",
        "X-Auto-Response-Suppress: All",
        "Precedence: normal",
        "Return-Path: <a@example.org>",
        "Content-Type: multipart/mixed; boundary=report",
    ],
)
def test_a_person_wrote_it(field: str) -> None:
    """A field that programs set on people's mails too is no sign of a machine."""
    assert not mail("From: a@example.org", field).automatic


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("Thu, 24 Dec 2026 09:41:07 +0500", datetime(2026, 12, 24, 4, 41, 7, tzinfo=UTC)),
        ("24 Dec 2026 09:41 GMT", datetime(2026, 12, 24, 9, 41, tzinfo=UTC)),
        ("Thu, 24 Dec 2026 09:41:07 -0000", datetime(2026, 12, 24, 9, 41, 7, tzinfo=UTC)),
        ("yesterday", None),
        ("Thu, 44 Dec 2026 09:41:07 +0500", None),
        ("Thu, 24 Dec 2026 09:41:07 +9999", None),
        ("Fri, 31 Dec 9999 23:59:59 -1200", None),
        ("", None),
    ],
)
def test_when_it_was_sent(written: str, moment: datetime | None) -> None:
    """The moment of its Date field, always aware; none where that names none."""
    found = mail(f"Date: {written}").sent_at
    assert found == moment
    assert found is None or found.tzinfo is not None


def test_a_head_without_order() -> None:
    """A mail whose head is missing or broken is all body, or has what could be read of it."""
    assert receive("Факт: 12".encode()).text == "Факт: 12"
    assert receive("\r\nФакт: 12".encode()).text == "Факт: 12"
    assert receive(b"From b@example.com Mon\nFrom: a@example.org\n\nx").senders == (A,)
    assert receive(b"From: a@example.org\nnonsense\n\nx").text == "nonsense\n\nx"
    assert receive(b"From: a@example.org").text == ""
    assert receive(b"").senders == ()


@pytest.mark.parametrize("line", [b"nonsense", b"\r", b" \r\n\r", b"From b@example.com", b": x", "Дата: x".encode()])
def test_a_head_ends_with_what_is_no_field(line: bytes) -> None:
    """Below such a line all is text, as it is for a server: no proof that a sender wrote there counts."""
    forged = b"Authentication-Results: mx.example.org; dmarc=pass"
    found = receive(b"From: a@example.org\r\n" + line + b"\r\n" + forged + b"\r\n\r\nx")
    assert found.senders == (A,)
    assert found.authentication == ()


def check(found: Received) -> None:
    """What holds for every mail."""
    assert found.message_id.startswith("<")
    assert found.message_id.endswith(">")
    assert not any(sign.isspace() for sign in found.message_id)
    assert all(is_address(one) for one in (*found.senders, *found.addressed))
    assert all(line.isprintable() for line in (*found.authentication, *found.referred))
    assert found.sent_at is None or found.sent_at.utcoffset() is not None
    assert "\r" not in found.text
    assert "\0" not in found.text
    assert len(found.text) <= 200_000


@given(st.binary(max_size=2_000))
def test_any_bytes_are_received(raw: bytes) -> None:
    """Nothing raises, whatever the bytes are."""
    check(receive(raw))


FIELDS = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b",
        b'Content-Type: multipart/alternative; boundary="b"',
        b"Content-Type: text/html; charset=utf-16",
        b"Content-Type: text/plain; charset=idna; format=flowed; delsp=yes",
        b"Content-Type: text/plain; charset=\xff",
        b'Content-Type: ; = "',
        b"Content-Type: message/rfc822",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: quoted-printable",
        b"Content-Disposition: attachment; filename*=x''y",
        b"--b",
        b"--b--",
        b"",
        b"<p>x<!--",
        b"=D0=\n=",
        b"0JQ=",
    ]
)


@given(st.lists(st.one_of(FIELDS, st.binary(max_size=30)), max_size=30), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_any_parts_are_received(lines: list[bytes], end: bytes) -> None:
    """Nothing raises, however the parts of a mail stand in one another."""
    check(receive(end.join(lines)))


@given(st.sampled_from(SAMPLES), st.data())
def test_a_damaged_sample_is_received(raw: bytes, data: st.DataObject) -> None:
    """Nothing raises where bytes of a real reply are lost, doubled or turned into others."""
    places = st.integers(0, len(raw))
    for _round in range(data.draw(st.integers(1, 4))):
        start, end = sorted((data.draw(places), data.draw(places)))
        raw = raw[:start] + data.draw(st.sampled_from([b"", b"\n", raw[start:end] * 2, b"\xff\0="])) + raw[end:]
    check(receive(raw))
