"""`vekha read` with a mapping, strictly, with a draft to write, and with a code to explain."""

from __future__ import annotations

import json
import re
import resource
from pathlib import Path
from typing import Any

import pytest

from mappings.mapping.draft import draft_mapping
from mappings.mapping.model import load_mapping
from mappings.operator_files.codes import CODES
from mappings.reading import read_plan
from mappings.reading.findings import FINDINGS
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.cli.output import Output
from sync.runs.inputs import load_inputs
from tests.examples.plan_documents import BUNDLED, document, row
from tests.worlds.sync_world import World

CODE = re.compile(r" \[([a-z-]+)\]")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a plan that has two warnings and a note, all about one measure."""
    monkeypatch.chdir(tmp_path)
    rows = row("1.1.", timing="2022 2025 2028", target=""), row("1.2.", "Опрос", target="Рост на 3% процента")
    (tmp_path / "plan.txt").write_text(document("I. РАЗДЕЛ", *rows), encoding="utf-8")
    return tmp_path


def settle(folder: Path, text: str) -> None:
    """Write the mapping."""
    (folder / "mapping.yaml").write_text(f"language: ru\n{text}\n", encoding="utf-8")


def told(capsys: pytest.CaptureFixture[str], *arguments: str, quiet: bool = False) -> tuple[int, str, str]:
    """How `vekha read` ends, and what it prints."""
    code = run(["read", *arguments], App(output=Output(quiet=quiet)))
    return code, *capsys.readouterr()


def codes(out: str) -> list[str]:
    """The findings of a JSON document."""
    return [one["code"] for one in json.loads(out)["findings"]]


@pytest.mark.usefixtures("folder")
def test_strict_fails_on_what_is_in_doubt(capsys: pytest.CaptureFixture[str]) -> None:
    """The plan is shown all the same; the last word says how many findings are left."""
    code, out, err = told(capsys, "plan.txt", "--strict", "--format", "json")
    assert code == ExitCode.WRONG_INPUT
    assert codes(out) == ["years-without-separators", "target-missing", "percent-doubled"]
    assert CODE.findall(err) == ["findings-left"]
    assert "plan.txt: 2 findings are not settled" in err
    assert told(capsys, "plan.txt")[0] == ExitCode.DONE


def test_a_measure_without_a_deadline_is_shown_as_such(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its years are none."""
    (folder / "plan.txt").write_text(document("I. РАЗДЕЛ", row("1.1.", timing="")), encoding="utf-8")
    assert re.search(r"^I\.1\.1 .* none  ", told(capsys, "plan.txt")[1], flags=re.MULTILINE)


@pytest.mark.usefixtures("folder")
def test_quiet_and_strict_names_each_doubt_for_cron(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is printed but what has to be settled, each with its place and what to do."""
    code, out, err = told(capsys, "plan.txt", "--strict", quiet=True)
    assert (code, out) == (ExitCode.WRONG_INPUT, "")
    assert CODE.findall(err) == ["years-without-separators", "target-missing", "findings-left"]
    assert "vekha: plan.txt, line 5, I.1.1: no target is printed [target-missing]. Set target:" in err


def test_what_the_mapping_decides_falls_silent(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The decision is shown in place of the reading, and a strict run goes through with notes only."""
    settle(folder, "measures: {I.1.1: {recurrence: once, target: Открыт зал}}")
    code, out, err = told(capsys, "plan.txt", "--mapping", "mapping.yaml", "--strict", "--format", "json")
    assert (code, err) == (ExitCode.DONE, "")
    assert codes(out) == ["percent-doubled"]
    first = json.loads(out)["measures"][0]
    assert (first["recurrence"], first["deadlines"], first["target_text"]) == ("once", ["2028-12-31"], "Открыт зал")


def test_a_decision_falls_silent_in_every_command(folder: Path) -> None:
    """A sync sees the same findings as `vekha read --mapping`."""
    from sync.config.loading import load_config  # noqa: PLC0415

    world = World(folder)
    (folder / "plan.txt").write_text(
        document("I. РАЗДЕЛ", row("1.1.", timing="2022 2025 2028", target="")), encoding="utf-8"
    )
    settle(folder, "measures: {I.1.1: {deadlines: [2022]}}")
    inputs = load_inputs(load_config(world.config_path), clock=world.clock, today=world.today)
    assert [one.code for one in inputs.plan.findings] == ["target-missing"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("measures: {I.9.9: {title: Зал}}", "measure-unknown"), ("wrong: 1", "key-unknown"), (None, "mapping-missing")],
)
def test_a_mapping_that_does_not_fit_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str | None, code: str
) -> None:
    """It names what the plan does not have, or is not there: 78, and no word of a config."""
    if text is not None:
        settle(folder, text)
    end, out, err = told(capsys, "plan.txt", "--mapping", "mapping.yaml")
    assert (end, out) == (ExitCode.WRONG_INPUT, "")
    assert CODE.findall(err) == [code]
    assert "config" not in err


