"""Whether a mail may speak for a reader: forged, replayed, misdirected ones, and the order of the refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from notify.replies.admission import MOST_BYTES, Conditions, Refusal, Sent, admit, is_too_big
from notify.replies.keys import Key, KeyRing
from notify.replies.received import Received
from notify.replies.tokens import Desk
from tests.examples.reply_values import DAY, DESK, DIGEST, READER, received

OTHER, STRANGER = "f" * 32, "a.chuzhoy@library.example.org"
SENT = {DIGEST[:15]: READER, OTHER[:15]: STRANGER}
DMARC = Conditions(authserv_id="mx.example.org", per_day=2)
EVIL = "mx.example.org; dmarc=pass header.from=evil.example"


def verdict(
    mail: Received,
    *,
    conditions: Conditions = DMARC,
    taken: Mapping[str, int] | None = None,
    known: frozenset[str] = frozenset(),
    today: date = DAY,
) -> Sent | Refusal:
    """What becomes of a mail where the two digests were sent."""
    return admit(
        mail,
        DESK,
        conditions,
        sent=lambda name: Sent(name, SENT[name]) if name in SENT else None,
        is_known=known.__contains__,
        told_today=lambda name: (taken or {}).get(name, 0),
        today=today,
    )


def to(desk: Desk = DESK, digest: str = DIGEST, recipient: str = READER, day: date = DAY) -> dict[str, Any]:
    """The address of a digest, as the only one that a mail went to."""
    return {"addressed": (desk.reply_to(digest, recipient, day),)}


def test_the_reader_may_answer() -> None:
    """Whoever the digest went to, while it counts."""
    assert verdict(received()) == Sent(DIGEST[:15], READER)
    assert verdict(received(senders=("M.Obraztsova@LIBRARY.example.org",))) == Sent(DIGEST[:15], READER)
    assert verdict(received(), today=DAY + timedelta(60)) == Sent(DIGEST[:15], READER)


def test_a_richer_value_goes_through() -> None:
    """What the lookup knows of the digest is what comes back."""

    class Known(Sent):
        """A digest of which more is known."""

    known = Known(DIGEST[:15], READER)
    found = admit(
        received(),
        DESK,
        DMARC,
        sent=lambda _name: known,
        is_known=lambda _id: False,
        told_today=lambda _name: 0,
        today=DAY,
    )
    assert found is known


def test_a_server_may_drop_the_plus_part() -> None:
    """Then the token is found in what the mail refers to; one that was changed there is wrong."""
    token = DESK.token(DIGEST, READER, DAY)
    bare = received(addressed=("otvet@example.org",), referred=("<x@y>", f"<vekha.{DIGEST}.{token}@example.org>"))
    assert verdict(bare) == Sent(DIGEST[:15], READER)
    assert verdict(replace(bare, referred=("<x@y>",))) is Refusal.TOKEN_MISSING
    forged = f"<vekha.{DIGEST}.{token[:-1]}{'b' if token[-1] == 'a' else 'a'}@example.org>"
    assert verdict(replace(bare, referred=(forged,))) is Refusal.TOKEN_WRONG


def test_a_token_that_is_only_quoted_counts_for_nothing() -> None:
    """The body is what somebody forwards to the world."""
    mail = received(addressed=("otvet@example.org",), text=f"> {to()['addressed'][0]}\nФакт: 12\n")
    assert verdict(mail) is Refusal.TOKEN_MISSING


@pytest.mark.parametrize(
    "where",
    [
        to(replace(DESK, plan_key="other")),
        to(replace(DESK, keys=KeyRing((Key("k2", "u" * 64),)))),
        to(replace(DESK, keys=KeyRing((Key("zz", "s" * 64),)))),
        to(recipient=STRANGER),
        to(digest="a" * 32),
    ],
)
def test_a_token_of_something_else_is_wrong(where: dict[str, Any]) -> None:
    """Of another plan, another key, another reader of this digest, or a digest that nobody sent."""
    assert verdict(received(**where)) is Refusal.TOKEN_WRONG


def test_a_valid_token_counts_among_others() -> None:
    """Whoever answers within an old exchange brings those of earlier digests too."""
    old, wrong = DESK.reply_to(DIGEST, READER, DAY - timedelta(70)), to(recipient=STRANGER)["addressed"][0]
    mail = received(addressed=(wrong, old, *to()["addressed"]))
    assert verdict(mail) == Sent(DIGEST[:15], READER)
    assert verdict(replace(mail, addressed=(wrong, old))) is Refusal.TOKEN_EXPIRED
    assert verdict(replace(mail, addressed=(old, wrong))) is Refusal.TOKEN_EXPIRED


@pytest.mark.parametrize(
    "senders",
    [
        (),
        ("",),
        (STRANGER,),
        (READER, STRANGER),
        (STRANGER, READER),
        (READER, READER),
        (f"{READER}\0",),
        (f"{READER}, {STRANGER}",),
        (f"(comment){READER}",),
        ("m.obraztsova+x@library.example.org",),
        ("m.obraztsova@sub.library.example.org",),
        ("m.оbraztsova@library.example.org",),
    ],
)
def test_only_the_recipient_alone_may_answer(senders: tuple[str, ...]) -> None:
    """Not a colleague to whom it was forwarded, nor two at once, nor one whose address only looks alike."""
    assert verdict(received(senders=senders)) is Refusal.SENDER_NOT_RECIPIENT


@pytest.mark.parametrize(
    "headers",
    [
        (),
        ("mx.evil.example; dmarc=pass header.from=library.example.org",),
        (EVIL,),
        ("mx.example.org; dmarc=fail header.from=library.example.org", received().authentication[0]),
        (received().authentication[0], "mx.example.org; dmarc=none"),
    ],
)
def test_a_forged_sender_is_not_proven(headers: tuple[str, ...]) -> None:
    """Though the token be the right one: the server's word is asked for, and every word of it."""
    assert verdict(received(authentication=headers)) is Refusal.SENDER_UNPROVEN


