"""The figures of the summary and its JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import Deadline, Measure
from mappings.progress import Report, Status, judge
from sync.summary import FORMS, Summary, render, summarize
from sync.summary.as_json import to_json
from tests.examples.plan_values import figure, indicator, measure, plan, report, reports

TODAY = date(2026, 12, 10)
PULLED = datetime(2026, 12, 10, 7, 0, tzinfo=timezone(timedelta(hours=5)))
LIBRARY = "МБУ «Централизованная библиотечная система»"
COUNTED = ("done", "submitted", "overdue", "awaited", "due_soon", "in_progress", "planned", "cancelled")


def _summary(*measures: Measure, given_reports: tuple[Report, ...] = ()) -> Summary:
    return summarize(judge(plan(*measures), reports(*given_reports), today=TODAY), as_of=PULLED)


def _mixed() -> Summary:
    """Six deadlines, one in each state, in two sections."""
    return _summary(
        measure("I.1.1", years=range(2023, 2029), group="I.1", indicators=[indicator(10)]),
        measure("V.15.1", years=[2030], group=None),
        given_reports=(
            report("I.1.1/2023", Status.DONE, "2.5", url="https://tracker.example/1", assignee="И. Петрова"),
            report("I.1.1/2024", Status.CANCELLED),
            report("I.1.1/2025", Status.PLANNED, reason="Нет средств"),
            report("I.1.1/2027", Status.IN_PROGRESS),
        ),
    )


# --- figures


def test_every_state_is_counted_once() -> None:
    """Deadlines and measures are counted by state; the percent is of the deadlines that still count."""
    summary = _mixed()
    counts = summary.deadline_counts
    assert [getattr(counts, name) for name in COUNTED] == [1, 0, 1, 0, 1, 1, 2, 1]
    assert (counts.total, counts.live, counts.percent) == (7, 6, Decimal("16.7"))
    assert (summary.measure_counts.total, summary.measure_counts.overdue) == (2, 1)


def test_sections_stand_in_the_order_of_the_plan() -> None:
    """Every section has its own measures and deadlines, and none is left out."""
    whole = replace(plan(measure("V.1", group=None), measure("I.1", group=None)), measures=())
    empty = summarize(judge(whole, {}, today=TODAY), as_of=None)
    assert [(one.section.key, one.measures.total) for one in empty.by_section] == [("V", 0), ("I", 0)]
    assert [(one.section.key, one.deadlines.total) for one in _mixed().by_section] == [("I", 6), ("V", 1)]


def test_every_year_of_the_plan_is_listed() -> None:
    """Years without a deadline stand there with nothing; a deadline outside the period adds its year."""
    years = _summary(measure("I.1.1", years=[2022, 2032])).by_year
    assert [one.year for one in years] == [*range(2021, 2031), 2032]
    assert [one.year for one in years if one.deadlines.total] == [2022, 2032]


@pytest.mark.parametrize("period", [(None, 2030), (2021, None), (202, 2030)])
def test_without_a_believable_period_only_years_with_deadlines_are_listed(
    period: tuple[int | None, int | None],
) -> None:
    """A period that was not read, or was misread, fills no table with empty years."""
    whole = replace(plan(measure("I.1.1", years=[2022, 2024])), start_year=period[0], end_year=period[1])
    assert [one.year for one in summarize(judge(whole, {}, today=TODAY), as_of=None).by_year] == [2022, 2024]


def test_executors_are_one_whatever_their_case_and_spaces() -> None:
    """They are shown as first printed, counted once a measure, most measures first, the unnamed last."""
    summary = _summary(
        measure("I.1.1", executors=("Отдел  культуры", LIBRARY)),
        measure("I.1.2", executors=(LIBRARY.upper(), LIBRARY)),
        measure("I.1.3", executors=()),
        measure("I.1.4", executors=(f" {LIBRARY.lower()}  ", " ")),
        measure("I.1.5", executors=()),
        measure("I.1.6", executors=("",)),
    )
    found = [(one.name, one.measures.total, one.deadlines.total) for one in summary.by_executor]
    assert found == [(LIBRARY, 3, 3), ("Отдел культуры", 1, 1), ("", 3, 3)]


def test_the_longest_overdue_comes_first() -> None:
    """A measure stands once, with all its overdue deadlines; equally late ones keep the order of the plan."""
    summary = _summary(
        measure("I.1.1", years=[2025]),
        measure("I.1.2", years=[2022, 2024, 2030]),
        measure("I.1.3", years=[2025]),
        measure("I.1.4", years=[2030]),
    )
    late = [(one.measure.measure.key, [inner.deadline.year for inner in one.deadlines]) for one in summary.late]
    assert late == [("I.1.2", [2022, 2024]), ("I.1.1", [2025]), ("I.1.3", [2025])]


def test_the_time_of_a_pull_has_an_offset() -> None:
    """A time that could be anybody's is a fault of the program, not something to print."""
    progress = judge(plan(measure()), {}, today=TODAY)
    with pytest.raises(ValueError, match="offset"):
        summarize(progress, as_of=datetime(2026, 1, 1))  # noqa: DTZ001


