"""What is noted of a GitLab from run to run: whose issue is whose, what was read of each, and which are linked.

Decides for how long a note serves. All of it can be found out again; losing it costs requests.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, MutableMapping
from datetime import datetime, timedelta
from typing import TypeVar

from pydantic import ValidationError

from mappings.natural import natural
from sync.trackers.answers import OVERLAP, Payload, Remark
from sync.trackers.gitlab.payloads import Issue


class Told(Payload):
    """What the notes of an issue told when they were read."""

    updated_at: datetime
    count: int
    read_at: datetime
    comments: tuple[Remark, ...] = ()
    description: Remark | None = None


class Links(Payload):
    """The issues that one is linked with. `updated_at` is None where they were written and not read again since."""

    updated_at: datetime | None
    read_at: datetime
    linked: frozenset[int] = frozenset()


class Pulled(Payload):
    """When all issues were last listed, and the newest change that was seen since."""

    at: datetime
    newest: datetime
    label: str


_Note = TypeVar("_Note", bound=Payload)


class GitlabCache:
    """Notes by the number of the issue. Several threads may note at once."""

    def __init__(
        self, notes: MutableMapping[str, str], *, now: Callable[[], datetime], full_pull_every: timedelta
    ) -> None:
        self._notes = notes
        self._now = now
        self._full_pull_every = full_pull_every
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """This moment."""
        return self._now()

    def is_fresh(self, at: datetime) -> bool:
        """Whether what was read then still serves without being read again."""
        return timedelta(0) <= self._now() - at < self._full_pull_every

    def is_settled(self, updated_at: datetime) -> bool:
        """Whether a change of an issue is so long ago that another one bears another time."""
        return self._now() - updated_at > OVERLAP

    # --- keys ---

    def keys(self) -> dict[int, str]:
        """The keys of the plan's issues."""
        return {number: self._notes[f"key:{number}"] for number in self._numbers("key")}

    def key(self, number: int) -> str | None:
        """The key of an issue, where it was ever seen."""
        return self._notes.get(f"key:{number}")

    def note_key(self, number: int, key: str) -> None:
        """An issue bears this key."""
        self._notes[f"key:{number}"] = key

    def forget(self, numbers: Iterable[int]) -> None:
        """These issues are gone."""
        for number in numbers:
            for kind in ("key", "told", "links", "parent", "start", "title", "issue"):
                self._notes.pop(f"{kind}:{number}", None)

    # --- notes, links, starts ---

    def told(self, number: int) -> Told | None:
        """What the notes of an issue told."""
        return self._read(Told, f"told:{number}")

    def note_told(self, number: int, told: Told | None) -> None:
        """Keep that, or let go of it. What is private is not kept."""
        public = told and told.model_copy(update={"comments": tuple(one for one in told.comments if not one.private)})
        self._write(f"told:{number}", public)

    def links(self, number: int) -> Links | None:
        """What an issue was linked with."""
        return self._read(Links, f"links:{number}")

    def note_links(self, number: int, links: Links) -> None:
        """Keep that."""
        self._write(f"links:{number}", links)

    def note_link(self, number: int, other: int, *, linked: bool) -> None:
        """Two issues have been linked, or parted, by Vekha itself."""
        with self._lock:
            known = self.links(number) or Links(updated_at=None, read_at=self._now())
            now = known.linked | {other} if linked else known.linked - {other}
            self.note_links(number, known.model_copy(update={"updated_at": None, "linked": now}))

    def parent(self, number: int) -> int | None:
        """Below which issue Vekha hung one."""
        return natural(self._notes.get(f"parent:{number}", ""))

    def note_parent(self, number: int, parent: int | None) -> None:
        """Keep that."""
        self._put(f"parent:{number}", None if parent is None else str(parent))

    def start(self, number: int) -> str | None:
        """The start that was asked for where the server has no such field."""
        return self._notes.get(f"start:{number}")

    def note_start(self, number: int, start: str | None) -> None:
        """Keep that."""
        self._put(f"start:{number}", start)

    def title(self, number: int) -> str | None:
        """The plan's title where it had to be cut to be written."""
        return self._notes.get(f"title:{number}")

    def note_title(self, number: int, title: str | None) -> None:
        """Keep that."""
        self._put(f"title:{number}", title)

    # --- listings ---

    def pulled(self) -> Pulled | None:
        """When all issues were last listed."""
        return self._read(Pulled, "pulled")

    def issues(self) -> list[Issue]:
        """The issues as they were listed last."""
        read = (self._read(Issue, f"issue:{number}") for number in self._numbers("issue"))
        return [issue for issue in read if issue is not None]

    def note_pull(self, pulled: Pulled | None, issues: Iterable[Issue]) -> None:
        """Keep a listing whole, or keep none."""
        for number in self._numbers("issue"):
            del self._notes[f"issue:{number}"]
        self._write("pulled", pulled)
        for issue in issues if pulled is not None else ():
            self._notes[f"issue:{issue.iid}"] = issue.model_dump_json(exclude_unset=True)

    def _numbers(self, kind: str) -> list[int]:
        found = (name.partition(":") for name in list(self._notes))
        numbers = (natural(number) for head, _colon, number in found if head == kind)
        return [number for number in numbers if number is not None]

    def _read(self, model: type[_Note], name: str) -> _Note | None:
        text = self._notes.get(name)
        if text is None:
            return None
        try:
            return model.model_validate_json(text)
        except ValidationError:
            return None

    def _write(self, name: str, note: Payload | None) -> None:
        self._put(name, None if note is None else note.model_dump_json())

    def _put(self, name: str, text: str | None) -> None:
        if text is None:
            self._notes.pop(name, None)
        else:
            self._notes[name] = text
