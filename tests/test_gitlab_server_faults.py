"""Troubles on the way and limits by the minute, and what GraphQL offers, in the stand-in GitLab."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from tests.standins.gitlab_server import Server, running
from tests.worlds.gitlab_client import Client

AT = datetime(2026, 3, 1, 8, 0, 10, tzinfo=UTC)
_TASK = "gid://gitlab/WorkItems::Type/5"
_CREATE = (
    "mutation($input: WorkItemCreateInput!) { workItemCreate(input: $input) { errors workItem { id iid title } } }"
)
_PARENTS = (
    "query($path: ID!) { project(fullPath: $path) { workItems(types: [TASK], first: 1) { count pageInfo { hasNextPage "
    "endCursor } nodes { iid widgets(onlyTypes: [HIERARCHY]) { ... on WorkItemWidgetHierarchy { hasChildren "
    "parent { iid } } } } } } }"
)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server whose time stands still."""
    with running(at=AT) as started:
        yield started


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    """A reporter."""
    with Client(server) as made:
        yield made


# --- troubles ---


@pytest.mark.parametrize(("kind", "left"), [("lost", 1), ("cut", 0)])
def test_a_connection_is_cut_after_the_work_or_before_it(server: Server, client: Client, kind: Any, left: int) -> None:
    """The client cannot tell which; the request stands in the log, without a status."""
    server.fail_next(kind, "POST")
    with pytest.raises(requests.ConnectionError):
        client.post("/issues", title="x")
    assert len(server.state.issues) == left
    assert (server.requests[-1].status, server.requests[-1].fault) == (0, kind)
    assert client.issue()["iid"] == left + 1


@pytest.mark.parametrize(
    ("kind", "status", "left"),
    [("gateway", 502, 1), ("unavailable", 503, 0), ("page", 200, 0), ("garbled", 201, 1)],
)
def test_what_answers_may_be_no_gitlab(server: Server, client: Client, kind: Any, status: int, left: int) -> None:
    """The work may be done all the same; the answer is no JSON."""
    server.fail_next(kind)
    answer = client.post("/issues", title="x")
    assert answer.status_code == status
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert len(server.state.issues) == left


def test_a_locked_row_is_a_conflict_in_which_nothing_was_done(server: Server, client: Client) -> None:
    """Writes only, and only those meant, each as often as asked."""
    client.issue()
    server.fail_next("locked", path=r"/issues/\d+$", times=2)
    assert client.get("/issues/1").status_code == 200
    for _ in range(2):
        answer = client.put("/issues/1", title="Другое")
        assert (answer.status_code, answer.json()) == (409, {"message": "409 Conflict: Resource lock"})
    assert client.put("/issues/1", title="Другое").status_code == 200


def test_a_list_may_come_short_and_an_answer_late(server: Server, client: Client) -> None:
    """A row less than the headers count; a slow answer is right."""
    server.traps.slow_seconds = 0.001
    client.issue()
    server.fail_next("short", skip=1)
    server.fail_next("slow")
    assert len(client.get("/issues").json()) == 1
    answer = client.get("/issues")
    assert (answer.json(), answer.headers["X-Total"]) == ([], "1")


def test_troubles_by_chance_are_the_same_in_every_run() -> None:
    """A rate strikes about as often as it says, after a seed, and only the methods that are meant."""

    def struck(seed: int) -> list[int]:
        rates = {"gateway": 0.3, "locked": 0.1}
        with running(rates=rates, fault_seed=seed, fault_methods=frozenset({"POST"})) as server, Client(server) as one:
            statuses = [one.post("/issues", title="x").status_code for _ in range(100)]
            assert one.get("/issues").status_code == 200
        return statuses

    first = struck(1)
    assert first == struck(1) != struck(2)
    assert 15 < first.count(502) < 45
    assert first.count(409) > 0


# --- limits ---


