"""Takes a timing apart: a timing cell as a list of tokens, each a date, a period, a rhythm or a small word.

Decides where one token ends and the next begins. What they mean together is for `cell`.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache

from mappings.reading.timing import figures
from mappings.reading.timing.calendar_days import Span
from mappings.reading.timing.calendar_forms import MONTH_WORD, parts_of_year, school_years
from mappings.reading.timing.parts_of_month import IMPLIED, days_of, parts_of_months
from mappings.reading.timing.remarks import notes, remarks
from mappings.reading.timing.rhythm_forms import lengths, rhythms, small_words
from mappings.reading.timing.tokens import Form, Kind, Token

LONGEST = 1_000  # characters; the longest timing in a real plan has not two hundred
_MENDED = 5  # letters; a shorter word is near to too many
_KNOWN = 4_096  # words remembered; a plan repeats a handful
_STEMS = re.compile(  # words that are right as they are, or only look like one of time
    rf"(?:{MONTH_WORD})(?!\w)|квартал|полугод|ежегод|ежекварт|ежемес|ежен|постоян|постанов|течени|декад|декабрист|квартир"
    r"|янтар"
)
_LOOKALIKES = str.maketrans("aceopxyktmhb", "асеорхуктмнв")  # Latin letters typed for Cyrillic ones
_GLUED_NUMERAL = re.compile(r"\b([ivх]{1,4})(?=(?:кварт|кв\b|полуг|декад))")
_ANY_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_TIME_WORDS = (
    *("январь", "января", "февраль", "февраля", "апрель", "апреля", "август", "августа", "сентябрь", "сентября"),
    *("октябрь", "октября", "ноябрь", "ноября", "декабрь", "декабря"),
    *("квартал", "квартала", "полугодие", "полугодия", "ежегодно", "ежеквартально", "ежемесячно", "еженедельно"),
    *("постоянно", "течение", "декада"),
)
# every form, the longer and more particular before the shorter; no date and no rhythm begins with a sign
_SMALL_FORMS: list[Form] = [*notes(), *small_words()]
_FORMS: list[Form] = [
    *(*figures.dates(), *school_years(), *figures.hours(), *remarks()),
    *(*parts_of_months(), *parts_of_year(), *figures.days_and_months(), *rhythms()),
]
_DAYS_AT = len(_FORMS)  # here stand the days of the month that the plan is for
_FORMS += [*lengths(), *figures.months_and_years(), *_SMALL_FORMS]


def tokens(words: str, span: Span | None = None) -> list[Token]:
    """The tokens of a normal text; every letter of it belongs to one. What is longer than a timing is a single word.

    Where `span` is a single month, a day or a week without a month is of that one, but not after one that is named.
    """
    if len(words) > LONGEST:
        return [Token(Kind.WORD, words)]
    forms = None
    if span is not None and span.months == 1:
        days = days_of(span.first.year, span.first.month)
        forms = [*_FORMS[:_DAYS_AT], *days, *_FORMS[_DAYS_AT:]]
    found: list[Token] = []
    at = 0
    while at < len(words):
        if words[at] in " .":
            at += 1
            continue
        token, at = _next(words, at, forms)
        found.append(token)
    return found if forms is None else _without_stray(found)


def _without_stray(found: list[Token]) -> list[Token]:
    """A bare figure after a whole date is a house's or a library's, and no day: «3 декабря, библиотека № 3»."""
    whole = (at for at, token in enumerate(found) if token.kind is Kind.STRETCH and IMPLIED not in token.doubts)
    first = next(whole, len(found))
    stray = (at > first and token.kind is Kind.STRETCH and IMPLIED in token.doubts for at, token in enumerate(found))
    return [Token(Kind.WORD, one.text) if is_stray else one for one, is_stray in zip(found, stray, strict=True)]


def mended(words: str) -> str:
    """The text with slips in words of time put right; the same text where there is none, or where it is no timing."""
    if len(words) > LONGEST:
        return words
    words = _GLUED_NUMERAL.sub(r"\1 ", words)
    return re.sub(r"[^\W\d_]{1,16}", lambda match: _nearest(match.group()), words)


def _next(words: str, at: int, forms: list[Form] | None) -> tuple[Token, int]:
    for pattern, make in (forms or _FORMS) if words[at].isalnum() else _SMALL_FORMS:
        match = pattern.match(words, at)
        if match:
            return make(match), match.end()
    match = _ANY_WORD.match(words, at)
    end = match.end() if match else at + 1
    return Token(Kind.WORD, words[at:end]), end


@lru_cache(maxsize=_KNOWN)
def _nearest(word: str) -> str:
    alike = word.translate(_LOOKALIKES)
    if re.search("[а-я]", word) and not re.search("[a-z]", alike):
        word = alike
    if len(word) < _MENDED or _STEMS.match(word):
        return word
    near = get_close_matches(word, _TIME_WORDS, n=1, cutoff=0.83)
    return near[0] if near else word
