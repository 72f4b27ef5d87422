"""Reads what stands where a figure is expected: a number with its sign, scale, share, per cent, unit and year.

A text that has two readings, or none, is no figure; it is never guessed. Whether a text is meant as a figure,
`figures` decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from mappings.wording import cut

_YEAR = r"(?P<year>(?:19|20|21)[0-9]{2})"
_YEAR_WORD = r"(?: ?(?:год[ауе]?|г)(?!\w)\.?)"
YEAR_NAMED = rf"(?:за|в|на|по итогам|for|in) {_YEAR}(?![0-9.,/]|[ ]?[-–—] ?[0-9]){_YEAR_WORD}?"
_LEADING_YEAR = re.compile(
    rf"(?:{YEAR_NAMED}|{_YEAR.replace('year', 'bare')}{_YEAR_WORD}) ?(?:[-–—:] )?(?=[+−-]?[0-9])", re.IGNORECASE
)
_TRAILING_YEAR = re.compile(rf"\(?(?<!\w){YEAR_NAMED}(?!\w)\)?", re.IGNORECASE)
_PLAIN = r"(?P<{0}>[0-9]{{1,3}}(?: [0-9]{{3}})+(?![0-9])|[0-9]+)(?P<{0}_part>[.,][0-9]+)?"
_AFTER = r"(?=[^\W0-9_\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u218b]|[\s%.,;:!()]|$)"  # a letter, but no «²» or «½»
_NUMBER = re.compile(rf"(?:(?P<plus>\+) ?|(?P<minus>[-−–]))?{_PLAIN.format('whole')}{_AFTER}")
_OF = re.compile(rf" (?:из|of|out of) {_PLAIN.format('all')}{_AFTER}", re.IGNORECASE)
_SCALES = (
    (re.compile(r"\s?(?:тыс\.?|тысяч[аиу]?|thousand)(?!\w)", re.IGNORECASE), Decimal(1_000)),
    (re.compile(r"\s?(?:млн\.?|миллион(?:а|ов)?|million|mln\.?)(?!\w)", re.IGNORECASE), Decimal(1_000_000)),
    (re.compile(r"\s?(?:млрд\.?|миллиард(?:а|ов)?|billion|bn\.?)(?!\w)", re.IGNORECASE), Decimal(1_000_000_000)),
)
_PERCENT = re.compile(r"\s?(?:%|(?:процент(?:а|ов|ы)?|percent|per cent)(?!\w))", re.IGNORECASE)
_SQUARED = re.compile(r"(?<=м)[23](?!\w)")  # «м2» is a unit, its digit no second number
_UNIT = re.compile(r"\s?(?P<unit>[^\W0-9_][^.,;:!()|]*)")
# What stands behind a number that is a day, a part of a year, or a thousand written short.
_NO_UNIT = re.compile(
    r"\s?(?:год[ауе]?|г|кв(?!\.? ?м)|[кk]|полугод\w*|квартал\w*|месяц\w*"
    r"|(?:янв|фев|мар|апр|июн|июл|авг|сен|окт|ноя|дек)\w*|ма[йя]"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"|(?:и|или|либо|до|or|and|to))(?!\w)",
    re.IGNORECASE,
)
_MOST_DIGITS = 15
_LONGEST_UNIT = 60  # characters
_GROUPED = 3  # digits between two signs of thousands


@dataclass(frozen=True)
class Quantity:
    """A number as it was written. `of` is the whole of a share, `adds` says that it has a plus sign."""

    value: Decimal
    percent: bool = False
    unit: str = ""
    adds: bool = False
    of: Decimal | None = None
    year: int | None = None


def read_quantity(text: str) -> Quantity | None:
    """The number that a text holds, with words around it; None where there is none, or more than one reading.

    Blanks in the text are plain and single, and a tab stands for any wider gap.
    """
    text, leading = _without_year(text.strip(), _LEADING_YEAR)
    number = _NUMBER.match(text)
    value = _decimal(number["whole"], number["whole_part"]) if number else None
    if number is None or value is None:
        return None
    rest, trailing = _without_year(text[number.end() :], _TRAILING_YEAR)
    whole = _OF.match(rest)
    of = _decimal(whole["all"], whole["all_part"]) if whole else None
    rest = rest[whole.end() :] if whole else rest
    scale, rest = _scale(rest)
    percent = _PERCENT.match(rest)
    rest = rest[percent.end() :] if percent else rest
    unit = _UNIT.match(rest)
    words = unit["unit"].strip() if unit else ""
    share_doubtful = whole is not None and (not of or percent is not None or scale is not None or number["minus"])
    if share_doubtful or (leading and trailing) or _NO_UNIT.match(rest) or re.search(r"\d", _SQUARED.sub("", rest)):
        return None
    if scale:
        value *= scale
        value = value.to_integral_value() if value == value.to_integral_value() else value  # 1200, not 1200.0
    return Quantity(
        value=-value if number["minus"] else value,
        percent=percent is not None,
        unit=cut(words, _LONGEST_UNIT),
        adds=number["plus"] is not None,
        of=of,
        year=leading or trailing,
    )


def year_in(text: str) -> int | None:
    """The year that a figure's words name beside the number."""
    text, leading = _without_year(text.strip(), _LEADING_YEAR)
    return leading or _without_year(text, _TRAILING_YEAR)[1]


def _without_year(text: str, form: re.Pattern[str]) -> tuple[str, int | None]:
    """A text without the year that it names, and the year."""
    match = form.match(text) if form is _LEADING_YEAR else form.search(text)
    if match is None:
        return text, None
    year = match["year"] or match["bare"] if form is _LEADING_YEAR else match["year"]
    return f"{text[: match.start()]}{text[match.end() :]}", int(year)


def _decimal(whole: str, part: str | None) -> Decimal | None:
    """A number of printed digits; None where a comma or a point may stand between thousands, or there are too many."""
    digits = whole.replace(" ", "")
    grouped = part is not None and len(part) == _GROUPED + 1 and len(whole) <= _GROUPED and not whole.startswith("0")
    if grouped or len(digits) + len(part or "") > _MOST_DIGITS:
        return None
    return Decimal(digits + (part or "").replace(",", "."))


def _scale(text: str) -> tuple[Decimal | None, str]:
    for form, scale in _SCALES:
        match = form.match(text)
        if match:
            return scale, text[match.end() :]
    return None, text
