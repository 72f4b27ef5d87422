"""The command line: wiring, and the only place that prints and knows exit codes.

Nothing heavy is loaded here: `--help` and `--version` answer without the database, the models or the templates, and
a command's module is loaded when it is called.
"""

from __future__ import annotations

import gc
import gettext
import os
import sys
from typing import NoReturn

import click

from mappings import language
from mappings.language import N_
from sync.cli.context import App, run_options
from sync.cli.exit_codes import ExitCode
from sync.cli.failing import Failing
from sync.cli.listed import Listed
from sync.cli.streams import open_missing
from sync.cli.translated import SpokenGroup, spoken

COMMANDS = (  # the name, where the command stands, and what it does, as `vekha --help` lists them
    ("alerts", "alerts:alerts_command", N_("Find overdue and upcoming deadlines and send the mails.")),
    ("backup", "backup:backup_command", N_("Write everything the plan consists of here into one archive.")),
    ("calendar", "deadline_calendar:calendar_command", N_("Write the plan's deadlines as a calendar (iCalendar).")),
    ("check", "check:check_command", N_("Check config, document, mapping, tracker, ledger, mail and clock.")),
    ("completion", "completion:completion_command", N_("Print the script that completes commands in your shell.")),
    ("demo", "demo:demo_command", N_("Show the whole program on the bundled plan, in the folder var.")),
    ("diff", "sync:diff_command", N_("Show what a sync would do; write nothing.")),
    ("import", "imports:import_command", N_("Post figures and closings of earlier years from a table.")),
    ("init", "init:init_command", N_("Write a config for your own plan and tracker, from questions or options.")),
    ("log", "log:log_command", N_("Show the runs, or what one run wrote.")),
    ("read", "read:read", N_("Show how a plan document is read.")),
    ("replies", "replies:replies_command", N_("Post what was answered by mail into the tracker.")),
    ("restore", "backup:restore_command", N_("Restore a backup; nothing is overwritten.")),
    ("run", "run:run_command", N_("Sync, write the summary page and send alerts: the command for cron.")),
    ("schema", "schema:schema_command", N_("Print the JSON Schema of `config` or `mapping`, for editors.")),
    ("summary", "summary:summary_command", N_("Print the indicator summary from the last pull.")),
    ("sync", "sync:sync_command", N_("Bring the tracker in step with the plan, then pull statuses and figures.")),
    ("tracker", "tracker:tracker", N_("Work with the embedded tracker.")),
    ("undo", "log:undo_command", N_("Undo what one run wrote, and leave what was changed since.")),
)


@click.group(
    "vekha",
    cls=SpokenGroup,
    help=N_("Keeps an official multi-year action plan and an issue tracker in step."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="vekha", message="vekha %(version)s", help=N_("Show the version and exit."))
@run_options
def vekha() -> None:
    """Hold the commands together."""


for listed in COMMANDS:
    vekha.add_command(Listed(*listed))


def main(arguments: list[str] | None = None) -> NoReturn:
    """The entry point: run a command and exit with its code.

    Everything is closed and written by then; taking the libraries down piece by piece would cost 0.14 s more.
    """
    gc.set_threshold(50_000)  # loading the libraries makes much that stays; looking for garbage in it takes 0.05 s
    open_missing()
    app = App()
    app.output.take_over()
    os._exit(run(sys.argv[1:] if arguments is None else arguments, app))


def run(arguments: list[str], app: App) -> int:
    """Run a command and return its exit code; every failure is told in one line, or one for each problem.

    That output was lost shows in the code of a command that had nothing else to tell by it.
    """
    _speak(language.from_environment())
    code = _invoke(arguments, app)
    app.output.tell_loss()
    return code or (ExitCode.OUTPUT_LOST if app.output.lost else ExitCode.DONE)


def _invoke(arguments: list[str], app: App) -> int:
    try:
        result = spoken(vekha).main(arguments, prog_name="vekha", standalone_mode=False, obj=app)
    except click.exceptions.NoArgsIsHelpError as asked:
        app.output.result(asked.format_message())
        return ExitCode.DONE
    except click.exceptions.Abort:
        return 130
    except SystemExit as end:
        broken = end.__context__  # click ends so for any broken connection, which it takes for that of its output
        return Failing(broken).tell(app) if isinstance(broken, OSError) else ExitCode.DONE
    except Exception as error:  # noqa: BLE001 - a fault of ours must end in a line too, not in a traceback
        return Failing(error).tell(app)
    return int(result) if isinstance(result, int) else ExitCode.DONE


def _speak(chosen: str) -> None:
    """Speak a language, in click's own messages too: it asks gettext's global domain."""
    language.use(chosen)
    os.environ["LANGUAGE"] = chosen
    gettext.bindtextdomain("vekha", language.LOCALE_DIR)
    gettext.textdomain("vekha")
