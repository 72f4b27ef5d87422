"""Reads what the staff report: status, figures (`Факт: 12`, `Fact 2: 12,5`) and reasons (`Причина: …`).

Figures stand in comments, in the staff's part of the description, or in a field of the tracker; the newest wins.
What looks like a figure and is no number is told, never guessed. Private comments are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from mappings.marker import normal, staff_part
from mappings.progress import FigureLine, Reason, Report
from sync.tracker import ActualIssue

if TYPE_CHECKING:
    from mappings.mapping.model import Mapping

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_BLANK = r"[ \u00a0\u2009\u202f]"  # what is typed between thousands
_FIGURE = re.compile(
    r"^[\W_]*(?:факт|fact)\s*(?P<indicator>\d{1,2})?\s*[:：][*_\s]*(?P<text>\S.*?)\s*$", re.IGNORECASE | re.MULTILINE
)
_NUMBER = re.compile(
    rf"(?P<number>[-−+]?(?:\d{{1,3}}(?:{_BLANK}\d{{3}})+|\d+)(?:[.,]\d+)?)"
    rf"(?!(?:{_BLANK}|\d)*[-–.,/:]?\d)\W*(?:[^\W\d].*)?"
)
_REASON = re.compile(r"^[\W_]*(?:причина|reason)\s*[:：][*_\s]*(?P<text>\S.*?)\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Unread:
    """Something that was meant as a figure and is none."""

    key: str
    text: str
    author: str
    place: str
    url: str | None


@dataclass(frozen=True)
class _Passage:
    text: str
    author: str
    at: datetime
    place: str


def parse_number(text: str) -> Decimal | None:
    """The number at the beginning of a text, words after it allowed; None where there is none or more than one."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    digits = re.sub(rf"{_BLANK}|\+", "", match["number"]).replace("−", "-").replace(",", ".")
    return Decimal(digits)


def read_report(issue: ActualIssue, mapping: Mapping, *, indicators: int | None = None) -> tuple[Report, list[Unread]]:
    """What one issue reports, and what in it could not be read as a figure.

    `indicators` is how many the measure has, where that is known; a figure for one beyond them is no figure.
    """
    last = 99 if indicators is None else max(1, indicators)
    passages = sorted(_passages(issue), key=lambda one: one.at)
    lines: list[FigureLine] = []
    reasons: list[Reason] = []
    unread: dict[int, Unread] = {}
    for passage in passages:
        for indicator, text in _figures(passage):
            value = parse_number(text)
            if value is None or not 1 <= indicator <= last:
                unread[indicator] = Unread(issue.key, text, passage.author, passage.place, issue.ref.url)
                value = None
            else:
                unread.pop(indicator, None)
            line = FigureLine(value, text, passage.author, passage.at, passage.place, indicator, url=issue.ref.url)
            lines.append(line)
        said = (match["text"] for match in _REASON.finditer(passage.text))
        reasons += [Reason(text, passage.author, passage.at, passage.place) for text in said]
    report = Report(
        key=issue.key,
        status=mapping.status(issue.status, closed=issue.closed, labels=issue.labels),
        lines=tuple(lines),
        reasons=tuple(reasons),
        url=issue.ref.url,
        assignee=issue.assignee,
    )
    return report, list(unread.values())


def _passages(issue: ActualIssue) -> Iterator[_Passage]:
    own = staff_part(issue.description)
    if own:
        at = issue.description_at or issue.updated_at or _LONG_AGO
        yield _Passage(own, issue.description_author, at, "description")
    if issue.fact is not None:
        yield _Passage(f"Fact: {issue.fact.text}", issue.fact.author, issue.fact.at, "field")
    for comment in issue.comments:
        if not comment.private:
            yield _Passage(normal(comment.text), comment.author, comment.at, "comment")


def _figures(passage: _Passage) -> Iterable[tuple[int, str]]:
    for match in _FIGURE.finditer(passage.text):
        yield int(match["indicator"] or 1), match["text"]
