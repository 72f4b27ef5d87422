"""The lines of a report as they are written for somebody, each in the words that the reader knows.

Words in the language of the plan's mapping. What stands in them, and whether it is read as what it was, is for whoever
writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mappings.language import day_text


@dataclass(frozen=True)
class _Words:
    fact: str
    of_year: str
    reason: str
    done: str
    accepted: str
    until: str
    wish: str


_WORDS = {
    "ru": _Words(
        fact="Факт",
        of_year=" за {year} год",
        reason="Причина",
        done="Исполнено",
        accepted="Принято",
        until=" до {day}",
        wish="Срок",
    ),
    "en": _Words(
        fact="Fact",
        of_year=" for {year}",
        reason="Reason",
        done="Completed",
        accepted="Accepted",
        until=" until {day}",
        wish="Due",
    ),
}


def figure_line(figure: str, language: str, *, indicator: int | None = None, year: int | None = None) -> str:
    """A figure; of which indicator and of which year, where that is to be said."""
    words = _WORDS[language]
    number = "" if indicator is None else f" {indicator}"
    return f"{words.fact}{number}{words.of_year.format(year=year) if year else ''}: {figure}"


def reason_line(reason: str, language: str) -> str:
    """Why something deviates from the plan."""
    return f"{_WORDS[language].reason}: {reason}"


def done_line(day: date, language: str) -> str:
    """On which day the work was finished."""
    return f"{_WORDS[language].done}: {day_text(day, language)}"


def accepted_line(until: date | None, language: str) -> str:
    """That a reminder was taken note of, and until when the writer asks for patience."""
    words = _WORDS[language]
    return words.accepted + (words.until.format(day=day_text(until, language)) if until else "")


def wish_line(day: date, language: str) -> str:
    """Which date the writer asks for."""
    return f"{_WORDS[language].wish}: {day_text(day, language)}"
