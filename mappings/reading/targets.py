"""Reads targets: the words of a target cell become indicators.

A number is a target only where it counts what the measure is about; speeds, years and references are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from mappings.plan import Indicator, IndicatorKind
from mappings.reading.timing.numerals import NUMBER_WORD, small_number
from mappings.reading.timing.tokens import says_annual
from mappings.wording import fold

# Twelve digits at most: a longer row of digits is a code of some kind, and no arithmetic is exact on it.
_NUMBER = r"(?:[0-9]{1,3}(?: [0-9]{3}){1,3}+|[0-9]{1,12}+)(?:[.,][0-9]{1,6}+)?"
_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)"

# Numbers that count nothing: what a match covers is blotted out before a quantity is looked for.
_ASIDE = re.compile(
    rf"\b(?:ул|пр|просп|пер|пл|д|дом|корп|каб|кв|оф|тел|стр)\.\s*(?:[А-ЯЁA-Z][\w-]*,?\s*)?(?:д\.\s*)?[0-9][\w/-]*"
    r"|\b(?:ГОСТ|СанПиН|СНиП|СП|ISO|ИСО)\s*(?:Р\s*)?[0-9][\w.:/-]*|\b[^\W\d_]+-[0-9]+\b"
    r"|\b[0-9]{1,2}:[0-9]{2}\b|\b[0-9]{1,2}\.[0-9]{2}\s*(?:ч\b|час)|\b[1-4]\s*-?(?:й|м|го)?\s*(?:квартал\w*|полугоди\w*|этап\b)"
    r"|\b[0-9]+(?:\s*[-–—]\s*[0-9]+)?\s*(?:класс(?:ы|а|ов|ах|е)?\b|этаж\w*)"
    rf"|\b(?:за|течени[еи]|через)\s+{NUMBER_WORD}\s+(?:месяц|недел|дн[яей]|час)\w*|\b{NUMBER_WORD}\s+(?:год|лет|из\b)\w*|\b(?:одно|одного)\s+окн\w+"
    rf"|\(\s*(?:в\s+)?{_YEAR}\s*(?:год\w*|г\.?)?\s*[-–—:]\s*[^()]*\)"
    rf"|(?:№|\bст\.|\bстать[яиею]|\bп\.|\bпункт\w*|\bприложени\w+)\s*[0-9][\w./-]*"
    rf"|\b[0-9]{{1,2}}\.[0-9]{{1,2}}\.[0-9]{{2,4}}\b|\b[0-9]{{1,2}}\s+{_MONTH}\w*(?:\s+{_YEAR})?"
    rf"|\b{_YEAR}\s*[-–—]\s*{_YEAR}\b|\b(?:в|к|с|по|до|на|за|in|by|until)\s+{_YEAR}(?=\s*(?:[.,;)]|$))"
    r"|\b[0-9]+\s*(?:год(?:а|у|ом|ы|ов|ам|ах|ами)?|гг?|лет|век[ае]?)\b|\b[0-9]+-лет\w*"
    r"|\b[0-9]+(?:[.,][0-9]+)?\s*(?:[кмгkmg]\s?бит|[kmg]bit|[kmg]bps|[кмг]бод|[кмгт]б\b|[kmgt]b\b)"
    r"|\b[0-9]+-(?-i:[А-ЯЁA-Z]{1,4})\b|\b[0-9]+-(?:й|я|е|го|му|ый|ая|ое)\b|\b(?:0|6|12|16|18)\+"
    r"|\b[0-9]{1,2}[.:][0-9]{2}\s*[-–—]\s*[0-9]{1,2}[.:][0-9]{2}\b"
    rf"|\b(?:с|со|from)\s+{_NUMBER}\s*%?\s+(?:[^\W\d_]+\s+){{0,2}}?(?=(?:до|to)\b)",
    re.IGNORECASE,
)
_BASELINE = re.compile(
    rf"\b(?:с|со|from)\s+(?P<value>{_NUMBER})\s*%?\s+(?:[^\W\d_]+\s+){{0,2}}?(?=(?:до|to)\b)"
    rf"|\(\s*(?:в\s+)?{_YEAR}\s*(?:год\w*|г\.?)?\s*[-–—:]\s*(?P<then>{_NUMBER})",
    re.IGNORECASE,
)
_BLOT = "·"

_COMPARATORS = {
    ">=": r"не\s+(?:менее|ниже|меньше)|at\s+least|not?\s+less\s+than|≥|>=",
    "<=": r"не\s+(?:более|выше|больше)|at\s+most|not?\s+more\s+than|≤|<=",
    ">": r"более|свыше|больше|more\s+than|over|>",
    "<": r"менее|ниже|меньше|less\s+than|under|<",
}
_LEAD_LENGTH = 40  # characters; more than the words that bear on a number take before it
_UNIT_LENGTH = 200  # characters; more than the words for what is counted take after it
_LEAD = re.compile(
    rf"(?:\b(?P<on>на)\s+)?(?:(?<!\w)(?P<comparator>{'|'.join(_COMPARATORS.values())})(?:,?\s+чем)?\s*)?"
    r"(?:\b(?P<preposition>на|до|в|у|с|к|о|из|от|для|по|to|by|in|from|of)\s+)?$",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    rf"(?<![\w№:/])(?<![0-9][.,])(?P<value>{_NUMBER}(?![0-9]|[.,:/][0-9])|{NUMBER_WORD}(?!\w))"
    rf"(?P<upper>(?:\s*[-–—]\s*|\s+до\s+|\s+to\s+){_NUMBER}(?![0-9]))?(?:-(?:х|ти|ми|мя|и)\b)?"
    r"(?:\s*(?P<percent>%|процент\w*|per\s?cent))?"
    r"(?:(?P<more>\+|\s+(?:и|или|or)\s+(?:более|больше|выше|more)\b)"
    r"|(?P<less>\s+(?:и|или|or)\s+(?:менее|меньше|ниже|less)\b))?",
    re.IGNORECASE,
)
_EVERYWHERE = re.compile(r"\b(?:(?:во|у|на|in)\s+(?:всех|all)|в\s+кажд(?:ой|ом))\s+", re.IGNORECASE)
_ONE = re.compile(r"од[ин]\w+|one", re.IGNORECASE)
_COUNTED = re.compile(r"(?:^|[нт](?:о|а|ы)?\s+|создание\s+|открытие\s+|проведение\s+)$", re.IGNORECASE)
_AFTER_COMMA = re.compile(
    r",\s*(?:(?!включ|число|числе|всего)[^\W\d_]{4,}\s*)?$", re.IGNORECASE
)  # «…, охват 500 семей»
_TIMES = re.compile(r"\s*раза?\b", re.IGNORECASE)  # «рост в 2 раза»
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})\.\s+(?=[A-ZА-ЯЁ])|;")
_LEVEL = re.compile(r"\b(?:доля|уровень|качество|балл|share|level|quality)\b", re.IGNORECASE)
_RISING = re.compile(
    r"\b(?:рост|прирост|увелич\w+|пополн\w+|повы[шс]\w+|расшир\w+|довед\w+|growth|grow|increase\w*|raise\w*)\b",
    re.IGNORECASE,
)
_FALLING = re.compile(r"\b(?:сниж\w+|сокра[щт]\w+|уменьш\w+|decrease\w*|reduc\w+)\b", re.IGNORECASE)
_DIRECTION = re.compile(
    r"^(?:рост|прирост|увеличение|пополнение|повышение|улучшение|совершенствование|развитие|расширение|усиление|"
    r"укрепление|снижение|сокращение|работа|сохранение|поддержание|growth|increase\w*|decrease\w*|improve\w*|develop\w*)\b",
    re.IGNORECASE,
)
# «Создано ресурсов», «Оснащено библиотек»: a neuter participle and a genitive plural ask for a number between them
_COUNT_WANTED = re.compile(r"^\w+[нт]о\s+\w+(?:ых|их|ов|ев|ей|ек|ок|ий)\b", re.IGNORECASE)
_ADJECTIVE = re.compile(r".*(?:ых|[кгхшщчжн]их|ой|.{2}[шщчн]ей|ого|его|ым|ими|ыми|ая|ое|ые|[кгхшщчж]ие)", re.IGNORECASE)
_UNIT_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SCALED = re.compile(r"(?:тыс|млн|млрд|кв|куб)\b\.?\s*[^\W\d_]+\b", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"в|во|на|с|со|по|для|из|от|у|к|о|об|и|или|за|до|при|in|on|of|for|to|and|or|by", re.IGNORECASE
)


def read_target(text: str, *, annual: bool) -> tuple[Indicator, ...]:
    """The indicators of a target cell, in the order printed; none where the cell is empty."""
    return tuple(_indicator(clause, annual=annual) for clause in _clauses(fold(text)))


def wants_a_count(text: str) -> bool:
    """Whether the words ask for a number and leave it out."""
    return any(_leaves_number_out(clause) for clause in _clauses(fold(text)))


@dataclass(frozen=True)
class _Quantity:
    """A number of a text with the words it comes with. `start` is where those before it begin."""

    value: Decimal
    percent: bool
    sign: str
    lead: str  # the preposition directly before the number
    by: bool
    start: int
    before: str
    after: str


def _clauses(text: str) -> list[str]:
    """The parts of a cell that each state a target: a further share or a counted thing after a comma begins one."""
    clauses = []
    for chunk in _SENTENCE.split(text):
        starts = [0, *(one.start for one in list(_quantities(chunk))[1:] if _opens_clause(one))]
        ends = [*starts[1:], len(chunk)]
        clauses += [chunk[start:end].strip(" ,") for start, end in zip(starts, ends, strict=True)]
    return [clause for clause in clauses if clause]


def _opens_clause(quantity: _Quantity) -> bool:
    if quantity.lead or quantity.by or not _unit(quantity):
        return False
    return _AFTER_COMMA.search(quantity.before[-_LEAD_LENGTH:]) is not None or quantity.percent


def _quantities(text: str) -> Iterator[_Quantity]:
    plain = _ASIDE.sub(lambda match: _BLOT * len(match.group()), text.replace("ё", "е"))
    for match in _QUANTITY.finditer(plain):
        offset = max(0, match.start() - _LEAD_LENGTH)
        lead = next(_LEAD.finditer(plain[offset : match.start()]))  # there is one: every part of it may be empty
        preposition = (lead["preposition"] or "").lower()
        start = offset + lead.start()
        if _ONE.fullmatch(match["value"]) and not _asks_for_one(lead, plain[:start]):
            continue  # «в одном месте» counts nothing
        yield _Quantity(
            value=_number(match["value"]),
            percent=match["percent"] is not None,
            sign=_sign(match, lead, plain[:start]),
            lead=preposition,
            by=lead["on"] is not None or preposition in ("на", "by"),
            start=start,
            before=plain[:start],
            after=text[match.end() : match.end() + _UNIT_LENGTH],
        )


def _asks_for_one(lead: re.Match[str], before: str) -> bool:
    if lead["preposition"]:
        return False
    return lead["comparator"] is not None or _COUNTED.search(before[-_LEAD_LENGTH:]) is not None


def _number(text: str) -> Decimal:
    figures = text.replace(",", ".").replace(" ", "")
    return Decimal(figures if figures[0].isdecimal() else small_number(text.lower()))


def _sign(match: re.Match[str], lead: re.Match[str], before: str) -> str:
    """What is asked of the number. A range asks for its lower end; «до N» for a limit, unless something is to rise."""
    words = lead["comparator"]
    if words:
        return next(sign for sign, known in _COMPARATORS.items() if re.fullmatch(known, words, re.IGNORECASE))
    preposition = (lead["preposition"] or "").lower()
    if match["more"] or match["upper"] or preposition in ("от", "from"):
        return ">="
    limit = preposition == "до" and not _RISING.search(before)
    return "<=" if match["less"] or limit else "="


def _indicator(text: str, *, annual: bool) -> Indicator:
    quantity = next(_quantities(text), None)
    if quantity is None:
        return _without_number(text)
    unit = _unit(quantity) or ("%" if quantity.percent else "")
    kind = _kind(text, quantity, annual=annual)
    baseline, sign = _baseline(text), quantity.sign
    if baseline is not None and sign == "<=" and baseline < quantity.value:
        sign = "="  # from 45 to 60: reached from below
    return Indicator(kind, sign, quantity.value, unit, quantity.percent, text, baseline)


def _baseline(text: str) -> Decimal | None:
    """The number that a target starts from: «с 45 до 60 %», «60 % (2020 год – 45 %)»."""
    found = _BASELINE.search(text)
    return _number(found["value"] or found["then"]) if found else None


def _without_number(text: str) -> Indicator:
    everywhere = _EVERYWHERE.search(text)
    if everywhere:
        unit = _noun(text[everywhere.end() :])
        return Indicator(IndicatorKind.LEVEL, "=", Decimal(100), unit, percent=True, text=text)
    if _leaves_number_out(text):
        kind = IndicatorKind.TOTAL
    else:
        kind = IndicatorKind.QUALITATIVE if _DIRECTION.match(text) else IndicatorKind.DONE
    return Indicator(kind, None, None, "", percent=False, text=text)


def _leaves_number_out(clause: str) -> bool:
    wanted = _COUNT_WANTED.search(clause) is not None and not _EVERYWHERE.search(clause)
    return wanted and next(_quantities(clause), None) is None


def _kind(text: str, quantity: _Quantity, *, annual: bool) -> IndicatorKind:
    changes = _RISING.search(quantity.before) or _FALLING.search(quantity.before)
    by_itself = quantity.percent and quantity.lead not in ("до", "to") and not _unit(quantity)
    times = quantity.lead == "в" and _TIMES.match(quantity.after) is not None
    if changes and (quantity.by or by_itself or times):
        return IndicatorKind.GROWTH
    if quantity.percent or _LEVEL.search(quantity.before):
        return IndicatorKind.LEVEL
    if annual and says_annual(text):
        return IndicatorKind.PER_YEAR
    return IndicatorKind.TOTAL


def _unit(quantity: _Quantity) -> str:
    """What is counted, in the case in which it is printed."""
    rest = re.sub(r"^[\s%]*(?:\([^)]*\)\s*)?(?:процент\w*)?\s*", "", quantity.after)
    if quantity.lead == "в":
        rest = re.sub(r"^в\s+", "", rest, flags=re.IGNORECASE)  # the preposition was printed twice
    return _noun(rest)


def _noun(text: str) -> str:
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
