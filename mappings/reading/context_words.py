"""The words of headings and lines above the rows. Tables of words only, each a piece of an expression."""

from __future__ import annotations

# Before a date that is a heading: «План работы на сентябрь 2025 года».
LEADING_ON = (
    "план",
    "план работы",
    "план мероприятий",
    "мероприятия",
    "работа",
    "события",
    "задачи",
    "сроки?",
    "срок исполнения",
    "plan",
    "events",
    "actions",
)
# Before the name of an executor: «Ответственный: отдел культуры».
RESPONSIBLE = (
    r"ответственн(?:ый|ые|ая|ое)",
    r"ответственн(?:ый|ые|ая) за [а-яё]{5,20}(?: [а-яё]{5,20})?",
    r"ответственн(?:ый|ые|ая) исполнител[ьи]",
    r"ответственн(?:ое|ые) (?:лиц[оа]|подразделени[ея])",
    r"отв\.",
    r"исполнител[ьи]",
    r"responsible(?: (?:body|officer|person|department|unit))?",
    r"executors?",
    r"owner",
    r"lead",
)
OF_THE_WHOLE = ("программы", "плана", "раздела", "мероприятий", "подпрограммы")
# Before the day from which days are counted: «дата отсчёта 1 февраля 2025 года».
COUNTED_FROM = (
    r"(?:дат[аы]|день|дня|точка|начало) (?:начала )?отсч[её]та",
    r"отсч[её]т (?:сроков|дней|времени)",
    r"сроки (?:исчисляются|отсчитываются|считаются)",
    "base date",
    "day zero",
    "counted from",
)
