"""Documents that are no plan, or one in a poor state: each ends in one clear error, or is read as well as it can be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mappings import reading
from mappings.desired.issues import expand
from mappings.errors import DocumentError, FileUnreadable
from mappings.language import LANGUAGES, use
from mappings.mapping.model import Mapping
from mappings.plan import Place, Plan
from mappings.reading import FORMATS, plan_of, read_plan
from mappings.reading.findings import hint_of, message_of
from mappings.reading.formats.text import read_text
from mappings.reading.table.rows import Row, Table
from tests.examples.plan_documents import (
    BUNDLED,
    GROUP,
    HEADER,
    SECTION,
    codes,
    document,
    only,
    plan_from,
    read_bytes,
    row,
)

SOUND = document(SECTION, GROUP, row("1.1."), row("1.2."))


def _refused(folder: Path, data: bytes | str) -> DocumentError:
    with pytest.raises(DocumentError) as refused:
        read_bytes(folder, data)
    assert refused.value.message
    assert refused.value.hint
    return refused.value


def test_a_missing_file(tmp_path: Path) -> None:
    """Missing comes before anything else that could be said about a name."""
    for name in ("plan.txt", "plan.pdf", "plan"):
        with pytest.raises(FileUnreadable) as missing:
            read_plan(tmp_path / name)
        assert (missing.value.code, missing.value.place) == ("document-missing", str(tmp_path / name))


def test_a_folder(tmp_path: Path) -> None:
    """A folder is no document, whatever its name ends in."""
    folder = tmp_path / "plan.txt"
    folder.mkdir()
    with pytest.raises(FileUnreadable) as refused:
        read_plan(folder)
    assert (refused.value.code, refused.value.message) == ("document-unreadable", "this is not a file")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A named pipe would never end; it is refused."""
    pipe = tmp_path / "plan.txt"
    os.mkfifo(pipe)
    with pytest.raises(FileUnreadable) as refused:
        read_plan(pipe)
    assert (refused.value.code, refused.value.place) == ("path-irregular", str(pipe))


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("x" * 300 + ".txt", "path-invalid", "the path leads to no file: "),
        ("plan\0.txt", "document-unreadable", "the file cannot be read: "),
    ],
)
def test_a_name_that_no_file_can_have(tmp_path: Path, name: str, code: str, message: str) -> None:
    """What the system refuses is told in its words."""
    with pytest.raises(FileUnreadable) as refused:
        read_plan(tmp_path / name)
    assert refused.value.code == code
    assert refused.value.message.startswith(message)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal on opening is told with the system's reason and not its number."""

    def refuse(name: str, _flags: int) -> int:
        raise PermissionError(13, "Permission denied", name)

    path = tmp_path / "plan.txt"
    path.write_text(SOUND, encoding="utf-8")
    monkeypatch.setattr("mappings.regular_files._without_waiting", refuse)
    with pytest.raises(FileUnreadable) as refused:
        read_plan(path)
    assert refused.value.message == "the file cannot be read: Permission denied"
    assert refused.value.place == str(path)


@pytest.mark.parametrize(("name", "shown"), [("plan.xyz", ".xyz"), ("plan", "plan")])
def test_an_unknown_format(tmp_path: Path, name: str, shown: str) -> None:
    """The formats that are known are named."""
    path = tmp_path / name
    path.write_text(SOUND, encoding="utf-8")
    with pytest.raises(DocumentError) as refused:
        read_plan(path)
    assert (refused.value.code, refused.value.place) == ("document-format", str(path))
    assert shown in refused.value.message
    assert all(suffix in refused.value.hint for suffix in FORMATS)


def test_the_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    """`.TXT` is the text form too."""
    path = tmp_path / "PLAN.TXT"
    path.write_text(SOUND, encoding="utf-8")
    assert len(read_plan(path).measures) == 2


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n ", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_an_empty_file(tmp_path: Path, data: bytes) -> None:
    """Nothing, blanks or a byte order mark alone are an empty document."""
    error = _refused(tmp_path, data)
    assert (error.code, error.place) == ("document-empty", str(tmp_path / "plan.txt"))


@pytest.mark.parametrize("text", ["План мероприятий", "a\tb\nc\td", "№\tМероприятие\nI. РАЗДЕЛ", "\u00a0"])
def test_a_document_without_a_table(tmp_path: Path, text: str) -> None:
    """A text without a row that names the columns is no plan."""
    assert _refused(tmp_path, text).code == "document-no-table"


