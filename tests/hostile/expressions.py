"""Every regular expression of the project, found in its code, with how it is used there.

Those of modules are found as values, in whatever tuple or table they stand; those that are handed to `re` where they
are used are found in the source, and made with the names of their module.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
ROOMS = ("mappings", "notify", "sync")
FROM_ONE_PLACE = frozenset({"match", "fullmatch"})  # the others begin anew at every character
USES = frozenset({"search", "sub", "subn", "findall", "finditer", "split"}) | FROM_ONE_PLACE

Expression = re.Pattern[str] | re.Pattern[bytes]


@dataclass(frozen=True)
class Found:
    """An expression, its name, and whether it is looked for at every place of a text or tried at one."""

    name: str
    expression: Expression
    anywhere: bool


@cache
def expressions() -> tuple[Found, ...]:
    """All of them, each once."""
    files = {_name(path): path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))}
    trees = {name: ast.parse(path.read_text("utf-8")) for name, path in files.items()}
    modules = {name: import_module(name) for name in files if not name.endswith(("migrations.env", "__main__"))}
    everywhere = _called(trees.values())
    found: dict[Expression, Found] = {}
    for name, module in modules.items():
        own = _called([trees[name]])
        for label, expression in (*_of_module(module), *_in_source(trees[name], module)):
            uses = _uses(label, own if label.startswith("_") else everywhere)
            anywhere = not uses <= FROM_ONE_PLACE
            found.setdefault(expression, Found(f"{name}:{label}", expression, anywhere))
    return tuple(found.values())


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _of_module(module: ModuleType) -> Iterator[tuple[str, Expression]]:
    """The expressions that a module's own values are, or hold."""
    for label, value in vars(module).items():
        for expression in _held(value):
            yield label, expression


def _held(value: Any, depth: int = 4) -> Iterator[Expression]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        yield from _held((*value.keys(), *value.values()), depth - 1)
    elif depth and isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from _held(one, depth - 1)


def _in_source(tree: ast.AST, module: ModuleType) -> Iterator[tuple[str, Expression]]:
    """The expressions that are written where they are used; those made of a function's own values are left out."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _is_of_re(call.func) and call.args:
            flags = [one.value for one in call.keywords if one.arg == "flags"]
            given = [*call.args[: 1 + (_method(call) == "compile")], *flags]
            wanted = ast.fix_missing_locations(ast.Expression(ast.Tuple(given, ast.Load())))
            try:
                made = re.compile(*eval(compile(wanted, module.__name__, "eval"), vars(module)))
            except (NameError, TypeError):  # it is made of a function's own values
                continue
            yield f"line {call.lineno}, {_method(call)}", made


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _is_of_re(called: ast.expr) -> bool:
    return (
        isinstance(called, ast.Attribute)
        and isinstance(called.value, ast.Name)
        and called.value.id == "re"
        and called.attr in USES | {"compile"}
    )


def _uses(label: str, called: dict[str, set[str]]) -> set[str]:
    """The methods that are called of what has this name; all of them where it is used in another way."""
    if label.startswith("line "):
        return {label.rpartition(" ")[2]}
    return called.get(label) or set(USES)


def _called(trees: Iterable[ast.AST]) -> dict[str, set[str]]:
    """The methods of expressions that are called, by the last name of what they are called of, or are taken out of."""
    called: dict[str, set[str]] = {}
    taken: list[tuple[set[str], set[str]]] = []
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Attribute) and node.attr in USES:
            of = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
            called.setdefault(of, set()).add(node.attr)
        elif isinstance(node, ast.For | ast.comprehension):
            taken.append((_names(node.iter), _names(node.target)))
    for tables, members in taken:
        for table in tables:
            called.setdefault(table, set()).update(*(called.get(member, set()) for member in members))
    return {name: uses for name, uses in called.items() if uses}


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
