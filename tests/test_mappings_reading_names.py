"""Cells that hold several names: where one ends and the next begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.reading.names import nobody_in_particular, part_run_together, split_executors, split_funding

LIBRARY = "МБУ «ЦБС»"


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("Муниципальный бюджет", ("Муниципальный бюджет",)),
        ("Региональный бюджет муниципальный бюджет", ("Региональный бюджет", "муниципальный бюджет")),
        (
            "Федеральный бюджет, региональный бюджет муниципальный бюджет",
            ("Федеральный бюджет", "региональный бюджет", "муниципальный бюджет"),
        ),
        ("федеральный бюджет и региональный бюджет", ("федеральный бюджет", "региональный бюджет")),
        ("Муниципальный бюджет; внебюджетные средства", ("Муниципальный бюджет", "внебюджетные средства")),
        ("Муниципальный бюджет внебюджетные средства", ("Муниципальный бюджет", "внебюджетные средства")),
        ("Муниципальный бюджет собственные средства", ("Муниципальный бюджет", "собственные средства")),
        ("бюджет города Мегиона", ("бюджет города Мегиона",)),
        ("Региональный бюджет (250,0 тыс. руб., субсидия)", ("Региональный бюджет (250,0 тыс. руб., субсидия)",)),
        ("Без финансирования", ("Без финансирования",)),
        ("-", ()),
        (" – ", ()),
        ("", ()),
    ],
)
def test_funding(text: str, sources: tuple[str, ...]) -> None:
    """Sources end at a comma, a semicolon, or where another «бюджет» begins; decimals and brackets part nothing."""
    assert split_funding(text) == sources


@pytest.mark.parametrize(
    ("text", "executors"),
    [
        ("Отдел культуры", ("Отдел культуры",)),
        ("Отдел культуры, Библиотека", ("Отдел культуры", "Библиотека")),
        (f"Отдел культуры; {LIBRARY}", ("Отдел культуры", LIBRARY)),
        ("Отдел культуры, «Музей»", ("Отдел культуры", "«Музей»")),
        ("Организация, определенная Департаментом", ("Организация, определенная Департаментом",)),
        ("МБУ «Музей, Архив», Отдел культуры", ("МБУ «Музей, Архив»", "Отдел культуры")),
        ("Администрация (Отдел культуры; Отдел спорта)", ("Администрация (Отдел культуры; Отдел спорта)",)),
        ("Музей», Отдел культуры, Архив", ("Музей»", "Отдел культуры", "Архив")),
        ("Управление по г. Владимиру, управление спорта", ("Управление по г. Владимиру, управление спорта",)),
        ("", ()),
        ("—", ()),
        (";;", ()),
    ],
)
def test_executors(text: str, executors: tuple[str, ...]) -> None:
    """Executors end at a semicolon, or at a comma before a capital; inside quotation marks nothing ends."""
    assert split_executors(text) == executors


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        (f"Отдел культуры {LIBRARY}", ("Отдел культуры", LIBRARY)),
        (f"Отдел культуры и {LIBRARY}", ("Отдел культуры", LIBRARY)),
        (f"Отдел культуры, {LIBRARY}", ("Отдел культуры", LIBRARY)),
        (f"Отдел спорта Отдел культуры {LIBRARY}", ("Отдел спорта", "Отдел культуры", LIBRARY)),
        (f"Директор {LIBRARY}", (f"Директор {LIBRARY}",)),
        (LIBRARY, (LIBRARY,)),
        ("Отдел культуры МБУ «Музей»", ("Отдел культуры МБУ «Музей»",)),
    ],
)
def test_executors_run_together(name: str, parts: tuple[str, ...]) -> None:
    """A name that ends in another one of the plan is two, unless only one word stands before it."""
    assert part_run_together((name,), {LIBRARY, "Отдел культуры", name}) == parts


def test_other_names_stay_as_they_are() -> None:
    """Parting one name leaves its neighbours and their order alone."""
    names = ("Музей", f"Отдел культуры {LIBRARY}", "Архив")
    assert part_run_together(names, {LIBRARY}) == ("Музей", "Отдел культуры", LIBRARY, "Архив")


def test_what_is_longer_than_a_name_is_not_parted() -> None:
    """No name has a thousand characters, and looking for others at each of its blanks would take for ever."""
    long = f"{'отдел ' * 170}{LIBRARY}"
    assert part_run_together((long,), {LIBRARY}) == (long,)


@pytest.mark.parametrize(
    ("name", "nobody"),
    [
        ("Специализированная организация, определенная Департаментом", True),
        ("Учреждения и организации города", True),
        ("Уполномоченный орган", True),
        ("Все библиотеки", True),
        ("заинтересованные лица", True),
        (LIBRARY, False),
        ("Отдел культуры", False),
        ("Всероссийская библиотека", False),
    ],
)
def test_names_of_nobody_in_particular(name: str, nobody: bool) -> None:
    """A kind of body is nobody that a task can be given to."""
    assert nobody_in_particular(name) is nobody


@given(st.text(), st.lists(st.text()))
def test_no_letter_is_lost(text: str, known: list[str]) -> None:
    """Splitting drops separators only: the words of the cell come out in their order."""

    def words(passage: str) -> str:
        return "".join(sign for sign in passage if sign.isalnum())

    assert words("".join(split_funding(text))).replace("и", "") == words(text).replace("и", "")
    assert words("".join(split_executors(text))) == words(text)
    parts = part_run_together(split_executors(text), known)
    assert words("".join(parts)).replace("и", "").replace("and", "") == words(text).replace("и", "").replace("and", "")
