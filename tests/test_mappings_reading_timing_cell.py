"""Timings: what each phrase means, and that nothing is guessed from a phrase that is not understood."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mappings.plan import Recurrence, Timing
from mappings.reading.timing.calendar_days import Span, calendar_years, month_end, school_year, year_end
from mappings.reading.timing.cell import TimingReading, deadlines_for, read_timing, stands_alone
from mappings.reading.timing.tokenizer import LONGEST
from mappings.reading.timing.tokens import says_annual

PLAN = calendar_years(2021, 2030)
YEAR_2026 = calendar_years(2026, 2026)
GUESSED_2026 = calendar_years(2026, 2026, sure=False)
SCHOOL = school_year(2023)
APRIL = Span(date(2016, 4, 1), date(2016, 4, 28))

# each phrase stands between bars
UNREAD = """
    2121 | 20300 | 1821 – 1830 | 2021 – 2024 – 2030 | 2021-30 | 2021/2022 | 20 мартобря 2011 года
    ежегодно 25.03.2020 | ежегодно до 25.03.2020, 25.03.2021 | ежегодно до 31 декабря 2024 г.
    отчет за 2025 год | 2025?
    8-00 | с 10-00 | 1 неделя | ()
    постоянно? | до 1 марта, далее ежеквартально | в течение квартала | , | (
    по 1 | каждую первую среду месяца | 1 раз в четверть | до
"""


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.strip().splitlines() for phrase in line.split("|")]


def _read(text: str, *, annual: bool = False, span: Span | None = PLAN) -> TimingReading:
    return read_timing(text, annual=annual, span=span)


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
    assert _read(text, annual=True, span=None).doubts == ("timing-year-unknown",)
    assert _read(text, annual=True, span=GUESSED_2026).doubts == ("timing-year-implied",)


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
    """A phrase outside the grammar is told and never guessed at."""
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


# phrase, plan, days, doubts: all that a plan for one year leaves to be inferred
_ONE_YEAR = [
    ("25 апреля", "2026-04-25", "timing-year-implied"),
    ("до 02.09.", "2026-09-02", "timing-year-implied"),
    ("до 01 декабря т.г.", "2026-12-01", "timing-year-implied"),
    ("22 июня 10.00 ч.", "2026-06-22", "timing-year-implied"),
    ("сентябрь", "2026-09-30", "timing-year-implied"),
    ("ноябрь, апрель", "2026-04-30 2026-11-30", "timing-year-implied"),
    ("июнь - август", "2026-08-31", "timing-year-implied"),
    ("с 12.08. по 12.09.", "2026-09-12", "timing-year-implied"),
    ("2, 9 октября", "2026-10-02 2026-10-09", "timing-year-implied"),
    ("24, 25 сентября", "2026-09-25", "timing-year-implied timing-event-days"),
    ("ІV квартал", "2026-12-31", "timing-year-implied"),
    ("I, III кварталы", "2026-03-31 2026-09-30", "timing-year-implied"),
    ("I полугодие", "2026-06-30", "timing-year-implied"),
    ("3-я декада марта", "2026-03-31", "timing-year-implied"),
    ("6 квартал", "2026-12-31", "timing-part-impossible"),
    ("в течение года", "2026-12-31", ""),
    ("до конца года", "2026-12-31", ""),
    ("весь год", "2026-12-31", ""),
    ("в течение года, 2027 г.", "2027-12-31", ""),
    ("1 марта года, следующего за отчетным", "", "timing-year-unknown"),
    ("сентябрь, в течение года", "2026-09-30 2026-12-31", "timing-year-implied"),
    ("декабрь - январь", "", "timing-reversed"),
    ("29 февраля", "", "timing-day-impossible"),
]


@pytest.mark.parametrize(("text", "days", "doubts"), _ONE_YEAR)
def test_what_names_no_year_takes_the_plan_s_and_says_so(text: str, days: str, doubts: str) -> None:
    """A day or month of a plan for one year is that year's; «в течение года» is its end and no guess."""
    reading = _read(text, span=YEAR_2026)
    assert (_days(reading), reading.doubts) == (days.split(), tuple(doubts.split()))


@pytest.mark.parametrize("text", ["25 апреля", "сентябрь", "IV квартал", "в течение года", "до 02.09.", "6 квартал"])
@pytest.mark.parametrize("span", [None, PLAN])
def test_what_names_no_year_has_no_deadline_where_the_plan_tells_none(text: str, span: Span | None) -> None:
    """A plan without a year, or with several, leaves open which is meant: no deadline is guessed."""
    assert _read(text, span=span) == TimingReading(Timing(Recurrence.NONE), ("timing-year-unknown",))


def test_a_year_that_was_only_inferred_is_told() -> None:
    """Where the plan's own year is a guess, what rests on it is one too."""
    assert _read("в течение года", span=GUESSED_2026).doubts == ("timing-year-implied",)
    assert _read("ежеквартально", span=GUESSED_2026).doubts == ("timing-year-implied",)
    assert _read("2026 год", span=GUESSED_2026).doubts == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("октябрь", "2023-10-31"),
        ("март", "2024-03-31"),
        ("сентябрь - май", "2024-05-31"),
        ("01.09", "2023-09-01"),
        ("в течение учебного года", "2024-08-31"),
        ("2023/2024 учебный год", "2024-08-31"),
    ],
)
def test_a_school_year_spans_two_calendar_years(text: str, day: str) -> None:
    """In a school year's plan autumn is the first year's, and the rest the second's."""
    assert _days(_read(text, span=SCHOOL)) == [day]


