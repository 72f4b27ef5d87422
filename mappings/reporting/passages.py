"""Reads texts by the staff into figures, reasons, days, acknowledgements and wishes, each with its author and time.

Decides which texts count, and the order of what they say. What is live in a text, `live` decides; what a line says,
`clauses`, `figures` and `remarks` do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from mappings.progress import Acknowledgement, FigureLine, Reason, Wish
from mappings.reporting.clauses import KEYWORD, Begins, Clause, clauses, tidy, visible
from mappings.reporting.figures import WrittenFigure, figure_of
from mappings.reporting.live import LiveLine, Markup, live_lines
from mappings.reporting.quantities import read_quantity, year_in
from mappings.reporting.remarks import WISH, accepted, done_on, reason_of, wished
from mappings.wording import cut

MOST_FIGURES = 200  # of one text; more of them are a pasted table, and are not read

_LONGEST_TEXT = 200  # characters of what is shown of a figure
_AFTER_A_QUESTION = " \t_*.)»\"”'`|"
_LOOK_BACK = 80  # characters
_EMPTY = re.compile(r"\s?[:=]\s?")
_NUMBER_ALONE = re.compile(r"[-+−]?[0-9][^\n]{0,40}")
_A_DAY = timedelta(days=1)  # so much later may the writer's own day be than that of UTC
_NOTHING: Mapping[str, tuple[str, datetime]] = {}


@dataclass(frozen=True)
class Passage:
    """A text by one person. `dated` names who wrote a line and when, where that differs from the text's own."""

    text: str
    author: str
    at: datetime
    place: Literal["comment", "description", "field"]
    dated: Mapping[str, tuple[str, datetime]] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True)
class Completion:
    """The day on which, as somebody says, the work was finished."""

    day: date
    author: str
    at: datetime


@dataclass(frozen=True)
class Reported:
    """All that some texts report, each kind in the order in which it was written."""

    lines: tuple[FigureLine, ...] = ()
    reasons: tuple[Reason, ...] = ()
    completions: tuple[Completion, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    wishes: tuple[Wish, ...] = ()

    @property
    def acknowledged(self) -> Acknowledgement | None:
        """The newest acknowledgement."""
        return self.acknowledgements[-1] if self.acknowledgements else None

    @property
    def wished(self) -> Wish | None:
        """The newest wish for another date."""
        return self.wishes[-1] if self.wishes else None

    @property
    def done_on(self) -> date | None:
        """The day on which the work was finished, as the newest word on it says."""
        return self.completions[-1].day if self.completions else None


def read_passages(
    passages: Iterable[Passage], *, markup: Markup = "plain", indicators: int | None = None, url: str | None = None
) -> Reported:
    """All that texts report. `indicators` is how many the measure has; a figure for one beyond them has no value."""
    last = 99 if indicators is None else max(1, indicators)
    reader = _Reader(markup, last, url)
    for passage in passages:
        reader.read(passage)
    return reader.reported()


class _Reader:
    """Gathers what one passage after the other says."""

    def __init__(self, markup: Markup, last: int, url: str | None) -> None:
        self._markup, self._last, self._url = markup, last, url
        self._lines: list[FigureLine] = []
        self._reasons: list[Reason] = []
        self._completions: list[Completion] = []
        self._acknowledgements: list[Acknowledgement] = []
        self._wishes: list[Wish] = []

    def reported(self) -> Reported:
        """What was gathered, by time; what was written at the same moment keeps the order of the texts."""
        return Reported(
            tuple(sorted(self._lines, key=lambda one: one.at)),
            tuple(sorted(self._reasons, key=lambda one: one.at)),
            tuple(sorted(self._completions, key=lambda one: one.at)),
            tuple(sorted(self._acknowledgements, key=lambda one: one.at)),
            tuple(sorted(self._wishes, key=lambda one: one.at)),
        )

    def read(self, passage: Passage) -> None:
        """Gather what a passage says."""
        if passage.place == "field":
            text = tidy(passage.text)
            if text:
                written = WrittenFigure(text, read_quantity(text), year=year_in(text))
                self._add(written, passage, passage.author, passage.at)
            return
        text = visible(passage.text)
        if passage.place == "comment" and re.search(WISH, text):  # a description names the plan's own date
            self._wishes += _wishes(text, passage, self._markup)
        left = MOST_FIGURES
        dated = {visible(line): said for line, said in passage.dated.items()}
        for line in live_lines(text, KEYWORD, self._markup):
            author, at = dated.get(line.raw, (passage.author, passage.at))
            said = tuple(_clauses(line))
            for written in _figures(said, line):
                if left >= 0:
                    self._add(written if left else replace(written, quantity=None), passage, author, at)
                left -= 1
            if not line.doubtful:
                self._remarks(said, passage, author, at)

    def _add(self, written: WrittenFigure, passage: Passage, author: str, at: datetime) -> None:
        quantity = written.quantity if 1 <= written.indicator <= self._last else None
        self._lines.append(
            FigureLine(
                value=quantity.value if quantity else None,
                text=cut(" ".join(written.text.split()), _LONGEST_TEXT),
                author=author,
                at=at,
                place=passage.place,
                indicator=written.indicator,
                percent=quantity.percent if quantity else False,
                unit=quantity.unit if quantity else "",
                adds=quantity.adds if quantity else False,
                of=quantity.of if quantity else None,
                year=written.year,
                url=self._url,
            )
        )

    def _remarks(self, said: Iterable[Clause], passage: Passage, author: str, at: datetime) -> None:
        for clause in said:
            if reason := reason_of(clause):
                self._reasons.append(Reason(reason, author, at, passage.place))
            elif (day := done_on(clause)) and day <= at.date() + _A_DAY:
                self._completions.append(Completion(day, author, at))
            elif taken := accepted(clause):
                self._acknowledgements.append(Acknowledgement(taken.until, author, at))


def _wishes(text: str, passage: Passage, markup: Markup) -> Iterator[Wish]:
    """The wishes of a text. They are looked for apart, so that their word moves the end of no figure or reason."""
    for line in live_lines(text, WISH, markup):
        if not (line.doubtful or line.cut or _is_asked(line)) and (day := wished(tidy(line.words))):
            yield Wish(day, passage.author, passage.at)


def _clauses(line: LiveLine) -> Iterator[Clause]:
    if not _is_asked(line):
        yield from clauses(tidy(line.words), cut=line.cut)


def _is_asked(line: LiveLine) -> bool:
    return line.words[-_LOOK_BACK:].rstrip(_AFTER_A_QUESTION).endswith(("?", "？"))


def _figures(said: Iterable[Clause], line: LiveLine) -> Iterator[WrittenFigure]:
    """The figures of a line; those without a value are told."""
    for clause in said:
        written = figure_of(clause)
        if written is None and _is_empty(clause):
            below = tidy(line.below)
            text = tidy(line.raw) if line.hidden else below if _NUMBER_ALONE.fullmatch(below) else ""
            written = WrittenFigure(text, None) if text else None
        if written is not None:
            yield replace(written, quantity=None) if line.doubtful else written


def _is_empty(clause: Clause) -> bool:
    """Whether a figure is announced, and nothing follows on the line."""
    return clause.name == "fact" and clause.begins is Begins.SURELY and _EMPTY.fullmatch(clause.text) is not None
