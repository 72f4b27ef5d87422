"""Alerts: which deadlines are told, to whom, and never twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.progress import Report, Status
from notify.alerts.alert import Terms
from notify.alerts.matching import drop_told, find_alerts
from notify.alerts.recipients import Recipient
from tests.examples.notify_values import ANNA, TERMS, TODAY, late_and_near, measure, plan_of, progress_of
from tests.examples.plan_values import because


def test_overdue_and_upcoming_are_told_and_the_rest_is_not() -> None:
    """Late deadlines are overdue, those within thirty days upcoming, those further off are not told."""
    alerts = find_alerts(progress_of(late_and_near()), [ANNA], TERMS)
    assert [(alert.kind, alert.key, alert.days) for alert in alerts] == [
        ("overdue", "I.1.1/2024", 692),
        ("overdue", "I.1.1/2025", 327),
        ("upcoming", "I.3.4.1/2026", 12),
        ("overdue", "V.3.1/2026", 22),
    ]


@pytest.mark.parametrize("status", [Status.DONE, Status.CANCELLED])
@pytest.mark.parametrize("due", [TODAY - timedelta(1), TODAY + timedelta(1)])
def test_settled_deadlines_are_not_told(status: Status, due: date) -> None:
    """What was done or cancelled is neither overdue nor upcoming."""
    progress = progress_of(plan_of(measure("I.1", due)), {"I.1": Report("I.1", status)})
    assert find_alerts(progress, [ANNA], TERMS) == []


@given(st.integers(-60, 60), st.integers(0, 60), st.sampled_from([Status.PLANNED, Status.IN_PROGRESS]))
def test_kind_and_days_follow_from_the_calendar(offset: int, window: int, status: Status) -> None:
    """A day late is overdue by that day; today and the last day of the window are still upcoming."""
    progress = progress_of(plan_of(measure("I.1", TODAY + timedelta(offset))), {"I.1": Report("I.1", status)})
    found = [(alert.kind, alert.days) for alert in find_alerts(progress, [ANNA], Terms(window))]
    if offset < 0:
        assert found == [("overdue", -offset)]
    else:
        assert found == ([("upcoming", offset)] if offset <= window else [])


def test_an_alert_carries_what_a_mail_shows() -> None:
    """Title, executors, status, assignee, address and reason come along; the own reason goes first."""
    plan = plan_of(measure("I.1", date(2024, 12, 31), date(2025, 12, 31), short_title="Коротко"))
    reports = {
        "I.1": Report("I.1", reasons=because("нет денег")),
        "I.1/2025": Report(
            "I.1/2025", Status.IN_PROGRESS, reasons=because("ремонт"), url="https://t.example/2", assignee="Петров"
        ),
    }
    first, second = find_alerts(progress_of(plan, reports), [ANNA], TERMS)
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


def test_every_recipient_gets_their_own_alerts() -> None:
    """Recipients come as given, each with what they follow."""
    boss = Recipient("Петров", "petrov@lib.example", sections=("V",))
    alerts = find_alerts(progress_of(late_and_near()), [boss, ANNA], TERMS)
    assert [alert.recipient.name for alert in alerts] == ["Петров"] + [ANNA.name] * 4


def test_what_was_told_is_dropped_by_rule_and_key() -> None:
    """An item told as upcoming is told again once it is overdue, but never twice as the same thing."""
    alerts = find_alerts(progress_of(late_and_near()), [ANNA], TERMS)
    told = {("overdue", "I.1.1/2024"), ("upcoming", "V.3.1/2026")}
    assert [alert.key for alert in drop_told(alerts, told)] == ["I.1.1/2025", "I.3.4.1/2026", "V.3.1/2026"]
    assert drop_told(alerts, {alert.told_as for alert in alerts}) == []
