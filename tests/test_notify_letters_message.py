"""The finished message: exactly the headers meant, both bodies whole, nothing a server would refuse."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.utils import getaddresses
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify.errors import MailRefused
from notify.letters import message as module
from notify.letters.addresses import Mailbox, in_header
from notify.letters.attachments import Attachment
from notify.letters.digest import Digest
from notify.letters.message import LINE_BYTES, build_message, message_id
from notify.letters.trial import redirected, trial_letter
from notify.replies.tokens import Desk, Judgement, tokens_of
from tests.examples.letter_values import ANNA, still_late
from tests.examples.reply_values import DESK, received

NOW = datetime(2026, 11, 23, 4, 15, tzinfo=UTC)
DIGEST = still_late()
SENDER = "Веха <vekha@lib.example>"
NAMES = [
    "Content-Type",
    "MIME-Version",
    "Date",
    "Message-ID",
    "From",
    "To",
    "Reply-To",
    "Subject",
    "References",
    "List-Id",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
]
HOSTILE = 10_000
EVIL = "=?utf-8?q?a=0D=0ABcc:_evil@x.org?="

# Text such as a plan, a tracker or an operator may hold, and what an attacker would make of it.
texts = st.one_of(
    st.text(max_size=120),
    st.text(alphabet="абв ё=?utf-8q_\r\n\t\0:\u202e\u2066🧾‍", max_size=120),
    st.lists(st.sampled_from([EVIL, "\r\nBcc: x@y.z", "=?", "?=", "Ж" * 40, " ", "\ud800"]), max_size=6).map("".join),
)


PIECES = (
    *(
        EVIL,
        "=?utf-8?b?DQpCY2M6IGV2aWxAeC5vcmc=?=",
        "\r\nBcc: evil@x.org",
        "\nBcc:evil@x.org",
        "\rX: y",
        "\r\n\r\nbody",
    ),
    *(
        "\x00",
        "\x85",
        "\u2028",
        "\u202e",
        "\ud800",
        "\x1b[31m",
        "\v",
        "\f",
        "=?",
        "?=",
        "=",
        "?",
        "<",
        ">",
        ",",
        ";",
        ":",
        '"',
    ),
    *(
        "Мероприятие ",
        "Ж" * 60,
        "a" * 80,
        " ",
        "\t",
        "🧾",
        "\u200d",
        "é",
        "./../",
        "\\",
        "%0d%0a",
        "(",
        ")",
        "@x.org",
        "é" * 40,
    ),
)


def built(digest: Digest = DIGEST, *, reply_to: str = "Петров <petrov@lib.example>") -> bytes:
    """The digest as a message."""
    return build_message(digest, plan_key="megion", sender=SENDER, reply_to=reply_to, now=NOW)


def built_at(desk: Desk, digest: Digest = DIGEST) -> bytes:
    """The digest as a message that is answered at a desk."""
    reply_to = "Петров <petrov@lib.example>"
    return build_message(digest, plan_key="megion", sender=SENDER, reply_to=reply_to, now=NOW, desk=desk)


def decoded(raw: Message, name: str) -> str:
    """A header as a reader sees it."""
    return str(make_header(decode_header(raw[name].replace("\r\n", ""))))


def test_a_message_has_exactly_the_headers_meant() -> None:
    """Every header is there once, in one order, and reads as meant."""
    parsed = message_from_bytes(built())
    assert parsed.keys() == NAMES
    assert {name: decoded(parsed, name) for name in NAMES[2:]} == {
        "Date": "Mon, 23 Nov 2026 04:15:00 +0000",
        "Message-ID": message_id(DIGEST, plan_key="megion", sender=SENDER),
        "From": "Веха <vekha@lib.example>",
        "To": "Иванова Анна Петровна <ivanova@lib.example>",
        "Reply-To": "Петров <petrov@lib.example>",
        "Subject": DIGEST.subject,
        "References": parsed["References"],
        "List-Id": "<megion.vekha.lib.example>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": DIGEST.language,
    }


def test_both_bodies_arrive_whole_and_in_ascii() -> None:
    """The text comes before the HTML, neither is sent as 8bit, and no line is longer than a server takes."""
    raw = built()
    _whole, text, html = message_from_bytes(raw).walk()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert {text["Content-Transfer-Encoding"], html["Content-Transfer-Encoding"]} == {"base64"}
    assert _text_of(text) == DIGEST.text
    assert _text_of(html) == DIGEST.html
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= LINE_BYTES
    assert b"\n" not in raw.replace(b"\r\n", b"")


def _text_of(part: Message) -> str:
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


@given(subject=texts, name=texts, body=texts)
def test_no_text_adds_or_damages_a_header(subject: str, name: str, body: str) -> None:
    """Any text round-trips once cleaned; no parser finds another header, address or defect in it."""
    digest = replace(DIGEST, subject=subject, recipient=replace(ANNA, name=name), text=body, html=f"<p>{body}</p>")
    raw = built(digest)
    parsed, modern = message_from_bytes(raw), message_from_bytes(raw, policy=policy.default)
    assert parsed.keys() == modern.keys() == NAMES
    assert decoded(parsed, "Subject") == in_header(subject)
    assert [address.addr_spec for address in modern["To"].addresses] == [ANNA.email]
    assert modern["Bcc"] is None
    assert max(map(len, raw.split(b"\r\n"))) <= LINE_BYTES


def test_an_encoded_word_in_a_title_is_shown_and_not_obeyed() -> None:
    """What looks like an encoded word reaches the reader as the characters it is made of."""
    parsed = message_from_bytes(built(replace(DIGEST, subject=EVIL)))
    assert decoded(parsed, "Subject") == EVIL.replace("=?", "= ?")
    assert parsed["Bcc"] is None


@given(st.lists(st.sampled_from(["План", "мероприятий", "по", "реализации", "2021", "–", "2030", "Plan"]), max_size=40))
def test_long_russian_subjects_keep_their_spaces(words: list[str]) -> None:
    """No space is lost or doubled where a subject is folded."""
    subject = " ".join(words)
    assert decoded(message_from_bytes(built(replace(DIGEST, subject=subject))), "Subject") == subject


def test_the_same_digest_is_the_same_message() -> None:
    """The bytes depend on nothing but what is passed in, so that a second try is the same mail."""
    assert built() == built()


def test_the_message_id_follows_what_is_told_to_whom_and_when() -> None:
    """The order of the items does not matter; plan, person, address, day, items and reasons do, and a trial."""
    ids = [
        message_id(digest, plan_key=plan, sender=SENDER)
        for digest, plan in [
            (DIGEST, "megion"),
            (DIGEST, "other"),
            (replace(DIGEST, day=date(2026, 12, 7)), "megion"),
            (replace(DIGEST, recipient=replace(ANNA, email="b@lib.example")), "megion"),
            (replace(DIGEST, address="b@lib.example"), "megion"),
            (replace(DIGEST, alerts=DIGEST.alerts[1:]), "megion"),
            (replace(DIGEST, alerts=(replace(DIGEST.alerts[0], detail="x"), *DIGEST.alerts[1:])), "megion"),
            (redirected(DIGEST, ANNA.email), "megion"),
        ]
    ]
    assert len(set(ids)) == len(ids)
    turned = replace(DIGEST, alerts=DIGEST.alerts[::-1], subject="x", recipient=replace(ANNA, name="Y"))
    assert message_id(turned, plan_key="megion", sender=SENDER) == ids[0]
    assert re.fullmatch(r"<vekha\.[0-9a-f]{32}@lib\.example>", ids[0])


def test_mails_of_one_plan_to_one_reader_are_one_thread() -> None:
    """The root is the same on every day, and another for another reader."""
    later = replace(DIGEST, day=date(2026, 12, 7))
    other = replace(DIGEST, address="b@lib.example")
    roots = [message_from_bytes(built(digest))["References"] for digest in (DIGEST, later, other)]
    assert roots[0] == roots[1] != roots[2]


def test_without_a_reply_address_there_is_no_such_header() -> None:
    """An empty header would be worse than none."""
    assert "Reply-To" not in message_from_bytes(built(reply_to=""))


def test_a_digest_is_answered_at_its_desk() -> None:
    """Reply-To is signed for this digest and this reader, and the Message-ID holds the same token, on its own line."""
    raw = built_at(DESK)
    assert b"\r\nMessage-ID: <vekha." in raw
    parsed = message_from_bytes(raw)
    answered = getaddresses([decoded(parsed, "Reply-To")])
    assert [name for name, _address in answered] == ["Веха"]
    mail = received(addressed=(answered[0][1],), referred=(parsed["Message-ID"],))
    (token,) = tokens_of(mail)
    assert tokens_of(replace(mail, addressed=())) == (token,)
    assert message_id(DIGEST, plan_key="megion", sender=SENDER).startswith(f"<vekha.{token.name}")
    assert message_id(DIGEST, plan_key="megion", sender=SENDER, desk=DESK) == parsed["Message-ID"]
    assert DESK.judge(token, DIGEST.address, DIGEST.day) is Judgement.VALID
    assert DESK.judge(token, "b@lib.example", DIGEST.day) is Judgement.WRONG


def test_at_a_desk_nothing_else_of_the_message_changes() -> None:
    """The same mail with another Reply-To and a longer Message-ID."""
    plain, signed = message_from_bytes(built()), message_from_bytes(built_at(DESK))
    differing = {name for name in NAMES if plain[name] != signed[name]}
    assert differing == {"Content-Type", "Message-ID", "Reply-To"}  # the boundary is made of the Message-ID
    assert plain.keys() == signed.keys()


@pytest.mark.parametrize(
    "digest",
    [redirected(DIGEST, "trial@lib.example"), trial_letter("a@lib.example", plan_title="P", now=NOW)],
    ids=["redirected", "test"],
)
def test_a_trial_is_not_answered_at_the_desk(digest: Digest) -> None:
    """Who reads it is not who would answer."""
    assert built_at(DESK, digest) == built(digest)


def test_a_stand_in_answers_for_themselves() -> None:
    """The token is for the address to which the mail goes."""
    raw = message_from_bytes(built_at(DESK, replace(DIGEST, address="instead@lib.example")))
    (token,) = tokens_of(received(addressed=(), referred=(raw["Message-ID"],)))
    assert DESK.judge(token, "instead@lib.example", DIGEST.day) is Judgement.VALID
    assert DESK.judge(token, ANNA.email, DIGEST.day) is Judgement.WRONG


def test_a_list_name_is_always_a_domain() -> None:
    """A plan's key with unusual characters cannot break the List-Id."""
    raw = build_message(DIGEST, plan_key="> x: y", sender=SENDER, reply_to="", now=NOW)
    assert message_from_bytes(raw)["List-Id"] == "<x-y.vekha.lib.example>"
    raw = build_message(DIGEST, plan_key="план", sender=SENDER, reply_to="", now=NOW)
    assert message_from_bytes(raw)["List-Id"] == "<plan.vekha.lib.example>"


