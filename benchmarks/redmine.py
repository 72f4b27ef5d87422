"""The first and the idle sync of the bundled plan with a real Redmine, against a floor and against other programs.

The server is that of the live tests (`tests/live/redmine_up.sh`, as root). Every program runs in a process of its own;
the requests of all are counted in the server's log. It writes `benchmarks/redmine.md` and judges nothing but that
every first sync left the same issues. From the root: `python benchmarks/redmine.py [ROUNDS]`.
"""

from __future__ import annotations

import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.idle import PLAN, machine
from benchmarks.redmine_recorder import recorder, replayable
from benchmarks.redmine_rivals import FLOOR_SCRIPT, NAIVE_SCRIPT, TOKEN, Rivals
from tests.live.redmine_server import FACT_FIELD, KEY_FIELD, TRACKER, RedmineServer, find_server

ROUNDS = 3

FLOOR, VEKHA, NAIVE = "floor: the same POSTs", "Vekha: first sync", "python-redmine script: first sync"
VEKHA_IDLE, NAIVE_IDLE = "Vekha: idle sync, the pull included", "python-redmine script: second run"
PULL, PULL_AGAIN = "bugwarrior: first pull", "bugwarrior: second pull"
FIRST_SYNCS, LATER_RUNS = (FLOOR, VEKHA, NAIVE), (VEKHA_IDLE, NAIVE_IDLE, PULL, PULL_AGAIN)

SETTINGS = f"""\
language: en
plan:
  key: megion-2021-2030
  file: "{(PLAN / "plan.txt").as_posix()}"
  mapping: "{(PLAN / "mapping.yaml").as_posix()}"
tracker:
  kind: redmine
  url: %(url)s
  project: %(project)s
  token_env: {TOKEN}
  issue_tracker: {TRACKER}
  marker_field: {KEY_FIELD}
  fact_field: {FACT_FIELD}
ledger: sqlite:///vekha.db
mail: {{kind: outbox, path: outbox, sender: vekha@example.org}}
"""


class ProgramFailedError(Exception):
    """A program ended otherwise than it should; the text says which, and what it printed."""


@dataclass(frozen=True)
class Run:
    """One run of one program: seconds of the process and in the server, and what the server's log says it sent.

    `processor` are the seconds of processor time of the program itself.
    """

    seconds: float
    inside: float
    requests: int
    writes: int
    processor: float

    @property
    def parts(self) -> tuple[float, float]:
        """The seconds in the server and those outside it."""
        return self.inside, self.seconds - self.inside


def logged(seconds: float, processor: float, log: str) -> Run:
    """A run by the lines that Redmine logged meanwhile."""
    methods = re.findall(r"\] Started ([A-Z]+) ", log)
    milliseconds = sum(map(int, re.findall(r"\] Completed [^\n]*? in (\d+)ms", log)))
    return Run(seconds, milliseconds / 1000, len(methods), sum(method != "GET" for method in methods), processor)


