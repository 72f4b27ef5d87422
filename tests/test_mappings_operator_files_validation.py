"""Rules of telling what is wrong in an operator's file: code, line, expected, found, and the nearest key."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, cast

import pytest
from pydantic import AfterValidator, Field, model_validator

from mappings.errors import MOST_PROBLEMS, Problem
from mappings.mapping.model import Mapping
from mappings.operator_files.codes import CODES
from mappings.operator_files.strict_yaml import parse
from mappings.operator_files.validation import (
    Block,
    InvalidValue,
    Text,
    dotted,
    looks_secret,
    nearest,
    suggestion,
    validate,
)


class Colour(StrEnum):
    """Two colours."""

    RED = "red"
    BLUE = "blue"


def _refuse(_value: str) -> str:
    raise InvalidValue("it is never right", "give up")


class Leaf(Block):
    """The innermost block."""

    label: str = "x"
    other_name: str = Field(default="y", alias="other-name")
    strict: Annotated[str, AfterValidator(_refuse)] = "z"


class Flat(Block):
    """A member of a union."""

    flat: str


class Root(Block):
    """Every kind of value."""

    text: Text = "t"
    whole: int = Field(default=1, ge=0, le=10)
    between: float = Field(default=0.5, gt=0, lt=1)
    amount: Decimal = Decimal(1)
    switch: bool = False
    day: date = date(2027, 1, 1)
    words: tuple[str, ...] = Field(default=(), min_length=1, max_length=2)
    choice: Literal["one", "two"] = "one"
    colour: Colour = Colour.RED
    form: str = Field(default="a", pattern="^a", min_length=1, max_length=3)
    leaf: Leaf = Leaf()
    leaves: list[Leaf] = Field(default_factory=list)
    by_name: dict[str, Leaf] = Field(default_factory=dict)
    by_choice: dict[Literal["first", "second"], int] = Field(default_factory=dict)
    either: Flat | Annotated[Leaf, Field(description="a leaf")] | None = None
    address: str = "a"
    token_env: int = 1
    pair: list[str] = Field(default_factory=list, min_length=2)
    code: str = Field(default="aa", min_length=2)
    multiple: int = Field(default=2, multiple_of=2)

    @model_validator(mode="after")
    def _whole(self) -> Root:
        if self.whole == 7:
            raise ValueError("seven is not for us")
        return self


def _check(text: str) -> list[Problem]:
    source = parse(text.encode(), "a.yaml")
    assert source.data is not None
    result = validate(Root, source.data, source.lines, source.file)
    assert isinstance(result, list)
    assert {problem.code for problem in result} <= set(CODES)
    return result


def _only(text: str) -> Problem:
    (problem,) = _check(text)
    return problem


def test_text_is_read_as_the_model_asks() -> None:
    """Text becomes a number, a switch, a day or a list where the model has one."""
    source = parse(b"text: ' a b '\nwhole: 3\nswitch: yes\nday: 2027-06-30\nwords: [1.10]\namount: 2.50\n", "a.yaml")
    root = validate(Root, source.data, source.lines, source.file)
    assert isinstance(root, Root)
    assert (root.whole, root.switch, root.day, root.words) == (3, True, date(2027, 6, 30), ("1.10",))
    assert (root.text, str(root.amount)) == ("a b", "2.50")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("text: [a]", "text: expected text, found a list"),
        ("text: {a: b}", "text: expected text, found a block of keys and values"),
        ("whole: many", "whole: expected a whole number, found «many»"),
        ("whole: 1.5", "whole: expected a whole number, found «1.5»"),
        ("whole: -1", "whole: expected a number not below 0, found «-1»"),
        ("whole: 11", "whole: expected a number not above 10, found «11»"),
        ("between: 0", "between: expected a number above 0.0, found «0»"),
        ("between: 1", "between: expected a number below 1.0, found «1»"),
        ("between: x", "between: expected a number, found «x»"),
        ("amount: x", "amount: expected a number, found «x»"),
        ("switch: perhaps", "switch: expected true or false, found «perhaps»"),
        ("day: 30.06.2027", "day: expected a day as YYYY-MM-DD, found «30.06.2027»"),
        ("words: []", "words: expected a list that is not empty, found a list"),
        ("pair: [a]", "pair: expected a list of 2 items or more, found a list"),
        ("code: a", "code: expected text of 2 characters or more, found «a»"),
        ("words: [a, b, c]", "words: expected a list of 2 items or less, found a list"),
        ("words: [a, ~]", "words[2]: expected text, found nothing"),
        ("choice: three", "choice: expected one of: one, two, found «three»"),
        ("form: b", "form: expected text of the form ^a, found «b»"),
        ("form: ''", "form: expected text that is not empty, found «»"),
        ("form: aaaa", "form: expected text of 3 characters or less, found «aaaa»"),
        ("pair: [[a]]", "pair[1]: expected text, found a list"),
        ("leaf: x", "leaf: expected a block of keys and values, found «x»"),
        ("leaves: {a: b}", "leaves: expected a list, found a block of keys and values"),
        ("by_name: [x]", "by_name: expected a block of keys and values, found a list"),
        ("by_name: {X.1: }", "by_name[X.1]: expected a block of keys and values, found nothing"),
        ("multiple: 3", "multiple: Input should be a multiple of 2"),
        ('text: "a\\x01b"', "text: one line is expected, without control characters"),
    ],
)
def test_values_that_are_refused(line: str, message: str) -> None:
    """What was expected and what was found are told in words, with the key, at its line."""
    problem = _only(f"# a note\n{line}\n")
    assert (problem.code, problem.place, problem.message) == ("value-invalid", "a.yaml, line 2", message)


def test_own_checks_speak_for_themselves() -> None:
    """A model's own check gives the words and, where it has one, the hint."""
    problem = _only("leaf: {strict: a}")
    assert (problem.message, problem.hint) == ("leaf.strict: it is never right", "give up")
    whole = _only("whole: 7")
    assert (whole.message, whole.hint, whole.place) == ("seven is not for us", "", "a.yaml, line 1")


