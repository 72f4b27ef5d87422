"""`vekha schema`: the JSON Schema of an operator's file, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from mappings.json_text import json_text
from mappings.language import N_
from mappings.language import gettext as _
from sync.cli.context import App, pass_app, run_options
from sync.cli.output import named_file
from sync.config.schema import SCHEMAS
from sync.files import write_whole


@click.command("schema")
@click.argument("name", type=click.Choice(list(SCHEMAS)), metavar="NAME")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help=N_("Write to this file."))
@run_options
@pass_app
def schema_command(app: App, name: str, output: Path | None) -> None:
    """Print a schema, or write it to a file."""
    text, path = json_text(SCHEMAS[name]()), named_file(output)
    if path is None:
        app.output.document(text)
        return
    write_whole(path, f"{text}\n".encode(), "schema-unwritable")
    app.output.say(_("The schema is in {file}.").format(file=path))
