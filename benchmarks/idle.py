"""The processor time of an idle `vekha sync`, split by phase, against a floor measured in the same run.

Runs the real command on the bundled plan, once for each sample, in a process of its own; only the clock is
added. It writes `benchmarks/idle.md` and judges nothing. From the root: `python benchmarks/idle.py`.
"""

from __future__ import annotations

import resource


def processor_seconds() -> float:
    """The processor time of this process so far, its own and the kernel's for it, in seconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


AT_START = processor_seconds()

import functools  # noqa: E402 - whatever is imported above would count as the interpreter's start
import importlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import statistics  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from collections import defaultdict  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from contextlib import ExitStack, contextmanager  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
PLAN = ROOT / "mappings" / "megion-2021-2030"
SAMPLES = 15
WARM_UP = 2  # samples thrown away: they find the disk's cache cold

START, IMPORTS, CONFIG, DOCUMENT, EXPAND = (
    "interpreter start",
    "imports",
    "config and mapping",
    "reading the document",
    "expanding it into issues",
)
LEDGER, FETCH, DIFF, SAVE, REST, EXIT = (
    "opening and recalling the ledger",
    "fetching from the tracker",
    "diff and safety checks",
    "applying, pulling, saving",
    "options, printing, all else",
    "interpreter exit",
)
PHASES = (START, IMPORTS, CONFIG, DOCUMENT, EXPAND, LEDGER, FETCH, DIFF, SAVE, REST, EXIT)

MODULES = (
    "sync.cli",
    "sync.cli.commands.sync",
    "sync.config.loading",
    "sync.runs.inputs",
    "sync.ledger.store",
    "sync.runs.compare",
    "sync.runs.reconcile",
    "sync.trackers.embedded.adapter",
)
MEASURED = (
    ("sync.config.loading", "load_config", CONFIG),
    ("sync.runs.inputs", "load_mapping", CONFIG),
    ("sync.runs.inputs", "read_plan", DOCUMENT),
    ("sync.runs.inputs", "apply_overrides", DOCUMENT),
    ("sync.runs.inputs", "Inputs.desired", EXPAND),
    ("sync.ledger.store", "Ledger.recall", LEDGER),
    ("sync.trackers.embedded.adapter", "EmbeddedTracker.fetch", FETCH),
    ("sync.runs.compare", "diff", DIFF),
    ("sync.runs.compare", "check_safety", DIFF),
    ("sync.ledger.store", "Ledger.begin_run", SAVE),
    ("sync.runs.reconcile", "apply_changes", SAVE),
    ("sync.runs.reconcile", "pull", SAVE),
    ("sync.ledger.store", "Ledger.save_pull", SAVE),
    ("sync.ledger.store", "Ledger.end_run", SAVE),
)

SETTINGS = f"""\
language: en
plan:
  key: megion-2021-2030
  file: "{(PLAN / "plan.txt").as_posix()}"
  mapping: "{(PLAN / "mapping.yaml").as_posix()}"
tracker: {{kind: embedded, path: tracker.db}}
ledger: sqlite:///vekha.db
mail: {{kind: outbox, path: outbox, sender: vekha@example.org}}
"""

FLOOR = """\
import sqlite3, sys
with open(sys.argv[1], encoding="utf-8") as file:
    rows = [line.rstrip("\\n").split("\\t") for line in file]
tracker = sqlite3.connect(sys.argv[2])
tables = ("milestones", "issues", "comments", "history")
read = [list(tracker.execute(f"SELECT * FROM {name}")) for name in tables]
assert len(rows) > 100 and len(read[1]) > 100
"""


class Meter:
    """Adds up processor time by phase; the time of a phase within another counts for the inner one alone."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.spent[START] = self._last = AT_START
        self._open = [REST]

    def turn(self) -> None:
        """Put the time since the last turn down to the phase that is open."""
        now = processor_seconds()
        self.spent[self._open[-1]] += now - self._last
        self._last = now

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """What happens within belongs to a phase."""
        self.turn()
        self._open.append(name)
        try:
            yield
        finally:
            self.turn()
            self._open.pop()

    def measured(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function whose calls belong to a phase."""

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            with self.phase(name):
                return function(*args, **kwargs)

        return call

    def measured_manager(self, name: str, manager: Callable[..., Any]) -> Callable[..., Any]:
        """A context manager whose entering and leaving belong to a phase, but not what happens within it."""

        @contextmanager
        def held(*args: Any, **kwargs: Any) -> Iterator[Any]:
            stack = ExitStack()
            with self.phase(name):
                entered = stack.enter_context(manager(*args, **kwargs))
            try:
                yield entered
            finally:
                with self.phase(name):
                    stack.close()

        return held


def sync_once(config: str) -> None:
    """In the process of one sample: run `vekha sync` with the clock in it, and print the phases as JSON."""
    meter = Meter()
    with meter.phase(IMPORTS):
        loaded = {name: importlib.import_module(name) for name in MODULES}
    for module, path, phase in MEASURED:
        *above, name = path.split(".")
        owner = functools.reduce(getattr, above, loaded[module])
        setattr(owner, name, meter.measured(phase, getattr(owner, name)))
    ledger = loaded["sync.ledger.store"].Ledger
    ledger.opened = meter.measured_manager(LEDGER, ledger.opened)
    app = importlib.import_module("sync.cli.context").App()
    code = loaded["sync.cli"].run(["-c", config, "sync"], app)
    meter.turn()
    print(json.dumps({"code": code, "spent": meter.spent}))


def child(*arguments: str) -> tuple[float, str]:
    """Run Python with these arguments; its processor time in seconds, and its standard output."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, env=environment, text=True) as process:
        printed = process.stdout.read() if process.stdout else ""
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments[:2])} ended with {process.returncode}\n{printed}")
    return used.ru_utime + used.ru_stime, printed


