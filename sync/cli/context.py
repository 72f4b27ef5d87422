"""What every command starts from: the options before it, the clock, and the config read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mappings import language
from mappings.language import N_
from sync.cli.output import Output

if TYPE_CHECKING:
    from sync.config.settings import Config
    from sync.ledger.store import Ledger
    from sync.runs.inputs import Inputs
    from sync.trackers.embedded.store import EmbeddedStore


F = TypeVar("F", bound=Callable[..., Any])


def utc_now() -> datetime:
    """This moment; the only place where the clock is read."""
    return datetime.now(UTC)


@dataclass
class App:
    """The state of one invocation."""

    config_path: Path = Path("config.yaml")
    debug: bool = False
    output: Output = field(default_factory=Output)
    now: Callable[[], datetime] = utc_now

    def config(self) -> Config:
        """The config; from here on its language is spoken, in its own errors already."""
        from sync.config.loading import load_config, peek_language  # noqa: PLC0415

        spoken = peek_language(self.config_path)
        if spoken:
            language.use(spoken)
        config = load_config(self.config_path)
        language.use(config.language)
        return config

    def inputs(self, today: date | None = None) -> Inputs:
        """The config's plan and mapping, read."""
        from sync.runs.inputs import load_inputs  # noqa: PLC0415

        return load_inputs(self.config(), clock=self.now, today=today)

    @property
    def plan_key(self) -> str:
        """The key of the config's plan."""
        return self.config().plan.key

    def open_store(self) -> tuple[EmbeddedStore, str]:
        """The embedded tracker's store and its project; raises `ConfigError` where the tracker is another."""
        from mappings.errors import ConfigError, Problem  # noqa: PLC0415
        from sync.tracker import TrackerContext  # noqa: PLC0415
        from sync.trackers.embedded.adapter import EmbeddedTracker  # noqa: PLC0415

        config = self.config()
        context = TrackerContext(config.plan.key, str(config.folder), self.now)
        tracker = config.tracker.factory(config.tracker.settings, context)
        if not isinstance(tracker, EmbeddedTracker):
            message = language.gettext("the tracker of this config is not the embedded one")
            hint = language.gettext("work it in its own pages")
            raise ConfigError([Problem("tracker-not-embedded", str(self.config_path), message, hint)])
        return tracker.store, tracker.project

    def echo(self, text: str) -> None:
        """Print a result."""
        self.output.say(text)

    def print_json(self, data: Any) -> None:
        """Print a result as JSON."""
        self.output.json(data)

    def print_table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a table."""
        self.output.table(headers, rows)

    def tell_set_aside(self, ledger: Ledger) -> None:
        """Say that the ledger's file was corrupt."""
        if ledger.set_aside is None:
            return
        text = _set_aside_text(copied=ledger.set_aside == ledger.path)
        self.output.problem(f"vekha: {text.format(path=ledger.path, aside=ledger.set_aside)} [ledger-corrupt].")


def _set_aside_text(*, copied: bool) -> str:
    _ = language.gettext
    if copied:
        return _("{path}: the ledger is corrupt; this was told without it, and the next sync will set it aside")
    return _("{path}: the ledger was corrupt and is kept as {aside}; it has been built anew from the tracker")


def _set_config(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.ensure_object(App).config_path = value


def _set_quiet(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value:
        ctx.ensure_object(App).output.quiet = True


def _set_debug(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value:
        ctx.ensure_object(App).debug = True


def run_options(command: F) -> F:
    """`-c`, `-q` and `--debug`, which may stand before a command or after it."""
    for declare in (
        click.option("--debug", is_flag=True, expose_value=False, callback=_set_debug, help=N_("Show tracebacks.")),
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


def format_option(*names: str) -> Callable[[F], F]:
    """`--format` with `text` and `json`, and the forms named."""
    choices = click.Choice(["text", "json", *names])
    return click.option("--format", "form", type=choices, default="text", help=N_("How the result is printed."))


def today_option(command: F) -> F:
    """`--today`, the day on which everything is judged."""
    declare = click.option(
        "--today",
        type=click.DateTime(["%Y-%m-%d", "%d.%m.%Y"]),
        callback=lambda _ctx, _param, value: value.date() if value else None,
        metavar="DATE",
        help=N_("Judge as on this day (YYYY-MM-DD)."),
    )
    return declare(command)


def pass_app(function: Callable[..., Any]) -> Callable[..., Any]:
    """Hand the command its `App`."""

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(click.get_current_context().ensure_object(App), *args, **kwargs)

    return wrapper
