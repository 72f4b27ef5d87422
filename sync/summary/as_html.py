"""The summary as one self-contained HTML page: it fetches nothing, leads nowhere that others cannot open, and is
complete without its script.

The page lies in parts in `page/`; here are only how they are put together and what may become a link.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from jinja2 import Environment

from mappings import language
from mappings.links import web_link
from mappings.progress import DeadlineProgress, DeadlineState, Doubt, MeasureProgress, MeasureState, Source
from mappings.progress.attainment import part_of
from mappings.progress.discipline import Discipline
from mappings.progress.quality import OF_PLAN
from mappings.progress.quality_words import message_of
from mappings.wording import cut, day, extended, folded, number, percent, section_titles
from sync.pages import page_environment
from sync.summary import extensions, history, words
from sync.summary.figures import DEADLINE_STATES, MEASURE_STATES, Summary, main_figure
from sync.summary.outlook import is_not_due
from sync.summary.page import charts, outline

_PARTS = Path(__file__).parent / "page"
_MANY = 3  # measures; fewer may well have a doubt in common
_MOST_LISTED = 50  # rows of a list at the top; the rest is found among the measures


def render(summary: Summary) -> bytes:
    """The page in UTF-8."""
    return to_html(summary).encode()


def to_html(summary: Summary) -> str:
    """The page, in the active language."""
    script = (_PARTS / "page.js").read_text(encoding="utf-8")
    unsaid = _of_every_measure(summary)
    doubts = [one for one in (*summary.quality, *summary.orphans) if one.code not in unsaid]
    return (
        _environment()
        .get_template("page.html")
        .render(
            summary=summary,
            counts=summary.deadline_counts,
            measures=summary.measure_counts,
            titles=section_titles(summary.plan),
            entries=list(outline.entries(summary)),
            doubted=[(key, list(found)) for key, found in groupby(doubts, _measure_of)],
            doubts=len(doubts),
            unsaid=unsaid,
            known={one.measure.key for one in summary.measures},
            lang=language.active(),
            deadline_states=DEADLINE_STATES,
            measure_states=MEASURE_STATES,
            most=_MOST_LISTED,
            executors={folded(one.name): place for place, one in enumerate(summary.by_executor)},
            # The markup holds texts of others: no script but this one may run.
            script=script,
            script_hash=b64encode(sha256(script.encode()).digest()).decode(),
            style="".join([palette(), (_PARTS / "page.css").read_text(encoding="utf-8"), *_said()]),
        )
    )


def palette() -> str:
    """The colours of every page, for light and dark, as rules of a style sheet."""
    return (_PARTS / "palette.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = page_environment(_PARTS)
    of_values = (cut, day, extended, number, percent, folded, message_of, main_figure, web_link)
    of_words = (
        words.amount,
        words.target,
        words.course,
        words.backlog,
        words.late_by,
        words.headline,
        words.standing,
        words.state_day,
        words.measures,
        words.deadlines,
        words.pulled,
    )
    of_charts = (charts.shown, charts.stack, charts.columns, charts.bullet, charts.grids, charts.in_year)
    environment.filters["groupby_executor"] = _by_executor
    environment.filters |= {one.__name__: one for one in (*of_values, *of_words, *of_charts)}
    environment.filters |= {"sign": _sign, "label": _label, "when": _when, "next_due": _next_due, "stands": _stands}
    environment.filters |= {"elsewhere": _elsewhere, "values": _values, "assignee": _assignee}
    environment.tests["told"] = _is_told
    environment.globals |= {"history": history, "extensions": extensions, "words": words, "part_of": part_of}
    environment.globals |= {"signs_in_words": _signs_in_words, "most_rows": charts.MOST_ROWS}
    return environment


def _sign(state: DeadlineState | MeasureState | str) -> str:
    """The sign of a state, or of the name under which something is drawn."""
    return charts.SIGNS[state if isinstance(state, str) else state.value]


def _stands(measure: MeasureProgress) -> str:
    """The name under which a measure is drawn: its state, or that nothing of it has fallen due."""
    return "not_due" if is_not_due(measure) else measure.state.value


def _label(state: DeadlineState | MeasureState) -> str:
    return words.deadline_state(state) if isinstance(state, DeadlineState) else words.measure_state(state)


def _when(deadline: DeadlineProgress, measure: MeasureProgress) -> str:
    """The year of a deadline, or its date where the measure has two in that year; and the day it was extended to."""
    one = deadline.deadline
    planned = str(one.period) if measure.measure.is_told_by_year(one) else day(one.planned)
    return f"{planned} → {day(one.due)}" if one.extensions else planned


def _next_due(measure: MeasureProgress) -> date | None:
    """The oldest date that is still to be met."""
    settled = (DeadlineState.DONE, DeadlineState.CANCELLED, DeadlineState.SUBMITTED)
    return min((one.deadline.due for one in measure.deadlines if one.state not in settled), default=None)


def _is_told(deadline: DeadlineProgress) -> bool:
    """Whether there is more to say of a deadline than its year and state."""
    return bool(deadline.facts or deadline.report.closed_at or _assignee(deadline) or deadline.deadline.extensions)


def _assignee(deadline: DeadlineProgress) -> str:
    """Who is to do what is still open; who did the rest, the figures say."""
    settled = (DeadlineState.DONE, DeadlineState.CANCELLED)
    return "" if deadline.state in settled else deadline.report.assignee or ""


def _elsewhere(measure: MeasureProgress) -> Iterator[Source]:
    """The lines that its figures rest on beside those of its deadlines, as of the whole measure or of its parts."""
    at_deadlines = {measure.measure.issue_key(one.deadline) for one in measure.deadlines if one.facts}
    found = (source for one in measure.indicators for source in one.sources)
    return (source for source in dict.fromkeys(found) if source.key not in at_deadlines)


def _by_executor(told: Iterable[Discipline]) -> list[tuple[str, list[Discipline]]]:
    return [(name, list(years)) for name, years in groupby(told, lambda one: one.executor)]


def _values(measure: MeasureProgress, number: int) -> str:
    """The figures of an indicator by the measure's deadlines, for the script; nothing where there are no two."""
    told = [[one.value for one in each.facts if one.indicator == number] for each in measure.deadlines]
    return ",".join(str(*values[:1]) for values in told) if sum(map(bool, told)) > 1 else ""


