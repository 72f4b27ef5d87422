"""Which clauses of a line are meant as a figure, and what they say: the figure, its indicator and its year.

A form with one reading is read. What is plainly meant as a figure and has no such form keeps its words and no value, so
that it can be told. Prose that only mentions the word is no figure at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mappings.reporting.clauses import Begins, Clause
from mappings.reporting.quantities import YEAR_NAMED, Quantity, read_quantity, year_in

_PERIOD = (  # of a whole year, so that it says nothing more than the issue does
    r"(?:за (?:(?:отчетный|отчётный|текущий|этот|весь) )?(?:год|период)"
    r"|на конец (?:(?:отчетного|отчётного) )?(?:года|периода)|for the (?:year|period))"
)
_SCOPE = (
    rf"(?:\(?(?:{YEAR_NAMED}|{_PERIOD}|(?P<bare>(?:19|20|21)[0-9]{{2}})(?: ?(?:год[ау]?|г)(?!\w)\.?)?"
    r"(?=\)?\s?(?:[:=]|[-–—]\s)))\)?)"
)
_ENDS = r"\s?(?:[:=]|[-–—]\s)"
_FORM = re.compile(
    r"\s?(?:(?:№|N|#) ?(?P<marked>[0-9]{1,2})(?![0-9.,])"
    rf"|(?P<number>[0-9]{{1,2}})(?={_ENDS}|\s{_SCOPE.replace('?P<year>', '').replace('?P<bare>', '')}{_ENDS}))?"
    rf"(?:\s?(?P<scope>{_SCOPE}))?\s?(?P<sign>[:=]|[-–—](?=\s))?\s?",
    re.IGNORECASE,
)
_ANY_VALUE = r"[-+−–±~≈<>≤≥]{0,2}\s?\d"
_LIKE_VALUE = re.compile(
    rf"{_ANY_VALUE}|(?:нет|ноль|none|zero|no data)(?!\w)|[-–—]+$|(?:около|более|менее|свыше|примерно|порядка|почти|до"
    r"|не (?:менее|более)|about|almost|over|under)\s\D{0,20}\d",
    re.IGNORECASE,
)
_LOOSE = re.compile(  # other words before the number, with a sign or a period that shows what is meant
    rf"[^:=\d]{{0,80}}(?:[:=]|\s[-–—]\s)\s?{_ANY_VALUE}|\s?[^\w\s№#]{{1,2}}\s?\d"
    rf"|\s?\(?(?:за|на|в|по|for|in)\s[^:=]{{0,60}}(?:[:=]|\s[-–—])\s?{_ANY_VALUE}",
    re.IGNORECASE,
)
_DOUBTFUL = re.compile(
    r"[-–—]|(?:19|20|21)[0-9]{2}(?![0-9])"
)  # without a sign before: a dash or a minus, a year or not
_PLAINLY = re.compile(rf"\s?[0-9]{{0,2}}\s?[:=]\s?{_ANY_VALUE}")


@dataclass(frozen=True, slots=True)
class WrittenFigure:
    """A figure as it was written. `quantity` is None where it cannot be read in one way."""

    text: str
    quantity: Quantity | None
    indicator: int = 1
    year: int | None = None


def figure_of(clause: Clause) -> WrittenFigure | None:
    """The figure that a clause is meant as; None where it is prose, or speaks of something else."""
    if clause.name == "loosely" and clause.begins is not Begins.HARDLY:
        return _told(clause)
    if clause.name != "fact":
        return None
    form = _FORM.match(clause.text)
    text = clause.text[form.end() :].strip() if form else ""
    if form is None or clause.begins is Begins.HARDLY or not text or not _meant(clause, form, text):
        return _told(clause)
    year = form["year"] or form["bare"]
    quantity = None if clause.cut else read_quantity(text)
    years = {int(one) for one in (year, year_in(text)) if one}
    if len(years) > 1 or (form["sign"] is None and (clause.begins is Begins.PERHAPS or _DOUBTFUL.match(text))):
        quantity = None
    named = min(years) if len(years) == 1 else None
    return WrittenFigure(text, quantity, int(form["marked"] or form["number"] or 1), named)


def _meant(clause: Clause, form: re.Match[str], text: str) -> bool:
    if form["sign"] in (":", "=") and clause.begins is Begins.SURELY:
        return True
    return _LIKE_VALUE.match(text) is not None


def _told(clause: Clause) -> WrittenFigure | None:
    """What is plainly meant as a figure without a form that can be read."""
    loose = _PLAINLY if clause.begins is Begins.HARDLY else _LOOSE
    return WrittenFigure(clause.text.strip(" \t:="), None) if loose.match(clause.text) else None
