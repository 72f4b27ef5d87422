"""A town on the real Redmine, worked by the command line: its plan, its config, its ledger, and what stands in Redmine.
Every sync made by `sync` is held against what stands there afterwards.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from mappings.marker import find_key
from mappings.progress.states import Report
from sync.cli import run
from sync.cli.context import App
from sync.ledger.store import Ledger
from tests.examples.bundled_mapping import bundled_mapping
from tests.live.redmine_people import token_of
from tests.live.redmine_server import FACT_FIELD, KEY_FIELD, TRACKER, RedmineServer
from tests.pages.documented_codes import ROOT
from tests.worlds.sync_world import PLAN_KEY, World

BUNDLED = "megion-2021-2030"
CONFIG = """\
language: en
plan: {{key: {plan}, file: {file}, mapping: mapping.yaml}}
tracker:
  kind: redmine
  url: {url}
  project: {project}
  token_env: VEKHA_TEST_TOKEN
  issue_tracker: {tracker}
  marker_field: {key_field}
  fact_field: {fact_field}
ledger: sqlite:///ledger.db
mail: {{kind: outbox, path: outbox, sender: vekha@example.org}}
"""


@dataclass
class Town:
    """A town with a plan, a Redmine and a command line. Its own folder holds the rest; `write` makes its config."""

    redmine: RedmineServer
    folder: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    plan: str = BUNDLED
    file: str = str(ROOT / "mappings" / BUNDLED / "plan.txt")
    today: str = "2026-11-23"
    ahead: timedelta = field(default_factory=timedelta)
    err: str = ""

    def write(self, **changes: str) -> None:
        """Write the config; `changes` are its values. The bot works with its own key."""
        values = {
            "plan": self.plan,
            "file": self.file,
            "url": self.redmine.url,
            "project": self.redmine.project,
            "tracker": TRACKER,
            "key_field": KEY_FIELD,
            "fact_field": FACT_FIELD,
        }
        text = CONFIG.format(**{**values, **changes})
        (self.folder / "config.yaml").write_text(text, encoding="utf-8")

    def map(self, text: str) -> None:
        """Add to the bundled mapping."""
        (self.folder / "mapping.yaml").write_text(bundled_mapping(text), encoding="utf-8")

    def work_as(self, login: str) -> None:
        """Work with the key of another bot."""
        self.monkeypatch.setenv("VEKHA_TEST_TOKEN", token_of(login))

    # --- the command line ---

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run a command; returns its exit code and what it printed. What it complained of is in `err`."""
        dated = [] if arguments[0] == "check" else ["--today", self.today]
        app = App(now=lambda: datetime.now(UTC) + self.ahead)
        code = run(["-c", str(self.folder / "config.yaml"), *arguments, *dated], app)
        out, self.err = self.capsys.readouterr()
        assert "Traceback" not in self.err
        assert "internal-error" not in self.err
        return code, out

    def json(self, *arguments: str, code: int = 0) -> Any:
        """Run a command that prints JSON and ends with a code."""
        found, out = self.run(*arguments, "--format", "json")
        assert found == code, self.err
        return json.loads(out)

    def checked(self) -> dict[str, str]:
        """What `check` finds wrong with the tracker: its lines by their codes."""
        self.run("check")
        lines: dict[str, str] = {}
        for text in self.err.splitlines():
            code = text.partition("[")[2].partition("]")[0]
            lines[code] = f"{lines.get(code, '')}{text}\n"
        return lines

    def sync(self, *options: str) -> tuple[int, Any]:
        """A sync: its exit code and its JSON, None where it printed none. What it claims to have made stands there."""
        before, known = self.count(), self.linked()
        code, out = self.run("sync", "--format", "json", *options)
        done = json.loads(out) if out else None
        made = {key for key, number in self.linked().items() if known.get(key) != number}
        assert made <= self.count().keys()
        if done is not None:
            claimed = done["issues"]["created"] + done["issues"]["adopted"]
            assert claimed == len(made)
            assert done["issues"]["created"] <= (self.count() - before).total()
        return code, done

    # --- what stands there ---

    def rows(self) -> list[tuple[str, dict[str, Any]]]:
        """Every issue of the plan's project as the administrator sees it, with its key; "" where it has none."""
        rows = self.redmine.person("admin").issues(self.redmine.project)
        return [(find_key(row["description"] or "", self.plan) or "", row) for row in rows]

    def issues(self) -> dict[str, dict[str, Any]]:
        """Every issue of the plan's project by key; of two with one key the first."""
        return dict(reversed(self.rows()))

    def count(self) -> Counter[str]:
        """How many issues of each key stand in the plan's project."""
        return Counter(key for key, _row in self.rows())

    def number(self, key: str) -> int:
        """The number of an issue."""
        return int(self.issues()[key]["id"])

    def versions(self) -> list[str]:
        """The names of the versions of the plan's project."""
        found = self.redmine.person("admin").call("GET", f"projects/{self.redmine.project}/versions.json")
        return sorted(one["name"] for one in found["versions"])

    def linked(self) -> dict[str, str]:
        """The issues that the ledger holds for made and still there, with their numbers, by key."""
        if not (self.folder / "ledger.db").exists():
            return {}
        with Ledger.copied(self.folder / "ledger.db", self.plan) as ledger:
            links = ledger.recall().links.items()
            return {key: link.tracker_id for (kind, key), link in links if kind == "issue" and link.gone_at is None}

    def report(self, key: str) -> Report:
        """What the last pull found on an issue."""
        with Ledger.copied(self.folder / "ledger.db", self.plan) as ledger:
            return ledger.reports()[key]


@dataclass
class SmallTown(Town):
    """A town with the small plan of the engine's tests; `world` amends and maps it."""

    plan: str = PLAN_KEY
    file: str = "plan.txt"
    today: str = "2026-03-01"

    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(self.folder)


@pytest.fixture
def town(
    redmine: RedmineServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Town:
    """The town with the bundled plan, before its first sync."""
    monkeypatch.setenv("VEKHA_TEST_TOKEN", redmine.token)
    town = Town(redmine, tmp_path, capsys, monkeypatch)
    town.write()
    town.map("")
    return town


def fall_down(town: Town, monkeypatch: pytest.MonkeyPatch, after: int, *, answered: bool) -> None:
    """Let the server go down once it has done so many writes, the last one's answer sent or lost on the way."""
    send, left = requests.Session.request, [after]

    def request(self: requests.Session, method: str, url: str, **options: Any) -> requests.Response:
        answer = send(self, method, url, **options)
        left[0] -= method != "GET"
        if method != "GET" and left[0] == 0:
            town.redmine.stop()
            if not answered:
                raise requests.ConnectionError("reset")
        return answer

    monkeypatch.setattr(requests.Session, "request", request)
