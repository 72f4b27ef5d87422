"""The plan's title and the days it covers: years, school years, parts of a year, and what is only inferred."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.reading.cover import plan_title, span_of_timings, span_of_title, span_of_words
from mappings.reading.timing.calendar_days import Span, calendar_years, school_year
from tests.examples.plan_documents import codes, only, plan_from, row

TITLES = [
    ("План на 2021 – 2030 годы", calendar_years(2021, 2030)),
    ("План на 2026 год", calendar_years(2026, 2026)),
    ("План на 2024 год и плановый период 2025-2026 годов", calendar_years(2024, 2026)),
    ("План на 2024 год и на плановый период 2025 и 2026 годов", calendar_years(2024, 2026)),
    ("План на 2024, 2025 и 2026 годы", calendar_years(2024, 2026)),
    ("План на период 2024 - 2026 годов", calendar_years(2024, 2026)),
    ("Plan for 2024 and 2025", calendar_years(2024, 2025)),
    ("План работы на 2023/2024 учебный год", school_year(2023)),
    ("План на 2023-2024 уч. год", school_year(2023)),
    ("План на 2023–24 учебный год", school_year(2023)),
    ("Plan for the 2023/24 school year", school_year(2023)),
    ("План работы на IV квартал 2004 года", Span(date(2004, 10, 1), date(2004, 12, 31))),
    ("План на I полугодие 2025 года", Span(date(2025, 1, 1), date(2025, 6, 30))),
    ("План мероприятий на апрель 2025 года", Span(date(2025, 4, 1), date(2025, 4, 30))),
    ("План месячника с 01.04.16 по 28.04.16 года", Span(date(2016, 4, 1), date(2016, 4, 28))),
    ("План месячника с 1 по 30 сентября 2018 года", Span(date(2018, 9, 1), date(2018, 9, 30))),
    ("План к празднику «Последний звонок» 24 мая 2011 года", calendar_years(2011, 2011, sure=False)),
    ("План к 75-летию Победы 1941–1945 годов на 2020 год", calendar_years(2020, 2020)),
    ("План заходів на 2014 рік", calendar_years(2014, 2014)),
    ("План атестації у 2018 -2019 навчальному році", school_year(2018)),
    ("Спортен календар Учебна 2015 / 2016 година", school_year(2015)),
    ("Plan pracy na 2004 rok", calendar_years(2004, 2004)),
    ("Aktionsplan für 2025", calendar_years(2025, 2025)),
    ("Plan d’action pour 2025 - 2027", calendar_years(2025, 2027)),
    ("Plan – Dec 2018 to April 2020 (deferred to May 2021)", Span(date(2018, 12, 1), date(2020, 4, 30))),
    ("План, посвященный Победе в войне 1941 — 1945 годов", None),
    ("План, посвященный Году библиотек", None),
    ("План мероприятий № 12-2024 на 2025 – 2026 годы", calendar_years(2025, 2026)),
    ("План мероприятий (приказ № 08/2024) на 2025 год", calendar_years(2025, 2025)),
    ("План мероприятий № 12-2024", None),
    ("", None),
]


@pytest.mark.parametrize(("title", "span"), TITLES)
def test_spans_of_titles(title: str, span: Span | None) -> None:
    """The title says which days the plan covers; an anniversary's years are none of them."""
    assert span_of_title(title) == span


def test_sentences_below_a_title_are_no_part_of_it() -> None:
    """What a preamble tells of other years is none of the title's; a title in two paragraphs stays whole."""
    preamble = ("The 2021 plan builds on the lessons of the 2020 plan.", "In 2020, all of us began to plan.[^1]")
    assert plan_title(("2021 Action Plan", *preamble, "Agency Actions")) == "2021 Action Plan Agency Actions"
    parted = ("ПЛАН", "Работы библиотек города и района на лето.", "на 2024 год")
    assert plan_title(parted) == " ".join(parted)
    assert plan_title(("План работы библиотек города и района.",)) == "План работы библиотек города и района."
    assert plan_title(("Учреждение", "План работы", "Библиотек города и района на 2024 год.")).endswith("2024 год.")


def test_a_plan_that_names_no_year_is_for_the_only_one_of_its_timings() -> None:
    """One year throughout is the plan's, inferred; with several nothing is."""
    assert span_of_timings(["до 20.05.2011", "сентябрь", "2011 год"]) == calendar_years(2011, 2011, sure=False)
    assert span_of_timings(["2011", "2012"]) is None
    assert span_of_timings(["сентябрь"]) is None


def test_words_above_the_table_tell_the_years() -> None:
    """A text that is for some years, the last of them; that the plan is for the same is a guess."""
    assert span_of_words(("Программа на 2020 год", "Программа на 2024–2026 годы", "Приложение")) == calendar_years(
        2024, 2026, sure=False
    )
    assert span_of_words(("К программе на 2024 год",)) == calendar_years(2024, 2024, sure=False)
    assert span_of_words(("закон 2003 года", "постановление от 28.04.2008 № 717")) is None


