"""What the config may say of a Redmine, and where its key comes from."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
import trustme
from pydantic import ValidationError

from mappings.errors import FileUnreadable
from sync.errors import AuthFailed
from sync.tracker import Tracker, TrackerContext
from sync.trackers.access import ca_path, read_token
from sync.trackers.redmine.adapter import RedmineTracker
from sync.trackers.redmine.settings import RedmineSettings
from tests.worlds.redmine_world import NOW, SETTINGS, TOKEN, tracker


def settings(**changes: Any) -> RedmineSettings:
    """Settings with changes; None takes one out."""
    values = {key: value for key, value in {**SETTINGS, **changes}.items() if value is not None}
    return RedmineSettings.model_validate(values)


def test_the_adapter_is_a_tracker_with_a_factory() -> None:
    """It can stand in the entry-point group, and takes `in_flight_seconds` over."""
    adapter = RedmineTracker(settings(in_flight_seconds=90), TrackerContext("plan-a", ".", lambda: NOW))
    assert isinstance(adapter, Tracker)
    assert RedmineTracker.Settings is RedmineSettings
    assert adapter.capabilities.in_flight_seconds == 90


def test_an_address_may_carry_a_path_and_loses_its_last_slash() -> None:
    """Redmine often lives below one; the names may be numbers."""
    made = settings(url=" https://example.org:8443/redmine/ ", project=12, issue_tracker=4, marker_field=7)
    assert made.url == "https://example.org:8443/redmine"
    assert (made.project, made.issue_tracker, made.marker_field) == ("12", "4", "7")


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "redmine.example.org"},
        {"url": "ftp://example.org"},
        {"url": "https://"},
        {"url": "https://[1/"},
        {"url": "https://a:0/"},
        {"url": "https://a:99999/"},
        {"url": "https://me:pass@example.org"},
        {"url": "https://example.org/?key=1"},
        {"url": "https://example.org/#a"},
        {"project": ""},
        {"project": True},
        {"token_env": None},
        {"token_file": "key"},
        {"version_sharing": "everywhere"},
        {"in_flight_seconds": -1},
        {"full_pull_every": -1},
        {"token": "abc"},
    ],
)
def test_what_cannot_be_meant_is_refused(changes: dict[str, Any]) -> None:
    """Before any server is asked; a password in the address is refused as well, and not repeated."""
    with pytest.raises(ValidationError) as caught:
        settings(**changes)
    assert "pass@" not in str(caught.value.errors(include_input=False))


def test_the_key_comes_from_the_environment_or_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file is below the config's folder, and may end in a line break."""
    monkeypatch.setenv(TOKEN, " abc ")
    assert read_token(settings(), "/nowhere") == "abc"
    (tmp_path / "key").write_text("def\n")
    assert read_token(settings(token_env=None, token_file="key"), str(tmp_path)) == "def"


@pytest.mark.parametrize(
    ("value", "code"),
    [("", "token-missing"), ("a b", "token-invalid"), ("ключ", "token-invalid"), ("a\x01", "token-invalid")],
)
def test_a_key_that_is_none_is_told_and_not_shown(monkeypatch: pytest.MonkeyPatch, value: str, code: str) -> None:
    """It could not be sent; what stands there may be another secret."""
    monkeypatch.setenv(TOKEN, value)
    with pytest.raises(AuthFailed) as caught:
        tracker().fetch()
    assert caught.value.code == code
    assert not value or value not in f"{caught.value.message} {caught.value.hint}"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Of the key, and of the authority."""
    with pytest.raises(FileUnreadable):
        read_token(settings(token_env=None, token_file="key"), str(tmp_path))
    with pytest.raises(FileUnreadable):
        ca_path(settings(ca_file="ca.pem"), str(tmp_path))
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    assert ca_path(settings(ca_file="ca.pem"), str(tmp_path)) == str(tmp_path / "ca.pem")
    assert ca_path(settings(), str(tmp_path)) is None


def test_nothing_is_connected_before_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making the adapter opens no connection and reads no key."""
    monkeypatch.delenv(TOKEN, raising=False)
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("connected"))
    assert tracker().traffic.requests == 0
