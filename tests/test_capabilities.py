"""The page for those who write adapters says what the adapters say."""

from __future__ import annotations

from dataclasses import fields
from importlib.metadata import entry_points

from sync.tracker import Capabilities
from tests.pages.capabilities import MEANINGS, PAGE, SETTINGS, page, table


def test_the_table_is_the_one_of_the_adapters() -> None:
    """Whoever changes a capability makes the page anew: `python -m tests.pages.capabilities`."""
    assert page() == PAGE.read_text(encoding="utf-8")
    assert table() in page()


def test_every_adapter_and_every_capability_stands_in_it() -> None:
    """None is left out."""
    assert set(SETTINGS) == {point.name for point in entry_points(group="vekha.trackers")}
    assert set(MEANINGS) == {one.name for one in fields(Capabilities)}
