"""What the staff have finished and reported, and what may never become of it, whatever is amended.

A measure goes by its identity and a deadline by its date, never by the engine's keys. What the staff have brought about
themselves, by pasting blocks, copying or deleting, is exempt; so is what a person has forced.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field

from mappings.progress import DeadlineProgress, DeadlineState, Progress, Report
from notify.alerts.deciding import decide
from notify.alerts.memory import Known
from notify.alerts.recipients import Recipient
from notify.alerts.terms import Terms, Today
from sync.difference.renaming import measure_of
from tests.torture.breach import Breach
from tests.torture.identity import Place, named_in

Places = Mapping[str, Place]  # what an issue stands for, by its key

_FIGURE = re.compile(r"Факт: (\d+)")
_EVERYBODY = (Recipient("Director", "director@example.org"),)
_TERMS = Terms()


@dataclass(frozen=True)
class Figure:
    """A figure of the staff's, which no other one equals: the issue and what that stood for. `field`: not a comment."""

    issue: int
    place: Place
    field: bool = False


@dataclass(frozen=True)
class Run:
    """What a run goes for: its plan, and what a person has said of it.

    `told` are the measures of which the mapping says where they went; `beside` says that the staff are at work
    meanwhile.
    """

    places: Places = field(default_factory=dict)
    told: frozenset[int] = frozenset()
    forced: bool = False
    beside: bool = False


