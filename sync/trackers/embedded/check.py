"""`check` for the embedded tracker: whether its file is there or can be made, may be written, is whole; what it holds.

It looks, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.marker import find_key
from mappings.plan import Severity
from sync.errors import Purpose
from sync.files import unwritable
from sync.storage.database_failures import foreseen, is_there
from sync.tracker import Diagnosis
from sync.trackers.embedded.settings import TRACKER
from sync.trackers.embedded.store import EmbeddedStore


class Examination:
    """One look at a tracker file."""

    def __init__(self, store: EmbeddedStore, project: str, plan_key: str) -> None:
        self._store = store
        self._project = project
        self._plan_key = plan_key

    def lines(self) -> Iterator[Diagnosis]:
        """What was found; what shuts out all the rest ends it."""
        try:
            if not is_there(self._store.path):
                yield _made_or_written(self._store.path)
                return
            self._store.file.probe(Purpose(TRACKER, "check"))
            yield from self._found()
        except VekhaError as error:
            yield Diagnosis.of(error)

    def _found(self) -> Iterator[Diagnosis]:
        with self._store.reading("check") as view:
            issues = view.issues(self._project)
            milestones = len(view.milestones(self._project))
        yield _made_or_written(self._store.path)
        ours = sum(find_key(row.description, self._plan_key) is not None for row in issues)
        count = len(issues)
        holds = ngettext("The project holds {count} issue", "The project holds {count} issues", count)
        marked = ngettext("{count} of them of this plan", "{count} of them of this plan", ours)
        inside = ngettext("{count} milestone", "{count} milestones", milestones)
        said = f"{holds.format(count=count)}, {marked.format(count=ours)}; {inside.format(count=milestones)}."
        yield Diagnosis("tracker-issues", Severity.INFO, said)


def _made_or_written(path: Path) -> Diagnosis:
    met = foreseen(path)
    if met is not None:
        return Diagnosis.of(unwritable(path, "tracker-unwritable", met.reason, met.cause))
    message = _("The tracker file {path} is not there yet; the first sync makes it.")
    if path.exists():
        message = _("The tracker file {path} is sound.")
    return Diagnosis("tracker-file", Severity.INFO, message.format(path=path))
