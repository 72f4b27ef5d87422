"""The rows of the table of amendments (`tests/examples/amendments.py`) played on a tracker by the command line.

A tracker lends its desk: how its staff comment, close and open, and what stands there. What comes of a row is the same
for all of them.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

from mappings.marker import find_key
from sync.cli import run
from sync.cli.context import App
from tests.examples.amendment_chains import Chain
from tests.examples.amendment_rows import MAPPING, TODAY, YEAR, Deed, M, Plan, Row
from tests.examples.figures_story import years_on
from tests.worlds.sync_world import PLAN_KEY, Clock, World


@dataclass(frozen=True)
class Stood:
    """An issue as it stands in a tracker. `parent` is a number, `comments` are texts."""

    key: str
    closed: bool
    parent: str | None
    comments: tuple[str, ...]


class Desk(Protocol):
    """The staff of one tracker at work on a plan's issues, which they know by their numbers."""

    @property
    def err(self) -> str:
        """What the last command complained of."""

    def comment(self, number: str, text: str) -> None:
        """Comment on an issue."""

    def close(self, number: str) -> None:
        """Close an issue as done."""

    def reopen(self, number: str) -> None:
        """Open an issue again."""

    def issues(self) -> dict[str, Stood]:
        """Every issue of the plan by its number."""

    def vekha(self, *arguments: str, code: int = 0) -> Any:
        """Run a command on the plan; it ends with a code, and its JSON comes back, None where it prints none."""


@dataclass(frozen=True)
class Played:
    """What was seen on the way: the issues before and after by number, and what the commands answered."""

    row: Row
    before: dict[str, Stood]
    after: dict[str, Stood]
    closings: dict[str, Any]
    diff: dict[str, Any]
    syncs: list[dict[str, Any]]
    summary: dict[str, Any]
    alerts: dict[str, Any]


def write_plan(folder: Path, plan: Plan, *, more: str = "", by: int = 0) -> None:
    """The plan document and its mapping, their years moved by so many; `more` are further lines of the mapping."""
    (folder / "plan.txt").write_text(years_on(plan.text, by), encoding="utf-8")
    (folder / "mapping.yaml").write_text(years_on(f"{MAPPING}{plan.mapping}\n{more}\n", by), encoding="utf-8")


def begin(desk: Desk, folder: Path, row: Row, *, by: int = 0) -> None:
    """All that comes before the amendment; at its end the ledger knows what the staff have done."""
    for plan, deeds in [(row.before, row.deeds), *([row.between] if row.between else [])]:
        write_plan(folder, plan, by=by)
        desk.vekha("sync", *(["--force"] if row.between else []))
        for deed in deeds:
            do(desk, deed, by)
        if deeds and plan is row.before:
            desk.vekha("sync")


def play(desk: Desk, folder: Path, row: Row, *, by: int = 0) -> Played:
    """A row of the table from its beginning to its end, and twice more."""
    begin(desk, folder, row, by=by)
    before, closings = desk.issues(), closed_at(desk.vekha("summary"))
    write_plan(folder, row.after, by=by)
    if row.refused:
        desk.vekha("sync", code=4)
        assert f"[{row.refused}]" in desk.err
        assert desk.issues() == before
        write_plan(folder, row.after, more=row.said, by=by)
    diff = desk.vekha("diff")
    syncs = [desk.vekha("sync", code=4), desk.vekha("sync", "--force")] if row.waits else [desk.vekha("sync")]
    syncs += [desk.vekha("sync"), desk.vekha("sync")]
    summary, alerts = desk.vekha("summary"), desk.vekha("alerts", "--dry-run")
    return Played(row, before, desk.issues(), closings, diff, syncs, summary, alerts)


def do(desk: Desk, deed: Deed, by: int = 0) -> None:
    """What one of the staff does to an issue, which bears the key now."""
    number = {one.key: number for number, one in desk.issues().items()}[years_on(deed.key, by)]
    if deed.kind == "comment":
        desk.comment(number, years_on(deed.text, by))
    elif deed.kind == "close":
        desk.close(number)
    else:
        desk.reopen(number)


