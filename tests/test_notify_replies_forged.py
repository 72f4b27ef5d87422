"""Mails as an attacker would write them, byte by byte: what is made of their headers, and that they are refused."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.replies.admission import Conditions, Refusal, Sent, admit
from notify.replies.received import receive
from tests.examples.reply_values import DAY, DESK, DIGEST, READER

EVIL = "evil@evil.example"
FROM = f"From: =?utf-8?b?0JzQsNGA0LjRjw==?= <{READER}>"
PROOF = "Authentication-Results: mx.example.org; spf=pass;\r\n dmarc=pass (p=none) header.from=library.example.org"
TO = f"To: Vekha <{DESK.reply_to(DIGEST, READER, DAY)}>"
ENCODED = f"=?utf-8?b?{base64.b64encode(READER.encode()).decode()}?="
TOKEN = DESK.token(DIGEST, READER, DAY)


def verdict(*lines: str | bytes, proof: str | bytes = PROOF, body: str = "I.1.1\r\nFact: 12\r\n") -> Sent | Refusal:
    """What becomes of a mail of these header lines, below the server's own."""
    raw = b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in (proof, *lines, "", body))
    return admit(
        receive(raw),
        DESK,
        Conditions(authserv_id="mx.example.org"),
        sent=lambda name: Sent(name, READER) if name == DIGEST[:15] else None,
        is_known=lambda _id: False,
        told_today=lambda _name: 0,
        today=DAY,
    )


ADMITTED = Sent(DIGEST[:15], READER)


@pytest.mark.parametrize(
    "lines",
    [
        (FROM, TO),
        (FROM, TO.upper()),
        (FROM, f"To: otvet@example.org\r\nCc: {TO.removeprefix('To: ')}"),
        (FROM, "To: otvet@example.org", f"Delivered-To: otvet+{TOKEN}@mx.internal"),
        (FROM, "To: otvet@example.org", f"In-Reply-To: <vekha.{DIGEST}.{TOKEN}@example.org>"),
        (FROM, "To: otvet@example.org", f"References: <root@a>\r\n <vekha.{DIGEST}.{TOKEN}@example.org>\r\n\t<x@y>"),
        (f"From:\r\n {READER}", TO),
        (f'From: "Образцова, М."\r\n\t<{READER}>', TO),
        (f'From: "{EVIL}" <{READER}>', TO),
        (f"From: (на самом деле {EVIL}) {READER}", TO),
    ],
)
def test_an_honest_answer_is_admitted_however_it_is_written(lines: tuple[str, ...]) -> None:
    """Folded, with a comment, in capitals, with the plus part dropped; a name is only a name."""
    assert verdict(*lines) == ADMITTED


@pytest.mark.parametrize(
    "sender",
    [
        f"From: {EVIL}",
        f"From: {READER}, {EVIL}",
        f"From: {EVIL}, {READER}",
        f"From: {READER}\r\nFrom: {EVIL}",
        f"From: {EVIL}\r\nFrom: {READER}",
        f"From: {EVIL}\r\nfrom : {READER}",
        f"From: {READER} <{EVIL}>",
        f'From: "{READER}" <{EVIL}>',
        f'From: "{READER}>" <{EVIL}>',
        f"From: ({READER}) {EVIL}",
        f"From: {EVIL} ({READER})",
        f"From: {ENCODED} <{EVIL}>",
        f"From: {ENCODED}",
        f"From: <{ENCODED}>",
        f"From: =?utf-8?q?{READER}_?= <{EVIL}>",
        f"From: {READER}\0{EVIL}",
        f"From: {READER}\0",
        f"From: <{READER}\0@evil.example>",
        f"From: <{READER}> <{EVIL}>",
        f"From: <@evil.example:{READER}>, {EVIL}",
        'From: "m.obraztsova@library.example.org,"@evil.example',
        "From: m.obraztsova@library.example.org.evil.example",
        "From: m.obraztsova@sub.library.example.org",
        "From: m.obraztsova+x@library.example.org",
        "From: m.obr\u0430ztsova@library.example.org",
        f"Sender: {READER}",
        f"Reply-To: {READER}\r\nFrom: {EVIL}",
        f"X-From: {READER}",
        "From:",
        "",
    ],
)
def test_no_trick_makes_somebody_else_the_reader(sender: str) -> None:
    """Though the token and the server's proof be there: only one From address, and that of the reader, will do."""
    assert verdict(*filter(None, [sender]), TO) is Refusal.SENDER_NOT_RECIPIENT


