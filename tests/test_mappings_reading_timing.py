"""Timings: what each phrase means, and that nothing is guessed from a phrase that is not understood."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mappings.plan import Recurrence, Timing
from mappings.reading.timing import TimingReading, deadlines_for, read_timing, says_annual, year_end

PERIOD = (2021, 2030)

# each phrase stands between bars
UNREAD = """
    201620172018 | 20162017 | 6 квартал 2026 год | IV квартал 2027 г.
    24.05.2011, школы, 10.00 - 12.00 ч
    24.05.2011, общеобразовательные учреждения города, 10.00 - 12.00 ч | 32.01.2020 | 29.02.2021
    00.05.2020 | 10.13.2020 | 25.03.2020 31.04.2021 | 31 апреля 2021 года | 30.11.2007 01.12.2007
    24.05.2011 – 26.05.2011 | 20.05.11 | 20 мартобря 2011 года | 25 апреля | апрель 2025 года | сентябрь
    июнь - август | 1 полугодие 2025 года | в течение года | до 2025 года | к 2025 году
    после 2025 года | 2021-30 | 2021/2022 | 2021–2023; 2025–2027 | 2021 – 2024 – 2030 | 1821 – 1830
    2121 | 20300 | ежегодно до 1 апреля | Ежегодно в августе | ежегодно 25.03.2020
    ежегодно до 25.03.2020, 25.03.2021 | 4 раза в год | ежеквартально | постоянно, 2021 – 2030
    по отдельному плану | в течение 30 дней после принятия закона | отчет за 2025 год | 2025? | - | ()
    .
"""


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.strip().splitlines() for phrase in line.split("|")]


def _read(text: str, *, annual: bool = False, period: tuple[int, int] | None = PERIOD) -> TimingReading:
    return read_timing(text, annual=annual, period=period)


def _days(reading: TimingReading) -> list[str]:
    return [day.isoformat() for day in reading.timing.due]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2030", 2030),
        ("2024 год", 2024),
        ("2024г.", 2024),
        ("2024 г", 2024),
        ("2024.", 2024),
        ("в 2024 году", 2024),
        ("в течение 2024 года", 2024),
        ("До конца 2025 года", 2025),
        ("к концу 2025 г.", 2025),
        ("by the end of 2025", 2025),
        ("in 2025", 2025),
        ("\u00a02030\t", 2030),
    ],
)
def test_a_single_year_is_due_at_its_end(text: str, year: int) -> None:
    """A year alone, however it is put, gives its last day and begins with its first."""
    timing = Timing(Recurrence.ONCE, (date(year, 12, 31),), date(year, 1, 1), date(year, 12, 31))
    assert _read(text) == TimingReading(timing)


@pytest.mark.parametrize(
    "text",
    [
        *(f"2021{dash}2024" for dash in ("-", "‐", "‑", "‒", "–", "—", "―", "−")),
        *(f"2021 {dash} 2024" for dash in ("-", "–", "—")),
        "2021 -2024",
        "2021 — 2024 годы",
        "2021-2024 гг.",
        "2021 г. – 2024 г.",
        "2021 год - 2024 год",
        "в 2021–2024 годах",
        "в период 2021–2024 годов",
        "в течение 2021-2024 годов",
        "с 2021 по 2024 год",
        "с 2021 года по 2024 год",
        "в период с 2021 до 2024 года",
        "(2021 – 2024)",
        "from 2021 to 2024",
    ],
)
def test_a_range_is_due_in_its_last_year(text: str) -> None:
    """Every dash means a range; it is due once, at the end of the last year, and begins with the first."""
    timing = Timing(Recurrence.ONCE, (date(2024, 12, 31),), date(2021, 1, 1), date(2024, 12, 31))
    assert _read(text) == TimingReading(timing)


@pytest.mark.parametrize(
    "text",
    ["2021 – 2024", "ежегодно, 2021–2024", "2021 - 2024 годы (ежегодно)", "2021-2024, 1 раз в год", "2021–2024 yearly"],
)
def test_an_annual_measure_is_due_each_year_of_its_range(text: str) -> None:
    """What comes back every year has a deadline at the end of each."""
    reading = _read(text, annual=True)
    assert _days(reading) == ["2021-12-31", "2022-12-31", "2023-12-31", "2024-12-31"]
    assert (reading.timing.recurrence, reading.doubts) == (Recurrence.ANNUAL, ())


@pytest.mark.parametrize("text", ["ежегодно", "Ежегодно.", "1 раз в год", "annually", "every year", "(ежегодно)"])
def test_yearly_alone_means_the_years_of_the_plan(text: str) -> None:
    """Without years of its own a yearly timing takes the plan's; where the plan has none, nothing is guessed."""
    reading = _read(text, annual=True)
    assert reading.timing.recurrence is Recurrence.ANNUAL
    assert [day.year for day in reading.timing.due] == list(range(2021, 2031))
    assert _read(text, annual=True, period=None).doubts == ("timing-unread",)


