"""Old formats through LibreOffice, a stand-in of it here: what it is given, how it fails, and what is left of it."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mappings.errors import DocumentError, ProcessFailed, VekhaError
from mappings.plan import Severity
from mappings.reading import read_document, read_plan, read_table
from mappings.reading.findings import message_of
from mappings.reading.old_formats import converting
from tests.examples.plan_files import FILES
from tests.standins import office

RICH_TEXT = b"{\\rtf1\\ansi Plan}"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
Install = Callable[..., Path]


def compound(name: str) -> bytes:
    """The beginning of an old file with a stream of this name."""
    return COMPOUND + name.encode("utf-16-le") + b"\0" * 64


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Install:
    """Puts a stand-in on the path, and all temporary folders into one of the test's own."""
    programs, temporary = tmp_path / "programs", tmp_path / "temporary"
    programs.mkdir()
    temporary.mkdir()
    monkeypatch.delenv(converting.VARIABLE)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    def install(act: str, result: bytes = b"") -> Path:
        return office.install(programs, act, result)

    return install


def _written(folder: Path, data: bytes = RICH_TEXT) -> Path:
    path = folder / "plan.rtf"
    path.write_bytes(data)
    return path


def _failure(path: Path) -> VekhaError:
    with pytest.raises(VekhaError) as failure:
        read_plan(path)
    return failure.value


def _seen(tmp_path: Path) -> dict[str, Any]:
    seen: dict[str, Any] = json.loads((tmp_path / "programs" / "seen.json").read_text(encoding="utf-8"))
    return seen


@pytest.mark.parametrize(
    ("data", "present", "given", "known_as"),
    [
        (RICH_TEXT, ".docx", "plan.rtf", "Rich Text Format"),
        (compound("WordDocument"), ".docx", "plan.doc", "MS Word 97"),
        (compound("Workbook"), ".xlsx", "plan.xls", "MS Excel 97"),
        (compound("Book"), ".xlsx", "plan.xls", "MS Excel 95"),
    ],
)
def test_what_it_makes_is_read(
    installed: Install, tmp_path: Path, data: bytes, present: str, given: str, known_as: str
) -> None:
    """The plan is that of the present format, and a finding of no row says that the file was converted."""
    installed("converts", FILES[present]())
    document = read_document(_written(tmp_path, data))
    assert [measure.key for measure in document.plan.measures] == ["I.1.1", "I.1.2", "I.1.10"]
    (finding,) = document.notes
    assert finding in document.plan.findings
    assert (finding.code, finding.severity, finding.measure) == ("document-converted", Severity.WARNING, None)
    assert present in message_of(finding)
    arguments = _seen(tmp_path)["arguments"]
    assert Path(arguments[-1]).name == given
    assert f"--infilter={known_as}" in arguments
    assert "--headless" in arguments
    assert len(read_table(_written(tmp_path, data)).rows) == len(document.table.rows)


def test_what_it_is_given(monkeypatch: pytest.MonkeyPatch, installed: Install, tmp_path: Path) -> None:
    """A folder that only this account may enter, a profile in it, no variable of ours, limits, a group of its own."""
    monkeypatch.setenv("VEKHA_REDMINE_TOKEN", "secret")
    monkeypatch.setenv("http_proxy", "http://user:secret@proxy.example")
    installed("converts", FILES[".docx"]())
    read_plan(_written(tmp_path))
    seen = _seen(tmp_path)
    folder = seen["folder"]
    assert seen["mode"] == 0o700
    assert f"-env:UserInstallation=file://{folder}/profile" in seen["arguments"]
    assert seen["environment"].keys() - {"LC_CTYPE"} == {"PATH", "HOME", "TMPDIR", "LANG"}
    assert {seen["environment"]["HOME"], seen["environment"]["TMPDIR"]} == {folder}
    assert seen["limits"]["FSIZE"] < seen["limits"]["DATA"] <= 1_000_000_000
    assert (seen["limits"]["CPU"], seen["limits"]["CORE"]) == (converting.WAIT, 0)
    assert seen["group"] != os.getpgrp()
    for setting in ("DisableMacrosExecution", "BlockUntrustedRefererLinks", "ooInetHTTPProxyName"):
        assert setting in seen["profile"]


def test_it_sees_no_network(installed: Install, tmp_path: Path) -> None:
    """Where the system lets an account leave its networks, there is none but a loopback that leads nowhere."""
    installed("converts", FILES[".docx"]())
    read_plan(_written(tmp_path))
    ours = Path("/proc/net/dev").read_text(encoding="utf-8").count(":")
    assert _seen(tmp_path)["networks"] in {1, ours}


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("hangs", "longer than"),
        ("crashes", "it ended with -11"),
        ("fails", "it ended with 1"),
        ("is silent", "it made no file"),
        ("makes a folder", "it made no file"),
        ("writes too much", "larger than"),
    ],
)
def test_how_it_fails(
    monkeypatch: pytest.MonkeyPatch, installed: Install, tmp_path: Path, act: str, words: str
) -> None:
    """Whatever it does instead is told in one line, with the file and what the clerk can do, and leaves nothing."""
    monkeypatch.setattr(converting, "WAIT", 2 if act == "hangs" else 60)
    monkeypatch.setattr(converting, "LARGEST", 5_000)
    installed(act)
    path = _written(tmp_path)
    error = _failure(path)
    assert isinstance(error, DocumentError)
    assert (error.code, error.place) == ("document-conversion", str(path))
    assert words in error.message
    assert "\n" not in error.message
    assert ".docx" in error.hint
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_file_without_end(monkeypatch: pytest.MonkeyPatch, installed: Install, tmp_path: Path) -> None:
    """What would fill the disk is ended by the system."""
    monkeypatch.setattr(converting, "_WRITTEN", 9_000)
    installed("writes too much")
    assert "it ended with" in _failure(_written(tmp_path)).message


