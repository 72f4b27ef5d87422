"""What had been reported by a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.progress import FigureLine, Reason, Report, Sighting, Status, Wish
from mappings.progress.history import Written, as_of, written_by

START = datetime(2026, 1, 1, 12, tzinfo=UTC)


def day(number: int) -> datetime:
    """The noon of a day, counted from New Year."""
    return START + timedelta(days=number)


def line(value: int | None, at: int, *, seen: int | None = None, gone: int | None = None, **more: object) -> FigureLine:
    """A line written on a day."""
    return FigureLine(
        None if value is None else Decimal(value),
        str(value),
        "anna",
        day(at),
        "comment",
        seen_at=day(at if seen is None else seen),
        gone_at=None if gone is None else day(gone),
        **more,  # type: ignore[arg-type]
    )


def texts(report: Report) -> list[str]:
    """The lines of a report."""
    return [one.text for one in report.lines]


def test_lines_and_reasons_count_from_the_day_they_were_written() -> None:
    """What was written later is not there yet, and what was taken out later still is."""
    report = Report(
        "I.1", lines=(line(1, 0, gone=5), line(2, 10)), reasons=(Reason("ремонт", "anna", day(8), "comment"),)
    )
    assert [texts(as_of(report, day(number))) for number in (-1, 0, 4, 5, 10)] == [[], ["1"], ["1"], [], ["2"]]
    assert [as_of(report, day(number)).reason for number in (7, 8)] == ["", "ремонт"]


def test_a_wish_counts_from_the_moment_it_was_written() -> None:
    """Before that nobody had asked; its time is told in the zone of the evening that is asked about."""
    report = Report("I.1", wished=Wish(date(2027, 2, 15), "anna", day(8)))
    east = timezone(timedelta(hours=5))
    assert as_of(report, day(7)).wished is None
    told = as_of(report, day(8).astimezone(east)).wished
    assert told == report.wished
    assert told is not None
    assert told.at.tzinfo is east


@pytest.mark.parametrize(
    ("sightings", "states"),
    [
        # pulls on days 0 and 10: the status is what the last of them saw
        ((Sighting(day(0), Status.PLANNED), Sighting(day(10), Status.IN_PROGRESS)), "-pppwww"),
        # closed on day 7, seen on day 10: closed from the tracker's date on
        ((Sighting(day(0), Status.PLANNED), Sighting(day(10), Status.DONE, day(7))), "-ppdddd"),
        # found closed at the first pull: open before the closing, whatever nobody saw
        ((Sighting(day(10), Status.DONE, day(2)),), "--ddddd"),
        # a tracker that tells no date: closed since it was seen so
        ((Sighting(day(10), Status.DONE),), "----ddd"),
        # closed, opened again, closed once more
        (
            (
                Sighting(day(1), Status.DONE, day(1)),
                Sighting(day(6), Status.PLANNED),
                Sighting(day(12), Status.DONE, day(11)),
            ),
            "-ddppdd",
        ),
        # the closing is dated back before a pull that saw it open: what the tracker says counts
        ((Sighting(day(0), Status.PLANNED), Sighting(day(10), Status.DONE, day(-5))), "ddddddd"),
        # what was done became cancelled, and the closing keeps its date
        ((Sighting(day(1), Status.DONE, day(1)), Sighting(day(12), Status.CANCELLED, day(1))), "-dddddc"),
        # closed on a day to come
        ((Sighting(day(0), Status.PLANNED), Sighting(day(0), Status.DONE, day(11))), "-ppppdd"),
    ],
)
def test_the_status_is_as_it_was(sightings: tuple[Sighting, ...], states: str) -> None:
    """At each of seven moments the status is what pulls and the tracker's own dates say of it."""
    report = Report("I.1", sightings[-1].status, closed_at=sightings[-1].closed_at, sightings=sightings)
    letters = {Status.PLANNED: "p", Status.IN_PROGRESS: "w", Status.DONE: "d", Status.CANCELLED: "c"}
    cuts = [as_of(report, day(number)) for number in (-1, 1, 5, 9, 10, 11, 13)]
    found = "".join(letters[one.status] if one.sightings else "-" for one in cuts)
    assert found == states
    assert all(one.status is Status.PLANNED for one in cuts if not one.sightings)
    assert all(one.closed_at is None for one in cuts if one.status is Status.PLANNED)


