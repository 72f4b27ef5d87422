"""Which lines a pull finds again, which are new or edited, and which are gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mappings.progress import FigureLine
from sync.ledger.lines import settle
from sync.ledger.rows import READING, KnownLine

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = START + timedelta(days=30)


def line(text: str = "5", *, at: datetime = START, place: str = "comment", author: str = "anna") -> FigureLine:
    """A line with a number."""
    return FigureLine(Decimal(1), text, author, at, place)


def known(*lines: FigureLine, reading: int = READING) -> list[KnownLine]:
    """Lines that an earlier pull found."""
    return [KnownLine(number, one, reading, one.at, START, None) for number, one in enumerate(lines)]


def test_a_line_that_is_told_again_is_not_new() -> None:
    """Nothing is written, nothing is gone; two equal lines are two."""
    there = known(line(), line())
    settled = settle(there, [line(), line()], now=NOW)
    assert (settled.standing, settled.new, settled.gone) == (tuple(there), (), ())


def test_a_changed_text_is_an_edit_that_dates_from_now() -> None:
    """The comment keeps its date in the tracker; what stands in it now was not there before."""
    settled = settle(known(line("5")), [line("6")], now=NOW)
    assert settled.new == ((line("6"), NOW),)
    assert [one.told.text for one in settled.gone] == ["5"]


def test_a_line_beside_others_is_no_edit() -> None:
    """Two comments of one second, or a line that was added: nothing was written over."""
    settled = settle(known(line("5")), [line("5"), line("6")], now=NOW)
    assert settled.new == ((line("6"), START),)


def test_of_two_lines_in_the_place_of_one_the_first_is_the_edit() -> None:
    """No more lines are edits than were there."""
    settled = settle(known(line("5")), [line("6"), line("7")], now=NOW)
    assert [at for _line, at in settled.new] == [NOW, START]


def test_an_edit_of_a_line_that_is_still_to_come_dates_from_that_day() -> None:
    """Nothing moves back in time."""
    later = NOW + timedelta(days=1)
    settled = settle(known(line("5", at=later)), [line("6", at=later)], now=NOW)
    assert settled.new == ((line("6", at=later), later),)


def test_a_line_of_the_description_keeps_its_date() -> None:
    """Where a tracker dates the description by its last edit, a line that was there before is not written anew."""
    there = known(line("5", place="description"))
    told = line("5", place="description", at=NOW, author="boris")
    settled = settle(there, [told], now=NOW)
    assert (settled.standing, settled.new, settled.gone) == (tuple(there), (), ())


def test_the_same_words_in_another_comment_are_another_line() -> None:
    """Only a description's lines are known by their words alone."""
    settled = settle(known(line("5")), [line("5", at=NOW)], now=NOW)
    assert (len(settled.new), len(settled.gone)) == (1, 1)


def test_lines_that_were_read_in_another_way_are_no_edits() -> None:
    """After an upgrade the text may be cut otherwise: the line is the same, with its old date."""
    there = known(line("5 штук"), reading=READING - 1)
    settled = settle(there, [line("5"), line("6")], now=NOW)
    assert settled.standing == (replace(there[0], told=line("5"), reading=READING),)
    assert settled.new == ((line("6"), START),)


_LINES = st.lists(
    st.builds(
        line,
        st.sampled_from(["5", "6", "7"]),
        at=st.sampled_from([START, START + timedelta(days=1)]),
        place=st.sampled_from(["comment", "description", "field"]),
        author=st.sampled_from(["anna", "boris"]),
    ),
    max_size=6,
)


@given(before=_LINES, told=_LINES)
def test_every_line_is_accounted_for(before: list[FigureLine], told: list[FigureLine]) -> None:
    """What is told is standing or new, what was known is standing or gone, and no date is later than now."""
    settled = settle(known(*before), told, now=NOW)
    assert len(settled.standing) + len(settled.new) == len(told)
    assert len(settled.standing) + len(settled.gone) == len(before)
    assert sorted(one.text for one in told) == sorted(
        [one.told.text for one in settled.standing] + [new.text for new, _at in settled.new]
    )
    assert all(new.at <= at <= NOW for new, at in settled.new)
