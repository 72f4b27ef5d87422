"""The decision table of `diff`, over all the ways in which plan, tracker and ledger can differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.desired.issues import Desired, DesiredIssue, DesiredMilestone
from mappings.marker import fence, marker
from sync.difference.changeset import Changeset
from sync.difference.diff import Rules, diff
from sync.difference.fields import desired_issue_values
from sync.difference.safety import check_safety
from sync.difference.verdict import Policy
from sync.memory import Intent, Link, Memory
from sync.tracker import Actual, ActualIssue, ActualMilestone, Ref

TODAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
MILESTONE = DesiredMilestone("2026", "2026", f"Plan\n{marker('town', '2026')}", date(2026, 1, 1), date(2026, 12, 31))
STANDING = ActualMilestone(Ref("1"), "2026", "2026", date(2026, 1, 1), date(2026, 12, 31))
WANTED = DesiredIssue(
    key="I.1",
    title="1. Title (2026)",
    block=fence("town", "I.1", "text"),
    milestone="2026",
    start=date(2026, 1, 1),
    due=date(2026, 12, 31),
)
ACTUAL = ActualIssue(
    ref=Ref("5", None, "1"),
    key="I.1",
    title=WANTED.title,
    description=WANTED.block,
    status="new",
    closed=False,
    milestone_id="1",
    start=WANTED.start,
    due=WANTED.due,
)
DESIRED = Desired("town", (MILESTONE,), (WANTED,))
RULES = Rules(drift={})


def remembered(**base: str | None) -> Memory:
    """A ledger that has written both, the issue with this base."""
    links = {
        ("issue", "I.1"): Link("issue", "I.1", "5", None, {**desired_issue_values(WANTED), **base}),
        ("milestone", "2026"): Link(
            "milestone", "2026", "1", None, {"title": "2026", "start": "2026-01-01", "due": "2026-12-31"}
        ),
    }
    return Memory(links, known_keys=("I.1",))


def compared(actual: ActualIssue | None, memory: Memory, rules: Rules = RULES) -> Changeset:
    """The difference for one issue."""
    issues = (actual,) if actual else ()
    return diff(DESIRED, Actual((STANDING,), issues), memory, rules=rules, today=TODAY, now=NOW)


@pytest.mark.parametrize(
    ("base", "theirs", "policy", "action"),
    [
        (date(2026, 12, 31), date(2026, 12, 31), "staff", "nothing"),
        (date(2025, 12, 31), date(2025, 12, 31), "staff", "update"),
        (date(2026, 12, 31), date(2026, 6, 1), "staff", "drift"),
        (date(2025, 12, 31), date(2026, 6, 1), "staff", "conflict"),
        (date(2025, 12, 31), date(2026, 12, 31), "staff", "nothing"),
        (None, date(2026, 6, 1), "staff", "conflict"),
        (date(2026, 12, 31), date(2026, 6, 1), "plan", "update"),
        (date(2025, 12, 31), date(2026, 6, 1), "plan", "update"),
        (date(2026, 12, 31), None, "staff", "drift"),
    ],
)
def test_three_points_decide(base: date | None, theirs: date | None, policy: Policy, action: str) -> None:
    """Ours is 31 December 2026: what base and theirs say makes it an update, drift, a conflict or nothing."""
    memory = remembered(due=base.isoformat() if base else None)
    if base is None:
        links = dict(memory.links)
        known = {name: value for name, value in links["issue", "I.1"].base.items() if name != "due"}
        links["issue", "I.1"] = replace(links["issue", "I.1"], base=known)
        memory = replace(memory, links=links)
    result = compared(replace(ACTUAL, due=theirs), memory, Rules(drift={"due": policy}))
    updates = [change.fields for change in result.changes]
    drift = [(one.field, one.conflict) for one in result.drift]
    expected: dict[str, tuple[list[dict[str, str | None]], list[tuple[str, bool]]]] = {
        "nothing": ([], []),
        "update": ([{"due": "2026-12-31"}], []),
        "drift": ([], [("due", False)]),
        "conflict": ([], [("due", True)]),
    }
    assert (updates, drift) == expected[action]


def test_both_arrived_at_the_same_value() -> None:
    """The base follows without a word to the tracker."""
    result = compared(ACTUAL, remembered(title="1. Old (2026)"))
    assert (result.changes, result.drift) == ((), ())
    assert result.links[0].base["title"] == WANTED.title


def test_base_of_another_issue_does_not_count() -> None:
    """A tracker may give a deleted issue's id to another: a link to another id is no memory of this one."""
    result = compared(replace(ACTUAL, ref=Ref("6")), remembered())
    assert [change.action for change in result.changes] == ["adopt"]


