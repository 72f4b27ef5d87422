"""The rows of indicators: fact, plan, deviation and level of each in a year.

Decides what was reached. What was not due, or not told, is neither reached nor missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from mappings.plan import Indicator, IndicatorKind
from mappings.progress import IndicatorProgress, MeasureProgress, MeasureState
from mappings.progress.attainment import is_limit, meets, percent_of
from mappings.yearly_report.facts import asked_by, fact_of, plan_of
from mappings.yearly_report.judged import JudgedYear
from mappings.yearly_report.values import (
    Evidence,
    Fact,
    IndicatorRow,
    MeasureRow,
    Outcome,
    PlanBasis,
    Unknown,
)

_ONE = Decimal(1)


def indicator_rows(
    judged: JudgedYear, before: MeasureProgress, year: int, rows: Sequence[MeasureRow]
) -> Iterator[IndicatorRow]:
    """The rows of one measure. `before` is its judgement at the end of the year before; `rows` are its own rows."""
    measure = judged.closing.measure
    together = zip(judged.closing.indicators, judged.standing.indicators, before.indicators, strict=True)
    for position, (closing, standing, earlier) in enumerate(together, start=1):
        indicator = closing.indicator
        fact = fact_of(judged.closing, closing, year)
        plan, basis = plan_of(closing, year)
        due = max((one.deadline.period for one in judged.closing.deadlines if one.live), default=None)
        outcome, unknown = _outcome(indicator, fact, plan, basis, over=due is not None and due <= year)
        asked = replace(indicator, value=plan)
        deviation = _deviation(fact, plan, basis)
        is_plain = deviation == 0 or fact.done is True
        yield IndicatorRow(
            key=measure.key,
            position=position,
            of=len(measure.indicators),
            measure_no=measure.number,
            section=measure.section,
            title=measure.title,
            text=indicator.text,
            kind=indicator.kind,
            unit=indicator.unit,
            percent=indicator.percent,
            limit=is_limit(indicator),
            previous=fact_of(before, earlier, year - 1),
            plan=plan,
            basis=basis,
            fact=fact,
            deviation=deviation,
            level=_level(asked, fact, outcome),
            degree=None if outcome is Outcome.UNKNOWN else _degree(asked, fact, outcome),
            outcome=outcome,
            unknown=unknown,
            at_risk=standing.state is MeasureState.AT_RISK,
            state=standing.state,
            due=due,
            reason="" if is_plain else next((row.reason for row in rows if row.reason), ""),
            evidence=_evidence(closing),
        )


def _outcome(
    indicator: Indicator, fact: Fact, plan: Decimal | None, basis: PlanBasis, *, over: bool
) -> tuple[Outcome, Unknown | None]:
    """What a year came to. `over` says that the last deadline was due by its end."""
    if asked_by(indicator):
        return _closed(indicator, fact, over=over)
    if plan is None:
        return Outcome.UNKNOWN, Unknown.NO_NUMBER
    later = basis is PlanBasis.LATER
    if fact.value is None:
        nothing_due = later or (basis is PlanBasis.CALCULATED and plan == 0)
        return Outcome.UNKNOWN, Unknown.NOT_DUE if nothing_due else Unknown.NO_FIGURE
    if meets(replace(indicator, value=plan), fact.value):
        return Outcome.REACHED, None
    return (Outcome.UNKNOWN, Unknown.NOT_DUE) if later else (Outcome.NOT_REACHED, None)


def _closed(indicator: Indicator, fact: Fact, *, over: bool) -> tuple[Outcome, Unknown | None]:
    """What a year came to for what is judged by closing: a direction that is not closed was not missed for that."""
    if fact.done:
        return Outcome.REACHED, None
    if not over:
        return Outcome.UNKNOWN, Unknown.NOT_DUE
    missed = indicator.kind is IndicatorKind.DONE
    return (Outcome.NOT_REACHED, None) if missed else (Outcome.UNKNOWN, Unknown.NO_NUMBER)


def _deviation(fact: Fact, plan: Decimal | None, basis: PlanBasis) -> Decimal | None:
    """Fact less plan; from the target of a later year nothing deviates yet."""
    if fact.value is None or plan is None or basis is PlanBasis.LATER:
        return None
    return fact.value - plan


def _level(asked: Indicator, fact: Fact, outcome: Outcome) -> Decimal | None:
    if fact.done is not None:
        reached = outcome is Outcome.REACHED and asked.kind is IndicatorKind.DONE
        return Decimal(100) if reached else None
    return None if fact.value is None else percent_of(asked, fact.value)


def _degree(asked: Indicator, fact: Fact, outcome: Outcome) -> Decimal | None:
    """Fact by plan, or plan by fact where less is better, at most 1; a thing that is asked is there or is not."""
    if asked.kind is IndicatorKind.QUALITATIVE:
        return None
    if outcome is Outcome.REACHED:
        return _ONE
    if fact.value is None or asked.value is None:
        return Decimal(0)
    part, whole = (asked.value, fact.value) if is_limit(asked) else (fact.value, asked.value)
    return Decimal(0) if whole == 0 else min(_ONE, max(Decimal(0), part / whole))


def _evidence(one: IndicatorProgress) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(source.key, source.line.author, source.line.at, source.line.text, source.line.url)
        for source in one.sources
    )
