"""What `vekha read` answers about one plan: its JSON, the same for people, and what a code means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.operator_files.codes import CODES
from mappings.operator_files.strict_yaml import printable
from mappings.operator_files.validation import nearest, suggestion
from mappings.reading.confidence import confidences
from mappings.reading.findings import FINDINGS, hint_of, message_of, place_of
from mappings.wording import cut, day
from sync.cli.exit_codes import ExitCode
from sync.cli.problem_lines import ProblemLine
from sync.reading_page.words import asked_for, how_sure, number, severity_word, years_of

if TYPE_CHECKING:
    from pathlib import Path

    from mappings.plan import Finding, Measure, Plan
    from sync.cli.context import App

_PLACE = re.compile(r"\{[^{}]*\}")


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """The plan in the form that the contract fixes."""
    sure = confidences(plan)
    return {
        "plan": {"title": plan.title, "start_year": plan.start_year, "end_year": plan.end_year},
        "measures": [_measure_as_json(plan, one, sure[one.key]) for one in plan.measures],
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


def _measure_as_json(plan: Plan, measure: Measure, sure: float) -> dict[str, Any]:
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
        **_extended(measure),
        "target_text": measure.target_text,
        "confidence": sure,
        "indicators": [
            {
                "kind": indicator.kind.value,
                "comparator": indicator.comparator,
                "value": number(indicator.value),
                "unit": indicator.unit,
                "percent": indicator.percent,
                "text": indicator.text,
                "baseline": number(indicator.baseline),
                "baseline_year": indicator.baseline_year,
                "targets": {str(year): number(value) for year, value in indicator.targets},
            }
            for indicator in measure.indicators
        ],
    }


def _extended(measure: Measure) -> dict[str, Any]:
    """What the mapping extends in a measure; nothing where it extends nothing."""
    steps = [
        {
            "key": one.key,
            "from": step.before.isoformat(),
            "until": step.until.isoformat(),
            "by": step.by,
            "order": step.order,
        }
        for one in measure.deadlines
        for step in one.extensions
    ]
    return {"extensions": steps} if steps else {}


def print_plan(app: App, plan: Plan) -> None:
    """The plan for people: its measures, then its findings."""
    out = app.output
    out.say(plan.title, style="cyan")
    out.say(counts_of(plan))
    out.say()
    out.table(
        [_("Key"), _("Measure"), _("Deadlines"), _("Indicators")],
        [[measure.key, cut(measure.title, 48), _span(measure), asked_for(measure)] for measure in plan.measures],
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
    out.say()
    out.say(how_sure(plan))


def counts_of(plan: Plan) -> str:
    """The years of a plan, how many measures it has and how many deadlines."""
    deadlines = sum(len(measure.deadlines) for measure in plan.measures)
    measures = ngettext("{count} measure", "{count} measures", len(plan.measures)).format(count=len(plan.measures))
    dates = ngettext("{count} deadline", "{count} deadlines", deadlines).format(count=deadlines)
    return f"{years_of(plan)}: {measures}, {dates}" if plan.start_year else f"{measures}, {dates}"


def _span(measure: Measure) -> str:
    years = [deadline.period for deadline in measure.deadlines]
    told = [f"{one.period} → {day(one.due)}" if one.extensions else str(one.period) for one in measure.deadlines]
    if not years:
        return _("none")
    if len(years) > 1 and measure.recurrence.value == "annual":
        span = _("yearly {first}–{last}").format(first=years[0], last=years[-1])
        return ", ".join([span, *(one for one in told if "→" in one)])
    return ", ".join(told)


def refuse_doubtful(app: App, plan: Plan, file: Path) -> ExitCode:
    """Say what is still in doubt, on stderr, and how a run ends with it."""
    left = [finding for finding in plan.findings if finding.severity.value != "info"]
    if not left:
        return ExitCode.DONE
    out = app.output
    if out.quiet:  # else they stand in what was printed
        for finding in left:
            out.problem(_told(finding, file))
    count = len(left)
    text = ngettext("{count} finding is not settled", "{count} findings are not settled", count).format(count=count)
    hint = _("settle them in the mapping; `vekha read FILE --write-mapping OUT` writes a draft of one")
    out.problem(ProblemLine("findings-left", str(file), text, hint))
    return ExitCode.WRONG_INPUT


def tell_unapplied(app: App, plan: Plan, changes: Path, count: int) -> None:
    """Say on stderr how many changes of a document could not be applied."""
    out = app.output
    if out.quiet:  # else they stand in what was printed
        for finding in plan.findings:
            if finding.code == "change-unapplied":
                out.problem(_told(finding, changes))
    text = ngettext("{count} change could not be applied", "{count} changes could not be applied", count)
    hint = _("make them in the plan's document by hand; nothing of them is in what was read")
    out.problem(ProblemLine("changes-left", str(changes), text.format(count=count), hint))


def _told(finding: Finding, file: Path) -> str:
    place = ", ".join(filter(None, (str(file), place_of(finding.place), finding.measure)))
    return ProblemLine(finding.code, place, message_of(finding), hint_of(finding))


def explanation(code: str) -> dict[str, str] | None:
    """What a code of a finding, or of a fault in an operator's file, means; None where it is neither."""
    if code in FINDINGS:
        kind = FINDINGS[code]
        meaning = _PLACE.sub("…", _(kind.message))
        return {"code": code, "severity": kind.severity.value, "meaning": meaning, "hint": _(kind.hint)}
    return {"code": code, "severity": "error", "meaning": _(CODES[code]), "hint": ""} if code in CODES else None


def unknown_code(code: str) -> str:
    """What to say of a code that nobody knows, with the nearest ones."""
    text = _("there is no code «{code}»").format(code=printable(code))
    near = nearest(code, [*FINDINGS, *CODES], count=3)
    return f"{text}; {suggestion(code, near, count=3)}" if near else text


def print_explanation(app: App, told: dict[str, str]) -> None:
    """A code's meaning for people."""
    out = app.output
    out.result(f"{told['code']} ({severity_word(told['severity'])})")
    out.result(_sentence(told["meaning"]))
    if told["hint"]:
        out.result(_("What to do: {hint}").format(hint=_sentence(told["hint"])))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "…", "?")) else ".")
