"""Every edit that staff can make on an issue page of a real Redmine, then a sync: it all stays, and what they report
arrives.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mappings.progress.states import Status
from sync.cli.exit_codes import ExitCode
from tests.live.redmine_people import Person, token_of
from tests.live.redmine_server import FACT_FIELD, KEY_FIELD
from tests.live.redmine_town import Town, town
from tests.worlds.sync_world import EXPECTED_KEYS, HEADER, PLAN_KEY, ROWS

__all__ = ["town"]

pytestmark = pytest.mark.live_redmine

CHILD, SINGLE = "I.1.1/2026", "I.1.2"
IGNORED = ("updated_on", "spent_hours", "total_spent_hours")


@pytest.fixture
def small(town: Town) -> Town:
    """A town with a plan of seven issues, after its first sync."""
    text = "\n".join(["План города на 2025 – 2028 годы", HEADER, "I. РАЗДЕЛ ПЕРВЫЙ\t\t\t\t\t", *ROWS])
    (town.folder / "plan.txt").write_text(f"{text}\n", encoding="utf-8")
    (town.folder / "mapping.yaml").write_text("language: ru\ntimezone: UTC\n", encoding="utf-8")
    town.plan, town.file = PLAN_KEY, "plan.txt"
    town.write()
    assert town.json("sync")["failed"] == []
    assert sorted(town.issues()) == EXPECTED_KEYS
    return town


def whole(town: Town) -> list[dict[str, Any]]:
    """All issues of the project with their whole history, as an administrator reads them."""
    admin = town.redmine.person("admin")
    return [admin.issue(row["id"]) for row in admin.issues(town.redmine.project)]


def sync_keeps(town: Town) -> dict[str, Any]:
    """Sync, and see that nothing at all was written to Redmine: no field, no comment, no line of history."""
    before = whole(town)
    result: dict[str, Any] = town.json("sync")
    assert whole(town) == before
    assert result["writes"] == 0
    assert result["failed"] == result["unresolved"] == []
    return result


def drift_of(result: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The keys and fields that a sync lists as changed by the staff."""
    return {(one["key"], one["field"]) for one in result["drift"]}


def status_id(person: Person, number: int, name: str) -> int:
    """A status that the issue may be given, by name."""
    return int(next(one["id"] for one in person.issue(number)["allowed_statuses"] if one["name"] == name))


def figures(town: Town, key: str) -> list[tuple[str, str, str]]:
    """The figures the last pull found on an issue: how much, by whom, where; each of the last minutes."""
    found = town.report(key).figures
    assert all(abs(figure.at - datetime.now(UTC)) < timedelta(minutes=2) for figure in found)
    return [(str(figure.value), figure.author, figure.place) for figure in found]


@pytest.mark.parametrize(
    ("fields", "drifted"),
    [
        ({"subject": "Своё *название* #1"}, {"title"}),
        ({"due_date": "2026-11-01"}, {"due"}),
        ({"due_date": ""}, {"due"}),
        ({"start_date": "2026-02-01"}, {"start"}),
        ({"fixed_version_id": ""}, {"milestone"}),
        ({"parent_issue_id": ""}, {"parent"}),
        ({"done_ratio": 50}, set()),
        ({"priority_id": "high"}, set()),
        ({"assigned_to_id": "clerk"}, set()),
        ({"estimated_hours": 8}, set()),
        ({"is_private": True}, set()),
        ({"notes": "Просто слова"}, set()),
        ({"tracker_id": "support"}, set()),
    ],
    ids=lambda value: next(iter(value), "") if isinstance(value, dict) else None,
)
def test_an_edited_field_stays_and_a_field_of_the_plan_is_told(
    small: Town, fields: dict[str, Any], drifted: set[str]
) -> None:
    """Nothing is written; what the plan has a say in is listed as drift on that issue, and diff ends with 1 then."""
    clerk = small.redmine.staff()
    number = small.issues()[CHILD]["id"]
    ruby = {
        "high": "IssuePriority.find_by!(name: 'Высокий').id",
        "clerk": "User.find_by!(login: 'clerk').id",
        "support": "Tracker.find_by!(name: 'Поддержка').id",
    }
    clerk.edit(
        number,
        **{name: small.redmine.runner(ruby[value]) if value in ruby else value for name, value in fields.items()},
    )
    assert any(one["journals"] for one in whole(small))
    result = sync_keeps(small)
    assert {field for key, field in drift_of(result) if key == CHILD} == drifted
    assert sync_keeps(small)["drift"] == result["drift"]
    assert small.run("diff", "--detailed-exitcode")[0] == (2 if result["drift"] else ExitCode.DONE)


