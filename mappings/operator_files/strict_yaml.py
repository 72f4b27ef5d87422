"""Reads the operator's YAML strictly: plain data, the line of every key, and all that is wrong with the form.

Scalars stay text until a model asks for more: YAML 1.1 reads 1.10 as 1.1, `no` as false and 12:30 as 750.
It knows no file's meaning, and it quotes no line of a file, which might hold a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from mappings.causes import cause_of, unreadable_said
from mappings.errors import MOST_PROBLEMS, FileUnreadable, Problem
from mappings.language import N_
from mappings.language import gettext as _
from mappings.regular_files import read_regular
from mappings.system_words import said_by_system
from mappings.wording import clean

SIZE_LIMIT = 1_000_000  # bytes
VALUE_LIMIT = 100_000  # keys and values; a mapping that corrects every measure of a long plan has a tenth of them
DEPTH_LIMIT = 50  # levels; the deepest file in use has five
SHOWN_LIMIT = 250  # characters of a text of a file that are shown

KeyPath = tuple[str | int, ...]
Lines = dict[KeyPath, int]

# libyaml and PyYAML's own parser word the same fault differently; a part of either text stands for both
_SYNTAX = (
    ("cannot start any token", N_("a value that begins with a character such as @, ` or % must be quoted")),
    (
        "mapping values are not allowed",
        N_("a colon stands where no key can be; a value with a colon must be quoted"),
    ),
    ("could not find expected ':'", N_("the line is neither «key: value» nor an item of a list")),
    ("unexpected end of stream", N_("a quotation mark is not closed")),
    ("or ']'", N_("a bracket [ is not closed, or a comma is missing in it")),
    ("or '}'", N_("a brace { is not closed, or a comma is missing in it")),
    ("expected '-' indicator", N_("the indentation does not fit the lines above")),
    ("expected key", N_("the indentation does not fit the lines above")),
    ("<block end>", N_("the indentation does not fit the lines above")),
    ("unknown escape", N_("a backslash in double quotes must be doubled; or use single quotes")),
)
_OPENED_ABOVE = ("quoted scalar", "flow", "simple key")  # faults best shown where the thing was opened

_NULLS = ("", "~", "null", "Null", "NULL")
_NOT_TEXT = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class LocatedProblem(Problem):
    """A problem that knows its line, by which problems of several checks are ordered; 0 is the whole file."""

    line: int = 0


@dataclass(frozen=True)
class Source:
    """One file as read.

    `data` is None where the form is so broken that nothing can be said about the contents. `lines` gives the
    line, from 1, of each key and each item of a list by the path that leads to it; `()` is the first block.
    """

    file: str
    data: dict[str, Any] | None = None
    lines: Lines = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def problem(self, code: str, path: KeyPath, message: str, hint: str = "") -> Problem:
        """A problem at the line of a path, or of the nearest path above it that has a line."""
        return located(code, self.file, line_of(self.lines, path), message, hint)


def located(code: str, file: str, line: int, message: str, hint: str = "") -> Problem:
    """A problem at a line of a file; line 0 is the file as a whole."""
    place = _("{file}, line {line}").format(file=file, line=line) if line else file
    return LocatedProblem(code, place, message, hint, line)


def line_of(lines: Lines, path: KeyPath) -> int:
    """The line of a path, or of the nearest path above it that has one."""
    return next((lines[path[:length]] for length in range(len(path), -1, -1) if path[:length] in lines), 0)


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by line; those of one line stay as they came."""
    return sorted(problems, key=lambda problem: getattr(problem, "line", 0))


def printable(text: str) -> str:
    """A text of a file as it may be shown in a line of a fault: `clean`, and cut."""
    shown = clean(text[: 2 * SHOWN_LIMIT])
    return shown if len(text) <= SHOWN_LIMIT else f"{shown[: SHOWN_LIMIT - 1]}…"


