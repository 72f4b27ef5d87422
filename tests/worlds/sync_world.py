"""A small real world for the engine's tests: a plan document, a mapping, a config, the embedded tracker, the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from mappings.marker import find_key
from sync.config.loading import load_config
from sync.ledger.store import Ledger
from sync.runs.compare import Comparison, compare
from sync.runs.inputs import Inputs, load_inputs
from sync.runs.reconcile import Reconciliation, SyncOptions, reconcile
from sync.tracker import Tracker
from sync.trackers.embedded.adapter import EmbeddedTracker
from sync.trackers.embedded.schema import IssueRow
from sync.trackers.embedded.store import EmbeddedStore

PLAN_KEY = "town"
HEADER = "№ п/п\tМероприятие\tИсточники финансирования\tИсполнитель\tСроки\tРезультат"
ROWS = (
    "1.\tСохранение сети\t\t\t",
    "1.1.\tЕжегодный мониторинг\tМуниципальный бюджет\tБиблиотека\t2025 - 2027\tНе менее 4 отчетов ежегодно",
    "1.2.\tЧитальный зал\tМуниципальный бюджет\tБиблиотека\t2026\tСоздан зал",
    "1.3.\tКаталог\tМуниципальный бюджет\tБиблиотека\t2025 - 2028\tОбновлено 100% каталога",
    "1.4.\tДежурство\tМуниципальный бюджет\tБиблиотека\tпостоянно\tРабота по обращениям",
)
CONFIG = """\
language: en
plan: {key: town, file: plan.txt, mapping: mapping.yaml}
tracker: {kind: embedded, path: tracker.db}
ledger: sqlite:///ledger.db
mail: {kind: outbox, path: outbox, sender: vekha@example.org}
summary: {path: summary.html}
alerts:
  recipients:
    - {name: Director, email: director@example.org}
    - {name: Reader, email: reader@example.org, measures: [I.1.2]}
"""


@dataclass
class Clock:
    """A clock that goes on by a second whenever it is read."""

    at: datetime = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class World:
    """One town with its plan. `amend` rewrites the document, `staff` is the tracker's own store."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    today: date = date(2026, 3, 1)

    def __post_init__(self) -> None:
        self.amend(ROWS)
        self.map("")
        (self.folder / "config.yaml").write_text(CONFIG, encoding="utf-8")

    @property
    def config_path(self) -> Path:
        return self.folder / "config.yaml"

    @property
    def ledger_path(self) -> Path:
        return self.folder / "ledger.db"

    def amend(self, rows: Iterable[str]) -> None:
        """Write the plan document with these rows."""
        text = "\n".join(["План города на 2025 – 2028 годы", HEADER, "I. РАЗДЕЛ ПЕРВЫЙ\t\t\t\t\t", *rows])
        (self.folder / "plan.txt").write_text(text + "\n", encoding="utf-8")

    def map(self, text: str) -> None:
        """Write the mapping."""
        zone = "" if "timezone:" in text else "timezone: UTC\n"
        (self.folder / "mapping.yaml").write_text(f"language: en\n{zone}{text}\n", encoding="utf-8")

    def configure(self, alerts: str) -> None:
        """Add lines to the alerts of the config."""
        text = self.config_path.read_text(encoding="utf-8")
        self.config_path.write_text(text + alerts, encoding="utf-8")

    def inputs(self) -> Inputs:
        return load_inputs(load_config(self.config_path), clock=self.clock, today=self.today)

    def by_the_clock(self) -> Inputs:
        """The same on the day that the machine's clock tells, as a run by cron has it."""
        return load_inputs(load_config(self.config_path), clock=self.clock)

    def tracker(self) -> EmbeddedTracker:
        tracker = self.inputs().tracker(read_only=False)
        assert isinstance(tracker, EmbeddedTracker)
        return tracker

    def sync(self, tracker: Tracker | None = None, **options: Any) -> Reconciliation:
        """One sync on the real files."""
        inputs = self.inputs()
        with Ledger.opened(self.ledger_path, PLAN_KEY, now=self.clock()) as ledger:
            return reconcile(inputs, tracker or inputs.tracker(read_only=False), ledger, SyncOptions(**options))

    def diff(self, **options: Any) -> Comparison:
        """What a sync would do."""
        inputs = self.inputs()
        with Ledger.copied(self.ledger_path, PLAN_KEY) as ledger:
            return compare(inputs, inputs.tracker(read_only=True), ledger, **options)

    @property
    def store(self) -> EmbeddedStore:
        return EmbeddedStore(self.folder / "tracker.db", now=self.clock)

    def issues(self) -> list[IssueRow]:
        with self.store.reading() as view:
            return view.issues(PLAN_KEY)

    def issue(self, key: str) -> IssueRow:
        """The issue marked with a key; fails where there is not exactly one."""
        (row,) = [row for row in self.issues() if find_key(row.description, PLAN_KEY) == key]
        return row

    def keys(self) -> list[str]:
        return sorted(find_key(row.description, PLAN_KEY) or "" for row in self.issues())

    def edit(self, key: str, comment: str = "", **changes: Any) -> None:
        """A staff edit."""
        self.store.update_issue(self.issue(key).id, changes, author="clerk", comment=comment)

    def delete(self, key: str) -> None:
        self.store.delete_issue(self.issue(key).id, author="clerk")


def writes(result: Reconciliation) -> int:
    """How many changes a sync made."""
    return len([change for change in result.outcome.done if change.action != "adopt"])


EXPECTED_KEYS = sorted(["I.1.1", "I.1.1/2025", "I.1.1/2026", "I.1.1/2027", "I.1.2", "I.1.3", "I.1.4"])
