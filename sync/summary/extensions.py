"""The decided extensions in a summary: each with the date that it moved, the one that counts since, and the order.

Words and values for the forms. What may be extended is decided in `mappings.mapping.extensions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mappings.language import gettext as _
from mappings.plan import Deadline
from mappings.wording import clean, day


def headings() -> tuple[str, ...]:
    """The headings over `rows`."""
    return (_("Key"), _("Earlier date"), _("Extended to"), _("By whose order"))


def rows(deadlines: Iterable[Deadline]) -> Iterator[tuple[str, ...]]:
    """Each extension in a row: those of one deadline follow one another."""
    for one in deadlines:
        for step in one.extensions:
            yield (
                one.key,
                day(step.before),
                day(step.until),
                ", ".join(filter(None, (clean(step.by), clean(step.order)))),
            )


def to_json(deadline: Deadline) -> dict[str, Any]:
    """The plan's own date and what it was extended to, as values that `json` can write; nothing where it was not."""
    steps = [{"until": one.until.isoformat(), "by": one.by, "order": one.order} for one in deadline.extensions]
    return {"planned_due": deadline.planned.isoformat(), "extensions": steps} if steps else {}