def sample(config: Path) -> dict[str, float]:
    """One sample: the floor, the command as it is, and the command with the clock in it."""
    taken = {"bare": child("-c", "pass")[0]}
    taken["plain"] = child("-c", FLOOR, str(PLAN / "plan.txt"), str(config.with_name("tracker.db")))[0]
    taken["whole"] = child("-c", "from sync.cli import main; main()", "-c", str(config), "sync")[0]
    used, printed = child(str(Path(__file__).resolve()), "--sample", str(config))
    told = json.loads(printed.splitlines()[-1])
    if told["code"] or "0 writes" not in printed:
        raise SystemExit(f"the sync was not idle:\n{printed}")
    spent: dict[str, float] = defaultdict(float, told["spent"])
    spent[EXIT] = used - sum(spent.values())
    return taken | {phase: spent[phase] for phase in PHASES}


def report(samples: list[dict[str, float]]) -> str:
    """The samples as a Markdown page: the median of each, in milliseconds."""
    milliseconds = {name: 1000 * statistics.median(one[name] for one in samples) for name in samples[0]}
    phases = sum(milliseconds[phase] for phase in PHASES)
    lines = [
        "# An idle sync",
        "",
        "The processor time (user and system) of `vekha sync` on the bundled plan with nothing to do:",
        "10 milestones and 167 issues in the embedded tracker are read, compared, pulled; none is written.",
        f"The median of {len(samples)} runs, each in a process of its own.",
        "",
        "| phase | ms | share |",
        "|---|---:|---:|",
        *(f"| {phase} | {milliseconds[phase]:.1f} | {milliseconds[phase] / phases:.0%} |" for phase in PHASES),
        f"| **the phases together** | **{phases:.1f}** | 100% |",
        "",
        "| for comparison | ms |",
        "|---|---:|",
        f"| `vekha sync` as it is, without the clock in it | {milliseconds['whole']:.1f} |",
        f"| floor: `python -c pass` | {milliseconds['bare']:.1f} |",
        "| floor: a plain script that splits the plan's lines and reads the tracker's rows with `sqlite3` "
        f"| {milliseconds['plain']:.1f} |",
        "",
        f"The command takes {milliseconds['whole'] / milliseconds['plain']:.1f} times the plain script, and "
        f"{milliseconds[IMPORTS] / phases:.0%} of it goes into importing libraries.",
        "The command as it is skips the interpreter's exit, which the run with the clock in it goes through.",
        "",
        f"Measured on {datetime.now(UTC).date()}: {machine()}.",
        "",
        "Run it again with `make bench`, or `python benchmarks/idle.py` from the root; it writes this page.",
        "",
    ]
    return "\n".join(lines)


def machine() -> str:
    """What it ran on."""
    information = Path("/proc/cpuinfo")
    text = information.read_text(encoding="utf-8") if information.exists() else ""
    models = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    model = f" ({models[0]})" if models else ""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {platform.system()} on {platform.machine()}, {os.cpu_count()} cores{model}"


def main() -> None:
    """Make a tracker in a folder of its own, take the samples, and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "config.yaml")
        config.write_text(SETTINGS, encoding="utf-8")
        child("-c", "from sync.cli import main; main()", "-c", str(config), "sync")
        samples = [sample(config) for _number in range(WARM_UP + SAMPLES)][WARM_UP:]
    page = report(samples)
    Path(__file__).with_suffix(".md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--sample"]:
        sync_once(sys.argv[2])
    else:
        main()
