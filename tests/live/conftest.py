"""Gives the tests a real Redmine, one test run at a time, and leaves them out in plain words where none was brought up.
In CI nothing is left out: there a missing server is a failure.
"""

from __future__ import annotations

import fcntl
import os
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.live.redmine_server import RedmineServer, ServerAbsentError, find_server, was_brought_up

_left_out = pytest.StashKey[Counter[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known, so that it can be asked for with -m."""
    config.addinivalue_line("markers", "live_redmine: talks to a real Redmine on this machine")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that need a server where there is none; in CI they stay, and fail."""
    if was_brought_up() or os.environ.get("CI"):
        return
    absent = [item for item in items if item.get_closest_marker("live_redmine")]
    items[:] = [item for item in items if item not in absent]
    config.stash[_left_out] = Counter(item.nodeid.partition("::")[0] for item in absent)
    config.hook.pytest_deselected(items=absent)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were left out, and how to have them run."""
    left_out = terminalreporter.config.stash.get(_left_out, None)
    if not left_out:
        return
    terminalreporter.section("left out")
    for file, number in sorted(left_out.items()):
        terminalreporter.line(f"{file}: {number} tests")
    terminalreporter.line("They need a real Redmine. To bring one up (Debian 12, root): tests/live/redmine_up.sh")


@pytest.fixture(scope="session")
def redmine_server() -> Iterator[RedmineServer]:
    """The server with whatever data it has; a second test run on the same server waits for the first to end."""
    try:
        server = find_server()
    except ServerAbsentError as error:
        pytest.fail(str(error), pytrace=False)
    with (server.state / "in-use").open("w") as in_use:
        fcntl.flock(in_use, fcntl.LOCK_EX)
        yield server
        server.console.close()


@pytest.fixture
def redmine(redmine_server: RedmineServer) -> RedmineServer:
    """The server with its pristine database."""
    redmine_server.reset()
    return redmine_server
