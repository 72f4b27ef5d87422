"""Texts that only say the same in other words: told apart from amended ones, and left until something else changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.desired.issues import Desired
from mappings.marker import fence, normal
from sync.difference.changeset import Changeset
from sync.difference.diff import Rules, diff
from sync.difference.fields import desired_issue_values
from sync.difference.rewording import stamped, written_texts
from sync.difference.safety import check_safety
from sync.difference.verdict import Policy
from sync.memory import Link, Memory
from sync.tracker import Actual, ActualIssue
from tests.test_sync_difference_diff import ACTUAL, MILESTONE, NOW, STANDING, TODAY, WANTED, remembered

OLD = normal(WANTED.block)
NEW = normal(fence("town", "I.1", "the same in other words"))
BEFORE = replace(WANTED, facts="f1", wording="w1")
AFTER = replace(WANTED, block=NEW, facts="f1", wording="w2")
AMENDED = replace(AFTER, facts="f2")
UNSTAMPED = replace(AFTER, earlier=lambda: (OLD,))


def _memory(*, stamp: bool = True, **base: str | None) -> Memory:
    memory = remembered(**base)
    link = memory.links["issue", "I.1"]
    written = stamped(dict(link.base), BEFORE) if stamp else link.base
    return replace(memory, links={**memory.links, ("issue", "I.1"): replace(link, base=written)})


def _diff(
    wanted: object = AFTER, actual: ActualIssue = ACTUAL, memory: Memory | None = None, **rules: object
) -> Changeset:
    desired = Desired("town", (MILESTONE,), (wanted,))  # type: ignore[arg-type]
    known = memory if memory is not None else _memory()
    whole = Rules(**{"drift": {}, **rules})  # type: ignore[arg-type]
    return diff(desired, Actual((STANDING,), (actual,)), known, rules=whole, today=TODAY, now=NOW)


def test_other_words_alone_wait() -> None:
    """Nothing is written, nothing is drift: the issue is counted, and what is remembered stays."""
    result = _diff()
    assert (result.changes, result.drift, result.links) == ((), (), ())
    assert (result.reworded, result.unchanged_issues, result.pending) == (1, 1, False)


@pytest.mark.parametrize(
    ("wanted", "stamp"), [(AMENDED, True), (replace(AFTER, facts=""), True), (AFTER, False), (AMENDED, False)]
)
def test_an_amended_text_is_written_as_ever(wanted: object, stamp: bool) -> None:
    """Other facts, or facts that are not known to be the same, are a change of the plan."""
    (change,) = _diff(wanted, memory=_memory(stamp=stamp)).changes
    assert (change.action, change.fields, change.rewords) == ("update", {"description": NEW}, False)


def test_a_stamp_of_another_text_does_not_count() -> None:
    """Where the text last written is not the one that was stamped, nothing is known of its facts."""
    other = normal(fence("town", "I.1", "written by a request whose answer was lost"))
    memory = _memory()
    link = memory.links["issue", "I.1"]
    base = {**link.base, "description": other}
    memory = replace(memory, links={**memory.links, ("issue", "I.1"): replace(link, base=base)})
    (change,) = _diff(actual=replace(ACTUAL, description=other), memory=memory).changes
    assert not change.rewords
    assert written_texts(memory) == {}


def test_with_any_other_change_the_words_go_along() -> None:
    """The next update of an issue brings its text up to date, and the stamp with it."""
    result = _diff(actual=replace(ACTUAL, title="1. Old (2026)"), memory=_memory(title="1. Old (2026)"))
    (change,) = result.changes
    assert change.fields == {"title": WANTED.title, "description": NEW}
    assert (change.rewords, result.reworded) == (False, 0)


def test_asked_for_they_are_written_at_once_and_are_safe() -> None:
    """`--reword` writes every text, and however many there are, no limit stops it."""
    result = _diff(reword=True)
    (change,) = result.changes
    assert (change.fields, change.before) == ({"description": NEW}, {"description": OLD})
    assert (change.rewords, result.reworded) == (True, 0)
    check_safety(result, _memory(), desired=1, standing=1)


@pytest.mark.parametrize("reword", [False, True])
def test_a_text_that_the_staff_changed_is_drift_and_no_conflict(reword: bool) -> None:
    """The plan did not change it: theirs stays, and what the plan says is shown as it was written last."""
    theirs = fence("town", "I.1", "our own words")
    result = _diff(actual=replace(ACTUAL, description=theirs), reword=reword)
    (drift,) = result.drift
    assert (drift.field, drift.ours, drift.theirs, drift.conflict) == ("description", OLD, theirs, False)
    assert (result.changes, result.reworded) == ((), 0)


def test_where_the_plan_has_the_last_word_the_new_text_is_written() -> None:
    """A text that the staff changed is taken back in today's words."""
    theirs = fence("town", "I.1", "our own words")
    (change,) = _diff(actual=replace(ACTUAL, description=theirs), drift={"description": "plan"}).changes
    assert (change.fields, change.rewords) == ({"description": NEW}, False)