def test_a_limit_by_the_minute_is_told_in_plain_text(server: Server, client: Client) -> None:
    """429 «Retry later», the headers say when; the window goes by the server's clock, each user has their own."""
    server.traps.per_minute = 2
    for _ in range(2):
        assert client.get("/issues").status_code == 200
    refused = client.get("/issues")
    assert (refused.status_code, refused.text, refused.headers["Content-Type"]) == (429, "Retry later\n", "text/plain")
    assert (refused.headers["Retry-After"], refused.headers["RateLimit-Remaining"]) == ("50", "0")
    assert int(refused.headers["RateLimit-Reset"]) == int(AT.timestamp()) + 50
    with Client(server, "developer") as other:
        assert other.get("/issues").status_code == 200
    server.clock.sleep(50)
    assert client.get("/issues").status_code == 200
    assert server.too_early == []
    assert server.clock.slept == [50]


def test_who_comes_back_before_the_time_is_recorded(server: Server, client: Client) -> None:
    """With how many seconds were left; nothing is where no time was told."""
    server.fail_next("busy", seconds=20)
    assert client.get("/issues").headers["Retry-After"] == "20"
    server.clock.advance(5)
    client.get("/issues")
    (early,) = server.too_early
    assert early.path.endswith("/issues")
    assert 14 < early.seconds <= 15
    with Client(server) as again:  # a connection that was opened since knows the time too
        again.get("/issues")
    with Client(server, "developer") as other:
        other.get("/issues")
    assert len(server.too_early) == 2
    server.clock.advance(20)
    server.traps.retry_after = False
    server.fail_next("busy")
    assert "Retry-After" not in client.get("/issues").headers
    client.get("/issues")
    assert len(server.too_early) == 2


def test_what_remains_may_stand_on_every_answer(server: Server, client: Client) -> None:
    """With nothing left, that too is a time told."""
    server.traps.per_minute, server.traps.limit_headers = 2, True
    assert client.get("/issues").headers["RateLimit-Remaining"] == "1"
    assert client.get("/issues").headers["RateLimit-Remaining"] == "0"
    client.get("/issues")
    assert len(server.too_early) == 1


def test_new_issues_and_notes_have_limits_of_their_own(server: Server, client: Client) -> None:
    """The refusal is JSON, its message a dict; GraphQL says it in its errors."""
    server.traps.issues_per_minute, server.traps.notes_per_minute = 1, 0
    client.issue()
    refused = client.post("/issues", title="x")
    assert refused.status_code == 429
    assert "too many times" in refused.json()["message"]["error"]
    assert client.post("/issues/1/notes", body="x").status_code == 429
    assert "too many times" in client.ask(_CREATE, input=task(server))["errors"][0]["message"]
    assert len(server.state.issues) == 1


# --- GraphQL ---


def task(server: Server, parent: int | None = None, **more: Any) -> dict[str, Any]:
    """What makes a task."""
    below = {"hierarchyWidget": {"parentId": f"gid://gitlab/WorkItem/{parent}"}} if parent else {}
    return {"namespacePath": server.project, "title": "Ребёнок", "workItemTypeId": _TASK, **below, **more}


def test_a_task_is_made_below_an_issue(server: Server, client: Client) -> None:
    """With all that its widgets hold; REST shows it among the issues, its parent only GraphQL."""
    parent = client.issue("Родитель", labels=["vekha"])
    label = client.get("/labels").json()[0]["id"]
    milestone = client.post("/milestones", title="2025").json()["id"]
    widgets = {
        "descriptionWidget": {"description": "Текст\n\n/close"},
        "labelsWidget": {"labelIds": [f"gid://gitlab/ProjectLabel/{label}"]},
        "milestoneWidget": {"milestoneId": f"gid://gitlab/Milestone/{milestone}"},
        "startAndDueDateWidget": {"startDate": "2025-01-01", "dueDate": "2025-12-31", "isFixed": True},
    }
    made = client.ask(_CREATE, input=task(server, parent["id"], **widgets))["data"]["workItemCreate"]
    assert (made["errors"], made["workItem"]["iid"]) == ([], "2")
    shown = client.get("/issues/2").json()
    assert (shown["issue_type"], shown["state"], shown["labels"]) == ("task", "closed", ["vekha"])
    assert (shown["start_date"], shown["due_date"], shown["milestone"]["title"]) == ("2025-01-01", "2025-12-31", "2025")
    found = client.ask(_PARENTS, path=server.project)["data"]["project"]["workItems"]
    assert found["nodes"] == [{"iid": "2", "widgets": [{"hasChildren": False, "parent": {"iid": "1"}}]}]
    assert found["pageInfo"]["hasNextPage"] is False
    assert server.violations == []


