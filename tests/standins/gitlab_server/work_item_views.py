"""Work items as GraphQL shows them. The values are what graphql-core's own resolvers look into."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any

from tests.standins.gitlab_server.calls import Call
from tests.standins.gitlab_server.clock import shown
from tests.standins.gitlab_server.milestones import day_text
from tests.standins.gitlab_server.records import Issue, Project, User
from tests.standins.gitlab_server.roles import sees, sees_issue
from tests.standins.gitlab_server.work_item_schema import number_of

TYPES = {1: "Issue", 2: "Incident", 3: "Test Case", 5: "Task"}
PAGE = 100  # nodes, at most


def query_root(call: Call) -> dict[str, Any]:
    """What may be asked for."""

    def place(_info: Any, fullPath: str) -> dict[str, Any] | None:  # noqa: N803 - GitLab's name
        project = call.state.find_project(fullPath)
        return project_view(call, project) if project is not None and sees(project, call.user) else None

    def item(_info: Any, id: str) -> dict[str, Any] | None:  # noqa: A002 - GitLab's name
        issue = call.state.issues.get(number_of(id))
        return item_view(call, issue) if issue and _sees(call, issue) else None

    metadata = {"version": call.state.version, "revision": "a1b2c3d4e5f", "enterprise": False}
    return {
        "currentUser": _person(call.user),
        "metadata": metadata,
        "namespace": place,
        "project": place,
        "workItem": item,
    }


def project_view(call: Call, project: Project) -> dict[str, Any]:
    """A project, or the namespace that it is."""

    def one(_info: Any, iid: str) -> dict[str, Any] | None:
        return next(
            (
                item_view(call, issue)
                for issue in call.state.issues_of(project)
                if str(issue.iid) == iid and _sees(call, issue)
            ),
            None,
        )

    def types(_info: Any, name: str | None = None, **_pages: Any) -> dict[str, Any]:
        rows = [_type(number) for number, words in TYPES.items() if name in (None, words.upper().replace(" ", "_"))]
        return {"nodes": rows, "pageInfo": {"hasNextPage": False, "hasPreviousPage": False}}

    def items(_info: Any, **asked: Any) -> dict[str, Any]:
        rows = [
            issue for issue in call.state.issues_of(project) if _sees(call, issue) and _asked_for(call, issue, asked)
        ]
        sort = asked.get("sort", "CREATED_DESC")
        rows.sort(key=lambda issue: (issue.updated_at if "UPDATED" in sort else issue.created_at, issue.id))
        return _connection(call, rows if sort.endswith("ASC") else rows[::-1], asked)

    return {
        "id": f"gid://gitlab/Project/{project.id}",
        "fullPath": project.path,
        "name": project.name,
        "workItem": one,
        "workItemTypes": types,
        "workItems": items,
    }


def item_view(call: Call, issue: Issue) -> dict[str, Any]:
    """One work item; what hangs on it is looked up only where it is asked for."""
    state = call.state
    project = state.projects[issue.project_id]

    def reference(_info: Any, *, full: bool = False) -> str:
        return f"{project.path if full else ''}#{issue.iid}"

    return {
        "id": f"gid://gitlab/WorkItem/{issue.id}",
        "iid": str(issue.iid),
        "title": issue.title,
        "description": issue.description,
        "state": "CLOSED" if issue.state == "closed" else "OPEN",
        "confidential": issue.confidential,
        "createdAt": shown(issue.created_at),
        "updatedAt": shown(issue.updated_at),
        "closedAt": shown(issue.closed_at) if issue.closed_at else None,
        "author": _person(state.users[issue.author_id]),
        "webUrl": f"{call.base}/{project.path}/-/work_items/{issue.iid}",
        "reference": reference,
        "namespace": lambda _info: project_view(call, project),
        "project": lambda _info: project_view(call, project),
        "workItemType": _type(next(n for n, words in TYPES.items() if _kind(words) == issue.issue_type)),
        "widgets": _widgets(call, issue),
    }


def _widgets(call: Call, issue: Issue) -> Callable[..., list[dict[str, Any]]]:
    state = call.state
    labels = [state.labels[number] for number in issue.label_ids]
    milestone = state.milestones.get(issue.milestone_id or 0)
    every: dict[str, tuple[str, dict[str, Any]]] = {
        "ASSIGNEES": ("Assignees", {"assignees": {"nodes": [_person(state.users[n]) for n in issue.assignee_ids]}}),
        "DESCRIPTION": ("Description", {"description": issue.description}),
        "HIERARCHY": ("Hierarchy", _hierarchy(call, issue)),
        "LABELS": (
            "Labels",
            {
                "labels": {
                    "nodes": [
                        {"id": f"gid://gitlab/ProjectLabel/{one.id}", "title": one.name, "color": one.color}
                        for one in labels
                    ]
                }
            },
        ),
        "MILESTONE": ("Milestone", {"milestone": _milestone(milestone)}),
        "START_AND_DUE_DATE": (
            "StartAndDueDate",
            {
                "startDate": day_text(issue.start_date),
                "dueDate": day_text(issue.due_date),
                "isFixed": True,
                "rollUp": False,
            },
        ),
    }

    def widgets(
        _info: Any,
        onlyTypes: list[str] | None = None,  # noqa: N803 - GitLab's name
        exceptTypes: list[str] | None = None,  # noqa: N803 - GitLab's name
    ) -> list[dict[str, Any]]:
        return [
            {"__typename": f"WorkItemWidget{name}", "type": kind, **values}
            for kind, (name, values) in every.items()
            if (onlyTypes is None or kind in onlyTypes) and kind not in (exceptTypes or ())
        ]

    return widgets


def _hierarchy(call: Call, issue: Issue) -> dict[str, Any]:
    state = call.state
    rows = [one for one in state.issues.values() if one.parent_id == issue.id]
    parent = state.issues.get(issue.parent_id or 0)
    return {
        "parent": lambda _info: item_view(call, parent) if parent and _sees(call, parent) else None,
        "hasParent": parent is not None,
        "hasChildren": bool(rows),
        "children": lambda _info, **asked: _connection(call, [one for one in rows if _sees(call, one)], asked),
    }


def _connection(call: Call, rows: Sequence[Issue], asked: dict[str, Any]) -> dict[str, Any]:
    """A page of 100 at most; cursors count rows."""
    first = int(base64.b64decode(asked["after"]).decode()) if asked.get("after") else 0
    size = min(PAGE, asked.get("first") or PAGE)
    end = min(first + size, len(rows))
    return {
        "count": len(rows),
        "nodes": [item_view(call, issue) for issue in rows[first:end]],
        "pageInfo": {
            "endCursor": base64.b64encode(str(end).encode()).decode() if end > first else None,
            "startCursor": base64.b64encode(str(first).encode()).decode(),
            "hasNextPage": end < len(rows),
            "hasPreviousPage": first > 0,
        },
    }


def _asked_for(call: Call, issue: Issue, asked: dict[str, Any]) -> bool:
    names = {call.state.labels[number].name for number in issue.label_ids}
    parents = [number_of(one) for one in asked.get("parentIds") or ()]
    state = asked.get("state") or "all"
    return (
        str(issue.iid) in (asked.get("iids") or (str(issue.iid),))
        and asked.get("iid") in (None, str(issue.iid))
        and issue.id in [number_of(one) for one in asked.get("ids") or (f"/{issue.id}",)]
        and (not parents or issue.parent_id in parents)
        and issue.issue_type.upper() in (asked.get("types") or (issue.issue_type.upper(),))
        and state in ("all", issue.state)
        and names.issuperset(asked.get("labelName") or ())
        and (asked.get("search") or "").lower() in f"{issue.title}\n{issue.description}".lower()
    )


def _sees(call: Call, issue: Issue) -> bool:
    return sees_issue(call.state.projects[issue.project_id], call.user, issue)


def _person(user: User) -> dict[str, Any]:
    return {"id": f"gid://gitlab/User/{user.id}", "username": user.username, "name": user.name}


def _milestone(milestone: Any) -> dict[str, Any] | None:
    if milestone is None:
        return None
    return {"id": f"gid://gitlab/Milestone/{milestone.id}", "iid": str(milestone.iid), "title": milestone.title}


def _type(number: int) -> dict[str, Any]:
    words = TYPES[number]
    return {
        "id": f"gid://gitlab/WorkItems::Type/{number}",
        "name": words,
        "iconName": f"work-item-{_kind(words)}".replace("_", "-"),
    }


def _kind(words: str) -> str:
    return words.lower().replace(" ", "_")
