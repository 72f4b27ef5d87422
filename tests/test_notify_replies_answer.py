"""What a mail answers to a digest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.reporting import Passage, read_passages
from notify.replies.answer import Answer, Item, Unread, read_answer
from notify.replies.received import receive

FOLDER = Path(__file__).parent / "replies"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
AT = datetime(2026, 12, 24, 9, 41, tzinfo=UTC)


def item(key: str, indicators: int | None = None) -> Item:
    """A deadline by its key, due on the last day of its year where the key names no day."""
    measure, _slash, when = key.partition("/")
    return Item(key, measure, date.fromisoformat(f"{when}-12-31"[:10]), indicators)


DIGEST = [item("I.1.1/2026"), item("I.5.1/2024"), item("III.11.4/2025"), item("V.15.5/2025")]
YEARS = [item("I.1.1/2025"), item("I.1.1/2026"), item("V.15.5/2025")]
HALVES = [item("I.1.1/2026-06-30"), item("I.1.1/2026-12-31"), item("V.15.5/2025")]


def answer(text: str, items: Sequence[Item] = DIGEST) -> Answer:
    """What a text answers to a digest."""
    return read_answer(text, items, written_at=AT)


def facts(text: str, items: Sequence[Item] = DIGEST) -> dict[str, str]:
    """The figures of a text as typed, by item; each of the first indicator."""
    found = answer(text, items)
    assert [one.indicator for one in found.facts] == [1] * len(found.facts)
    return {one.item: one.text for one in found.facts}


def as_stated(found: Answer) -> dict[str, Any]:
    """An answer in the form in which the samples say what must be read."""
    return {
        "facts": [
            {"item": one.item, "indicator": one.indicator, "value": f"{one.value:f}", "text": one.text}
            for one in found.facts
        ],
        "reasons": [{"item": item, "text": text} for item, text in found.reasons],
        "acknowledged": [item for item, _until in found.acknowledged],
        "acknowledged_until": next((until.isoformat() for _item, until in found.acknowledged if until), None),
        "wishes": [{"item": item, "date": day.isoformat()} for item, day in found.wishes],
        "unread": [{"item": one.item, "indicator": one.indicator, "text": one.text} for one in found.unread],
        "not_in_digest": list(found.not_in_digest),
        "unclear": list(found.unclear),
    }


def stated(name: str) -> dict[str, Any]:
    """What must be read of a sample."""
    said: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return said


TAKEN = [name for name in NAMES if stated(name)["accepted"]]


@pytest.mark.parametrize("name", TAKEN)
def test_a_sample_is_read_as_it_says(name: str) -> None:
    """Whatever program wrote it, of a reply exactly that is read which its statement says; a person sent it."""
    said = stated(name)
    mail = receive((FOLDER / f"{name}.eml").read_bytes())
    found = as_stated(answer(mail.text, [item(key) for key in said["digest_items"]]))
    assert found == {"wishes": [], "acknowledged_until": None, **{key: said[key] for key in found if key in said}}
    assert not mail.automatic
    assert [sender.casefold() for sender in mail.senders] == [said["digest_recipient"]]


@pytest.mark.parametrize("name", [name for name in NAMES if stated(name)["refused"] == "automatic"])
def test_what_no_person_wrote_is_known(name: str) -> None:
    """The samples of answers by machines are known for such, whatever they say."""
    assert receive((FOLDER / f"{name}.eml").read_bytes()).automatic


@pytest.mark.parametrize("name", [name for name in NAMES if stated(name)["refused"] == "sender-not-recipient"])
def test_another_sender_is_seen(name: str) -> None:
    """Whoever else sent a sample is among its senders, whatever their name pretends."""
    assert receive((FOLDER / f"{name}.eml").read_bytes()).senders != (stated(name)["digest_recipient"],)


@pytest.mark.parametrize(
    "named",
    [
        "I.1.1/2026",
        "I.1.1 / 2026",
        "I.1.1 за 2026",
        "I.1.1  за 2026 год",
        "I.1.1 за 2026 г.:",
        "I.1.1 на 2026 год",
        "I.1.1 for 2026",
        "I.1.1, 2026 год",
        "I.1.1 2026",
        "I.1.1 (2026)",
        "I.1.1 (за 2026 год)",
        "I.1.1/2026-12-31",
        "I.1.1/31.12.2026",
        "I.1.1",
        "i.1.1.",
        "І.1.1",
        "Ⅰ.1.1",
        "I. 1.1",
        "I 1.1",
        "(I.1.1)",
        "«I.1.1»",
        "**I.1.1**",
        "**I.1.1** за 2026 год",
        "- I.1.1:",
        "1) I.1.1",
        "№ I.1.1",
        "п. I.1.1",
        "Пункт I.1.1 —",
        "По мероприятию № I.1.1 сообщаем:",
        "Measure I.1.1",
        "I.1.1  Ежегодный мониторинг состояния сети библиотек",
    ],
)
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_an_item_is_named_on_a_line_above(named: str, between: str) -> None:
    """A deadline is named as the digest has it or as people write it; the lines below speak of it."""
    assert facts(f"V.15.5\nФакт: 1\n{named}{between}Факт: 12") == {"V.15.5/2025": "1", "I.1.1/2026": "12"}


@pytest.mark.parametrize(
    "line",
    ["I.1.1: Факт: 12", "I.1.1 Факт 12", "I.1.1 за 2026 год – факт: 12", "I.1.1/2026; Факт = 12", "№ I.1.1. Fact: 12"],
)
def test_an_item_is_named_on_the_line_itself(line: str) -> None:
    """Number and figure may stand on one line."""
    assert facts(line) == {"I.1.1/2026": "12"}


def test_a_line_may_speak_of_several_in_turn() -> None:
    """Each number on a line that a report follows begins a new piece of it, what goes before belonging to the last."""
    found = answer("Добрый день! I.1.1 Факт 12, V.15.5: Факт 15; I.5.1 – причина: нет подрядчика\nПринято")
    assert {one.item: one.value for one in found.facts} == {"I.1.1/2026": 12, "V.15.5/2025": 15}
    assert found.reasons == (("I.5.1/2024", "нет подрядчика"),)
    assert found.acknowledged == (("I.5.1/2024", None),)


def test_a_number_in_passing_names_nothing() -> None:
    """A number amid a reason is only mentioned: what follows still speaks of the deadline named before."""
    found = answer("I.1.1\nПричина: ждём I.5.1, затем V.15.5 и Х 1.1 – факт\nФакт: 3")
    assert found.reasons == (("I.1.1/2026", "ждём I.5.1, затем V.15.5 и Х 1.1 – факт"),)
    assert {one.item for one in found.facts} == {"I.1.1/2026"}


@pytest.mark.parametrize("line", ["Сообщаем по I.5.1 за 2024 год:", "Теперь о мероприятии (I.5.1), оно сделано:"])
def test_a_line_that_announces_names(line: str) -> None:
    """A line that speaks of one deadline and ends in a colon names it for what follows."""
    assert facts(f"I.1.1\nФакт: 1\n{line}\nФакт: 12") == {"I.1.1/2026": "1", "I.5.1/2024": "12"}
    assert answer(f"I.1.1\nФакт: 1\n{line.replace('I.5', 'I.9')}\nФакт: 12").not_in_digest[0].startswith("I.9.1")


@pytest.mark.parametrize("line", ["Теперь про I.5.1", "Это вместе с I.5.1 и V.15.5:", "А вот I.9.9 не наше"])
def test_after_a_mention_of_another_nothing_is_clear(line: str) -> None:
    """Prose that speaks of another deadline leaves open of which what follows is, until one is named."""
    found = answer(f"I.1.1\nФакт: 1\n{line}\nФакт: 12\nI.1.1\nПричина: нет")
    assert {one.item: one.text for one in found.facts} == {"I.1.1/2026": "1"}
    assert found.unclear == ("Факт: 12",)
    assert found.reasons == (("I.1.1/2026", "нет"),)


@pytest.mark.parametrize("line", ["Работы по I.1.1 идут", "v.2 отчёта готова", "По плану на 2026 год всё идёт"])
def test_other_prose_leaves_all_clear(line: str) -> None:
    """Prose that speaks of the same deadline, or of none, changes nothing."""
    assert facts(f"I.1.1\nСм. {line}\nФакт: 12") == {"I.1.1/2026": "12"}


REASON = "Причина: подрядчик не вышел на объект, ждём окончания работ по"


@pytest.mark.parametrize("line", ["I.5.1 и новый конкурс", "мероприятию I.5.1 и новый конкурс", "V.9.9 тоже"])
def test_a_wrapped_reason_names_nothing(line: str) -> None:
    """A number in a sentence that goes on from the line above is none for sure: nothing is written for it."""
    found = answer(f"I.1.1\n{REASON}\n{line}\nПринято")
    assert found.acknowledged in ((), (("I.1.1/2026", None),))
    assert found.reasons[0][0] == "I.1.1/2026"
    assert found.not_in_digest == ()


def test_below_a_long_line_an_item_is_named_all_the_same() -> None:
    """Below a long line a number alone, before a title or before a report names its deadline."""
    assert facts(f"I.1.1\n{REASON}\nV.15.5\nФакт: 2") == {"V.15.5/2025": "2"}
    assert facts(f"I.1.1\n{REASON}\nV.15.5  Повышение квалификации\nФакт: 2") == {"V.15.5/2025": "2"}
    assert facts(f"I.1.1\n{REASON}\nV.15.5 факт 2") == {"V.15.5/2025": "2"}
    assert facts(f"I.1.1\n{REASON} ней.\nV.15.5 уже исполняется\nФакт: 2") == {"V.15.5/2025": "2"}


@pytest.mark.parametrize("named", ["I.1.1, V.15.5", "I.1.1 и V.15.5:", "I.1.1–V.15.5", "I.1.1-3"])
def test_several_at_once_are_not_clear(named: str) -> None:
    """A line that names several leaves open of which of them a figure is."""
    found = answer(f"{named}\nФакт: 12\nIII.11.4\nФакт: 1")
    assert found.unclear == ("Факт: 12",)
    assert {one.item for one in found.facts} == {"III.11.4/2025"}


@pytest.mark.parametrize(
    "typed",
    ["I.9.9", "I.1.1/2027", "I.1.1 за 2025", "VII.1", "Ш.11.4", "I.1.1.1", "п. 15.5", "15.5", "1.1/2026", "1.2.3"],
)
def test_what_the_digest_did_not_tell_is_nobodys(typed: str) -> None:
    """A number that the digest did not tell is told as typed; what follows it is read for no other deadline."""
    found = answer(f"I.1.1\nФакт: 1\n{typed}\nФакт: 99\nПричина: нет\nV.15.5\nФакт: 2")
    assert {one.item: one.text for one in found.facts} == {"I.1.1/2026": "1", "V.15.5/2025": "2"}
    assert found.not_in_digest == (typed.removeprefix("п. "),)
    assert (found.reasons, found.unclear) == ((), ())


@pytest.mark.parametrize(
    "line", ["31.12.2026", "24.12.26 сделано", "12,5 тыс. экз.", "12.5 тыс. экз.", "с 1.01 по 5.02", "2. Готово", "v2"]
)
def test_days_and_quantities_name_nothing(line: str) -> None:
    """A day or a quantity at the beginning of a line is no number of a measure."""
    assert facts(f"I.1.1\n{line}\nФакт: 12") == {"I.1.1/2026": "12"}


def test_a_value_below_its_word_is_no_number_of_a_measure() -> None:
    """What stands alone below «Факт:» belongs to it, though no figure is read across two lines."""
    found = answer("I.1.1\nФакт:\n12.5\nПричина: нет")
    assert found.unread == (Unread("I.1.1/2026", 1, "12.5"),)
    assert found.not_in_digest == ()
    assert found.reasons == (("I.1.1/2026", "нет"),)


def test_a_digest_of_one_needs_no_number() -> None:
    """Where the digest told one deadline, the answer speaks of it, unless it names another."""
    found = answer("Факт: 12\nI.5.1\nФакт: 13", DIGEST[:1])
    assert [(one.item, one.text) for one in found.facts] == [("I.1.1/2026", "12")]
    assert found.not_in_digest == ("I.5.1",)


def test_without_a_number_nothing_is_guessed() -> None:
    """In a digest of several, lines that report something before any number are told as they stand."""
    found = answer("Добрый день!\nФакт: 12\nПричина: нет денег\nПринято\nСрок: 15.02.2027\nФакт:\n7\nС уважением")
    assert found.unclear == ("Факт: 12", "Причина: нет денег", "Принято", "Срок: 15.02.2027", "Факт: 7")
    assert Answer(unclear=found.unclear) == found


def test_what_is_told_has_an_end() -> None:
    """A line is told up to two hundred characters, and fifty of them at most."""
    long = "Причина: " + "очень долгое согласование " * 20
    assert [len(line) <= 200 and line.endswith("…") for line in answer(long).unclear] == [True]
    assert len(answer("Факт: 12\n" * 2_000).unclear) == 50
    assert len(answer("".join(f"I.{number}.9\n" for number in range(100, 200))).not_in_digest) == 50


def test_two_deadlines_of_one_measure_need_the_year() -> None:
    """Where the digest told several years of a measure its number alone is not clear; the year makes it so."""
    assert answer("I.1.1\nПричина: нет", YEARS).unclear == ("Причина: нет",)
    assert facts("I.1.1 за 2025\nФакт: 1\nI.1.1/2026\nФакт: 2", YEARS) == {"I.1.1/2025": "1", "I.1.1/2026": "2"}
    assert facts("I.1.1\nФакт за 2025 год: 5", YEARS) == {"I.1.1/2025": "5"}
    assert answer("I.1.1\nФакт за 2024 год: 5", YEARS).facts == ()
    assert answer("I.1.1 за 2025 и 2026\nФакт: 5", YEARS).unclear == ("Факт: 5",)


def test_two_deadlines_of_one_year_need_the_day() -> None:
    """Where two fall in one year the day tells them apart, in either form; the year alone does not."""
    assert answer("I.1.1/2026\nФакт: 1", HALVES).unclear == ("Факт: 1",)
    named = "I.1.1/2026-06-30\nФакт: 1\nI.1.1 (31.12.2026)\nФакт: 2"
    assert facts(named, HALVES) == {"I.1.1/2026-06-30": "1", "I.1.1/2026-12-31": "2"}


def test_a_moved_deadline_is_named_by_either_year() -> None:
    """The key has the plan's own year, and wins; the year to which it was extended names it too."""
    moved = Item("I.1.1/2026", "I.1.1", date(2027, 6, 30), None)
    assert facts("I.1.1 за 2027 год\nФакт: 1", [moved, DIGEST[1]]) == {"I.1.1/2026": "1"}
    assert facts("I.1.1 за 2027 год\nФакт: 1", [moved, item("I.1.1/2027")]) == {"I.1.1/2027": "1"}


