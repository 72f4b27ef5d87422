"""The decision table of one field, row by row, and that it has no gap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.difference.verdict import Base, Never, Policy, Verdict, left_to_staff, verdict

PLAN, STAFF, OLD, NEVER = "the plan's", "the staff's", "the old one", Never.WRITTEN
SAME, WRITE, DRIFT, CONFLICT = Verdict


@pytest.mark.parametrize(
    ("ours", "theirs", "base", "policy", "expected"),
    [
        # theirs == ours: nothing to do, whatever was written last
        (PLAN, PLAN, PLAN, "staff", SAME),
        (PLAN, PLAN, OLD, "staff", SAME),
        (PLAN, PLAN, NEVER, "plan", SAME),
        (None, None, NEVER, "staff", SAME),
        # theirs == base: the plan changed it
        (PLAN, OLD, OLD, "staff", WRITE),
        (PLAN, None, None, "staff", WRITE),
        (None, OLD, OLD, "staff", WRITE),
        # the policy says `plan`: the plan has its way
        (PLAN, STAFF, PLAN, "plan", WRITE),
        (PLAN, STAFF, OLD, "plan", WRITE),
        (PLAN, STAFF, NEVER, "plan", WRITE),
        # ours == base: the staff changed it
        (PLAN, STAFF, PLAN, "staff", DRIFT),
        (PLAN, None, PLAN, "staff", DRIFT),
        (None, STAFF, None, "staff", DRIFT),
        # all three differ, or no base
        (PLAN, STAFF, OLD, "staff", CONFLICT),
        (PLAN, STAFF, None, "staff", CONFLICT),
        (PLAN, STAFF, NEVER, "staff", CONFLICT),
        (PLAN, None, NEVER, "staff", CONFLICT),  # nothing stands there, and nothing was ever written: not the same
    ],
)
def test_the_table(ours: str | None, theirs: str | None, base: Base, policy: Policy, expected: Verdict) -> None:
    """Each row leads to its verdict, and an earlier row goes before a later one."""
    assert verdict(ours, theirs, base, policy) is expected


values = st.sampled_from([None, PLAN, STAFF, OLD])
bases = values | st.just(NEVER)


@given(ours=values, theirs=values, base=bases)
def test_the_staffs_word_is_never_written_over(ours: str | None, theirs: str | None, base: Base) -> None:
    """Without the policy `plan` only what Vekha itself has written is written over."""
    if verdict(ours, theirs, base) is WRITE:
        assert theirs == base


@given(ours=values, theirs=values, base=bases)
def test_the_policy_plan_leaves_no_drift(ours: str | None, theirs: str | None, base: Base) -> None:
    """Where the plan has its way, what differs is written."""
    assert verdict(ours, theirs, base, "plan") is (SAME if ours == theirs else WRITE)


@given(ours=values, theirs=values, base=bases)
def test_what_cannot_be_written_is_told_as_what_is_kept(ours: str | None, theirs: str | None, base: Base) -> None:
    """`left_to_staff` is the table's end: it agrees with every verdict that leaves a field to the staff."""
    found = verdict(ours, theirs, base)
    if found in (DRIFT, CONFLICT):
        assert left_to_staff(ours, base) is found
