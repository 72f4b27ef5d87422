"""Whatever the staff do and whichever rounds fail: the promises that hold for every story."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.progress import FigureLine, Report, Status
from notify.alerts.memory import Remembered
from notify.alerts.preview import Planned
from notify.alerts.reasons import AS_LATE, Reason
from tests.alerts.town import EXECUTOR, TOWN, Town, days
from tests.examples.plan_values import WHEN, indicator, measure, plan

KEYS = ("I.1.1/2026", "I.1.2/2026")
SPAN = days(date(2026, 12, 14), date(2027, 2, 14))
ONCE = frozenset({Reason.DUE_TODAY, Reason.MOVED, Reason.UNREAD})


@dataclass(frozen=True)
class Deed:
    """Something that the staff do on a day."""

    day: date
    key: str
    status: Status
    unread: str
    moved: int | None
    accepted: int | None


deeds = st.builds(
    Deed,
    day=st.sampled_from(SPAN),
    key=st.sampled_from(KEYS),
    status=st.sampled_from(Status),
    unread=st.sampled_from(["", "много"]),
    moved=st.none() | st.integers(-10, 60),
    accepted=st.none() | st.integers(-5, 90),
)


def played(story: list[Deed], failed: set[date]) -> tuple[Town, list[Planned]]:
    """The town after the story, and every mail."""
    measures = (measure(key.partition("/")[0], years=(2026,), indicators=(indicator(4),)) for key in KEYS)
    town, mails = Town(plan(*measures), TOWN), list[Planned]()
    for day in SPAN:
        for deed in (one for one in story if one.day == day):
            _do(town, deed)
        mails += () if day in failed else town.round(day)
    return town, mails


def _do(town: Town, deed: Deed) -> None:
    lines = (FigureLine(None, deed.unread, "clerk", WHEN, "comment"),) if deed.unread else ()
    town.report(Report(deed.key.partition("/")[0], deed.status, lines))
    town.change(deed.day, deed.key)
    if deed.moved is not None:
        town.move(deed.key, deed.day + timedelta(days=deed.moved))
    if deed.accepted is not None:
        town.accept(deed.key, deed.day, deed.day + timedelta(days=deed.accepted))


stories = given(st.lists(deeds, max_size=6), st.sets(st.sampled_from(SPAN), max_size=20))
few = settings(max_examples=40)


@few
@stories
def test_nobody_has_two_mails_a_day_or_one_on_a_day_off(story: list[Deed], failed: set[date]) -> None:
    """And no mail is empty, nor holds nothing but what rides."""
    town, mails = played(story, failed)
    assert max(Counter((mail.day, mail.recipient.email) for mail in mails).values(), default=1) == 1
    assert all(town.terms.days.is_working(mail.day) for mail in mails)
    assert all(any(not one.rides for one in mail.alerts) for mail in mails)
    assert all(max(Counter(one.about for one in mail.alerts).values()) == 1 for mail in mails)


@few
@stories
def test_what_is_told_once_is_not_told_twice(story: list[Deed], failed: set[date]) -> None:
    """Unless it was closed and is open again; an escalation and the first word of lateness neither."""
    town, _mails = played(story, failed)
    for memory in town.known.people.values():
        for told in memory.told.values():
            since: list[tuple[Reason, str]] = []
            for one in told:
                if one.reason in (Reason.CLOSED, Reason.BELOW_TARGET, Reason.NO_FIGURE):
                    since = [each for each in since if each[0] in (Reason.MOVED, Reason.UNREAD)]
                elif one.reason in ONCE | {Reason.NEWLY_LATE, Reason.ESCALATED}:
                    assert (one.reason, one.detail) not in since
                    since.append((one.reason, one.detail))


@few
@stories
def test_what_is_late_is_known_to_its_executor(story: list[Deed], failed: set[date]) -> None:
    """After the next round at the latest, unless patience was asked for: nothing is late in silence."""
    town, _mails = played(story, failed)
    day = town.terms.days.next_after(SPAN[-1])
    town.round(day)
    told = town.known.people.get(EXECUTOR.email, Remembered()).told
    for one in town.decide(town.terms.days.next_after(day)).made:
        if one.case.recipient is EXECUTOR and one.case.is_late and one.rule.name != "acknowledged":
            assert any(each.reason in AS_LATE for each in told.get(one.case.key, ()))
