"""What is told of the watch over a run: trouble with it, each in a line. None of it ends the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from mappings.errors import VekhaError
from sync.cli.exit_codes import exit_code_of
from sync.cli.failing import Failing
from sync.cli.problem_lines import describe

if TYPE_CHECKING:
    from sync.cli.context import App
    from sync.runs.upkeep import RunWatch


def close(app: App, watch: RunWatch, code: int) -> int:
    """Keep what a run met, write to the operator, leave the stamp and say how it ended.

    What of it fails is told, and gives the exit code of a run that went well otherwise; a ping never does.
    """
    settled = warn(app, watch.settle)
    code = code or settled
    left = warn(app, partial(watch.leave_stamp, code))
    code = code or left
    warn(app, partial(watch.end, code))
    return code


def warn(app: App, step: Callable[[], Iterator[VekhaError]]) -> int:
    """Do a step and tell what went wrong in it: the exit code of the first error, 0 where there was none."""
    code = 0
    try:
        for error in step():
            for text in describe(error):
                app.output.problem(text)
            code = code or exit_code_of(error)
    except Exception as error:  # noqa: BLE001 - a fault of ours here ends no run
        code = code or Failing(error).tell(app)
    return code
