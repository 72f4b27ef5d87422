"""Whether the summary could be published: told by `check`, and only where the config asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from mappings.plan import Severity
from sync.errors import AuthFailed, Purpose
from sync.runs.health import diagnose
from sync.runs.publishing_check import look_at_wiki
from sync.summary.shared_page import joined
from sync.tracker import WikiPage, WikiText
from sync.trackers.embedded.adapter import EmbeddedTracker
from tests.worlds.sync_world import PLAN_KEY, World


def _may_not() -> WikiText:
    raise AuthFailed("right-missing", "no", Purpose("wiki", "wiki_text"))


def _may() -> WikiText:
    return WikiText("markdown", str, str)


@dataclass
class Wiki:
    """A tracker of which nothing but the wiki is looked at; whoever writes there is refused."""

    wiki_text: Callable[[], WikiText]
    text: str | None = None

    def read_page(self, title: str) -> WikiPage | None:
        """The page, if there is one."""
        return None if self.text is None else WikiPage(title, self.text, "1")

    def write_page(self, title: str, text: str, *, version: str | None) -> WikiPage:
        """Nothing is written in looking."""
        raise AssertionError((title, text, version))


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town whose config asks for a page of the wiki."""
    world = World(tmp_path)
    text = world.config_path.read_text(encoding="utf-8")
    world.config_path.write_text(text.replace("summary.html}", "summary.html, publish: wiki}"), encoding="utf-8")
    return world


OURS = joined("Слова", "Слова", PLAN_KEY)


@pytest.mark.parametrize(
    ("wiki", "code", "severity"),
    [
        (Wiki(_may), "wiki-page", Severity.INFO),
        (Wiki(_may, OURS), "wiki-page", Severity.INFO),
        (Wiki(_may, OURS.replace("Слова", "Другие")), "wiki-edited", Severity.ERROR),
        (Wiki(_may, "Наши слова"), "wiki-foreign", Severity.ERROR),
        (Wiki(_may_not, OURS), "right-missing", Severity.ERROR),
    ],
)
def test_what_would_keep_the_page_from_being_written(world: World, wiki: Wiki, code: str, severity: Severity) -> None:
    """One line: what a run would end with, or that all is well, with or without a page."""
    (line,) = look_at_wiki(wiki, world.inputs())  # type: ignore[arg-type]
    assert (line.code, line.severity) == (code, severity)
    assert "«Plan summary»" in line.message or code == "right-missing"


def test_a_tracker_without_a_wiki(world: World) -> None:
    """It is an error, since each run would end so."""
    world.sync()
    found = {one.code: one.severity for one in diagnose(world.inputs())}
    assert found["wiki-none"] is Severity.ERROR


def test_where_nothing_is_published_nothing_is_looked_at(tmp_path: Path) -> None:
    """The embedded tracker has no wiki, and nobody is told."""
    world = World(tmp_path)
    assert list(look_at_wiki(world.tracker(), world.inputs())) == []
    assert isinstance(world.tracker(), EmbeddedTracker)