def test_nothing_is_left_of_it(installed: Install, tmp_path: Path) -> None:
    """What it started and left behind ends with it."""
    installed("leaves one behind")
    assert _failure(_written(tmp_path)).code == "document-conversion"
    group = _seen(tmp_path)["group"]
    for _moment in range(1_000):
        if not _runs(group):
            return
        time.sleep(0.01)
    pytest.fail("it still runs")


def _runs(group: int) -> bool:
    """Whether a process of a group has not ended yet; one that has may wait for its parent to look."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _parent, of_group = status.read_text(encoding="utf-8").rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of_group) == group and state != "Z":
            return True
    return False


def test_what_it_makes_is_trusted_no_more_than_another(installed: Install, tmp_path: Path) -> None:
    """A result that is no document of its format is refused as any file like it."""
    installed("converts", b"no archive")
    assert _failure(_written(tmp_path)).code == "document-broken"


@pytest.mark.parametrize("named", ["none", None])
def test_without_one_it_is_refused(
    monkeypatch: pytest.MonkeyPatch, installed: Install, tmp_path: Path, named: str | None
) -> None:
    """Where there is none, or the operator wants none, the line says how to save the file."""
    if named is not None:
        installed("converts", FILES[".docx"]())
        monkeypatch.setenv(converting.VARIABLE, named)
    error = _failure(_written(tmp_path))
    assert error.code == "document-old-format"
    assert ".docx" in error.hint


def test_the_operator_names_one(monkeypatch: pytest.MonkeyPatch, installed: Install, tmp_path: Path) -> None:
    """A program with another name, or beside the path, is used where the variable names it."""
    other = tmp_path / "office-7.4"
    shutil.move(installed("converts", FILES[".docx"]()), other)
    shutil.copy(tmp_path / "programs" / "result", tmp_path / "result")
    monkeypatch.setenv(converting.VARIABLE, str(other))
    assert len(read_plan(_written(tmp_path)).measures) == 3


def test_one_that_is_not_there(monkeypatch: pytest.MonkeyPatch, installed: Install, tmp_path: Path) -> None:
    """A name that leads nowhere is the operator's fault, and no fault of the document."""
    installed("converts", FILES[".docx"]())
    monkeypatch.setenv(converting.VARIABLE, "/nowhere/soffice")
    error = _failure(_written(tmp_path))
    assert isinstance(error, ProcessFailed)
    assert (error.code, error.place) == ("process-failed", "/nowhere/soffice")
    assert "none" in error.hint


def test_one_that_is_no_program(installed: Install, tmp_path: Path) -> None:
    """A file that the system cannot run is told with the system's reason."""
    installed("converts").write_bytes(b"\x7fELF")
    assert "format error" in _failure(_written(tmp_path)).message


def test_a_relative_one_is_not_taken(monkeypatch: pytest.MonkeyPatch, installed: Install, tmp_path: Path) -> None:
    """A program that happens to lie in the current folder is never run."""
    installed("converts", FILES[".docx"]())
    monkeypatch.chdir(tmp_path / "programs")
    monkeypatch.setenv("PATH", ".")
    assert _failure(_written(tmp_path)).code == "document-old-format"


def test_on_another_system_it_is_refused(monkeypatch: pytest.MonkeyPatch, installed: Install, tmp_path: Path) -> None:
    """Where processes cannot be bounded in a group, none is started."""
    installed("converts", FILES[".docx"]())
    monkeypatch.setattr(sys, "platform", "win32")
    assert _failure(_written(tmp_path)).code == "document-old-format"


def test_no_room_for_the_copy(monkeypatch: pytest.MonkeyPatch, installed: Install, tmp_path: Path) -> None:
    """A temporary folder that cannot be written is told as a fault of the machine."""
    installed("converts", FILES[".docx"]())
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    error = _failure(_written(tmp_path))
    assert isinstance(error, ProcessFailed)
    assert "No such file" in error.message


@pytest.mark.parametrize("size", [20_000_001, 19_000_000])
def test_a_large_one(installed: Install, tmp_path: Path, size: int) -> None:
    """A file of an old format is as large at most as any document, whatever its ending."""
    installed("converts", FILES[".docx"]())
    path = tmp_path / "plan.txt"
    path.write_bytes(RICH_TEXT.ljust(size))
    if size > 20_000_000:
        assert _failure(path).code == "document-too-large"
    else:
        assert len(read_plan(path).measures) == 3
