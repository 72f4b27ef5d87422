"""`vekha read`: shows how a plan document is understood."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mappings.language import N_, ngettext
from mappings.language import gettext as _
from sync.cli.context import App, format_option, pass_app, run_options

if TYPE_CHECKING:
    from mappings.plan import Measure, Plan


@click.command(help=N_("Show how a plan document is understood."))
@click.argument("file", type=click.Path(path_type=Path))
@format_option()
@run_options
@pass_app
def read(app: App, file: Path, form: str) -> None:
    """Read a document and print the plan."""
    from mappings.reading import read_plan  # noqa: PLC0415

    plan = read_plan(file)
    if form == "json":
        app.output.json(plan_as_json(plan))
    else:
        _print_plan(app, plan)


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """The plan in the form that the contract fixes."""
    from mappings.reading.findings import hint_of, message_of, place_of  # noqa: PLC0415

    return {
        "plan": {"title": plan.title, "start_year": plan.start_year, "end_year": plan.end_year},
        "measures": [_measure_as_json(plan, measure) for measure in plan.measures],
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity.value,
                "measure": finding.measure,
                "place": place_of(finding.place),
                "message": message_of(finding),
                "hint": hint_of(finding),
            }
            for finding in plan.findings
        ],
    }


def _measure_as_json(plan: Plan, measure: Measure) -> dict[str, Any]:
    group = plan.group(measure.group)
    return {
        "key": measure.key,
        "number": measure.number,
        "section": measure.section,
        "section_title": plan.section(measure.section).title,
        "group": group.number if group else None,
        "group_title": group.title if group else None,
        "parent": measure.parent,
        "title": measure.title,
        "executors": list(measure.executors),
        "funding": list(measure.funding),
        "timing_text": measure.timing_text,
        "recurrence": measure.recurrence.value,
        "deadlines": [deadline.due.isoformat() for deadline in measure.deadlines],
        "target_text": measure.target_text,
        "indicators": [
            {
                "kind": indicator.kind.value,
                "comparator": indicator.comparator,
                "value": number(indicator.value),
                "unit": indicator.unit,
                "percent": indicator.percent,
                "text": indicator.text,
            }
            for indicator in measure.indicators
        ],
    }


def number(value: Any) -> int | float | None:
    """A decimal as a JSON number, whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _print_plan(app: App, plan: Plan) -> None:
    from mappings.reading.findings import message_of, place_of  # noqa: PLC0415
    from mappings.wording import cut  # noqa: PLC0415

    out = app.output
    deadlines = sum(len(measure.deadlines) for measure in plan.measures)
    out.say(plan.title, style="cyan")
    measures = ngettext("{count} measure", "{count} measures", len(plan.measures)).format(count=len(plan.measures))
    dates = ngettext("{count} deadline", "{count} deadlines", deadlines).format(count=deadlines)
    out.say(f"{plan.start_year}–{plan.end_year}: {measures}, {dates}" if plan.start_year else f"{measures}, {dates}")
    out.say()
    out.table(
        [_("Key"), _("Measure"), _("Deadlines"), _("Indicators")],
        [[measure.key, cut(measure.title, 48), _span(measure), _targets(measure)] for measure in plan.measures],
    )
    out.say()
    count = len(plan.findings)
    out.say(ngettext("{count} finding", "{count} findings", count).format(count=count) if count else _("No findings."))
    out.table(
        [_("Severity"), _("Place"), _("Key"), _("Finding"), _("Code")],
        [
            [severity_word(one.severity.value), place_of(one.place), one.measure or "", message_of(one), one.code]
            for one in plan.findings
        ],
    )


def severity_word(severity: str) -> str:
    """A severity in the active language."""
    return {"error": _("error"), "warning": _("warning"), "info": _("note")}[severity]


def _span(measure: Measure) -> str:
    years = [str(deadline.year) for deadline in measure.deadlines]
    if not years:
        return _("none")
    if len(years) > 1 and measure.recurrence.value == "annual":
        return _("yearly {first}–{last}").format(first=years[0], last=years[-1])
    return ", ".join(years)


def _targets(measure: Measure) -> str:
    words = []
    for indicator in measure.indicators:
        if indicator.value is None:
            words.append(_("no number") if indicator.kind.value == "total" else _("done or not"))
            continue
        sign = {">=": "≥", "<=": "≤", "=": "="}.get(indicator.comparator or "", indicator.comparator or "")
        unit = "%" if indicator.percent else indicator.unit
        words.append(f"{sign} {number(indicator.value)} {unit}".strip())
    return "; ".join(words)
