"""The measures of the page's drawings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import Deadline, IndicatorKind
from mappings.progress import DeadlineState, MeasureState, Status, judge
from mappings.progress.states import IndicatorProgress
from sync.summary import Summary, summarize
from sync.summary.figures import DEADLINE_STATES, DeadlineCounts
from sync.summary.page.charts import MOST_ROWS, SIGNS, bullet, columns, grids, in_year, stack
from tests.examples.plan_values import indicator, measure, plan, report, reports

TODAY = date(2026, 12, 10)


def _summary(count: int = 1) -> Summary:
    measures = [measure(f"I.1.{place}", years=[2023, 2024, 2030], group=None) for place in range(count)]
    told = reports(report("I.1.0/2023", Status.DONE), report("I.1.0/2024", Status.CANCELLED))
    return summarize(judge(plan(*measures, measure("V.1.1", years=[2030], group=None)), told, today=TODAY), as_of=None)


def test_every_state_has_its_own_sign_within_its_kind() -> None:
    """Neither two states of deadlines nor two of measures look the same."""
    deadlines, measures = ([SIGNS[state.value] for state in kind] for kind in (DeadlineState, MeasureState))
    assert len(set(deadlines)) == len(deadlines)
    assert len(set(measures)) == len(measures)


@given(st.lists(st.integers(0, 50), min_size=len(DEADLINE_STATES), max_size=len(DEADLINE_STATES)))
def test_a_stacked_bar_is_filled_without_gaps(numbers: list[int]) -> None:
    """The parts follow one another, in proportion, and fill the whole; a state of which there is none has no part."""
    counts = DeadlineCounts(**{state.value: number for state, number in zip(DEADLINE_STATES, numbers, strict=True)})
    parts = stack(counts)
    assert [part.count for part in parts] == [number for number in numbers if number]
    end = 0.0
    for part in parts:
        assert part.start == pytest.approx(end, abs=0.02)
        assert part.length == pytest.approx(100 * part.count / sum(numbers), abs=0.02)
        end = part.start + part.length
    assert end == pytest.approx(100 if parts else 0, abs=0.1)


def test_columns_stand_side_by_side_on_one_ground() -> None:
    """Each year of the plan has its place; the fullest is the tallest, and all end at the same line below."""
    made = columns(_summary())
    assert [one.year for one in made] == list(range(2021, 2031))
    assert [one.total for one in made] == [0, 0, 1, 1, 0, 0, 0, 0, 0, 2]
    assert [one.middle for one in made] == [5, 15, 25, 35, 45, 55, 65, 75, 85, 95]
    assert {max(part.start + part.length for part in one.parts) for one in made if one.parts} == {150}
    assert made[-1].top == 0
    assert made[2].top == 75
    assert made[2].parts[0].roomy


def test_a_plan_without_deadlines_has_flat_columns() -> None:
    """Nothing is divided by nothing."""
    assert all(one.parts == () for one in columns(summarize(judge(plan(), {}, today=TODAY), as_of=None)))


@pytest.mark.parametrize(
    ("target", "actual", "need", "drawn"),
    [
        (10, "4", None, (40.0, None, 100.0)),
        (10, "4", "5", (40.0, 50.0, 100.0)),
        (10, "20", "5", (100.0, 25.0, 50.0)),
        (10, "0", "0", (0.0, None, 100.0)),
        (-3, "-1", None, (33.3, None, 100.0)),
        (3, "-2", None, (0.0, None, 100.0)),
    ],
)
def test_a_bar_is_as_long_as_its_longest_figure(
    target: int, actual: str, need: str | None, drawn: tuple[float, float | None, float]
) -> None:
    """Fact, need and target share one scale; what is below nothing has no length."""
    asked = indicator(target, kind=IndicatorKind.TOTAL)
    one = IndicatorProgress(
        asked, Decimal(actual), None, MeasureState.ON_TRACK, None if need is None else Decimal(need)
    )
    made = bullet(one)
    assert made is not None
    assert (made.fact, made.need, made.target) == drawn


def test_no_bar_without_both_numbers() -> None:
    """Where nothing was reported, the target names no number, or all are zero, there is nothing to draw."""
    for target, actual in ((4, None), (None, "4"), (0, "0")):
        value = None if actual is None else Decimal(actual)
        assert bullet(IndicatorProgress(indicator(target), value, None, MeasureState.NO_DATA)) is None


def test_the_grid_shows_each_deadline_in_its_year() -> None:
    """A row for each measure, a sign in the column of each year, and the squares of a state in one path."""
    first, second = grids(_summary())
    assert (first.section.key, second.section.key) == ("I", "V")
    assert [row.key for row in first.rows] == ["I.1.0"]
    assert first.rows[0].signs == "✓×○"
    at = dict(first.years)
    assert first.rows[0].places.split() == [f"{at[year]:g}" for year in (2023, 2024, 2030)]
    assert set(first.cells) == {"done", "cancelled", "planned"}
    assert first.cells["done"].count("M") == 1
    assert second.width == first.width


def test_a_grid_too_long_to_look_at_is_not_drawn() -> None:
    """Beyond so many measures there is no picture."""
    assert grids(_summary(MOST_ROWS - 1))
    assert grids(_summary(MOST_ROWS)) == ()


def test_of_two_deadlines_in_a_year_the_urgent_one_is_shown() -> None:
    """What is late is not hidden by what is done."""
    days = (date(2026, 3, 31), date(2026, 9, 30))
    asked = tuple(Deadline(day, date(2026, 1, 1), f"I.1.1/{day}") for day in days)
    one = replace(measure("I.1.1", group=None), deadlines=asked)
    done = reports(report(asked[0].key, Status.DONE))
    progress = judge(plan(one), done, today=TODAY).measures[0]
    shown = in_year(progress, 2026)
    assert shown is not None
    assert shown.state is DeadlineState.OVERDUE
    assert in_year(progress, 2027) is None