def test_a_plan_for_a_month() -> None:
    """«В течение месяца» is the plan's own end, and means nothing in a longer plan."""
    assert _days(_read("в течение месяца", span=APRIL)) == ["2016-04-28"]
    assert _read("в течение месяца", span=YEAR_2026).doubts == ("timing-year-unknown",)
    assert _read("в течение месяца", span=None).doubts == ("timing-year-unknown",)
    assert _days(_read("2 - 6 апреля", span=APRIL)) == ["2016-04-06"]
    assert _days(_read("до 5 мая", span=APRIL)) == ["2016-05-05"]
    assert _days(_read("3 апреля, библиотека № 4 (ул. Мира, 21 а), 15.00", span=APRIL)) == ["2016-04-03"]
    assert _days(_read("с 3 по 7", span=APRIL)) == ["2016-04-07"]


def test_a_year_that_the_plan_does_not_have_is_not_lent_across_words() -> None:
    """«до 1 марта 2025 г.» after other words says nothing of the May before them; in a list it is the year of both."""
    assert _days(_read("Май Сбор сведений – до 1 марта 2025 г.", span=YEAR_2026)) == ["2025-03-01", "2026-05-31"]
    assert _days(_read("март, май 2025 г.", span=YEAR_2026)) == ["2025-03-31", "2025-05-31"]


_WITH_YEAR = [
    ("апрель 2025 года", "2025-04-30"),
    ("март 2015г", "2015-03-31"),
    ("12.2022", "2022-12-31"),
    ("Февраль 2024", "2024-02-29"),
    ("март - апрель 2025 г.", "2025-04-30"),
    ("с 1 июня по 31 августа 2022 года", "2022-08-31"),
    ("декабрь - март 2022 г.", "2022-03-31"),
    ("10 - 12 июня 2003 г.", "2003-06-12"),
    ("25 января и 25 июля 2024 г.", "2024-01-25 2024-07-25"),
    ("Май, август 2022 года", "2022-05-31 2022-08-31"),
    ("сентябрь, 2025 г.", "2025-09-30"),
    ("2022 год, IV квартал", "2022-12-31"),
    ("IV квартал 2027 г.", "2027-12-31"),
    ("2 квартал 2026 года", "2026-06-30"),
    ("3 кв. 2022", "2022-09-30"),
    ("в первом квартале 2022 года", "2022-03-31"),
    ("II - III кварталы 2023 г.", "2023-09-30"),
    ("1-й, 2-й кварталы 2022 года", "2022-03-31 2022-06-30"),
    ("III квартал 2022 года - IV квартал 2023 года", "2023-12-31"),
    ("Q3 2024", "2024-09-30"),
    ("Q1 – Q2 2023", "2023-06-30"),
    ("first quarter of 2023", "2023-03-31"),
    ("second half of 2023", "2023-12-31"),
    ("H1 2023", "2023-06-30"),
    ("1 полугодие 2025 года", "2025-06-30"),
    ("во II полугодии 2022", "2022-12-31"),
    ("первая декада мая 2022 г.", "2022-05-10"),
    ("вторая половина апреля 2022 года", "2022-04-30"),
    ("2021–2023; 2025–2027", "2023-12-31 2027-12-31"),
    ("24.01.2020 20.00 27.01.2020 17.00", "2020-01-24 2020-01-27"),
    ("2023-03-31", "2023-03-31"),
    ("by June 2024", "2024-06-30"),
    ("June 2022 - December 2023", "2023-12-31"),
    ("20.05.21", "2021-05-20"),
]


