"""The cases worked by hand (`tests/examples/golden.json`) through the command line, on the embedded tracker.

Cases that do not touch each other share a town: one sync, their history put in with `vekha tracker … --at`, a second
sync, and the summary of each day that they ask about.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sync.cli import run
from sync.cli.context import App
from tests.worlds.sync_world import Clock

Case = dict[str, Any]
CASES: list[Case] = json.loads(Path("tests/examples/golden.json").read_text(encoding="utf-8"))["cases"]
DAYS = [(case, case["as_of"], case["expected"]) for case in CASES] + [
    (case, also["as_of"], also) for case in CASES for also in case.get("also", ())
]
CONFIG = """\
language: ru
plan: {key: megion, file: plan.txt, mapping: mapping.yaml}
tracker: {kind: embedded, path: tracker.db}
ledger: sqlite:///ledger.db
mail: {kind: outbox, path: outbox, sender: vekha@example.org}
summary: {path: summary.html}
"""


def grouped(cases: list[Case]) -> list[list[Case]]:
    """The cases in as few towns as there may be: one of each measure, and one mapping for the plan as a whole."""
    towns: list[list[Case]] = []
    for case in cases:
        whole = {name: value for name, value in case["mapping"].items() if name != "measures"}
        for town in towns:
            same = {name: value for name, value in town[0]["mapping"].items() if name != "measures"} == whole
            if same and all(one["measure"] != case["measure"] for one in town):
                town.append(case)
                break
        else:
            towns.append([case])
    return towns


TOWNS = grouped(CASES)


class Town:
    """A town with the bundled plan, in which the histories of some cases were put in."""

    def __init__(self, folder: Path, cases: list[Case]) -> None:
        self._folder = folder
        self._clock = Clock(datetime(2026, 11, 29, 9, tzinfo=UTC))
        (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
        shutil.copy("mappings/megion-2021-2030/plan.txt", folder / "plan.txt")
        measures: dict[str, Any] = {}
        for case in cases:
            measures |= case["mapping"].get("measures", {})
        mapping = {"timezone": "Asia/Yekaterinburg", **cases[0]["mapping"], "measures": measures}
        (folder / "mapping.yaml").write_text(json.dumps(mapping), encoding="utf-8")
        self("sync")
        for event in sorted((one for case in cases for one in case["events"]), key=lambda one: str(one["date"])):
            words = [event["text"]] if event["action"] == "comment" else []
            # the words after «--»: a comment may begin with a dash
            self("tracker", event["action"], "--at", event["date"], "--", event["issue"], *words)
        self("sync")
        self.summary = cache(self._summary)

    def __call__(self, *arguments: str) -> str:
        """Run a command that must succeed; what it printed."""
        with contextlib.redirect_stdout(io.StringIO()) as out:
            assert run(["-c", str(self._folder / "config.yaml"), *arguments], App(now=self._clock)) == 0
        return out.getvalue()

    def _summary(self, day: str) -> dict[str, Any]:
        measures = json.loads(self("summary", "--as-of", day, "--format", "json"))["measures"]
        return {measure["key"]: measure for measure in measures}


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The town of a case, made when it is asked for first."""

    @cache
    def town(number: int) -> Town:
        return Town(tmp_path_factory.mktemp("town"), TOWNS[number])

    return lambda case: town(next(number for number, cases in enumerate(TOWNS) if case in cases))


@pytest.mark.xdist_group("golden")
@pytest.mark.parametrize(("case", "day", "expected"), DAYS, ids=[f"{case['id']}-{day}" for case, day, _ in DAYS])
def test_a_case_worked_by_hand(case: Case, day: str, expected: dict[str, Any], towns: Any) -> None:
    """Every field that a case names comes out as it was worked by hand, on each of its days."""
    measure = towns(case).summary(day)[case["measure"]]
    wanted = expected.get("indicators", [{name: value for name, value in expected.items() if name != "as_of"}])
    indicators = zip(measure["indicators"], wanted, strict=True)
    assert [{name: one.get(name) for name in asked} for one, asked in indicators] == wanted
    assert measure["state"] == expected.get("measure_state", measure["state"])
    told = [f"{one['code']}:{one['days']}" if "days" in one else one["code"] for one in measure["quality"]]
    for code in expected.get("quality", []):
        assert told.count(code) >= expected["quality"].count(code), code
