"""What should stand in a tracker for an extended deadline: whose date counts, and what is said of the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mappings.desired.body import EARLIER, bundled_body
from mappings.desired.issues import TITLE_LIMIT, Desired, DesiredIssue, expand
from mappings.desired.words import Words
from mappings.mapping.model import Mapping
from mappings.plan import Deadline, Indicator, Measure
from tests.examples.plan_values import deadline, indicator, measure, plan

MAYOR = {"by": "Глава города", "order": "№ 15-р от 12.01.2028"}
LATER = date(2028, 6, 30)


def _expand(one: Measure, **mapping: Any) -> dict[str, DesiredIssue]:
    return {issue.key: issue for issue in _desired(one, **mapping).issues}


def _desired(one: Measure, **mapping: Any) -> Desired:
    language = mapping.get("language", "ru")
    words = Words(earlier=bundled_body(language, EARLIER), fingerprint="x")
    return expand(plan(one), Mapping(**mapping), plan_key="town", body=bundled_body(language), words=words)


def _with(*deadlines: Deadline, indicators: tuple[Indicator, ...] = ()) -> Measure:
    return replace(measure("V.15.3", years=(2027,), indicators=indicators), deadlines=deadlines)


def _lone(until: date = LATER) -> Measure:
    return _with(deadline("V.15.3/2027", 2027).extended(until, **MAYOR))


def test_the_issue_goes_by_the_new_date_and_names_both() -> None:
    """Date and milestone are of the extension; key, start and the year in the title are of the plan."""
    desired = _desired(_lone())
    (issue,) = desired.issues
    assert (issue.key, issue.start, issue.due, issue.milestone) == ("V.15.3", date(2027, 1, 1), LATER, "2028")
    assert issue.title.endswith(" (2027, продлён до 30.06.2028)")
    assert [one.key for one in desired.milestones] == ["2028"]
    lines = issue.block.splitlines()
    assert "Выполнить до: 30.06.2028" in lines
    assert "Срок продлён с 31.12.2027 до 30.06.2028: Глава города, № 15-р от 12.01.2028" in lines


def test_extended_twice_both_orders_are_named() -> None:
    """Each has its line in the text, in their order; the title names the last date."""
    one = deadline("V.15.3/2027", 2027).extended(LATER, **MAYOR).extended(date(2029, 3, 31), by="Глава", order="№ 2")
    issue = _expand(_with(one))["V.15.3"]
    assert issue.title.endswith(" (2027, продлён до 31.03.2029)")
    first, second = (line for line in issue.block.splitlines() if line.startswith("Срок продлён"))
    assert first.startswith("Срок продлён с 31.12.2027 до 30.06.2028: ")
    assert second == "Срок продлён с 30.06.2028 до 31.03.2029: Глава, № 2"


def test_two_deadlines_of_one_milestone_are_told_apart() -> None:
    """2027, extended into 2028, stands beside 2028; the parent spans both and speaks of the plan's years."""
    issues = _expand(
        _with(deadline("V.15.3/2027", 2027).extended(LATER, **MAYOR), deadline("V.15.3/2028", 2028)), language="en"
    )
    assert [one.milestone for one in issues.values()] == [None, "2028", "2028"]
    tails = [one.title.partition(" (")[2] for one in issues.values()]
    assert tails == ["2027–2028)", "2027, extended to 2028-06-30)", "2028)"]
    assert "Deadlines: 2027, 2028 (2027-12-31 → 2028-06-30)" in issues["V.15.3"].block.splitlines()
    assert "Extended from" not in issues["V.15.3/2028"].block


def test_two_days_of_one_year_keep_their_names() -> None:
    """A deadline that is told by its day keeps the day of the plan in its title, whatever year it is due in now."""
    early = deadline("V.15.3/2027-06-30", 2027, due=date(2027, 6, 30)).extended(date(2028, 1, 31), **MAYOR)
    issues = _expand(_with(early, deadline("V.15.3/2027-12-31", 2027)))
    assert issues["V.15.3/2027-06-30"].title.endswith(" (30.06.2027, продлён до 31.01.2028)")
    assert issues["V.15.3/2027-12-31"].title.endswith(" (31.12.2027)")


def test_the_parent_ends_with_the_latest_date() -> None:
    """Its dates span those of its children, the extended one too."""
    parent = _expand(
        _with(deadline("V.15.3/2027", 2027).extended(date(2029, 6, 30), **MAYOR), deadline("V.15.3/2028", 2028))
    )["V.15.3"]
    assert (parent.start, parent.due) == (date(2027, 1, 1), date(2029, 6, 30))


@pytest.mark.parametrize(("from_year", "keys"), [(2028, ["V.15.3"]), (2029, [])])
def test_from_year_asks_for_the_year_of_the_new_date(from_year: int, keys: list[str]) -> None:
    """What was extended into the first followed year is followed."""
    assert list(_expand(_lone(), from_year=from_year)) == keys


def test_a_long_title_leaves_room_for_both_dates() -> None:
    """The words are cut, not the dates."""
    issue = _expand(replace(_lone(), title="Слово " * 90))["V.15.3"]
    assert len(issue.title) <= TITLE_LIMIT
    assert issue.title.endswith("… (2027, продлён до 30.06.2028)")


def test_an_extension_is_a_fact_and_no_matter_of_words() -> None:
    """Every part of it is in the fingerprint of the facts, its parent's too; a plan without any keeps its own.

    No earlier version wrote of extensions, so none of their words stand for the text.
    """
    plain = _with(deadline("V.15.3/2027", 2027), deadline("V.15.3/2028", 2028))
    several = [
        replace(plain, deadlines=(plain.deadlines[0].extended(until, by=by, order=order), plain.deadlines[1]))
        for until, by, order in (
            (LATER, "Глава", "№ 1"),
            (date(2028, 7, 1), "Глава", "№ 1"),
            (LATER, "Дума", "№ 1"),
            (LATER, "Глава", "№ 2"),
        )
    ]
    for key in ("V.15.3", "V.15.3/2027"):
        issues = [_expand(one)[key] for one in (plain, *several)]
        assert len({issue.facts for issue in issues}) == len(issues)
        assert [bool(issue.earlier()) for issue in issues] == [True, False, False, False, False]
    assert len({_expand(one)["V.15.3/2028"].facts for one in (plain, *several)}) == 1


def test_the_target_that_is_asked_is_that_of_the_plans_year() -> None:
    """A clerk is asked for what 2027 was to bring, though it may come in 2028."""
    asked = replace(indicator(12), targets=((2027, Decimal(8)), (2028, Decimal(12))))
    one = _with(
        deadline("V.15.3/2027", 2027).extended(LATER, **MAYOR),
        deadline("V.15.3/2028", 2028),
        indicators=(asked,),
    )
    issues = _expand(one, language="en")
    assert "To be reached: at least 8" in issues["V.15.3/2027"].block
    assert "To be reached: at least 12" in issues["V.15.3/2028"].block
