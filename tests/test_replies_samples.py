"""The replies in tests/replies: each says what must be read of it, and quotes as its mail program really does."""

from __future__ import annotations

import email.policy
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from mappings.progress import FigureLine
from mappings.reporting import Passage, read_passages

FOLDER = Path(__file__).parent / "replies"
GIVEN = [f"{number:02}" for number in range(1, 7)]
NAMES = sorted(path.stem for path in FOLDER.glob("*.eml"))
FURTHER = [name for name in NAMES if name not in GIVEN]
REFUSALS = {None, "automatic", "sender-not-recipient", "sender-unproven"}
LISTS = ("facts", "reasons", "acknowledged", "unread", "not_in_digest", "unclear")
ALWAYS = {"digest_items", "digest_recipient", "accepted", "refused", "what", *LISTS}
FROM_SEVEN_ON = {"wishes", "program", "source"}
MADE_UP = ("example.org", "example.com", "example.net")


def said(name: str) -> dict[str, Any]:
    """What must be read of a reply."""
    stated: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return stated


def parsed(name: str) -> EmailMessage:
    """A reply as the standard library reads it."""
    return BytesParser(policy=email.policy.default).parsebytes((FOLDER / f"{name}.eml").read_bytes())


def figure(indicator: int, text: str) -> FigureLine:
    """The one figure that the reader of comments sees in a text."""
    words = f"Факт {indicator}: {text}"
    (line,) = read_passages([Passage(words, "a person", datetime(2026, 12, 24, tzinfo=UTC), "comment")]).lines
    return line


def items_of(stated: dict[str, Any]) -> Iterator[str]:
    """Every item for which something is said."""
    yield from (one["item"] for kind in ("facts", "reasons", "unread", "wishes") for one in stated.get(kind, []))
    yield from stated["acknowledged"]


def test_every_reply_says_what_must_be_read() -> None:
    """No reply without its statement, and no statement without its reply."""
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == NAMES
    assert [name for name in NAMES if name in GIVEN] == GIVEN


def test_thirty_further_ones_of_ten_makers() -> None:
    """The corpus is wide: at least thirty replies beside the first six, of at least ten makers of mail programs."""
    makers = {said(name)["program"].partition(",")[0] for name in FURTHER if said(name)["accepted"]}
    assert len(FURTHER) >= 30
    assert len(makers) >= 10


@pytest.mark.parametrize("name", NAMES)
def test_the_mail_can_be_parsed(name: str) -> None:
    """The standard library finds no defect in a reply, and the placeholders of its digest are in it."""
    mail = parsed(name)
    assert [type(defect) for part in mail.walk() for defect in part.defects] == []
    assert mail["From"]
    raw = (FOLDER / f"{name}.eml").read_bytes()
    assert b"@@REPLY_TO@@" in raw
    assert b"@@MESSAGE_ID@@" in raw


@pytest.mark.parametrize("name", NAMES)
def test_nobody_in_it_is_real(name: str) -> None:
    """Every person of a reply lives in a domain that is reserved for examples."""
    mail = parsed(name)
    for header in ("From", "Sender", "Reply-To"):
        for line in mail.get_all(header, []):
            assert all(one.domain.lower().endswith(MADE_UP) for one in line.addresses), line


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_there(name: str) -> None:
    """A statement has all the fields of the format and no other."""
    stated = said(name)
    asked = ALWAYS | (FROM_SEVEN_ON if name in FURTHER else set())
    assert stated.keys() - {"acknowledged_until"} == asked
    assert stated["refused"] in REFUSALS
    assert stated["accepted"] is (stated["refused"] is None)
    assert all(one.keys() == {"item", "indicator", "value", "text"} for one in stated["facts"])
    assert all(one.keys() == {"item", "indicator", "text"} for one in stated["unread"])
    assert all(one.keys() == {"item", "text"} for one in stated["reasons"])
    assert all(one.keys() == {"item", "date"} for one in stated.get("wishes", []))
    assert all(date.fromisoformat(one["date"]) for one in stated.get("wishes", []))
    if "acknowledged_until" in stated:
        assert date.fromisoformat(stated["acknowledged_until"])
        assert stated["acknowledged"]


@pytest.mark.parametrize("name", NAMES)
def test_only_items_of_the_digest(name: str) -> None:
    """Nothing is said for an item that the digest did not tell, and nothing at all where the reply is refused."""
    stated = said(name)
    assert set(items_of(stated)) <= set(stated["digest_items"])
    assert not set(stated["not_in_digest"]) & set(stated["digest_items"])
    if stated["refused"]:
        assert not any(stated[kind] for kind in (*LISTS, "wishes") if kind in stated)


@pytest.mark.parametrize("name", NAMES)
def test_figures_are_what_the_reader_of_comments_sees(name: str) -> None:
    """A figure by mail has the value that it would have in a comment, and what is unread there is unread here."""
    stated = said(name)
    for one in stated["facts"]:
        line = figure(one["indicator"], one["text"])
        assert (str(line.value), line.text) == (one["value"], one["text"])
    for one in stated["unread"]:
        line = figure(one["indicator"], one["text"])
        assert (line.value, line.text) == (None, one["text"])


@pytest.mark.parametrize("name", FURTHER)
def test_the_source_is_named(name: str) -> None:
    """Each further reply names the program, and the public address where its way of quoting can be seen."""
    stated = said(name)
    assert stated["program"].strip()
    source = urlsplit(stated["source"])
    assert source.scheme == "https"
    assert source.hostname
    assert len(source.path) > 1
