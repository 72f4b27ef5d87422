"""`vekha read`: the contract's JSON, and what a newcomer sees."""

from __future__ import annotations

import json
import os
import pty
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode

PLAN = Path(__file__).parents[1] / "mappings" / "megion-2021-2030" / "plan.txt"


@pytest.fixture
def document(capsys: pytest.CaptureFixture[str]) -> Any:
    """The bundled plan as JSON."""
    assert run(["read", str(PLAN), "--format", "json"], App()) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return json.loads(out)


def test_json_is_the_contracts(document: Any) -> None:
    """Every field of the contract, with its type."""
    assert document["plan"] == {
        "title": "План мероприятий по реализации Концепции развития библиотечного обслуживания населения "
        "города Мегиона на 2021 – 2030 годы",
        "start_year": 2021,
        "end_year": 2030,
    }
    measures = {one["key"]: one for one in document["measures"]}
    assert len(measures) == len(document["measures"]) == 64
    years = Counter(day[:4] for one in document["measures"] for day in one["deadlines"])
    assert [years[str(year)] for year in range(2021, 2031)] == [10, 13, 10, 13, 11, 10, 10, 11, 10, 58]
    assert measures["I.5.1.1"] == {
        "key": "I.5.1.1",
        "number": "5.1.1",
        "section": "I",
        "section_title": measures["I.1.1"]["section_title"],
        "group": "5",
        "group_title": "Формирование качественной библиотечной среды",
        "parent": "I.5.1",
        "title": "Создание модельной детско-юношеской библиотеки в рамках национального проекта «Культура»",
        "executors": ["Отдел культуры", "МБУ «Централизованная библиотечная система»"],
        "funding": ["Федеральный бюджет", "региональный бюджет", "муниципальный бюджет"],
        "timing_text": "2022",
        "recurrence": "once",
        "deadlines": ["2022-12-31"],
        "target_text": "Модернизирована 1 библиотека",
        "confidence": 0.85,
        "indicators": [
            {
                "kind": "total",
                "comparator": "=",
                "value": 1,
                "unit": "библиотека",
                "percent": False,
                "text": "Модернизирована 1 библиотека",
                "baseline": None,
                "baseline_year": None,
                "targets": {},
            }
        ],
    }
    assert (measures["V.15.1"]["group"], measures["V.15.6.1"]["group"]) == (None, "15.6")
    assert (measures["V.15.6.1"]["parent"], measures["I.7.4.1"]["group"]) == (None, "7.4")
    assert measures["I.5.3"]["indicators"][0]["value"] is None


def test_findings_have_code_severity_measure_place_message_and_hint(document: Any) -> None:
    """A finding can be found in the document and acted on."""
    fields = {"code", "severity", "measure", "place", "message", "hint"}
    assert all(set(one) == fields for one in document["findings"])
    assert all(re.fullmatch(r"line \d+", one["place"]) for one in document["findings"])
    assert {one["severity"] for one in document["findings"]} == {"warning", "info"}


def test_text_shows_measures_and_findings(capsys: pytest.CaptureFixture[str]) -> None:
    """The whole plan at a glance, plain when piped."""
    assert run(["read", str(PLAN)], App()) == 0
    out = capsys.readouterr().out
    assert "2021–2030: 64 measures, 156 deadlines" in out
    assert re.search(r"^V\.15\.3 .*yearly 2021–2030 +at least 2 обучающих", out, re.MULTILINE)
    assert re.search(r"^I\.2\.2 .*2022, 2025, 2028 +at least 80 %", out, re.MULTILINE)
    assert re.search(r"^I\.5\.3 .*no number$", out, re.MULTILINE)
    assert re.search(r"^warning +line 24 +group 4 is missing between 3 and 5", out, re.MULTILINE)
    assert "\x1b" not in out


def test_needs_no_config(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A document is read anywhere; a missing one ends with 78."""
    monkeypatch.chdir(tmp_path)
    assert run(["read", "none.txt"], App()) == ExitCode.WRONG_INPUT
    assert "[document-missing]" in capsys.readouterr().err
    empty = tmp_path / "header.txt"
    empty.write_text("№\tМероприятие\tСроки\n", encoding="utf-8")
    assert run(["read", str(empty)], App()) == 0
    assert "no-measures" in capsys.readouterr().out


def test_terminal_gets_a_table_that_fits() -> None:
    """On a terminal the table is coloured, and no wider than it."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(LANGUAGE="en", TERM="xterm-256color", COLUMNS="120")
        command = "from sync.cli import main; main()"
        os.execv(sys.executable, [sys.executable, "-c", command, "read", str(PLAN)])
    seen = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # the terminal closes with its last writer
            break
        if not piece:
            break
        seen += piece
    os.close(terminal)
    assert os.waitpid(child, 0)[1] == 0
    text = seen.decode()
    assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in text.splitlines()[1:]) <= 120
    assert "\x1b[" in text
