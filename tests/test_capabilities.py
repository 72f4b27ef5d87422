"""The pages for those who write adapters say what the adapters say."""

from __future__ import annotations

from dataclasses import fields
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from mappings.desired.issues import LabelKind
from sync.tracker import Capabilities
from tests.pages.capabilities import DOCS, PAGES, SETTINGS, adapters, page, table


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_table_is_the_one_of_the_adapters(path: Path) -> None:
    """Whoever changes a capability makes the pages anew: `python -m tests.pages.capabilities`."""
    assert page(path) == path.read_text(encoding="utf-8")
    assert table(PAGES[path]) in page(path)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_adapter_and_every_capability_stands_in_it(path: Path) -> None:
    """None is left out, and none is said that there is not."""
    assert set(SETTINGS) == {point.name for point in entry_points(group="vekha.trackers")}
    assert set(PAGES[path].meanings) == {one.name for one in fields(Capabilities)}
    assert set(PAGES[path].labels) == set(LabelKind)


@pytest.mark.parametrize("name", ["guarantee.md", "guarantee.ru.md"])
def test_the_waits_after_a_killed_run_are_those_that_the_pages_tell(name: str) -> None:
    """By default, and at most: what is read there is what an operator waits for."""
    text = " ".join((DOCS / name).read_text(encoding="utf-8").split())
    for tracker, can in adapters():
        whole = can.held_seconds + can.in_flight_seconds
        assert (whole == 0) == (tracker == "embedded")
        assert whole == 0 or f"{whole:.0f} s" in text or f"{whole:.0f} секунд" in text
