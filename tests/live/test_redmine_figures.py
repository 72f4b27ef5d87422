"""On a real Redmine the same figures give the same summary as on the embedded tracker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.examples.figures_story import YEAR
from tests.live.redmine_town import Town, town
from tests.worlds.figures_town import (
    embedded_summary,
    judged,
    play,
    same_everywhere,
    today,
    worked_by_hand,
    write_town,
)
from tests.worlds.sync_world import PLAN_KEY

__all__ = ["town"]

pytestmark = pytest.mark.live_redmine


@dataclass
class RedmineDesk:
    """The desk of a Redmine, whose notes are Textile."""

    town: Town

    def comment(self, key: str, text: str, author: str, *, private: bool = False) -> None:
        """Write a note."""
        self.town.redmine.staff(author).note(self.town.number(key), text, private=private)

    def close(self, key: str) -> None:
        """Put an issue into the status that means done."""
        clerk, number = self.town.redmine.staff(), self.town.number(key)
        statuses = clerk.issue(number)["allowed_statuses"]
        clerk.edit(number, status_id=next(one["id"] for one in statuses if one["name"] == "Закрыта"))

    def quoted(self, text: str) -> str:
        """A quotation, as Redmine writes it where somebody presses the button for it."""
        return f"Анна Иванова писал(а):\n> {text}"

    def struck(self, text: str) -> str:
        """A line between two hyphens."""
        return f"-{text}-"

    def vekha(self, *arguments: str) -> Any:
        """Run a command on the plan; the next one comes some time after what is written now."""
        answer = self.town.json(*arguments)
        self.town.ahead += timedelta(minutes=10)
        return answer


def test_redmine_tells_the_same(town: Town, tmp_path: Path) -> None:
    """Every figure, percent, state, doubt and word of the summary, but who wrote when and where."""
    by = datetime.now(UTC).year - YEAR
    town.plan, town.file, town.today = PLAN_KEY, "plan.txt", today(by)
    town.write()
    write_town(town.folder, by=by)
    town.ahead = -timedelta(seconds=2)  # Redmine tells whole seconds; what follows the first sync is written after it
    summary = play(RedmineDesk(town), town.folder, by=by)
    assert judged(summary) == worked_by_hand(by=by)
    assert same_everywhere(summary) == same_everywhere(embedded_summary(tmp_path / "embedded", by=by))
