"""Rules of a mapping's overrides: what they make of a plan, and the names that the plan must have."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mappings.errors import MOST_PROBLEMS, MappingError
from mappings.mapping.model import Mapping, Override, load_mapping
from mappings.mapping.overrides import apply_overrides
from mappings.plan import IndicatorKind, Measure, Plan, Recurrence
from mappings.reading import read_plan
from tests.examples.plan_documents import GROUP, plan_from, row

BUNDLED = Path(__file__).parent.parent / "mappings" / "megion-2021-2030"


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The bundled plan, as read."""
    return read_plan(BUNDLED / "plan.txt")


def _load(tmp_path: Path, text: str) -> Mapping:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)


def _by_key(plan: Plan, key: str) -> Measure:
    return next(measure for measure in plan.measures if measure.key == key)


def _override(tmp_path: Path, plan: Plan, key: str, text: str) -> Measure:
    """The measure as it is with an override of one line."""
    return _by_key(apply_overrides(plan, _load(tmp_path, f"measures:\n  {key}: {{{text}}}\n")), key)


def test_yearly_by_override(tmp_path: Path, plan: Plan) -> None:
    """`recurrence: annual` gives each year of the range that was read, and reads the target as yearly."""
    assert len(_by_key(plan, "I.3.3").deadlines) == 1
    measure = _override(tmp_path, plan, "I.3.3", "recurrence: annual")
    assert measure.recurrence is Recurrence.ANNUAL
    assert [deadline.key for deadline in measure.deadlines] == [f"I.3.3/{year}" for year in range(2021, 2031)]
    assert {deadline.due.isoformat()[4:] for deadline in measure.deadlines} == {"-12-31"}
    assert [deadline.start.year for deadline in measure.deadlines] == list(range(2021, 2031))


def test_yearly_keeps_the_days_that_were_read(tmp_path: Path, plan: Plan) -> None:
    """A year that already has a day of its own keeps it; only the others get 31 December."""
    dated = _override(tmp_path, plan, "I.2.2", "deadlines: [2022-06-30, 2024]")
    again = replace(plan, measures=(dated,))
    measure = _override(tmp_path, again, "I.2.2", "recurrence: annual")
    assert [str(deadline.due) for deadline in measure.deadlines] == ["2022-06-30", "2023-12-31", "2024-12-31"]


def test_once_by_override(tmp_path: Path, plan: Plan) -> None:
    """`recurrence: once` leaves the last date, begun when the first was."""
    measure = _override(tmp_path, plan, "V.15.3", "recurrence: once")
    (deadline,) = measure.deadlines
    assert (measure.recurrence, deadline.start.year, deadline.due) == (
        Recurrence.ONCE,
        2021,
        date(2030, 12, 31),
    )


def test_ongoing_by_override(tmp_path: Path, plan: Plan) -> None:
    """A permanent measure has no deadline of its own."""
    measure = _override(tmp_path, plan, "V.15.3", "recurrence: ongoing")
    assert (measure.recurrence, measure.deadlines) == (Recurrence.ONGOING, ())


def test_years_by_override_keep_the_dates(tmp_path: Path, plan: Plan) -> None:
    """`recurrence: years` alone changes no date."""
    measure = _override(tmp_path, plan, "I.2.2", "recurrence: years")
    assert measure == _by_key(plan, "I.2.2")


@pytest.mark.parametrize(
    ("text", "recurrence", "due"),
    [
        ("[2027]", Recurrence.ONCE, ["2027-12-31"]),
        ("[2029, 2027-06-30, 2029]", Recurrence.YEARS, ["2027-06-30", "2029-12-31"]),
        ("[2027], recurrence: annual", Recurrence.ANNUAL, ["2027-12-31"]),
        ("[2027], recurrence: years", Recurrence.YEARS, ["2027-12-31"]),
    ],
)
def test_deadlines_by_override(tmp_path: Path, plan: Plan, text: str, recurrence: Recurrence, due: list[str]) -> None:
    """A list of years and days takes the place of the timing; years stand for their last day."""
    measure = _override(tmp_path, plan, "V.15.3", f"deadlines: {text}")
    assert (measure.recurrence, [str(deadline.due) for deadline in measure.deadlines]) == (recurrence, due)


def test_a_single_deadline_keeps_its_start_while_it_can(tmp_path: Path, plan: Plan) -> None:
    """A deadline that moves keeps the start that was read, unless it would begin after it is due."""
    later = _override(tmp_path, plan, "I.5.1", "deadlines: [2026]")
    assert later.deadlines[0].start == date(2021, 1, 1)
    earlier = _override(tmp_path, plan, "I.7.5", "deadlines: [2023]")
    assert earlier.deadlines[0].start == date(2023, 1, 1)