@dataclass
class Bench:
    """The server, a folder that is thrown away, and the runs by name."""

    server: RedmineServer
    folder: Path
    rivals: Rivals
    runs: dict[str, list[Run]] = field(default_factory=lambda: defaultdict(list))
    issues: list[Any] = field(default_factory=list)

    @property
    def recording(self) -> Path:
        """What Vekha sent, for the floor and the script."""
        return self.folder / "writes.json"

    def record(self) -> None:
        """Let Vekha sync once through the recorder, which warms everything up too."""
        self.reset()
        with recorder(self.server.port) as (url, recorded):
            self.run(self.vekha(self.configured("recorded", url)))
        posts = json.dumps(replayable(recorded), ensure_ascii=False)
        self.recording.write_text(posts, encoding="utf-8")

    def configured(self, name: str, url: str) -> Path:
        """A config in a folder of its own."""
        config = self.folder / name / "config.yaml"
        config.parent.mkdir()
        config.write_text(SETTINGS % {"url": url, "project": self.server.project}, encoding="utf-8")
        return config

    def vekha(self, config: Path) -> list[str]:
        """The command that a user runs."""
        return [str(Path(sys.executable).with_name("vekha")), "-c", str(config), "sync", "--format", "json"]

    def script(self, python: str | Path, text: str) -> list[str]:
        """The command that runs one of the scripts above."""
        return [str(python), "-c", text, self.server.url, self.server.project, str(self.recording)]

    def reset(self) -> None:
        """A fresh database, and a server that has looked at it."""
        self.server.reset()
        for _number in range(3):
            self.server.person("bot").issues(self.server.project)

    def run(self, command: list[str], **more: str) -> str:
        """Run a program to its end; its standard output."""
        environment = {**os.environ, TOKEN: self.server.token, "NO_PROXY": "127.0.0.1", **more}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled once, and not at every start
        ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=1800)
        if ran.returncode:
            raise ProgramFailedError(
                f"{' '.join(command)[:200]}: {ran.returncode}\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}"
            )
        return ran.stdout

    def timed(self, name: str, command: list[str], **more: str) -> tuple[Run, str]:
        """Run a program with the clock on, and count its requests in the server's log."""
        log = Path("/var/log/redmine", self.server.instance, "production.log")
        before = log.stat().st_size
        start, spent = time.monotonic(), _children()
        printed = self.run(command, **more)
        seconds, processor = time.monotonic() - start, _children() - spent
        with log.open("rb") as lines:
            lines.seek(before)
            run = logged(seconds, processor, lines.read().decode(errors="replace"))
        self.runs[name].append(run)
        print(
            f"{name}: {run.seconds:.2f} s, {run.processor:.2f} s of processor time, {run.inside:.2f} s in Redmine, "
            f"{run.requests} requests, {run.writes} writes",
            file=sys.stderr,
        )
        return run, printed

    def check_result(self, name: str) -> None:
        """Stop where a first sync left other issues than the one before it."""
        rows = self.server.person("bot").issues(self.server.project)
        for row in rows:
            del row["created_on"], row["updated_on"]
        self.issues = self.issues or rows
        if rows != self.issues:
            raise SystemExit(f"{name} left other issues than the first sync measured")

    # --- the programs ---

    def measure_floor(self, _round: int) -> None:
        """The plain loop."""
        self.timed(FLOOR, self.script(sys.executable, FLOOR_SCRIPT))
        self.check_result(FLOOR)

    def measure_naive(self, _round: int) -> None:
        """The script with python-redmine, twice."""
        if not self.rivals.has("python-redmine"):
            return
        self.timed(NAIVE, self.script(self.rivals.python, NAIVE_SCRIPT))
        self.check_result(NAIVE)
        self.timed(NAIVE_IDLE, self.script(self.rivals.python, NAIVE_SCRIPT))

    def measure_vekha(self, number: int) -> None:
        """Vekha twice."""
        command = self.vekha(self.configured(f"round-{number}", self.server.url))
        for name in (VEKHA, VEKHA_IDLE):
            run, printed = self.timed(name, command)
            told = json.loads(printed)
            if (told["requests"], told["writes"]) != (run.requests, run.writes):
                raise SystemExit(f"{name}: Vekha counts {told['requests']} requests, the log {run.requests}")
            self.check_result(name)

    def measure_pulls(self, number: int) -> None:
        """Bugwarrior twice, on what the program before it left; it has to end with every issue as a task."""
        if not (self.rivals.has("bugwarrior") and self.rivals.task):
            return
        server = self.server
        home = self.folder / f"bugwarrior-{number}"
        at_home = self.rivals.configure(home, url=server.url, token=server.token, project=server.project)
        command = [str(self.rivals.python.with_name("bugwarrior")), "pull"]
        try:
            for name in (PULL, PULL_AGAIN):
                self.timed(name, command, **at_home)
            counted = self.run([str(self.rivals.task), "rc.verbose=nothing", "count", "status:pending"], **at_home)
        except ProgramFailedError as error:
            for name in (PULL, PULL_AGAIN):
                self.runs.pop(name, None)
            self.rivals.give_up("bugwarrior", f"bugwarrior did not run to its end: {str(error).splitlines()[-1]}")
        else:
            if int(counted) != len(self.issues):
                self.rivals.missing.append(f"bugwarrior brought {int(counted)} of {len(self.issues)} issues")


