"""What `apply` does when the tracker fails: unknown outcomes wait, refusals are listed, a lost key stops the run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from mappings.causes import Cause
from mappings.desired.issues import DesiredIssue, DesiredMilestone
from mappings.errors import FileUnwritable, VekhaError
from sync.errors import AuthFailed, Conflict, Purpose, Rejected, Transient
from sync.ledger.store import Ledger
from sync.tracker import Actual, ActualIssue, Diagnosis, IssuePatch, Ref, Traffic
from sync.trackers.embedded.adapter import EmbeddedTracker
from tests.worlds.sync_world import EXPECTED_KEYS, PLAN_KEY, ROWS, World, writes


@dataclass
class Faulty:
    """The embedded tracker behind a bad line: `fail` says before and after which call what is raised."""

    inner: EmbeddedTracker
    before: Callable[[str, str], VekhaError | None] = lambda _call, _key: None
    after: Callable[[str, str], VekhaError | None] = lambda _call, _key: None
    in_flight: float = 60.0
    calls: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.capabilities = replace(self.inner.capabilities, in_flight_seconds=self.in_flight)
        self.traffic: Traffic = self.inner.traffic

    def _through(self, call: str, key: str, work: Callable[[], Any]) -> Any:
        self.calls.append((call, key))
        for hook, act in ((self.before, lambda: None), (self.after, work)):
            result = act()
            error = hook(call, key)
            if error is not None:
                raise error
        return result

    def check(self) -> list[Diagnosis]:
        return self.inner.check()

    def fetch(self) -> Actual:
        actual: Actual = self._through("fetch", "", self.inner.fetch)
        return actual

    def find(self, marker: str) -> ActualIssue | None:
        found: ActualIssue | None = self._through("find", marker, lambda: self.inner.find(marker))
        return found

    def create_milestone(self, milestone: DesiredMilestone) -> Ref:
        ref: Ref = self._through("create", milestone.key, lambda: self.inner.create_milestone(milestone))
        return ref

    def create_issue(self, issue: DesiredIssue, *, milestone_id: str | None, parent_id: str | None) -> Ref:
        def work() -> Ref:
            return self.inner.create_issue(issue, milestone_id=milestone_id, parent_id=parent_id)

        ref: Ref = self._through("create", issue.key, work)
        return ref

    def update_issue(self, ref: Ref, patch: IssuePatch) -> Ref:
        result: Ref = self._through("update", ref.id, lambda: self.inner.update_issue(ref, patch))
        return result

    def update_milestone(self, ref: Ref, milestone: DesiredMilestone, fields: Collection[str]) -> Ref:
        return self.inner.update_milestone(ref, milestone, fields)

    def close_issue(self, ref: Ref, *, done: bool = False) -> Ref:
        result: Ref = self._through("close", ref.id, lambda: self.inner.close_issue(ref, done=done))
        return result

    def reopen_issue(self, ref: Ref) -> Ref:
        result: Ref = self._through("reopen", ref.id, lambda: self.inner.reopen_issue(ref))
        return result


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town before its first sync."""
    return World(tmp_path)


def at(call: str, key: str, error: VekhaError) -> Callable[[str, str], VekhaError | None]:
    """Fail one call for one key."""
    return lambda made, for_key: error if (made, for_key) == (call, key) else None


def lost() -> Transient:
    """No answer came."""
    return Transient("answer-lost", "no answer came", Purpose("t", "create_issue"))


def test_lost_answer_is_not_sent_again_in_the_same_run(world: World) -> None:
    """An unknown outcome is reported as unresolved, its POST is made once, and the rest goes on."""
    tracker = Faulty(world.tracker(), after=at("create", "I.1.2", lost()))
    result = world.sync(tracker)
    assert result.outcome.unresolved == ["I.1.2"]
    assert tracker.calls.count(("create", "I.1.2")) == 1
    assert world.keys() == EXPECTED_KEYS
    assert not result.outcome.whole


def test_lost_answer_that_came_through_is_adopted_by_the_next_run(world: World) -> None:
    """The marker shows that the issue was made: it is linked, with what was written as its base."""
    world.sync(Faulty(world.tracker(), after=at("create", "I.1.2", lost())))
    result = world.sync(Faulty(world.tracker()))
    assert (writes(result), result.outcome.count("issue", "adopt")) == (0, 1)
    world.edit("I.1.2", due=date(2026, 5, 5))
    assert [one.conflict for one in world.sync().comparison.changeset.drift] == [False]


