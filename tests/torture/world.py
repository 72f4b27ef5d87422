"""A town whose plan is amended, whose tracker is worked by its staff and whose line to the tracker fails.

Holds the state that a script of disturbances goes through, and runs the real engine on it. It judges nothing: what
must never happen is the witness's matter.
"""

from __future__ import annotations

import functools
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine
from sqlalchemy.engine import Engine

from mappings.desired.body import bundled_body
from mappings.desired.issues import Desired, LabelKind, expand
from mappings.desired.words import Body, Written
from mappings.mapping.model import Mapping as PlanMapping
from mappings.mapping.model import load_mapping
from mappings.mapping.overrides import apply_overrides
from mappings.plan import Plan
from mappings.reading import read_plan
from sync.config.loading import load_config
from sync.config.settings import Config
from sync.ledger.store import Ledger
from sync.runs.compare import Comparison, compare
from sync.runs.inputs import NOTHING_WRITTEN, Inputs
from sync.tracker import TrackerContext
from sync.trackers.embedded import file as embedded_file
from sync.trackers.embedded.adapter import EmbeddedTracker
from sync.trackers.embedded.settings import EmbeddedSettings
from sync.trackers.embedded.store import EmbeddedStore
from tests.torture.identity import Numbers, Place, name_of
from tests.worlds.sync_world import PLAN_KEY, Clock, World

IN_FLIGHT = 60.0  # seconds; how long a request whose answer was lost may still take effect
AN_HOUR = 3600  # seconds; between the runs that cron starts
ELSEWHERE = "archive"  # the project that the staff move issues to
COUNTS: Counter[str] = Counter()  # what has been done to the engine in this process, by name

_memory = Path("/dev/shm")
PLACE = _memory if _memory.is_dir() else None  # in memory the disk's own speed costs nothing


@dataclass(frozen=True)
class Row:
    """One measure of the plan document. `timing` and `executor` choose from the lists below.

    `identity` says which measure it is, whatever its number; 0 stands for the one that has borne its number from the
    first. `anew` says that it goes by quite another title by now.
    """

    timing: int = 0
    wording: int = 0
    executor: int = 0
    identity: int = 0
    anew: bool = False


TIMINGS = (
    *("2026", "2027", "2025 - 2028", "2026, 2028", "постоянно", "2025 - 2027", "2025", "2025, 2027"),
    *("31.12.2025, 30.06.2027, 31.12.2027", "до 30.06.2027, до 31.12.2027", "2026, 2027", "2025, 2026, 2028"),
)
ANNUAL = 5  # of these the one that makes a child a year
EXECUTORS = ("Библиотека", "Музей", "Музей, Архив")
NUMBERS = range(1, 9)


def row_text(number: int, row: Row) -> str:
    """A measure as a line of the document."""
    name = name_of(row.identity or number, anew=row.anew)
    title = f"{'Ежегодно ' if row.timing == ANNUAL else ''}{name} «{'абвгдежз'[row.wording % 8]}»"
    target = f"Не менее {row.wording + 1} отчетов"
    timing = TIMINGS[row.timing % len(TIMINGS)]
    return f"1.{number}.\t{title}\tБюджет\t{EXECUTORS[row.executor % 3]}\t{timing}\t{target}"


def key_of(number: int) -> str:
    """The key of the measure with a number."""
    return f"I.1.{number}"


@dataclass
class TownClock(Clock):
    """The machine's clock, which may be set back, and the true time, which goes on."""

    set_back: timedelta = timedelta(0)

    @property
    def true(self) -> datetime:
        """The time that requests take; the tracker's own clock shows it."""
        return self.at + self.set_back

    def tick(self) -> datetime:
        """The tracker's look at its clock."""
        self()
        return self.true

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)

    def back(self, seconds: float) -> None:
        """Set the machine's clock back; or ahead, where the seconds are negative."""
        self.at -= timedelta(seconds=seconds)
        self.set_back += timedelta(seconds=seconds)

    @contextmanager
    def leapt(self, leap: timedelta) -> Iterator[None]:
        """The machine's clock off by so much for a while, and then right again."""
        self.back(-leap.total_seconds())
        try:
            yield
        finally:
            self.back(leap.total_seconds())


