"""The summary as everybody may see it: how the plan stands, and nobody by name.

What people wrote and who they are stays inside: comments, reasons, assignees, authors, links into the tracker, what is
to be checked, how executors keep their dates. An executor that the plan names as an organisation stays, for the plan is
public; one that is a person goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from mappings.language import gettext as _
from mappings.plan import Deadline, Plan
from mappings.progress import DeadlineProgress, Figure, IndicatorProgress, MeasureProgress, Report
from mappings.progress.comparison import Compared, Difference
from sync.summary.figures import ExecutorFigures, Summary
from sync.summary.outlook import AtRisk, Coming, Late

_NAME = r"[А-ЯЁA-Z][а-яёa-z]{1,30}(?:-[А-ЯЁA-Z][а-яёa-z]{1,30})?"
_INITIALS = r"[А-ЯЁA-Z]\. ?(?:[А-ЯЁA-Z]\.)?"
_PERSON = re.compile(
    rf"\b(?:{_NAME} {_INITIALS}|{_INITIALS} ?{_NAME})|\b[А-ЯЁ][а-яё]{{1,30}}(?:вич|вна|ична|инична)\b"
)  # a surname with initials, or a patronymic
_IN_HONOUR = re.compile(r"\b(?:им\.|имени)[^«»\",;]{0,60}")


def public(summary: Summary) -> Summary:
    """The same without names, comments and assignees. `left_out` says so."""
    of = {one.measure.key: _measure(one) for one in summary.measures}
    return replace(
        summary,
        plan=_plan(summary.plan),
        measures=tuple(of.values()),
        by_executor=tuple(_executor(one) for one in summary.by_executor),
        late=tuple(_late(one, of) for one in summary.late),
        backlog=tuple(_late(one, of) for one in summary.backlog),
        at_risk=tuple(AtRisk(of[one.measure.measure.key], one.why) for one in summary.at_risk),
        coming=tuple(Coming(of[one.measure.measure.key], _deadline(one.deadline)) for one in summary.coming),
        discipline=(),
        quality=(),
        orphans=(),
        extended=tuple(map(_extended, summary.extended)),
        compared=summary.compared and _compared(summary.compared),
        left_out=_(
            "For everybody: without names, comments, reasons, assignees and links to the tracker, and without what is"
            " to be checked and how executors keep their deadlines."
        ),
    )


def is_person(name: str) -> bool:
    """Whether a name is that of a person: a surname with initials, or a patronymic stands in it.

    In whose honour an organisation is named says nothing.
    """
    return _PERSON.search(_IN_HONOUR.sub("", name)) is not None


def _executors(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if not is_person(name))


def _plan(plan: Plan) -> Plan:
    measures = (
        replace(one, executors=_executors(one.executors), deadlines=tuple(map(_extended, one.deadlines)))
        for one in plan.measures
    )
    return replace(plan, measures=tuple(measures))


def _extended(deadline: Deadline) -> Deadline:
    """Of an extension the days and the order stay, and a person who decided it goes."""
    return replace(
        deadline, extensions=tuple(replace(one, by="" if is_person(one.by) else one.by) for one in deadline.extensions)
    )


def _executor(one: ExecutorFigures) -> ExecutorFigures:
    return replace(one, name=_("an executor who is a person")) if is_person(one.name) else one


def _late(one: Late, of: dict[str, MeasureProgress]) -> Late:
    return Late(of[one.measure.measure.key], tuple(map(_deadline, one.deadlines)))


def _measure(one: MeasureProgress) -> MeasureProgress:
    measure = one.measure
    deadlines = tuple(map(_extended, measure.deadlines))
    return replace(
        one,
        measure=replace(measure, executors=_executors(measure.executors), deadlines=deadlines),
        indicators=tuple(map(_indicator, one.indicators)),
        deadlines=tuple(map(_deadline, one.deadlines)),
        report=_report(one.report),
        quality=(),
    )


def _indicator(one: IndicatorProgress) -> IndicatorProgress:
    return replace(one, sources=())


def _deadline(one: DeadlineProgress) -> DeadlineProgress:
    facts = tuple(map(_figure, one.facts))
    return replace(one, deadline=_extended(one.deadline), report=_report(one.report), facts=facts)


def _figure(one: Figure) -> Figure:
    return replace(one, text="", author="")


def _report(one: Report) -> Report:
    """How an issue stands, and when it was closed; nothing that anybody wrote in it."""
    return Report(one.key, one.status, closed_at=one.closed_at)


def _compared(one: Compared) -> Compared:
    return replace(one, differences=tuple(map(_difference, one.differences)))


def _difference(one: Difference) -> Difference:
    return replace(one, line=None, url=None)
