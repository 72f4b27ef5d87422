"""Which findings the operator has settled: what the mapping decides is no longer in doubt.

Decides what of a measure a finding is about, and by which key of the mapping it falls silent. What the mapping has no
key for stays, since only the document can mend it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from mappings.mapping.model import Mapping, Override
from mappings.plan import Finding, Severity
from mappings.wording import folded


class Topic(StrEnum):
    """What of a measure a finding is about."""

    TIMING = "timing"  # settled by `deadlines` or `recurrence`
    EXECUTORS = "executors"  # settled by `executors`
    TARGET = "target"  # settled by `target`
    NONE = "none"  # nothing that the mapping has a key for


_BY_PREFIX = {"timing": Topic.TIMING, "executor": Topic.EXECUTORS, "executors": Topic.EXECUTORS, "target": Topic.TARGET}
_BY_CODE = {
    "range-without-dash": Topic.TIMING,
    "years-without-separators": Topic.TIMING,
    "title-holds-timing": Topic.TIMING,
    "percent-doubled": Topic.TARGET,
    "preposition-doubled": Topic.TARGET,
}
_OF_BOTH = "target-count-differs"  # a count beside the number of years: either of the two settles it
_NUMBERLESS = "target-number-missing"  # a number for each year settles it as well
_NOBODY = "executor-not-assignable"
DOCUMENT = "document"  # what the mapping's `accepted` calls a finding that is about no measure


def topic_of(code: str) -> Topic:
    """What findings of a code are about."""
    return _BY_CODE.get(code) or _BY_PREFIX.get(code.partition("-")[0], Topic.NONE)


def undecided(findings: Iterable[Finding], mapping: Mapping) -> tuple[Finding, ...]:
    """The findings that the mapping does not settle. An error is never settled: it forbids a sync."""
    assigned = {folded(name) for name, executor in mapping.executors.items() if executor.assignee}
    none = Override()
    return tuple(
        finding
        for finding in findings
        if finding.severity is Severity.ERROR
        or not (
            finding.code in mapping.accepted.get(finding.measure or DOCUMENT, ())
            or _settled(finding, mapping.measures.get(finding.measure or "", none))
            or (finding.code == _NOBODY and folded(str(dict(finding.details)["name"])) in assigned)
        )
    )


def _settled(finding: Finding, override: Override) -> bool:
    timing = override.deadlines is not None or override.recurrence is not None
    settled = {
        Topic.TIMING: timing,
        Topic.EXECUTORS: override.executors is not None,
        Topic.TARGET: override.target is not None
        or (timing and finding.code == _OF_BOTH)
        or (override.targets is not None and finding.code == _NUMBERLESS),
        Topic.NONE: False,
    }
    return settled[topic_of(finding.code)]
