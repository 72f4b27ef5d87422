"""Comments on a bad line: each is said once, whatever is lost, and no issue is closed without its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mappings.errors import VekhaError
from sync.errors import AuthFailed, Purpose, Rejected, Transient
from sync.ledger.store import Ledger
from sync.runs.imports import Importation, plan_import, post_reports
from sync.tracker import Actual, Ref, TakesComments, Tracker
from tests.worlds.sync_world import PLAN_KEY, World

TABLE = "Measure;Year;Figure;Closed on\nI.1.1;2025;4;20.12.2025\nI.1.3;2025;60 %;\nI.1.3;2026;70 %;\n"
PURPOSE = Purpose("embedded", "comment")


@dataclass
class Line:
    """The embedded tracker behind a bad line: what happens to each comment, before it arrives and after."""

    inner: Any
    before: Callable[[str], VekhaError | None] = lambda _text: None
    after: Callable[[str], VekhaError | None] = lambda _text: None
    sent: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def comment(self, ref: Ref, text: str) -> Ref:
        self.sent.append(text)
        error = self.before(text)
        if error is not None:
            raise error
        done: Ref = self.inner.comment(ref, text)
        error = self.after(text)
        if error is not None:
            raise error
        return done


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town whose issues stand, and whose table lies beside the plan."""
    world = World(tmp_path)
    world.sync()
    (tmp_path / "years.csv").write_text(TABLE, encoding="utf-8")
    return world


def lost(_text: str) -> Transient:
    """No answer came."""
    return Transient("answer-lost", "no answer came", PURPOSE)


def post(world: World, *, in_flight: float = 60.0, **hooks: Any) -> tuple[Importation, Line]:
    """An import through such a line."""
    tracker = world.tracker()
    tracker.capabilities = type(tracker.capabilities)(fact_field=True, in_flight_seconds=in_flight)
    line = Line(tracker, **hooks)
    inputs = world.inputs()
    with Ledger.opened(world.ledger_path, PLAN_KEY, now=world.clock()) as ledger:
        return post_reports(inputs, line, ledger, world.folder / "years.csv"), line


def comments(world: World) -> list[str]:
    """Every comment of the tracker."""
    with world.store.reading() as view:
        return [one.text for row in world.issues() for one in view.issue_comments(row.id)]


@pytest.mark.parametrize("arrived", [True, False])
def test_a_lost_comment_is_found_by_its_mark_or_posted_once_it_can_no_longer_arrive(
    world: World, *, arrived: bool
) -> None:
    """In the same run nothing more is sent to its issue; until its time is over nothing is said there at all."""
    first, line = post(world, after=lost) if arrived else post(world, before=lost)
    assert first.outcome is not None
    assert sorted(first.outcome.unresolved) == ["I.1.1/2025", "I.1.3"]
    assert (len(line.sent), world.issue("I.1.1/2025").status) == (2, "new")
    waiting, line = post(world)
    assert waiting.outcome is not None
    assert sorted(waiting.outcome.unresolved) == ["I.1.1/2025", "I.1.3"]
    assert line.sent == []
    world.clock.at += timedelta(minutes=5)
    last, line = post(world)
    assert last.outcome is not None
    assert last.outcome.whole
    assert len(line.sent) == (1 if arrived else 3)
    assert len(comments(world)) == len(set(comments(world))) == 3
    assert world.issue("I.1.1/2025").status == "done"
    assert post(world)[0].changeset.changes == ()


def test_a_sync_in_between_keeps_what_is_open(world: World) -> None:
    """The intent of a comment is its own: a sync that writes to the issue neither forgets it nor is held up by it."""
    post(world, before=lost)
    world.edit("I.1.3", comment="later")
    tracker = world.tracker()
    tracker.capabilities = type(tracker.capabilities)(fact_field=True, in_flight_seconds=60.0)
    assert world.sync(tracker).outcome.whole
    again, line = post(world)
    assert again.outcome is not None
    assert line.sent == []
    assert sorted(again.outcome.unresolved) == ["I.1.1/2025", "I.1.3"]


def test_a_listing_that_lags_makes_no_second_comment(world: World) -> None:
    """Where an earlier run may have said it, the issue is looked at once more before it is said again."""
    post(world, after=lost)
    world.clock.at += timedelta(minutes=5)
    tracker = world.tracker()
    old = Actual(
        tracker.fetch().milestones,
        tuple(type(one)(**{**vars(one), "comments": ()}) for one in tracker.fetch().issues),
    )
    line = Line(tracker)
    line.fetch = lambda: old  # type: ignore[attr-defined]
    with Ledger.opened(world.ledger_path, PLAN_KEY, now=world.clock()) as ledger:
        post_reports(world.inputs(), line, ledger, world.folder / "years.csv")
    assert len(comments(world)) == len(set(comments(world))) == 3


def test_a_comment_that_never_left_is_posted_by_the_very_next_run(world: World) -> None:
    """What was certainly not sent leaves nothing open."""

    def refused(text: str) -> Transient:
        error = lost(text)
        error.not_done = True
        return error

    post(world, before=refused)
    again, _line = post(world)
    assert again.outcome is not None
    assert (again.outcome.whole, again.comments, again.closings) == (True, 3, 1)


def test_a_refused_comment_is_listed_and_its_issue_stays_open(world: World) -> None:
    """The figure is not there, so the closing would say what nobody can prove; the other issues go on."""

    def refused(text: str) -> Rejected | None:
        return Rejected("refused", "no", PURPOSE) if "Completed" in text else None

    result, line = post(world, before=refused)
    assert result.outcome is not None
    assert [one.key for one in result.outcome.failed] == ["I.1.1/2025"]
    assert (len(line.sent), result.outcome.stopped) == (3, None)
    assert world.issue("I.1.1/2025").status == "new"


def test_without_the_right_to_comment_the_first_refusal_is_the_last(world: World) -> None:
    """What forbids one comment forbids them all: one line is told, nothing is closed, and a sync would go on."""
    result, line = post(world, before=lambda _text: AuthFailed("right-missing", "no", PURPOSE))
    assert result.outcome is not None
    assert [one.code for one in result.outcome.failed] == ["right-missing"]
    assert (len(line.sent), result.outcome.stopped, result.outcome.done) == (1, None, [])
    assert world.issue("I.1.1/2025").status == "new"


def test_a_tracker_that_takes_no_comments_is_told_before_anything_is_read(world: World) -> None:
    """An adapter of before comments goes on working; an import through it is refused."""

    class Plain:
        def __init__(self, inner: Any) -> None:
            for name in ("capabilities", "traffic", "check", "fetch", "find", "create_milestone", "create_issue"):
                setattr(self, name, getattr(inner, name))
            for name in ("update_issue", "update_milestone", "close_issue", "reopen_issue"):
                setattr(self, name, getattr(inner, name))

    plain = Plain(world.tracker())
    assert isinstance(plain, Tracker)
    assert not isinstance(plain, TakesComments)
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger, pytest.raises(Rejected) as caught:
        plan_import(world.inputs(), plain, ledger, world.folder / "years.csv")
    assert caught.value.code == "comments-unsupported"
    world.edit("I.1.3", comment="Fact: about 9")
    assert world.sync(plain).outcome.done == []
