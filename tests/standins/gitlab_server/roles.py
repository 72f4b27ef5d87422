"""Who may do what, and what is silently taken out of a request for lack of a role.

doc/user/permissions.md; app/policies/issue_policy.rb and project_policy.rb. A guest may set labels, milestone, dates
and assignees on an issue that they create, and on none that exists; one who is no member may on neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.standins.gitlab_server.calls import Call, Refusal, forbidden, refusal
from tests.standins.gitlab_server.records import Issue, Project, Token, User
from tests.standins.gitlab_server.state import LEVELS, State

METADATA = frozenset(
    {"labels", "add_labels", "remove_labels", "assignee_ids", "assignee_id", "milestone_id", "milestone"}
    | {"label_ids", "due_date", "start_date", "discussion_locked"}
)
OWNER_ONLY = frozenset({"iid", "created_at", "updated_at"})


def authenticate(state: State, headers: Mapping[str, str]) -> tuple[User, Token]:
    """The user of a request and the token; raises 401 (doc/api/rest/authentication.md)."""
    shown = headers.get("PRIVATE-TOKEN") or headers.get("Authorization", "").removeprefix("Bearer ")
    token = next((one for one in state.tokens.values() if one.value == shown), None)
    if token is None:
        raise refusal(401, "401 Unauthorized")
    if token.expired or token.revoked:
        words = (
            "Token is expired. You can either do re-authorization or token refresh."
            if token.expired
            else "Token was revoked. You have to re-authorize from the user."
        )
        raise Refusal(401, {"error": "invalid_token", "error_description": words})
    return state.users[token.user_id], token


def check_scope(method: str, scopes: frozenset[str]) -> None:
    """A token that may only read does not write (doc/user/profile/personal_access_tokens.md)."""
    if method not in ("GET", "HEAD") and "api" not in scopes:
        words = "The request requires higher privileges than provided by the access token."
        raise Refusal(403, {"error": "insufficient_scope", "error_description": words, "scope": "api"})


def level(project: Project, user: User) -> int:
    """The access level of a user; 0 for one who is no member."""
    return project.roles.get(user.id, 0)


def sees(project: Project, user: User) -> bool:
    """Whether the project is there for a user at all."""
    return bool(level(project, user)) or project.visibility != "private"


def is_staff(project: Project, user: User) -> bool:
    """Planner or more: may edit every issue, its labels and milestones, and see what is confidential."""
    return level(project, user) >= LEVELS["planner"]


def sees_issue(project: Project, user: User, issue: Issue) -> bool:
    """A confidential issue is there for the staff, its author and its assignees only."""
    own = user.id == issue.author_id or user.id in issue.assignee_ids
    return sees(project, user) and (not issue.confidential or own or is_staff(project, user))


def needs(call: Call, *, role: str = "", own: Issue | None = None) -> None:
    """Raise 403 without the role, unless the issue is the user's own; and for every write in an archived project."""
    project = call.project
    allowed = level(project, call.user) >= LEVELS.get(role, 0)
    if own is not None:
        allowed = allowed or call.user.id == own.author_id or call.user.id in own.assignee_ids
    if project.archived or not allowed:
        raise forbidden()


def filtered(call: Call, values: Mapping[str, Any], issue: Issue | None) -> dict[str, Any]:
    """What is left of an issue's fields when the role, the server's age and the trap have taken theirs."""
    gone = set(call.traps.ignored | call.traps.dropped)
    here = level(call.project, call.user)
    if not (is_staff(call.project, call.user) if issue else here):
        gone |= METADATA
    if issue is not None and not is_staff(call.project, call.user):
        gone.add("confidential")
    if here < LEVELS["owner"]:
        gone |= OWNER_ONLY
    return {name: value for name, value in values.items() if name not in gone}
