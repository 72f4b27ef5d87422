"""What the embedded tracker accepts: the limits that real trackers set, so that it is a fair stand-in.

Decides whether a single value or a pair of dates may be stored. It reads no file and repairs no value.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from mappings.language import gettext as _
from mappings.wording import day
from sync.errors import Purpose, Rejected
from sync.trackers.embedded.words import STATUSES

TITLE_LIMIT = 255


def check_values(values: Mapping[str, Any], purpose: Purpose) -> None:
    """Raise `Rejected` for the first value that may not be stored; keys are the names of fields."""
    for field, value in values.items():
        if isinstance(value, str):
            _check_text(field, value, purpose)
    if "title" in values:
        _check_title(str(values["title"]), purpose)
    if "status" in values and values["status"] not in STATUSES:
        message = _("there is no status «{status}»").format(status=values["status"])
        raise Rejected("status-unknown", message, purpose, field="status", hint=", ".join(STATUSES))
    if "done_ratio" in values and not 0 <= values["done_ratio"] <= 100:  # noqa: PLR2004
        message = _("the share done is a percentage from 0 to 100")
        raise Rejected("done-ratio-range", message, purpose, field="done_ratio")
    if "project" in values and not str(values["project"]).strip():
        raise Rejected("project-blank", _("a project needs a name"), purpose, field="project")


def check_dates(start: date | None, due: date | None, purpose: Purpose) -> None:
    """Raise `Rejected` where a start comes after the due date."""
    if start is not None and due is not None and start > due:
        message = _("the start {start} comes after the due date {due}")
        message = message.format(start=day(start), due=day(due))
        raise Rejected("dates-reversed", message, purpose, field="start")


def _check_title(title: str, purpose: Purpose) -> None:
    if not title.strip():
        raise Rejected("title-blank", _("a title may not be empty"), purpose, field="title")
    if len(title) > TITLE_LIMIT:
        message = _("a title has at most {limit} characters, this one has {length}")
        message = message.format(limit=TITLE_LIMIT, length=len(title))
        raise Rejected("title-too-long", message, purpose, field="title")
    if any(unicodedata.category(character) == "Cc" for character in title):
        message = _("a title is one line without control characters")
        raise Rejected("title-control", message, purpose, field="title")


def _check_text(field: str, text: str, purpose: Purpose) -> None:
    """Refuse what cannot be stored whole: NUL cuts a text short, half a surrogate pair is no character."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        message = _("the value is not valid text")
        raise Rejected("text-invalid", message, purpose, field=field)