@st.composite
def _any_summary(draw: st.DrawFn) -> Summary:
    years = st.lists(st.integers(2020, 2032), unique=True, max_size=4)
    names = st.sampled_from([(), ("А",), ("а", "Б")])
    measures, given_reports = [], []
    for place in range(draw(st.integers(0, 5))):
        key = f"{draw(st.sampled_from('IV'))}.{place}"
        measures.append(measure(key, years=draw(years), executors=draw(names), group=None))
        keys = [key, *(one.key for one in measures[-1].deadlines)]
        given_reports += [report(each, draw(st.sampled_from(Status))) for each in keys]
    return _summary(*measures, given_reports=tuple(given_reports))


@given(_any_summary())
def test_sections_and_years_add_up_to_the_totals(summary: Summary) -> None:
    """No deadline is lost or counted twice by section or by year; no executor has more than all."""
    whole = summary.deadline_counts
    for name in COUNTED:
        assert sum(getattr(one.deadlines, name) for one in summary.by_section) == getattr(whole, name)
        assert sum(getattr(one.deadlines, name) for one in summary.by_year) == getattr(whole, name)
        assert all(getattr(one.deadlines, name) <= getattr(whole, name) for one in summary.by_executor)
    listed = (*summary.late, *summary.backlog)
    assert sum(len(one.deadlines) for one in listed) == whole.overdue
    assert sum(one.measures.total for one in summary.by_section) == summary.measure_counts.total


# --- JSON


def test_the_json_contract() -> None:
    """Programs read these keys: they are all there, with these types, whatever the language."""
    data = to_json(_mixed())
    assert list(data) == [
        "as_of",
        "today",
        "written",
        "compared",
        "plan",
        "totals",
        "by_section",
        "by_year",
        "by_executor",
        "discipline",
        "at_risk",
        "coming",
        "measures",
        "quality",
    ]
    assert (data["as_of"], data["today"]) == ("2026-12-10T07:00:00+05:00", "2026-12-10")
    assert data["totals"] == {
        "measures": 2,
        "deadlines": 7,
        "done": 1,
        "submitted": 0,
        "overdue": 1,
        "backlog": 0,
        "awaited": 0,
        "upcoming": 1,
        "due_soon": 1,
        "in_progress": 1,
        "planned": 2,
        "cancelled": 1,
        "due": 2,
        "due_done": 1,
        "percent": 16.7,
        "measures_by_state": {
            "done": 0, "on_track": 1, "at_risk": 0, "overdue": 1, "not_reached": 0, "no_data": 0, "cancelled": 0
        },
    }  # fmt: skip
    assert data["discipline"][1] == {
        "executor": LIBRARY, "year": 2023, "due": 1, "in_time": 1, "percent": 100, "mean_delay": None,
        "postponed": 0, "returned": 0, "silent": 0,
    }  # fmt: skip
    assert (data["at_risk"], data["coming"]) == ([], [{"key": "I.1.1/2026", "due": "2026-12-31"}])
    first, second = data["measures"]
    assert {name: first[name] for name in ("key", "number", "section", "group", "state", "percent")} == {
        "key": "I.1.1", "number": "1.1", "section": "I", "group": "I.1", "state": "overdue", "percent": 25
    }  # fmt: skip
    assert first["executors"] == [LIBRARY]
    (inner,) = first["indicators"]
    assert inner | {"periods": [], "sources": []} == {
        "number": 1,
        "text": "Оцифровано не менее 4 документов",
        "kind": "total",
        "comparator": ">=",
        "target": 10,
        "unit": "документов",
        "baseline": None,
        "actual": 2.5,
        "need": 4,
        "percent": 25,
        "state": "at_risk",
        "periods": [],
        "sources": [],
        "forecast": None,
        "direction": "up",
        "incomplete": True,
    }
    assert inner["periods"][0] == {"key": "I.1.1/2023", "due": "2023-12-31", "actual": 2.5, "state": "done"}
    assert inner["sources"] == [
        {
            "key": "I.1.1/2023", "author": "И. Петрова", "at": "2026-03-02T09:30:00+00:00", "text": "2.5", "url": None
        }
    ]  # fmt: skip
    assert (first["coverage"], second["coverage"]) == ("1/1", "0/0")
    assert second["quality"] == [
        {
            "code": "target-missing", "key": "V.15.1", "indicator": None, "author": None, "at": None,
            "message": "the measure has no target", "url": None,
        }
    ]  # fmt: skip
    assert first["deadlines"][0] == {
        "key": "I.1.1/2023",
        "due": "2023-12-31",
        "state": "done",
        "fact": 2.5,
        "fact_author": "И. Петрова",
        "fact_at": "2026-03-02T09:30:00+00:00",
        "closed_at": None,
        "reason": None,
        "assignee": "И. Петрова",
        "url": "https://tracker.example/1",
    }
    assert first["deadlines"][2]["reason"] == "Нет средств"
    assert second["group"] is None
    assert second["deadlines"][0] | {"key": "", "due": "", "state": ""} == {
        "key": "", "due": "", "state": "", "fact": None, "fact_author": None, "fact_at": None,
        "closed_at": None, "reason": None, "assignee": None, "url": None,
    }  # fmt: skip


