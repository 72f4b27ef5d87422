"""A town with a small plan on the real Redmine, worked by the command line, for the tests of what goes wrong there.
Every sync made here is held against what stands in Redmine afterwards.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from mappings.marker import find_key
from sync.cli import run
from sync.cli.context import App
from sync.ledger import Ledger
from tests.live.redmine_people import token_of
from tests.live.redmine_server import FACT_FIELD, KEY_FIELD, TRACKER, RedmineServer
from tests.sync_world import PLAN_KEY, World

CONFIG = """\
language: en
plan: {{key: town, file: plan.txt, mapping: mapping.yaml}}
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
    """A town with a small plan, a Redmine and a command line."""

    redmine: RedmineServer
    world: World
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    ahead: timedelta = field(default_factory=timedelta)
    err: str = ""

    def write(self, **changes: str) -> None:
        """Write the config; `changes` are its values."""
        values = {
            "url": self.redmine.url,
            "project": self.redmine.project,
            "tracker": TRACKER,
            "key_field": KEY_FIELD,
            "fact_field": FACT_FIELD,
        }
        self.world.config_path.write_text(CONFIG.format(**{**values, **changes}), encoding="utf-8")

    def checked(self) -> dict[str, str]:
        """What `check` finds wrong with the tracker: its lines by their codes."""
        self.run("check")
        lines: dict[str, str] = {}
        for text in self.err.splitlines():
            code = text.partition("[")[2].partition("]")[0]
            lines[code] = f"{lines.get(code, '')}{text}\n"
        return lines

    def work_as(self, login: str) -> None:
        """Work with the key of another bot."""
        self.monkeypatch.setenv("VEKHA_TEST_TOKEN", token_of(login))

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run a command; returns its exit code and what it printed. What it complained of is in `err`."""
        dated = [] if arguments[0] == "check" else ["--today", "2026-03-01"]
        app = App(now=lambda: datetime.now(UTC) + self.ahead)
        code = run(["-c", str(self.world.config_path), *arguments, *dated], app)
        out, self.err = self.capsys.readouterr()
        assert "Traceback" not in self.err
        assert "internal-error" not in self.err
        return code, out

    def sync(self, *options: str) -> tuple[int, Any]:
        """A sync: its exit code and its JSON, None where it printed none. What it claims to have made stands there."""
        before, known = self.issues(), self.linked()
        code, out = self.run("sync", "--format", "json", *options)
        done = json.loads(out) if out else None
        made = {key for key, number in self.linked().items() if known.get(key) != number}
        assert made <= self.issues().keys()
        if done is not None:
            claimed = done["issues"]["created"] + done["issues"]["adopted"]
            assert claimed == len(made)
            assert done["issues"]["created"] <= (self.issues() - before).total()
        return code, done

    def issues(self) -> Counter[str]:
        """How many issues of each key stand in the plan's project, as the administrator sees it."""
        rows = self.redmine.person("admin").issues(self.redmine.project)
        return Counter(find_key(row["description"] or "", PLAN_KEY) or "" for row in rows)

    def versions(self) -> list[str]:
        """The names of the versions of the plan's project."""
        found = self.redmine.person("admin").call("GET", f"projects/{self.redmine.project}/versions.json")
        return sorted(one["name"] for one in found["versions"])

    def linked(self) -> dict[str, str]:
        """The issues that the ledger holds for made and still there, with their numbers, by key."""
        if not self.world.ledger_path.exists():
            return {}
        with Ledger.copied(self.world.ledger_path, PLAN_KEY) as ledger:
            links = ledger.recall().links.items()
            return {key: link.tracker_id for (kind, key), link in links if kind == "issue" and link.gone_at is None}

    def number(self, key: str) -> int:
        """The number of an issue."""
        rows = self.redmine.person("admin").issues(self.redmine.project)
        return next(int(row["id"]) for row in rows if find_key(row["description"] or "", PLAN_KEY) == key)


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
