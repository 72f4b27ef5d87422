"""The cases worked by hand (`tests/examples/golden.json`), through the real reader and the bundled plan."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from mappings.mapping.model import Mapping, load_mapping
from mappings.mapping.overrides import apply_overrides
from mappings.plan import Plan
from mappings.progress import Progress, Report, judge
from mappings.reading import read_plan
from sync.runs.reported import read_report
from sync.summary import summarize
from sync.summary.as_json import to_json
from sync.tracker import ActualIssue, Comment, Ref

CASES: list[dict[str, Any]] = json.loads(Path("tests/examples/golden.json").read_text(encoding="utf-8"))["cases"]
ALSO = [(case, also) for case in CASES for also in case.get("also", ())]


@pytest.fixture(scope="module")
def megion() -> Plan:
    """The bundled plan as the document has it."""
    return read_plan(Path("mappings/megion-2021-2030/plan.txt"))


def _mapping(case: dict[str, Any], folder: Path) -> Mapping:
    file = folder / "mapping.yaml"
    file.write_text(json.dumps(case["mapping"] | {"timezone": "UTC"}), encoding="utf-8")
    return load_mapping(file)


def _report(key: str, events: list[dict[str, Any]], mapping: Mapping) -> Report:
    """What the events leave on one issue, read as it is read from a tracker."""
    comments, closed_at = [], None
    for event in events:
        at = datetime.combine(date.fromisoformat(event["date"]), time(10), UTC)
        if event["action"] == "close":
            closed_at = at
        else:
            comments.append(Comment("И. Петрова", at, event["text"]))
    closed = closed_at is not None
    issue = ActualIssue(
        Ref("1"), key, key, "", "closed" if closed else "new", closed, comments=tuple(comments), closed_at=closed_at
    )
    return read_report(issue, mapping)[0]


def _judged(case: dict[str, Any], plan: Plan, as_of: str, folder: Path) -> Progress:
    mapping = _mapping(case, folder)
    known: dict[str, list[dict[str, Any]]] = {}
    for event in sorted(case["events"], key=lambda one: str(one["date"])):
        if event["date"] <= as_of:
            known.setdefault(event["issue"], []).append(event)
    reports = {key: _report(key, events, mapping) for key, events in known.items()}
    whole = apply_overrides(plan, mapping)
    return judge(whole, reports, today=date.fromisoformat(as_of), report_by=mapping.report_by)


def _measure(progress: Progress, key: str) -> dict[str, Any]:
    as_of = datetime.combine(progress.today, time(), UTC)
    found = to_json(summarize(progress, as_of=as_of))["measures"]
    return next(one for one in found if one["key"] == key)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_worked_by_hand(case: dict[str, Any], megion: Plan, tmp_path: Path) -> None:
    """Every field that a case names comes out as it was worked by hand."""
    wanted = case["expected"]
    measure = _measure(_judged(case, megion, case["as_of"], tmp_path), case["measure"])
    assert measure["state"] == wanted["measure_state"]
    for found, asked in zip(measure["indicators"], wanted["indicators"], strict=True):
        assert {name: found.get(name) for name in asked} == asked
    told = [f"{one['code']}:{one['days']}" if "days" in one else one["code"] for one in measure["quality"]]
    for code in set(wanted["quality"]):
        assert told.count(code) >= wanted["quality"].count(code), code


@pytest.mark.parametrize(("case", "also"), ALSO, ids=[f"{case['id']}-{also['as_of']}" for case, also in ALSO])
def test_the_same_case_on_another_day(case: dict[str, Any], also: dict[str, Any], megion: Plan, tmp_path: Path) -> None:
    """What was written later is not known yet."""
    measure = _measure(_judged(case, megion, also["as_of"], tmp_path), case["measure"])
    asked = {name: value for name, value in also.items() if name != "as_of"}
    assert {name: measure["indicators"][0].get(name) for name in asked} == asked
