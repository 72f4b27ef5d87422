"""Applies the decided extensions of the mapping: until when a deadline of the plan now runs, and by whose order.

Decides which deadline an entry names, and which entries cannot be as they stand. A deadline keeps its key and the
plan's own date whatever it is extended to. What the staff move by hand in the tracker is no matter here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mappings.errors import MOST_PROBLEMS, Problem
from mappings.language import gettext as _
from mappings.mapping.model import DecidedExtension, Mapping
from mappings.operator_files.strict_yaml import printable
from mappings.operator_files.validation import nearest, suggestion
from mappings.plan import Deadline, Measure
from mappings.wording import day


def apply_extensions(measures: Sequence[Measure], mapping: Mapping) -> tuple[tuple[Measure, ...], list[Problem]]:
    """The measures, overrides applied, with their deadlines extended; and everything that is wrong with the entries.

    Entries of one deadline follow one another, and the last one counts. A wrong one is left out.
    """
    if not mapping.extensions:
        return tuple(measures), []
    search = _Search(measures, mapping)
    for place, entry in enumerate(mapping.extensions):
        search.take(place, entry)
    extended = search.deadlines
    changed = (
        replace(measure, deadlines=tuple(extended[one.key] for one in measure.deadlines)) for measure in measures
    )
    return tuple(changed), [*search.problems, *search.collisions()]


class _Search:
    """The deadlines by key as far as they have been extended, and what was wrong on the way."""

    def __init__(self, measures: Sequence[Measure], mapping: Mapping) -> None:
        self._mapping = mapping
        self._measures = {measure.key: measure for measure in measures}
        self._places: dict[str, int] = {}  # of the last entry of each deadline
        self.deadlines = {one.key: one for measure in measures for one in measure.deadlines}
        self.problems: list[Problem] = []

    def take(self, place: int, entry: DecidedExtension) -> None:
        """Extend the deadline that an entry names."""
        deadline = self._named(entry.deadline)
        if len(self.problems) > MOST_PROBLEMS:
            return
        if deadline is None:
            self.problems.append(self._unknown(place, entry))
        elif entry.until <= deadline.due:
            self.problems.append(self._not_later(place, entry, deadline))
        else:
            self.deadlines[deadline.key] = deadline.extended(entry.until, by=entry.by, order=entry.order)
            self._places[deadline.key] = place

    def collisions(self) -> Iterator[Problem]:
        """Every extension to a day on which another deadline of the measure is due already."""
        for measure in self._measures.values():
            taken: dict[object, Deadline] = {}
            own = [self.deadlines[one.key] for one in measure.deadlines]
            for one in sorted(own, key=lambda other: self._places.get(other.key, -1)):
                other = taken.setdefault(one.due, one)
                if other is not one:
                    message = _("another deadline of the measure is due on {day} already: {key}")
                    message = message.format(day=day(one.due), key=other.key)
                    hint = _("name another day; or take the entry out, if the amended plan holds the new date itself")
                    yield self._problem("extension-day-taken", self._places[one.key], "until", message, hint)

    def _named(self, name: str) -> Deadline | None:
        """The deadline of a key, or the only one of the measure with that key."""
        measure = self._measures.get(name)
        only = measure.deadlines[0].key if measure is not None and len(measure.deadlines) == 1 else name
        return self.deadlines.get(only)

    def _unknown(self, place: int, entry: DecidedExtension) -> Problem:
        measure = self._measures.get(entry.deadline.partition("/")[0])
        own = [one.key for one in measure.deadlines] if measure is not None else []
        name = printable(entry.deadline)
        message = _("the plan has no deadline «{key}»").format(key=name)
        if measure is not None and not own:
            message, hint = _("{key} has no deadline that could be extended").format(key=measure.key), ""
        elif measure is not None and entry.deadline == measure.key:
            message = _("{key} has several deadlines; it is not said which one is extended").format(key=name)
            hint = _("known here: {names}").format(names=", ".join(own))
        elif measure is not None and any(one.planned == entry.until for one in measure.deadlines):
            hint = _held_already()
        else:
            hint = suggestion(name, own or nearest(name, self.deadlines, count=3), count=3)
        return self._problem("deadline-unknown", place, "deadline", message, hint)

    def _not_later(self, place: int, entry: DecidedExtension, deadline: Deadline) -> Problem:
        if deadline.extensions:
            message = _("{key} was extended to {before} above, and {until} is not after that")
            hint = _("put the extensions of one deadline in the order in which they were decided")
        else:
            message = _("{key} is due on {before}, and {until} is not after that")
            hint = _held_already() if entry.until == deadline.due else _("write the day to which it was extended")
        values = {"key": deadline.key, "before": day(deadline.due), "until": day(entry.until)}
        return self._problem("extension-not-later", place, "until", message.format(**values), hint)

    def _problem(self, code: str, place: int, key: str, message: str, hint: str) -> Problem:
        return self._mapping.problem(code, ("extensions", place, key), message, hint)


def _held_already() -> str:
    return _("the plan holds the new date itself: if it was amended so, take the entry out")
