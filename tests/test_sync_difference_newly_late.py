"""A round in which more turns late than the calendar, the staff and the plan explain tells nobody anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import Measure, Plan
from mappings.progress import Progress, Report, Status, judge
from mappings.progress.periods import ReportBy
from sync.difference.newly_late import check_newly_late, round_of
from sync.errors import UnsafeChange
from sync.memory import ToldRound
from tests.examples.plan_values import deadline, measure, plan, report, reports

YEARS = range(2021, 2031)
THEN = datetime(2025, 6, 1, 9, tzinfo=UTC)
DAY = date(2025, 6, 30)
KEYS = [f"I.{number}/{year}" for number in range(1, 6) for year in YEARS]
TOWN = plan(*(measure(f"I.{number}", years=YEARS) for number in range(1, 6)))
UNTOUCHED: Mapping[str, datetime] = dict.fromkeys(KEYS, THEN)

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
terms = st.sampled_from([None, (1, 20), (2, 29)])


def progress(
    told: Mapping[str, Status],
    today: date = DAY,
    *,
    of: Plan = TOWN,
    closed: bool = False,
    from_year: int | None = None,
    report_by: ReportBy | None = None,
) -> Progress:
    """How the plan stands by statuses, planned where none is named; `closed` says that the tracker has them closed."""
    given = [replace(report(key, status), closed_at=THEN if closed else None) for key, status in told.items()]
    return judge(of, reports(*given), today=today, from_year=from_year, report_by=report_by)


def last(before: Progress, changed: Mapping[str, datetime] = UNTOUCHED) -> ToldRound:
    """A round that was sent as the plan stood before."""
    return round_of(before, changed, at=THEN)


def refusal(
    before: Progress,
    now: Progress,
    changed: Mapping[str, datetime] = UNTOUCHED,
    *,
    report_by: ReportBy | None = None,
) -> str:
    """Why the round after another is refused; nothing where it is not."""
    try:
        check_newly_late(now, changed, last(before), report_by=report_by)
    except UnsafeChange as found:
        assert found.code == "mails-unsafe"
        assert "vekha alerts --force" in found.hint
        return found.message
    return ""


def done(*keys: str) -> dict[str, Status]:
    """These are done."""
    return dict.fromkeys(keys, Status.DONE)


def test_a_first_round_has_nothing_to_be_compared_with() -> None:
    """However much of the plan is late."""
    check_newly_late(progress({}, date(2035, 1, 1)), UNTOUCHED, None, report_by=None)


@given(first=days, second=days, statuses=st.dictionaries(st.sampled_from(KEYS), st.sampled_from(Status)), by=terms)
def test_the_calendar_alone_never_refuses(
    first: date, second: date, statuses: dict[str, Status], by: ReportBy | None
) -> None:
    """Whatever stands as it stood: after months without a run, in the plan's last year, and with the clock put back."""
    before, now = (progress(statuses, today, report_by=by) for today in (first, second))
    assert refusal(before, now, report_by=by) == ""


@given(broken=st.sets(st.sampled_from(KEYS)), later=st.integers(0, 4000))
def test_finished_work_that_turns_late_is_held_against_what_fell_due(broken: set[str], later: int) -> None:
    """The rule to the letter: refused where more is newly late, untouched as it stands, than has fallen due since."""
    today = DAY + timedelta(days=later)
    before, now = progress(done(*KEYS)), progress(done(*(set(KEYS) - broken)), today)
    late = sum(date(int(key[-4:]), 12, 31) < today for key in broken)
    fallen = sum(DAY <= date(int(key[-4:]), 12, 31) < today for key in KEYS)
    assert bool(refusal(before, now)) == (late > fallen)


def test_statuses_that_are_read_in_another_way() -> None:
    """The mapping no longer knows the status of finished work, open or closed in the tracker: nothing was touched."""
    for closed in (False, True):
        before, now = progress(done(*KEYS), closed=closed), progress({}, closed=closed)
        assert refusal(before, now) == (
            "20 deadlines have turned late, such as I.1/2021, "
            "and since the last alerts, of 2025-06-30, 0 have fallen due"
        )
    now = progress(dict.fromkeys(KEYS, Status.IN_PROGRESS), closed=True)
    assert refusal(before, now, dict.fromkeys(KEYS, THEN + timedelta(days=1)))  # closed is closed, whoever wrote since


