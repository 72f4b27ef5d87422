"""Milestones: one title across the project and its groups, dates in order, opened and closed.

doc/api/milestones.md; app/models/milestone.rb (`uniqueness_of_title`, `start_date_should_be_less_than_due_date`).
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tests.standins.gitlab_server.calls import Call, Reply, not_found
from tests.standins.gitlab_server.clock import shown
from tests.standins.gitlab_server.labels import cleaned
from tests.standins.gitlab_server.paging import paged
from tests.standins.gitlab_server.records import Milestone
from tests.standins.gitlab_server.roles import needs
from tests.standins.gitlab_server.state import State

_TAKEN = "already being used for another group or project milestone."


def day(text: str | None) -> date | None:
    """A date; what is none becomes none, as in a database column of dates."""
    if text is None or re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_text(value: date | None) -> str | None:
    """A date as it is shown."""
    return value.isoformat() if value else None


def milestone_json(milestone: Milestone, state: State, base: str) -> dict[str, Any]:
    """A milestone (`API::Entities::Milestone`)."""
    if milestone.project_id is not None:
        owner: dict[str, Any] = {"project_id": milestone.project_id}
        place = state.projects[milestone.project_id].path
    else:
        owner = {"group_id": milestone.group_id}
        place = f"groups/{state.groups[milestone.group_id or 0].path}"
    due = milestone.due_date
    return {
        "id": milestone.id,
        "iid": milestone.iid,
        **owner,
        "title": milestone.title,
        "description": milestone.description,
        "state": milestone.state,
        "created_at": shown(milestone.created_at),
        "updated_at": shown(milestone.updated_at),
        "due_date": day_text(due),
        "start_date": day_text(milestone.start_date),
        "expired": due is not None and due < state.clock.now().date(),
        "web_url": f"{base}/{place}/-/milestones/{milestone.iid}",
    }


def list_milestones(call: Call) -> Reply:
    """The project's own, and with `include_ancestors` those of its group; the nearest due first."""
    query = call.query
    ancestors = query.get("include_ancestors", query.get("include_parent_milestones", False))
    rows = call.state.visible(call.state.milestones, call.project, ancestors=ancestors)
    wanted = query.get("state", "all")
    search = query.get("search", "").lower()
    rows = [
        one
        for one in rows
        if wanted in ("all", one.state)
        and one.iid in query.get("iids", (one.iid,))
        and one.title == query.get("title", one.title)
        and search in f"{one.title}\n{one.description or ''}".lower()
        and query.get("updated_after", one.updated_at) <= one.updated_at <= query.get("updated_before", one.updated_at)
    ]
    rows.sort(key=lambda one: (one.due_date or date.max, one.id))
    return paged(call, rows, lambda one: milestone_json(one, call.state, call.base))


def get_milestone(call: Call) -> Reply:
    """One of the project's own, by its global id."""
    return Reply(200, milestone_json(_own(call), call.state, call.base))


def create_milestone(call: Call) -> Reply:
    """Make one."""
    needs(call, role="planner")
    state, project = call.state, call.project
    at = state.clock.stamp()
    iid = sum(one.project_id == project.id for one in state.milestones.values()) + 1
    milestone = Milestone(state.next_id(), iid, "", at, at, project_id=project.id)
    _fill(call, milestone)
    state.milestones[milestone.id] = milestone
    return Reply(201, milestone_json(milestone, state, call.base))


def update_milestone(call: Call) -> Reply:
    """Change, close or open one."""
    needs(call, role="planner")
    milestone = _own(call)
    _fill(call, milestone)
    event = call.body.get("state_event")
    if event:
        milestone.state = "closed" if event == "close" else "active"
    milestone.updated_at = call.state.clock.stamp()
    return Reply(200, milestone_json(milestone, call.state, call.base))


def delete_milestone(call: Call) -> Reply:
    """Remove one; its issues stay, without."""
    needs(call, role="planner")
    milestone = _own(call)
    del call.state.milestones[milestone.id]
    for issue in call.state.issues.values():
        issue.milestone_id = None if issue.milestone_id == milestone.id else issue.milestone_id
    return Reply(204)


def add_group_milestone(state: State, title: str) -> Milestone:
    """A milestone of the group, as its staff make it on the page."""
    at = state.clock.stamp()
    milestone = Milestone(state.next_id(), 1, title, at, at, group_id=state.group.id)
    state.milestones[milestone.id] = milestone
    return milestone


def _own(call: Call) -> Milestone:
    milestone = call.state.milestones.get(call.number("milestone_id"))
    if milestone is None or milestone.project_id != call.project.id:
        raise not_found()
    return milestone


def _fill(call: Call, milestone: Milestone) -> None:
    """Take the body's values over, or raise 400 and leave the milestone as it was."""
    body = call.body
    title = cleaned(body["title"] or "") if "title" in body else milestone.title
    start = day(body["start_date"]) if "start_date" in body else milestone.start_date
    due = day(body["due_date"]) if "due_date" in body else milestone.due_date
    if not title:
        raise call.invalid(title="can't be blank")
    if len(title) > 255:
        raise call.invalid(title="is too long (maximum is 255 characters)")
    for other in call.state.visible(call.state.milestones, call.project):
        if other.title == title and other.id != milestone.id:
            raise call.invalid(title=_TAKEN)
    if start and due and start >= due:
        raise call.invalid(due_date="must be greater than start date")
    milestone.title, milestone.start_date, milestone.due_date = title, start, due
    if "description" in body:
        milestone.description = (body["description"] or "").replace("\r", "") or None
