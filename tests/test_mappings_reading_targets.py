"""Targets: what the words of a target cell ask for, and which numbers in them ask for nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mappings.plan import Indicator, IndicatorKind
from mappings.reading.quantities import MOST, quantities
from mappings.reading.targets import read_target, wants_a_count

TOTAL, PER_YEAR, LEVEL, GROWTH, DONE, QUALITATIVE = IndicatorKind


def _only(text: str, *, annual: bool = False) -> Indicator:
    (indicator,) = read_target(text, annual=annual)
    return indicator


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Проведено 9 опросов", "="),
        ("Подготовлено не менее 9 справок", ">="),
        ("Не ниже 9 баллов", ">="),
        ("не меньше 9", ">="),
        ("Внедрено не менее чем в 9 библиотеках", ">="),
        ("Создано не менее, чем 9 центров", ">="),
        ("at least 9 events", ">="),
        ("not less than 9", ">="),
        ("no less than 9", ">="),
        ("≥ 9", ">="),
        (">=9", ">="),
        ("9 и более выставок", ">="),
        ("9 или больше", ">="),
        ("9+", ">="),
        ("9-12 мероприятий", ">="),
        ("9 – 12 мероприятий", ">="),
        ("от 9 до 12 мероприятий", ">="),
        ("от 9 мероприятий", ">="),
        ("не более 9 жалоб", "<="),
        ("не выше 9", "<="),
        ("at most 9 days", "<="),
        ("no more than 9", "<="),
        ("≤9", "<="),
        ("<= 9", "<="),
        ("до 9 дней", "<="),
        ("9 и менее", "<="),
        ("более 9 мероприятий", ">"),
        ("свыше 9", ">"),
        ("more than 9", ">"),
        ("over 9 events", ">"),
        ("> 9", ">"),
        ("менее 9 дней", "<"),
        ("less than 9", "<"),
        ("under 9", "<"),
        ("< 9", "<"),
        ("rover 9", "="),
    ],
)
def test_comparators(text: str, sign: str) -> None:
    """The words before and after a number say how it is compared; without any it is asked for as it is."""
    indicator = _only(text)
    assert (indicator.comparator, indicator.value) == (sign, Decimal(9))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10 000 посещений", "10000"),
        ("1\u00a0234\u00a0567 посещений", "1234567"),
        ("2,5 процента", "2.5"),
        ("2.5%", "2.5"),
        ("Модернизировано 2 библиотеки.", "2"),
        ("Открыто 3, обновлено 4", "3"),
        ("3-х библиотек", "3"),
        ("5-ти центров", "5"),
        ("5 (пять) мероприятий", "5"),
        ("Не менее 2000 экземпляров", "2000"),
        ("999999999999 книг", "999999999999"),
    ],
)
def test_numbers(text: str, value: str) -> None:
    """Blanks part thousands, a comma or a point the decimals; endings and words in brackets are left out."""
    assert _only(text).value == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "Оснащено библиотек доступом со скоростью не менее 10 Мбит/с",
        "канал 100 Mbps",
        "хранилище на 10 ГБ",
        "Внедрение по закону № 152",
        "с соблюдением закона 152-ФЗ",
        "в соответствии со ст. 16.34",
        "по приложению 3",
        "по п. 5",
        "Предоставление отчёта 6-НК",
        "к 9 мая",
        "до 25 мая 2024 года",
        "до 25.05.2024",
        "к 80-летию Победы",
        "до 2030 года",
        "к 2030",
        "в 2021 – 2030",
        "2021–2030 гг.",
        "за 3 года",
        "для детей 6+",
        "1-й этап проекта",
        "в 21 веке",
        "с 10.00 - 12.00",
        "номер 2.0.1",
        "код 1234567890123",
        "в режиме 24/7",
        "НЭБ2",
    ],
)
def test_numbers_that_are_no_targets(text: str) -> None:
    """Speeds, sizes, references, forms, dates, ages, ordinals and hours count nothing."""
    assert _only(text).value is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("К 2025 году создано 3 центра", 3, "центра"),
        ("В 2021 – 2025 гг. создано 3 центра", 3, "центра"),
        ("К 80-летию Победы проведено 4 концерта", 4, "концерта"),
        ("Рост с 50% до 80% библиотек", 80, "библиотек"),
        ("Рост с 50 до 80 библиотек", 80, "библиотек"),
        ("Оснащено 5 библиотек со скоростью не менее 10 Мбит/с", 5, "библиотек"),
    ],
)
def test_a_target_beside_other_numbers(text: str, value: int, unit: str) -> None:
    """The number that counts is found past those that do not."""
    assert (_only(text).value, _only(text).unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Проведено не менее 2 обучающих мероприятий по мягким навыкам", "обучающих мероприятий"),
        ("Создание 1 специализированной творческо-игровой зоны", "специализированной творческо-игровой зоны"),
        ("Приобретено (построено) 1 здание (помещение)", "здание"),
        ("Проведено 1 мероприятие в год", "мероприятие"),
        ("100 детей города", "детей"),
        ("не более 5 дней", "дней"),
        ("Оборудовано 5 рабочих мест", "рабочих мест"),
        ("10 годовых отчётов", "годовых отчётов"),
        ("100% муниципальных общедоступных библиотек", "муниципальных общедоступных библиотек"),
        ("в 3 в общественных организациях", "общественных организациях"),
        ("Отремонтировано 100 кв. м", "кв. м"),
        ("2,5 тыс. экз. книг", "тыс. экз"),
        ("8 ежегодно", ""),
        ("8 в каждом районе", ""),
        ("8 «Точек роста»", ""),
        ("Доля – 100%", "%"),
        ("Прирост 5 процентов ежегодно", "%"),
        ("at least 5 events per year", "events"),
    ],
)
def test_units(text: str, unit: str) -> None:
    """What is counted is the noun after the number with its adjectives, in the case printed."""
    assert _only(text).unit == unit


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Проведено 9 опросов", TOTAL),
        ("Создано ресурсов", TOTAL),
        ("Повышение квалификации не менее 7 специалистов", TOTAL),
        ("Доля библиотек – 100%", LEVEL),
        ("100% библиотек", LEVEL),
        ("Выполнение плана на 100%", LEVEL),
        ("Повышение квалификации 100% сотрудников", LEVEL),
        ("Увеличение доли до 80%", LEVEL),
        ("Рост с 50% до 80% библиотек", LEVEL),
        ("Уровень удовлетворённости не менее 4 баллов", LEVEL),
        ("Внедрено во всех библиотеках", LEVEL),
        ("Пополнение фонда на 3%", GROWTH),
        ("Рост посещаемости не менее чем на 5%", GROWTH),
        ("Рост на не менее 5%", GROWTH),
        ("Прирост 5%", GROWTH),
        ("Увеличение количества мероприятий на 5", GROWTH),
        ("Снижение числа отказов на 5%", GROWTH),
        ("Increase of visits by 5%", GROWTH),
        ("Создана единая точка доступа", DONE),
        ("Участие в конкурсе", DONE),
        ("Увеличение доступности библиотек", QUALITATIVE),
        ("Работа библиотек по проектам", QUALITATIVE),
        ("Улучшение условий", QUALITATIVE),
    ],
)
def test_kinds(text: str, kind: IndicatorKind) -> None:
    """A percent is a level unless it is a growth by so much; without a number a thing is done or a direction taken."""
    assert _only(text).kind is kind


def test_a_count_asked_every_year() -> None:
    """A count is per year where the measure is annual and the target itself says so."""
    assert _only("Оцифровано 4 документа ежегодно", annual=True).kind is PER_YEAR
    assert _only("4 документа в год", annual=True).kind is PER_YEAR
    assert _only("Подготовлено 9 справок", annual=True).kind is TOTAL
    assert _only("Оцифровано 4 документа ежегодно", annual=False).kind is TOTAL
    assert _only("Рост ежегодно на 3%", annual=True).kind is GROWTH
    assert _only("1 раз в год", annual=True).unit == "раз"


@pytest.mark.parametrize(
    ("text", "sign"), [("Увеличение доли до 80%", "="), ("Доведение до 80%", "="), ("Снижение доли до 80%", "<=")]
)
def test_up_to_is_a_limit_unless_something_is_to_rise(text: str, sign: str) -> None:
    """«До 80%» is reached from below by what grows, and not passed by anything else."""
    assert (_only(text).comparator, _only(text).value) == (sign, Decimal(80))


def test_everywhere_is_all_of_them() -> None:
    """«Во всех библиотеках» asks for 100 percent of the libraries."""
    indicator = _only("Внедрено во всех общедоступных библиотеках")
    assert indicator == Indicator(
        LEVEL,
        "=",
        Decimal(100),
        "общедоступных библиотеках",
        percent=True,
        text="Внедрено во всех общедоступных библиотеках",
    )
    assert _only("in all libraries").unit == "libraries"


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", []),
        (" ; ;", []),
        ("Создана точка доступа; проведено 5 мероприятий", ["Создана точка доступа", "проведено 5 мероприятий"]),
        ("100% библиотек имеют НЭБ 50% библиотек имеют ПБ", ["100% библиотек имеют НЭБ", "50% библиотек имеют ПБ"]),
        ("100% библиотек не менее 50% фонда", ["100% библиотек", "не менее 50% фонда"]),
        ("Не менее 5 мероприятий, не менее 100 участников", ["Не менее 5 мероприятий", "не менее 100 участников"]),
        ("5 мероприятий, 100 участников", ["5 мероприятий", "100 участников"]),
        ("5 мероприятий, в том числе не менее 2 выставок", ["5 мероприятий, в том числе не менее 2 выставок"]),
        ("5 мероприятий в 3 библиотеках", ["5 мероприятий в 3 библиотеках"]),
        ("5 мероприятий, 3", ["5 мероприятий, 3"]),
        ("от 50% до 80% библиотек", ["от 50% до 80% библиотек"]),
    ],
)
def test_clauses(text: str, clauses: list[str]) -> None:
    """A semicolon, a further share and a counted thing after a comma begin an indicator of their own."""
    assert [one.text for one in read_target(text, annual=False)] == clauses


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Создано тематических сайтов", True),
        ("Создано ресурсов", True),
        ("Оснащено библиотек со скоростью не менее 10 Мбит/с", True),
        ("Открыт центр; создано ресурсов", True),
        ("Создано 5 ресурсов", False),
        ("Модернизировано пространство библиотек", False),
        ("Внедрено во всех библиотеках", False),
        ("Оснащено компьютеров во всех библиотеках", False),
        ("", False),
    ],
)
def test_a_number_left_out(text: str, wanted: bool) -> None:
    """A participle and a genitive plural want a number between them; with one, or «all», nothing is missing."""
    assert wants_a_count(text) is wanted


@pytest.mark.parametrize(
    ("text", "sign", "value", "unit"),
    [
        ("Создано два центра", "=", 2, "центра"),
        ("Трёх выставок", "=", 3, "выставок"),
        ("Открыта одна библиотека", "=", 1, "библиотека"),
        ("Проведён один опрос", "=", 1, "опрос"),
        ("Один концерт", "=", 1, "концерт"),
        ("Не менее одного мероприятия", ">=", 1, "мероприятия"),
        ("Не менее пяти книг", ">=", 5, "книг"),
        ("Участие в двух конкурсах", "=", 2, "конкурсах"),
        ("не более двенадцати дней", "<=", 12, "дней"),
        ("at least two events", ">=", 2, "events"),
        ("не менее 3 (трех) публикаций", ">=", 3, "публикаций"),
    ],
)
def test_numbers_in_words(text: str, sign: str, value: int, unit: str) -> None:
    """A number written as a word counts like one in figures."""
    indicator = _only(text)
    assert (indicator.comparator, indicator.value, indicator.unit) == (sign, Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "в одном месте",
        "Подготовка одного из докладов",
        "по принципу одного окна",
        "за два года",
        "в течение трёх месяцев",
        "Ремонт по адресу ул. Ленина, 5",
        "Открыто в д. 10",
        "Соблюдение ГОСТ Р 52872-2019",
        "Выполнение СанПиН 2.4.3648-20",
        "Профилактика COVID-19",
        "в 18:30",
        "начало в 10.00 ч",
        "в IV квартале и 2 квартале",
        "для 5-9 классов",
        "Ремонт на 2 этаже",
        "Федеральный закон от 06.10.2003 № 131-ФЗ",
    ],
)
def test_more_numbers_that_are_no_targets(text: str) -> None:
    """Addresses, standards, hours, storeys, forms of a school and spans of time count nothing."""
    assert _only(text).value is None


@pytest.mark.parametrize(
    ("text", "kind", "sign", "value", "baseline"),
    [
        ("Увеличение доли с 45 до 60 %", LEVEL, "=", 60, 45),
        ("Доля с 45 % до 60 % библиотек", LEVEL, "=", 60, 45),
        ("Доля участников с 45 процентов до 60 процентов", LEVEL, "=", 60, 45),
        ("Рост с 50 до 80 библиотек", TOTAL, "=", 80, 50),
        ("Снижение доли с 60 до 45 %", LEVEL, "<=", 45, 60),
        ("60 % (2020 год – 45 %)", LEVEL, "=", 60, 45),
        ("не менее 60 % (в 2020 г. – 45,5 %)", LEVEL, ">=", 60, "45.5"),
        ("from 45 to 60 %", LEVEL, "=", 60, 45),
        ("60 %", LEVEL, "=", 60, None),
    ],
)
def test_baselines(text: str, kind: IndicatorKind, sign: str, value: int, baseline: str | int | None) -> None:
    """The number a target starts from stands beside the one it asks for, and says which way is meant."""
    indicator = _only(text)
    assert (indicator.kind, indicator.comparator, indicator.value) == (kind, sign, Decimal(value))
    assert indicator.baseline == (None if baseline is None else Decimal(baseline))


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("рост в 2 раза", "=", "100"),
        ("Увеличение посещаемости в 1,5 раза", "=", "50"),
        ("увеличение не менее чем в 3 раза", ">=", "200"),
        ("снижение в 2 раза", "<=", "-50"),
        ("сокращение в 3 раза", "<=", "-66.7"),
    ],
)
def test_growth_by_so_many_times(text: str, sign: str, value: str) -> None:
    """«В 2 раза» is growth by 100 %, or a fall by 50; so many times without growing are a count."""
    indicator = _only(text)
    assert (indicator.kind, indicator.comparator, indicator.value) == (GROWTH, sign, Decimal(value))
    assert (indicator.unit, indicator.percent) == ("%", True)
    assert _only("Проведено 2 раза").kind is TOTAL


@pytest.mark.parametrize(
    ("text", "kind", "sign", "value"),
    [
        ("–10 %", GROWTH, "<=", -10),
        ("-10%", GROWTH, "<=", -10),
        ("Число отказов \u221210 %", GROWTH, "<=", -10),
        ("Изменение числа отказов –10 %", GROWTH, "<=", -10),
        ("снижение на 10 %", GROWTH, "<=", -10),
        ("Снижение числа жалоб не менее чем на 10 %", GROWTH, "<=", -10),
        ("Снижение числа жалоб более чем на 10 %", GROWTH, "<", -10),
        ("Увеличение выдачи, снижение отказов на 10 %", GROWTH, "<=", -10),
        ("Снижение нагрузки, рост выдачи на 10 %", GROWTH, "=", 10),
        ("Decrease of refusals by 10 %", GROWTH, "<=", -10),
        ("+5 %", GROWTH, "=", 5),
        ("Прирост посещений +5 %", GROWTH, "=", 5),
        ("Доля – 100%", LEVEL, "=", 100),
        ("Доля –100%", LEVEL, "=", 100),
        ("Снижение доли до 45 %", LEVEL, "<=", 45),
        ("Доведение до +5", TOTAL, "=", 5),
        ("5 -10 %", LEVEL, ">=", 5),
    ],
)
def test_signs(text: str, kind: IndicatorKind, sign: str, value: int) -> None:
    """A sign or a word of falling makes growth that is negative, of which less is better; a dash is no sign."""
    indicator = _only(text)
    assert (indicator.kind, indicator.comparator, indicator.value) == (kind, sign, Decimal(value))


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("10,000 visits", "10000", "visits"),
        ("at least 1,234,567 visits", "1234567", "visits"),
        ("1,234.5 km", "1234.5", "km"),
        ("2,5 percent", "2.5", "%"),
        ("0,500 km", "0.5", "km"),
        ("10,000 посещений", "10", "посещений"),
    ],
)
def test_thousands_of_an_english_text(text: str, value: str, unit: str) -> None:
    """A comma before three digits parts thousands in English, and decimals in Russian."""
    assert (_only(text).value, _only(text).unit) == (Decimal(value), unit)


def test_the_start_of_an_english_target_has_thousands_too() -> None:
    """«From 1,000 to 2,000» starts from a thousand."""
    assert _only("from 1,000 to 2,000 visits").baseline == 1000


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("60 % (2020 год – 45 %)", 2020),
        ("с 45 % в 2020 году до 60 %", 2020),
        ("from 45 % in 2020 to 60 %", 2020),
        ("с 45 до 60 %", None),
    ],
)
def test_the_year_of_a_baseline(text: str, year: int | None) -> None:
    """The year of the starting number is kept where the text names it."""
    assert (_only(text).baseline, _only(text).baseline_year) == (Decimal(45), year)


_ROW = ((2024, 10), (2025, 12), (2026, 15))


@pytest.mark.parametrize(
    ("text", "kind", "sign", "unit", "targets"),
    [
        ("2024 – 10, 2025 – 12, 2026 – 15", PER_YEAR, "=", "", _ROW),
        ("2024: 10; 2025: 12; 2026: 15", PER_YEAR, "=", "", _ROW),
        ("2024 – 10 2025 – 12 2026 – 15", PER_YEAR, "=", "", _ROW),
        ("в 2024 году – 10, в 2025 году – 12 и в 2026 году – 15 выставок", PER_YEAR, "=", "выставок", _ROW),
        ("Проведено выставок: 2024 – 10, 2025 – 12, 2026 – 15", PER_YEAR, "=", "", _ROW),
        ("Не менее: 2024 г. - 10, 2025 г. - 12, 2026 г. - 15", PER_YEAR, ">=", "", _ROW),
        ("Выставки, ед.: 2024 – не менее 10, 2025 – не менее 12, 2026 – не менее 15", PER_YEAR, ">=", "ед", _ROW),
        ("Доля: 2024 – 10 %, 2025 – 12 %, 2026 – 15 %", LEVEL, "=", "%", _ROW),
        ("Охват, %: 2024 – 10, 2025 – 12, 2026 – 15", LEVEL, "=", "%", _ROW),
        ("Рост: 2024 – 10 %, 2025 – 12 %, 2026 – 15 %", GROWTH, "=", "%", _ROW),
        ("Снижение: 2024 – 3 %, 2025 – 5 %", GROWTH, "<=", "%", ((2024, -3), (2025, -5))),
        ("visits: 2024 – 1,000, 2025 – 1,200", PER_YEAR, "=", "", ((2024, 1000), (2025, 1200))),
        (
            "Посещений, тыс. человек: 2024 – 2 000, 2025 – 2100",
            PER_YEAR,
            "=",
            "тыс. человек",
            ((2024, 2000), (2025, 2100)),
        ),
    ],
)
def test_targets_by_year(
    text: str, kind: IndicatorKind, sign: str, unit: str, targets: tuple[tuple[int, int], ...]
) -> None:
    """A number for each of several years is one indicator with a target for each; its value is the last."""
    indicator = _only(text)
    assert (indicator.kind, indicator.comparator, indicator.unit) == (kind, sign, unit)
    assert indicator.targets == tuple((year, Decimal(value)) for year, value in targets)
    assert indicator.value == targets[-1][1]


@pytest.mark.parametrize(
    "text",
    [
        "60 % (2020 год – 45 %)",
        "2021 – 2023, 2024 – 2026",
        "2021 – 2023 годы, 2024 – 2026 гг.: проведено 5 выставок",
        "2024 – 10",
        "2025 – 12, 2024 – 10",
        "Проведено 30 выставок: 2024 – 10, 2025 – 20",
    ],
)
def test_years_that_part_no_target(text: str) -> None:
    """One year, ranges of years, years that run back and the parts of a number are no targets by year."""
    assert all(one.targets == () for one in read_target(text, annual=True))


def test_targets_by_year_beside_others() -> None:
    """What stands before and after a row of years are indicators of their own, and nothing is missing in the row."""
    text = "Создан центр. Проведено выставок: 2024 – 10, 2025 – 12. Обучено 100 человек; 2024 – 1; 2025 – 2"
    assert [(one.text, one.value) for one in read_target(text, annual=False)] == [
        ("Создан центр", None),
        ("Проведено выставок: 2024 – 10, 2025 – 12", 12),
        ("Обучено 100 человек", 100),
        ("2024 – 1; 2025 – 2", 2),
    ]
    assert not wants_a_count(text)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Проведено 5 семинаров. Обучено 100 человек.", ["Проведено 5 семинаров", "Обучено 100 человек."]),
        ("Проведено 5 семинаров, охват 100 человек", ["Проведено 5 семинаров, охват", "100 человек"]),
        ("5 книг, включая 2 новые", ["5 книг, включая 2 новые"]),
        ("Дом им. Пушкина отремонтирован", ["Дом им. Пушкина отремонтирован"]),
    ],
)
def test_sentences_and_words_before_a_number_part_indicators(text: str, clauses: list[str]) -> None:
    """A sentence of its own is an indicator of its own; so is a counted thing after a comma and a word."""
    assert [one.text for one in read_target(text, annual=False)] == clauses


def test_each_of_them_is_all_of_them() -> None:
    """«В каждой библиотеке» is 100 percent of them, like «во всех»."""
    indicator = _only("Внедрено в каждой библиотеке")
    assert (indicator.kind, indicator.value, indicator.percent) == (LEVEL, Decimal(100), True)


_PIECES = st.sampled_from(
    [
        *("9", "100%", "2030", "2 500", "3,5", "12.05.2024", "10 Мбит/с", "№ 5", "999999999999999", "٣", "½", "1e5"),
        *(" ", ", ", "; ", "-", "–", "%", "(", ")", "«", "»", ".", "·"),
        *("2024 – 10, ", "2025 – 12; ", "2026: 15 %", "10,000", "visits ", "–10 %", "+5", "снижение ", "раза "),
        *("два ", "одного ", "с 45 ", "(2020 год - 45 %)", "в 2 раза", "ул. Ленина, ", "охват "),
        *("не менее ", "до ", "на ", "в ", "с ", "рост", "доля", "ежегодно", "библиотек", "создано", "во всех "),
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=12).map("".join)), st.booleans())
@example("1 000" * 50, True)
def test_any_target_is_read(text: str, annual: bool) -> None:
    """No text is too odd; a value is finite and small enough to be exact, and every text is a passage of the cell."""
    for one in read_target(text, annual=annual):
        assert one.text
        assert (one.value is None) == (one.comparator is None)
        assert one.value is None or (one.value.is_finite() and abs(one.value) < Decimal(10) ** 15)
        assert one.value is None or one.value >= 0 or one.kind is GROWTH
        assert not one.targets or one.value == one.targets[-1][1]
        assert not one.percent or one.value is not None
    assert isinstance(wants_a_count(text), bool)


def test_more_parts_than_any_target_has() -> None:
    """Of sentences without end the last part holds all that follow, and of numbers the first ones are looked at."""
    indicators = read_target("; ".join(f"Проведено {number} опросов" for number in range(1, 3 * MOST)), annual=False)
    assert len(indicators) == MOST + 1
    assert indicators[MOST - 1].value == MOST
    assert indicators[MOST].text.endswith(f"Проведено {3 * MOST - 1} опросов")
    assert len(list(quantities("5 справок " * 3 * MOST))) == MOST
