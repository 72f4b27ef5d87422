"""What only an issue's own page tells: its comments, and who set the fact and wrote the staff's words, and when.

A list shows none of it, so each issue has to be opened. Decides which ones: those whose comments the CSV shows, or
that report something in a field; and of those only what moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime

from mappings.marker import staff_part
from sync.errors import NotFound
from sync.trackers.answers import Remark
from sync.trackers.redmine.cache import Details, RedmineCache
from sync.trackers.redmine.client import RedmineClient
from sync.trackers.redmine.payloads import Issue, Named
from sync.trackers.redmine.text import wake_comment
from sync.trackers.versions import staff_versions
from sync.transport import Purpose

_FEW = 2  # issues that are opened without asking first which of them have comments


class DetailReader:
    """Reads details, and only of those issues of which the cache does not know them as they stand."""

    def __init__(self, client: RedmineClient, cache: RedmineCache) -> None:
        self._client = client
        self._cache = cache

    def read(
        self, issues: Iterable[Issue], *, fact_field: int | None, bot: Callable[[], int], purpose: Purpose
    ) -> dict[int, Details]:
        """The details of issues by number. `bot` says who Vekha is, whose own edits of descriptions do not count."""
        rows = list(issues)
        known = {issue.id: self._known(issue, fact_field) for issue in rows}
        moved = [issue for issue in rows if known[issue.id] is None]
        spoken = self._spoken(moved, fact_field, purpose)
        details: dict[int, Details] = {}
        for issue in rows:
            found = known[issue.id]
            if found is None:
                found = self.blank(issue, fact_field)
                if issue.id in spoken:
                    with suppress(NotFound):  # the staff were faster: the next listing is without it
                        whole = self._client.issue(issue.id, purpose=purpose, include=["journals"])
                        found = self.of(whole, fact_field=fact_field, bot=bot)
                self._cache.note_details(issue.id, found)
            details[issue.id] = found
        self._cache.keep_only(known.keys())
        return details

    def of(self, issue: Issue, *, fact_field: int | None, bot: Callable[[], int]) -> Details:
        """The details that stand in an issue's history."""
        blank = self.blank(issue, fact_field)
        comments, fact, described = [], blank.fact, blank.description
        texts: list[tuple[str, datetime, str]] = []
        for entry in sorted(issue.journals, key=lambda one: (one.created_on, one.id)):
            author = entry.user.name if entry.user else ""
            if entry.notes and entry.notes.strip():
                said = wake_comment(entry.notes)
                comments.append(Remark(author=author, at=entry.created_on, text=said, private=entry.private_notes))
            for change in entry.details:
                if (change.property, change.name) == ("cf", str(fact_field)):
                    fact = Remark(author=author, at=entry.created_on)
                elif (change.property, change.name) == ("attr", "description"):
                    texts = texts or [(_author(issue), issue.created_on, str(change.old_value or ""))]
                    texts.append((author, entry.created_on, str(change.new_value or "")))
                    if not _is(entry.user, bot):
                        described = Remark(author=author, at=entry.created_on)
        told = {"comments": tuple(comments), "fact": fact, "description": described}
        return blank.model_copy(update={**told, "versions": _versions(texts) if texts else blank.versions})

    def blank(self, issue: Issue, fact_field: int | None) -> Details:
        """What is so where an issue has no history: all of it is its author's."""
        made = Remark(author=_author(issue), at=issue.created_on)
        return Details(
            updated_on=issue.updated_on,
            read_at=self._cache.now(),
            fact_field=fact_field,
            fact=made,
            description=made,
            versions=_versions([(made.author, made.at, issue.description or "")]),
        )

    def _spoken(self, moved: list[Issue], fact_field: int | None, purpose: Purpose) -> set[int]:
        """Which issues report something, and so have to be opened."""
        numbers = {issue.id for issue in moved}
        if len(numbers) <= _FEW:
            return numbers
        noted = self._client.numbers_with_notes(min(numbers), max(numbers), purpose=purpose)
        if noted is None:
            return numbers
        own = {issue.id for issue in moved if issue.field(fact_field) or staff_part(issue.description or "")}
        return numbers & (noted | own)

    def _known(self, issue: Issue, fact_field: int | None) -> Details | None:
        found = self._cache.details(issue.id)
        same = found is not None and (found.updated_on, found.fact_field) == (issue.updated_on, fact_field)
        return found if same else None


def _author(issue: Issue) -> str:
    return issue.author.name if issue.author else ""


def _versions(changes: Iterable[tuple[str, datetime, str]]) -> tuple[Remark, ...]:
    return tuple(Remark(author=one.author, at=one.at, text=one.text) for one in staff_versions(changes))


def _is(user: Named | None, bot: Callable[[], int]) -> bool:
    return user is not None and user.id == bot()
