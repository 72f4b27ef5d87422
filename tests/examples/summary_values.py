"""Summaries for the tests of their forms: a town with everything in it, and one whose every text is somebody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from mappings.plan import IndicatorKind, Measure, Plan
from mappings.progress import Report, Status, judge
from sync.summary import Summary, summarize
from tests.examples.plan_values import because, extended, figure, indicator, measure, plan, report, reports

TODAY = date(2026, 11, 30)
PULLED = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
TRACKER = "https://tracker.example/issues/"

_FRAGMENTS = (
    '=HYPERLINK("http://x.example","y")',
    "+1",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "'",
    '"',
    ";",
    "|",
    "`",
    "*б*",
    "_a_",
    "~~x~~",
    "<b onclick=x>",
    "&amp;",
    "&lt;",
    "{ HYPERLINK x }",
    "]]>",
    "@user",
    "#1",
    "!1",
    "[a](http://x.example)",
    "[[page]]",
    "http://x.example/?a=b",
    "www.x.example",
    ":smile:",
    "\\",
    "\n",
    "\x00",
    "\x0b",
    "\ufffe",
    "\ud800",
    "\u202e",
    "𝄞",
    "#N/A",
    "1. ",
    "- ",
    "# ",
)
TEXTS = st.lists(st.one_of(st.sampled_from(_FRAGMENTS), st.text(st.characters(), max_size=8)), max_size=6).map("".join)
URLS = st.sampled_from(
    [
        None,
        f"{TRACKER}1",
        f"{TRACKER}1?a=<b>&amp;c=|`d`",
        "http://127.0.0.1:3000/issues/1",
        "http://localhost/issues/1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        f"{TRACKER}{'a' * 3000}",
    ]
)


def summary_of(
    given: Plan | None = None, *, told: tuple[Report, ...] = (), today: date = TODAY, pulled: datetime | None = PULLED
) -> Summary:
    """The summary of a plan, or of the town's, on a day."""
    return summarize(judge(given or plan(*_measures()), reports(*(told or _told())), today=today), as_of=pulled)


def empty() -> Summary:
    """The summary of a plan without years, sections and measures, of which nothing was ever pulled."""
    bare = replace(plan(title="План"), start_year=None, end_year=None)
    return summarize(judge(bare, {}, today=TODAY), as_of=None)


def foreign(text: str, url: str | None) -> Summary:
    """A summary in which a text stands wherever somebody else's may stand, and an address behind every key."""
    asked = indicator(4, text=text, unit=text)
    one = replace(measure("I.1", years=(2024, 2030), indicators=[asked], title=text, group=None), target_text=text)
    one = replace(extended(one, 2030, date(2031, 3, 1)), executors=(text,))
    orders = tuple(replace(step, by=text, order=text) for step in one.deadlines[1].extensions)
    one = replace(one, deadlines=(one.deadlines[0], replace(one.deadlines[1], extensions=orders)))
    given = plan(one, measure("II.1", years=(), group=None, title=text, executors=()), title=text)
    given = replace(given, sections=tuple(replace(section, title=text) for section in given.sections))
    late = replace(report("I.1/2024", Status.IN_PROGRESS, url=url, assignee=text), reasons=because(text, author=text))
    figured = report("I.1/2030", Status.IN_PROGRESS, figure(2, author=text, text=text), url=url, assignee=text)
    return summary_of(given, told=(late, figured, report("I.1", url=url), report("II.1", url=url)))


def _measures() -> tuple[Measure, ...]:
    share = indicator(80, kind=IndicatorKind.LEVEL, unit="%", percent=True)
    return (
        measure("I.1", years=range(2024, 2028), indicators=[indicator(9)], title="Оцифровка"),
        measure("I.2", years=(2025,), indicators=[share], title="Опрос"),
        measure("II.1", years=(2030,), indicators=[indicator(None, kind=IndicatorKind.DONE)], group=None, title="Зал"),
        measure("II.2", years=(), group=None, title="Без срока", executors=("Отдел культуры",)),
    )


def _told() -> tuple[Report, ...]:
    done = report("I.1/2024", Status.DONE, figure("2.5"), url=f"{TRACKER}1", assignee="И. Петрова")
    return (
        replace(done, closed_at=datetime(2024, 12, 20, 9, tzinfo=UTC)),
        report("I.1/2025", Status.IN_PROGRESS, reason="Ремонт", url=f"{TRACKER}2"),
        report("I.2", Status.DONE, figure("84.5"), url="file:///tracker.html#I.2"),
    )
