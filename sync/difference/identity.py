"""Refuses where issues bear this plan's markers, or the plan's numbers, and are somebody else's by their titles.

Three ways lead there: another `plan.key` for a plan that the ledger knows, another town's plan under the same key, and
a number that an amendment gave to another measure. Pure: data in, data out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mappings.desired.issues import Desired, DesiredIssue
from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.wording import cut, folded
from sync.difference.changeset import Change, Changeset
from sync.difference.renaming import measure_of
from sync.difference.subjects import alike, same_subject, subject_of
from sync.errors import UnsafeChange
from sync.memory import Link, Memory, Neighbour
from sync.tracker import ActualIssue

STRANGERS_PERCENT = 20  # of the issues that stand
SAME_PLAN_PERCENT = 50  # of the issues that a plan's first run makes, known under another key
_SHOWN = 60  # characters of a title


def check_adopted(changeset: Changeset, *, plan_title: str, standing: int) -> None:
    """Raise `UnsafeChange` where many of the issues that would be adopted are not what the plan says."""
    adopted = sum(change.kind == "issue" and change.action == "adopt" for change in changeset.changes)
    found = strangers(changeset, plan_title)
    if len(found) * 100 <= STRANGERS_PERCENT * standing:
        return
    message = ngettext(
        "{count} of {all} issue bears this plan's marker and is of another plan: {key} is «{theirs}» there, "
        "and «{ours}» here",
        "{count} of {all} issues bear this plan's marker and are of another plan: {key} is «{theirs}» there, "
        "and «{ours}» here",
        adopted,
    )
    one = found[0]
    theirs, ours = (cut(getattr(side, "title", ""), _SHOWN) for side in (one.actual, one.wanted))
    raise UnsafeChange(
        "another-plan",
        message.format(count=len(found), all=adopted, key=one.key, theirs=theirs, ours=ours),
        hint=_(
            "does another town work in this project under the same plan.key? Give this plan a key or a project of its "
            "own; if the plan was only worded anew, run `vekha sync --force`"
        ),
    )


def strangers(changeset: Changeset, plan_title: str) -> list[Change]:
    """The adoptions of issues whose titles, or whose plan, are not what the plan says."""
    title = folded(plan_title)

    def is_strange(issue: ActualIssue, wanted: DesiredIssue) -> bool:
        other_plan = bool(title) and title in folded(wanted.block) and title not in folded(issue.description)
        return other_plan or not same_subject(issue, wanted)

    return [
        change
        for change in changeset.changes
        if change.action == "adopt"
        and isinstance(change.actual, ActualIssue)
        and isinstance(change.wanted, DesiredIssue)
        and is_strange(change.actual, change.wanted)
    ]


def check_numbers(desired: Desired, changeset: Changeset, memory: Memory, worked_on: Collection[str]) -> None:
    """Raise `UnsafeChange` where an issue on which the staff have worked would become another measure's.

    It would, where nothing that is known under a number speaks of the measure that the plan has there now.
    """
    titles = {measure_of(issue.key): issue.title for issue in desired.issues}
    known: dict[str, list[Link]] = {}
    for (kind, key), link in memory.links.items():
        if kind == "issue" and measure_of(key) in titles:
            known.setdefault(measure_of(key), []).append(link)
    reused: dict[str, tuple[str, str]] = {}
    asked = {measure_of(change.key) for change in changeset.changes if change.kind == "issue"}
    for key in (key for key in titles if key in known and key in asked):
        others = [link for link in known[key] if not _speaks_of(link, titles[key])]
        worked = [link.base.get("title") or "" for link in others if link.tracker_id in worked_on]
        if worked and len(others) == len(known[key]):
            reused[key] = (worked[0], titles[key])
    if not reused:
        return
    message = ngettext(
        "{count} number is another measure's now: {key} was «{before}» and is «{now}»; what was reported there would "
        "stand under the new one",
        "{count} numbers are other measures' now: {key} was «{before}» and is «{now}»; what was reported there would "
        "stand under the new ones",
        len(reused),
    )
    key, (before, now) = next(iter(reused.items()))
    raise UnsafeChange(
        "number-reused",
        message.format(count=len(reused), key=key, before=cut(before, _SHOWN), now=cut(now, _SHOWN)),
        hint=_(
            "say in the mapping's «renamed» where the old measure went, or «{key}: null» where it was dropped; if it "
            "was only worded anew, run `vekha sync --force`"
        ).format(key=key),
    )


def _speaks_of(link: Link, title: str) -> bool:
    """Whether what was last written to an issue is of a measure, for all that is known."""
    before, text = link.base.get("title"), folded(link.base.get("description") or "")
    return before is None or alike(before, title) or subject_of(title) in text


def check_neighbours(
    made: Collection[DesiredIssue], memory: Memory, place: str, neighbours: Iterable[Neighbour]
) -> None:
    """Raise `UnsafeChange` where the ledger knows this plan under another key in the same place.

    `made` are the issues that its first run would make. Its measures are known by their words, and, where they are
    numbered as they were, by words that are like them.
    """
    if memory.known_keys:
        return
    for other in neighbours:
        subjects = set(map(subject_of, other.titles.values()))
        same = sum(
            subject_of(one.title) in subjects or (one.key in other.titles and alike(other.titles[one.key], one.title))
            for one in made
        )
        if other.place not in (None, place) or same * 100 <= SAME_PLAN_PERCENT * len(made):
            continue
        message = ngettext(
            "the ledger knows {count} of the {all} issues of this plan in this project under the key «{other}»",
            "the ledger knows {count} of the {all} issues of this plan in this project under the key «{other}»",
            same,
        )
        raise UnsafeChange(
            "plan-key-changed",
            message.format(count=same, all=len(made), other=other.plan),
            hint=_(
                "put plan.key: {other} back into the config; if every issue is really to be made a second time, run "
                "`vekha sync --force`"
            ).format(other=other.plan),
        )
