"""All formats: the same plan reads the same in each, and none is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mappings.plan import Measure, Place, Plan
from mappings.reading import FORMATS, read_plan
from tests.examples.plan_files import FILES, TITLE, sample


def _without_places(measures: tuple[Measure, ...]) -> list[Measure]:
    return [replace(measure, place=Place()) for measure in measures]


def _read(folder: Path, suffix: str) -> Plan:
    path = folder / f"plan{suffix}"
    path.write_bytes(FILES[suffix]())
    return read_plan(path)


def test_every_format_has_a_sample() -> None:
    """No format goes without the tests below."""
    assert set(FILES) == set(FORMATS)


@pytest.mark.parametrize("suffix", sorted(FILES))
def test_the_same_plan_in_every_format(tmp_path: Path, suffix: str) -> None:
    """Title, sections, groups and measures do not depend on the format."""
    plan, text = _read(tmp_path, suffix), _read(tmp_path, ".txt")
    assert plan.title == text.title == TITLE
    assert (plan.start_year, plan.end_year) == (2021, 2030)
    assert [(one.key, one.title) for one in plan.sections] == [("I", "РАЗВИТИЕ БИБЛИОТЕК")]
    assert [(one.key, one.title) for one in plan.groups] == [("I.1", "Сохранение сети")]
    assert _without_places(plan.measures) == _without_places(text.measures)
    assert [measure.key for measure in plan.measures] == ["I.1.1", "I.1.2", "I.1.10"]


@pytest.mark.parametrize(
    ("suffix", "places"),
    [
        (".txt", [Place(line=6), Place(line=7), Place(line=8)]),
        (".csv", [Place(line=5), Place(line=6), Place(line=7)]),
        (".md", [Place(line=7), Place(line=8), Place(line=9)]),
        (".html", [Place(table=1, row=4), Place(table=1, row=5), Place(table=1, row=6)]),
        (".docx", [Place(table=1, row=4), Place(table=1, row=5), Place(table=1, row=6)]),
        (".odt", [Place(table=1, row=4), Place(table=1, row=5), Place(table=1, row=6)]),
        (".xlsx", [Place(table=1, row=number, sheet="Sheet") for number in (5, 6, 7)]),
        (".pdf", [Place(table=1, row=number, page=1) for number in (4, 5, 6)]),
    ],
)
def test_places(tmp_path: Path, suffix: str, places: list[Place]) -> None:
    """A row is named as a reader of the document would find it: by line, or by table, row, page and sheet."""
    assert [measure.place for measure in _read(tmp_path, suffix).measures] == places


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".odt", ".pdf", ".csv", ".html"])
def test_the_megion_plan(suffix: str) -> None:
    """The owner's plan has the same 64 measures and 156 deadlines in every format it comes in, word for word."""
    plan, text = read_plan(sample(suffix)), read_plan(sample(".txt"))
    assert len(plan.measures) == 64
    assert sum(len(measure.deadlines) for measure in plan.measures) == 156
    assert plan.title == text.title
    assert [(one.key, one.title) for one in plan.sections] == [(one.key, one.title) for one in text.sections]
    assert [(one.key, one.title) for one in plan.groups] == [(one.key, one.title) for one in text.groups]
    assert _without_places(plan.measures) == _without_places(text.measures)


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".odt", ".pdf", ".csv", ".html"])
def test_the_megion_plans_findings(suffix: str) -> None:
    """What is doubtful in it is found in every format; only the rows that a page break splits differ."""
    plan, text = read_plan(sample(suffix)), read_plan(sample(".txt"))
    found, expected = (
        sorted((one.code, one.measure or "") for one in each.findings if one.code != "row-split")
        for each in (plan, text)
    )
    assert found == expected


def test_a_format_is_loaded_when_it_is_read_and_not_before() -> None:
    """The command line and a plan in text need none of the libraries of the other formats."""
    script = (
        "import sys, sync.cli; from pathlib import Path; from mappings.reading import read_plan;"
        "read_plan(Path(sys.argv[1]));"
        "print(sorted({'lxml', 'openpyxl', 'pdfplumber', 'charset_normalizer'} & set(sys.modules)))"
    )
    plan = Path(__file__).parents[1] / "mappings" / "megion-2021-2030" / "plan.txt"
    done = subprocess.run([sys.executable, "-c", script, str(plan)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