def test_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    """The line of the first byte that cannot be read is named, and nothing of the file is guessed."""
    error = _refused(tmp_path, b"line one\r\nline two\r" + "План".encode("cp1251"))
    assert error.code == "document-encoding"
    assert error.place == f"{tmp_path / 'plan.txt'}, line 3"
    assert "0xcf" in error.message


@pytest.mark.parametrize(
    "data", [SOUND.encode("utf-16"), SOUND.encode("utf-16-le"), SOUND.encode("cp1251", "ignore"), b"\x89PNG\r\n\x1a\n"]
)
def test_other_encodings_and_pictures(tmp_path: Path, data: bytes) -> None:
    """Another encoding or no text at all is told as such."""
    assert _refused(tmp_path, data).code == "document-encoding"


def test_a_binary_file(tmp_path: Path) -> None:
    """A zero byte stands in no text; its line is named."""
    error = _refused(tmp_path, "№\tМероприятие\tСрок\n1.1.\t\0".encode())
    assert (error.code, error.place) == ("document-encoding", f"{tmp_path / 'plan.txt'}, line 2")


def test_a_file_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is read than the limit, and a file of just that size is read."""
    size = len(SOUND.encode())
    monkeypatch.setattr(reading, "SIZE_LIMIT", size)
    assert len(read_bytes(tmp_path, SOUND).measures) == 2
    monkeypatch.setattr(reading, "SIZE_LIMIT", size - 1)
    assert _refused(tmp_path, SOUND).code == "document-too-large"


@pytest.mark.parametrize("lines", [(), ("", ""), (SECTION,)])
def test_a_table_without_measures(tmp_path: Path, lines: tuple[str, ...]) -> None:
    """A header alone is a plan that holds nothing: an error among the findings, at the header's place."""
    plan = read_bytes(tmp_path, document(*lines))
    (finding,) = plan.findings
    assert (finding.code, finding.severity.value, finding.place) == ("no-measures", "error", Place(line=3))
    assert (plan.measures, plan.start_year, plan.end_year) == ((), 2021, 2030)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path, end: str, mark: str) -> None:
    """The bundled plan reads the same whatever system saved it, places included."""
    text = BUNDLED.read_text(encoding="utf-8").replace("\n", end)
    assert read_bytes(tmp_path, mark + text) == read_plan(BUNDLED)


def test_breaks_inside_a_cell_are_not_row_ends() -> None:
    """A word processor's line break within a cell stays within it."""
    plan = plan_from(SECTION, GROUP, row("1.1.", "Первая\x0bвторая\u2028третья\x0cчетвёртая"))
    assert only(plan).title == "Первая вторая третья четвёртая"


def test_signs_that_cannot_be_seen_hide_no_word() -> None:
    """A soft hyphen within «ежегодно» leaves the measure annual."""
    plan = plan_from(SECTION, GROUP, row("1.1.", "Еже\u00adгодный\u200b мониторинг"))
    assert (only(plan).title, len(only(plan).deadlines)) == ("Ежегодный мониторинг", 10)


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("**План на 2021 – 2030 годы**", "План на 2021 – 2030 годы"),
        ("шапка\n**План развития\nна 2021 – 2030 годы**", "План развития на 2021 – 2030 годы"),
        ("**План**\n\n**развития**", "План развития"),
        ("План развития\nна 2021 годы", "План развития на 2021 годы"),
        (
            "УТВЕРЖДЁН\nпостановлением\n\nКомплексный план развития\n\nна 2021 год",
            "Комплексный план развития на 2021 год",
        ),
        ("План развития\n\nПлан развития на 2021 год", "План развития на 2021 год"),
        ("Мероприятия\n\nгода библиотек", "Мероприятия года библиотек"),
        ("х " * 300 + "\n\nМероприятия", "Мероприятия"),
        ("Мероприятия\n\nПриложение\tк постановлению", "Мероприятия Приложение к постановлению"),
        ("", ""),
    ],
)
def test_titles(above: str, title: str) -> None:
    """The title is what stands in bold, or else from the last paragraph that begins like a plan's title on."""
    text = "\n".join((above, "", HEADER, GROUP, row("1.1.")))
    assert plan_of(read_text(text.encode())).title == title


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("План на 2021 – 2030 годы", (2021, 2030)),
        ("План на 2021-2030 годы", (2021, 2030)),
        ("План с 2021 по 2030 год", (2021, 2030)),
        ("План с 2021 года по 2030 год", (2021, 2030)),
        ("План на 2027 год", (2027, 2027)),
        ("План к программе на 2010–2020 годы на 2021–2030 годы", (2021, 2030)),
        ("План на 2030 – 2021 годы", (2030, 2030)),
        ("План развития", (2024, 2026)),
    ],
)
def test_the_period(title: str, years: tuple[int, int]) -> None:
    """The title says the period, the last one it names; else the measures' own years span it."""
    plan = plan_from(SECTION, GROUP, row("1.1.", timing="2024–2026"), row("1.2.", timing="2025"), title=title)
    assert (plan.start_year, plan.end_year) == years


