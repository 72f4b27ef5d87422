"""`vekha read` with a document of changes, with a page to check the reading by, and what it says of its certainty."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.cli.output import Output
from tests.examples.plan_documents import BUNDLED, document, row

CHANGES = "Изменения, которые вносятся в план\n\n1. Строку 1.1 изложить в следующей редакции:\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a plan of two measures, and changes of one of them."""
    monkeypatch.chdir(tmp_path)
    rows = row("1.1.", timing="2025"), row("1.2.", "Опрос", timing="отчет")
    (tmp_path / "plan.txt").write_text(document("I. РАЗДЕЛ", *rows), encoding="utf-8")
    (tmp_path / "changes.txt").write_text(CHANGES + row("1.1.", "Новое", timing="2027"), encoding="utf-8")
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *arguments: str, quiet: bool = False) -> tuple[int, str, str]:
    """How `vekha read` ends, and what it prints."""
    code = run(["read", *arguments], App(output=Output(quiet=quiet)))
    return code, *capsys.readouterr()


@pytest.mark.usefixtures("folder")
def test_the_plan_is_read_with_its_changes(capsys: pytest.CaptureFixture[str]) -> None:
    """As one plan, in either form."""
    end, out, err = told(capsys, "plan.txt", "--amended-by", "changes.txt", "--format", "json")
    assert (end, err) == (ExitCode.DONE, "")
    first, second = json.loads(out)["measures"]
    assert (first["key"], first["title"], first["deadlines"]) == ("I.1.1", "Новое", ["2027-12-31"])
    assert second["title"] == "Опрос"
    assert re.search(r"^I\.1\.1 +Новое +2027", told(capsys, "plan.txt", "--amended-by", "changes.txt")[1], re.MULTILINE)


@pytest.mark.parametrize("quiet", [True, False])
def test_a_change_that_cannot_be_applied_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], *, quiet: bool
) -> None:
    """The others are applied; the command ends with 3 and says where the rest stands."""
    with (folder / "changes.txt").open("a", encoding="utf-8") as file:
        file.write("\n2. Строку 9.9 исключить.\n")
    end, out, err = told(capsys, "plan.txt", "--amended-by", "changes.txt", quiet=quiet)
    assert end == ExitCode.PARTIAL
    assert "changes.txt: 1 change could not be applied [changes-left]" in err
    assert "line 5" in (err if quiet else out)
    assert ("Новое" in out) is not quiet
    assert ("[change-unapplied]" in err) is quiet


@pytest.mark.usefixtures("folder")
def test_changes_alone_are_no_plan(capsys: pytest.CaptureFixture[str]) -> None:
    """78, with the way on."""
    end, out, err = told(capsys, "changes.txt")
    assert (end, out) == (ExitCode.WRONG_INPUT, "")
    assert "[document-amending]. Read the plan with them: vekha read PLAN --amended-by FILE." in err


@pytest.mark.usefixtures("folder")
def test_a_plan_is_no_changes(capsys: pytest.CaptureFixture[str]) -> None:
    """Nor do changes stand where the plan belongs; nothing is shown."""
    end, out, err = told(capsys, "plan.txt", "--amended-by", "plan.txt")
    assert (end, out) == (ExitCode.WRONG_INPUT, "")
    assert "[document-no-changes]" in err
    assert told(capsys, "changes.txt", "--amended-by", "changes.txt")[0] == ExitCode.WRONG_INPUT


@pytest.mark.usefixtures("folder")
def test_the_last_line_says_how_sure_the_reading_is(capsys: pytest.CaptureFixture[str]) -> None:
    """How many were read, how many with certainty, and which to look at."""
    assert told(capsys, "plan.txt")[1].splitlines()[-1] == (
        "2 measures were read; with certainty: 1, check 1: I.1.2 (line 6)."
    )
    assert told(capsys, str(BUNDLED))[1].splitlines()[-1] == "64 measures were read; all with certainty."


def test_the_last_line_is_russian_too(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its plural forms."""
    monkeypatch.setenv("LANGUAGE", "ru")
    last = [told(capsys, name)[1].splitlines()[-1] for name in ("plan.txt", str(BUNDLED))]
    assert last == [
        "Прочитано 2 мероприятия; уверенно — 1, проверьте 1: I.1.2 (строка 6).",
        "Прочитано 64 мероприятия; все уверенно.",
    ]
    (folder / "plan.txt").write_text(document("I. РАЗДЕЛ", row("1.1."), "Итого"), encoding="utf-8")
    assert told(capsys, "plan.txt")[1].splitlines()[-1] == (
        "Прочитано 1 мероприятие; все уверенно; не прочитана 1 строка: строка 6."
    )


def test_the_confidence_of_each_measure_is_in_the_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From 0 to 1; what the mapping settles is certain."""

    def sure(*arguments: str) -> list[float]:
        found = json.loads(told(capsys, "plan.txt", "--format", "json", *arguments)[1])
        return [one["confidence"] for one in found["measures"]]

    assert sure() == [1.0, 0.6]
    (folder / "mapping.yaml").write_text("language: ru\nmeasures: {I.1.2: {deadlines: [2027]}}\n", encoding="utf-8")
    assert sure("--mapping", "mapping.yaml") == [1.0, 1.0]


def test_the_page_is_written_besides(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The plan is printed all the same; with changes the page shows the plan as amended."""
    end, out, _err = told(capsys, "plan.txt", "--amended-by", "changes.txt", "--html", "pages/check.html")
    assert end == ExitCode.DONE
    assert out.splitlines()[-1] == "The page to check the reading by is in pages/check.html."
    page = (folder / "pages" / "check.html").read_text("utf-8")
    assert "Новое" in page
    assert "plan.txt" in page
    _end, out, err = told(capsys, "plan.txt", "--format", "json", "--html", "check.html")
    assert json.loads(out)["plan"]
    assert err == ""


@pytest.mark.parametrize("taken", ["plan.txt", "changes.txt"])
def test_the_page_never_goes_over_what_is_read(folder: Path, capsys: pytest.CaptureFixture[str], taken: str) -> None:
    """A slip of the pen costs no document."""
    before = (folder / taken).read_bytes()
    end, out, err = told(capsys, "plan.txt", "--amended-by", "changes.txt", "--html", taken)
    assert (end, out) == (ExitCode.WRONG_INPUT, "")
    assert "[path-taken]" in err
    assert (folder / taken).read_bytes() == before


def test_a_page_that_cannot_be_written_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line with its place."""
    (folder / "file").touch()
    end, _out, err = told(capsys, "plan.txt", "--html", "file/check.html")
    assert end == ExitCode.WRONG_INPUT
    assert len(err.splitlines()) == 1
    assert "check.html" in err


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("option", [["--html", "x.html"], ["--amended-by", "changes.txt"]])
def test_they_do_not_go_with_a_comparison_or_an_explanation(
    folder: Path, capsys: pytest.CaptureFixture[str], option: list[str]
) -> None:
    """64, and nothing is written."""
    for others in (["plan.txt", "--against", "plan.txt"], ["--explain", "row-split"]):
        end, _out, err = told(capsys, *others, *option)
        assert end == ExitCode.USAGE
        assert "does not go with what else was asked for" in err
    assert sorted(path.name for path in folder.iterdir()) == ["changes.txt", "plan.txt"]