def _of_every_measure(summary: Summary) -> frozenset[str]:
    """The doubts of the plan that each of its measures raises: a column which the document does not have."""
    if len(summary.measures) < _MANY:
        return frozenset()
    raised = [{doubt.code for doubt in one.quality} for one in summary.measures]
    return frozenset(OF_PLAN).intersection(*raised)


def _measure_of(doubt: Doubt) -> str:
    return doubt.key.partition("/")[0]


def _states() -> Iterable[tuple[str, str]]:
    """The names under which deadlines are drawn, with their words."""
    yield from ((state.value, words.deadline_state(state)) for state in DEADLINE_STATES)
    yield "backlog", language.gettext("Nothing known")


def _said() -> Iterator[str]:
    """The signs before a year with their words for those who listen, as rules of the style sheet: said once, not in
    every one of many thousand years.
    """
    for name, label in _states():
        sign, spoken = charts.SIGNS[name], json.dumps(label, ensure_ascii=False).replace("<", "")
        yield f'.years .{name}::before{{content:"{sign}";content:"{sign}" / {spoken}}}\n'
    for name, sign in charts.SIGNS.items():
        yield f'.badge.{name}::before{{content:"{sign} ";content:"{sign} " / ""}}\n'


def _signs_in_words() -> str:
    """For the script: each name with its sign and its word."""
    return json.dumps({name: [charts.SIGNS[name], label] for name, label in _states()}, ensure_ascii=False)