def test_a_lone_deadline_may_have_its_measures_key() -> None:
    """The issue of a measure's only deadline carries the measure's key; its year names it all the same."""
    lone = Item("I.5.1", "I.5.1", date(2024, 12, 31), None)
    assert facts("I.5.1 за 2024 год\nФакт: 1", [lone, DIGEST[0]]) == {"I.5.1": "1"}
    assert answer("I.5.1/2025\nФакт: 1", [lone, DIGEST[0]]).not_in_digest == ("I.5.1/2025",)


QUOTED = """\
> I.1.1 за 2026 год. Ежегодный мониторинг
>   Срок 31.12.2026, факт: 5
{}
> V.15.5 за 2025 год. Повышение квалификации
{}
>
> Как ответить: напишите номер и ниже строку «Факт: 12».
{}"""


def test_quoted_lines_name_what_is_answered_below_them() -> None:
    """A quotation reports nothing; an unquoted line below speaks of the row above it, and below the rest of none."""
    found = answer(QUOTED.format("Факт: 12", "\nФакт: 15\n", "Факт: 99"))
    assert {one.item: one.text for one in found.facts} == {"I.1.1/2026": "12", "V.15.5/2025": "15"}
    assert found.unclear == ("Факт: 99",)
    assert answer(QUOTED.format("", "", "")).is_empty