@pytest.mark.parametrize(("age", "unresolved"), [(0, True), (59, True), (60, False), (3600, False), (-600, True)])
def test_open_intent_waits_as_long_as_a_request_may_be_under_way(age: int, unresolved: bool) -> None:
    """Sixty seconds by default; a clock that went back is no proof that time has passed."""
    intent = Intent("issue", "I.1", "create", desired_issue_values(WANTED), NOW - timedelta(seconds=age))
    memory = replace(remembered(), intents=(intent,))
    memory = replace(memory, links={key: link for key, link in memory.links.items() if key[0] == "milestone"})
    result = compared(None, memory)
    assert bool(result.unresolved) == unresolved
    assert [change.action for change in result.changes] == ([] if unresolved else ["create"])
    assert bool(result.settled) != unresolved


def test_checksum_tells_differences_apart() -> None:
    """The same difference has the same checksum, another has another."""
    one, same = compared(None, Memory()), compared(None, Memory())
    other = compared(replace(ACTUAL, title="Other"), remembered(title="Other"))
    assert one.checksum == same.checksum
    assert one.checksum != other.checksum


days = st.none() | st.dates(date(2020, 1, 1), date(2032, 12, 31))
titles = st.sampled_from([WANTED.title, "Old", "Theirs"])


@given(title=titles, base_title=titles, start=days, due=days, base_due=days, policy=st.sampled_from(["staff", "plan"]))
def test_a_second_run_after_the_first_has_nothing_to_do(
    title: str, base_title: str, start: date | None, due: date | None, base_due: date | None, policy: Policy
) -> None:
    """Whatever stands there: applying the updates and taking over the links leaves no further update."""
    rules = Rules(drift={"title": policy, "due": policy})
    memory = remembered(title=base_title, due=base_due.isoformat() if base_due else None)
    actual = replace(ACTUAL, title=title, start=start, due=due)
    first = compared(actual, memory, rules)
    links = dict(memory.links) | {(link.kind, link.key): link for link in first.links}
    fields: dict[str, str | None] = {}
    for change in first.changes:
        fields.update(change.fields)
        link = links["issue", "I.1"]
        links["issue", "I.1"] = replace(link, base={**link.base, **change.fields})
    applied = replace(
        actual,
        title=fields.get("title") or actual.title,
        start=date.fromisoformat(fields["start"] or "") if "start" in fields else actual.start,
        due=date.fromisoformat(fields["due"] or "") if "due" in fields else actual.due,
    )
    assert (
        applied.start is None
        or applied.due is None
        or applied.start <= applied.due
        or not (fields.keys() & {"start", "due"})
    )
    second = compared(applied, replace(memory, links=links), rules)
    assert second.changes == ()
    assert {one.field for one in second.drift} == {one.field for one in first.drift}


@given(known=st.integers(0, 300), desired=st.integers(0, 300), standing=st.integers(0, 300))
def test_shrinking_is_refused_beyond_a_fifth(known: int, desired: int, standing: int) -> None:
    """The limit holds at any size of plan."""
    memory = Memory(known_keys=tuple(map(str, range(known))))
    try:
        check_safety(Changeset(), memory, desired=desired, standing=standing)
        refused = False
    except Exception as error:  # noqa: BLE001
        refused = getattr(error, "code", "") == "unsafe-change"
    assert refused == ((known - desired) * 5 > known)


@pytest.mark.parametrize(
    ("parent_due", "told"),
    [
        (date(2027, 6, 30), {"I.1/2027"}),
        (date(2026, 12, 31), {"I.1", "I.1/2027"}),
        (date(2027, 7, 1), {"I.1", "I.1/2027"}),
    ],
)
def test_a_parents_date_that_follows_its_children_is_told_once(parent_due: date, told: set[str]) -> None:
    """The staff moved a child, and the tracker its parent: that is one drift; the parent moved by itself is another."""
    parent = replace(WANTED, milestone=None, due=date(2027, 12, 31))
    children = [
        replace(WANTED, key=f"I.1/{year}", parent="I.1", milestone=None, block=fence("town", f"I.1/{year}", "text"))
        for year in (2026, 2027)
    ]
    children[1] = replace(children[1], due=date(2027, 12, 31))
    standing = [
        replace(ACTUAL, milestone_id=None, due=parent_due),
        *(
            replace(
                ACTUAL, ref=Ref(str(at)), key=one.key, description=one.block, due=due, milestone_id=None, parent_id="5"
            )
            for at, (one, due) in enumerate(zip(children, (date(2026, 12, 31), date(2027, 6, 30)), strict=True), 6)
        ),
    ]
    links = {
        ("issue", one.key): Link("issue", one.key, str(at), None, desired_issue_values(one))
        for at, one in enumerate((parent, *children), 5)
    }
    desired = Desired("town", (), (parent, *children))
    result = diff(desired, Actual((), tuple(standing)), Memory(links), rules=RULES, today=TODAY, now=NOW)
    assert {(one.key, one.field) for one in result.drift} == {(key, "due") for key in told}
    assert result.changes == ()


