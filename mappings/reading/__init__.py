"""Reading: a plan document in, a `Plan` out.

Each format is one small module that yields rows of cells; everything after that is shared. A format is added by a
module with a function from bytes to `Table` and a line in `FORMATS`. A format's module, and the libraries it needs,
are loaded when a document of that format is read and not before. A file of an old format is turned into a present one
first.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TypeVar, cast

from mappings.causes import Cause, cause_of, unreadable_said
from mappings.errors import DocumentError, FileUnreadable
from mappings.language import gettext as _
from mappings.plan import Finding, Place, Plan
from mappings.reading.amending import refuse_amending
from mappings.reading.document import as_read, plan_of
from mappings.reading.findings import found, in_order
from mappings.reading.old_formats.converting import converted
from mappings.reading.old_formats.signatures import old_format, true_ending
from mappings.reading.refusals import too_large
from mappings.reading.table.rows import Table
from mappings.regular_files import read_regular
from mappings.system_words import said_by_system

__all__ = ["FORMATS", "SIZE_LIMIT", "Document", "Format", "plan_of", "read_document", "read_plan", "read_table"]

Read = TypeVar("Read")

SIZE_LIMIT = 20_000_000  # bytes; the largest plan seen is a thousandth of that


@dataclass(frozen=True)
class Format:
    """A format of documents: its module, the function there that reads it, and the largest file taken, in bytes."""

    module: str
    function: str
    limit: int = SIZE_LIMIT

    def read(self, data: bytes) -> Table:
        """The document's rows; raises `DocumentError` where the bytes are no document of this format."""
        module = import_module(f"{__name__}.formats.{self.module}")
        return cast("Callable[[bytes], Table]", getattr(module, self.function))(data)


_TEXT_LIMIT = 8_000_000  # bytes; 5,000 measures take 3 MB
_TEXT = Format("text", "read_text", _TEXT_LIMIT)
_MARKDOWN = Format("markdown", "read_markdown", _TEXT_LIMIT)
_SEPARATED = Format("separated", "read_separated", _TEXT_LIMIT)
_WEB_PAGE = Format("web_page", "read_web_page")

FORMATS: dict[str, Format] = {
    ".csv": _SEPARATED,
    ".docx": Format("word", "read_word"),
    ".htm": _WEB_PAGE,
    ".html": _WEB_PAGE,
    ".md": _MARKDOWN,
    ".odt": Format("opendocument", "read_opendocument"),
    ".pdf": Format("portable", "read_portable"),
    ".tsv": _SEPARATED,
    ".txt": _TEXT,
    ".xlsx": Format("spreadsheet", "read_spreadsheet"),
}


@dataclass(frozen=True)
class Document:
    """A document as it was read: its rows, and the plan that they make.

    `notes` are those of the plan's findings that are about the file and not about what it says.
    """

    table: Table
    plan: Plan
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Source:
    """The bytes of a document, their format, and what was done to them before they are read."""

    form: Format
    data: bytes
    notes: tuple[Finding, ...] = ()

    def read(self) -> Table:
        return self.form.read(self.data)


def read_plan(path: Path) -> Plan:
    """Read a plan document.

    Raises `FileUnreadable` where the file is missing or may not be read, `DocumentError` where it is no plan, and
    `ProcessFailed` where no process could be had to read it in.
    """
    return read_document(path).plan


def read_document(path: Path) -> Document:
    """Read a plan document and keep its rows beside it. Raises what `read_plan` raises."""

    def read() -> Document:
        source = _source_of(path)
        table = source.read()
        refuse_amending(table)
        plan = plan_of(table)
        plan = replace(plan, findings=in_order([*plan.findings, *source.notes]))
        return Document(as_read(table), plan, source.notes)

    return _told_of(path, read)


def read_table(path: Path) -> Table:
    """The rows of a table that is no plan. Raises what `read_plan` raises."""
    return _told_of(path, lambda: _source_of(path).read())


def _source_of(path: Path) -> _Source:
    """What is read of a file: its bytes in the format that its ending names, or what an old format was turned into.

    Raises what `read_plan` raises, a fault of the document without its file.
    """
    form = FORMATS.get(path.suffix.lower())
    data = _content(path)
    old = old_format(data)
    if old is not None:
        _check_size(data, SIZE_LIMIT)
        note = found("document-converted", Place(), suffix=old.suffix, present=old.present)
        return _Source(FORMATS[old.present], converted(data, old), (note,))
    if form is None:
        raise _unknown(path, true_ending(data))
    _check_size(data, form.limit)
    return _Source(form, data)


def _unknown(path: Path, meant: str | None) -> DocumentError:
    """The refusal of a file whose ending names no format that is read; `meant` is the one that it should have."""
    return DocumentError(
        "document-format",
        _("the format «{suffix}» is not known").format(suffix=path.suffix or path.name),
        hint=_("by what it holds the file should end in {suffix}: give it that ending").format(suffix=meant)
        if meant
        else _("known formats: {formats}").format(formats=", ".join(sorted(FORMATS))),
    )


def _told_of(path: Path, read: Callable[[], Read]) -> Read:
    """What is read; a fault of the document is told with its file."""
    try:
        return read()
    except DocumentError as error:
        place = ", ".join(filter(None, (str(path), error.place)))
        raise DocumentError(error.code, error.message, hint=error.hint, place=place) from None


def _check_size(data: bytes, limit: int) -> None:
    """Raise `DocumentError` where a file is larger than `limit` bytes, or empty."""
    limit = min(limit, SIZE_LIMIT)
    if len(data) > limit:
        raise too_large(_("the file is larger than {limit} MB").format(limit=limit // 1_000_000))
    if not data.removeprefix(BOM_UTF8).strip():
        raise DocumentError("document-empty", _("the file is empty"), hint=_("check the path of the plan"))


def _content(path: Path) -> bytes:
    """The bytes of a file, one more than are taken at most; raises `FileUnreadable`."""
    try:
        return read_regular(path, SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: OSError | ValueError) -> FileUnreadable:
    place = str(path)
    if isinstance(error, FileNotFoundError):
        message, hint = _("there is no such file"), _("check the path of the plan")
        return FileUnreadable("document-missing", message, place=place, hint=hint)
    if isinstance(error, IsADirectoryError):
        message, hint = _("this is not a file"), _("name the file that holds the plan")
        return FileUnreadable("document-unreadable", message, place=place, hint=hint)
    cause = cause_of(error) if isinstance(error, OSError) else Cause.OTHER
    reason = said_by_system(error)
    message = _("the file cannot be read: {reason}").format(reason=reason)
    hint = _("check that it is a file and that you may read it")
    said = unreadable_said(cause, "document-unreadable", message, reason, hint)
    return FileUnreadable(said.code, said.message, place=place, hint=said.hint, cause=cause)
