"""What each form of the summary takes, in time, memory and bytes, as the plan grows to 20,000 deadlines.

Makes a plan of ten-year measures with five years of figures, and each form of its summary in a process of its own. The
floor in the same run is the JSON form, which words nothing. It writes `benchmarks/summary.md` and judges nothing. From
the root: `python -m benchmarks.summary`.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zlib import crc32

from benchmarks.reporting import machine
from mappings.plan import IndicatorKind
from mappings.progress import Report, Status, judge
from sync.summary import FORMS, Summary, render, summarize
from tests.examples.plan_values import figure, indicator, measure, plan, report, reports

SIZES = (2_500, 5_000, 10_000, 20_000)  # deadlines
YEARS = range(2021, 2031)
REPORTED = range(2021, 2026)
SECTIONS, EXECUTORS = 12, 25
TODAY = date(2026, 11, 30)
SAMPLES = 3
FLOOR = "json"
TITLE = "Формирование информационных ресурсов и культурно-просветительная деятельность библиотек города"


@dataclass(frozen=True)
class Taken:
    """Seconds of processor time (the best of some), the peak of memory beside what the values take, and bytes."""

    seconds: float
    megabytes: float
    size: int


def world(deadlines: int) -> Summary:
    """The summary of a plan with so many deadlines."""
    measures = []
    for number in range(deadlines // len(YEARS)):
        section = str(1 + number % SECTIONS)
        measures.append(
            measure(
                f"{section}.{1 + number // SECTIONS}",
                years=YEARS,
                group=None,
                indicators=[indicator(4, kind=IndicatorKind.PER_YEAR)],
                executors=(f"МБУ «Библиотека № {number % EXECUTORS}»",),
                title=f"{TITLE}, {number}",
            )
        )
    told = [_report(deadline.key, deadline.year) for one in measures for deadline in one.deadlines]
    return summarize(judge(plan(*measures), reports(*told), today=TODAY), as_of=datetime(2026, 11, 30, 7, tzinfo=UTC))


def _report(key: str, year: int) -> Report:
    chance = crc32(key.encode())  # the same in every process
    url = f"https://tracker.example/issues/{chance % 100_000}"
    if year not in REPORTED:
        return report(key, url=url)
    if chance % 20 == 0:
        return report(key, Status.IN_PROGRESS, url=url, reason="Ремонт здания, ждём подрядчика", assignee="И. Петрова")
    told = report(key, Status.DONE, figure(3 + chance % 3, text="4 мероприятия"), url=url, assignee="И. Петрова")
    return replace(told, closed_at=datetime(year, 12, 20, 9, tzinfo=UTC))


def taken(form: str, deadlines: int) -> Taken:
    """What one form takes; to be asked in a process that has made no other."""
    summary = world(deadlines)
    before, times, data = _peak(), [], b""
    for _sample in range(SAMPLES):
        started = time.process_time()
        data = render(summary, form)
        times.append(time.process_time() - started)
    return Taken(min(times), _peak() - before, len(data))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _alone(form: str, deadlines: int) -> Taken:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(taken, form, deadlines).result()


def page() -> str:
    """The page."""
    found = {(form, size): _alone(form, size) for form in FORMS for size in SIZES}
    largest, half = SIZES[-1], SIZES[-2]
    floor = found[FLOOR, largest].seconds
    rows = []
    for form in FORMS:
        last = found[form, largest]
        seconds = " | ".join(f"{found[form, size].seconds:.2f}" for size in SIZES)
        doubled = last.seconds / found[form, half].seconds
        rows.append(
            f"| {form} | {seconds} | {doubled:.1f} | {last.seconds / floor:.1f} | {last.megabytes:.0f} |"
            f" {last.size / 1e6:.1f} |"
        )
    heads = " | ".join(f"s, {size:,}" for size in SIZES)
    return "\n".join(
        [
            "# The forms of the summary",
            "",
            f"Processor seconds of `render`, the best of {SAMPLES}, by the number of deadlines; how many times as long",
            f"{largest:,} take as {half:,}, and as the JSON form, which words nothing; the memory beside what the",
            "values take, and the size of the file, at the largest.",
            "",
            f"| form | {heads} | doubled | × JSON | MB of memory | MB of file |",
            f"|---|{'---:|' * (len(SIZES) + 4)}",
            *rows,
            "",
            f"Measured on {datetime.now(UTC).date()}: {machine()}.",
            "",
            "Run it again with `python -m benchmarks.summary` from the root; it writes this page.",
            "",
        ]
    )


def main() -> None:
    """Measure, and write the page."""
    text = page()
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