def closed_at(summary: dict[str, Any]) -> dict[str, Any]:
    """The moments at which deadlines were done, by the addresses of their issues."""
    deadlines = (one for measure in summary["measures"] for one in measure["deadlines"])
    return {one["url"]: one["closed_at"] for one in deadlines if one["state"] == "done"}


def found(played: Played, *, by: int = 0) -> dict[str, Any]:
    """What came of a row, in the shape of `expected`, its years moved back."""
    before, after, first = played.before, played.after, played.syncs[-3]
    keys = {one.key: after[number].key for number, one in before.items()}
    updates = [one for one in played.diff["changes"] if one["action"] == "update"]
    written: dict[str, set[str]] = {}
    for one in updates:
        written.setdefault(one["key"], set()).update(one["fields"].keys() - {"labels"})  # only some trackers have them
    turned = [(one.key, one.closed, after[number].closed) for number, one in before.items()]
    return {
        "carried": years_on({old: new for old, new in keys.items() if old != new}, -by),
        "made": years_on(sorted(one.key for number, one in after.items() if number not in before), -by),
        "below": years_on(_below(after), -by),
        **years_on(measured(played.summary), -by),
        "written": years_on({key: " ".join(sorted(fields)) for key, fields in written.items()}, -by),
        "told": years_on(sorted(one["key"] for one in first["orphans"]), -by),
        "opened": years_on(sorted(key for key, was, now in turned if was and not now), -by),
        "closed": years_on(sorted(key for key, was, now in turned if now and not was), -by),
        "drift": years_on(sorted(f"{one['key']} {one['field']}" for one in played.syncs[0]["drift"]), -by),
    }


def measured(summary: dict[str, Any]) -> dict[str, Any]:
    """What a summary says of the measures of a row: the states and facts of deadlines, what is counted, the doubts."""
    measures = [one for one in summary["measures"] if not _is_untouched(one["key"])]
    deadlines = [one for measure in measures for one in measure["deadlines"]]
    doubts = [*summary["quality"], *(one for measure in measures for one in measure["quality"])]
    return {
        "deadlines": {one["key"]: [one["state"], one["fact"]] for one in deadlines},
        "actual": {one["key"]: one["indicators"][0]["actual"] for one in measures},
        "doubts": sorted(f"{one['code']} {one['key']}" for one in doubts),
    }


def expected(row: Row) -> dict[str, Any]:
    """What is to come of a row."""
    end = row.end
    return {
        "carried": dict(end.carried),
        "made": sorted(end.made),
        "below": dict(end.below),
        "deadlines": {key: list(stands) for key, stands in end.deadlines.items()},
        "actual": dict(end.actual),
        "doubts": sorted(end.doubts),
        "written": {key: " ".join(sorted(fields.split())) for key, fields in end.written.items()},
        "told": sorted(end.told),
        "opened": sorted(end.opened),
        "closed": sorted(end.closed),
        "drift": sorted(end.drift),
    }


def check_nothing_lost(played: Played) -> None:
    """What holds of every row: nothing vanishes, nothing is copied, and whoever looks again finds nothing to do."""
    assert played.before.keys() <= played.after.keys()
    assert max(Counter(one.key for one in played.after.values()).values()) == 1
    for number, one in played.before.items():
        assert played.after[number].comments[: len(one.comments)] == one.comments, one.key
    comments = [text for one in played.before.values() for text in one.comments]
    assert [text for one in played.after.values() for text in one.comments] == comments
    for sync in played.syncs:
        assert (sync["failed"], sync["unresolved"], sync["missing"]) == ([], [], [])
    for sync in played.syncs[-2:]:
        assert (sync["writes"], sync["drift"], sync["orphans"]) == (0, [], played.syncs[-1]["orphans"])
    later = closed_at(played.summary)
    kept = {url: at for url, at in played.closings.items() if url in later}
    assert kept == {url: later[url] for url in kept}
    finished = {
        one["key"] for each in played.summary["measures"] for one in each["deadlines"] if one["state"] == "done"
    }
    items = [item for message in played.alerts["messages"] for item in message["items"]]
    named = {item["key"] for item in items if item["kind"] != "drift"}  # that kind tells of what was closed, as closed
    assert named & finished == set()


