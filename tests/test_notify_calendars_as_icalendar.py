"""Deadlines as iCalendar: what is written is read back whole by an independent reading, whatever stands in a plan."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from mappings import language
from mappings.plan import Deadline
from mappings.progress import Report, Status
from mappings.wording import clean
from notify.calendars.as_icalendar import as_icalendar
from notify.calendars.entries import Entry, EntryState, entries_of
from notify.calendars.published import Published
from tests.examples.notify_values import measure, plan_of, progress_of

NOW = datetime(2026, 11, 23, 4, 15, tzinfo=UTC)
ENTRY = Entry(
    "I.1.1/2026", date(2026, 12, 31), "I.1.1", "Читальный зал", "I", "I. Раздел", ("Библиотека",), "Создан зал"
)
SENDER = "Веха <vekha@example.org>"
LINE = 75  # octets of a line, RFC 5545
NAMES = {
    *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "X-PUBLISHED-TTL"),
    *("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CATEGORIES"),
    *("STATUS", "TRANSP", "ORGANIZER"),
}


def written(*entries: Entry, sequence: int = 0, name: str = "План", sender: str = SENDER) -> bytes:
    """The file of some entries."""
    said = [Published(entry, sequence, NOW) for entry in entries]
    return as_icalendar(said, plan_key="town", name=name, sender=sender)


def event(data: bytes) -> Any:
    """The only event of a file."""
    (found,) = Calendar.from_ical(data).walk("VEVENT")
    return found


def properties(data: bytes) -> list[tuple[str, str]]:
    """Names and values of a file read without the library, the values as they are escaped."""
    lines = re.sub(r"\r\n[ \t]", "", data.decode()).split("\r\n")
    assert lines.pop() == ""
    return [(line.partition(":")[0].partition(";")[0], line.partition(":")[2]) for line in lines]


def test_an_open_deadline() -> None:
    """An all-day event that blocks nobody's day, with everything a person needs on opening it."""
    data = written(replace(ENTRY, url="https://tracker.example.org/issues/1"), sequence=4)
    found = event(data)
    assert b"\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in data
    assert (found["SUMMARY"], found["SEQUENCE"]) == ("I.1.1. Читальный зал", 4)
    assert (found["STATUS"], found["TRANSP"], found["URL"]) == (
        "CONFIRMED",
        "TRANSPARENT",
        "https://tracker.example.org/issues/1",
    )
    assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == NOW
    assert found["CATEGORIES"].cats == ["I. Раздел"]
    assert found["ORGANIZER"] == "mailto:vekha@example.org"
    assert found["DESCRIPTION"].splitlines() == [
        "Expected result: Создан зал",
        "Executor: Библиотека",
        "Section I. Раздел",
        "https://tracker.example.org/issues/1",
    ]


def test_the_calendar_itself() -> None:
    """It is published, named for the plan, and says how often to look."""
    calendar = Calendar.from_ical(written(ENTRY))
    told = {name: calendar[name] for name in ("METHOD", "VERSION", "CALSCALE", "X-WR-CALNAME", "X-PUBLISHED-TTL")}
    assert list(told.values()) == ["PUBLISH", "2.0", "GREGORIAN", "План", "P1D"]
    assert Calendar.from_ical(written(name=" "))["X-WR-CALNAME"] == "town"
    assert written().count(b"BEGIN:VEVENT") == 0


@pytest.mark.parametrize(
    ("state", "status", "english", "russian"),
    [
        (EntryState.DONE, "CONFIRMED", "Done: I.1.1. Читальный зал", "Исполнено: I.1.1. Читальный зал"),
        (EntryState.CANCELLED, "CANCELLED", "Cancelled: I.1.1. Читальный зал", "Отменено: I.1.1. Читальный зал"),
    ],
)
def test_what_is_settled_says_so_first(state: EntryState, status: str, english: str, russian: str) -> None:
    """Done and cancelled stand before the title, where the narrowest screen shows them, in the config's language."""
    found = event(written(replace(ENTRY, state=state)))
    assert (found["STATUS"], found["SUMMARY"]) == (status, english)
    language.use("ru")
    found = event(written(replace(ENTRY, state=state, executors=())))
    assert found["SUMMARY"] == russian
    assert "Исполнитель: в плане не указано" in found["DESCRIPTION"]