def test_no_period_at_all() -> None:
    """Where neither title nor measures name a year there is none, and «ежегодно» is not understood."""
    plan = plan_from(SECTION, GROUP, row("1.1.", timing="ежегодно"), title="План")
    assert (plan.start_year, plan.end_year) == (None, None)
    assert codes(plan) == ["timing-year-unknown", "measure-unsure"]


def test_other_rows_than_a_text_file_s() -> None:
    """A table of any format is read, its places kept."""
    header = Row(tuple(HEADER.split("\t")), Place(table=1, row=1, page=2))
    body = Row(tuple(row("1.1.", timing="?").split("\t")), Place(table=1, row=2, page=2))
    plan = plan_of(Table(("План на 2021 год",), (header, body)))
    assert only(plan).place == Place(table=1, row=2, page=2)


def _cells(*pieces: str) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(st.sampled_from(pieces), st.text(max_size=8)), max_size=7).map("\t".join)


_LINES = st.one_of(
    _cells("1.", "1.1.", "1.1", "2", "999.999", "", "2021 – 2030", "ежегодно", "Создано ресурсов", "100% книг"),
    st.sampled_from([SECTION, "II РАЗДЕЛ", "ЗАДАЧА: А", "РАЗВИТИЕ СЕТИ", HEADER, GROUP, row("1.1."), row("1.2")]),
    st.text(max_size=20),
)


def _check(plan: Plan) -> None:
    """What holds for every plan that could be read at all."""
    keys = [measure.key for measure in plan.measures]
    sections = {section.key for section in plan.sections}
    assert len(sections) == len(plan.sections)
    assert all(measure.section in sections for measure in plan.measures)
    assert len(set(keys)) == len(keys) or "key-duplicate" in codes(plan)
    assert plan.measures or "no-measures" in codes(plan)
    for language in LANGUAGES:
        use(language)
        for finding in plan.findings:
            assert message_of(finding)
            assert hint_of(finding)
    use("en")


@given(st.lists(_LINES, max_size=12))
@example([row("1.1."), row("1.1."), "\tx", row(f"1.{'1.' * 6}1")])
@example(["00000000"])
def test_any_rows_below_a_header_make_a_plan(lines: list[str]) -> None:
    """Whatever stands below a header is read or told of: it never fails."""
    _check(plan_from(*(line.replace("\0", " ") for line in lines)))


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_are_a_plan_or_a_document_error(data: bytes) -> None:
    """No content whatever makes the reader fail in another way."""
    try:
        _check(plan_of(read_text(data)))
    except DocumentError as error:
        assert error.code in {"document-encoding", "document-no-table"}


def test_a_long_document_is_read_quickly() -> None:
    """Thousands of rows, with doubts in each, take no more than a moment."""
    rows = [
        row(f"{top}.{number}.", target="создано ресурсов 9 IТ") for top in range(1, 999, 9) for number in range(1, 28)
    ]
    assert len(plan_from(SECTION, *rows).measures) == 111 * 27


def test_a_quarterly_measure_is_a_parent_with_a_child_for_each_quarter() -> None:
    """Its deadlines have the day in their keys and the milestone of their year."""
    plan = plan_from(SECTION, GROUP, row("1.1.", timing="ежеквартально"), title="План на 2025-2026 годы")
    desired = expand(plan, Mapping(), plan_key="plan", body=lambda _values: "")
    own, *children = desired.issues
    assert (own.key, own.milestone, len(children)) == ("I.1.1", None, 8)
    assert [(one.key, one.milestone, one.parent) for one in children[3:5]] == [
        ("I.1.1/2025-12-31", "2025", "I.1.1"),
        ("I.1.1/2026-03-31", "2026", "I.1.1"),
    ]
    assert [one.key for one in desired.milestones] == ["2025", "2026"]
    assert len({one.title for one in desired.issues}) == 9