@dataclass
class Promises:
    """What each issue stands for by Vekha's last words in it, and what the staff have done there.

    `taken_up` is the plan of the last whole run. `done` are the issues that they closed as done, `finished` the
    deadlines that those stood for. `disputed` are the issues whose markers they have touched. `doubtful` are the plans
    since the ledger was lost: what differs between them nobody can know.
    """

    stands: dict[int, Place] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)
    finished: dict[Place, int] = field(default_factory=dict)
    disputed: set[int] = field(default_factory=set)
    taken_up: Places = field(default_factory=dict)
    doubtful: list[Places] = field(default_factory=list)
    allowed: bool = False
    keys: dict[int, str] = field(default_factory=dict)  # of the measures, those included that have left the plan
    unsaid: set[int] = field(default_factory=set)  # the measures that have moved, and nobody has said where
    run: Run = field(default_factory=Run)

    # --- what happens ---

    def expects(self, run: Run) -> None:
        """What the next run goes for."""
        self.run = run
        before, now = self.keys, _keys(run.places)
        moved = {identity for identity in before.keys() & now.keys() if before[identity] != now[identity]}
        held = {key: identity for identity, key in now.items()}
        ousted = {identity for identity, key in before.items() if held.get(key, identity) != identity}
        self.unsaid |= (moved | (ousted if run.forced else set())) - run.told
        if self.doubtful:
            self.doubtful.append(run.places)

    def begun(self) -> None:
        """The run has begun: what a person has forced goes on, should it break off."""
        self.allowed |= self.run.forced

    def doubts(self, *others: Places) -> None:
        """The ledger is lost, or one of an earlier plan has taken its place."""
        self.doubtful += [self.taken_up, *others]

    def written(self, number: int, key: str | None, text: str) -> None:
        """Vekha has written a title or a plan block: from now on the issue stands for what is named there."""
        identity = named_in(text)
        if identity is None or key is None:
            return
        before = self.stands.get(number)
        if before is not None and before.identity != identity:
            self._given_away(number, before.identity, identity)
        place = self.run.places.get(key)
        self.stands[number] = place if place is not None and place.identity == identity else Place(identity)

    def _given_away(self, number: int, before: int, now: int) -> None:
        """An issue becomes another measure's: one on which the staff have worked only where a person forces it."""
        free = number in self.disputed or {before, now} & self._adrift() or self.run.beside
        forced = (self.run.forced or self.allowed) and before not in self.run.told
        if not (free or forced) and self._is_worked_on(number):
            raise Breach("worked-on issue given to another measure", (number, before, now))
        self.forget(number)

    def _is_worked_on(self, number: int) -> bool:
        return number in self.done or any(one.issue == number for one in self.figures.values())

    def marked(self, number: int, key: str) -> None:
        """Vekha has given an issue a marker: one of its own measure's."""
        before, place = self.stands.get(number), self.run.places.get(key)
        if before is not None and place is not None and before.identity != place.identity:
            self._given_away(number, before.identity, place.identity)
            self.stands[number] = place

    def reported(self, number: int, key: str | None, text: str, *, field: bool = False) -> None:
        """The staff have written something."""
        place, found = self.stands.get(number), _FIGURE.fullmatch(f"Факт: {text}" if field else text)
        if field:
            self.figures = {f: one for f, one in self.figures.items() if (one.issue, one.field) != (number, True)}
        if found is not None and place is not None and self._is_known(number, key, place):
            self.figures[found[1]] = Figure(number, place, field)

    def turned(self, number: int, key: str | None, status: str | None) -> None:
        """The staff have closed an issue or opened it."""
        self.done.discard(number)
        self.finished = {place: one for place, one in self.finished.items() if one != number}
        place = self.stands.get(number)
        if status == "done" and place is not None and self._is_known(number, key, place):
            self.done.add(number)
            self._finish(number, key)

    def _finish(self, number: int, key: str | None) -> None:
        place = self.stands.get(number)
        if place is not None and place.due is not None and self.taken_up.get(key or "") == place:
            self.finished[place] = number

    def _is_known(self, number: int, key: str | None, place: Place) -> bool:
        known = self.taken_up.get(measure_of(key or ""))
        there = place.identity in {one.identity for one in self.taken_up.values()}
        agreed = known is not None and known.identity == place.identity if there else known is None
        return key is not None and number not in self.disputed and agreed

    def dispute(self, numbers: Collection[int]) -> None:
        """The staff have touched these markers: whatever comes of it is their doing."""
        self.disputed |= set(numbers)
        for number in numbers:
            self.forget(number)

    def forget(self, number: int) -> None:
        """Nothing is promised any more of what was done on an issue."""
        self.done.discard(number)
        self.finished = {place: one for place, one in self.finished.items() if one != number}
        self.figures = {figure: one for figure, one in self.figures.items() if one.issue != number}

    # --- after a whole run ---

    @property
    def are_any(self) -> bool:
        """Whether anything is promised at all."""
        return bool(self.finished or self.figures)

    def kept(self, progress: Progress, history: Mapping[str, Report], standing: Mapping[int, str]) -> None:
        """Raise `Breach` where a promise is broken. `standing` are the markers by issue."""
        self._release(standing)
        self._kept_finished(progress, history)
        self._kept_apart(history)

    def _release(self, standing: Mapping[int, str]) -> None:
        """Promise nothing of what nobody can know, of what has gone, and of dates that the plan no longer asks for."""
        adrift, asked = self._adrift() | self.unsaid, set(self.run.places.values())
        for number in {*self.done, *(one.issue for one in self.figures.values())}:
            place = self.stands.get(number)
            if number not in standing or place is None or place.identity in adrift:
                self.forget(number)
        self.finished = {place: number for place, number in self.finished.items() if place in asked}

    def settled(self, standing: Mapping[int, str]) -> None:
        """A whole run has taken the plan up."""
        self._release(standing)
        self.taken_up, self.doubtful, self.allowed, self.unsaid = self.run.places, [], False, set()
        now = _keys(self.taken_up)
        self.keys = {identity: key for identity, key in self.keys.items() if key not in now.values()} | now
        for number in self.done & standing.keys():
            self._finish(number, standing[number])

    def _kept_finished(self, progress: Progress, history: Mapping[str, Report]) -> None:
        by_date: dict[Place, DeadlineProgress] = {}
        for measure, one in progress.deadlines():
            by_date[Place(self.run.places[measure.measure.key].identity, one.deadline.due)] = one
        told = {
            (self.run.places[alert.case.measure.measure.key].identity, alert.due)
            for decision in decide(progress, _EVERYBODY, Known(), _TERMS, Today(progress.today)).made
            if (alert := decision.alert) is not None and alert.kind != "drift"
        }
        for place, number in self.finished.items():
            found = by_date.get(place)
            if found is None:  # of a year that is not followed
                continue
            if found.state is not DeadlineState.DONE:
                raise Breach("finished deadline no longer done", (number, place, found.state, found.report))
            if (place.identity, place.due) in told:
                raise Breach("told of what is done", (number, place))
            figures = {figure for figure, one in self.figures.items() if one.issue == number and not one.field}
            lost = figures - _values(history.get(found.report.key))
            if lost:
                raise Breach("figure of a finished deadline lost", (number, place, lost, found.report))

    def _kept_apart(self, history: Mapping[str, Report]) -> None:
        under: dict[str, set[int]] = {figure: set() for figure in self.figures}
        for key, report in history.items():
            place = None if " " in key else self.run.places.get(measure_of(key))  # set aside where a blank is in it
            if place is not None:
                for figure in _values(report) & under.keys():
                    under[figure].add(place.identity)
        there = {place.identity for place in self.run.places.values()}
        for figure, measures in under.items():
            own = self.figures[figure].place.identity
            if measures - {own}:
                raise Breach("figure under another measure", (figure, self.figures[figure], measures))
            if own in there and not measures and not self.figures[figure].field:
                raise Breach("figure lost", (figure, self.figures[figure]))

    def _adrift(self) -> Set[int]:
        """The measures of which nobody can know what their issues stand for."""
        every = {pair for places in self.doubtful for pair in places.items()}
        return {place.identity for key, place in every if any(places.get(key) != place for places in self.doubtful)}


def _keys(places: Places) -> dict[int, str]:
    """The keys of the measures."""
    return {place.identity: measure_of(key) for key, place in places.items()}


def _values(report: Report | None) -> Set[str]:
    values = {line.value for line in report.lines} if report is not None else set()
    return {str(value) for value in values if value is not None}