@pytest.mark.parametrize(
    "text",
    [
        "2022, 2025, 2028",
        "2022; 2025; 2028 гг.",
        "2022, 2025 и 2028 годы",
        "в 2022, 2025 и 2028 годах",
        "2022 год, 2025 год, 2028 год",
        "2022, 2025 and 2028",
        "2028, 2022, 2025",
    ],
)
def test_a_list_of_years_has_a_deadline_for_each(text: str) -> None:
    """Years with separators between them are deadlines, in the order of the calendar."""
    reading = _read(text)
    assert _days(reading) == ["2022-12-31", "2025-12-31", "2028-12-31"]
    assert (reading.timing.recurrence, reading.doubts) == (Recurrence.YEARS, ())
    assert _read(text, annual=True) == reading


@pytest.mark.parametrize(
    "text", ["2022 2025 2028", "2022, 2025 2028", "2022 2025 2028 годы", "2022 год 2025 год 2028 год"]
)
def test_years_without_separators_are_a_list_with_a_finding(text: str) -> None:
    """Years that nothing parts are read as deadlines, and the reader is told so."""
    reading = _read(text)
    assert _days(reading) == ["2022-12-31", "2025-12-31", "2028-12-31"]
    assert reading.doubts == ("years-without-separators",)


def test_two_years_and_a_plural_are_a_range_without_its_dash() -> None:
    """«2009 2011 годы» ends with its last year; with a separator or without the plural it is a list."""
    reading = _read("2009 2011 годы")
    assert (_days(reading), reading.doubts) == (["2011-12-31"], ("range-without-dash",))
    assert len(_read("2009 2011 гг.", annual=True).timing.due) == 3
    assert _read("2009, 2011 годы").doubts == ()
    assert len(_read("2009, 2011 годы").timing.due) == 2
    assert _read("2009 2011").doubts == ("years-without-separators",)


@pytest.mark.parametrize("text", ["2030 – 2021", "2011 2009 годы", "с 2030 по 2021 год"])
def test_a_range_that_ends_before_it_begins_gives_no_deadline(text: str) -> None:
    """A reversed range is told and not turned round."""
    reading = _read(text, annual=True)
    assert reading == TimingReading(Timing(Recurrence.NONE), ("timing-reversed",))


@pytest.mark.parametrize("text", ["2025-2025", "2025, 2025"])
def test_a_year_that_stands_twice_is_one_deadline(text: str) -> None:
    """A list or range of one year is due once."""
    assert _days(_read(text)) == ["2025-12-31"]
    assert _read(text).timing.recurrence is Recurrence.ONCE


@pytest.mark.parametrize(
    "text",
    [
        "20.05.2011",
        "до 20.05.2011",
        "До 20.05.2011 г.",
        "не позднее 20.05.2011 года",
        "До 20 мая 2011 года",
        "20 мая 2011г.",
        "May 20, 2011",
        "by 20 May 2011",
    ],
)
def test_a_date_is_due_on_that_day(text: str) -> None:
    """A calendar day is the deadline, in figures or in words; work begins with its year."""
    timing = Timing(Recurrence.ONCE, (date(2011, 5, 20),), date(2011, 1, 1), date(2011, 5, 20))
    assert _read(text) == TimingReading(timing)
    assert _read(text, annual=True) == TimingReading(timing)


@pytest.mark.parametrize(
    "text",
    ["25.03.2020 25.03.2021", "25.03.2021, 25.03.2020", "до 25.03.2020; 25 марта 2021 года", "25.03.2020 и 25.03.2021"],
)
def test_dates_have_a_deadline_each(text: str) -> None:
    """Several days are several deadlines; a date needs no separator to be told from the next."""
    reading = _read(text)
    assert _days(reading) == ["2020-03-25", "2021-03-25"]
    assert (reading.timing.recurrence, reading.doubts) == (Recurrence.YEARS, ())


@pytest.mark.parametrize(
    "text",
    [
        "постоянно",
        "Постоянно.",
        "на постоянной основе",
        "весь период",
        "в течение всего периода",
        "на протяжении всего периода реализации плана",
        "постоянно, весь период",
        "permanently",
        "ongoing",
    ],
)
def test_permanent_measures_have_no_deadline(text: str) -> None:
    """What goes on for good is understood: no deadline, and no finding either."""
    assert _read(text, annual=True) == TimingReading(Timing(Recurrence.ONGOING))


@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "\u200b"])
def test_an_empty_timing_is_missing(text: str) -> None:
    """Nothing printed gives no deadline and says so."""
    assert _read(text, annual=True) == TimingReading(Timing(Recurrence.NONE), ("timing-missing",))