def test_lost_request_waits_until_it_can_no_longer_arrive(world: World) -> None:
    """While the request may still be under way nothing is made; afterwards it is made once."""
    world.sync(Faulty(world.tracker(), before=at("create", "I.1.2", lost())))
    again = world.sync(Faulty(world.tracker()))
    assert (again.outcome.unresolved, writes(again)) == (["I.1.2"], 0)
    assert again.outcome.settled_at is not None
    assert again.outcome.settled_at - world.clock.at < timedelta(seconds=60)
    world.clock.at = world.clock.at.replace(hour=world.clock.at.hour + 1)
    tracker = Faulty(world.tracker())
    assert writes(world.sync(tracker)) == 1
    assert ("find", "town:I.1.2") in tracker.calls
    assert world.keys() == EXPECTED_KEYS


def test_intent_of_a_clock_that_went_years_ahead_is_settled_once_that_is_put_right(world: World) -> None:
    """Its time counts anew from the first run under the right clock; then it is made, and not before."""
    world.clock.at += timedelta(days=3000)
    world.sync(Faulty(world.tracker(), before=at("create", "I.1.2", lost())))
    world.clock.at -= timedelta(days=3000)
    assert world.sync(Faulty(world.tracker())).outcome.unresolved == ["I.1.2"]
    world.clock.at += timedelta(seconds=30)
    assert world.sync(Faulty(world.tracker())).outcome.unresolved == ["I.1.2"]
    world.clock.at += timedelta(seconds=40)
    assert world.sync(Faulty(world.tracker())).outcome.count("issue", "create") == 1
    assert world.keys().count("I.1.2") == 1


def test_listing_that_lags_makes_no_duplicate(world: World) -> None:
    """Before an issue is made again its marker is looked up, since a listing may be older than the issue."""
    world.sync(Faulty(world.tracker(), after=at("create", "I.1.2", lost())))
    world.clock.at = world.clock.at.replace(hour=world.clock.at.hour + 1)

    class Lagging(Faulty):
        def fetch(self) -> Actual:
            actual = super().fetch()
            return replace(actual, issues=tuple(one for one in actual.issues if one.key != "I.1.2"))

    world.sync(Lagging(world.tracker()))
    assert world.keys() == EXPECTED_KEYS
    assert writes(world.sync()) == 0


def test_children_wait_for_a_parent_whose_outcome_is_unknown(world: World) -> None:
    """No child is made without its parent; the next run makes them below it."""
    world.sync(Faulty(world.tracker(), after=at("create", "I.1.1", lost())))
    assert world.keys() == ["I.1.1", "I.1.2", "I.1.3", "I.1.4"]
    assert not world.diff().changeset.drift
    world.sync(Faulty(world.tracker()))
    assert world.keys() == EXPECTED_KEYS
    assert world.issue("I.1.1/2025").parent_id == world.issue("I.1.1").id


def test_refused_change_is_listed_and_the_rest_is_done(world: World) -> None:
    """A rejected value fails its own issue only, and is tried again by the next run."""
    refused = Rejected("title-refused", "the title is refused", Purpose("t", "create_issue"))
    result = world.sync(Faulty(world.tracker(), before=at("create", "I.1.2", refused)))
    assert [(one.key, one.code) for one in result.outcome.failed] == [("I.1.2", "title-refused")]
    assert len(world.keys()) == 6
    assert writes(world.sync()) == 1


def test_lost_key_stops_at_once_and_keeps_what_was_done(world: World) -> None:
    """After a refused login nothing more is sent; what stands is linked, and the next run goes on."""
    refused = AuthFailed("key-refused", "the key is refused", Purpose("t", "create_issue"))
    tracker = Faulty(world.tracker(), before=at("create", "I.1.2", refused))
    result = world.sync(tracker)
    assert result.outcome.stopped is refused
    assert tracker.calls[-1] == ("create", "I.1.2")
    done = len(world.keys())
    assert writes(world.sync()) == len(EXPECTED_KEYS) - done


def test_full_disk_of_the_tracker_stops_at_once(world: World) -> None:
    """A tracker that has no room left is not asked again in this run."""
    full = FileUnwritable("disk-full", "no room", cause=Cause.FULL)
    result = world.sync(Faulty(world.tracker(), before=at("create", "2026", full)))
    assert result.outcome.stopped is full
    assert world.keys() == []


