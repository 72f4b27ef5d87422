"""The time that each step takes over a megabyte of text made to hurt, against a floor measured in the same run.

Every kind of such text is read as a report and as an answer by mail, put to sleep and woken in a description of either
tracker, printed, and read as the cells of a plan; every sign of a layout without end is read as a file, and mappings
full of faults are checked. It writes `benchmarks/hostile.md` and judges nothing. From the root: `python -m
benchmarks.hostile`.
"""

from __future__ import annotations

import os
import platform
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from mappings import marker, wording
from mappings.errors import DocumentError
from mappings.mapping.model import Mapping
from mappings.operator_files.strict_yaml import VALUE_LIMIT, parse
from mappings.operator_files.validation import validate
from mappings.reading import read_plan
from mappings.reading.document import plan_of
from mappings.reading.formats.text import read_text
from mappings.reading.table.rows import TEXT_LIMIT
from mappings.reporting import Markup, Passage, read_passages
from notify.replies.answer import Item, read_answer
from notify.replies.received import receive
from sync.trackers.gitlab import text as gitlab
from sync.trackers.redmine import text as redmine
from tests.hostile.layouts import HEADERS, LAYOUTS, endless
from tests.hostile.texts import KINDS, hostile

MEGABYTE = 1_000_000  # characters of a text, bytes of a file
SAMPLES = 3
AT = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = "№ п/п\tМероприятие\tИсточники финансирования\tИсполнитель\tСроки\tРезультат"
SOUND = (
    "Мониторинг сети",
    "Муниципальный бюджет",
    "МБУ «Библиотека»",
    "2021 – 2030",
    "Создано не менее 9 точек доступа",
)
COLUMNS = ("title", "funding", "executor", "timing", "target")


def said(text: str, markup: Markup) -> None:
    """Read a comment."""
    read_passages([Passage(f"Факт: 5\n{text}", "a", AT, "comment")], markup=markup)


def answered(text: str, kind: str) -> None:
    """Receive a mail, and read what it answers to a digest of two deadlines."""
    mail = receive(f"Content-Type: text/{kind}; charset=utf-8\n\n{text}".encode("utf-8", "replace"))
    digest = [Item(f"I.{number}/2026", f"I.{number}", AT.date(), 1) for number in (1, 2)]
    read_answer(mail.text, digest, written_at=AT)