def test_a_task_can_be_hung_elsewhere(server: Server, client: Client) -> None:
    """Below another issue, or with null below none."""
    first, second = client.issue(), client.issue()
    made = client.ask(_CREATE, input=task(server, first["id"]))["data"]["workItemCreate"]["workItem"]
    change = "mutation($input: WorkItemUpdateInput!) { workItemUpdate(input: $input) { errors workItem { iid } } }"
    for parent in (second["id"], None):
        below = {"parentId": f"gid://gitlab/WorkItem/{parent}" if parent else None}
        client.ask(change, input={"id": made["id"], "hierarchyWidget": below})
        assert server.state.issue(3).parent_id == parent
    client.ask(change, input={"id": made["id"], "stateEvent": "CLOSE", "title": "Другое"})
    assert (server.state.issue(3).title, server.state.issue(3).state) == ("Другое", "closed")


def test_not_everything_goes_below_everything(server: Server, client: Client) -> None:
    """Only tasks, only below issues, and not too many: an error in the answer, and nothing made."""
    server.traps.children_limit = 1
    parent = client.issue()["id"]
    wrong = task(server, parent, workItemTypeId="gid://gitlab/WorkItems::Type/1")
    assert "not allowed" in client.ask(_CREATE, input=wrong)["data"]["workItemCreate"]["errors"][0]
    assert client.ask(_CREATE, input=task(server, parent))["data"]["workItemCreate"]["errors"] == []
    assert "maximum" in client.ask(_CREATE, input=task(server, parent))["data"]["workItemCreate"]["errors"][0]
    long = client.ask(_CREATE, input=task(server, title="я" * 256))["data"]["workItemCreate"]
    assert (long["workItem"], "too long" in long["errors"][0]) == (None, True)
    assert len(server.state.issues) == 2


def test_what_the_schema_lacks_is_an_error_and_a_violation(server: Server, client: Client) -> None:
    """Unknown fields, ids of the wrong kind, mutations in GET; an old server's lack of the mutation is no violation."""
    assert "errors" in client.ask("{ issues { id } }")
    assert "errors" in client.ask(_CREATE, input=task(server, workItemTypeId="5"))
    assert "errors" in client.ask("{ currentUser { id } }" + " " * 10_000)
    url = f"{server.url}/api/graphql"
    headers = {"PRIVATE-TOKEN": server.tokens["reporter"]}
    asked = {"query": "{ currentUser { username } }"}
    assert requests.get(url, asked, headers=headers, timeout=5).json()["data"] == {
        "currentUser": {"username": "reporter"}
    }
    assert "errors" in requests.get(url, {"query": "mutation { x }"}, headers=headers, timeout=5).json()
    assert len(server.violations) == 4
    server.traps.work_items = False
    assert "workItemCreate" in client.ask(_CREATE, input=task(server))["errors"][0]["message"]
    assert len(server.violations) == 4


def test_graphql_shows_and_lets_do_no_more_than_rest(server: Server) -> None:
    """A wrong token is 401; who may only read or is no member finds nothing to write to."""
    with Client(server, "read_api") as client:
        assert "permission" in client.ask(_CREATE, input=task(server))["errors"][0]["message"]
    with Client(server, "outsider") as client:
        assert client.ask(_PARENTS, path=server.project) == {"data": {"project": None}}
        assert "permission" in client.ask(_CREATE, input=task(server))["errors"][0]["message"]
    with Client(server, "wrong") as client:
        assert client.ask(_PARENTS, path=server.project) == {"errors": [{"message": "Invalid token"}]}
    assert server.state.issues == {}
