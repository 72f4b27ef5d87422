"""Carries the history over when an amended plan numbers its measures anew: the mapping's `renamed`.

Decides which key an issue has after that. An issue of the tracker still bears its old marker when the key changes, and
a new number may be another measure's old one: so the ledger, which knows the issue by its tracker id, decides; where
it knows nothing, a marker is taken at its word unless the titles say otherwise. Pure: data in, data out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Mapping
from dataclasses import replace
from itertools import count

from mappings.desired.issues import Desired, DesiredIssue
from mappings.marker import find_key, remarked
from sync.difference.subjects import same_subject
from sync.memory import Base, Intent, Link, Memory
from sync.tracker import Actual, ActualIssue

Renamed = Mapping[str, str]  # a measure's old key -> its new one

_MARKING = ("create", "update")  # the writes that give an issue its marker
DROPPED = "~"  # what follows it in a key tells apart the measures that bore its number before


def measure_of(key: str) -> str:
    """The measure that an issue stands for, or of which it stands for a deadline."""
    return key.partition("/")[0]


def new_key(key: str, renamed: Renamed) -> str:
    """The key of an issue after its measure was renamed; that of a deadline keeps its year."""
    measure, slash, deadline = key.partition("/")
    return f"{renamed.get(measure, measure)}{slash}{deadline}"


def named(renamed: Mapping[str, str | None], memory: Memory) -> Renamed:
    """The lines of `renamed` with a key of its own for each dropped measure whose number went to another one.

    A measure is dropped by a line that says so, or by one that gives its number away while none says where it went.
    One of which a lost request may have made an issue is known as well.
    """
    made = [(one.kind, one.key) for one in memory.intents if one.action == "create"]
    known = {measure_of(key) for kind, key in (*memory.links, *made) if kind == "issue"}
    taken = known | set(memory.renamed.values())
    keys = {old: new for old, new in renamed.items() if new is not None}
    dropped = [old for old, new in renamed.items() if new is None]
    for old, new in keys.items():
        is_done = memory.renamed.get(old) == new  # then only what was told apart stays so: other lines may have gone
        dropped += [new] if (DROPPED in memory.renamed.get(new, "") if is_done else new in known) else []
    for old in dropped:
        before = memory.renamed.get(old, "")
        free = (f"{old}{DROPPED}{number}" for number in count(1))
        keys.setdefault(old, before if DROPPED in before else next(key for key in free if key not in taken))
    return keys


def carried_over(memory: Memory, renamed: Renamed) -> Memory:
    """What the ledger knows, under the new keys; what was carried over before is not carried over again."""
    fresh = {old: new for old, new in renamed.items() if memory.renamed.get(old) != new}
    if not fresh:
        return memory
    return replace(moved(memory, lambda key: new_key(key, fresh)), renamed=dict(renamed))


def moved(memory: Memory, rekey: Callable[[str], str]) -> Memory:
    """What the ledger knows, with every issue under another key. Where two meet, the one that was moved stays."""
    links: dict[tuple[str, str], Link] = {}
    for (kind, key), link in sorted(memory.links.items(), key=lambda one: rekey(one[0][1]) != one[0][1]):
        if kind != "issue":
            links[kind, key] = link
        else:
            links[kind, rekey(key)] = replace(link, key=rekey(key), base=_base(link.base, rekey))
    known = memory.known_keys and tuple(dict.fromkeys(map(rekey, memory.known_keys)))
    intents: dict[tuple[str, str], Intent] = {}
    for intent in sorted(memory.intents, key=lambda one: rekey(one.key) != one.key):
        there = _intent(intent, rekey)
        intents[there.kind, there.key] = there
    said = frozenset((rekey(key), mark) for key, mark in memory.said)
    return replace(memory, links=links, intents=tuple(intents.values()), known_keys=known, said=said)


def rekeyed(actual: Actual, memory: Memory, renamed: Renamed, desired: Desired) -> Actual:
    """The tracker's issues under the keys that they stand for now. `memory` is one that was carried over.

    What the ledger knows by its id beats a marker that was about to change: one that is still the marker written last.
    What a lost request made or marked anew is known by its intent.
    """
    known = _Known(memory, desired.plan_key)
    wanted = {issue.key: issue for issue in desired.issues}
    meant = {intent.key for intent in memory.intents if intent.kind == "issue" and intent.action in _MARKING}

    def key_of(issue: ActualIssue) -> str:
        new = new_key(issue.key, renamed)
        if issue.ref.id in known:
            return known.key_of(issue, new)
        if (issue.key in meant) != (new in meant):
            return issue.key if issue.key in meant else new
        if new == issue.key or issue.key not in wanted:
            return new
        other = wanted.get(new)
        is_new = other is None or same_subject(issue, other)
        return new if is_new and not same_subject(issue, wanted[issue.key]) else issue.key

    keys = {issue.ref.id: key_of(issue) for issue in actual.issues}
    doubtful = {one.ref.id for one in actual.issues if one.ref.id not in known and not _agrees(one, wanted)}
    given = _kept_apart(actual.issues, _given_way(actual.issues, keys, doubtful, renamed), known)
    return replace(actual, issues=tuple(replace(issue, key=given[issue.ref.id]) for issue in actual.issues))


def as_marked(memory: Memory, actual: Actual, plan_key: str) -> Memory:
    """What the ledger knows, with the marker that stands in each of its issues for the one written last.

    The answer to the write that put it there may have been lost. `actual` is one that was rekeyed by this memory.
    """
    links = dict(memory.links)
    for issue in actual.issues:
        link, stands = links.get(("issue", issue.key)), find_key(issue.description, plan_key)
        if link is None or link.tracker_id != issue.ref.id or stands is None:
            continue
        text = link.base.get("description")
        if text is not None and find_key(text, plan_key) != stands:
            base = {**link.base, "description": remarked(text, plan_key, stands)}
            links["issue", issue.key] = replace(link, base=base)
    return replace(memory, links=links)


class _Known:
    """The issues that the ledger knows by the tracker's ids, with the markers that Vekha wrote there.

    One that the staff gave another measure's marker is known under both keys.
    """

    def __init__(self, memory: Memory, plan_key: str) -> None:
        self._plan_key = plan_key
        self._links: dict[str, list[Link]] = defaultdict(list)
        for (kind, _key), link in sorted(memory.links.items(), key=lambda one: one[1].gone_at is not None):
            if kind == "issue":
                self._links[link.tracker_id].append(link)
        self._sent = {one.key: one.wanted for one in memory.intents if one.kind == "issue" and one.action in _MARKING}

    def __contains__(self, tracker_id: object) -> bool:
        return tracker_id in self._links

    def key_of(self, issue: ActualIssue, new: str) -> str:
        """The key of an issue that is known; `new` is the one that its marker has after this plan's renaming."""
        links = self._links[issue.ref.id]
        meant = [one.key for one in links if issue.key in (*self._marks(one), one.key) or one.key == new]
        adopted = [one.key for one in links if self._mark(one.base) is None]  # nothing is known to be written there
        return next(iter((*meant, *adopted)), issue.key)

    def _marks(self, link: Link) -> tuple[str | None, ...]:
        """The key in the marker written last, and in one that was sent and whose answer was lost."""
        return self._mark(link.base), self._mark(self._sent.get(link.key, {}))

    def _mark(self, base: Base) -> str | None:
        return find_key(base.get("description") or "", self._plan_key)