@pytest.mark.parametrize(("text", "days"), _WITH_YEAR)
def test_months_quarters_and_halves_are_due_on_their_last_day(text: str, days: str) -> None:
    """A stretch with its year is no guess; a year stands for all the days before it in the same list."""
    reading = _read(text)
    assert (_days(reading), reading.doubts) == (days.split(), ())


def test_work_on_a_stretch_begins_with_it() -> None:
    """A quarter's work begins with the quarter, a day's with its year."""
    assert _read("IV квартал 2027 г.").timing.start == date(2027, 10, 1)
    assert _read("с 1 июня по 31 августа 2022 года").timing.start == date(2022, 6, 1)
    assert _read("до 15 мая 2022 года").timing.start == date(2022, 1, 1)


_GUESSES = [
    ("30.11.2007 01.12.2007", "2007-12-01", "timing-event-days"),
    ("6 квартал 2026 год", "2026-12-31", "timing-part-impossible"),
    ("3 полугодие 2026 года", "2026-12-31", "timing-part-impossible"),
    ("1 полгуодие 2026 год", "2026-06-30", "timing-misspelt"),
    ("П квартал 2023 г.", "2023-06-30", "timing-misspelt"),
    ("1У квартал 2023 г.", "2023-12-31", "timing-misspelt"),
    ("20.05.11", "2011-05-20", "timing-year-implied"),
    ("начало 2022 года", "2022-03-31", "timing-vague"),
    ("середина 2022 года", "2022-06-30", "timing-vague"),
    ("начало мая 2022 г.", "2022-05-10", "timing-vague"),
    ("середина мая 2022 г.", "2022-05-20", "timing-vague"),
    ("весна 2022 года", "2022-05-31", "timing-vague"),
    ("лето 2022 года", "2022-08-31", "timing-vague"),
    ("осень 2022 года", "2022-11-30", "timing-vague"),
    ("до 2025 года", "2025-12-31", "timing-before-year"),
    ("к 2025 году", "2025-12-31", "timing-before-year"),
    ("2021/2022 учебный год", "2022-08-31", "timing-school-year"),
    ("2021 год и далее", "2021-12-31", "timing-goes-on"),
    ("Март 2015 г., далее на постоянной основе", "2015-03-31", "timing-goes-on"),
    ("IV квартал 2028 г., далее ежегодно", "2028-12-31 2029-12-31 2030-12-31", "timing-goes-on"),
    ("24.05.2011, школы города, 10.00 - 12.00 ч", "2011-05-24", "timing-with-place"),
    ("12 марта 2022 г. в 15:00, актовый зал", "2022-03-12", "timing-with-place"),
    ("школы города 10 - 12 июня 2003 г.", "2003-06-12", "timing-partly-read"),
    ("не ранее 1 марта 2025 года", "2025-03-01", "timing-partly-read"),
    ("с 1 марта 2021 по 2024 год", "2024-12-31", "timing-partly-read"),
]