@dataclass(frozen=True)
class _KnownInputs(Inputs):
    """Inputs whose measures have been expanded already."""

    known: Desired | None = None

    def desired(self, written: Mapping[str, Written] = NOTHING_WRITTEN) -> Desired:  # noqa: ARG002
        assert self.known is not None
        return self.known


@functools.cache
def _body(language: str) -> Body:
    return bundled_body(language)


@functools.lru_cache(maxsize=256)
def _read(document: str, mapping: str, folder: Path) -> tuple[PlanMapping, Plan, Desired]:
    """The plan of two texts that stand in a folder."""
    rules = load_mapping(folder / "mapping.yaml")
    assert document, mapping
    plan = apply_overrides(read_plan(folder / "plan.txt"), rules)
    return rules, plan, expand(plan, rules, plan_key=PLAN_KEY, body=_body(rules.language))


@dataclass
class Late:
    """A request whose answer was lost, and which takes effect when it arrives, if that is before `expires`."""

    expires: datetime
    arrive: Callable[[], object]


@dataclass
class Rules:
    """What the mapping says."""

    removed: str = "report"
    past: str = "open"
    milestone_title: str = "{year}"
    from_year: int | None = None
    plans: frozenset[str] = frozenset()  # the fields that the plan takes back
    renamed: dict[int, int | None] = field(default_factory=dict)  # the numbers that measures had and have

    def text(self) -> str:
        """The mapping's file."""
        moves = ((key_of(old), "null" if new is None else key_of(new)) for old, new in sorted(self.renamed.items()))
        renamed = ", ".join(f"{old}: {new}" for old, new in moves)
        first = f"from_year: {self.from_year}\n" if self.from_year else ""
        owners = ", ".join(f"{name}: plan" for name in sorted(self.plans))
        title = f'milestone_title: "{self.milestone_title}"'
        return (
            f"removed: {self.removed}\npast: {self.past}\n{first}{title}\ndrift: {{{owners}}}\nrenamed: {{{renamed}}}"
        )


