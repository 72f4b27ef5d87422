"""Issues as they are shown: one, and lists with their filters, orders and lags.

doc/api/issues.md; lib/api/entities/issue.rb, issue_basic.rb (with the example of gitlab-org/gitlab!238041).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.standins.gitlab_server.calls import Call, Reply, not_found
from tests.standins.gitlab_server.clock import shown
from tests.standins.gitlab_server.labels import detail_json
from tests.standins.gitlab_server.milestones import day_text, milestone_json
from tests.standins.gitlab_server.paging import by_cursor, paged, wants_keyset
from tests.standins.gitlab_server.people import user_json
from tests.standins.gitlab_server.records import Issue, Project
from tests.standins.gitlab_server.roles import sees_issue

_NO_TIME = {"time_estimate": 0, "total_time_spent": 0, "human_time_estimate": None, "human_total_time_spent": None}


def get_issue(call: Call) -> Reply:
    """One issue, by its number in the project; a confidential one is not there for guests."""
    return Reply(200, {**issue_json(call, issue_of(call)), "subscribed": False})


def issue_of(call: Call, number: str = "issue_iid") -> Issue:
    """The issue that the path names, where the user sees it; raises 404."""
    try:
        issue = call.state.issue(call.number(number), call.project)
    except KeyError:
        raise not_found() from None
    if not sees_issue(call.project, call.user, issue):
        raise not_found()
    return issue


def list_issues(call: Call) -> Reply:
    """The issues of the project."""
    return _listed(call, [issue for issue in call.state.issues_of(call.project) if _fits(call, issue, call.project)])


def list_all_issues(call: Call) -> Reply:
    """The issues of all projects; those that the user made, unless `scope` says otherwise."""
    state = call.state
    rows = [issue for issue in state.issues.values() if _fits(call, issue, state.projects[issue.project_id])]
    scope = call.query.get("scope", "created_by_me")
    if scope == "created_by_me":
        rows = [issue for issue in rows if issue.author_id == call.user.id]
    return _listed(call, rows)


def list_milestone_issues(call: Call) -> Reply:
    """The issues of one milestone."""
    number = call.number("milestone_id")
    rows = [one for one in call.state.issues.values() if one.milestone_id == number]
    return _listed(call, [one for one in rows if sees_issue(call.project, call.user, one)])


def _listed(call: Call, rows: list[Issue]) -> Reply:
    order, rising = call.query.get("order_by", "created_at"), call.query.get("sort", "desc") == "asc"
    rows.sort(key=lambda issue: _place(issue, order), reverse=not rising)

    def row(issue: Issue) -> dict[str, Any]:
        return issue_json(call, issue)

    if wants_keyset(call):
        return by_cursor(call, rows, row, lambda issue: (shown(issue.created_at), issue.id))
    return paged(call, rows, row)


def _place(issue: Issue, order: str) -> tuple[str, int]:
    if order == "title":
        return issue.title.lower(), issue.id
    if order == "due_date":
        return (issue.due_date or date.max).isoformat(), issue.id
    return shown(issue.updated_at if order == "updated_at" else issue.created_at), issue.id


def _fits(call: Call, issue: Issue, project: Project) -> bool:
    if not project.issues_enabled or not sees_issue(project, call.user, issue):
        return False
    query = call.query
    plain = bool(
        query.get("state", "all") in ("all", issue.state)
        and issue.iid in query.get("iids", (issue.iid,))
        and query.get("issue_type", issue.issue_type) == issue.issue_type
        and query.get("confidential", issue.confidential) == issue.confidential
        and query.get("author_id", issue.author_id) == issue.author_id
        and query.get("created_after", issue.created_at) <= issue.created_at
        and query.get("created_before", issue.created_at) >= issue.created_at
        and query.get("updated_after", issue.updated_at) <= issue.updated_at
        and query.get("updated_before", issue.updated_at) >= issue.updated_at
    )
    return plain and all(fits(call, issue) for fits in (_fits_people, _fits_milestone, _fits_labels, _fits_search))


def _fits_people(call: Call, issue: Issue) -> bool:
    author = call.state.users[issue.author_id].username
    assignee = call.query.get("assignee_id")
    if assignee in ("None", "Any"):
        assigned = bool(issue.assignee_ids) == (assignee == "Any")
    else:
        assigned = assignee is None or assignee in map(str, issue.assignee_ids)
    return bool(assigned and author == call.query.get("author_username", author))


def _fits_milestone(call: Call, issue: Issue) -> bool:
    milestone, wanted = call.state.milestones.get(issue.milestone_id or 0), call.query.get("milestone")
    if wanted in ("None", "Any"):
        return (milestone is None) is (wanted == "None")
    return wanted is None or bool(milestone and milestone.title == wanted)


def _fits_labels(call: Call, issue: Issue) -> bool:
    if "labels" not in call.query:
        return True
    wanted, state = call.query["labels"], call.state
    if call.traps.label_lag and state.clock.now() < issue.created_at + timedelta(seconds=call.traps.label_lag):
        return False
    names = {state.labels[number].name for number in issue.label_ids}
    if [name.lower() for name in wanted] == ["none"]:
        return not names
    if [name.lower() for name in wanted] == ["any"]:
        return bool(names)
    return names.issuperset(wanted)


def _fits_search(call: Call, issue: Issue) -> bool:
    search = call.query.get("search")
    if search is None:
        return True
    fields = call.query.get("in", "title,description").split(",")
    text = "\n".join(words for name in fields if (words := getattr(issue, name, None)))
    if call.state.clock.now() < issue.text_at + timedelta(seconds=call.traps.search_lag):
        text = issue.old_text
    terms = [term for term in search.lower().split() if len(term) >= 3]
    if not terms:  # no word is long enough: the whole must be equal
        return search.strip().lower() in text.lower().split("\n")
    return all(term in text.lower() for term in terms)


def issue_json(call: Call, issue: Issue) -> dict[str, Any]:
    """An issue (`API::Entities::Issue`). Labels are names, or whole where `with_labels_details` asks for it."""
    state, base = call.state, call.base
    project = state.projects[issue.project_id]
    labels = sorted((state.labels[number] for number in issue.label_ids), key=lambda label: label.name)
    details = call.query.get("with_labels_details", False)
    milestone = state.milestones.get(issue.milestone_id or 0)
    people = [user_json(state.users[number], base) for number in issue.assignee_ids]
    start = {"start_date": day_text(issue.start_date)} if call.traps.shows_start_date else {}
    return {
        "id": issue.id,
        "iid": issue.iid,
        "project_id": issue.project_id,
        "title": issue.title,
        "description": issue.description,
        "state": issue.state,
        "created_at": shown(issue.created_at),
        "updated_at": shown(issue.updated_at),
        "closed_at": shown(issue.closed_at) if issue.closed_at else None,
        "closed_by": user_json(state.users[issue.closed_by_id], base) if issue.closed_by_id else None,
        "labels": [detail_json(label) if details else label.name for label in labels],
        "milestone": milestone_json(milestone, state, base) if milestone else None,
        "assignees": people,
        "author": user_json(state.users[issue.author_id], base),
        "type": issue.issue_type.upper(),
        "assignee": people[0] if people else None,
        "user_notes_count": sum(not note.system for note in state.notes_of(issue)),
        **dict.fromkeys(("merge_requests_count", "upvotes", "downvotes"), 0),
        **start,
        "due_date": day_text(issue.due_date),
        "confidential": issue.confidential,
        "discussion_locked": issue.discussion_locked,
        "issue_type": issue.issue_type,
        "web_url": f"{base}/{project.path}/-/work_items/{issue.iid}",
        **_rest(issue, project, f"{base}/api/v4/projects/{project.id}"),
    }


def _rest(issue: Issue, project: Project, home: str) -> dict[str, Any]:
    own = f"{home}/issues/{issue.iid}"
    return {
        "time_stats": _NO_TIME,
        "task_completion_status": {"count": 0, "completed_count": 0},
        "blocking_issues_count": 0,
        "has_tasks": False,
        "task_status": "0 of 0 checklist items completed",
        "_links": {"self": own, "notes": f"{own}/notes", "award_emoji": f"{own}/award_emoji", "project": home},
        "references": {
            "short": f"#{issue.iid}",
            "relative": f"#{issue.iid}",
            "full": f"{project.path}#{issue.iid}",
        },
        "severity": "UNKNOWN",
        "moved_to_id": issue.moved_to_id,
        "imported": False,
        "imported_from": "none",
        "service_desk_reply_to": None,
    }
