"""Deliberate bugs put into the running engine, each of which the torture has to catch.

A mutation changes the engine in this process and takes the change back; the engine's files are not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from mappings.marker import find_key
from notify.alerts import deciding
from notify.alerts.rules.late import NEWLY_LATE
from notify.alerts.rules.silent import NOT_YET
from sync.applying import sender
from sync.difference import deadlines, diff, dropped, safety
from sync.difference.bases import Remembered
from sync.difference.fields import desired_issue_values
from sync.difference.renaming import DROPPED
from sync.difference.verdict import Verdict
from sync.errors import Transient
from sync.ledger import store as ledger
from sync.runs import compare
from sync.tracker import ActualIssue
from sync.trackers.embedded import adapter as embedded
from sync.trackers.embedded import view as embedded_view
from sync.trackers.embedded.words import AUTHOR
from tests.torture.breach import Breach
from tests.torture.cases import CASES
from tests.torture.kills import kill_everywhere
from tests.torture.machine import examine
from tests.torture.races import beside_a_person, two_syncs
from tests.torture.storms import Gale, blow
from tests.torture.trial import trial
from tests.worlds.sync_world import PLAN_KEY

Change = Callable[..., Any]


@dataclass(frozen=True)
class Mutation:
    """One bug: what is changed, and into what. `make` gets what was there."""

    name: str
    owner: Any
    attribute: str
    make: Callable[[Any], Any]

    @contextmanager
    def put_in(self) -> Iterator[None]:
        """The engine with the bug."""
        before = self.owner.__dict__[self.attribute]
        setattr(self.owner, self.attribute, self.make(before))
        try:
            yield
        finally:
            setattr(self.owner, self.attribute, before)


def _without_intent(turn: Change) -> Change:
    return lambda self, **what: turn(self, **{**what, "intent": None, "lost": ()})


def _sent_twice(send: Change) -> Change:
    def call(self: Any, change: Any) -> Any:
        try:
            return send(self, change)
        except Transient:
            return send(self, change)

    return call


def _without_base(save: Change) -> Change:
    return lambda connection, plan, link: save(connection, plan, replace(link, base={}))


def _closes(orphans: Change) -> Change:
    def call(self: Any) -> Any:
        self._rules = replace(self._rules, removed="close")
        return orphans(self)

    return call


def _by_title(read: Change) -> Change:
    def call(self: Any, row: Any, said: Any, told: Any, key: str | None = None) -> ActualIssue | None:
        if key is None and find_key(row.description, PLAN_KEY) is None and row.title.startswith("1."):
            key = f"I.{row.title.split('. ')[0]}"
        found: ActualIssue | None = read(self, row, said, told, key)
        return found

    return call


def _anywhere(fetch: Change) -> Change:
    """Everything of the project is read, not only what bears a marker."""

    def call(self: Any) -> Any:
        plan_key, self._plan_key = self._plan_key, ""
        try:
            with self.store.reading() as view:
                unmarked = [row for row in view.issues(self.project) if find_key(row.description, PLAN_KEY) is None]
                told = embedded._Told(view, self.project)
        finally:
            self._plan_key = plan_key
        actual = fetch(self)
        extra = (_by_title(embedded.EmbeddedTracker._issue)(self, row, [], told) for row in unmarked)
        return replace(actual, issues=(*actual.issues, *(one for one in extra if one is not None)))

    return call


def _all_fields(patch: Change) -> Change:
    def call(self: Any, _fields: Any, actual: Any, wanted: Any) -> Any:
        return patch(self, desired_issue_values(wanted), actual, wanted)

    return call


def _always_writes(_verdict: Change) -> Change:
    return lambda ours, theirs, *_more: Verdict.SAME if ours == theirs else Verdict.WRITE


def _whole_milestone(update: Change) -> Change:
    return lambda self, ref, wanted, _fields: update(self, ref, wanted, ("title", "start", "due"))


def _deletes(close: Change) -> Change:
    def call(self: Any, ref: Any, **options: Any) -> Any:
        close(self, ref, **options)
        self.store.delete_issue(int(ref.id), author=AUTHOR)
        return ref

    return call


def _marker_alone(_rekeyed: Change) -> Change:
    return lambda actual, *_known: actual


def _closes_again(left_over: Change) -> Change:
    def call(issues: Any, remembered: Any, values: Any, **how: Any) -> Any:
        there = list(issues)
        found = left_over(there, remembered, values, **how)
        opened = {one.key for one in found.drift}
        found.changes += [dropped.closing(issue) for issue in there if issue.key in opened]
        return found

    return call


def _left_behind(carry_over: Change) -> Change:
    """Reports of a number that another measure takes stay under that number."""

    def call(self: Any, memory: Any, keys: Any, *more: Any, **when: Any) -> None:
        carry_over(self, memory, {old: new for old, new in keys.items() if DROPPED not in new}, *more, **when)

    return call


def _nothing(_check: Change) -> Change:
    return lambda *_all, **_more: None


_D, _L, _S, _T = diff._Difference, ledger.Ledger, sender.Sender, embedded.EmbeddedTracker
MUTATIONS = (
    Mutation("no intent is written", _L, "turn", _without_intent),
    Mutation("a write whose answer was lost is sent again", _S, "send", _sent_twice),
    Mutation(
        "a short listing is taken for a whole one",
        embedded_view.EmbeddedView,
        "count",
        lambda _count: lambda self, project, *, containing="": len(self.issues(project, containing=containing)),
    ),
    Mutation("what was written is not kept as the base", ledger, "save_link", _without_base),
    Mutation("the lock is not taken", ledger, "locked", lambda _locked: lambda _path: nullcontext()),
    Mutation("that a request may still arrive is ignored", Remembered, "in_flight", lambda _in: lambda *_all: False),
    Mutation("what the plan has dropped is closed unasked", _D, "_orphans", _closes),
    Mutation("what the plan has dropped is deleted", _T, "close_issue", _deletes),
    Mutation("the whole description is overwritten", sender, "replace_block", lambda _r: lambda _old, block: block),
    Mutation("issues are told by their titles, not by the marker", _T, "fetch", _anywhere),
    Mutation("an update sends every field", _S, "_patch", _all_fields),
    Mutation("a milestone is sent whole", _T, "update_milestone", _whole_milestone),
    Mutation("the staff's edits are taken for old values", diff, "verdict", _always_writes),
    Mutation("intents are forgotten when they are not looked at", _D, "_is_settled", lambda _is: lambda *_all: True),
    Mutation(
        "a lone deadline's issue becomes the measure's, worked on or not",
        deadlines,
        "_standing",
        lambda make: lambda issue, memory, _worked_on: make(issue, memory, False),
    ),
    Mutation("a marker beats the ledger's id", compare, "rekeyed", _marker_alone),
    Mutation(
        "what was allowed is forgotten when the run breaks off",
        _L,
        "begin_run",
        lambda begin: lambda self, keys, **what: begin(self, keys, **{**what, "allowed": ()}),
    ),
    Mutation("anything is allowed after a forced run", safety, "_fingerprint", lambda _f: lambda _change: "any"),
    Mutation("a dropped number's history goes to the new measure", _L, "carry_over", _left_behind),
    Mutation("a number's new measure takes the old one's issue", compare, "check_numbers", _nothing),
    Mutation("an issue is made while another one bears its marker", diff, "bearers", lambda _b: lambda *_all: {}),
    Mutation("what the staff opened again is closed", diff, "left_over", _closes_again),
    Mutation("what the staff closed is opened", Remembered, "has_closed", lambda _has: lambda *_all: True),
    Mutation("another town's issues are adopted", compare, "check_adopted", _nothing),
    Mutation("another key makes all issues again", compare, "check_neighbours", _nothing),
    Mutation(
        "alerts look at the day alone",
        deciding,
        "rule_of",
        lambda _rule: lambda case: NEWLY_LATE if case.deadline.days < 0 else NOT_YET,
    ),
)


def _cases() -> None:
    for case in CASES.values():
        with trial() as one:
            case(one)
            one.settle()


def _kills() -> None:
    kill_everywhere("amended sync", range(1, 2000, 60))


def _storms() -> None:
    for number in range(12):
        blow(number, Gale())


def _races() -> None:
    for number in range(8):
        two_syncs(number)
        beside_a_person(number)


PROBES: dict[str, Callable[[], None]] = {
    "test_torture_cases": _cases,
    "test_torture_kills": _kills,
    "test_torture_races": _races,
    "test_torture_storms": _storms,
    "test_torture_machine": lambda: examine(80, number=1, shrink=False),
}


def caught_by(mutation: Mutation) -> dict[str, str]:
    """Which tests catch a bug, and the rule that each of them saw broken."""
    found = {}
    with mutation.put_in():
        for name, probe in PROBES.items():
            try:
                probe()
            except Breach as breach:
                found[name] = breach.rule
            except Exception as error:  # noqa: BLE001 - a bug may break anything
                inner = [one for one in getattr(error, "exceptions", ()) if isinstance(one, Breach)]
                found[name] = inner[0].rule if inner else type(error).__name__
    return found