def test_identities_are_those_of_plan_and_deadline() -> None:
    """A deadline keeps its identity through every change; another one, or that of another plan, has another."""
    known = event(written(ENTRY))["UID"]
    assert known == "183d1fd0-eae3-504d-8ffd-75bc95399388"  # what calendars in use hold; it never changes
    changed = replace(ENTRY, due=date(2027, 3, 1), title="Иной", state=EntryState.DONE)
    assert event(written(changed))["UID"] == known
    other = as_icalendar([Published(ENTRY, 0, NOW)], plan_key="village", name="", sender=SENDER)
    assert len({known, event(other)["UID"], event(written(replace(ENTRY, key="I.1.1/2027")))["UID"]}) == 3


HOSTILE = "Строка\r\nATTENDEE:mailto:x@y.example; \x1b[31m"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (Status.PLANNED, EntryState.OPEN),
        (Status.SUBMITTED, EntryState.OPEN),
        (Status.DONE, EntryState.DONE),
        (Status.CANCELLED, EntryState.CANCELLED),
    ],
)
@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://tracker.example.org/1", "https://tracker.example.org/1"),
        ("javascript:alert(1)", None),
        ("file:///srv/tracker.html", None),
        ("https://x.example/\r\nATTENDEE:mailto:x@y.example", None),
        (None, None),
    ],
)
def test_an_entry_is_made_of_how_the_deadline_stands(
    status: Status, state: EntryState, url: str | None, shown: str | None
) -> None:
    """An extended deadline has its new date and says from when; a title is one clean line; only web links are taken."""
    deadline = Deadline(date(2026, 12, 31), date(2026, 1, 1), "I.1.1/2026").extended(
        date(2027, 2, 15), by="глава", order="№ 5"
    )
    plan = plan_of(measure("I.1.1", deadlines=(deadline,), title=HOSTILE))
    (entry,) = entries_of(progress_of(plan, {"I.1.1": Report("I.1.1", status, url=url)}))
    assert (entry.due, entry.state, entry.url) == (date(2027, 2, 15), state, shown)
    assert entry.extended == "Extended from 2026-12-31 to 2027-02-15 (глава, № 5)"
    assert entry.title == "Строка ATTENDEE:mailto:x@y.example; [31m"
    data = written(entry)
    assert [name for name, _value in properties(data)].count("ATTENDEE") == 0
    assert entry.extended in event(data)["DESCRIPTION"]


texts = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from('\r\n\t;,:\\"^\x00\x1b\u2028\ufeff«'), max_size=90
)


@given(texts, texts, texts, st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 10**6))
def test_whatever_stands_in_a_plan_is_read_back(title: str, who: str, name: str, due: date, sequence: int) -> None:
    """Lines are folded at 75 octets between whole letters, and no text ends its property or begins another."""
    entry = replace(
        ENTRY, title=clean(title), executors=(clean(who),), heading=clean(who), due=due, state=EntryState.DONE
    )
    data = written(entry, sequence=sequence, name=name, sender=f"{clean(name)[:40]} <vekha@example.org>")
    assert all(len(line) <= LINE for line in data.split(b"\r\n"))
    assert data.replace(b"\r\n", b"").count(b"\n") == data.replace(b"\r\n", b"").count(b"\r") == 0
    for line in re.split(rb"\r\n[ ]?", data):
        line.decode()
    found = event(data)
    assert (found["DTSTART"].dt, found["DTEND"].dt - due, found["SEQUENCE"]) == (due, timedelta(days=1), sequence)
    assert found["SUMMARY"] == f"Done: I.1.1. {entry.title}"
    assert found["DESCRIPTION"].splitlines()[1:2] == [f"Executor: {entry.executors[0] or 'not named in the plan'}"]
    names = [one for one, _value in properties(data)]
    expected = NAMES if entry.heading else NAMES - {"CATEGORIES"}
    assert set(names) == expected
    assert all(names.count(one) == (2 if one in ("BEGIN", "END") else 1) for one in expected)


@pytest.mark.parametrize("sender", ["vekha@example.org", '"Веха; \\"города\\", отдел" <vekha@example.org>'])
def test_any_sender_is_an_organizer(sender: str) -> None:
    """The calendar is the sender's, with a name or without."""
    assert event(written(ENTRY, sender=sender))["ORGANIZER"] == "mailto:vekha@example.org"
