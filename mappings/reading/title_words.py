"""The words that stand before a number at the beginning of a title. Tables of words and nothing else."""

from __future__ import annotations

# Before the number of a row that is a measure: «Основное мероприятие 1.1. Комплектование фондов», «п. 3».
OF_MEASURES = (
    "основное мероприятие",
    "ведомственная целевая программа",
    "контрольное событие",
    "контрольная точка",
    "структурный элемент",
    "региональный проект",
    "комплекс процессных мероприятий",
    "мероприятие",
    "подмероприятие",
    "ключевое событие",
    "подпункт",
    "пункт",
    "результат",
    "веха",
    "кс",
    "кт",
    "ом",
    "шаг",
    "п/п",
    "пп.",
    "п.",
    "action",
    "activity",
    "initiative",
    "item",
    "measure",
    "milestone",
    "no.",
    "step",
)
# Before that of a row which only leads on to those below: «Подпрограмма 1 «Библиотечное дело»».
OF_HEADINGS = (
    "подпрограмма",
    "направление",
    "программа",
    "раздел",
    "задача",
    "цель",
    "subprogramme",
    "objective",
    "goal",
)
MONTHS = (
    "январ",
    "феврал",
    "март",
    "апрел",
    "мая",
    "май",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
)
