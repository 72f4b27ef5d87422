"""What commands print: results on stdout, everything about the run on stderr, progress bars on a terminal only."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from mappings.errors import VekhaError


class Output:
    """The two streams of a command. When quiet, only problems are printed."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet

    def say(self, text: str = "", *, style: str | None = None) -> None:
        """A line of the result, for people."""
        if not self.quiet:
            click.secho(text, fg=style) if style else click.echo(text)

    def problem(self, text: str) -> None:
        """A line that somebody should act on; printed even when quiet."""
        click.secho(text, fg="yellow", err=True)

    def json(self, data: Any) -> None:
        """The result as JSON, the only thing on stdout."""
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table: drawn on a terminal, plain aligned columns when piped."""
        if self.quiet or not rows:
            return
        if self.terminal:
            _draw_table(headers, rows)
            return
        widths = [max(len(row[column]) for row in [headers, *rows]) for column in range(len(headers))]
        for row in [headers, *rows]:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            click.echo("  ".join(cells).rstrip())

    @property
    def terminal(self) -> bool:
        """Whether a person sees stdout at once."""
        return sys.stdout.isatty()

    def result(self, text: str) -> None:
        """A finished text that was asked for; printed even when quiet."""
        click.echo(text)

    @contextmanager
    def progress(self, title: str) -> Iterator[Callable[[int, int], None]]:
        """A progress bar on stderr where that is a terminal; elsewhere nothing."""
        if self.quiet or not sys.stderr.isatty():
            yield lambda _done, _all: None
            return
        # rich takes long to load, and cron has no use for it
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=None)
            yield lambda done, all_: bar.update(task, completed=done, total=all_)


def _draw_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    # rich takes long to load, and what is piped needs none of it
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(*headers, header_style="bold", row_styles=["", "dim"])
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def describe(error: VekhaError) -> list[str]:
    """An error as its lines: one, or one for each problem of a file."""
    problems = getattr(error, "problems", None) or [error]
    return [line(one.code, one.place, one.message, one.hint) for one in problems]


def line(code: str, place: str, message: str, hint: str = "") -> str:
    """A problem in one line: where, what, its code, and what to do."""
    message = message.rstrip(".")
    head = f"{place}: {message}" if place else message
    tail = f" {hint[:1].upper()}{hint[1:]}" + ("" if hint.endswith(("?", "!", ".", "…")) else ".") if hint else ""
    text = f"vekha: {head} [{code}].{tail}"
    return " ".join(text.split())
