"""The time and the memory that reading a plan takes, by its size, against a floor measured in the same run.

Makes plans of thousands of measures as text, reads each with `read_plan` and with a bare `csv.reader`, every time in a
process of its own. It writes `benchmarks/reading.md` and judges nothing. From the root: `python benchmarks/reading.py`.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_250, 2_500, 5_000)  # measures
SAMPLES = 5
GROUP = 25  # measures of one group
SECTION = 250  # measures of one section
KILOBYTE = 1_024

HEADER = "№ п/п\tМероприятие\tИсточники финансирования\tИсполнитель\tСроки\tРезультат"
TIMINGS = (
    *("2021 – 2030", "ежегодно", "до 20 мая 2026 года", "IV квартал 2027 г.", "ежегодно до 1 апреля", "2022 2025 2028"),
    *("ежеквартально", "1 полугодие 2025 года", "постоянно", "25.03.2025, дом культуры, 10.00 - 12.00 ч", "сентябрь"),
    *("в течение 30 дней после принятия закона", "по отдельному плану", "2 раза в год", "ежемесячно до 10 числа"),
)
TARGETS = (
    *("Подготовлено не менее 9 справок", "100% библиотек обеспечили доступ; 50% читателей обучены", "Создан сайт"),
    *("Увеличение доли с 45 до 60 %", "Проведено не менее двух мероприятий ежегодно", "Рост посещаемости на 3%", ""),
)
EXECUTORS = ("МБУ «Библиотека»", "Отдел культуры", "Отдел культуры МБУ «Библиотека»", "Управление образования, Музей")

READ = """\
import resource, sys, time
from pathlib import Path
from mappings.reading import read_plan
from mappings.reading.formats.text import read_text
before = time.process_time()
plan = read_plan(Path(sys.argv[1]))
spent = time.process_time() - before
deadlines = sum(len(one.deadlines) for one in plan.measures)
print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, len(plan.measures), deadlines, len(plan.findings))
"""
FLOOR = """\
import csv, resource, sys, time
before = time.process_time()
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    rows = list(csv.reader(file, delimiter="\\t", quoting=csv.QUOTE_NONE))
spent = time.process_time() - before
print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, len(rows), 0, 0)
"""
BARE = """\
import resource
from mappings.reading import read_plan
from mappings.reading.formats.text import read_text
print(0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 0, 0, 0)
"""


@dataclass(frozen=True)
class Sample:
    """One process: its seconds of processor time, its peak memory in megabytes, and what was read."""

    seconds: float
    megabytes: float
    measures: int
    deadlines: int
    findings: int


def lines(measures: int) -> Iterator[str]:
    """A plan of so many measures, with sections and groups, and timings and targets of every kind."""
    yield "**План мероприятий на 2021 – 2030 годы**"
    yield HEADER
    kinds = zip(cycle(TIMINGS), cycle(TARGETS), cycle(EXECUTORS), strict=False)
    for number, (timing, target, executor) in enumerate(islice(kinds, measures)):
        group, row = number % SECTION // GROUP + 1, number % GROUP + 1
        if number % SECTION == 0:
            yield f"Раздел {number // SECTION + 1}. Развитие библиотек и чтения"
        if number % GROUP == 0:
            yield f"{group}.\tСохранение сети общедоступных библиотек\t\t\t\t"
        title = f"Проведение мероприятия {number} в общедоступных библиотеках города"
        yield "\t".join((f"{group}.{row}.", title, "Муниципальный бюджет", executor, timing, target))


def run(program: str, *arguments: str) -> Sample:
    """What one process of its own took."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    seconds, kilobytes, *counts = done.stdout.split()
    return Sample(float(seconds), int(kilobytes) / KILOBYTE, *map(int, counts))


def middle(samples: list[Sample]) -> Sample:
    """The median of each."""
    seconds = statistics.median(one.seconds for one in samples)
    megabytes = statistics.median(one.megabytes for one in samples)
    first = samples[0]
    return Sample(seconds, megabytes, first.measures, first.deadlines, first.findings)


def report(read: dict[int, Sample], floors: dict[int, Sample], bare: Sample) -> str:
    """The samples as a Markdown page."""
    rows = []
    for size in SIZES:
        one, floor = read[size], floors[size]
        each = 1_000_000 * one.seconds / one.measures
        rows.append(
            f"| {one.measures:,} | {one.deadlines:,} | {one.findings:,} | {one.seconds:.2f} | {each:.0f} "
            f"| {one.megabytes:.0f} | {1000 * floor.seconds:.0f} |"
        )
    small, large = read[SIZES[0]], read[SIZES[-1]]
    grown = large.seconds / small.seconds
    wider = (large.megabytes - bare.megabytes) / max(small.megabytes - bare.megabytes, 1)
    text = [
        "# Reading a plan",
        "",
        "The processor time (user and system) and the peak memory of `read_plan` on plans of growing size, made as",
        "text: sections, groups and measures, with timings and targets of every kind, findings and all.",
        f"The median of {SAMPLES} runs, each in a process of its own; imports are not counted in the time.",
        "",
        "| measures | deadlines | findings | s | µs a measure | peak MB | floor: `csv.reader`, ms |",
        "|---:|---:|---:|---:|---:|---:|---:|",
        *rows,
        "",
        f"{SIZES[-1] / SIZES[0]:.0f} times the measures take {grown:.1f} times the time and {wider:.1f} times the "
        f"memory above that of the interpreter with its imports, {bare.megabytes:.0f} MB.",
        f"The floor splits the same {SIZES[-1]:,} rows into cells and understands nothing: "
        f"reading takes {large.seconds / max(floors[SIZES[-1]].seconds, 1e-4):.0f} times as long.",
        "",
        f"Measured on {datetime.now(UTC).date()}: {machine()}.",
        "",
        "Run it again with `python benchmarks/reading.py` from the root; it writes this page.",
        "",
    ]
    return "\n".join(text)


def machine() -> str:
    """What it ran on."""
    information = Path("/proc/cpuinfo")
    text = information.read_text(encoding="utf-8") if information.exists() else ""
    models = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    model = f" ({models[0]})" if models else ""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {platform.system()} on {platform.machine()}, {os.cpu_count()} cores{model}"


def main() -> None:
    """Make the plans in a folder of their own, read each, and write the page."""
    read: dict[int, Sample] = {}
    floors: dict[int, Sample] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder, f"{size}.txt")
            path.write_text("\n".join(lines(size)), encoding="utf-8")
            read[size] = middle([run(READ, str(path)) for _number in range(SAMPLES)])
            floors[size] = middle([run(FLOOR, str(path)) for _number in range(SAMPLES)])
    page = report(read, floors, run(BARE))
    Path(__file__).with_suffix(".md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
