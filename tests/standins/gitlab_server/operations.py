"""The table of what the stand-in serves: paths, parameters, their shapes, and what must be there.

After GitLab's published OpenAPI document, whose operations it names; less where the product needs no more. `strict`
refuses whatever the table does not hold, where GitLab itself would often drop it without a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tests.standins.gitlab_server.calls import Refusal
from tests.standins.gitlab_server.shapes import (
    ListOf,
    Misshapen,
    Shape,
    at_most,
    digits,
    many,
    maybe,
    number,
    one_of,
    said,
    text,
    text_or_number,
    time,
    truth,
    words,
)


class Violation(Refusal):
    """What the contract does not allow: the server keeps a record of it."""


_PAGES: dict[str, Shape | ListOf] = {"page": digits, "per_page": digits}
_SORT = one_of("asc", "desc")
_TYPES = one_of("issue", "incident", "test_case", "requirement", "task", "ticket")
_TIMES = ("created_after", "created_before", "updated_after", "updated_before")
_LISTING: dict[str, Shape | ListOf] = {
    **_PAGES,
    **dict.fromkeys(_TIMES, time),
    "with_labels_details": said,
    "state": one_of("opened", "closed", "all"),
    "order_by": one_of("created_at", "updated_at", "title", "due_date"),
    "sort": _SORT,
    "issue_type": _TYPES,
    "labels": words,
    "milestone": text,
    "iids": ListOf(digits),
    "search": text,
    "in": text,
    "author_id": digits,
    "author_username": text,
    "assignee_id": text,
    "scope": one_of("created_by_me", "assigned_to_me", "all"),
    "confidential": said,
}
_KEYSET: dict[str, Shape | ListOf] = {
    "cursor": text,
    "pagination": one_of("keyset"),  # a parameter of the whole API: doc/api/rest/_index.md
}
_DAY = maybe(text)
_LABELS = maybe(many(text))
_WRITTEN: dict[str, Shape] = {
    "description": maybe(text),
    "assignee_ids": maybe(many(number)),
    "assignee_id": maybe(number),
    "milestone_id": maybe(number),
    "milestone": maybe(at_most(255)),
    "labels": _LABELS,
    "add_labels": _LABELS,
    "remove_labels": _LABELS,
    "due_date": _DAY,
    "start_date": _DAY,
    "confidential": maybe(truth),
    "discussion_locked": maybe(truth),
    "issue_type": maybe(_TYPES),
    "created_at": maybe(time),
}
_FORMATS = one_of("markdown", "rdoc", "asciidoc", "org")
_MILESTONE: dict[str, Shape] = {"description": maybe(text), "start_date": _DAY, "due_date": _DAY}


@dataclass(frozen=True)
class Operation:
    """One operation. A body that must hold something is one with `required` or `some_of`."""

    name: str
    method: str
    path: str
    query: Mapping[str, Shape | ListOf] = field(default_factory=dict)
    body: Mapping[str, Shape] | None = None
    required: tuple[str, ...] = ()
    some_of: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What its path matches, still in URL encoding. All but a project's `id` and a page's `slug` are digits."""
        return re.compile(
            re.sub(r"\{(\w+)\}", lambda m: rf"(?P<{m[1]}>{'[^/]+' if m[1] in _NAMES else '[0-9]+'})", self.path)
        )