@pytest.mark.parametrize("text", _phrases(UNREAD))
def test_what_is_not_understood_gives_no_deadline(text: str) -> None:
    """A phrase outside the grammar is told, never guessed at; one impossible day makes the whole list unread."""
    assert _read(text, annual=says_annual(text)) == TimingReading(Timing(Recurrence.NONE), ("timing-unread",))


@pytest.mark.parametrize(
    "text",
    [
        "ежегодно",
        "Ежегодный мониторинг",
        "итоги ЕЖЕГОДНОЙ проверки",
        "1 раз в год",
        "не реже 1 раза в год",
        "один раз в год",
        "каждый год",
        "2 мероприятия в год",
        "2 мероприятия в год, 5 выставок",
        "annual report",
        "annually",
        "yearly",
        "every year",
        "5 a year",
        "5 per year",
    ],
)
def test_words_that_mean_every_year(text: str) -> None:
    """Any of them makes a measure annual, wherever it stands."""
    assert says_annual("", text)


@pytest.mark.parametrize(
    "text",
    [
        "Издание ежегодника",
        "в Год семьи",
        "мероприятия в год литературы",
        "semi-annual",
        "annuals",
        "2021 – 2030",
        "1 раз в годы",
        "",
    ],
)
def test_words_that_only_look_like_every_year(text: str) -> None:
    """A yearbook, a year's name and half a year are not «every year»."""
    assert not says_annual(text)


def test_deadlines_are_keyed_by_year() -> None:
    """The year names a deadline; work on a yearly one begins with its year, on a single one with its range."""
    yearly = deadlines_for("I.1.1", _read("2021 – 2022", annual=True).timing)
    assert [(one.key, one.start, one.due) for one in yearly] == [
        ("I.1.1/2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("I.1.1/2022", date(2022, 1, 1), date(2022, 12, 31)),
    ]
    (once,) = deadlines_for("I.1.1", _read("2021 – 2022").timing)
    assert (once.key, once.start) == ("I.1.1/2022", date(2021, 1, 1))


def test_deadlines_in_one_year_are_keyed_by_date() -> None:
    """Where two fall in one year, the date tells them apart; another year's keeps the year."""
    days = (date(2021, 6, 1), date(2020, 9, 1), date(2020, 3, 1), date(2020, 3, 1))
    assert [one.key for one in deadlines_for("I.1.1", Timing(Recurrence.YEARS, days))] == [
        "I.1.1/2020-03-01",
        "I.1.1/2020-09-01",
        "I.1.1/2021",
    ]


def test_a_timing_without_days_has_no_deadlines() -> None:
    """Ongoing measures and unread timings have none; a single day without a start begins with its year."""
    assert deadlines_for("I.1.1", Timing(Recurrence.ONGOING)) == ()
    (deadline,) = deadlines_for("I.1.1", Timing(Recurrence.ONCE, (date(2020, 3, 1),)))
    assert deadline.start == date(2020, 1, 1)
    assert year_end(2020) == date(2020, 12, 31)


_PIECES = st.sampled_from(
    [
        *("2021", "2030", "2025", "1999", "01.02.2020", "31.12.2021", "30.02.2022", "20 мая 2011", "May 1, 2022"),
        *(" ", ", ", "; ", " и ", "–", " - ", "-", ".", "год", " годы", " гг.", " года", "до ", "с ", " по ", "в "),
        *("ежегодно", "1 раз в год", "постоянно", "IV квартал ", "10.00", "(", ")", "201", "месяц", "to ", "by "),
    ]
)
_TIMINGS = st.one_of(st.text(), st.lists(_PIECES, max_size=9).map("".join))


@given(_TIMINGS, st.booleans(), st.sampled_from([None, PERIOD]))
@example("2021 – 2030", True, None)
@example("01.01.2020 " * 400 + "x", False, None)
@example("2022 , " * 400 + "x", False, None)
def test_no_deadline_is_invented(text: str, annual: bool, period: tuple[int, int] | None) -> None:
    """A deadline falls between the years printed, or in the plan's period for a yearly timing that prints none."""
    reading = read_timing(text, annual=annual, period=period)
    years = [int(year) for year in re.findall(r"(?:19|20)[0-9]{2}", text)]
    first, last = (min(years), max(years)) if years else period or (1, 0)
    timing = reading.timing
    assert all(first <= day.year <= last for day in timing.due)
    assert (timing.recurrence in (Recurrence.NONE, Recurrence.ONGOING)) == (not timing.due)
    assert timing.recurrence is not Recurrence.NONE or reading.doubts
    assert timing.start is None or timing.start <= min(timing.due)
    keys = [deadline.key for deadline in deadlines_for("I.1.1", timing)]
    assert len(keys) == len(set(keys)) == len(set(timing.due))