def test_a_quoted_number_of_another_digest_keeps_its_answer_to_itself() -> None:
    """What answers a quoted row that this digest did not tell is nobody's; without an answer the row is not told."""
    found = answer("I.1.1\nФакт: 1\n> I.9.9 за 2026 год. Другое\nФакт: 2\n> I.8.8 за 2026 год\nспасибо")
    assert {one.item: one.text for one in found.facts} == {"I.1.1/2026": "1"}
    assert found.not_in_digest == ("I.9.9 за 2026 год",)


def test_a_name_of_the_writers_own_outlives_a_quotation() -> None:
    """A quoted paragraph that names nothing takes back only what a quotation named."""
    assert facts("I.1.1\n> Просим сообщить\nФакт: 12") == {"I.1.1/2026": "12"}


def test_the_last_figure_of_an_indicator_counts() -> None:
    """Of one item and indicator the last figure stands; an unread one is told unless a later one could be read."""
    found = answer("I.1.1\nФакт: много\nФакт: 5\nФакт 2: 7\nV.15.5\nФакт: 3\nI.1.1\nФакт: 6\nФакт: 10-12\nФакт: 10-12")
    assert [(one.item, one.indicator, one.value) for one in found.facts] == [
        ("I.1.1/2026", 1, Decimal(6)),
        ("I.1.1/2026", 2, Decimal(7)),
        ("V.15.5/2025", 1, Decimal(3)),
    ]
    assert found.unread == (Unread("I.1.1/2026", 1, "10-12"),)


