"""A country's calendar is read strictly, and the one that comes with Vekha agrees with the decrees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.errors import ConfigError, FileUnreadable, Problem
from mappings.operator_files.strict_yaml import SIZE_LIMIT
from notify.alerts.workdays import EVERY_DAY, WorkingDays
from notify.calendars.working_days import BUNDLED, load_working_days

YEARS = range(2022, 2028)

Read = Callable[[str], WorkingDays]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a calendar's text."""

    def read_text(text: str) -> WorkingDays:
        path = tmp_path / "own.yaml"
        path.write_text(text, encoding="utf-8")
        return load_working_days(path, by="config.yaml")

    return read_text


def problems(read: Read, text: str) -> list[Problem]:
    """What is wrong with a calendar."""
    with pytest.raises(ConfigError) as caught:
        read(text)
    return caught.value.problems


def test_the_russian_calendar_is_that_of_the_decrees() -> None:
    """Every day of the years decreed is worked, or off, as an independent list of the decrees has it."""
    ours, theirs = load_working_days("ru", by=""), holidays.country_holidays("RU", years=YEARS)
    days = [date(YEARS[0], 1, 1) + timedelta(days=number) for number in range(366 * len(YEARS))]
    differ = [day for day in days if day.year in YEARS and ours.is_working(day) != theirs.is_working_day(day)]
    assert differ == []
    assert ours.years == frozenset(YEARS)


def test_the_fixed_holidays_are_those_of_the_law() -> None:
    """In a year without a decree each fixed holiday is off by law too."""
    ours, theirs = load_working_days("ru", by=""), holidays.country_holidays("RU", years=2029)
    fixed = {day for day in theirs if (day.month, day.day) in ours.holidays}
    assert len(fixed) == len(ours.holidays)
    assert not any(map(ours.is_working, fixed))


@pytest.mark.parametrize("name", sorted(BUNDLED))
def test_every_calendar_that_comes_with_vekha_is_in_order(name: str) -> None:
    """Each can be read, and names the source of every year."""
    assert load_working_days(name, by="").years
    text = BUNDLED[name].read_text(encoding="utf-8")
    assert text.count("    source: ") == len(load_working_days(name, by="").years or ())


def test_none_works_every_day() -> None:
    """Without a calendar no day is off."""
    assert load_working_days("none", by="") is EVERY_DAY


def test_an_operators_own_week(read: Read) -> None:
    """Another country's file says its own weekend, holidays and decrees, with a 29th of February where there is one."""
    days = read(
        "weekend: [friday, saturday]\nholidays: [03-21]\nyears:\n  2028: {days_off: [02-29], work_days: [03-03]}\n"
    )
    assert not days.is_working(date(2028, 2, 29))
    assert days.is_working(date(2028, 3, 3))
    assert not days.is_working(date(2028, 3, 10))
    assert days.is_working(date(2028, 3, 12))
    assert not days.is_working(date(2031, 3, 21))
    assert days.knows(2028)
    assert not days.knows(2027)


def test_a_week_is_that_of_five_days_where_nothing_else_is_said(read: Read) -> None:
    """Saturday and Sunday are off; a year without any transfer may be named as known."""
    days = read("years: {2027: {}}\n")
    assert [days.is_working(date(2027, 3, number)) for number in (5, 6, 7, 8)] == [True, False, False, True]
    assert days.knows(2027)


def test_everything_that_is_wrong_is_told_at_once(read: Read) -> None:
    """Each fault has its line, its code and what was expected, in the order of the file."""
    text = (
        "weekend: [sunday, sonntag]\n"
        "holidays: [01-01, 2-3]\n"
        "years:\n"
        "  20x7: {days_off: []}\n"
        "  2027:\n"
        "    days_of: [01-08]\n"
        "    work_days: 02-20\n"
        "  2026: {days_off: [13-01]}\n"
        "wekend: []\n"
    )
    found = [(one.code, int(one.place.rpartition(" ")[2])) for one in problems(read, text)]
    assert found == [
        ("value-invalid", 1),
        ("value-invalid", 2),
        ("value-invalid", 4),
        ("key-unknown", 6),
        ("value-invalid", 7),
        ("value-invalid", 8),
        ("key-unknown", 9),
    ]