@pytest.mark.parametrize(("text", "days", "doubt"), _GUESSES)
def test_guesses_say_that_they_are(text: str, days: str, doubt: str) -> None:
    """What is read past a fault or a vague word has its finding."""
    reading = _read(text)
    assert (_days(reading), reading.doubts) == (days.split(), (doubt,))


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("201620172018", "timing-run-together"),
        ("20162017 гг.", "timing-run-together"),
        ("32.01.2020", "timing-day-impossible"),
        ("29.02.2021", "timing-day-impossible"),
        ("00.05.2020", "timing-day-impossible"),
        ("10.13.2020", "timing-day-impossible"),
        ("31 апреля 2021 года", "timing-day-impossible"),
        ("25.03.2020 31.04.2021", "timing-day-impossible"),
        ("2021/2025 учебный год", "timing-day-impossible"),
        ("4-я декада мая 2022 г.", "timing-day-impossible"),
        ("ежемесячно до 32 числа", "timing-day-impossible"),
        ("ежегодно до 29 февраля", "timing-day-impossible"),
        ("ежегодно с 2035 года", "timing-reversed"),
        ("сентябрь 2022 – май 2021", "timing-reversed"),
        ("по отдельному плану", "timing-elsewhere"),
        ("в установленном порядке", "timing-elsewhere"),
        ("в сроки, установленные законодательством", "timing-elsewhere"),
        ("согласно графику", "timing-elsewhere"),
        ("TBC", "timing-elsewhere"),
        ("-", "timing-missing"),
        ("нет", "timing-missing"),
    ],
)
def test_no_deadline_and_why(text: str, doubt: str) -> None:
    """Where there is no deadline to be had, the reason is told."""
    assert _read(text) == TimingReading(Timing(Recurrence.NONE), (doubt,))


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("Начиная с 1 января 2025 года на постоянной основе", ()),
        ("постоянно, 2021 – 2030", ()),
        ("постоянно в течение 2021-2024 годов", ()),
        ("с 1 марта 2022 г.", ("timing-open-end",)),
        ("начиная с 2022 года", ("timing-open-end",)),
        ("в течение 30 дней после принятия закона", ("timing-on-event",)),
        ("Within 60 days of adoption", ("timing-on-event",)),
        ("по мере необходимости", ("timing-on-event",)),
        ("в 10-дневный срок", ("timing-on-event",)),
        ("В дни приёма на работу", ("timing-on-event",)),
        ("до начала учебного процесса", ("timing-on-event",)),
        ("еженедельно", ("timing-too-frequent",)),
        ("каждый понедельник", ("timing-too-frequent",)),
        ("1 раз в 10 дней", ("timing-too-frequent",)),
        ("раз в неделю", ("timing-too-frequent",)),
    ],
)
def test_what_goes_on_without_a_deadline(text: str, doubts: tuple[str, ...]) -> None:
    """Permanent work is understood; what waits for an event, has no end or comes back all the time is told."""
    assert _read(text) == TimingReading(Timing(Recurrence.ONGOING), doubts)


