"""Thirteen months of the plan of Megion, day by day: how many mails there are, and that none is lost.

Three stories: nobody acts; a typical clerk; a deputy, an absence, acknowledgements and moved dates. The figures are
shown in docs/alerts.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from notify.alerts.memory import Accepted, Known
from notify.alerts.preview import Planned, ahead
from notify.alerts.reasons import AS_LATE, Reason, Role
from notify.alerts.recipients import Away, Recipient
from notify.alerts.terms import Today
from tests.alerts.megion import TERMS, Course, Event, Figures, clerk, faults, figures
from tests.alerts.town import RU, days

YEAR = (date(2026, 1, 1), date(2027, 1, 31))
WINTER = (date(2026, 11, 23), date(2027, 12, 31))
AROUND_NEW_YEAR = (date(2026, 12, 7), date(2027, 3, 12))

MANAGER = Recipient("manager", "manager@town.example")
DEPUTY = Recipient("deputy", "deputy@town.example", roles=(Role.DEPUTY,))
SECTION = Recipient("section V", "section@town.example", sections=("V",))
LIBRARY = Recipient("executor", "library@town.example", roles=(Role.EXECUTOR,))
HEAD = Recipient("head", "head@town.example", roles=(Role.HEAD,))

IDLE = Course()
CLERK = clerk(2026, *WINTER)
LIMITS = {YEAR: (18, 9), WINTER: (23, 15)}  # mails, and how often one deadline is told
_SETTLED = frozenset({Reason.CLOSED, Reason.BELOW_TARGET, Reason.NO_FIGURE})


# --- nobody acts ---


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (YEAR, {"manager": Figures(15, 9, 113), "deputy": Figures(1, 1, 10)}),
        (WINTER, {"manager": Figures(20, 15, 123), "deputy": Figures(1, 1, 10)}),
    ],
    ids=["from January", "from November"],
)
def test_where_nobody_acts_a_manager_is_told_rarely(window: tuple[date, date], expected: dict[str, Figures]) -> None:
    """At most 18 mails and nine of one deadline from January on, 23 and fifteen from November: the issue's limits."""
    since, until = window
    length = (until - since).days + 1
    mails = list(ahead(IDLE.judged, (MANAGER, DEPUTY), Known(), TERMS, Today(since, RU), length))
    assert figures(mails) == expected
    assert faults(mails) == []
    mails_at_most, told_at_most = LIMITS[window]
    assert expected["manager"].mails <= mails_at_most
    assert expected["manager"].most_told <= told_at_most


# --- a typical clerk ---


