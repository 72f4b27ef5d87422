"""The summary as a part of a wiki page: what stands there, in which order, and what counts as a change of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from gettext import NullTranslations

import pytest

from mappings import language
from mappings.progress import Report, Status, judge
from sync.summary import Summary, summarize
from sync.summary.as_wiki import to_wiki, told
from sync.tracker import WikiText
from tests.examples.plan_values import indicator, measure, plan, report, reports

WIKI = WikiText("markdown", lambda text: text, lambda url: f"#{url.rpartition('/')[2]}")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_active", NullTranslations())
    monkeypatch.setattr(language, "_name", "en")


def _summary(today: date = date(2026, 12, 10), *more: Report) -> Summary:
    whole = plan(
        measure("I.1.1", years=range(2024, 2028), indicators=[indicator(10)]),
        measure("I.1.2", years=[2026], executors=()),
        measure("I.1.3", years=[2030], title="К" * 200),
    )
    given = reports(
        report("I.1.1", url="https://t/1"),
        report("I.1.1/2024", Status.DONE, "2", url="https://t/24"),
        report("I.1.1/2025", url="https://t/25", reason="Нет средств"),
        report("I.1.2", url="https://t/2"),
        *more,
    )
    progress = judge(whole, given, today=today)
    return summarize(progress, as_of=datetime(today.year, today.month, today.day, 7, tzinfo=UTC))


def _section(text: str, heading: str) -> list[str]:
    """The rows below a heading, the table's head left out."""
    below = text.partition(f"\n## {heading}\n\n")[2].partition("\n\n")[0]
    return below.splitlines()[2:]


def test_the_page_begins_with_what_a_head_asks_first() -> None:
    """How much of what has fallen due is done; then what is late, at risk, next; then the shares; all measures last."""
    text = to_wiki(_summary(), WIKI)
    lines = [line for line in text.splitlines() if line]
    assert lines[0].startswith("# ")
    assert lines[1] == "1 of 2 deadlines that have fallen due are done (50%)."
    headings = [line for line in lines if line.startswith("## ")]
    assert headings == [
        *("## Overdue", "## At risk", "## Due next", "## By year", "## By section", "## By executor"),
        "## All measures",
    ]
    assert lines[-1] == "As the tracker stood on 2026-12-10 07:00 (UTC)."


def test_what_is_late_links_to_the_deadlines_own_issue() -> None:
    """With its day, not with how many days it is late."""
    (row,) = _section(to_wiki(_summary(), WIKI), "Overdue")
    assert row.startswith("| I.1.1 |") and row.endswith("| 2025-12-31 | #25 |")


def test_a_measure_links_to_its_own_issue_and_a_long_title_is_cut() -> None:
    """An issue without a page leaves a dash."""
    rows = _section(to_wiki(_summary(), WIKI), "All measures")
    assert [row.rpartition("| ")[2] for row in rows] == ["#1 |", "#2 |", "— |"]
    assert max(map(len, rows)) < 230
    assert f"{'К' * 159}…" in rows[2]


def test_the_clock_alone_changes_nothing() -> None:
    """A day later the page tells the same, though it would be dated otherwise; a closing changes it."""
    first, second = _summary(date(2026, 12, 10)), _summary(date(2026, 12, 11))
    assert told(first, WIKI) == told(second, WIKI)
    assert to_wiki(first, WIKI) != to_wiki(second, WIKI)
    assert told(_summary(date(2026, 12, 10), report("I.1.2", Status.DONE)), WIKI) != told(first, WIKI)


def test_why_something_is_at_risk_moves_with_the_day_and_counts_for_no_change() -> None:
    """What is needed by now grows every day; that there is one more at risk does count."""
    summary = _summary()
    assert summary.at_risk
    moved = replace(summary, at_risk=tuple(replace(one, why="otherwise") for one in summary.at_risk))
    assert "| otherwise |" in to_wiki(moved, WIKI)
    assert told(moved, WIKI) == told(summary, WIKI)
    assert told(replace(summary, at_risk=()), WIKI) != told(summary, WIKI)


def test_what_there_is_none_of_has_no_heading() -> None:
    """A plan of which nothing is late, at risk or near; and one without a title or an executor's name."""
    whole = plan(measure("I.1.1", years=[2030], executors=()), title="")
    summary = summarize(judge(whole, {}, today=date(2026, 12, 10)), as_of=None)
    text = to_wiki(replace(summary, coming=()), WIKI)
    assert text.startswith("# Plan summary\n\nNo deadline has fallen due yet.\n")
    assert not any(name in text for name in ("## Overdue", "## At risk", "## Due next"))
    assert "| no executor named | 1 | 1 | 0 | 0 | 0 |" in text


def test_years_before_the_records_have_a_column_of_their_own() -> None:
    """What was late before the plan was followed here is nobody's fault, and is not left out."""
    whole = plan(measure("I.1.1", years=[2020, 2030]))
    progress = judge(whole, {}, today=date(2026, 12, 10), backlog_before=date(2026, 1, 1))
    text = to_wiki(summarize(progress, as_of=None), WIKI)
    assert "| Year | Total | Planned | Before the records, nothing known |" in text
    assert "| 2020 | 1 | 0 | 1 |" in text
