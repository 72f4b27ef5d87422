"""Issues of the past that could not be closed when they were made: told until they are, or somebody has decided."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sync.cli.exit_codes import ExitCode
from sync.errors import Purpose, Rejected, Unfinished
from tests.standins.redmine_fake import DONE, NEW, Answer, FakeRedmine, said
from tests.tracker_conformance import desired
from tests.worlds.gitlab_town import SmallTown, server, small
from tests.worlds.redmine_town import MARKED, Town, town
from tests.worlds.redmine_world import TOKEN, make, only, tracker

__all__ = ["server", "small", "town"]

PAST = ["I.1.1/2025", "I.1.1/2026", "I.1.2"]
STARTED = {"id": 2, "name": "В работе", "is_closed": False}


@pytest.fixture
def shut(town: Town) -> Town:
    """A town whose first sync made the issues of the past, and whose Redmine does not let the bot close any."""
    town.today = "2027-03-01"
    town.world.map("past: closed")
    town.redmine.allowed = (NEW,)
    done = town("sync", code=ExitCode.PARTIAL)
    assert (done["issues"]["created"], failed(done)) == (7, PAST)
    assert town.err.count("\n") == 1
    return town


def failed(done: Any) -> list[str]:
    """The keys of what failed."""
    return sorted(one["key"] for one in done["failed"])


def closed(town: Town) -> list[str]:
    """The keys of the closed issues."""
    return [key for key in PAST if town.redmine.issues[town.number(key)]["status"]["is_closed"]]


def test_they_are_told_in_one_line_until_the_right_is_given_and_closed_then(shut: Town) -> None:
    """Nothing else is left undone by it: they stand in their place, and the ledger knows them."""
    for _morning in range(2):
        done = shut("sync", code=ExitCode.PARTIAL)
        assert (failed(done), done["writes"], done["drift"]) == (PAST, 0, [])
        assert shut.err.startswith("vekha: I.1.1/2025, I.1.1/2026, I.1.2: the workflow does not let the bot close")
        assert shut.err.count("\n") == 1
    assert {one["fields"]["status"] for one in shut("diff")["changes"]} == {"closed"}
    shut.redmine.allowed = (NEW, DONE)
    assert shut("sync")["issues"]["closed"] == 3
    assert closed(shut) == PAST
    assert shut("sync")["writes"] == 0


def test_what_the_staff_have_opened_again_stays_open(shut: Town) -> None:
    """The closing was owed once: from then on the status is theirs."""
    shut.redmine.allowed = (NEW, DONE)
    shut("sync")
    shut.redmine.edit(shut.number("I.1.2"), status=NEW)
    assert shut("sync")["writes"] == 0
    assert closed(shut) == PAST[:2]


@pytest.mark.parametrize("decision", ["started", "closed and opened", "mapping"])
def test_a_decision_ends_it(shut: Town, decision: str) -> None:
    """Another status of the staff's, or another word in the mapping: nothing is told, and nothing closed later."""
    numbers = [shut.number(key) for key in PAST]
    for number in numbers:
        if decision == "started":
            shut.redmine.edit(number, status=STARTED)
        elif decision == "closed and opened":
            shut.redmine.edit(number, status=DONE)
    if decision == "mapping":
        shut.world.map("past: open")
    done = shut("sync")
    assert (done["failed"], shut.err) == ([], "")
    shut.world.map("past: closed")
    if decision == "closed and opened":
        for number in numbers:
            shut.redmine.edit(number, status=NEW)
    shut.redmine.allowed = (NEW, DONE)
    assert shut("sync")["writes"] == 0
    assert closed(shut) == []


def test_the_rest_of_such_an_issue_is_finished(shut: Town) -> None:
    """Its marker, its parent: what it lacks is the closing alone."""
    assert shut.fields().count("") == 0
    rows = shut.redmine.issues
    assert rows[shut.number("I.1.1/2025")]["parent"]["id"] == shut.number("I.1.1")


@pytest.mark.parametrize("refused", [True, False])
def test_a_closing_that_is_refused_or_left_out_leaves_the_rest_done(
    monkeypatch: pytest.MonkeyPatch, *, refused: bool
) -> None:
    """A workflow may want a field at closing, or Redmine may drop the status: the issue stands and is finished else."""
    monkeypatch.setenv(TOKEN, "key")

    def odd(method: str, _path: str, sent: Any) -> Answer | None:
        wants = method == "PUT" and "status_id" in sent["issue"]
        return said(422, {"errors": ["Итог не может быть пустым"]}) if wants else None

    with FakeRedmine() as redmine:
        if refused:
            redmine.odd = odd
        else:
            redmine.dropped = {"status_id"}
        with pytest.raises(Unfinished) as caught:
            make(tracker(), desired(closed=True))
        assert (caught.value.code, caught.value.status) == ("refused" if refused else "dropped", "Новая")
        assert (only(tracker()).ref, only(tracker()).marked) == (caught.value.made, True)


def test_a_lost_answer_and_a_missing_right_together(town: Town) -> None:
    """An issue of the past that an earlier run may have made is told likewise, in every run and not in one."""
    town.today, town.world.clock.at = "2027-03-01", datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
    town.world.map("past: closed")
    town.write(f"{MARKED}, in_flight_seconds: 0")
    town.redmine.allowed = (NEW,)
    lost: list[str] = []

    def cut(method: str, path: str, sent: Any) -> Any:
        if method == "POST" and "issues" in path and not lost and "I.1.2" in sent["issue"]["description"]:
            lost.append(path)
            town.redmine._write(method, path, sent)
            return said(502)
        return None

    town.redmine.odd = cut
    town("sync", code=ExitCode.PARTIAL)
    for _morning in range(2):
        assert failed(town("sync", code=ExitCode.PARTIAL)) == PAST
    town.redmine.allowed = (NEW, DONE)
    assert town("sync")["issues"]["closed"] == 3
    assert len(town.redmine.issues) == 7


def test_the_same_on_gitlab(small: SmallTown, monkeypatch: pytest.MonkeyPatch) -> None:
    """An issue that GitLab would not close is closed by the first run that may."""
    small.today = "2027-03-01"
    small.world.map("past: closed")

    def refused(*_arguments: object, **_options: object) -> None:
        raise Rejected("refused", "no", Purpose("gitlab", "create_issue"))

    with monkeypatch.context() as patch:
        patch.setattr("sync.trackers.gitlab.writing.GitlabWriter._put", refused)
        code, done = small.sync()
        assert (code, done["issues"]["created"], failed(done)) == (ExitCode.PARTIAL, 7, PAST)
        code, done = small.sync()
        assert (code, failed(done)) == (ExitCode.PARTIAL, PAST)
    code, done = small.sync()
    assert (code, done["issues"]["closed"]) == (ExitCode.DONE, 3)
    assert small.sync()[1]["writes"] == 0
