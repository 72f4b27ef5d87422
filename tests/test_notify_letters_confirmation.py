"""The confirmation of an answer: its subject, what stands where, and that hostile words stay words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings import language
from notify.letters.confirmation import KIND, Confirmation, Confirmed, Stated, confirmation_letter
from notify.letters.digest import HTML_BYTES
from notify.letters.letter import Letter
from notify.letters.message import build_message, message_id
from notify.letters.news import SUBJECT_LENGTH
from tests.examples.confirmation_values import CONFIRMATIONS
from tests.hostile.texts import KINDS, hostile

AT = datetime(2027, 1, 12, 10, 15, tzinfo=UTC)
SENDER = "Веха <vekha@lib.example>"
TOLD = Confirmation("Anna", "anna@lib.example", "Plan", "Due: 1 measure", AT, "<one@lib.example>", "I.1.1/2026")
ONE = Confirmed("I.1.1/2026", "I.1.1", "Survey", date(2026, 12, 31), "https://tracker.example/issues/1")
SAID = replace(ONE, figures=(Stated("12"),))


def letter(told: Confirmation) -> Letter:
    """What the templates get."""
    found: list[Letter] = []

    def render(one: Letter) -> tuple[str, str]:
        found.append(one)
        return "", ""

    confirmation_letter(told, render)
    return found[-1]


@pytest.mark.parametrize(
    ("items", "more", "russian", "english"),
    [
        ((SAID,), {}, "Ваш ответ принят: 1 мероприятие", "Your answer was accepted: 1 measure"),
        (
            (SAID, replace(SAID, item="I.1.1/2025"), replace(SAID, number="I.2")),
            {},
            "Ваш ответ принят: 2 мероприятия",
            "Your answer was accepted: 2 measures",
        ),
        ((replace(ONE, accepted=True),), {}, "Ваш ответ принят: 1 мероприятие", "Your answer was accepted: 1 measure"),
        (
            (replace(SAID, unread=(Stated("10-12"),)),),
            {},
            "Ваш ответ принят не полностью",
            "Your answer was accepted in part",
        ),
        ((SAID,), {"unclear": ("Факт: 5",)}, "Ваш ответ принят не полностью", "Your answer was accepted in part"),
        ((SAID,), {"not_in_digest": ("I.9",)}, "Ваш ответ принят не полностью", "Your answer was accepted in part"),
        (
            (replace(SAID, unwritten=("Факт: 12",)),),
            {},
            "Ваш ответ принят не полностью",
            "Your answer was accepted in part",
        ),
        (
            (replace(ONE, unread=(Stated("10-12"),)),),
            {},
            "Ваш ответ не удалось прочесть",
            "Your answer could not be read",
        ),
        ((), {}, "Ваш ответ не удалось прочесть", "Your answer could not be read"),
        ((), {"unclear": ("Факт: 5",)}, "Ваш ответ не удалось прочесть", "Your answer could not be read"),
    ],
)
def test_the_subject_says_how_much_was_taken(
    items: tuple[Confirmed, ...], more: dict[str, object], russian: str, english: str
) -> None:
    """In both languages, the plan's short name last; the letter opens with the same news."""
    for spoken, news in (("ru", russian), ("en", english)):
        language.use(spoken)
        made = confirmation_letter(replace(TOLD, items=items, plan_name="План", **more))  # type: ignore[arg-type]
        assert made.subject == f"{news} — План"
        assert made.text.startswith(f"{news}.\n")


def test_each_part_has_what_belongs_there() -> None:
    """What was written, what was not, what cannot be read, what is of no measure, and what the digest did not tell."""
    items = (SAID, replace(SAID, unwritten=("Fact: 12",)), replace(ONE, unread=(Stated("10-12", 2),)))
    parts = letter(replace(TOLD, items=items, unclear=("Fact: 5",), not_in_digest=("I.9",))).parts
    assert [part.reason for part in parts] == ["taken", "unwritten", "unread", "unclear", "not_in_digest"]
    taken, unwritten, unread, unclear, other = parts
    assert [line.said for line in taken.blocks[0].rows[0].lines] == ["figure 12, written into the issue"]
    assert unwritten.blocks[0].rows[0].notes == ("Fact: 12",)
    assert unread.blocks[0].rows[0].notes == ("Please write it so:", "I.1.1/2026", "Fact 2: 12")
    assert unclear.notes == ("“Fact: 5”", "Name the measure on the line above, as in “I.1.1/2026”.")
    assert other.notes[0] == "“I.9”"


def test_nothing_is_said_of_what_there_is_none_of() -> None:
    """No empty part, no word on attachments; where no contact is named, the caution stands all the same."""
    made = letter(replace(TOLD, items=(SAID,)))
    assert (made.asks, len(made.parts)) == ((), 1)
    assert "If it was not you who answered, please tell whoever keeps the plan." in made.foot
    assert letter(replace(TOLD, contact="Office <o@x.example>")).foot[1].endswith("tell Office <o@x.example>.")
    assert letter(replace(TOLD, attachments=1)).asks[-1].startswith("Attached files are not read")


def test_a_wish_for_the_date_that_holds_is_told_apart() -> None:
    """It goes to nobody; any other goes to the head and moves nothing."""
    asked = letter(replace(TOLD, items=(replace(ONE, wish=date(2027, 2, 15)),))).parts[0].blocks[0].rows[0]
    assert asked.notes[0].startswith("The request to move the due date to 15 Feb 2027 is passed on to the head")
    same = letter(replace(TOLD, items=(replace(ONE, wish=ONE.due),))).parts[0].blocks[0].rows[0]
    assert same.notes == ("31 Dec 2026 is the due date as it is: nothing was asked for.",)


