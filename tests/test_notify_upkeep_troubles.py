"""The table of what the operator is told of, cell by cell, and what it comes to over many rounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.upkeep.troubles import STRIKES, WEEK, WELL, Round, Sight, Standing, Trouble, Turn, watch

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
BAD, FINE = Sight(bad=True, detail="so it is"), Sight(bad=False)
ONE = Trouble.TOKEN  # one of those that are told at once


def began(at: datetime = NOW - DAY, letter: str = "<a>") -> Standing:
    """A trouble that began, and the letter that tells so."""
    return Standing(strikes=1, since=at, turn=Turn.BEGAN, at=at, letter=letter)


def lasting(at: datetime = NOW - DAY, letter: str = "<a>") -> Standing:
    """A trouble that was told of a second time."""
    return replace(began(at - WEEK), turn=Turn.LASTS, at=at, letter=letter)


def over(at: datetime = NOW - DAY, letter: str = "<a>") -> Standing:
    """A trouble that is over."""
    return replace(began(at - DAY), strikes=0, turn=Turn.ENDED, at=at, letter=letter)


def judged(
    before: Standing, sight: Sight | None, *, told: bool = True, trouble: Trouble = ONE, now: datetime = NOW
) -> tuple[Standing, Turn | None]:
    """What is known of one trouble after a round, and what is told of it now."""
    seen = {} if sight is None else {trouble: sight}
    found = watch({trouble: before}, seen, is_told=lambda letter: told and bool(letter), now=now)
    after = found.standings[trouble]
    return after, after.turn if trouble in found.news else None


LONG_AGO = NOW - WEEK


@pytest.mark.parametrize(
    ("before", "sight", "told", "news"),
    [
        # not seen
        (WELL, None, True, None),
        (began(), None, True, None),
        (began(), None, False, Turn.BEGAN),
        (began(LONG_AGO), None, True, None),
        (over(), None, True, None),
        (over(), None, False, Turn.ENDED),
        # bad
        (WELL, BAD, True, Turn.BEGAN),
        (over(), BAD, True, Turn.BEGAN),
        (over(), BAD, False, Turn.BEGAN),
        (began(), BAD, True, None),
        (began(), BAD, False, Turn.BEGAN),
        (began(letter=""), BAD, True, Turn.BEGAN),
        (began(LONG_AGO + timedelta(seconds=1)), BAD, True, None),
        (began(LONG_AGO), BAD, True, Turn.LASTS),
        (began(LONG_AGO), BAD, False, Turn.LASTS),
        (lasting(), BAD, True, None),
        (lasting(), BAD, False, Turn.LASTS),
        (lasting(LONG_AGO), BAD, True, Turn.LASTS),
        (began(NOW + WEEK), BAD, True, Turn.LASTS),
        # well
        (WELL, FINE, True, None),
        (began(), FINE, True, Turn.ENDED),
        (began(), FINE, False, Turn.ENDED),
        (lasting(), FINE, True, Turn.ENDED),
        (over(), FINE, True, None),
        (over(), FINE, False, Turn.ENDED),
        (over(LONG_AGO), FINE, False, None),
    ],
)
def test_every_cell_of_the_table(before: Standing, sight: Sight | None, told: bool, news: Turn | None) -> None:
    """Begun, lasting, over: each told once it is news, again where the letter did not get through, and then no more."""
    _after, turn = judged(before, sight, told=told)
    assert turn is news


@pytest.mark.parametrize("trouble", Trouble)
def test_a_trouble_begins_once_it_was_met_often_enough(trouble: Trouble) -> None:
    """A sync that fails once may go through the next time; all else is told at once."""
    standing, needed = WELL, STRIKES.get(trouble, 1)
    turns = []
    for _round in range(needed):
        standing, turn = judged(standing, BAD, trouble=trouble)
        turns.append(turn)
    assert turns == [None] * (needed - 1) + [Turn.BEGAN]
    assert needed == (2 if trouble in (Trouble.SYNC, Trouble.REPLIES) else 1)


def test_a_sync_that_goes_through_between_two_failures_starts_the_count_anew() -> None:
    """Twice means twice in a row; a round that could not tell does not count as one that went well."""
    sync = Trouble.SYNC
    standing, _turn = judged(WELL, BAD, trouble=sync)
    standing, _turn = judged(standing, FINE, trouble=sync)
    standing, turn = judged(standing, BAD, trouble=sync)
    assert turn is None
    standing, turn = judged(standing, None, trouble=sync)
    assert turn is None
    _standing, turn = judged(standing, BAD, trouble=sync)
    assert turn is Turn.BEGAN


def test_what_is_kept_says_since_when_and_until_when() -> None:
    """The beginning stays through the weeks; when it was last well is the last round that found it so."""
    standing, _turn = judged(WELL, FINE, now=NOW)
    assert standing == Standing(well_at=NOW)
    standing, _turn = judged(standing, BAD, now=NOW + DAY)
    assert (standing.since, standing.at, standing.well_at) == (NOW + DAY, NOW + DAY, NOW)
    standing, _turn = judged(replace(standing, letter="<a>"), BAD, now=NOW + DAY + WEEK)
    assert (standing.since, standing.at, standing.letter) == (NOW + DAY, NOW + DAY + WEEK, "")
    standing, _turn = judged(standing, FINE, now=NOW + 3 * WEEK)
    assert (standing.since, standing.at, standing.well_at) == (NOW + DAY, NOW + 3 * WEEK, NOW + 3 * WEEK)


def test_what_is_told_anew_is_news_since_the_same_moment() -> None:
    """So the letter that tells it is the same letter."""
    before = began(letter="<lost>")
    after, turn = judged(before, BAD, told=False)
    assert (turn, after.at) == (Turn.BEGAN, before.at)


def test_troubles_do_not_mix() -> None:
    """Each has its own standing, and the news come in the order of their gravity."""
    seen = {Trouble.CALENDAR: BAD, Trouble.TOKEN: BAD, Trouble.SYNC: BAD, Trouble.MAIL: FINE}
    found = watch({}, seen, is_told=lambda _letter: False, now=NOW)
    assert found.news == (Trouble.TOKEN, Trouble.CALENDAR)
    assert {one for one, standing in found.standings.items() if standing.bad} == set(found.news)


def _next(before: Round | None, sight: Sight | None, sent: set[str], now: datetime, *, arrives: bool) -> Round:
    """A round as it is kept: what is news is in a letter named for it, which arrives or does not."""
    known = before.standings if before else {}
    found = watch(known, {} if sight is None else {ONE: sight}, is_told=sent.__contains__, now=now)
    if ONE not in found.news:
        return found
    standing = found.standings[ONE]
    name = f"{standing.turn} {standing.at}"
    if arrives:
        assert name not in sent
        sent.add(name)
    return Round({**found.standings, ONE: replace(standing, letter=name)}, found.news)


@given(st.lists(st.tuples(st.sampled_from([BAD, FINE, None]), st.booleans(), st.integers(1, 100)), max_size=60))
def test_nothing_is_told_twice_and_nothing_lost(rounds: list[tuple[Sight | None, bool, int]]) -> None:
    """Whatever becomes of the letters, each turn arrives once at most; once mail goes, nothing is left to tell."""
    sent: set[str] = set()
    now, last = NOW, None
    for sight, arrives, hours in rounds:
        now += timedelta(hours=hours)
        last = _next(last, sight, sent, now, arrives=arrives)
    if last is None:
        return
    bad = last.standings[ONE].bad
    after = _next(last, BAD if bad else FINE, sent, now + timedelta(hours=1), arrives=True)
    standing = after.standings[ONE]
    assert standing.bad is bad
    stale = standing.turn is Turn.ENDED and standing.at is not None and now + timedelta(hours=1) - standing.at >= WEEK
    assert standing.turn is None or standing.letter in sent or stale
    assert _next(after, None, sent, now + timedelta(hours=2), arrives=True).news == ()
