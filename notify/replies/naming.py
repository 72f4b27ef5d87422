"""Which deadline of the digest a line names: `I.1.1/2026`, `I.1.1 за 2026 год`, `I.1.1 for 2026`, `I.1.1`.

A number that only looks like one of the digest's is told apart from it, and never taken for another. What a line says
beside the number, others read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from mappings.reporting.clauses import KEYWORD
from mappings.reporting.remarks import WISH

STARTS = f"(?:{KEYWORD}|{WISH})"  # an expression for how a report begins


@dataclass(frozen=True)
class Item:
    """A deadline that a digest told.

    `key` is the deadline's as the digest has it (`I.1.1/2026`, or `I.1.1/2026-06-30` where two fall in one year),
    `measure` its measure's; `indicators` is how many that has, None where it is not known.
    """

    key: str
    measure: str
    due: date
    indicators: int | None


@dataclass(frozen=True)
class Named:
    """What a line names, as typed, with the deadlines that it can mean; none where the digest did not tell it."""

    typed: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Part:
    """A piece of a line: what stands before it in that line names nothing, one thing, or several at once."""

    named: tuple[Named, ...]
    text: str


_SIGNS = "IVXLivxlІХѴіхѵУШ"
_LOOKALIKES = str.maketrans("ІХѴ", "IXV")  # Cyrillic letters typed for roman digits
_LIKE_ROMAN = re.compile("[IVXУШ]+")  # no plan has so many sections that it needs further signs
_PRINTED = re.compile("[\u2160-\u217f]")  # numerals that are signs of their own

_YEAR = "(?:19|20|21)[0-9]{2}"
_DAY = rf"(?:{_YEAR}-[0-9]{{2}}-[0-9]{{2}}|[0-9]{{2}}\.[0-9]{{2}}\.{_YEAR}|{_YEAR})(?![0-9])"
_OF_YEAR = r"(?:\s?(?:год[ау]?|г)(?!\w)\.?)"
_GAP = r"\s{1,4}"
_FOR = rf"(?:за|на|for|in){_GAP}"
_WHEN = (
    rf"(?:\s?[/\\]\s?{_DAY}{_OF_YEAR}?|,?{_GAP}{_FOR}{_DAY}{_OF_YEAR}?|,?\s?\(\s?(?:{_FOR})?{_DAY}{_OF_YEAR}?\s?\)"
    rf"|,?{_GAP}{_YEAR}(?:{_OF_YEAR}|(?=[\s:.]*$)))"
)
_WITHIN = re.compile(_DAY)
_DIGITS = r"[0-9]{1,3}(?:\.[0-9]{1,3})"
_KEY = (
    rf"(?P<section>[{_SIGNS}]{{1,9}})(?:(?:\.\s|\s)(?P<apart>{_DIGITS}{{1,6}})|\.(?P<number>{_DIGITS}{{0,6}}))"
    rf"(?![^\W_])[*_]{{0,3}}(?P<when>{_WHEN})?"
)
_NAMES = r"(?:(?:п|пп|пункт\w{0,2}|мероприяти\w{1,2}|item|measure|no)(?!\w)[.\s№:]*+|№\s*+)"
_LEAD = r"[\W_]*+(?:[0-9]{1,2}[.)]\s+)?(?:(?:по|к|о|for|on)\s+)?"
_AT_START = re.compile(rf"{_LEAD}{_NAMES}{{0,3}}[\W_]{{0,3}}{_KEY}", re.IGNORECASE)
_ALSO = re.compile(rf"\s*+(?:[,;/+&–—-]|\.\.|…|и\s|and\s)\s*+{_KEY}", re.IGNORECASE)
_MORE_YEARS = re.compile(rf"\s?(?:[,;/+&–—-]|и\s|and\s)\s?{_YEAR}(?![0-9])", re.IGNORECASE)
_MORE_NUMBERS = re.compile(r"[-–—][0-9]{1,3}(?![^\W_])")  # «I.1.1-3»
_AROUND = ' *_:;,.]»"|–—-'
_BETWEEN = r"[\s:;,.)\]»\"|*_–—-]"
_FURTHER = re.compile(rf"(?<![\w.]){_KEY}{_BETWEEN}{{0,10}}(?={STARTS})", re.IGNORECASE)
_WITHIN_LINE = re.compile(rf"(?<![\w.]){_KEY}", re.IGNORECASE)
_SAYS_NEXT = re.compile(rf"{_BETWEEN}{{0,10}}{STARTS}", re.IGNORECASE)
_NOTHING_MORE = re.compile(r"[\W_]*+")
_REST = re.compile(rf"{_BETWEEN}*+")
# A number without a section is none of a digest's, but may be meant as one.
_BARE = re.compile(
    rf"{_LEAD}(?P<word>{_NAMES}{{0,3}})[\W_]{{0,3}}(?P<number>{_DIGITS}{{1,6}})(?![^\W_]|\.[0-9])(?P<when>{_WHEN})?",
    re.IGNORECASE,
)
_SHORT_DAY = re.compile(r"(?:0?[1-9]|[12][0-9]|3[01])\.(?:0?[1-9]|1[0-2])\.[0-9]{2}")


class Names:
    """Finds what lines name among the deadlines of a digest."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._of: dict[str, list[Item]] = {}
        for item in items:
            self._of.setdefault(item.measure, []).append(item)

    def at_start(self, line: str) -> tuple[Named, ...]:
        """What a line begins with."""
        return self._head(_plain(line), after_colon=False)[0]

    def parts(self, line: str, *, after_colon: bool = False) -> Iterator[Part]:
        """A line by what its pieces speak of.

        `after_colon` says that the line above waits for a value, which the line may begin with.
        """
        line = _plain(line)
        named, at = self._head(line, after_colon=after_colon)
        for match in _FURTHER.finditer(line, at):
            further = self._numbered(match)
            if further is not None:
                yield Part(named, _rest(line[at : match.start()]))
                named, at = (further,), match.end()
        yield Part(named, _rest(line[at:]) if named else line[at:])

    def mentioned(self, line: str) -> Iterator[Named]:
        """What a line speaks of anywhere in it; a number of no digest only in capital letters."""
        for match in _WITHIN_LINE.finditer(_plain(line)):
            one = self._numbered(match)
            if one is not None and (one.items or match["section"].isupper()):
                yield one

    def _head(self, line: str, *, after_colon: bool) -> tuple[tuple[Named, ...], int]:
        """What a line begins with, and where that ends."""
        match = _AT_START.match(line)
        first = self._numbered(match) if match else None
        if match is None or first is None:
            return self._bare_head(line, after_colon=after_colon)
        named = [first]
        while (also := _ALSO.match(line, match.end())) and (further := self._numbered(also)):
            named.append(further)
            match = also
        more = (_MORE_YEARS if match["when"] else _MORE_NUMBERS).match(line, match.end())
        if more:
            named.append(named[-1])
        return tuple(named), (more or match).end()

    def _bare_head(self, line: str, *, after_colon: bool) -> tuple[tuple[Named, ...], int]:
        """A number without a section, where it is one of the digest's or plainly no quantity."""
        match = _BARE.match(line)
        if match is None or _SHORT_DAY.fullmatch(match["number"]) or after_colon:
            return (), 0
        alone = _NOTHING_MORE.fullmatch(line, match.end())
        named = self._named(match["number"], match, "number")
        if named.items or match["word"] or match["when"] or alone or _SAYS_NEXT.match(line, match.end()):
            return (named,), match.end()
        return (), 0

    def _numbered(self, match: re.Match[str]) -> Named | None:
        """What a number with its section means; None where it is only taken for one."""
        section = match["section"].upper().translate(_LOOKALIKES)
        named = self._named(f"{section}.{match['number'] or match['apart']}", match, "section")
        return named if named.items or (match["number"] and _LIKE_ROMAN.fullmatch(section)) else None

    def _named(self, measure: str, match: re.Match[str], first: str) -> Named:
        typed = " ".join(match.string[match.start(first) : match.end()].split()).strip(_AROUND)
        own = self._of.get(measure, [])
        when = _WITHIN.search(match["when"] or "")
        return Named(typed, of_day(own, when.group()) if when else tuple(own))


def of_day(items: Sequence[Item], when: str) -> tuple[Item, ...]:
    """Those of a measure's deadlines that a year or a day names: the keys have the plan's own, `due` may be later."""
    day = "-".join(reversed(when.split("."))) if "." in when else when
    by_key = tuple(item for item in items if item.key.startswith(f"{item.measure}/{day}"))
    return by_key or tuple(item for item in items if item.due.isoformat().startswith(day))


def _plain(line: str) -> str:
    return normalize("NFKC", line) if _PRINTED.search(line) else line


def _rest(text: str) -> str:
    return text[len(text) - len(_REST.sub("", text, count=1)) :]
