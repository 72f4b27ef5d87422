"""What every command starts from: the options before it, the clock, and the config."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mappings import language
from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.clock import steady_seconds, utc_now
from sync.cli.output import Output
from sync.cli.problem_lines import LOG_FORMATS, ProblemLine

if TYPE_CHECKING:
    from sync.config.settings import Config
    from sync.runs.at_work import SetAside, Watch
    from sync.runs.inputs import Inputs
    from sync.runs.timetable import Moment


F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class App:
    """The state of one invocation."""

    config_path: Path = Path("config.yaml")
    debug: bool = False
    output: Output = field(default_factory=Output)
    now: Callable[[], datetime] = utc_now
    steady: Callable[[], float] = steady_seconds

    def __post_init__(self) -> None:
        self.output.now = self.now

    def moment(self) -> Moment:
        """Both clocks."""
        # only what stays up needs it
        from sync.runs.timetable import Moment  # noqa: PLC0415

        return Moment(self.steady(), self.now())

    def config(self) -> Config:
        """The config; from here on its language is spoken, in its own errors already."""
        # `--help` loads this module, and has no use for the models of a config
        from sync.config.loading import load_config, peek_language  # noqa: PLC0415

        spoken = peek_language(self.config_path)
        if spoken:
            language.use(spoken)
        config = load_config(self.config_path)
        language.use(config.language)
        return config

    def inputs(self, today: date | None = None) -> Inputs:
        """The config's plan and mapping, read."""
        # nor for what reads documents
        from sync.runs.inputs import load_inputs  # noqa: PLC0415

        return load_inputs(self.config(), clock=self.now, today=today)

    def watch(self, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Watch:
        """One who looks on while a plan is worked, and says what became of the ledger's file."""
        # nor for the ledger
        from sync.runs.at_work import Watch  # noqa: PLC0415

        return Watch(progress, self._tell_set_aside, self._tell_kept_earlier)

    def _tell_set_aside(self, aside: SetAside) -> None:
        self.output.problem(ProblemLine("ledger-corrupt", str(aside.path), _set_aside_text(aside)))

    def _tell_kept_earlier(self, ledger: Path, copy: Path) -> None:
        text = _("the ledger was brought up to this version; as it was before it is kept as {copy}").format(copy=copy)
        self.output.problem(ProblemLine("ledger-upgraded", str(ledger), text))


def _set_aside_text(aside: SetAside) -> str:
    if aside.kept_as is None:
        return _("the ledger is corrupt; this was told without it, and the next sync will set it aside")
    text = _("the ledger was corrupt and is kept as {aside}; it has been built anew from the tracker")
    return text.format(aside=aside.kept_as)


def _set_config(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.ensure_object(App).config_path = value


def _set_quiet(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value:
        ctx.ensure_object(App).output.quiet = True


def _set_debug(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value:
        ctx.ensure_object(App).debug = True


def _set_log_format(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.ensure_object(App).output.log_format = value


def run_options(command: F) -> F:
    """`-c`, `-q`, `--log-format` and `--debug`, which may stand before a command or after it."""
    for declare in (
        click.option("--debug", is_flag=True, expose_value=False, callback=_set_debug, help=N_("Show tracebacks.")),
        click.option(
            "--log-format",
            type=click.Choice(LOG_FORMATS),
            expose_value=False,
            callback=_set_log_format,
            help=N_("How to print problems."),
        ),
        click.option(
            "-q", "--quiet", is_flag=True, expose_value=False, callback=_set_quiet, help=N_("Print only problems.")
        ),
        click.option(
            "-c",
            "--config",
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=_set_config,
            metavar="FILE",
            help=N_("The config file (config.yaml)."),
        ),
    ):
        command = declare(command)
    return command


def format_option(forms: Iterable[str] = ("text", "json")) -> Callable[[F], F]:
    """`--format` with the forms named, the first of them by default."""
    choices = list(forms)
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        default=choices[0],
        help=N_("How to print the result."),
    )


def day_option(name: str, help_text: str) -> Callable[[F], F]:
    """An option that names a day."""
    return click.option(
        name,
        type=click.DateTime(["%Y-%m-%d", "%d.%m.%Y"]),
        callback=lambda _ctx, _param, value: value.date() if value else None,
        metavar="DATE",
        help=help_text,
    )


today_option = day_option(
    "--today", N_("Treat this date (YYYY-MM-DD) as today, going by what had been written by then.")
)


def pass_app(function: Callable[..., Any]) -> Callable[..., Any]:
    """Hand the command its `App`."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(click.get_current_context().ensure_object(App), *args, **kwargs)

    return wrapper
