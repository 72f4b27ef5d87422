"""The page for those who write adapters says what the adapters say."""

from __future__ import annotations

from dataclasses import fields
from importlib.metadata import entry_points

import pytest

from sync.tracker import Capabilities
from tests.pages.capabilities import MEANINGS, PAGE, SETTINGS, adapters, page, table


def test_the_table_is_the_one_of_the_adapters() -> None:
    """Whoever changes a capability makes the page anew: `python -m tests.pages.capabilities`."""
    assert page() == PAGE.read_text(encoding="utf-8")
    assert table() in page()


def test_every_adapter_and_every_capability_stands_in_it() -> None:
    """None is left out."""
    assert set(SETTINGS) == {point.name for point in entry_points(group="vekha.trackers")}
    assert set(MEANINGS) == {one.name for one in fields(Capabilities)}


@pytest.mark.parametrize("page", ["guarantee.md", "guarantee.ru.md"])
def test_the_waits_after_a_killed_run_are_those_that_the_pages_tell(page: str) -> None:
    """By default, and at most: what is read there is what an operator waits for."""
    text = " ".join((PAGE.parent / page).read_text(encoding="utf-8").split())
    for name, can in adapters():
        whole = can.held_seconds + can.in_flight_seconds
        assert (whole == 0) == (name == "embedded")
        assert whole == 0 or f"{whole:.0f} s" in text or f"{whole:.0f} секунд" in text
