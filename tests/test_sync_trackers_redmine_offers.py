"""Which projects of a Redmine a key opens, before there is a config."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mappings.errors import VekhaError
from sync.config.secret import Secret
from sync.tracker import OfferedProject
from sync.trackers.redmine.offers import projects_open_to
from tests.standins.redmine_fake import SUPPORT, URL, FakeRedmine, said

KEY = Secret("redmine.key", "key")
PLAN = OfferedProject("plan", "План", ("Поддержка", "Мероприятие"), ("Ключ плана", "Факт"))
ISSUES = {"enabled_modules": [{"id": 1, "name": "issue_tracking"}]}


@pytest.fixture
def redmine() -> Iterator[FakeRedmine]:
    """A Redmine with a project for the plan."""
    with FakeRedmine() as redmine:
        yield redmine


def other(number: int, **values: Any) -> dict[str, Any]:
    """Another project of its list."""
    return {"id": number, "name": f"n{number}", "identifier": f"p{number}", "status": 1, **ISSUES, **values}


@pytest.mark.usefixtures("redmine")
def test_a_project_is_offered_with_its_trackers_and_fields() -> None:
    """By the names that the config takes."""
    assert projects_open_to(URL, KEY, None) == [PLAN]


def test_only_where_the_bot_may_work_a_plan_is_offered(redmine: FakeRedmine) -> None:
    """Not in a project of others', a closed one, or one without issues; to an administrator others' are open too."""
    redmine.others = [other(2), other(3, status=5), other(4, enabled_modules=[]), other(5, trackers=[SUPPORT])]
    assert projects_open_to(URL, KEY, None) == [PLAN]
    redmine.admin = True
    assert [one.name for one in projects_open_to(URL, KEY, None)] == ["plan", "p2", "p5"]
    redmine.admin = redmine.member = False
    assert projects_open_to(URL, KEY, None) == []


@pytest.mark.parametrize(
    ("status", "code"), [(401, "token-refused"), (404, "tracker-not-there"), (200, "answer-unreadable")]
)
def test_what_is_wrong_is_told_as_in_a_run(redmine: FakeRedmine, status: int, code: str) -> None:
    """A wrong key, a wrong address, and what is no Redmine."""
    redmine.odd = lambda _method, _path, _sent: said(status, {} if status == 200 else None)
    with pytest.raises(VekhaError) as caught:
        projects_open_to(URL, KEY, None)
    assert caught.value.code == code


def test_what_can_be_no_key_is_not_sent(redmine: FakeRedmine, tmp_path: Path) -> None:
    """Nor is anything asked past an authority that is none."""
    for text, code in (("", "token-missing"), ("ключ", "token-invalid")):
        with pytest.raises(VekhaError) as caught:
            projects_open_to(URL, Secret("redmine.key", text), None)
        assert caught.value.code == code
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(VekhaError) as caught:
        projects_open_to(URL, KEY, str(tmp_path / "ca.pem"))
    assert caught.value.code == "ca-file-broken"
    assert redmine.log == []
