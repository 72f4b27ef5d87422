"""The stand-in GitLab keeps what it is told as the real one does, and refuses what the contract does not allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.standins.gitlab_server import Server, contract, running
from tests.standins.gitlab_server.contract import official_contract
from tests.standins.gitlab_server.milestones import add_group_milestone
from tests.standins.gitlab_server.operations import OPERATIONS, UNPUBLISHED
from tests.standins.gitlab_server.shapes import ListOf
from tests.worlds.gitlab_client import Client
from tests.worlds.gitlab_staff import GitLabStaff


@pytest.fixture
def server() -> Iterator[Server]:
    """A server without special traps, at an address with a path."""
    with running(path="/gitlab") as started:
        yield started


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    """A reporter."""
    with Client(server) as made:
        yield made


# --- what is kept ---


def test_an_issue_comes_back_as_it_was_made(server: Server, client: Client) -> None:
    """Every field that was sent stands in the answer, in a list and alone."""
    milestone = client.post("/milestones", title="2025", due_date="2025-12-31").json()
    member = server.state.user_named("developer")
    made = client.issue(
        "  Открыть библиотеку ",
        description="Текст\r\nвторая строка  \n\n",
        labels=["vekha", "Раздел I"],
        milestone_id=milestone["id"],
        assignee_ids=[member.id],
        due_date="2025-12-31",
        start_date="2025-01-01",
    )
    assert (made["iid"], made["title"]) == (1, "Открыть библиотеку")
    assert made["description"] == "Текст\nвторая строка"
    assert made["labels"] == ["vekha", "Раздел I"]
    assert (made["milestone"]["id"], made["assignees"][0]["username"]) == (milestone["id"], "developer")
    assert (made["start_date"], made["due_date"], made["state"]) == ("2025-01-01", "2025-12-31", "opened")
    assert client.get("/issues/1").json() == {**made, "subscribed": False}
    assert client.get("/issues").json() == [made]
    assert server.violations == []


def test_a_change_of_labels_replaces_adds_or_takes(client: Client) -> None:
    """`labels` is the whole set; `add_labels` and `remove_labels` leave the others alone; unknown ones are made."""
    client.issue(labels=["a", "b"])
    assert client.put("/issues/1", add_labels=["c"], remove_labels=["a"]).json()["labels"] == ["b", "c"]
    assert client.put("/issues/1", labels=["d, e"]).json()["labels"] == ["d", "e"]
    assert [one["name"] for one in client.get("/labels").json()] == ["a", "b", "c", "d", "e"]
    detailed = client.get("/issues", ("with_labels_details", "true")).json()[0]["labels"]
    assert [one["name"] for one in detailed] == ["d", "e"]


def test_a_label_is_made_once(server: Server, client: Client) -> None:
    """A second one of its name is a conflict; a comma is refused, tags are taken out, a colour must be one."""
    assert client.post("/labels", name="<b>Фонд</b>", color="#aabbcc").json()["name"] == "Фонд"
    assert client.post("/labels", name="Фонд", color="#aabbcc").status_code == 409
    assert client.post("/labels", name="a,b", color="#aabbcc").json() == {"message": {"title": ["is invalid"]}}
    assert client.post("/labels", name="a", color="?").status_code == 400
    server.traps.message_form = "list"
    assert client.post("/labels", name="", color="red").json() == {"message": ["Title can't be blank"]}
    server.traps.message_form = "string"
    assert "too long" in client.post("/labels", name="я" * 256, color="red").json()["message"]


def test_a_milestones_title_is_the_only_one_of_the_project_and_its_group(server: Server, client: Client) -> None:
    """A clash is 400, with the group's too; so are dates the wrong way round; a closed one keeps its issues."""
    add_group_milestone(server.state, "2026")
    mine = client.post("/milestones", title="2025", start_date="2025-01-01", due_date="2025-12-31").json()
    for title in ("2025", "2026"):
        assert "already being used" in client.post("/milestones", title=title).json()["message"]["title"][0]
    clash = client.put(f"/milestones/{mine['id']}", due_date="2025-01-01")
    assert clash.json() == {"message": {"due_date": ["must be greater than start date"]}}
    assert client.put(f"/milestones/{mine['id']}", state_event="close").json()["state"] == "closed"
    assert client.issue(milestone_id=mine["id"])["milestone"]["state"] == "closed"
    assert [one["title"] for one in client.get("/milestones").json()] == ["2025"]
    assert len(client.get("/milestones", ("include_ancestors", "true")).json()) == 2
    assert client.get("/milestones", ("state", "active")).json() == []
    assert [one["iid"] for one in client.get(f"/milestones/{mine['id']}/issues").json()] == [1]
    assert client.send("DELETE", f"/milestones/{mine['id']}").status_code == 204
    assert client.get(f"/milestones/{mine['id']}").status_code == 404
    assert client.get("/issues/1").json()["milestone"] is None


