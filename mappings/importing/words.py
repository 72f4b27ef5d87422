"""How a report of an earlier year stands in an issue, and how it is taken back: lines that the reader of reports knows.

Words in the language of the plan's mapping. What is posted where is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mappings.reporting.lines import done_line, figure_line, reason_line
from mappings.wording import clean


@dataclass(frozen=True)
class _Words:
    source: str
    withdrawn: str
    taken_back: str
    table: str


_WORDS = {
    "ru": _Words(
        source="Источник",
        withdrawn="отозвано",
        taken_back="запись отозвана, запуск {run} отменён",
        table="таблица {file}",
    ),
    "en": _Words(
        source="Source",
        withdrawn="withdrawn",
        taken_back="the entry is withdrawn, run {run} was undone",
        table="table {file}",
    ),
}
_FACT_LINE = re.compile(r"((?:Факт|Fact)(?: \d{1,2})?(?: за \d{4} год| for \d{4})?): ")
_YEAR = re.compile(r"(?:за|for) (\d{4})")


@dataclass(frozen=True)
class Reported:
    """What was reported of one period. `figures` are the figures by the number of the indicator, as they are written.

    `numbered` says that the measure has several indicators; `year` is that of the period, where it is named.
    """

    figures: tuple[tuple[int, str], ...]
    year: int | None
    source: str
    closed_on: date | None = None
    reason: str = ""
    numbered: bool = False


def worded(reported: Reported, language: str) -> str:
    """The comment that says it, a line for each thing."""
    lines = [
        figure_line(figure, language, indicator=number if reported.numbered else None, year=reported.year)
        for number, figure in reported.figures
    ]
    if reported.closed_on is not None:
        lines.append(done_line(reported.closed_on, language))
    if reported.reason:
        lines.append(reason_line(reported.reason, language))
    return "\n".join([*lines, f"{_WORDS[language].source}: {reported.source}"])


def origin(file: str, language: str) -> str:
    """The origin of a report that names none: the table that it comes from."""
    return _WORDS[language].table.format(file=clean(file))


def withdrawal(text: str, run: int, language: str) -> str:
    """The comment that takes a reported one back: each of its figures is withdrawn, so that none of them counts."""
    words = _WORDS[language]
    heads = [match[1] for line in text.split("\n") if (match := _FACT_LINE.match(line))]
    lines = [f"{head}: {words.withdrawn}" for head in heads]
    return "\n".join([*lines, f"{words.source}: {words.taken_back.format(run=run)}"])


def years_of(text: str) -> frozenset[str]:
    """The years that the figures of such a comment are of; the same for two that report one period."""
    lines: Iterable[str] = (match[1] for line in text.split("\n") if (match := _FACT_LINE.match(line)))
    return frozenset(match[1] if (match := _YEAR.search(line)) else "" for line in lines)
