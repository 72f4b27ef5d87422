"""Labels of a GitLab project: names that it keeps as they are, and each made once."""

from __future__ import annotations

from typing import Any

import pytest
import responses
from hypothesis import given
from hypothesis import strategies as st

from mappings.desired.issues import Label, LabelKind
from sync.errors import Rejected
from sync.trackers.gitlab.labels import name_of, title_of
from tests.standins.gitlab_server import running
from tests.standins.gitlab_server.labels import cleaned
from tests.tracker_conformance import desired
from tests.worlds.gitlab_world import make, only, tracker


@given(st.text(st.characters(exclude_characters="\u2060", exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_every_name_is_kept_and_comes_back(name: str) -> None:
    """Tags and entities would be taken out of it, a comma would split it, and `::` would make it exclude others."""
    name = " ".join(name.split())
    title = title_of(name)
    assert name_of(title) == name
    assert cleaned(title) == title
    assert "," not in title
    assert "::" not in title


def test_a_plain_name_is_its_own_title() -> None:
    """A single colon and a look-alike of the plan's own stay as they are."""
    for name in ("I. Сеть библиотек", "Бюджет: местный", "＜так＞", "а\u201aб"):
        assert title_of(name) == name
        assert name_of(name) == name


def test_a_label_that_somebody_made_meanwhile_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """409 says that it is there; so does it after an answer that was lost."""
    with running() as server:
        server.fail_next("lost", "POST", "labels$")
        make(tracker(server, monkeypatch))
        assert only(tracker(server, monkeypatch)).key == "I.1.1"
        assert len(server.state.labels) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 201, "json": {"id": 5, "name": "I Сеть"}},
        {"status": 409, "json": {"message": "Label already exists"}},
    ],
)
def test_a_label_that_gitlab_does_not_keep_is_told(monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]) -> None:
    """Else the next run would see a difference, again and again."""
    with running() as server:
        url = f"{server.url}/api/v4/projects/{server.project_id}/labels"
        with responses.RequestsMock() as mock:
            mock.post(url, **answer)
            mock.add_passthru(server.url)
            with pytest.raises(Rejected) as caught:
                make(tracker(server, monkeypatch), desired(labels=(Label(LabelKind.SECTION, "I. Сеть", "Сеть"),)))
        assert (caught.value.code, caught.value.field) == ("label-not-kept", "labels")
        assert server.state.issues == {}
