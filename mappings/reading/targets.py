"""Reads targets: the words of a target cell become indicators.

A number is a target only where it counts what the measure is about; which ones do is for `mappings.reading.quantities`.
Targets that are named year by year are found in `mappings.reading.yearly_targets`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from mappings.plan import Indicator, IndicatorKind
from mappings.reading.quantities import FALLING, LEAD_LENGTH, MOST, RISING, Quantity, noun, quantities, starts_from
from mappings.reading.timing.tokens import says_annual
from mappings.reading.yearly_targets import YearlyTargets, yearly_rows
from mappings.wording import fold

_KNOWN = 16  # texts remembered: the same one is asked about several times on end
_HUNDRED = Decimal(100)
_TENTH = Decimal("0.1")
_EVERYWHERE = re.compile(r"\b(?:(?:во|у|на|in)\s+(?:всех|all)|в\s+кажд(?:ой|ом))\s+", re.IGNORECASE)
_AFTER_COMMA = re.compile(
    r",\s*(?:(?!включ|число|числе|всего)[^\W\d_]{4,}\s*)?$", re.IGNORECASE
)  # «…, охват 500 семей»
_TIMES = re.compile(r"\s*раза?\b", re.IGNORECASE)  # «рост в 2 раза»
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})\.\s+(?=[A-ZА-ЯЁ])|;")
_NOT_ASKED = re.compile(r"\[[^\[\]]*\]")  # what a table by years says of its values
_LEFT = " ,.;)"  # what is left of a cell's punctuation after a row of years
_FLIPPED = {"=": "<=", ">=": "<=", ">": "<", "<=": ">=", "<": ">"}  # of what falls at least so much, less is better
_LEVEL = re.compile(r"\b(?:доля|уровень|качество|балл|share|level|quality)\b", re.IGNORECASE)
_DIRECTION = re.compile(
    r"^(?:рост|прирост|увеличение|пополнение|повышение|улучшение|совершенствование|развитие|расширение|усиление|"
    r"укрепление|снижение|сокращение|работа|сохранение|поддержание|growth|increase\w*|decrease\w*|improve\w*|develop\w*)\b",
    re.IGNORECASE,
)
# «Создано ресурсов», «Оснащено библиотек»: a neuter participle and a genitive plural ask for a number between them
_COUNT_WANTED = re.compile(r"^\w+[нт]о\s+\w+(?:ых|их|ов|ев|ей|ек|ок|ий)\b", re.IGNORECASE)


def read_target(text: str, *, annual: bool) -> tuple[Indicator, ...]:
    """The indicators of a target cell, in the order printed; none where the cell is empty."""
    return tuple(
        _year_by_year(clause) if isinstance(clause, YearlyTargets) else _indicator(clause, annual=annual)
        for clause in _clauses(fold(text))
    )


def wants_a_count(text: str) -> bool:
    """Whether the words ask for a number and leave it out."""
    return any(isinstance(clause, str) and _leaves_number_out(clause) for clause in _clauses(fold(text)))


@lru_cache(maxsize=_KNOWN)
def _clauses(text: str) -> tuple[str | YearlyTargets, ...]:
    """The parts of a cell that each state a target: a further share or a counted thing after a comma begins one.

    Where there are more sentences than `MOST`, the last part holds all that follow.
    """
    clauses: list[str | YearlyTargets] = []
    done = 0
    for row in yearly_rows(text):
        *before, words = _SENTENCE.split(_after_row(text[done : row.start], done), MOST)
        if next(quantities(_NOT_ASKED.sub(" ", words)), None) is not None:
            continue  # the years only part what the words before them ask for
        clauses += [clause for chunk in before for clause in _parted(chunk)]
        clauses.append(row.with_words(words, text))
        done = row.end
    rest = _after_row(text[done:], done)
    return (*clauses, *(clause for chunk in _SENTENCE.split(rest, MOST) for clause in _parted(chunk)))


def _after_row(text: str, done: int) -> str:
    return text.lstrip(_LEFT) if done else text


def _parted(chunk: str) -> list[str]:
    starts = [0, *(one.start for one in list(quantities(chunk))[1:] if _opens_clause(one))]
    ends = [*starts[1:], len(chunk)]
    clauses = [chunk[start:end].strip(" ,") for start, end in zip(starts, ends, strict=True)]
    return [clause for clause in clauses if clause]


def _opens_clause(quantity: Quantity) -> bool:
    if quantity.lead or quantity.by or not quantity.unit:
        return False
    return _AFTER_COMMA.search(quantity.before[-LEAD_LENGTH:]) is not None or quantity.percent


def _indicator(text: str, *, annual: bool) -> Indicator:
    quantity = next(quantities(text), None)
    if quantity is None:
        return _without_number(text)
    kind = _kind(text, quantity, annual=annual)
    if kind is IndicatorKind.GROWTH:
        return _growth(text, quantity)
    unit = quantity.unit or ("%" if quantity.percent else "")
    start, sign = starts_from(text), quantity.sign
    if start is None:
        return Indicator(kind, sign, quantity.value, unit, quantity.percent, text)
    if sign == "<=" and start.value < quantity.value:
        sign = "="  # from 45 to 60: reached from below
    return Indicator(kind, sign, quantity.value, unit, quantity.percent, text, start.value, start.year)


def _growth(text: str, quantity: Quantity) -> Indicator:
    """Growth by so much. What falls has a negative value, and «в 2 раза» is 100 percent."""
    falls = quantity.signed == "-" or _falls(quantity.before)
    value, unit, percent = quantity.value, quantity.unit or ("%" if quantity.percent else ""), quantity.percent
    if _is_multiple(quantity):
        factor = 1 / value if falls else value
        value, unit, percent = abs(_HUNDRED * factor - _HUNDRED).quantize(_TENTH), "%", True
        value = Decimal(int(value)) if value == int(value) else value
    sign = _FLIPPED[quantity.sign] if falls else quantity.sign
    start = starts_from(text)
    if falls:
        value = -value
    if start is None:
        return Indicator(IndicatorKind.GROWTH, sign, value, unit, percent, text)
    return Indicator(IndicatorKind.GROWTH, sign, value, unit, percent, text, start.value, start.year)


def _falls(before: str) -> bool:
    """Whether of the words of change before a number the last one is of falling."""
    last = {
        pattern: max((one.start() for one in pattern.finditer(before)), default=-1) for pattern in (FALLING, RISING)
    }
    return last[FALLING] > last[RISING]


def _is_multiple(quantity: Quantity) -> bool:
    return quantity.lead == "в" and quantity.value > 1 and _TIMES.match(quantity.after) is not None


def _year_by_year(yearly: YearlyTargets) -> Indicator:
    """One indicator of targets by year; its value is the last. A count named for a year is that year's own."""
    changes = RISING.search(yearly.words) or FALLING.search(yearly.words)
    targets, sign = yearly.targets, yearly.sign
    if _LEVEL.search(yearly.words) or (yearly.percent and not changes):
        kind = IndicatorKind.LEVEL
    elif yearly.percent:
        kind = IndicatorKind.GROWTH
        if _falls(yearly.words):
            targets, sign = tuple((year, -value) for year, value in targets), _FLIPPED[sign]
    else:
        kind = IndicatorKind.PER_YEAR
    unit = yearly.unit or ("%" if yearly.percent else "")
    return Indicator(kind, sign, targets[-1][1], unit, yearly.percent, yearly.text, targets=targets)


