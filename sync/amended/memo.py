"""What an amended plan changes, as a Word memo fit for signature: a table for each kind of change.

Puts what `sync.amended.words` has put in words on a page of `sync.office`. Who signs, the number and the day are left
to be written in.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from mappings.language import gettext as _
from sync.amended.words import counted, doubts, parts
from sync.office import LINE, approval, as_bytes, new_page, paragraph, signature, table

if TYPE_CHECKING:
    from mappings.amendment.changes import Amendment


def memo(amendment: Amendment, *, against: str, file: str, now: datetime) -> bytes:
    """The memo in the active language. `against` and `file` are the names of the two documents."""
    title = _("Changes of the plan")
    page = new_page(title, now=now)
    approval(page)
    paragraph(page, title, bold=True, centred=True, before=18)
    paragraph(page, f"{LINE} № {'_' * 10}", centred=True, after=12)
    for text in (
        amendment.new.title,
        _("Earlier edition: {file}").format(file=against),
        _("New edition: {file}").format(file=file),
        counted(amendment),
    ):
        paragraph(page, text)
    changed = parts(amendment)
    if not changed:
        paragraph(page, _("The two plans are alike."), before=12)
    keys = {_("No. in the plan"), _("Old No."), _("New No.")}
    for number, part in enumerate([*changed, *doubts(amendment)], start=1):
        paragraph(page, f"{number}. {part.title}: {len(part.rows)}", bold=True, before=12, after=4, keep=True)
        table(page, part.headers, part.rows, narrow=keys)
    signature(page)
    return as_bytes(page)
