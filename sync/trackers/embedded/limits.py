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
from sync.errors import Rejected
from sync.trackers.embedded.file import TRACKER
from sync.trackers.embedded.words import STATUSES

TITLE_LIMIT = 255


def rejected(code: str, message: str, *, operation: str, field: str = "", hint: str = "") -> Rejected:
    """A refusal of this tracker."""
    return Rejected(code, message, tracker=TRACKER, operation=operation, field=field, hint=hint)


def check_values(values: Mapping[str, Any], *, operation: str) -> None:
    """Raise `Rejected` for the first value that may not be stored; keys are the names of fields."""
    for field, value in values.items():
        if isinstance(value, str):
            _check_text(field, value, operation)
    if "title" in values:
        _check_title(str(values["title"]), operation)
    if "status" in values and values["status"] not in STATUSES:
        message = _("there is no status «{status}»").format(status=values["status"])
        raise rejected("status-unknown", message, operation=operation, field="status", hint=", ".join(STATUSES))
    if "done_ratio" in values and not 0 <= values["done_ratio"] <= 100:  # noqa: PLR2004
        message = _("the share done is a percentage from 0 to 100")
        raise rejected("done-ratio-range", message, operation=operation, field="done_ratio")
    if "project" in values and not str(values["project"]).strip():
        raise rejected("project-blank", _("a project needs a name"), operation=operation, field="project")


def check_dates(start: date | None, due: date | None, *, operation: str) -> None:
    """Raise `Rejected` where a start comes after the due date."""
    if start is not None and due is not None and start > due:
        message = _("the start {start} comes after the due date {due}")
        message = message.format(start=day(start), due=day(due))
        raise rejected("dates-reversed", message, operation=operation, field="start")


def _check_title(title: str, operation: str) -> None:
    if not title.strip():
        raise rejected("title-blank", _("a title may not be empty"), operation=operation, field="title")
    if len(title) > TITLE_LIMIT:
        message = _("a title has at most {limit} characters, this one has {length}")
        message = message.format(limit=TITLE_LIMIT, length=len(title))
        raise rejected("title-too-long", message, operation=operation, field="title")
    if any(unicodedata.category(character) == "Cc" for character in title):
        message = _("a title is one line without control characters")
        raise rejected("title-control", message, operation=operation, field="title")


def _check_text(field: str, text: str, operation: str) -> None:
    """Refuse what cannot be stored whole: NUL cuts a text short, half a surrogate pair is no character."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        message = _("the value is not valid text")
        raise rejected("text-invalid", message, operation=operation, field=field)
