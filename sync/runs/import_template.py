"""Leaves the table to fill in for `vekha import` in a new file; what somebody has filled in is not written over."""

from __future__ import annotations

from pathlib import Path

from mappings.errors import DocumentError, FileUnwritable
from mappings.importing.template import FORMS, template
from mappings.language import gettext as _
from sync.files import write_whole
from sync.runs.inputs import Inputs


def write_template(inputs: Inputs, path: Path) -> None:
    """Write the table for the plan's periods so far. Raises `DocumentError` for another format, or `FileUnwritable`."""
    if path.suffix.lower() not in FORMS:
        message = _("a table of earlier reports is a file of the kind {formats}").format(formats=", ".join(FORMS))
        raise DocumentError("import-format", message, place=str(path), hint=_("give the file one of these endings"))
    if path.exists():
        hint = _("name another file, or remove this one")
        raise FileUnwritable("template-exists", _("the file is there already"), place=str(path), hint=hint)
    data = template(inputs.plan, path.suffix.lower(), today=inputs.today, language=inputs.mapping.language)
    write_whole(path, data, "template-unwritable")