@pytest.mark.parametrize(
    "proof",
    [
        "X-Nothing: here",
        "Authentication-Results: mx.evil.example; dmarc=pass header.from=library.example.org",
        "Authentication-Results: mx.example.org.evil.example; dmarc=pass header.from=library.example.org",
        f"{PROOF}\r\nAuthentication-Results: mx.example.org; dmarc=fail header.from=library.example.org",
        f"Authentication-Results: mx.example.org; dmarc=fail header.from=library.example.org\r\n{PROOF}",
        f"{PROOF}\r\nAUTHENTICATION-RESULTS: MX.example.org; dmarc=none",
        f"{PROOF}\r\nAuthentication-Results: mx.example.org; spf=pass smtp.mailfrom=evil.example",
        "Authentication-Results: mx.example.org; dmarc=pass header.from=evil.example",
        "Authentication-Results: mx.example.org; dmarc=pass header.from=sub.library.example.org",
        "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org",
        "Authentication-Results: mx.example.org; dmarc=pass",
        "Authentication-Results: mx.example.org; dkim=pass header.d=library.example.org",
        "Authentication-Results: mx.example.org; (dmarc=pass header.from=library.example.org)",
        'Authentication-Results: mx.example.org; spf=fail smtp.mailfrom="; dmarc=pass header.from=library.example.org"',
        "Authentication-Results: evil; mx.example.org; dmarc=pass header.from=library.example.org",
        "X-Authentication-Results: mx.example.org; dmarc=pass header.from=library.example.org",
        "ARC-Authentication-Results: i=1; mx.example.org; dmarc=pass header.from=library.example.org",
        "Received-SPF: pass",
        "Authentication-Results: (us) mx.example.org; dmarc=pass header.from=library.example.org",
        f'{PROOF}\r\nAuthentication-Results: "mx.example.org"; dmarc=pass header.from=library.example.org',
    ],
)
def test_no_trick_makes_a_proof(proof: str) -> None:
    """Of another server, of another domain, beside one that says otherwise, or within something else."""
    assert verdict(FROM, TO, proof=proof) is Refusal.SENDER_UNPROVEN


def test_what_is_no_header_ends_the_head() -> None:
    """As it does for the server: what stands below it is nobody's word, and names no address either."""
    broken = "Subject: x\nAuthentication-Results mx.example.org; dmarc=pass header.from=library.example.org"
    assert isinstance(verdict(FROM, TO, proof=broken), Refusal)


@pytest.mark.parametrize(
    "where",
    [
        f"Subject: otvet+{TOKEN}@example.org",
        f"To: otvet@example.org, {TOKEN}@example.org",
        f'To: "otvet+{TOKEN}@example.org" <otvet@example.org>',
        f"To: otvet@example.org (otvet+{TOKEN}@example.org)",
        f"Message-ID: <vekha.{DIGEST}.{TOKEN}@example.org>",
        f"Reply-To: otvet+{TOKEN}@example.org",
        f"X-Token: {TOKEN}",
        "To: otvet+@example.org",
        f"To: otvet+{TOKEN[:-1]}@example.org",
        f"To: otvet+{TOKEN}a@example.org",
    ],
)
def test_a_token_counts_in_its_two_places_alone(where: str) -> None:
    """Not in a subject, a name, a comment, the body, or where the sender alone writes what they like."""
    body = f"> Reply-To: otvet+{TOKEN}@example.org\r\n<vekha.{DIGEST}.{TOKEN}@example.org>\r\nFact: 12\r\n"
    assert verdict(FROM, where, body=body) is Refusal.TOKEN_MISSING


@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 60))
def test_no_bytes_put_into_an_unproven_mail_admit_it(added: bytes, at: int, taken: int) -> None:
    """Whatever is added to a mail of somebody else's, or taken out of it, wherever."""
    raw = "\r\n".join([PROOF.replace("library.example.org", "evil.example"), f"From: {EVIL}", TO, "", "Fact: 12"])
    damaged = raw.encode()[:at] + added + raw.encode()[at + taken :]
    found = admit(
        receive(damaged),
        DESK,
        Conditions(authserv_id="mx.example.org"),
        sent=lambda name: Sent(name, READER),
        is_known=lambda _id: False,
        told_today=lambda _name: 0,
        today=DAY,
    )
    assert isinstance(found, Refusal)
