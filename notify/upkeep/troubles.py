"""What can be wrong with Vekha's own work, and when the operator is told of it: the table, and nothing else.

    seen        before                       told now
    not         whatever                     what is still to be told
    bad         well, or well again          BEGAN, once it was met often enough in a row
    bad         bad, told within a week      nothing
    bad         bad, not told yet            what was to be told
    bad         bad, for another week        LASTS
    well        bad                          ENDED
    well        well again, not told yet     ENDED, for a week
    well        well                         nothing

Pure: what was known, what a round saw and the moment in; what is known now and what is to be told out. What the words
are, and how they get there, is for others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

WEEK = timedelta(weeks=1)


class Trouble(StrEnum):
    """What is watched, the gravest first. Each is kept, and shown to monitoring, under its value."""

    SYNC = "sync"  # the tracker could not be synchronized
    PULL = "pull"  # nothing has been pulled for too long
    TOKEN = "token"  # noqa: S105 - the tracker does not accept the token
    TOKEN_ENDS = "token-ends"  # noqa: S105 - the tracker says that the token ends soon
    REPLIES = "replies"  # the answers by mail could not be taken
    MAIL = "mail"  # somebody's last mail was refused or given up
    NOBODY = "nobody"  # there are deadlines of which nobody would be told
    CALENDAR = "calendar"  # the calendar of working days lacks a year that is needed


# rounds in a row in which it must be met; of the others one
STRIKES: Mapping[Trouble, int] = {Trouble.SYNC: 2, Trouble.REPLIES: 2}


class Turn(StrEnum):
    """What there is to tell of a trouble."""

    BEGAN = "began"
    LASTS = "lasts"
    ENDED = "ended"


@dataclass(frozen=True)
class Sight:
    """How a round found one thing. `detail` says what is wrong, for people."""

    bad: bool
    detail: str = ""


@dataclass(frozen=True)
class Standing:
    """What is known of one trouble. `strikes`: in how many rounds in a row it was met; `well_at`: when it last was not.

    `since` is when it began the last time, `turn` what there was to tell of it last and `at` since when there was;
    `letter` is the Message-ID of the letter that tells it, empty where there is none yet.
    """

    strikes: int = 0
    since: datetime | None = None
    turn: Turn | None = None
    at: datetime | None = None
    letter: str = ""
    well_at: datetime | None = None

    @property
    def bad(self) -> bool:
        """Whether the trouble lasts."""
        return self.turn in (Turn.BEGAN, Turn.LASTS)


WELL = Standing()


@dataclass(frozen=True)
class Round:
    """What is known after a round, and of what the operator has to be told now."""

    standings: Mapping[Trouble, Standing]
    news: tuple[Trouble, ...]


def watch(
    before: Mapping[Trouble, Standing],
    seen: Mapping[Trouble, Sight],
    *,
    is_told: Callable[[str], bool],
    now: datetime,
) -> Round:
    """Judge a round. What was not `seen` says nothing, either way.

    `is_told` says of a letter that it has reached the operator, or may have.
    """
    standings = {one: _turned(one, before.get(one, WELL), seen.get(one), now) for one in Trouble}
    news = tuple(one for one in Trouble if _is_news(standings[one], is_told, now))
    return Round(standings, news)


def _turned(trouble: Trouble, before: Standing, sight: Sight | None, now: datetime) -> Standing:
    if sight is None:
        return before
    if not sight.bad:
        well = replace(before, strikes=0, well_at=now)
        return replace(well, turn=Turn.ENDED, at=now, letter="") if before.bad else well
    met = replace(before, strikes=before.strikes + 1)
    if not before.bad:
        enough = met.strikes >= STRIKES.get(trouble, 1)
        return replace(met, since=now, turn=Turn.BEGAN, at=now, letter="") if enough else met
    return replace(met, turn=Turn.LASTS, at=now, letter="") if _is_past(before, now) else met


def _is_news(standing: Standing, is_told: Callable[[str], bool], now: datetime) -> bool:
    if standing.turn is None or (standing.letter and is_told(standing.letter)):
        return False
    return standing.turn is not Turn.ENDED or not _is_past(standing, now)


def _is_past(standing: Standing, now: datetime) -> bool:
    """Whether a week has gone by; a clock that was set back by more than that counts as well."""
    return standing.at is not None and abs(now - standing.at) >= WEEK
