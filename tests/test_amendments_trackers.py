"""Every row of the table in docs/amendments.md on the embedded tracker and on a GitLab; the live tests do Redmine."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.examples.amendment_chains import CHAINS, Chain
from tests.examples.amendment_rows import TODAY, Row
from tests.examples.amendments import ROWS
from tests.pages.documented_codes import ROOT
from tests.worlds.amended_town import (
    EmbeddedDesk,
    Stood,
    check_nothing_lost,
    expected,
    expected_of_chain,
    found,
    play,
    play_chain,
)
from tests.worlds.gitlab_town import SmallTown, server, small

__all__ = ["server", "small"]

rows = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
chains = pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.name)


@dataclass
class GitLabDesk:
    """The desk of a GitLab."""

    town: SmallTown

    @property
    def err(self) -> str:
        """What the last command complained of."""
        return self.town.err

    def comment(self, number: str, text: str) -> None:
        """Write a note."""
        self.town.staff.write_note(number, text)
        self.town.pass_time(1)

    def close(self, number: str) -> None:
        """Close an issue."""
        self.town.staff.close(number)

    def reopen(self, number: str) -> None:
        """Open an issue again."""
        self.town.staff.reopen(number)

    def issues(self) -> dict[str, Stood]:
        """Every issue of the plan by its number."""
        state = self.town.server.state
        hung = {(link.target_id, link.source_id) for link in state.links.values()}
        hung |= {(issue.id, issue.parent_id) for issue in state.issues.values() if issue.parent_id}
        above = dict(hung)
        assert len(above) == len(hung)
        return {
            str(issue.iid): Stood(
                key,
                issue.state == "closed",
                str(state.issues[above[issue.id]].iid) if issue.id in above else None,
                tuple(note.body for note in state.notes_of(issue) if not note.system),
            )
            for key, issue in self.town.rows()
        }

    def vekha(self, *arguments: str, code: int = 0) -> Any:
        """Run a command on the plan, after what was written before has settled."""
        self.town.pass_time()
        ended, out = self.town.run(*arguments, "--format", "json")
        assert ended == code, self.err
        return json.loads(out) if out else None


@pytest.mark.parametrize("page", ["amendments.md", "amendments.ru.md"])
def test_the_table_and_the_rows_that_are_played_are_the_same(page: str) -> None:
    """In both languages, in the same order; a row that tells of two ways is played twice."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE) == list(dict.fromkeys(row.name for row in ROWS))


@rows
def test_a_row_of_the_table_on_the_embedded_tracker(tmp_path: Path, row: Row) -> None:
    """Which issue carries on, what stands there, what is written and what is told; and nothing is lost."""
    played = play(EmbeddedDesk(tmp_path), tmp_path, row)
    assert found(played) == expected(row)
    check_nothing_lost(played)


@rows
@pytest.mark.parametrize("hierarchy", ["links", "tasks"])
def test_a_row_of_the_table_on_gitlab(small: SmallTown, row: Row, hierarchy: str) -> None:
    """The same, whether a measure's deadlines are related issues or tasks below it; no request breaks its contract."""
    small.write(more=f"hierarchy: {hierarchy}")
    small.today = TODAY
    played = play(GitLabDesk(small), small.folder, row)
    assert found(played) == expected(row)
    check_nothing_lost(played)
    assert (small.breaches(), small.effects()) == ([], [])


@chains
def test_a_chain_of_amendments_on_the_embedded_tracker(tmp_path: Path, chain: Chain) -> None:
    """Figures, states and comments are where they belong, however often the dates of a measure changed."""
    assert play_chain(EmbeddedDesk(tmp_path), tmp_path, chain) == expected_of_chain(chain)


@chains
@pytest.mark.parametrize("hierarchy", ["links", "tasks"])
def test_a_chain_of_amendments_on_gitlab(small: SmallTown, chain: Chain, hierarchy: str) -> None:
    """The same; issues become tasks and tasks issues where their place asks for it."""
    small.write(more=f"hierarchy: {hierarchy}")
    small.today = TODAY
    assert play_chain(GitLabDesk(small), small.folder, chain) == expected_of_chain(chain)
    assert (small.breaches(), small.effects()) == ([], [])
