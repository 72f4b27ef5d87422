"""The mail by which a server is tried, and what it tells of it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from notify.replies.keys import Key, KeyRing
from notify.replies.probe import Probe, Verdict
from notify.replies.proof import is_proven
from notify.replies.received import receive
from notify.replies.tokens import Desk

DESK = Desk("town", "otvet@lib.example", KeyRing((Key("aa", "s" * 64),)))
SERVER = "mx.lib.example"
ADDRESS = DESK.reply_to("0" * 32, "vekha@lib.example", date(2026, 11, 30))
PROBE = Probe("vekha@lib.example", ADDRESS, "5e" * 16, SERVER)
RAW = PROBE.written("Проверка", "Ничего делать не нужно.\n", datetime(2026, 11, 30, 12, tzinfo=UTC))
OWN = f"Authentication-Results: {SERVER};\r\n dmarc=pass header.from=lib.example\r\n".encode()
FORGED = b"Authentication-Results"


def without_forged(raw: bytes) -> bytes:
    """As a good server leaves it."""
    return re.sub(rb"^Authentication-Results:.*\r\n(?:[ \t].*\r\n)*", b"", raw, flags=re.MULTILINE)


def judged(raw: bytes) -> Verdict:
    """What a mail that came in so tells."""
    return PROBE.judged(receive(raw))


def test_the_mail_is_what_an_attacker_would_send() -> None:
    """Its proof would count, were it the server's; it is in ASCII, and a reader takes it for a machine's."""
    received = receive(RAW)
    assert is_proven(received.authentication, SERVER, PROBE.sender)
    assert received.automatic
    assert received.text.strip() == "Ничего делать не нужно."
    assert RAW.isascii()
    assert received.message_id == PROBE.message_id


def test_it_is_known_whatever_name_a_server_gives_it() -> None:
    """By its mark; another mail is not it."""
    other = Probe(PROBE.sender, ADDRESS, "6f" * 16, SERVER)
    assert PROBE.is_in(RAW.replace(b"Message-ID: <vekha", b"Message-ID: <renamed"))
    assert not other.is_in(RAW)


@pytest.mark.parametrize(
    ("raw", "verdict"),
    [
        (RAW, Verdict(signed=True, forged=True, own=False, proven=False, others=())),
        (OWN + RAW, Verdict(signed=True, forged=True, own=True, proven=True, others=(SERVER,))),
        (OWN + without_forged(RAW), Verdict(signed=True, forged=False, own=True, proven=True, others=(SERVER,))),
        (
            OWN.replace(b"pass", b"none").upper() + without_forged(RAW),
            Verdict(signed=True, forged=False, own=True, proven=False, others=(SERVER,)),
        ),
        (
            OWN.replace(b"mx.", b"mx2.") + without_forged(RAW),
            Verdict(signed=True, forged=False, own=False, proven=False, others=("mx2.lib.example",)),
        ),
        (without_forged(RAW), Verdict(signed=True, forged=False, own=False, proven=False, others=())),
        (
            without_forged(RAW).replace(ADDRESS.encode(), b"otvet@lib.example"),
            Verdict(signed=False, forged=False, own=False, proven=False, others=()),
        ),
        (b"", Verdict(signed=False, forged=False, own=False, proven=False, others=())),
    ],
)
def test_what_it_tells_of_the_server(raw: bytes, verdict: Verdict) -> None:
    """What was forged is known by its mark, whatever stands above it; another server's word is not this one's."""
    assert judged(raw) == verdict


def test_without_a_server_that_counts_nothing_is_forged() -> None:
    """Where nothing but the signed address is asked for."""
    probe = Probe(PROBE.sender, ADDRESS, PROBE.mark, None)
    raw = probe.written("a", "b", datetime(2026, 11, 30, 12, tzinfo=UTC))
    assert FORGED not in raw
    assert probe.judged(receive(raw)) == Verdict(signed=True, forged=False, own=False, proven=False, others=())