def test_two_issues_are_related_once(server: Server, client: Client) -> None:
    """The same pair again is 409 from either side; the other types need a licence; the relation can be undone."""
    for _ in range(2):
        client.issue()
    to = {"target_project_id": server.project_id}
    assert client.post("/issues/1/links", **to, target_issue_iid=2).json()["link_type"] == "relates_to"
    assert client.post("/issues/2/links", **to, target_issue_iid=1).status_code == 409
    assert client.post("/issues/1/links", **to, target_issue_iid=1).status_code == 422
    assert client.post("/issues/1/links", **to, target_issue_iid=7).status_code == 404
    assert client.post("/issues/1/links", **to, target_issue_iid=2, link_type="blocks").status_code == 403
    (row,) = client.get("/issues/2/links").json()
    assert (row["iid"], row["link_type"]) == (1, "relates_to")
    assert client.get(f"/issues/1/links/{row['issue_link_id']}").status_code == 200
    assert client.send("DELETE", f"/issues/1/links/{row['issue_link_id']}").status_code == 200
    assert client.get("/issues/2/links").json() == []


def test_a_note_moves_its_issue_and_its_removal_does_not(server: Server, client: Client) -> None:
    """So do labels; `user_notes_count` counts what people wrote and not what GitLab noted."""
    times = [client.issue(description="Текст")["updated_at"]]
    note = client.post("/issues/1/notes", body="Факт: 3").json()
    times.append(client.get("/issues/1").json()["updated_at"])
    assert client.put(f"/issues/1/notes/{note['id']}", body="Факт: 4").json()["body"] == "Факт: 4"
    client.put("/issues/1", add_labels=["x"], description="Другой текст")
    shown = client.get("/issues/1").json()
    times.append(shown["updated_at"])
    assert times == sorted(set(times))
    assert shown["user_notes_count"] == 1
    listed = client.get("/issues/1/notes", ("sort", "asc")).json()
    assert [(one["body"], one["system"]) for one in listed] == [("Факт: 4", False), ("changed the description", True)]
    assert len(client.get("/issues/1/notes", ("activity_filter", "only_comments")).json()) == 1
    assert client.send("DELETE", f"/issues/1/notes/{note['id']}").status_code == 204
    assert client.get(f"/issues/1/notes/{note['id']}").status_code == 404
    assert client.get("/issues/1").json()["updated_at"] == times[-1]
    assert [one.body for one in server.state.notes.values()] == ["changed the description"]