@pytest.mark.parametrize(
    ("text", "line", "key", "hint"),
    [
        ("whle: 1", 1, "whle", "did you mean whole?"),
        ("leaf:\n  lable: x", 2, "leaf.lable", "did you mean label?"),
        ("leaf:\n  other_nam: x", 2, "leaf.other_nam", "did you mean other-name?"),
        ("leaf:\n  qqq: x", 2, "leaf.qqq", "known here: label, other-name, strict"),
        ("leaves:\n  - label: x\n  - label: y\n    labl: z", 4, "leaves[2].labl", "did you mean label?"),
        ("by_name:\n  a b:\n    LABEL: x", 3, "by_name[a b].LABEL", "did you mean label?"),
        ("by_choice:\n  frist: 1", 2, "by_choice.frist", "did you mean first?"),
    ],
)
def test_unknown_keys_name_the_nearest(text: str, line: int, key: str, hint: str) -> None:
    """An unknown key is told at its line with the nearest key of the same block, however deep."""
    problem = _only(text)
    assert (problem.code, problem.place) == ("key-unknown", f"a.yaml, line {line}")
    assert (problem.message, problem.hint) == (f"unknown key «{key}»", hint)


def test_unknown_keys_inside_a_union() -> None:
    """Where a block may be of several models, the keys of each are known."""
    problems = _check("either:\n  flat: x\n  labl: y")
    assert ("key-unknown", "did you mean label?") in {(problem.code, problem.hint) for problem in problems}
    assert {problem.place for problem in problems} <= {"a.yaml, line 2", "a.yaml, line 3"}


def test_the_value_of_an_unknown_key_is_not_shown() -> None:
    """A mistyped key may hold a secret."""
    problem = _only("tokn: qwerty")
    assert "qwerty" not in problem.message + problem.hint


@pytest.mark.parametrize("text", ["token_env: qwerty", "by_name: {password: {strict: qwerty}}"])
def test_the_value_of_a_secret_key_is_not_shown(text: str) -> None:
    """Neither a value whose key names a secret nor anything below such a key is repeated."""
    problem = _only(text)
    assert problem.code == "value-invalid"
    assert "qwerty" not in problem.message + problem.hint
    assert "the value is not what is expected here" in problem.message


def test_missing_keys_stand_at_their_parent() -> None:
    """A required key that is not there is told at the line of the block that lacks it."""

    class Outer(Block):
        inner: Flat
        flat: str

    source = parse(b"a: 1\ninner: {}\n", "a.yaml")
    result = validate(Outer, {"inner": {}}, source.lines, "a.yaml")
    assert isinstance(result, list)
    assert [(p.code, p.place, p.message) for p in result] == [
        ("key-missing", "a.yaml, line 1", "the key «flat» is missing"),
        ("key-missing", "a.yaml, line 2", "the key «inner.flat» is missing"),
    ]


