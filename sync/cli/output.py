"""What commands print: results on stdout, everything about the run on stderr, progress bars on a terminal only.

Everything that is printed goes through here. What strangers wrote is made harmless, what a stream cannot take is lost
and changes no step, and what programs read is UTF-8 whatever the locale.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from shutil import get_terminal_size
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from mappings.json_text import json_text
from mappings.language import gettext as _
from mappings.system_words import said_by_system
from mappings.wording import clean, harmless
from sync.cli.clock import utc_now
from sync.cli.problem_lines import LOG_FORMATS, ProblemLine, logged
from sync.cli.streams import Stream
from sync.cli.tables import aligned, draw_table

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

_STDOUT = "-"
_FAILURE = "red"


def named_file(output: Path | None) -> Path | None:
    """The file that `-o` names; None where nothing does, or the `-` that stands for standard output."""
    return None if output is None or str(output) == _STDOUT else output


class Output:
    """The two streams of a command. When quiet, only problems are printed."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.log_format = LOG_FORMATS[0]
        self.now: Callable[[], datetime] = utc_now
        self.out = Stream("stdout")
        self.err = Stream("stderr")
        self._bar: Console | None = None
        self._loss_told = False

    def say(self, text: str = "", *, style: str | None = None) -> None:
        """A line of the result, for people."""
        if not self.quiet:
            _put(self.out, _shown(self.out, text), style)

    def problem(self, text: str, *, style: str = "yellow") -> None:
        """A line that somebody should act on; printed even when quiet."""
        if self.log_format == "json":
            self._log(text, "error" if style == _FAILURE else "warning")
        elif self._bar is not None:
            self._bar.print(_one_line(text), style=style, markup=False, highlight=False, soft_wrap=True)
        else:
            _put(self.err, _shown(self.err, text), style)

    def failure(self, text: str) -> None:
        """A line of what ended a command."""
        self.problem(text, style=_FAILURE)

    def trace(self, error: BaseException) -> None:
        """Where an error came from."""
        text = harmless("".join(traceback.format_exception(error)))
        if self.log_format == "json":
            self._log(text, "debug")
        else:
            self.err.write(text)

    def _log(self, text: str, level: str) -> None:
        self.err.send(f"{harmless(logged(text, level=level, now=self.now()))}\n".encode(errors="replace"))

    def json(self, data: Any) -> None:
        """The result as JSON, the only thing on stdout."""
        self.document(json_text(data))

    def document(self, text: str) -> None:
        """A finished text that programs read; printed even when quiet."""
        self.out.send(f"{harmless(text)}\n".encode(errors="replace"))

    def data(self, data: bytes) -> None:
        """What would stand in a file, as it would stand there; printed even when quiet."""
        self.out.send(data)

    def result(self, text: str) -> None:
        """A finished text that was asked for; printed even when quiet."""
        _put(self.out, harmless(text))

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table: drawn on a terminal, plain aligned columns when piped."""
        if self.quiet or not rows:
            return
        shown = [[clean(cell) for cell in row] for row in rows]
        if self.terminal:
            draw_table(self.console(), headers, shown)
            return
        for text in aligned(headers, shown):
            _put(self.out, text)

    @property
    def terminal(self) -> bool:
        """Whether a person sees stdout at once."""
        return self.out.isatty()

    def console(self) -> Console:
        """Standard output to draw on; what is drawn there has to be harmless already."""
        # rich takes long to load, and what is piped needs none of it
        from rich.console import Console  # noqa: PLC0415

        return Console(file=self.out)  # type: ignore[arg-type] # it has what rich asks of a file

    @contextmanager
    def progress(self, title: str) -> Iterator[Callable[[int, int], None]]:
        """A progress bar on stderr where that is a terminal; elsewhere nothing."""
        if self.quiet or not self.err.isatty():
            yield lambda _done, _all: None
            return
        # rich takes long to load, and cron has no use for it
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Console(file=self.err)  # type: ignore[arg-type]
        bar = Progress(*columns, console=self._bar, transient=True, redirect_stdout=False, redirect_stderr=False)
        try:
            with bar:
                task = bar.add_task(title, total=None)
                yield lambda done, all_: bar.update(task, completed=done, total=all_)
        finally:
            self._bar = None

    def take_over(self) -> None:
        """From now on what anything in this process prints goes through here."""
        self.out.take_over()
        self.err.take_over()

    @property
    def lost(self) -> bool:
        """Whether something was printed that did not arrive."""
        return bool(self.out.lost or self.err.lost)

    def tell_loss(self) -> None:
        """Say once that a part of the result did not arrive, but not to a person who has cut it off with `| head`."""
        error = self.out.lost
        if error is None or self._loss_told:
            return
        self._loss_told = True
        if not (isinstance(error, BrokenPipeError) and self.err.isatty()):
            reason = said_by_system(error)
            text = _("not all of what was printed has arrived: {reason}").format(reason=reason)
            hint = _("fix where the output goes; no step was left out because of it")
            self.problem(ProblemLine("output-failed", "", text, hint))


def _put(stream: Stream, text: str, style: str | None = None) -> None:
    coloured = style and stream.isatty() and not os.environ.get("NO_COLOR")
    stream.write((click.style(text, fg=style) if coloured else text) + "\n")


def _one_line(text: str) -> str:
    return harmless(text).replace("\n", " ")


def _shown(stream: Stream, text: str) -> str:
    """A line as it stands on the stream: whole for programs, broken between words where a person reads."""
    line = _one_line(text)
    if not stream.isatty() or not line:
        return line
    width = get_terminal_size().columns
    return fill(line, width, replace_whitespace=False, break_long_words=False, break_on_hyphens=False)
