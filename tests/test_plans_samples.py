"""The plans in tests/plans: each is a part of a public plan, and says what must be read of it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile, is_zipfile

import pytest

from mappings.plan import Recurrence
from mappings.wording import folded

FOLDER = Path(__file__).parent / "plans"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
FORMATS = {".md", ".csv", ".html", ".txt", ".docx", ".xlsx"}
FIELDS = {"documents", "plan", "kind", "language", "source", "what", "note", "measures", "overrides"}
OF_A_MEASURE = {"number", "section", "title", "deadlines", "recurrence", "executors", "indicators"}
OF_AN_INDICATOR = {"kind", "comparator", "value", "percent"}
MOST_ROWS = 20


def said(name: str) -> dict[str, Any]:
    """What must be read of a plan."""
    stated: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return stated


def printed(document: Path) -> str:
    """The words of a document, folded, without its markup."""
    if not is_zipfile(document):
        return folded(_bare(document.read_text(encoding="utf-8")))
    with ZipFile(document) as parts:
        names = [name for name in parts.namelist() if name.endswith((".xml", ".rels"))]
        return folded(" ".join(_bare(parts.read(name).decode("utf-8")) for name in names))


def _bare(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", text)).replace("**", "")


def alternatives(measure: dict[str, Any]) -> Iterator[list[str]]:
    """Each list of deadlines that would be right."""
    deadlines = measure["deadlines"]
    if deadlines is not None:
        yield from deadlines if deadlines and isinstance(deadlines[0], list) else [deadlines]


def test_every_plan_says_what_must_be_read() -> None:
    """No document without its statement, no statement without its documents, and each of a format that is read."""
    stated = [document for name in NAMES for document in said(name)["documents"]]
    found = sorted(path.name for path in FOLDER.iterdir() if path.suffix in FORMATS and path.stem != "README")
    assert sorted(stated) == found
    assert {Path(document).stem for document in stated} == set(NAMES)


def test_thirty_plans_of_ten_kinds() -> None:
    """The corpus is wide: at least thirty plans of ten kinds, in five languages, none of them twice."""
    plans = [said(name) for name in NAMES]
    assert len(plans) >= 30
    assert len({plan["kind"] for plan in plans}) >= 10
    assert len({plan["language"] for plan in plans}) >= 5
    assert len({plan["source"] for plan in plans}) == len(plans)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_there(name: str) -> None:
    """A statement has all the fields of the form and no other, and says in words what it is about."""
    stated = said(name)
    assert stated.keys() == FIELDS
    assert stated["plan"].keys() <= {"start_year", "end_year"}
    assert all(stated[field].strip() for field in ("kind", "what", "note"))
    assert re.fullmatch("[a-z]{2}", stated["language"])
    assert 0 < len(stated["measures"]) <= MOST_ROWS
    assert all(measure.keys() == OF_A_MEASURE for measure in stated["measures"])
    assert all(one.keys() == OF_AN_INDICATOR for measure in stated["measures"] for one in measure["indicators"] or ())


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_can_be_read(name: str) -> None:
    """Deadlines are days in their order, recurrences are those of a plan, and only what has no end is ongoing."""
    for measure in said(name)["measures"]:
        for days in alternatives(measure):
            assert days == sorted(day.isoformat() for day in map(date.fromisoformat, days))
        assert measure["recurrence"] in {None, *(one.value for one in Recurrence)}
        if measure["recurrence"] == Recurrence.ONGOING.value:
            assert measure["deadlines"] == []


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_stands_in_the_document(name: str) -> None:
    """Titles, numbers and the names of executors are those of every document of the plan."""
    stated = said(name)
    for words in (printed(FOLDER / document) for document in stated["documents"]):
        for measure in stated["measures"]:
            named = measure["executors"] if isinstance(measure["executors"], list) else []
            for text in (measure["title"], measure["number"] or "", *named):
                assert folded(text) in words, text


@pytest.mark.parametrize("name", NAMES)
def test_a_measure_can_be_told_from_the_others(name: str) -> None:
    """No two statements of one plan mean the same row."""
    meant = [(measure["number"], folded(measure["title"])) for measure in said(name)["measures"]]
    for number, title in meant:
        assert sum(number in (None, other) and begins.startswith(title) for other, begins in meant) == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_source_is_an_address(name: str) -> None:
    """Each plan can be looked up where it was published."""
    source = urlsplit(said(name)["source"])
    assert source.scheme in {"http", "https"}
    assert "." in (source.hostname or "")
    assert len(source.path) > 1
