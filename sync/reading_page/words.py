"""How a document was read, in words: how sure that is, where to look, and what an indicator asks for."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from mappings.counted import counted
from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.plan import Finding, Indicator, Measure, Plan
from mappings.reading.confidence import UNSURE
from mappings.reading.findings import place_of

LEFT_OUT = "row-unread"
_NAMED = 12  # places of one list that are named; the rest is counted


def how_sure(plan: Plan) -> str:
    """How many measures were read, how many of them with certainty, and where a person has to look."""
    count, unsure = len(plan.measures), [one for one in plan.findings if one.code == UNSURE]
    read = ngettext("{n} measure was read", "{n} measures were read", count).format(n=count)
    parts = [f"{read}; {_to_check(count, unsure)}" if count else read]
    left_out = [one for one in plan.findings if one.code == LEFT_OUT]
    if left_out:
        rows = ngettext("{n} row was left out: {places}", "{n} rows were left out: {places}", len(left_out))
        parts.append(rows.format(n=len(left_out), places=_places(place_of(one.place) for one in left_out)))
    return "; ".join(parts) + "."


def _to_check(count: int, unsure: list[Finding]) -> str:
    if not unsure:
        return _("all with certainty")
    places = _places(f"{one.measure} ({place_of(one.place)})" for one in unsure)
    told = ngettext("with certainty: {sure}, check {n}: {places}", "with certainty: {sure}, check {n}: {places}", count)
    return told.format(sure=count - len(unsure), n=len(unsure), places=places)


def _places(places: Iterable[str]) -> str:
    named = list(dict.fromkeys(places))
    more = _(" and {n} more").format(n=len(named) - _NAMED) if len(named) > _NAMED else ""
    return ", ".join(named[:_NAMED]) + more


def years_of(plan: Plan) -> str:
    """The years that a plan covers; empty where they are not known."""
    first, last = plan.start_year, plan.end_year
    if first is None:
        return ""
    return f"{first}" if first == last else f"{first}–{last}"


def certainty(confidence: float) -> str:
    """How sure one measure was read."""
    return _("certainty {percent} %").format(percent=round(confidence * 100))


def severity_word(severity: str) -> str:
    """A severity in the active language."""
    return {"error": _("error"), "warning": _("warning"), "info": _("note")}[severity]


def number(value: Any) -> int | float | None:
    """A decimal as a JSON number, whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def asked_for(measure: Measure) -> str:
    """What a measure's indicators ask for, as one would say it."""
    return "; ".join(map(_target, measure.indicators))


def _target(indicator: Indicator) -> str:
    value, comparator = indicator.value, indicator.comparator or ""
    if value is None:
        return _("no number") if indicator.kind.value == "total" else _("yes or no")
    if indicator.kind.value == "growth":
        return f"{'−' if value < 0 else '+'}{_amount(abs(value), indicator)}"
    words = {">=": _("at least"), "<=": _("at most"), ">": _("more than"), "<": _("less than")}
    return f"{words.get(comparator, '')} {_amount(value, indicator)}".strip()


def _amount(value: Decimal, indicator: Indicator) -> str:
    if indicator.percent:
        return f"{number(value)} %"
    compared = (indicator.comparator or "=") != "=" and indicator.kind.value != "growth"
    return f"{number(value)} {counted(value, indicator.unit, genitive=compared)}".strip()
