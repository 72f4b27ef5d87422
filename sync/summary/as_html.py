"""The summary as one self-contained HTML page: it fetches nothing and is complete without its script.

The page is `page.html`; here are only the order of its parts and what may become a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mappings import language
from mappings.plan import Group, Plan
from mappings.progress import DeadlineProgress, DeadlineState, MeasureProgress, MeasureState
from mappings.progress.quality_words import message_of
from mappings.wording import cut, day, extended, number, on_page, percent, section_titles
from sync.summary import words
from sync.summary.figures import DEADLINE_STATES, MEASURE_STATES, SectionFigures, Summary, main_figure
from sync.summary.history import written_line

_LINKED = ("http", "https", "file")
_GLYPHS = {  # a state is never told by colour alone
    "done": "✓",
    "submitted": "✉",
    "overdue": "!",
    "awaited": "…",
    "due_soon": "◔",
    "in_progress": "▸",
    "planned": "○",
    "cancelled": "×",
    "on_track": "▸",
    "at_risk": "▲",
    "not_reached": "✗",
    "no_data": "–",
}


@dataclass(frozen=True)
class _Entry:
    """One line under a group: a measure, or the heading of a group inside it. `inner` ones are set in."""

    measure: MeasureProgress | None
    heading: Group | None
    inner: bool


@dataclass(frozen=True)
class _Block:
    group: Group | None
    entries: tuple[_Entry, ...]


@dataclass(frozen=True)
class _Chapter:
    figures: SectionFigures
    blocks: tuple[_Block, ...]


def render(summary: Summary) -> bytes:
    """The page in UTF-8."""
    return to_html(summary).encode()


def to_html(summary: Summary) -> str:
    """The page, in the active language."""
    return (
        _environment()
        .get_template("page.html")
        .render(
            summary=summary,
            titles=section_titles(summary.plan),
            chapters=[_Chapter(one, tuple(_blocks(summary, one.section.key))) for one in summary.by_section],
            lang=language.active(),
            deadline_states=DEADLINE_STATES,
            measure_states=MEASURE_STATES,
            tallest=max((one.deadlines.total for one in summary.by_year), default=0),
        )
    )


def link(url: str | None) -> str | None:
    """The address if it may become a link, that is, leads to a page or a file; else None."""
    if not url or not url.isprintable() or " " in url:
        return None
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return None
    return url if scheme in _LINKED else None


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        finalize=on_page,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True, pgettext=language.pgettext
    )
    filters = (
        day,
        cut,
        extended,
        number,
        percent,
        words.amount,
        words.target,
        words.course,
        words.backlog,
        message_of,
    )
    counted = (
        words.late_by,
        words.state_day,
        words.measures,
        words.deadlines,
        words.verdict,
        words.pulled,
        words.course,
        words.backlog,
    )
    environment.filters |= {one.__name__: one for one in (*filters, *counted, link, main_figure)}
    environment.globals["written_line"] = written_line
    environment.filters |= {"glyph": _glyph, "label": _label, "when": _when, "rank": _rank}
    return environment


def _glyph(state: DeadlineState | MeasureState) -> str:
    return _GLYPHS[state.value]


def _label(state: DeadlineState | MeasureState) -> str:
    return words.deadline_state(state) if isinstance(state, DeadlineState) else words.measure_state(state)


def _when(deadline: DeadlineProgress, measure: MeasureProgress) -> str:
    """The year of a deadline, or its date where the measure has two in that year; and the day it was extended to."""
    one = deadline.deadline
    planned = str(one.period) if measure.measure.is_told_by_year(one) else day(one.planned)
    return f"{planned} → {day(one.due)}" if one.extensions else planned


def _rank(group: Group, plan: Plan) -> Group:
    """The topmost group above a group, or the group itself."""
    above = plan.group(group.parent)
    return group if above is None else _rank(above, plan)


def _blocks(summary: Summary, section: str) -> Iterator[_Block]:
    """The measures of a section under their topmost groups, in the order of the plan."""
    inside = [one for one in summary.measures if one.measure.section == section]
    gathered: dict[str | None, list[MeasureProgress]] = {}
    tops: dict[str | None, Group | None] = {}
    for one in inside:
        group = summary.plan.group(one.measure.group)
        top = None if group is None else _rank(group, summary.plan)
        key = None if top is None else top.key
        tops[key] = top
        gathered.setdefault(key, []).append(one)
    for key, measures in gathered.items():
        yield _Block(tops[key], tuple(_entries(summary.plan, key, measures)))


def _entries(plan: Plan, top: str | None, measures: Iterable[MeasureProgress]) -> Iterator[_Entry]:
    last = top
    for one in measures:
        group = one.measure.group
        if group not in (last, top):
            yield _Entry(None, plan.group(group), inner=True)
        last = group
        yield _Entry(one, None, inner=group != top or one.measure.parent is not None)
