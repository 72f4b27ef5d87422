"""Decided extensions: what they make of a deadline, and which entries of the mapping cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from mappings import language
from mappings.errors import MappingError, Problem
from mappings.mapping.draft import draft_mapping
from mappings.mapping.model import Mapping, load_mapping
from mappings.mapping.overrides import apply_overrides
from mappings.plan import Deadline, Extension, Plan
from mappings.reading import read_plan
from tests.examples.plan_documents import BUNDLED
from tests.examples.plan_values import measure, plan

MAYOR = 'by: Глава города, order: "№ 15-р от 12.01.2028"'
YEARLY = measure("V.15.3", years=(2026, 2027, 2028))
LONE = measure("I.5.1", years=(2024,), start=date(2021, 1, 1))
NEVER = measure("I.9.1", years=())
TOWN = plan(YEARLY, LONE, NEVER)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The message ids themselves are spoken."""
    before = language.active()
    language.use("en")
    yield
    language.use(before)


def _load(tmp_path: Path, text: str) -> Mapping:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)


def _entries(*entries: str) -> str:
    return "extensions:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def _extended(tmp_path: Path, *entries: str, town: Plan = TOWN) -> dict[str, Deadline]:
    """Every deadline by its key once the entries are applied."""
    changed = apply_overrides(town, _load(tmp_path, _entries(*(f"{entry}, {MAYOR}" for entry in entries))))
    return {one.key: one for each in changed.measures for one in each.deadlines}


def _faults(tmp_path: Path, text: str, town: Plan = TOWN) -> tuple[Problem, ...]:
    with pytest.raises(MappingError) as caught:
        apply_overrides(town, _load(tmp_path, text))
    return tuple(caught.value.problems)


def _told(problem: Problem) -> tuple[str, str]:
    return problem.code, problem.place.rpartition(" ")[2]


def test_the_new_date_counts_and_the_deadline_stays_the_same_one(tmp_path: Path) -> None:
    """The key, the plan's own date and the year of its figures stay; the date and the milestone's year are new."""
    found = _extended(tmp_path, "deadline: V.15.3/2027, until: 2028-06-30")
    one = found["V.15.3/2027"]
    assert (one.due, one.year, one.planned, one.period) == (date(2028, 6, 30), 2028, date(2027, 12, 31), 2027)
    assert one.extensions == (Extension(date(2027, 12, 31), date(2028, 6, 30), "Глава города", "№ 15-р от 12.01.2028"),)
    assert [key for key, other in found.items() if other.extensions] == ["V.15.3/2027"]
    assert one.start == date(2027, 1, 1)


def test_extended_twice_keeps_both_and_the_last_counts(tmp_path: Path) -> None:
    """Each extension says which date it moved; entries of other deadlines may stand between."""
    found = _extended(
        tmp_path,
        "deadline: V.15.3/2027, until: 2028-06-30",
        "deadline: I.5.1, until: 2025",
        "deadline: V.15.3/2027, until: 2029-03-31",
    )
    one = found["V.15.3/2027"]
    assert (one.due, one.planned) == (date(2029, 3, 31), date(2027, 12, 31))
    steps = [(step.before, step.until) for step in one.extensions]
    assert steps == [(date(2027, 12, 31), date(2028, 6, 30)), (date(2028, 6, 30), date(2029, 3, 31))]


@pytest.mark.parametrize("name", ["I.5.1", "I.5.1/2024"])
def test_a_lone_deadline_goes_by_either_key(tmp_path: Path, name: str) -> None:
    """A measure with one deadline may be named itself; a year stands for its last day."""
    one = _extended(tmp_path, f"deadline: {name}, until: 2025")["I.5.1/2024"]
    assert (one.due, one.start, one.planned) == (date(2025, 12, 31), date(2021, 1, 1), date(2024, 12, 31))


def test_deadlines_of_the_mapping_itself_can_be_extended(tmp_path: Path) -> None:
    """Overrides come first: their keys are those that are extended, by date where two fall in one year."""
    text = "measures: {I.5.1: {deadlines: [2024-06-30, 2024-12-31]}}\n"
    text += _entries(f"deadline: I.5.1/2024-06-30, until: 2024-09-30, {MAYOR}")
    changed = apply_overrides(TOWN, _load(tmp_path, text))
    dues = [(one.key, one.due.isoformat()) for one in changed.measures[1].deadlines]
    assert dues == [("I.5.1/2024-06-30", "2024-09-30"), ("I.5.1/2024-12-31", "2024-12-31")]


