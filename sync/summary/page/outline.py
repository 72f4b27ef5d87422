"""In which order the page lists a plan: each measure under the headings of its section and groups, in the plan's order.

Order only; what is said of a measure is the markup's affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mappings.plan import Group, Plan, Section
from mappings.progress import MeasureProgress
from sync.summary.figures import Summary


@dataclass(frozen=True)
class Entry:
    """One line of the list: the heading of a section or of a group, or a measure. `inner` ones are set in."""

    section: Section | None = None
    group: Group | None = None
    measure: MeasureProgress | None = None
    inner: bool = False


def entries(summary: Summary) -> Iterator[Entry]:
    """Every section of the plan with its measures below their topmost groups."""
    for section in summary.plan.sections:
        if summary.plan.is_sectioned:
            yield Entry(section=section)
        inside = [one for one in summary.measures if one.measure.section == section.key]
        gathered: dict[Group | None, list[MeasureProgress]] = {}
        for one in inside:
            gathered.setdefault(_topmost(summary.plan.group(one.measure.group), summary.plan), []).append(one)
        for top, measures in gathered.items():
            yield from _below(summary.plan, top, measures)


def _topmost(group: Group | None, plan: Plan) -> Group | None:
    """The topmost group above a group, or the group itself."""
    above = None if group is None else plan.group(group.parent)
    return group if above is None else _topmost(above, plan)


def _below(plan: Plan, top: Group | None, measures: list[MeasureProgress]) -> Iterator[Entry]:
    if top is not None:
        yield Entry(group=top)
    here = last = None if top is None else top.key
    for one in measures:
        group = one.measure.group
        if group not in (last, here):
            yield Entry(group=plan.group(group), inner=True)
        last = group
        yield Entry(measure=one, inner=group != here or one.measure.parent is not None)
