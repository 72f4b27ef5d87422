"""Takes a timing apart: a timing cell as a list of tokens, each a date, a period, a rhythm or a small word.

Decides where one token ends and the next begins. What they mean together is for `cell`.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache

from mappings.reading.timing.calendar_forms import MONTH_WORD, full_dates, parts_of_year, years
from mappings.reading.timing.rhythm_forms import lengths, rhythms, small_words
from mappings.reading.timing.tokens import Form, Kind, Token

LONGEST = 1_000  # characters; the longest timing in a real plan has not two hundred
_KNOWN = 4_096  # words remembered; a plan repeats a handful
_STEMS = re.compile(
    rf"(?:{MONTH_WORD})|квартал|полугод|ежегод|ежекварт|ежемес|ежен|постоян|постанов|течени|декад|декабрист|квартир"
)
_ANY_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_TIME_WORDS = (
    *("января", "февраль", "февраля", "апрель", "апреля", "август", "августа", "сентябрь", "сентября"),
    *("октябрь", "октября", "ноябрь", "ноября", "декабрь", "декабря"),
    *("квартал", "квартала", "полугодие", "полугодия", "ежегодно", "ежеквартально", "ежемесячно", "еженедельно"),
    *("постоянно", "течение", "декада"),
)
# every form, the longer and more particular before the shorter; no date and no rhythm begins with a sign
_SMALL_FORMS: list[Form] = [*small_words()]
_FORMS: list[Form] = [*full_dates(), *parts_of_year(), *rhythms(), *lengths(), *years(), *_SMALL_FORMS]


def tokens(words: str) -> list[Token]:
    """The tokens of a normal text; every letter of it belongs to one. What is longer than a timing is a single word."""
    if len(words) > LONGEST:
        return [Token(Kind.WORD, words)]
    found: list[Token] = []
    at = 0
    while at < len(words):
        if words[at] in " .":
            at += 1
            continue
        token, at = _next(words, at)
        found.append(token)
    return found


def mended(words: str) -> str:
    """The text with slips in words of time put right; the same text where there is none, or where it is no timing."""
    if len(words) > LONGEST:
        return words
    return re.sub(r"[^\W\d_]{5,16}", lambda match: _nearest(match.group()), words)


def _next(words: str, at: int) -> tuple[Token, int]:
    for pattern, make in _FORMS if words[at].isalnum() else _SMALL_FORMS:
        match = pattern.match(words, at)
        if match:
            return make(match), match.end()
    match = _ANY_WORD.match(words, at)
    end = match.end() if match else at + 1
    return Token(Kind.WORD, words[at:end]), end


@lru_cache(maxsize=_KNOWN)
def _nearest(word: str) -> str:
    if _STEMS.match(word):
        return word
    near = get_close_matches(word, _TIME_WORDS, n=1, cutoff=0.83)
    return near[0] if near else word