def _without_number(text: str) -> Indicator:
    everywhere = _EVERYWHERE.search(text)
    if everywhere:
        unit = noun(text[everywhere.end() :])
        return Indicator(IndicatorKind.LEVEL, "=", Decimal(100), unit, percent=True, text=text)
    if _leaves_number_out(text):
        kind = IndicatorKind.TOTAL
    else:
        kind = IndicatorKind.QUALITATIVE if _DIRECTION.match(text) else IndicatorKind.DONE
    return Indicator(kind, None, None, "", percent=False, text=text)


def _leaves_number_out(clause: str) -> bool:
    wanted = _COUNT_WANTED.search(clause) is not None and not _EVERYWHERE.search(clause)
    return wanted and next(quantities(clause), None) is None


def _kind(text: str, quantity: Quantity, *, annual: bool) -> IndicatorKind:
    changes = RISING.search(quantity.before) or FALLING.search(quantity.before)
    by_itself = quantity.percent and quantity.lead not in ("до", "to") and not quantity.unit
    if quantity.signed or (changes and (quantity.by or by_itself or _is_multiple(quantity))):
        return IndicatorKind.GROWTH
    if quantity.percent or _LEVEL.search(quantity.before):
        return IndicatorKind.LEVEL
    if annual and says_annual(text):
        return IndicatorKind.PER_YEAR
    return IndicatorKind.TOTAL
