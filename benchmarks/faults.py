"""What is left of a plan where three requests in ten are struck: a real Redmine and the stand-in GitLab behind a proxy.

Histories are played by seed: the plan is amended, the staff work, faults strike; then they cease. It counts what the
witness saw, writes `benchmarks/faults.md` and ends with 1 where anything was doubled, lost or overwritten.
From the root, as root where Redmine takes part: `python benchmarks/faults.py [--minutes N] [--only redmine|gitlab]`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from benchmarks.idle import machine
from mappings import language
from tests.faults.kinds import SAFE, Kind
from tests.faults.plans import BundledPlan, Document, SmallPlan
from tests.faults.stories import RATE, Story, on_gitlab, on_redmine, play
from tests.faults.tally import Tally
from tests.live.redmine_server import find_server

PAGE = Path(__file__).with_suffix(".md")
REDMINE, GITLAB = "Redmine", "stand-in GitLab"
WANTED = {REDMINE: 1_200, GITLAB: 2_000}  # faults
TWICE_STORIES = 5
BUNDLED_EVERY, CLOSED_EVERY = 12, 4  # of so many stories one is of the bundled plan, or puts down the past as closed

Play = Callable[[Document, int, Tally], AbstractContextManager[Story]]
ALL_KINDS = frozenset(Kind)


@dataclass
class Column:
    """What one tracker came to: under all faults but one, and with that one among them."""

    name: str
    tally: Tally = field(default_factory=Tally)
    doubled: Tally = field(default_factory=Tally)
    minutes: float = 0.0


def document(seed: int) -> Document:
    """The plan of a seed."""
    if seed % BUNDLED_EVERY == 1:
        return BundledPlan()
    return SmallPlan("closed" if seed % CLOSED_EVERY == 0 else "open")


def measure(name: str, on: Play, minutes: float) -> Column:
    """Play stories until enough faults have struck, or the time is over."""
    column, begun = Column(name), time.monotonic()
    for seed in count(1):
        if column.tally.faults >= WANTED[name] or time.monotonic() - begun > minutes * 60:
            break
        with on(document(seed), seed, column.tally) as story:
            play(story, seed)
        say(f"{name}: {column.tally.histories} histories, {column.tally.faults} faults")
    for seed in range(1, 1 + TWICE_STORIES):
        with on(SmallPlan(), seed, column.doubled) as story:
            play(story, seed, kinds=ALL_KINDS)
    column.minutes = (time.monotonic() - begun) / 60
    return column


def columns(only: str | None, minutes: float) -> Iterator[Column]:
    """The trackers that take part."""
    if only in (None, "gitlab"):
        yield measure(GITLAB, lambda plan, seed, tally: on_gitlab(plan, seed=seed, tally=tally), minutes)
    if only in (None, "redmine"):
        server = find_server()
        try:
            yield measure(REDMINE, lambda plan, seed, tally: on_redmine(server, plan, seed=seed, tally=tally), minutes)
        finally:
            server.console.close()


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    """A table whose first column is words."""
    heads = list(head)
    lines = [f"| {' | '.join(heads)} |", f"|---|{'---:|' * (len(heads) - 1)}"]
    return lines + [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]


def spread(runs: Counter[int]) -> str:
    """The median and the most of counted runs."""
    every = sorted(runs.elements())
    return f"{statistics.median(every):g} / {every[-1]}" if every else "–"


def outcome(found: list[Column]) -> list[str]:
    """The table of what was promised."""
    rows: list[tuple[str, Callable[[Tally], object]]] = [
        ("histories", lambda one: one.histories),
        ("runs", lambda one: one.runs),
        ("requests that came in", lambda one: one.arrived),
        ("**faults**", lambda one: f"**{one.faults}**"),
        ("of these on writes", lambda one: one.on_writes),
        ("writes that took effect after their client had gone", late_writes),
        ("deeds of the staff in between", lambda one: one.deeds),
        ("**duplicates**", lambda one: f"**{one.copies}**"),
        ("**missing**", lambda one: f"**{len(one.breaches.missing)}**"),
        ("**overwritten**", lambda one: f"**{len(one.breaches.overwritten)}**"),
        ("deleted, or made for no measure", lambda one: len(one.breaches.deleted) + len(one.breaches.foreign)),
        ("fields not as the plan wants them at the end", lambda one: len(one.breaches.unfinished)),
        ("words of the staff replaced by a request that came late", lambda one: len(one.breaches.late)),
        ("answers that named a time to wait for", lambda one: one.waits),
        ("requests that came before it", lambda one: one.early),
        (f"runs to converge at {RATE:.0%} faults: median / most", lambda one: spread(one.stormy)),
        ("runs to converge once faults cease: median / most", lambda one: spread(one.calm)),
        ("writes of the run after", lambda one: len(one.breaches.restless)),
    ]
    return table(["", *(one.name for one in found)], ([name, *(get(one.tally) for one in found)] for name, get in rows))


def late_writes(tally: Tally) -> int:
    """How many writes reached the tracker late and were taken."""
    return sum(number for what, number in tally.late.items() if what.endswith("done") and not what.startswith("GET"))


def kinds(found: list[Column]) -> list[str]:
    """The table of what struck."""
    rows = [[kind, *(one.tally.kinds[kind] for one in found)] for kind in Kind if kind in SAFE]
    return table(["fault", *(one.name for one in found)], rows)


def twice(found: list[Column]) -> list[str]:
    """The table of what the line itself doubled."""
    rows: list[tuple[str, Callable[[Tally], object]]] = [
        ("histories", lambda one: one.histories),
        ("faults of all kinds", lambda one: one.faults),
        ("requests forwarded twice", lambda one: one.kinds[Kind.TWICE]),
        ("issues too many", lambda one: one.copies),
        ("of these not told by the next run", lambda one: len(one.breaches.unreported)),
        ("missing, overwritten or deleted", lambda one: len(lost(one))),
    ]
    return table(
        ["", *(one.name for one in found)], ([name, *(get(one.doubled) for one in found)] for name, get in rows)
    )


def lost(tally: Tally) -> list[str]:
    """What must not happen even where a request is doubled."""
    return tally.breaches.missing + tally.breaches.overwritten + tally.breaches.deleted + tally.breaches.foreign


def page(found: list[Column]) -> str:
    """The page."""
    wrong = [f"- {one.name}: {told}" for one in found for told in one.tally.breaches.worst() + lost(one.doubled)]
    minutes = sum(one.minutes for one in found)
    lines = [
        "# Faults",
        "",
        f"A plan is synced through a proxy that strikes {RATE:.0%} of all requests, reads and writes alike. In each",
        "history the plan is amended, and the staff comment, write, take over, close, postpone and delete between the",
        "runs; then the faults cease. A witness that reads the tracker past the proxy compares every step with the one",
        "before. The time that nobody needs to sit through is skipped: a request that is forwarded late arrives up to",
        "50 seconds after its client has given up, runs are 5 or 90 seconds apart, and `in_flight_seconds` is the",
        "60 seconds that it is by default.",
        "",
        *outcome(found),
        "",
        "What struck:",
        "",
        *kinds(found),
        "",
        "## What no client can prevent",
        "",
        "A middlebox that forwards one request twice makes two issues of one: to the tracker they are two requests,",
        "and Vekha sees the answer to one. The next run names the copies and leaves both to the staff. Versions,",
        "milestones and labels cannot be doubled: their names are unique.",
        "",
        *twice(found),
        "",
        "GitLab has no lock for its issues. An update that arrives after its client has given it up replaces the",
        "description as it was then, and with it what the staff have written there in those seconds. Redmine refuses",
        "such an update.",
        "",
        *(["## What went wrong", "", *wrong, ""] if wrong else []),
        f"Played on {datetime.now(UTC):%Y-%m-%d} in {minutes:.0f} minutes: Redmine 5.0.4 with puma; {machine()}.",
        "",
        "Run it again as root with `tests/live/redmine_up.sh` and `python benchmarks/faults.py`; it writes this page.",
        "",
    ]
    return "\n".join(lines)


def say(text: str) -> None:
    """Tell a person who waits."""
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Play, and write the page."""
    options = argparse.ArgumentParser(description="Play histories behind a proxy that strikes, and count.")
    options.add_argument("--minutes", type=float, default=30.0, help="for each tracker at most")
    options.add_argument("--only", choices=("redmine", "gitlab"))
    options.add_argument("--output", type=Path, default=PAGE)
    chosen = options.parse_args()
    language.use("en")
    found = list(columns(chosen.only, chosen.minutes))
    chosen.output.write_text(page(found), encoding="utf-8")
    return int(any(one.tally.breaches.worst() or lost(one.doubled) for one in found))


if __name__ == "__main__":
    sys.exit(main())
