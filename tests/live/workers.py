"""The live tests where xdist shares a test run out among workers.

There is one server, so one worker gets them all, and gets them first, since they take longest. A run without a server
leaves them out (`tests/live/conftest.py` decides it); that is known to the workers, and told by the controller here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

_HERE = "tests/live/"
_left_out = pytest.StashKey[list[str]]()


@dataclass(frozen=True)
class _Told:
    """A test that a worker has told of; the controller knows no more of it than its name."""

    nodeid: str


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand the live tests out as one piece and all others one by one, the largest piece first.

    The mark `xdist_group` would say the same, but xdist 3.8 writes it into a name that pytest 9.2 no longer asks for.
    """
    if config.getoption("dist") != "load":
        return None
    scheduling = LoadScopeScheduling(config, log)
    scheduling._split_scope = _piece
    return scheduling


def _piece(nodeid: str) -> str:
    return _HERE if nodeid.startswith(_HERE) else nodeid


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Note that these tests will not run."""
    config.stash[_left_out] = [item.nodeid for item in items]
    config.hook.pytest_deselected(items=items)
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = config.stash[_left_out]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker left out; every worker collects the same tests, so the first tells it for all."""
    tests: list[str] = getattr(node, "workeroutput", {}).get("left_out", [])
    if tests and _left_out not in node.config.stash:
        node.config.stash[_left_out] = tests
        node.config.hook.pytest_deselected(items=[_Told(test) for test in tests])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were left out, and how to have them run."""
    left_out = Counter(test.partition("::")[0] for test in terminalreporter.config.stash.get(_left_out, []))
    if not left_out:
        return
    terminalreporter.section("left out")
    for file, number in sorted(left_out.items()):
        terminalreporter.line(f"{file}: {number} tests")
    scripts = ", ".join(f"tests/live/{one}_up.sh" for one in ("redmine", "mail", "browser", "office"))
    terminalreporter.line(
        f"They need a real Redmine, mail server, browser or LibreOffice. To bring them up (Debian 12, root): {scripts}"
    )
