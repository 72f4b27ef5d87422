"""Which issue stands for which deadline before an amendment changes the dates of a measure."""

from __future__ import annotations

import pytest

from sync.difference.deadlines import standing_issues
from sync.memory import Link, Memory
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
