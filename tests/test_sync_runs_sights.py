"""What a run tells of each thing that is watched, and what it cannot tell."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from notify.delivery.standing import MailStanding
from notify.upkeep.troubles import Sight, Trouble
from sync.errors import AuthFailed, LedgerLocked, Purpose, TokenRefused, Transient, UnsafeChange
from sync.runs.sights import Found, sights

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY = date(2026, 3, 1)
WHO = Purpose("gitlab", "fetch")


def seen(found: Found, *addresses: str) -> dict[Trouble, Sight]:
    """The sights of a moment."""
    return sights(found, addresses=addresses, today=TODAY, now=NOW)


def bad(found: Found, *addresses: str) -> dict[Trouble, bool]:
    """What is well and what is not."""
    return {one: sight.bad for one, sight in seen(found, *addresses).items()}


def mails(**unreached: str) -> MailStanding:
    """Mails of which these addresses did not get theirs."""
    return MailStanding({}, None, {f"{name}@x.org": why for name, why in unreached.items()})


def test_nothing_known_is_nothing_said() -> None:
    """A run that did not get so far says nothing, good or bad."""
    assert bad(Found()) == {}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Found(synced=True), {Trouble.SYNC: False, Trouble.TOKEN: False}),
        (Found(failure=TokenRefused("token-refused", "no", WHO)), {Trouble.SYNC: True, Trouble.TOKEN: True}),
        (Found(failure=AuthFailed("certificate-expired", "no", WHO)), {Trouble.SYNC: True}),
        (Found(failure=Transient("tracker-away", "no", WHO)), {Trouble.SYNC: True}),
        (Found(failure=UnsafeChange("unsafe-change", "no")), {Trouble.SYNC: True}),
        (Found(failure=ValueError("a fault of ours")), {Trouble.SYNC: True}),
        (Found(failure=LedgerLocked("ledger-locked", "no")), {}),
    ],
)
def test_a_sync_that_failed_and_what_it_says_of_the_token(found: Found, said: dict[Trouble, bool]) -> None:
    """Only the tracker's own refusal is the token's trouble, and another run at work is nobody's."""
    assert bad(found) == said


def test_the_detail_of_a_failure_is_its_line() -> None:
    """With its code and what to do, and the kind of a fault that is our own."""
    error = AuthFailed("certificate-expired", "it has ended", WHO, hint="renew it")
    assert seen(Found(failure=error))[Trouble.SYNC].detail == "gitlab: it has ended [certificate-expired]. Renew it"
    assert seen(Found(failure=ValueError("x")))[Trouble.SYNC].detail == "ValueError: x"


@pytest.mark.parametrize(
    ("age", "old"), [(timedelta(days=2), True), (timedelta(days=2, seconds=-1), False), (-timedelta(days=9), False)]
)
def test_a_pull_is_old_after_two_days(age: timedelta, old: bool) -> None:
    """One that lies ahead, by a clock that was set back, is not."""
    assert bad(Found(pulled=NOW - age)) == {Trouble.PULL: old}


@pytest.mark.parametrize(
    ("ends", "soon"),
    [(None, False), (date(2026, 3, 15), True), (date(2026, 3, 16), False), (date(2026, 2, 1), True)],
)
def test_a_token_ends_soon_within_a_fortnight(ends: date | None, soon: bool) -> None:
    """One that stays good never does."""
    sight = seen(Found(token_ends=(ends,)))[Trouble.TOKEN_ENDS]
    assert sight.bad is soon
    assert sight.detail == (f"It is good until {ends}." if ends else "")


def test_mail_is_judged_by_those_who_are_told_now() -> None:
    """Whoever has been taken out of the config is no trouble any more; spellings of one address are one."""
    assert bad(Found(mails=mails(a="", b=""))) == {Trouble.MAIL: False}
    assert bad(Found(mails=mails(a="")), "b@x.org") == {Trouble.MAIL: False}
    sight = seen(Found(mails=mails(a="no such user", b="")), "A@x.org", "b@x.org", "c@x.org")[Trouble.MAIL]
    assert sight == Sight(bad=True, detail="a@x.org (no such user); b@x.org")


def test_of_many_addresses_the_first_are_named() -> None:
    """A mail server that is gone concerns everybody."""
    names = [f"n{number}" for number in range(8)]
    sight = seen(Found(mails=mails(**dict.fromkeys(names, ""))), *(f"{name}@x.org" for name in names))[Trouble.MAIL]
    assert sight.detail.endswith("n4@x.org; and 3 more")


@pytest.mark.parametrize(
    ("count", "sight"),
    [(0, Sight(bad=False, detail="0 deadlines")), (1, Sight(True, "1 deadline")), (3, Sight(True, "3 deadlines"))],
)
def test_deadlines_of_which_nobody_is_told(count: int, sight: Sight) -> None:
    """They are counted by whoever knows; a run that did not count them says nothing."""
    assert seen(Found(nobody=count)) == {Trouble.NOBODY: sight}


@pytest.mark.parametrize(("years", "sight"), [((), Sight(False)), ((2027, 2028), Sight(True, "2027, 2028"))])
def test_years_that_the_calendar_lacks(years: tuple[int, ...], sight: Sight) -> None:
    """They are named."""
    assert seen(Found(years=years)) == {Trouble.CALENDAR: sight}