def read_file(path: Path, *, missing: str, unreadable: str, hint: str = "") -> bytes:
    """The bytes of a file, not much more than `SIZE_LIMIT` of them.

    Raises `FileUnreadable` with the code `missing` and the hint, or with the code `unreadable`.
    """
    try:
        return read_regular(path, SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise FileUnreadable(missing, _("there is no such file"), hint=hint, place=str(path)) from None
    except PermissionError:
        message, mend = _("the file may not be read"), _("give the user that runs Vekha the right to read it")
        raise FileUnreadable(unreadable, message, hint=mend, place=str(path), denied=True) from None
    except IsADirectoryError:
        raise FileUnreadable(unreadable, _("this is a folder, not a file"), place=str(path)) from None
    except OSError as error:
        reason, cause = said_by_system(error), cause_of(error)
        message = _("the file cannot be read: {reason}").format(reason=reason)
        said = unreadable_said(cause, unreadable, message, reason, "")
        raise FileUnreadable(said.code, said.message, hint=said.hint, place=str(path), cause=cause) from None
    except ValueError as error:
        message = _("the file cannot be read: {reason}").format(reason=error)
        raise FileUnreadable(unreadable, message, place=str(path)) from None


def parse(content: bytes, file: str) -> Source:
    """Read YAML whose root is a block of keys. Never raises: what is wrong stands in `problems`, by line."""
    try:
        text = _text_of(content, file)
        _scan(text, file)
        root = yaml.compose(text, Loader=_LOADER)
    except _Refused as refused:
        return Source(file, problems=tuple(refused.problems))
    except yaml.MarkedYAMLError as error:
        return Source(file, problems=(_syntax_problem(error, text, file),))
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        hint = _("write at least one line of the form «key: value»")
        return Source(file, problems=(located("yaml-empty", file, 0, _("the file says nothing"), hint),))
    if not isinstance(root, yaml.MappingNode):
        message = _("expected lines of the form «key: value»")
        return Source(file, problems=(located("yaml-syntax", file, root.start_mark.line + 1, message),))
    builder = _Builder(file)
    data = builder.build(root, ())
    return Source(file, data, builder.lines, tuple(in_order(builder.problems)))


class _Refused(Exception):
    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def _text_of(content: bytes, file: str) -> str:
    if len(content) > SIZE_LIMIT:
        message = _("the file is larger than {limit} bytes").format(limit=SIZE_LIMIT)
        raise _Refused(located("yaml-too-large", file, 0, message))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        hint = _("save the file as UTF-8")
        raise _Refused(located("yaml-encoding", file, line, _("the file is not UTF-8"), hint)) from None
    sign = _NOT_TEXT.search(text)
    if sign:
        message = _("the character U+{code:04X} cannot stand in the file").format(code=ord(sign.group()))
        raise _Refused(located("yaml-syntax", file, text.count("\n", 0, sign.start()) + 1, message))
    return text


def _scan(text: str, file: str) -> None:
    """Refuse what must not reach the composer, which is recursive and follows aliases."""
    depth = documents = values = 0
    problems: list[Problem] = []
    for event in yaml.parse(text, Loader=_LOADER):
        start: Any = event.start_mark
        line = start.line + 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            message = _("a second document begins here; one file holds one")
            raise _Refused(
                *problems, located("yaml-several-documents", file, line, message, _("take the line --- out"))
            )
        values += isinstance(event, yaml.NodeEvent)
        if values > VALUE_LIMIT:
            message = _("the file holds more than {limit} keys and values").format(limit=VALUE_LIMIT)
            raise _Refused(*problems, located("yaml-too-large", file, line, message))
        if depth > DEPTH_LIMIT:
            raise _Refused(*problems, located("yaml-syntax", file, line, _("the blocks are nested too deeply")))
        if getattr(event, "anchor", None) is not None:
            hint = _("write the value out; a text that begins with & or * must be quoted")
            problems.append(located("yaml-alias", file, line, _("anchors (&) and aliases (*) are not taken"), hint))
        elif getattr(event, "tag", None) is not None:
            hint = _("a text that begins with ! must be quoted")
            problems.append(located("yaml-syntax", file, line, _("tags (!) are not taken"), hint))
        if len(problems) > MOST_PROBLEMS:
            raise _Refused(*problems)
    if problems:
        raise _Refused(*problems)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    opened = any(words in (error.context or "") for words in _OPENED_ABOVE)
    mark: Any = error.context_mark if opened else error.problem_mark
    line, said = mark.line + 1, error.problem or ""
    if "cannot start any token" in said and text.splitlines()[mark.line][mark.column] == "\t":
        message, hint = _("a tab stands in the indentation"), _("indent with spaces")
        return located("yaml-syntax", file, line, message, hint)
    words = next((_(words) for part, words in _SYNTAX if part in said), None)
    words = words or _("this cannot be read as YAML: {reason}").format(reason=printable(said))
    return located("yaml-syntax", file, line, words)


class _Builder:
    """Turns nodes into plain data, noting the line of each key and item."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.lines: Lines = {}
        self.problems: list[Problem] = []

    def build(self, node: yaml.Node, path: KeyPath) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._block(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, number)) for number, item in enumerate(node.value)]
        plain = isinstance(node, yaml.ScalarNode) and not node.style
        return None if plain and node.value in _NULLS else node.value

    def _block(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                hint = _("a value that begins with { or [ must be quoted")
                self._add("yaml-syntax", line, _("a key must be a plain word"), hint)
            elif key.value in data:
                first = self.lines[*path, key.value]
                message = _("the key «{key}» stands twice, first on line {line}")
                message = message.format(key=printable(key.value), line=first)
                self._add("yaml-duplicate-key", line, message, _("leave one of the two"))
            else:
                self.lines[*path, key.value] = line
                data[key.value] = self.build(value, (*path, key.value))
        return data

    def _add(self, code: str, line: int, message: str, hint: str) -> None:
        if len(self.problems) <= MOST_PROBLEMS:
            self.problems.append(located(code, self._file, line, message, hint))
