"""Timings without a date of their own: those that wait for an event, and those laid down in another document.

Decides only which of the two a timing is, if any. A timing that also names a date or a rhythm is neither; what then
stands beside the date is a condition, and is taken from it.
"""

from __future__ import annotations

import re

from mappings.reading.timing.calendar_forms import MONTH_WORD

_COUNT = r"(?:[0-9]{1,3}(?:-?(?:ти|х|и))?|[^\W\d_]{3,14})(?: \([^()]{1,30}\))?"
_UNIT = (
    r"(?:(?:рабочих|календарных|банковских|working|business|calendar) )?"
    r"(?:дн\w+|день|суток|недел\w+|месяц\w+|час\w+|days?|weeks?|months?)"
)
_EVENTS = (
    r"необходимост|возможност|поступлени|выявлени|наличи|возникновени|приняти|назначени|прием|увольнени|обращени|изменени"
    r"|завершени|окончани|итогам|факт|запрос|результат|истечени|требовани|заявк|заявлени|решени|формировани|подготовк"
    r"|финансировани|востребован"
)
_EVENT_FORMS = (
    rf"(?:в течени[еи]|не позднее(?:,? чем)?|в срок до|через|за|within|no later than) {_COUNT} {_UNIT}\b"
    rf"|\b(?:в |до )?{_COUNT}[ -]?(?:х|ти)?[ -]?(?:дневн|месячн|недельн)\w+ срок\w*"
    r"|\bв (?:день|дни|момент|случае|период (?:подготовки|проведения|паводка|выбор))\b"
    r"|\bна период (?!с\b|до\b|[0-9])[^\W\d_]{5,}"
    rf"|\b(?:при|по|в случае) (?:мере )?(?:{_EVENTS})\w*"
    r"|\bпо мере [^\W\d_]+|\bодновременно с\b"
    r"|\b(?:незамедлительно|немедленно|срочно|immediate(?:ly)?|asap)\b|\bв кратчайш\w+ срок\w*"
    r"|\bпосле (?!20)[^\W\d_]{4,}|\bперед [^\W\d_]{4,}"
    r"|\bсо дня [^\W\d_]+|\bс момента [^\W\d_]+"
    r"|\bдо (?:начала|момента|принятия|утверждения|завершения|окончания) (?![0-9]|год)[^\W\d_]{4,}"
    r"|\b(?:as (?:and when )?(?:needed|required)|as necessary|when needed|upon|on request|following|after)\b"
)
_EVENT = re.compile(_EVENT_FORMS)
_BEFORE_PARTS = re.compile(rf"до (?:начала|окончания) (?:[iv]+|[1-4]|перв|втор|трет|четв|(?:{MONTH_WORD})\b)")
_ELSEWHERE_FORMS = (
    r"\bпо (?:отдельн\w+ |утвержд\w+ |индивидуальн\w+ |особ\w+ )?(?:план|график|расписани|программ|согласовани"
    r"|приказ|распоряжени|договор|контракт)\w*|\bсогласно\b|\bв соответствии\b"
    r"|\bв (?:установленн|определенн|указанн|утвержденн|законодательн)\w+ (?:законом |законодательством )?"
    r"(?:поряд|срок|врем)\w+"
    r"|\bв (?:порядке|срок\w*),? (?:и сроки,? )?(?:установл|устанавл|определ|предусм|указан)\w+"
    r"|\bсрок\w*,? (?:установл|устанавл|определ|предусм|уточня)\w+"
    r"|\bдата (?:будет |проведения )?(?:уточн|определ|устан)\w+|\bуточняется|\bто же\b|\bсм\."
    r"|\b(?:tbd|tbc|tba|to be (?:determined|confirmed|agreed|decided)|as (?:per|agreed)|according to|in accordance)\b"
)
_ELSEWHERE = re.compile(_ELSEWHERE_FORMS)
_CONDITION_FORMS = (
    r"\bпри (?:наличии (?!заяв|обращ|запрос)|условии|достаточн)"
    r"|\bпри (?:выделении|поступлении|обеспечении) (?:финанс|средств)"
    r"|\bв (?:пределах|рамках)\b|\bв случае (?:наличия|выделения|поступления|обеспечения)\b|\bс учетом\b|\bесли\b"
    r"|\bпо (?:взаимному )?(?:согласовани|соглашени)\w+"
    r"|\b(?:subject to|depending on|provided|pending|by agreement|as agreed|when funds|funding permitting)\b"
    r"|\bif (?:fund|budget|money|resource)|\bas (?:funding|funds?|budgets?|resources?) (?:allow|permit)"
)
# each to the end of its clause, with its brackets and the «но» after it
_CLAUSE = r"\(?(?:{})(?:(?! - | (?:до|к|не позднее) [0-9])[^,;()])*\)?(?:[,; ]*\b(?:но|а|but)\b)?"
_CONDITION = re.compile(_CLAUSE.format(f"{_CONDITION_FORMS}|{_ELSEWHERE_FORMS}"))
_BESIDE = re.compile(_CLAUSE.format(_EVENT_FORMS))
_RHYTHM = re.compile(
    r"ежегодн|ежекварт|ежемес|ежен|ежедн|\bраза? в\b|кажд\w{1,3} (?:год|кварт|месяц)"
    r"|annual|quarterly|monthly|yearly|(?:every|each|per|a) (?:year|quarter|month)"
)
_DATED = re.compile(r"(?:19|20)[0-9]{2}|[0-3]?[0-9]\.[01][0-9]\b")


def on_event(words: str) -> bool:
    """Whether a timing waits for something to happen: «в течение 30 дней после принятия закона»."""
    found = _EVENT.search(words)
    return found is not None and not _BEFORE_PARTS.search(words) and not _bound(words[: found.start()])


def elsewhere(words: str) -> bool:
    """Whether a timing refers to another document or leaves the date to later."""
    return _ELSEWHERE.search(words) is not None and not _bound(words)


def without_condition(words: str) -> str | None:
    """What a timing says beside a condition: «2025 год (при наличии средств)»; None where there is no condition."""
    rest, count = _CONDITION.subn("", words)
    return _trimmed(rest) if count else None


def without_event(words: str) -> str | None:
    """What a timing says beside an event: «по мере необходимости, но не реже раза в год»; None where there is none."""
    rest, count = _BESIDE.subn("", words)
    return _trimmed(rest) if count and _bound(rest) and not _BEFORE_PARTS.search(words) else None


def _trimmed(words: str) -> str:
    return words.strip(" ,;.-")


def _bound(words: str) -> bool:
    """Whether something in the words gives deadlines of its own."""
    return _RHYTHM.search(words) is not None or _DATED.search(words) is not None
