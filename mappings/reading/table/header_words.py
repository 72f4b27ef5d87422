"""The words of headers, in Russian and English, and how surely each names a role. Data: a new phrase is a new line.

A heading plays the first role that it has words of; of several columns of one role the surer words win.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mappings.reading.table import foreign_headers

_SURE, _USUAL, _WEAK = 8, 6, 4
_KNOWN = 4_096  # headings remembered; the same ones are asked for in every row that may be a header

NUMBER = (
    r"(?:№|#|n|no\.?|nr\.?|номер|number|item|пункт|п\s*[/.]\s*п|ref\.?|reference|id|code|код|шифр|индекс"
    rf"|{foreign_headers.NUMBER})"
)
_OF_NUMBER = (
    r"(?:п\s*[/.]?\s*п|пункта|плана|мероприятия|no\.?|number|id|ref\.?|plan|action|measure|task|№"
    rf"|{foreign_headers.NUMBER})"
)

# A column of what the staff write into the table later: it plays no role, and what stands there is not the plan's.
FILLED_IN = r"факт|\bотметк|статус|\bactual|\bstatus|\b(?:процент|%) (?:выполнен|исполнен)|\bprogress\b"
NOTES = r"примечан|комментар|\bremark|\bnotes?\b|\bcomments?\b"

BEGINS = r"\bначал|\bstart|\bbegin"
ENDS = r"оконч|\bконец|заверш|\bend\b|\bfinish|\bcompletion|\bdue\b"
REVISED = (
    r"уточн[её]н|\bнов(?:ый|ая|ые)\b|скорректир|перен[её]с|перенос|прогноз|продл|измен[её]нн|актуализ"
    r"|\brevised|\bextended|\bextension|\bupdated|\bpostponed|\brescheduled|\bforecast|\bnew\b"
)
FIRST_OF_TWO = r"первонач|исходн|\boriginal|\binitial|\bbaseline"
# What a year heads that nobody is asked for: the value that targets start from, and what was reached.
NOT_ASKED = r"базов|исходн|отч[её]тн|факт|\bbaseline|\bactual"

UNIT = r"\bед(?:иниц[аы]|\.)?\s*изм|\bunits?\b"

_KNOWN_ROLES: tuple[tuple[str, int, str], ...] = (
    ("funding", _USUAL, r"финансир|бюджет|источник|стоимост|затрат|\bсумма|\bсредств|тыс\.?\s*руб|млн\.?\s*руб"),
    ("funding", _USUAL, r"\bfunding\b|\bbudget\b|\bcosts?\b"),
    (
        "executor",
        _WEAK,
        r"соисполнител|\bучастник|докладчик|организатор|подрядчик|проверяющ|руководител|\borgani[sz]er|\bpartners?\b|\bsupport(?:ed|ing)?\b",
    ),
    ("executor", _WEAK, r"^ф\.?\s?и\.?\s?о\b|\bдолжност|\bdepartment\b|\bagency\b"),
    ("executor", _USUAL, r"(?<!со)исполнител|\bответств|\bкто\b|куратор"),
    ("executor", _USUAL, r"\bexecutor|\bresponsib|\bowners?\b|\blead\b|\bassign|\bofficer\b|\bwhom?\b|\baccountable\b"),
    ("timing", _SURE, r"\bсрок\w* (?:исполн|реализ|выполн|проведен|оконч|заверш)|\bdeadline|\bdue\b|\btarget dates?\b"),
    ("timing", _USUAL, r"^(?:планов\w+\s+|ориентировочн\w+\s+|место\s+и\s+)*(?:дат[аы]|время|период|месяц\b|день\b)"),
    ("timing", _USUAL, r"^(?:планов\w+\s+|ориентировочн\w+\s+|место\s+и\s+)*(?:год\b|годы\b|срок)|\bсрок[аиу]?\b"),
    ("timing", _USUAL, r"^график|^когда\b|^(?:дат[аы] )?(?:начал|конец\b|оконч|заверш)|\bпродл\w* до\b"),
    (
        "timing",
        _USUAL,
        r"\bdates?\b|\btiming\b|\bperiod\b|\btime\s?(?:frame|line|scale)|\bschedule\b|\bwhen\b|^by(?: when)?$",
    ),
    ("timing", _USUAL, r"^(?:start|begin|end|finish|completion)(?:s|ning|ed)?$"),
    ("timing", _WEAK, r"^milestones?$"),
    (
        "target",
        _USUAL,
        r"результат|эффект|целев(?!\w{2,4}\s+(?:программ|аудитор|групп))|(?<!связь с )показател|индикатор",
    ),
    ("target", _USUAL, r"вид\s+документа|итогов\w{1,9}\s+документ|критери"),
    ("target", _USUAL, r"\btarget\b|\bresults?\b|\bindicator|\boutcome|\boutput|\bkpi\b"),
    ("target", _USUAL, r"\bmeasures? of success|\bsuccess\b|^how (?:we|it|will|do|to)\b.{0,20}\b(?:know|measured?)\b"),
    ("target", _USUAL, r"^measurements?$"),
    ("title", _USUAL, r"мероприяти|\bmeasures?\b|\bactions?\b|\bactivit|\btasks?\b"),
    ("title", _WEAK, r"наименован|содержани|\bвопрос|\bдела\b|\bработ[аы]?\b|\bзадач|механизм"),
    ("title", _WEAK, r"\bдействи|полномочи|\bшаг|\bчто\b|\bэтап|\bпоручени|\bтем[аы]\b"),
    ("title", _WEAK, r"^milestones?$"),
    ("title", _WEAK, r"\btitle\b|\bname\b|\bdescription\b|\bwhat\b|\bdeliverables?\b"),
    (
        "title",
        _WEAK,
        r"\brecommendation|\bsteps?\b|\binitiative|\bevents?\b|^how\b|событи|^предмет (?:проверк|контрол|ревиз)",
    ),
)
_IN_ORDER = ("funding", "executor", "timing", "target", "title")  # in which roles are tried
ROLES = sorted(
    (
        *_KNOWN_ROLES,
        *((role, _USUAL, words) for role, words in foreign_headers.ROLES),
        *((role, _WEAK, words) for role, words in foreign_headers.WEAK_ROLES),
    ),
    key=lambda one: _IN_ORDER.index(one[0]),
)


@lru_cache(maxsize=_KNOWN)
def plain(heading: str) -> str:
    """A heading in words: those of «target_date» and of «ActionTitle» set apart."""
    return re.sub(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])", " ", heading.replace("_", " ")).strip()


def is_number(heading: str) -> bool:
    """Whether a heading, in words, names the column of numbers and nothing else."""
    return _NUMBER.fullmatch(heading) is not None


@lru_cache(maxsize=_KNOWN)
def says(words: re.Pattern[str], heading: str) -> bool:
    """Whether a heading, in words, has some of these."""
    return words.search(heading) is not None


@lru_cache(maxsize=_KNOWN)
def role_of(heading: str) -> tuple[str, int]:
    """The role that a heading, in words, names and how surely; empty where it names none."""
    named = _named(heading)
    if not named or says(FILLED_IN_WORDS, heading) or says(NOTE_WORDS, heading):
        return "", 0
    return next(iter(named.items()))


def names(role: str, heading: str) -> bool:
    """Whether a heading, in words, has words of a role, whatever else it names."""
    return role in _named(heading)


@lru_cache(maxsize=_KNOWN)
def _named(heading: str) -> dict[str, int]:
    """The roles of which a heading has words, in the order in which they are tried, and how surely it names each."""
    named: dict[str, int] = {}
    for role, weight, words in _COMPILED if _ANY.search(heading) else ():
        if words.search(heading):
            named[role] = max(weight, named.get(role, 0))
    return named


def _words(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_NUMBER = _words(rf"(?:(?:{_OF_NUMBER}\s+)?{NUMBER}|{NUMBER}\s*{_OF_NUMBER})\.?")
FILLED_IN_WORDS = _words(f"{FILLED_IN}|{foreign_headers.FILLED_IN}")
NOTE_WORDS = _words(f"{NOTES}|{foreign_headers.NOTES}")
BEGIN_WORDS, END_WORDS = _words(f"{BEGINS}|{foreign_headers.BEGINS}"), _words(f"{ENDS}|{foreign_headers.ENDS}")
REVISED_WORDS, FIRST_WORDS = _words(REVISED), _words(FIRST_OF_TWO)
UNIT_WORDS, NOT_ASKED_WORDS = (
    _words(f"{UNIT}|{foreign_headers.UNIT}"),
    _words(f"{NOT_ASKED}|{foreign_headers.NOT_ASKED}"),
)
_ANY = _words("|".join(f"(?:{text})" for _role, _weight, text in ROLES))
_COMPILED = tuple((role, weight, _words(text)) for role, weight, text in ROLES)
