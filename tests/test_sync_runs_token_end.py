"""Until when the tracker's token is good, where the tracker tells it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import responses

from mappings.plan import Severity
from sync.errors import TokenRefused
from sync.runs.token_end import look_at_token, token_end
from sync.trackers.gitlab.adapter import GitlabTracker
from tests.standins.gitlab_server import Server, running
from tests.worlds.gitlab_world import tracker
from tests.worlds.sync_world import World

TODAY = date(2026, 3, 1)


@pytest.fixture
def server() -> Iterator[Server]:
    """A GitLab with an empty project."""
    with running() as server:
        yield server
        assert server.violations == []


def adapter(server: Server, monkeypatch: pytest.MonkeyPatch, ends: date | None) -> GitlabTracker:
    """An adapter whose token ends on a day."""
    server.state.tokens["maintainer"].expires_at = ends
    return tracker(server, monkeypatch)


@pytest.mark.parametrize("ends", [None, date(2026, 3, 10)])
def test_gitlab_tells_it_by_one_request(server: Server, monkeypatch: pytest.MonkeyPatch, ends: date | None) -> None:
    """Of a token without an end it tells none."""
    asked = adapter(server, monkeypatch, ends)
    assert token_end(asked) == ends
    assert asked.traffic.requests == 1


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_gitlab_that_does_not_know_it_says_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """An old one has no such address, and a token of another kind is not told of."""
    with responses.RequestsMock() as net:
        net.get(f"{server.url}/api/v4/personal_access_tokens/self", status=status, json={"message": "no"})
        assert token_end(tracker(server, monkeypatch)) is None


def test_a_token_that_is_refused_is_the_trackers_error(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has ended already."""
    with pytest.raises(TokenRefused):
        token_end(tracker(server, monkeypatch, token="expired"))


def test_a_tracker_without_tokens_says_nothing(tmp_path: Path) -> None:
    """The embedded one has none."""
    assert token_end(World(tmp_path).tracker()) is None


@pytest.mark.parametrize(
    ("ends", "severity"), [(date(2026, 3, 15), Severity.WARNING), (date(2026, 3, 16), Severity.INFO)]
)
def test_a_check_says_it(server: Server, monkeypatch: pytest.MonkeyPatch, ends: date, severity: Severity) -> None:
    """From a fortnight before on as a warning, with what to do."""
    (line,) = look_at_token(adapter(server, monkeypatch, ends), TODAY)
    assert (line.code, line.severity) == ("token-ends", severity)
    assert ends.isoformat() in line.message
    assert bool(line.hint) is (severity is Severity.WARNING)
    assert list(look_at_token(adapter(server, monkeypatch, None), TODAY)) == []
