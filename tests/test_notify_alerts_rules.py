"""Alerts: which deadlines are told, to whom, and never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.plan import Group
from mappings.progress import Report, Status
from notify.alerts.rules import AlertKind, Recipient, drop_told, find_alerts, followed
from tests.examples.notify_values import ANNA, PLACE, TODAY, late_and_near, measure, plan_of, progress_of


def test_overdue_and_upcoming_are_told_and_the_rest_is_not() -> None:
    """Late deadlines are overdue, those within thirty days upcoming, those further off are not told."""
    alerts = find_alerts(progress_of(late_and_near()), [ANNA])
    assert [(alert.kind, alert.key, alert.days) for alert in alerts] == [
        (AlertKind.OVERDUE, "I.1.1/2024", 692),
        (AlertKind.OVERDUE, "I.1.1/2025", 327),
        (AlertKind.UPCOMING, "I.3.4.1/2026", 12),
        (AlertKind.OVERDUE, "V.3.1/2026", 22),
    ]


@pytest.mark.parametrize("status", [Status.DONE, Status.CANCELLED])
@pytest.mark.parametrize("due", [TODAY - timedelta(1), TODAY + timedelta(1)])
def test_settled_deadlines_are_not_told(status: Status, due: date) -> None:
    """What was done or cancelled is neither overdue nor upcoming."""
    progress = progress_of(plan_of(measure("I.1", due)), {"I.1": Report("I.1", status)})
    assert find_alerts(progress, [ANNA]) == []


@given(st.integers(-60, 60), st.integers(0, 60), st.sampled_from([Status.PLANNED, Status.IN_PROGRESS]))
def test_kind_and_days_follow_from_the_calendar(offset: int, window: int, status: Status) -> None:
    """A day late is overdue by that day; today and the last day of the window are still upcoming."""
    progress = progress_of(plan_of(measure("I.1", TODAY + timedelta(offset))), {"I.1": Report("I.1", status)})
    found = [(alert.kind, alert.days) for alert in find_alerts(progress, [ANNA], upcoming_days=window)]
    if offset < 0:
        assert found == [(AlertKind.OVERDUE, -offset)]
    else:
        assert found == ([(AlertKind.UPCOMING, offset)] if offset <= window else [])


def test_an_alert_carries_what_a_mail_shows() -> None:
    """Title, executors, status, assignee, address and reason come along; the own reason goes first."""
    plan = plan_of(measure("I.1", date(2024, 12, 31), date(2025, 12, 31), short_title="Коротко"))
    reports = {
        "I.1": Report("I.1", reason="нет денег"),
        "I.1/2025": Report(
            "I.1/2025", Status.IN_PROGRESS, reason="ремонт", url="https://t.example/2", assignee="Петров"
        ),
    }
    first, second = find_alerts(progress_of(plan, reports), [ANNA])
    assert (first.title, first.reason, first.url, first.assignee) == ("Коротко", "нет денег", None, None)
    assert (second.status, second.reason, second.url, second.assignee) == (
        Status.IN_PROGRESS,
        "ремонт",
        "https://t.example/2",
        "Петров",
    )
    assert (second.measure_key, second.section, second.due, second.executors) == (
        "I.1",
        "I",
        date(2025, 12, 31),
        ("МБУ «Библиотека»",),
    )


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
    alerts = find_alerts(progress_of(late_and_near()), [recipient])
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


def test_every_recipient_gets_their_own_alerts() -> None:
    """Recipients come as given, each with what they follow."""
    boss = Recipient("Петров", "petrov@lib.example", sections=("V",))
    alerts = find_alerts(progress_of(late_and_near()), [boss, ANNA])
    assert [alert.recipient.name for alert in alerts] == ["Петров"] + [ANNA.name] * 4


def test_what_was_told_is_dropped_by_kind_and_key() -> None:
    """An item told as upcoming is told again once it is overdue, but never twice as the same thing."""
    alerts = find_alerts(progress_of(late_and_near()), [ANNA])
    told = {("overdue", "I.1.1/2024"), ("upcoming", "V.3.1/2026")}
    assert [alert.key for alert in drop_told(alerts, told)] == ["I.1.1/2025", "I.3.4.1/2026", "V.3.1/2026"]
    assert drop_told(alerts, {(alert.kind.value, alert.key) for alert in alerts}) == []