def test_tracker_that_is_away_is_given_up_after_three_unknown_outcomes(world: World) -> None:
    """Three lost answers in a row end the run."""
    tracker = Faulty(world.tracker(), before=lambda call, _key: lost() if call == "create" else None)
    result = world.sync(tracker)
    assert isinstance(result.outcome.stopped, Transient)
    assert [call for call, _key in tracker.calls].count("create") == 3


def test_staff_edit_between_fetch_and_update_is_a_conflict(world: World) -> None:
    """What was read is stale: the update is refused, listed, and the staff's edit stays."""
    world.sync()
    world.amend([row.replace("Создан зал", "Созданы 2 зала") for row in ROWS])

    class Raced(Faulty):
        def fetch(self) -> Actual:
            actual = super().fetch()
            world.edit("I.1.2", description=world.issue("I.1.2").description + "\nOur words")
            return actual

    result = world.sync(Raced(world.tracker()))
    assert len(result.outcome.failed) == 1
    assert world.issue("I.1.2").description.endswith("Our words")
    assert writes(world.sync()) == 1
    assert world.issue("I.1.2").description.endswith("Our words")


def test_update_whose_answer_was_lost_is_known_to_be_ours(world: World) -> None:
    """An update that came through unseen is no staff edit: a later amendment is written without a conflict."""
    world.sync()
    number = str(world.issue("I.1.2").id)
    world.amend([row.replace("\t2026\t", "\t2027\t") for row in ROWS])
    assert world.sync(Faulty(world.tracker(), after=at("update", number, lost()))).outcome.unresolved == ["I.1.2"]
    world.amend([row.replace("\t2026\t", "\t2028\t") for row in ROWS])
    result = world.sync()
    assert not result.comparison.changeset.drift
    assert world.issue("I.1.2").due == date(2028, 12, 31)


def test_conflict_class_is_what_the_embedded_tracker_raises(world: World) -> None:
    """The port's promise for a stale version."""
    world.sync()
    tracker = world.tracker()
    ref = tracker.fetch().issues[0].ref
    tracker.update_issue(ref, IssuePatch({"title": "One"}))
    with pytest.raises(Conflict):
        tracker.update_issue(ref, IssuePatch({"title": "Two"}))


def test_nothing_is_sent_to_an_issue_after_a_write_whose_outcome_is_unknown(world: World) -> None:
    """An issue of the past that is still to be closed is not closed behind a lost update, whose intent stays open."""

    class Open(Faulty):
        def create_issue(self, issue: DesiredIssue, *, milestone_id: str | None, parent_id: str | None) -> Ref:
            return super().create_issue(replace(issue, closed=False), milestone_id=milestone_id, parent_id=parent_id)

    world.map("past: closed")
    world.sync(Open(world.tracker(), after=at("create", "I.1.1/2025", lost())))
    world.amend([row.replace("Ежегодный мониторинг", "Ежегодный обзор") for row in ROWS])
    number = str(world.issue("I.1.1/2025").id)
    result = world.sync(Faulty(world.tracker(), before=at("update", number, lost())), force=True)
    assert result.outcome.unresolved == ["I.1.1/2025"]
    assert not world.issue("I.1.1/2025").closed
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        assert [intent.action for intent in ledger.recall().intents] == ["update"]
    world.clock.at += timedelta(hours=1)
    assert world.sync(Faulty(world.tracker()), force=True).outcome.whole
    assert "обзор" in world.issue("I.1.1/2025").title


def test_nothing_is_sent_to_an_issue_while_an_earlier_runs_write_may_arrive(world: World) -> None:
    """A closed issue with a lost update is not opened behind it, whose intent stays; what comes below it waits."""
    world.sync()
    number = str(world.issue("I.1.1").id)
    for key in ("I.1.1/2025", "I.1.1/2026", "I.1.1/2027", "I.1.1"):
        world.edit(key, status="done")
    rows = [row.replace("Не менее 4", "Не менее 5") for row in ROWS]
    world.amend(rows)
    world.sync(Faulty(world.tracker(), before=at("update", number, lost())), force=True)
    world.amend([row.replace("2025 - 2027", "2025 - 2028") for row in rows])
    tracker = Faulty(world.tracker())
    result = world.sync(tracker, force=True)
    assert result.outcome.unresolved == ["I.1.1"]
    assert [failure.key for failure in result.outcome.failed] == ["I.1.1/2028"]
    assert not {("update", number), ("reopen", number)} & set(tracker.calls)
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        assert [intent.action for intent in ledger.recall().intents] == ["update"]
    world.clock.at += timedelta(hours=1)
    assert world.sync(force=True).outcome.whole
    assert (world.issue("I.1.1").status, writes(world.sync())) == ("new", 0)


