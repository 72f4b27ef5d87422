"""What calendars said is remembered so that a later file is always taken for the newer one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine

from notify.calendars.entries import Entry, EntryState, Scope
from notify.calendars.published import KEPT, Published, publish, shown
from notify.calendars.record import CalendarRecord, tables

NOW = datetime(2026, 11, 23, 4, 15, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
ENTRY = Entry("I.1.1/2026", date(2026, 12, 31), "I.1.1", "Читальный зал", "I", "I. Раздел", ("Библиотека",), "Создан")
OTHER = replace(ENTRY, key="V.2/2027", measure="V.2", section="V", executors=("Отдел культуры", "Музей"))
KEY = ENTRY.key

entries = st.builds(
    Entry,
    key=st.sampled_from("abc"),
    due=st.dates(date(2026, 1, 1), date(2026, 1, 3)),
    measure=st.just("I.1"),
    title=st.sampled_from(["one", "two"]),
    section=st.just("I"),
    heading=st.just("I"),
    target=st.sampled_from(["", "more"]),
    state=st.sampled_from(EntryState),
)


def test_what_has_not_changed_stays_as_it_was_said() -> None:
    """Neither the number nor the time moves, however often a calendar is written."""
    first = publish([ENTRY], {}, now=NOW)
    assert first == {KEY: Published(ENTRY, 0, NOW)}
    assert publish([ENTRY], first, now=LATER) == first


@pytest.mark.parametrize(
    "change",
    [
        {"due": date(2027, 2, 15)},
        {"title": "Два зала"},
        {"state": EntryState.DONE},
        {"state": EntryState.CANCELLED},
    ],
)
def test_a_change_seen_at_a_glance_gives_a_new_number(change: dict[str, object]) -> None:
    """Another date, title or state is a new edition, with the time of the change."""
    changed = replace(ENTRY, **change)  # type: ignore[arg-type]
    found = publish([changed], publish([ENTRY], {}, now=NOW), now=LATER)[KEY]
    assert (found.entry, found.sequence, found.changed_at) == (changed, 1, LATER)
    assert found.cancelled_at == (LATER if changed.state is EntryState.CANCELLED else None)


def test_a_change_inside_gives_a_new_time_only() -> None:
    """A link that comes with the first sync is no new edition, yet newer than what lacks it."""
    changed = replace(ENTRY, url="https://tracker.example.org/1", executors=("Музей",))
    assert publish([changed], publish([ENTRY], {}, now=NOW), now=LATER)[KEY] == Published(changed, 0, LATER)


def test_a_dropped_deadline_is_told_as_cancelled_for_a_while() -> None:
    """It stands in the files for 90 days, and comes back with a higher number if the plan takes it up again."""
    dropped = publish([OTHER], publish([ENTRY, OTHER], {}, now=NOW), now=LATER)
    found = dropped[KEY]
    assert (found.entry.state, found.sequence, found.cancelled_at) == (EntryState.CANCELLED, 1, LATER)
    last = LATER + KEPT
    assert found in shown(dropped.values(), Scope(), now=last - timedelta(seconds=1))
    assert found not in shown(dropped.values(), Scope(), now=last)
    assert publish([OTHER], dropped, now=last) == dropped
    back = publish([ENTRY, OTHER], dropped, now=last)[KEY]
    assert (back.entry, back.sequence, back.cancelled_at) == (ENTRY, 2, None)


def test_what_nobody_was_told_of_is_not_cancelled() -> None:
    """A deadline that the staff had cancelled before the first calendar is none of it."""
    assert publish([replace(ENTRY, state=EntryState.CANCELLED)], {}, now=NOW) == {}


def test_a_clock_that_went_back_makes_no_change_older() -> None:
    """The time of a change never falls."""
    first = publish([ENTRY], {}, now=LATER)
    assert publish([replace(ENTRY, title="Иной")], first, now=NOW)[KEY].changed_at == LATER


@given(st.lists(st.lists(entries, max_size=4, unique_by=lambda one: one.key), max_size=5))
def test_a_later_file_is_always_the_newer(editions: list[list[Entry]]) -> None:
    """Whatever becomes of a plan: numbers and times never fall, and grow where a date, title or state changed."""
    said: dict[str, Published] = {}
    for number, plan in enumerate(editions):
        before, said = said, publish(plan, said, now=NOW + timedelta(days=number))
        for key, old in before.items():
            new = said[key]
            differs = (old.entry.due, old.entry.title, old.entry.state) != (
                new.entry.due,
                new.entry.title,
                new.entry.state,
            )
            assert new.sequence == old.sequence + differs
            assert (new.changed_at > old.changed_at) == (new.entry != old.entry)
            assert (new.cancelled_at is not None) == (new.entry.state is EntryState.CANCELLED)
        live = {one.key for one in plan if one.state is not EntryState.CANCELLED}
        assert live <= said.keys()


@pytest.mark.parametrize(
    ("scope", "keys"),
    [
        (Scope(), [ENTRY.key, OTHER.key]),
        (Scope(executors=("  библиотека ",)), [ENTRY.key]),
        (Scope(executors=("Музей", "Библиотека")), [ENTRY.key, OTHER.key]),
        (Scope(sections=("V",)), [OTHER.key]),
        (Scope(executors=("Библиотека",), sections=("V",)), []),
    ],
)
def test_a_scope_holds_what_its_names_match(scope: Scope, keys: list[str]) -> None:
    """Executors are compared as everywhere, of several names any one counts, and both kinds of names must fit."""
    said = publish([ENTRY, OTHER], {}, now=NOW)
    assert [one.entry.key for one in shown(said.values(), scope, now=NOW)] == keys


def test_only_what_is_open() -> None:
    """What is done or cancelled may be left out."""
    first = publish([ENTRY, OTHER], {}, now=NOW)
    said = publish([replace(ENTRY, state=EntryState.DONE)], first, now=NOW)
    assert shown(said.values(), Scope(open_only=True), now=NOW) == []
    assert len(shown(said.values(), Scope(), now=NOW)) == 2


def test_the_record_gives_back_what_it_was_given() -> None:
    """Everything of an entry outlives the run, each plan apart; what is kept replaces what was."""
    engine = create_engine("sqlite://")
    tables.create_all(engine)
    record, other = CalendarRecord(engine, "town"), CalendarRecord(engine, "village")
    assert record.recall() == {}
    full = replace(ENTRY, url="https://x.example/1", extended="Extended", state=EntryState.CANCELLED)
    said = {KEY: Published(full, 3, NOW, NOW), OTHER.key: Published(OTHER, 0, NOW)}
    record.keep(said)
    other.keep({})
    assert (record.recall(), other.recall()) == (said, {})
    record.keep({KEY: said[KEY]})
    assert record.recall() == {KEY: said[KEY]}