def _groups(mails: Iterable[Planned]) -> dict[str, set[tuple[str, str]]]:
    """To whom what was told, with all that says that it is late as one, and all that says that it is closed."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for mail in mails:
        for one in mail.alerts:
            late, settled = one.reason in AS_LATE, one.reason in _SETTLED
            found["late" if late else "settled" if settled else one.reason].add((mail.recipient.name, one.about))
    return found


@cache
def _with_all_rounds() -> dict[str, set[tuple[str, str]]]:
    return _groups(CLERK.mails((MANAGER, DEPUTY), *AROUND_NEW_YEAR))


def _missed(gap: Collection[date]) -> dict[str, set[str]]:
    """What is told with all rounds and is not without some, of deadlines that are open when rounds begin again."""
    gapped = CLERK.mails((MANAGER, DEPUTY), *AROUND_NEW_YEAR, without=gap)
    assert faults(gapped) == []
    again = RU.next_after(max(gap))
    told, told_gapped = _with_all_rounds(), _groups(gapped)
    missed = {
        group: {key for person, key in those - told_gapped[group] if not _is_closed(key, again)}
        for group, those in told.items()
    }
    return {group: keys for group, keys in missed.items() if keys}


def _is_closed(key: str, day: date) -> bool:
    closed = CLERK.closed(key)
    return closed is not None and closed <= day


def test_a_typical_clerk_has_few_mails() -> None:
    """Most is closed around its date: two mails a month, never two a day, none on a day off."""
    mails = CLERK.mails((MANAGER, DEPUTY, SECTION), *WINTER)
    assert figures(mails) == {
        "manager": Figures(24, 15, 90),
        "section V": Figures(23, 15, 17),
        "deputy": Figures(2, 2, 6),
    }
    assert faults(mails) == []


@pytest.mark.parametrize(
    "gap",
    [
        [date(2026, 12, 21)],
        [date(2027, 1, 18)],
        days(date(2027, 1, 9), date(2027, 1, 17)),
        days(date(2027, 1, 1), date(2027, 1, 31)),
    ],
    ids=["the Monday of the last reminder", "a Monday in January", "the first week of work", "a whole January"],
)
def test_where_rounds_fail_nothing_is_missed(gap: Sequence[date]) -> None:
    """All that is told with every round is told in the end, of whatever was not settled before rounds began again."""
    assert _missed(gap) == {}


def test_where_the_last_day_has_no_round_its_reminders_were_told_and_its_lateness_is() -> None:
    """The week of 30 December fails: nothing but the word of that very day, which no other day can say."""
    missed = _missed(days(date(2026, 12, 28), date(2027, 1, 3)))
    assert set(missed) == {Reason.DUE_TODAY}
    told = _with_all_rounds()
    for key in missed[Reason.DUE_TODAY]:
        assert (MANAGER.name, key) in told[Reason.BEFORE]
        assert (MANAGER.name, key) in told["late"] or _is_closed(key, date(2027, 1, 11))


# --- a deputy, an absence, acknowledgements, moved dates ---

ABSENT = replace(HEAD, away=(Away(date(2027, 1, 11), date(2027, 1, 24), LIBRARY.email),))
NOTED, NOTED_UNTIL, MOVED, NOTED_LATE = "I.1.1/2026", "I.1.2/2026", "I.3.4/2026", "I.7.1/2026"
BUSY = Course(
    (
        Event(date(2027, 1, 12), NOTED, accepted=Accepted(date(2027, 1, 12))),
        Event(date(2027, 1, 12), NOTED_UNTIL, accepted=Accepted(date(2027, 1, 12), date(2027, 2, 15))),
        Event(date(2027, 1, 13), MOVED, moved=date(2027, 3, 31)),
        Event(date(2027, 2, 1), NOTED_LATE, accepted=Accepted(date(2027, 2, 1), date(2027, 12, 31))),
    )
)


@pytest.fixture(scope="module")
def busy() -> list[Planned]:
    """The mails of a town with all its roles, from November to March."""
    return BUSY.mails((LIBRARY, ABSENT, DEPUTY), date(2026, 11, 23), date(2027, 3, 31))


def _of(mails: Iterable[Planned], key: str) -> list[str]:
    """What is told of a deadline in January and February."""
    return [
        f"{mail.day:%d.%m} {mail.recipient.name} {one.reason}"
        for mail in mails
        if date(2027, 1, 1) <= mail.day <= date(2027, 2, 28)
        for one in mail.alerts
        if one.about == key
    ]


def test_a_town_with_all_its_roles_has_few_mails(busy: list[Planned]) -> None:
    """The executor has the most, the deputy the fewest; never two a day at one address, none on a day off."""
    assert figures(busy) == {"executor": Figures(15, 9, 66), "head": Figures(12, 8, 66), "deputy": Figures(3, 1, 7)}
    assert faults(busy) == []


def test_who_takes_note_is_left_in_peace_and_then_told_by_all(busy: list[Planned]) -> None:
    """Ten working days from 12 January; a date in February holds until fifteen working days after the due date."""
    weekly = ["01.02", "08.02", "15.02", "24.02"]
    still = [f"{day} {who} still_late" for day in weekly for who in ("executor", "head")][:-1]
    assert _of(busy, NOTED) == [
        "11.01 executor newly_late",
        "27.01 head escalated",
        *still[:2],
        "02.02 deputy escalated",
        *still[2:],
    ]
    assert _of(busy, NOTED_UNTIL) == [
        "11.01 executor newly_late",
        "29.01 head escalated",
        *still[:2],
        "02.02 deputy escalated",
        *still[2:],
    ]


def test_a_moved_date_is_told_to_the_head_and_to_the_stand_in(busy: list[Planned]) -> None:
    """It is silent by the week until its new date; what stays without a change is told all the same."""
    assert _of(busy, MOVED) == [
        "11.01 executor newly_late",
        "18.01 executor moved",  # in the head's place
        "20.01 executor escalated",
        "25.01 head escalated",  # who is back
        "01.02 head moved",
        "03.02 deputy escalated",
    ]


def test_who_takes_note_too_late_changes_nothing(busy: list[Planned]) -> None:
    """More than fifteen working days after the due date."""
    assert _of(busy, NOTED_LATE) == [
        "11.01 executor newly_late",
        "15.01 executor escalated",  # in the head's place
        "18.01 executor still_late",
        "25.01 executor still_late",
        "25.01 head escalated",
        "29.01 deputy escalated",
        "01.02 executor still_late",
        "01.02 head still_late",
        "08.02 head still_late",
        "15.02 head still_late",
    ]


# --- the pages ---


@pytest.mark.parametrize("page", ["alerts.md", "alerts.ru.md"])
def test_the_pages_show_the_figures_that_are_counted_here(page: str) -> None:
    """Mails, the most told deadline and the longest mail of each story."""
    text = (Path(__file__).parents[1] / "docs" / page).read_text(encoding="utf-8")
    shown = re.findall(r"^\|[^|\n]+\|[^|\n]+\| (\d+) \| (\d+) \| (\d+) \|$", text, flags=re.MULTILINE)
    assert [tuple(map(int, row)) for row in shown] == [
        *((15, 9, 113), (1, 1, 10), (20, 15, 123), (1, 1, 10)),
        *((24, 15, 90), (23, 15, 17), (2, 2, 6)),
        *((15, 9, 66), (12, 8, 66), (3, 1, 7)),
    ]
