"""Cells that hold several names: where one ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.reading import plan_of
from mappings.reading.body_words import BODIES, EITHER, JOINING, POSTS
from mappings.reading.formats.separated import read_separated
from mappings.reading.formats.web_page import read_web_page
from mappings.reading.names import (
    names_in_lines,
    nobody_in_particular,
    part_run_together,
    split_executors,
    split_funding,
)
from mappings.reading.table.rows import Table

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
        ("Управление по г. Владимиру, управление спорта", ("Управление по г. Владимиру", "управление спорта")),
        ("", ()),
        ("—", ()),
        (";;", ()),
    ],
)
def test_executors(text: str, executors: tuple[str, ...]) -> None:
    """Executors end at a semicolon, or at a comma before a capital; inside quotation marks nothing ends."""
    assert split_executors(text) == executors


@pytest.mark.parametrize(
    "text",
    [
        "отдел культуры | отдел образования | отдел спорта",
        "Управление культуры, спорта и молодёжной политики",
        "Комитет по культуре, туризму и делам молодежи",
        "Правление общества | библиотеки города",
        "Управление культуры | централизованные библиотечные системы",
        "Зам. директора по УВР | классные руководители | социальный педагог",
        "замдиректора по АХР | педагог-организатор",
        "директора школ | руководители учреждений",
        "Заместитель директора по учебной и воспитательной работе",
        "Планово-экономический и юридический отдел",
        "финансовый, юридический отделы",
        "Отдел по делам ГО и ЧС",
        "Отдел по связям с общественностью и СМИ",
        "Директор школы и библиотеки",
        "Петрова О. Н., директор МБУ ЦБС",
        "Петрова О. Н., директор МБУ ЦБС | Сидоров А.А., методист",
        "И.И. Иванов | П.П. Петров",
        "Правление общества | библиотеки-члены общества",
        "Управление образования края | управление культуры | министерства | ведомства",
        "Главное образовательное учреждение | администрации районов",
        "Управління освіти | відділ культури та спорту",
        "Clerk | councillors",
        "Parks and Recreation Department",
        "Library Board | Friends Group",
        "Director | Staff",
        "Collections & IT",
        "Smith & Jones",
    ],
)
def test_executors_that_a_comma_parts(text: str) -> None:
    """A small letter begins another name where a body or a post does, and goes on with the name where none does."""
    assert split_executors(text.replace(" |", ",")) == tuple(text.split(" | "))


@pytest.mark.parametrize(
    ("text", "executors"),
    [
        ("Отдел культуры совместно с ЦБС", ("Отдел культуры", "ЦБС")),
        ("Отдел культуры, совместно со школами", ("Отдел культуры", "школами")),
        ("Отдел культуры при участии МБУ «ЦБС»", ("Отдел культуры", "МБУ «ЦБС»")),
        ("отдел культуры, а также библиотеки города", ("отдел культуры", "библиотеки города")),
        ("отдел культуры и отдел спорта", ("отдел культуры", "отдел спорта")),
        ("Отдел культуры и МБУ «ЦБС»", ("Отдел культуры", "МБУ «ЦБС»")),
        ("Отдел культуры & ЦБС", ("Отдел культуры", "ЦБС")),
        ("ЦБС и ЦДБ", ("ЦБС", "ЦДБ")),
        ("Иванов И.И. и Петров П.П.", ("Иванов И.И.", "Петров П.П.")),
        ("Исполнительный директор и главный бухгалтер", ("Исполнительный директор", "главный бухгалтер")),
        ("Library Board and Director", ("Library Board", "Director")),
        ("Library Director & Friends Group", ("Library Director", "Friends Group")),
        ("Library together with Schools", ("Library", "Schools")),
        ("отдел культуры,отдел спорта", ("отдел культуры", "отдел спорта")),
        ("Отдел культуры, ", ("Отдел культуры",)),
        ("Отдел культуры и", ("Отдел культуры",)),
        ("и отдел культуры, и", ("отдел культуры",)),
        ("Совместно с отделом культуры", ("отделом культуры",)),
    ],
)
def test_words_and_signs_that_join_executors(text: str, executors: tuple[str, ...]) -> None:
    """What only joins two names belongs to neither, and is left hanging at no end of one."""
    assert split_executors(text) == executors


@pytest.mark.parametrize(
    "lines",
    [
        "Замдиректора по АХР | Педагог-организатор",
        "МБУ / «ЦБС»",
        "МБУ «ЦБС» | МБУ «Музей»",
        "Музей | Архив",
        "Отдел культуры / Администрации города Омска",
        "Отдел культуры / Мегионского района",
        "Центральная / Библиотека",
        "Отдел культуры | отдел спорта",
        "Заведующий / отделом комплектования",
        "Директор / МБУ «ЦБС»",
        "Директор ЦБС / Петрова О.Н. | Завуч / Сидорова А.А.",
        "Петрова О.Н. / директор ЦБС | Сидорова А.А.",
        "Петрова / О.Н.",
        "Управление (культуры / Спорта)",
        "Отдел по / Культуре",
        "Head of Library / Services",
        "Property Services | Estates",
        "Класни ръководители | учители",
        "Стриженко І.В. | Бондар Н.М",
    ],
)
def test_executors_on_lines_of_their_own(lines: str) -> None:
    """A paragraph is a name of its own, unless the one above asks for more or it cannot begin one."""
    names = tuple(name.replace(" / ", " ") for name in lines.split(" | "))
    assert split_executors(names_in_lines(lines.replace(" | ", " / ").split(" / "))) == names


@pytest.mark.parametrize(
    "text",
    [
        "Петрова О.Н. | Сидоров А.А.",
        "Клименко П.П. | Бондар Н.М",
        "Директор Петрова О.Н. | Сидоров А.",
        "И.И. Иванов Петр",
    ],
)
def test_persons_that_stand_side_by_side(text: str) -> None:
    """Where a surname with its initials ends and another begins, nothing else need part them."""
    assert split_executors(text.replace(" | ", " ")) == tuple(text.split(" | "))


def test_what_a_name_is_called_below_is_no_part_of_it() -> None:
    """«(далее – …)» tells the reader of the document a shorter word, and names nobody."""
    assert split_executors("Отдел культуры (далее – Отдел), музей (по согласованию)") == (
        "Отдел культуры",
        "музей (по согласованию)",
    )


def test_lines_that_end_with_a_sign_or_begin_with_a_bullet() -> None:
    """A comma at a line's end is read as any comma is; a bullet begins a name and is no part of it."""
    assert split_executors(names_in_lines(["Управление культуры,", "спорта"])) == ("Управление культуры, спорта",)
    assert split_executors(names_in_lines(["отдел культуры,", "отдел спорта;", "ЦБС"])) == (
        *("отдел культуры", "отдел спорта", "ЦБС"),
    )
    assert split_executors(names_in_lines(["- отдел культуры", "- школы"])) == ("отдел культуры", "школы")
    assert names_in_lines(["", " "]) == ""


