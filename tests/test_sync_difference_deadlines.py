"""Which issue stands for which deadline before an amendment changes the dates of a measure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.difference.deadlines import standing_issues
from sync.memory import Intent, Link, Memory
from sync.tracker import Actual, ActualIssue, Ref
from tests.worlds.sync_world import Clock


@pytest.mark.parametrize("gone", ["I.1.1", "I.1.9"])
def test_of_two_issues_with_one_key_the_one_that_the_ledger_knows_stands_for_it(gone: str) -> None:
    """Also where the ledger knows it by a key as well that the staff took from it."""
    keys = sorted(("I.1.2", gone))
    links = {("issue", key): Link("issue", key, "7", None, gone_at=Clock()() if key == gone else None) for key in keys}
    copy, known = (ActualIssue(Ref(number), "I.1.2", "Зал", "", "new", closed=number == "7") for number in ("4", "7"))
    (standing,) = standing_issues(Actual((), (copy, known)), Memory(links), ()).values()
    assert standing.closed


@pytest.mark.parametrize("known", ["linked", "under way", "never renamed", "beside one that is linked"])
def test_what_is_known_under_a_renamed_number_is_no_stray(known: str) -> None:
    """Only what the ledger does not know was left behind there: it does not go on as the new measure's."""
    link = Link("issue", "I.1.2/2028", "7", None)
    intent = Intent("issue", "I.1.2/2028", "create", {}, Clock()())
    memory = {
        "linked": Memory({("issue", link.key): link}, renamed={"I.1.2": "I.1.2~1"}),
        "under way": Memory(intents=(intent,), renamed={"I.1.2": "I.1.2~1"}),
        "never renamed": Memory(renamed={"I.1.3": "I.1.2"}),
        "beside one that is linked": Memory({("issue", link.key): link}, renamed={"I.1.2": "I.1.2~1"}),
    }[known]
    there = [ActualIssue(Ref("7"), "I.1.2/2028", "Зал", "", "new", closed=False)]
    there += [replace(there[0], ref=Ref("4"))] if known.startswith("beside") else []
    assert not standing_issues(Actual((), tuple(there)), memory, ())["I.1.2/2028"].stray
    assert standing_issues(Actual((), tuple(there)), Memory(renamed={"I.1.2": "I.1.2~1"}), ())["I.1.2/2028"].stray


def test_what_came_by_the_renaming_is_no_stray() -> None:
    """A number may be the old one of a measure and the new one of another: that one's issues were not left behind."""
    there = Actual((), (ActualIssue(Ref("7"), "I.1.2/2028", "Зал", "", "new", closed=False),))
    memory = Memory(renamed={"I.1.1": "I.1.2", "I.1.2": "I.1.3"})
    assert standing_issues(there, memory, ())["I.1.2/2028"].stray
    assert not standing_issues(there, memory, (), {"7"})["I.1.2/2028"].stray