@pytest.mark.parametrize("status", [Status.DONE, Status.SUBMITTED, Status.CANCELLED])
def test_what_the_staff_opened_again_is_explained(status: Status) -> None:
    """All of it, since each of the issues was changed since the last round and the tracker itself has it open."""
    before, now = progress(dict.fromkeys(KEYS, status)), progress(dict.fromkeys(KEYS, Status.IN_PROGRESS))
    assert refusal(before, now, dict.fromkeys(KEYS, THEN + timedelta(days=1))) == ""
    touched = {**UNTOUCHED, KEYS[0]: THEN + timedelta(days=1)}
    assert refusal(before, now, touched).startswith("19 deadlines")


def test_where_no_change_is_dated_an_open_issue_is_believed() -> None:
    """Of a tracker that tells no times of change, only what it has closed itself is known to be."""
    before, now = progress(done(*KEYS)), progress({})
    assert refusal(before, now, {}) == ""
    assert refusal(before, progress(dict.fromkeys(KEYS, Status.PLANNED), closed=True), {}) != ""


def test_a_parent_that_was_done_with_its_children_goes_with_them() -> None:
    """One child opened again makes its parent late too, though nobody touched that."""
    child = replace(measure("I.1.1", years=(2024,)), parent="I.1")
    town = plan(measure("I.1", years=(2024,)), child)
    before = progress(done("I.1.1"), of=town)
    assert [one.state.value for _measure, one in before.deadlines()] == ["done", "done"]
    now = progress({"I.1.1": Status.IN_PROGRESS}, of=town)
    assert [one.state.value for _measure, one in now.deadlines()] == ["overdue", "overdue"]
    assert refusal(before, now, {"I.1.1": THEN + timedelta(days=1)}) == ""


def test_what_an_amendment_brought_or_moved_is_explained() -> None:
    """A measure with its deadline, and another date under the same key, have passed the limits of the sync."""
    old = plan(measure("I.1", years=(2024, 2027)))
    brought = plan(measure("I.1", years=(2023, 2024, 2027)), measure("I.2", years=(2022,)))
    before = progress(done("I.1/2024"), of=old)
    assert refusal(before, progress(done("I.1/2024"), of=brought)) == ""
    moved = replace(measure("I.1"), deadlines=(deadline("I.1/2025", 2025, due=date(2025, 3, 31)),))
    still = replace(measure("I.1"), deadlines=(deadline("I.1/2025", 2025),))
    assert refusal(progress({}, of=plan(still)), progress({}, of=plan(moved))) == ""


def test_an_earlier_first_year_is_no_amendment() -> None:
    """The plan had those deadlines all along: a mistyped `from_year` would tell of every one."""
    before, now = (progress(done(*KEYS[10:]), from_year=year) for year in (2024, 2021))
    assert refusal(before, now).startswith("3 deadlines")
    assert refusal(before, progress(done(*KEYS), from_year=2021)) == ""


def test_a_backlog_is_told_folded_and_counts_for_nothing() -> None:
    """What was late before the plan was followed here, then and now; and one that a first report makes news."""
    town: Measure = measure("I.1", years=range(2021, 2025))
    options = {"today": DAY, "backlog_before": DAY}
    before = judge(plan(town), {}, **options)  # type: ignore[arg-type]
    words = {"I.1/2021": Report("I.1/2021", Status.IN_PROGRESS)}
    assert refusal(before, judge(plan(town), words, **options)) == ""  # type: ignore[arg-type]
    ended = judge(plan(town), reports(*(report(f"I.1/{year}", Status.DONE) for year in YEARS)), **options)  # type: ignore[arg-type]
    assert refusal(ended, before) == ""


def test_reports_are_awaited_until_their_own_day() -> None:
    """With `report_by` a year's end turns late in January: explained then; the day taken away at once is not."""
    by = (1, 20)
    before = progress({}, date(2026, 1, 10), report_by=by)
    assert refusal(before, progress({}, date(2026, 1, 21), report_by=by), report_by=by) == ""
    assert refusal(before, progress({}, date(2026, 1, 11)), report_by=None).startswith("5 deadlines")
