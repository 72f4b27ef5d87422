"""The plan's labels in a tracker that has them: put on with a new issue, kept in step, the staff's own left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from mappings.desired.issues import DesiredIssue, LabelKind
from mappings.progress import Status
from sync.difference.changeset import Drift
from sync.ledger.store import Ledger
from sync.runs.reconcile import Reconciliation
from sync.tracker import Actual, IssuePatch, LabelPatch, Ref
from tests.test_sync_applying_apply import Faulty, at, lost
from tests.worlds.sync_world import PLAN_KEY, ROWS, World, writes

ALL = frozenset(LabelKind)
SECTION, EXECUTOR, FUNDING = "I. Раздел первый", "Библиотека", "Муниципальный бюджет"
OTHER_EXECUTOR = tuple(row.replace("Библиотека", "Музей, Архив") for row in ROWS)


@dataclass
class Labelled(Faulty):
    """The embedded tracker with labels beside its issues. `exclusive` is a tracker with one label for an issue."""

    kinds: frozenset[LabelKind] = ALL
    exclusive: bool = False
    worn: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.capabilities = replace(self.capabilities, labels=self.kinds, one_label=self.exclusive)

    def fetch(self) -> Actual:
        actual = super().fetch()
        issues = (replace(one, labels=tuple(self.worn.get(one.ref.id, ()))) for one in actual.issues)
        return replace(actual, issues=tuple(issues))

    def create_issue(self, issue: DesiredIssue, *, milestone_id: str | None, parent_id: str | None) -> Ref:
        ref = super().create_issue(issue, milestone_id=milestone_id, parent_id=parent_id)
        self.worn[ref.id] = [label.name for label in issue.labels if label.kind in self.kinds]
        return ref

    def update_issue(self, ref: Ref, patch: IssuePatch) -> Ref:
        fields = dict(patch.fields)
        change = fields.pop("labels", LabelPatch())
        worn = [name for name in self.worn.get(ref.id, []) if name not in change.remove]
        self.worn[ref.id] = worn + [label.name for label in change.add]
        return super().update_issue(ref, IssuePatch(fields)) if fields else ref


@dataclass
class Town:
    """A world whose tracker has labels. Its tracker is made anew for every run, its labels stay."""

    world: World
    worn: dict[str, list[str]] = field(default_factory=dict)
    kinds: frozenset[LabelKind] = ALL
    exclusive: bool = False

    def sync(self, **options: bool) -> Reconciliation:
        tracker = Labelled(self.world.tracker(), kinds=self.kinds, exclusive=self.exclusive, worn=self.worn)
        return self.world.sync(tracker, **options)

    def labels(self, key: str) -> list[str]:
        return self.worn[str(self.world.issue(key).id)]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A town before its first sync."""
    return Town(World(tmp_path))


def nothing(_call: str, _key: str) -> None:
    """The line is in order."""


def drift(result: Reconciliation) -> list[tuple[str, str | None, str | None, bool]]:
    """The drift of labels."""
    found: Iterable[Drift] = result.comparison.changeset.drift
    return [(one.key, one.ours, one.theirs, one.conflict) for one in found if one.field == "labels"]


def test_a_new_issue_gets_the_labels_of_its_measure(town: Town) -> None:
    """Section, group, executor and funding; the second run has nothing to do."""
    town.sync()
    assert town.labels("I.1.2") == [SECTION, "I.1. Сохранение сети", EXECUTOR, FUNDING]
    assert town.labels("I.1.1/2026") == town.labels("I.1.1")
    again = town.sync()
    assert (writes(again), again.comparison.changeset.drift) == (0, ())


def test_a_tracker_takes_only_the_kinds_it_has_a_place_for(tmp_path: Path) -> None:
    """Where there is room for the group alone, nothing else is compared."""
    town = Town(World(tmp_path), kinds=frozenset({LabelKind.GROUP}), exclusive=True)
    town.sync()
    assert town.labels("I.1.2") == ["I.1. Сохранение сети"]
    town.world.amend([row.replace("Библиотека", "Музей") for row in ROWS])
    changes = town.sync(force=True).comparison.changeset.changes
    assert changes
    assert not any("labels" in change.fields for change in changes)


def test_an_amended_plan_takes_its_old_label_and_adds_its_new_one(town: Town) -> None:
    """The staff's own labels stay."""
    town.sync()
    town.labels("I.1.2").append("срочно")
    town.world.amend(OTHER_EXECUTOR)
    town.sync(force=True)
    assert set(town.labels("I.1.2")) == {SECTION, "I.1. Сохранение сети", FUNDING, "срочно", "Музей", "Архив"}
    again = town.sync()
    assert (writes(again), again.comparison.changeset.drift) == (0, ())


