"""The Megion plan on a real Redmine, end to end by the command line: what it costs, and what the staff's edits keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mappings.marker import staff_part
from mappings.progress.states import Status
from sync.cli.exit_codes import ExitCode
from tests.live.redmine_server import FACT_FIELD, KEY_FIELD, TRACKER
from tests.live.redmine_town import BUNDLED, Town, town

__all__ = ["town"]

pytestmark = pytest.mark.live_redmine

IDLE_REQUESTS = 8


def field_of(row: dict[str, Any], name: str) -> str:
    """The value of a custom field."""
    return str(next(one["value"] for one in row["custom_fields"] if one["name"] == name))


def test_the_plan_stands_in_redmine_and_the_second_sync_writes_nothing(town: Town) -> None:
    """10 versions and 167 issues with parents and fields; then nothing to do, in a handful of requests."""
    first = town.json("sync")
    assert first["milestones"] == {"created": 10, "updated": 0, "unchanged": 0}
    assert first["issues"]["created"] == 167
    assert first["failed"] == first["unresolved"] == first["drift"] == []
    issues = town.issues()
    assert len(issues) == town.count().total() == 167
    assert all(field_of(row, KEY_FIELD) == f"{BUNDLED}:{key}" for key, row in issues.items())
    assert all(row["tracker"]["name"] == TRACKER for row in issues.values())
    child = issues["V.15.3/2027"]
    assert child["parent"]["id"] == issues["V.15.3"]["id"]
    assert (child["fixed_version"]["name"], child["due_date"]) == ("2027", "2027-12-31")
    second = town.json("sync")
    assert (second["writes"], second["issues"]["unchanged"], second["drift"]) == (0, 167, [])
    assert second["requests"] <= IDLE_REQUESTS
    assert town.run("diff", "--detailed-exitcode")[0] == ExitCode.DONE


def test_what_the_staff_do_stays_and_arrives(town: Town) -> None:
    """Status, words, figures and dates of the staff survive a sync; what they report comes with author and time.

    Of a private issue the status alone comes.
    """
    town.json("sync")
    clerk, methodist = town.redmine.staff(), town.redmine.staff("methodist")
    issue = clerk.issue(town.number("V.15.3/2027"))
    words = "*Важно*: см. #1 и [[Устав]]\r\nПричина: нет средств"
    started = next(one["id"] for one in issue["allowed_statuses"] if one["name"] == "В работе")
    clerk.edit(issue["id"], status_id=started, done_ratio=40, description=f"{issue['description']}\r\n\r\n{words}")
    clerk.edit(issue["id"], subject="Своё название", due_date="2027-11-01", fixed_version_id="", parent_issue_id="")
    fact = next(one["id"] for one in issue["custom_fields"] if one["name"] == FACT_FIELD)
    other = town.number("V.15.3/2028")
    clerk.edit(other, custom_fields=[{"id": fact, "value": "1e3"}])
    private = town.number("V.15.3/2030")
    clerk.edit(private, custom_fields=[{"id": fact, "value": "7"}], is_private=True, status_id=started)
    noted = town.number("V.15.3/2029")
    methodist.note(noted, "Факт: 12,5\nвсё готово")
    methodist.note(noted, "Факт: 99", private=True)
    before = town.issues()
    synced = town.json("sync")
    assert (synced["writes"], town.issues()) == (0, before)
    changed = {(one["key"], one["field"]) for one in synced["drift"]}
    assert changed == {("V.15.3/2027", name) for name in ("title", "due", "milestone", "parent")}
    assert staff_part(clerk.issue(issue["id"])["description"]) == words.replace("\r\n", "\n")
    report = town.report("V.15.3/2027")
    assert (report.status, report.reason) == (Status.IN_PROGRESS, "нет средств")
    (figure,) = town.report("V.15.3/2028").figures
    assert (str(figure.value), figure.author, figure.place) == ("1000", "Анна Иванова", "field")
    (figure,) = town.report("V.15.3/2029").figures
    assert (str(figure.value), figure.author, figure.place) == ("12.5", "Ольга Петрова", "comment")
    assert abs(figure.at - datetime.now(UTC)) < timedelta(minutes=2)
    report = town.report("V.15.3/2030")
    assert (report.status, report.figures, report.url) == (Status.IN_PROGRESS, (), None)


def test_an_amended_plan_changes_its_block_and_no_word_of_the_staff(town: Town) -> None:
    """The staff's words around the block come through an update as they were, markup and all."""
    town.json("sync")
    clerk = town.redmine.staff()
    issue = clerk.issue(town.number("V.15.3/2027"))
    above, below = "Спросить @clerk, см. #1", "h2. Итог\r\n\r\n* раз\r\n* два_три_"
    clerk.edit(issue["id"], description=f"{above}\r\n\r\n{issue['description']}\r\n\r\n{below}")
    town.map("measures:\n  V.15.3: {target: 'Не менее 7 *встреч* #12'}")
    synced = town.json("sync")
    assert synced["issues"]["updated"] == len([key for key in town.issues() if key.startswith("V.15.3")])
    assert synced["failed"] == synced["drift"] == []
    description = clerk.issue(issue["id"])["description"]
    assert description.startswith(f"{above}\r\n\r\n")
    assert description.endswith(f"\r\n\r\n{below}")
    assert "#12" not in description
    assert town.json("sync")["writes"] == 0


def test_only_what_moved_is_opened_again(town: Town) -> None:
    """A reporting issue is opened once; as long as nothing moves on it, the ledger remembers."""
    town.json("sync")
    town.ahead = timedelta(minutes=10)
    for year in (2027, 2028, 2029):
        town.redmine.staff().note(town.number(f"V.15.3/{year}"), "Факт: 3")
    reading = town.json("sync")["requests"]
    again = town.json("sync")["requests"]
    assert (reading, again) == (8, 4)
    assert [figure.value for figure in town.report("V.15.3/2028").figures] == [3]
    town.redmine.staff().note(town.number("V.15.3/2028"), "Факт: 4")
    assert town.json("sync")["requests"] == 5
    assert [figure.value for figure in town.report("V.15.3/2028").figures] == [4]


def test_past_deadlines_are_put_down_as_closed(town: Town) -> None:
    """With `past: closed` they are closed at once, children below their closed parents too, and stay so."""
    town.map("past: closed")
    first = town.json("sync")
    assert first["failed"] == []
    issues = town.issues()
    past = {key for key, row in issues.items() if (row["due_date"] or "9999") < town.today}
    assert past == {key for key, row in issues.items() if row["status"]["is_closed"]}
    assert {issues[key]["status"]["name"] for key in past} == {"Закрыта"}
    assert all("parent" in row for key, row in issues.items() if "/" in key)
    assert town.json("sync")["writes"] == 0
