"""The wiki of a GitLab project: its pages read, and written where they still hold what was read.

GitLab's interface knows no version of a page, so a page is read once more right before it is written: what somebody
writes in between is lost to the page and stands in its history. No page is deleted or renamed.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

from mappings.language import gettext as _
from mappings.marker import normal
from sync.errors import AuthFailed, Conflict
from sync.tracker import WikiPage, WikiText
from sync.trackers.gitlab.client import GitlabClient
from sync.trackers.gitlab.payloads import ANSWERS, WikiContent
from sync.trackers.gitlab.project import PLANNER, GitlabProject, role_name
from sync.trackers.gitlab.refusals import archived, not_taken, wiki_disabled, wiki_role_hint
from sync.trackers.gitlab.settings import TRACKER, GitlabSettings
from sync.trackers.gitlab.text import still
from sync.transport import Purpose

_DEVELOPER = 30
_DISABLED = "disabled"
_NOT_THERE = 404
_ISSUE = re.compile(r"/-/(?:issues|work_items)/(\d{1,12})")


class GitlabWiki:
    """The wiki of the config's project."""

    def __init__(self, client: GitlabClient, project: GitlabProject, settings: GitlabSettings) -> None:
        self._client = client
        self._project = project
        self._settings = settings

    def text(self) -> WikiText:
        """How its pages are written; raises `AuthFailed` where it is switched off, or the bot's role is too small."""
        self._require(Purpose(TRACKER, "wiki_text"))
        return WikiText("markdown", still, self._reference)

    def read(self, title: str, purpose: Purpose) -> WikiPage | None:
        """A page as it stands; its version stands for its text."""
        path = f"{self._project.path('wikis', purpose)}/{_slug(title)}"
        answer = self._client.look(path, purpose=purpose, accept=(_NOT_THERE,))
        if answer.status == _NOT_THERE:
            return None
        return self._page(title, ANSWERS.parsed(WikiContent, answer.data, purpose), purpose)

    def write(self, title: str, text: str, version: str | None, purpose: Purpose) -> WikiPage:
        """Write a page where it still holds what was read, or make it; GitLab makes no second one of a title."""
        self._require(purpose)
        there = self.read(title, purpose)
        if (there.version if there else None) != version:
            raise Conflict("stale", _("somebody else has changed this meanwhile"), purpose)
        path, values = self._project.path("wikis", purpose), {"content": text, "format": "markdown"}
        if there is None:
            answer = self._client.write("POST", path, {"title": title, **values}, purpose=purpose)
        else:
            answer = self._client.write("PUT", f"{path}/{_slug(title)}", values, purpose=purpose)
        page = self._page(title, ANSWERS.parsed(WikiContent, answer.data, purpose), purpose)
        if normal(page.text) != normal(text):
            raise not_taken(["page"], purpose)
        return page

    def _page(self, title: str, content: WikiContent, purpose: Purpose) -> WikiPage:
        version = hashlib.sha256(content.content.encode(errors="replace")).hexdigest()
        front = self._project.project(purpose).web_url
        return WikiPage(title, content.content, version, f"{front}/-/wikis/{_slug(title)}")

    def _require(self, purpose: Purpose) -> None:
        """Raise `AuthFailed` where the bot could not write a page. Reporters may not, though Planners may."""
        project, level = self._project.project(purpose), self._project.level(purpose)
        if project.archived:
            raise archived(purpose)
        if not project.wiki_enabled or project.wiki_access_level == _DISABLED:
            raise wiki_disabled(purpose)
        if level != PLANNER and level < _DEVELOPER and not self._project.me(purpose).is_admin:
            message = _("the bot {login} has the role {role} in the project, which may not write in its wiki")
            message = message.format(login=self._project.me(purpose).username, role=role_name(level))
            raise AuthFailed("right-missing", message, purpose, hint=wiki_role_hint())

    def _reference(self, url: str) -> str:
        """What links to an issue of this project."""
        purpose = Purpose(TRACKER, "wiki_text")
        own, front = self._project.project(purpose).web_url, self._settings.url
        fronts = [own, (self._settings.public_url or front) + own.removeprefix(front)]
        for project in fronts:
            found = _ISSUE.fullmatch(url.removeprefix(project))
            if found:
                return f"#{found[1]}"
        return ""


def _slug(title: str) -> str:
    """The name of a page in addresses, as GitLab makes it of a title."""
    return quote(title.strip().replace(" ", "-"), safe="")