@pytest.mark.parametrize(
    ("closed_at", "status"), [(day(3), Status.PLANNED), (day(1), Status.DONE), (None, Status.DONE)]
)
def test_without_a_pull_the_closing_date_tells(closed_at: datetime | None, status: Status) -> None:
    """A report that no ledger has kept is open before its closing; without a date it is taken as it is."""
    assert as_of(Report("I.1", Status.DONE, closed_at=closed_at), day(2)).status is status


def test_dates_are_those_of_the_moments_zone() -> None:
    """A closing at midnight in the plan's zone is of that day, though it is still the day before in UTC."""
    zone = timezone(timedelta(hours=5))
    midnight = datetime(2026, 1, 2, tzinfo=zone)
    ever = FigureLine(Decimal(1), "1", "anna", datetime.min.replace(tzinfo=UTC), "comment")
    report = Report(
        "I.1",
        Status.DONE,
        (ever, line(1, 0)),
        (Reason("ремонт", "anna", midnight.astimezone(UTC), "comment"),),
        closed_at=midnight.astimezone(UTC),
    )
    cut = as_of(report, midnight)
    assert cut.closed_at is not None
    assert (cut.closed_at.date(), cut.reasons[0].at.date()) == (midnight.date(), midnight.date())
    west = datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=-5)))
    assert as_of(report, west).lines[0].at == ever.at


_MOMENTS = st.integers(0, 20)
_LINES = st.builds(
    lambda value, at, seen, gone: line(value, at, seen=at + seen, gone=None if gone is None else at + seen + gone),
    st.one_of(st.none(), st.integers(0, 9)),
    _MOMENTS,
    st.integers(0, 5),
    st.one_of(st.none(), st.integers(0, 5)),
)
_SIGHTINGS = st.builds(
    lambda seen, status, closed: Sighting(
        day(seen), status, day(closed) if status in (Status.DONE, Status.CANCELLED) and closed is not None else None
    ),
    _MOMENTS,
    st.sampled_from(Status),
    st.one_of(st.none(), _MOMENTS),
)
_REPORTS = st.builds(
    lambda lines, sightings: Report(
        "I.1",
        sightings[-1].status if sightings else Status.PLANNED,
        tuple(sorted(lines, key=lambda one: one.at)),
        closed_at=sightings[-1].closed_at if sightings else None,
        sightings=tuple(sorted(sightings, key=lambda one: one.seen_at)),
    ),
    st.lists(_LINES, max_size=5),
    st.lists(_SIGHTINGS, max_size=4),
)


@given(report=_REPORTS, number=_MOMENTS, more=st.lists(_LINES, max_size=3))
def test_as_of_never_sees_the_future(report: Report, number: int, more: list[FigureLine]) -> None:
    """Nothing that is dated later is in it, and what is reported later changes nothing of it."""
    moment = day(number)
    cut = as_of(report, moment)
    assert all(one.at <= moment for one in cut.lines)
    assert cut.closed_at is None or cut.closed_at <= moment
    assert all(one.gone_at is None for one in cut.lines)
    later = tuple(one for one in more if one.at > moment)
    sighting = Sighting(day(number + 30), Status.DONE, day(number + 1))
    grown = Report(
        "I.1",
        Status.DONE,
        (*report.lines, *later),
        closed_at=sighting.closed_at,
        sightings=(*(report.sightings or (Sighting(moment, report.status),)), sighting),
    )
    assert texts(as_of(grown, moment)) == texts(cut)
    assert as_of(grown, moment).status is cut.status


@given(report=_REPORTS, number=_MOMENTS)
def test_as_of_twice_is_as_of_once(report: Report, number: int) -> None:
    """A report that was cut stays as it is."""
    cut = as_of(report, day(number))
    assert as_of(cut, day(number)) == cut


def test_of_what_was_written_some_was_known() -> None:
    """A figure is known from the pull that found it; a line that is no figure is not counted."""
    report = Report("I.1", lines=(line(1, 0, seen=0), line(2, 1, seen=9), line(None, 1)))
    assert written_by({"I.1": report}, day(5)) == Written(day(5).date(), figures=2, known=1)
