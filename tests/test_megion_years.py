"""The plan of Megion with five years of reports put in by `vekha import`: the summary of 2026, worked by hand.

The table is tests/examples/megion-years.csv. What is expected is what the arithmetic of an office gives: totals add up,
a yearly target is judged by its last finished year, a level is its last value, a growth is chained.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mappings import language
from sync.cli import run
from sync.cli.context import App

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "mappings" / "megion-2021-2030"
TABLE = ROOT / "tests" / "examples" / "megion-years.csv"
CONFIG = """\
language: ru
plan: {{key: megion-2021-2030, file: "{plan}/plan.txt", mapping: "{plan}/mapping.yaml"}}
tracker: {{kind: embedded, path: tracker.db}}
ledger: sqlite:///ledger.db
mail: {{kind: outbox, path: outbox, sender: vekha@example.org}}
"""
NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)

# The measure, its state, and of each indicator what counts, its percent and what stands beside.
EXPECTED: dict[str, tuple[str, list[tuple[float | None, float | None, dict[str, Any]]]]] = {
    "I.1.1": ("on_track", [(5, 55.6, {})]),  # 1+1+1+1+1 of 9; 4 were due after five of ten years
    "I.1.2": ("on_track", [(5, 55.6, {"counted_from_closing": 5})]),  # five closings, one report each
    "I.2.1": ("on_track", [(5, 55.6, {})]),  # one issue for ten years: each year's 1 adds up
    "I.2.2": ("on_track", [(84.5, 105.6, {"missed_periods": [2022]})]),  # 84.5 of 80; 78 in 2022 fell short
    "I.3.4": ("on_track", [(4, 100, {"kept": "4/5", "missed_periods": [2024]})]),  # 4, 5, 4, 3, 4 of 4
    "I.5.1": ("done", [(2, 100, {})]),  # its two parts
    "I.5.1.1": ("done", [(1, 100, {})]),
    "I.5.1.2": ("done", [(1, 100, {})]),
    "I.5.4": ("on_track", [(1, 50, {})]),  # 1 of 2, and 1 is due by now
    "I.6.1": ("on_track", [(83.3, 83.3, {"numerator": 5, "denominator": 6})]),
    "I.7.1": ("on_track", [(3, 100, {"kept": "3/5", "index": 1.0938, "index_required": 1.1593})]),
    "I.7.4.2": ("on_track", [(100, 100, {}), (33.3, 66.6, {})]),
    "I.7.4.3": ("done", [(1, 100, {})]),
    "I.7.5": ("done", [(None, 100, {})]),
    "II.8.1": ("done", [(1, 100, {})]),
    "II.8.2": ("on_track", [(2, 66.7, {})]),  # 1 in 2022 and 1 in 2024, of 3
    "II.9.1": ("on_track", [(75, 75, {})]),
    "III.10.3": ("on_track", [(3, 100, {"kept": "5/5", "index": 1.1593})]),
    "III.11.1": ("on_track", [(5, None, {})]),  # the target names no number
    "III.11.4": ("on_track", [(8, 100, {"kept": "4/5", "missed_periods": [2023]})]),
    "IV.13.2": ("on_track", [(1, 100, {"kept": "5/5"})]),
    "IV.15.2": ("done", [(None, 100, {})]),
    "V.15.2": ("at_risk", [(1, 50, {"kept": "4/5"})]),  # the last finished year: 1 of 2
    "V.15.3": ("on_track", [(2, 100, {"kept": "5/5"})]),
    "V.15.5": ("at_risk", [(6, 85.7, {"kept": "4/5"})]),  # 6 of 7
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The town's config on the last Sunday of November 2026."""
    folder = tmp_path_factory.mktemp("megion")
    (folder / "config.yaml").write_text(CONFIG.format(plan=PLAN), encoding="utf-8")
    spoken = language.active()
    yield App(config_path=folder / "config.yaml", now=lambda: NOW)
    language.use(spoken)


def printed(app: App, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """The JSON of a command that went well."""
    capsys.readouterr()
    assert run([*words, "--format", "json"], app) == 0
    return json.loads(capsys.readouterr().out)


def test_five_years_of_reports_give_the_summary_worked_by_hand(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    """Every row of the table finds its issue, counts once, and gives what it gives on paper; nothing is doubtful."""
    printed(app, capsys, "sync")
    done = printed(app, capsys, "import", str(TABLE))
    assert (done["comments"], done["closings"], done["problems"], done["writes"]) == (71, 58, [], 129)
    assert printed(app, capsys, "sync")["writes"] == 0
    assert printed(app, capsys, "import", str(TABLE))["writes"] == 0
    found = {one["key"]: one for one in printed(app, capsys, "summary")["measures"]}
    for key, (state, indicators) in EXPECTED.items():
        measure = found[key]
        assert (key, measure["state"]) == (key, state)
        assert [(key, one["actual"], one["percent"]) for one in measure["indicators"]] == [
            (key, actual, percent) for actual, percent, _beside in indicators
        ]
        for one, (_actual, _percent, beside) in zip(measure["indicators"], indicators, strict=True):
            assert {name: one.get(name) for name in beside} == beside, key
    told = {(one["code"], key) for key in EXPECTED for one in found[key]["quality"]}
    assert told == {("parent-open", "I.5.1"), ("target-number-missing", "III.11.1")}
