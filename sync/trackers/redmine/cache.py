"""What is noted of a Redmine from run to run: what each issue's history told, and whether groups become categories.

Decides for how long a note serves, and what is kept of it. All of it can be found out again; losing it costs requests.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, MutableMapping
from datetime import datetime, timedelta

from pydantic import ValidationError

from sync.trackers.answers import OVERLAP, Payload, Remark

_ISSUE, _CATEGORIES = "issue:", "category:"  # each part's own compartment: no part touches another's notes
_USED = f"{_CATEGORIES}used"
_YES, _NO = "yes", "no"


class Details(Payload):
    """What one issue's history tells, as it was read at a moment."""

    updated_on: datetime
    read_at: datetime
    fact_field: int | None = None
    comments: tuple[Remark, ...] = ()
    fact: Remark | None = None
    description: Remark | None = None
    versions: tuple[Remark, ...] = ()  # the staff's words in the description after each change


class RedmineCache:
    """Notes by the number of the issue, and one on categories. What stands under any other name is cleared away."""

    def __init__(
        self, notes: MutableMapping[str, str], *, now: Callable[[], datetime], full_pull_every: timedelta
    ) -> None:
        self._notes = notes
        self._now = now
        self._full_pull_every = full_pull_every
        for name in [name for name in notes if not name.startswith((_ISSUE, _CATEGORIES))]:
            del notes[name]  # of another tracker, or of a Vekha that had no compartments

    def now(self) -> datetime:
        """This moment."""
        return self._now()

    # --- issues ---

    def details(self, number: int) -> Details | None:
        """What an issue's history told.

        A deleted or edited comment does not move an issue, so it serves for `full_pull_every` only.
        """
        text = self._notes.get(f"{_ISSUE}{number}")
        if text is None:
            return None
        try:
            found = Details.model_validate_json(text)
        except ValidationError:
            return None
        return found if self._now() - found.read_at < self._full_pull_every else None

    def note_details(self, number: int, details: Details) -> None:
        """Keep that, where another change of the issue would bear another time. What is private is not kept."""
        if details.read_at - details.updated_on > OVERLAP:
            public = tuple(one for one in details.comments if not one.private)
            self._notes[f"{_ISSUE}{number}"] = details.model_copy(update={"comments": public}).model_dump_json()
        else:
            self._notes.pop(f"{_ISSUE}{number}", None)

    def keep_only(self, numbers: Collection[int]) -> None:
        """All other issues are gone."""
        kept = {f"{_ISSUE}{number}" for number in numbers}
        for name in [name for name in self._notes if name.startswith(_ISSUE) and name not in kept]:
            del self._notes[name]

    # --- categories ---

    def categories_used(self) -> bool | None:
        """Whether issues get categories, as it was found out today; None where it was not."""
        day, _space, said = self._notes.get(_USED, "").partition(" ")
        return said == _YES if day == self._today() else None

    def note_categories(self, *, used: bool) -> None:
        """Keep that for today."""
        self._notes[_USED] = f"{self._today()} {_YES if used else _NO}"

    def _today(self) -> str:
        return self._now().date().isoformat()
