"""What the plan asks for beside what was reported: «План: не менее 9 справок; факт: 5».

Words only; which figures stand for what was judged before.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from mappings.desired.asked import AskedFigure, asked_figures
from mappings.language import gettext as _
from mappings.plan import Deadline
from mappings.progress import DeadlineProgress, IndicatorProgress, MeasureProgress, MeasureState
from mappings.progress.attainment import asked_in, meets, tenths
from mappings.progress.forecast import sentence
from mappings.wording import clean, cut, number, percent

_TARGET = 160  # characters of a target as the plan prints it
_OF_ONE_DATE = frozenset({"of_year", "level", "share"})  # whose figure is of its date and not of the whole measure


def targets(measure: MeasureProgress, deadline: Deadline | None = None) -> str:
    """Each target and its figure; for one deadline what it alone asks for. Empty where the plan names none."""
    asked = {one.number: one for one in asked_figures(measure.measure, deadline)}
    said = [_of(indicator, asked.get(place)) for place, indicator in enumerate(measure.indicators, start=1)]
    if not said and measure.measure.target_text:
        return _("Target: {target}").format(target=cut(clean(measure.measure.target_text), _TARGET))
    return "; ".join(said)


def target_of(indicator: IndicatorProgress, asked: AskedFigure | None) -> str:
    """What one indicator asks for: a number with its unit, or the plan's own words."""
    if asked is None or (asked.value is None and not asked.by_year):
        return cut(clean(indicator.indicator.text), _TARGET)
    if asked.value is None:
        return ", ".join(f"{year} – {number(value)}" for year, value in asked.by_year)
    return " ".join(filter(None, (_compared(asked), clean(asked.unit), _each_year(asked))))


def year_fact(deadline: DeadlineProgress) -> str:
    """What was reported for one deadline of several; empty where nothing was."""
    facts = [number(one.value) for one in deadline.facts]
    return _("reported: {figures}").format(figures="; ".join(facts)) if facts else ""


def shortfall(measure: MeasureProgress, deadline: DeadlineProgress) -> str:
    """What was reported of what was asked for and not reached: «сообщено 5 из 8»."""
    facts = {one.indicator: one.value for one in deadline.facts}
    said = []
    for asked in asked_figures(measure.measure, deadline.deadline):
        indicator = measure.indicators[asked.number - 1]
        reported = facts.get(asked.number, indicator.actual) if asked.wanted in _OF_ONE_DATE else indicator.actual
        if reported is None or asked.value is None:
            continue
        if not meets(asked_in(indicator.indicator, deadline.deadline.period), reported):
            of = " ".join(filter(None, (_amount(asked.value, asked), clean(asked.unit))))
            said.append(_("{reported} of {asked} reported").format(reported=_amount(reported, asked), asked=of))
    return "; ".join(said) or _("closed below the target")


def risk(measure: MeasureProgress) -> str:
    """Why a measure is at risk: what is needed by now, what there is, and where it leads."""
    behind = [one for one in measure.indicators if one.state is MeasureState.AT_RISK]
    said = "; ".join(piece for one in behind for piece in _risk(one))
    if any(one.indicator.value is not None for one in behind):
        return said or _("the due date is near and no figure is reported")
    return said or _("the due date is near and no work has begun")


def _risk(one: IndicatorProgress) -> Iterator[str]:
    shown = percent if one.indicator.percent else number
    if one.need is not None:
        there = _("nothing reported") if one.actual is None else shown(one.actual)
        yield _("needed by now: {need}; there is: {actual}").format(need=shown(tenths(one.need)), actual=there)
    elif one.actual is not None:
        yield from _short(one, one.actual, one.period)
    if one.running is not None and one.running.actual is not None:
        yield from _short(one, one.running.actual, one.running.year)
    if one.forecast is not None:
        said = sentence(one.forecast)
        yield f"{said[:1].lower()}{said[1:]}"


def _short(one: IndicatorProgress, actual: Decimal, year: int | None) -> Iterator[str]:
    """What was reported where it falls short of the target: of a year, or of the whole."""
    asked = one.indicator if year is None else asked_in(one.indicator, year)
    if asked.value is None or meets(asked, actual):
        return
    shown = percent if asked.percent else number
    text = _("{fact} reported, {target} needed") if year is None else _("{fact} for {year}, {target} needed")
    yield text.format(fact=shown(actual), target=shown(asked.value), year=year)


def _of(indicator: IndicatorProgress, asked: AskedFigure | None) -> str:
    target = _("Target: {target}").format(target=target_of(indicator, asked))
    if asked is None:
        return target
    if indicator.actual is None:
        return _("{target}; no figure reported").format(target=target)
    fact = _amount(indicator.actual, asked)
    if indicator.period is not None:
        return _("{target}; reported for {year}: {fact}").format(target=target, year=indicator.period, fact=fact)
    return _("{target}; reported: {fact}").format(target=target, fact=fact)


def _amount(value: Decimal, asked: AskedFigure) -> str:
    return percent(value) if asked.percent else number(value)


def _compared(asked: AskedFigure) -> str:
    value = asked.value or Decimal(0)
    amount = _amount(abs(value) if asked.wanted in ("growth", "change") else value, asked)
    if asked.wanted in ("growth", "change"):
        text = _("a fall by %(amount)s") if asked.fall else _("growth by %(amount)s")
        return text % {"amount": amount}
    words = {">=": _("at least"), "<=": _("at most"), ">": _("more than"), "<": _("less than")}
    return " ".join(filter(None, (words.get(asked.comparator, ""), amount)))


def _each_year(asked: AskedFigure) -> str:
    if asked.wanted == "of_year" and not asked.by_year:
        return _("a year")
    return _("over all deadlines") if asked.wanted == "of_period" else ""