_RHYTHMS = [
    ("ежегодно до 1 апреля", "2021-04-01 2022-04-01 2023-04-01", ""),
    ("Ежегодно в августе", "2021-08-31 2022-08-31 2023-08-31", ""),
    ("annually by 31 March", "2021-03-31 2022-03-31 2023-03-31", ""),
    ("ежегодно, июнь, декабрь 2021–2022", "2021-06-30 2021-12-31 2022-06-30 2022-12-31", ""),
    ("ежегодно (июнь, декабрь)", "2021-06-30 2021-12-31 2022-06-30 2022-12-31 2023-06-30 2023-12-31", ""),
    ("ежегодно, до 1 февраля 2022-2023 гг.", "2022-02-01 2023-02-01", ""),
    ("до 1 марта 2022–2023 гг.", "2022-03-01 2023-03-01", "timing-each-year"),
    ("2022–2023 гг., сентябрь", "2022-09-30 2023-09-30", "timing-each-year"),
    ("ежегодно начиная с 2022 г.", "2022-12-31 2023-12-31", ""),
    ("ежегодно, октябрь - март", "2022-03-31 2023-03-31", ""),
    ("ежегодно до 15 апреля года, следующего за отчетным", "2022-04-15 2023-04-15 2024-04-15", "timing-next-year"),
    ("ежегодно до 2022 года", "2022-12-31", "timing-before-year"),
    ("1 раз в полугодие, 2022 г.", "2022-06-30 2022-12-31", ""),
    ("один раз в полугодие до 25 января и 25 июля 2022 года", "", "timing-unread"),
    ("ежеквартально в течение 2022 года", "2022-03-31 2022-06-30 2022-09-30 2022-12-31", ""),
    ("Quarterly, 2022", "2022-03-31 2022-06-30 2022-09-30 2022-12-31", ""),
    (
        "ежеквартально, до 5-го числа месяца, следующего за отчетным кварталом, 2022 год",
        "2022-04-05 2022-07-05 2022-10-05 2023-01-05",
        "",
    ),
    (
        "2022: ежеквартально, до 20 числа последнего месяца квартала",
        "2022-03-20 2022-06-20 2022-09-20 2022-12-20",
        "",
    ),
    (
        "2022: ежеквартально, до 15 числа 2-го месяца",
        "2022-02-15 2022-05-15 2022-08-15 2022-11-15",
        "timing-day-of-period",
    ),
    (
        "2022: ежеквартально, до 15 числа второго месяца, следующего за отчетным кварталом",
        "2022-05-15 2022-08-15 2022-11-15 2023-02-15",
        "",
    ),
    ("2022: ежеквартально до 15 числа", "2022-04-15 2022-07-15 2022-10-15 2023-01-15", "timing-day-of-period"),
    ("ежемесячно, с сентября 2022 по ноябрь 2022 года", "2022-09-30 2022-10-31 2022-11-30", ""),
    ("ежемесячно до 31 числа, с января 2022 по февраль 2022 года", "2022-01-31 2022-02-28", ""),
    ("2 раза в год, 2022", "2022-06-30 2022-12-31", "timing-spread"),
    ("не реже двух раз в год, 2022", "2022-06-30 2022-12-31", "timing-spread"),
    ("3 раза в квартал, 2022", "", "timing-spread"),
    ("5 раз в год, 2022", "2022-12-31", "timing-spread"),
    ("1 раз в 2 месяца с января 2022 по апрель 2022", "2022-02-28 2022-04-30", "timing-spread"),
    ("раз в три месяца, 2022", "2022-03-31 2022-06-30 2022-09-30 2022-12-31", ""),
    ("один раз в два года", "2022-12-31", "timing-spread"),
    ("every two years", "2022-12-31", "timing-spread"),
    ("twice a year, 2022", "2022-06-30 2022-12-31", "timing-spread"),
    ("ежегодно, постоянно", "2021-12-31 2022-12-31 2023-12-31", "timing-goes-on"),
    ("ежегодно, ежеквартально", "2021-12-31 2022-12-31 2023-12-31", "timing-several-rhythms"),
    ("ежегодно, школы города", "2021-12-31 2022-12-31 2023-12-31", "timing-partly-read"),
    ("ежеквартально, 2022, 2023–2024", "", "timing-unread"),
    ("ежегодно, 2021–2022, 2023–2024", "", "timing-unread"),
    ("ежегодно 31 декабря 2021–2022", "2021-12-31 2022-12-31", ""),
    ("ежегодно 1 марта, 2035–2036", "2035-03-01 2036-03-01", ""),
    ("ежегодно с 2021 по 2022 год, с 2023 года", "", "timing-year-unknown"),
]


@pytest.mark.parametrize(("text", "days", "doubts"), _RHYTHMS)
def test_rhythms(text: str, days: str, doubts: str) -> None:
    """A period's last day or the printed one, in the years printed or else in the plan's."""
    reading = _read(text, annual=says_annual(text), span=calendar_years(2021, 2023))
    if text.startswith("3 раза в квартал"):
        assert len(reading.timing.due) == 12
    else:
        assert _days(reading) == days.split()
    assert reading.doubts == tuple(doubts.split())