def test_words_around_the_block_are_nobodys_but_the_staffs(small: Town) -> None:
    """Above and below the plan's block the staff write what they like; it is no drift."""
    clerk = small.redmine.staff()
    row = small.issues()[SINGLE]
    words = f"Сначала спросить @clerk\r\n\r\n{row['description']}\r\n\r\n* раз\r\n* два #1\r\n\r\nФакт: 0,5"
    clerk.edit(row["id"], description=words)
    assert sync_keeps(small)["drift"] == []
    assert figures(small, SINGLE) == [("0.5", "Анна Иванова", "description")]


def test_words_inside_the_block_are_told_and_kept(small: Town) -> None:
    """Whoever writes between the lines is told, and the words stay until somebody moves them."""
    clerk = small.redmine.staff()
    row = small.issues()[SINGLE]
    clerk.edit(row["id"], description=row["description"].replace("Создан зал", "Создан зал и *двор* #1"))
    assert drift_of(sync_keeps(small)) == {(SINGLE, "description")}


def test_a_block_that_was_wiped_out_is_told_and_kept(small: Town) -> None:
    """The key in its field still says which issue it is; the staff's text stays as they left it."""
    row = small.issues()[SINGLE]
    small.redmine.staff().edit(row["id"], description="Всё переписано")
    result = sync_keeps(small)
    assert drift_of(result) == {(SINGLE, "description")}
    assert (result["missing"], result["orphans"]) == ([], [])


@pytest.mark.parametrize(
    ("name", "wanted"), [("В работе", "in_progress"), ("Закрыта", "done"), ("Отклонена", "cancelled")]
)
def test_a_status_is_the_staffs_and_means_something_to_the_plan(small: Town, name: str, wanted: str) -> None:
    """The statuses of Redmine's Russian default data need no setting."""
    clerk = small.redmine.staff()
    number = small.issues()[CHILD]["id"]
    clerk.edit(number, status_id=status_id(clerk, number, name))
    assert sync_keeps(small)["drift"] == []
    assert small.report(CHILD).status is Status(wanted)


def test_figures_and_reasons_arrive_with_their_author(small: Town) -> None:
    """From a comment, from the field, the newest of two; a reason is taken from the same places."""
    clerk, methodist = small.redmine.staff(), small.redmine.staff("methodist")
    rows = small.issues()
    clerk.note(rows[SINGLE]["id"], "Факт: 12\r\nПричина: ремонт *здания* #1")
    field = next(one["id"] for one in rows[CHILD]["custom_fields"] if one["name"] == FACT_FIELD)
    methodist.edit(rows[CHILD]["id"], custom_fields=[{"id": field, "value": "7.5"}])
    clerk.note(rows["I.1.3"]["id"], "Факт: 40%")
    methodist.note(rows["I.1.3"]["id"], "*Факт:* 55 %")
    result = sync_keeps(small)
    assert (result["new_figures"], result["drift"], result["unread_figures"]) == (4, [], [])
    assert figures(small, SINGLE) == [("12", "Анна Иванова", "comment")]
    assert figures(small, CHILD) == [("7.5", "Ольга Петрова", "field")]
    assert figures(small, "I.1.3") == [("55", "Ольга Петрова", "comment")]
    assert small.report(SINGLE).reason == "ремонт здания #1"


@pytest.mark.parametrize("login", ["bot", "bot-plus"])
def test_private_notes_do_not_arrive(small: Town, monkeypatch: pytest.MonkeyPatch, login: str) -> None:
    """Not even where the bot may read them: neither the figure nor the reason nor the word."""
    number = small.issues()[SINGLE]["id"]
    small.redmine.staff().note(number, "Факт: 3")
    small.redmine.staff("methodist").note(number, "Факт: 99\nПричина: тайна", private=True)
    monkeypatch.setenv("VEKHA_TEST_TOKEN", token_of(login))
    sync_keeps(small)
    assert figures(small, SINGLE) == [("3", "Анна Иванова", "comment")]
    assert small.report(SINGLE).reason == ""
    for form in ("json", "html"):
        assert "тайна" not in small.run("summary", "--format", form)[1]


