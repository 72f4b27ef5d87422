"""Rules of reading an operator's YAML: text stays text, and faults of form are told at their lines."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mappings.errors import FileUnreadable, Problem
from mappings.operator_files import strict_yaml
from mappings.operator_files.codes import CODES
from mappings.operator_files.strict_yaml import (
    SIZE_LIMIT,
    Source,
    in_order,
    located,
    parse,
    printable,
    read_file,
)


@pytest.fixture(params=["c", "python"], autouse=True)
def _loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "python":
        monkeypatch.setattr(strict_yaml, "_LOADER", yaml.BaseLoader)


def _read(text: str) -> Source:
    return parse(text.encode(), "a.yaml")


def _told(text: str | bytes) -> list[tuple[str, str]]:
    source = parse(text.encode() if isinstance(text, str) else text, "a.yaml")
    assert {problem.code for problem in source.problems} <= set(CODES)
    return [(problem.code, problem.place) for problem in source.problems]


def test_scalars_stay_text() -> None:
    """No scalar is guessed at: numbers, switches, times and days come as they are written."""
    source = _read("a: 1.10\nb: no\nc: 12:30\nd: 2027-06-30\ne: 0x10\n")
    assert source.data == {"a": "1.10", "b": "no", "c": "12:30", "d": "2027-06-30", "e": "0x10"}


def test_empty_values_are_none_and_quoted_ones_are_text() -> None:
    """A key without a value, `~` and `null` are None; in quotes each of them is text."""
    source = _read("a:\nb: ~\nc: null\nd: ''\ne: \"null\"\nf: [~, '~']\n")
    assert source.data == {"a": None, "b": None, "c": None, "d": "", "e": "null", "f": [None, "~"]}


def test_lines_of_keys_and_items() -> None:
    """A path leads to the line of its key, or of its item in a list."""
    source = _read("# note\na:\n  b:\n    c\nd:\n  - x\n  - y: 1\n    z: {w: 2}\n")
    assert source.lines == {
        (): 2,
        ("a",): 2,
        ("a", "b"): 3,
        ("d",): 5,
        ("d", 0): 6,
        ("d", 1): 7,
        ("d", 1, "y"): 7,
        ("d", 1, "z"): 8,
        ("d", 1, "z", "w"): 8,
    }


def test_every_duplicate_key_is_told_and_the_first_stands() -> None:
    """A key that stands twice in one block is told with the line of the first; the rest is read on."""
    source = _read("a: 1\nb: {c: 1, c: 2}\na: 2\nd: 3\n")
    assert [(p.code, p.place) for p in source.problems] == [
        ("yaml-duplicate-key", "a.yaml, line 2"),
        ("yaml-duplicate-key", "a.yaml, line 3"),
    ]
    assert "line 1" in source.problems[1].message
    assert source.data == {"a": "1", "b": {"c": "1"}, "d": "3"}


def test_aliases_anchors_and_tags_are_refused() -> None:
    """Nothing is expanded or converted: each anchor, alias and tag is told at its line."""
    assert _told("a: &x 1\nb: *x\nc: !!int 5\nd: ok\n") == [
        ("yaml-alias", "a.yaml, line 1"),
        ("yaml-alias", "a.yaml, line 2"),
        ("yaml-syntax", "a.yaml, line 3"),
    ]
    assert _read("a: &x 1\n").data is None


def test_an_alias_bomb_costs_nothing() -> None:
    """Aliases that would unfold to billions of items are refused before anything is unfolded."""
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30))
    assert {code for code, _ in _told(bomb)} == {"yaml-alias"}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused(opening: str) -> None:
    """However deep the blocks go, the answer is a problem and not a crash."""
    assert _told("a:\n  " + opening * 3000) == [("yaml-syntax", "a.yaml, line 2")]


def test_one_document_only() -> None:
    """A second document is told where it begins; a leading --- is no second one."""
    assert _told("---\na: 1\n---\nb: 2\n") == [("yaml-several-documents", "a.yaml, line 3")]
    assert _read("---\na: 1\n").data == {"a": "1"}


@pytest.mark.parametrize("text", ["", "# only a note\n", "---\n", "''\n", "\n\n"])
def test_a_file_that_says_nothing(text: str) -> None:
    """A file of nothing but notes is refused as empty."""
    assert _told(text) == [("yaml-empty", "a.yaml")]


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "[1, 2]"])
def test_the_root_must_be_a_block(text: str) -> None:
    """A list or a sentence is no config."""
    assert _told(text) == [("yaml-syntax", "a.yaml, line 1")]


def test_not_utf_8() -> None:
    """Another encoding is told with the line of the first letter that gives it away; a BOM does no harm."""
    assert _told("a: 1\nb: Веха\n".encode("cp1251")) == [("yaml-encoding", "a.yaml, line 2")]
    assert _told("a: 1".encode("utf-16")) == [("yaml-encoding", "a.yaml, line 1")]
    assert parse(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "a.yaml").data == {"a": "1", "b": "2"}


def test_control_characters_are_refused() -> None:
    """A character that is no text is named by its code."""
    source = _read("a: 1\nb: \x00\n")
    assert [(p.code, p.place) for p in source.problems] == [("yaml-syntax", "a.yaml, line 2")]
    assert "U+0000" in source.problems[0].message


def test_a_file_that_is_too_large() -> None:
    """More than the limit is refused unread."""
    assert _told(b"#" * (SIZE_LIMIT + 1)) == [("yaml-too-large", "a.yaml")]


def test_a_file_with_too_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that holds as many keys and values as are taken is read; one more is refused at its line, none is made."""
    monkeypatch.setattr(strict_yaml, "VALUE_LIMIT", 100)
    full = "a:\n" + "- x\n" * 97  # the block, its key and the list count too
    assert _told(full) == []
    assert _told(f"{full}- x\n") == [("yaml-too-large", "a.yaml, line 99")]
    assert parse(f"{full}- x\n".encode(), "a.yaml").data is None


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a:\n\tb: 1\n", 2, "tab"),
        ("a: @b\n", 1, "must be quoted"),
        ("a: b: c\n", 1, "colon"),
        ("a: 1\nb\nc: 2\n", 2, "neither"),
        ("a: 1\nb: 'x\nc: 2\n", 2, "quotation mark"),
        ("a: 1\nb: [x, y\nc: 2\n", 2, "bracket"),
        ("a: 1\nb: {x: 1, y: 2\n", 2, "brace"),
        ("a:\n    b: 1\n  c: 2\n", 3, "indentation"),
        ("a:\n- b\nc: 1\n  d: 2\n", 4, "colon"),
        ('a: "\\q"\n', 1, "backslash"),
        ("%YAML 3.0\n---\na: 1\n", 1, "YAML document"),
    ],
)
def test_syntax_errors_are_worded(text: str, line: int, words: str) -> None:
    """Both parsers give the same line and the same plain words."""
    (problem,) = _read(text).problems
    assert (problem.code, problem.place) == ("yaml-syntax", f"a.yaml, line {line}")
    assert words in problem.message


