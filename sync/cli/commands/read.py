"""`vekha read`: shows how a plan document is understood, what an amended one changes, and what a code means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mappings.amendment.by_document import amend
from mappings.amendment.changes import Amendment, compare_plans
from mappings.errors import FileUnreadable, MappingError, Problem, VekhaError
from mappings.json_text import json_text
from mappings.language import N_
from mappings.language import gettext as _
from mappings.mapping.draft import draft_mapping
from mappings.mapping.model import Mapping, load_mapping
from mappings.mapping.overrides import apply_overrides
from mappings.reading import Document, read_document, read_plan, read_table
from sync.amended.words import amendment_as_json, amendment_as_text
from sync.cli.answers.read import (
    explanation,
    plan_as_json,
    print_explanation,
    print_plan,
    refuse_doubtful,
    tell_unapplied,
    unknown_code,
)
from sync.cli.context import App, format_option, pass_app, run_options
from sync.cli.exit_codes import ExitCode
from sync.cli.output import named_file
from sync.files import write_whole, writing

if TYPE_CHECKING:
    from mappings.plan import Plan

_PATH = click.Path(path_type=Path)


@click.command("read")
@click.argument("file", type=_PATH, required=False, metavar="FILE")
@format_option(("text", "json", "docx"))
@click.option("--mapping", "decisions", type=_PATH, metavar="FILE", help=N_("Apply what this mapping decides."))
@click.option("--strict", is_flag=True, help=N_("Fail if any warning or error remains."))
@click.option(
    "--write-mapping", "draft", type=_PATH, metavar="OUT", help=N_("Write a draft of a mapping to a new file.")
)
@click.option("--against", type=_PATH, metavar="OLD", help=N_("Show what FILE changes in an earlier plan."))
@click.option(
    "--amended-by",
    "changes",
    type=_PATH,
    metavar="CHANGES",
    help=N_("Read FILE with this document of changes."),
)
@click.option("--html", "page", type=_PATH, metavar="OUT", help=N_("Write a page for checking what was read."))
@click.option("-o", "--output", type=_PATH, metavar="FILE", help=N_("Write to this file."))
@click.option("--explain", metavar="CODE", help=N_("Explain what a code means and what to do. Needs no FILE."))
@run_options
@pass_app
def read(
    app: App,
    file: Path | None,
    form: str,
    *,
    decisions: Path | None,
    strict: bool,
    draft: Path | None,
    against: Path | None,
    changes: Path | None,
    page: Path | None,
    output: Path | None,
    explain: str | None,
) -> int:
    """Read a document and print the plan, or what was asked of it instead."""
    if explain is not None:
        _alone("--explain", [file, decisions, strict, draft, against, changes, page, output, form == "docx"])
        return _explain(app, explain, form)
    if file is None:
        raise click.MissingParameter(param_hint="'" + _("FILE") + "'", param_type="argument")
    if against is not None:
        _alone("--against", [strict, draft, changes, page])
        written = named_file(output)
        if written is not None:
            read_too = {"FILE": file, "--against": against, "--mapping": decisions}
            _keep_apart(app, written, read_too, by="--output")
        return _compare(app, file, against, form, output=output, mapping=_mapping(decisions))
    if output is not None or form == "docx":
        raise click.UsageError(_("--output and the form docx go with --against"))
    if page is not None:
        read_too = {"FILE": file, "--amended-by": changes, "--mapping": decisions, "--write-mapping": draft}
        _keep_apart(app, page, read_too, by="--html")
    asked = _Asked(file, form, strict, draft, changes, page)
    return _read(app, asked, _mapping(decisions))


@dataclass(frozen=True)
class _Asked:
    """What is asked of one document."""

    file: Path
    form: str
    strict: bool
    draft: Path | None
    changes: Path | None
    page: Path | None


def _alone(option: str, others: list[object]) -> None:
    if any(others):
        raise click.UsageError(_("{option} does not go with what else was asked for").format(option=option))


def _keep_apart(app: App, output: Path, read: dict[str, Path | None], *, by: str) -> None:
    """Raise `ConfigError` where the output would write over what is read, or over a file of the config there may be."""
    # what reads configs loads every model of theirs, and is needed here alone
    from sync.config.loading import load_config  # noqa: PLC0415
    from sync.config.paths import NamedFile, refuse_taken  # noqa: PLC0415

    named = [NamedFile((option,), path) for option, path in read.items() if path is not None]
    try:
        named += load_config(app.config_path).files
    except VekhaError:
        named.append(NamedFile((), app.config_path))
    refuse_taken(output, named, by=by)


def _mapping(path: Path | None) -> Mapping | None:
    """The mapping named on the command line."""
    try:
        return None if path is None else load_mapping(path)
    except FileUnreadable as error:  # its hint speaks of the config, and none was read
        hint = _("check the path of the mapping")
        raise FileUnreadable(error.code, error.message, hint=hint, place=error.place, denied=error.denied) from None


def _read(app: App, asked: _Asked, mapping: Mapping | None) -> ExitCode:
    document, left = read_document(asked.file), 0
    if asked.changes is not None:
        amended = amend(document, read_table(asked.changes))
        document, left = amended.document, amended.left
    if mapping is not None:
        document = replace(document, plan=apply_overrides(document.plan, mapping))
    if asked.form == "json":
        app.output.json(plan_as_json(document.plan))
    else:
        print_plan(app, document.plan)
    told = asked.form == "text"
    if asked.draft is not None:
        _write_draft(app, document.plan, mapping, asked.draft, told=told)
    if asked.page is not None:
        _write_page(app, document, asked.file, asked.page, told=told)
    if left and asked.changes is not None:
        tell_unapplied(app, document.plan, asked.changes, left)
    doubtful = refuse_doubtful(app, document.plan, asked.file) if asked.strict else ExitCode.DONE
    return ExitCode.PARTIAL if left else doubtful


def _write_page(app: App, document: Document, file: Path, page: Path, *, told: bool) -> None:
    from sync.reading_page.as_html import reading_page  # noqa: PLC0415 - it loads the templates

    write_whole(page, reading_page(document, name=file.name), "page-unwritable")
    if told:
        app.output.say(_("The page to check the reading by is in {file}.").format(file=page))


def _write_draft(app: App, plan: Plan, mapping: Mapping | None, path: Path, *, told: bool) -> None:
    """Write the draft of a mapping; raises `MappingError` where a file is there already."""
    data = draft_mapping(plan, mapping).encode()
    with writing(path, "mapping-unwritable"):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            file = path.open("xb")
        except FileExistsError:
            message, hint = _("the file is there already"), _("name a new file; an existing one is never written over")
            raise MappingError([Problem("mapping-exists", str(path), message, hint)]) from None
        try:
            with file:
                file.write(data)
        except OSError:
            path.unlink()  # half a mapping would be taken for a whole one
            raise
    if told:
        app.output.say()
        app.output.say(_("The draft of the mapping is in {file}.").format(file=path))


def _compare(
    app: App, file: Path, against: Path, form: str, *, output: Path | None, mapping: Mapping | None
) -> ExitCode:
    """Show what a plan changes in an earlier one. Of the mapping only `renamed` counts: the rest is of one plan."""
    if form == "docx" and output is None:
        raise click.UsageError(_("the form {form} needs --output").format(form=form))
    renamed = {old: new for old, new in mapping.renamed.items() if new is not None} if mapping else {}
    amendment = compare_plans(read_plan(against), read_plan(file), renamed=renamed)
    data, written = _rendered(app, amendment, form, against, file), named_file(output)
    if written is not None:
        write_whole(written, data, "memo-unwritable")
        app.output.say(_("What has changed is in {file}.").format(file=written))
    elif form == "docx":
        app.output.data(data)
    else:
        show = app.output.document if form == "json" else app.output.result
        show(data.decode().rstrip("\n"))
    return ExitCode.DONE


def _rendered(app: App, amendment: Amendment, form: str, against: Path, file: Path) -> bytes:
    if form == "docx":
        from sync.amended.memo import memo  # noqa: PLC0415 - it loads what writes Word, which no other form needs

        return memo(amendment, against=against.name, file=file.name, now=app.now())
    if form == "json":
        text = json_text(amendment_as_json(amendment, against))
    else:
        text = amendment_as_text(amendment, against, file)
    return f"{text}\n".encode(errors="replace")


def _explain(app: App, code: str, form: str) -> ExitCode:
    told = explanation(code)
    if told is None:
        raise click.UsageError(unknown_code(code))
    if form == "json":
        app.output.json(told)
    else:
        print_explanation(app, told)
    return ExitCode.DONE
