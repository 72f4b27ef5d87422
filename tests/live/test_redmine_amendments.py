"""Every row of the table in docs/amendments.md on a real Redmine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mappings.marker import marker
from tests.examples.amendment_chains import CHAINS, Chain
from tests.examples.amendment_rows import M28, TODAY, YEAR, M, Row
from tests.examples.amendments import ROWS
from tests.examples.figures_story import years_on
from tests.live.redmine_server import KEY_FIELD
from tests.live.redmine_town import Town, town
from tests.worlds.amended_town import (
    Stood,
    begin,
    check_nothing_lost,
    expected,
    expected_of_chain,
    found,
    measured,
    play,
    play_chain,
    write_plan,
)
from tests.worlds.sync_world import PLAN_KEY

__all__ = ["town"]

pytestmark = pytest.mark.live_redmine
ALERTS = "alerts: {recipients: [{name: Director, email: director@example.org}]}\n"
BY = datetime.now(UTC).year - YEAR  # the clock of a live tracker cannot be set


@dataclass
class RedmineDesk:
    """The desk of a Redmine; the next command comes some time after what is written now."""

    town: Town

    @property
    def err(self) -> str:
        """What the last command complained of."""
        return self.town.err

    def comment(self, number: str, text: str) -> None:
        """Write a note."""
        self.town.redmine.staff().note(int(number), text)

    def close(self, number: str) -> None:
        """Put an issue into the status that means done."""
        self._turn(number, "Закрыта")

    def reopen(self, number: str) -> None:
        """Put an issue into the status that means begun."""
        self._turn(number, "В работе")

    def issues(self) -> dict[str, Stood]:
        """Every issue of the plan by its number; the field for the key says the same as the marker."""
        admin, stood = self.town.redmine.person("admin"), {}
        for key, row in self.town.rows():
            fields = {one["name"]: one["value"] for one in row["custom_fields"]}
            assert fields[KEY_FIELD] == marker(PLAN_KEY, key)
            journals = admin.issue(row["id"])["journals"]
            stood[str(row["id"])] = Stood(
                key,
                row["status"]["is_closed"],
                str(row["parent"]["id"]) if "parent" in row else None,
                tuple(one["notes"] for one in journals if one.get("notes")),
            )
        return stood

    def vekha(self, *arguments: str, code: int = 0) -> Any:
        """Run a command on the plan."""
        ended, out = self.town.run(*arguments, "--format", "json")
        self.town.ahead += timedelta(minutes=10)
        assert ended == code, self.err
        return json.loads(out) if out else None

    def _turn(self, number: str, status: str) -> None:
        clerk = self.town.redmine.staff()
        statuses = clerk.issue(int(number))["allowed_statuses"]
        clerk.edit(int(number), status_id=next(one["id"] for one in statuses if one["name"] == status))


@pytest.fixture
def desk(town: Town) -> RedmineDesk:
    """The desk of a town whose years are those of this one."""
    town.plan, town.file, town.today = PLAN_KEY, "plan.txt", str(years_on(TODAY, BY))
    town.write()
    with (town.folder / "config.yaml").open("a", encoding="utf-8") as config:
        config.write(ALERTS)
    town.ahead = -timedelta(seconds=2)  # Redmine tells whole seconds; what follows the first sync is written after it
    return RedmineDesk(town)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_of_the_table_on_redmine(desk: RedmineDesk, row: Row) -> None:
    """Which issue carries on, what stands there, what is written and what is told; and nothing is lost."""
    played = play(desk, desk.town.folder, row, by=BY)
    assert found(played, by=BY) == expected(row)
    check_nothing_lost(played)


@pytest.mark.parametrize("chain", [one for one in CHAINS if not one.above_open], ids=lambda chain: chain.name)
def test_a_chain_of_amendments_on_redmine(desk: RedmineDesk, chain: Chain) -> None:
    """Figures, states and comments are where they belong, however often the dates of a measure changed.

    Redmine lets nobody close an issue above open ones.
    """
    assert play_chain(desk, desk.town.folder, chain, by=BY, derives=True) == expected_of_chain(chain)


def test_without_the_right_to_open_the_whole_it_is_told_until_it_is_there(desk: RedmineDesk) -> None:
    """The new date's issue waits for it, in every run; then both are done, and nothing is left."""
    row = next(one for one in ROWS if one.name == "date-added-below-closed")
    begin(desk, desk.town.folder, row, by=BY)
    write_plan(desk.town.folder, row.after, by=BY)
    desk.town.work_as("no-workflow")
    for _run in range(2):
        refused = desk.vekha("sync", code=3)
        assert {one["key"] for one in refused["failed"]} == {M, years_on(M28, BY)}
        assert M in desk.err
    desk.town.monkeypatch.setenv("VEKHA_TEST_TOKEN", desk.town.redmine.token)
    assert desk.vekha("sync")["issues"]["created"] == 1
    assert desk.vekha("sync")["writes"] == 0
    assert measured(desk.vekha("summary"))["actual"] == row.end.actual