def test_a_syntax_error_quotes_nothing() -> None:
    """A line that cannot be read might hold a secret, so none is shown."""
    (problem,) = _read("password: qwerty: 'x\n").problems
    assert "qwerty" not in problem.message + problem.hint


def test_keys_must_be_words() -> None:
    """A block or a list as a key, such as a template's braces make, is told; the rest is read."""
    source = _read("a: {{ b }}\nc: 1\n")
    assert [(p.code, p.place) for p in source.problems] == [("yaml-syntax", "a.yaml, line 1")]
    assert source.data == {"a": {}, "c": "1"}


@given(st.binary(max_size=60) | st.text(alphabet="ab:-[]{}&*!|>'\"#%@\\?, \n\t~", max_size=40).map(str.encode))
def test_parse_never_raises(content: bytes) -> None:
    """Whatever the bytes, the answer is data or problems, each with a known code."""
    source = parse(content, "a.yaml")
    assert source.data is not None or source.problems
    assert {problem.code for problem in source.problems} <= set(CODES)


def test_problems_are_put_in_order() -> None:
    """Problems are told by line; those of the whole file, and those that know no line, come first."""
    late, early = located("value-invalid", "a", 9, "late"), located("value-invalid", "a", 2, "early")
    whole, plain = located("yaml-empty", "a", 0, "whole"), Problem("other", "b", "plain")
    assert in_order([late, early, whole, plain]) == [whole, plain, early, late]


def test_a_problem_is_placed_at_the_nearest_line_above() -> None:
    """What is missing has no line of its own and is told at its parent's."""
    source = _read("a: 1\nb:\n  c: 1\n")
    assert source.problem("key-missing", ("b", "d"), "…").place == "a.yaml, line 2"
    assert Source("a.yaml").problem("key-missing", ("b",), "…").place == "a.yaml"


def test_printable_text() -> None:
    """Signs that would steer a terminal never reach it."""
    assert printable("a\x1b[31m\nb\t c") == "a [31m b c"


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing, forbidden, a folder, and any other failure each get their code and words."""
    path = tmp_path / "a.yaml"
    with pytest.raises(FileUnreadable) as caught:
        read_file(path, missing="m", unreadable="u", hint="h")
    assert (caught.value.code, caught.value.hint, caught.value.place) == ("m", "h", str(path))
    with pytest.raises(FileUnreadable, match="folder") as caught:
        read_file(tmp_path, missing="m", unreadable="u", hint="h")
    assert (caught.value.code, caught.value.hint) == ("u", "")
    with pytest.raises(FileUnreadable, match="cannot be read"):
        read_file(tmp_path / "a\0b", missing="m", unreadable="u")

    def forbid(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path.touch()
    monkeypatch.setattr("mappings.regular_files._without_waiting", forbid)
    with pytest.raises(FileUnreadable, match="may not be read") as caught:
        read_file(path, missing="m", unreadable="u")
    assert caught.value.code == "u"


def test_a_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    """No more is read of a large file than shows that it is too large."""
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * (SIZE_LIMIT + 5000))
    assert len(read_file(path, missing="m", unreadable="u")) == SIZE_LIMIT + 1
