"""Which projects of a Redmine a key opens, with their trackers and fields, before there is a config.

Decides which of them may hold a plan. It writes nothing.
"""

from __future__ import annotations

from mappings.wording import folded
from sync.config.secret import Secret, readable
from sync.errors import NotFound
from sync.tracker import OfferedProject, Traffic
from sync.trackers.access import authority, not_there, token_of
from sync.trackers.redmine.client import RedmineClient
from sync.trackers.redmine.payloads import PROJECT_OPEN, Project, User
from sync.trackers.redmine.settings import TRACKER, RedmineSettings
from sync.transport import Limits, Purpose, Transport

_INCLUDED = ("trackers", "enabled_modules", "issue_custom_fields")
_ISSUES = "issue_tracking"
_LIMITS = Limits(patience=5.0, attempts=2, busy_attempts=2)  # a person waits


def projects_open_to(url: str, token: Secret, ca_file: str | None) -> list[OfferedProject]:
    """The open projects with issues in which the key's owner is a member, or all of them for an administrator."""
    purpose = Purpose(TRACKER, "check")
    headers = {"X-Redmine-API-Key": token_of(token, RedmineSettings)}
    trusted = None if ca_file is None else authority(readable("", ca_file), RedmineSettings)
    session = Transport(url, traffic=Traffic(), headers=headers, ca_file=trusted, limits=_LIMITS)
    client = RedmineClient(lambda: session, "")
    try:
        try:
            me = client.read(User, "user", "/users/current.json", purpose=purpose, include=["memberships"])
        except NotFound:
            raise not_there(url, purpose) from None
        rows = client.rows(Project, "projects", "/projects.json", purpose=purpose, include=_INCLUDED)
    finally:
        client.close()
    mine = {one.project.id for one in me.memberships}
    return [_offered(one) for one in rows if _holds_issues(one) and (me.admin or one.id in mine)]


def _holds_issues(project: Project) -> bool:
    return project.status == PROJECT_OPEN and any(one.name == _ISSUES for one in project.enabled_modules)


def _offered(project: Project) -> OfferedProject:
    fields = {folded(one.name): one.name for one in project.issue_custom_fields}
    trackers = tuple(one.name for one in project.trackers)
    return OfferedProject(project.identifier or str(project.id), project.name, trackers, tuple(fields.values()))
