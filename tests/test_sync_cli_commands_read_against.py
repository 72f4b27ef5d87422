"""`vekha read NEW --against OLD`: what is told of an amended plan, and that a sync does exactly that."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from docx.oxml.ns import qn

from mappings import language
from mappings.amendment.changes import compare_plans
from mappings.marker import find_key
from sync.amended.memo import memo
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from tests.examples.plan_documents import BUNDLED
from tests.examples.plan_values import measure, plan
from tests.test_mappings_amendment import CATALOGUE, READING, megion_amended, town
from tests.worlds.sync_world import PLAN_KEY, ROWS, World

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def amended(tmp_path: Path) -> Path:
    """The bundled plan, amended."""
    path = tmp_path / "amended.txt"
    path.write_text(megion_amended(), encoding="utf-8")
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """What `vekha read` prints."""
    assert run(["read", *map(str, arguments)], App(now=lambda: NOW)) == ExitCode.DONE
    out, err = capsys.readouterr()
    assert err == ""
    return out


def numbers(world: World) -> dict[str, int]:
    """The issues' numbers in the tracker, by key; no key stands twice."""
    found = [(find_key(row.description, PLAN_KEY) or "", row.id) for row in world.issues()]
    assert len(dict(found)) == len(found)
    return dict(found)


