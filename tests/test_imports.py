"""The directions of imports, the names of modules, and what the cheap commands must not load."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.pages.documented_codes import PACKAGES, ROOT, sources

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
    "imaplib",
    "imapclient",
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
    "imapclient",
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
        if name.split(".")[0] in imported and name != "urllib.parse"  # which takes addresses apart and opens none
    ]


def test_the_sources_are_found() -> None:
    """Each package holds modules, so that the rules below say something."""
    assert {path.parts[0] for path in MODULES} == set(PACKAGES)
    assert any("mappings.plan" in _imported(path, tree) for path, tree in MODULES.items())


def test_only_runs_and_the_command_line_import_notify() -> None:
    """`sync` may import `notify` where a plan is worked and where it is told: `sync/runs/` and `sync/cli/`."""
    assert _offenders({"sync/cli/", "sync/runs/"}, "sync", {"notify"}) == []


def test_notify_never_imports_sync() -> None:
    """What is told does not know of trackers, ledgers or commands."""
    assert _offenders(set(), "notify", {"sync"}) == []


def test_mappings_imports_neither_sync_nor_notify() -> None:
    """What the document says depends on nothing that is done with it."""
    assert _offenders(set(), "mappings", {"sync", "notify"}) == []


def test_mappings_has_neither_network_nor_database() -> None:
    """Files in, values out: no module of `mappings` imports a way to a network or a database."""
    assert _offenders(set(), "mappings", IO_MODULES) == []


def test_an_adapter_imports_the_port_and_no_other_adapter() -> None:
    """Of `sync` it knows the port, its errors, config, transport, files, pages, and what all adapters share."""
    port = {f"sync.{one}" for one in ("tracker", "errors", "transport", "config", "files", "pages", "storage")}
    shared = {f"sync.trackers.{one}" for one in ("access", "answers", "fingerprints", "versions")}
    found = [
        f"{path} imports {name}"
        for path, tree in MODULES.items()
        if path.parts[:2] == ("sync", "trackers")
        for name in _imported(path, tree)
        if name.split(".")[0] == "sync"
        and not any(f"{name}.".startswith(f"{one}.") for one in {*port, *shared, ".".join(path.parent.parts[:3])})
    ]
    assert found == []


def test_nothing_imports_the_tests() -> None:
    """The product does not lean on its tests or benchmarks."""
    assert [line for package in PACKAGES for line in _offenders(set(), package, {"tests", "benchmarks"})] == []


@cache
def _taken() -> frozenset[str]:
    """The names of the standard library's modules and of the dependencies'."""
    return sys.stdlib_module_names | packages_distributions().keys() - {*PACKAGES, "tests", "benchmarks"}


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "__init__.py"], ids=str)
def test_a_module_is_named_for_what_it_does(path: Path) -> None:
    """No module says only that it is common, or is called like a standard-library module or a dependency."""
    assert path.stem not in FORBIDDEN_NAMES
    assert path.stem not in _taken()


def _named(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _edges() -> dict[str, set[str]]:
    """Which modules of the product each of them imports, type-checking imports and those within functions included."""
    names = {_named(path) for path in MODULES}
    edges: dict[str, set[str]] = {name: set() for name in names}
    for path, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                whole = {f"{node.module}.{alias.name}" for alias in node.names}
                edges[_named(path)] |= {one if one in names else node.module for one in whole} & names
            elif isinstance(node, ast.Import):
                edges[_named(path)] |= {alias.name for alias in node.names} & names
    return edges


def test_no_two_modules_import_each_other() -> None:
    """Each module can be understood, and loaded, before those that use it."""
    edges = _edges()
    assert [(one, other) for one in edges for other in edges[one] if one < other and one in edges[other]] == []


def _within(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def _crossings(room: str, forbidden: str) -> list[str]:
    """The imports that lead from a room to another."""
    return [
        f"{name} imports {other}"
        for name, others in _edges().items()
        for other in others
        if _within(name, room) and _within(other, forbidden)
    ]


def test_runs_know_no_terminal() -> None:
    """A worker and a page ask `sync.runs` as the command line does, so it never leans on that."""
    assert _crossings("sync.runs", "sync.cli") == []


def test_the_command_line_opens_no_ledger_and_makes_no_adapter() -> None:
    """How one is at work on a plan is known to `sync.runs.at_work` alone."""
    assert _crossings("sync.cli", "sync.ledger") == []
    assert [line for line in _crossings("sync.cli", "sync.trackers") if line.endswith(".adapter")] == []


ROOMS = (
    "sync.difference.diff",
    "sync.difference.undo",
    "sync.memory",
    "notify.alerts",
    "notify.replies",
    "mappings.progress",
)


@pytest.mark.parametrize("room", ROOMS)
def test_a_pure_room_loads_nothing_that_reaches_out(room: str) -> None:
    """What decides takes values and gives values: importing it loads no database, network or template engine."""
    folder = Path(room.replace(".", "/"))
    names = [_named(path) for path in MODULES if folder in path.parents] or [room]
    program = f"import sys, {', '.join(names)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert set(done.stdout.split()).isdisjoint({"sqlalchemy", "alembic", "sqlite3", "requests", "urllib3", "jinja2"})


def test_what_the_architecture_names_is_there() -> None:
    """Every path of the page that shows the way in leads somewhere."""
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:mappings|notify|sync|tests|docs)/[\w./-]*)`", page))
    assert len(named) > 20
    assert [one for one in sorted(named) if not (ROOT / one).exists()] == []


GROUND_FLOOR = 5


def test_the_ground_floor_of_sync_stays_clear() -> None:
    """What is shared by all rooms stands beside them; everything else has a room."""
    assert len([path for path in MODULES if path.parent == Path("sync") and path.name != "__init__.py"]) <= GROUND_FLOOR


FRONT_DOORS = {Path(name, "__init__.py") for name in ("sync/cli", "mappings/reading", "sync/summary")}


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=str)
def test_a_rooms_own_file_is_a_line_or_a_face(path: Path) -> None:
    """A room's `__init__.py` holds a docstring, and at most a face: imports that hand names on, or a table."""
    statements = MODULES[path].body[1:]
    tables = [one for one in statements if isinstance(one, ast.Assign | ast.AnnAssign)]
    others = [one for one in statements if not isinstance(one, ast.Import | ast.ImportFrom) and one not in tables]
    assert path in FRONT_DOORS or (not others and len(tables) <= 1)


@pytest.mark.parametrize(
    ("words", "pressed"),
    [
        (["--version"], {}),
        (["--help"], {}),
        (["completion", "bash"], {}),
        ([], {"_VEKHA_COMPLETE": "bash_complete", "COMP_WORDS": "vekha s", "COMP_CWORD": "1"}),
    ],
)
def test_the_cheap_commands_load_nothing_heavy(words: list[str], pressed: dict[str, str]) -> None:
    """Version, help and the completing of commands load no database, no models, no templates and no tables."""
    program = (
        "import sys; from sync.cli import run; from sync.cli.context import App\n"
        "app = App(); app.output.take_over(); code = run(sys.argv[1:], app)\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        env={**os.environ, **pressed},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout
    loaded = set(done.stderr.split())
    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY)
