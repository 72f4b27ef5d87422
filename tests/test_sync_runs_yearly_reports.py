"""The yearly report on a real ledger: printed, handed in once, kept as it was, by the command line too."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mappings import language
from mappings.errors import ConfigError
from mappings.yearly_report.differences import IndicatorChange, Part
from sync.cli import run
from sync.cli.context import App
from sync.errors import LedgerBroken, NotPulled, UnsafeChange
from sync.runs.yearly_reports import close_yearly_report, yearly_report, years_of
from sync.summary.report import Handed
from tests.worlds.sync_world import ROWS, Clock, World

KEY = "I.1.1/2025"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town in January 2026, whose library has reported 5 of 4 for 2025."""
    town = World(tmp_path, Clock(datetime(2026, 1, 15, 9, 0, tzinfo=UTC)), date(2026, 1, 15))
    town.sync()
    town.edit(KEY, comment="Fact: 5", status="done")
    town.sync()
    return town


def close(world: World, year: int = 2025, by: str = "Ivanova") -> Handed:
    """Hand a report in."""
    return close_yearly_report(world.inputs(), year, lambda _handed: b"", by=by)[0]


def fact(handed: Handed, key: str = "I.1.1") -> Any:
    """The fact of a measure's indicator."""
    return next(row.fact.value for row in handed.report.indicators if row.key == key)


def test_a_report_is_of_what_was_pulled(world: World) -> None:
    """The figure of 2025 stands in the report of 2025 and is not closed."""
    handed = yearly_report(world.inputs(), 2025)
    assert (fact(handed), handed.closing) == (5, None)


def test_before_the_first_pull_there_is_none(tmp_path: Path) -> None:
    """A ledger that knows nothing says so, and keeps nothing."""
    town = World(tmp_path, today=date(2026, 1, 15))
    with pytest.raises(NotPulled):
        yearly_report(town.inputs(), 2025)
    with pytest.raises(NotPulled):
        close(town)


def test_a_closed_report_stays_and_later_corrections_stand_beside_it(world: World) -> None:
    """What was handed in is printed for good; what is corrected later is told, with both values."""
    handed = close(world)
    assert handed.closing
    assert (handed.closing.by, len(handed.closing.checksum), handed.closing.changes) == ("Ivanova", 64, ())
    world.edit(KEY, comment="Fact: 7")
    world.sync()
    later = yearly_report(world.inputs(), 2025)
    assert later.report == handed.report
    assert later.closing
    assert (later.closing.at, later.closing.checksum) == (handed.closing.at, handed.closing.checksum)
    (change,) = later.closing.changes
    assert isinstance(change, IndicatorChange)
    assert change.before
    assert change.now
    assert (change.part, change.before.fact.value, change.now.fact.value) == (Part.FACT, Decimal(5), Decimal(7))


def test_a_report_is_handed_in_once(world: World) -> None:
    """The second time is refused, and says when and by whom it was closed; the first stays."""
    first = close(world)
    with pytest.raises(UnsafeChange, match=r"2025 was closed on 2026-01-15.* by Ivanova") as refused:
        close(world, by="Petrova")
    assert refused.value.code == "report-closed"
    again = yearly_report(world.inputs(), 2025).closing
    assert again == first.closing


def test_a_year_that_is_not_near_its_end_is_not_closed(world: World) -> None:
    """A year that was mistyped would be closed for good; from December on it may be."""
    with pytest.raises(UnsafeChange, match="2026") as refused:
        close(world, 2026)
    assert refused.value.code == "report-early"
    assert yearly_report(world.inputs(), 2026).closing is None
    world.today = date(2026, 12, 1)
    assert close(world, 2026).closing


def test_what_cannot_be_made_is_not_closed(world: World) -> None:
    """Where the form fails, such as by a broken template, nothing is kept."""

    def broken(_handed: Handed) -> bytes:
        raise ConfigError([])

    with pytest.raises(IndexError):
        close_yearly_report(world.inputs(), 2025, broken, by="Ivanova")
    assert yearly_report(world.inputs(), 2025).closing is None


def test_a_closed_report_survives_a_renumbering(world: World) -> None:
    """It keeps the numbers that were printed, and its measure is known under the new one: nothing is gone or new."""
    handed = close(world)
    rows = [row.replace("1.1.\t", "1.7.\t") for row in ROWS]
    world.amend(rows)
    world.map("renamed: {I.1.1: I.1.7}")
    world.sync(force=True)
    later = yearly_report(world.inputs(), 2025)
    assert later.report == handed.report
    assert later.closing
    assert later.closing.changes == ()
    world.edit("I.1.7/2025", comment="Fact: 8")
    world.sync()
    closing = yearly_report(world.inputs(), 2025).closing
    assert closing
    assert [(one.now and one.now.key, one.part) for one in closing.changes] == [("I.1.7", Part.FACT)]


def test_a_closed_report_that_was_altered_is_not_printed(world: World) -> None:
    """Whoever changes a digit in the ledger is found out by the checksum."""
    close(world)
    with sqlite3.connect(world.ledger_path) as ledger:
        ledger.execute("UPDATE yearly_reports SET report = replace(report, '\"5\"', '\"6\"')")
    ledger.close()
    with pytest.raises(LedgerBroken) as found:
        yearly_report(world.inputs(), 2025)
    assert found.value.code == "report-altered"