@pytest.mark.parametrize(("derived", "written"), [(False, {"I.1", "I.1/2027"}), (True, {"I.1/2027"})])
def test_a_date_that_the_plan_takes_back_is_written_with_those_below_it(*, derived: bool, written: set[str]) -> None:
    """In one run, though nothing is known of it and it still is the last of its children's: unless the tracker does."""
    parent = replace(WANTED, milestone=None, due=date(2028, 12, 31))
    child = replace(WANTED, key="I.1/2027", parent="I.1", milestone=None, due=date(2028, 12, 31))
    child = replace(child, block=fence("town", child.key, "text"))
    last = date(2027, 12, 31)
    standing = (
        replace(ACTUAL, milestone_id=None, due=last),
        replace(
            ACTUAL, ref=Ref("6"), key=child.key, description=child.block, due=last, milestone_id=None, parent_id="5"
        ),
    )
    rules = Rules(drift={"due": "plan"}, derived_dates=derived)
    result = diff(
        Desired("town", (), (parent, child)), Actual((), standing), Memory(), rules=rules, today=TODAY, now=NOW
    )
    assert {change.key for change in result.changes if "due" in change.fields} == written


@pytest.mark.parametrize(("made", "told"), [(1, set()), (2, {"I.1"})], ids=["broken off", "all there"])
def test_a_date_that_nobody_moved_is_no_drift_after_a_sync_that_broke_off(made: int, told: set[str]) -> None:
    """Of two children one stands, and the tracker gave its date to the parent; once both stand it is the staff's."""
    parent = replace(WANTED, milestone=None, due=date(2027, 12, 31))
    children = [
        replace(WANTED, key=key, parent="I.1", milestone=None, block=fence("town", key, "text"), due=due)
        for key, due in (("I.1/2026", date(2026, 12, 31)), ("I.1/2027", date(2027, 12, 31)))
    ]
    standing = [replace(ACTUAL, milestone_id=None, due=date(2026, 12, 31))]
    standing += [
        replace(
            ACTUAL, ref=Ref(str(at)), key=one.key, description=one.block, due=one.due, milestone_id=None, parent_id="5"
        )
        for at, one in enumerate(children[:made], 6)
    ]
    links = {
        ("issue", one.key): Link("issue", one.key, str(at), None, desired_issue_values(one))
        for at, one in enumerate((parent, *children[:made]), 5)
    }
    desired = Desired("town", (), (parent, *children))
    result = diff(desired, Actual((), tuple(standing)), Memory(links), rules=RULES, today=TODAY, now=NOW)
    assert {one.key for one in result.drift} == told


@pytest.mark.parametrize(("minutes", "closed"), [(-1, True), (5, False)])
def test_an_issue_that_was_to_be_made_closed_is_closed_unless_somebody_has_touched_it(
    minutes: int, *, closed: bool
) -> None:
    """The answer to its creation was lost: what the staff have done with it since is theirs."""
    late = datetime(2027, 3, 1, 9, tzinfo=UTC)
    intent = Intent("issue", "I.1", "create", desired_issue_values(WANTED), late, lost_at=late)
    year = {("milestone", "2026"): remembered().links["milestone", "2026"]}
    actual = replace(ACTUAL, updated_at=late + timedelta(minutes=minutes))
    rules = Rules(drift={}, past="closed")
    result = diff(
        DESIRED,
        Actual((STANDING,), (actual,)),
        Memory(year, (intent,), known_keys=("I.1",)),
        rules=rules,
        today=late.date(),
        now=late + timedelta(hours=1),
    )
    assert [change.action for change in result.changes] == ["adopt", *["close"] * closed]
