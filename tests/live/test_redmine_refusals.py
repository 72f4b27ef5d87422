"""What a real Redmine refuses or drops is told by its name, before a write and at it. Nothing counts as done."""

from __future__ import annotations

import json

import pytest

from sync.cli.exit_codes import ExitCode
from tests.live.redmine_people import token_of
from tests.live.test_redmine_sync import Town, town

__all__ = ["town"]

pytestmark = pytest.mark.live_redmine


def as_bot(monkeypatch: pytest.MonkeyPatch, login: str) -> None:
    """Work as another bot."""
    monkeypatch.setenv("VEKHA_TEST_TOKEN", token_of(login))


def problems(town: Town) -> dict[str, str]:
    """What `check` finds wrong with the tracker: messages by their codes."""
    _code, out = town.run("check", "--format", "json")
    found = json.loads(out)["checks"]
    texts: dict[str, str] = {}
    for one in found:
        if one["severity"] != "info":
            texts[one["code"]] = f"{texts.get(one['code'], '')} {one['message']} {one['hint']}"
    return texts


@pytest.mark.parametrize(("login", "code"), [("own-only", "visibility-own"), ("not-private", "visibility-not-private")])
def test_what_would_make_copies_is_told(town: Town, monkeypatch: pytest.MonkeyPatch, login: str, code: str) -> None:
    """A bot that does not see an issue would make it again."""
    as_bot(monkeypatch, login)
    assert "All issues" in problems(town)[code]


def test_check_counts_who_may_be_flooded_with_mail(town: Town) -> None:
    """The first sync makes all issues at once; nobody can be spared that from outside."""
    assert "each of the 14 other members" in problems(town)["first-sync-mails"]


def test_a_web_page_is_no_redmine(town: Town) -> None:
    """An address that leads elsewhere is a mistake in the config, not a passing trouble."""
    town.write(url=f"{town.redmine.url}/login")
    assert town.run("sync")[0] == ExitCode.FAILED
    assert "tracker-" in town.err or "[project-unknown]" in town.err
