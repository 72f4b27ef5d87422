"""What SECURITY.md says of the sources: no way to run what was read, and processes and parsers that are bounded."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.pages.documented_codes import sources

PROCESSES = {"subprocess", "multiprocessing", "concurrent", "pty"}
OBJECTS = {"pickle", "marshal", "shelve", "dill", "joblib"}
RUNS_TEXT = {
    "eval",
    "exec",
    "compile",
    "system",
    "popen",
    "fork",
    "execv",
    "execve",
    "spawnv",
    "unsafe_load",
    "full_load",
}
SANDBOX = Path("mappings/desired/rendering.py")


def _imports(names: set[str]) -> set[str]:
    """The modules that import one of these."""
    return {
        path.as_posix()
        for path, tree in sources()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and any(one.name.partition(".")[0] in names for one in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in names)
    }


def _calls() -> Iterator[tuple[str, str, dict[str, ast.expr]]]:
    """The file of each call, what is called, and what is given by name."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                named = {one.arg: one.value for one in node.keywords if one.arg}
                yield path.as_posix(), ast.unparse(node.func), named


def test_processes_are_started_in_one_place() -> None:
    """A process is started by `mappings/apart/`, which gives it an empty environment; its users name the module."""
    started = {path for path, called, _named in _calls() if called.startswith("subprocess.")}
    assert started == {"mappings/apart/starting.py"}
    waited_for = {"mappings/apart/programs.py", "mappings/desired/own_template.py"}
    assert _imports(PROCESSES) - started - waited_for <= _threads()


def _threads() -> set[str]:
    """Those that import `concurrent.futures` for threads alone."""
    return {path for path, called, _named in _calls() if called.endswith("ThreadPoolExecutor")}


def test_nothing_read_is_run() -> None:
    """No object is made of bytes, no text is run as a program, no command is given to a shell.

    One process becomes a program that is not ours, which the operator has installed.
    """
    assert _imports(OBJECTS) == set()
    run = {(path, called) for path, called, _named in _calls() if called.rpartition(".")[2] in RUNS_TEXT}
    assert {one for one in run if one[1] != "re.compile"} == {("mappings/apart/program_process.py", "os.execve")}
    assert [path for path, _called, named in _calls() if "shell" in named] == []


def test_yaml_makes_plain_data() -> None:
    """Files of the operator's are read by the base loader, which knows no tag."""
    loaders = {
        ast.unparse(named["Loader"])
        for _path, called, named in _calls()
        if called.startswith("yaml.") and "Loader" in named
    }
    assert loaders == {"_LOADER"}
    assert not {called for _path, called, _named in _calls() if called in {"yaml.load", "yaml.load_all"}}


def test_xml_resolves_nothing() -> None:
    """Every parser of XML leaves entities alone and has no leave to be huge; the one of pages builds no tree."""
    parsers = [
        (called, named)
        for _path, called, named in _calls()
        if called.startswith("etree.")
        and called.rpartition(".")[2] in {"XMLParser", "iterparse", "fromstring", "parse", "XML"}
    ]
    assert {called for called, _named in parsers} == {"etree.XMLParser", "etree.iterparse"}
    for _called, named in parsers:
        assert ast.unparse(named["resolve_entities"]) == "False"
        assert "huge_tree" not in named
        assert "no_network" not in named  # which the library refuses unless it is told otherwise
    assert _imports({"xml"}) == set()


def test_templates_of_others_are_compiled_in_a_sandbox() -> None:
    """Only `mappings/desired/rendering.py` compiles a text; all other templates are files of the program's own."""
    assert {path for path, called, _named in _calls() if called.endswith(".from_string")} == {str(SANDBOX)}
    named = {path for path, called, _named in _calls() if called == "Environment"}
    assert named
    assert str(SANDBOX) not in named
