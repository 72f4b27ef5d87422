"""What a tracker refuses for one reason: not sent again and again, told in one line, made good once it is mended."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.applying.refusals import ALIKE_LIMIT, Refusals
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.difference.changeset import Action, Change
from sync.errors import Conflict, Purpose, Rejected, TrackerError
from sync.tracker import IssuePatch, Ref
from sync.trackers.embedded.adapter import EmbeddedTracker
from tests.worlds.sync_world import World

CALL = Purpose("t", "create_issue")
MANY = 40
REQUIRED = Rejected("refused", "«Department» cannot be blank", CALL, hint="give it a default value")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town whose plan has many measures of one year, and one with deadlines of its own below it."""
    world = World(tmp_path)
    rows = [f"1.{n}.\tЧтения {n}\tБюджет\tБиблиотека\t2026\tПроведены чтения" for n in range(1, MANY)]
    world.amend(
        ["1.\tСеть\t\t\t", *rows, f"1.{MANY}.\tЕжегодный мониторинг\tБюджет\tБиблиотека\t2026 - 2028\t4 отчета"]
    )
    return world


def refusing(monkeypatch: pytest.MonkeyPatch, error: Callable[[str], TrackerError | None]) -> list[str]:
    """Let the tracker refuse new issues; returns the keys of those that were sent to it."""
    sent: list[str] = []
    create = EmbeddedTracker.create_issue

    def create_issue(self: EmbeddedTracker, issue: object, **at: str | None) -> Ref:
        sent.append(issue.key)  # type: ignore[attr-defined]
        found = error(sent[-1])
        if found is not None:
            raise found
        return create(self, issue, **at)  # type: ignore[arg-type]

    monkeypatch.setattr(EmbeddedTracker, "create_issue", create_issue)
    return sent


def synced(world: World, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    """A sync at the command line: its exit code, what it printed, and the lines of what went wrong."""
    arguments = ["-c", str(world.config_path), "sync", "--today", "2026-03-01", *options]
    code = run(arguments, App(now=world.clock))
    return code, *capsys.readouterr()


def test_what_every_new_issue_is_refused_for_is_one_line_until_it_is_mended(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few are sent and the rest counts as refused alike; each run says so in two lines, and makes all once mended."""
    with monkeypatch.context() as patch:
        sent = refusing(patch, lambda _key: REQUIRED)
        for _morning in range(2):
            sent.clear()
            code, _out, err = synced(world, capsys, "-q")
            assert code == ExitCode.PARTIAL
            assert sent == ["I.1.1", "I.1.2", "I.1.3", "I.1.40"]  # the last belongs to no milestone that was tried
            refused, waiting = err.splitlines()
            assert refused == (
                f"vekha: I.1.1, I.1.2, I.1.3 and {MANY - 3} more: «Department» cannot be blank [refused]. "
                "Give it a default value."
            )
            assert waiting.startswith("vekha: I.1.40/2026, I.1.40/2027, I.1.40/2028: they wait until their parents")
        code, out, _err = synced(world, capsys, "--format", "json")
        failed = json.loads(out)["failed"]
        assert len(failed) == MANY + 3
        assert {one["code"] for one in failed} == {"refused", "waits-for-other"}
        assert {one["message"] for one in failed if one["code"] == "refused"} == {"«Department» cannot be blank"}
    assert synced(world, capsys)[0] == ExitCode.DONE
    assert len(world.keys()) == MANY + 3


def test_a_refusal_of_single_issues_keeps_nothing_else_from_being_made(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a success in between, or for reasons of their own, refused issues leave the rest alone."""
    odd = {f"I.1.{n}" for n in range(1, 20, 2)}
    refusing(monkeypatch, lambda key: REQUIRED if key in odd else None)
    assert synced(world, capsys)[0] == ExitCode.PARTIAL
    assert len(world.keys()) == MANY + 3 - len(odd)


def test_each_reason_has_a_line_of_its_own(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Different words are different kinds, and one issue's own failure reads as ever."""

    def refuse(key: str) -> TrackerError | None:
        return {"I.1.7": Rejected("title-refused", "no such title", CALL), "I.1.9": REQUIRED}.get(key)

    refusing(monkeypatch, refuse)
    _code, _out, err = synced(world, capsys)
    assert [line.partition(" [")[0] for line in err.splitlines()] == [
        "vekha: I.1.7: no such title",
        "vekha: I.1.9: «Department» cannot be blank",
    ]


def creation(key: str, parent: str | None = None, milestone: str | None = "2026", action: Action = "create") -> Change:
    """A change of an issue."""
    return Change(action, "issue", key, {"parent": parent, "milestone": milestone})


@pytest.mark.parametrize(
    ("change", "given_up"),
    [
        (creation("a"), True),
        (creation("a", parent="p"), False),  # its parent is another one, and may be open
        (creation("a", milestone="2027"), False),  # its milestone may be
        (creation("a", action="update"), False),  # its own status may be the reason for the others
        (Change("create", "milestone", "2026", {}), False),
    ],
)
def test_only_what_has_parent_and_milestone_in_common_is_given_up(change: Change, given_up: bool) -> None:
    """What a closed parent or a closed milestone is refused for says nothing of issues that belong elsewhere."""
    refusals = Refusals()
    for number in range(ALIKE_LIMIT):
        refusals.refused(creation(str(number)), REQUIRED)
    assert (refusals.foreseen(change) is not None) == given_up


@pytest.mark.parametrize(
    "last",
    [
        Rejected("refused", "another reason", CALL),
        Rejected("milestone-closed", REQUIRED.message, CALL, hint=REQUIRED.hint),
        Conflict("stale", "stale", CALL),
        None,
    ],
)
def test_nothing_is_given_up_before_it_was_refused_alike_in_a_row(last: TrackerError | None) -> None:
    """Another reason, another class or a success begins the count anew, and fewer than the limit say nothing."""
    refusals = Refusals()
    for number in range(ALIKE_LIMIT - 1):
        refusals.refused(creation(str(number)), REQUIRED)
    if last is None:
        refusals.done(creation("b"))
        refusals.refused(creation("c"), REQUIRED)
    else:
        refusals.refused(creation("b"), last)
    assert refusals.foreseen(creation("a")) is None


def test_updates_refused_alike_are_all_tried_and_told_in_one_line(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update may be refused for what stands in one issue, so each is tried; it is told in one line all the same."""
    synced(world, capsys)
    world.map("drift: {title: plan}")
    for n in range(1, 6):
        world.edit(f"I.1.{n}", title="своё")
    sent: list[str] = []

    def refused(_self: object, ref: Ref, _patch: IssuePatch) -> Ref:
        sent.append(ref.id)
        raise REQUIRED

    monkeypatch.setattr(EmbeddedTracker, "update_issue", refused)
    _code, _out, err = synced(world, capsys)
    assert len(sent) == 5
    assert err.startswith("vekha: I.1.1, I.1.2, I.1.3 and 2 more: «Department»")
    assert err.count("\n") == 1
