"""Checks an operator's data against a model and words what is wrong: expected, found, and the nearest key.

Every fault is placed at its line. The value of a key that is unknown, or that looks like a
secret's, is never repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import islice
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    model_validator,
)

from mappings.addresses import is_address
from mappings.errors import MOST_PROBLEMS, Problem
from mappings.language import gettext as _
from mappings.language import pgettext
from mappings.operator_files.strict_yaml import KeyPath, Lines, in_order, line_of, located, printable
from mappings.wording import folded

Model = TypeVar("Model", bound=BaseModel)

_SHOWN_LIMIT = 60  # characters of a value that are repeated in a message
_MOST_NAMES = 100  # that a hint lists
_LONGEST_NAME = 100  # characters by which names are compared
_LONGEST_TEXT = 5_000  # characters; what the longest target of a plan takes, many times over
_SECRET = re.compile(r"passw|token|secret|api[_-]?key|credential", re.IGNORECASE)
_IN_URL = re.compile(r"(?<=//)[^/@\s]*@")
_QUOTED = re.compile(r"'([^']*)'")


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError(_("one line is expected, without control characters"))
    return text


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_LONGEST_TEXT), AfterValidator(_one_line)
]
"""A text of one line that is not empty, and no longer than such a line can be."""


def _address(value: str) -> str:
    if not is_address(value):
        raise InvalidValue(_("an e-mail address is expected"), _("such as name@example.org"))
    return value


Address = Annotated[Text, AfterValidator(_address)]
"""A mail address and nothing else."""


class Block(BaseModel):
    """A block of an operator's file: unknown keys are refused, and a key left empty counts as left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        optional = {name for name, info in cls.model_fields.items() if not info.is_required()}
        return {key: value for key, value in data.items() if value is not None or key not in optional}


class InvalidValue(ValueError):
    """What a model's own check raises where it has a hint to give beside the message."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def validate(model: type[Model], data: Any, lines: Lines, file: str, *, at: KeyPath = ()) -> Model | list[Problem]:
    """The model made of the data, or what is wrong with them, ordered by line; more than is told in no file.

    `at` is the path at which the data stand in the file.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = [_Fault(model, data, details) for details in islice(_told(error), MOST_PROBLEMS + 1)]
        return in_order(fault.problem(lines, file, at) for fault in faults)


def looks_secret(key: object) -> bool:
    """Whether a key's name says that its value is not for other eyes."""
    return isinstance(key, str) and _SECRET.search(key) is not None


def dotted(path: KeyPath) -> str:
    """A path as a person would write it; items of a list are counted from 1."""
    text = ""
    for part in path:
        plain = not text or (isinstance(part, str) and re.fullmatch(r"\w+", part))
        shown = part + 1 if isinstance(part, int) else printable(part)
        text += f".{shown}" if plain else f"[{shown}]"
    return text.removeprefix(".")


def nearest(name: str, known: Iterable[str], *, count: int = 1) -> list[str]:
    """The known names that are most like a name, case aside, the likest first."""
    by_fold = {folded(other[:_LONGEST_NAME]): other for other in known}
    return [by_fold[match] for match in get_close_matches(folded(name[:_LONGEST_NAME]), by_fold, n=count)]


def suggestion(name: str, known: Iterable[str], *, count: int = 1) -> str:
    """A hint that names the nearest of the known names, or all of them where none is near."""
    names = list(known)
    near = nearest(name, names, count=count)
    if near:
        return _("did you mean {names}?").format(names=", ".join(map(printable, near)))
    return _("known here: {names}").format(names=_listed(names)) if names else ""


def _listed(names: list[str]) -> str:
    """As many of the names as can be read in a line."""
    shown = ", ".join(map(printable, names[:_MOST_NAMES]))
    return shown if len(names) <= _MOST_NAMES else f"{shown}, …"


