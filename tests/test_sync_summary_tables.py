"""The tables of the summary as data: what stands in them, whatever form draws them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from mappings.progress import Status
from mappings.progress.comparison import Change, Compared, Difference
from sync.summary.tables import listed
from sync.summary.tables.cells import unit
from sync.summary.tables.counted import by_executor, by_section, by_year
from sync.summary.tables.deadlines import deadlines, whole
from sync.summary.tables.opening import opening
from sync.summary.tables.values import Column, Kind, Named, Quantity, State, Table, Tone, shown
from tests.examples.plan_values import extended, figure, indicator, measure, plan, report
from tests.examples.summary_values import TRACKER, empty, summary_of


def heads(table: Table) -> list[str]:
    """Its headings."""
    return [column.heading for column in table.columns]


def texts(table: Table) -> list[list[str]]:
    """Its rows in words."""
    return [[shown(cell) for cell in row] for row in table.rows]


def test_every_row_has_a_cell_for_each_column() -> None:
    """In all tables, whatever there is."""
    summary = summary_of()
    tables = [by_year(summary), by_section(summary), by_executor(summary), deadlines(summary), whole(summary)]
    tables += [listed.measures(summary), listed.indicators(summary), listed.overdue(summary), listed.at_risk(summary)]
    tables += [listed.coming(summary), listed.quality(summary), listed.extended(summary)]
    tables += [listed.discipline(summary, by_year=flag) for flag in (True, False)]
    for table in tables:
        assert {len(row) for row in table.rows} <= {len(table.columns)}


def test_the_counts_are_those_of_the_states_that_occur() -> None:
    """Done and overdue are always told; the share only where something could be done."""
    table = by_year(summary_of())
    assert heads(table) == ["Year", "Deadlines", "Done", "Overdue", "Planned", "Done, share"]
    found = {row[0]: row for row in texts(table)}
    assert found["2024"][1:4] == ["1", "1", "0"]
    assert found["2024"][-1] == "100%"
    assert found["2030"][-1] == ""
    assert texts(by_section(summary_of()))[0][0] == "I. Раздел I"
    assert [row[0] for row in texts(by_executor(summary_of()))][-1] == "Отдел культуры"


def test_one_section_without_a_title_has_no_row() -> None:
    """Nor is it named beside each measure: it tells nothing apart."""
    summary = summary_of()
    section = replace(summary.plan.sections[0], title="")
    bare = replace(summary, plan=replace(summary.plan, sections=(section,)), by_section=summary.by_section[:1])
    assert by_section(bare).rows == ()
    own = [row for row in texts(listed.measures(bare)) if row[0].startswith(f"{section.key}.")]
    assert own
    assert {row[1] for row in own} == {""}


def test_a_backlog_has_a_column_of_its_own() -> None:
    """What was late before the plan was followed here is not called overdue."""
    summary = summary_of(plan(measure("I.1", years=(2022,), group=None)), told=(report("I.2"),))
    backlog = replace(summary.measures[0].deadlines[0], backlog=True)
    late = replace(summary.late[0], deadlines=(backlog,))
    counts = replace(summary.deadline_counts, backlog=1)
    year = replace(summary.by_year[1], deadlines=replace(summary.by_year[1].deadlines, backlog=1))
    given = replace(summary, late=(), backlog=(late,), deadline_counts=counts, by_year=(year,))
    table = by_year(given)
    row = dict(zip(heads(table), texts(table)[0], strict=True))
    assert (row["Overdue"], row["Before the records, nothing known"]) == ("0", "1")
    assert texts(listed.overdue(given))[0][-1] == "Before the records, nothing known"


def test_the_longest_overdue_comes_first() -> None:
    """With its date, its days, its reason and who answers for it."""
    late = measure("I.1", years=(2023, 2025), group=None)
    told = (report("I.1/2023", Status.IN_PROGRESS, reason="Ремонт", assignee="И. Петрова", url=f"{TRACKER}1"),)
    rows = listed.overdue(summary_of(plan(late, measure("I.2", years=(2024,), group=None)), told=told)).rows
    assert [shown(row[0]) for row in rows] == ["I.1/2023", "I.2/2024", "I.1/2025"]
    assert rows[0][0] == Named("I.1/2023", f"{TRACKER}1")
    assert rows[0][3:7] == (date(2023, 12, 31), 1065, "Ремонт", "И. Петрова")


def test_no_figure_is_said_only_where_its_time_has_come() -> None:
    """Before it, the measure is not due yet and nobody is blamed."""
    late, far = (measure(f"I.{year}", years=(year,), indicators=[indicator(4)], group=None) for year in (2025, 2030))
    table = listed.indicators(summary_of(plan(late, far), told=(report("I.9"),)))
    fact, state = heads(table).index("Fact"), heads(table).index("State")
    assert [row[fact] for row in table.rows] == ["no figure reported", None]
    assert table.rows[1][state] == State("Not due yet", Tone.QUIET)


def test_a_measure_without_a_target_has_a_row_for_itself() -> None:
    """Every measure is among the indicators."""
    rows = texts(listed.indicators(summary_of()))
    assert [row[0] for row in rows] == ["I.1", "I.2", "II.1", "II.2"]


def test_the_figures_of_other_indicators_are_told_beside_the_first() -> None:
    """With their numbers; a figure of none that the plan asks for is a bare number."""
    asked = measure("I.1", years=(2026,), indicators=[indicator(4), indicator(9)], group=None)
    told = (report("I.1", Status.IN_PROGRESS, figure(2), figure(5, indicator=2)),)
    table = whole(summary_of(plan(asked), told=told))
    row = dict(zip(heads(table), texts(table)[0], strict=True))
    assert (row["Fact"], row["Other indicators"]) == ("2", "2: 5")
    unasked = replace(asked, indicators=())
    bare = whole(summary_of(plan(unasked), told=told)).rows[0]
    assert Quantity(Decimal(2), "2") in bare


def test_the_plans_own_date_has_a_column_where_a_deadline_was_extended() -> None:
    """Elsewhere it would say everything twice."""
    assert "Date in the plan" not in heads(deadlines(summary_of()))
    moved = extended(measure("I.1", years=(2025,), group=None), 2025, date(2027, 6, 30))
    table = deadlines(summary_of(plan(moved), told=(report("I.9"),)))
    row = dict(zip(heads(table), texts(table)[0], strict=True))
    assert (row["Due date"], row["Date in the plan"]) == ("2027-06-30", "2025-12-31")
    assert texts(listed.extended(summary_of(plan(moved), told=(report("I.9"),)))) == [
        ["I.1/2025", "2025-12-31", "2027-06-30", "Mayor, No. 1"]
    ]


def test_what_differs_is_told_where_it_was_asked_for() -> None:
    """That nothing does is told too."""
    assert listed.differences(summary_of()) is None
    same = listed.differences(replace(summary_of(), compared=Compared(date(2026, 1, 1), ())))
    assert same is not None
    assert same.none == "Nothing is different since 2026-01-01."
    new = Difference(
        key="I.1/2025", change=Change.NEW, indicator=1, year=None, before=None, after=Decimal(4), line=None
    )
    one = listed.differences(replace(summary_of(), compared=Compared(date(2026, 1, 1), (new,))))
    assert one is not None
    assert (one.title, texts(one)[0][:4]) == ("Different since 2026-01-01", ["I.1/2025", "new", "—", "4"])


def test_the_opening_of_an_empty_plan_says_one_thing() -> None:
    """That it has no deadlines, not that none has fallen due."""
    assert opening(empty())[0] == "The plan has no deadlines."


def test_units_are_named_in_the_nominative() -> None:
    """A percentage says of what it is one."""
    assert unit(indicator(9, unit="справок")) == "справка"
    assert unit(indicator(80, unit="%", percent=True)) == "%"
    assert unit(indicator(80, unit="библиотеках", percent=True)) == "% библиотек"
    assert unit(indicator(None, unit="")) == ""


def test_columns_of_texts_in_which_nothing_stands_can_go() -> None:
    """Numbers stay, since a nought that is missing would be asked for."""
    columns = (Column("No.", Kind.KEY), Column("Reason"), Column("Days", Kind.NUMBER), Column("Why"))
    table = Table("T", columns, (("I.1", "", None, "late"),)).filled()
    assert (heads(table), table.rows) == (["No.", "Days", "Why"], (("I.1", None, "late"),))
    assert table.width == 36