def test_a_figure_is_of_the_year_that_it_names() -> None:
    """Or else of the deadline's, whose day stands where no year does."""
    items = (
        replace(ONE, figures=(Stated("12"), Stated("3", 2, 2025))),
        replace(ONE, due=date(2026, 6, 30), by_year=False, accepted=True),
    )
    first, second = letter(replace(TOLD, items=items)).parts[0].blocks[0].rows
    assert [line.dues[0].text for line in first.lines] == ["for 2026", "for 2025"]
    assert first.lines[1].said == "indicator 2, figure 3, written into the issue"
    assert [(line.dues[0].text, line.said) for line in second.lines] == [("30 Jun 2026", "written into the issue")]


def test_only_what_others_can_open_is_a_link() -> None:
    """Issue and summary, where the address is one of the web."""
    items = (replace(SAID, url="file:///etc/passwd"), SAID)
    made = letter(replace(TOLD, items=items, summary_url="http://localhost/summary"))
    assert [row.url for row in made.parts[0].blocks[0].rows] == [None, ONE.url]
    assert (made.first_url, made.summary_url) == (ONE.url, None)


def test_nothing_in_it_can_be_answered() -> None:
    """It holds no signed address and no mark above which to answer; who answers is sent to the digest."""
    for spoken in ("ru", "en"):
        language.use(spoken)
        for make in CONFIRMATIONS.values():
            made = make()
            assert not re.search(r"— —|\+[a-z2-7]{16,}", made.text + made.html)
            assert ("ещё раз на исходное письмо" if spoken == "ru" else "the digest once more") in " ".join(
                made.text.split()
            )


def test_each_answer_has_one_confirmation() -> None:
    """The same answer makes the same mail however often it is worded, another answer another one."""

    def name(told: Confirmation) -> str:
        return message_id(confirmation_letter(told), plan_key="town", sender=SENDER)

    assert name(replace(TOLD, items=(SAID,))) == name(TOLD)
    assert name(replace(TOLD, occasion="<other@lib.example>")) != name(TOLD)
    made = confirmation_letter(TOLD)
    assert (made.kind, made.person, made.address, made.alerts) == (KIND, "anna@lib.example", "anna@lib.example", ())


@pytest.mark.parametrize("count", [1, 3_000])
def test_it_is_short_whatever_was_typed(count: int) -> None:
    """Thousands of lines are counted, not shown, and it stays below the size at which Gmail cuts a mail."""
    long = replace(
        SAID,
        title="Т" * 5_000,
        reasons=("ж" * 5_000,),
        unread=(Stated("ы" * 5_000),),
        url=f"https://x.example/{'u' * 900}",
    )
    texts = ("ю" * 5_000,) * count
    told = replace(TOLD, items=(long,) * count, unclear=texts, not_in_digest=texts, plan_title="П" * 5_000)
    made = confirmation_letter(told)
    assert len(made.html.encode()) <= HTML_BYTES
    assert len(made.subject) <= SUBJECT_LENGTH
    assert ("and others: " in made.text) == (count > 1)


EVIL = ["=?utf-8?q?a=0D=0ABcc:_evil@x.org?=", "<script>alert(1)</script>", "{{ 7 * 7 }}", "\r\nBcc: evil@x.org"]
WORDS = st.one_of(st.text(max_size=60), st.sampled_from(EVIL))


def hostile_told(said: str) -> Confirmation:
    """A confirmation in which everything that somebody typed is this text."""
    item = replace(
        ONE,
        item=said,
        number=said,
        title=said,
        url=said,
        figures=(Stated(said, 2),),
        reasons=(said,),
        unread=(Stated(said),),
    )
    return replace(
        TOLD,
        name=said,
        plan_title=said,
        answered=said,
        items=(item, replace(item, unwritten=(said,))),
        not_in_digest=(said,),
        unclear=(said,),
        contact=said,
        example=said,
        summary_url=said,
    )


@pytest.mark.parametrize("said", [*EVIL, *(hostile(kind, 300) for kind in KINDS)])
def test_hostile_text_arrives_as_text(said: str) -> None:
    """It breaks out of no header, no line and no tag, and no address in it becomes a link."""
    made = confirmation_letter(hostile_told(said))
    raw = build_message(made, plan_key="town", sender=SENDER, reply_to="", now=AT)
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed.defects == []
    assert "Bcc" not in parsed
    assert "<script" not in made.html.lower()
    assert "http://" not in made.html


def test_a_template_in_what_was_typed_is_not_filled_in() -> None:
    """It stands there as it was typed."""
    made = confirmation_letter(hostile_told("{{ 7 * 7 }}"))
    assert "{{ 7 * 7 }}" in made.text
    assert "{{ 7 * 7 }}" in made.html
    assert "49" not in made.text


def tags(html: str) -> list[str]:
    """The tags of a page in their order."""
    found: list[str] = []

    class Page(HTMLParser):
        def handle_starttag(self, tag: str, _attrs: object) -> None:
            found.append(tag)

    Page().feed(html)
    return found


@given(WORDS)
def test_no_typed_text_becomes_a_tag(said: str) -> None:
    """Whatever it holds: the letter has the tags of its kind, and no more."""
    plain, made = (confirmation_letter(hostile_told(one)) for one in ("x", said))
    assert tags(made.html) == tags(plain.html)
