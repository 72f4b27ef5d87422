"""The summary as text, on a terminal and in a pipe."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from gettext import NullTranslations

import pytest
from rich.cells import cell_len
from rich.console import Console

from mappings import language
from mappings.plan import Measure
from mappings.progress import Report, Status, judge
from sync.summary import Summary, summarize, words
from sync.summary.as_text import render, to_text
from sync.summary.text_tables import PLAIN_WIDTH
from tests.examples.plan_values import extended, indicator, measure, plan, report, reports

LONG = "Формирование информационных ресурсов, соответствующих характеристикам социально-экономических систем " * 3


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_active", NullTranslations())


def _summary(*measures: Measure, given_reports: tuple[Report, ...] = ()) -> Summary:
    progress = judge(plan(*measures), reports(*given_reports), today=date(2026, 12, 10))
    return summarize(progress, as_of=datetime(2026, 12, 10, 7, 0, tzinfo=UTC))


def _mixed() -> Summary:
    return _summary(
        measure("I.1.1", years=range(2023, 2029), indicators=[indicator(10)], title=LONG),
        measure("V.15.6.4", years=[2030], group=None, executors=()),
        given_reports=(
            report("I.1.1/2023", Status.DONE, 2),
            report("I.1.1/2024", Status.CANCELLED),
            report("I.1.1/2027", Status.IN_PROGRESS),
        ),
    )


def _on_terminal(summary: Summary, width: int = 140) -> str:
    out = io.StringIO()
    to_text(
        summary,
        Console(file=out, force_terminal=True, color_system="truecolor", width=width, legacy_windows=False),
    )
    return out.getvalue()


def _without_colour(text: str) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def test_piped_text_is_plain() -> None:
    """No escape, no box, no markup, no trailing space, and no line wider than a page."""
    lines = render(_mixed()).decode().splitlines()
    assert all(line == line.rstrip() and line.isprintable() for line in lines)
    assert not set("│─━┃║═█▓▒░") & set("".join(lines))
    assert max(map(cell_len, lines)) <= PLAIN_WIDTH


def test_piped_columns_are_aligned() -> None:
    """Words begin in one column, numbers end in one, and what has no room is cut with an ellipsis."""
    text = render(_mixed()).decode()
    assert "\nNo.       State        Reached  Deadlines  Title\n" in text
    assert "\nI.1.1     Overdue          20%        1/6  Формирование информационных ресурсов" in text
    assert "\nV.15.6.4  Not due yet        —        0/1  Создание цифровых копий документов\n" in text
    assert "…" in text


def test_the_text_opens_with_the_verdict() -> None:
    """Title, how much is done of what was due, verdict, time: in this order, before any table."""
    assert render(_mixed()).decode().splitlines()[:4] == [
        "План развития библиотек",
        "1 of 2 deadlines that have fallen due are done (50%).",
        "1 of 7 deadlines done, 1 overdue, 1 due soon, 1 in progress, 2 planned, 1 cancelled.",
        "The deadlines as they stood on 2026-12-10. As the tracker stood on 2026-12-10 07:00 (UTC).",
    ]


def test_every_table_is_there() -> None:
    """Totals, years, sections, executors, what is overdue, and every measure."""
    text = render(_mixed()).decode()
    titles = ["Deadlines", "Measures", "By year", "By section", "By executor"]
    titles += ["Overdue", "Due next", "Meeting deadlines", "All measures"]
    assert [line for line in text.splitlines() if line in titles] == titles
    assert "no executor named" in text
    assert re.search(r"^I\.1\.1 +2025-12-31 +344 +1 ", text, re.MULTILINE)
    assert re.search(r"^2026 +1 +0 +0 +1 +0 +0 +0$", text, re.MULTILINE)


def test_sections_printed_in_capitals_do_not_shout() -> None:
    """A section's title is a sentence in both forms."""
    for text in (render(_mixed()).decode(), _without_colour(_on_terminal(_mixed()))):
        assert re.search(r"^ *I +1 +6 .* Раздел I *$", text, re.MULTILINE)
        assert "РАЗДЕЛ" not in text


def test_without_overdue_deadlines_there_is_no_table_of_them() -> None:
    """Good news needs no empty table; states nobody is in take no column of the years."""
    text = render(_summary(measure("I.1.1", years=[2030]))).decode()
    assert "Overdue now" not in text
    assert "\nYear  Total  Planned\n" in text


