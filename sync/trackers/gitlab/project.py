"""What a GitLab project offers the bot: its id, the bot's role in it, its people; each asked for once.

Decides whether the bot may write before anything is tried: GitLab drops what a small role may not set without a
word. It writes nothing.
"""

from __future__ import annotations

import threading
from datetime import date
from urllib.parse import quote

from mappings.language import gettext as _
from mappings.natural import natural
from sync.errors import AuthFailed, Misconfigured, NotFound
from sync.trackers.access import not_there
from sync.trackers.gitlab.client import (
    API,
    REDIRECTS,
    GitlabClient,
)
from sync.trackers.gitlab.payloads import ANSWERS, Member, Metadata, Project, Token, User
from sync.trackers.gitlab.refusals import archived, drops, issues_disabled, project_moved, role_hint
from sync.trackers.gitlab.settings import GitlabSettings
from sync.transport import Answer, Purpose
from sync.transport.addresses import page_below, target_of
from sync.transport.refusals import moved

PLANNER = 15
START_SETTABLE = (19, 1)  # from this version on the start date of an issue can be set (gitlab-org/gitlab!238041)
_NOT_FOUND = 404
_DISABLED = "disabled"
_UNTOLD = (400, 403, 404)  # of a token that is no personal, project or group one, and before 15.5 of any


def role_name(level: int) -> str:
    """A role as GitLab's pages call it; levels between two are roles of the operator's own."""
    names = {0: _("no role"), 5: "Minimal Access", 10: "Guest", 15: "Planner", 20: "Reporter"}
    names |= {30: "Developer", 40: "Maintainer", 50: "Owner"}
    return names[max(known for known in names if known <= max(level, 0))]


