"""Texts read as a clerk's comment, for the tests of the reader."""

from __future__ import annotations

from datetime import UTC, datetime

from mappings.progress import FigureLine
from mappings.reporting import Markup, Passage, Reported, read_passages

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def read(text: str, markup: Markup = "plain", *, indicators: int | None = None) -> Reported:
    """All that one comment reports."""
    return read_passages([Passage(text, "anna", NOON, "comment")], markup=markup, indicators=indicators)


def only(text: str) -> FigureLine:
    """The one line of a comment that is meant as a figure."""
    (line,) = read(text).lines
    return line


def values(text: str, markup: Markup = "plain") -> list[str | None]:
    """The figures of a comment; None where something is told."""
    return [None if line.value is None else f"{line.value:f}" for line in read(text, markup).lines]
