"""How sure a measure was read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.mapping.model import Mapping
from mappings.mapping.overrides import apply_overrides
from mappings.plan import Finding, Measure, Place, Plan
from mappings.reading import read_plan
from mappings.reading.confidence import SURE, UNSURE, confidences, judged, taken_by
from mappings.reading.findings import FINDINGS, found
from tests.examples.plan_documents import BUNDLED, EXECUTOR, GROUP, SECTION, codes, plan_from, row
from tests.examples.plan_values import measure, plan

DOCS = Path(__file__).parents[1] / "docs"


def _sure(read: Plan) -> list[float]:
    return list(confidences(read).values())


def _told(*findings: str) -> Plan:
    """A plan of one measure with these findings about it."""
    one = measure("I.1.1")
    return _with([one], (found(code, one.place, one.key, text="") for code in findings))


def _with(measures: Iterable[Measure], findings: Iterable[Finding]) -> Plan:
    return replace(plan(*measures), findings=tuple(findings))


def test_a_sound_measure_is_read_with_certainty() -> None:
    """Nothing doubtful: 1."""
    assert _sure(plan_from(SECTION, GROUP, row("1.1."), row("1.2."))) == [1.0, 1.0]


@pytest.mark.parametrize(
    ("line", "sure", "unsure"),
    [
        (row("1.1.", target=""), 1.0, False),
        (row("1.1.", executor=""), 0.85, False),
        (row("1.1.", timing=""), 0.75, False),
        (row("1.1.", timing="", executor=""), 0.64, True),
        (row("1.1.", timing="отчет за 2025 год"), 0.6, True),
        (row("1.1.", "2)"), 0.6, True),
        (row("1.1.", EXECUTOR), 0.5, True),
        (row("1.1.", executor="20 мая 2025 года"), 0.5, True),
        (row("1.1.", "Опрос 20.05.2025", timing=""), 0.38, True),
        (row("1.1.", timing="начало 2026 года", executor=""), 0.72, False),
    ],
)
def test_each_doubt_takes_its_part(line: str, sure: float, unsure: bool) -> None:
    """Of what is left; below the limit the measure has a finding at its place."""
    read = plan_from(SECTION, GROUP, line)
    assert _sure(read) == [sure]
    assert [one.place for one in read.findings if one.code == UNSURE] == [read.measures[0].place] * unsure


def test_the_finding_says_how_sure() -> None:
    """In percent, as the number of the measure does."""
    read = plan_from(SECTION, GROUP, row("1.1.", timing="", executor=""))
    (finding,) = (one for one in read.findings if one.code == UNSURE)
    assert (finding.measure, dict(finding.details)) == ("I.1.1", {"percent": "64"})


def test_a_table_that_was_lost_makes_every_measure_doubtful() -> None:
    """What concerns the whole document is taken from each of its measures, and from nothing else."""
    one, other = measure("I.1.1"), measure("I.1.2")
    told = found("table-lost", Place(line=9)), found("row-unread", Place(line=9), text="")
    lost = _with([one, other], told)
    assert _sure(lost) == [0.75, 0.75]


def test_a_doubt_about_a_row_counts_for_its_measure() -> None:
    """Struck-out text names a row and no measure; it counts for the measure that begins in this row."""
    one = measure("I.1.1")
    told = [found("text-struck", place, text="") for place in (one.place, Place(line=77))]
    assert _sure(_with([one], told[:1])) == [0.9]
    assert _sure(_with([one], told[1:])) == [1.0]


def test_what_the_mapping_settles_takes_nothing_any_more() -> None:
    """With its deadlines set a measure is read with certainty, and is no longer to be checked."""
    read = plan_from(SECTION, GROUP, row("1.1.", timing="отчет за 2025 год"))
    assert codes(read) == ["timing-unread", UNSURE]
    settled = apply_overrides(read, Mapping.model_validate({"measures": {"I.1.1": {"deadlines": ["2025"]}}}))
    assert (codes(settled), _sure(settled)) == ([], [1.0])
    accepted = apply_overrides(read, Mapping.model_validate({"accepted": {"I.1.1": [UNSURE]}}))
    assert codes(accepted) == ["timing-unread"]


def test_the_seed_is_read_with_certainty() -> None:
    """Of the bundled plan nothing has to be compared: its faults are the document's."""
    assert min(_sure(read_plan(BUNDLED))) * 100 >= SURE


@given(st.lists(st.sampled_from(sorted(set(FINDINGS) - {UNSURE})), max_size=12), st.sampled_from(sorted(FINDINGS)))
def test_more_doubt_is_never_more_certain(some: list[str], more: str) -> None:
    """The number stays between 0 and 1, no finding raises it, and their order is no matter."""
    (before,), (after,), (turned,) = map(_sure, (_told(*some), _told(*some, more), _told(more, *reversed(some))))
    assert 0 <= after <= before <= 1
    assert after == turned


@given(st.lists(st.sampled_from(sorted(FINDINGS)), max_size=12))
def test_judging_again_changes_nothing(some: list[str]) -> None:
    """What was told of certainty before is told anew and not added to."""
    once = judged(_told(*some))
    assert judged(once) == once
    assert codes(once).count(UNSURE) == (confidences(once)["I.1.1"] * 100 < SURE)


@pytest.mark.parametrize(
    ("page", "heading", "nothing"),
    [
        ("findings.md", "How sure a reading is", "nothing"),
        ("findings.ru.md", "Насколько уверенно прочитано", "ничего"),
    ],
)
def test_the_page_of_findings_shows_what_each_takes(page: str, heading: str, nothing: str) -> None:
    """Every row of its table names codes that take as much; what is not named follows the rule in words."""
    section = (DOCS / page).read_text("utf-8").partition(f"## {heading}")[2].partition("\n## ")[0]
    rows = [re.split(r"\s*\|\s*", line.strip("| \n")) for line in section.splitlines() if line.startswith("| ")][1:]
    named = {code: row[0] for row in rows for code in re.findall(r"`([a-z-]+)`", row[1])}
    shown = {code: f"{taken_by(code)} %" if taken_by(code) else nothing for code in FINDINGS}
    unnamed = {code: "15 %" if kind.severity.value == "warning" else nothing for code, kind in FINDINGS.items()}
    errors = {code for code, kind in FINDINGS.items() if kind.severity.value == "error"}
    assert {code: named.get(code, unnamed[code]) for code in FINDINGS if code not in errors} == {
        code: text for code, text in shown.items() if code not in errors
    }
