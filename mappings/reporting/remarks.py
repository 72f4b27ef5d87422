"""What the staff say beside figures: why something deviates, on what day it was finished, that a reminder was accepted,
which date they ask for instead.

Decides which clauses and lines say so. Whether a day is believed, those decide who judge progress.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mappings.reporting.clauses import LEAD, Begins, Clause
from mappings.wording import cut

LONGEST_REASON = 1_000  # characters; more is cut
WISH = "[Сс][Рр][Оо][Кк]|[Dd][Uu][Ee]"  # what a line must hold to be looked at for a wish

_WORD = re.compile(r"[^\W_]")
_SIGN = re.compile(r"\s?(?:[:=]|[-–—](?=\s))\s?")
_ALSO_BARE = re.compile(r"\s?(?:[:=]|[-–—](?=\s))?\s?")
_MONTHS = ["янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
_DAY = re.compile(
    r"(?:(?P<day>[0-9]{1,2})(?:[./](?P<month>[0-9]{1,2})[./]|\s(?P<word>[а-яё]{2,9})\s)(?P<year>(?:19|20|21)[0-9]{2})"
    r"|(?P<iso>(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}))(?![0-9])",
    re.IGNORECASE,
)
_ACCEPTED = re.compile(
    r"\s?(?:к (?:сведению|исполнению))?"
    r"(?P<until>\s?(?:до|until)\s(?P<day>[^а-яёa-z]{6,10}|[0-9а-яё ]{8,20})(?: ?г(?:ода)?)?)?\W*",
    re.IGNORECASE,
)
_WISHED = re.compile(rf"{LEAD.pattern}(?:срок|due(?: date)?){_SIGN.pattern}", re.IGNORECASE)
_AFTER_A_DAY = re.compile(r"(?: ?г(?:ода)?)?\W*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Accepted:
    """That somebody has taken note and goes on working; `until` a day, where one is named."""

    until: date | None = None


def reason_of(clause: Clause) -> str:
    """The reason that a clause gives, up to the end of its line; empty where it gives none, or no word of one."""
    sign = _SIGN.match(clause.line)
    if clause.name != "reason" or clause.begins is not Begins.SURELY or sign is None:
        return ""
    said = clause.line[sign.end() :]
    return cut(" ".join(said.split()), LONGEST_REASON) if _WORD.search(said) else ""  # «Причина: …» is an example


def done_on(clause: Clause) -> date | None:
    """The day on which the work was finished, as a clause says."""
    sign = _ALSO_BARE.match(clause.line)
    if clause.name != "done" or clause.begins is Begins.HARDLY or sign is None:
        return None
    return _day(clause.line, sign.end())


def accepted(clause: Clause) -> Accepted | None:
    """That a reminder was accepted, where the line says nothing else."""
    match = _ACCEPTED.fullmatch(clause.line)
    if clause.name != "accepted" or clause.begins is not Begins.SURELY or match is None:
        return None
    until = _day(match["day"], 0) if match["until"] else None
    return None if match["until"] and until is None else Accepted(until)


def wished(line: str) -> date | None:
    """The date that a tidy line asks for, where it says nothing else."""
    head = _WISHED.match(line)
    day = _DAY.match(line, head.end()) if head else None
    return _day_of(day) if day and _AFTER_A_DAY.fullmatch(line, day.end()) else None


def _day(text: str, at: int) -> date | None:
    match = _DAY.match(text, at)
    return _day_of(match) if match else None


def _day_of(match: re.Match[str]) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        return date(
            int(match["year"]), int(match["month"]) if match["month"] else _month(match["word"]), int(match["day"])
        )
    except ValueError:
        return None


def _month(word: str) -> int:
    """The number of a month's name; 0, which is none, for any other word."""
    known = (number for number, stem in enumerate(_MONTHS, start=1) if word.lower().startswith(stem))
    return next(known, 0)
