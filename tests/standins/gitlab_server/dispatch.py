"""From a request to its answer: who asks, what operation it is, whether its shape is right, then the handler.

It knows no sockets. What the contract does not allow is refused and reported through `Violation`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

from tests.standins.gitlab_server import issue_writing, issues, labels, links, milestones, notes, people, wikis
from tests.standins.gitlab_server.calls import Call, Refusal, Reply, not_found, refusal
from tests.standins.gitlab_server.operations import Violation, find_operation, strict_body, strict_query
from tests.standins.gitlab_server.records import Project, User
from tests.standins.gitlab_server.roles import authenticate, check_scope, sees
from tests.standins.gitlab_server.state import State
from tests.standins.gitlab_server.switches import Traps
from tests.standins.gitlab_server.work_items import answer_graphql

HANDLERS: dict[str, Callable[[Call], Reply]] = {
    "user": people.get_user,
    "own_token": people.get_own_token,
    "metadata": people.get_metadata,
    "version": people.get_version,
    "projects": people.list_projects,
    "project": people.get_project,
    "members": people.list_members,
    "all_issues": issues.list_all_issues,
    "issues": issues.list_issues,
    "issue": issues.get_issue,
    "create_issue": issue_writing.create_issue,
    "update_issue": issue_writing.update_issue,
    "delete_issue": issue_writing.delete_issue,
    "links": links.list_links,
    "create_link": links.create_link,
    "link": links.get_link,
    "delete_link": links.delete_link,
    "notes": notes.list_notes,
    "create_note": notes.create_note,
    "note": notes.get_note,
    "update_note": notes.update_note,
    "delete_note": notes.delete_note,
    "labels": labels.list_labels,
    "create_label": labels.create_label,
    "milestones": milestones.list_milestones,
    "milestone": milestones.get_milestone,
    "create_milestone": milestones.create_milestone,
    "update_milestone": milestones.update_milestone,
    "delete_milestone": milestones.delete_milestone,
    "milestone_issues": issues.list_milestone_issues,
    "wiki_pages": wikis.list_pages,
    "wiki_page": wikis.get_page,
    "create_wiki_page": wikis.create_page,
    "update_wiki_page": wikis.update_page,
}
API = "/api/v4"
GRAPHQL = "/api/graphql"


@dataclass(frozen=True)
class Asked:
    """A request as it came. `path` is in URL encoding and without the server's own path."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        """The JSON of the body; None where there is none."""
        try:
            return json.loads(self.body) if self.body else None
        except ValueError:
            return None


def answer(state: State, traps: Traps, base: str, asked: Asked) -> Reply:
    """The answer; raises `Refusal`."""
    if asked.path == GRAPHQL:
        return answer_graphql(state, traps, base, asked.method, asked.headers, _question(asked))
    path = asked.path.removeprefix(API)
    found = find_operation(asked.method, path) if asked.path.startswith(f"{API}/") else None
    if found is None:
        raise Violation(404, {"error": "404 Not Found"})
    operation, params = found
    user, token = authenticate(state, asked.headers)
    check_scope(asked.method, token.scopes)
    if asked.body and "json" not in asked.headers.get("Content-Type", ""):
        raise Violation(415, {"error": "The provided content-type is not supported."})
    query = parse_qsl(asked.query, keep_blank_values=True)
    project = _project(state, base, asked, params["id"], user) if "id" in params else None
    call = Call(
        state=state,
        traps=traps,
        base=base,
        method=asked.method,
        path=path,
        user=user,
        token=token.value,
        path_params=params,
        query=strict_query(operation, query),
        body=strict_body(operation, asked.data),
        raw_query=query,
        found_project=project,
    )
    return HANDLERS[operation.name](call)


def _question(asked: Asked) -> Any:
    """What GraphQL is asked: in the body, or in the query, where no mutation may stand."""
    if asked.method != "GET":
        return asked.data
    values: dict[str, Any] = dict(parse_qsl(asked.query))
    try:
        return {**values, "variables": json.loads(values.get("variables") or "null")}
    except ValueError:
        return None


def _project(state: State, base: str, asked: Asked, name: str, user: User) -> Project:
    """The project of a path; one that has moved sends readers on and turns writers away.

    doc/api/rest/_index.md, «Redirects»; lib/api/helpers.rb `find_project!`.
    """
    path = unquote(name)
    project = state.find_project(path)
    if project is None and path in state.old_paths:
        if asked.method != "GET":
            raise refusal(405, "Non GET methods are not allowed for moved projects")
        number = state.old_paths[path]
        target = f"{base}{asked.path.replace(name, str(number), 1)}" + (f"?{asked.query}" if asked.query else "")
        raise Refusal(301, f"This resource has been moved permanently to {target}", headers={"Location": target})
    if project is None or not sees(project, user):
        raise not_found("Project")
    return project
