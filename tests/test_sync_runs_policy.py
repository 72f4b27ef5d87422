"""What the policy decides by, as the ledger and the plan know it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mappings.plan import Plan
from mappings.progress import Report, Wish, judge
from sync.memory import RoundDays
from sync.runs.policy import known_of
from tests.examples.plan_values import measure, plan

TODAY = date(2026, 12, 1)
AT = datetime(2026, 11, 30, 9, tzinfo=UTC)


def wished(of: Plan, day: date, key: str = "I.1.1") -> dict[str, date]:
    """The dates that are asked for where a comment asks for a day."""
    progress = judge(of, {key: Report(key, wished=Wish(day, "anna", AT))}, today=TODAY)
    return dict(known_of(progress, RoundDays()).wished)


def extended() -> Plan:
    """A plan whose only deadline was extended from the end of 2026 to the middle of February."""
    (one,) = plan(measure("I.1.1", years=(2026,))).measures
    deadlines = tuple(each.extended(date(2027, 2, 15), by="Дума", order="№ 7") for each in one.deadlines)
    return plan(replace(one, deadlines=deadlines))


def test_a_wish_is_known_by_the_key_of_its_deadline() -> None:
    """Whether the issue is that of a deadline or of a whole measure."""
    assert wished(plan(measure("I.1.1", years=(2026,))), date(2027, 2, 15)) == {"I.1.1/2026": date(2027, 2, 15)}
    several = plan(measure("I.1.1", years=(2025, 2026)))
    assert wished(several, date(2027, 2, 15), "I.1.1/2026") == {"I.1.1/2026": date(2027, 2, 15)}


@pytest.mark.parametrize("day", [date(2026, 12, 31), date(2027, 2, 15)])
def test_who_asks_for_the_date_that_holds_asks_for_nothing(day: date) -> None:
    """The date of the plan, and that to which it was extended."""
    assert wished(extended(), day) == {}


def test_another_date_than_the_extended_one_is_asked_for() -> None:
    """The staff may need more time still."""
    assert wished(extended(), date(2027, 3, 1)) == {"I.1.1/2026": date(2027, 3, 1)}
