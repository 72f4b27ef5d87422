"""The time that a line of a list says: before its words, behind them, or all that the line is.

Decides where the time ends and the words begin. What the time means is not read here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from mappings.reading.layout.list_words import ABOUT, PHASES, STATES, WEEKDAYS
from mappings.reading.timing.calendar_days import MONTH, YEAR
from mappings.reading.timing.cell import is_timing
from mappings.reading.timing.tokenizer import tokens
from mappings.reading.timing.tokens import Kind, Token, normal
from mappings.wording import fold

_REACH = 90  # characters of a line in which its time may end, and that a heading has
_WORDS = 9  # of a time at the beginning of a sentence
_TRIED = 6  # places where it may
_PLAIN = frozenset({Kind.STRETCH, Kind.SCHOOL_YEAR, Kind.DASH, Kind.COMMA, Kind.SMALL, Kind.NOTE, Kind.TO, Kind.WORD})
_KNOWN = 4_096  # texts remembered
_TAIL = " ,:;–—-|\\*_"
_EDGES = " .,:;–—-|\\*_"
_BOLD = re.compile(r"(?:\*\*|__)(?P<text>[^*_]{2,90})(?:\*\*|__)")
_CAPITAL = '[«"A-ZА-ЯЁІЇЄҐӘҒҚҢӨҰҮҺÀ-ÞĄĆĘŁŃÓŚŹŻ]'
_AFTER = re.compile(rf" [-–—|]+ |[:.,;] |(?<=[0-9а-яёa-z.)]) (?={_CAPITAL})")
_BEFORE = re.compile(r" [-–—|]+ |[:.,;] | (?=\()")
_HOUR = "[0-2]?[0-9][:.][0-5][0-9]"
_HOURS = re.compile(rf"(?P<hours>{_HOUR}(?: ?[-–—] ?{_HOUR})?)(?: ?(?:ч|час|h|Uhr)\b\.?)?(?= )", re.IGNORECASE)
_DASHES = re.compile(r" [-–—|]+ ")
_BRACKETED = re.compile(r"\((?P<text>[^()]{3,80})\)[\s.:;]*$")
_SAID_BESIDE = re.compile(r"\((?P<text>[^()]{3,300}(?:\([^()]{0,100}\)[^()]{0,200})?)\)[ .;]{0,3}$")
_YEAR_OF = re.compile(r"\((?P<time>[^()]{3,40})\)[\s,;.]*")
_COUNTS = re.compile(r"[0-9]|[ivxі]{1,4}$|quarter|month|week|half|кварт|месяц|недел|полуг|декад")
_A_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_ONE_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?: ?(?:год|г)\.?)?", re.IGNORECASE)
_TWO_YEARS = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s?/\s?((?:19|20)[0-9]{2})(?![0-9])")


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


_ABOUT = re.compile(rf"(?<!\w)(?:{_any((*ABOUT, *WEEKDAYS))})(?!\w)[ :,]{{0,3}}", re.IGNORECASE)
_PHASE = re.compile(rf"(?:[^\W\d]*(?:{_any(PHASES)})|[IVX0-9]{{1,4}}\.? (?:{_any(PHASES)}))", re.IGNORECASE)
_STATE = re.compile(
    rf" (?:[-–—|:]+ ?(?P<state>{_any(STATES)})|\((?P<within>{_any(STATES)})\))[ .]{{0,3}}$", re.IGNORECASE
)


def whole(text: str) -> str:
    """The time that all of a line is, empty where it is something else."""
    bare = _plainly(text)
    return bare if len(bare) <= _REACH and is_timing(bare) else ""


def leading(text: str) -> tuple[str, str] | None:
    """The time before the words of a line, and the words; None where it begins with none."""
    bold = _BOLD.match(text)
    if bold is not None and (time := whole(bold["text"])):
        return time, text[bold.end() :].lstrip(_EDGES).rstrip(_TAIL)
    found = None
    for match in _some(_AFTER.finditer(text[:_REACH])):
        time, rest = whole(text[: match.start()]), text[match.end() :].lstrip(_EDGES).rstrip(_TAIL)
        if time and rest:
            found = time, rest
    return found or _in_a_sentence(text)


def _in_a_sentence(text: str) -> tuple[str, str] | None:
    """The time with a year that a sentence begins with, after a small word: «До 15 мая 2025 года отдел проведёт …»."""
    words = text[:_REACH].split(" ")
    for length in range(min(len(words) - 1, _WORDS), 1, -1):
        time = " ".join(words[:length])
        if words[0].isalpha() and _A_YEAR.search(time) and whole(time):
            return whole(time), " ".join(text.split(" ")[length:])
    return None


def hours(text: str) -> tuple[str, str]:
    """The hours that a line begins with, empty where it does with none, and the words after them."""
    found = _HOURS.match(text)
    return (found["hours"], text[found.end() :].lstrip(_EDGES)) if found is not None else ("", text)


def between_dashes(text: str) -> tuple[str, str, str] | None:
    """The time between dashes, what stands behind it, and what before: «Аудит — II квартал 2025 — отдел»."""
    parts = _DASHES.split(text)
    at = next((at for at, part in enumerate(parts[:_TRIED]) if at > 0 and whole(part)), 0)
    return (whole(parts[at]), ", ".join(parts[at + 1 :]), " – ".join(parts[:at])) if 0 < at < len(parts) - 1 else None


def trailing(text: str) -> tuple[str, str] | None:
    """The time behind the words of a line, and the words; None where it ends with none."""
    start = max(len(text) - _REACH, 0)
    for match in _some(reversed(list(_BEFORE.finditer(text, start)))):
        time, rest = whole(text[match.end() :].strip(" ()")), text[: match.start()].strip(_EDGES)
        if time and rest:
            return time, rest
    return None


def in_brackets(text: str) -> tuple[str, str, str] | None:
    """The time and who executes it, in brackets behind the words of a line, and the words."""
    found = _SAID_BESIDE.search(text)
    said = found and leading(found["text"])
    if found is None or not said or not text[: found.start()].strip(_EDGES):
        return None
    return *said, text[: found.start()].rstrip(_TAIL)


def stages(text: str) -> tuple[list[str], str, str] | None:
    """The times in brackets behind the stages of one work, its title, and the stages: «Работа: начало (2025), …»."""
    title, colon, rest = text.partition(":")
    found = [match for match in _YEAR_OF.finditer(rest) if whole(match["time"])]
    if not colon or len(found) < 2 or rest[found[-1].end() :].strip():  # noqa: PLR2004 - one is the time of the whole
        return None
    return [whole(match["time"]) for match in found], title.strip(_EDGES), rest.strip()


def state(text: str) -> tuple[str, str]:
    """The words of a line, and how the work stands that it ends with, empty where it does not say."""
    found = _STATE.search(text, max(len(text) - _REACH, 0))
    return (text[: found.start()].rstrip(_EDGES), found["state"] or found["within"]) if found else (text, "")


def period_in(heading: str) -> str:
    """The part of a year or the years that a heading names at its beginning or its end, or in brackets."""
    text = _plainly(heading)
    if len(text) > _REACH:
        return ""
    bracketed = _BRACKETED.search(heading)
    if bracketed is not None:
        time = _plainly(bracketed["text"])
        return time if is_timing(time) or _times(time) else ""
    found = tokens(normal(text))
    times = [at for at, token in enumerate(found) if _is_period(token)]
    if not times:
        return ""
    first, last = times[0], times[-1] + 1
    known = _PLAIN | {Kind.RHYTHM} if _is_one_year(found) else _PLAIN
    if any(token.kind not in known for token in found):
        return ""
    parted = any(token.kind is not Kind.DASH and not _is_period(token) for token in found[first:last])
    words = [at for at, token in enumerate(found) if token.kind is Kind.WORD]
    counted = any(_COUNTS.match(found[at].text.strip(_EDGES)) for at in words)  # a part of the year, not understood
    between = bool(words) and words[0] < first and words[-1] >= last
    return "" if parted or counted or between else " ".join(token.text for token in found[first:last]).strip(_EDGES)


def names_phase(text: str) -> bool:
    """Whether a line is the name of a part of the work with its time in brackets: «Этап 1 (2025–2026)»."""
    return _PHASE.match(text) is not None and _BRACKETED.search(text) is not None and bool(period_in(text))


def in_year(time: str, year: str) -> str:
    """A time with the year that stands above it, where it has none of its own."""
    return f"{time} {year}" if year and time and not _A_YEAR.search(time) else time


def year_of(time: str) -> str:
    """The year that all of a time is, empty where it is something else."""
    found = _A_YEAR.findall(time)
    return found[0] if len(found) == 1 and _ONE_YEAR.fullmatch(time) else ""


def is_day(text: str) -> bool:
    """Whether a time is a day, or days, and no longer part of a year."""
    return not any(map(_is_period, tokens(normal(text))))


def _times(text: str) -> bool:
    return any(token.kind is Kind.STRETCH for token in tokens(normal(text)))


def _is_period(token: Token) -> bool:
    return token.kind is Kind.SCHOOL_YEAR or (
        token.kind is Kind.STRETCH and all(one.size >= MONTH for one in token.stretches)
    )


def _is_one_year(found: list[Token]) -> bool:
    """Whether tokens name a single year and no day until which: then «yearly» beside it is of the plan."""
    kinds = Counter(token.kind for token in found if token.kind is not Kind.RHYTHM or token.value == YEAR)
    sizes = [one.size for token in found for one in token.stretches]
    return sizes == [YEAR] and kinds[Kind.RHYTHM] == 1 and not kinds[Kind.TO]


@lru_cache(maxsize=_KNOWN)
def _plainly(text: str) -> str:
    """A time without what only says how sure it is, and without the signs around it."""
    bare = _ABOUT.sub("", fold(text.replace("*", "")).strip(_EDGES))
    return _TWO_YEARS.sub(r"\1-\2", bare).strip(_EDGES + "()")


def _some(matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    return (match for match, _count in zip(matches, range(_TRIED), strict=False))
