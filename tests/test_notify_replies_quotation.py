"""Which lines of a mail are its writer's own, and where these end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.replies.quotation import Line, lines_that_count

QUOTED_BELOW = "\n\n> I.1.1 за 2026\nтоже своё"
UNQUOTED_BELOW = "\n\nI.1.1 за 2026\nФакт: 5"


def own(text: str) -> list[str]:
    """The writer's own lines that are not blank."""
    return [line.text for line in lines_that_count(text) if not line.is_quoted and line.text.strip()]


@pytest.mark.parametrize(
    "end",
    [
        "— — Ответ пишите выше этой черты — —",
        "- - ответ  пишите выше этой черты - -",
        "? ? Ответ пишите выше этой черты ? ?",
        "Ответ пишите выше этой черты",
        "*— — Please answer above this line — —*",
        "-- PLEASE ANSWER ABOVE THIS LINE --",
        "От: Веха <vekha@example.org>",
        "**От:** Веха",
        "*От*: Веха",
        "От кого: Веха",
        "From: Vekha",
        "-- ",
        "--",
        "  --\u00a0",
        "-----Original Message-----",
        "-----Исходное сообщение-----",
        "-------- Пересылаемое сообщение --------",
        "———— Исходное письмо ————",
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "Начало переадресованного сообщения:",
    ],
)
def test_the_writers_own_words_end(end: str) -> None:
    """Nothing counts below the digest's mark, whatever its dashes became, a signature, or the head of another mail."""
    assert own(f"Факт: 12\n{end}{UNQUOTED_BELOW}") == ["Факт: 12"]


@pytest.mark.parametrize(
    "end", ["— — Ответ пишите выше этой черты — —", "От: Веха", "--", "-----Original Message-----"]
)
def test_what_is_quoted_ends_nothing(end: str) -> None:
    """The same lines within a quotation leave what is answered below it."""
    assert own(f"> {end}\nФакт: 12") == ["Факт: 12"]


@pytest.mark.parametrize(
    "line",
    ["---", "— — —", "отдел: закрыт", "Ответ пишите ниже", "Fromage: 5", "Исходное сообщение прочитано", "От 5 до 10"],
)
def test_other_lines_end_nothing(line: str) -> None:
    """A rule, prose, and words that only begin alike are the writer's own."""
    assert own(f"{line}\nФакт: 12")[-1] == "Факт: 12"


ANNOUNCED = [
    "чт, 24 дек. 2026 г. в 07:00, Веха <vekha@example.org>:",
    "чт, 24 дек. 2026 г. в 07:00, Веха <\nvekha@example.org>:",
    "24.12.2026 7:00, Веха пишет:",
    '24.12.2026, 07:00, "Веха" <vekha@example.org>:',
    "Четверг, 24 декабря 2026, 7:00 +05:00 от Веха <vekha@example.org>:",
    "Веха <vekha@example.org> писал(а) 24.12.2026 07:00:",
    "Вы писали 24 декабря 2026 г., 7:00:14:",
    "On Thu, Dec 24, 2026 at 7:00 AM Vekha <vekha@example.org> wrote:",
    "On Thu, Dec 24, 2026 at 7:00 AM\nVekha <vekha@example.org>\nwrote:",
    "> On Dec 24, 2026, Vekha wrote:",
]


@pytest.mark.parametrize("announced", ANNOUNCED)
def test_what_announces_a_quotation_is_nobodys(announced: str) -> None:
    """The lines that say who wrote when are passed over above a quotation, and lines between quoted ones count."""
    assert own(f"Факт: 12\n\n{announced}{QUOTED_BELOW}") == ["Факт: 12", "тоже своё"]


@pytest.mark.parametrize("announced", ANNOUNCED[:-1])
def test_without_signs_of_quotation_all_below_is_quoted(announced: str) -> None:
    """Where no sign of quotation follows them, the mail below is the other's, and so it is where nothing follows."""
    assert own(f"Факт: 12\n\n{announced}{UNQUOTED_BELOW}") == ["Факт: 12"]
    assert own(f"Факт: 12\n\n{announced}\n\n") == ["Факт: 12"]


@pytest.mark.parametrize(
    "line", ["Подрядчик пишет:", "Сообщаем по пунктам плана на 2026 год:", "24.12.2026 сделано", "см. a@example.org"]
)
def test_prose_announces_nothing(line: str) -> None:
    """A line with a colon, a day or an address alone is the writer's own."""
    assert own(f"{line}\nФакт: 12") == [line, "Факт: 12"]


@pytest.mark.parametrize("sign", ["> ", ">", ">> ", " > > ", "ВХ> ", "\ufeff> ", "\u200b>"])
def test_signs_of_quotation(sign: str) -> None:
    """A line is quoted by the sign before it, however often, with initials or behind signs that cannot be seen."""
    assert list(lines_that_count(f"{sign}I.1.1")) == [Line("I.1.1", is_quoted=True)]


@given(st.text())
def test_any_text_is_parted(text: str) -> None:
    """Whatever the text, the lines that count are some of its own, in their order."""
    assert len(list(lines_that_count(text))) <= text.count("\n") + 1