def _below(issues: dict[str, Stood]) -> dict[str, str]:
    """What stands below what, by their keys."""
    return {one.key: issues[one.parent].key for one in issues.values() if one.parent is not None}


def _is_untouched(key: str) -> bool:
    return key == "I.1.1" or key.startswith("I.2.")


class EmbeddedDesk:
    """The desk of the embedded tracker, in a folder of its own."""

    def __init__(self, folder: Path, *, by: int = 0) -> None:
        folder.mkdir(exist_ok=True)
        self.world = World(folder, Clock(datetime(YEAR + by, 11, 23, 9, 0, tzinfo=UTC)))
        self.world.today = date.fromisoformat(years_on(TODAY, by))
        self.err = ""

    def comment(self, number: str, text: str) -> None:
        """Comment on an issue."""
        self.world.store.comment(int(number), text, author="clerk")

    def close(self, number: str) -> None:
        """Close an issue as done."""
        self.world.store.update_issue(int(number), {"status": "done"}, author="clerk")

    def reopen(self, number: str) -> None:
        """Open an issue again."""
        self.world.store.update_issue(int(number), {"status": "in_progress"}, author="clerk")

    def issues(self) -> dict[str, Stood]:
        """Every issue of the plan by its number."""
        with self.world.store.reading() as view:
            comments = view.comments(PLAN_KEY)
        return {
            str(row.id): Stood(
                find_key(row.description, PLAN_KEY) or "",
                row.closed,
                str(row.parent_id) if row.parent_id else None,
                tuple(one.text for one in comments.get(row.id, ())),
            )
            for row in self.world.issues()
        }

    def vekha(self, *arguments: str, code: int = 0) -> Any:
        """Run a command on the plan."""
        words = ["-c", str(self.world.config_path), *arguments, "--format", "json", "--today", str(self.world.today)]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            ended = run(words, App(now=self.world.clock))
        self.err = err.getvalue()
        assert ended == code, self.err
        return json.loads(out.getvalue()) if out.getvalue() else None


def play_steps(
    desk: Desk, folder: Path, steps: Iterable[tuple[Plan, tuple[Deed, ...]]], *, by: int = 0, derives: bool = False
) -> None:
    """Amendments one after another; after each the second sync writes nothing.

    A tracker that `derives` dates may need a second one to have them right.
    """
    for plan, deeds in steps:
        write_plan(folder, plan, by=by)
        desk.vekha("sync", "--force")
        if derives:
            assert desk.vekha("sync")["drift"] == []
        idle = desk.vekha("sync")
        assert (idle["writes"], idle["drift"], idle["failed"]) == (0, [], [])
        for deed in deeds:
            do(desk, deed, by)
        desk.vekha("sync")


def play_chain(desk: Desk, folder: Path, chain: Chain, *, by: int = 0, derives: bool = False) -> dict[str, Any]:
    """What stands at the end of a chain, its years moved back."""
    play_steps(desk, folder, chain.steps, by=by, derives=derives)
    issues = {one.key: one for one in desk.issues().values() if not _is_untouched(one.key)}
    numbers = {one.key: number for number, one in desk.issues().items()}
    summary = desk.vekha("summary")
    wanted = [[one["key"] for one in each["deadlines"]] for each in summary["measures"] if each["key"] == M]
    assert {issues[key].parent for keys in wanted for key in keys if len(keys) > 1} <= {numbers[M]}
    said = {key: "\n".join(one.comments) for key, one in issues.items() if one.comments}
    stands = {"said": said, "open": sorted(key for key, one in issues.items() if not one.closed), **measured(summary)}
    return {name: years_on(value, -by) for name, value in stands.items() if name != "doubts"}


def expected_of_chain(chain: Chain) -> dict[str, Any]:
    """What is to stand in the end."""
    return {
        "said": dict(chain.said),
        "open": sorted(chain.open),
        "deadlines": {key: list(stands) for key, stands in chain.deadlines.items()},
        "actual": {M: chain.actual},
    }
