"""Which projects of a GitLab a token opens, before there is a config. Decides which may hold a plan; writes nothing."""

from __future__ import annotations

from sync.config.secret import Secret, readable
from sync.errors import NotFound
from sync.tracker import OfferedProject, Traffic
from sync.trackers.access import authority, not_there, token_of
from sync.trackers.gitlab.client import GitlabClient
from sync.trackers.gitlab.payloads import Project, User
from sync.trackers.gitlab.project import issues_off
from sync.trackers.gitlab.settings import TRACKER, GitlabSettings
from sync.transport import Limits, Purpose, Transport

_LISTED = (("membership", "true"), ("archived", "false"), ("order_by", "id"), ("sort", "asc"))
_LIMITS = Limits(patience=5.0, attempts=2, busy_attempts=2)  # a person waits


def projects_open_to(url: str, token: Secret, ca_file: str | None) -> list[OfferedProject]:
    """The projects with issues in which the token's owner is a member, none of them archived."""
    purpose = Purpose(TRACKER, "check")
    headers = {"PRIVATE-TOKEN": token_of(token, GitlabSettings)}
    trusted = None if ca_file is None else authority(readable("", ca_file), GitlabSettings)
    session = Transport(url, traffic=Traffic(), headers=headers, ca_file=trusted, limits=_LIMITS)
    client = GitlabClient(lambda: session)
    try:
        try:
            client.read(User, "/user", purpose=purpose)
        except NotFound:
            raise not_there(url, purpose) from None
        rows = client.rows(Project, "/projects", _LISTED, purpose=purpose)
    finally:
        client.close()
    return [OfferedProject(one.path_with_namespace, one.name) for one in rows if not issues_off(one)]
