"""Which projects of a GitLab a token opens, before there is a config."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mappings.errors import VekhaError
from sync.config.secret import Secret
from sync.trackers.gitlab.offers import projects_open_to
from tests.standins.gitlab_server import Server, running


@pytest.fixture
def server() -> Iterator[Server]:
    """A GitLab with an empty project."""
    with running() as server:
        yield server
        assert server.violations == []


def names(server: Server, token: str = "maintainer", url: str = "") -> list[str]:
    """The projects that are offered."""
    secret = Secret("gitlab.key", server.tokens[token])
    return [one.name for one in projects_open_to(url or server.url, secret, None)]


def test_a_project_is_offered_by_its_path(server: Server) -> None:
    """As the config takes it."""
    assert names(server) == [server.project]


def test_only_where_issues_may_be_written_a_plan_is_offered(server: Server) -> None:
    """Not in an archived project, nor in one without issues."""
    server.state.project.issues_enabled = False
    assert names(server) == []
    server.state.project.issues_enabled, server.state.project.archived = True, True
    assert names(server) == []


def test_what_is_wrong_is_told_as_in_a_run(server: Server) -> None:
    """A wrong token, and an address at which there is no GitLab."""
    with pytest.raises(VekhaError) as caught:
        names(server, "wrong")
    assert caught.value.code == "token-refused"
    server.violations.clear()
    with pytest.raises(VekhaError) as caught:
        names(server, url=f"{server.url}/elsewhere")
    assert caught.value.code == "tracker-not-there"
    server.violations.clear()