def test_an_indicator_that_the_measure_has_not_is_unread() -> None:
    """A figure for a second indicator counts where it is not known how many there are, and not where there is one."""
    text = "I.1.1\nФакт 2: 12,5"
    assert [one.indicator for one in answer(text).facts] == [2]
    assert answer(text, [item("I.1.1/2026", 1)]).unread == (Unread("I.1.1/2026", 2, "12,5"),)


def test_a_figure_has_all_that_was_written_with_it() -> None:
    """Value, unit, per cent, sign, share and year are those of the reader of comments; the text is as typed."""
    (share, percent) = answer("V.15.5\nФакт за 2025 год: +5 из 6 библиотек\nФакт 2:  12,5 %").facts
    assert (share.text, share.value, share.of) == ("+5 из 6 библиотек", Decimal(5), Decimal(6))
    assert (share.adds, share.year) == (True, 2025)
    assert (share.unit, share.percent) == ("библиотек", False)
    assert (percent.text, percent.value, percent.percent) == ("12,5 %", Decimal("12.5"), True)


def test_reasons_acknowledgements_and_wishes() -> None:
    """Each reason stands once; of what was acknowledged or asked for the last word counts."""
    found = answer(
        "I.1.1\nПричина: нет  подрядчика\nПричина: нет подрядчика\nПринято до 20.01.2027\nПринято\n"
        "Срок: 01.02.2027\nСрок: 15.02.2027\nV.15.5\nAccepted until 2027-01-20"
    )
    assert found.reasons == (("I.1.1/2026", "нет подрядчика"),)
    assert found.acknowledged == (("I.1.1/2026", None), ("V.15.5/2025", date(2027, 1, 20)))
    assert found.wishes == (("I.1.1/2026", date(2027, 2, 15)),)


