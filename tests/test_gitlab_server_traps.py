"""Each trap of the stand-in GitLab snaps where it is set, and is quiet where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from tests.standins.gitlab_server import Server, running
from tests.worlds.gitlab_client import Client
from tests.worlds.gitlab_staff import GitLabStaff

AT = datetime(2026, 3, 1, 8, 0, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server whose time stands still, without special traps."""
    with running(at=AT) as started:
        yield started


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    """A reporter."""
    with Client(server) as made:
        yield made


# --- who may what ---


@pytest.mark.parametrize(
    ("token", "status", "words"),
    [
        ("wrong", 401, {"message": "401 Unauthorized"}),
        ("expired", 401, "Token is expired"),
        ("revoked", 401, "Token was revoked"),
        ("read_api", 403, "insufficient_scope"),
        ("outsider", 404, {"message": "404 Project Not Found"}),
    ],
)
def test_a_bad_token_is_told_why(server: Server, token: str, status: int, words: Any) -> None:
    """401 for what is no token or none any more, 403 for one that may only read, 404 where nothing may be seen."""
    with Client(server, token) as client:
        answer = client.post("/issues", title="x")
    assert answer.status_code == status
    assert answer.json() == words if isinstance(words, dict) else words in answer.text
    assert server.state.issues == {}


def test_without_a_token_there_is_nothing(server: Server) -> None:
    """401, as for a wrong one."""
    assert requests.get(f"{server.url}/api/v4/user", timeout=5).status_code == 401


def test_a_guest_sets_fields_on_what_is_new_and_on_nothing_else(server: Server, client: Client) -> None:
    """On their own issue all but title, text and state vanishes with 200; others' issues, labels, milestones: 403."""
    client.post("/labels", name="есть", color="red")
    client.issue()
    with Client(server, "guest") as guest:
        made = guest.issue(labels=["есть", "нет"], due_date="2025-12-31", iid=77)
        assert (made["iid"], made["labels"], made["due_date"]) == (2, ["есть"], "2025-12-31")
        left = guest.put("/issues/2", title="Другое", due_date="2026-12-31", add_labels=["есть"], milestone_id=1)
        assert left.status_code == 200
        assert (left.json()["title"], left.json()["due_date"]) == ("Другое", "2025-12-31")
        assert guest.put("/issues/1", title="Чужое").status_code == 403
        assert guest.post("/labels", name="x", color="red").status_code == 403
        assert guest.post("/milestones", title="x").status_code == 403
    assert client.get("/labels").headers["X-Total"] == "1"


def test_of_one_who_is_no_member_everything_but_text_vanishes(server: Server) -> None:
    """In a public project anyone makes issues: 201, without labels and dates."""
    server.state.project.visibility = "public"
    with Client(server, "outsider") as client:
        made = client.issue(labels=["x"], due_date="2025-12-31")
        assert (made["labels"], made["due_date"]) == ([], None)
        assert client.get(f"//projects/{server.project_id}").json()["permissions"]["project_access"] is None


def test_fields_can_be_dropped_whatever_the_role(server: Server, client: Client) -> None:
    """Dropped, or unknown to an old server: no error either way; and an old one does not show the start date."""
    server.traps.dropped = frozenset({"due_date"})
    server.traps.ignored = frozenset({"start_date"})
    made = client.issue(due_date="2025-12-31", start_date="2025-01-01", labels=["x"])
    assert (made["due_date"], made["start_date"], made["labels"]) == (None, None, ["x"])
    server.traps.shows_start_date = False
    assert "start_date" not in client.get("/issues/1").json()


def test_an_iid_counts_for_owners_only(server: Server, client: Client) -> None:
    """Others get the next number; an owner gets theirs, and 409 where it is taken."""
    assert client.issue(iid=40)["iid"] == 1
    with Client(server, "owner") as owner:
        assert owner.issue(iid=40)["iid"] == 40
        assert owner.post("/issues", title="x", iid=40).status_code == 409
    assert client.issue()["iid"] == 41


