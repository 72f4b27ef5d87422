"""The server is what the live tests take it for: the facts about Redmine that the adapter is built on hold here."""

from __future__ import annotations

import pytest
import requests

from tests.live.redmine_people import RefusedError, token_of
from tests.live.redmine_server import FACT_FIELD, KEY_FIELD, TRACKER, RedmineServer

pytestmark = pytest.mark.live_redmine

BOT_RIGHTS = {"view_issues", "add_issues", "edit_issues", "manage_subtasks", "add_issue_notes", "manage_versions"}


def tracker_id(server: RedmineServer) -> int:
    """The number of the plan's tracker."""
    found = server.person("bot").call("GET", "trackers.json")["trackers"]
    return next(int(tracker["id"]) for tracker in found if tracker["name"] == TRACKER)


def measure(server: RedmineServer, login: str = "bot", **fields: object) -> int:
    """A new issue of the plan's tracker."""
    return server.person(login).create(server.project, tracker_id=tracker_id(server), **{"subject": "Проба", **fields})


def rights_of(server: RedmineServer, login: str) -> set[str]:
    """What the roles of a user in the plan's project allow, as Redmine tells that user."""
    person = server.person(login)
    me = person.call("GET", "users/current.json", include="memberships")["user"]
    here = [found for found in me["memberships"] if found["project"]["name"] == "План мероприятий"]
    roles = [person.call("GET", f"roles/{role['id']}.json")["role"] for found in here for role in found["roles"]]
    return {right for role in roles for right in role["permissions"]}


def test_without_a_key_rest_answers_401(redmine_server: RedmineServer) -> None:
    """No key and a wrong key are 401 with an empty body."""
    for headers in ({}, {"X-Redmine-API-Key": "0" * 40}):
        answer = requests.get(f"{redmine_server.url}/projects.json", headers=headers, timeout=60)
        assert (answer.status_code, answer.text) == (401, "")


def test_the_environment_names_the_keys_of_the_seed(redmine_server: RedmineServer) -> None:
    """The keys handed to the tests are those of the bot, the administrator and the librarian."""
    assert redmine_server.token == token_of("bot")
    assert redmine_server.admin_token == token_of("admin")
    assert redmine_server.staff_token == token_of("clerk")
    clerk = redmine_server.staff().call("GET", "users/current.json")["user"]
    assert (clerk["firstname"], clerk["lastname"]) == ("Анна", "Иванова")


def test_the_bot_sees_its_projects_and_has_its_rights_alone(redmine: RedmineServer) -> None:
    """The bot is a member with exactly the rights a bot needs; the archived project is hidden from it."""
    found = redmine.person("bot").call("GET", "projects.json")["projects"]
    assert {project["identifier"] for project in found} == {"plan", "library"}
    assert rights_of(redmine, "bot") == BOT_RIGHTS


@pytest.mark.parametrize("right", sorted(BOT_RIGHTS))
def test_for_each_right_a_bot_lacks_it_alone(redmine_server: RedmineServer, right: str) -> None:
    """Each right has a user whose role lacks just that one."""
    assert rights_of(redmine_server, f"no-{right.replace('_', '-')}") == BOT_RIGHTS - {right}


def test_an_issue_shows_both_fields(redmine: RedmineServer) -> None:
    """The marker's field and the figure's field are in the JSON of an issue, empty ones too, and are kept as sent."""
    number = measure(redmine, description="одна\nдве")
    shown = {field["name"]: field for field in redmine.person("bot").issue(number)["custom_fields"]}
    assert shown.keys() == {KEY_FIELD, FACT_FIELD}
    redmine.staff().edit(number, custom_fields=[{"id": shown[FACT_FIELD]["id"], "value": "2.5"}])
    issue = redmine.person("bot").issue(number)
    assert [field["value"] for field in issue["custom_fields"] if field["name"] == FACT_FIELD] == ["2.5"]
    assert issue["description"] == "одна\r\nдве"


