"""What stands beside a deadline and is none itself: labels of stages, notes in brackets, words of doubt and of delay.

Each is a line of a table. What waits for an event or is laid down elsewhere is for `unbound`.
"""

from __future__ import annotations

from collections.abc import Iterator

from mappings.reading.timing.calendar_forms import MONTH_WORD
from mappings.reading.timing.numerals import ORDINAL
from mappings.reading.timing.tokens import Form, Kind, form, plain

_STAGE = r"(?:под)?этап\w*|стади[яию]|фаз[аыеу]|очеред[ьи]|stage|phase|step"
_WHAT = r"(?:выполнени\w++|исполнени\w++|реализаци\w++|срок\w*+|дедлайн\w*+|deadline|date|the )"
# The words, and what they leave in doubt.
_REMARKS = (
    (
        r"ориентировочно|предварительно|предположительно|приблизительно|примерно|планируется|ожидается"
        r"|tentative(?:ly)?|approximately|approx\b\.?|est\b\.?|estimated|expected"
        rf"|(?:около|about|circa|around)(?= (?:[0-9]|(?:{MONTH_WORD})\b))",
        "timing-vague",
    ),
    (
        rf"(?:{_WHAT} ?){{0,3}}(?:перенес\w+|перенос\w*|продл\w+|отложен\w*|сдвинут\w*|смещ[её]н\w*"
        r"|moved|postponed|extended|rescheduled|deferred)"
        r"(?: (?:с|from) [^,;()]{1,40}?)?(?: (?:на|до|to|until|till)\b|(?=[)]))",
        "timing-moved",
    ),
)
# No note in brackets says anything about time: no figure, no numeral, no month, no rhythm, no word of doubt.
_OF_TIME = (
    r"[0-9]|\b[iіvх]+\b|январ|феврал|март|апрел|\bма[йяе]\b|июн|июл|август|сентябр|октябр|ноябр|декабр|кварт|\bкв\b"
    r"|год|недел|декад|месяц|весн|весен|лет|осен|зим|ежекв|ежемес|ежен|ежедн|постоян|далее|каждо"
    r"|year|month|week|quarter|annual|daily|spring|summer|autumn|winter|ongoing"
    r"|ориентировоч|предварит|предполож|примерно|tentativ|approx|estimat|expected"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)


def remarks() -> Iterator[Form]:
    """Words beside a deadline."""
    yield form(rf"(?:{ORDINAL}(?:-?(?:ый|ой|ий|ая|я|й))?) (?:{_STAGE})\b(?: ?[-:.])?", _STAGES)
    yield form(rf"(?:{_STAGE}) ?(?:№ ?)?(?:{ORDINAL}|one|two|three|four)\b(?: ?[-:.])?", _STAGES)
    yield form(r"[1-9а-еa-e]\)", _STAGES)
    for words, doubt in _REMARKS:
        yield form(rf"(?:{words})(?!\w)", plain(Kind.REMARK, doubt=doubt))


def notes() -> Iterator[Form]:
    """Brackets that hold no timing, signs of doubt, and the line on which a day was to be written."""
    yield form(r"[«\"]?_{2,}[»\"]?[./]?", plain(Kind.REMARK, doubt="timing-vague"))
    yield form("[~≈]", plain(Kind.REMARK, doubt="timing-vague"))
    yield form(rf"\((?![^()]*(?:{_OF_TIME}))[^()]{{2,}}\)", plain(Kind.NOTE))


_STAGES = plain(Kind.STAGE, doubt="timing-stages")