def test_a_confidential_issue_is_not_there_for_guests(server: Server, client: Client) -> None:
    """Neither in a list nor alone nor among relations; an internal note likewise."""
    client.issue()
    client.issue()
    GitLabStaff(server).set_confidential("1")
    GitLabStaff(server).write_note("2", "Для своих", internal=True)
    client.post("/issues/1/links", target_project_id=server.project_id, target_issue_iid=2)
    with Client(server, "guest") as guest:
        assert [one["iid"] for one in guest.get("/issues").json()] == [2]
        assert guest.get("/issues/1").status_code == 404
        assert guest.get("/issues/2/links").json() == []
        assert all(one["system"] for one in guest.get("/issues/2/notes").json())


# --- where the project is ---


def test_a_moved_project_sends_readers_on_and_turns_writers_away(server: Server, client: Client) -> None:
    """GET 301 with the id in `Location`, all else 405; the id serves as before."""
    server.state.move_project("town/new-home")
    old = "//projects/town%2Flibrary-plan"
    answer = client.get(f"{old}/issues", ("state", "all"))
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{server.url}/api/v4/projects/{server.project_id}/issues?state=all"
    assert client.post(f"{old}/issues", title="x").status_code == 405
    assert client.issue()["iid"] == 1
    assert client.get("//projects/town%2Fnew-home").json()["path_with_namespace"] == "town/new-home"


def test_an_archived_project_is_read_only(server: Server, client: Client) -> None:
    """403 on every write, and `archived` says why."""
    client.issue()
    server.state.project.archived = True
    assert client.get(f"//projects/{server.project_id}").json()["archived"] is True
    for method, path, body in (
        ("POST", "/issues", {"title": "x"}),
        ("PUT", "/issues/1", {"title": "x"}),
        ("POST", "/issues/1/notes", {"body": "x"}),
        ("POST", "/milestones", {"title": "x"}),
        ("POST", "/labels", {"name": "x", "color": "red"}),
    ):
        assert client.send(method, path, json=body).json() == {"message": "403 Forbidden"}
    assert len(client.get("/issues").json()) == 1


def test_a_missing_project_and_one_without_issues(server: Server, client: Client) -> None:
    """404 for the one; an empty list and 403 for the other."""
    server.state.project.issues_enabled = False
    assert client.get("/issues").json() == []
    assert client.post("/issues", title="x").status_code == 403
    server.state.remove_project()
    assert client.get("//projects/town%2Flibrary-plan").json() == {"message": "404 Project Not Found"}


def test_an_issue_that_was_moved_away_stays_behind_closed(server: Server, client: Client) -> None:
    """It names the new one by its global id."""
    client.issue()
    GitLabStaff(server).move_away("1")
    shown = client.get("/issues/1").json()
    assert shown["state"] == "closed"
    assert server.state.issues[shown["moved_to_id"]].project_id == server.state.other_project.id


# --- what lags and what is left out ---


def test_a_search_goes_by_the_old_text_for_a_while(server: Server, client: Client) -> None:
    """A new issue is not found, a changed one by its old words; short words are dropped."""
    server.traps.search_lag = 30
    client.issue("Рояль")
    assert client.get("/issues", ("search", "рояль")).json() == []
    server.clock.advance(31)
    assert len(client.get("/issues", ("search", "рояль на")).json()) == 1
    client.put("/issues/1", title="Орган")
    assert len(client.get("/issues", ("search", "рояль")).json()) == 1
    assert client.get("/issues", ("search", "орган")).json() == []


def test_a_new_issue_is_missing_from_lists_by_label_for_a_while(server: Server, client: Client) -> None:
    """By its number it is there at once."""
    server.traps.label_lag = 5
    client.issue(labels=["vekha"])
    assert client.get("/issues", ("labels", "vekha")).json() == []
    assert len(client.get("/issues", ("iids[]", "1")).json()) == 1
    server.clock.advance(6)
    assert len(client.get("/issues", ("labels", "vekha")).json()) == 1


