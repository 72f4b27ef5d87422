"""The wiki of a Redmine project: its pages read, and written over the very version that was read.

Decides in which of Redmine's formats a page is written, and asks for rights before anything is tried. Redmine's own
lock keeps what somebody has written meanwhile; no page is deleted, renamed or protected.
"""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote, unquote

from mappings.language import gettext as _
from sync.errors import AuthFailed, Misconfigured
from sync.tracker import WikiPage, WikiText
from sync.trackers.redmine.client import RedmineClient
from sync.trackers.redmine.payloads import ANSWERS, WikiContent
from sync.trackers.redmine.project import RedmineProject
from sync.trackers.redmine.refusals import not_taken, right_label, wiki_off
from sync.trackers.redmine.settings import TRACKER, RedmineSettings
from sync.trackers.redmine.text import still
from sync.transport import Purpose

_MODULE = "wiki"
_RIGHTS = ("view_wiki_pages", "edit_wiki_pages")
_NOWHERE = "Vekha_no_such_page"  # the form for a page that is not there names the format; a page that is there does not
_FORMAT = re.compile(r"(?:jstoolbar/|wiki_syntax_)(textile|markdown|common_mark)")
_MARKUPS: dict[str, Literal["textile", "markdown"]] = {
    "textile": "textile",
    "markdown": "markdown",
    "common_mark": "markdown",
}
_NOT_THERE = 404
_ELSEWHERE = (301, 302)
_DROPPED = re.compile(r"[,./?;|:]")  # what Redmine leaves out of a title
_UNMADE = "0"  # the version that no page has once it stands: whoever makes it meanwhile is not written over
_COMMENT = "Vekha"


class RedmineWiki:
    """The wiki of the config's project."""

    def __init__(self, client: RedmineClient, project: RedmineProject, settings: RedmineSettings) -> None:
        self._client = client
        self._project = project
        self._settings = settings

    def text(self) -> WikiText:
        """How its pages are written; raises `AuthFailed`, or `Misconfigured` for a format that Vekha cannot write."""
        purpose = Purpose(TRACKER, "wiki_text")
        self._require(purpose)
        page = self._client.page(f"{self._client.project_path}/wiki/{_NOWHERE}", purpose=purpose)
        found = _FORMAT.search(page)
        if found is None:
            message = _("Redmine does not show in which format it keeps texts, or in one that Vekha cannot write")
            hint = _("set Textile or CommonMark: Administration, Settings, General, Text formatting")
            raise Misconfigured("wiki-format-unknown", message, purpose, hint=hint)
        return WikiText(_MARKUPS[found[1]], still, self._reference)

    def read(self, title: str, purpose: Purpose) -> WikiPage | None:
        """A page as it stands; raises `Misconfigured` where the staff have given it another name."""
        answer = self._client.look(f"{self._path(title)}.json", purpose=purpose, accept=(_NOT_THERE, *_ELSEWHERE))
        if answer.status == _NOT_THERE:
            return None
        if answer.status in _ELSEWHERE:
            name = unquote(answer.headers.get("Location", "").rpartition("/")[2]).removesuffix(".json")
            message = _("the wiki page «{title}» has been renamed: it is «{name}» now")
            hint = _("put its new name into summary.wiki_page")
            raise Misconfigured(
                "wiki-page-renamed", message.format(title=title, name=name.replace("_", " ")), purpose, hint=hint
            )
        data = answer.data if isinstance(answer.data, dict) else {}
        page = ANSWERS.parsed(WikiContent, data.get("wiki_page"), purpose)
        url = f"{self._settings.url}{self._path(title)}"
        author = page.author.name if page.author else ""
        return WikiPage(title, page.text, str(page.version), url, author, page.updated_on)

    def write(self, title: str, text: str, version: str | None, purpose: Purpose) -> WikiPage:
        """Write a page over a version, or make it."""
        self._require(purpose)
        values = {"text": text, "comments": _COMMENT, "version": version or _UNMADE}
        try:
            self._client.change(self._path(title), "wiki_page", values, purpose=purpose)
        except AuthFailed as error:
            if error.code != "forbidden":
                raise
            message = _("Redmine does not let the bot change the wiki page «{title}»: it is protected")
            hint = _("unlock it on its page, or give the bot's role the right «{right}»")
            hint = hint.format(right=right_label("protect_wiki_pages"))
            raise AuthFailed("wiki-page-protected", message.format(title=title), purpose, hint=hint) from None
        page = self.read(title, purpose)
        if page is None or page.version == version:
            raise not_taken(["page"], purpose)
        return page

    def _require(self, purpose: Purpose) -> None:
        """Raise `AuthFailed` where the project has no wiki, or the bot may not write in it."""
        modules = self._project.project(purpose).enabled_modules
        if modules and all(one.name != _MODULE for one in modules):
            raise wiki_off(purpose)
        self._project.require(*_RIGHTS, purpose=purpose)

    def _path(self, title: str) -> str:
        """The path of a page. Redmine makes its name of the title in this way."""
        name = _DROPPED.sub("", re.sub(r"\s+", "_", title.strip()))
        return f"{self._client.project_path}/wiki/{quote(name[:1].upper() + name[1:], safe='')}"

    def _reference(self, url: str) -> str:
        """What links to an issue of this Redmine, whatever project it is in."""
        for front in filter(None, (self._settings.public_url, self._settings.url)):
            found = re.fullmatch(r"/issues/(\d{1,12})", url.removeprefix(front))
            if found:
                return f"#{found[1]}"
        return ""
