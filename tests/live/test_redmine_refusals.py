"""What a real Redmine refuses or drops is told by its name, before a write and at it. Nothing counts as done."""

from __future__ import annotations

import re

import pytest

from sync.cli.clock import utc_now
from sync.cli.exit_codes import ExitCode
from sync.config.loading import load_config
from sync.errors import Rejected
from sync.runs.inputs import load_inputs
from sync.tracker import Ref
from tests.live.redmine_server import TRACKER
from tests.live.redmine_town import Town, town

__all__ = ["town"]

pytestmark = pytest.mark.live_redmine


@pytest.mark.parametrize(("login", "code"), [("own-only", "visibility-own"), ("not-private", "visibility-not-private")])
def test_what_would_make_copies_is_told(town: Town, login: str, code: str) -> None:
    """A bot that does not see an issue would make it again."""
    town.work_as(login)
    assert "All issues" in town.checked()[code]


@pytest.mark.parametrize("mapping", ["", "past: closed", "past: skip"])
def test_check_counts_the_mails_of_the_first_sync(town: Town, mapping: str) -> None:
    """As many as Redmine then has new issues and new notes in histories, for each of the others who gets all."""
    town.map(mapping)
    said = re.search(r"the (\d+) other members of the project at most (\d+) mails", town.checked()["first-sync-mails"])
    assert said is not None
    people, mails = int(said[1]), int(said[2])
    assert people == 14
    assert town.json("sync")["failed"] == []
    sent = town.redmine.runner("Issue.count + Journal.where(private_notes: false).count")
    assert mails == people * sent
    assert "first-sync-mails" not in town.checked()


def test_a_web_page_is_no_redmine(town: Town) -> None:
    """An address that leads elsewhere is a mistake in the config, not a passing trouble."""
    town.write(url=f"{town.redmine.url}/login")
    assert (town.run("check")[0], town.run("sync")[0]) == (ExitCode.WRONG_INPUT, ExitCode.WRONG_INPUT)
    assert "tracker-" in town.err or "[project-unknown]" in town.err


def test_an_issue_that_was_closed_is_opened_again(town: Town) -> None:
    """Below a closed parent Redmine opens nothing, and that is told; the parent first, and all is as it was."""
    town.json("sync")
    parent, child = town.number("V.15.3"), town.number("V.15.3/2027")
    for year in range(2021, 2031):
        key = f"V.15.3/{year}"
        if key in town.issues():
            town.redmine.staff().edit(town.number(key), status_id=5)
    town.redmine.staff().edit(parent, status_id=5)
    tracker = load_inputs(load_config(town.folder / "config.yaml"), clock=utc_now).tracker(read_only=False)
    with pytest.raises(Rejected) as caught:
        tracker.reopen_issue(Ref(str(child)))
    assert caught.value.code == "status-not-allowed"
    for number in (parent, child):
        tracker.reopen_issue(Ref(str(number)))
        assert town.redmine.staff().issue(number)["status"]["name"] == "Новая"


def test_a_required_field_of_redmines_own_is_told_in_a_line_until_it_is_mended(town: Town) -> None:
    """Each morning a few issues are tried, and two lines say what keeps all of them out; once mended all are made."""
    town.redmine.runner(
        "IssueCustomField.create!(name: 'Отдел', field_format: 'string', is_for_all: true, is_required: true,"
        f"trackers: [Tracker.find_by!(name: '{TRACKER}')]); nil"
    )
    for _morning in range(2):
        code, _out = town.run("-q", "sync")
        assert code == ExitCode.PARTIAL
        refused, waiting = town.err.splitlines()
        assert "Отдел" in refused
        assert "[refused]" in refused
        assert "default value" in refused
        assert "[waits-for-other]" in waiting
        assert town.rows() == []
    tried = town.json("sync", code=ExitCode.PARTIAL)
    assert len(tried["failed"]) == 167
    assert tried["writes"] < 20
    town.redmine.runner("IssueCustomField.find_by!(name: 'Отдел').update!(default_value: 'Культура'); nil")
    assert town.json("sync")["issues"]["created"] == 167


def test_issues_of_the_past_that_the_bot_may_not_close(town: Town) -> None:
    """They are made and told in one line in every run; once the workflow allows it the next run closes them."""
    town.map("past: closed")
    role, tracker = "Role.find_by!(name: 'Веха (бот)')", f"Tracker.find_by!(name: '{TRACKER}')"
    moves = (
        f"WorkflowTransition.where(role: {role}, tracker: {tracker}, new_status: IssueStatus.where(is_closed: true))"
    )
    town.redmine.runner(f"{moves}.delete_all; nil")
    made = town.json("sync", code=ExitCode.PARTIAL)
    owed = sorted(one["key"] for one in made["failed"])
    assert (made["issues"]["created"], len(owed) > 20) == (167, True)
    town.run("-q", "sync")
    assert town.err.count("\n") == 1
    assert f"and {len(owed) - 3} more" in town.err
    assert "[status-not-allowed]" in town.err
    town.redmine.runner(
        f"IssueStatus.all.to_a.permutation(2) {{ |a, b| WorkflowTransition.find_or_create_by!(role: {role},"
        f"tracker: {tracker}, old_status: a, new_status: b) }}; nil"
    )
    assert town.json("sync")["issues"]["closed"] == len(owed)
    assert sorted(key for key, row in town.issues().items() if row["status"]["name"] == "Закрыта") == owed
    assert town.json("sync")["writes"] == 0
