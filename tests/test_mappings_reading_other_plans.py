"""Plans of other towns: what is read from their structures, in words of our own and in the documents themselves."""

from __future__ import annotations

import pytest

from mappings.plan import Plan
from mappings.reading import plan_of, read_plan
from mappings.reading.formats.text import read_text
from mappings.reading.lost_table import recovered
from mappings.reading.table.rows import Table
from tests.examples.plan_documents import codes
from tests.examples.plan_files import beside

FILES = {
    "kursk-god-bibliotek.txt": (6, 0),
    "omsk-subbotnik.txt": (10, 10),
    "rossotrudnichestvo-otkrytost.txt": (3, 6),
    "vladimir-zvonok.txt": (4, 4),
}

PIPED = """\
План мероприятий, посвященных Году чтения

N п/п | Мероприятие | Время проведения | Ответственный | Сумма, тыс. руб. |
1. | Подготовка распоряжения | март | Отдел культуры | - |
2. | Выставка | в течение года | Отдел культуры | 120,0 |
3. | Участие в Дне города: | Библиотеки города | ||
- открытие читального зала | октябрь | |||
"""
RUN_ON = """\
План мероприятий по уборке парков

N п/п Наименование мероприятия Срок исполнения
1 Уборка аллей, дорожек До 15 мая 2012 года
2 Побелка деревьев До 20 мая 2012 года
3 Ремонт ограды До 25 мая 2012 года
"""
RUN_ON_WITH_EXECUTORS = """\
План проведения мероприятий к празднику «День знаний» 1 сентября 2012 года

N п/п Наименование мероприятий Сроки и место проведения Ответственные исполнители
1 2 3 4
1. Подготовка
1.1. Ремонт залов 25.08.2012 Управление образования
1.2. Закупка цветов 30.08.2012 Отдел закупок, Отдел культуры
2. Праздник
2.1. Концерт 01.09.2012, дом культуры города, 12.00 - 14.00 ч Отдел культуры
"""
UPRIGHT = """\
II. Механизм: Открытые данные

II Механизм: Открытые данные

1.

План публикаций на 2019 - 2020 гг.

15.02.2019

15.02.2020

Отдел связи

2.

Обсуждение плана

01.03.2019

Управления ведомства

Отдел связи - свод

3.

Доклад

постоянно

Отдел связи
"""


def _plan(text: str) -> Plan:
    return plan_of(read_text(text.encode()))


def _read(plan: Plan) -> list[tuple[str, str, tuple[str, ...], list[str]]]:
    return [(one.key, one.title, one.executors, [str(due.due) for due in one.deadlines]) for one in plan.measures]


def test_a_plan_between_pipes_that_names_no_year() -> None:
    """Months without any year have no deadline; rows without a number stand below the one that leads on to them."""
    plan = _plan(PIPED)
    assert _read(plan) == [
        ("I.1", "Подготовка распоряжения", ("Отдел культуры",), []),
        ("I.2", "Выставка", ("Отдел культуры",), []),
        ("I.3.1", "открытие читального зала", ("Библиотеки города",), []),
    ]
    assert [group.key for group in plan.groups] == ["I.3"]
    assert codes(plan).count("timing-year-unknown") == 3
    assert codes(plan).count("cells-shifted") == 2


def test_rows_run_on_as_plain_text() -> None:
    """A number begins a row and a date ends its title; that cells were lost is told."""
    plan = _plan(RUN_ON)
    assert plan.title == "План мероприятий по уборке парков"
    assert _read(plan) == [
        ("I.1", "Уборка аллей, дорожек", (), ["2012-05-15"]),
        ("I.2", "Побелка деревьев", (), ["2012-05-20"]),
        ("I.3", "Ремонт ограды", (), ["2012-05-25"]),
    ]
    assert codes(plan)[0] == "table-lost"


