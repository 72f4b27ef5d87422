"""The summary as one table of separated values: whole, opened by a spreadsheet as it is, and harmless."""

from __future__ import annotations

import csv
import io

from hypothesis import given

from mappings import language
from mappings.links import web_link
from mappings.wording import clean, in_cell
from sync.summary import Summary
from sync.summary.as_csv import render
from tests.examples.summary_values import TEXTS, TRACKER, URLS, empty, foreign, summary_of


def lines(summary: Summary, mark: str = ",") -> list[dict[str, str]]:
    """The rows by their headings."""
    text = render(summary).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=mark))


def test_every_deadline_has_a_row_and_so_has_a_measure_without_one() -> None:
    """In the order of the plan, with what was reported."""
    found = lines(summary_of())
    assert [one["No."] for one in found] == [
        "I.1/2024",
        "I.1/2025",
        "I.1/2026",
        "I.1/2027",
        "I.2/2025",
        "II.1/2030",
        "II.2",
    ]
    first = found[0]
    assert (first["Due date"], first["State"], first["Fact"], first["Unit"]) == (
        "2024-12-31",
        "Done",
        "2.5",
        "документ",
    )
    assert (first["Date of closing"], first["Assignee"], first["Issue"]) == ("2024-12-20", "И. Петрова", f"{TRACKER}1")
    assert (found[1]["Days late"], found[1]["Reason"]) == ("334", "Ремонт")
    assert (found[-1]["Measure"], found[-1]["Due date"], found[-1]["State"]) == ("Без срока", "", "")


def test_a_russian_spreadsheet_opens_it_as_it_is() -> None:
    """A byte order mark, semicolons, decimal commas, dates as they are written."""
    language.use("ru")
    assert render(summary_of()).startswith(b"\xef\xbb\xbf")
    first = lines(summary_of(), ";")[0]
    assert (first["Факт"], first["Срок"], first["Достижение, %"]) == ("2,5", "31.12.2024", "27,8")


def test_a_file_of_the_machine_itself_is_no_address() -> None:
    """Nobody else can open it, and a spreadsheet would."""
    assert {one["No."]: one["Issue"] for one in lines(summary_of())}["I.2/2025"] == ""


def test_an_empty_plan_has_its_headings() -> None:
    """A program finds the columns it looks for."""
    assert render(empty()).decode("utf-8-sig").startswith("No.,Section,Measure,")
    assert lines(empty()) == []


@given(TEXTS, URLS)
def test_no_text_of_others_acts(text: str, url: str | None) -> None:
    """It is read back in its words, behind an apostrophe where it would be a formula; every row has every column."""
    found = list(csv.reader(io.StringIO(render(foreign(text, url)).decode("utf-8-sig"), newline="")))
    assert {len(row) for row in found} == {len(found[0])}
    rows = [dict(zip(found[0], row, strict=True)) for row in found[1:]]
    assert {row["Measure"] for row in rows} == {in_cell(clean(text))}
    assert {row["Issue"] for row in rows} == {web_link(url) or ""}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in found for cell in row)
