"""Finds the quantities of a target's words: each number that counts something, with the words that it comes with.

Speeds, years and references count nothing and are passed over. What a quantity makes of a target is decided in
`mappings.reading.targets`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Literal

from mappings.reading.timing.numerals import NUMBER_WORD, small_number
from mappings.reading.timing.tokens import says_annual

# Twelve digits at most: a longer row of digits is a code of some kind, and no arithmetic is exact on it.
NUMBER = r"(?:[0-9]{1,3}(?: [0-9]{3}){1,3}+|[0-9]{1,12}+)(?:[.,][0-9]{1,6}+)?"
YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)"

# Numbers that count nothing: what a match covers is blotted out before a quantity is looked for.
_ASIDE = re.compile(
    r"(?:\b(?=\w)|(?=[(№]))(?:"  # where any of them may begin, so that each is tried there alone
    rf"\b(?:ул|пр|просп|пер|пл|д|дом|корп|каб|кв|оф|тел|стр)\.\s*(?:[А-ЯЁA-Z][\w-]*,?\s*)?(?:д\.\s*)?[0-9][\w/-]*"
    r"|\b(?:ГОСТ|СанПиН|СНиП|СП|ISO|ИСО)\s*(?:Р\s*)?[0-9][\w.:/-]*|\b[^\W\d_]+-[0-9]+\b"
    r"|\b[0-9]{1,2}:[0-9]{2}\b|\b[0-9]{1,2}\.[0-9]{2}\s*(?:ч\b|час)|\b[1-4]\s*-?(?:й|м|го)?\s*(?:квартал\w*|полугоди\w*|этап\b)"
    r"|\b[0-9]+(?:\s*[-–—]\s*[0-9]+)?\s*(?:класс(?:ы|а|ов|ах|е)?\b|этаж\w*)"
    rf"|\b(?:за|течени[еи]|через)\s+{NUMBER_WORD}\s+(?:месяц|недел|дн[яей]|час)\w*|\b{NUMBER_WORD}\s+(?:год|лет|из\b)\w*|\b(?:одно|одного)\s+окн\w+"
    rf"|\(\s*(?:в\s+)?{YEAR}\s*(?:год\w*|г\.?)?\s*[-–—:]\s*[^()]*\)"
    rf"|(?:№|\bст\.|\bстать[яиею]|\bп\.|\bпункт\w*|\bприложени\w+)\s*[0-9][\w./-]*"
    rf"|\b[0-9]{{1,2}}\.[0-9]{{1,2}}\.[0-9]{{2,4}}\b|\b[0-9]{{1,2}}\s+{_MONTH}\w*(?:\s+{YEAR})?"
    rf"|\b{YEAR}\s*[-–—]\s*{YEAR}\b|\b(?:в|к|с|по|до|на|за|in|by|until)\s+{YEAR}(?=\s*(?:[.,;)]|$))"
    r"|\b[0-9]+\s*(?:год(?:а|у|ом|ы|ов|ам|ах|ами)?|гг?|лет|век[ае]?)\b|\b[0-9]+-лет\w*"
    r"|\b[0-9]+(?:[.,][0-9]+)?\s*(?:[кмгkmg]\s?бит|[kmg]bit|[kmg]bps|[кмг]бод|[кмгт]б\b|[kmgt]b\b)"
    r"|\b[0-9]+-(?-i:[А-ЯЁA-Z]{1,4})\b|\b[0-9]+-(?:й|я|е|го|му|ый|ая|ое)\b|\b(?:0|6|12|16|18)\+"
    r"|\b[0-9]{1,2}[.:][0-9]{2}\s*[-–—]\s*[0-9]{1,2}[.:][0-9]{2}\b"
    rf"|\b(?:с|со|from)\s+{NUMBER}\s*%?\s+(?:[^\W\d_]+\s+){{0,2}}?"
    rf"(?:(?:в|in)\s+{YEAR}\s*(?:год\w*|г\.)?\s+)?(?=(?:до|to)\b))",
    re.IGNORECASE,
)
_BASELINE = re.compile(
    rf"\b(?:с|со|from)\s+(?P<value>{NUMBER})\s*%?\s+(?:[^\W\d_]+\s+){{0,2}}?"
    rf"(?:(?:в|in)\s+(?P<from_year>{YEAR})\s*(?:год\w*|г\.)?\s+)?(?=(?:до|to)\b)"
    rf"|\(\s*(?:в\s+)?(?P<then_year>{YEAR})\s*(?:год\w*|г\.?)?\s*[-–—:]\s*(?P<then>{NUMBER})",
    re.IGNORECASE,
)
_BLOT = "·"
_KNOWN = 16  # texts remembered: the same one is asked about several times on end

COMPARATORS = {
    ">=": r"не\s+(?:менее|ниже|меньше)|at\s+least|not?\s+less\s+than|≥|>=",
    "<=": r"не\s+(?:более|выше|больше)|at\s+most|not?\s+more\s+than|≤|<=",
    ">": r"более|свыше|больше|more\s+than|over|>",
    "<": r"менее|ниже|меньше|less\s+than|under|<",
}
MOST = 50  # quantities of a text, and parts of a target; a real one has not ten
_LOOKED_AT = 4_000  # characters in which numbers are looked for; no sentence of a plan is as long
LEAD_LENGTH = 40  # characters; more than the words that bear on a number take before it
_UNIT_LENGTH = 200  # characters; more than the words for what is counted take after it
_CHANGE_LENGTH = 200  # characters; as far back as a word of change still bears on a number
_LEAD = re.compile(
    rf"(?:\b(?P<on>на)\s+)?(?:(?<!\w)(?P<comparator>{'|'.join(COMPARATORS.values())})(?:,?\s+чем)?\s*)?"
    r"(?:\b(?P<preposition>на|до|в|у|с|к|о|из|от|для|по|to|by|in|from|of)\s+)?$",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    rf"(?<![\w№:/])(?<![0-9][.,])(?P<value>{NUMBER}(?![0-9]|[.,:/][0-9])|{NUMBER_WORD}(?!\w))"
    rf"(?P<upper>(?:\s*[-–—]\s*|\s+до\s+|\s+to\s+){NUMBER}(?![0-9]))?(?:-(?:х|ти|ми|мя|и)\b)?"
    r"(?:\s*(?P<percent>%|процент\w*|per\s?cent))?"
    r"(?:(?P<more>\+|\s+(?:и|или|or)\s+(?:более|больше|выше|more)\b)"
    r"|(?P<less>\s+(?:и|или|or)\s+(?:менее|меньше|ниже|less)\b))?",
    re.IGNORECASE,
)
_ONE = re.compile(r"од[ин]\w+|one", re.IGNORECASE)
_COUNTED = re.compile(r"(?:^|[нт](?:о|а|ы)?\s+|создание\s+|открытие\s+|проведение\s+)$", re.IGNORECASE)
_ADJECTIVE = re.compile(r".*(?:ых|[кгхшщчжн]их|ой|.{2}[шщчн]ей|ого|его|ым|ими|ыми|ая|ое|ые|[кгхшщчж]ие)", re.IGNORECASE)
_UNIT_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SCALED = re.compile(r"(?:тыс|млн|млрд|кв|куб)\b\.?\s*[^\W\d_]+\b", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"в|во|на|с|со|по|для|из|от|у|к|о|об|и|или|за|до|при|in|on|of|for|to|and|or|by", re.IGNORECASE
)
_MINUS = "\u2212"
_SIGNS = ("-", "–", _MINUS, "+")
_BY = re.compile(r"\b(?:на|by)\s*$", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<![\w.,])[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3}+(?!\w|,[0-9])")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
RISING = re.compile(
    r"\b(?:рост|прирост|увелич\w+|пополн\w+|повы[шс]\w+|расшир\w+|довед\w+|growth|grow|increase\w*|raise\w*)\b",
    re.IGNORECASE,
)
FALLING = re.compile(r"\b(?:сниж\w+|сокра[щт]\w+|уменьш\w+|decrease\w*|reduc\w+)\b", re.IGNORECASE)
CHANGING = re.compile(rf"{RISING.pattern}|{FALLING.pattern}|\b(?:измен\w+|динамик\w+|chang\w+)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """A number of a text with the words it comes with. `start` is where those before it begin in `whole`.

    `signed` is the sign that is printed right before the number, where it says which way something is to go.
    """

    value: Decimal
    percent: bool
    sign: str
    lead: str  # the preposition directly before the number
    by: bool
    signed: Literal["", "-", "+"]
    start: int
    whole: str  # the text with what counts nothing blotted out
    after: str

    @property
    def before(self) -> str:
        """The text before the number and the words it comes with."""
        return self.whole[: self.start]

    @property
    def unit(self) -> str:
        """What is counted, in the case in which it is printed."""
        rest = re.sub(r"^[\s%]*(?:\([^)]*\)\s*)?(?:процент\w*)?\s*", "", self.after)
        if self.lead == "в":
            rest = re.sub(r"^в\s+", "", rest, flags=re.IGNORECASE)  # the preposition was printed twice
        return noun(rest)


@dataclass(frozen=True)
class Start:
    """The number that a target starts from, and its year where the text names it."""

    value: Decimal
    year: int | None


def quantities(text: str) -> Iterator[Quantity]:
    """The quantities of a text, in the order printed, `MOST` of them at most; far into a text none is looked for."""
    plain = _blotted(text[:_LOOKED_AT])
    rising = RISING.search(plain)
    rises_from = rising.end() if rising else len(plain) + 1
    for match in islice(_QUANTITY.finditer(plain), MOST):
        signed = _signed(plain, match)
        end = match.start() - len(signed)
        offset = max(0, end - LEAD_LENGTH)
        lead = next(_LEAD.finditer(plain[offset:end]))  # there is one: every part of it may be empty
        preposition = (lead["preposition"] or "").lower()
        start = offset + lead.start()
        if _ONE.fullmatch(match["value"]) and not _asks_for_one(lead, plain[max(0, start - LEAD_LENGTH) : start]):
            continue  # «в одном месте» counts nothing
        yield Quantity(
            value=number(match["value"]),
            percent=match["percent"] is not None,
            sign=_sign(match, lead, rises=rises_from <= start),
            lead=preposition,
            by=lead["on"] is not None or preposition in ("на", "by"),
            signed=signed,
            start=start,
            whole=plain,
            after=text[match.end() : match.end() + _UNIT_LENGTH],
        )


@lru_cache(maxsize=_KNOWN)
def _blotted(text: str) -> str:
    """The text, as long as it was, with what counts nothing blotted out."""
    return _ASIDE.sub(lambda match: _BLOT * len(match.group()), plain_numbers(text))


def starts_from(text: str) -> Start | None:
    """The number that a target starts from: «с 45 до 60 %», «60 % (2020 год – 45 %)»."""
    found = _BASELINE.search(plain_numbers(text))
    if found is None:
        return None
    year = found["from_year"] or found["then_year"]
    return Start(number(found["value"] or found["then"]), int(year) if year else None)


def plain_numbers(text: str) -> str:
    """The text, as long as it was, with blanks between the thousands of an English one: «10,000 visits»."""
    bare = text.replace("ё", "е")
    if _CYRILLIC.search(bare) or not _LATIN.search(bare):
        return bare
    return _THOUSANDS.sub(lambda match: match.group().replace(",", " "), bare)


def number(text: str) -> Decimal:
    """The value of a number in figures or in words."""
    figures = text.replace(",", ".").replace(" ", "")
    return Decimal(figures if figures[0].isdecimal() else small_number(text.lower()))


def comparator(words: str | None) -> str | None:
    """The sign that words of comparison stand for."""
    if not words:
        return None
    return next(sign for sign, known in COMPARATORS.items() if re.fullmatch(known, words, re.IGNORECASE))


def noun(text: str) -> str:
    """The adjectives at the beginning of a text and the noun they belong to."""
    scaled = _SCALED.match(text)
    if scaled:
        return scaled.group()
    words: list[str] = []
    for word in _UNIT_WORD.findall(re.split(r"[,.;:(«–—]", text)[0]):
        if says_annual(word) or _PREPOSITION.fullmatch(word):
            break
        words.append(word)
        if not _ADJECTIVE.fullmatch(word):
            break
    return " ".join(words)


def _signed(plain: str, match: re.Match[str]) -> Literal["", "-", "+"]:
    """The sign right before a number. A dash is one only where something changes, or where a percent begins with it."""
    at = match.start() - 1
    sign = plain[at : at + 1] if at >= 0 else ""
    before = plain[max(0, at - _CHANGE_LENGTH) : max(at, 0)]
    if sign not in _SIGNS or (before and not before[-1].isspace()):
        return ""
    by = _BY.search(before[-LEAD_LENGTH:]) is not None
    if not (match["percent"] or by):
        return ""
    if sign == "+":
        return "+"
    changes = by or sign == _MINUS or not before.strip() or CHANGING.search(before) is not None
    return "-" if changes else ""


def _asks_for_one(lead: re.Match[str], before: str) -> bool:
    if lead["preposition"]:
        return False
    return lead["comparator"] is not None or _COUNTED.search(before) is not None


def _sign(match: re.Match[str], lead: re.Match[str], *, rises: bool) -> str:
    """What is asked of the number. A range asks for its lower end; «до N» for a limit, unless something is to rise."""
    said = comparator(lead["comparator"])
    if said:
        return said
    preposition = (lead["preposition"] or "").lower()
    if match["more"] or match["upper"] or preposition in ("от", "from"):
        return ">="
    limit = preposition == "до" and not rises
    return "<=" if match["less"] or limit else "="
