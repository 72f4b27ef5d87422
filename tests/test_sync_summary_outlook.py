"""What a head asks next: what is late, what is at risk and why, what falls due next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mappings.plan import IndicatorKind, Measure
from mappings.progress import Progress, Report, Status, judge
from sync.summary import summarize
from sync.summary.outlook import at_risk, coming, is_not_due, late
from tests.examples.plan_values import indicator, measure, plan, report, reports

TODAY = date(2026, 12, 10)


def _progress(*measures: Measure, told: tuple[Report, ...] = (), today: date = TODAY) -> Progress:
    return judge(plan(*measures), reports(*told), today=today)


def test_the_longest_overdue_comes_first() -> None:
    """Whatever the order of the plan; the deadlines of one measure stand together."""
    found = list(late(_progress(measure("I.1.1", years=[2025]), measure("I.1.2", years=[2023, 2024])), backlog=False))
    assert [one.measure.measure.key for one in found] == ["I.1.2", "I.1.1"]
    assert [one.deadline.year for one in found[0].deadlines] == [2023, 2024]


def test_a_risk_is_told_with_its_reason() -> None:
    """What is needed by now, what there is, and where it leads."""
    one = measure("I.1.1", years=range(2021, 2031), indicators=[indicator(10, kind=IndicatorKind.TOTAL)])
    told = tuple(report(f"I.1.1/{year}", Status.DONE, "0") for year in range(2021, 2026))
    found = list(at_risk(_progress(one, told=told)))
    why = "needed by now: 5; there is: 0; at the present pace about 0 (0–0) by 2030, from 5 reports"
    assert [(risk.measure.measure.key, risk.why) for risk in found] == [("I.1.1", why)]


def test_of_a_measure_and_its_part_the_part_alone_is_told() -> None:
    """Both are at risk and fall due on one day: it is one piece of work."""
    whole, part = measure("I.1.1", years=[2026]), replace(measure("I.1.1.1", years=[2026]), parent="I.1.1")
    progress = _progress(whole, part)
    assert [one.measure.measure.key for one in at_risk(progress)] == ["I.1.1.1"]
    assert [one.measure.measure.key for one in coming(progress)] == ["I.1.1.1"]


def test_what_falls_due_next_is_the_nearest_day_however_far() -> None:
    """And what comes within thirty days; what is done or has passed is not told."""
    near = replace(measure("I.1.1", years=[2026]), parent=None)
    far = measure("I.1.2", years=[2025, 2027])
    assert [one.deadline.deadline.key for one in coming(_progress(near, far))] == ["I.1.1/2026"]
    done = (report("I.1.1", Status.DONE),)
    assert [one.deadline.deadline.key for one in coming(_progress(near, far, told=done))] == ["I.1.2/2027"]
    assert list(coming(_progress(near, told=done))) == []
    both = coming(_progress(near, measure("I.1.3", years=[2027]), today=date(2026, 12, 31)))
    assert [one.deadline.deadline.year for one in both] == [2026]


def test_nothing_is_said_of_what_is_not_due() -> None:
    """A measure of 2030 is neither on track nor without data, until somebody begins or reports."""
    progress = _progress(measure("I.1.1", years=[2030], indicators=[indicator(4)]))
    assert is_not_due(progress.measures[0])
    counts = summarize(progress, as_of=None).measure_counts
    assert (counts.not_due, counts.on_track, counts.total) == (1, 1, 1)
    for told in (report("I.1.1", Status.IN_PROGRESS), report("I.1.1", Status.PLANNED, "1")):
        one = _progress(measure("I.1.1", years=[2030], indicators=[indicator(4)]), told=(told,)).measures[0]
        assert not is_not_due(one)
    assert not is_not_due(_progress(measure("I.1.1", years=[2025, 2030])).measures[0])
