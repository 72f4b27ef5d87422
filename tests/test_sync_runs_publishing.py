"""Publishing the summary: what a run says of it, and that it keeps nothing else back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mappings.errors import VekhaError
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.errors import Conflict, Misconfigured
from sync.ledger.store import Ledger
from sync.runs.daily import Page, Told, daily_round
from sync.runs.inputs import Inputs
from sync.runs.publishing import Published, page_title, publish, shared_part
from sync.runs.summaries import summary_of
from sync.summary.shared_page import joined
from sync.tracker import WikiPage
from tests.worlds.sync_world import PLAN_KEY, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town whose tracker has no wiki, and whose config asks for one."""
    world = World(tmp_path)
    text = world.config_path.read_text(encoding="utf-8")
    world.config_path.write_text(text.replace("summary.html}", "summary.html, publish: wiki}"), encoding="utf-8")
    return world


def _refused(inputs: Inputs, page: WikiPage) -> VekhaError:
    with pytest.raises((Misconfigured, Conflict)) as caught:
        shared_part(inputs, page)
    return caught.value


def test_a_tracker_without_a_wiki_is_told_and_all_else_is_done(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """The round has one step more; the summary is in its file, the mails go out, and the run ends with 78."""
    _synced, page, published, told = daily_round(world.inputs())
    assert isinstance(page, Page) and page.error is None
    assert isinstance(published, Published) and published.error is not None
    assert (published.error.code, published.written) == ("wiki-none", False)
    assert isinstance(told, Told) and told.telling.delivered
    arguments = ["-q", "-c", str(world.config_path), "run", "--today", "2026-03-01"]
    assert run(arguments, App(now=world.clock)) == ExitCode.WRONG_INPUT
    (line,) = capsys.readouterr().err.splitlines()
    assert "[wiki-none]" in line


def test_while_another_run_is_at_work_the_page_waits_for_the_next(world: World) -> None:
    """Two runs never write a page at once."""
    world.sync()
    inputs = world.inputs()
    summary = summary_of(inputs)
    with Ledger.opened(world.ledger_path, PLAN_KEY, now=world.clock()):
        published = publish(inputs, summary)
    assert published.error is not None and published.error.code == "ledger-locked"


def test_the_title_is_the_configs_or_the_same_for_every_plan(world: World) -> None:
    """In the config's language."""
    assert page_title(world.inputs()) == "Plan summary"
    text = world.config_path.read_text(encoding="utf-8")
    world.config_path.write_text(text.replace("publish: wiki", "publish: wiki, wiki_page: Ours"), encoding="utf-8")
    assert page_title(world.inputs()) == "Ours"


def test_who_wrote_in_vekhas_part_is_told_where_the_tracker_tells(world: World) -> None:
    """With the time in the plan's zone, and in one short line whatever their name."""
    inputs, at = world.inputs(), datetime(2026, 3, 1, 7, tzinfo=UTC) + timedelta(hours=1)
    text = joined("Слова", "Слова", PLAN_KEY).replace("Слова", "Другие слова")
    told = _refused(inputs, WikiPage("P", text, "2", author=f"Анна\n{'И' * 90}", at=at))
    untold = _refused(inputs, WikiPage("P", text, "2"))
    assert told.code == untold.code == "wiki-edited"
    assert f"(last: Анна {'И' * 54}…, 2026-03-01 08:00 (UTC))" in told.message
    assert "last" not in untold.message


def test_whose_page_it_is_is_seen_before_what_was_done_to_it(world: World) -> None:
    """One that was never Vekha's, and one of another plan's, edited or not."""
    inputs, other = world.inputs(), joined("Слова", "Слова", "other-plan")
    codes = [
        _refused(inputs, WikiPage("P", text, "1")).code
        for text in ("Наши слова", "", other, other.replace("Слова", "Другие"))
    ]
    assert codes == ["wiki-foreign", "wiki-foreign", "wiki-other-plan", "wiki-other-plan"]
    assert "«P town»" in _refused(inputs, WikiPage("P", other, "1")).hint