def _agrees(issue: ActualIssue, wanted: Mapping[str, DesiredIssue]) -> bool:
    return issue.key in wanted and same_subject(issue, wanted[issue.key])


def _given_way(
    issues: Iterable[ActualIssue], keys: Mapping[str, str], doubtful: Collection[str], renamed: Renamed
) -> Mapping[str, str]:
    """The keys by the tracker's ids, once doubtful issues whose markers others were renamed to are renamed as well.

    Each may be in the way of the next; one whose title is the plan's gives way to nobody.
    """
    found, issues = dict(keys), list(issues)
    for _step in doubtful:
        taken = {found[one.ref.id] for one in issues if found[one.ref.id] != one.key}
        in_the_way = [one for one in issues if one.ref.id in doubtful and found[one.ref.id] == one.key in taken]
        if not in_the_way:
            break
        found |= {one.ref.id: new_key(one.key, renamed) for one in in_the_way}
    return found


def _kept_apart(issues: Iterable[ActualIssue], keys: Mapping[str, str], known: Container[str]) -> Mapping[str, str]:
    """The keys by the tracker's ids, where no unknown issue takes a key that another one bears: it keeps its marker.

    It would be that one's duplicate, and nobody marks those anew; so its own marker would be free to be given twice.
    """
    held = Counter(keys.values())
    found = dict(keys)
    for one in issues:
        key = keys[one.ref.id]
        if one.ref.id not in known and key != one.key and held[key] > 1 and not held[one.key]:
            found[one.ref.id] = one.key
            held.subtract([key])
            held.update([one.key])
    return found


def _intent(intent: Intent, rekey: Callable[[str], str]) -> Intent:
    if intent.kind == "milestone":
        return intent
    return replace(intent, key=rekey(intent.key), wanted=_base(intent.wanted, rekey))


def _base(base: Base, rekey: Callable[[str], str]) -> Base:
    parent = base.get("parent")
    return base if parent is None else {**base, "parent": rekey(parent)}
