"""GitLab's requests: how lists are read whole, and what each refusal says to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import responses

from sync.errors import AuthFailed, Misconfigured, NotFound, Rejected, TrackerError, Transient
from sync.tracker import Traffic
from sync.trackers.gitlab.client import GitlabClient, number_of, says_undone
from sync.trackers.gitlab.payloads import Identified
from sync.transport import Answer, Limits, Purpose, Transport

URL = "http://gitlab.test/git"
API = f"{URL}/api/v4"
GRAPHQL = f"{URL}/api/graphql"
PURPOSE = Purpose("gitlab", "create_issue", "I.1.1")
FETCH = Purpose("gitlab", "fetch")


@pytest.fixture
def client() -> Iterator[GitlabClient]:
    """A client whose answers are registered by the test."""
    traffic = Traffic()

    def connect() -> Transport:
        return Transport(
            URL,
            traffic=traffic,
            headers={"PRIVATE-TOKEN": "secret"},
            limits=Limits(attempts=1, busy_attempts=2),
            undone=says_undone,
            now=lambda: datetime(2026, 3, 1, tzinfo=UTC),
            sleep=lambda _seconds: None,
        )

    with responses.mock:
        yield GitlabClient(connect)


def page(numbers: range, **headers: str) -> None:
    """The next page of a list."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    responses.get(f"{API}/rows", json=[{"id": number} for number in numbers], headers=names)


def rows(client: GitlabClient) -> list[int]:
    """The numbers of a list."""
    return [one.id for one in client.rows(Identified, "/rows", purpose=FETCH)]


@pytest.mark.parametrize(
    "headers",
    [
        ({"x_next_page": "2", "x_total": "120"}, {"x_next_page": "", "x_total": "120"}),
        ({"link": '<http://x?page=2>; rel="next", <http://x>; rel="first"'}, {"link": '<http://x>; rel="first"'}),
        ({}, {}),
    ],
)
def test_all_pages_are_read(client: GitlabClient, headers: tuple[dict[str, str], dict[str, str]]) -> None:
    """Whichever header a proxy leaves; where it leaves none, a full page leads on."""
    page(range(100), **headers[0])
    page(range(100, 120), **headers[1])
    assert rows(client) == list(range(120))
    first, second = (call.request.url or "" for call in responses.calls)
    assert first.endswith("/rows?per_page=100")
    assert second.endswith("/rows?per_page=100&page=2")


@pytest.mark.parametrize(
    ("numbers", "headers"),
    [
        (range(99), {"x_total": "120", "x_next_page": "2"}),
        (range(3), {"x_total": "4", "x_next_page": ""}),
        (range(0), {"x_next_page": "2"}),
        (range(0), {"link": '<http://x>; rel="next"'}),
    ],
)
def test_rows_that_are_missing_make_a_listing_short(
    client: GitlabClient, numbers: range, headers: dict[str, str]
) -> None:
    """Nothing may be concluded from what is absent then."""
    page(numbers, **headers)
    with pytest.raises(Transient) as caught:
        rows(client)
    assert caught.value.code == "listing-short"


@pytest.mark.parametrize("data", [{"rows": []}, "text", [{"name": "без номера"}], None])
def test_an_answer_of_another_shape_is_no_gitlab(client: GitlabClient, data: Any) -> None:
    """It is told, not taken for an empty list."""
    responses.get(f"{API}/rows", json=data)
    with pytest.raises(Transient) as caught:
        rows(client)
    assert caught.value.code == "answer-unreadable"


@pytest.mark.parametrize(
    ("status", "body", "purpose", "code", "words"),
    [
        (401, {"message": "401 Unauthorized"}, PURPOSE, "token-refused", "token"),
        (
            401,
            {"error": "invalid_token", "error_description": "Token is expired."},
            PURPOSE,
            "token-refused",
            "expired",
        ),
        (401, {"error": "x", "error_description": "Token was revoked."}, PURPOSE, "token-refused", "has been revoked"),
        (403, {"error": "insufficient_scope", "scope": "api"}, PURPOSE, "scope-missing", "«api»"),
        (403, {"error": "insufficient_scope", "scope": "api read_api"}, FETCH, "scope-missing", "«read_api»"),
        (403, {"message": "403 Forbidden"}, PURPOSE, "right-missing", "403 Forbidden"),
        (403, "", PURPOSE, "right-missing", "no reason"),
        (403, "<html>", PURPOSE, "way-barred", "web page"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_is_shut_out_is_told_why(
    client: GitlabClient, method: str, status: int, body: Any, purpose: Purpose, code: str, words: str
) -> None:
    """A wrong token, one that may only read, and a role that is too small are three things to mend."""
    responses.add(method, f"{API}/a", body=body if isinstance(body, str) else json.dumps(body), status=status)
    with pytest.raises(AuthFailed) as caught:
        client.look("/a", purpose=purpose) if method == "GET" else client.write("POST", "/a", {}, purpose=purpose)
    assert (caught.value.code, caught.value.key) == (code, purpose.key)
    assert words in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("message", "said", "field"),
    [
        ({"message": "400 Bad request"}, "400 Bad request", ""),
        ({"message": ["Title is too long", "Color is bad"]}, "Title is too long; Color is bad", ""),
        ({"message": {"title": ["is too long", "is odd"]}}, "title: is too long; title: is odd", "title"),
        ({"error": "title is missing"}, "title is missing", ""),
        ({"message": None}, "it gives no reason", ""),
        ([], "it gives no reason", ""),
        ("Retry", "it gives no reason", ""),
    ],
)
def test_a_refusal_says_its_reason_in_whatever_form_it_comes(
    client: GitlabClient, message: Any, said: str, field: str
) -> None:
    """A message may be a text, a list, or a dict by field."""
    responses.put(f"{API}/a", status=400, json=message)
    with pytest.raises(Rejected) as caught:
        client.write("PUT", "/a", {}, purpose=PURPOSE)
    assert said in caught.value.message
    assert (caught.value.code, caught.value.field) == ("refused", field)


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (404, NotFound, "not-found"),
        (405, Misconfigured, "project-moved"),
        (422, Rejected, "refused"),
        (413, Rejected, "refused"),
    ],
)
def test_other_refusals_of_a_write(client: GitlabClient, status: int, error: type[TrackerError], code: str) -> None:
    """405 is what a moved project answers every write with."""
    responses.post(f"{API}/a", status=status, json={"message": "no"})
    with pytest.raises(error) as caught:
        client.write("POST", "/a", {}, purpose=PURPOSE)
    assert caught.value.code == code


