"""Whose mail goes to which address on a day, and what of it is known already."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from notify.alerts.memory import Known, Remembered, Told
from notify.alerts.readers import Reader, readers_of
from notify.alerts.reasons import Reason
from notify.alerts.recipients import Away
from tests.alerts.town import BOTH, EXECUTOR, HEAD

DAY = date(2027, 1, 11)
AWAY = replace(EXECUTOR, away=(Away(DAY, DAY, HEAD.email),))


def test_each_address_has_a_reader() -> None:
    """In the order in which recipients are given; two entries of one address are one reader's."""
    section = replace(HEAD, sections=("V",))
    assert readers_of((EXECUTOR, HEAD, section), DAY) == (Reader((EXECUTOR,)), Reader((HEAD, section)))


def test_the_mail_of_an_absent_one_is_the_stand_ins() -> None:
    """It is addressed to whose own address it is, wherever they stand in the list; on other days each has their own."""
    assert readers_of((AWAY, HEAD), DAY) == (Reader((HEAD,), (AWAY,)),)
    assert readers_of((AWAY, HEAD), date(2027, 1, 12)) == (Reader((AWAY,)), Reader((HEAD,)))


def test_a_stand_in_from_outside_reads_it_in_the_absent_ones_name() -> None:
    """Of several who are away it is the first one's."""
    one = replace(EXECUTOR, away=(Away(DAY, DAY, "z@lib.example"),))
    other = replace(HEAD, away=(Away(DAY, DAY, "Z@lib.example"),))
    assert readers_of((one, other), DAY) == (Reader((one,), (other,)),)


def test_a_reader_knows_what_any_of_them_was_told() -> None:
    """In the order of the days, and the last mail is the later one's."""
    key = "I.1.1/2026"
    mine = Told(key, Reason.BEFORE, date(2026, 12, 21), "7@2026-12-31")
    theirs = Told(key, Reason.BEFORE, date(2026, 11, 30), "30@2026-12-31")
    other = Told("I.1.2/2026", Reason.ASK, date(2026, 7, 6), "executor")
    people = {
        HEAD.email: Remembered({key: (mine,)}, date(2026, 12, 21)),
        EXECUTOR.email: Remembered({key: (theirs,), other.key: (other,)}, date(2026, 11, 30)),
    }
    found = Reader((HEAD,), (AWAY,)).remembered(Known(people))
    assert found.told == {key: (theirs, mine), other.key: (other,)}
    assert found.mailed == date(2026, 12, 21)
    assert found.last_asked == {"executor": date(2026, 7, 6)}
    assert Reader((HEAD,)).remembered(Known(people)) is people[HEAD.email]


def test_a_reader_who_was_told_nothing_knows_nothing() -> None:
    """And had no mail."""
    assert Reader((BOTH,)).remembered(Known()) == Remembered()
    assert Reader((HEAD,), (AWAY,)).remembered(Known({HEAD.email: Remembered(), EXECUTOR.email: Remembered()})) == (
        Remembered()
    )
