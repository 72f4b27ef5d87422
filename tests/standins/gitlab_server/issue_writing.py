"""Issues as they are written: what is taken over, what is stored of it, and who hears of it.

doc/api/issues.md; app/services/issues/create_service.rb, update_service.rb; app/models/concerns/issuable.rb.
"""

from __future__ import annotations

from typing import Any

from tests.standins.gitlab_markdown import run_quick_actions, stored, stored_title
from tests.standins.gitlab_server.calls import Call, Refusal, Reply, forbidden, not_found, refusal
from tests.standins.gitlab_server.issues import issue_json, issue_of
from tests.standins.gitlab_server.labels import find_or_create, split
from tests.standins.gitlab_server.milestones import day
from tests.standins.gitlab_server.notices import announce, note_mentions
from tests.standins.gitlab_server.people import member_named
from tests.standins.gitlab_server.quick_actions import apply
from tests.standins.gitlab_server.records import Issue, whole_text
from tests.standins.gitlab_server.roles import filtered, needs

TITLE_LIMIT = 255
DESCRIPTION_LIMIT = 1_048_576


def create_issue(call: Call) -> Reply:
    """Make an issue. An `iid` counts for owners only; a taken one is a conflict."""
    needs(call)
    if not call.project.issues_enabled:
        raise forbidden()
    issue = new_issue(call, filtered(call, call.body, None))
    return Reply(201, issue_json(call, issue))


def new_issue(call: Call, values: dict[str, Any]) -> Issue:
    """The issue made of values that have passed the filter of roles; raises `Refusal` and leaves nothing behind."""
    state, project = call.state, call.project
    iid = values.pop("iid", None) or project.next_iid
    if any(one.iid == iid for one in state.issues_of(project)):
        raise refusal(409, "Duplicated issue")
    title = _title(call, values.pop("title", None))
    text, actions = _stored(call, values.pop("description", None))
    at = values.pop("created_at", None) or state.clock.stamp()
    kind = values.pop("issue_type", None) or "issue"
    issue = Issue(
        state.next_id(), iid, project.id, call.user.id, title, at, at, state.clock.now(),
        description=text, issue_type=kind,
    )  # fmt: skip
    _take_over(call, issue, values)
    project.next_iid = max(project.next_iid, iid + 1)
    state.issues[issue.id] = issue
    apply(call, issue, actions)
    note_mentions(state, issue, issue.title, "title")
    note_mentions(state, issue, text or "", "description")
    announce(state, issue, "new_issue", by=call.user)
    return issue


def update_issue(call: Call) -> Reply:
    """Change an issue: its author and its assignees may, but of labels, milestone and dates nothing."""
    issue = issue_of(call)
    needs(call, role="planner", own=issue)
    values = filtered(call, call.body, issue)
    before, was = _plain(issue), whole_text(issue)
    actions: list[tuple[str, str]] = []
    title = _title(call, values.pop("title")) if "title" in values else issue.title
    if "description" in values:
        issue.description, actions = _stored(call, values.pop("description"))
    issue.title = title
    event = values.pop("state_event", None)
    if event:
        set_state(call, issue, closed=event == "close")
    _take_over(call, issue, values)
    apply(call, issue, actions)
    if whole_text(issue) != was:
        call.state.note_text(issue, before["title"], before["description"], call.user)
        note_mentions(call.state, issue, issue.title, "title")
        note_mentions(call.state, issue, issue.description or "", "description")
    if _plain(issue) != before:
        call.state.touch(issue)
        announce(call.state, issue, "changed", by=call.user)
    return Reply(200, issue_json(call, issue))


def delete_issue(call: Call) -> Reply:
    """Remove an issue: owners only."""
    needs(call, role="owner")
    try:
        issue = call.state.issue(call.number("issue_iid"), call.project)
    except KeyError:
        raise not_found("Issue") from None
    call.state.delete_issue(issue)
    return Reply(204)


def set_state(call: Call, issue: Issue, *, closed: bool) -> None:
    """Close or reopen; one that is so already stays as it is."""
    if (issue.state == "closed") == closed:
        return
    issue.state = "closed" if closed else "opened"
    issue.closed_at = call.state.clock.stamp() if closed else None
    issue.closed_by_id = call.user.id if closed else None
    announce(call.state, issue, issue.state, by=call.user)


def _plain(issue: Issue) -> dict[str, Any]:
    kept = {name: value for name, value in vars(issue).items() if name not in ("updated_at", "old_text", "text_at")}
    return {**kept, "label_ids": sorted(issue.label_ids), "assignee_ids": list(issue.assignee_ids)}


def _title(call: Call, title: str | None) -> str:
    kept = stored_title(title or "")
    problem: Refusal | None = None
    if not kept:
        problem = call.invalid(title="can't be blank")
    elif len(kept) > TITLE_LIMIT:
        problem = call.invalid(title=f"is too long (maximum is {TITLE_LIMIT} characters)")
    if problem is not None:
        raise problem
    return kept


def _stored(call: Call, text: str | None) -> tuple[str | None, list[tuple[str, str]]]:
    """What is stored of a description, and the quick actions that were taken out of it."""
    if text is None:
        return None, []
    if len(text) > DESCRIPTION_LIMIT:
        raise call.invalid(description=f"is too long (maximum is {DESCRIPTION_LIMIT} characters)")
    kept, actions = run_quick_actions(text) if call.traps.quick_actions else (stored(text), [])
    if call.traps.trailing_spaces_go:
        kept = "\n".join(line.rstrip(" \t") for line in kept.split("\n"))
    return kept, actions


def _take_over(call: Call, issue: Issue, values: dict[str, Any]) -> None:
    """Labels, people, milestone, dates and the rest."""
    _label(call, issue, values)
    if "milestone_id" in values or "milestone" in values:
        issue.milestone_id = _milestone(call, values)
    if "assignee_ids" in values or "assignee_id" in values:
        wanted = values.get("assignee_ids") or [values.get("assignee_id") or 0]
        known = [number for number in wanted if member_named(call.state, number, issue.project_id)]
        issue.assignee_ids = known[:1]  # more than one assignee is Premium
    for name in ("due_date", "start_date"):
        if name in values:
            setattr(issue, name, day(values[name]))
    for name in ("confidential", "discussion_locked"):
        if values.get(name) is not None:
            setattr(issue, name, values[name])
    if values.get("issue_type"):
        issue.issue_type = values["issue_type"]


def _label(call: Call, issue: Issue, values: dict[str, Any]) -> None:
    """`labels` is the whole set; the other two change it. Names that are unknown are made."""
    if "labels" in values:
        issue.label_ids = find_or_create(call, split(values["labels"]))
    added = find_or_create(call, split(values.get("add_labels")))
    known = (call.state.label_named(name, call.project) for name in split(values.get("remove_labels")))
    gone = {label.id for label in known if label is not None}
    issue.label_ids = [number for number in dict.fromkeys((*issue.label_ids, *added)) if number not in gone]


def _milestone(call: Call, values: dict[str, Any]) -> int | None:
    """One of the project or its group; an unknown one is none at all. A closed one is taken too."""
    rows = call.state.visible(call.state.milestones, call.project)
    if values.get("milestone"):
        return next((one.id for one in rows if one.title == values["milestone"]), None)
    return next((one.id for one in rows if one.id == values.get("milestone_id")), None)
