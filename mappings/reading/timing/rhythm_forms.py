"""How rhythms and the small words of timings are printed: «ежеквартально», «2 раза в год», «постоянно», «до», «с».

Decides the length of a period and the sense of a word by itself. Which days come of it is for `rhythms`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.reading.timing.calendar_days import HALF, MONTH, QUARTER, YEAR
from mappings.reading.timing.numerals import ORDINAL, SMALL_NUMBER, ordinal, small_number
from mappings.reading.timing.tokens import Form, Kind, Maker, Token, form, plain

_PERIOD_STEMS = (
    *(("год", YEAR), ("лет", YEAR), ("year", YEAR), ("полугод", HALF), ("полгод", HALF), ("half", HALF)),
    *(("кварт", QUARTER), ("quarter", QUARTER), ("мес", MONTH), ("month", MONTH)),
    *(("", 0),),
)
_PERIOD = r"(?P<period>год\w*|лет|полугоди\w*|полгода|квартал\w*|месяц\w*|недел\w+|декад\w+|дн\w+|день|сутки|смену)"
_WEEKDAY = r"понедельник\w*|вторник\w*|сред[ауеы]\w*|четверг\w*|пятниц\w+|суббот\w+|воскресень\w+"


def rhythms() -> Iterator[Form]:
    """How often something comes back."""
    once = rf"(?:не реже(?:,? чем)? |не менее(?:,? чем)? )?(?:(?P<count>{SMALL_NUMBER}) )?раза?"
    yield form(rf"{once} (?:в|за) (?:каждый |каждую )?(?:кален\w+ |учебн\w+ |текущ\w+ )?{_PERIOD}", _times)
    yield form(rf"(?:не реже(?:,? чем)? )?(?:(?:1|один|одного) )?раза? в (?P<count>{SMALL_NUMBER}) {_PERIOD}", _every)
    yield form(
        r"ежегодн(?!ик)\w*|кажд\w+ год\w*|annually|annual|yearly|(?:every|each) year|once a year|per year|a year",
        _rhythm(YEAR),
    )
    yield form(r"кажд\w+ полугод\w+|half-yearly|semi-?annual(?:ly)?|every (?:six|6) months", _rhythm(HALF))
    yield form(r"ежеквартальн\w*|поквартальн\w*|кажд\w+ квартал\w*|quarterly|(?:every|each) quarter", _rhythm(QUARTER))
    yield form(r"ежемесячн\w*|помесячн\w*|кажд\w+ месяц(?!а,)\w*|monthly|(?:every|each) month", _rhythm(MONTH))
    yield form(r"twice a year|twice yearly|bi-?annual(?:ly)?", plain(Kind.SPREAD, HALF))
    yield form(r"every (?:two|2|second) years?|biennial(?:ly)?", plain(Kind.SPREAD, 2 * YEAR))
    yield form(
        rf"еженедельн\w*|ежедневн\w*|ежедекадн\w*|ежесменн\w*|ежесуточн\w*|кажд\w+ (?:недел\w+|день|{_WEEKDAY})"
        r"|daily|weekly|fortnightly|every (?:day|week)",
        plain(Kind.RHYTHM, 0),
    )


def lengths() -> Iterator[Form]:
    """For good, throughout the year, and on which day of a period."""
    during = r"(?:в течени[еи]|на протяжении|течени[еи]|в|throughout|during|over)"
    period = r"(?:период\w*|срок\w*)(?: (?:реализации|действия|исполнения|выполнения)(?: [^\W\d_]+){1,3}?)?"
    yield form(
        rf"(?:{during} )?(?:всего|весь|all|the whole|entire)(?: (?:{period}|план\w* период\w*|time))(?=[ ,.;)]|$)"
        r"|на весь период|(?:на )?постоянн(?:ой основе|о|ый|ая|ое)\b(?: действу\w+)?"
        r"|бессрочн\w*|систематическ\w+|регулярно"
        r"|непрерывно|круглогодично|перманентно|permanent(?:ly)?|ongoing|continuous(?:ly)?|(?:on )?an ongoing basis",
        plain(Kind.PERMANENT),
    )
    yield form(
        rf"{during} (?:всего |кален\w+ |текущ\w+ |планов\w+ |учебн\w+ |отчетн\w+ |уч\.? |the )*"
        r"(?:год[ау]?|year)(?=[ ,.;)]|$)|весь год",
        plain(Kind.ALL_YEAR),
    )
    yield form(
        rf"{during} (?:всего |текущ\w+ |the )*(?:месяц[ае]?|месячника|month)(?=[ ,.;)]|$)|весь месяц",
        plain(Kind.ALL_MONTH),
    )
    yield form(
        r"(?:до|к|в|на)? ?конц[аеу] (?:текущ\w+ |кален\w+ |учебн\w+ )?года(?! *[0-9])"
        r"|(?:by )?(?:the )?(?:year end|end of (?:the )?year)",
        plain(Kind.ALL_YEAR),
    )
    yield form(r"(?P<day>[0-3]?[0-9])(?:-?(?:го|е|ого))?[ -]*числ\w+", _numbered_day)
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
    yield form(r"(?:начал[оаеу]м?|early|beginning of)(?= )", plain(Kind.VAGUE, 0))
    yield form(r"(?:середин[аыеу]|mid)(?=[ -])", plain(Kind.VAGUE, 1))
    yield form(r"-", plain(Kind.DASH))
    yield form(r"[,;]|\b(?:и|and|а также|or|или)\b", plain(Kind.COMMA))
    yield form(r"(?:начиная )?(?:с|со|from|since|starting(?: from| in)?)\b", plain(Kind.FROM))
    yield form(r"по\b(?! (?:[^\W\d_]{5,}))|по(?= )|to\b|through\b|until\b|till\b", plain(Kind.TO))
    yield form(r"до\b|не позднее\b|не позже\b|by\b|before\b|no later than\b|к\b|ко\b", plain(Kind.TO, 1))
    yield form(r"(?:и )?(?:далее|затем|в дальнейшем|в последующ\w+(?: годы)?|then|thereafter)\b", plain(Kind.THEN))
    yield form(
        r"(?:в|во|на|за|течени[еи]|период\w*|срок\w*|конц[ауеом]+|конец|окончани\w+|месяц\w*|год\w*|включительно"
        r"|гг?|т\. ?г|текущ\w+|кален\w+|кажд\w+|отчетн\w+|соответствующ\w+|время|кв"
        r"|in|of|the|during|on|at|end|late|each|every|years?)\b",
        plain(Kind.SMALL),
    )
    yield form(r"[()\[\]«»\"'*:]+", plain(Kind.SMALL))


def _rhythm(months: int) -> Maker:
    return plain(Kind.RHYTHM, months)


def _times(match: re.Match[str]) -> Token:
    """«2 раза в год», «3 раза в квартал»: so many times in a period."""
    count = small_number(match["count"])
    months = next(months for stem, months in _PERIOD_STEMS if match["period"].startswith(stem))
    if months == 0 or count < 1:
        return Token(Kind.RHYTHM, match.group(), value=0)
    if count == 1:
        return Token(Kind.RHYTHM, match.group(), value=months)
    return Token(Kind.SPREAD, match.group(), value=months // count if months % count == 0 else months)


def _every(match: re.Match[str]) -> Token:
    """«1 раз в 2 года», «раз в 3 месяца»: once in so many periods."""
    months = next(months for stem, months in _PERIOD_STEMS if match["period"].startswith(stem))
    if months == 0:
        return Token(Kind.RHYTHM, match.group(), value=0)
    between = small_number(match["count"]) * months
    if between in (MONTH, QUARTER, HALF, YEAR):
        return Token(Kind.RHYTHM, match.group(), value=between)
    return Token(Kind.SPREAD, match.group(), value=between)


def _numbered_day(match: re.Match[str]) -> Token:
    return Token(Kind.DAY, match.group(), value=int(match["day"]))


def _month_of_period(match: re.Match[str]) -> Token:
    return Token(Kind.MONTH_OF_PERIOD, match.group(), value=ordinal(match["number"]), guessed=match["period"] is None)