def test_issues_wait_for_a_milestone_whose_outcome_is_unknown(world: World) -> None:
    """No issue is made without its year; the next run makes it with it, and nothing has to be mended after."""
    result = world.sync(Faulty(world.tracker(), before=at("create", "2026", lost())))
    assert {one.key for one in result.outcome.failed} == {"I.1.1/2026", "I.1.2"}
    assert {one.code for one in result.outcome.failed} == {"waits-for-other"}
    world.clock.at = world.clock.at.replace(hour=world.clock.at.hour + 1)
    world.sync(Faulty(world.tracker()))
    assert world.keys() == EXPECTED_KEYS
    assert world.issue("I.1.2").milestone_id is not None
    assert not world.diff().changeset.pending


def test_request_that_never_arrived_is_made_by_the_very_next_run(world: World) -> None:
    """A refused connection leaves nothing unknown, so there is nothing to wait for."""
    refused = lost()
    refused.not_done = True
    result = world.sync(Faulty(world.tracker(), before=at("create", "I.1.2", refused)))
    assert result.outcome.unresolved == ["I.1.2"]
    assert writes(world.sync(Faulty(world.tracker()))) == 1
    assert world.keys() == EXPECTED_KEYS


@dataclass
class Abreast(Faulty):
    """Takes four creations at once, and knows how many were under way together, and what was."""

    together: int = 0
    most: int = 0
    mixed: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.capabilities = replace(self.capabilities, parallel=4)
        self._lock = threading.Lock()
        self._four = threading.Event()

    def create_issue(self, issue: DesiredIssue, *, milestone_id: str | None, parent_id: str | None) -> Ref:
        with self._lock:
            self.together += 1
            self.most = max(self.most, self.together)
            if self.most == 4:
                self._four.set()
        if parent_id is None:
            self._four.wait(5)
        try:
            with self._lock:
                return super().create_issue(issue, milestone_id=milestone_id, parent_id=parent_id)
        finally:
            with self._lock:
                self.together -= 1

    def create_milestone(self, milestone: DesiredMilestone) -> Ref:
        self.mixed = self.mixed or self.together > 0
        return super().create_milestone(milestone)

    def update_issue(self, ref: Ref, patch: IssuePatch) -> Ref:
        self.mixed = self.mixed or self.together > 0
        return super().update_issue(ref, patch)


def test_issues_are_created_side_by_side_where_the_tracker_allows_it(world: World) -> None:
    """Four at once, none before its parent and its year, and nothing but creations of issues together."""
    world.amend([ROWS[0], *ROWS[2:], "1.5.\tВыставка\t\tБиблиотека\t2027\tВыставка", ROWS[1]])
    tracker = Abreast(world.tracker())
    result = world.sync(tracker)
    assert result.outcome.whole
    assert (tracker.most, tracker.mixed) == (4, False)
    assert world.issue("I.1.1/2025").parent_id == world.issue("I.1.1").id
    assert writes(world.sync()) == 0
    assert not world.diff().changeset.drift


def test_a_lost_key_among_creations_side_by_side_loses_nothing(world: World) -> None:
    """Those under way are put down as they end, those not yet sent leave nothing open."""
    world.amend([ROWS[0], *(f"1.{n}.\tВыставка {n}\t\tБиблиотека\t2027\tВыставка" for n in range(1, 30))])
    refused = AuthFailed("key-refused", "the key is refused", Purpose("t", "create_issue"))
    tracker = Abreast(world.tracker(), before=at("create", "I.1.3", refused))
    result = world.sync(tracker)
    assert result.outcome.stopped is refused
    standing = world.keys()
    assert len(standing) < 12
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        memory = ledger.recall()
    assert memory.intents == ()
    assert sorted(key for kind, key in memory.links if kind == "issue") == standing
    assert writes(world.sync()) == 29 - len(standing)


def test_the_next_intent_is_on_the_disk_while_a_write_is_under_way(world: World) -> None:
    """At most one intent more than writes under way is open at any time, and each of those has its own."""
    seen: list[set[str]] = []

    def look(call: str, key: str) -> None:
        if call == "create" and key.startswith("I."):
            with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
                seen.append({intent.key for intent in ledger.recall().intents})
            assert key in seen[-1]

    world.sync(Faulty(world.tracker(), before=look))
    assert len(seen) == len(EXPECTED_KEYS)
    assert max(map(len, seen)) <= 2
