"""The same figures give the same summary on the embedded tracker and on a GitLab; the live tests do it on a Redmine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.figures_town import (
    embedded_summary,
    judged,
    play,
    same_everywhere,
    today,
    worked_by_hand,
    write_town,
)
from tests.worlds.gitlab_town import SmallTown, server, small

__all__ = ["server", "small"]


@dataclass
class GitLabDesk:
    """The desk of a GitLab, whose notes are Markdown."""

    town: SmallTown

    def comment(self, key: str, text: str, author: str, *, private: bool = False) -> None:
        """Write a note, an internal one where it is private."""
        self.town.staff.write_note(self.town.number(key), text, author, internal=private)
        self.town.pass_time(1)

    def close(self, key: str) -> None:
        """Close an issue."""
        self.town.staff.close(self.town.number(key))

    def quoted(self, text: str) -> str:
        """A quotation, as GitLab writes it where somebody presses «r»."""
        return f"> {text}"

    def struck(self, text: str) -> str:
        """A line between two tildes."""
        return f"~~{text}~~"

    def vekha(self, *arguments: str) -> Any:
        """Run a command on the plan, after what was written before has settled."""
        self.town.pass_time()
        return self.town.json(*arguments)


@pytest.mark.parametrize("by", [0, 1])
def test_the_embedded_tracker_tells_what_was_worked_by_hand(tmp_path: Path, by: int) -> None:
    """Whatever the year in which the story is told: a live tracker's clock cannot be set."""
    assert judged(embedded_summary(tmp_path / "embedded", by=by)) == worked_by_hand(by=by)


@pytest.mark.parametrize("hierarchy", ["links", "tasks"])
def test_gitlab_tells_the_same(small: SmallTown, tmp_path: Path, hierarchy: str) -> None:
    """Every figure, percent, state, doubt and word of the summary, but who wrote when and where."""
    small.write(more=f"hierarchy: {hierarchy}")
    small.today = today()
    write_town(small.folder)
    summary = play(GitLabDesk(small), small.folder)
    assert judged(summary) == worked_by_hand()
    assert same_everywhere(summary) == same_everywhere(embedded_summary(tmp_path / "embedded"))
    assert (small.breaches(), small.effects()) == ([], [])
