"""The long profile of the torture: property examples, faults, kills and races by the thousand, and what came of them.

Runs `tests/torture` in parts, in a process for each core, and writes the counts to `benchmarks/torture.json` and
`benchmarks/torture.md`. Parts add up as long as the engine stays the same; one that changed begins anew. It judges
nothing itself. From the root: `python -m benchmarks.torture [--minutes N] [--only PART] [--mutations]`.
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.idle import ROOT
from benchmarks.torture_counts import LONGEST, Part, Unit, page

PAGE = Path(__file__).with_suffix(".md")
STORE = Path(__file__).with_suffix(".json")
CATALOGUE = Path(__file__).with_name("torture_mutations.json")
HANGING = 900  # seconds after which a process tells where it hangs, and ends
ENGINE = ("sync", "mappings", "tests/torture")


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
    "faults": Goal(_faults, lambda counts: sum(n for name, n in counts.items() if name.startswith("fault")), 10_000),
    "kills": Goal(
        _kills,
        lambda counts: counts["kills at a system call"] + counts["kills at a random time"],
        2_000,
        2 * KILL_UNITS + BUNDLED_UNITS,
    ),
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


def load() -> dict[str, Part]:
    """What earlier runs on this engine came to."""
    parts = {name: Part() for name in GOALS}
    if STORE.exists():
        told = json.loads(STORE.read_text(encoding="utf-8"))
        if told["engine"] == engine():
            for name, values in told["parts"].items():
                parts[name] = Part(**{**values, "counts": Counter(values["counts"])})
        else:
            print("the engine has changed since the last counts: they begin anew", file=sys.stderr)
    return parts


def save(parts: dict[str, Part], fingerprint: str) -> None:
    """Keep the counts, and write the page."""
    told = {"engine": fingerprint, "parts": {name: vars(part) for name, part in parts.items()}}
    STORE.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    caught = json.loads(CATALOGUE.read_text(encoding="utf-8")) if CATALOGUE.exists() else {}
    done = {name: (GOALS[name].counted(part.counts), GOALS[name].wanted) for name, part in parts.items()}
    PAGE.write_text(page(parts, done, caught), encoding="utf-8")


def left(name: str, part: Part, *, share: float = 1.0) -> Iterator[int]:
    """The numbers of the units that are still to be done; it may be asked again after each."""
    goal = GOALS[name]
    number = part.units
    while goal.counted(part.counts) < goal.wanted * share or (goal.units and number < goal.units * share):
        yield number
        number += 1


def torture(parts: dict[str, Part], names: list[str], *, until: float, share: float) -> None:
    """Do what is left of these parts, until that time."""
    fingerprint = engine()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as workers:
        for name in names:
            part = parts[name]
            numbers = left(name, part, share=share)
            under_way: set[Future[Unit]] = set()
            began = time.monotonic()
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
                if engine() != fingerprint:
                    raise SystemExit("the engine was changed in the middle; nothing of this part counts")
                save(parts, fingerprint)
                goal = GOALS[name]
                print(f"{name}: {goal.counted(part.counts)} of {goal.wanted}", *part.breaches[:1], file=sys.stderr)


def caught(number: int) -> tuple[str, dict[str, str]]:
    """Put one bug in, in a process of its own; its name and which tests catch it."""
    from mappings import language  # noqa: PLC0415
    from tests.torture.mutations import MUTATIONS, caught_by  # noqa: PLC0415

    language.use("en")
    faulthandler.dump_traceback_later(HANGING, exit=True)
    return MUTATIONS[number].name, caught_by(MUTATIONS[number])


def mutate() -> int:
    """Put every bug in and see which tests catch it; how many nobody caught."""
    from tests.torture.mutations import MUTATIONS  # noqa: PLC0415

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context, max_tasks_per_child=1) as workers:
        found = dict(workers.map(caught, range(len(MUTATIONS))))
    for name, tests in found.items():
        print(f"{name}: {tests or 'NOT CAUGHT'}")
    CATALOGUE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return sum(not tests for tests in found.values())


def main() -> int:
    """Torture, write the page, and say whether anything was breached."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.torture", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after so many minutes; go on another time")
    parser.add_argument("--only", choices=list(GOALS), help="one part alone")
    parser.add_argument("--share", type=float, default=1.0, help="a share of what is wanted, such as 0.01")
    parser.add_argument("--mutations", action="store_true", help="put bugs into the engine instead")
    chosen = parser.parse_args()
    if chosen.mutations:
        return mutate()
    parts = load()
    names = [chosen.only] if chosen.only else list(GOALS)
    torture(parts, names, until=time.monotonic() + 60 * chosen.minutes, share=chosen.share)
    save(parts, engine())
    print(PAGE.read_text(encoding="utf-8"))
    return int(any(part.breaches for part in parts.values()))


if __name__ == "__main__":
    raise SystemExit(main())