def in_thirds(text: str) -> str:
    """A description of the text's length that has it above, in and below its block."""
    third = text[: len(text) // 3]
    return f"{third}\n{marker.fence('town', 'I.1', third)}\n{third}"


def read(text: str) -> None:
    """Read a plan, or be told that it is none."""
    with suppress(DocumentError):
        plan_of(read_text(text.encode("utf-8", "replace")))


def cells(kind: str, column: int, length: int) -> str:
    """A plan whose cells of one column are each so long and of a kind, a megabyte of them."""
    cell = " ".join(hostile(kind, length).replace("|", "/").replace("\0", "").split())[: length - 4] or "x"
    rows = max(1, MEGABYTE // len(cell.encode("utf-8", "replace")))
    return _document([*SOUND[:column], f"{cell} {number}", *SOUND[column + 1 :]] for number in range(rows))


def ordinary() -> str:
    """A plan of a megabyte, each measure of its own words."""
    size = len("\t".join(SOUND).encode()) + 12
    return _document(
        [f"{SOUND[0]} {number}", *SOUND[1:4], f"{SOUND[4]} {number}"] for number in range(MEGABYTE // size)
    )


def _document(rows: Iterator[list[str]]) -> str:
    body = ("\t".join((f"{number // 99 + 1}.{number % 99 + 1}.", *row)) for number, row in enumerate(rows))
    return "\n".join(("**План мероприятий на 2021 – 2030 годы**", "", HEADER, *body))


def check(text: str) -> None:
    """Check a mapping."""
    source = parse(text.encode()[:MEGABYTE], "mapping.yaml")
    if source.data is not None:
        validate(Mapping, source.data, source.lines, source.file)


STEPS: dict[str, Callable[[str], object]] = {
    "a comment in Redmine, read": lambda text: said(text, "textile"),
    "a comment in GitLab, read": lambda text: said(text, "markdown"),
    "an answer by mail, received and read": lambda text: answered(text, "plain"),
    "an answer by mail in HTML, received and read": lambda text: answered(text, "html"),
    "a description of Redmine, put to sleep and woken": lambda text: redmine.wake_block(
        redmine.still_block(in_thirds(text), "town"), "town"
    ),
    "a description of GitLab, put to sleep and woken": lambda text: gitlab.wake_block(
        gitlab.still_block(in_thirds(text), "town"), "town"
    ),
    "a description, its block exchanged": lambda text: marker.replace_block(
        in_thirds(text), marker.fence("town", "I.1", "a")
    ),
    "a text made harmless to print": wording.harmless,
    "a text made a line to print": wording.clean,
}
MAPPINGS: dict[str, str] = {
    "300,000 wrong items of a list": "accepted: [" + "{}," * 300_000 + "]\n",
    "as many of them as are taken": "accepted: [" + "{}," * (VALUE_LIMIT - 20) + "]\n",
    "one key 190,000 times": "x: 1\n" * 190_000,
    "as often as is taken": "x: 1\n" * (VALUE_LIMIT // 2 - 20),
    "unknown keys": "".join(f"k{number}: 1\n" for number in range(VALUE_LIMIT // 2 - 20)),
    "unknown measures": "measures:\n" + "".join(f"  k{number}: 1\n" for number in range(VALUE_LIMIT // 2 - 20)),
}


def seconds(step: Callable[[str], object], text: str) -> float:
    """Processor time, the best of a few: other programs make it longer, and none makes it shorter."""
    spent = []
    for _sample in range(SAMPLES):
        before = time.process_time()
        step(text)
        spent.append(time.process_time() - before)
    return min(spent)


def floor(text: str) -> int:
    """One look at every character."""
    return sum(map(str.isprintable, text))


def rows_of_texts() -> Iterator[tuple[str, str, float]]:
    """Each step, the kind of text that it takes longest over, and the seconds of that."""
    texts = {kind: hostile(kind, MEGABYTE) for kind in KINDS}
    for name, step in STEPS.items():
        spent = {kind: seconds(step, text) for kind, text in texts.items()}
        slowest = max(spent, key=lambda kind: spent[kind])
        yield name, slowest, spent[slowest]


def rows_of_plans() -> Iterator[tuple[str, str, float]]:
    """Each column of a plan, full of cells as long as are taken, likewise; the kind and the seconds."""
    for column, name in enumerate(COLUMNS):
        spent = {kind: seconds(read, cells(kind, column, TEXT_LIMIT)) for kind in KINDS}
        slowest = max(spent, key=lambda kind: spent[kind])
        yield f"a plan's column `{name}`", slowest, spent[slowest]


def layout_cost(name: str, header: str, suffix: str) -> tuple[float, float, str]:
    """The seconds and the peak of megabytes over the program's own that a file takes, and how that ends."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"plan{suffix}"
        path.write_text(_document(iter([list(SOUND)])), encoding="utf-8")
        ended = _ending(path)  # the libraries are loaded
        path.write_text(endless(name, header, MEGABYTE).encode()[:MEGABYTE].decode(errors="ignore"), encoding="utf-8")
        held, before = _peak(), time.process_time()
        ended = _ending(path)
        return time.process_time() - before, _peak() - held, ended


def _ending(path: Path) -> str:
    try:
        return f"{len(read_plan(path).measures):,} measures"
    except DocumentError as error:
        return f"`{error.code}`"


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


def rows_of_layouts() -> Iterator[tuple[str, float, float, str]]:
    """Each layout, the longest that one of its files takes, the most memory, and how they end; a process for each."""
    with ProcessPoolExecutor(1, max_tasks_per_child=1) as processes:
        for name in LAYOUTS:
            files = [(name, header, suffix) for header, suffix in product(HEADERS, (".txt", ".md"))]
            spent, held, ended = zip(*processes.map(layout_cost, *zip(*files, strict=True)), strict=True)
            yield name, max(spent), max(held), ", ".join(dict.fromkeys(ended))


def report(looked: float) -> str:
    """The page, with each time also as so many times the floor."""
    plain = seconds(read, ordinary())
    measured = [*rows_of_texts(), *rows_of_plans()]
    measured += [("a mapping, checked", name, seconds(check, text)) for name, text in MAPPINGS.items()]
    rows = [f"| {name} | {kind} | {spent:.2f} | {spent / looked:.0f} |" for name, kind, spent in measured]
    text = [
        "# Hostile text, a megabyte of it",
        "",
        f"The processor time of one step over a megabyte of text made to hurt, the best of {SAMPLES}: of the",
        f"{len(KINDS)} kinds in `tests/hostile/texts.py` the one that takes longest. A description has its text above,",
        f"in and below its block; the cells of a plan are {TEXT_LIMIT:,} characters long each, the longest taken.",
        f"The floor looks once at each character of a megabyte: {1000 * looked:.0f} ms.",
        "",
        "| step | full of | s | times the floor |",
        "|---|---|---:|---:|",
        f"| a plan of the same size | ordinary measures | {plain:.2f} | {plain / looked:.0f} |",
        *rows,
        "",
        "The signs of one layout, a megabyte of them in a file of `.txt` and of `.md`, below a header and without: the",
        "longest of the four, and the most memory beyond the program's own.",
        "",
        "| a file full of | s | MB | ends with |",
        "|---|---:|---:|---|",
        *(f"| {name} | {spent:.2f} | {held:.0f} | {ended} |" for name, spent, held, ended in rows_of_layouts()),
        "",
        f"Measured on {datetime.now(UTC).date()}: {platform.python_implementation()} {platform.python_version()}, "
        f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores.",
        "",
        "Run it again with `python -m benchmarks.hostile` from the root; it writes this page.",
        "",
    ]
    return "\n".join(text)


def main() -> None:
    """Measure, and write the page."""
    page = report(seconds(floor, hostile("reports", MEGABYTE)))
    Path(__file__).with_suffix(".md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
