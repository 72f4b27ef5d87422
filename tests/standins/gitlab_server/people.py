"""The token's user, the project with what the user may do there, its members, and the server's version.

doc/api/users.md, projects.md, project_members.md, metadata.md.
"""

from __future__ import annotations

from typing import Any

from tests.standins.gitlab_server.calls import Call, Reply
from tests.standins.gitlab_server.clock import shown
from tests.standins.gitlab_server.paging import paged
from tests.standins.gitlab_server.records import Project, User
from tests.standins.gitlab_server.roles import level, sees
from tests.standins.gitlab_server.state import State


def user_json(user: User, base: str) -> dict[str, Any]:
    """A user in short (`API::Entities::UserBasic`)."""
    return {
        "id": user.id,
        "username": user.username,
        "public_email": None,
        "name": user.name,
        "state": "active",
        "locked": False,
        "avatar_url": None,
        "web_url": f"{base}/{user.username}",
    }


def get_user(call: Call) -> Reply:
    """The user of the token."""
    more = {"email": f"{call.user.username}@town.test", "bot": False, "created_at": shown(call.state.clock.now())}
    return Reply(200, {**user_json(call.user, call.base), **more})


def get_own_token(call: Call) -> Reply:
    """The token of the request (doc/api/personal_access_tokens.md, «Get details on a personal access token»)."""
    token = next(one for one in call.state.tokens.values() if one.value == call.token)
    ends = token.expires_at.isoformat() if token.expires_at else None
    about = {"id": token.user_id, "name": "vekha", "revoked": False, "active": True, "scopes": sorted(token.scopes)}
    return Reply(200, {**about, "user_id": token.user_id, "expires_at": ends})


def get_metadata(call: Call) -> Reply:
    """Version and edition."""
    kas = {"enabled": False, "externalUrl": None, "version": None}
    return Reply(200, {"version": call.state.version, "revision": "a1b2c3d4e5f", "kas": kas, "enterprise": False})


def get_version(call: Call) -> Reply:
    """The version alone."""
    return Reply(200, {"version": call.state.version, "revision": "a1b2c3d4e5f"})


def get_project(call: Call) -> Reply:
    """The project, with the access level of the user in `permissions`."""
    return Reply(200, _project_json(call, call.project))


def list_projects(call: Call) -> Reply:
    """The projects that the user sees; with `membership` those in which the user has a role."""
    rows = [one for one in call.state.projects.values() if sees(one, call.user)]
    if call.query.get("membership"):
        rows = [one for one in rows if level(one, call.user)]
    if call.query.get("archived") is False:
        rows = [one for one in rows if not one.archived]
    return paged(call, sorted(rows, key=lambda one: one.id), lambda one: _project_json(call, one))


def _project_json(call: Call, project: Project) -> dict[str, Any]:
    here = level(project, call.user)
    access = {"access_level": here, "notification_level": 3} if here else None
    group = call.state.groups[project.group_id]
    leaf = project.path.rpartition("/")[2]
    namespace = {"id": group.id, "name": group.name, "path": group.path, "kind": "group", "full_path": group.path}
    return {
        "id": project.id,
        "description": None,
        "name": project.name,
        "name_with_namespace": f"{group.name} / {project.name}",
        "path": leaf,
        "path_with_namespace": project.path,
        "default_branch": None,
        "web_url": f"{call.base}/{project.path}",
        "visibility": project.visibility,
        "namespace": {**namespace, "parent_id": None, "avatar_url": None, "web_url": f"{call.base}/{group.path}"},
        "empty_repo": True,
        "archived": project.archived,
        "issues_enabled": project.issues_enabled,
        "issues_access_level": "enabled" if project.issues_enabled else "disabled",
        "wiki_enabled": project.wiki_enabled,
        "wiki_access_level": "enabled" if project.wiki_enabled else "disabled",
        "emails_disabled": not project.emails_enabled,
        "emails_enabled": project.emails_enabled,
        "permissions": {"project_access": access, "group_access": None},
    }


def list_members(call: Call) -> Reply:
    """Everybody with a role, inherited ones included; `query` looks at names."""
    state, project = call.state, call.project
    users = [state.users[number] for number in project.roles]
    if "user_ids" in call.query:
        users = [user for user in users if user.id in call.query["user_ids"]]
    if "query" in call.query:
        asked = call.query["query"].lower()
        users = [user for user in users if asked in user.username.lower() or asked in user.name.lower()]

    def member(user: User) -> dict[str, Any]:
        basic = user_json(user, call.base)
        return {
            **basic,
            "access_level": project.roles[user.id],
            "expires_at": None,
            "membership_state": "active",
        }

    return paged(call, users, member)


def member_named(state: State, number: int, project_id: int) -> User | None:
    """The member with a user id; one who is no member cannot be assigned."""
    return state.users.get(number) if number in state.projects[project_id].roles else None