def test_a_rhythm_of_the_whole_plan() -> None:
    """Quarterly and monthly deadlines have keys of their own, and the milestone of their year."""
    reading = _read("ежеквартально", span=calendar_years(2025, 2026))
    deadlines = deadlines_for("I.1.1", reading.timing)
    assert reading.timing.recurrence is Recurrence.YEARS
    assert [one.key for one in deadlines[:2]] == ["I.1.1/2025-03-31", "I.1.1/2025-06-30"]
    assert [one.year for one in deadlines] == [2025] * 4 + [2026] * 4
    assert [one.start.isoformat() for one in deadlines[:5]] == [
        *("2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01"),
        "2026-01-01",
    ]
    assert len(_read("ежемесячно", span=PLAN).timing.due) == 120
    assert _days(_read("ежемесячно", span=APRIL)) == ["2016-04-28"]
    assert _days(_read("ежеквартально", span=SCHOOL)) == ["2023-09-30", "2023-12-31", "2024-03-31", "2024-06-30"]


def test_an_annual_measure_in_a_month_is_due_each_year() -> None:
    """«Ежегодный» in the title and «сентябрь» in the timing is every September."""
    reading = _read("сентябрь", annual=True, span=calendar_years(2021, 2023))
    assert (_days(reading), reading.doubts) == (["2021-09-30", "2022-09-30", "2023-09-30"], ())
    reading = _read("март 2021 – июнь 2023", annual=True)
    assert _days(reading) == ["2021-12-31", "2022-12-31", "2023-06-30"]


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("сентябрь", True),
        ("в течение года", True),
        ("по мере необходимости", True),
        ("2027", True),
        ("квартала 2027", False),
        ("Управление культуры", False),
        ("", False),
    ],
)
def test_a_timing_that_stands_alone(text: str, alone: bool) -> None:
    """A whole timing is told from a piece of one and from other words."""
    assert stands_alone(text) is alone


_MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
_NAMES = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
]
_BEFORE = st.sampled_from(["", "до ", "не позднее ", "к ", "в срок до "])
_AFTER = st.sampled_from(["", " г.", " года", "г", " год"])
_DATES = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@given(_DATES, _BEFORE, _AFTER)
def test_any_date_reads_back(day: date, before: str, after: str) -> None:
    """A date made of its parts, in figures or in words, is that date and no guess."""
    forms = (
        f"{before}{day:%d.%m.%Y}{after}",
        f"{before}{day.day} {_MONTHS[day.month - 1]} {day.year}{after}",
        f"{day:%B} {day.day}, {day.year}",
        f"by {day.day} {day:%B} {day.year}",
        day.isoformat(),
    )
    for text in forms:
        reading = _read(text, span=None)
        assert (_days(reading), reading.doubts) == ([day.isoformat()], ()), text


@given(_DATES)
def test_any_date_reads_back_in_every_order_of_figures(day: date) -> None:
    """Year, month and day in any order and with any sign are that date; two possible orders are told."""
    year, month, number = day.year, day.month, day.day
    for text in (f"{year}/{month}/{number}", f"{year}-{month}-{number}", f"{year}.{month:02}.{number:02}"):
        assert (_days(_read(text, span=None)), _read(text, span=None).doubts) == ([day.isoformat()], ()), text
    either = number <= 12 and number != month
    for text in (f"{number:02}-{month:02}-{year}", f"{number}/{month}/{year}"):
        doubts = ("timing-day-order",) if either else ()
        assert (_days(_read(text, span=None)), _read(text, span=None).doubts) == ([day.isoformat()], doubts), text
    if number > 12:
        reading = _read(f"{month}/{number}/{year}", span=None)
        assert (_days(reading), reading.doubts) == ([day.isoformat()], ("timing-day-order",))


