"""What the config may say of a GitLab."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from mappings.desired.issues import LabelKind
from sync.errors import AuthFailed
from sync.tracker import Tracker, TrackerContext
from sync.trackers.access import Access, read_token
from sync.trackers.gitlab.adapter import GitlabTracker
from sync.trackers.gitlab.settings import GitlabSettings
from tests.worlds.gitlab_world import NOW

VALUES = {"url": "https://gitlab.example.org", "project": "town/plan", "token_env": "VEKHA_TEST_TOKEN"}


def settings(**changes: Any) -> GitlabSettings:
    """Settings with changes; None takes one out."""
    values = {key: value for key, value in {**VALUES, **changes}.items() if value is not None}
    return GitlabSettings.model_validate(values)


def test_the_adapter_is_a_tracker_with_a_factory(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes its capabilities from the settings, and neither connects nor reads the token before it must."""
    monkeypatch.delenv("VEKHA_TEST_TOKEN", raising=False)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("connected"))
    adapter = GitlabTracker(settings(in_flight_seconds=90, parallel=8), TrackerContext("plan-a", ".", lambda: NOW))
    assert isinstance(adapter, Tracker)
    assert GitlabTracker.Settings is GitlabSettings
    assert (adapter.capabilities.in_flight_seconds, adapter.capabilities.parallel) == (90, 8)
    assert adapter.capabilities.labels == frozenset(LabelKind)
    with pytest.raises(AuthFailed) as caught:
        adapter.fetch()
    assert caught.value.code == "token-missing"
    assert "«api»" in caught.value.hint


def test_what_is_left_out_has_a_usual_value() -> None:
    """Relations for parents, four at once, the label of the product; a project may be a number."""
    made = settings(project=12, url="https://example.org/gitlab/")
    assert (made.label, made.hierarchy, made.parallel, made.project) == ("vekha", "links", 4, "12")
    assert made.url == "https://example.org/gitlab"
    assert settings(label="план 2030").label == "план 2030"


@pytest.mark.parametrize(
    "changes",
    [
        {"label": "a,b"},
        {"label": "я" * 256},
        {"label": ""},
        {"hierarchy": "epics"},
        {"parallel": 0},
        {"parallel": 9},
        {"url": "https://example.org/?a"},
        {"url": "gitlab.example.org"},
        {"token_env": None},
        {"token_file": "token"},
        {"marker_field": "Ключ"},
    ],
)
def test_what_cannot_be_meant_is_refused(changes: dict[str, Any]) -> None:
    """Before any server is asked."""
    with pytest.raises(ValidationError):
        settings(**changes)


def test_the_token_may_stand_in_a_file(tmp_path: Path) -> None:
    """Below the config's folder; what can be no token is not shown."""
    (tmp_path / "token").write_text("glpat-1\n")
    assert read_token(settings(token_env=None, token_file="token"), str(tmp_path)) == "glpat-1"
    (tmp_path / "token").write_text("мой пароль")
    with pytest.raises(AuthFailed) as caught:
        read_token(settings(token_env=None, token_file="token"), str(tmp_path))
    assert "пароль" not in f"{caught.value.message} {caught.value.hint}"


def test_every_tracker_says_what_its_addresses_and_tokens_look_like() -> None:
    """The common part leaves that to each."""
    with pytest.raises(NotImplementedError):
        Access.url_hint()
    with pytest.raises(NotImplementedError):
        Access.token_hint()
