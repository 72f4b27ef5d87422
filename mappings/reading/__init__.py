"""Reading: a plan document in, a `Plan` out.

Each format is one small module that yields rows of cells; everything after that is shared. A format is added by a
module with a function from bytes to `Table` and a line in `FORMATS`. A format's module, and the libraries it needs,
are loaded when a document of that format is read and not before.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TypeVar, cast

from mappings.causes import Cause, cause_of, unreadable_said
from mappings.errors import DocumentError, FileUnreadable
from mappings.language import gettext as _
from mappings.plan import Plan
from mappings.reading.amending import refuse_amending
from mappings.reading.document import as_read, plan_of
from mappings.reading.superseded import refuse_superseded, true_ending
from mappings.reading.table.rows import Table
from mappings.regular_files import read_regular, refuse_irregular

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
    """A document as it was read: its rows, and the plan that they make."""

    table: Table
    plan: Plan


def read_plan(path: Path) -> Plan:
    """Read a plan document.

    Raises `FileUnreadable` where the file is missing or may not be read, and `DocumentError` where it is no plan.
    """
    return read_document(path).plan


def read_document(path: Path) -> Document:
    """Read a plan document and keep its rows beside it. Raises what `read_plan` raises."""
    form = _format_of(path)

    def read() -> Document:
        table = form.read(_bytes_of(path, form.limit))
        refuse_amending(table)
        return Document(as_read(table), plan_of(table))

    return _told_of(path, read)


def read_table(path: Path) -> Table:
    """The rows of a table that is no plan. Raises what `read_plan` raises."""
    form = _format_of(path)
    return _told_of(path, lambda: form.read(_bytes_of(path, form.limit)))


def _format_of(path: Path) -> Format:
    """The format that a file's ending names; raises `DocumentError` where that is none that is read."""
    _look(path)
    form = FORMATS.get(path.suffix.lower())
    if form is not None:
        return form
    data = _told_of(path, lambda: _content(path, SIZE_LIMIT))
    meant = true_ending(data)
    raise DocumentError(
        "document-format",
        _("the format «{suffix}» is not known").format(suffix=path.suffix or path.name),
        place=str(path),
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


def _look(path: Path) -> None:
    """Raise `FileUnreadable` where there is no file to read."""
    try:
        refuse_irregular(path)
        path.stat()
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def _bytes_of(path: Path, limit: int) -> bytes:
    limit = min(limit, SIZE_LIMIT)
    data = _content(path, limit + 1)
    if len(data) > limit:
        raise DocumentError(
            "document-too-large",
            _("the file is larger than {limit} MB").format(limit=limit // 1_000_000),
            hint=_("is it the plan? A plan's table is far smaller"),
        )
    if not data.removeprefix(BOM_UTF8).strip():
        raise DocumentError("document-empty", _("the file is empty"), hint=_("check the path of the plan"))
    return data


def _content(path: Path, limit: int) -> bytes:
    """So many bytes of a file; raises `DocumentError` where it is of an old format."""
    try:
        data = read_regular(path, limit)
    except OSError as error:
        raise _unreadable(path, error) from None
    refuse_superseded(data)
    return data


def _unreadable(path: Path, error: OSError | ValueError) -> FileUnreadable:
    place = str(path)
    if isinstance(error, FileNotFoundError):
        message, hint = _("there is no such file"), _("check the path of the plan")
        return FileUnreadable("document-missing", message, place=place, hint=hint)
    if isinstance(error, IsADirectoryError):
        message, hint = _("this is not a file"), _("name the file that holds the plan")
        return FileUnreadable("document-unreadable", message, place=place, hint=hint)
    cause = cause_of(error) if isinstance(error, OSError) else Cause.OTHER
    reason = getattr(error, "strerror", None) or str(error)
    message = _("the file cannot be read: {reason}").format(reason=reason)
    hint = _("check that it is a file and that you may read it")
    said = unreadable_said(cause, "document-unreadable", message, reason, hint)
    return FileUnreadable(said.code, said.message, place=place, hint=said.hint, cause=cause)