def test_the_operator_may_do_without_proof() -> None:
    """Then the token and the sender's address alone decide."""
    bare = Conditions(require="token")
    assert verdict(received(authentication=()), conditions=bare) == Sent(DIGEST[:15], READER)
    assert verdict(received(authentication=(), senders=(STRANGER,)), conditions=bare) is Refusal.SENDER_NOT_RECIPIENT


def test_a_mail_is_taken_once() -> None:
    """The same mail that comes again, or is sent again, is known by its Message-ID."""
    assert verdict(received(), known=frozenset({"<reply-1@client.example.org>"})) is Refusal.ALREADY


def test_nobody_answers_without_end() -> None:
    """So many a day to one digest; another digest is counted apart."""
    assert verdict(received(), taken={DIGEST[:15]: 1}) == Sent(DIGEST[:15], READER)
    assert verdict(received(), taken={DIGEST[:15]: 2}) is Refusal.TOO_MANY
    assert verdict(received(), taken={OTHER[:15]: 2}) == Sent(DIGEST[:15], READER)


def test_the_first_refusal_counts() -> None:
    """A mail with everything wrong is told for one thing after the other, as each of them is mended."""
    known, taken = frozenset({"<reply-1@client.example.org>"}), {DIGEST[:15]: 9}
    mail = received(automatic=True, addressed=(), senders=(STRANGER,), authentication=())
    mended: list[dict[str, Any]] = [
        {"automatic": False},
        to(recipient=STRANGER),
        to(day=DAY - timedelta(61)),
        to(),
        {"senders": (READER,)},
        {"authentication": received().authentication},
    ]
    found = [verdict(mail, known=known, taken=taken)]
    for change in mended:
        mail = replace(mail, **change)
        found.append(verdict(mail, known=known, taken=taken))
    found.append(verdict(mail, taken=taken))
    assert found == [one for one in Refusal if one is not Refusal.TOO_BIG]


def test_a_mail_that_is_too_big_is_refused_by_its_size() -> None:
    """Before it is fetched."""
    assert not is_too_big(MOST_BYTES)
    assert is_too_big(MOST_BYTES + 1)
    assert Refusal.TOO_BIG.value == "too-big"


def test_very_many_tokens_are_not_all_looked_up() -> None:
    """A mail that brings thousands costs no thousands of lookups."""
    asked: list[str] = []
    mail = received(addressed=tuple(DESK.reply_to(f"{number:032x}"[::-1], READER, DAY) for number in range(1000)))
    admit(mail, DESK, DMARC, sent=asked.append, is_known=lambda _id: False, told_today=lambda _name: 0, today=DAY)
    assert len(asked) == 10
