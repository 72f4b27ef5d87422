"""PDF files with a text layer: hands the bytes to a process of its own and takes the tables it found.

A PDF is a program of a kind: what it costs to read is known only by reading it. So it is read where memory and time
are bounded, and nothing it does there can reach this process.
"""

from __future__ import annotations

import json
from typing import Any

from mappings.apart.starting import run
from mappings.errors import DocumentError
from mappings.language import gettext as _
from mappings.plan import Place
from mappings.reading.refusals import broken, locked, too_large
from mappings.reading.table.joining import join
from mappings.reading.table.rows import Block, Cell, Grid, Line, Paragraph, Table

WAIT = 300  # seconds; the reader's own limits end it long before

_READER = "mappings.reading.formats.portable_process"
_MARK = b"%PDF-"
_HEAD = 1024  # bytes in which the mark stands


def read_portable(data: bytes) -> Table:
    """Read the bytes of a PDF file.

    Raises `DocumentError` where they are none, damaged, locked, larger than any plan, or pictures without a text, and
    `ProcessFailed` where no process could be had.
    """
    if _MARK not in data[:_HEAD]:
        raise broken()
    answer = _read_apart(data)
    if "refused" in answer:
        raise _refusal(answer["refused"])
    return join(map(_block, answer["blocks"]))


def _read_apart(data: bytes) -> dict[str, Any]:
    """What the reader in its own process says; that it died counts as too large, since its memory is bounded."""
    try:
        answer = json.loads(run(_READER, data, wait=WAIT))
    except (json.JSONDecodeError, UnicodeDecodeError):
        return {"refused": "too-large"}
    return answer if isinstance(answer, dict) else {"refused": "too-large"}


def _refusal(reason: str) -> DocumentError:
    if reason == "locked":
        return locked()
    if reason == "broken":
        return broken()
    if reason == "no-text":
        return DocumentError(
            "document-no-text",
            _("the pages are pictures, there is no text in them"),
            hint=_("save the plan from the program it was written in, or have the text recognized first"),
        )
    return too_large(_("reading it takes more time or memory than any plan"))


def _block(block: dict[str, Any]) -> Block:
    if "text" in block:
        return Paragraph(block["text"], Place(table=block["table"], page=block["page"]))
    return Grid(
        tuple(
            Line(
                tuple(Cell(text, across=across, down=down) for text, across, down in cells),
                Place(table=block["table"], row=row, page=block["page"]),
            )
            for row, cells in enumerate(block["rows"], start=1)
        )
    )