@dataclass
class Town(World):
    """A world with everything in it that a script may disturb."""

    clock: TownClock = field(default_factory=TownClock)
    rows: dict[int, Row] = field(default_factory=lambda: {1: Row(ANNUAL), 2: Row(0), 3: Row(3), 4: Row(4)})
    rules: Rules = field(default_factory=Rules)
    late: list[Late] = field(default_factory=list)
    worn: dict[str, list[str]] = field(default_factory=dict)  # labels by the tracker's id
    kinds: frozenset[LabelKind] = frozenset()
    one_label: bool = False
    parallel: int = 1
    backups: list[tuple[bytes, Mapping[str, Place]]] = field(default_factory=list)  # and the plan of their time
    dropped: list[tuple[int, Row]] = field(default_factory=list)  # measures that have left the plan, by their numbers
    tells: bool = False  # whether the operator says in the mapping what was moved
    numbers: Numbers = field(default_factory=Numbers)
    _latest: date = date.min

    def __post_init__(self) -> None:
        super().__post_init__()
        self.write()
        self._config: Config = load_config(self.config_path)

    def write(self) -> None:
        """Bring document and mapping to what `rows` and `rules` say, the lines of `renamed` to what has been moved."""
        self.rules.renamed = self.numbers.lines(self.measures, self.rules.renamed, tells=self.tells)
        self._document = "\n".join(
            ["1.\tСохранение сети\t\t\t", *(row_text(at, self.rows[at]) for at in sorted(self.rows))]
        )
        self.amend([self._document])
        self.map(self.rules.text())

    def reconfigure(self, text: str) -> None:
        """Give the town another config."""
        self.config_path.write_text(text, encoding="utf-8")
        self._config = load_config(self.config_path)

    def inputs(self) -> Inputs:
        rules, plan, desired = _read(self._document, self.rules.text(), self.folder)
        return _KnownInputs(self._config, rules, plan, self.today, self.clock, known=desired)

    def tracker(self) -> EmbeddedTracker:
        """The tracker, whose clock nobody sets back."""
        context = TrackerContext(PLAN_KEY, str(self.folder), self.clock.tick)
        return EmbeddedTracker(EmbeddedSettings(path="tracker.db"), context)

    @property
    def store(self) -> EmbeddedStore:
        return EmbeddedStore(self.folder / "tracker.db", now=self.clock.tick)

    def compared(self, tracker: Any, **options: bool) -> Comparison:
        """What a sync on a tracker would do."""
        with Ledger.copied(self.ledger_path, PLAN_KEY) as ledger:
            return compare(self.inputs(), tracker, ledger, **options)

    @property
    def latest(self) -> date:
        """A day by whose evening all that has been written counts, whatever clock it was written by."""
        self._latest = max(self._latest, self.today, self.clock.at.date(), self.clock.true.date())
        return self._latest + timedelta(days=1)

    @property
    def measures(self) -> dict[int, int]:
        """Which measure has which number."""
        return {number: row.identity or number for number, row in self.rows.items()}

    @property
    def places(self) -> dict[str, Place]:
        """Which measure, and which of its dates, an issue stands for by its key."""
        measures = {key_of(number): identity for number, identity in self.measures.items()}
        found: dict[str, Place] = {}
        for one in self.inputs().plan.measures:
            identity = measures[one.key]
            found |= {one.key: Place(identity), one.whole_key: Place(identity)}
            found |= {one.issue_key(deadline): Place(identity, deadline.due) for deadline in one.deadlines}
        return found

    def put(self, number: int, row: Row) -> None:
        """Put a measure under a number."""
        self.rows[number] = replace(row, identity=row.identity or number)

    def drop(self, number: int) -> None:
        """Take a measure out of the plan, which may take it up again."""
        row = self.rows.pop(number)
        self.dropped.append((number, replace(row, identity=row.identity or number)))

    def renumber(self, by: int) -> None:
        """Move all measures on by some numbers."""
        moved = {(number + by - 1) % len(NUMBERS) + 1: (number, row) for number, row in self.rows.items()}
        self.rows = {}
        for number, (before, row) in moved.items():
            self.put(number, replace(row, identity=row.identity or before))

    def expire_late(self) -> None:
        """What is still under way is lost for good."""
        self.late.clear()


@contextmanager
def town(**settings: Any) -> Iterator[Town]:
    """A town in a folder of its own, in memory where there is such a place."""
    folder = Path(tempfile.mkdtemp(prefix="vekha-torture-", dir=PLACE))
    try:
        yield Town(folder, **settings)
    finally:
        _read.cache_clear()
        shutil.rmtree(folder)


@contextmanager
def quick_tracker() -> Iterator[None]:
    """Let all openings of tracker files share what SQLAlchemy has compiled; each still has a connection of its own.

    Half of a small sync is that compiling, which proves nothing.
    """
    wanted = threading.local()
    shared = create_engine("sqlite://", creator=lambda: wanted.creator(), poolclass=NullPool)  # noqa: PLW0108 - it changes

    def engine(_url: str, *, creator: Callable[[], Any], poolclass: object) -> Engine:
        assert poolclass is NullPool
        wanted.creator = creator
        return shared

    module = vars(embedded_file)
    before = module["create_engine"]
    module["create_engine"] = engine
    try:
        yield
    finally:
        module["create_engine"] = before


def days(count: int) -> timedelta:
    """So many days."""
    return timedelta(days=count)
