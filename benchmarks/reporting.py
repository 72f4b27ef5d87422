"""The time that reading one long comment takes, by what it is full of, at a quarter of a megabyte and at a whole one.

Reads comments of one kind of sign each with `read_report`, as a pull does. It writes `benchmarks/reporting.md` and
judges nothing. From the root: `python benchmarks/reporting.py`.
"""

from __future__ import annotations

import os
import platform
import time
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from mappings.mapping.model import Mapping
from mappings.reporting import Markup
from sync.runs.reported import read_report
from sync.tracker import ActualIssue, Comment, Ref

MEGABYTE = 1_000_000  # characters
SIZES = (MEGABYTE // 4, MEGABYTE)
SAMPLES = 5
KINDS = {
    "table rows": "|---|---|\n",
    "dashes": "-",
    "lines of a dash": "-\n",
    "blanks": " ",
    "empty lines": "\n",
    "quotations": "> Факт: 5\n",
    "backticks": "` ",
    "fences": "```\n",
    "tildes": "~~a ",
    "tags": "<s>",
    "at signs": "@a ",
    "brackets": "[ ]",
    "digits": "9",
    "letters": "ф",
    "the word for a figure": "факт ",
    "figures": "Факт: 9\n",
    "wishes": "Срок: 15.02.2027\n",
}
MARKUPS: tuple[Markup, ...] = ("plain", "textile", "markdown")


def seconds(sign: str, size: int) -> float:
    """The processor time of reading a comment of so many characters; the slowest markup, each at its best."""
    text = f"Факт: {(sign * (size // len(sign) + 1))[:size]}\nФакт: 9"
    said = Comment("clerk", datetime(2026, 3, 1, tzinfo=UTC), text)
    issue = ActualIssue(Ref("1"), "I.1.1", "Title", "", "open", closed=False, comments=(said,))
    return max(min(_once(issue, markup) for _number in range(SAMPLES)) for markup in MARKUPS)


def _once(issue: ActualIssue, markup: Markup) -> float:
    before = time.process_time()
    read_report(issue, Mapping(), markup=markup, indicators=1)
    return time.process_time() - before


def report() -> str:
    """The page."""
    rows = []
    for name, sign in KINDS.items():
        quarter, whole = (seconds(sign, size) for size in SIZES)
        shown = repr(sign)[1:-1].replace("|", "\\|")
        rows.append(f"| {name} | <code>{escape(shown)}</code> | {quarter:.3f} | {whole:.3f} | {whole / quarter:.1f} |")
    text = [
        "# Reading what is reported",
        "",
        "The processor time of `read_report` on one comment that is full of one kind of sign, between two lines that",
        f"report a figure. The best of {SAMPLES} readings, in the markup that takes longest. What grows with the",
        "length alone takes four times as long at four times the size.",
        "",
        "| full of | sign | s, 0.25 MB | s, 1 MB | times as long |",
        "|---|---|---:|---:|---:|",
        *rows,
        "",
        f"Measured on {datetime.now(UTC).date()}: {machine()}.",
        "",
        "Run it again with `python benchmarks/reporting.py` from the root; it writes this page.",
        "",
    ]
    return "\n".join(text)


def machine() -> str:
    """What it ran on."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {platform.system()} on {platform.machine()}, {os.cpu_count()} cores"


def main() -> None:
    """Read, and write the page."""
    page = report()
    Path(__file__).with_suffix(".md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
