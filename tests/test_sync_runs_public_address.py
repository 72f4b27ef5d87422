"""Links lead to where people open the tracker."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from mappings.progress import FigureLine, Report
from sync.runs.public_address import PublicAddress

OWN, PUBLIC = "http://127.0.0.1:3000/redmine", "https://tasks.example.org"
LINE = FigureLine(None, "много", "Анна", datetime(2026, 3, 1, tzinfo=UTC), "comment", url=f"{OWN}/issues/7")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"{OWN}/issues/7", f"{PUBLIC}/issues/7"),
        (OWN, PUBLIC),
        (f"{OWN}s/issues/7", f"{OWN}s/issues/7"),
        ("https://elsewhere.example.org/7", "https://elsewhere.example.org/7"),
        (None, None),
    ],
)
def test_only_what_lies_below_the_trackers_own_address_is_changed(url: str | None, shown: str | None) -> None:
    """The path stays; another address, and one that only begins alike, stay as they are."""
    address = PublicAddress.of(SimpleNamespace(url=OWN, public_url=PUBLIC))
    assert address.shown(Report("I.1", url=url)).url == shown


def test_the_links_of_figures_are_changed_as_well() -> None:
    """A figure is linked to the issue in which it stands."""
    address = PublicAddress.of(SimpleNamespace(url=OWN, public_url=PUBLIC))
    report = Report("I.1", lines=(LINE, replace(LINE, url=None)))
    assert [line.url for line in address.shown(report).lines] == [f"{PUBLIC}/issues/7", None]


@pytest.mark.parametrize(
    "settings", [SimpleNamespace(url=OWN, public_url=None), SimpleNamespace(url=OWN), SimpleNamespace()]
)
def test_without_a_public_address_nothing_changes(settings: SimpleNamespace) -> None:
    """Every tracker's settings do, whether they know of such an address or not."""
    report = Report("I.1", url=f"{OWN}/issues/7", lines=(LINE,))
    assert PublicAddress.of(settings).shown(report) == report


def test_the_front_is_where_people_open_the_tracker() -> None:
    """The public address before the own one; none where the tracker has no page."""
    fronts = [PublicAddress(OWN, PUBLIC), PublicAddress(OWN), PublicAddress()]
    assert [one.front for one in fronts] == [PUBLIC, OWN, None]