def test_the_tracker_changes_by_what_is_told_and_nothing_else(
    tmp_path: Path, amended: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the proposed lines in the mapping, the renumbered keep their issues; one is made, for what was added."""
    world = World(tmp_path)
    (tmp_path / "plan.txt").write_bytes(BUNDLED.read_bytes())
    world.map("")
    world.sync()
    before = numbers(world)
    world.edit("III.12.5", comment="Факт: 7")
    world.sync()

    answer = json.loads(told(capsys, amended, "--against", BUNDLED, "--format", "json"))
    text = told(capsys, amended, "--against", BUNDLED)
    lines = text[text.index("renamed:") :]
    assert yaml.safe_load(lines) == {"renamed": answer["renamed"]}
    world.map(lines)
    (tmp_path / "plan.txt").write_bytes(amended.read_bytes())

    changeset = world.diff().changeset
    renumbered = {one["to"] for one in answer["renumbered"]}
    changed = {one["key"] for kind in ("reworded", "redated") for one in answer[kind]}
    added, removed = ({one["key"] for one in answer[kind]} for kind in ("added", "removed"))
    assert (added, removed, renumbered) == ({"III.12.5"}, {"V.15.6.5"}, {"III.12.6", "III.12.7"})
    assert changed == {"I.3.2", "I.7.5"}
    assert {one.key for one in changeset.changes if one.action == "create"} == added
    assert {one.key for one in changeset.changes if one.action == "update"} == renumbered | changed
    assert {(one.action, one.kind) for one in changeset.changes} == {("create", "issue"), ("update", "issue")}
    assert [(one.key, one.reason) for one in changeset.orphans] == [("V.15.6.5", "dropped")]
    assert not (changeset.drift or changeset.missing)
    fields = {one.key: set(one.fields) for one in changeset.changes if one.action == "update"}
    texts = {"title", "description"}
    assert fields == dict.fromkeys(sorted(fields), texts) | {"I.7.5": texts | {"milestone", "start", "due"}}

    world.sync()
    after = numbers(world)
    old = {new: key for key, new in answer["renamed"].items()}
    assert {key: before[old.get(key, key)] for key in after if key not in added} == {
        key: number for key, number in after.items() if key not in added
    }
    assert len(after) == len(before) + 1
    assert not world.diff().changeset.changes


def test_the_json_names_every_kind(amended: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each kind is a list, empty where nothing changed."""
    answer: dict[str, Any] = json.loads(told(capsys, amended, "--against", BUNDLED, "--format", "json"))
    assert list(answer) == [
        *("against", "added", "removed", "renumbered", "moved", "reworded", "redated", "retargeted"),
        *("executors", "funding", "renamed", "doubtful"),
    ]
    assert answer["against"] == str(BUNDLED)
    assert answer["added"] == [
        {
            "key": "III.12.5",
            "title": "Оцифровка детских газет",
            "executors": ["Отдел культуры"],
            "funding": ["Муниципальный бюджет"],
            "timing_text": "2027",
            "deadlines": ["2027-12-31"],
            "target_text": "Оцифрованы газеты",
        }
    ]
    assert answer["renumbered"][0] == {
        "from": "III.12.5",
        "to": "III.12.6",
        "title": "Развитие детского самоуправления",
        "similarity": 1.0,
    }
    (reworded,) = answer["reworded"]
    assert (reworded["key"], reworded["to"][:6]) == ("I.3.2", "Запуск")
    assert 0.8 < reworded["similarity"] < 1
    (redated,) = answer["redated"]
    assert (redated["from"], redated["to"]) == (["2024-12-31"], ["2025-12-31"])
    assert (redated["from_text"], redated["to_text"]) == ("2024", "2025")
    assert answer["renamed"] == {"III.12.5": "III.12.6", "III.12.6": "III.12.7"}
    assert (
        answer["doubtful"] == answer["moved"] == answer["retargeted"] == answer["executors"] == answer["funding"] == []
    )


def write(folder: Path, name: str, *rows: str) -> Path:
    """A small plan with a section before its rows."""
    path = folder / name
    head = "№ п/п\tМероприятие\tИсточники финансирования\tИсполнитель\tСроки\tРезультат"
    path.write_text("\n".join(["План на 2025 – 2028 годы", head, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def much(tmp_path: Path) -> tuple[Path, Path]:
    """A plan and an amended one that differ in every way there is."""
    old = write(
        tmp_path,
        "old.txt",
        "I. СЕТЬ\t\t\t\t\t",
        f"1.1.\t{READING}\tБюджет города\tБиблиотека\t2025\tОткрыт 1 зал",
        f"1.2.\t{CATALOGUE}\tБюджет города\tБиблиотека\t2025 - 2028\tОбновлён каталог",
        "1.3.\tРемонт дорог у библиотек\tБюджет города\tБиблиотека\t2026\tСделано",
        "1.4.\tОткрытие музея книги и печатного дела\tБюджет города\tБиблиотека\t2026\tСделано",
        "1.5.\tЕжегодный отчёт о работе всей сети\tБюджет города\tБиблиотека\t2025 - 2028\tСделано",
        "II. КАДРЫ\t\t\t\t\t",
        "2.1.\tОбучение\tБюджет города\tБиблиотека\tпостоянно\tСделано",
    )
    new = write(
        tmp_path,
        "new.txt",
        "I. СЕТЬ\t\t\t\t\t",
        f"1.1.\t{READING}\tБюджет области\tБиблиотека, Музей\t2025\tОткрыто 2 зала",
        "1.3.\tЮбилей\t\tМузей\t2027\t",
        "1.5.\tОтчёт о работе всей сети ежегодный\tБюджет города\tБиблиотека\t2025 - 2028\tСделано",
        "1.6.\tОткрытие музея книжной графики\tБюджет города\tБиблиотека\t2028\tСделано",
        "II. КАДРЫ\t\t\t\t\t",
        f"2.1.\t{CATALOGUE}\tБюджет города\tБиблиотека\t2025 - 2027\tОбновлён каталог",
        "2.2.\tОбучение\tБюджет города\tБиблиотека\tпостоянно\tСделано",
    )
    return old, new


def test_the_text_tells_each_change_with_before_and_after(
    much: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Every kind has its heading and count; what is in doubt has a reason, and a line that is a comment."""
    old, new = much
    text = told(capsys, new, "--against", old)
    assert re.findall(r"^([A-Z][^:\n]*): (\d)$", text, flags=re.MULTILINE) == [
        ("Added", "2"),
        ("Removed", "2"),
        ("New numbers", "2"),
        ("Moved to another section", "1"),
        ("Reworded", "1"),
        ("New dates", "1"),
        ("Changed targets", "1"),
        ("Changed executors", "1"),
        ("Changed funding", "1"),
        ("To be decided", "2"),
    ]
    assert f"  I.1.2 → II.2.1  {CATALOGUE}\n" in text
    assert f"  II.2.1  {CATALOGUE}\n    Before: I. СЕТЬ\n    After:  II. КАДРЫ\n" in text
    assert "    Before: Библиотека\n    After:  Библиотека, Музей\n" in text
    assert "  I.1.3  Юбилей\n    Executors: Музей\n    Timing:    2027\n    Target:    —\n" in text
    assert "    Why:    the number is another measure's now\n" in text
    assert re.search(r"Why:    perhaps one measure: the titles are \d\d% alike", text)
    assert "say so by a line with «null»" in text
    assert text.splitlines()[-5:-2] == ["renamed:", "  I.1.2: II.2.1", "  II.2.1: II.2.2"]
    assert text.splitlines()[-2].startswith("  # I.1.4: I.1.6  # «Открытие музея книги")
    assert text.splitlines()[-1].startswith("  # I.1.3: null  # «")


def test_a_mappings_own_lines_are_taken_as_decided(
    much: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the operator has said is no longer in doubt; corrections of single measures are not asked for."""
    old, new = much
    path = tmp_path / "mapping.yaml"
    path.write_text("renamed: {I.1.4: I.1.6}\nmeasures: {I.1.2: {title: Каталог}}\n", encoding="utf-8")
    answer = json.loads(told(capsys, new, "--against", old, "--mapping", path, "--format", "json"))
    assert answer["renamed"]["I.1.4"] == "I.1.6"
    assert [one["kind"] for one in answer["doubtful"]] == ["number-reused"]
    assert [one["key"] for one in answer["added"]] == ["I.1.3"]


def test_a_number_that_was_given_away_can_be_freed(tmp_path: Path) -> None:
    """As the text advises: without its marker the dropped measure's issue is left alone, the new one gets its own."""
    world = World(tmp_path)
    world.sync()
    dropped = world.issue("I.1.2")
    world.amend([row.replace("Читальный зал", "Ремонт дорог") for row in ROWS])
    assert [(one.action, one.key) for one in world.diff().changeset.changes] == [("update", "I.1.2")]
    world.edit("I.1.2", description="", status="done")
    world.sync(recreate=True)
    assert world.issue("I.1.2").title == "1.2. Ремонт дорог (2026)"
    assert world.issue("I.1.2").id != dropped.id
    assert dropped.title in [one.title for one in world.issues()]


def test_a_yearly_measure_is_dated_by_its_days(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the words of the timing are the same, the days say what has changed."""
    row = "1.1.\t{}отчет о работе всей сети\t\tБиблиотека\t2025 - 2026\tСделано"
    old = write(tmp_path, "old.txt", "I. СЕТЬ\t\t\t\t\t", row.format("Общий "))
    new = write(tmp_path, "new.txt", "I. СЕТЬ\t\t\t\t\t", row.format("Ежегодный "))
    text = told(capsys, new, "--against", old)
    assert "    Before: 2026-12-31\n    After:  2025-12-31, 2026-12-31" in text
    assert "renamed" not in text


def test_plans_that_are_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is listed, in the memo either."""
    assert told(capsys, BUNDLED, "--against", BUNDLED).endswith("\n\nThe two plans are alike.\n")
    path = tmp_path / "memo.docx"
    told(capsys, BUNDLED, "--against", BUNDLED, "--format", "docx", "-o", path)
    words = [one.text for one in Document(str(path)).paragraphs]
    assert "The two plans are alike." in words
    assert Document(str(path)).tables == []


def test_the_answer_goes_to_a_file(tmp_path: Path, amended: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whole or not at all, written over where it is there, in a folder that is made for it; a pipe takes it too."""
    path = tmp_path / "out" / "changes.json"
    for _time in range(2):
        out = told(capsys, amended, "--against", BUNDLED, "--format", "json", "-o", path)
        assert out == f"What has changed is in {path}.\n"
    assert [one.name for one in path.parent.iterdir()] == ["changes.json"]
    assert json.loads(path.read_bytes())["renamed"]
    told(capsys, amended, "--against", BUNDLED, "-o", "/dev/null")
    assert run(["read", str(amended), "--against", str(BUNDLED), "-o", str(path / "x")], App()) == 78
    assert "[path-through-file]" in capsys.readouterr().err


def test_a_dash_is_the_standard_output(
    tmp_path: Path, amended: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The memo's bytes go there whole, with no word beside them, and JSON as it goes without `-o`."""
    monkeypatch.chdir(tmp_path)
    for form, begins in (("docx", b"PK\x03\x04"), ("json", b"{")):
        words = ["read", str(amended), "--against", str(BUNDLED), "--format", form, "-o", "-"]
        assert run(words, App()) == 0
        assert capfdbinary.readouterr().out.startswith(begins)
    assert not Path("-").exists()


def memo_of(path: Path) -> tuple[list[str], list[tuple[str, list[list[str]]]]]:
    """The memo's paragraphs, and its tables with the heading above each."""
    document = Document(str(path))
    paragraphs, tables = [], []
    for element in document.element.body:
        if element.tag == qn("w:p"):
            paragraphs.append(
                "".join(
                    one.text or "\t"
                    for one in element.iter(qn("w:t"), qn("w:tab"))
                    if one.text or one.getparent().tag == qn("w:r")
                )
            )
        elif element.tag == qn("w:tbl"):
            rows = [
                ["".join(text.text or "" for text in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
                for row in element.iter(qn("w:tr"))
            ]
            tables.append((paragraphs[-1], rows))
    return paragraphs, tables


def test_the_memo_is_fit_for_signature(
    much: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Russian: who approves, heading, day and number, a table for each kind of change, who has drawn it up."""
    monkeypatch.setenv("LANGUAGE", "ru")
    path = tmp_path / "memo.docx"
    told(capsys, much[1], "--against", much[0], "--format", "docx", "-o", path)
    paragraphs, tables = memo_of(path)
    assert paragraphs[0].strip() == "УТВЕРЖДАЮ"
    places = [
        next(number for number, text in enumerate(paragraphs) if words in text)
        for words in (
            "Изменения плана",
            "____ № ____",
            "Прежняя редакция: old.txt",
            "Новая редакция: new.txt",
            "Составил",
        )
    ]
    assert places == sorted(places)
    assert [heading for heading, _rows in tables] == [
        "1. Добавлены: 2",
        "2. Исключены: 2",
        "3. Изменены номера: 2",
        "4. Перенесены в другой раздел: 1",
        "5. Изменены формулировки: 1",
        "6. Изменены сроки: 1",
        "7. Изменены результаты: 1",
        "8. Изменены исполнители: 1",
        "9. Изменены источники финансирования: 1",
        "10. Требует решения: 2",
    ]
    assert tables[2][1] == [
        ["Прежний №", "Новый №", "Мероприятие"],
        ["I.1.2", "II.2.1", CATALOGUE],
        ["II.2.1", "II.2.2", "Обучение"],
    ]
    assert tables[5][1][1] == ["II.2.1", CATALOGUE, "2025 - 2028", "2025 - 2027"]
    words = " ".join([*paragraphs, *(cell for _heading, rows in tables for row in rows for cell in row)])
    assert not re.search(r"[a-z]{4}", words.replace("old.txt", "").replace("new.txt", ""))
    signs = [text for text in paragraphs if text.count("___") and "\t" in text]
    assert len(signs) >= 3


def test_the_memos_pages_are_an_offices() -> None:
    """A4 with margins, tables within them, headings repeated on each page, no row torn apart, pages numbered."""
    amendment = compare_plans(town(READING, CATALOGUE), town(CATALOGUE, "Ремонт дорог"))
    data = memo(amendment, against="old.docx", file="new.docx", now=NOW)
    document = Document(io.BytesIO(data))
    page = document.sections[0]
    assert page.page_width is not None
    assert page.page_height is not None
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    room = page.page_width - (page.left_margin or 0) - (page.right_margin or 0)
    assert len(document.tables) == 3
    for table in document.tables:
        assert sum(cell.width or 0 for cell in table.rows[0].cells) <= room + 10_000  # a quarter of a hair, in EMU
        rows = list(table._tbl.iter(qn("w:tr")))
        assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True, *[False] * (len(rows) - 1)]
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        headers = [archive.read(name).decode() for name in archive.namelist() if "header" in name]
        styles = archive.read("word/styles.xml").decode()
    assert any('w:instr="PAGE"' in text for text in headers)
    assert '<w:lang w:val="en-GB"/>' in styles
    created = document.core_properties.created
    assert created is not None
    assert created.replace(tzinfo=UTC) == NOW
    assert document.core_properties.author == ""


def test_the_memo_takes_any_text() -> None:
    """What no XML may hold is left out, and markup is text."""
    title = "Зал <w:p/> & «\ufffe\uffff\x0b» {0} %s"
    language.use("en")
    amendment = compare_plans(plan(), plan(measure("I.1.1", title=title)))
    document = Document(io.BytesIO(memo(amendment, against="a\udce4.txt", file="b.txt", now=NOW)))
    assert document.tables[0].rows[1].cells[1].text == "Зал <w:p/> & « » {0} %s"
