"""A number and what it counts: the forms that officials use, and what is left as it is printed."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.counted import counted, nominative, of_all


@pytest.mark.parametrize(
    ("value", "printed", "shown"),
    [
        (1, "услуги", "услуга"),
        (1, "учреждении", "учреждение"),
        (3, "общественных организациях", "общественные организации"),
        (3, "новых центрах", "новых центра"),
        (9, "справки", "справок"),
        (1, "специализированной творческо-игровой зоны", "специализированная творческо-игровая зона"),
        (21, "участников", "участник"),
        (11, "участника", "участников"),
        (112, "участника", "участников"),
        (5, "человека", "человек"),
        (5, "раза", "раз"),
        ("2.5", "метров", "метра"),
    ],
)
def test_after_a_number(value: int | str, printed: str, shown: str) -> None:
    """One, two to four, many and a part ask for forms of their own, whatever the case printed."""
    assert counted(Decimal(value), printed) == shown


@pytest.mark.parametrize(
    ("value", "printed", "shown"), [(1, "орган", "органа"), (2, "библиотеки", "библиотек"), (21, "книга", "книги")]
)
def test_after_words_of_comparison(value: int, printed: str, shown: str) -> None:
    """«Не менее» governs the genitive."""
    assert counted(Decimal(value), printed, genitive=True) == shown


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("библиотек", "библиотек"),
        ("каталога", "каталога"),
        ("муниципальных общедоступных библиотеках", "муниципальных общедоступных библиотек"),
        ("учреждении", "учреждения"),
        ("staff", "staff"),
        ("и", "и"),
    ],
)
def test_after_a_percent(printed: str, shown: str) -> None:
    """A part is of one thing or of many, as printed, and in the genitive."""
    assert of_all(printed) == shown


def test_how_a_thing_is_named() -> None:
    """The nominative stands alone, as in a column of units."""
    assert nominative("общественных организациях") == "общественная организация"


@pytest.mark.parametrize("printed", ["visits", "кв. м", "тыс. экз", "", "%", "НЭБ2", "бдыщь-бдыщь", "и", "а" * 200])
def test_what_is_not_known_stays_as_printed(printed: str) -> None:
    """Other languages, shortened words and what is no noun are not guessed at."""
    assert counted(Decimal(1), printed) in (printed, printed.lower())


@given(st.text(alphabet="абвеиоуыьяхмн -ё", max_size=60), st.decimals(-1000, 1000, places=1))
def test_no_unit_is_too_odd(printed: str, value: Decimal) -> None:
    """Words of whatever letters come out as words."""
    assert bool(counted(value, printed)) == bool(of_all(printed)) == bool(printed)


def test_the_dictionary_waits_until_it_is_needed() -> None:
    """Reading a plan and saying what should stand in the tracker load no dictionary where nothing is counted."""
    code = (
        "import sys, mappings.counted, mappings.desired.issues, mappings.desired.body, sync.cli\n"
        "from decimal import Decimal\n"
        "mappings.counted.counted(Decimal(1), 'visits')\n"
        "sys.exit('pymorphy3' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