@pytest.mark.parametrize("body", [{"title": "a\0b"}, {"input": {"title": "\ud83d"}}])
def test_what_is_no_text_is_refused_before_it_is_sent(client: GitlabClient, body: dict[str, Any]) -> None:
    """NUL and half a surrogate pair."""
    with pytest.raises(Rejected) as caught:
        client.write("POST", "/a", body, purpose=PURPOSE)
    assert caught.value.code == "text-invalid"
    assert len(responses.calls) == 0


def test_a_question_to_graphql_is_a_read(client: GitlabClient) -> None:
    """A sync that changes nothing shows no write."""
    responses.get(GRAPHQL, json={"data": {"project": None}})
    assert client.ask("query { x }", {"path": "a/б"}, purpose=FETCH) == {"project": None}
    assert responses.calls[0].request.method == "GET"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"errors": [{"message": "Field 'workItemCreate' doesn't exist"}]}),
        (200, {"errors": ["odd"]}),
        (404, {"error": "404 Not Found"}),
        (404, "<html>"),
        (422, {"errors": [{"message": "Unexpected end of document"}]}),
    ],
)
def test_a_server_whose_graphql_has_no_work_items_is_told(client: GitlabClient, status: int, body: Any) -> None:
    """With what to set instead."""
    text = body if isinstance(body, str) else json.dumps(body)
    responses.post(GRAPHQL, status=status, body=text)
    responses.get(GRAPHQL, status=status, body=text if status != 200 else json.dumps({"errors": [{"message": "x"}]}))
    for call in (client.mutate, client.ask):
        with pytest.raises(Rejected) as caught:
            call("query", {}, purpose=PURPOSE)
        assert caught.value.code == "hierarchy-unsupported"
        assert "hierarchy: links" in caught.value.hint


def test_graphql_knows_who_is_shut_out(client: GitlabClient) -> None:
    """As REST does."""
    responses.get(GRAPHQL, status=401, json={"errors": [{"message": "Invalid token"}]})
    with pytest.raises(AuthFailed):
        client.ask("query", {}, purpose=FETCH)


@pytest.mark.parametrize("body", [{"data": None}, {}, {"data": []}])
def test_a_graphql_without_data_is_none(client: GitlabClient, body: Any) -> None:
    """Something else answers in GitLab's place."""
    responses.get(GRAPHQL, json=body)
    with pytest.raises(Transient) as caught:
        client.ask("query", {}, purpose=FETCH)
    assert caught.value.code == "answer-unreadable"


@pytest.mark.parametrize(
    ("status", "body", "undone"),
    [
        (409, b'{"message":"409 Conflict: Resource lock"}', True),
        (409, b'{"message":"Label already exists"}', False),
        (200, b'{"errors":[{"message":"This endpoint has been requested too many times. Try again later."}]}', True),
        (200, b'{"title":"has been requested too many times"}', False),
        (200, b'{"title":"has been requested too many times"', False),
        (200, b'[{"title":"has been requested too many times"}]', False),
        (200, b'{"errors":[{"message":"x"}]}', False),
    ],
)
def test_which_answers_say_that_nothing_was_done(status: int, body: bytes, undone: bool) -> None:
    """A locked row, and a limit in GraphQL's words; never a text that merely quotes them."""
    assert says_undone(Answer(status, {}, body)) is undone


def test_what_is_no_number_names_nothing() -> None:
    """A ref that another tracker gave."""
    assert number_of("12", FETCH) == 12
    with pytest.raises(NotFound):
        number_of("#12", FETCH)
