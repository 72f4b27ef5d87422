"""`check` for the embedded tracker: whether its file is there or can be made, may be written, is whole; what it holds.

It looks, and changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.marker import find_key
from mappings.plan import Severity
from sync.errors import Purpose
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
            if not self._store.path.exists():
                yield _not_yet(self._store.path)
                return
            self._store.file.probe(Purpose(TRACKER, "check"))
            yield from self._found()
        except VekhaError as error:
            place = f"{error.place}: " if error.place else ""
            yield Diagnosis(error.code, Severity.ERROR, f"{place}{error.message}", error.hint)
        except OSError as error:
            yield Diagnosis("tracker-unreadable", Severity.ERROR, str(error))

    def _found(self) -> Iterator[Diagnosis]:
        with self._store.reading("check") as view:
            issues = view.issues(self._project)
            milestones = len(view.milestones(self._project))
        yield _writable(self._store.path)
        ours = sum(find_key(row.description, self._plan_key) is not None for row in issues)
        count = len(issues)
        holds = ngettext("The project holds {count} issue", "The project holds {count} issues", count)
        marked = ngettext("{count} of them of this plan", "{count} of them of this plan", ours)
        inside = ngettext("{count} milestone", "{count} milestones", milestones)
        said = f"{holds.format(count=count)}, {marked.format(count=ours)}; {inside.format(count=milestones)}."
        yield Diagnosis("tracker-issues", Severity.INFO, said)


def _not_yet(path: Path) -> Diagnosis:
    folder = next(parent for parent in path.parents if parent.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        message = _("The tracker file {path} cannot be made: {folder} may not be written.")
        hint = _("give the user that runs Vekha the right to write the file and its folder")
        return Diagnosis("tracker-unwritable", Severity.ERROR, message.format(path=path, folder=folder), hint)
    message = _("The tracker file {path} is not there yet; the first sync makes it.").format(path=path)
    return Diagnosis("tracker-file", Severity.INFO, message)


def _writable(path: Path) -> Diagnosis:
    if not os.access(path.parent, os.W_OK | os.X_OK):
        message = _("The folder {folder} may not be written, and the tracker needs it for its journal.")
        hint = _("give the user that runs Vekha the right to write the file and its folder")
        return Diagnosis("tracker-unwritable", Severity.ERROR, message.format(folder=path.parent), hint)
    return Diagnosis("tracker-file", Severity.INFO, _("The tracker file {path} is sound.").format(path=path))
