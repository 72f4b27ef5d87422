"""Number formats under which a number in a cell looks as people write it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mappings import language
from mappings.wording import number, percent
from sync.summary.number_formats import decimal_format
from sync.summary.tables.values import Quantity


@pytest.mark.parametrize(
    ("value", "text", "share", "wanted"),
    [
        ("9", "at least 9", False, '"at least "#,##0'),
        ("2.50", "2.5", False, "#,##0.0"),
        ("4", "at least 4 a year", False, '"at least "#,##0" a year"'),
        ("84.5", "84.5%", True, "#,##0.0%"),
        ("-5", "a fall by 5%", True, '"a fall by "#,##0%;"a fall by "#,##0%'),
        ("-5", "−5", False, '"−"#,##0;"−"#,##0'),
        ("0", "0", False, "#,##0"),
    ],
)
def test_the_words_stand_around_the_number(value: str, text: str, share: bool, wanted: str) -> None:
    """«at least 9» is the number 9; a percentage is a part of one; a minus or a fall is said once."""
    assert decimal_format(Quantity(Decimal(value), text, share)) == wanted


def test_russian_percents_keep_their_space() -> None:
    """As the standard asks."""
    language.use("ru")
    shown = percent(Decimal("84.5"))
    assert decimal_format(Quantity(Decimal("84.5"), shown, percent=True)) == f'#,##0.0"{shown[4:-1]}"%'


@pytest.mark.parametrize("value", ["1234567890123456", "1E+40", "0.1234567890123456789"])
def test_what_a_spreadsheet_would_round_stays_text(value: str) -> None:
    """It keeps fifteen digits."""
    asked = Decimal(value)
    assert decimal_format(Quantity(asked, number(asked))) is None


def test_words_without_the_number_stay_text() -> None:
    """Nothing is shown that was not said."""
    assert decimal_format(Quantity(Decimal(2), "two")) is None
