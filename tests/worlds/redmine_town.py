"""A town on the Redmine in memory, worked by the command line with the small plan of the engine's tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sync.cli import run
from sync.cli.context import App
from tests.standins.redmine_fake import KEY_FIELD, URL, FakeRedmine
from tests.worlds.redmine_world import TOKEN
from tests.worlds.sync_world import PLAN_KEY, World

SETTINGS = f"kind: redmine, url: '{URL}', project: plan, issue_tracker: Мероприятие, token_env: {TOKEN}"
MARKED = "marker_field: Ключ плана"


@dataclass
class Town:
    """The town. What a command complained of is in `err`."""

    redmine: FakeRedmine
    world: World
    capsys: pytest.CaptureFixture[str]
    today: str = "2026-03-01"
    err: str = ""

    def write(self, more: str = MARKED) -> None:
        """Write the config; `more` are settings of the tracker."""
        path = self.world.config_path
        settings = ", ".join(filter(None, (SETTINGS, more)))
        lines = path.read_text(encoding="utf-8").splitlines()
        lines = [f"tracker: {{{settings}}}" if one.startswith("tracker:") else one for one in lines]
        path.write_text("\n".join(lines), encoding="utf-8")

    def __call__(self, *arguments: str, code: int = 0) -> Any:
        """Run a command that ends with a code; returns its JSON."""
        dated = [] if arguments[0] in ("undo", "log") else ["--today", self.today]
        whole = ["-c", str(self.world.config_path), *arguments, "--format", "json", *dated]
        found = run(whole, App(now=self.world.clock))
        out, self.err = self.capsys.readouterr()
        assert found == code, self.err
        return json.loads(out)

    def number(self, key: str) -> int:
        """The number of an issue, by the marker in its description."""
        rows = self.redmine.issues.items()
        (found,) = [number for number, row in rows if f"{PLAN_KEY}:{key}\r\n" in (row["description"] or "")]
        return found

    def fill(self, number: int, value: str) -> None:
        """Somebody writes into the field for the marker."""
        self.redmine.edit(number, custom_fields=[{**KEY_FIELD, "value": value}])

    def fields(self) -> list[str]:
        """What stands in the fields for the marker."""
        return sorted(one["custom_fields"][0]["value"] or "" for one in self.redmine.issues.values())


@pytest.fixture
def town(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """The town before its first sync."""
    monkeypatch.setenv(TOKEN, "key")
    with FakeRedmine() as redmine:
        town = Town(redmine, World(tmp_path), capsys)
        town.write()
        yield town
