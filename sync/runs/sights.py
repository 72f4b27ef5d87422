"""How a run found each thing that is watched: values in, what is well and what is not out.

What cannot be told from this run is left out. When the operator is told of it is decided in `notify.upkeep.troubles`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mappings.errors import VekhaError
from mappings.language import gettext as _
from mappings.language import ngettext
from mappings.wording import day
from notify.alerts.recipients import address_key
from notify.delivery.standing import MailStanding
from notify.upkeep.troubles import Sight, Trouble
from sync.errors import LedgerLocked, TokenRefused
from sync.runs.token_end import ends_soon

TOO_OLD = timedelta(days=2)  # a pull
_NAMED = 5  # addresses that a sight names


@dataclass(frozen=True)
class Found:
    """What is known at the end of a run; None where the run cannot tell.

    `synced`: a sync has gone through; `failure` is what it ended with otherwise. `pulled`: when the tracker was last
    read, or the plan first followed. `token_ends` holds the day on which the token ends, or None where it stays good.
    `answers` holds what kept answers by mail from being taken, or None where nothing did.
    `years` are those that the calendar lacks, `nobody` is the number of deadlines of which nobody would be told.
    """

    synced: bool = False
    failure: Exception | None = None
    pulled: datetime | None = None
    token_ends: tuple[date | None] | None = None
    answers: tuple[Exception | None] | None = None
    mails: MailStanding | None = None
    years: tuple[int, ...] | None = None
    nobody: int | None = None


def sights(found: Found, *, addresses: Collection[str], today: date, now: datetime) -> dict[Trouble, Sight]:
    """What is well and what is not. `addresses` are those that mail goes to by the config as it is now."""
    return dict(_sights(found, addresses, today, now))


def _sights(found: Found, addresses: Collection[str], today: date, now: datetime) -> Iterator[tuple[Trouble, Sight]]:
    yield from _of_sync(found)
    if found.pulled is not None:
        yield Trouble.PULL, Sight(now - found.pulled >= TOO_OLD)
    if found.token_ends is not None:
        (ends,) = found.token_ends
        detail = _("It is good until {day}.").format(day=day(ends)) if ends else ""
        yield Trouble.TOKEN_ENDS, Sight(ends_soon(ends, today), detail)
    if found.answers is not None:
        (failure,) = found.answers
        yield Trouble.REPLIES, Sight(failure is not None, _told_as(failure) if failure is not None else "")
    if found.mails is not None:
        yield Trouble.MAIL, _of_mail(found.mails, addresses)
    if found.nobody is not None:
        text = ngettext("{count} deadline", "{count} deadlines", found.nobody).format(count=found.nobody)
        yield Trouble.NOBODY, Sight(found.nobody > 0, text)
    if found.years is not None:
        yield Trouble.CALENDAR, Sight(bool(found.years), ", ".join(map(str, found.years)))


def _of_sync(found: Found) -> Iterator[tuple[Trouble, Sight]]:
    """Another run that is at work says nothing of the tracker; only a sync that went through says that it is well."""
    failure = found.failure
    if found.synced:
        yield Trouble.SYNC, Sight(bad=False)
        yield Trouble.TOKEN, Sight(bad=False)
    elif failure is not None and not isinstance(failure, LedgerLocked):
        yield Trouble.SYNC, Sight(bad=True, detail=_told_as(failure))
        if isinstance(failure, TokenRefused):
            yield Trouble.TOKEN, Sight(bad=True, detail=_told_as(failure))


def _of_mail(mails: MailStanding, addresses: Collection[str]) -> Sight:
    """Whoever has been taken out of the config is no trouble any more."""
    known = dict.fromkeys(map(address_key, addresses))
    missed = {address: mails.unreached[address] for address in known if address in mails.unreached}
    shown = [f"{address} ({reason})" if reason else address for address, reason in missed.items()]
    more = [_("and {n} more").format(n=len(shown) - _NAMED)] if len(shown) > _NAMED else []
    return Sight(bool(missed), "; ".join([*shown[:_NAMED], *more]))


def _told_as(error: Exception) -> str:
    """An error in a line, as the run prints it."""
    if not isinstance(error, VekhaError):
        return f"{type(error).__name__}: {error}"
    head = f"{error.place}: {error.message}" if error.place else error.message
    return f"{head} [{error.code}]. {error.hint[:1].upper()}{error.hint[1:]}".strip()