def test_totals_are_left_out_of_long_lists(server: Server, client: Client) -> None:
    """`x-total` and the last page go; the next page is still named."""
    server.traps.totals_up_to = 2
    for _ in range(3):
        client.issue()
    answer = client.get("/issues", ("per_page", "2"))
    assert "X-Total" not in answer.headers
    assert "last" not in answer.links
    assert answer.headers["X-Next-Page"] == "2"


def test_keyset_may_be_ignored_or_refused(server: Server, client: Client) -> None:
    """Ignored, pages are numbered; refused, it is 405; for an order that has no cursor it is ignored too."""
    client.issue()
    asked = (("pagination", "keyset"), ("order_by", "created_at"), ("sort", "asc"))
    assert client.get("/issues", ("pagination", "keyset"), ("order_by", "title")).headers["X-Total"] == "1"
    server.traps.keyset = "offset"
    assert client.get("/issues", *asked).headers["X-Total"] == "1"
    server.traps.keyset = "refused"
    assert client.get("/issues", *asked).status_code == 405


# --- texts ---


def test_text_acts(server: Server, client: Client) -> None:
    """A quick action is run and taken out, on creation, on a change and in a note; code is spared."""
    client.issue()
    client.issue(description="Текст\n\n/close\n/label ~x\n\n```\n/reopen\n```")
    assert client.get("/issues/2").json()["state"] == "closed"
    assert "/close" not in client.get("/issues/2").json()["description"]
    client.put("/issues/2", description="/reopen\n/due 2026-01-31\n/assign @owner\n/confidential\n/title Другое")
    shown = client.get("/issues/2").json()
    assert (shown["state"], shown["due_date"], shown["assignee"]["username"]) == ("opened", "2026-01-31", "owner")
    assert (shown["confidential"], shown["title"], shown["description"]) == (True, "Другое", "")
    assert client.post("/issues/1/notes", body="/close").status_code == 202
    assert client.post("/issues/1/notes", body=" ").status_code == 400
    assert client.get("/issues/1").json()["state"] == "closed"
    assert {one.command for one in server.actions} >= {"close", "label", "reopen", "due", "assign"}
    server.traps.quick_actions = False
    assert client.issue(description="/close")["description"] == "/close"


def test_text_calls_people(server: Server, client: Client) -> None:
    """Names in titles, texts and notes are recorded and mailed, assignees and watchers hear of what is new."""
    server.state.project.watchers.add(server.state.user_named("owner").id)
    client.issue("Для @developer", description="и для @guest, но не `@planner`")
    assert [(one.name, one.place) for one in server.mentions] == [("developer", "title"), ("guest", "description")]
    assert [(one.to, one.reason) for one in server.mails] == [
        ("developer", "mentioned"),
        ("guest", "mentioned"),
        ("owner", "new_issue"),
    ]
    server.mails.clear()
    client.post("/issues/1/notes", body="@all")
    assert {one.to for one in server.mails} == {"guest", "planner", "developer", "maintainer", "owner"}
    server.mails.clear()
    server.state.project.emails_enabled = False
    client.put("/issues/1", title="@developer")
    assert server.mails == []


def test_stored_text_may_lose_the_ends_of_its_lines(server: Server, client: Client) -> None:
    """Only where the trap is set."""
    text = "раз  \nдва"
    assert client.issue(description=text)["description"] == text
    server.traps.trailing_spaces_go = True
    assert client.issue(description=text)["description"] == "раз\nдва"


@pytest.mark.parametrize("body", [{"title": "я" * 256}, {"title": " "}, {"title": "x", "description": "я" * 1_048_577}])
def test_what_is_too_long_is_refused(server: Server, client: Client, body: dict[str, Any]) -> None:
    """And nothing is left behind."""
    answer = client.post("/issues", **body)
    assert answer.status_code == 400
    assert answer.json()["message"].keys() <= {"title", "description"}
    assert server.state.issues == {}