def test_two_deadlines_of_one_year_are_told_apart(tmp_path: Path, plan: Plan) -> None:
    """Two dates in one year are keyed by date."""
    measure = _override(tmp_path, plan, "I.7.5", "deadlines: [2024-03-31, 2024-09-30]")
    assert [deadline.key for deadline in measure.deadlines] == ["I.7.5/2024-03-31", "I.7.5/2024-09-30"]


def test_dates_given_as_values(plan: Plan) -> None:
    """A mapping made in a program takes days as such."""
    mapping = Mapping.model_validate({"measures": {"I.7.5": {"deadlines": [date(2025, 5, 1)]}}})
    (deadline,) = _by_key(apply_overrides(plan, mapping), "I.7.5").deadlines
    assert deadline.due == date(2025, 5, 1)


def test_title_executors_and_target_by_override(tmp_path: Path, plan: Plan) -> None:
    """The title is kept beside the short one; executors are exchanged; a target is read anew."""
    text = "title: Коротко, executors: [Музей], target: Проведено не менее 4 опросов"
    measure = _override(tmp_path, plan, "I.5.3", text)
    (indicator,) = measure.indicators
    assert (measure.short_title, measure.title) == ("Коротко", _by_key(plan, "I.5.3").title)
    assert (measure.executors, measure.target_text) == (("Музей",), "Проведено не менее 4 опросов")
    assert (indicator.kind, indicator.comparator, indicator.value) == (IndicatorKind.TOTAL, ">=", Decimal(4))
    assert measure.deadlines == _by_key(plan, "I.5.3").deadlines


def test_a_target_of_a_yearly_measure_is_read_as_yearly(tmp_path: Path, plan: Plan) -> None:
    """A target is read as it would be in the document: with the words of the measure in mind."""
    as_printed = _by_key(plan, "I.7.1")
    measure = _override(tmp_path, plan, "I.7.1", f"target: {as_printed.target_text}")
    assert measure.indicators == as_printed.indicators


def test_an_override_touches_no_other_measure(tmp_path: Path, plan: Plan) -> None:
    """Everything that the mapping does not name stays as read."""
    changed = apply_overrides(plan, _load(tmp_path, "measures: {V.15.3: {recurrence: once}}"))
    others = [measure for measure in changed.measures if measure.key != "V.15.3"]
    assert others == [measure for measure in plan.measures if measure.key != "V.15.3"]
    assert replace(changed, measures=plan.measures) == plan


def test_names_that_the_plan_does_not_have(tmp_path: Path, plan: Plan) -> None:
    """Every unknown measure and executor is told at once, at its line, with the nearest that exist."""
    mapping = _load(
        tmp_path,
        """executors:
  отдел  КУЛЬТУРЫ: {assignee: a}
  Отдел культурры: {assignee: b}
  Zoo: {assignee: c}
measures:
  V.15.33: {recurrence: annual}
  15.3: {recurrence: annual}
  ZZZ: {recurrence: annual}
""",
    )
    with pytest.raises(MappingError) as caught:
        apply_overrides(plan, mapping)
    found = caught.value.problems
    assert [problem.place.rpartition(" ")[2] for problem in found] == list("34678")
    assert [problem.code for problem in found] == ["executor-unknown"] * 2 + ["measure-unknown"] * 3
    assert found[0].hint == "did you mean Отдел культуры?"
    assert found[1].hint.startswith("known here: МБУ «Централизованная библиотечная система»")
    assert "V.15.3" in found[2].hint
    assert "V.15.3" in found[3].hint
    assert found[4].hint == ""


def test_executors_named_by_an_override_are_known(tmp_path: Path, plan: Plan) -> None:
    """An executor whom only an override names may be given an assignee."""
    text = "executors: {Музей: {assignee: kate}}\nmeasures: {I.5.3: {executors: [Музей]}}\n"
    assert _by_key(apply_overrides(plan, _load(tmp_path, text)), "I.5.3").executors == ("Музей",)


def test_a_mapping_without_a_file_places_problems_nowhere(plan: Plan) -> None:
    """A mapping that was made in a program still tells what is wrong with it."""
    with pytest.raises(MappingError) as caught:
        apply_overrides(plan, Mapping.model_validate({"measures": {"X": {}}}))
    assert (caught.value.code, caught.value.place) == ("measure-unknown", "")


