"""The comment that passes on an answer: read back it says what was answered, whoever typed whatever."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mappings.answering import Amount, Answered, sender_of, worded
from mappings.marker import normal
from mappings.reporting import Markup, Passage, Reported, read_passages
from mappings.reporting.clauses import tidy
from mappings.reporting.quantities import Quantity, read_quantity, year_in
from mappings.signature import Said, mark, signed
from sync.trackers.gitlab import text as gitlab
from sync.trackers.redmine import text as redmine

NOON = datetime(2027, 1, 12, 12, tzinfo=UTC)
MARKUPS: tuple[Markup, ...] = ("plain", "textile", "markdown")
PLAIN = Answered("Мария Образцова", NOON.date())

WHOLE = replace(
    PLAIN,
    amounts=(
        Amount(1, "1 250 экз.", Quantity(Decimal(1250), unit="экз")),
        Amount(2, "12,5", Quantity(Decimal("12.5"))),
    ),
    reasons=("два занятия перенесены на январь",),
    accepted=True,
    until=date(2027, 2, 15),
    wish=date(2027, 3, 1),
    numbered=True,
    year=2026,
)


def read(text: str, markup: Markup = "plain") -> Reported:
    """What is read in a comment."""
    return read_passages([Passage(normal(text), "bot", NOON, "comment")], markup=markup)


def amount(typed: str, *, indicator: int = 1, year: int | None = None) -> Amount:
    """A figure as it was typed, and as the reader understands it."""
    quantity = read_quantity(tidy(typed))
    assert quantity is not None
    return Amount(indicator, typed, replace(quantity, year=None), year)


def test_an_answer_is_a_line_for_each_thing() -> None:
    """In the language of the mapping; the last line says who answered, and when."""
    assert worded(WHOLE, "ru").split("\n") == [
        "Факт 1 за 2026 год: 1 250 экз.",
        "Факт 2 за 2026 год: 12,5",
        "Причина: два занятия перенесены на январь",
        "Принято до 15.02.2027",
        "Срок: 01.03.2027",
        "По почте: Мария Образцова, 12.01.2027",
    ]
    assert worded(replace(WHOLE, sender="Ann Peters", reasons=("repairs",)), "en").split("\n") == [
        "Fact 1 for 2026: 1 250 экз.",
        "Fact 2 for 2026: 12,5",
        "Reason: repairs",
        "Accepted until 2027-02-15",
        "Due: 2027-03-01",
        "By mail: Ann Peters, 2027-01-12",
    ]


def test_the_issue_of_one_deadline_and_one_indicator_needs_neither_number_nor_year() -> None:
    """But for the year that the person named, and a second indicator."""
    short = replace(PLAIN, amounts=(amount("12"),), accepted=True)
    assert worded(short, "ru").split("\n")[:-1] == ["Факт: 12", "Принято"]
    named = replace(PLAIN, amounts=(amount("12", year=2025), amount("3", indicator=2)))
    assert worded(named, "ru").split("\n")[:-1] == ["Факт за 2025 год: 12", "Факт 2: 3"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("12", "12"),
        ("+12,5 %", "+12,5 %"),
        ("5 из 6 школ", "5 из 6 школ"),
        ("1,5 тыс. экз.", "1,5 тыс. экз."),
        ("12 за 2026 год", "12 за 2026 год"),
        ("12 `экз", "12 'экз"),
        ("12 экз <b>", "12 экз"),
        ("12 экз, причина неизвестна", "12 экз, причина неизвестна"),
        ("12 экз. Принято", "12 экз"),
        ("12 экз. Причина: ремонт", "12 экз"),
        ("12 шт?", "12"),
    ],
)
def test_a_figure_is_written_as_it_was_typed_where_that_is_read_so(typed: str, written: str) -> None:
    """Else as the number that it was read as."""
    one = replace(amount(typed), year=2026)
    line = worded(replace(PLAIN, amounts=(one,)), "ru").split("\n")[0]
    assert line == f"Факт за 2026 год: {written}"


HOSTILE = [
    "/close",
    "@all @maria",
    "#1 !2 %3 &4",
    "**важно** _да_ ~~нет~~ `код` <!-- да -->",
    "h1. Заголовок bq. цитата {{macro}} [[wiki]]",
    "ремонт. Факт: 99",
    "ремонт, факт 99",
    "Факт: 99",
    "фактически: 99",
    "ремонт\nФакт: 99\n/assign @me",
    "ремонт. Источник: газета",
    "Источник:",
    "ремонт. Исполнено: 20.12.2023",
    "ремонт. Принято",
    "ремонт. Срок: 15.02.2027",
    "ремонт?",
    "-нет- факт: 5",
    "vekha: r-ghjkmnpqrstv",
    "факт: " * 300,
    "ˋ\u2060 \u200b",
]
_PIECES = st.sampled_from(
    [*HOSTILE[:-2], "`", "~~", "<!--", "-->", "<del>", "</del>", "@", "-", "«", '"', "?", ".", ",", " ", ": ", "12"]
)
HOSTILE_TEXT = st.one_of(st.sampled_from(HOSTILE), st.lists(_PIECES | st.text(max_size=5), max_size=8).map("".join))
TYPED = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "+", "-"]),
    st.sampled_from(["12", "12,5", "1 250", "0,001234", "5 из 6", "1,5 тыс.", "2 млн", "100500"]),
    st.sampled_from(["", " %", " экз.", " шт", " м2", " процентов"]),
    st.one_of(st.just(""), HOSTILE_TEXT.map(" {}".format)),
)


@st.composite
def answers(draw: st.DrawFn) -> Answered:
    """Answers as the reader of mails may make them, and worse."""
    year = draw(st.sampled_from([None, 2026]))
    amounts = []
    for indicator in draw(st.lists(st.integers(1, 4), unique=True, max_size=3)):
        typed = tidy(draw(TYPED))
        quantity = read_quantity(typed)
        assume(quantity is not None and year_in(typed) in (None, year))
        assert quantity is not None
        amounts.append(Amount(indicator, typed, replace(quantity, year=None)))
    return Answered(
        draw(HOSTILE_TEXT),
        draw(st.dates(date(2024, 1, 1), date(2030, 12, 31))),
        tuple(amounts),
        tuple(draw(st.lists(HOSTILE_TEXT, max_size=2))),
        accepted=draw(st.booleans()),
        until=draw(st.none() | st.dates(date(2024, 1, 1), date(2030, 12, 31))),
        wish=draw(st.none() | st.dates(date(2024, 1, 1), date(2030, 12, 31))),
        numbered=draw(st.booleans()),
        year=year,
    )


@given(answers(), st.sampled_from(["ru", "en"]))
@example(replace(WHOLE, sender="Факт: 99", reasons=("ремонт. Факт: 99", "`", "x` /close")), "ru")
@example(replace(PLAIN, amounts=(Amount(1, "0,001234 тыс", Quantity(Decimal("1.234"))),)), "ru")
def test_an_answer_is_read_back_as_it_was_given(given_answer: Answered, language: str) -> None:
    """Figures, the note taken and the wish are the same, in every markup; no reason and no name adds another."""
    text = worded(given_answer, language)
    for markup in MARKUPS:
        said = read(text, markup)
        assert [(one.indicator, one.value, one.percent, one.adds, one.of, one.year) for one in said.lines] == [
            (one.indicator, q.value, q.percent, q.adds, q.of, given_answer.year)
            for one in given_answer.amounts
            for q in (one.quantity,)
        ]
        assert said.completions == ()
        assert [one.until for one in said.acknowledgements] == ([given_answer.until] if given_answer.accepted else [])
        assert [one.day for one in said.wishes] == ([given_answer.wish] if given_answer.wish else [])
        assert len(said.reasons) <= len(given_answer.reasons)


@given(st.text('абв где,;№()%"«»1-', max_size=60).map(str.strip))
def test_an_innocent_reason_stays_word_for_word(reason: str) -> None:
    """What holds no word of reporting and no mark is written and read as it was given."""
    assume(re.search(r"[^\W_]", reason) and not re.search(r"(?<!\w)-|-(?!\w)", reason))
    words = " ".join(tidy(reason).split())
    text = worded(replace(PLAIN, reasons=(reason,)), "ru")
    assert text.split("\n")[0] == f"Причина: {words}"
    assert [one.text for one in read(text).reasons] == [words]


@pytest.mark.parametrize(
    ("reason", "written"),
    [
        ("план изменён, источник закрыт", "план изменён, источник закрыт"),
        ("нет данных: факт подтверждён", "нет данных: факт подтверждён"),
        ("ремонт. Факт: 99", "ремонт. «Факт»: 99"),
        ("ремонт. Источник: газета", "ремонт. «Источник»: газета"),
        ("как быть?", "как быть"),
        ("a -нет- b", "a –нет– b"),
        ("по «факту: 5»", "по «факту: 5»"),
    ],
)
def test_a_reason_is_changed_only_where_it_would_be_read_as_more(reason: str, written: str) -> None:
    """A word of reporting is set within quotation marks where it would begin a report of its own."""
    assert worded(replace(PLAIN, reasons=(reason,)), "ru").split("\n")[0] == f"Причина: {written}"


@pytest.mark.parametrize("reason", HOSTILE)
@pytest.mark.parametrize(("tracker", "references"), [(gitlab, r"[#!]\d"), (redmine, r"#\d")])
def test_a_tracker_obeys_nothing_of_a_reason(tracker: object, references: str, reason: str) -> None:
    """No line begins with a command, no mention and no reference is left; the comment comes back as it was given."""
    its_mark = mark(Said.REPLY, "town", "I.1.1", reason)
    text = signed(worded(replace(WHOLE, reasons=(reason,), sender=reason), "ru"), its_mark)
    written = tracker.still_comment(text)  # type: ignore[attr-defined]
    assert not re.search(rf"^\s*/|(?<!\w)@\w|{references}|\[\[|{{{{|<!--|~~|`", written, re.MULTILINE)
    assert tracker.wake_comment(written) == text  # type: ignore[attr-defined]
    assert written.endswith(f"\n\n{its_mark}")


@pytest.mark.parametrize(
    ("sender", "shown"),
    [
        ("Мария Образцова", "Мария Образцова"),
        ("Образцова, Мария", "Образцова, Мария"),
        ("Мария <m.obraztsova@library.example.org>", "Мария"),
        ("Мария\nФакт: 99", "Мария «Факт»: 99"),
        ("а, факт", "а, «факт»"),
        ("Мария " * 40, ("Мария " * 13).strip() + "…"),
    ],
)
def test_the_sender_is_read_back_from_the_last_line(sender: str, shown: str) -> None:
    """The name is clean and short, and bears no address."""
    for language in ("ru", "en"):
        assert sender_of(worded(replace(WHOLE, sender=sender), language)) == shown


def test_without_a_name_the_day_stands_alone() -> None:
    """An address is no name; then nobody is named."""
    text = worded(replace(PLAIN, sender="m.obraztsova@library.example.org"), "ru")
    assert text == "По почте: 12.01.2027"
    assert sender_of(text) is None
    assert sender_of("") is None
    assert sender_of("По почте: Мария, вчера") is None