def test_rows_run_on_with_a_month_or_a_quarter() -> None:
    """Below the words of the columns two rows are enough; the day of an act in a title ends none."""
    lines = (
        "План мероприятий",
        "N п/п Наименование мероприятий Срок исполнения Исполнители",
        "1 Полосы не менее 3 м по приказу от 16.07.2012 июль 2012 г. администрации поселений, лесхоз",
        "2 Водоёмы III - IV квартал 2012 г. Отдел ГО",
    )
    plan = _plan("\n".join(lines))
    assert _read(plan) == [
        ("I.1", "Полосы не менее 3 м по приказу от 16.07.2012", ("администрации поселений, лесхоз",), ["2012-07-31"]),
        ("I.2", "Водоёмы", ("Отдел ГО",), ["2012-12-31"]),
    ]
    assert codes(plan)[0] == "table-lost"


def test_rows_run_on_with_groups_places_and_executors() -> None:
    """What follows the date is the executor; a place with hours belongs to the timing; no date makes a group."""
    plan = _plan(RUN_ON_WITH_EXECUTORS)
    assert [(group.key, group.title) for group in plan.groups] == [("I.1", "Подготовка"), ("I.2", "Праздник")]
    assert _read(plan) == [
        ("I.1.1", "Ремонт залов", ("Управление образования",), ["2012-08-25"]),
        ("I.1.2", "Закупка цветов", ("Отдел закупок", "Отдел культуры"), ["2012-08-30"]),
        ("I.2.1", "Концерт", ("Отдел культуры",), ["2012-09-01"]),
    ]
    assert "timing-with-place" in codes(plan)


def test_a_cell_a_paragraph() -> None:
    """Numbers begin the rows, dates are the timing wherever they stand, and the years of a title are none."""
    plan = _plan(UPRIGHT)
    assert [(section.key, section.title) for section in plan.sections] == [("II", "Механизм: Открытые данные")]
    assert _read(plan) == [
        ("II.1", "План публикаций на 2019 - 2020 гг.", ("Отдел связи",), ["2019-02-15", "2020-02-15"]),
        ("II.2", "Обсуждение плана", ("Управления ведомства", "Отдел связи - свод"), ["2019-03-01"]),
        ("II.3", "Доклад", ("Отдел связи",), []),
    ]
    assert codes(plan)[0] == "table-lost"


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("1.", "Первое", "2.", "Второе"),
        ("1.", "Первое", "2.", "Второе", "3.", "Третье"),
        ("1.", "Первое", "01.02.2020", "2.", "Второе", "01.02.2020", "2.", "Третье", "01.02.2020"),
        ("2.", "А", "01.02.2020", "3.", "Б", "01.02.2020", "4.", "В", "01.02.2020"),
        ("ПОСТАНОВЛЯЮ: 1. Утвердить план. 2. Опубликовать до 1 мая 2020 года. 3. Контроль оставляю за собой.",),
        ("№ п/п Мероприятие Срок 1 Уборка до 1 мая 2020 года 2 Ремонт до 2 мая 2020 года",),
        ("№ п/п Мероприятие Срок 1 Уборка 2 Ремонт 3 Покраска",),
        ("№ п/п Мероприятие Срок 3 Уборка до 1 мая 2020 года 2 Ремонт до 2 мая 2020 года 1 А до 3 мая 2020 года",),
    ],
)
def test_texts_that_were_no_table(texts: tuple[str, ...]) -> None:
    """Few numbers, numbers out of order, or none with dates are no table that lost its cells."""
    assert recovered(Table(texts, ())) is None


def test_only_texts_without_cells_are_recovered() -> None:
    """A table that has cells and no header is no plan's."""
    table = read_text(b"1.\tA\t01.02.2020\n2.\tB\t01.02.2020\n3.\tC\t01.02.2020")
    assert recovered(table) is None


@pytest.mark.parametrize("name", FILES)
def test_the_documents_themselves(name: str) -> None:
    """Every row of each of them is a measure, and every date in them a deadline."""
    plan = read_plan(beside(f"other/{name}"))
    assert (len(plan.measures), sum(len(one.deadlines) for one in plan.measures)) == FILES[name]
    assert "row-unread" not in codes(plan)