def test_a_deleted_comment_takes_its_figure_with_it(small: Town) -> None:
    """A comment leaves no trace when it is deleted, so the full reading finds that out, at its interval."""
    number = small.issues()[SINGLE]["id"]
    small.redmine.staff().note(number, "Факт: 12")
    sync_keeps(small)
    assert figures(small, SINGLE) == [("12", "Анна Иванова", "comment")]
    with small.redmine.browser() as browser:
        journal = small.redmine.person("admin").issue(number)["journals"][-1]["id"]
        browser.submit(f"issues/{number}", f"journals/{journal}", _method="put", **{"journal[notes]": ""})
    small.ahead = timedelta(hours=25)
    sync_keeps(small)
    assert figures(small, SINGLE) == []


def test_a_copied_issue_is_told_and_the_first_stays_the_plans(small: Town) -> None:
    """A copy made on the page, subtasks and all, bears the same keys; it is listed as a double and left alone."""
    row = small.issues()["I.1.1"]
    form = {
        "copy_from": str(row["id"]),
        "copy_subtasks": "1",
        "link_copy": "1",
        "issue[tracker_id]": str(row["tracker"]["id"]),
        "issue[subject]": row["subject"],
        "issue[description]": row["description"],
    }
    with small.redmine.browser() as browser:
        at = f"projects/{small.redmine.project}/issues"
        browser.submit(f"{at}/{row['id']}/copy", at, **form)
    assert len(whole(small)) == len(EXPECTED_KEYS) + 4
    result = sync_keeps(small)
    doubled = {(key, "duplicate") for key in EXPECTED_KEYS if key.startswith("I.1.1")}
    assert {(one["key"], one["reason"]) for one in result["orphans"]} == doubled
    assert result["drift"] == []


@pytest.mark.parametrize("gone", ["moved", "deleted"])
def test_an_issue_that_left_the_project_is_told_and_not_made_again(small: Town, gone: str) -> None:
    """Whether it went to another project or for good, that was the staff's decision."""
    clerk = small.redmine.staff()
    number = small.issues()[SINGLE]["id"]
    if gone == "moved":
        clerk.edit(number, project_id=small.redmine.runner("Project.find('library').id"))
    else:
        clerk.delete(number)
    result = sync_keeps(small)
    assert [(one["key"], one["kind"]) for one in result["missing"]] == [(SINGLE, "issue")]
    assert SINGLE not in small.issues()


def test_the_form_of_the_page_changes_no_more_than_was_typed(small: Town) -> None:
    """A browser sends the whole form back, with line ends of its own: the block is still the plan's."""
    row = small.issues()[SINGLE]
    text = f"{row['description']}\n\nНаши слова".replace("\r\n", "\n").replace("\n", "\r\n")
    form = {"issue[subject]": row["subject"], "issue[description]": f"{text}  \r\n", "issue[notes]": "Факт: 2"}
    with small.redmine.browser() as browser:
        browser.submit(f"issues/{row['id']}", f"issues/{row['id']}", _method="patch", **form)
    assert sync_keeps(small)["drift"] == []
    assert figures(small, SINGLE) == [("2", "Анна Иванова", "comment")]


def keys_in_fields(town: Town) -> dict[str, str]:
    """What the field for the key holds, by the key in the description."""
    fields = {key: row["custom_fields"] for key, row in town.issues().items()}
    return {key: str(next(one["value"] for one in found if one["name"] == KEY_FIELD)) for key, found in fields.items()}


@pytest.mark.parametrize("value", ["", f"{PLAN_KEY}:I.1.3", "мусор"])
def test_a_field_for_the_key_that_was_edited_is_filled_again(small: Town, value: str) -> None:
    """By hand or for many issues at once: the next sync writes the fields alone, and no issue is made twice."""
    rows = small.issues()
    number = next(one["id"] for one in rows[SINGLE]["custom_fields"] if one["name"] == KEY_FIELD)
    for key in (SINGLE, CHILD):
        small.redmine.staff().edit(rows[key]["id"], custom_fields=[{"id": number, "value": value}])
    assert {one["key"]: list(one["fields"]) for one in small.json("diff")["changes"]} == {
        SINGLE: ["marker"],
        CHILD: ["marker"],
    }
    done = small.json("sync")
    assert (done["issues"]["updated"], done["missing"], done["orphans"]) == (2, [], [])
    assert keys_in_fields(small) == {key: f"{PLAN_KEY}:{key}" for key in EXPECTED_KEYS}
    sync_keeps(small)