def test_the_json_lists() -> None:
    """Sections, years and executors carry the same counts as the totals, beside what names them."""
    data = to_json(_mixed())
    named = {"by_section": "section", "by_year": "year", "by_executor": "executor"}
    counts = set(data["totals"]) - {"measures", "measures_by_state"}
    for rows, name in named.items():
        assert all(counts | {name} <= set(row) for row in data[rows])
    assert [row["title"] for row in data["by_section"]] == ["РАЗДЕЛ I", "РАЗДЕЛ V"]
    assert to_json(_summary(measure(executors=())))["by_executor"][0]["executor"] is None


def test_integral_numbers_are_integers_and_the_unknown_is_null() -> None:
    """10.0 is written as 10; a plan never pulled and without deadlines has nulls for what nobody knows."""
    one = measure("I.1.1", years=[2030], indicators=[indicator("10.0"), indicator(None)])
    data = to_json(_summary(one, given_reports=(report("I.1.1", Status.DONE, "10.00"),)))
    inner = data["measures"][0]["indicators"]
    assert [type(inner[0][name]) for name in ("target", "actual", "percent")] == [int, int, int]
    assert inner[1]["target"] is None
    never = to_json(summarize(judge(plan(), {}, today=TODAY), as_of=None))
    assert (never["as_of"], never["totals"]["percent"], never["measures"]) == (None, None, [])


def test_the_fact_of_a_deadline_is_that_of_the_first_indicator() -> None:
    """Where figures of several indicators are reported, the first indicator's stands for the deadline."""
    one = measure("I.1.1", indicators=[indicator(1), indicator(2)])
    given_reports = (report("I.1.1", Status.DONE, figure(50, indicator=2), figure(100)),)
    assert to_json(_summary(one, given_reports=given_reports))["measures"][0]["deadlines"][0]["fact"] == 100


def test_the_json_form_is_utf8_text() -> None:
    """The file is valid JSON with a line end and readable Cyrillic."""
    text = render(_mixed(), "json").decode()
    assert json.loads(text) == to_json(_mixed())
    assert "Нет средств" in text
    assert text.endswith("}\n")


# --- forms


def test_every_form_renders() -> None:
    """Each registered form makes a file of its own; an unknown one is a KeyError."""
    made = {name: render(_mixed(), name) for name in FORMS}
    assert set(made) >= {"text", "json", "html"}
    assert all(made.values())
    with pytest.raises(KeyError):
        render(_mixed(), "papyrus")


def test_a_lone_deadline_keeps_its_key_of_the_year() -> None:
    """A deadline's key names its year even where its issue is the measure's own."""
    lone = Deadline(date(2026, 6, 1), date(2026, 1, 1), "I.1.1/2026")
    data = to_json(_summary(replace(measure("I.1.1"), deadlines=(lone,))))
    assert data["measures"][0]["deadlines"][0]["key"] == "I.1.1/2026"


# --- what is told apart


def test_the_backlog_is_counted_apart() -> None:
    """It stays overdue in the figures that programs read, and is no part of what is shown as late."""
    progress = judge(plan(measure("I.1.1", years=[2023, 2025])), {}, today=TODAY, backlog_before=date(2024, 6, 1))
    summary = summarize(progress, as_of=PULLED)
    data = to_json(summary)
    assert (data["totals"]["overdue"], data["totals"]["backlog"]) == (2, 1)
    assert [one.get("backlog") for one in data["measures"][0]["deadlines"]] == [True, None]
    assert [inner.deadline.year for one in summary.late for inner in one.deadlines] == [2025]
    assert [inner.deadline.year for one in summary.backlog for inner in one.deadlines] == [2023]


def test_doubts_stand_with_their_measure_and_those_of_none_apart() -> None:
    """A programme finds code, issue, author, date, words and link of each."""
    line = figure(3, author="С. Ахметов")
    summary = _summary(measure("I.1.1", years=[2025]), given_reports=(report("I.9.9", Status.DONE, line),))
    (stray,) = to_json(summary)["quality"]
    assert (stray["code"], stray["key"], stray["author"]) == ("figure-orphaned", "I.9.9", "С. Ахметов")
    assert stray["at"] == "2026-03-02T09:30:00+00:00"


def test_a_forecast_says_its_range_its_reports_and_a_sentence() -> None:
    """What an official reads and what a programme reads are one thing."""
    yearly = measure("I.1.1", years=range(2021, 2031), indicators=[indicator(20)])
    told = tuple(
        report(f"I.1.1/{year}", Status.DONE, figure(1, at=datetime(year, 12, 1, tzinfo=UTC)))
        for year in range(2021, 2026)
    )
    found = to_json(_summary(yearly, given_reports=told))["measures"][0]["indicators"][0]["forecast"]
    assert {name: found[name] for name in ("value", "low", "high", "year", "reports")} == {
        "value": 10, "low": 10, "high": 10, "year": 2030, "reports": 5
    }  # fmt: skip
    assert "2030" in found["text"]
