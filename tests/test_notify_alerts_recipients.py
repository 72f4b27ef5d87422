"""Recipients: which measures a scope takes in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mappings.plan import Group
from notify.alerts.matching import find_alerts
from notify.alerts.recipients import followed
from tests.examples.notify_values import ANNA, PLACE, TERMS, TODAY, late_and_near, measure, plan_of, progress_of


@pytest.mark.parametrize(
    ("scope", "keys"),
    [
        ({}, {"I.1.1", "I.3.4.1", "V.3.1"}),
        ({"sections": ("V",)}, {"V.3.1"}),
        ({"groups": ("I.3",)}, {"I.3.4.1"}),
        ({"groups": ("I.3.4",)}, {"I.3.4.1"}),
        ({"groups": ("3.4.",)}, {"I.3.4.1"}),
        ({"groups": ("3",)}, {"I.3.4.1", "V.3.1"}),
        ({"groups": ("1",)}, set()),
        ({"measures": ("I.1.1",)}, {"I.1.1"}),
        ({"measures": ("I.1",)}, set()),
        ({"measures": ("V.3",)}, {"V.3.1"}),
        ({"executors": (" отдел КУЛЬТУРЫ ",)}, {"I.3.4.1"}),
        ({"executors": ("Отдел",)}, set()),
        ({"sections": ("V",), "measures": ("I.1.1",)}, {"V.3.1", "I.1.1"}),
    ],
)
def test_a_scope_says_which_measures_are_followed(scope: dict[str, Any], keys: set[str]) -> None:
    """Groups count with those nested in them, measures with those below, executors whatever their case."""
    recipient = replace(ANNA, **scope)
    assert followed(recipient, late_and_near()) == keys
    alerts = find_alerts(progress_of(late_and_near()), [recipient], TERMS)
    assert {alert.measure_key for alert in alerts} == keys


def test_rows_nested_in_themselves_do_not_hang_the_search() -> None:
    """A document whose rows are each other's parents is still searched in finite time."""
    plan = plan_of(
        measure("I.1", TODAY, parent="I.2", group="I.8"),
        measure("I.2", TODAY, parent="I.1"),
        groups=(Group("I.8", "8", "", PLACE, "I.9"), Group("I.9", "9", "", PLACE, "I.8")),
    )
    assert followed(replace(ANNA, measures=("X",), groups=("X",)), plan) == frozenset()
    assert followed(replace(ANNA, groups=("9",)), plan) == {"I.1"}
