"""The comment that passes on what somebody answered by mail of one issue: lines that the reader of reports knows.

Words in the language of the plan's mapping. What was typed is worded so that it is read back as what it was taken for,
and as nothing else. Which answers count, and where they are posted, is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from mappings.language import day_text
from mappings.reporting import Markup, Passage, Reported, read_passages
from mappings.reporting.clauses import quoted, tidy
from mappings.reporting.lines import accepted_line, figure_line, reason_line, wish_line
from mappings.reporting.quantities import Quantity
from mappings.reporting.remarks import LONGEST_REASON
from mappings.wording import clean, cut

_BY_MAIL = {"ru": "По почте", "en": "By mail"}
_DAY = r"(?:[0-9]{2}\.[0-9]{2}\.[0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})"  # as `day_text` writes it
_ORIGIN = re.compile(rf"(?:{'|'.join(_BY_MAIL.values())}): (?P<sender>.+), {_DAY}")
_LONGEST_NAME, _LONGEST_FIGURE = 80, 200  # characters
_ADDRESS = re.compile(r"(?<!\S)[^\s@]*+@\S*")
_MARKUPS: tuple[Markup, ...] = ("plain", "textile", "markdown")
_TAG = re.compile(r"<(?=[a-z/!])", re.IGNORECASE)
_TILDES = re.compile(r"~{2,}")
_DASH = re.compile(r"(?<!\w)-|-(?!\w)")
_QUESTION = " \t_*.)»\"”'|?？"  # a line that ends so is a question
_GROUPED = re.compile(r"(?<![0-9])[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9])")  # may be read as thousands
_LATE = datetime(2200, 1, 1, tzinfo=UTC)  # then no day that can be named is still to come


@dataclass(frozen=True)
class Amount:
    """A figure of an answer. `text` is what was typed, `quantity` what it was read as, `year` the one that it names."""

    indicator: int
    text: str
    quantity: Quantity
    year: int | None = None


@dataclass(frozen=True)
class Answered:
    """What one answer says of one issue.

    `sender` is the name of whoever answered, `day` that of the answer. `accepted` says that a reminder was taken note
    of, `until` for how long; `wish` is the date asked for. `numbered` says that the measure has several indicators,
    `year` is that of the deadline where the issue is the whole measure's: then the figures name it.
    """

    sender: str
    day: date
    amounts: tuple[Amount, ...] = ()
    reasons: tuple[str, ...] = ()
    accepted: bool = False
    until: date | None = None
    wish: date | None = None
    numbered: bool = False
    year: int | None = None


def worded(answered: Answered, language: str) -> str:
    """The comment that says it, and in its last line who said it by mail, and when."""
    return "\n".join([*lines_of(answered, language), _origin(answered.sender, answered.day, language)])


def lines_of(answered: Answered, language: str) -> list[str]:
    """What was said, a line for each thing."""
    lines = [_figure(one, answered, language) for one in answered.amounts]
    lines += [reason_line(reason, language) for one in answered.reasons if (reason := _reason(one, language))]
    if answered.accepted:
        lines.append(accepted_line(answered.until, language))
    if answered.wish:
        lines.append(wish_line(answered.wish, language))
    return lines


def sender_of(text: str) -> str | None:
    """The name of whoever answered, as the last line of such a comment says it; None where it names nobody."""
    last = text.rstrip().rpartition("\n")[2]
    origin = _ORIGIN.fullmatch(last.strip())
    return origin["sender"] if origin else None


def _figure(amount: Amount, answered: Answered, language: str) -> str:
    """As it was typed where that is read back, else the number that it was read as."""
    numbered = answered.numbered or amount.indicator > 1
    year = amount.year or answered.year
    meant = replace(amount.quantity, year=None, unit=_unmarked(amount.quantity.unit))

    def line(figure: str) -> str:
        return figure_line(figure, language, indicator=amount.indicator if numbered else None, year=year)

    def is_meant(said: Reported, _figure: str) -> bool:
        if len(said.lines) != 1 or said != Reported(said.lines):
            return False
        (one,) = said.lines
        found = None if one.value is None else Quantity(one.value, one.percent, one.unit, one.adds, one.of)
        return (found, one.indicator, one.year) == (meant, amount.indicator, year)

    typed = cut(_unmarked(amount.text), _LONGEST_FIGURE)
    written = next((one for one in (typed, _number(meant, language)) if _is_read_as(one, line, is_meant)), None)
    if written is None:  # its unit is more than a word
        meant = replace(meant, unit="")
        written = _number(meant, language)
    return line(written)


def _number(quantity: Quantity, language: str) -> str:
    """A quantity as it is read in one way."""
    of = f" {'из' if language == 'ru' else 'of'} {_digits(quantity.of)}" if quantity.of is not None else ""
    percent = " %" if quantity.percent else ""
    unit = f" {quantity.unit}" if quantity.unit else ""
    return f"{'+' if quantity.adds else ''}{_digits(quantity.value)}{of}{percent}{unit}"


def _digits(value: Decimal) -> str:
    plain = f"{value:f}"
    return (f"{plain}0" if _GROUPED.fullmatch(plain.lstrip("-")) else plain).replace(".", ",")


def _reason(reason: str, language: str) -> str:
    def is_meant(said: Reported, written: str) -> bool:
        return [one.text for one in said.reasons] == [written] and said == Reported(reasons=said.reasons)

    return _calmed(cut(_unmarked(reason), LONGEST_REASON), lambda text: reason_line(text, language), is_meant)


def _origin(sender: str, day: date, language: str) -> str:
    """Who answered by mail, and when; never with an address."""

    def line(name: str) -> str:
        return f"{_BY_MAIL[language]}: {', '.join(filter(None, (name, day_text(day, language))))}"

    name = cut(_unmarked(_ADDRESS.sub(" ", clean(sender))), _LONGEST_NAME)
    return line(_calmed(name, line, lambda said, _written: said == Reported()))


def _calmed(text: str, line: Callable[[str], str], is_meant: Callable[[Reported, str], bool]) -> str:
    """The text with as few changes as it takes to be read on its line as what it is; empty where none helps."""
    return next((one for one in _ever_calmer(text) if _is_read_as(one, line, is_meant)), "")


def _ever_calmer(text: str) -> Iterator[str]:
    yield text
    calm = _DASH.sub("–", text.replace("@", "")).rstrip(_QUESTION)
    yield calm
    yield cut(quoted(calm), LONGEST_REASON)
    yield cut(quoted(" ".join(re.findall(r"[^\W_]+", calm))), LONGEST_REASON)


def _is_read_as(text: str, line: Callable[[str], str], is_meant: Callable[[Reported, str], bool]) -> bool:
    """Whether a text is read on its line as what is meant, whichever markup the tracker has."""
    passage = Passage(line(text), "", _LATE, "comment")
    return all(is_meant(read_passages([passage], markup=markup), text) for markup in _MARKUPS)


def _unmarked(text: str) -> str:
    """The text on one line, without the marks that reach over the end of a line: code, struck-out words, tags."""
    calm = _TILDES.sub("~", _TAG.sub("‹", clean(text).replace("`", "'")))
    return " ".join(tidy(calm).split())
