"""An adapter on the stand-in GitLab, as a run makes it, and the short ways that its tests take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from mappings.desired.issues import DesiredIssue
from sync.tracker import ActualIssue, Ref, TrackerContext
from sync.trackers.gitlab.adapter import GitlabTracker
from sync.trackers.gitlab.settings import GitlabSettings
from sync.transport.pacing import Gate
from tests.standins.gitlab_server import Server
from tests.tracker_conformance import PLAN, desired

TOKEN = "VEKHA_TEST_TOKEN"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def tracker(
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    *,
    token: str = "maintainer",
    cache: dict[str, str] | None = None,
    now: Callable[[], datetime] | None = None,
    read_only: bool = False,
    **changes: Any,
) -> GitlabTracker:
    """An adapter on the server's clock, whose waits move that clock; `changes` are its settings."""
    monkeypatch.setattr("sync.trackers.gitlab.adapter.Gate", lambda: server_gate(server))
    monkeypatch.setenv(TOKEN, server.tokens[token])
    values = {"url": server.url, "project": server.project, "token_env": TOKEN, **changes}
    notes = {} if cache is None else cache
    context = TrackerContext(PLAN, "/nowhere", now or server.clock.now, read_only, notes)
    return GitlabTracker(GitlabSettings.model_validate(values), context)


def server_gate(server: Server) -> Gate:
    """A gate on the server's clock."""
    return Gate(clock=lambda: server.clock.now().timestamp(), sleep=server.clock.sleep)


def make(adapter: GitlabTracker, issue: DesiredIssue | None = None, parent: str | None = None) -> Ref:
    """An issue without a milestone."""
    return adapter.create_issue(issue or desired(), milestone_id=None, parent_id=parent)


def only(adapter: GitlabTracker) -> ActualIssue:
    """The one issue of the plan."""
    (issue,) = adapter.fetch().issues
    return issue
