"""The summary as Vekha's part of a wiki page: what stands there, in which order. How it is marked up is the wiki's.

Dates stand in place of days left, and `told` leaves out what moves with the day all the same: a page on which nothing
else has changed is not written again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mappings.language import gettext as _
from mappings.language import pgettext
from mappings.progress import DeadlineState, MeasureProgress
from mappings.wording import clean, cut, day, number, percent, section_titles
from sync.summary import words
from sync.summary.figures import DEADLINE_STATES, DeadlineCounts, MeasureCounts, Summary, YearFigures
from sync.summary.outlook import AtRisk, Coming, Late
from sync.summary.wiki_markup import Cell, Issues, Wiki
from sync.tracker import WikiText

_TITLE = 160  # characters of a measure's title


def to_wiki(summary: Summary, text: WikiText) -> str:
    """Vekha's part of the page."""
    wiki = Wiki(text)
    return "\n\n".join([*_parts(summary, wiki), wiki.words(words.pulled(summary.as_of))])


def told(summary: Summary, text: WikiText) -> str:
    """What of it counts where it is asked whether anything has changed: nothing that moves with the day alone."""
    still = replace(summary, at_risk=tuple(replace(one, why="") for one in summary.at_risk))
    return "\n\n".join(_parts(still, Wiki(text)))


def _parts(summary: Summary, wiki: Wiki) -> Iterator[str]:
    yield wiki.heading(1, clean(summary.plan.title) or _("Plan summary"))
    yield wiki.words(words.headline(summary.deadline_counts))
    yield wiki.words(words.verdict(summary.deadline_counts))
    yield from _outlook(summary, wiki)
    yield from _shares(summary, wiki)
    yield from _measures(summary, wiki)


def _outlook(summary: Summary, wiki: Wiki) -> Iterator[str]:
    """What a head asks first: each is left out where there is none."""
    named = (_("No."), _("Title"), _("Executor"))
    if summary.late:
        yield wiki.heading(2, pgettext("deadline", "Overdue"))
        yield wiki.table((*named, _("Was due"), _("Issue")), map(_late, summary.late))
    if summary.at_risk:
        yield wiki.heading(2, pgettext("measure", "At risk"))
        yield wiki.table((*named, _("Why"), _("Issue")), map(_at_risk, summary.at_risk))
    if summary.coming:
        yield wiki.heading(2, _("Due next"))
        yield wiki.table((*named, _("Due"), _("Issue")), map(_coming, summary.coming))


def _shares(summary: Summary, wiki: Wiki) -> Iterator[str]:
    """How the deadlines stand by year, and the measures by section and executor."""
    share = (_("Measures"), _("Deadlines"), pgettext("deadline", "Done"), pgettext("deadline", "Overdue"), "%")
    yield wiki.heading(2, _("By year"))
    counts = summary.deadline_counts
    states = [state for state in DEADLINE_STATES if counts.of(state)]
    backlog = [_("Before the records, nothing known")] if counts.backlog else []
    headings = (_("Year"), _("Total"), *map(words.deadline_state, states), *backlog)
    yield wiki.table(headings, (_year(one, states, backlog=bool(backlog)) for one in summary.by_year))
    if summary.plan.is_sectioned:
        yield wiki.heading(2, _("By section"))
        titles = section_titles(summary.plan)
        rows = (
            (one.section.key, titles[one.section.key], *_share(one.measures, one.deadlines))
            for one in summary.by_section
        )
        yield wiki.table((_("Section"), _("Title"), *share), rows)
    yield wiki.heading(2, _("By executor"))
    theirs = ((one.name or _("no executor named"), *_share(one.measures, one.deadlines)) for one in summary.by_executor)
    yield wiki.table((_("Executor"), *share), theirs)


def _measures(summary: Summary, wiki: Wiki) -> Iterator[str]:
    yield wiki.heading(2, _("All measures"))
    headings = (_("No."), _("Title"), _("State"), _("Reached"), _("Deadlines"), _("Issue"))
    yield wiki.table(headings, map(_measure, summary.measures))


def _named(one: MeasureProgress) -> tuple[str, str, str]:
    """A measure with its executors."""
    measure = one.measure
    return measure.key, cut(clean(measure.title), _TITLE), "; ".join(measure.executors)


def _late(one: Late) -> tuple[Cell, ...]:
    dues = ", ".join(day(inner.deadline.due) for inner in one.deadlines)
    return (*_named(one.measure), dues, Issues(tuple(inner.report.url for inner in one.deadlines)))


def _at_risk(one: AtRisk) -> tuple[Cell, ...]:
    return (*_named(one.measure), one.why, Issues((one.measure.report.url,)))


def _coming(one: Coming) -> tuple[Cell, ...]:
    return (*_named(one.measure), day(one.deadline.deadline.due), Issues((one.deadline.report.url,)))


def _year(one: YearFigures, states: list[DeadlineState], *, backlog: bool) -> tuple[Cell, ...]:
    counts = one.deadlines
    known = [counts.total, *map(counts.of, states), *([counts.backlog] if backlog else [])]
    return (str(one.year), *map(str, known))


def _share(measures: MeasureCounts, deadlines: DeadlineCounts) -> tuple[str, ...]:
    counts = (measures.total, deadlines.total, deadlines.done, deadlines.of(DeadlineState.OVERDUE))
    return (*map(str, counts), number(deadlines.percent))


def _measure(one: MeasureProgress) -> tuple[Cell, ...]:
    done = sum(inner.state is DeadlineState.DONE for inner in one.deadlines)
    key, title, _executors = _named(one)
    deadlines = f"{done} / {len(one.deadlines)}"
    return key, title, words.standing(one), percent(one.percent), deadlines, Issues((one.report.url,))