def test_a_draft_is_written_and_loads(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It stands where it was asked for, the plan is shown as always, and the file is a mapping."""
    code, out, err = told(capsys, "plan.txt", "--write-mapping", "new/draft.yaml")
    assert (code, err) == (ExitCode.DONE, "")
    assert out.endswith("The draft of the mapping is in new/draft.yaml.\n")
    path = folder / "new" / "draft.yaml"
    assert path.read_text(encoding="utf-8") == draft_mapping(read_plan(folder / "plan.txt"))
    assert load_mapping(path).measures == {}
    code, out, _err = told(capsys, "plan.txt", "--write-mapping", "other.yaml", "--format", "json", "--strict")
    assert (code, len(codes(out))) == (ExitCode.WRONG_INPUT, 3)


def test_a_draft_of_what_is_left(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside a mapping, the draft asks only what that does not say."""
    settle(folder, "measures: {I.1.1: {target: Открыт зал}}\nexecutors: {МБУ «Библиотека»: {assignee: lib}}")
    assert told(capsys, "plan.txt", "--mapping", "mapping.yaml", "--write-mapping", "draft.yaml")[0] == ExitCode.DONE
    draft = (folder / "draft.yaml").read_text(encoding="utf-8")
    assert "deadlines: [2022, 2025, 2028]" in draft
    assert "target" not in draft.partition("measures:")[2]
    assert "assignee" not in draft


def test_a_file_that_is_there_is_never_written_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It may hold decisions: 78, and not a letter of it is changed."""
    settle(folder, "measures: {}")
    before = (folder / "mapping.yaml").read_bytes()
    code, _out, err = told(capsys, "plan.txt", "--write-mapping", "mapping.yaml")
    assert code == ExitCode.WRONG_INPUT
    assert "mapping.yaml: the file is there already [mapping-exists]. Name a new file" in err
    assert (folder / "mapping.yaml").read_bytes() == before


@pytest.mark.usefixtures("folder")
def test_a_place_that_cannot_be_written_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is a file ends with 78; where there is no room, no half of a mapping is left."""
    code, _out, err = told(capsys, "plan.txt", "--write-mapping", "plan.txt/draft.yaml")
    assert (code, CODE.findall(err)) == (ExitCode.WRONG_INPUT, ["path-through-file"])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        code, _out, err = told(capsys, "plan.txt", "--write-mapping", "draft.yaml")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (code, CODE.findall(err)) == (ExitCode.FAILED, ["disk-full"])
    assert not Path("draft.yaml").exists()


@pytest.mark.parametrize("code", [*FINDINGS, *CODES])
def test_every_code_is_explained(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What it means and what to do, with no place left open; no document is needed."""
    end, out, err = told(capsys, "--explain", code)
    assert (end, err) == (ExitCode.DONE, "")
    first, meaning, *hint = out.splitlines()
    severity = FINDINGS[code].severity.value if code in FINDINGS else "error"
    assert first == f"{code} ({'note' if severity == 'info' else severity})"
    assert "{" not in meaning.replace("{year}", "")
    assert meaning.endswith((".", "…", "?"))
    assert [line.startswith("What to do: ") for line in hint] == ([True] if code in FINDINGS else [])


def test_an_explanation_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The same in four fields."""
    _end, out, _err = told(capsys, "--explain", "group-number-missing", "--format", "json")
    assert json.loads(out) == {
        "code": "group-number-missing",
        "severity": "warning",
        "meaning": "group … is missing between … and …",
        "hint": "check that no part of the plan was lost",
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--explain", "group-number-mising"], "did you mean group-number-missing"),
        (["--explain", "жжж"], "there is no code «жжж» [usage]"),
        (["--explain", "row-split", "plan.txt"], "--explain does not go with"),
        (["--explain", "row-split", "--format", "docx"], "--explain does not go with"),
        ([], "Missing argument 'FILE'"),
        (["plan.txt", "--format", "docx"], "go with --against"),
        (["plan.txt", "-o", "plan.json"], "go with --against"),
        (["plan.txt", "--against", "plan.txt", "--strict"], "--against does not go with"),
        (["plan.txt", "--against", "plan.txt", "--write-mapping", "x.yaml"], "--against does not go with"),
        (["plan.txt", "--against", "plan.txt", "--format", "docx"], "the form docx needs --output"),
    ],
)
def test_what_makes_no_sense_together_is_a_usage_error(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    """64, in one line that says what is wrong."""
    end, out, err = told(capsys, *arguments)
    assert (end, out, CODE.findall(err)) == (ExitCode.USAGE, "", ["usage"])
    assert words in err
    assert sorted(path.name for path in folder.iterdir()) == ["plan.txt"]


def test_russian_is_spoken(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every word of the options is translated, in the draft too."""
    monkeypatch.setenv("LANGUAGE", "ru")
    draft = tmp_path / "new.yaml"
    _end, out, err = told(capsys, str(BUNDLED), "--strict", "--write-mapping", str(draft))
    said: list[Any] = [out.splitlines()[-1], err, told(capsys, "--explain", "row-split")[1]]
    comments = [re.sub(r"«[^»]*»|`[^`]*`|\[[a-z-]+\]", "", text) for text in (*said, draft.read_text("utf-8"))]
    english = re.compile(r"\b(?:the|is|are|as read|one|of|what|to do|draft)\b", re.IGNORECASE)
    assert [english.findall(text.replace(str(tmp_path), "")) for text in comments] == [[]] * 4


def test_a_mapping_shows_what_it_extends(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The new date among the deadlines and the order in JSON; the year of the plan and the new date for people."""
    settle(folder, "extensions:\n- {deadline: I.1.1/2025, until: 2026-06-30, by: Глава, order: № 1}")
    _code, out, _err = told(capsys, "plan.txt", "--mapping", "mapping.yaml", "--format", "json")
    first, second = json.loads(out)["measures"]
    assert first["deadlines"] == ["2022-12-31", "2026-06-30", "2028-12-31"]
    assert first["extensions"] == [
        {"key": "I.1.1/2025", "from": "2025-12-31", "until": "2026-06-30", "by": "Глава", "order": "№ 1"}
    ]
    assert "extensions" not in second
    _code, out, _err = told(capsys, "plan.txt", "--mapping", "mapping.yaml")
    assert "2022, 2025 → 2026-06-30, 2028" in out
