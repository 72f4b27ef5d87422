"""Why each person is told of a deadline, or why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from notify.alerts.explaining import Explained, explain
from notify.alerts.reasons import Reason, Silence
from notify.alerts.recipients import Away
from tests.alerts.town import DEPUTY, EXECUTOR, HEAD, TOWN, Town
from tests.examples.plan_values import measure, plan

KEY = "I.1.1/2026"
DAY = date(2027, 1, 11)


def explained(town: Town, key: str = KEY) -> list[Explained]:
    """What a round of the day says of a key."""
    return list(explain(town.judged(DAY), town.people, town.decide(DAY), key))


def test_a_deadline_is_explained_person_by_person() -> None:
    """With the row that decided, whether it tells or not."""
    assert explained(Town(people=TOWN)) == [
        Explained(EXECUTOR, KEY, "newly-late", Reason.NEWLY_LATE),
        Explained(HEAD, KEY, "not-yet", Silence.NOT_YET),
        Explained(DEPUTY, KEY, "not-yet", Silence.NOT_YET),
    ]


def test_a_measure_is_explained_by_all_its_deadlines() -> None:
    """In the order of the plan."""
    town = Town(plan(measure("I.1.1", years=(2026, 2027)), measure("I.1.2", years=(2026,))), (HEAD,))
    assert [one.key for one in explained(town, "I.1.1")] == [KEY, "I.1.1/2027"]


def test_who_does_not_follow_a_measure_is_named_all_the_same() -> None:
    """A person with two scopes is explained once, by the one that takes it in."""
    elsewhere = replace(EXECUTOR, sections=("V",))
    other, own = replace(HEAD, sections=("V",)), replace(HEAD, email="HEAD@lib.example", sections=("I",))
    assert explained(Town(people=(elsewhere, other, own))) == [
        Explained(elsewhere, KEY, "out-of-scope", Silence.OUT_OF_SCOPE),
        Explained(own, KEY, "newly-late", Reason.NEWLY_LATE),
    ]


def test_who_is_away_is_told_by_another() -> None:
    """One from outside reads the absent one's mail; one who is told as well is told for both."""
    outside = replace(EXECUTOR, away=(Away(DAY, DAY, "other@lib.example"),))
    assert explained(Town(people=(outside, HEAD)))[0] == Explained(
        outside, KEY, "newly-late", Reason.NEWLY_LATE, "other@lib.example"
    )
    inside = replace(EXECUTOR, away=(Away(DAY, DAY, HEAD.email),))
    assert explained(Town(people=(inside, HEAD))) == [
        Explained(inside, KEY, "away", Silence.AWAY, HEAD.email),
        Explained(HEAD, KEY, "newly-late", Reason.NEWLY_LATE),
    ]


def test_a_key_that_the_plan_does_not_have_explains_nothing() -> None:
    """The command says so."""
    assert explained(Town(), "X.1") == []