def test_a_required_key_left_empty_is_told_at_its_line() -> None:
    """A required key without a value is there and says nothing; that is told where it stands."""
    source = parse(b"# note\nflat:\n", "a.yaml")
    result = validate(Flat, source.data, source.lines, "a.yaml")
    assert isinstance(result, list)
    assert (result[0].place, result[0].message) == ("a.yaml, line 2", "flat: expected text, found nothing")


def test_optional_keys_left_empty_count_as_left_out() -> None:
    """A block whose every line was made a comment is as good as none."""
    source = parse(b"leaf:\nwhole:\nby_name:\n", "a.yaml")
    assert validate(Root, source.data, source.lines, "a.yaml") == Root()


def test_all_problems_at_once_by_line() -> None:
    """Everything that is wrong is told in one go, in the order of the file."""
    problems = _check("zzz: 1\nchoice: tow\nleaf:\n  label: [x]\nwhole: x\ncolour: blu\n")
    assert [problem.place for problem in problems] == [f"a.yaml, line {line}" for line in (1, 2, 4, 5, 6)]
    assert [problem.hint for problem in problems][1:] == ["did you mean two?", "", "", "did you mean blue?"]


def test_part_of_a_file_is_checked_at_its_place() -> None:
    """Data from inside a file are told with their whole path and line."""
    source = parse(b"a:\n  b:\n    whole: x\n", "a.yaml")
    assert source.data is not None
    data: Any = source.data["a"]["b"]
    result = validate(Root, data, source.lines, "a.yaml", at=("a", "b"))
    assert isinstance(result, list)
    assert (result[0].place, result[0].message[:10]) == ("a.yaml, line 3", "a.b.whole:")


def test_hints_for_values() -> None:
    """A single word where a list is due shows how to write the list; a far-off choice gets no hint."""
    assert _only("words: V").hint == "write a list: [V]"
    assert _only("words: " + "V" * 61).hint == ""
    assert _only("choice: zzz").hint == ""


def test_long_values_and_the_users_of_urls_are_cut() -> None:
    """A message stays on one line, and shows no user of a URL nor signs for a terminal."""
    assert _only("whole: " + "x" * 100).message.endswith("x" * 59 + "…»")
    assert _only("whole: https://me:qwerty@host/").message.endswith("found «https://…@host/»")
    assert _only('whole: "a\\e[31m\\nb"').message.endswith("found «a [31m b»")


def test_paths_as_people_write_them() -> None:
    """Items are counted from 1; a key that is no plain word stands in brackets."""
    assert dotted(("alerts", "recipients", 0, "email")) == "alerts.recipients[1].email"
    assert dotted(("measures", "I.1.1", "title")) == "measures[I.1.1].title"
    assert dotted(("in progress",)) == "in progress"
    assert dotted(()) == ""


def test_nearest_names() -> None:
    """Names are compared without case and with white space folded; without any name near, all are listed."""
    assert nearest("ОТДЕЛ  культуры", ["Отдел культуры", "Музей"]) == ["Отдел культуры"]
    assert suggestion("zzz", []) == ""
    assert suggestion("zzz", ["a", "b"]) == "known here: a, b"


@pytest.mark.parametrize(("key", "secret"), [("API-Key", True), ("token_env", True), ("kind", False), (3, False)])
def test_names_of_secrets(key: object, secret: bool) -> None:
    """A key that speaks of a password, a token or a secret is taken at its word."""
    assert looks_secret(key) is secret


def test_thousands_of_faults_take_no_longer_than_they_are_told() -> None:
    """Each is worded once and the first ones alone; a key as long as a book is cut."""
    data = {f"key{number}": "1" for number in range(50_000)} | {"k" * 500_000: "1"}
    before = time.thread_time()
    faults = validate(Mapping, data, {}, "a.yaml")
    assert time.thread_time() - before < 3
    assert isinstance(faults, list)
    assert len(faults) == MOST_PROBLEMS + 1
    (fault,) = cast("list[Problem]", validate(Mapping, {"k" * 500_000: "1"}, {}, "a.yaml"))
    assert len(fault.message) < 300
    assert nearest("b" * 500_000, ["a" * 500_000]) == []


def test_a_text_longer_than_any_line() -> None:
    """A title or a target of a megabyte is refused at its key."""
    (fault,) = cast("list[Problem]", validate(Mapping, {"measures": {"I.1": {"target": "а" * 500_000}}}, {}, "a.yaml"))
    assert fault.code == "value-invalid"
    assert len(fault.message) < 200
