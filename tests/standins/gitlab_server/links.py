"""Related issues: `relates_to` on every tier, the other two with a licence alone.

doc/api/issue_links.md; lib/api/issue_links.rb; app/services/issuable_links/create_service.rb.
"""

from __future__ import annotations

from typing import Any

from tests.standins.gitlab_server.calls import Call, Reply, not_found, refusal
from tests.standins.gitlab_server.clock import shown
from tests.standins.gitlab_server.issues import issue_json, issue_of
from tests.standins.gitlab_server.records import Issue, Link
from tests.standins.gitlab_server.roles import needs, sees_issue


def list_links(call: Call) -> Reply:
    """The issues related to one, in the order of their links, all at once: this list has no pages."""
    issue, state = issue_of(call), call.state
    rows = []
    for link in state.links.values():
        if issue.id in (link.source_id, link.target_id):
            other = state.issues[link.target_id if link.source_id == issue.id else link.source_id]
            if sees_issue(state.projects[other.project_id], call.user, other):
                at = shown(link.created_at)
                told = {"issue_link_id": link.id, "link_type": link.link_type}
                rows.append({**issue_json(call, other), **told, "link_created_at": at, "link_updated_at": at})
    return Reply(200, rows)


def create_link(call: Call) -> Reply:
    """Relate two issues; the same two once only, whichever comes first."""
    source = issue_of(call)
    needs(call, role="guest")
    project = call.state.find_project(call.body["target_project_id"])
    try:
        target = call.state.issue(int(call.body["target_issue_iid"]), project or call.project)
    except (KeyError, ValueError):
        raise not_found() from None
    if project is None or not sees_issue(project, call.user, target):
        raise not_found()
    if call.body.get("link_type", "relates_to") != "relates_to":
        raise refusal(403, "Blocked issues not available for current license")
    if source is target:
        raise refusal(422, f"#{target.iid} cannot be added: cannot be related to itself")
    if _between(call, source, target) is not None:
        raise refusal(409, "Issue(s) already assigned")
    link = relate(call, source, target)
    return Reply(201, link_json(call, link))


def get_link(call: Call) -> Reply:
    """One relation."""
    return Reply(200, link_json(call, _found(call)))


def delete_link(call: Call) -> Reply:
    """Undo a relation; the answer is what it was."""
    link = _found(call)
    needs(call, role="guest")
    answer = link_json(call, link)
    del call.state.links[link.id]
    _noted(call, link, "removed the relation with")
    return Reply(200, answer)


def relate(call: Call, source: Issue, target: Issue) -> Link:
    """Write the relation, and a system note on either side."""
    state = call.state
    link = Link(state.next_id(), source.id, target.id, state.clock.stamp())
    state.links[link.id] = link
    _noted(call, link, "marked this issue as related to")
    return link


def link_json(call: Call, link: Link) -> dict[str, Any]:
    """A relation (`API::Entities::IssueLink`)."""
    issues = call.state.issues
    return {
        "source_issue": issue_json(call, issues[link.source_id]),
        "target_issue": issue_json(call, issues[link.target_id]),
        "link_type": link.link_type,
    }


def _noted(call: Call, link: Link, words: str) -> None:
    source, target = call.state.issues[link.source_id], call.state.issues[link.target_id]
    for issue, other in ((source, target), (target, source)):
        touch = call.traps.links_touch
        call.state.add_note(issue, call.user, f"{words} #{other.iid}", system=True, touch=touch)


def _between(call: Call, one: Issue, other: Issue) -> Link | None:
    pair = {one.id, other.id}
    return next((link for link in call.state.links.values() if {link.source_id, link.target_id} == pair), None)


def _found(call: Call) -> Link:
    issue = issue_of(call)
    link = call.state.links.get(call.number("issue_link_id"))
    if link is None or issue.id not in (link.source_id, link.target_id):
        raise not_found()
    return link
