"""Numbers with letters: what may be one, and what stands for it in keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.reading.table.references import in_key, lettered
from tests.examples.plan_documents import codes, plan_from


@pytest.mark.parametrize("number", ["B1", "IA-21/03", "КС 1.1.1", "1.2а", "A.1.2", "2-1", "3/4", "М-12"])
def test_numbers_with_letters(number: str) -> None:
    """Figures and a few letters, parted by dots, dashes and strokes; a final dot is no part of it."""
    assert lettered(number) == lettered(f"{number}.") == number


@pytest.mark.parametrize(
    "text",
    ["", "1.1", "IV", "а", "а)", "май 2025", "2024/2025", "2025", "Раздел 1", "Итого", "-", "12.05.2025", "1" * 30],
)
def test_texts_that_are_no_number_with_letters(text: str) -> None:
    """A plain number, a numeral, a letter, a word and a timing are none."""
    assert lettered(text) == ""


def test_keys_of_numbers_with_letters() -> None:
    """They are the document's own, so a row put in changes none; the number stays as printed."""
    header = "Ref\tAction\tDeadline"
    rows = ("IA-21/03\tReview\t2025", "КС 1.2\tУборка\t2026")
    plan = plan_from(*rows, header=header)
    assert [(one.key, one.number) for one in plan.measures] == [("I.IA-21_03", "IA-21/03"), ("I.КС1.2", "КС 1.2")]
    more = plan_from(rows[0], "IA-21/04\tCount\t2025", rows[1], header=header)
    assert {one.key for one in plan.measures} < {one.key for one in more.measures}
    assert "numbers-missing" not in codes(plan)


_NUMBERS = st.text("AbКж19./- ", max_size=10)


@given(_NUMBERS, _NUMBERS)
def test_keys_are_of_one_number_only(first: str, second: str) -> None:
    """Two numbers have one key only where nothing but blanks tells them apart; none holds a stroke or a blank."""
    same = "".join(first.split()) == "".join(second.split())
    assert (in_key(first) == in_key(second)) is same
    assert not set(in_key(first)) & {"/", " "}
