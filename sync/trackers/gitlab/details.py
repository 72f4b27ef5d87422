"""What only the notes of an issue tell: its comments, and who wrote the staff's words in its description, and when.

Decides whose notes are read: of issues that have some, or words of the staff's own; and of those only what moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mappings.marker import staff_part
from sync.errors import NotFound
from sync.trackers.answers import Remark
from sync.trackers.gitlab.cache import GitlabCache, Told
from sync.trackers.gitlab.client import GitlabClient
from sync.trackers.gitlab.issue import Reading
from sync.trackers.gitlab.payloads import Issue, Note, User
from sync.trackers.gitlab.text import wake_comment
from sync.transport import Purpose

_DESCRIBED = "changed the description"  # how GitLab's own note of it begins, in every language of its pages


class NoteReader:
    """Reads notes. A deleted note does not move its issue, so what is remembered serves for a time only."""

    def __init__(
        self,
        client: GitlabClient,
        path: Callable[[Purpose], str],
        reading: Reading,
        *,
        cache: GitlabCache,
        bot: Callable[[Purpose], User],
    ) -> None:
        self._client = client
        self._path = path
        self._reading = reading
        self._cache = cache
        self._bot = bot

    def read(self, issues: Iterable[Issue], purpose: Purpose) -> dict[int, Told]:
        """What the notes of issues tell, by the issue's number."""
        found = {}
        for issue in issues:
            known = self._cache.told(issue.iid)
            if known is None or not self._serves(known, issue):
                known = self.of(issue, purpose)
                keep = self._speaks(issue) and self._cache.is_settled(issue.updated_at)
                self._cache.note_told(issue.iid, known if keep else None)
            found[issue.iid] = known
        return found

    def of(self, issue: Issue, purpose: Purpose) -> Told:
        """What the notes of one issue tell, as they stand; nothing is asked where it has none and says nothing."""
        told = Told(updated_at=issue.updated_at, count=issue.user_notes_count, read_at=self._cache.now())
        if not self._speaks(issue):
            return told
        own_words = self._has_own_words(issue)
        activity = "all_notes" if own_words else "only_comments"
        params = [("activity_filter", activity), ("order_by", "created_at"), ("sort", "asc")]
        try:
            notes = self._client.rows(Note, f"{self._path(purpose)}/{issue.iid}/notes", params, purpose=purpose)
        except NotFound:
            return told  # the staff were faster: the next listing is without it
        notes.sort(key=lambda note: (note.created_at, note.id))
        comments = tuple(_remark(note) for note in notes if not note.system and note.body.strip())
        described = self._described(issue, notes, purpose) if own_words else None
        return told.model_copy(update={"comments": comments, "description": described})

    def _speaks(self, issue: Issue) -> bool:
        return bool(issue.user_notes_count) or self._has_own_words(issue)

    def _has_own_words(self, issue: Issue) -> bool:
        return bool(staff_part(self._reading.description(issue)))

    def _serves(self, known: Told, issue: Issue) -> bool:
        same = (known.updated_at, known.count) == (issue.updated_at, issue.user_notes_count)
        return same and self._cache.is_fresh(known.read_at)

    def _described(self, issue: Issue, notes: Iterable[Note], purpose: Purpose) -> Remark | None:
        """Who changed the description last, Vekha aside; else who made the issue, if it was not Vekha."""
        bot = self._bot(purpose).id
        changes = [note for note in notes if note.system and note.body.startswith(_DESCRIBED)]
        by_people = [note for note in changes if note.author is not None and note.author.id != bot]
        if by_people:
            return _remark(by_people[-1]).model_copy(update={"text": ""})
        if issue.author is not None and issue.author.id != bot:
            return Remark(author=_name(issue.author), at=issue.created_at)
        return None


def _remark(note: Note) -> Remark:
    private = bool(note.internal or note.confidential)
    return Remark(author=_name(note.author), at=note.created_at, text=wake_comment(note.body), private=private)


def _name(user: User | None) -> str:
    return (user.name or user.username) if user is not None else ""
