"""How sure a measure was read: a number from 0 to 1, made of what was doubtful about it, and a finding below a limit.

Decides how much each kind of finding takes from it. It says how well a row was understood, not how good the plan is:
a target that is missing in the document was read rightly as missing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import prod

from mappings.plan import Finding, Measure, Place, Plan, Severity
from mappings.reading.findings import FINDINGS, found, in_order

SURE = 70  # percent; a measure that was read with less has to be compared with the document
UNSURE = "measure-unsure"

# What a finding about a measure takes, in percent of what is left. `docs/findings.md` shows the same table.
_BY_SEVERITY = {Severity.ERROR: 60, Severity.WARNING: 15, Severity.INFO: 0}
_TAKES = {
    # cells that stand where others belong
    "cells-shifted": 40,
    "executor-holds-timing": 50,
    "title-holds-name": 50,
    "title-holds-timing": 50,
    "title-short": 40,
    # timings that were not understood, or only in part
    "timing-day-impossible": 40,
    "timing-missing": 25,
    "timing-partly-read": 35,
    "timing-reversed": 40,
    "timing-run-together": 40,
    "timing-unread": 40,
    "timing-year-unknown": 40,
    "timing-with-place": 5,
    # timings that were understood and give no day, or not all
    "timing-elsewhere": 5,
    "timing-goes-on": 5,
    "timing-on-event": 5,
    "timing-open-end": 5,
    "timing-too-frequent": 5,
    # rows that were put together
    "row-split": 10,
    "rows-hidden": 5,
    "text-struck": 10,
    # what the document itself leaves out or has wrong
    "document-converted": 0,
    "executor-not-assignable": 0,
    "key-duplicate": 0,
    "mixed-alphabets": 0,
    "number-duplicate": 0,
    "no-measures": 0,
    "numbers-missing": 0,
    "target-count-differs": 0,
    "target-missing": 0,
    "target-number-missing": 0,
    UNSURE: 0,
}
OF_ALL = {"list-read": 2, "table-lost": 25, "timings-mostly-unread": 25}  # of every measure of the plan


def taken_by(code: str) -> int:
    """What a finding of a code takes, in percent of what is left."""
    return OF_ALL.get(code, _TAKES.get(code, _BY_SEVERITY[FINDINGS[code].severity]))


def confidences(plan: Plan) -> Mapping[str, float]:
    """By the keys of measures, how sure each was read: from 0 to 1, in hundredths."""
    by_key, by_place = _gathered(plan.findings)
    of_all, none = Counter(one.code for one in plan.findings if one.code in OF_ALL), Counter[str]()
    return {one.key: _left(by_key.get(one.key, none), by_place.get(one.place, none), of_all) for one in plan.measures}


def judged(plan: Plan) -> Plan:
    """The plan with a finding for each measure that was read with too little certainty, as it stands now."""
    sure = confidences(plan)
    findings = [one for one in plan.findings if one.code != UNSURE]
    unsure = [(one, _percent(sure[one.key])) for one in plan.measures]
    findings += [_told(measure, percent) for measure, percent in unsure if percent < SURE]
    return replace(plan, findings=in_order(findings))


def _gathered(findings: Iterable[Finding]) -> tuple[dict[str, Counter[str]], dict[Place, Counter[str]]]:
    """How often each code was found about one measure, and about a place without naming one.

    Counted, since all measures of a layout may share one place.
    """
    by_key: dict[str, Counter[str]] = defaultdict(Counter)
    by_place: dict[Place, Counter[str]] = defaultdict(Counter)
    for one in findings:
        if one.code in OF_ALL:
            continue
        if one.measure is None:
            by_place[one.place][one.code] += 1
        else:
            by_key[one.measure][one.code] += 1
    return by_key, by_place


def _left(*counted: Counter[str]) -> float:
    return round(prod((1 - taken_by(code) / 100) ** often for codes in counted for code, often in codes.items()), 2)


def _percent(sure: float) -> int:
    return round(sure * 100)


def _told(measure: Measure, percent: int) -> Finding:
    return found(UNSURE, measure.place, measure.key, percent=str(percent))
