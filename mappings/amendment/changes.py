"""What an amended plan changes in the one before it: measures added, removed, renumbered, reworded and so on.

Decides what counts as a change, and which lines of `renamed` are proposed. Texts are compared as printed, white space
folded: a text that only looks different is still another one in the tracker. Pure: two plans in, values out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from mappings.amendment.pairing import Pair, pair_measures, paired, words_of
from mappings.plan import Measure, Plan
from mappings.wording import fold


class Doubt(StrEnum):
    """Why a person has to look."""

    LIKELY = "likely"  # perhaps one measure with another number: a line of `renamed` would say so
    REUSED = "number-reused"  # the number of a removed measure is a new one's: its issue would become the new one's


@dataclass(frozen=True)
class Doubtful:
    """Two measures that a person has to look at."""

    doubt: Doubt
    pair: Pair


@dataclass(frozen=True)
class Amendment:
    """What an amended plan changes. A measure may stand under several kinds; one that is as before stands nowhere.

    `renamed` holds the lines for the mapping that are sure, from the old key to the new one.
    """

    old: Plan
    new: Plan
    added: tuple[Measure, ...]
    removed: tuple[Measure, ...]
    renumbered: tuple[Pair, ...]
    moved: tuple[Pair, ...]
    reworded: tuple[Pair, ...]
    redated: tuple[Pair, ...]
    retargeted: tuple[Pair, ...]
    executors: tuple[Pair, ...]
    funding: tuple[Pair, ...]
    renamed: Mapping[str, str]
    doubtful: tuple[Doubtful, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing has changed."""
        pairs = (self.renumbered, self.reworded, self.redated, self.retargeted, self.executors, self.funding)
        return not (self.added or self.removed or any(pairs))


def compare_plans(old: Plan, new: Plan, *, renamed: Mapping[str, str] | None = None) -> Amendment:
    """What the new plan changes in the old one. `renamed` is what a person has decided already, old key to new key."""
    pairing = pair_measures(old, new, renamed or {})

    def where(differ: Callable[[Measure, Measure], bool]) -> tuple[Pair, ...]:
        return tuple(pair for pair in pairing.pairs if differ(pair.old, pair.new))

    sections = {section.key: words_of(section.title) for section in old.sections}
    headings = {section.key: words_of(section.title) for section in new.sections}
    renumbered = where(lambda before, after: before.key != after.key)
    added = {measure.key: measure for measure in pairing.added}
    reused = [paired(one, added[one.key]) for one in pairing.removed if one.key in added]
    return Amendment(
        old,
        new,
        added=pairing.added,
        removed=pairing.removed,
        renumbered=renumbered,
        moved=where(
            lambda before, after: (
                before.section != after.section
                and not (sections[before.section] and sections[before.section] == headings[after.section])
            )
        ),
        reworded=where(lambda before, after: fold(before.title) != fold(after.title)),
        redated=where(_redated),
        retargeted=where(lambda before, after: fold(before.target_text) != fold(after.target_text)),
        executors=where(lambda before, after: before.executors != after.executors),
        funding=where(lambda before, after: before.funding != after.funding),
        renamed={pair.old.key: pair.new.key for pair in sorted(renumbered, key=_place_in(old))},
        doubtful=(
            *(Doubtful(Doubt.LIKELY, pair) for pair in pairing.likely),
            *(Doubtful(Doubt.REUSED, pair) for pair in reused),
        ),
    )


def _redated(before: Measure, after: Measure) -> bool:
    """Whether the days differ, or their beginnings; where there are none, whether the words do."""
    if before.deadlines or after.deadlines:
        days = [[(one.start, one.due) for one in measure.deadlines] for measure in (before, after)]
        return days[0] != days[1]
    return words_of(before.timing_text) != words_of(after.timing_text)


def _place_in(plan: Plan) -> Callable[[Pair], int]:
    order = {measure.key: number for number, measure in enumerate(plan.measures)}
    return lambda pair: order[pair.old.key]