def test_the_staff_comment_and_close(redmine: RedmineServer) -> None:
    """A librarian closes an issue and the bot reads who said what, private words aside."""
    number = measure(redmine)
    redmine.staff().note(number, "Проведено 3 занятия")
    redmine.staff("methodist").note(number, "не для всех", private=True)
    redmine.staff().edit(number, status_id=5)
    issue = redmine.person("bot").issue(number)
    assert issue["status"] == {"id": 5, "name": "Закрыта", "is_closed": True}
    assert [(entry["user"]["name"], entry["notes"]) for entry in issue["journals"]] == [
        ("Анна Иванова", "Проведено 3 занятия"),
        ("Анна Иванова", ""),
    ]
    assert "не для всех" in str(redmine.person("bot-plus").issue(number)["journals"])


def test_an_unusable_filter_is_ignored(redmine: RedmineServer) -> None:
    """A filter on a field that does not exist gives every issue, with 200."""
    numbers = [measure(redmine), measure(redmine)]
    assert [row["id"] for row in redmine.person("bot").issues("plan", cf_999="x")] == numbers


def test_a_user_who_sees_only_their_own_issues(redmine: RedmineServer) -> None:
    """An issue of somebody else does not exist for that user."""
    number = measure(redmine)
    assert redmine.person("own-only").ask("GET", f"issues/{number}.json").status_code == 403
    assert redmine.person("own-only").issues("plan") == []


def test_a_role_without_workflow_cannot_close(redmine: RedmineServer) -> None:
    """The change of status is dropped, and the answer is 204 all the same."""
    number = measure(redmine)
    redmine.person("no-workflow").edit(number, status_id=5)
    assert redmine.person("bot").issue(number)["status"]["name"] == "Новая"


@pytest.mark.parametrize(("project", "status"), [("closed", 403), ("archived", 403), ("absent", 404)])
def test_projects_that_take_no_issues(redmine_server: RedmineServer, project: str, status: int) -> None:
    """Closed, archived and unknown projects refuse a new issue."""
    answer = redmine_server.person("bot").ask(
        "POST", f"projects/{project}/issues.json", {"issue": {"subject": "Проба"}}
    )
    assert answer.status_code == status


@pytest.mark.parametrize(("login", "status"), [("outsider", 403), ("reader", 403), ("locked", 401)])
def test_users_who_may_not_write(redmine_server: RedmineServer, login: str, status: int) -> None:
    """One outside the project, one who only reads and one who is locked cannot make an issue."""
    answer = redmine_server.person(login).ask("POST", "projects/plan/issues.json", {"issue": {"subject": "Проба"}})
    assert answer.status_code == status


def test_a_reset_forgets_everything(redmine: RedmineServer) -> None:
    """After a reset issues, settings and numbers are as the seed left them, for the server and the console alike."""
    first = measure(redmine)
    redmine.set_text_format("markdown")
    assert redmine.runner("[Issue.count, Setting.text_formatting]") == [1, "markdown"]
    redmine.reset()
    assert redmine.person("bot").ask("GET", f"issues/{first}.json").status_code == 404
    assert redmine.runner("[Issue.count, Setting.text_formatting]") == [0, "textile"]
    assert measure(redmine) == first


@pytest.mark.parametrize("name", ["textile", "markdown", "common_mark"])
def test_the_text_format_can_be_switched(redmine: RedmineServer, name: str) -> None:
    """The page names the format, so that it can be found out without being an administrator."""
    number = measure(redmine)
    redmine.set_text_format(name)
    with redmine.browser() as browser:
        assert f"wiki_syntax_{name}" in browser.page(f"issues/{number}")


def test_an_outage_ends_with_the_same_data(redmine: RedmineServer) -> None:
    """A stopped server refuses connections; started again it has what it had."""
    number = measure(redmine)
    redmine.stop()
    try:
        with pytest.raises(requests.ConnectionError):
            redmine.person("bot").ask("GET", f"issues/{number}.json")
    finally:
        redmine.start()
    assert redmine.person("bot").issue(number)["subject"] == "Проба"


def test_the_console_says_what_failed(redmine_server: RedmineServer) -> None:
    """Broken Ruby raises with Ruby's own words, and the console goes on."""
    with pytest.raises(RefusedError, match="RecordNotFound"):
        redmine_server.runner("Project.find('absent')")
    assert redmine_server.runner("'Веха'") == "Веха"