def test_long_domains_and_keys_are_no_damage() -> None:
    """What does not fit into a line is begun on the next one, and reads the same."""
    domain = ".".join(["d" * 60] * 3) + ".example"
    raw = build_message(DIGEST, plan_key="k" * 60, sender=f"v@{domain}", reply_to="", now=NOW)
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed["List-Id"].strip() == f"<{'k' * 60}.vekha.{domain}>"
    assert parsed["From"].addresses[0].addr_spec == f"v@{domain}"
    assert parsed["Message-ID"].strip() == message_id(DIGEST, plan_key="k" * 60, sender=f"v@{domain}")


def test_now_must_be_aware() -> None:
    """A date without a zone would be taken for another hour by its reader."""
    with pytest.raises(ValueError, match="aware"):
        build_message(DIGEST, plan_key="p", sender=SENDER, reply_to="", now=datetime(2026, 11, 23))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("vekha@lib.example", "", "vekha@lib.example"),
        (" <vekha@lib.example> ", "", "vekha@lib.example"),
        ('"Vekha, the plan" <v@lib.example>', "Vekha, the plan", "v@lib.example"),
        ("Библиотека <план@lib.example>", "Библиотека", "план@lib.example"),
        ("Библиотека <v@библиотека.рф>", "Библиотека", "v@xn--80abaqnbpf2a4b.xn--p1ai"),
        ("a@b@lib.example", None, None),
        ("lib.example", None, None),
        ("@lib.example", None, None),
        ("a@", None, None),
        ("a@..", None, None),
        ("a b@lib.example", None, None),
        ("<a@lib.example> <b@lib.example>", None, None),
        ("", None, None),
    ],
)
def test_a_mailbox_is_a_name_and_an_address(text: str, name: str | None, address: str | None) -> None:
    """A national domain travels as xn--; what is no address is refused for good, with a hint."""
    if name is not None:
        assert Mailbox.parse(text) == Mailbox(name, address or "")
        return
    with pytest.raises(MailRefused) as caught:
        Mailbox.parse(text)
    assert caught.value.code == "mail-address"
    assert caught.value.hint


