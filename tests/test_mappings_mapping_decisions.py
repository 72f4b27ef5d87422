"""Which findings fall silent: those that the mapping settles, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from mappings.errors import MappingError
from mappings.mapping.decisions import Topic, topic_of, undecided
from mappings.mapping.model import Mapping
from mappings.mapping.overrides import apply_overrides
from mappings.plan import Finding, Place, Severity
from mappings.reading import read_plan
from mappings.reading.findings import FINDINGS, found
from tests.examples.plan_documents import BUNDLED

PLACE = Place(line=7)


def left(finding: Finding, **values: Any) -> bool:
    """Whether a finding is told although the mapping says this."""
    return undecided([finding], Mapping.model_validate(values)) == (finding,)


@pytest.mark.parametrize("code", FINDINGS)
def test_a_finding_is_settled_by_the_key_that_its_hint_names(code: str) -> None:
    """What a hint tells the operator to set is what makes the finding fall silent."""
    hint, topic = FINDINGS[code].hint, topic_of(code)
    for word, settled in (("deadlines:", Topic.TIMING), ("executors:", Topic.EXECUTORS), ("target:", Topic.TARGET)):
        assert f" {word} " not in f" {hint} " or topic is settled
    if FINDINGS[code].severity is Severity.WARNING and topic is not Topic.NONE:
        assert "set " in hint or "in executors:" in hint


@pytest.mark.parametrize(
    ("code", "override"),
    [
        ("timing-vague", {"deadlines": ["2027"]}),
        ("timing-missing", {"recurrence": "ongoing"}),
        ("years-without-separators", {"recurrence": "once"}),
        ("range-without-dash", {"deadlines": ["2026", "2027"]}),
        ("executors-run-together", {"executors": ["Музей"]}),
        ("executor-missing", {"executors": ["Музей"]}),
        ("target-missing", {"target": "Открыт музей"}),
        ("target-count-differs", {"target": "Не менее 10 справок"}),
        ("target-count-differs", {"deadlines": ["2027"]}),
        ("percent-doubled", {"target": "3%"}),
    ],
)
def test_an_override_settles_what_it_is_about(code: str, override: dict[str, Any]) -> None:
    """The measure's own override does, and neither another measure's nor one of something else."""
    finding = found(code, PLACE, "I.1.1", text="…", names="…", count="9 справок", years="10")
    assert not left(finding, measures={"I.1.1": override})
    assert left(finding, measures={"I.1.2": override})
    assert left(finding, measures={"I.1.1": {"title": "Кратко"}})


def test_timing_settles_no_target() -> None:
    """Only a count beside the number of years depends on both."""
    finding = found("target-number-missing", PLACE, "I.1.1", text="…")
    assert left(finding, measures={"I.1.1": {"deadlines": ["2027"]}})


def test_somebody_to_be_assigned_settles_the_executor() -> None:
    """A login does, however the name is spelled; a name alone does not, nor one for somebody else."""
    finding = found("executor-not-assignable", PLACE, "I.1.1", name="Все учреждения")
    assert not left(finding, executors={"все  УЧРЕЖДЕНИЯ": {"assignee": "ivanova"}})
    assert left(finding, executors={"Все учреждения": {}})
    assert left(finding, executors={"Музей": {"assignee": "ivanova"}})
    assert not left(finding, measures={"I.1.1": {"executors": ["Все учреждения"]}})


def test_what_the_mapping_has_no_key_for_stays() -> None:
    """A heading that is missing is mended in the document; so is an error, whatever it is about."""
    everything = {"deadlines": ["2027"], "executors": ["Музей"], "target": "Открыт", "title": "Музей"}
    assert left(found("group-number-missing", PLACE, number="4"), measures={"I.1.1": everything})
    assert left(found("number-duplicate", PLACE, "I.1.1"), measures={"I.1.1": everything})
    grave = Finding("timing-unread", Severity.ERROR, PLACE, "I.1.1")
    assert left(grave, measures={"I.1.1": everything})


def test_a_plan_whose_overrides_are_applied_tells_only_what_is_left() -> None:
    """What was decided falls silent wherever the plan is used; all else stays, in its order."""
    plan = read_plan(BUNDLED)
    mapping = Mapping.model_validate({"measures": {"I.2.2": {"deadlines": ["2022", "2025", "2028"]}}})
    findings = apply_overrides(plan, mapping).findings
    assert [one.code for one in plan.findings if one not in findings] == ["years-without-separators"]
    assert list(findings) == [one for one in plan.findings if one in findings]


def test_what_the_operator_accepts_falls_silent() -> None:
    """By its code and its measure, or by «document» where it is about none; an error never does."""
    named, general = (
        found("number-duplicate", PLACE, "I.1.1", number="1.1", other=PLACE),
        found("row-unread", PLACE, text="…"),
    )
    assert not left(named, accepted={"I.1.1": ["number-duplicate"]})
    assert left(named, accepted={"I.1.2": ["number-duplicate"], "I.1.1": ["row-unread"]})
    assert not left(general, accepted={"document": ["row-unread"]})
    error = found("key-duplicate", PLACE, "I.1.1", key="I.1.1", first=PLACE)
    assert left(error, accepted={"I.1.1": ["key-duplicate"]})


def test_what_is_accepted_must_be_there() -> None:
    """A code that no finding has, and a measure that the plan has not, are faults of the mapping."""
    with pytest.raises(ValueError, match="number-duplicat"):
        Mapping.model_validate({"accepted": {"I.1.1": ["number-duplicat"]}})
    with pytest.raises(MappingError) as caught:
        apply_overrides(read_plan(BUNDLED), Mapping.model_validate({"accepted": {"I.99": ["number-duplicate"]}}))
    assert [problem.code for problem in caught.value.problems] == ["measure-unknown"]
