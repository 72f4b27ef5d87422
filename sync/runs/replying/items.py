"""What a digest told, as the deadlines and issues of the plan as it is now: an amendment may have renumbered them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mappings.plan import Deadline, Measure, Plan
from notify.delivery.sent_digests import SentDigest
from notify.replies.answer import Item


@dataclass(frozen=True)
class Target:
    """Where what is said of an item belongs: its measure, and the deadline whose issue stands for it."""

    measure: Measure
    deadline: Deadline

    @property
    def issue(self) -> str:
        """The issue's key."""
        return self.measure.issue_key(self.deadline)


def items_of(digest: SentDigest, plan: Plan) -> list[Item]:
    """The items that a digest told, under the keys that its reader has seen, each once."""
    items: dict[str, Item] = {}
    for told in digest.items:
        target = target_of(told.key_now, told.due, plan)
        indicators = len(target.measure.indicators) if target is not None else None
        items.setdefault(told.key, Item(told.key, told.key.partition("/")[0], told.due, indicators))
    return list(items.values())


def targets_of(digest: SentDigest, plan: Plan) -> dict[str, Target]:
    """Where each item of a digest belongs, by its key there; what the plan has no more is left out."""
    found = ((told.key, target_of(told.key_now, told.due, plan)) for told in digest.items)
    return {key: target for key, target in found if target is not None}


def target_of(key: str, due: date, plan: Plan) -> Target | None:
    """The deadline of a key; of a measure's key, or where that deadline is gone, the one of the same day."""
    own = key.partition("/")[0]
    measure = next((one for one in plan.measures if one.key == own), None)
    if measure is None:
        return None
    deadlines = measure.deadlines
    found = next((one for one in deadlines if one.key == key), None)
    found = found or next((one for one in deadlines if due in (one.due, one.planned)), None)
    found = found or (deadlines[0] if len(deadlines) == 1 else None)
    return Target(measure, found) if found is not None else None