def test_a_plain_name_stays_readable_in_the_source() -> None:
    """A short ASCII name is written as it is, quoted where it must be."""
    raw = build_message(DIGEST, plan_key="p", sender='"Vekha, plan" <v@lib.example>', reply_to="", now=NOW)
    assert b'From: "Vekha, plan" <v@lib.example>\r\n' in raw


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Auto-Submitted: auto-generated", b"Auto-Submitted: no"),
        (b"Auto-Submitted: auto-generated\r\n", b""),
        (b"Auto-Submitted:", b"Bcc: evil@x.org\r\nAuto-Submitted:"),
        (b"text/html", b"text/xhtml"),
        (b"\r\n\r\n--", b"\r\n\r\n" + b"x" * 1200 + b"\r\n--"),
    ],
)
def test_a_damaged_message_is_refused(old: bytes, new: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever changed on the way from meaning to bytes, it is found before anything is sent."""

    class Damaged(MIMEMultipart):
        """Writes other bytes than it was given."""

        def as_bytes(self, *args: Any, **kwargs: Any) -> bytes:
            """Exchange a part of the bytes."""
            raw: bytes = super().as_bytes(*args, **kwargs)
            assert old in raw
            return raw.replace(old, new, 1)

    monkeypatch.setattr(module, "MIMEMultipart", Damaged)
    with pytest.raises(MailRefused) as caught:
        built()
    assert caught.value.code == "mail-damaged"


def test_ten_thousand_hostile_titles_and_names() -> None:
    """Whatever stands in titles, names and keys, the headers are those that were meant and nothing of them is lost."""
    random, digest = Random(11), replace(DIGEST, text="text", html="<p>text</p>")
    mails = 0
    while 4 * mails < HOSTILE:
        subject, name, other, key = ("".join(random.choices(PIECES, k=random.randrange(1, 9))) for _text in range(4))
        raw = build_message(
            replace(digest, subject=subject, recipient=replace(ANNA, name=name)),
            plan_key=key,
            sender=SENDER,
            reply_to=f"{re.sub('[<>]', '', other)} <petrov@lib.example>",
            now=NOW,
        )
        head, _end, _body = raw.partition(b"\r\n\r\n")
        fields = re.split(rb"\r\n(?![ \t])", head)
        assert [field.partition(b":")[0].decode() for field in fields] == NAMES
        assert decoded(message_from_bytes(raw), "Subject") == in_header(subject)
        mails += 1


@settings(max_examples=40)
@given(name=texts, content=st.binary(max_size=300))
def test_files_arrive_whole_under_a_harmless_name(name: str, content: bytes) -> None:
    """Bodies first, then the file; its name leads out of no folder, and no line is too long for a server."""
    files = [Attachment(name, "text/calendar", content), Attachment("Не исполнено.xlsx", "application/zip", content)]
    digest = replace(DIGEST, attachments=tuple(files))
    raw = build_message(digest, plan_key="p", sender=SENDER, reply_to="", now=NOW)
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed.get_content_type() == "multipart/mixed"
    assert raw.count(b"MIME-Version") == 1
    first, second = parsed.iter_attachments()
    assert (first.get_content_type(), first.get_payload(decode=True)) == ("text/calendar", content)
    assert not set(first.get_filename() or "/") & set('/\\:\r\n"')
    assert (second.get_filename(), second.get_payload(decode=True)) == ("Не исполнено.xlsx", content)
    assert max(map(len, raw.split(b"\r\n"))) <= LINE_BYTES
    assert raw.isascii()


@pytest.mark.parametrize("name", ["Иванов Иван", "Ivanov", "", "=?utf-8?q?a?="])
def test_an_address_in_any_letters_stands_in_the_header_as_it_is(name: str) -> None:
    """It is UTF-8 and no encoded word, which no program would take for an address; all else stays ASCII."""
    reader = replace(ANNA, name=name, email="иванов@библиотека.рф")
    raw = build_message(
        replace(DIGEST, recipient=reader, address=reader.email),
        plan_key="p",
        sender="Веха <план@lib.example>",
        reply_to="",
        now=NOW,
    )
    lines = [line.decode() for line in raw.split(b"\r\n") if not line.isascii()]
    assert lines and all("иванов@xn--80abaqnbpf2a4b.xn--p1ai" in line or "план@lib.example" in line for line in lines)


def test_a_stand_in_is_not_called_by_the_name_of_whom_they_stand_in_for() -> None:
    """The mail goes to the other address without a name."""
    parsed = message_from_bytes(built(replace(DIGEST, address="instead@lib.example")))
    assert parsed["To"] == "instead@lib.example"


def test_two_mails_for_a_trial_are_two_mails() -> None:
    """Each is known by the moment at which it was made."""
    ids = {
        message_id(trial_letter("a@lib.example", plan_title="P", now=now), plan_key="p", sender=SENDER)
        for now in (NOW, NOW.replace(second=1))
    }
    assert len(ids) == 2
