"""A language beside Russian and English: its words of time, each with the known words that stand for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Language:
    """One language: `tells` are words that only it has, `beside` small ones that count next to one of those.

    By the known words, the forms that mean the same, with `|` between them.
    """

    tells: Mapping[str, str]
    beside: Mapping[str, str]

    @cached_property
    def words(self) -> dict[str, str]:
        """By each form, the known words for it."""
        return {form: known for known, form in (*forms_of(self.tells), *forms_of(self.beside))}

    @cached_property
    def told_by(self) -> re.Pattern[str]:
        """What only this language has."""
        return _any_of(form for _known, form in forms_of(self.tells))

    @cached_property
    def all_forms(self) -> re.Pattern[str]:
        """Every form, the longer first."""
        return _any_of(self.words)


def forms_of(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each form with the known words for it."""
    return ((known, form) for known, forms in words.items() for form in forms.split("|"))


def _any_of(forms: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest_first))})(?![^\W_])")
