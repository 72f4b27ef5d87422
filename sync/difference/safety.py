"""Refuses a change set that is larger than a safe one, with the counts, the limit and the override.

A damaged document or a wrong config looks like a large change; a person must say that it is meant. What was allowed
once and could not be finished is not asked about again; nothing else goes with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta

from mappings.language import gettext as _
from mappings.language import ngettext
from sync.difference.changeset import Change, Changeset
from sync.errors import UnsafeChange
from sync.memory import Memory
from sync.tracker import Actual

UPDATES_PERCENT = 20  # of the issues that stand
VANISHED_PERCENT = 20  # of the issues that the ledger knows
GROWTH_PERCENT = 50  # of the issues that the last run knew
SHRINK_PERCENT = 20  # of the issues that the last run knew
CLOCK_TOLERANCE = timedelta(minutes=10)  # what a tracker's clock that ran ahead may have been put back by


def check_safety(changeset: Changeset, memory: Memory, *, desired: int, standing: int) -> None:
    """Raise `UnsafeChange` with every reason at once.

    `desired` and `standing` count the issues that the plan asks for and that stand in the tracker. The first sync into
    an empty project creates everything and is safe; so is the rest of one that was broken off. Closings are no reason
    to refuse all the rest: see `closings`.
    """
    asked = without(changeset, memory.allowed)
    reasons = [
        reason
        for reason in (
            _updates(asked, standing),
            _vanished(asked, memory),
            _growth(asked, memory, standing),
            _shrink(memory, desired),
        )
        if reason
    ]
    if reasons:
        raise UnsafeChange("unsafe-change", "; ".join(reasons), hint=_way_on())


def closings(changeset: Changeset, memory: Memory) -> tuple[Change, ...]:
    """The closings that nobody has allowed: they wait for a person, and nothing else has to wait for them."""
    asked = without(changeset, memory.allowed).changes
    return tuple(change for change in asked if change.action == "close" and change.wanted is None)


def closings_refused(waiting: Collection[Change]) -> UnsafeChange:
    """What is told of closings that wait."""
    text = ngettext(
        "{count} issue would be closed, the limit is 0", "{count} issues would be closed, the limit is 0", len(waiting)
    )
    return UnsafeChange("unsafe-change", text.format(count=len(waiting)), hint=_way_on())


def fingerprints(changes: Iterable[Change]) -> frozenset[str]:
    """What a person allows who allows these changes: each with what it writes, and nothing else."""
    return frozenset(map(_fingerprint, changes))


def without(changeset: Changeset, allowed: Collection[str]) -> Changeset:
    """The change set without what was allowed before."""
    if not allowed:
        return changeset
    return replace(changeset, changes=tuple(one for one in changeset.changes if _fingerprint(one) not in allowed))


def check_not_restored(actual: Actual, memory: Memory) -> None:
    """Raise `UnsafeChange` where an issue was last changed well before the time at which it was seen to be.

    No tracker sets that time back: it was restored from a backup, and what is missing was not deleted by the staff.
    """
    back = [
        issue
        for issue in actual.issues
        if issue.updated_at is not None
        and memory.seen.get(issue.ref.id, issue.updated_at) - issue.updated_at > CLOCK_TOLERANCE
    ]
    if back:
        message = ngettext(
            "the tracker has gone back in time: {count} issue, such as {key}, is older than at the last sync",
            "the tracker has gone back in time: {count} issues, such as {key}, are older than at the last sync",
            len(back),
        )
        hint = _(
            "was it restored from a backup? `vekha sync --accept-restore` goes on from what stands there now, and "
            "makes again what the backup lacks"
        )
        raise UnsafeChange("tracker-restored", message.format(count=len(back), key=back[0].key), hint=hint)


def _way_on() -> str:
    return _("look at it with `vekha diff`; if it is meant, run `vekha sync --force`")


def _fingerprint(change: Change) -> str:
    told = [change.action, change.kind, change.key, dict(change.fields)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def _updates(changeset: Changeset, standing: int) -> str:
    updates = sum(one.kind == "issue" and one.action == "update" and not one.rewords for one in changeset.changes)
    if updates * 100 <= UPDATES_PERCENT * standing:
        return ""
    return ngettext(
        "{count} of {all} issues would be updated, the limit is {limit}%",
        "{count} of {all} issues would be updated, the limit is {limit}%",
        updates,
    ).format(count=updates, all=standing, limit=UPDATES_PERCENT)


def _vanished(changeset: Changeset, memory: Memory) -> str:
    """Many issues gone at once are a lost tracker, another project or a lost right, not the staff's doing."""
    gone = sum(link.kind == "issue" and link.gone_at is None for link in changeset.missing)
    known = sum(kind == "issue" for kind, _key in memory.links)
    if gone * 100 <= VANISHED_PERCENT * known:
        return ""
    return ngettext(
        "{count} of {all} issues is no longer in the tracker, the limit is {limit}%",
        "{count} of {all} issues are no longer in the tracker, the limit is {limit}%",
        gone,
    ).format(count=gone, all=known, limit=VANISHED_PERCENT)


def _growth(changeset: Changeset, memory: Memory, standing: int) -> str:
    creates = [change.key for change in changeset.changes if change.kind == "issue" and change.action == "create"]
    known = memory.known_keys
    if known is None and not standing:
        return ""
    new = len(set(creates) - set(known or ()))
    before = len(known) if known is not None else standing
    if new * 100 <= GROWTH_PERCENT * before:
        return ""
    return ngettext(
        "{count} new issue would be created where the last run knew {before}, the limit is {limit}%",
        "{count} new issues would be created where the last run knew {before}, the limit is {limit}%",
        new,
    ).format(count=new, before=before, limit=GROWTH_PERCENT)


def _shrink(memory: Memory, desired: int) -> str:
    before = len(memory.known_keys or ())
    lost = before - desired
    if lost * 100 <= SHRINK_PERCENT * before:
        return ""
    return ngettext(
        "the plan asks for {count} issue where the last run knew {before}, it may shrink by {limit}%",
        "the plan asks for {count} issues where the last run knew {before}, it may shrink by {limit}%",
        desired,
    ).format(count=desired, before=before, limit=SHRINK_PERCENT)
