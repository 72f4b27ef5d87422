"""GitLab's requests: how lists are read whole, and which answers are refusals.

Decides what an answer means, not what is done about it. What is sent again, and when, is the transport's affair.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from mappings.language import gettext as _
from mappings.natural import natural
from mappings.wording import cut
from sync.errors import NotFound, Rejected
from sync.trackers.answers import Model
from sync.trackers.gitlab.payloads import ANSWERS
from sync.trackers.gitlab.refusals import READ_REFUSED, project_moved, reason, shut_out, unsupported
from sync.transport import Answer, Purpose, Transport, decoded

PAGE = 100  # rows; GitLab gives no more at once
API = "/api/v4"
REDIRECTS = (301, 302, 303, 307, 308)
_SHOWN = 60  # characters of what is no number
_OK = 200
_MOVED = 405
_CONFLICT = 409
_REFUSED = (400, 413, 422)

Params = Sequence[tuple[str, str]]


class GitlabClient:
    """One GitLab. `connect` makes the session at the first request, since it takes the token."""

    def __init__(self, connect: Callable[[], Transport]) -> None:
        self._connect = connect
        self._connecting = threading.Lock()
        self._made: Transport | None = None

    @property
    def _transport(self) -> Transport:
        with self._connecting:
            if self._made is None:
                self._made = self._connect()
            return self._made

    def close(self) -> None:
        """Let go of this thread's connection, if one was made."""
        with self._connecting:
            if self._made is not None:
                self._made.close()

    def look(self, path: str, params: Params = (), *, purpose: Purpose, accept: Collection[int] = ()) -> Answer:
        """The answer to a read, its JSON in `data`; raises `AuthFailed` with what GitLab says of the token."""
        answer = self._transport.get(API + path, params, purpose=purpose, accept=(*READ_REFUSED, *accept))
        if answer.status in READ_REFUSED and answer.status not in accept:
            shut_out(answer, purpose)
        return answer

    def read(self, model: type[Model], path: str, *, purpose: Purpose) -> Model:
        """One thing of GitLab's; raises `NotFound`."""
        return ANSWERS.parsed(model, self.look(path, purpose=purpose).data, purpose)

    def rows(self, model: type[Model], path: str, params: Params = (), *, purpose: Purpose) -> list[Model]:
        """All rows of a list whose order does not move, page after page."""
        found: list[Model] = []
        page: int | None = 1
        while page is not None:
            place = [("per_page", str(PAGE)), *([("page", str(page))] if page > 1 else [])]
            answer = self.look(path, [*params, *place], purpose=purpose)
            rows = page_of(model, answer, page, purpose)
            found += rows
            page = page + 1 if has_more(answer, len(rows)) else None
        return found

    def write(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        *,
        purpose: Purpose,
        accept: Collection[int] = (),
        repeatable: bool = False,
    ) -> Answer:
        """Write, and get what has become of it; raises `Rejected` with GitLab's reason."""
        return self._written(method, API + path, body, purpose, accept, repeatable=repeatable)

    def ask(self, query: str, variables: Mapping[str, Any], *, purpose: Purpose) -> Mapping[str, Any]:
        """The answer of GraphQL to a question, which is sent as a read."""
        params = [("query", query), ("variables", json.dumps(variables, ensure_ascii=False))]
        answer = self._transport.get("/api/graphql", params, purpose=purpose, accept=(*READ_REFUSED, *_REFUSED, 404))
        return _graphql_data(answer, purpose)

    def mutate(
        self, query: str, variables: Mapping[str, Any], *, purpose: Purpose, repeatable: bool = False
    ) -> Mapping[str, Any]:
        """Change something through GraphQL; its errors come with 200."""
        body = {"query": query, "variables": variables}
        answer = self._written("POST", "/api/graphql", body, purpose, (*_REFUSED, 404), repeatable=repeatable)
        return _graphql_data(answer, purpose)

    def _written(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        purpose: Purpose,
        accept: Collection[int],
        *,
        repeatable: bool,
    ) -> Answer:
        answer = self._transport.write(
            method,
            path,
            body,
            purpose=purpose,
            accept=(*READ_REFUSED, *_REFUSED, _MOVED, *accept),
            repeatable=repeatable,
            wants_json=True,
        )
        if answer.status in accept:
            return answer
        if answer.status in READ_REFUSED:
            shut_out(answer, purpose)
        if answer.status == _MOVED:
            raise project_moved(None, purpose)
        if answer.status in _REFUSED:
            words, field = reason(answer)
            raise Rejected("refused", _("GitLab refuses this: {words}").format(words=words), purpose, field=field)
        return answer


def says_undone(answer: Answer) -> bool:
    """Whether an answer other than a 429 says that nothing has been done and that it may be tried again.

    It is a 409 where a row was locked (lib/api/api.rb), and GraphQL's way to speak of a limit, which comes with 200.
    """
    if answer.status == _CONFLICT:
        return b"Resource lock" in answer.body
    return answer.status == _OK and answer.body.startswith(b'{"') and _is_limit(answer.body)


def page_of(model: type[Model], answer: Answer, page: int, purpose: Purpose) -> list[Model]:
    """The rows of one page of a list; raises `Transient` where some of those that were counted are missing."""
    if not isinstance(answer.data, list):
        raise ANSWERS.unreadable(purpose)
    rows = [ANSWERS.parsed(model, one, purpose) for one in answer.data]
    counted = total(answer)
    wanted = 0 if counted is None else min(PAGE, counted - PAGE * (page - 1))
    if len(rows) < wanted or (not rows and has_more(answer, 0)):
        raise ANSWERS.short_listing(purpose)
    return rows


def has_more(answer: Answer, rows: int) -> bool:
    """Whether another page follows. GitLab says so in two headers; where a proxy took both, a full page says it."""
    link, following = answer.headers.get("Link"), answer.headers.get("X-Next-Page")
    if link is None and following is None:
        return rows >= PAGE
    return bool(following) or 'rel="next"' in (link or "")


def total(answer: Answer) -> int | None:
    """How many rows the whole list has; GitLab does not count more than 10,000."""
    return natural(answer.headers.get("X-Total", ""))


def _is_limit(body: bytes) -> bool:
    if b"has been requested too many times" not in body:
        return False
    try:
        errors = decoded(body).get("errors") or ()
    except ValueError:
        return False
    return any("too many times" in str(one) for one in errors)


def number_of(text: str, purpose: Purpose) -> int:
    """The number that a ref's id is; raises `NotFound` for what can be none."""
    number = natural(text)
    if number is None:
        raise NotFound("not-found", _("GitLab has no number «{number}»").format(number=cut(text, _SHOWN)), purpose)
    return number


def _graphql_data(answer: Answer, purpose: Purpose) -> Mapping[str, Any]:
    """What GraphQL answers; where it does not know the question, `Rejected` says that the server is no help here."""
    if answer.status in READ_REFUSED:
        shut_out(answer, purpose)
    try:
        body = decoded(answer.body)
    except ValueError:
        body = None
    errors = body.get("errors") if isinstance(body, dict) else None
    if answer.status != _OK or errors:
        said = [str(one.get("message", one)) if isinstance(one, dict) else str(one) for one in errors or ()]
        raise unsupported("; ".join(said) or reason(answer)[0], purpose)
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict):
        raise ANSWERS.unreadable(purpose)
    return data
