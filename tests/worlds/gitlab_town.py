"""A town on the stand-in GitLab, worked by the command line: its plan, its config, its ledger, and what stands there.

Every sync made by `sync` is held against what stands there afterwards, and time passes only where a run waits.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mappings import language
from mappings.progress.states import Report
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.ledger.store import Ledger
from sync.transport import Transport
from tests.examples.bundled_mapping import bundled_mapping
from tests.pages.documented_codes import ROOT
from tests.standins.gitlab_server import Server, running
from tests.standins.gitlab_server.contract import official_contract
from tests.standins.gitlab_server.records import Issue
from tests.worlds.gitlab_staff import GitLabStaff
from tests.worlds.gitlab_world import TOKEN, server_gate
from tests.worlds.sync_world import PLAN_KEY, World

BUNDLED = "megion-2021-2030"
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
CONFIG = """\
language: {language}
plan: {{key: {plan}, file: {file}, mapping: mapping.yaml}}
tracker: {{kind: gitlab, url: {url}, project: {project}, token_env: {token}, {more}}}
ledger: sqlite:///ledger.db
mail: {{kind: outbox, path: outbox, sender: vekha@example.org}}
alerts: {{recipients: [{{name: Director, email: director@example.org}}]}}
"""


@dataclass
class Town:
    """A town with a plan, a GitLab and a command line. Its own folder holds the rest; `write` makes its config."""

    server: Server
    folder: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    plan: str = BUNDLED
    file: str = str(ROOT / "mappings" / BUNDLED / "plan.txt")
    today: str = "2026-11-23"
    err: str = ""

    def __post_init__(self) -> None:
        self.staff = GitLabStaff(self.server)
        self.monkeypatch.setattr("sync.trackers.gitlab.adapter.Gate", lambda: server_gate(self.server))
        assert Transport.__init__.__kwdefaults__ is not None
        self.monkeypatch.setitem(Transport.__init__.__kwdefaults__, "jitter", lambda: 0.5)
        self.work_as("reporter")

    def write(
        self, *, language: str = "en", project: str | None = None, url: str | None = None, more: str = ""
    ) -> None:
        """Write the config; `more` are settings of the tracker."""
        text = CONFIG.format(
            language=language,
            plan=self.plan,
            file=self.file,
            url=url or self.server.url,
            project=project or self.server.project,
            token=TOKEN,
            more=more,
        )
        (self.folder / "config.yaml").write_text(text, encoding="utf-8")

    def map(self, text: str) -> None:
        """Add to the bundled mapping."""
        (self.folder / "mapping.yaml").write_text(bundled_mapping(text), encoding="utf-8")

    def work_as(self, token: str) -> None:
        """Work with another token."""
        self.monkeypatch.setenv(TOKEN, self.server.tokens[token])

    def pass_time(self, minutes: float = 10) -> None:
        """Let time pass: by then nothing of an earlier run can still take effect, and what was read is settled."""
        self.server.clock.advance(minutes * 60)

    # --- the command line ---

    def run(self, *arguments: str) -> tuple[int, str]:
        """Run a command; returns its exit code and what it printed. What it complained of is in `err`."""
        dated = [] if arguments[0] in ("check", "log", "undo") else ["--today", self.today]
        code = run(["-c", str(self.folder / "config.yaml"), *arguments, *dated], App(now=self.server.clock.now))
        language.use("en")
        out, self.err = self.capsys.readouterr()
        assert "Traceback" not in self.err, self.err
        assert "internal-error" not in self.err, self.err
        return code, out

    def json(self, *arguments: str, code: int = 0) -> Any:
        """Run a command that prints JSON and ends with a code."""
        found, out = self.run(*arguments, "--format", "json")
        assert found == code, self.err
        return json.loads(out)

    def sync(self, *options: str) -> tuple[int, Any]:
        """A sync: its exit code and its JSON, None where it printed none. What it claims to have made stands there."""
        before, known = self.count(), self.linked()
        code, out = self.run("sync", "--format", "json", *options)
        done = json.loads(out) if out else None
        made = {key for key, number in self.linked().items() if number not in known.values()}
        assert made <= self.count().keys()
        if done is not None:
            claimed = done["issues"]["created"] + done["issues"]["adopted"]
            assert claimed == len(made) or (claimed < len(made) and code == ExitCode.TRY_LATER)
            assert done["issues"]["created"] <= (self.count() - before).total()
        return code, done

    # --- what stands there ---

    def rows(self) -> list[tuple[str, Issue]]:
        """Every issue of the project with the key of its marker; "" where it has none."""
        return [(self.key(issue), issue) for issue in self.server.state.issues_of(self.server.state.project)]

    def key(self, issue: Issue) -> str:
        """The key in the comment that GitLab's pages do not show."""
        found = re.search(rf"^<!-- {re.escape(self.plan)}:(\S+) -->$", issue.description or "", re.MULTILINE)
        return found[1] if found else ""

    def issues(self) -> dict[str, Issue]:
        """Every issue of the project by key; of two with one key the first."""
        return dict(reversed(self.rows()))

    def count(self) -> Counter[str]:
        """How many issues of each key stand in the project."""
        return Counter(key for key, _issue in self.rows())

    def number(self, key: str) -> str:
        """The number of an issue."""
        return str(self.issues()[key].iid)

    def parents(self) -> dict[str, str]:
        """The keys of parents by those of their children, whatever way they hang together."""
        state = self.server.state
        links = {(link.source_id, link.target_id) for link in state.links.values()}
        links |= {(issue.parent_id, issue.id) for issue in state.issues.values() if issue.parent_id}
        keys = {number: self.key(issue) for number, issue in state.issues.items()}
        return {keys[child]: keys[parent] for parent, child in links}

    def milestones(self) -> list[str]:
        """The titles of the project's milestones."""
        return sorted(one.title for one in self.server.state.milestones.values())

    def standing(self) -> dict[str, tuple[Any, ...]]:
        """What an undoing or an idle run must leave: every field of every issue, but the times."""
        parents, state = self.parents(), self.server.state
        return {
            key: (
                issue.iid,
                issue.title,
                issue.description,
                issue.state,
                issue.milestone_id and state.milestones[issue.milestone_id].title,
                issue.start_date,
                issue.due_date,
                parents.get(key),
                self.staff.labels(str(issue.iid)),
            )
            for key, issue in self.issues().items()
        }

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

    def breaches(self) -> list[str]:
        """Where a request broke GitLab's contract: by the server's strict table, and by the official document."""
        own = [f"{one.method} {one.path}?{one.query} {one.body}: {one.words}" for one in self.server.violations]
        return own + official_contract().breaches(self.server.requests)

    def effects(self) -> list[Any]:
        """What texts have set off: quick actions run and people called."""
        return [*self.server.actions, *self.server.mentions]


@dataclass
class SmallTown(Town):
    """A town with the small plan of the engine's tests; `world` amends and maps it."""

    plan: str = PLAN_KEY
    file: str = "plan.txt"
    today: str = "2026-03-01"

    world: World = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.world = World(self.folder)


@pytest.fixture
def server() -> Iterator[Server]:
    """A GitLab whose time stands still but for waits."""
    with running(at=NOW) as server:
        yield server


@pytest.fixture
def town(server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Town:
    """The town with the bundled plan, before its first sync."""
    town = Town(server, tmp_path, capsys, monkeypatch)
    town.write()
    town.map("")
    return town


@pytest.fixture
def small(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> SmallTown:
    """The town with the small plan, before its first sync."""
    town = SmallTown(server, tmp_path, capsys, monkeypatch)
    town.write()
    return town