CSV = '№;Мероприятие;Срок;Исполнитель\n1;Провести;2025;"Отдел\nкультуры\nМузей"\n'
HTML = (
    "<table><tr><td>№<td>Мероприятие<td>Срок<td>Исполнитель</tr>"
    "<tr><td>1<td>Провести<td>2025<td><p>Отдел\n культуры</p>Музей</tr></table>"
)


@pytest.mark.parametrize(("read", "data"), [(read_separated, CSV), (read_web_page, HTML)])
def test_lines_of_a_cell(read: Callable[[bytes], Table], data: str) -> None:
    """Names on lines of their own are parted and told of, whatever the format's lines are."""
    plan = plan_of(read(data.encode()))
    assert plan.measures[0].executors == ("Отдел культуры", "Музей")
    assert [finding.code for finding in plan.findings].count("executors-run-together") == 1


def test_a_list_too_long_for_a_cell_of_executors_is_parted_at_sure_signs_only() -> None:
    """Looking at each of thousands of commas would take for ever, and names nobody."""
    assert len(split_executors("Отдел, " * 99 + "Отдел")) == 100
    assert len(split_executors("Отдел, " * 200 + "Отдел; Музей")) == 2
    assert len(split_executors(names_in_lines(["отдел"] * 200))) == 200


def test_words_stand_once_in_their_tables() -> None:
    """A word in two tables of bodies and posts would be judged by the first only."""
    words = [word for table in (BODIES, POSTS, EITHER) for word in table.split()]
    assert sorted(set(words)) == sorted(words)
    assert all(word == word.lower() for word in (*words, *JOINING))


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
    """Splitting drops separators and the words that join names: all others come out in their order."""

    def words(passage: str) -> str:
        for joined in (*JOINING, "and", "и"):
            passage = re.sub(joined.replace(" ", r"\s+"), "", passage, flags=re.IGNORECASE)
        return "".join(sign for sign in passage if sign.isalnum())

    assert words("".join(split_funding(text))) == words(text)
    assert words(" ".join(split_executors(text))) == words(text)
    assert words(" ".join(part_run_together(split_executors(text), known))) == words(text)


@given(st.lists(st.sampled_from(["Отдел", "отдел", "«ЦБС»", "(", "и", "совместно с", ",", "-", "О.Н.", "Петрова"])))
def test_nothing_is_left_hanging(pieces: list[str]) -> None:
    """No name begins or ends with what joins it to another, however the cell was typed."""
    for name in (*split_executors(" ".join(pieces)), *split_executors(names_in_lines(pieces))):
        assert name.strip(" ,;") == name != ""
        assert not re.search(r"(?:^|\s)(?:и|совместно с)$|^(?:и|совместно с)(?:\s|$)", name)


def test_a_stroke_between_blanks_parts() -> None:
    """«A / B» are two; a stroke within a word parts nothing."""
    assert split_executors("Outreach Team / Volunteers") == ("Outreach Team", "Volunteers")
    assert split_executors("Директор/заместитель школы") == ("Директор/заместитель школы",)
