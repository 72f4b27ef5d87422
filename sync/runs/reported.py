"""What the staff report on one issue: its status through the mapping, and what its texts say through the reader.

Decides which texts of an issue are read: comments that are not private, the staff's part of the description, the
tracker's own field; of an issue that is private, none. How a text is read, `mappings.reporting` decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from mappings.answering import sender_of
from mappings.marker import normal, staff_part
from mappings.progress import Report, Status
from mappings.reporting import Markup, Passage, read_passages
from mappings.signature import Said, parted, said_by, speaks_for_a_person
from sync.tracker import ActualIssue, Comment

if TYPE_CHECKING:
    from mappings.mapping.model import Mapping

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_WITHIN_THE_DAY = time(9)  # of UTC: the same day from Kaliningrad to Kamchatka


@dataclass(frozen=True)
class Unread:
    """Something that was meant as a figure and is none."""

    key: str
    text: str
    author: str
    place: str
    url: str | None


def read_report(
    issue: ActualIssue, mapping: Mapping, *, markup: Markup = "plain", indicators: int | None = None
) -> tuple[Report, list[Unread]]:
    """What one issue reports, and what in it could not be read as a figure.

    `markup` is how its texts are shown; `indicators` how many the measure has, where that is known: a figure for one
    beyond them is no figure. Of a private issue it is told how it stands and when it was closed, and nothing else:
    neither what is written in it, nor whose it is, nor where.
    """
    status = mapping.status(issue.status, closed=issue.closed, labels=issue.labels)
    if issue.private:
        return Report(issue.key, status, closed_at=issue.closed_at), []
    said = read_passages(_passages(issue), markup=markup, indicators=indicators, url=issue.ref.url)
    report = Report(
        key=issue.key,
        status=status,
        lines=said.lines,
        reasons=said.reasons,
        url=issue.ref.url,
        assignee=issue.assignee,
        closed_at=_closed_at(issue, said.done_on),
        acknowledged=said.acknowledged,
        wished=said.wished,
        changed_at=_changed_at(issue),
    )
    return report, [Unread(issue.key, line.text, line.author, line.place, line.url) for line in report.unread_lines]


def is_worked_on(issue: ActualIssue, mapping: Mapping, *, labels_tell: bool = True) -> bool:
    """Whether the staff have said or done anything on an issue: then its history is of what it stands for."""
    labels = issue.labels if labels_tell else ()
    begun = mapping.status(issue.status, closed=issue.closed, labels=labels) is not Status.PLANNED
    said = any(map(_is_of_a_person, issue.comments))
    return issue.closed or begun or said or issue.fact is not None or bool(staff_part(issue.description))


def author_of(comment: Comment) -> str:
    """Who says what a comment says: of an answer by mail, which the bot passes on, whoever answered."""
    if said_by(comment.text) is not Said.REPLY:
        return comment.author
    return sender_of(normal(parted(comment.text)[0])) or comment.author


def _closed_at(issue: ActualIssue, done_on: date | None) -> datetime | None:
    """When a closed issue's work was finished. No tracker lets one close in the past, so a person may name the day."""
    if not issue.closed or done_on is None:
        return issue.closed_at
    return datetime.combine(done_on, _WITHIN_THE_DAY, UTC)


def _changed_at(issue: ActualIssue) -> datetime | None:
    """When the staff last wrote on an issue, where the tracker tells; a private comment is a change as well."""
    written = [one.at for one in issue.comments if _is_of_a_person(one)]
    written += [at for _author, at in _dated(issue.description_versions).values()]
    written += [issue.fact.at] if issue.fact is not None else []
    return max(written, default=None)


def _is_of_a_person(comment: Comment) -> bool:
    return not parted(comment.text)[1] or speaks_for_a_person(comment.text)


def _dated(versions: Iterable[Comment]) -> dict[str, tuple[str, datetime]]:
    """Who wrote each line of a description and when: it dates from the change that it has stood there since."""
    dated: dict[str, tuple[str, datetime]] = {}
    for version in versions:
        lines = dict.fromkeys(normal(version.text).split("\n"))
        dated = {line: dated.get(line, (version.author, version.at)) for line in lines}
    return dated


def _passages(issue: ActualIssue) -> Iterator[Passage]:
    own = staff_part(issue.description)
    if own:
        at = issue.description_at or issue.updated_at or _LONG_AGO
        dated = _dated(issue.description_versions)
        yield Passage(own, issue.description_author, at, "description", dated)
    if issue.fact is not None:
        yield Passage(issue.fact.text, issue.fact.author, issue.fact.at, "field")
    for comment in issue.comments:
        if not comment.private and _is_of_a_person(comment):
            yield Passage(normal(parted(comment.text)[0]), author_of(comment), comment.at, "comment")