APPROVED = [
    "Приложение к постановлению от 28.04.2008 № 717",
    "УТВЕРЖДАЮ Директор И. И. Иванова «28» декабря 2022 г.",
    "Приложение к приказу от 28 декабря 2022 года",
    "28.12.2022 № 77",
    "г. Омск, 28 декабря 2022 года",
    "Approved on December 28, 2022",
]


@pytest.mark.parametrize("approved", APPROVED)
def test_the_day_of_approval_is_not_the_plan_s_year(approved: str) -> None:
    """A paper is signed before the year that it is for, or in it: a day without a year has no deadline, and is told."""
    for title in (f"{approved}\n\nПлан мероприятий", f"{approved} План мероприятий", f"План мероприятий {approved}"):
        plan = plan_from(row("1.", timing="до 5 мая"), title=title)
        assert only(plan).deadlines == ()
        assert codes(plan) == ["timing-year-unknown", "measure-unsure"]
        assert (plan.start_year, plan.end_year) == (None, None)


def test_an_act_in_the_title_leaves_its_own_years() -> None:
    """Years that the plan itself is for stand beside the day of approval, and count."""
    assert span_of_title("План на 2023 год, утверждён приказом от 28.12.2022 № 77") == calendar_years(2023, 2023)
    assert span_of_title("План месячника от 01.04.2016 до 28.04.2016") == calendar_years(2016, 2016, sure=False)


def test_years_that_were_inferred_are_told_in_each_measure() -> None:
    """A day without a year takes the plan's own, wherever that comes from, and has a finding."""
    plan = plan_from(row("1.", timing="до 5 мая"), title="К программе на 2008 год\n\nПлан мероприятий")
    assert [str(one.due) for one in only(plan).deadlines] == ["2008-05-05"]
    assert codes(plan) == ["timing-year-implied"]
    plan = plan_from(row("1.", timing="до 5 мая"), row("2.", timing="до 9 мая 2009 года"), title="План")
    assert [str(one.deadlines[0].due) for one in plan.measures] == ["2009-05-05", "2009-05-09"]
    assert (plan.start_year, plan.end_year) == (2009, 2009)


def test_a_year_inferred_is_the_plan_s_where_nothing_else_is() -> None:
    """The years of a plan without deadlines are those of the words above its table."""
    plan = plan_from(row("1.", timing="постоянно"), title="К программе на 2008 год\n\nПлан")
    assert (plan.start_year, plan.end_year) == (2008, 2008)


def test_years_of_the_words_above_hold_where_no_deadline_goes_beyond() -> None:
    """The plan is for all of them, though its deadlines lie in the first only."""
    plan = plan_from(row("1.", timing="март 2024 года"), title="К программе на 2024–2026 годы**\n\n**План")
    assert (plan.start_year, plan.end_year) == (2024, 2026)
    plan = plan_from(row("1.", timing="март 2027 года"), title="К программе на 2024–2026 годы**\n\n**План")
    assert (plan.start_year, plan.end_year) == (2027, 2027)


def test_a_school_year_s_plan() -> None:
    """Its months fall in two calendar years."""
    lines = (row("1.", timing="октябрь"), row("2.", timing="март"), row("3.", timing="в течение года"))
    plan = plan_from(*lines, title="План на 2023/2024 учебный год")
    assert [str(one.deadlines[0].due) for one in plan.measures] == ["2023-10-31", "2024-03-31", "2024-08-31"]
    assert (plan.start_year, plan.end_year) == (2023, 2024)


def test_titles_begin_where_a_plan_s_title_does() -> None:
    """Stamps and preambles above the title are left out."""
    assert plan_title(("УТВЕРЖДАЮ", "Дорожная карта", "на 2026 год")) == "Дорожная карта на 2026 год"


@given(st.text(max_size=60))
def test_any_title_may_be_asked_for_its_span(title: str) -> None:
    """No title is too odd, and no span ends before it begins."""
    span = span_of_title(title)
    assert span is None or span.first <= span.last
    assert span_of_words((title,)) is None or isinstance(span_of_timings([title]), Span | None)


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("Strategic plan 2025/26", (2025, 2026)),
        ("Action plan 2021–25", (2021, 2025)),
        ("План работы 2009-10", (2009, 2010)),
    ],
)
def test_a_second_year_that_is_printed_short(title: str, years: tuple[int, int]) -> None:
    """It is the next one, or one that no month has for its number."""
    span = span_of_title(title)
    assert span is not None
    assert (span.first.year, span.last.year) == years


@pytest.mark.parametrize("title", ["План 2025-10", "План 2025-10-01", "План 2026/25", "План 2026-04"])
def test_what_is_no_second_year(title: str) -> None:
    """A month, a day, or a number that goes back."""
    span = span_of_title(title)
    assert span is None or span.first.year == span.last.year
