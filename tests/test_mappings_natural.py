"""Numbers that stand in files and answers of others."""

from __future__ import annotations

import pytest

from mappings.natural import natural


@pytest.mark.parametrize("text", ["", "-1", "1.0", " 1", "²", "١", "1" * 19, "9" * 5_000])
def test_what_can_be_no_number(text: str) -> None:
    """Signs, other scripts' digits, and more digits than any number of a file has, which Python itself refuses."""
    assert natural(text) is None


def test_a_number() -> None:
    """Decimal digits, leading noughts among them."""
    assert [natural("0"), natural("007"), natural("9" * 18)] == [0, 7, 10**18 - 1]
