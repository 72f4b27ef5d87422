"""One story of a town's figures for every tracker: a plan, what the staff say of it, and the summary worked by hand.

It is told for the years 2023 to 2028 and judged on the last day of 2026; `years_on` moves it to other years, for a
tracker whose clock nobody can set. The staff use no field of their own for a figure: not every tracker has one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

YEAR = 2026
TODAY = "2026-12-31"

PLAN = """\
План города на 2023 – 2028 годы
№ п/п\tМероприятие\tИсточники финансирования\tИсполнитель\tСроки\tРезультат
I. РАЗДЕЛ ПЕРВЫЙ\t\t\t\t\t
1.\tКачество обслуживания\t\t\t\t
1.1.\tЕжегодный мониторинг сети\tМуниципальный бюджет\tБиблиотека\t2023 – 2028\tПодготовлено не менее 9 справок
1.2.\tЦифровые копии\tМуниципальный бюджет\tБиблиотека\t2023 – 2028\tОцифровано не менее 4 документов ежегодно
1.3.\tОбновление каталога\tМуниципальный бюджет\tБиблиотека\t2023 – 2028\tКаталог обновлен у 100% библиотек
1.4.\tПросветительские встречи\tМуниципальный бюджет\tБиблиотека\t2023 – 2028\tРост количества встреч ежегодно на 3%
1.5.\tЕдиная точка доступа\tМуниципальный бюджет\tБиблиотека\t2025\tСоздана единая точка доступа
2.\tБиблиотеки\t\t\t\t
2.1.\tМодельные библиотеки, в том числе\tМуниципальный бюджет\tБиблиотека\t2023 – 2026\tМодернизировано 2 библиотеки
2.1.1.\tДетская библиотека\tМуниципальный бюджет\tБиблиотека\t2025\tМодернизирована 1 библиотека
2.1.2.\tЦентральная библиотека\tМуниципальный бюджет\tБиблиотека\t2026\tМодернизирована 1 библиотека
2.2.\tРабота с обращениями\tМуниципальный бюджет\tБиблиотека\t2023 – 2028\tНе более 5 жалоб
2.3.\tОпросы читателей\tМуниципальный бюджет\tБиблиотека\t2023 – 2028\tПроведено 6 опросов
2.4.\tКраеведческие издания\tМуниципальный бюджет\tБиблиотека\t2026\tОцифровано 10 изданий
2.5.\tРемонт крыльца\tМуниципальный бюджет\tБиблиотека\t2024\tОтремонтировано крыльцо
"""
MAPPING = "language: ru\ntimezone: UTC\n"

# The years before Vekha, put in by `vekha import`.
TABLE = """\
Мероприятие;Год или дата;Факт;Исполнено;Причина;Источник
I.1.1;2023;2;20.12.2023;;отчёт за 2023 год
I.1.1;2024;1;15.01.2025;Болезнь сотрудника;отчёт за 2024 год
I.1.2;2023;4;20.12.2023;;отчёт за 2023 год
I.1.2;2024;3;20.12.2024;;отчёт за 2024 год
I.1.4;2023;3,5 %;20.12.2023;;отчёт за 2023 год
I.1.4;2024;2 %;20.12.2024;;отчёт за 2024 год
"""


@dataclass(frozen=True)
class Deed:
    """What one of the staff does to an issue.

    A `comment` is as written. `quoting` answers somebody's older line, quoted in the tracker's own way, and `striking`
    begins with a line struck out in its own way. A `note` is private.
    """

    kind: Literal["comment", "quoting", "striking", "note", "close"]
    key: str
    text: str = ""
    older: str = ""  # the line that is quoted or struck out
    author: str = "clerk"


STORY = (
    Deed("comment", "I.1.1/2025", "Факт: 1"),
    Deed("comment", "I.1.1/2025", "Исправляю.\nФакт: 2 (две)"),
    Deed("close", "I.1.1/2025"),
    Deed("comment", "I.1.1/2026", "Готово. Факт: 1"),
    Deed("comment", "I.1.2/2025", "факт 2"),
    Deed("comment", "I.1.2/2025", "Факт - 5"),
    Deed("quoting", "I.1.2/2025", "Это старое, верно новое.", "факт 2", "methodist"),
    Deed("close", "I.1.2/2025"),
    Deed("comment", "I.1.2/2026", "* Факт: 4"),
    Deed("striking", "I.1.2/2026", "Не та задача.", "Факт: 9"),
    Deed("comment", "I.1.3", "Факт: 5 из 6 библиотек"),
    Deed("note", "I.1.3", "Факт: 6 из 6", author="methodist"),
    Deed("comment", "I.1.3", "Причина: *ремонт* здания", author="methodist"),
    Deed("comment", "I.1.4/2025", "Факт: +4 %"),
    Deed("close", "I.1.4/2025"),
    Deed("comment", "I.1.4/2026", "Факт за 2026 год: 3,2 %"),
    Deed("close", "I.1.4/2026"),
    Deed("comment", "I.1.5", "Факт: 1"),
    Deed("close", "I.1.5"),
    Deed("comment", "I.2.1.1", "1. Факт: 1 библиотека"),
    Deed("close", "I.2.1.1"),
    Deed("comment", "I.2.1.2", "План: 1, факт: 1"),
    Deed("close", "I.2.1.2"),
    Deed("comment", "I.2.2", "Факт: 1"),
    Deed("comment", "I.2.2", "Факт: +1", author="methodist"),
    Deed("comment", "I.2.3", "Факт: 3"),
    Deed("comment", "I.2.3", "Факт: отозвано"),
    Deed("comment", "I.2.4", "Факт: 8"),
    Deed("comment", "I.2.4", "Факт: около 9"),
    Deed("comment", "I.2.5", "Причина: нет подрядчика"),
)


@dataclass(frozen=True)
class Expected:
    """How a measure stands: its state and percent, of each indicator the fields named, its doubts, its issues' states.

    A doubt is its code and issue, with the days of a closing that was late.
    """

    state: str
    percent: float | None
    indicators: tuple[dict[str, Any], ...]
    deadlines: tuple[str, ...]
    quality: tuple[str, ...] = ()


def _one(state: str, actual: float | None, percent: float | None, **beside: Any) -> tuple[dict[str, Any], ...]:
    return ({"state": state, "actual": actual, "percent": percent, **beside},)


FORECAST = {
    "value": 10,
    "low": 8,
    "high": 11,
    "year": 2028,
    "reports": 3,
    "text": "At the present pace about 10 (8–11) by 2028, from 3 reports",
}
DONE, SOON, PLANNED, BEGUN = "done", "due_soon", "planned", "in_progress"
EXPECTED = {
    # 2 + 1 + 2 + 1 of 9; three of six years are finished, so 4 were due; with 5/3 a year (1 to 2) 5 become 10 (8 to 11)
    "I.1.1": Expected(
        "on_track",
        66.7,
        _one("on_track", 6, 66.7, need=4, forecast=FORECAST),
        (DONE, DONE, DONE, SOON, PLANNED, PLANNED),
        ("closed-late:15 I.1.1/2024",),
    ),
    # 4, 3, 5 of 4 a year: the last finished year counts, neither the quoted 2 nor the struck-out 9
    "I.1.2": Expected(
        "on_track",
        100,
        _one("on_track", 5, 125, kept="2/3", period=2025, missed_periods=[2024], running={"year": 2026, "actual": 4}),
        (DONE, DONE, DONE, SOON, PLANNED, PLANNED),
    ),
    # 5 of 6; the private note does not count
    "I.1.3": Expected("on_track", 83.3, _one("on_track", 83.3, 83.3, numerator=5, denominator=6), (BEGUN,)),
    # 3.5, 2, 4 and 3.2 of 3 %: 1.035 × 1.02 × 1.04 × 1.032 against 1.03⁴
    "I.1.4": Expected(
        "on_track",
        100,
        _one("on_track", 3.2, 106.7, kept="3/4", missed_periods=[2024], index=1.1331, index_required=1.1255),
        (DONE, DONE, DONE, DONE, PLANNED, PLANNED),
    ),
    # closed; a number is not asked for here
    "I.1.5": Expected("done", 100, _one("done", None, 100), (DONE,), ("no-number I.1.5",)),
    # its two parts
    "I.2.1": Expected(
        "done",
        100,
        _one("done", 2, 100, rolled_up_from=["I.2.1.1", "I.2.1.2"]),
        (DONE,),
        ("parent-open I.2.1",),
    ),
    "I.2.1.1": Expected("done", 100, _one("done", 1, 100), (DONE,)),
    "I.2.1.2": Expected("done", 100, _one("done", 1, 100), (DONE,)),
    # 1 and one more, of 5 at most: 5 / 2
    "I.2.2": Expected("on_track", 100, _one("on_track", 2, 250, direction="down"), (BEGUN,)),
    # taken back, and nothing was due by now
    "I.2.3": Expected("on_track", None, _one("no_data", None, None), (BEGUN,)),
    # the newest line has no number, so the 8 before it does not count; it is due today
    "I.2.4": Expected("at_risk", None, _one("at_risk", None, None), (SOON,), ("figure-unread I.2.4",)),
    # two years late, and somebody said why
    "I.2.5": Expected("overdue", None, _one("overdue", None, None), ("overdue",)),
}
TOTALS = {
    "measures": 12,
    "deadlines": 27,
    "done": 14,
    "due_soon": 3,
    "in_progress": 3,
    "planned": 6,
    "overdue": 1,
    "backlog": 0,
    "due": 18,
    "due_done": 14,
    "percent": 51.9,
}
REASONS = {"I.1.1/2024": "Болезнь сотрудника", "I.1.3/2028": "ремонт здания", "I.2.5/2024": "нет подрядчика"}


def years_on(told: Any, by: int) -> Any:
    """Texts and values of the story, its years moved by so many."""
    if isinstance(told, str):
        return re.sub(r"\b20[23]\d\b", lambda found: str(int(found[0]) + by), told)
    if isinstance(told, dict):
        return {years_on(key, by): years_on(value, by) for key, value in told.items()}
    if isinstance(told, (list, tuple)):
        return [years_on(one, by) for one in told]
    # the numbers of the story are all below a thousand but for its years
    return told + by if isinstance(told, int) and told > 1000 else told
