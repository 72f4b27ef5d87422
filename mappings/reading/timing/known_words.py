"""Says the words of time of a text in Russian or English, whatever language they are printed in, and makes them whole.

The words stand in `cyrillic_words` and `latin_words`. What they mean is read later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.reading.timing.cyrillic_words import BELARUSIAN, BULGARIAN, KAZAKH, UKRAINIAN
from mappings.reading.timing.language import forms_of
from mappings.reading.timing.latin_words import FRENCH, GERMAN, ITALIAN, POLISH, PORTUGUESE, SPANISH

LANGUAGES = (UKRAINIAN, BELARUSIAN, BULGARIAN, KAZAKH, POLISH, GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE)

_WORD = re.compile(r"[^\W\d_]+")
_KNOWN = (  # words of time that are right as they are
    "января январь февраля февраль марта март апреля апрель мая май июня июнь июля июль августа август"
    " сентября сентябрь октября октябрь ноября ноябрь декабря декабрь постоянно ежегодно ежеквартально ежемесячно"
    " квартал полугодие"
    " january february march april may june july august september october november december ongoing annually quarterly"
    " monthly"
)
_HYPHENED = re.compile(rf"(?<![^\W\d_])(?:{_WORD.pattern}+-)+{_WORD.pattern}+")
_TELLING = frozenset(
    max(_WORD.findall(form), key=len, default="") for one in LANGUAGES for _known, form in forms_of(one.tells)
)
_WHOLE = frozenset(_KNOWN.split()) | {form for one in LANGUAGES for _known, form in forms_of(one.tells)}


def in_known_words(words: str) -> str:
    """A text in small letters with the words of time of another language said in Russian or English.

    Of several languages the one counts that it has most words of. A text without such words stays as it is.
    """
    printed = _WORD.findall(words)
    if _TELLING.isdisjoint(printed):
        return words
    told = [language for language in LANGUAGES if language.told_by.search(words)]
    if not told:
        return words
    language = max(told, key=lambda one: len(one.all_forms.findall(words)))
    return language.all_forms.sub(lambda match: language.words[match.group()], words)


def unbroken(words: str) -> str:
    """A text in small letters with the words of time whole that were broken for a narrow column: «вере-сень»."""
    return _HYPHENED.sub(lambda match: "-".join(_joined(match.group().split("-"))), words) if "-" in words else words


def _joined(parts: list[str]) -> Iterator[str]:
    before = parts[0]
    for part in parts[1:]:
        if before + part in _WHOLE and before not in _WHOLE and part not in _WHOLE:
            before += part
        else:
            yield before
            before = part
    yield before