@pytest.mark.parametrize("arrives", [True, False])
def test_a_label_whose_answer_was_lost_is_the_plans_still(town: Town, *, arrives: bool) -> None:
    """Whether it came or not, the next amendment takes off what stands there of the plan's, and nothing is drift."""
    town.sync()
    number = str(town.world.issue("I.1.2").id)
    town.world.amend([row.replace("\tБиблиотека\t2026", "\tМузей\t2026") for row in ROWS])
    worn = list(town.worn[number])
    tracker = Labelled(town.world.tracker(), worn=town.worn)
    tracker.before, tracker.after = (at("update", number, lost()) if one else nothing for one in (not arrives, arrives))
    town.world.sync(tracker)
    town.worn[number] = town.worn[number] if arrives else worn
    town.world.amend([row.replace("\tБиблиотека\t2026", "\tАрхив\t2026") for row in ROWS])
    town.world.clock.at += timedelta(hours=1)
    result = town.sync()
    assert town.labels("I.1.2") == [SECTION, "I.1. Сохранение сети", FUNDING, "Архив"]
    assert drift(result) == []


@pytest.mark.parametrize("arrives", [True, False])
def test_the_last_label_of_the_plan_goes_although_an_answer_was_lost(tmp_path: Path, *, arrives: bool) -> None:
    """That a tracker's fields name no labels is no sign that it has taken them off."""
    town = Town(World(tmp_path), kinds=frozenset({LabelKind.EXECUTOR}))
    town.sync()
    number = str(town.world.issue("I.1.2").id)
    town.world.amend([row.replace("\tБиблиотека\t2026", "\t\t2026") for row in ROWS])
    worn = list(town.worn[number])
    tracker = Labelled(town.world.tracker(), kinds=town.kinds, worn=town.worn)
    tracker.before, tracker.after = (at("update", number, lost()) if one else nothing for one in (not arrives, arrives))
    town.world.sync(tracker)
    town.worn[number] = town.worn[number] if arrives else worn
    town.world.clock.at += timedelta(hours=1)
    result = town.sync()
    assert town.labels("I.1.2") == []
    assert drift(result) == []


@pytest.mark.parametrize(
    ("edit", "theirs"),
    [
        (lambda labels: labels.remove(EXECUTOR), f"{SECTION}, I.1. Сохранение сети, {FUNDING}"),
        (lambda labels: labels.clear(), None),
    ],
)
def test_a_label_of_the_plan_that_the_staff_took_off_stays_off(
    town: Town, edit: Callable[[list[str]], None], theirs: str | None
) -> None:
    """It is drift: listed, and theirs stays."""
    town.sync()
    edit(town.labels("I.1.2"))
    result = town.sync()
    ours = f"{SECTION}, I.1. Сохранение сети, {EXECUTOR}, {FUNDING}"
    assert (drift(result), writes(result)) == ([("I.1.2", ours, theirs, False)], 0)


def test_labels_of_the_staffs_own_are_no_drift(town: Town) -> None:
    """What they add beside the plan's labels is theirs alone."""
    town.sync()
    town.labels("I.1.2").append("важно")
    assert town.sync().comparison.changeset.drift == ()


def test_where_one_label_is_all_another_one_is_drift(tmp_path: Path) -> None:
    """The staff put the issue into a category of their own: that is shown by its name, and stays."""
    town = Town(World(tmp_path), kinds=frozenset({LabelKind.GROUP}), exclusive=True)
    town.sync()
    town.worn[str(town.world.issue("I.1.2").id)] = ["Ремонт, срочно"]
    result = town.sync()
    assert (drift(result), writes(result)) == ([("I.1.2", "I.1. Сохранение сети", "Ремонт, срочно", False)], 0)


def test_issues_from_before_the_labels_are_left_without(town: Town) -> None:
    """A tracker that begins to take labels is no reason to write every issue anew."""
    town.world.sync()
    result = town.sync()
    assert (writes(result), result.comparison.changeset.drift) == (0, ())


def test_without_the_ledger_labels_that_stand_are_taken_over(town: Town) -> None:
    """After that an amendment reaches them as before."""
    town.sync()
    (town.world.folder / "ledger.db").unlink()
    result = town.sync()
    assert (writes(result), result.comparison.changeset.drift) == (0, ())
    town.world.amend([row.replace("\tБиблиотека\t2026", "\tМузей\t2026") for row in ROWS])
    town.sync()
    assert "Музей" in town.labels("I.1.2")
    assert EXECUTOR not in town.labels("I.1.2")


@pytest.mark.parametrize(("exclusive", "status"), [(False, Status.CANCELLED), (True, Status.PLANNED)])
def test_a_category_is_no_word_on_the_status(tmp_path: Path, status: Status, *, exclusive: bool) -> None:
    """One of many labels may name a status; the only one an issue has sorts it, whatever it is called."""
    town = Town(World(tmp_path), exclusive=exclusive)
    town.sync()
    town.worn[str(town.world.issue("I.1.2").id)] = ["Отменено"]
    town.sync()
    with Ledger.copied(town.world.ledger_path, PLAN_KEY) as ledger:
        assert ledger.reports()["I.1.2"].status is status
