"""What ended a command, or one round of many: its lines and its exit code, told by the kind of the error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.system_words import said_by_system
from sync.cli.exit_codes import ExitCode, exit_code_of
from sync.cli.problem_lines import ProblemLine, describe

if TYPE_CHECKING:
    from sync.cli.context import App


class Failing:
    """An error as what people and monitoring see of it."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.lines, self.code = _told(error)

    def tell(self, app: App) -> ExitCode:
        """Print the lines, below a traceback where one was asked for, and return the exit code."""
        self._trace(app)
        for text in self.lines:
            app.output.failure(text)
        return self.code

    def tell_of_round(self, app: App) -> None:
        """Print the lines with the exit code that a run by cron would have had."""
        self._trace(app)
        for text in self.lines:
            app.output.problem(text.ending_with(int(self.code)))

    def _trace(self, app: App) -> None:
        if app.debug and not isinstance(self.error, click.UsageError):
            app.output.trace(self.error)


def _told(error: Exception) -> tuple[list[ProblemLine], ExitCode]:
    if isinstance(error, click.UsageError):
        where = error.ctx.command_path if error.ctx else "vekha"
        hint = _("see `{command} --help`").format(command=where)
        return [ProblemLine("usage", "", error.format_message(), hint)], ExitCode.USAGE
    if isinstance(error, VekhaError):
        return describe(error), exit_code_of(error)
    if isinstance(error, OSError):
        reason, place = said_by_system(error), "" if error.filename is None else str(error.filename)
        told = ProblemLine("system-failed", place, reason, _("run again with --debug to see where"))
        return [told], ExitCode.NO_PERMISSION if isinstance(error, PermissionError) else ExitCode.FAILED
    if isinstance(error, UnicodeEncodeError) and error.encoding == sys.getfilesystemencoding():
        text = _("a name cannot be written in this system's letters ({letters}): {name}")
        text = text.format(letters=error.encoding, name=error.object)
        return [
            ProblemLine("locale-unfit", "", text, _("set a locale of UTF-8, such as LC_ALL=C.UTF-8"))
        ], ExitCode.WRONG_INPUT
    text = _("an internal error: {reason}").format(reason=f"{type(error).__name__}: {error}")
    hint = _("run again with --debug and report what it prints")
    return [ProblemLine("internal-error", "", text, hint)], ExitCode.FAILED
