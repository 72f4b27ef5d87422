"""Confirmations of answers by mail of every kind, about measures of the bundled plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from mappings import language
from mappings.plan import Measure
from notify.letters.confirmation import Confirmation, Confirmed, Stated, confirmation_letter
from notify.letters.digest import Digest
from tests.examples.letter_values import HERE, URL, megion

AT = datetime(2027, 1, 12, 10, 15, tzinfo=HERE)


def _measure(key: str) -> Measure:
    return next(one for one in megion().measures if one.key == key)


def _of(key: str, year: int, number: int, **said: object) -> Confirmed:
    title = _measure(key).title
    day = date(year, 12, 31)
    return Confirmed(f"{key}/{year}", key, title, day, URL.format(number), **said)  # type: ignore[arg-type]


def _told(**changes: object) -> Confirmation:
    russian = language.active() == "ru"
    plain = Confirmation(
        name="Мария Образцова" if russian else "Ann Peters",
        address="m.obraztsova@lib.example",
        plan_title=megion().title,
        answered="Срок истёк 31.12.2026: 3 мероприятия" if russian else "Due date passed on 31 Dec 2026: 3 measures",
        at=AT,
        occasion="<answer.1@lib.example>",
        example="I.1.1/2026",
        contact="Отдел культуры <kultura@city.example>" if russian else "Office <office@city.example>",
        summary_url="https://plan.example/summary",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def _reason() -> str:
    return "два занятия перенесены на январь" if language.active() == "ru" else "two courses were put off"


def taken() -> Digest:
    """All of it was understood and written."""
    items = (
        _of("I.1.1", 2026, 101, figures=(Stated("12"),), accepted=True, until=date(2027, 2, 15)),
        _of(
            "III.11.4",
            2026,
            102,
            figures=(Stated("1 250", 1), Stated("12,5 %", 2, 2025)),
            reasons=(_reason(),),
            wish=date(2027, 3, 1),
        ),
    )
    return confirmation_letter(_told(items=items))


def in_part() -> Digest:
    """Some was not understood, some could not be written, and files came with it."""
    russian = language.active() == "ru"
    many = "много, посчитаем позже" if russian else "many, to be counted"
    unclear = ("Факт: 5", "Причина: ремонт") if russian else ("Fact: 5", "Reason: repairs")
    unwritten = (f"Факт: 7\nПричина: {_reason()}" if russian else f"Fact: 7\nReason: {_reason()}").split("\n")
    items = (
        _of("I.1.1", 2026, 101, accepted=True, wish=date(2026, 12, 31), unread=(Stated("10-12"),)),
        _of("V.15.2", 2025, 103, unread=(Stated(many, 2),)),
        _of("III.11.4", 2026, 102, figures=(Stated("7"),), reasons=(_reason(),), unwritten=tuple(unwritten)),
    )
    told = _told(items=items, unclear=unclear, not_in_digest=("I.9.9", "V.15.6.4/2027"), attachments=2, contact="")
    return confirmation_letter(told)


def not_read() -> Digest:
    """Nothing of it says anything."""
    return confirmation_letter(_told(attachments=1))


CONFIRMATIONS = {"confirmation_taken": taken, "confirmation_in_part": in_part, "confirmation_not_read": not_read}
"""A mail of each subject."""
