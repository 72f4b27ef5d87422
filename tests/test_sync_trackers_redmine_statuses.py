"""Closing and opening in Redmine: which status is chosen, and that one the workflow forbids does not count as done."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mappings.plan import Severity
from sync.errors import Misconfigured, Rejected
from sync.tracker import Ref
from tests.standins.redmine_fake import DONE, NEW, REJECTED, FakeRedmine
from tests.tracker_conformance import desired
from tests.worlds.redmine_world import TOKEN, make, tracker


@pytest.fixture
def redmine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRedmine]:
    """A Redmine with an empty project, and the key to it."""
    monkeypatch.setenv(TOKEN, "key")
    with FakeRedmine() as redmine:
        yield redmine


def test_a_status_that_the_workflow_forbids_does_not_count_as_done(redmine: FakeRedmine) -> None:
    """Neither where it allows none, nor where it drops the one that was asked for."""
    adapter = tracker()
    make(adapter)
    redmine.allowed = (NEW,)
    with pytest.raises(Rejected) as caught:
        make(tracker(), desired("I.1.2", closed=True))
    assert caught.value.code == "status-not-allowed"
    with pytest.raises(Rejected):
        make(tracker(done_status="Закрыта"), desired("I.1.3", closed=True))
    redmine.allowed = None
    redmine.dropped = {"status_id"}
    with pytest.raises(Rejected) as caught:
        tracker().close_issue(Ref("1"))
    assert (caught.value.code, caught.value.field) == ("dropped", "status")


@pytest.mark.parametrize("name", ["Готово", "Новая", "1", "77"])
def test_a_status_of_the_config_that_closes_nothing_is_told_before_anything_is_made(
    redmine: FakeRedmine, name: str
) -> None:
    """There is none of that name, or it is an open one: a person mends the config, and no issue is left half made."""
    with pytest.raises(Misconfigured) as caught:
        make(tracker(done_status=name), desired(closed=True))
    assert (caught.value.code, "Закрыта, Отклонена" in caught.value.message) == ("closing-status-unknown", True)
    assert redmine.issues == {}
    with pytest.raises(Misconfigured):
        tracker(cancelled_status=name).close_issue(make(tracker()))
    assert "done_status" in caught.value.hint
    both = tracker(done_status=name, cancelled_status=name).check()
    assert [one.code for one in both if one.severity is Severity.ERROR] == ["closing-status-unknown"] * 2


def test_statuses_are_chosen_by_what_they_mean(redmine: FakeRedmine) -> None:
    """Done by default «Закрыта», cancelled «Отклонена»; the config may name others, by name or id."""
    adapter = tracker()
    make(adapter, desired("I.1", closed=True))
    adapter.close_issue(make(adapter, desired("I.2")))
    own = tracker(done_status="отклонена", cancelled_status="5")
    make(own, desired("I.3", closed=True))
    own.close_issue(make(own, desired("I.4")))
    assert [issue["status"] for issue in redmine.issues.values()] == [DONE, REJECTED, REJECTED, DONE]
    redmine.log.clear()
    own.close_issue(Ref("4"))
    assert not any(line.startswith("PUT") for line in redmine.log)


def test_an_issue_is_opened_again_as_new(redmine: FakeRedmine) -> None:
    """Or in any open status that the workflow allows; where it allows none, or drops it, that is told."""
    adapter = tracker()
    ref = adapter.close_issue(make(adapter))
    redmine.allowed = (DONE, NEW)
    adapter.reopen_issue(ref)
    assert redmine.issues[1]["status"] == NEW
    redmine.log.clear()
    adapter.reopen_issue(ref)
    assert not any(line.startswith("PUT") for line in redmine.log)
    adapter.close_issue(ref)
    redmine.allowed = (REJECTED,)
    with pytest.raises(Rejected) as caught:
        adapter.reopen_issue(ref)
    assert (caught.value.code, "parent" in caught.value.hint) == ("status-not-allowed", True)
    redmine.allowed, redmine.dropped = None, {"status_id"}
    with pytest.raises(Rejected) as caught:
        adapter.reopen_issue(ref)
    assert (caught.value.code, caught.value.field) == ("dropped", "status")
