"""Every code that the product can show to a person, collected from the sources by their syntax.

Finds the literals; it runs nothing. A code is what is passed for a parameter or a field called `code`, what
stands in brackets in a message of the command line, and what a module's `CODES` lists.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("mappings", "notify", "sync")
CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")

_IN_BRACKETS = re.compile(rf"(?<= \[){CODE.pattern}(?=\])")
_OWN_TABLE = (Path("mappings/progress/quality.py"),)  # what is told of figures is no fault; docs/indicators.md lists it
_FINDING = "found"  # the catalogue of findings checks and documents its own codes


@cache
def sources() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of the product, by its path below the root."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return tuple((path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


@cache
def error_codes() -> Mapping[str, set[str]]:
    """The codes, each with the places where it stands."""
    modules = sources()
    takers = _takers(tree for _path, tree in modules)
    found: dict[str, set[str]] = defaultdict(set)
    for path, tree in modules:
        if path in _OWN_TABLE:
            continue
        for node in ast.walk(tree):
            for code in [*_passed(node, takers), *_listed(node), *_told(node, path)]:
                found[code].add(f"{path}:{getattr(node, 'lineno', 0)}")
    return found


def composed_codes() -> list[str]:
    """The places where a code is put together from pieces, so that no reader of the sources could find it."""
    modules = sources()
    takers = _takers(tree for _path, tree in modules)
    for _path, tree in modules:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name in takers and "code" not in _parameters(node):
                del takers[node.name]  # a name that another function bears too says nothing
    return [
        f"{path}:{node.lineno}"
        for path, tree in modules
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for argument in _arguments(node, takers)
        if isinstance(argument, ast.JoinedStr | ast.BinOp | ast.Call)
    ]


def _takers(trees: Iterator[ast.Module]) -> dict[str, int]:
    """The functions and classes that take a code, by name, with its position among their arguments."""
    takers: dict[str, int] = {}
    bases: dict[str, list[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name != "__init__":
                _note(takers, node.name, _parameters(node))
            elif isinstance(node, ast.ClassDef):
                made = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"]
                fields = [_field(one) for one in node.body if isinstance(one, ast.AnnAssign)]
                _note(takers, node.name, _parameters(made[0]) if made else fields)
                # a class that is made in its own way takes no code only because the one above it does
                above = [] if made else [base.id for base in node.bases if isinstance(base, ast.Name)]
                bases[node.name] = above
    for _generation in bases:
        for name, above in bases.items():
            inherited = [takers[base] for base in above if base in takers]
            if inherited:
                takers.setdefault(name, inherited[0])
    return takers


def _note(takers: dict[str, int], name: str, parameters: list[str]) -> None:
    if "code" in parameters and name != _FINDING:
        takers[name] = parameters.index("code")


def _parameters(function: ast.FunctionDef) -> list[str]:
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _field(statement: ast.AnnAssign) -> str:
    return statement.target.id if isinstance(statement.target, ast.Name) else ""


def _arguments(call: ast.Call, takers: Mapping[str, int]) -> Iterator[ast.expr]:
    function = call.func
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    position = takers.get(name)
    if position is None:
        return
    yield from call.args[position : position + 1]
    yield from (keyword.value for keyword in call.keywords if keyword.arg == "code")


def _passed(node: ast.AST, takers: Mapping[str, int]) -> Iterator[str]:
    """The literals of a call's code; of a conditional expression, both."""
    if not isinstance(node, ast.Call):
        return
    for argument in _arguments(node, takers):
        for inner in (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,):
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str) and CODE.fullmatch(inner.value):
                yield inner.value


def _listed(node: ast.AST) -> Iterator[str]:
    """The keys of a dictionary called `CODES`."""
    target = node.target if isinstance(node, ast.AnnAssign) else None
    if isinstance(target, ast.Name) and target.id == "CODES" and isinstance(node, ast.AnnAssign):
        keys = node.value.keys if isinstance(node.value, ast.Dict) else []
        yield from (key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


def _told(node: ast.AST, path: Path) -> Iterator[str]:
    """The codes in brackets within a text of the command line."""
    if path.parts[:2] == ("sync", "cli") and isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _IN_BRACKETS.findall(node.value)