@pytest.mark.parametrize("recurrence", ["annual", "years", "once"])
def test_a_recurrence_needs_dates(tmp_path: Path, plan: Plan, recurrence: str) -> None:
    """Where the document gives no date, a recurrence needs deadlines, unless it is ongoing."""
    undated = replace(_by_key(plan, "I.7.5"), deadlines=(), recurrence=Recurrence.NONE)
    bare = replace(plan, measures=(undated,))
    with pytest.raises(MappingError) as caught:
        _override(tmp_path, bare, "I.7.5", f"recurrence: {recurrence}")
    assert (caught.value.code, caught.value.place[-6:]) == ("override-without-dates", "line 2")
    assert len(_override(tmp_path, bare, "I.7.5", f"recurrence: {recurrence}, deadlines: [2027]").deadlines) == 1
    assert _override(tmp_path, bare, "I.7.5", "recurrence: ongoing").deadlines == ()
    assert _override(tmp_path, bare, "I.7.5", "title: x").deadlines == ()


def test_an_indicator_by_override(tmp_path: Path, plan: Plan) -> None:
    """What the mapping says of the indicators arrives in them; the rest of them stays as read."""
    read = _by_key(plan, "I.7.4.2")
    text = "unit: библиотека, reporting: cumulative, indicators: {2: {baseline: 40, baseline_year: 2020}}"
    measure = _override(tmp_path, plan, "I.7.4.2", text)
    first, second = measure.indicators
    assert first == replace(read.indicators[0], unit="библиотека", reporting="cumulative")
    assert second == replace(read.indicators[1], baseline=Decimal(40), baseline_year=2020)


def test_targets_by_year_by_override(tmp_path: Path, plan: Plan) -> None:
    """The last year's target is the value; what was only to be done is counted from then on."""
    measure = _override(tmp_path, plan, "I.1.1", "targets: {2025: 2, 2024: 1}")
    (indicator,) = measure.indicators
    assert (indicator.targets, indicator.value) == (((2024, Decimal(1)), (2025, Decimal(2))), Decimal(2))
    assert (indicator.kind, indicator.comparator) == (IndicatorKind.TOTAL, ">=")
    measure = _override(tmp_path, plan, "IV.15.2", "targets: {2022: 3}, count_closed: 1")
    (indicator,) = measure.indicators
    assert (indicator.kind, indicator.comparator, indicator.value) == (IndicatorKind.TOTAL, "=", Decimal(3))
    assert indicator.count_closed == 1


def test_targets_by_year_settle_a_missing_number(tmp_path: Path, plan: Plan) -> None:
    """A target without a number is no longer in doubt where the mapping names one for a year; other doubts stay."""
    (key, *_more) = [one.measure for one in plan.findings if one.code == "target-number-missing"]
    changed = apply_overrides(plan, _load(tmp_path, f"measures:\n  {key}: {{targets: {{2030: 4}}}}\n"))
    left = [one for one in plan.findings if (one.measure, one.code) != (key, "target-number-missing")]
    assert list(changed.findings) == left


def test_indicators_that_a_measure_lacks_are_told_at_once(tmp_path: Path, plan: Plan) -> None:
    """Each at its line with what the measure has; a target given beside it counts."""
    untargeted = next(one.key for one in plan.measures if not one.indicators)
    mapping = _load(
        tmp_path,
        f"""measures:
  I.1.1:
    indicators:
      2: {{baseline: 4}}
      3: {{unit: km}}
  I.7.4.2:
    indicators: {{3: {{count_closed: 1}}}}
  {untargeted}:
    baseline: 4
""",
    )
    with pytest.raises(MappingError) as caught:
        apply_overrides(plan, mapping)
    told = [(one.code, int(one.place.rpartition(" ")[2])) for one in caught.value.problems]
    assert told == [("indicator-unknown", line) for line in (4, 5, 7, 9)]
    assert all(one.hint for one in caught.value.problems)
    fitting = _override(tmp_path, plan, untargeted, "target: Проведено 5 уроков, baseline: 4")
    assert fitting.indicators[0].baseline == 4


def test_more_faults_than_are_told() -> None:
    """A mapping for another plan names thousands of strange measures: the first ones are told, and that more are."""
    plan = plan_from(GROUP, *(row(f"1.{number}.") for number in range(1, 500)))
    strange = Mapping(measures={f"I.9.{number}": Override() for number in range(20_000)})
    before = time.thread_time()
    with pytest.raises(MappingError) as caught:
        apply_overrides(plan, strange)
    assert time.thread_time() - before < 3
    assert [one.code for one in caught.value.problems] == ["measure-unknown"] * MOST_PROBLEMS + ["problems-more"]