def report(bench: Bench, redmine: str) -> str:
    """The runs as a Markdown page: the medians, and how they stand to the floor."""
    taken = [run.seconds for run in bench.runs[FLOOR]]
    lines = [
        "# Redmine",
        "",
        f"The bundled plan, {len(bench.issues)} issues and their versions, in a real Redmine, as an ordinary user.",
        f"The median of {len(taken)} rounds, the order of the programs rotated. Every first sync has a",
        "fresh database and a warm server, and all of them left exactly the same issues. Seconds are wall-clock time",
        "of the whole process, the interpreter's start included; «to the floor» is the median of the ratios to the",
        "floor of the same round, with their middle half. «Processor» is the processor time of the program itself, in",
        "seconds. The time in Redmine and the requests are those of the server's own log; Vekha's own count of its",
        "requests agreed with it each time.",
        "",
        "| program | seconds | fastest to slowest | to the floor | processor | in Redmine | outside it | requests "
        "| writes |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(row(name, bench.runs[name], bench.runs[FLOOR]) for name in (*FIRST_SYNCS, *LATER_RUNS) if bench.runs[name]),
        "",
        "- The floor sends the very POSTs that Vekha sent, recorded beforehand, with one `requests.Session`; it looks",
        "  nothing up, compares nothing and remembers nothing. Where Vekha needed another request to complete an",
        "  issue, the floor has it all in one.",
        "- The script with python-redmine makes the same versions and issues, each issue only where a filter on the",
        "  key's field does not find it. It compares no field, and reads no status or figure.",
        "- The idle sync is the one right after the first. It holds the pull: there is no run that only pulls.",
        "- Bugwarrior's service reads a single page of at most 100 issues, so two targets were set up for it. It",
        "  starts Taskwarrior for every issue, and reads neither comments nor custom fields.",
        f"- The floor's own slowest run took {max(taken) / min(taken):.2f} times its fastest: the ratios are no more",
        "  exact than that, and a machine with nothing else to do gives better ones.",
        *(f"- Not as it should be: {problem}." for problem in dict.fromkeys(bench.rivals.missing)),
        "",
        f"Measured on {datetime.now(UTC).date()}: Redmine {redmine} with puma on the same machine, database "
        f"{bench.server.database}; Vekha {version('vekha')}, requests {version('requests')}, "
        f"{', '.join(bench.rivals.versions)}; {machine()}.",
        "",
        "Run it again as root with `tests/live/redmine_up.sh` and `python benchmarks/redmine.py`; it writes this page.",
        "",
    ]
    return "\n".join(lines)


def row(name: str, runs: list[Run], floor: list[Run]) -> str:
    """One line of the table."""
    taken = sorted(run.seconds for run in runs)
    ratios = [run.seconds / bare.seconds for run, bare in zip(runs, floor, strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else ratios * 3
    processor = statistics.median(run.processor for run in runs)
    inside, outside = (statistics.median(part) for part in zip(*(run.parts for run in runs), strict=True))
    requests, writes = (statistics.median(getattr(run, what) for run in runs) for what in ("requests", "writes"))
    span = f"{statistics.median(taken):.2f} | {taken[0]:.2f} to {taken[-1]:.2f}"
    against = f"{middle:.2f} ({low:.2f}–{high:.2f})"
    spent = f"{processor:.2f} | {inside:.2f} | {outside:.2f}"
    return f"| {name} | {span} | {against} | {spent} | {requests:.0f} | {writes:.0f} |"


def _children() -> float:
    """The processor time of the programs that have ended so far."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def measure(bench: Bench, rounds: int) -> None:
    """All rounds; each begins with another program, and ends with the pulls, which no first sync has to wait for."""
    programs: list[Callable[[int], None]] = [bench.measure_floor, bench.measure_vekha, bench.measure_naive]
    for number in range(rounds):
        for program in programs[number % len(programs) :] + programs[: number % len(programs)]:
            bench.reset()
            program(number)
        bench.measure_pulls(number)


def main() -> None:
    """Install the other programs, take the measures, and write the page."""
    server = find_server()
    redmine = server.runner("Redmine::VERSION.to_s")
    server.console.close()
    with tempfile.TemporaryDirectory() as folder:
        rivals = Rivals(Path(folder, "rivals"))
        rivals.install()
        bench = Bench(server, Path(folder), rivals)
        bench.record()
        measure(bench, int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
    page = report(bench, redmine)
    Path(__file__).with_suffix(".md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
