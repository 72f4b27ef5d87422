"""The story of the figures (`tests/examples/figures_story.py`) played on a tracker by the command line.

A tracker lends its desk: how its staff write, quote and strike out. What the summary then says is the same for all.
"""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from sync.cli import run
from sync.cli.context import App
from tests.examples.figures_story import (
    EXPECTED,
    MAPPING,
    PLAN,
    REASONS,
    STORY,
    TABLE,
    TODAY,
    TOTALS,
    YEAR,
    Deed,
    years_on,
)
from tests.worlds.sync_world import CONFIG, Clock, World

# Who wrote, when and where: what trackers differ in.
_THEIR_OWN = {"url", "author", "at", "fact_at", "fact_author", "closed_at"}


class Desk(Protocol):
    """The staff of one tracker at work on a plan's issues, which they know by their keys."""

    def comment(self, key: str, text: str, author: str, *, private: bool = False) -> None:
        """Comment on an issue."""

    def close(self, key: str) -> None:
        """Close an issue as done."""

    def quoted(self, text: str) -> str:
        """A line as the tracker quotes it."""

    def struck(self, text: str) -> str:
        """A line as the tracker strikes it out."""

    def vekha(self, *arguments: str) -> Any:
        """Run a command on the plan as of a day; it ends well, and its JSON comes back."""


def write_town(folder: Path, *, by: int = 0) -> None:
    """The files of the town but its config, their years moved by so many."""
    (folder / "plan.txt").write_text(years_on(PLAN, by), encoding="utf-8")
    (folder / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    (folder / "years.csv").write_text(years_on(TABLE, by), encoding="utf-8")


def play(desk: Desk, folder: Path, *, by: int = 0) -> dict[str, Any]:
    """The whole story, and the summary at its end; the last sync has nothing left to write."""
    desk.vekha("sync")
    for deed in STORY:
        _do(desk, deed, by)
    done = desk.vekha("import", str(folder / "years.csv"))
    assert (done["comments"], done["closings"], done["problems"]) == (6, 6, [])
    assert desk.vekha("sync")["writes"] == 1  # the question about «около 9»
    assert desk.vekha("sync")["writes"] == 0
    return dict(desk.vekha("summary"))


def _do(desk: Desk, deed: Deed, by: int) -> None:
    key, text, older = (years_on(words, by) for words in (deed.key, deed.text, deed.older))
    if deed.kind == "close":
        desk.close(key)
        return
    lines = {"quoting": [desk.quoted(older), "", text], "striking": [desk.struck(older), "", text]}
    desk.comment(key, "\n".join(lines.get(deed.kind, [text])), deed.author, private=deed.kind == "note")


def today(by: int = 0) -> str:
    """The day on which the story is judged."""
    return str(years_on(TODAY, by))


def same_everywhere(summary: dict[str, Any]) -> Any:
    """The measures and totals of a summary without what is each tracker's own."""

    def bare(value: Any) -> Any:
        if isinstance(value, list):
            return [bare(one) for one in value]
        if isinstance(value, dict):
            return {name: bare(inner) for name, inner in value.items() if name not in _THEIR_OWN}
        return value

    return bare({"measures": summary["measures"], "totals": summary["totals"]})


def worked_by_hand(*, by: int = 0) -> dict[str, Any]:
    """What the summary is to say, in the shape of `judged`."""
    measures = {
        key: {
            "state": one.state,
            "percent": one.percent,
            "indicators": years_on(one.indicators, by),
            "deadlines": list(one.deadlines),
            "quality": years_on(one.quality, by),
        }
        for key, one in EXPECTED.items()
    }
    return {"measures": measures, "reasons": years_on(REASONS, by), "totals": TOTALS}


def judged(summary: dict[str, Any]) -> dict[str, Any]:
    """What a summary says of each measure, by key, in the fields that were worked by hand."""
    reasons = {one["key"]: one["reason"] for measure in summary["measures"] for one in measure["deadlines"]}
    return {
        "measures": {measure["key"]: _measure(measure) for measure in summary["measures"]},
        "reasons": {key: reason for key, reason in reasons.items() if reason},
        "totals": {name: summary["totals"][name] for name in TOTALS},
    }


def _measure(measure: dict[str, Any]) -> dict[str, Any]:
    named = EXPECTED[measure["key"]].indicators[0]
    days = [f":{one['days']}" if "days" in one else "" for one in measure["quality"]]
    return {
        "state": measure["state"],
        "percent": measure["percent"],
        "indicators": [{name: one.get(name) for name in named} for one in measure["indicators"]],
        "deadlines": [one["state"] for one in measure["deadlines"]],
        "quality": [f"{one['code']}{late} {one['key']}" for one, late in zip(measure["quality"], days, strict=True)],
    }


@dataclass
class EmbeddedDesk:
    """The desk of the embedded tracker, in a folder of its own; its text is plain, and people quote as in mail."""

    folder: Path
    by: int = 0

    def __post_init__(self) -> None:
        self._world = World(self.folder, Clock(datetime(YEAR + self.by, 11, 23, 9, 0, tzinfo=UTC)))
        write_town(self.folder, by=self.by)
        (self.folder / "config.yaml").write_text(CONFIG, encoding="utf-8")

    def comment(self, key: str, text: str, author: str, *, private: bool = False) -> None:
        """Comment on an issue."""
        self._world.store.comment(self._world.issue(key).id, text, author=author, private=private)

    def close(self, key: str) -> None:
        """Close an issue as done."""
        self._world.edit(key, status="done")

    def quoted(self, text: str) -> str:
        """A line as people quote it in a mail."""
        return f"> {text}"

    def struck(self, text: str) -> str:
        """A line struck out by hand."""
        return f"~~{text}~~"

    def vekha(self, *arguments: str) -> Any:
        """Run a command on the plan."""
        words = ["-c", str(self._world.config_path), *arguments, "--format", "json", "--today", today(self.by)]
        with contextlib.redirect_stdout(io.StringIO()) as out:
            assert run(words, App(now=self._world.clock)) == 0
        return json.loads(out.getvalue())


def embedded_summary(folder: Path, *, by: int = 0) -> dict[str, Any]:
    """The story on the embedded tracker."""
    folder.mkdir()
    return play(EmbeddedDesk(folder, by), folder, by=by)