def test_the_years_of_a_plan_are_those_of_its_dates_too(world: World) -> None:
    """The plan runs from 2025 to 2028."""
    assert years_of(world.inputs()) == range(2025, 2029)


def vekha(world: World, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """The exit code of a command, what it printed, and what it complained of."""
    capsys.readouterr()
    spoken = language.active()
    code = run(["-c", str(world.config_path), "summary", *words], App(now=world.clock))
    language.use(spoken)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command_closes_by_the_login_or_by_a_name(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """`--by` names who closes; the JSON says so, and has the figures as numbers."""
    words = ("--report", "2025", "--close", "--by", "Ivanova I.", "--format", "json", "--today", "2026-01-15")
    code, out, err = vekha(world, capsys, *words)
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["closed"]["by"], told["closed"]["changes"]) == ("Ivanova I.", [])
    row = next(one for one in told["indicators"] if one["key"] == "I.1.1")
    assert (row["plan"], row["fact"], row["deviation"], row["level"], row["outcome"]) == (4, 5, 1, 125, "reached")
    assert row["sources"][0]["text"] == "5"
    code, _out, err = vekha(world, capsys, "--report", "2025", "--close", "--format", "json")
    assert code == 4
    assert "Ivanova I." in err
    assert "[report-closed]" in err


def test_the_login_is_that_of_the_system_and_not_of_a_variable(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sets LOGNAME is not somebody else for that."""
    monkeypatch.setenv("LOGNAME", "mayor")
    monkeypatch.setenv("USER", "mayor")
    _code, out, _err = vekha(world, capsys, "--report", "2025", "--close", "--format", "json", "--today", "2026-01-15")
    assert json.loads(out)["closed"]["by"] != "mayor"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--report", "2035", "--format", "json"), "it runs from 2025 to 2028"),
        (("--report", "2025"), "docx, xlsx, json"),
        (("--report", "2025", "--format", "html"), "docx, xlsx, json"),
        (("--report", "2025", "--format", "docx"), "--output"),
        (("--close",), "--report YEAR"),
        (("--by", "X"), "--report YEAR"),
        (("--report", "2025", "--by", "X", "--format", "json"), "--close"),
        (("--report", "2025", "--compare", "2025-01-01", "--format", "json"), "--compare"),
        (("--report", "2025", "--template"), "--output"),
        (("--report", "soon", "--format", "json"), "soon"),
    ],
)
def test_a_wrong_use_is_told_as_one(
    world: World, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    """What does not go together, a year outside the plan and a form that the report lacks end with 64."""
    code, out, err = vekha(world, capsys, *words)
    assert (code, out) == (64, "")
    assert said in err
    assert "[usage]" in err


def test_the_report_goes_into_a_file_and_changes_are_counted(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is named; after a correction it is said how many values differ from what was handed in."""
    file = world.folder / "report.xlsx"
    words = ("--report", "2025", "--format", "xlsx", "-o", str(file), "--today", "2026-01-15")
    code, out, _err = vekha(world, capsys, *words, "--close")
    assert code == 0
    assert out.splitlines() == [f"The report of 2025 is in {file}.", "It is closed, and stays as it was handed in."]
    assert file.read_bytes().startswith(b"PK")
    world.edit(KEY, comment="Fact: 7")
    world.sync()
    _code, out, _err = vekha(world, capsys, *words)
    assert out.splitlines()[-1] == "1 value was changed since it was handed in."


def test_a_report_writes_over_nothing_of_the_plans(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """The mapping is not taken for a place to write to, nor an earlier template for a new one."""
    words = ("--report", "2025", "--format", "xlsx", "-o", str(world.folder / "mapping.yaml"))
    code, _out, err = vekha(world, capsys, *words)
    assert code == 78
    assert "[path-taken]" in err
    own = world.folder / "own.docx"
    assert vekha(world, capsys, "--report", "2025", "--template", "-o", str(own))[0] == 0
    code, _out, err = vekha(world, capsys, "--report", "2025", "--template", "-o", str(own))
    assert code == 77
    assert "[template-exists]" in err


def test_a_rating_is_printed_where_the_mapping_has_thresholds(world: World) -> None:
    """None by default; with thresholds the name of the highest that is reached."""
    assert yearly_report(world.inputs(), 2025).report.rating is None
    world.map("rating: {high: 0.9, fair: 0.7}")
    assert yearly_report(world.inputs(), 2025).report.rating == "high"


def test_a_year_before_the_first_that_is_followed_is_reported_whole(world: World) -> None:
    """`from_year` moves what is late, and takes no figure from the report of an earlier year or of the year before."""
    world.map("from_year: 2026")
    assert fact(yearly_report(world.inputs(), 2025)) == 5
    following = yearly_report(replace(world.inputs(), today=date(2026, 12, 20)), 2026)
    assert next(row.previous.value for row in following.report.indicators if row.key == "I.1.1") == 5
