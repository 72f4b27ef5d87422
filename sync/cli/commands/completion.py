"""`vekha completion`: the script by which a shell completes a line of `vekha` while one types.

The script asks `vekha` itself for what fits; click answers, from the commands as they are.
"""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from sync.cli.context import App, pass_app, run_options

SHELLS: dict[str, type[ShellComplete]] = {"bash": BashComplete, "fish": FishComplete, "zsh": ZshComplete}


@click.command("completion")
@click.argument("shell", type=click.Choice(list(SHELLS)), metavar="SHELL")
@run_options
@pass_app
def completion_command(app: App, shell: str) -> None:
    """Print the script of a shell."""
    root = click.get_current_context().find_root().command
    app.output.document(SHELLS[shell](root, {}, "vekha", "_VEKHA_COMPLETE").source().strip())
