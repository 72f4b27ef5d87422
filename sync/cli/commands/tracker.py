"""`vekha tracker`: the embedded tracker worked by hand; its commands stand in `sync.cli.commands.tracker_issues`.

It is loaded to list them: nothing here may load the tracker's store.
"""

from __future__ import annotations

import click

from mappings.language import N_
from sync.cli.context import run_options
from sync.cli.listed import Listed
from sync.cli.translated import SpokenGroup

COMMANDS = (  # the name, where the command stands, and what it does
    ("close", "tracker_issues:close", N_("Close an issue.")),
    ("comment", "tracker_issues:comment", N_("Comment on an issue.")),
    ("create", "tracker_issues:create", N_("Create an issue of the staff's own, outside the plan.")),
    ("delete", "tracker_issues:delete", N_("Delete an issue with its comments and history.")),
    ("list", "tracker_issues:list_issues", N_("List the issues of the tracker.")),
    ("move", "tracker_issues:move", N_("Move an issue to another project of the tracker.")),
    ("page", "tracker_issues:page", N_("Write the whole tracker as one HTML page.")),
    ("reopen", "tracker_issues:reopen", N_("Open a closed issue again.")),
    ("set", "tracker_issues:set_fields", N_("Change fields of an issue; an empty value clears a field.")),
    (
        "show",
        "tracker_issues:show",
        N_("Show one issue with its comments and history; ISSUE is a number or a plan key."),
    ),
)


@click.group("tracker", cls=SpokenGroup)
@run_options
def tracker() -> None:
    """Hold the commands together."""


for listed in COMMANDS:
    tracker.add_command(Listed(*listed))