@pytest.mark.parametrize(
    ("entry", "code", "message", "hint"),
    [
        ("V.15.3/2037, until: 2038", "deadline-unknown", "no deadline «V.15.3/2037»", "did you mean V.15.3/2027"),
        ("V.15.8/2027, until: 2038", "deadline-unknown", "no deadline «V.15.8/2027»", "did you mean V.15.3/2027"),
        ("V.15.3, until: 2028", "deadline-unknown", "several deadlines", "V.15.3/2026, V.15.3/2027, V.15.3/2028"),
        ("I.9.1, until: 2028", "deadline-unknown", "I.9.1 has no deadline", ""),
        ("V.15.3/2027, until: 2027-11-30", "extension-not-later", "due on 2027-12-31", "write the day"),
        ("V.15.3/2027, until: 2027", "extension-not-later", "2027-12-31 is not after", "take the entry out"),
        ("V.15.3/2025, until: 2026", "deadline-unknown", "no deadline", "take the entry out"),
        ("V.15.3/2027, until: 2028", "extension-day-taken", "already: V.15.3/2028", "take the entry out"),
    ],
)
def test_an_entry_that_cannot_be_is_told_with_its_mend(
    tmp_path: Path, entry: str, code: str, message: str, hint: str
) -> None:
    """An unknown deadline with the nearest one, a date that is no later, a day that is taken.

    Where the amended plan holds the new date itself, the line says that the entry can go.
    """
    (problem,) = _faults(tmp_path, _entries(f"deadline: {entry}, {MAYOR}"))
    assert problem.code == code
    assert message in problem.message
    assert hint in problem.hint
    assert problem.place.endswith("line 2")


def test_everything_wrong_is_told_at_once_by_line(tmp_path: Path) -> None:
    """Faults of extensions stand among those of the rest of the mapping, and a wrong entry spoils no other."""
    text = _entries(
        f"deadline: V.15.3/2026, until: 2030-06-30, {MAYOR}",
        f"deadline: V.15.3/2026, until: 2030-05-31, {MAYOR}",
        f"deadline: I.5.9, until: 2030, {MAYOR}",
        f"deadline: V.15.3/2027, until: 2030-06-30, {MAYOR}",
        f"deadline: I.5.1, until: 2023, {MAYOR}",
    )
    found = _faults(tmp_path, f"{text}measures: {{I.9.9: {{title: Зал}}}}\n")
    assert [_told(one) for one in found] == [
        ("extension-not-later", "3"),
        ("deadline-unknown", "4"),
        ("extension-day-taken", "5"),
        ("extension-not-later", "6"),
        ("measure-unknown", "7"),
    ]
    assert "order in which they were decided" in found[0].hint


def test_a_day_that_was_extended_away_is_free(tmp_path: Path) -> None:
    """Only where the dates end up counts, in whatever order the entries stand."""
    found = _extended(
        tmp_path, "deadline: V.15.3/2027, until: 2028", "deadline: V.15.3/2028, until: 2029", town=plan(YEARLY)
    )
    assert [str(one.due) for one in found.values()] == ["2026-12-31", "2028-12-31", "2029-12-31"]


@pytest.mark.parametrize(
    ("entry", "codes"),
    [
        ("deadline: I.5.1, until: 2025", ["key-missing", "key-missing"]),
        ("deadline: I.5.1, until: 2025, by: '', order: № 1", ["value-invalid"]),
        ("deadline: I.5.1, until: soon, by: Глава, order: № 1", ["value-invalid"]),
        ("deadline: I.5.1, until: 2025-02-30, by: Глава, order: № 1", ["value-invalid"]),
        ("deadline: I.5.1, untl: 2025, by: Глава, order: № 1", ["key-missing", "key-unknown"]),
    ],
)
def test_without_an_order_nothing_is_decided(tmp_path: Path, entry: str, codes: list[str]) -> None:
    """All four keys are required, and the date is one."""
    with pytest.raises(MappingError) as caught:
        _load(tmp_path, _entries(entry))
    assert sorted(problem.code for problem in caught.value.problems) == codes


def test_a_draft_offers_the_days_of_the_plan(tmp_path: Path) -> None:
    """What is drafted for a doubtful timing are the plan's dates: an extension is no reading of the document."""
    town = read_plan(BUNDLED)
    mapping = _load(tmp_path, _entries(f"deadline: I.2.2/2025, until: 2026-06-30, {MAYOR}"))
    assert "deadlines: [2022, 2025, 2028]" in draft_mapping(apply_overrides(town, mapping), mapping)
