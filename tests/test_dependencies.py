"""What the program is installed with: declared, past known faults, pinned, and installed as the README says."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests import audit
from tests.pages.documented_codes import PACKAGES, sources

REQUIREMENTS = {canonicalize_name(one.name): one for one in audit.requirements()}
PINS = {canonicalize_name(name): Version(version) for name, version in (line.split("==") for line in audit.pins())}

FAULTS = {  # the first version without the faults that were known of those below it
    "certifi": "2024.7.4",
    "cryptography": "50",
    "idna": "3.15",
    "jinja2": "3.1.6",
    "lxml": "6.1",
    "mako": "1.3.12",
    "pdfplumber": "0.11.9",
    "pillow": "12.3",
    "pygments": "2.20",
    "requests": "2.33",
    "urllib3": "2.7",
}


def _floor(one: Requirement) -> Version:
    (floor,) = one.specifier
    assert floor.operator == ">="
    return Version(floor.version)


@pytest.mark.parametrize("name", FAULTS)
def test_no_floor_takes_in_a_known_fault(name: str) -> None:
    """Whatever is installed of a library, it is none of the versions whose faults are known."""
    assert _floor(REQUIREMENTS[canonicalize_name(name)]) >= Version(FAULTS[name])


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_above_its_floor(name: str) -> None:
    """What the constraints name is what is declared; the version tested is one that may be installed."""
    pin = PINS[canonicalize_name(name)]
    assert pin >= _floor(REQUIREMENTS[canonicalize_name(name)])


def test_the_constraints_are_complete_and_hold_nothing_else() -> None:
    """All that the requirements bring is pinned, and no pin is left of what nothing needs any more."""
    needed: set[str] = set()
    waiting: set[tuple[str, tuple[str, ...]]] = {("vekha", ("docs", "test"))}
    while waiting:
        name, extras = waiting.pop()
        for text in requires(name) or []:
            one = Requirement(text)
            wanted = any(one.marker.evaluate({"extra": extra}) for extra in ("", *extras)) if one.marker else True
            if wanted and canonicalize_name(one.name) not in needed | {"pip", "vekha"}:
                needed.add(canonicalize_name(one.name))
                waiting.add((one.name, tuple(sorted(one.extras))))
    assert needed == set(PINS)


def _imported() -> Iterator[str]:
    for _path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.partition(".")[0]


def test_what_is_imported_is_declared() -> None:
    """No library is used that is there only because another one needs it."""
    known = packages_distributions()
    names = {one for one in _imported() if one in known and one not in {*PACKAGES, *sys.stdlib_module_names}}
    assert {canonicalize_name(known[one][0]) for one in names - {"pdfminer"}} <= set(REQUIREMENTS)
    assert "pdfplumber" in REQUIREMENTS  # which asks for one version of pdfminer


@pytest.mark.parametrize("page", ["README.md", "README.ru.md"])
def test_the_pages_install_with_the_constraints(page: str) -> None:
    """What a reader types installs the versions that were tested."""
    lines = re.findall(r"^.*\bpip install\b.*$", (audit.ROOT / page).read_text(encoding="utf-8"), flags=re.M)
    assert lines
    assert all("-c constraints.txt" in line for line in lines)


def test_make_installs_with_the_constraints_and_audits() -> None:
    """So do the demonstration and the tests, whose check asks for known faults."""
    text = (audit.ROOT / "Makefile").read_text(encoding="utf-8")
    installs = [line for line in text.splitlines() if " install " in line and "--no-deps" not in line]
    assert installs
    assert all("--constraint constraints.txt" in line for line in installs)
    assert "-m tests.audit" in text


CLEAN = {"name": "lxml", "version": "6.1.3", "vulns": []}
FAULTY = {"name": "jinja2", "version": "3.1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["3.1.6"]}]}
SKIPPED = {"name": "odd", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("known", "words", "failed"),
    [
        ([CLEAN], "1 versions audited, 0 with known faults", False),
        ([CLEAN, FAULTY], "jinja2 3.1.0: CVE-1, mended in 3.1.6", True),
        ([CLEAN, SKIPPED], "nothing is known of odd", False),
        ([SKIPPED], "cannot be reached", False),
        ([], "cannot be reached", False),
    ],
)
def test_what_an_audit_says(known: list[dict[str, Any]], words: str, failed: bool) -> None:
    """A known fault fails the check; that nobody could be asked is said, and fails nothing."""
    text, faulty = audit.report("pins", known)
    assert words in text
    assert faulty is failed


@pytest.mark.parametrize("said", [b"", b"Traceback", b"[]"])
def test_an_audit_that_comes_to_nothing(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    """Without a network the tool ends in some other way, or not at all."""
    done = subprocess.CompletedProcess([], 1, said)
    monkeypatch.setattr(subprocess, "run", lambda *_arguments, **_options: done)
    assert audit.main() == 0


def test_an_audit_that_finds_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pins are audited, and the floors."""
    done = subprocess.CompletedProcess([], 1, json.dumps({"dependencies": [FAULTY]}).encode())
    monkeypatch.setattr(subprocess, "run", lambda *_arguments, **_options: done)
    assert audit.main() == 1
    assert {f"{name}=={_floor(one)}" for name, one in REQUIREMENTS.items()} == {one.lower() for one in audit.floors()}
