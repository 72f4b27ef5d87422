"""Tells the names of bodies, posts and people by their words: what begins one, what ends one, what goes on with one.

The words stand in `body_words`. Where a cell is parted is for `names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.reading.body_words import BODIES, EITHER, ENGLISH, ENGLISH_ALONE, LEGAL_FORMS, OF_ANOTHER, POSTS

_POSTS, _ONE, _SEVERAL = frozenset(POSTS.split()), frozenset((BODIES + POSTS).split()), frozenset(EITHER.split())
_FORMS, _OF_ANOTHER = frozenset(LEGAL_FORMS.split()), frozenset(OF_ANOTHER.split())
_ENGLISH, _ENGLISH_ALONE = frozenset(ENGLISH.split()), frozenset(ENGLISH_ALONE.split())
_MOST_ADJECTIVES = 3  # before the word that says what a body is
_LONGEST_PERSON = 80  # characters
_SIGNS = ".,;:&"
_ADJECTIVE = re.compile(  # «образование» and «края» only end as one does
    r"(?!края$)[а-яё-]{2,30}(?:ый|ий|ая|яя|ое|ее|ые|(?<![аеия]н)(?<![ия]т)ие)", re.IGNORECASE
)
_MANY = ("ые", "ие")
_LARGE, _SMALL = "A-ZÀ-ÖØ-ÞŁŚŻŹĆА-ЯЁІЇЄҐЎӘҒҚҢӨҰҮҺ", "a-zß-öø-ÿąćęłńóśźżа-яёіїєґўәғқңөұүһ'’"
_CAPITAL = re.compile(rf"[{_LARGE}«\"]")
_QUOTE = re.compile(r"[«\"]")
_INITIALS = rf"[{_LARGE}]\.(?:\s?[{_LARGE}](?:\.|(?!\w)))?"
_SURNAME = rf"[{_LARGE}][{_SMALL}]{{1,30}}(?:-[{_LARGE}][{_SMALL}]{{1,30}})?"
_PERSON = re.compile(
    rf"(?:{_SURNAME}\s{_INITIALS}|{_INITIALS}\s?{_SURNAME}"
    rf"|{_SURNAME}\s{_SURNAME}\s[{_LARGE}][{_SMALL}]{{1,20}}(?:вич|вна|чна|ович|івна))(?!\w)"
)
SURNAME_FIRST = rf"{_SURNAME}\s{_INITIALS}"
_ENDS_SURNAME_FIRST = re.compile(rf"(?<!\w){SURNAME_FIRST}$")
_ONLY_INITIALS = re.compile(_INITIALS)
_ABBREVIATION = re.compile(r"[A-ZА-ЯЁ]{2,8}")
_GENITIVE = re.compile(r"[А-ЯЁ][а-яё-]{2,30}(?:ого|его|ой|ых|их)(?!\w)")
_NAME_ENDS = re.compile(r"[,;&]|\s(?:and|и)\s")


def is_capital(text: str) -> bool:
    """Whether a text begins with a capital or a quotation mark."""
    return _CAPITAL.match(text) is not None


def begins_person(text: str) -> bool:
    """Whether a text begins with a surname and initials, or with a full name."""
    return _PERSON.match(text) is not None


def ends_person(text: str) -> bool:
    """Whether a text ends with a surname and its initials."""
    return _ENDS_SURNAME_FIRST.search(text[-_LONGEST_PERSON:]) is not None


def begins_body(text: str) -> bool:
    """Whether a text begins with a body or a post in a form that can go on with no other name."""
    words = text.split(maxsplit=1)
    if words and words[0].rstrip(_SIGNS) in _FORMS:
        return True
    before = ""
    for word in _leading(text):
        if not _ONE.isdisjoint(_words(word)) or (word in _SEVERAL and before.endswith(_MANY)):
            return True
        before = word
    return False


def begins_bodies(text: str) -> bool:
    """Whether a text begins with what may be many bodies or a part of the one before: «библиотеки города»."""
    return not _SEVERAL.isdisjoint(_words(next(_leading(text), "")))


def is_post(name: str) -> bool:
    """Whether a name is a post's, without the person who holds it."""
    return any(word in _POSTS for word in _leading(name)) and _PERSON.search(name) is None


def is_unfinished(name: str) -> bool:
    """Whether a name ends in a word that asks for more: «планово-экономический»."""
    words = name.rsplit(maxsplit=1)
    return bool(words) and _ADJECTIVE.fullmatch(words[-1]) is not None


def is_abbreviation(text: str) -> bool:
    """Whether a text is one word of capitals."""
    return _ABBREVIATION.fullmatch(text) is not None


def is_english_name(text: str) -> bool:
    """Whether a text ends as English names of bodies and posts do: "Library Board", "Director"."""
    words = text.rsplit(maxsplit=1)
    return bool(words) and words[-1].lower() in (_ENGLISH if len(words) > 1 else _ENGLISH_ALONE)


def up_to_next(text: str) -> str:
    """The text up to the sign or word that may end a name."""
    end = _NAME_ENDS.search(text)
    return (text[: end.start()] if end else text).strip()


def goes_on(name: str, line: str) -> bool:
    """Whether a line that begins with a capital goes on with the name on the line above it."""
    if _ONLY_INITIALS.fullmatch(line) or line.lower() in _ENGLISH or is_unfinished(name):
        return True
    if _QUOTE.match(line):
        return _QUOTE.search(name) is None and not begins_person(name)
    if begins_person(line):
        return is_post(name)
    if line.split(maxsplit=1)[0] in _OF_ANOTHER or _GENITIVE.match(line):
        return True
    lone_post = " " not in name and is_post(name)
    return lone_post and not any(word in _ONE for word in _leading(line))


def _words(word: str) -> tuple[str, str]:
    """A word, and what a double one begins with: «библиотеки-члены»."""
    return word, word.partition("-")[0]


def _leading(text: str) -> Iterator[str]:
    """The first words in small letters, up to and with the first that is no adjective."""
    for word in text.split(maxsplit=_MOST_ADJECTIVES + 1)[: _MOST_ADJECTIVES + 1]:
        bare = word.rstrip(_SIGNS).lower()
        yield bare
        if bare != word.lower() or _ADJECTIVE.fullmatch(bare) is None:
            return
