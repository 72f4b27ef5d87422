"""Applies what the mapping corrects in single measures to a plan as read.

Decides what an override makes of a measure, and which names of the mapping the plan does not know. Which findings an
override settles is decided in `mappings.mapping.decisions`, what an extension does in `mappings.mapping.extensions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from mappings.errors import MOST_PROBLEMS, MappingError, Problem
from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.mapping.decisions import DOCUMENT, undecided
from mappings.mapping.extensions import apply_extensions
from mappings.mapping.figures import INDICATOR_KEYS
from mappings.mapping.model import Mapping, Override
from mappings.operator_files.strict_yaml import in_order, printable
from mappings.operator_files.validation import nearest, suggestion
from mappings.plan import Measure, Plan, Recurrence, Timing
from mappings.reading.confidence import judged
from mappings.reading.targets import read_target
from mappings.reading.timing.calendar_days import year_end
from mappings.reading.timing.cell import deadlines_for
from mappings.reading.timing.tokens import says_annual
from mappings.wording import folded


def apply_overrides(plan: Plan, mapping: Mapping) -> Plan:
    """The plan with the mapping's overrides and extensions applied, without the findings that the overrides settle.

    Raises `MappingError` with every measure, deadline and executor that the plan does not have, every recurrence that
    lacks dates, and every extension that cannot be.
    """
    none = Override()
    overridden = [_overridden(measure, mapping.measures.get(measure.key, none)) for measure in plan.measures]
    measures, faults = apply_extensions(overridden, mapping)
    problems = [
        problem
        for some in (
            _unknown_measures(plan, mapping),
            _undated_measures(plan, mapping),
            _unknown_indicators(measures, mapping),
            _unknown_executors(measures, mapping),
            faults,
        )
        for problem in islice(some, MOST_PROBLEMS + 1)
    ]
    if problems:
        raise MappingError(in_order(problems))
    decided = judged(replace(plan, measures=measures, findings=undecided(plan.findings, mapping)))
    return replace(decided, findings=undecided(decided.findings, mapping))


def _unknown_measures(plan: Plan, mapping: Mapping) -> Iterator[Problem]:
    """Every measure that the mapping names and the plan does not have."""
    known = {measure.key: measure for measure in plan.measures}
    named = [("measures", key, key) for key in mapping.measures]
    named += [("renamed", old, new) for old, new in mapping.renamed.items() if new is not None]
    named += [("accepted", key, key) for key in mapping.accepted if key != DOCUMENT]
    for block, entry, key in named:
        if key not in known:
            message = _("the plan has no measure «{key}»").format(key=printable(key))
            hint = suggestion(key, nearest(key, known, count=3))
            yield mapping.problem("measure-unknown", (block, entry), message, hint)


def _undated_measures(plan: Plan, mapping: Mapping) -> Iterator[Problem]:
    for measure in plan.measures:
        override = mapping.measures.get(measure.key)
        if override is None or measure.deadlines or override.deadlines:
            continue
        if override.recurrence not in (None, Recurrence.ONGOING):
            message = _("the document gives {key} no dates to apply the recurrence to").format(key=measure.key)
            path = ("measures", measure.key, "recurrence")
            yield mapping.problem("override-without-dates", path, message, _("set deadlines: as well"))


def _unknown_indicators(measures: tuple[Measure, ...], mapping: Mapping) -> Iterator[Problem]:
    """Every indicator that the mapping speaks of and the measure, as overridden, does not have."""
    for measure in measures:
        override = mapping.measures.get(measure.key)
        count = len(measure.indicators)
        for number, said in (override.figures if override else {}).items():
            if number <= count:
                continue
            key = next(name for name in INDICATOR_KEYS if getattr(said, name) is not None)
            path = ("measures", measure.key, *((key,) if said is override else ("indicators", str(number))))
            if not count:
                message = _("{key} has no target to count against").format(key=measure.key)
                yield mapping.problem("indicator-unknown", path, message, _("set target: as well"))
                continue
            message = ngettext(
                "{key} has {count} indicator, and none with the number {number}",
                "{key} has {count} indicators, and none with the number {number}",
                count,
            ).format(key=measure.key, count=count, number=number)
            hint = _("`vekha read` shows the indicators of a measure in their order")
            yield mapping.problem("indicator-unknown", path, message, hint)


def _unknown_executors(measures: tuple[Measure, ...], mapping: Mapping) -> Iterator[Problem]:
    printed = {folded(name): name for measure in measures for name in measure.executors}
    for name in mapping.executors:
        if folded(name) not in printed:
            message = _("the plan has no executor «{name}»").format(name=printable(name))
            hint = suggestion(name, nearest(name, printed.values()) or printed.values())
            yield mapping.problem("executor-unknown", ("executors", name), message, hint)


def _overridden(measure: Measure, override: Override) -> Measure:
    deadlines, recurrence = measure.deadlines, measure.recurrence
    if override.deadlines is not None or override.recurrence is not None:
        timing = _timing(measure, override)
        deadlines, recurrence = deadlines_for(measure.key, timing), timing.recurrence
    target, indicators = override.target or measure.target_text, measure.indicators
    if override.target or override.recurrence is not None:
        said = override.recurrence is None and says_annual(measure.title, measure.timing_text, target)
        indicators = read_target(target, annual=said or recurrence is Recurrence.ANNUAL)
    figures = override.figures
    indicators = tuple(
        figures[number].applied(one) if number in figures else one for number, one in enumerate(indicators, start=1)
    )
    return replace(
        measure,
        deadlines=deadlines,
        recurrence=recurrence,
        short_title=override.title or measure.short_title,
        executors=override.executors or measure.executors,
        target_text=target,
        indicators=indicators,
    )


def _timing(measure: Measure, override: Override) -> Timing:
    """The timing that the override asks for, on its own dates or else on those that were read."""
    due = {deadline.due for deadline in measure.deadlines}
    if override.deadlines is not None:
        due = set(override.deadlines)
    elif override.recurrence is Recurrence.ANNUAL and due:
        years = range(measure.deadlines[0].start.year, max(due).year + 1)
        due |= {year_end(year) for year in years if year not in {day.year for day in due}}
    elif override.recurrence is Recurrence.ONCE and due:
        due = {max(due)}
    elif override.recurrence is Recurrence.ONGOING:
        due = set()
    recurrence = override.recurrence or (Recurrence.YEARS if len(due) > 1 else Recurrence.ONCE)
    start = measure.deadlines[0].start if measure.deadlines else None
    days = tuple(sorted(due))
    return Timing(recurrence, days, start if start and days and start <= days[0] else None, days[-1] if days else None)