def test_a_plan_without_measures_has_its_tables_all_the_same() -> None:
    """Nothing to count is no reason to fail."""
    for text in (render(_summary()).decode(), _without_colour(_on_terminal(_summary()))):
        assert "The plan has no deadlines." in text
        assert "2021" in text


def test_a_terminal_gets_colour_and_bars() -> None:
    """The same figures, with the states in colour and as bars whose glyphs differ too."""
    coloured = _on_terminal(_mixed())
    assert "\x1b[" in coloured
    text = _without_colour(coloured)
    assert {"█", "▓", "▒", "░", "·"} <= set(text)
    assert "1 of 7 deadlines done" in text
    assert max(map(cell_len, text.splitlines())) <= 140


def test_the_longest_bar_is_of_the_largest_year() -> None:
    """Bars of one table have one scale."""
    years = _summary(measure("I.1.1", years=[2029, 2030]), measure("I.1.2", years=[2030]))
    text = _without_colour(_on_terminal(years))
    rows = {line.split()[0]: line.count("░") for line in text.splitlines() if re.match(r" *20\d\d ", line)}
    assert rows["2030"] == 30
    assert rows["2029"] == 15
    assert rows["2021"] == 0


def test_a_narrow_terminal_does_without_bars() -> None:
    """Where there is no room the figures stay and the bars go."""
    text = _without_colour(_on_terminal(_mixed(), width=60))
    years = text[text.index("By year") : text.index("By section")]
    assert not {"█", "▓", "▒", "░"} & set(years)
    assert max(map(cell_len, text.splitlines())) <= 60


def test_a_long_title_has_two_lines_on_a_terminal_and_one_in_a_pipe() -> None:
    """A list of measures stays a list; the page and the JSON have the titles whole."""
    one = _summary(measure("I.1.1", title=LONG))
    drawn = _without_colour(_on_terminal(one, width=80))
    assert len(drawn[drawn.index("All measures") :].strip().splitlines()) <= 7
    text = render(one).decode()
    assert sum(line.startswith("I.1.1") for line in text[text.index("All measures") :].splitlines()) == 1


def test_a_long_plan_title_is_folded() -> None:
    """The head keeps the width too."""
    progress = judge(plan(measure(), title=LONG), {}, today=date(2026, 12, 10))
    lines = render(summarize(progress, as_of=None)).decode().splitlines()
    assert max(map(len, lines)) <= PLAIN_WIDTH
    assert " ".join(lines[:4]).startswith(LONG.strip())


def test_nothing_of_the_tracker_steers_the_terminal() -> None:
    """Escapes, markup and line breaks in titles, names and sections are shown as harmless text."""
    wicked = "[red]Злой\x1b]0;title\x07 текст\nстрока\u202e[/red]"
    summary = _summary(measure("I.1.1", years=[2025], title=wicked, executors=(wicked,)))
    plain = render(summary).decode()
    assert "[red]Злой ]0;title текст строка[/red]" in plain
    assert "\x1b" not in plain
    assert "\x1b]" not in _on_terminal(summary)
    assert "[red]Злой" in _without_colour(_on_terminal(summary))


def test_every_extension_has_its_row() -> None:
    """The date that it moved, the new one and the order; the table is there only where something was extended."""
    assert "Extended deadlines" not in render(_mixed()).decode()
    twice = extended(measure(years=(2026, 2027)), 2026, date(2027, 6, 30), date(2027, 9, 30))
    text = render(_summary(twice)).decode()
    rows = text.partition("Extended deadlines\n")[2].splitlines()[:3]
    assert rows == [
        "Key         Earlier date  Extended to  By whose order",
        "I.3.4/2026  2026-12-31    2027-06-30   Mayor, No. 1",
        "I.3.4/2026  2027-06-30    2027-09-30   Mayor, No. 2",
    ]


@pytest.mark.parametrize("width", [40, 80, 100, 140])
def test_no_heading_is_cut_on_a_terminal_and_no_name_is_left_out(width: int) -> None:
    """Where a table is too wide, its headings are folded; where that is not enough, each row is a block."""
    text = _without_colour(_on_terminal(_mixed(), width))
    assert max(cell_len(line.rstrip()) for line in text.splitlines()) <= width
    whole = text[text.index(words.discipline()) :]
    shown = {word.strip(":;") for word in whole[: whole.index("All measures")].split()}
    assert {word for heading in words.discipline_headings()[:-1] for word in heading.removeprefix(">").split()} <= shown
    assert {one.executor.split()[0] for one in _mixed().discipline if one.executor} <= shown