def test_nearest_keys_and_lists_are_proposed(read: Read) -> None:
    """A misspelt key is answered with the right one, a lone day with a list."""
    hints = [one.hint for one in problems(read, "years:\n  2027:\n    days_of: [01-08]\n    work_days: 02-20\n")]
    assert hints == ["did you mean days_off?", "write a list: [02-20]"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            "years:\n  2027:\n    days_off:\n    - 01-08\n    - 02-29\n",
            5,
            "years.2027.days_off[2]: the calendar has no such day",
        ),
        ("holidays: [02-29]\n", 1, "holidays[1]: not every year has such a day"),
        ("years:\n  2027: {}\n  2028: {days_off: [03-07], work_days: [03-07]}\n", 3, "03-07 stands both"),
        ("years:\n  2027:\n    work_days: [2027-02-20]\n", 3, "expected a month and a day such as 01-31"),
        ("weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]\n", 1, "no working day is left"),
    ],
)
def test_what_cannot_be_is_refused_at_its_line(read: Read, text: str, line: int, message: str) -> None:
    """A day that does not exist, one that is both, and a week without work."""
    found = problems(read, text)
    assert [(one.code, int(one.place.rpartition(" ")[2])) for one in found] == [("value-invalid", line)]
    assert message in found[0].message


def test_a_month_without_a_working_day_is_refused(read: Read) -> None:
    """A search for a working day always ends: in a year named, and in any year by the fixed holidays."""
    march = ", ".join(f"03-{day:02}" for day in range(1, 32))
    (found,) = problems(read, f"years:\n  2027: {{days_off: [{march}]}}\n")
    assert (found.place.rpartition(" ")[2], found.message) == ("2", "years.2027: no working day is left in 2027-03")
    (found,) = problems(read, f"\nholidays: [{march}]\n")
    assert found.place.endswith("line 2")


def test_files_that_are_not_there_or_may_not_be_read(tmp_path: Path) -> None:
    """Each says so with its own code and hint."""
    with pytest.raises(FileUnreadable) as caught:
        load_working_days(tmp_path / "none.yaml", by="")
    assert (caught.value.code, "alerts.calendar" in caught.value.hint) == ("calendar-missing", True)
    with pytest.raises(FileUnreadable) as caught:
        load_working_days(tmp_path, by="")
    assert caught.value.code == "calendar-unreadable"


def test_a_name_that_is_not_known(tmp_path: Path) -> None:
    """The known names are told, and how a file is named."""
    with pytest.raises(ConfigError) as caught:
        load_working_days("by", by=f"{tmp_path}, alerts.calendar")
    (found,) = caught.value.problems
    assert (found.code, found.hint) == ("calendar-unknown", "name a file of your own with its ending: by.yaml")
    assert found.message.endswith("known: ru, none")


HOSTILE = {
    "bomb": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "tag": b"years: !!python/object/apply:os.system ['true']\n",
    "deep": b"years: " + b"[" * 5000 + b"\n",
    "huge": b"#" * (SIZE_LIMIT + 1),
    "binary": bytes(range(256)) * 10,
    "empty": b"",
    "list": b"- 2027\n",
    "twice": b"years:\n  2027: {}\n  2027: {}\n",
    "documents": b"years: {}\n---\nyears: {}\n",
    "secret": b"password: hunter2\n",
    "terminal": b'years: {"\\e[31m2027": {}}\n',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_in_a_line(content: bytes, tmp_path: Path) -> None:
    """Whatever the file is, it ends in problems with a place and never in a fault of ours or an endless search."""
    path = tmp_path / "own.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load_working_days(path, by="")
    for one in caught.value.problems:
        assert one.place.startswith(str(path))
        assert (one.message + one.hint).isprintable()
        assert "hunter2" not in one.message


@settings(max_examples=30)
@given(st.binary(max_size=60) | st.text("01-{}[]:, \nayersweknd_of", max_size=60).map(str.encode))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """No file makes the reading fail in a way of its own."""
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    try:
        days = load_working_days(path, by="")
    except ConfigError:
        return
    assert days.is_working(days.on_or_before(date(2027, 12, 31)))
