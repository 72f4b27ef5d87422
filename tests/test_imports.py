"""The directions of imports, the names of modules, and what the cheap commands must not load."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.pages.documented_codes import PACKAGES, sources

MODULES = dict(sources())
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "base", "common"}
IO_MODULES = {
    "socket",
    "ssl",
    "http",
    "urllib",
    "urllib3",
    "requests",
    "smtplib",
    "ftplib",
    "asyncio",
    "sqlalchemy",
    "alembic",
    "sqlite3",
}
HEAVY = {
    "sqlalchemy",
    "alembic",
    "requests",
    "pydantic",
    "jinja2",
    "rich",
    "schedule",
    "yaml",
    "openpyxl",
    "docx",
    "odf",
}


def _imported(path: Path, tree: ast.Module) -> Iterator[str]:
    """The full names of the modules that a module imports anywhere in it, within functions too."""
    package = ".".join(path.parent.parts)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            name = "." * node.level + (node.module or "")
            yield importlib.util.resolve_name(name, package) if node.level else name


def _offenders(allowed: set[str], importers: str, imported: set[str]) -> list[str]:
    """The modules of a package that import one of some others without being allowed to."""
    return [
        f"{path} imports {name}"
        for path, tree in MODULES.items()
        if path.parts[0] == importers and not any(path.as_posix().startswith(prefix) for prefix in allowed)
        for name in _imported(path, tree)
        if name.split(".")[0] in imported
    ]


def test_the_sources_are_found() -> None:
    """Each package holds modules, so that the rules below say something."""
    assert {path.parts[0] for path in MODULES} == set(PACKAGES)
    assert any("mappings.plan" in _imported(path, tree) for path, tree in MODULES.items())


def test_only_runs_and_the_command_line_import_notify() -> None:
    """`sync` may import `notify` in `sync/runs/` and `sync/cli/` only."""
    assert _offenders({"sync/runs/", "sync/cli/"}, "sync", {"notify"}) == []


def test_notify_never_imports_sync() -> None:
    """What is told does not know of trackers, ledgers or commands."""
    assert _offenders(set(), "notify", {"sync"}) == []


def test_mappings_imports_neither_sync_nor_notify() -> None:
    """What the document says depends on nothing that is done with it."""
    assert _offenders(set(), "mappings", {"sync", "notify"}) == []


def test_mappings_has_neither_network_nor_database() -> None:
    """Files in, values out: no module of `mappings` imports a way to a network or a database."""
    assert _offenders(set(), "mappings", IO_MODULES) == []


def test_nothing_imports_the_tests() -> None:
    """The product does not lean on its tests or benchmarks."""
    assert [line for package in PACKAGES for line in _offenders(set(), package, {"tests", "benchmarks"})] == []


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "__init__.py"], ids=str)
def test_a_module_is_named_for_what_it_does(path: Path) -> None:
    """No module says only that it is common, or is called like a standard-library module or a dependency."""
    taken = sys.stdlib_module_names | packages_distributions().keys() - {*PACKAGES, "tests", "benchmarks"}
    assert path.stem not in FORBIDDEN_NAMES
    assert path.stem not in taken


def test_the_command_line_makes_no_adapter() -> None:
    """Adapters are made in `sync/runs/`: whoever asks, a terminal or a page, gets the same."""
    adapters = {f"sync.trackers.{kind}.adapter" for kind in ("embedded", "gitlab", "redmine")}
    made = [path for path, tree in MODULES.items() if adapters & set(_imported(path, tree))]
    assert [path for path in made if path.is_relative_to("sync/cli")] == []
    assert Path("sync/runs/embedded_store.py") in made


def test_an_office_page_knows_nothing_of_what_stands_on_it() -> None:
    """`sync/office.py` serves every document that is handed on, and imports none of those who make one."""
    assert [
        name
        for path, tree in MODULES.items()
        if path == Path("sync/office.py")
        for name in _imported(path, tree)
        if name.startswith("sync.")
    ] == []


@pytest.mark.parametrize("arguments", ["--version", "--help", "tracker --help", "tracker nonsense", "nonsense"])
def test_the_cheap_commands_load_nothing_heavy(arguments: str) -> None:
    """A version, a list of commands and a mistyped one need no database, models, templates or tables."""
    program = (
        "import sys; from sync.cli import run; from sync.cli.context import App\n"
        "code = run(sys.argv[1:], App())\n"
        "print(code, *{name.partition('.')[0] for name in sys.modules})\n"
        "print(*(name for name in sys.modules if name.startswith('sync.cli.commands.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments.split()], capture_output=True, text=True, check=True, timeout=60
    )
    *_printed, loaded, commands = done.stdout.splitlines()
    code, *names = loaded.split()
    assert code == ("64" if "nonsense" in arguments else "0")
    assert "click" in names
    assert HEAVY.isdisjoint(names)
    assert commands == ("sync.cli.commands.tracker" if "tracker" in arguments else "")
