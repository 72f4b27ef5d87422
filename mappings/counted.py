"""How a number and what it counts are put together: «1 услуга», «3 библиотеки», «не менее 9 справок».

Decides the form of the words counted, in Russian by a dictionary that is loaded only when something is to be worded.
What it does not know stays as printed; it chooses no numbers and judges nothing.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer
    from pymorphy3.analyzer import Parse

_RUSSIAN = re.compile(r"[а-яё]+(?:-[а-яё]+)*(?: [а-яё]+(?:-[а-яё]+)*)*", re.IGNORECASE)
_TEENS = (11, 12, 13, 14)  # which are counted like five
_FEW = (2, 3, 4)
_COUNTED_ALIKE = {"человек": "человек", "раз": "раз", "год": "лет"}  # after five and more, unlike their genitive
_LENGTH_LIMIT = 100  # characters; a unit is a noun with its adjectives


def counted(value: Decimal, unit: str, *, genitive: bool = False) -> str:
    """The unit as it stands after a number; `genitive` after «не менее», which governs another case."""
    if len(unit) > _LENGTH_LIMIT or not _RUSSIAN.fullmatch(unit):
        return unit
    return _after(_form(value, genitive=genitive), unit)


def of_all(unit: str) -> str:
    """The unit as it stands after a percent: in the genitive, of one or of many as it is printed."""
    if len(unit) > _LENGTH_LIMIT or not _RUSSIAN.fullmatch(unit):
        return unit
    nouns = [parse for parse in _dictionary().parse(unit.rpartition(" ")[2]) if "NOUN" in parse.tag]
    if not nouns or any("gent" in parse.tag for parse in nouns):
        return unit
    return _after("many" if "plur" in nouns[0].tag else "part", unit)


def nominative(unit: str) -> str:
    """The unit as one names it: «услуга» where «1 услуги» is printed."""
    return counted(Decimal(1), unit)


def _form(value: Decimal, *, genitive: bool) -> str:
    """The form after a number: of one, of two to four, of many or of a part."""
    if value != value.to_integral_value():
        return "part"
    tens, ones = abs(value) % 100, abs(value) % 10
    one = ones == 1 and tens not in _TEENS
    if genitive:
        return "part" if one else "many"
    few = ones in _FEW and tens not in _TEENS
    return "one" if one else "few" if few else "many"


_NOUN = {"one": {"nomn", "sing"}, "few": {"gent", "sing"}, "many": {"gent", "plur"}, "part": {"gent", "sing"}}


@cache
def _after(form: str, unit: str) -> str:
    *adjectives, last = unit.split(" ")
    noun = next((parse for parse in _dictionary().parse(last) if "NOUN" in parse.tag), None)
    if noun is None:
        return unit
    alike = _COUNTED_ALIKE.get(noun.normal_form) if form == "many" else None
    words = [_inflected(word, _of_adjective(form, noun)) for word in adjectives]
    words.append(alike or _in_form(noun, _NOUN[form]))
    return " ".join(word for word in words if word) if all(words) else unit


def _of_adjective(form: str, noun: Parse) -> set[str]:
    """The form of an adjective beside the noun: «3 общественные организации», and «3 новых центра»."""
    if form == "few":
        return {"nomn" if noun.tag.gender == "femn" else "gent", "plur"}
    return _NOUN[form] | ({noun.tag.gender} if "sing" in _NOUN[form] and noun.tag.gender else set())


def _inflected(word: str, form: set[str]) -> str | None:
    parse = next((one for one in _dictionary().parse(word) if "ADJF" in one.tag or "PRTF" in one.tag), None)
    return _in_form(parse, form) if parse is not None else None


def _in_form(parse: Parse, form: set[str]) -> str | None:
    found = parse.inflect(form)
    return str(found.word) if found is not None else None


@cache
def _dictionary() -> MorphAnalyzer:
    import pymorphy3  # noqa: PLC0415 - it takes a tenth of a second and is seldom needed

    return pymorphy3.MorphAnalyzer(lang="ru")