def test_the_staffs_hand_is_seen_over_http(server: Server, client: Client) -> None:
    """What the staff do on the pages stands in the next answer, and moves the issue."""
    staff = GitLabStaff(server)
    number = staff.create_foreign("Заказать картриджи")
    before = client.get(f"/issues/{number}").json()["updated_at"]
    staff.close(number)
    staff.set_title(number, "Заказать бумагу")
    staff.put_label(number, "срочно")
    staff.assign(number, "ivanova")
    staff.comment(number, "Факт: 2", "ivanova")
    made = staff.create_milestone("Своя веха")
    staff.set_milestone(number, str(made.id))
    staff.close_milestone(str(made.id))
    shown = client.get(f"/issues/{number}").json()
    assert (shown["title"], shown["state"], shown["labels"]) == ("Заказать бумагу", "closed", ["срочно"])
    assert (shown["assignee"]["username"], shown["user_notes_count"]) == ("ivanova", 1)
    assert shown["milestone"]["state"] == "closed"
    assert shown["updated_at"] > before
    staff.take_label(number, "срочно")
    assert staff.labels(number) == []
    staff.delete(number)
    assert client.get(f"/issues/{number}").json() == {"message": "404 Not found"}


# --- lists ---


def test_pages_by_number_lead_on(client: Client) -> None:
    """Each page names the next in `x-next-page` and in `Link`, the last names none, and the totals are right."""
    for number in range(5):
        client.issue(f"Задача {number}")
    seen = []
    answer = client.get("/issues", ("per_page", "2"), ("sort", "asc"), ("order_by", "created_at"))
    assert (answer.headers["X-Total"], answer.headers["X-Total-Pages"]) == ("5", "3")
    while True:
        seen += [one["iid"] for one in answer.json()]
        assert ("next" in answer.links) == bool(answer.headers["X-Next-Page"])
        if "next" not in answer.links:
            break
        answer = client.follow(answer)
    assert seen == [1, 2, 3, 4, 5]
    assert answer.headers["X-Prev-Page"] == "2"


def test_pages_by_cursor_neither_skip_nor_repeat(server: Server, client: Client) -> None:
    """Also when an issue goes and another comes in between; there are no totals, only `Link`."""
    for number in range(5):
        client.issue(f"Задача {number}")
    asked = (("pagination", "keyset"), ("order_by", "created_at"), ("sort", "asc"), ("per_page", "2"))
    answer = client.get("/issues", *asked)
    assert "X-Total" not in answer.headers
    seen = [one["iid"] for one in answer.json()]
    GitLabStaff(server).delete("1")
    client.issue("Новая")
    while "next" in answer.links:
        answer = client.follow(answer)
        seen += [one["iid"] for one in answer.json()]
    assert seen == [1, 2, 3, 4, 5, 6]
    assert client.get("/issues", *asked, ("cursor", "?")).status_code == 400


@pytest.mark.parametrize(
    ("params", "numbers"),
    [
        ([("labels", "x")], [1, 2]),
        ([("labels", "x,y")], [2]),
        ([("labels", "None")], [3]),
        ([("labels", "Any")], [1, 2]),
        ([("state", "closed")], [2]),
        ([("iids[]", "1"), ("iids[]", "3"), ("iids[]", "99")], [1, 3]),
        ([("search", "рояль")], [3]),
        ([("search", "рояль"), ("in", "description")], []),
        ([("updated_after", "2026-03-01T12:00:00Z")], [3]),
        ([("created_before", "2026-03-01T12:00:00Z")], [1, 2]),
        ([("assignee_id", "None")], [1, 2, 3]),
        ([("assignee_id", "Any")], []),
        ([("milestone", "None")], [1, 2, 3]),
        ([("milestone", "2025")], []),
        ([("author_username", "owner")], []),
    ],
)
def test_a_list_is_filtered(params: list[tuple[str, str]], numbers: list[int]) -> None:
    """Each filter lets through what fits; labels are told apart by their whole names."""
    with running(at=datetime(2026, 3, 1, 8, 0, tzinfo=UTC)) as server, Client(server) as client:
        client.issue(labels=["x"])
        client.issue(labels=["x", "y"])
        client.put("/issues/2", state_event="close")
        server.clock.advance(86_400)
        client.issue("Купить рояль")
        assert [one["iid"] for one in client.get("/issues", *params, ("sort", "asc")).json()] == numbers
        assert [one["iid"] for one in client.get("//issues", *params, ("sort", "asc")).json()] == numbers


