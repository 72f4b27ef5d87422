"""Which issues of a Redmine are a plan's: by the marker in its custom field, and by the one in the description.

Decides what counts where the two disagree, and whether the field is to be filled again. It sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mappings.marker import find_key, marker
from sync.trackers.redmine.payloads import Issue


@dataclass(frozen=True)
class Marked:
    """An issue of the plan and its key. `whole` says that nothing has to be written into the field."""

    issue: Issue
    key: str
    whole: bool


def plans_own(issues: Iterable[Issue], plan_key: str, field: int | None) -> list[Marked]:
    """The issues of a plan out of these, which are all that there are.

    Where field and description name different keys of the plan, somebody has changed one of them, by mistake or for
    many issues at once. The one that another issue bears in both places was copied from there; or else the description
    says which it is, for the whole text of the measure stands beside it.
    """
    rows = list(issues)
    sure = {one for one in (_both(row, plan_key, field) for row in rows) if one is not None}
    found = ((row, _chosen(row, plan_key, field, sure)) for row in rows)
    return [Marked(row, key, is_whole(row, key, plan_key, field)) for row, key in found if key is not None]


def key_of(issue: Issue, plan_key: str, field: int | None) -> str | None:
    """The key of one issue by itself: of its description, or else of its field."""
    return find_key(issue.description or "", plan_key) or _in_field(issue, plan_key, field)


def _in_field(issue: Issue, plan_key: str, field: int | None) -> str | None:
    plan, colon, key = issue.field(field).partition(":")
    return key if colon and plan == plan_key and key else None


def _both(issue: Issue, plan_key: str, field: int | None) -> str | None:
    """The key that an issue bears in both places."""
    key = _in_field(issue, plan_key, field)
    return key if key is not None and key == find_key(issue.description or "", plan_key) else None


def _chosen(issue: Issue, plan_key: str, field: int | None, sure: set[str]) -> str | None:
    key, other = key_of(issue, plan_key, field), _in_field(issue, plan_key, field)
    return other if other is not None and key in sure and other not in sure else key


def is_whole(issue: Issue, key: str, plan_key: str, field: int | None) -> bool:
    """Whether the field holds the marker, where the issue has the field.

    One that holds the marker of another plan whose block stands in the description, too, is that plan's as well: two
    that share an issue would take the field from each other for ever.
    """
    if field is None or all(one.id != field for one in issue.custom_fields):
        return True
    text = issue.field(field)
    plan, colon, other = text.partition(":")
    shared = bool(colon) and plan != plan_key and find_key(issue.description or "", plan) == other
    return shared or text == marker(plan_key, key)
