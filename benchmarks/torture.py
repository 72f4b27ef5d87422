"""The long profile of the torture: property examples, faults, kills and races by the thousand, and what came of them.

Runs `tests/torture` in parts, in a process for each core, then puts in the deliberate bugs, and writes the page
`benchmarks/torture.md`. A profile that was stopped goes on from `var/torture.json`, if the engine is the same; one
that was finished begins anew. It judges nothing itself. From the root: `python -m benchmarks.torture [--minutes N]
[--only PART]`.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.idle import ROOT
from benchmarks.torture_counts import LONGEST, MAIL_FAULT, Part, Unit, page

PAGE = Path(__file__).with_suffix(".md")
STORE = ROOT / "var" / "torture.json"
HANGING = 900  # seconds after which a process tells where it hangs, and ends
ENGINE = ("sync", "notify", "mappings", "tests/torture")
BUGS = "mutations"


def _examples(number: int, _gale: Any) -> None:
    from tests.torture.machine import examine  # noqa: PLC0415 - each process loads what it needs

    examine(50, number=number, steps=10)


def _faults(number: int, gale: Any) -> None:
    from tests.torture.storms import blow  # noqa: PLC0415

    for storm in range(10):
        blow(10 * number + storm, gale)


def _kills(number: int, _gale: Any) -> None:
    from tests.torture.kills import SCENES, calls, kill_bundled, kill_everywhere  # noqa: PLC0415

    if number < 2 * KILL_UNITS:
        name = sorted(SCENES)[number % 2]
        kill_everywhere(name, range(1 + number // 2, calls(name) + 1, KILL_UNITS))
    else:
        kill_bundled(25, number)


def _races(number: int, _gale: Any) -> None:
    from tests.torture.races import beside_a_person, two_syncs  # noqa: PLC0415

    for race in range(5):
        two_syncs(5 * number + race)
        beside_a_person(5 * number + race)


def _mails(number: int, _gale: Any) -> None:
    from tests.torture.mails import post_office  # noqa: PLC0415

    for history in range(10):
        post_office(10 * number + history)


def _answers(number: int, _gale: Any) -> None:
    from tests.torture.answers import post_office  # noqa: PLC0415

    for history in range(4):
        post_office(4 * number + history)


def _failed(name: str) -> bool:
    return name.startswith("fault: ") and name != "fault: slow"


KILL_UNITS = 20  # of each scene; together they kill at every system call
BUNDLED_UNITS = 16


@dataclass(frozen=True)
class Goal:
    """A part of the long profile: its work by number, what is counted, and how much of that is wanted."""

    work: Callable[[int, Any], None]
    counted: Callable[[Counter[str]], int]
    wanted: int
    units: int | None = None  # all of them are done, where that is more


GOALS = {
    "machine": Goal(_examples, lambda counts: counts["examples"], 10_000),
    "faults": Goal(_faults, lambda counts: sum(n for name, n in counts.items() if _failed(name)), 10_000),
    "kills": Goal(
        _kills,
        lambda counts: counts["kills at a system call"] + counts["kills at a random time"],
        2_000,
        2 * KILL_UNITS + BUNDLED_UNITS,
    ),
    "mails": Goal(_mails, lambda counts: sum(n for name, n in counts.items() if name.startswith(MAIL_FAULT)), 10_000),
    "answers": Goal(_answers, lambda counts: counts["answers"], 2_000),
    "races": Goal(_races, lambda counts: counts["losers turned away"] + counts["races with a person"], 500),
}


def unit(part: str, number: int) -> Unit:
    """Do one unit of a part, in a process of its own."""
    from mappings import language  # noqa: PLC0415
    from tests.torture.storms import Gale  # noqa: PLC0415
    from tests.torture.world import COUNTS  # noqa: PLC0415

    language.use("en")
    faulthandler.dump_traceback_later(HANGING, exit=True)
    before, gale, breach = COUNTS.copy(), Gale(), ""
    COUNTS[LONGEST] = 0
    try:
        GOALS[part].work(number, gale)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        notes = "\n".join(getattr(error, "__notes__", []))
        breach = f"{part}, unit {number}: {type(error).__name__}: {error}\n{notes}"
    faulthandler.cancel_dump_traceback_later()
    longest = COUNTS[LONGEST]
    counts = {name: count - before[name] for name, count in COUNTS.items()} | {LONGEST: longest}
    if breach:  # what was done on the way to it, and while it was made smaller, counts for nothing
        return Unit(breach=breach)
    return Unit(counts, gale.clearing, gale.lasting)


def engine() -> str:
    """A fingerprint of the engine and of its torture: counts of another one do not add up with these."""
    print_of = hashlib.sha256()
    for path in sorted(path for folder in ENGINE for path in (ROOT / folder).rglob("*.py")):
        print_of.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return print_of.hexdigest()[:16]


@dataclass
class Profile:
    """How far a long profile has come on one engine."""

    engine: str
    parts: dict[str, Part] = field(default_factory=lambda: {name: Part() for name in GOALS})
    caught: dict[str, dict[str, str]] = field(default_factory=dict)  # deliberate bug -> test -> the rule it saw broken

    @classmethod
    def stored(cls) -> Profile:
        """What an earlier run left unfinished on this engine, or a new one."""
        told = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {}
        profile = cls(engine())
        if told.get("engine") == profile.engine:
            profile.caught = told["caught"]
            for name, values in told["parts"].items():
                profile.parts[name] = Part(**{**values, "counts": Counter(values["counts"])})
        return profile

    def is_finished(self, name: str, *, share: float) -> bool:
        """Whether a part has come to what is wanted of it."""
        return bool(self.caught) if name == BUGS else next(left(name, self.parts[name], share=share), None) is None

    def begin_anew(self, name: str) -> None:
        """Forget a part."""
        if name == BUGS:
            self.caught = {}
        else:
            self.parts[name] = Part()

    def save(self) -> None:
        """Keep the counts, and write the page."""
        STORE.parent.mkdir(exist_ok=True)
        told = {**vars(self), "parts": {name: vars(part) for name, part in self.parts.items()}}
        STORE.write_text(json.dumps(told), encoding="utf-8")
        done = {name: (GOALS[name].counted(part.counts), GOALS[name].wanted) for name, part in self.parts.items()}
        PAGE.write_text(page(self.parts, done, self.caught), encoding="utf-8")


def left(name: str, part: Part, *, share: float = 1.0) -> Iterator[int]:
    """The numbers of the units that are still to be done; it may be asked again after each."""
    goal = GOALS[name]
    number = part.units
    while goal.counted(part.counts) < goal.wanted * share or (goal.units and number < goal.units * share):
        yield number
        number += 1


def torture(profile: Profile, name: str, *, until: float, share: float) -> None:
    """Do what is left of a part, until that time."""
    part, goal = profile.parts[name], GOALS[name]
    numbers = left(name, part, share=share)
    under_way: set[Future[Unit]] = set()
    began = time.monotonic()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as workers:
        while True:
            while len(under_way) < (os.cpu_count() or 1) and time.monotonic() < until:
                number = next(numbers, None)
                if number is None:
                    break
                under_way.add(workers.submit(unit, name, number))
            if not under_way:
                break
            done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
            for one in done:
                part.add(one.result())
            part.seconds += time.monotonic() - began
            began = time.monotonic()
            if engine() != profile.engine:
                raise SystemExit("the engine was changed in the middle; nothing of this part counts")
            profile.save()
            print(f"{name}: {goal.counted(part.counts)} of {goal.wanted}", *part.breaches[:1], file=sys.stderr)


def caught(number: int) -> tuple[str, dict[str, str]]:
    """Put one bug in, in a process of its own; its name and which tests catch it."""
    from mappings import language  # noqa: PLC0415
    from tests.torture.mutations import MUTATIONS, caught_by  # noqa: PLC0415

    language.use("en")
    faulthandler.dump_traceback_later(HANGING, exit=True)
    return MUTATIONS[number].name, caught_by(MUTATIONS[number])


def mutate() -> dict[str, dict[str, str]]:
    """Put every bug in; which tests catch it."""
    from tests.torture.mutations import MUTATIONS  # noqa: PLC0415

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context, max_tasks_per_child=1) as workers:
        return dict(workers.map(caught, range(len(MUTATIONS))))


def main() -> int:
    """Torture, write the page, and say whether anything was breached or a bug got through."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.torture", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after so many minutes; go on another time")
    parser.add_argument("--only", choices=[*GOALS, BUGS], help="one part alone")
    parser.add_argument("--share", type=float, default=1.0, help="a share of what is wanted, such as 0.01")
    chosen = parser.parse_args()
    names = [chosen.only] if chosen.only else [*GOALS, BUGS]
    until = time.monotonic() + 60 * chosen.minutes
    profile = Profile.stored()
    if all(profile.is_finished(name, share=chosen.share) for name in names):
        for name in names:
            profile.begin_anew(name)
    for name in names:
        if name != BUGS:
            torture(profile, name, until=until, share=chosen.share)
        elif not profile.caught and time.monotonic() < until:
            profile.caught = mutate()
            profile.save()
    print(PAGE.read_text(encoding="utf-8"))
    missed = any(not tests for tests in profile.caught.values())
    return int(missed or any(part.breaches for part in profile.parts.values()))


if __name__ == "__main__":
    raise SystemExit(main())
