"""The plans whose histories are played: the small one of the engine's tests and the bundled one, each amended twice.

Decides what the documents say, and nothing of what becomes of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.examples.bundled_mapping import bundled_mapping
from tests.pages.documented_codes import ROOT
from tests.worlds.sync_world import PLAN_KEY, ROWS, World

BUNDLED = "megion-2021-2030"
_BUNDLED_FOLDER = ROOT / "mappings" / BUNDLED
_COMMON = """\
language: en
plan: {{key: {plan}, file: "{file}", mapping: mapping.yaml}}
ledger: sqlite:///ledger.db
mail: {{kind: outbox, path: outbox, sender: vekha@example.org}}
tracker: {{kind: embedded, path: tracker.db}}
"""


class Document(Protocol):
    """A plan that is amended from stage to stage."""

    @property
    def key(self) -> str:
        """The plan's key."""
        ...

    @property
    def stages(self) -> int:
        """How many documents there are, one after another."""
        ...

    def write(self, folder: Path, stage: int) -> None:
        """Write document, mapping and config as of a stage. The config names a tracker only because it must."""
        ...


@dataclass(frozen=True)
class SmallPlan:
    """Seven issues at first; then new words and a new measure; then another deadline, and a measure dropped."""

    past: str = "open"
    key: str = PLAN_KEY
    stages: int = 3

    def write(self, folder: Path, stage: int) -> None:
        """Write document, mapping and config."""
        world = World(folder)
        rows = list(ROWS)
        if stage > 0:
            rows = [row.replace("Создан зал", "Создан зал и сад").replace("4 отчетов", "6 отчетов") for row in rows]
            rows.append("1.5.\tСад\tБюджет\tБиблиотека\t2027\tСоздан сад")
        if stage > 1:
            rows = [row.replace("2025 - 2028", "2025 - 2027") for row in rows if "Дежурство" not in row]
        world.amend(rows)
        world.map(f"past: {self.past}\nremoved: close")
        text = _COMMON.format(plan=self.key, file="plan.txt")
        (folder / "config.yaml").write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class BundledPlan:
    """167 issues; then new words in one measure, and another deadline in a second."""

    key: str = BUNDLED
    stages: int = 2

    def write(self, folder: Path, stage: int) -> None:
        """Write mapping and config; the document is the product's own."""
        amended = "measures:\n  V.15.3: {target: 'Не менее 7 встреч'}" if stage else ""
        (folder / "mapping.yaml").write_text(bundled_mapping(amended), encoding="utf-8")
        text = _COMMON.format(plan=self.key, file=_BUNDLED_FOLDER / "plan.txt")
        (folder / "config.yaml").write_text(text, encoding="utf-8")
