"""What only an issue's own page tells: its comments, and who set the fact and wrote the staff's words, and when.

A list shows none of it, so each issue has to be opened. Decides which ones: those whose comments the CSV shows, or
that report something in a field; and of those only what moved, where a memory is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from contextlib import suppress
from datetime import datetime, timedelta

from pydantic import ValidationError

from mappings.marker import staff_part
from sync.errors import NotFound
from sync.trackers.redmine.client import RedmineClient
from sync.trackers.redmine.payloads import Issue, Named, Payload
from sync.transport import Purpose

_FEW = 2  # issues that are opened without asking first which of them have comments
_OVERLAP = timedelta(minutes=5)  # a change may bear a time before one that was seen: clocks differ, requests take time


class Remark(Payload):
    """A comment, or the last change of something: by whom and when."""

    author: str
    at: datetime
    text: str = ""
    private: bool = False


class Details(Payload):
    """What one issue's history tells, as it was read at a moment."""

    updated_on: datetime
    read_at: datetime
    fact_field: int | None = None
    comments: tuple[Remark, ...] = ()
    fact: Remark | None = None
    description: Remark | None = None


class DetailReader:
    """Reads details. `memory` is kept from run to run by the caller: issue numbers, and what was read of each.

    A deleted or edited comment does not move an issue, so what is remembered serves for `full_pull_every` only.
    """

    def __init__(
        self,
        client: RedmineClient,
        *,
        now: Callable[[], datetime],
        memory: MutableMapping[str, str],
        full_pull_every: timedelta,
    ) -> None:
        self._client = client
        self._now = now
        self._memory = memory
        self._full_pull_every = full_pull_every

    def read(
        self, issues: Iterable[Issue], *, fact_field: int | None, bot: Callable[[], int], purpose: Purpose
    ) -> dict[int, Details]:
        """The details of issues by number. `bot` says who Vekha is, whose own edits of descriptions do not count."""
        rows = list(issues)
        known = {issue.id: self._remembered(issue, fact_field) for issue in rows}
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
                self._remember(issue.id, found)
            details[issue.id] = found
        for gone in self._memory.keys() - {str(issue.id) for issue in rows}:
            del self._memory[gone]
        return details

    def of(self, issue: Issue, *, fact_field: int | None, bot: Callable[[], int]) -> Details:
        """The details that stand in an issue's history."""
        blank = self.blank(issue, fact_field)
        comments, fact, described = [], blank.fact, blank.description
        for entry in sorted(issue.journals, key=lambda one: (one.created_on, one.id)):
            author = entry.user.name if entry.user else ""
            if entry.notes and entry.notes.strip():
                comments.append(
                    Remark(author=author, at=entry.created_on, text=entry.notes, private=entry.private_notes)
                )
            for change in entry.details:
                if (change.property, change.name) == ("cf", str(fact_field)):
                    fact = Remark(author=author, at=entry.created_on)
                elif (change.property, change.name) == ("attr", "description") and not _is(entry.user, bot):
                    described = Remark(author=author, at=entry.created_on)
        return blank.model_copy(update={"comments": tuple(comments), "fact": fact, "description": described})

    def blank(self, issue: Issue, fact_field: int | None) -> Details:
        """What is so where an issue has no history: all of it is its author's."""
        made = Remark(author=issue.author.name if issue.author else "", at=issue.created_on)
        return Details(
            updated_on=issue.updated_on, read_at=self._now(), fact_field=fact_field, fact=made, description=made
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

    def _remembered(self, issue: Issue, fact_field: int | None) -> Details | None:
        text = self._memory.get(str(issue.id))
        if text is None:
            return None
        try:
            found = Details.model_validate_json(text)
        except ValidationError:
            return None
        fresh = self._now() - found.read_at < self._full_pull_every
        same = (found.updated_on, found.fact_field) == (issue.updated_on, fact_field)
        return found if fresh and same else None

    def _remember(self, number: int, details: Details) -> None:
        if details.read_at - details.updated_on > _OVERLAP:
            public = tuple(one for one in details.comments if not one.private)
            self._memory[str(number)] = details.model_copy(update={"comments": public}).model_dump_json()
        else:
            self._memory.pop(str(number), None)


def _is(user: Named | None, bot: Callable[[], int]) -> bool:
    return user is not None and user.id == bot()