# --- the contract ---


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", "/issues", {"params": {"colour": "red"}}),
        ("GET", "/issues", {"params": {"state": "open"}}),
        ("GET", "/issues", {"params": {"updated_after": "yesterday"}}),
        ("GET", "/issues", {"params": {"iids": "1"}}),
        ("GET", "/issues", {"params": [("state", "all"), ("state", "closed")]}),
        ("GET", "/events", {}),
        ("GET", "/issues/one", {}),
        ("GET", "/issues", {"json": {"state": "all"}}),
        ("POST", "/issues", {"json": {}}),
        ("POST", "/issues", {"json": {"title": 7}}),
        ("POST", "/issues", {"json": {"title": "x", "labels": "a,b"}}),
        ("POST", "/issues", {"json": {"title": "x", "parent_id": 1}}),
        ("POST", "/issues", {"json": ["title"]}),
        ("POST", "/issues", {"data": {"title": "x"}}),
        ("PUT", "/issues/1", {"json": {}}),
        ("PUT", "/issues/1", {"json": {"milestone_id": "3"}}),
        ("PUT", "/issues/1", {"json": {"state_event": "shut"}}),
        ("POST", "/labels", {"json": {"name": "x"}}),
        ("POST", "/milestones", {"json": {"title": "x", "end_date": "2025-12-31"}}),
    ],
)
def test_what_the_contract_does_not_allow_is_refused_and_recorded(
    server: Server, client: Client, method: str, path: str, options: Any
) -> None:
    """Unknown paths and parameters, wrong shapes, and what is missing: nothing is done."""
    client.issue()
    answer = client.send(method, path, **options)
    assert answer.status_code in (400, 404, 415)
    assert [one.method for one in server.violations] == [method]
    assert len(server.state.issues) == 1


def test_the_table_is_part_of_the_official_document() -> None:
    """Every operation that the stand-in serves, and every parameter that it takes, is GitLab's own."""
    official = official_contract()
    for operation in (one for one in OPERATIONS if one.name not in UNPUBLISHED):
        query = {name for name in operation.query if name != "pagination"}
        assert query | (operation.body or {}).keys() <= official.parameters(operation.method, operation.path), operation


def test_the_official_document_finds_what_the_table_finds(server: Server, client: Client) -> None:
    """The second opinion on the log: nothing on what is right, a line for each of what is wrong."""
    official = official_contract()
    client.issue(labels=["a"], due_date="2025-12-31", milestone_id=None)
    client.get("/issues", ("labels", "a"), ("iids[]", "1"), ("pagination", "keyset"), ("with_labels_details", "true"))
    client.get("/members/all", ("user_ids[]", "1"))
    client.get("//metadata")
    client.ask("{ currentUser { username } }")
    assert official.breaches(server.requests) == []
    server.requests.clear()
    client.put("/issues/1", labels="a")
    client.get("/issues", ("state", "open"))
    client.get("/issues", ("colour", "red"))
    client.post("/issues", title="x", parent_id=1)
    client.get("/events")
    requests.get(f"{server.url}/api/v4/user", timeout=5)
    assert len(official.breaches(server.requests)) == 6


def test_without_the_document_a_contract_test_is_skipped_and_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It does not pass in silence."""
    monkeypatch.setenv(contract.VARIABLE, str(tmp_path / "missing.yaml"))
    with pytest.raises(pytest.skip.Exception, match="OpenAPI document is not here"):
        official_contract()


def test_a_list_parameter_is_told_by_its_brackets() -> None:
    """Only those of the table that are lists take `[]`."""
    lists = {name for one in OPERATIONS for name, shape in one.query.items() if isinstance(shape, ListOf)}
    assert lists == {"iids", "user_ids"}
