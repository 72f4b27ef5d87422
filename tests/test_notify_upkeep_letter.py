"""The letter to the operator: the news first, all that is wrong, in both languages, harmless whatever others wrote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest

from mappings import language
from notify.letters.digest import Digest
from notify.letters.message import build_message, message_id
from notify.upkeep.letter import SUBJECT_LENGTH, Facts, upkeep_letter
from notify.upkeep.troubles import WELL, Round, Sight, Standing, Trouble, Turn
from notify.upkeep.words import WORDS
from tests.hostile.texts import KINDS, hostile

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SENDER = "Vekha <vekha@example.org>"
FACTS = Facts("town", "План города", ZoneInfo("Europe/Moscow"), synced=NOW - timedelta(days=3))


def standing(turn: Turn, *, letter: str = "") -> Standing:
    """A trouble that began two days ago, and was told of today."""
    return Standing(strikes=1, since=NOW - timedelta(days=2), turn=turn, at=NOW, letter=letter)


def letter(
    turns: Mapping[Trouble, Turn],
    *,
    known: tuple[Trouble, ...] = (),
    seen: Mapping[Trouble, Sight] | None = None,
    facts: Facts = FACTS,
) -> Digest:
    """A letter that tells these turns, while those known were told before."""
    standings = dict.fromkeys(Trouble, WELL) | {one: standing(turn) for one, turn in turns.items()}
    standings |= {one: standing(Turn.BEGAN, letter="<a>") for one in known}
    return upkeep_letter(Round(standings, tuple(turns)), seen or {}, facts, address="op@example.org", now=NOW)


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("turn", Turn)
@pytest.mark.parametrize("spoken", ["en", "ru"])
def test_every_trouble_has_words_for_every_turn(trouble: Trouble, turn: Turn, spoken: str) -> None:
    """The subject says what it is, in the language of the config; what is wrong comes with what to do."""
    language.use(spoken)
    made, words = letter({trouble: turn}), WORDS[trouble]
    clause, advice = words.clause(bad=turn is not Turn.ENDED), words.advice()
    assert clause in f"{made.subject[:1].lower()}{made.subject[1:]}"
    assert (advice[1:30] in made.text.replace("\n  ", " ")) is (turn is not Turn.ENDED)
    assert (made.language, made.recipient.email, made.alerts) == (spoken, "op@example.org", ())
    assert any("а" <= sign <= "я" for sign in clause) is (spoken == "ru")


def test_what_begins_stands_before_what_lasts_and_what_is_over() -> None:
    """The subject names the gravest news and counts the others; the parts of the text come in that order."""
    turns = {Trouble.SYNC: Turn.ENDED, Trouble.TOKEN: Turn.LASTS, Trouble.CALENDAR: Turn.BEGAN}
    made = letter(turns, known=(Trouble.MAIL,))
    assert made.subject == "The calendar of working days lacks a year, and 2 more — План города"
    heads = ["Not in order", "Still not in order", "In order again", "Reported before, and still not in order"]
    places = [made.text.index(f"\n{head}\n") for head in [*heads, "When it last went well"]]
    assert places == sorted(places)
    assert "Not all mail arrives" in made.text[places[3] : places[4]]


def test_moments_are_those_of_the_plans_zone() -> None:
    """Since when, until when, and when it last went well; what never did is said to be so."""
    made = letter({Trouble.SYNC: Turn.ENDED})
    text = " ".join(made.text.split())
    assert "noticed 2026-02-27 12:00 (UTC+3), over 2026-03-01 12:00 (UTC+3)" in text
    assert "Sync: 2026-02-26 12:00 (UTC+3)" in text
    assert "Mail sent: never" in text


def test_the_detail_of_a_sight_is_told() -> None:
    """What exactly is wrong stands below it, cut where it is long."""
    made = letter({Trouble.MAIL: Turn.BEGAN}, seen={Trouble.MAIL: Sight(bad=True, detail="a@b.org " + "x" * 5000)})
    assert "In detail: a@b.org" in made.text
    assert len(made.text) < 2000
    assert "x" * 100 in made.html


def test_the_same_news_are_the_same_letter() -> None:
    """The Message-ID goes by what is told and since when, in whatever zone that is written; other news have another."""

    def name(made: Digest) -> str:
        return message_id(made, plan_key="town", sender=SENDER)

    once = letter({Trouble.SYNC: Turn.BEGAN})
    again = letter({Trouble.SYNC: Turn.BEGAN}, known=(Trouble.MAIL,), seen={Trouble.SYNC: Sight(True, "otherwise")})
    assert name(once) == name(again)
    local = standing(Turn.BEGAN)
    local = Standing(local.strikes, local.since, local.turn, NOW.astimezone(ZoneInfo("Asia/Tokyo")))
    found = Round(dict.fromkeys(Trouble, WELL) | {Trouble.SYNC: local}, (Trouble.SYNC,))
    assert name(upkeep_letter(found, {}, FACTS, address="op@example.org", now=NOW)) == name(once)
    assert name(letter({Trouble.SYNC: Turn.ENDED})) != name(once)
    assert name(letter({Trouble.SYNC: Turn.BEGAN, Trouble.MAIL: Turn.BEGAN})) != name(once)


@pytest.mark.parametrize(
    "text", [*(hostile(kind, 300) for kind in KINDS), "=?utf-8?q?a=0D=0ABcc:_evil@x.org?=", "<script>"]
)
def test_hostile_text_arrives_as_text(text: str) -> None:
    """A plan's title and a tracker's words break out of no header, no line and no tag."""
    facts = Facts("town", text, UTC)
    made = letter({Trouble.SYNC: Turn.BEGAN}, seen={Trouble.SYNC: Sight(bad=True, detail=text)}, facts=facts)
    raw = build_message(made, plan_key="town", sender=SENDER, reply_to="", now=NOW)
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed.defects == []
    assert len(made.subject) <= SUBJECT_LENGTH
    assert "<script" not in made.html.lower() and "http://" not in made.html and "https://" not in made.html
    assert "Bcc" not in parsed


def test_without_a_title_the_plan_is_named_by_its_key() -> None:
    """A document that cannot be read has none."""
    made = letter({Trouble.SYNC: Turn.BEGAN}, facts=Facts("town", "", UTC))
    assert made.subject.endswith(" — town")
