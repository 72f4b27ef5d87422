"""Which issue stands below which: by relations between issues, which every GitLab has and which are no hierarchy.

Decides which related issue is the parent: the one whose key the child's goes on from, or below which Vekha hung it;
and whether a child without one was parted from it, or never came to be hung. Relations of the staff's own are neither
read as parents nor touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from mappings.language import gettext as _
from mappings.plan import WHOLE
from sync.errors import NotFound, TrackerError
from sync.trackers.gitlab.cache import GitlabCache, Links
from sync.trackers.gitlab.client import GitlabClient
from sync.trackers.gitlab.issue import Reading
from sync.trackers.gitlab.payloads import ANSWERS, Issue, Note, Related
from sync.trackers.gitlab.project import GitlabProject
from sync.transport import Purpose

_ALREADY = 409
_GONE = 404


class Parents(Protocol):
    """How issues are hung below others. Issues go by their numbers in the project."""

    def read(self, issues: Mapping[int, Issue], keys: Mapping[int, str], purpose: Purpose) -> dict[int, int]:
        """The parents of the plan's issues."""
        ...

    def of(self, issue: Issue, key: str, purpose: Purpose) -> int | None:
        """The parent of one issue, as it stands."""
        ...

    def move(self, issue: Issue, key: str, old: int | None, new: int | None, purpose: Purpose) -> None:
        """Take an issue from below one and hang it below another; done twice it is done once."""
        ...


class LinkedParents:
    """Parents as `relates_to` relations from the parent to the child."""

    def __init__(
        self,
        client: GitlabClient,
        project: GitlabProject,
        reading: Reading,
        cache: GitlabCache,
        *,
        read_only: bool,
    ) -> None:
        self._read_only = read_only
        self._client = client
        self._project = project
        self._reading = reading
        self._cache = cache

    def read(self, issues: Mapping[int, Issue], keys: Mapping[int, str], purpose: Purpose) -> dict[int, int]:
        """The parents. Only issues that can have children are asked, and of those only what moved.

        A child that never was hung is hung here: the answer to the request that made it was lost, and to the engine an
        issue that stands is one that is whole. One that is older than the parent was not made below it.
        """
        children: dict[int, list[int]] = {}
        numbers = {keys[number]: number for number in sorted(issues, reverse=True)}
        above = {number: numbers.get(_above(keys[number])) for number in issues}
        for number in issues:
            for parent in {above[number], self._cache.parent(number)} - {None}:
                if parent is not None and parent in issues:
                    children.setdefault(parent, []).append(number)
        found: dict[int, int] = {}
        for parent, below in sorted(children.items()):
            linked = self._linked(issues[parent], purpose)
            loose = [number for number in below if number not in linked and above[number] == parent < number]
            if any(self._cache.parent(number) is None for number in loose):
                linked = self._linked_anew(issues[parent], purpose)
            found |= {number: parent for number in below if number in linked}
        for number, parent in above.items():
            if number in found:
                self._cache.note_parent(number, found[number])
            elif parent is not None and parent < number and self._cache.parent(number) is None:
                found |= self._hung_late(number, parent, purpose)
        return found

    def of(self, issue: Issue, key: str, purpose: Purpose) -> int | None:
        """The parent of one issue."""
        above, hung = _above(key), self._cache.parent(issue.iid)
        for other in sorted(self._related(issue.iid, purpose), key=lambda one: one.iid):
            mine = other.project_id == issue.project_id and other.link_type == "relates_to"
            if mine and (other.iid == hung or (above and self._reading.key(other) == above)):
                return other.iid
        return None

    def move(self, issue: Issue, key: str, old: int | None, new: int | None, purpose: Purpose) -> None:  # noqa: ARG002
        """Relate to the new one first: where the second step fails, the issue is not left without any."""
        number = issue.iid
        if new is not None:
            self._relate(number, new, purpose)
            self._cache.note_link(new, number, linked=True)
        self._cache.note_parent(number, new)
        if old is not None and old != new:
            self._part(number, old, purpose)
            self._cache.note_link(old, number, linked=False)

    def _hung_late(self, number: int, parent: int, purpose: Purpose) -> dict[int, int]:
        """Hang a child that never was, and say so; one that has been parted stays as it is.

        Where nothing may be written, it is told as it will be.
        """
        if self._was_related(number, parent, purpose):
            self._cache.note_parent(number, parent)
            return {}
        if not self._read_only:
            try:
                self._project.require(purpose)
                self._relate(number, parent, purpose)
            except TrackerError:
                return {number: parent}  # the next run tries again, and what keeps the bot from writing is told there
            self._cache.note_link(parent, number, linked=True)
            self._cache.note_parent(number, parent)
        return {number: parent}

    def _was_related(self, number: int, parent: int, purpose: Purpose) -> bool:
        """Whether GitLab's own notes tell of a relation between the two, made or undone."""
        params = [("activity_filter", "only_activity")]
        notes = self._client.rows(Note, self._project.path(f"issues/{number}/notes", purpose), params, purpose=purpose)
        told = re.compile(rf"^(?>.*?relat).*#{parent}\b", re.MULTILINE)
        return any(note.system and told.search(note.body) for note in notes)

    def _relate(self, child: int, parent: int, purpose: Purpose) -> None:
        body = {
            "target_project_id": self._project.project(purpose).id,
            "target_issue_iid": child,
            "link_type": "relates_to",
        }
        path = self._project.path(f"issues/{parent}/links", purpose)
        answer = self._client.write("POST", path, body, purpose=purpose, accept=(_ALREADY, _GONE), repeatable=True)
        if answer.status == _GONE:
            message = _("there is no parent issue {issue} in the project").format(issue=parent)
            raise NotFound("parent-unknown", message, purpose)

    def _part(self, child: int, parent: int, purpose: Purpose) -> None:
        for other in self._related(child, purpose):
            if other.iid == parent and other.link_type == "relates_to":
                path = self._project.path(f"issues/{child}/links/{other.issue_link_id}", purpose)
                self._client.write("DELETE", path, None, purpose=purpose, accept=(_GONE,), repeatable=True)

    def _linked(self, parent: Issue, purpose: Purpose) -> frozenset[int]:
        """What an issue is linked with. What Vekha itself wrote last moved the issue, and is known all the same."""
        known = self._cache.links(parent.iid)
        if known is not None and self._cache.is_fresh(known.read_at) and known.updated_at in (None, parent.updated_at):
            if known.updated_at is None:
                self._cache.note_links(parent.iid, known.model_copy(update={"updated_at": parent.updated_at}))
            return known.linked
        return self._linked_anew(parent, purpose)

    def _linked_anew(self, parent: Issue, purpose: Purpose) -> frozenset[int]:
        try:
            related = self._related(parent.iid, purpose)
        except NotFound:
            return frozenset()  # the staff were faster: the next listing is without it
        linked = frozenset(one.iid for one in related if one.project_id == parent.project_id)
        note = Links(updated_at=parent.updated_at, read_at=self._cache.now(), linked=linked)
        self._cache.note_links(parent.iid, note)
        return linked

    def _related(self, number: int, purpose: Purpose) -> list[Related]:
        answer = self._client.look(self._project.path(f"issues/{number}/links", purpose), purpose=purpose)
        if not isinstance(answer.data, list):
            raise ANSWERS.unreadable(purpose)
        return [ANSWERS.parsed(Related, one, purpose) for one in answer.data]


def _above(key: str) -> str:
    """The key of the issue below which one of a deadline hangs; "" for others."""
    measure, _slash, deadline = key.rpartition("/")
    return "" if deadline == WHOLE else measure
