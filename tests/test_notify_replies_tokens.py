"""The signed address of answers: it fits, it is found again, and nothing but the very one is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.addresses import is_address
from notify.replies.keys import LETTERS, Key, KeyRing
from notify.replies.tokens import BASE_LENGTH, LENGTH, Desk, Judgement, Token, tokens_of
from tests.examples.reply_values import DAY, DESK, DIGEST, OLDER, READER, received

digests = st.text("0123456789abcdef", min_size=32, max_size=32)
days = st.dates(date(2021, 1, 1), date(2090, 12, 31))


def parsed(text: str) -> Token:
    """A token that is one."""
    token = Token.parse(text)
    assert token is not None
    return token


def judged(text: str, desk: Desk = DESK, recipient: str = READER, today: date = DAY) -> Judgement:
    """What a token is worth."""
    return desk.judge(parsed(text), recipient, today)


@given(digests, days)
def test_what_was_signed_is_valid(digest: str, day: date) -> None:
    """It names its digest and the last day on which it counts, and fits beside a name of 20 letters."""
    desk = replace(DESK, address=f"{'o' * BASE_LENGTH}@example.org")
    address = desk.reply_to(digest, READER, day)
    assert len(address.partition("@")[0].encode()) == 64
    assert is_address(address)
    (token,) = tokens_of(received(addressed=(address,)))
    assert digest.startswith(token.name)
    assert token.expires == day + timedelta(desk.valid_days)
    assert desk.judge(token, READER, day) is Judgement.VALID


@given(st.integers(0, LENGTH - 1), st.sampled_from(LETTERS))
def test_a_sign_that_was_changed_is_wrong(place: int, sign: str) -> None:
    """Whichever it is: every bit of a token is signed or is of the signature."""
    text = DESK.token(DIGEST, READER, DAY)
    forged = text[:place] + sign + text[place + 1 :]
    assert (judged(forged) is Judgement.VALID) == (forged == text)
    assert forged == text or judged(forged) is Judgement.WRONG


@given(st.text("ABCDEFabcdef234567", min_size=LENGTH, max_size=LENGTH))
def test_what_nobody_signed_is_wrong(text: str) -> None:
    """A token that has the form of one is not for that reason taken."""
    assert judged("k2" + text[2:]) is Judgement.WRONG


@given(st.text(max_size=60))
def test_what_is_no_token_is_none(text: str) -> None:
    """Of any text only 43 signs of the alphabet make one; others that are taken for its letters do not."""
    assert (Token.parse(text) is None) == (len(text) != LENGTH or not set(text) <= {*LETTERS, *LETTERS.upper()})


@pytest.mark.parametrize("sign", ["ſ", "\u212a", "1", "8", "а", "\n", "\0"])
def test_letters_that_look_alike_make_no_token(sign: str) -> None:
    """Not even those that are capitals of ASCII letters by the rules of Unicode."""
    text = DESK.token(DIGEST, READER, DAY)
    assert Token.parse(sign + text[1:]) is None
    assert Token.parse(text + sign) is None


def test_capitals_are_no_difference() -> None:
    """A server or a client may write an address in them."""
    address = DESK.reply_to(DIGEST, READER, DAY).upper()
    (token,) = tokens_of(received(addressed=(address,)))
    assert DESK.judge(token, READER.upper(), DAY) is Judgement.VALID


def test_a_token_is_of_one_digest_one_reader_and_one_plan() -> None:
    """That of another is wrong, and so is one that another key signed under the same id."""
    text = DESK.token(DIGEST, READER, DAY)
    assert judged(text) is Judgement.VALID
    assert judged(text, recipient="other@library.example.org") is Judgement.WRONG
    assert judged(text, replace(DESK, plan_key="other")) is Judgement.WRONG
    assert judged(text, replace(DESK, keys=KeyRing((Key("k2", "u" * 64),)))) is Judgement.WRONG
    other = DESK.token("f" * 32, READER, DAY)
    assert judged(text[:2] + other[2:14] + text[14:]) is Judgement.WRONG


def test_a_token_expires() -> None:
    """It counts on the last of its days, not on the next; a later day written into it is wrong."""
    text, last = DESK.token(DIGEST, READER, DAY), DAY + timedelta(60)
    later = DESK.token(DIGEST, READER, DAY + timedelta(90))
    assert judged(text, today=last) is Judgement.VALID
    assert judged(text, today=last + timedelta(1)) is Judgement.EXPIRED
    assert judged(text[:14] + later[14:17] + text[17:], today=last) is Judgement.WRONG


@pytest.mark.parametrize("day", [date.min, date(2109, 1, 1), date(9000, 1, 1)])
def test_a_day_that_a_token_cannot_say_makes_an_expired_one_at_worst(day: date) -> None:
    """The nearest one is said; nothing breaks."""
    assert judged(DESK.token(DIGEST, READER, day), today=day) in (Judgement.VALID, Judgement.EXPIRED)


def test_a_rotated_key_still_verifies() -> None:
    """While it stands in the file; what it signed is wrong once it is taken out."""
    before = replace(DESK, keys=KeyRing((OLDER,)))
    text = before.token(DIGEST, READER, DAY)
    assert judged(text) is Judgement.VALID
    assert judged(text, replace(DESK, keys=KeyRing(DESK.keys.keys[:1]))) is Judgement.WRONG


def test_the_reader_may_have_a_national_domain() -> None:
    """It is the same address whether the domain is written in its letters or as it travels."""
    text = DESK.token(DIGEST, "Директор@Библиотека.рф", DAY)
    travelling = "библиотека.рф".encode("idna").decode()
    assert judged(text, recipient=f"директор@{travelling.upper()}") is Judgement.VALID
    assert judged(text, recipient=f"директор@{travelling}.ru") is Judgement.WRONG


def test_the_plus_part_comes_first() -> None:
    """Then what the mail refers to, in its order; a token that comes twice is looked at once."""
    one, two = DESK.token(DIGEST, READER, DAY), DESK.token("f" * 32, READER, DAY)
    mail = received(
        addressed=("boss@example.org", f"otvet+{two}@mx.internal"),
        referred=(f"<vekha.{DIGEST}.{one}@example.org>", f"<VEKHA.{'F' * 32}.{two.upper()}@example.org>", "<a@b>"),
    )
    assert tokens_of(mail) == (parsed(two), parsed(one))


def test_a_token_anywhere_else_counts_for_nothing() -> None:
    """In the body, in a name, behind a second +, or in the Message-ID of the answer itself."""
    text = DESK.token(DIGEST, READER, DAY)
    mail = received(
        message_id=f"<vekha.{DIGEST}.{text}@example.org>",
        addressed=(f"{text}@example.org", f"a+b+{text}@example.org", f"otvet+{text}", f"otvet+{text}x@example.org"),
        referred=(f"<{text}@example.org>", f"<x.vekha.{DIGEST}.{text}@example.org>"),
        text=f"otvet+{text}@example.org\n<vekha.{DIGEST}.{text}@example.org>",
    )
    assert tokens_of(mail) == ()
