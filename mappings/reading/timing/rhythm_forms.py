"""How rhythms and the small words of timings are printed: «ежеквартально», «2 раза в год», «постоянно», «до», «с».

Decides the length of a period and the sense of a word by itself. Which days come of it is for `rhythms`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.reading.timing.calendar_days import HALF, MONTH, QUARTER, YEAR
from mappings.reading.timing.calendar_forms import MONTH_WORD
from mappings.reading.timing.numerals import ORDINAL, SMALL_NUMBER, ordinal, small_number
from mappings.reading.timing.tokens import Form, Kind, Token, form, plain

_PERIOD_STEMS = (
    *(("год", YEAR), ("лет", YEAR), ("year", YEAR), ("полугод", HALF), ("полгод", HALF), ("half", HALF)),
    *(("кварт", QUARTER), ("кв", QUARTER), ("полуг", HALF), ("quarter", QUARTER), ("мес", MONTH), ("month", MONTH)),
    *(("", 0),),
)
_PERIOD = (
    r"(?P<period>год\w*|лет|полугоди\w*|полгода|квартал\w*|месяц\w*|недел\w+|декад\w+|дн\w+|день|сутки|смену"
    r"|(?:мес|кв|нед|полуг)\b\.?"
    r"|years?|half-years?|quarters?|months?|weeks?|fortnight|days?)"
)
_WEEKDAY = r"понедельник\w*|вторник\w*|сред[ауеы]\w*|четверг\w*|пятниц\w+|суббот\w+|воскресень\w+"
_OF_WORK = r"(?:работ\w*|реализации|исполнения|выполнения|срока)"
_MULTIPLES = {"once": 1, "twice": 2, "дважды": 2, "трижды": 3}
_AT_LEAST = r"(?:не реже(?:,? чем)? |не менее(?:,? чем)? |минимум |at least )?"
# What comes back, by the months of its period; 0 for more often than every month.
_RHYTHMS = {
    YEAR: rf"ежегодн(?!ик)\w*|ежегод\b\.?|кажд\w+ год\w*|(?:кажд\w+|every|each)(?= (?:{MONTH_WORD})\b)"
    r"|annually|annual|yearly|(?:every|each) (?:calendar )?year|per year|per annum|a year",
    HALF: r"кажд\w+ (?:полугод\w+|полгода)|по полугодиям|half-yearly|six-monthly|semi-?annual(?:ly)?"
    r"|(?:every|each) half-year",
    QUARTER: r"ежеквартальн\w*|ежекв(?:арт)?\b\.?|поквартальн\w*|по кварталам|кажд\w+ квартал\w*|quarterly"
    r"|(?:every|each|per) quarter",
    MONTH: r"ежемесячн\w*|ежемес\b\.?|помесячн\w*|кажд\w+(?= [0-9]{1,2}(?:-?(?:е|го))? числ)"
    r"|кажд\w+ месяц(?!а,)\w*|monthly|(?:every|each|per) month",
    0: rf"еженедельн\w*|ежедневн\w*|ежедекадн\w*|ежесменн\w*|ежесуточн\w*|кажд\w+ (?:недел\w+|день|{_WEEKDAY})"
    r"|daily|weekly|fortnightly|every (?:day|week)",
}
_SPREADS = {2 * MONTH: r"bi-?monthly", HALF: r"twice yearly|bi-?annual(?:ly)?", 2 * YEAR: r"biennial(?:ly)?"}


def rhythms() -> Iterator[Form]:
    """How often something comes back."""
    count = rf"(?:(?P<count>{SMALL_NUMBER}) ?)?(?:раза?|р\b\.?)|(?P<multiple>дважды|трижды)"
    per = r"(?: ?/ ?| (?:в|за) (?:каждый |каждую |кален\w+ |учебн\w+ |текущ\w+ )?)"
    yield form(rf"{_AT_LEAST}(?:{count})(?: в |/)(?P<periods>{SMALL_NUMBER}) {_PERIOD}", _beats)
    yield form(rf"{_AT_LEAST}(?:{count}){per}{_PERIOD}", _beats)
    yield form(
        rf"{_AT_LEAST}(?:(?P<count>{SMALL_NUMBER}) ?(?:times?|x)|(?P<multiple>once|twice))"
        rf" (?:in |a |an |per |each |every ){{1,2}}(?:(?P<periods>{SMALL_NUMBER}) )?{_PERIOD}",
        _beats,
    )
    yield form(rf"(?:кажды[еий]|every) (?P<periods>{SMALL_NUMBER}|second|other) {_PERIOD}", _beats)
    for months, words in _RHYTHMS.items():
        yield form(rf"{_AT_LEAST}(?:{words})", plain(Kind.RHYTHM, months))
    for months, words in _SPREADS.items():
        yield form(rf"{_AT_LEAST}(?:{words})", plain(Kind.SPREAD, months))


def lengths() -> Iterator[Form]:
    """For good, throughout the year, and on which day of a period."""
    during = r"(?:в теч(?:ени[еи]|\.)|на протяжении|течени[еи]|в|throughout|during|over)"
    period = r"(?:период\w*|срок\w*)(?: (?:реализации|действия|исполнения|выполнения)(?:(?: [^\W\d_]+){1,3}?)?)?"
    yield form(
        rf"(?:{during} )?(?:всего|весь|all|the whole|entire)(?: (?:{period}|план\w* период\w*|time))(?=[ ,.;)]|$)"
        rf"|{during} (?:срок\w*|период\w*) (?:реализации|действия|исполнения|выполнения)(?: [^\W\d_]+){{0,3}}"
        r"(?=[ ,.;)]|$)"
        r"|на весь период|(?:на )?постоянн(?:ой основе|о|ый|ая|ое)\b(?: действу\w+)?"
        r"|бессрочн\w*|систематическ\w+|регулярно"
        r"|непрерывно|круглогодично|перманентно|permanent(?:ly)?|(?:on )?an on-?going basis|on-?going"
        r"|continuous(?:ly)?",
        plain(Kind.PERMANENT),
    )
    yield form(
        rf"{during} (?:всего |кален\w+ |текущ\w+ |планов\w+ |учебн\w+ |отчетн\w+ |уч\.? ?|the )*"
        r"(?:год[ау]?|year)(?=[ ,.;)]|$)|весь год|(?:весь )?учебный год(?! *[0-9])",
        plain(Kind.ALL_YEAR),
    )
    yield form(
        rf"{during} (?:всего |текущ\w+ |the )*(?:месяц[ае]?|месячника|month)(?=[ ,.;)]|$)|весь месяц",
        plain(Kind.ALL_MONTH),
    )
    yield form(
        r"(?:до|к|в|на)? ?кон(?:ец|ц[аеу]) (?:текущ\w+ |кален\w+ |учебн\w+ )?года(?! *[0-9])"
        r"|(?:by )?(?:the )?(?:year end|end of (?:the )?year)",
        plain(Kind.ALL_YEAR),
    )
    yield form(r"(?P<day>[0-3]?[0-9])(?:-?(?:го|е|ого))?[ -]*числ\w+", _numbered_day)
    yield form(
        r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)(?: day)?(?=(?: of)? (?:each|every|the) month|[ .,;)]*$)", _numbered_day
    )
    yield form(
        rf"(?P<number>{ORDINAL}(?:-?(?:го|ого))?|последн\w+) месяца(?P<period> (?:отчетн\w+ )?(?:квартала|полугодия))?",
        _month_of_period,
    )
    yield form(
        r"(?:месяца,? )?следующ\w+(?: за)?(?: отчетн\w+)?(?: (?:квартал|период|месяц|полугоди)\w*)?(?! *год)",
        plain(Kind.NEXT),
    )
    yield form(
        r"год[ау]?,? следующ\w+ за (?:отчетн\w+|истекш\w+)(?: год\w+)?|следующ\w+ (?:за отчетн\w+ )?год\w*",
        plain(Kind.NEXT_YEAR),
    )


def small_words() -> Iterator[Form]:
    """What stands between the dates."""
    sign = rf"(?: {_OF_WORK})?(?: ?:| -)(?= ?(?:[0-9]|q[1-4]|(?:{MONTH_WORD})\b))"
    yield form(rf"(?:начало|старт|start){sign}", plain(Kind.FROM))
    yield form(rf"(?:окончание|завершение|конец|финиш|end|finish){sign}", plain(Kind.TO, 2))
    yield form(r"(?:начал[оаеу]м?|early|beginning of)(?=[ -])", plain(Kind.VAGUE, 0))
    yield form(r"(?:середин[аыеу]|mid|middle of)(?=[ -])", plain(Kind.VAGUE, 1))
    yield form(r"-", plain(Kind.DASH))
    yield form(r"onwards?\b|and beyond\b|и поз(?:же|днее)\b|\+(?=[ .,;)]|$)", plain(Kind.ONWARDS))
    numbered = rf"\b[iі](?= (?:[0-9]|[ivі]{{1,3}}\b|{MONTH_WORD}))"  # and Ukrainian; a numeral is read before it
    yield form(rf"[,;&]|\b(?:и|and|а также|or|или)\b|{numbered}", plain(Kind.COMMA))
    yield form(r"(?:начиная )?(?:с|со|c(?= [0-9])|from|since|starting(?: from| in)?)\b", plain(Kind.FROM))
    yield form(r"по\b(?! (?:[^\W\d_]{5,}))|по(?= )|to\b|through\b|until\b|till\b", plain(Kind.TO))
    yield form(
        r"до\b|не позднее\b|не позже\b|by\b|before\b|up to\b|(?:no|not) later than\b|к\b|ко\b", plain(Kind.TO, 1)
    )
    yield form(
        r"(?:и )?(?:далее|затем|в дальнейшем|(?:в )?последующ\w+(?: год\w*)?|then|thereafter)\b", plain(Kind.THEN)
    )
    yield form(
        r"(?:в|во|на|за|течени[еи]|теч|протяжении|период\w*|срок\w*|конц[ауеом]+|конец|окончани\w+|месяц\w*|год\w*"
        r"|(?:весь|всего|all|whole|entire)(?= (?:of )?[0-9])|включительно|гг?|т\. ?г|текущ\w+|кален\w+|кажд\w+"
        r"|отчетн\w+|соответствующ\w+|время|кв|in|of|the|during|within|throughout|over|on|at|end|close|late|each|every|years?)\b",
        plain(Kind.SMALL),
    )
    yield form(r"[()\[\]«»\"'*:]+", plain(Kind.SMALL))


def _beats(match: re.Match[str]) -> Token:
    """«2 раза в год», «1 раз в 2 года», «каждые 3 месяца»: so many times in so many periods."""
    named = match.groupdict()
    count = _MULTIPLES.get(named.get("multiple") or "", 0) or small_number(named.get("count"))
    periods = 2 if named.get("periods") in ("second", "other") else small_number(named.get("periods"))
    between = periods * next(months for stem, months in _PERIOD_STEMS if match["period"].startswith(stem))
    if between == 0 or count < 1:
        return Token(Kind.RHYTHM, match.group(), value=0)
    if count == 1:
        whole = between in (MONTH, QUARTER, HALF, YEAR)
        return Token(Kind.RHYTHM if whole else Kind.SPREAD, match.group(), value=between)
    return Token(Kind.SPREAD, match.group(), value=between // count if between % count == 0 else between)


def _numbered_day(match: re.Match[str]) -> Token:
    return Token(Kind.DAY, match.group(), value=int(match["day"]))


def _month_of_period(match: re.Match[str]) -> Token:
    doubts = () if match["period"] else ("timing-day-of-period",)
    return Token(Kind.MONTH_OF_PERIOD, match.group(), value=ordinal(match["number"]), doubts=doubts)
