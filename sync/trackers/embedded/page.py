"""The embedded tracker as one self-contained page, for reading: no script, no other file, no address fetched.

Decides what stands on the page and in which order: what was said for the staff alone does not. It changes nothing in
the tracker.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mappings import language
from mappings.causes import Cause
from mappings.errors import FileUnwritable
from mappings.language import gettext as _
from mappings.whole_files import PAGE
from mappings.wording import cut, day
from sync.files import is_foreign, write_whole
from sync.pages import page_environment
from sync.trackers.embedded.schema import ChangeRow, CommentRow, IssueRow, MilestoneRow
from sync.trackers.embedded.store import EmbeddedStore
from sync.trackers.embedded.words import field_word, status_word, time_word, value_word

_MOST_LINES = 200  # of a changed text that are shown of each edition
_LONGEST_LINE = 500  # characters of such a line
_TEMPLATE = Path(__file__).with_name("page.html")
_MARKS = (b'<meta name="generator" content="vekha">', b"--ground: #f4f5f2")


@dataclass(frozen=True)
class Counts:
    """How many issues there are, how many are closed and how many are open past their due date."""

    all: int
    closed: int
    overdue: int

    @property
    def open(self) -> int:
        """How many issues are open."""
        return self.all - self.closed

    @property
    def percent(self) -> int:
        """The share closed, in whole percent rounded down."""
        return self.closed * 100 // self.all if self.all else 0


@dataclass(frozen=True)
class Change:
    """One changed field in words; a changed text as its lines, each with "+" or "-" before it."""

    author: str
    at: str
    field: str
    old: str
    new: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """One issue with what was done on it, and said for everybody."""

    row: IssueRow
    overdue: bool
    parent: IssueRow | None
    comments: tuple[CommentRow, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Shelf:
    """One milestone with its issues; without a milestone, the issues that have none."""

    milestone: MilestoneRow | None
    counts: Counts
    cards: tuple[Card, ...]


def write_page(store: EmbeddedStore, project: str, path: Path, *, today: date) -> None:
    """Write the page of a project to `path`, whole or not at all. Raises `FileUnwritable`."""
    if path == store.page:
        _refuse_foreign(path)
    data = render_page(store, project, today=today).encode()
    write_whole(path, data, "tracker-page-unwritable", rights=PAGE)


def _refuse_foreign(path: Path) -> None:
    """Raise `FileUnwritable` where something else stands beside the tracker under the name of its page."""
    if is_foreign(path, _MARKS):
        message = _("the file that is to hold the tracker's page is no such page; it stays as it is")
        hint = _("move it away, or give the tracker's file another name in tracker.path")
        raise FileUnwritable("tracker-page-foreign", message, hint=hint, place=str(path), cause=Cause.IRREGULAR)


def render_page(store: EmbeddedStore, project: str, *, today: date) -> str:
    """The page of a project as HTML in the active language."""
    environment = page_environment(_TEMPLATE.parent)
    environment.filters.update(day=day, time=time_word, status=status_word)
    shelves = _shelves(store, project, today)
    rows = [card.row for shelf in shelves for card in shelf.cards]
    return environment.get_template(_TEMPLATE.name).render(
        language=language.active(),
        project=project,
        today=today,
        counts=_counts(rows, today),
        shelves=shelves,
    )


def _shelves(store: EmbeddedStore, project: str, today: date) -> list[Shelf]:
    with store.reading("page") as view:
        milestones = view.milestones(project)
        rows = {row.id: row for row in view.issues(project)}
        comments = view.comments(project)
        history = view.history(project)
    titles = {str(milestone.id): milestone.title for milestone in milestones}
    cards: dict[int | None, list[Card]] = {}
    for row in rows.values():
        card = Card(
            row,
            row.overdue(today),
            None if row.parent_id is None else rows.get(row.parent_id),
            tuple(said for said in comments.get(row.id, ()) if not said.private),
            tuple(_change(change, titles) for change in reversed(history.get(row.id, []))),
        )
        cards.setdefault(row.milestone_id, []).append(card)
    shelves = [_shelf(milestone, cards.pop(milestone.id, []), today) for milestone in milestones]
    loose = [card for rest in cards.values() for card in rest]
    return [*shelves, _shelf(None, loose, today)] if loose else shelves


def _shelf(milestone: MilestoneRow | None, cards: list[Card], today: date) -> Shelf:
    return Shelf(milestone, _counts([card.row for card in cards], today), tuple(cards))


def _counts(rows: list[IssueRow], today: date) -> Counts:
    return Counts(len(rows), sum(row.closed for row in rows), sum(row.overdue(today) for row in rows))


def _change(change: ChangeRow, milestones: Mapping[str, str]) -> Change:
    at, field = time_word(change.at), field_word(change.field)
    if change.field == "description":
        return Change(change.author, at, field, "", "", _changed_lines(change.old or "", change.new or ""))
    old, new = (value_word(change.field, value, milestones) for value in (change.old, change.new))
    return Change(change.author, at, field, old, new)


def _changed_lines(old: str, new: str) -> tuple[str, ...]:
    """The lines taken out and put in; where a text is longer than anybody reads here, without looking for the rest."""
    before, after = _without_common(old.splitlines(), new.splitlines())
    if max(len(before), len(after)) > _MOST_LINES:
        shown = [*(f"-{line}" for line in before[:_MOST_LINES]), *(f"+{line}" for line in after[:_MOST_LINES]), "+…"]
    else:
        lines = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
        shown = [line for line in lines if not line.startswith("@@")]
    return tuple(cut(line, _LONGEST_LINE) for line in shown)


def _without_common(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Two texts without the lines that both begin with and both end in."""
    head = _alike(old, new)
    old, new = old[head:], new[head:]
    tail = _alike(old[::-1], new[::-1])
    return old[: len(old) - tail], new[: len(new) - tail]


def _alike(old: list[str], new: list[str]) -> int:
    """How many lines two texts begin with alike."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))