@given(_DATES)
def test_any_month_in_figures_reads_back(day: date) -> None:
    """A month and its year in figures end with the month; what may be a range of years is not read."""
    end = month_end(day.year, day.month).isoformat()
    for text in (f"{day:%m/%Y}", f"{day:%m-%Y}", f"{day:%m.%Y}", f"до {day:%m/%Y}"):
        assert (_days(_read(text, span=None)), _read(text, span=None).doubts) == ([end], ()), text
    for text in (f"{day:%Y-%m}", f"{day:%Y/%m}"):
        assert _days(_read(text, span=None)) == ([] if day.month > day.year % 100 else [end]), text


@given(st.sampled_from(_NAMES), st.lists(st.integers(1990, 2098), min_size=2, max_size=5, unique=True), st.booleans())
def test_a_month_beside_several_years_falls_in_each(name: str, years: list[int], each_with_a_word: bool) -> None:
    """«Декабрь 2024, 2025, 2026» is December of each of the years, in whatever order, and that is told."""
    between = " г., " if each_with_a_word else ", "
    reading = _read(f"{name} {between.join(map(str, years))} гг.", span=None)
    ends = [month_end(year, _NAMES.index(name) + 1).isoformat() for year in sorted(years)]
    assert (_days(reading), reading.doubts) == (ends, ("timing-each-year",))


@given(st.integers(1, 4), _DATES)
def test_any_week_of_a_month_ends_within_it(week: int, day: date) -> None:
    """A week is seven days counted from the first of its month; its last day is taken, and that is told."""
    text = f"{week}-я неделя {_MONTHS[day.month - 1]} {day.year} г."
    reading = _read(text, span=None)
    assert (_days(reading), reading.doubts) == ([day.replace(day=7 * week).isoformat()], ("timing-vague",))


@given(_DATES, _AFTER)
def test_any_part_of_a_year_reads_back(day: date, after: str) -> None:
    """A month, quarter or half-year made of its parts ends on its last day."""
    quarter, half = (day.month - 1) // 3 + 1, (day.month - 1) // 6 + 1
    signs = ("I", "II", "III", "IV")
    ends = {3: (3, 31), 6: (6, 30), 9: (9, 30), 12: (12, 31)}
    for text, month in (
        (f"{quarter} квартал {day.year}{after}", quarter * 3),
        (f"{signs[quarter - 1]} квартал {day.year}{after}", quarter * 3),
        (f"{half} полугодие {day.year}{after}", half * 6),
        (f"Q{quarter} {day.year}", quarter * 3),
    ):
        reading = _read(text, span=None)
        assert (_days(reading), reading.doubts) == ([date(day.year, *ends[month]).isoformat()], ()), text
    reading = _read(f"{_NAMES[day.month - 1]} {day.year}{after}", span=None)
    (due,) = reading.timing.due
    assert (due.year, due.month, (due + timedelta(days=1)).day) == (day.year, day.month, 1)


@given(st.lists(_DATES, min_size=1, max_size=6, unique=True), st.sampled_from([", ", "; ", " ", " и "]))
def test_any_list_of_dates_reads_back(days: list[date], between: str) -> None:
    """Each date of a list is a deadline, those that follow each other together one."""
    reading = _read(between.join(f"{day:%d.%m.%Y}" for day in days), span=None)
    kept = [day for day in sorted(days) if day + timedelta(days=1) not in days]
    assert _days(reading) == [day.isoformat() for day in kept]
    assert reading.doubts == (("timing-event-days",) if len(kept) < len(days) else ())


