"""Labels of the project: listing and making them, and the names that are made by the way.

doc/api/labels.md; lib/api/helpers/label_helpers.rb; app/models/label.rb; app/services/labels/find_or_create_service.rb.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from tests.standins.gitlab_server.calls import Call, Refusal, Reply, refusal
from tests.standins.gitlab_server.paging import paged
from tests.standins.gitlab_server.records import Label, Project
from tests.standins.gitlab_server.roles import is_staff, needs
from tests.standins.gitlab_server.state import State

DEFAULT_COLOR = "#6699cc"
_COLOR = re.compile(r"#(?:[0-9A-Fa-f]{3}){1,2}|[a-z]{3,20}")


def cleaned(title: str) -> str:
    """A title of a label or a milestone as it is stored: without tags (`Sanitize.clean` in the models)."""
    return html.unescape(re.sub(r"<[^<>]*>", "", title)).strip()


def label_json(label: Label, state: State) -> dict[str, Any]:
    """A label in full (`API::Entities::ProjectLabel`)."""
    return {
        "id": label.id,
        "name": label.name,
        "description": label.description,
        "description_html": html.escape(label.description or ""),
        "text_color": "#FFFFFF",
        "color": label.color,
        "archived": False,
        "subscribed": False,
        "priority": label.priority,
        "is_project_label": label.project_id is not None,
        "open_issues_count": sum(label.id in issue.label_ids for issue in state.issues.values()),
    }


def detail_json(label: Label) -> dict[str, Any]:
    """A label as `with_labels_details` shows it (`API::Entities::LabelBasic`)."""
    names = ("id", "name", "description", "description_html", "text_color", "color", "archived")
    whole = {**vars(label), "description_html": html.escape(label.description or "")}
    return {**{name: whole.get(name) for name in names}, "text_color": "#FFFFFF", "archived": False}


def list_labels(call: Call) -> Reply:
    """The labels that issues of the project may bear, the group's included, by title."""
    ancestors = call.query.get("include_ancestor_groups", True)
    rows = call.state.visible(call.state.labels, call.project, ancestors=ancestors)
    asked = call.query.get("search", "").lower()
    rows = [label for label in rows if asked in label.name.lower() or asked in (label.description or "").lower()]
    return paged(call, sorted(rows, key=lambda label: label.name), lambda label: label_json(label, call.state))


def create_label(call: Call) -> Reply:
    """Make a label. One that the group has already is a conflict too."""
    needs(call, role="planner")
    name, color = cleaned(call.body["name"]), call.body["color"]
    if call.state.label_named(name, call.project) is not None:
        raise refusal(409, "Label already exists")
    if _COLOR.fullmatch(color) is None:
        raise call.invalid(color="must be a valid color code")
    _check(call, name)
    label = add_label(call.state, call.project, name, color, call.body.get("description"))
    label.priority = call.body.get("priority")
    return Reply(201, label_json(label, call.state))


def add_label(
    state: State, project: Project, name: str, color: str = DEFAULT_COLOR, description: str | None = None
) -> Label:
    """Put a label into the project."""
    label = Label(state.next_id(), name, color, description, project_id=project.id)
    state.labels[label.id] = label
    return label


def split(names: Iterable[str] | None) -> list[str]:
    """Names as they arrive: a comma parts them, in a list too."""
    return [part.strip() for name in names or () for part in name.split(",") if part.strip()]


def find_or_create(call: Call, names: Iterable[str]) -> list[int]:
    """The ids of labels; unknown ones are made where the user may, and are left out where not."""
    found = []
    for raw in names:
        name = cleaned(raw)
        label = call.state.label_named(name, call.project)
        if label is None and name and len(name) <= 255 and is_staff(call.project, call.user):
            label = add_label(call.state, call.project, name)
        if label is not None:
            found.append(label.id)
    return found


def _check(call: Call, name: str) -> None:
    problem: Refusal | None = None
    if not name:
        problem = call.invalid(title="can't be blank")
    elif "," in name:
        problem = call.invalid(title="is invalid")
    elif len(name) > 255:
        problem = call.invalid(title="is too long (maximum is 255 characters)")
    if problem is not None:
        raise problem