class GitlabProject:
    """The project of the config, as the bot sees it. Several threads may ask at once."""

    def __init__(self, client: GitlabClient, settings: GitlabSettings) -> None:
        self._client = client
        self._settings = settings
        self._lock = threading.RLock()
        self._project: Project | None = None
        self._me: User | None = None
        self._level: int | None = None
        self._version: tuple[int, ...] | None = None
        self._people: dict[str, int | None] = {}

    def project(self, purpose: Purpose) -> Project:
        """The project; raises `Misconfigured` where there is none, or where it is elsewhere now."""
        with self._lock:
            if self._project is None:
                answer = self._look(self._settings.project, purpose)
                if answer.status in REDIRECTS:
                    raise self._moved(answer, purpose)
                self._project = ANSWERS.parsed(Project, answer.data, purpose)
            return self._project

    def path(self, part: str, purpose: Purpose) -> str:
        """The path of a part of the project, by its id: an encoded slash breaks behind some proxies."""
        return f"/projects/{self.project(purpose).id}/{part}"

    def me(self, purpose: Purpose) -> User:
        """The bot itself; raises `AuthFailed`, or `Misconfigured` where there is no GitLab."""
        with self._lock:
            if self._me is None:
                try:
                    self._me = self._client.read(User, "/user", purpose=purpose)
                except NotFound:
                    raise not_there(self._settings.url, purpose) from None
            return self._me

    def token_ends(self, purpose: Purpose) -> date | None:
        """The day on which the bot's token ends; None where it does not, or GitLab does not tell."""
        answer = self._client.look("/personal_access_tokens/self", purpose=purpose, accept=_UNTOLD)
        return None if answer.status in _UNTOLD else ANSWERS.parsed(Token, answer.data, purpose).expires_at

    def version(self, purpose: Purpose) -> tuple[int, ...]:
        """The server's version, such as (19, 5); empty where it does not tell."""
        with self._lock:
            if self._version is None:
                answer = self._client.look("/metadata", purpose=purpose, accept=(403, _NOT_FOUND))
                told = ANSWERS.parsed(Metadata, answer.data, purpose).version if answer.status == 200 else ""  # noqa: PLR2004
                parts = told.partition("-")[0].split(".")[:2]
                self._version = tuple(number for part in parts if (number := natural(part)) is not None)
            return self._version

    # --- rights ---

    def level(self, purpose: Purpose) -> int:
        """The bot's access level, as GitLab numbers the roles; 0 for none.

        The project does not tell of a role that comes from a group the project is shared with: the members do.
        """
        with self._lock:
            if self._level is None:
                permissions = self.project(purpose).permissions
                level = permissions.level if permissions is not None else 0
                self._level = level if level >= PLANNER else max(level, self._level_as_member(purpose))
            return self._level

    def may_write(self, purpose: Purpose) -> bool:
        """Whether the bot's role is large enough that nothing is dropped."""
        return self.level(purpose) >= PLANNER or self.me(purpose).is_admin

    def require(self, purpose: Purpose) -> None:
        """Raise `AuthFailed` where the bot could not do what it is about to do."""
        project = self.project(purpose)
        if project.archived:
            raise archived(purpose)
        if issues_off(project):
            raise issues_disabled(purpose)
        if not self.may_write(purpose):
            message = _("the bot {login} has the role {role} in the project, which is too small: {drops}")
            words = {"login": self.me(purpose).username, "role": role_name(self.level(purpose)), "drops": drops()}
            raise AuthFailed("right-missing", message.format(**words), purpose, hint=role_hint())

    def _level_as_member(self, purpose: Purpose) -> int:
        me = self.me(purpose).id
        params = [("user_ids[]", str(me))]
        rows = self._client.rows(Member, self.path("members/all", purpose), params, purpose=purpose)
        return max((one.access_level for one in rows if one.id == me), default=0)

    # --- people ---

    def members(self, purpose: Purpose) -> list[Member]:
        """Everybody with a role in the project."""
        return self._client.rows(Member, self.path("members/all", purpose), purpose=purpose)

    def assignee(self, username: str | None, purpose: Purpose) -> int | None:
        """The id of a member by username; None where nobody of the project goes by it."""
        if username is None:
            return None
        wanted = username.strip().removeprefix("@").casefold()
        with self._lock:
            if wanted not in self._people:
                params = [("query", wanted)]
                rows = self._client.rows(Member, self.path("members/all", purpose), params, purpose=purpose)
                same = (one.id for one in rows if one.username.casefold() == wanted and one.state == "active")
                self._people[wanted] = next(same, None)
            return self._people[wanted]

    # --- where the project is ---

    def _look(self, name: str, purpose: Purpose) -> Answer:
        accept = (*REDIRECTS, _NOT_FOUND)
        answer = self._client.look(f"/projects/{quote(name, safe='')}", purpose=purpose, accept=accept)
        if answer.status == _NOT_FOUND:
            self.me(purpose)  # where the address is wrong, nothing is there at all
            message = _("GitLab has no project «{project}», or does not show it to the bot")
            hint = _("in the config, project: is the path with its groups, as in the address of its page, or its id")
            raise Misconfigured("project-unknown", message.format(project=name), purpose, hint=hint)
        return answer

    def _moved(self, answer: Answer, purpose: Purpose) -> Misconfigured | AuthFailed:
        """Where the project is now. The redirect names its id: that is asked for here, so the token stays here."""
        url = self._settings.url
        projects = f"{url}{API}/projects/"
        target = target_of(projects, answer.headers.get("Location", ""))
        name = None if target is None else page_below(target, projects)
        if name is None:
            asked = projects + quote(self._settings.project, safe="")
            return moved(answer, asked, url, purpose)
        new = self._client.look(f"/projects/{name}", purpose=purpose, accept=(*REDIRECTS, _NOT_FOUND))
        if new.status != 200:  # noqa: PLR2004
            return project_moved(None, purpose)
        return project_moved(ANSWERS.parsed(Project, new.data, purpose).path_with_namespace, purpose)


def issues_off(project: Project) -> bool:
    """Whether the project has no issues."""
    return not project.issues_enabled or project.issues_access_level == _DISABLED