class _Fault:
    """One of pydantic's errors, with the place in the data that it is about."""

    def __init__(self, model: type[BaseModel], data: Any, details: dict[str, Any]) -> None:
        self._model = model
        kind = details["type"]
        of_text = kind in ("too_short", "too_long") and isinstance(details["input"], str)
        self._kind: str = f"string_{kind}" if of_text else kind
        self._context: dict[str, Any] = details.get("ctx", {})
        self._said: str = details["msg"]
        self._input = details["input"]
        self._path, self._rest = _walk(data, details["loc"])

    def problem(self, lines: Lines, file: str, at: KeyPath) -> Problem:
        path = (*at, *self._path)
        code, message, hint = self._words(path)
        return located(code, file, line_of(lines, path), message, hint)

    def _words(self, path: KeyPath) -> tuple[str, str, str]:
        name = dotted(path)
        if self._kind == "missing":
            message = _("the key «{key}» is missing").format(key=dotted((*path, *self._rest[-1:])))
            return "key-missing", message, ""
        if self._kind == "extra_forbidden" or (self._rest[-1:] == ("[key]",) and self._kind != "value_error"):
            known = self._choices() or list(_keys_at(self._model, self._path[:-1]))
            return "key-unknown", _("unknown key «{key}»").format(key=name), suggestion(str(path[-1]), known)
        if any(map(looks_secret, path)):
            return "value-invalid", _("{key}: the value is not what is expected here").format(key=name), ""
        message, hint = self._refusal()
        return "value-invalid", f"{name}: {message}" if name else message, hint

    def _refusal(self) -> tuple[str, str]:
        """Why the value is refused, and a hint."""
        if self._kind == "value_error":
            error = self._context["error"]
            return str(error), getattr(error, "hint", "")
        expected = self._expected()
        if expected is None:
            return self._said, ""
        message = _("expected {expected}, found {found}")
        return message.format(expected=expected, found=_shown(self._input)), self._hint()

    def _choices(self) -> list[str]:
        return _QUOTED.findall(str(self._context.get("expected", "")))

    def _hint(self) -> str:
        if not isinstance(self._input, str):
            return ""
        if self._kind in ("literal_error", "enum"):
            near = nearest(self._input, self._choices())
            return suggestion(self._input, near) if near else ""
        if self._kind in ("list_type", "tuple_type") and len(self._input) <= _SHOWN_LIMIT:
            return _("write a list: [{value}]").format(value=self._input)
        return ""

    def _expected(self) -> str | None:
        """What pydantic's error asks for, in words that go on after «expected», or None for a rare kind."""
        limits = {
            "greater_than": ("gt", _("a number above {limit}")),
            "greater_than_equal": ("ge", _("a number not below {limit}")),
            "less_than": ("lt", _("a number below {limit}")),
            "less_than_equal": ("le", _("a number not above {limit}")),
            "string_pattern_mismatch": ("pattern", _("text of the form {limit}")),
            "string_too_short": ("min_length", _("text of {limit} characters or more")),
            "string_too_long": ("max_length", _("text of {limit} characters or less")),
            "too_short": ("min_length", _("a list of {limit} items or more")),
            "too_long": ("max_length", _("a list of {limit} items or less")),
        }
        if self._kind in limits:
            name, words = limits[self._kind]
            limit = self._context[name]
            empty = {
                "string_too_short": _("text that is not empty"),
                "too_short": _("a list that is not empty"),
            }
            return empty[self._kind] if self._kind in empty and limit == 1 else words.format(limit=limit)
        if self._kind in ("literal_error", "enum"):
            return _("one of: {choices}").format(choices=", ".join(self._choices()))
        return _expected_type(self._kind)


def _told(error: ValidationError) -> Iterator[dict[str, Any]]:
    """The errors worth telling: pydantic calls a list too short as well where its items were refused."""
    errors: list[dict[str, Any]] = [dict(details) for details in error.errors(include_url=False)]
    above = {details["loc"][:length] for details in errors for length in range(len(details["loc"]))}
    yield from (details for details in errors if details["type"] != "too_short" or details["loc"] not in above)


def _expected_type(kind: str) -> str | None:
    if not re.search(r"_(?:type|parsing|parsing_size|from_float|inexact|unicode)$", kind):
        return None
    a_list, a_number = pgettext("value", "a list"), pgettext("value", "a number")
    a_block = pgettext("value", "a block of keys and values")
    names = {
        "string": pgettext("value", "text"),
        "int": pgettext("value", "a whole number"),
        "float": a_number,
        "decimal": a_number,
        "bool": pgettext("value", "true or false"),
        "date": pgettext("value", "a day as YYYY-MM-DD"),
        "list": a_list,
        "tuple": a_list,
        "set": a_list,
        "frozen": a_list,
        "dict": a_block,
        "mapping": a_block,
        "model": a_block,
        "dataclass": a_block,
    }
    return names.get(kind.split("_", maxsplit=1)[0])


def _shown(value: Any) -> str:
    """A value as a message repeats it: cut short, on one line, without what a URL says of its user."""
    if value is None:
        return pgettext("value", "nothing")
    if isinstance(value, dict):
        return pgettext("value", "a block of keys and values")
    if isinstance(value, list):
        return pgettext("value", "a list")
    text = _IN_URL.sub("…@", printable(str(value)))
    return f"«{text if len(text) <= _SHOWN_LIMIT else text[: _SHOWN_LIMIT - 1] + '…'}»"


def _walk(data: Any, location: tuple[int | str, ...]) -> tuple[KeyPath, tuple[int | str, ...]]:
    """The part of pydantic's location that exists in the data, and what is left of it.

    The names of union members, which pydantic puts between, are passed over.
    """
    path: list[str | int] = []
    rest: list[str | int] = []
    for part in location:
        inside = (isinstance(data, dict) and part in data) or (isinstance(data, list) and isinstance(part, int))
        if inside and not rest:
            path.append(part)
            data = data[part]
        elif part == location[-1]:
            rest.append(part)
    return tuple(path), tuple(rest)


def _keys_at(model: type[BaseModel], path: KeyPath) -> Iterator[str]:
    """The keys that are known at a path of a model."""
    for annotation in _annotations_at(model, path):
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            for name, info in annotation.model_fields.items():
                yield info.alias or name


def _annotations_at(model: type[BaseModel], path: KeyPath) -> list[Any]:
    annotations: list[Any] = [model]
    for part in path:
        annotations = [option for outer in annotations for inner in _inside(outer, part) for option in _options(inner)]
    return annotations


def _options(annotation: Any) -> list[Any]:
    """The members of a union, or the annotation itself."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _options(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [option for member in get_args(annotation) for option in _options(member)]
    return [annotation]


def _inside(annotation: Any, part: str | int) -> list[Any]:
    """What stands below a key or an item of an annotated value."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [info.annotation for name, info in annotation.model_fields.items() if part in (name, info.alias)]
    arguments = get_args(annotation)
    if isinstance(part, int):
        return list(arguments[:1])
    return list(arguments[1:2])
