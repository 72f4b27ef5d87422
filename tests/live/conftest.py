"""Gives the tests a real Redmine, mail server, browser and LibreOffice, the servers to one test run at a time, and
leaves them out in plain words where none was brought up. In CI nothing is left out: there a missing one is a failure.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator

import pytest

from tests.live.browser import LiveBrowser, browser_was_brought_up, started_browser
from tests.live.mail_reading import WORK, LiveMail, find_mail, mail_was_brought_up
from tests.live.office import LiveOffice, find_office, office_was_brought_up
from tests.live.redmine_server import RedmineServer, ServerAbsentError, find_server, was_brought_up
from tests.live.workers import leave_out


def pytest_configure(config: pytest.Config) -> None:
    """Make the marks known, so that they can be asked for with -m."""
    config.addinivalue_line("markers", "live_redmine: talks to a real Redmine on this machine")
    config.addinivalue_line("markers", "live_mail: talks to a real mail server on this machine")
    config.addinivalue_line("markers", "live_browser: opens pages in a real browser")
    config.addinivalue_line("markers", "live_office: has files converted by a real LibreOffice")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that need what is not there; in CI they stay, and fail."""
    there = {
        "live_redmine": was_brought_up(),
        "live_mail": mail_was_brought_up(),
        "live_browser": browser_was_brought_up(),
        "live_office": office_was_brought_up(),
    }
    if all(there.values()) or os.environ.get("CI"):
        return
    missing = [mark for mark, is_there in there.items() if not is_there]
    absent = [item for item in items if any(item.get_closest_marker(mark) for mark in missing)]
    items[:] = [item for item in items if item not in absent]
    leave_out(config, absent)


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


@pytest.fixture(scope="session")
def mail_server() -> Iterator[LiveMail]:
    """The mail server with whatever mail it holds; a second test run waits as above."""
    try:
        server = find_mail()
    except ServerAbsentError as error:
        pytest.fail(str(error), pytrace=False)
    with (WORK / "in-use").open("w") as in_use:
        fcntl.flock(in_use, fcntl.LOCK_EX)
        yield server


@pytest.fixture(scope="session")
def live_browser() -> Iterator[LiveBrowser]:
    """The browser; each test opens windows of its own."""
    try:
        with started_browser() as browser:
            yield browser
    except ServerAbsentError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def live_office(monkeypatch: pytest.MonkeyPatch) -> LiveOffice:
    """LibreOffice, which is what old formats are converted with in the test."""
    try:
        office = find_office()
    except ServerAbsentError as error:
        pytest.fail(str(error), pytrace=False)
    monkeypatch.setenv("VEKHA_SOFFICE", office.program)
    return office