def test_a_text_without_a_stamp_is_known_by_the_words_of_its_version() -> None:
    """What an earlier version wrote of the same facts is recognised, and bears a stamp from then on."""
    result = _diff(UNSTAMPED, memory=_memory(stamp=False))
    assert (result.changes, result.reworded) == ((), 1)
    (link,) = result.links
    again = replace(_memory(stamp=False), links={**_memory().links, ("issue", "I.1"): link})
    assert _diff(replace(UNSTAMPED, earlier=tuple), memory=again).reworded == 1


def test_without_a_ledger_earlier_words_are_no_conflict() -> None:
    """An issue that is adopted with the text of an earlier version is as good as up to date."""
    result = _diff(UNSTAMPED, memory=Memory())
    assert [change.action for change in result.changes if change.kind == "issue"] == ["adopt"]
    assert (result.drift, result.reworded) == ((), 1)
    assert [change.fields for change in _diff(UNSTAMPED, memory=Memory(), reword=True).changes if change.rewords] == [
        {"description": NEW}
    ]


def test_a_text_that_stands_already_in_the_new_words() -> None:
    """Where the new text arrived and the answer was lost, nothing waits."""
    result = _diff(actual=replace(ACTUAL, description=NEW))
    assert (result.changes, result.drift, result.reworded) == ((), (), 0)
    (link,) = result.links
    assert written_texts(Memory({("issue", "I.1"): link}))["I.1"].wording == "w2"


_TEXTS = st.sampled_from([OLD, NEW, normal(fence("town", "I.1", "theirs")), None])


@given(
    theirs=_TEXTS,
    base=_TEXTS,
    facts=st.sampled_from(["f1", "f2", ""]),
    reword=st.booleans(),
    policy=st.sampled_from(["staff", "plan"]),
)
def test_no_text_of_the_staffs_is_written_over(
    theirs: str | None, base: str | None, facts: str, reword: bool, policy: Policy
) -> None:
    """Whatever is remembered: a text is written only over the one last written, unless the plan has the last word."""
    memory = _memory(description=base)
    wanted = replace(AFTER, facts=facts)
    result = _diff(
        wanted, replace(ACTUAL, description=theirs or "lost"), memory, reword=reword, drift={"description": policy}
    )
    for change in result.changes:
        if "description" in change.fields:
            assert change.fields["description"] == NEW
            assert theirs == base or policy == "plan"
    assert not (result.reworded and any(change.kind == "issue" for change in result.changes))


def test_a_stamp_is_no_field() -> None:
    """The base holds it beside the fields; nothing that is compared or written bears it."""
    assert "stamp" not in desired_issue_values(AFTER)
    link = Link("issue", "I.1", "5", None, stamped(desired_issue_values(BEFORE), BEFORE))
    assert written_texts(Memory({("issue", "I.1"): link}))["I.1"].text == OLD
