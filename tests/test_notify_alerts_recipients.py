"""Recipients: which measures a scope takes in, and where their mail goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mappings.plan import Group, Place
from mappings.progress import Report
from notify.alerts.recipients import Away, Recipient, address_key, deadlines_followed, followed
from tests.alerts.town import BOTH
from tests.examples.notify_values import ANNA, late_and_near, progress_of
from tests.examples.plan_values import measure, plan

PLACE = Place()
PLAN = replace(
    plan(
        measure("I.1.1", group=None),
        measure("I.3.4.1", group="I.3.4", executors=("Отдел  культуры",)),
        replace(measure("V.3.1", group="V.3"), parent="V.3"),
    ),
    groups=(
        Group("I.3", "3", "«Оцифровка» библиотечных услуг", PLACE),
        Group("I.3.4", "3.4", "Цифровые копии", PLACE, parent="I.3"),
        Group("V.3", "3.", "Развитие сотрудников", PLACE),
    ),
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
    assert followed(replace(BOTH, **scope), PLAN) == keys


def test_rows_nested_in_themselves_do_not_hang_the_search() -> None:
    """A document whose rows are each other's parents is still searched in finite time."""
    nested = replace(
        plan(replace(measure("I.1", group="I.8"), parent="I.2"), replace(measure("I.2", group=None), parent="I.1")),
        groups=(Group("I.8", "8", "", PLACE, "I.9"), Group("I.9", "9", "", PLACE, "I.8")),
    )
    assert followed(replace(BOTH, measures=("X",), groups=("X",)), nested) == frozenset()
    assert followed(replace(BOTH, groups=("9",)), nested) == {"I.1"}


def test_two_spellings_of_an_address_are_one() -> None:
    """Capitals and spaces around it tell nobody apart."""
    assert address_key(" Ivanova@Lib.Example ") == address_key("ivanova@lib.example")


@pytest.mark.parametrize(
    ("day", "address"),
    [
        (date(2027, 1, 10), "a@lib.example"),
        (date(2027, 1, 11), "b@lib.example"),
        (date(2027, 1, 15), "b@lib.example"),
        (date(2027, 1, 16), "a@lib.example"),
        (date(2027, 7, 1), "c@lib.example"),
    ],
)
def test_the_mail_of_one_who_is_away_goes_to_a_stand_in(day: date, address: str) -> None:
    """On both days of an absence and between them."""
    away = (
        Away(date(2027, 1, 11), date(2027, 1, 15), "b@lib.example"),
        Away(date(2027, 7, 1), date(2027, 7, 1), "c@lib.example"),
    )
    assert Recipient("A", "a@lib.example", away=away).address(day) == address


def test_whoever_the_tracker_assigns_an_issue_to_follows_its_deadline() -> None:
    """By their login, beside what their scope takes in; whom nothing is assigned to follows nothing."""
    reports = {"V.3.1": Report("V.3.1", assignee="anna"), "I.1.1/2025": Report("I.1.1/2025", assignee="boris")}
    progress = progress_of(late_and_near(), reports)
    assert deadlines_followed(replace(ANNA, logins=("anna",)), progress) == {"V.3.1/2026"}
    both = replace(ANNA, logins=("boris",), sections=("V",))
    assert deadlines_followed(both, progress) == {"V.3.1/2026", "I.1.1/2025"}
    assert deadlines_followed(replace(ANNA, logins=("clara",)), progress) == frozenset()