_PIECES = st.sampled_from(
    [
        *("2021", "2030", "2025", "1999", "01.02.2020", "31.12.2021", "30.02.2022", "20 мая 2011", "May 1, 2022"),
        *(" ", ", ", "; ", " и ", "–", " - ", "-", ".", "год", " годы", " гг.", " года", "до ", "с ", " по ", "в "),
        *("ежегодно", "1 раз в год", "постоянно", "IV квартал ", "10.00", "(", ")", "201", "месяц", "to ", "by "),
        *("сентябрь ", "29 февраля", "2 раза в год ", "ежеквартально ", "ежемесячно ", "до 31 числа ", "далее "),
        *(
            "в течение года ",
            "II - III кварталы ",
            "5, 6 марта",
            "2023/2024 учебный год",
            "начало ",
            "конец ",
            "Q7 2023",
            "3 неделя ",
            "последняя неделя февраля ",
            "5 неделя",
            "вторая декада мая ",
            "1 этап – ",
            "II этап: ",
            "1) ",
            "(при наличии средств) ",
            "по мере необходимости, ",
            "перенесено с 2024 на ",
            "сентябрь – май ",
            "2024-2025 уч. г.",
            "2025/08/21",
            "08/2025",
            "2025-08",
            "21,08.2024",
            "29.02.2023",
            "Mar-25",
            "зима 2025-2026",
            "весна",
            "каждые 3 месяца ",
            "2 р. в год",
            "25",
            "конец месяца ",
            "thereafter ",
            "onwards ",
            "разработка – ",
        ),
        *("месяца, следующего за отчетным", "года, следующего за отчетным", "1 раз в 2 года", "начиная с ", "28.02."),
    ]
)
_TIMINGS = st.one_of(st.text(), st.lists(_PIECES, max_size=9).map("".join))
_SPANS = st.sampled_from([None, PLAN, YEAR_2026, GUESSED_2026, SCHOOL, APRIL])


@given(_TIMINGS, st.booleans(), _SPANS)
@example("2021 – 2030", True, None)
@example("01.01.2020 " * 400 + "x", False, None)
@example("2022 , " * 400 + "x", False, None)
@example("I - II - " * 400 + "квартал", False, None)
@example("ежегодно 29 февраля 2021 - 2024", True, PLAN)
@example("РАЗ В ГОД:С:В ГОД", False, PLAN)
@example("2001 далее: ежегодно: 2000", False, PLAN)
@example("далее ежегодно", False, PLAN)
@example("и позднее", False, PLAN)
@example("ежемесячно, февраль - 29 февраля", False, PLAN)
@example("5 неделя февраля 2023", False, PLAN)
@example("перенесено с " * 70 + "x", False, PLAN)
@example("1 этап (" * 120, False, PLAN)
@example("при наличии " * 80, False, PLAN)
@example("2024 - а и " * 90, False, PLAN)
@example("1, 2, " * 160, False, APRIL)
def test_no_deadline_is_invented(text: str, annual: bool, span: Span | None) -> None:
    """A deadline falls in the years printed or in the plan's, at most a year later; none is without a reason."""
    reading = read_timing(text, annual=annual, span=span)
    years = {int(year) for year in re.findall(r"(?=((?:19|20)[0-9]{2}))", text)}
    years |= {2000 + int(year) for year in re.findall(r"(?=[-./'’ ]([0-9]{2}))", text)}
    years |= set(span.years) if span else set()
    timing = reading.timing
    assert not timing.due or min(years) - 1 <= timing.due[0].year <= timing.due[-1].year <= max(years) + 2
    assert (timing.recurrence in (Recurrence.NONE, Recurrence.ONGOING)) == (not timing.due)
    assert timing.recurrence is not Recurrence.NONE or reading.doubts
    assert timing.start is None or timing.start <= min(timing.due)
    deadlines = deadlines_for("I.1.1", timing)
    keys = [deadline.key for deadline in deadlines]
    assert len(keys) == len(set(keys)) == len(set(timing.due))
    assert all(deadline.start <= deadline.due for deadline in deadlines)
    assert isinstance(stands_alone(text), bool)


def test_a_text_longer_than_any_timing_is_none() -> None:
    """A list of years as long as a timing may be is read; a longer text gives no deadline, and that is told."""
    listed = "2025, " * (LONGEST // 6) + "2026"
    assert len(listed) == LONGEST
    assert _days(_read(listed)) == ["2025-12-31", "2026-12-31"]
    longer = _read(f"{listed}, 2027")
    assert (longer.timing.due, longer.doubts) == ((), ("timing-unread",))
    assert not stands_alone(f"{listed}, 2027")
