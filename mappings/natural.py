"""Numbers that stand in files and answers of others: read only where they can be one, however long the text is."""

from __future__ import annotations

_DIGITS = 18  # more of them are no number of anything, and Python refuses the longest


def natural(text: str) -> int | None:
    """The whole number that decimal digits stand for; None for anything else."""
    return int(text) if len(text) <= _DIGITS and text.isascii() and text.isdecimal() else None
