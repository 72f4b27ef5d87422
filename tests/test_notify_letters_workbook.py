"""The table that goes with a mail: a line for each deadline, whole, and harmless."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from mappings.progress import Report
from notify.alerts.memory import Known
from notify.letters.attachments import Attachment
from notify.letters.imprint import WORKBOOK
from tests.examples.letter_values import ANNA, Town, newly_late
from tests.examples.plan_values import because, measure, plan


def table_of(attachment: Attachment) -> list[list[str]]:
    """The cells of the table as texts."""
    sheet = load_workbook(BytesIO(attachment.content)).worksheets[0]
    return [[str(cell or "") for cell in line] for line in sheet.iter_rows(values_only=True)]


def test_every_deadline_of_the_mail_has_a_line() -> None:
    """In the order of the mail, with what its row says."""
    town = Town(date(2027, 1, 11), recipients=(ANNA,))
    (attachment,) = town.letter(ANNA, attach=frozenset({WORKBOOK})).attachments
    head, *lines = table_of(attachment)
    assert head[:6] == ["Why", "Section", "No.", "Measure", "Due date", "What is known"]
    assert len(lines) == len(town.letter(ANNA).alerts)
    assert lines[0][0] == "Due date passed"
    assert lines[0][2:6] == [
        "I.1.1",
        "Yearly survey of readers in the libraries of the town",
        "2026-12-31",
        "due date passed 1 working day ago",
    ]
    assert lines[0][12].startswith("https://tracker.example/issues/")


def test_no_cell_acts() -> None:
    """What would be taken for a formula is text, whoever wrote it."""
    evil = '=HYPERLINK("https://x.example","y")'
    row = measure("I.1", years=(2025,), group=None, title=evil, executors=("@evil", "+1"))
    reports = {"I.1": Report("I.1", reasons=because("-1"), assignee="\t=1")}
    reader = replace(ANNA, measures=())
    town = Town(date(2026, 1, 12), reports, (reader,), Known(followed=date(2021, 1, 1)), plan=plan(row))
    (attachment,) = town.letter(reader, attach=frozenset({WORKBOOK})).attachments
    sheet = load_workbook(BytesIO(attachment.content)).worksheets[0]
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    _head, line = table_of(attachment)
    assert (line[3], line[8], line[9], line[10]) == (f"'{evil}", "'@evil; +1", "'=1", "'-1")


def test_nothing_goes_along_unasked() -> None:
    """A mail that shows all it tells comes alone."""
    assert newly_late().attachments == ()