def test_an_answer_that_says_nothing_is_empty() -> None:
    """Prose without a report, and no words at all, are no answer."""
    assert answer("").is_empty
    assert answer("I.1.1\nСпасибо, получили, занимаемся.\n\n--\nФакт: 99").is_empty
    assert not answer("Факт: 12").is_empty


def test_what_is_told_is_on_one_line() -> None:
    """No text of an answer has a second line, or a sign that cannot be seen or turns the direction of reading."""
    found = answer(
        "I.1.1\u200b\nФакт:\u00a01\u00a0250 экз.\u202e\nПричина:\tнет\u2060\u0007 денег\nV.15.5\nФакт: m\u200bany"
    )
    assert found.facts[0].text == "1 250 экз."
    assert found.reasons == (("I.1.1/2026", "нет денег"),)
    assert found.unread[0].text == "many"


LINES = st.lists(
    st.one_of(
        st.sampled_from(["I.1.1", "V.15.5/2025", "I.9.9", "15.5", "> I.1.1 за 2026", ">", "", "Факт:", "I.1.1, I.5.1"]),
        st.sampled_from(["Факт: 5", "Факт 2: +1 250,5 экз. за 2025", "Факт за 2026: 5 из 6", "Принято", "Причина: -"]),
        st.text(max_size=40),
        st.text("IVX.1 факт:/>-«»*`~<!", max_size=30),
    )
)


@given(LINES, st.sampled_from([DIGEST, YEARS, HALVES, DIGEST[:1], []]))
def test_any_text_is_read(lines: list[str], items: list[Item]) -> None:
    """Whatever the lines are, only the digest's deadlines are spoken of, each figure once."""
    found = answer("\n".join(lines), items)
    spoken = {one.item for one in found.facts} | {one.item for one in found.unread}
    spoken |= {said[0] for said in (*found.reasons, *found.acknowledged, *found.wishes)}
    assert spoken <= {one.key for one in items}
    assert len({(one.item, one.indicator) for one in found.facts}) == len(found.facts)


VALUES = st.sampled_from(
    ["5", "1 250", "12,5 %", "+3", "-4", "5 из 6 библиотек", "1,2 тыс. экз.", "нет", "40 м2 за 2025"]
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", " 2", " №3", " за 2025 год"]), st.sampled_from([": ", " ", " – ", " = "]), VALUES
        )
    )
)
def test_a_figure_survives_being_worded_as_a_comment(said: list[tuple[str, str, str]]) -> None:
    """«Факт N: text» reads back to the same value, with all that belongs to it."""
    lines = "\n".join(f"Факт{which}{sign}{value}" for which, sign, value in said)
    for figure in answer(f"I.1.1\n{lines}").facts:
        comment = Passage(f"Факт {figure.indicator}: {figure.text}", "", AT, "comment")
        (line,) = read_passages([comment]).lines
        read = (line.indicator, line.text, line.value, line.percent, line.unit, line.adds, line.of)
        assert read == (
            figure.indicator,
            figure.text,
            figure.value,
            figure.percent,
            figure.unit,
            figure.adds,
            figure.of,
        )