_NAMES = ("id", "slug")
# What the OpenAPI document at hand leaves out: doc/api/personal_access_tokens.md and doc/api/projects.md have it.
UNPUBLISHED = frozenset({"own_token", "projects"})
_P = "/projects/{id}"
_I = _P + "/issues"
OPERATIONS = (
    Operation("user", "GET", "/user"),
    Operation("own_token", "GET", "/personal_access_tokens/self"),
    Operation("metadata", "GET", "/metadata"),
    Operation("version", "GET", "/version"),
    Operation(
        "projects",
        "GET",
        "/projects",
        {
            **_PAGES,
            "membership": said,
            "archived": said,
            "order_by": one_of("id", "name", "path", "created_at", "updated_at", "last_activity_at"),
            "sort": _SORT,
        },
    ),
    Operation("project", "GET", _P, {"statistics": said, "license": said, "with_custom_attributes": said}),
    Operation("members", "GET", _P + "/members/all", {**_PAGES, "query": text, "user_ids": ListOf(digits)}),
    Operation("all_issues", "GET", "/issues", {**_LISTING, "non_archived": said}),
    Operation("issues", "GET", _I, {**_LISTING, **_KEYSET}),
    Operation("issue", "GET", _I + "/{issue_iid}"),
    Operation(
        "create_issue", "POST", _I, body={"title": maybe(text), "iid": maybe(number), **_WRITTEN}, required=("title",)
    ),
    Operation(
        "update_issue",
        "PUT",
        _I + "/{issue_iid}",
        body={
            "title": maybe(text),
            "state_event": maybe(one_of("close", "reopen")),
            "updated_at": maybe(time),
            **_WRITTEN,
        },
        some_of=True,
    ),
    Operation("delete_issue", "DELETE", _I + "/{issue_iid}"),
    Operation("links", "GET", _I + "/{issue_iid}/links"),
    Operation(
        "create_link",
        "POST",
        _I + "/{issue_iid}/links",
        body={
            "target_project_id": text_or_number,
            "target_issue_iid": text_or_number,
            "link_type": one_of("relates_to", "blocks", "is_blocked_by"),
        },
        required=("target_project_id", "target_issue_iid"),
    ),
    Operation("link", "GET", _I + "/{issue_iid}/links/{issue_link_id}"),
    Operation("delete_link", "DELETE", _I + "/{issue_iid}/links/{issue_link_id}"),
    Operation(
        "notes",
        "GET",
        _I + "/{issue_iid}/notes",
        {
            **_PAGES,
            "order_by": one_of("created_at", "updated_at"),
            "sort": _SORT,
            "activity_filter": one_of("all_notes", "only_comments", "only_activity"),
        },
    ),
    Operation(
        "create_note",
        "POST",
        _I + "/{issue_iid}/notes",
        body={
            "body": text,
            "internal": maybe(truth),
            "confidential": maybe(truth),
            "created_at": maybe(time),
        },
        required=("body",),
    ),
    Operation("note", "GET", _I + "/{issue_iid}/notes/{note_id}"),
    Operation(
        "update_note", "PUT", _I + "/{issue_iid}/notes/{note_id}", body={"body": text, "confidential": maybe(truth)}
    ),
    Operation("delete_note", "DELETE", _I + "/{issue_iid}/notes/{note_id}"),
    Operation(
        "labels",
        "GET",
        _P + "/labels",
        {**_PAGES, "with_counts": said, "include_ancestor_groups": said, "search": text},
    ),
    Operation(
        "create_label",
        "POST",
        _P + "/labels",
        body={"name": text, "color": text, "description": maybe(text), "priority": maybe(number)},
        required=("name", "color"),
    ),
    Operation(
        "milestones",
        "GET",
        _P + "/milestones",
        {
            **_PAGES,
            "state": one_of("active", "closed", "all"),
            "iids": ListOf(digits),
            "title": text,
            "search": text,
            "include_ancestors": said,
            "include_parent_milestones": said,
            "updated_before": time,
            "updated_after": time,
        },
    ),
    Operation("create_milestone", "POST", _P + "/milestones", body={"title": text, **_MILESTONE}, required=("title",)),
    Operation("milestone", "GET", _P + "/milestones/{milestone_id}"),
    Operation(
        "update_milestone",
        "PUT",
        _P + "/milestones/{milestone_id}",
        body={"title": maybe(text), "state_event": maybe(one_of("close", "activate")), **_MILESTONE},
        some_of=True,
    ),
    Operation("delete_milestone", "DELETE", _P + "/milestones/{milestone_id}"),
    Operation("milestone_issues", "GET", _P + "/milestones/{milestone_id}/issues", _PAGES),
    Operation("wiki_pages", "GET", _P + "/wikis", {"with_content": said}),
    Operation(
        "create_wiki_page",
        "POST",
        _P + "/wikis",
        body={"title": text, "content": text, "format": _FORMATS},
        required=("title", "content"),
    ),
    Operation("wiki_page", "GET", _P + "/wikis/{slug}", {"version": text, "render_html": said}),
    Operation(
        "update_wiki_page",
        "PUT",
        _P + "/wikis/{slug}",
        body={"title": text, "content": text, "format": _FORMATS},
        some_of=True,
    ),
)


def find_operation(method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation and the parameters in the path; None where the table has none."""
    for operation in OPERATIONS:
        match = operation.pattern.fullmatch(path) if operation.method == method else None
        if match is not None:
            return operation, match.groupdict()
    return None


def strict_query(operation: Operation, given: list[tuple[str, str]]) -> dict[str, Any]:
    """The query by its shapes; raises `Violation` for what the table does not hold."""
    values: dict[str, Any] = {}
    for raw, value in given:
        name = raw.removesuffix("[]")
        shape = operation.query.get(name)
        if shape is None or raw.endswith("[]") != isinstance(shape, ListOf) or (name in values and name == raw):
            raise _invalid(f"the parameter {raw!r} is unknown here or repeated")
        try:
            if isinstance(shape, ListOf):
                values.setdefault(name, []).append(shape.item(value))
            else:
                values[name] = shape(value)
        except (Misshapen, ValueError):
            raise Violation(400, {"error": f"{name} is invalid"}) from None
    return values


def strict_body(operation: Operation, given: Any) -> dict[str, Any]:
    """The body by its shapes; raises `Violation` for what the table does not hold."""
    if operation.body is None:
        if given is not None:
            raise _invalid("this operation takes no body")
        return {}
    if not isinstance(given, dict):
        raise _invalid("the body is no JSON object")
    unknown = given.keys() - operation.body.keys()
    if unknown:
        raise _invalid(f"unknown in the body: {', '.join(sorted(unknown))}")
    missing = [name for name in operation.required if name not in given]
    if missing:
        raise Violation(400, {"error": ", ".join(f"{name} is missing" for name in missing)})
    if operation.some_of and not given:
        names = ", ".join(operation.body)
        raise Violation(400, {"error": f"{names} are missing, at least one parameter must be provided"})
    values = {}
    for name, value in given.items():
        try:
            values[name] = operation.body[name](value)
        except (Misshapen, ValueError):
            raise Violation(400, {"error": f"{name} is invalid"}) from None
    return values


def _invalid(problem: str) -> Violation:
    return Violation(400, {"error": f"not in the contract: {problem}"})
