"""A decided extension from the mapping to the tracker, the summary and the mails, in a real small world."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from mappings import language
from mappings.errors import MappingError
from sync.runs.daily import daily_round
from sync.runs.reconcile import Reconciliation
from sync.runs.summaries import summary_of
from sync.summary.as_json import to_json
from tests.worlds.sync_world import World, writes

TITLE = "1.1. Ежегодный мониторинг (2026, extended to 2027-06-30)"
TOLD = "Extended from 2026-12-31 to 2027-06-30: Mayor, No. 15"


def _entry(until: str = "2027-06-30", order: str = "No. 15") -> str:
    return f"  - {{deadline: I.1.1/2026, until: {until}, by: Mayor, order: {order}}}\n"


def _extend(world: World, *entries: str, more: str = "") -> None:
    world.map("extensions:\n" + "".join(entries or (_entry(),)) + more)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The message ids themselves are spoken."""
    before = language.active()
    language.use("en")
    yield
    language.use(before)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town whose plan was synchronized before anything was extended; the clerk has reported on 2026."""
    made = World(tmp_path)
    made.sync()
    made.edit("I.1.1/2026", comment="Факт: 3")
    return made


def _sync(world: World) -> Reconciliation:
    """A sync that may change as much as it must: two issues of seven are more than a run changes unasked."""
    return world.sync(force=True)


def _deadlines(world: World) -> dict[str, dict[str, Any]]:
    summary = to_json(summary_of(world.inputs()))
    return {one["key"]: one for each in summary["measures"] for one in each["deadlines"]}


def test_only_the_extended_issue_is_written_and_it_stays_the_same_issue(world: World) -> None:
    """Date, milestone, title and text of the one, the text of its parent; a second sync has nothing to do."""
    before = world.issue("I.1.1/2026")
    _extend(world)
    result = _sync(world)
    fields = {change.key: set(change.fields) for change in result.outcome.done}
    assert fields == {
        "I.1.1/2026": {"title", "due", "milestone", "description"},
        "I.1.1": {"description"},
    }
    issue, parent = world.issue("I.1.1/2026"), world.issue("I.1.1")
    assert (issue.id, issue.title, issue.due) == (before.id, TITLE, date(2027, 6, 30))
    assert issue.milestone_id == world.issue("I.1.1/2027").milestone_id
    assert "To be done by: 2027-06-30\n" in issue.description and TOLD in issue.description
    assert "Deadlines: 2025–2027 (2026-12-31 → 2027-06-30)" in parent.description and TOLD in parent.description
    assert (parent.title, parent.due) == ("1.1. Ежегодный мониторинг (2025–2027)", date(2027, 12, 31))
    assert writes(_sync(world)) == 0


def test_the_parents_dates_span_the_new_date(world: World) -> None:
    """Extended beyond the plan's last date, the measure's own issue ends with it."""
    _extend(world, _entry("2029-03-31"))
    _sync(world)
    parent = world.issue("I.1.1")
    assert (parent.due, parent.title) == (date(2029, 3, 31), "1.1. Ежегодный мониторинг (2025–2027)")


def test_another_order_alone_is_news(world: World) -> None:
    """The number of the order stands in the text: where it alone is mended, the text is written anew."""
    _extend(world)
    _sync(world)
    _extend(world, _entry(order="No. 16"))
    result = _sync(world)
    assert {change.key: set(change.fields) for change in result.outcome.done} == {
        "I.1.1/2026": {"description"},
        "I.1.1": {"description"},
    }
    assert "Mayor, No. 16" in world.issue("I.1.1/2026").description


def test_an_entry_taken_out_takes_all_back(world: World) -> None:
    """Without the entry the plan's own date holds again, in the same issue."""
    before = world.issue("I.1.1/2026")
    _extend(world)
    _sync(world)
    world.map("")
    _sync(world)
    after = world.issue("I.1.1/2026")
    assert (after.id, after.title, after.due, after.milestone_id, after.description) == (
        before.id,
        before.title,
        before.due,
        before.milestone_id,
        before.description,
    )


def test_a_date_moved_by_hand_stays_drift(world: World) -> None:
    """The staff's date is neither an extension nor taken for one; the plan's new date beside it is a conflict."""
    world.edit("I.1.1/2026", due=date(2027, 3, 31))
    drift = [(one.key, one.field, one.theirs) for one in _sync(world).comparison.changeset.drift]
    assert ("I.1.1/2026", "due", "2027-03-31") in drift
    _extend(world)
    found = {(one.key, one.field): one for one in _sync(world).comparison.changeset.drift}
    one = found["I.1.1/2026", "due"]
    assert (one.ours, one.theirs, one.conflict) == ("2027-06-30", "2027-03-31", True)
    world.today = date(2027, 4, 15)
    assert _deadlines(world)["I.1.1/2026"]["state"] == "in_progress"


def test_the_summary_shows_both_dates_and_every_order(world: World) -> None:
    """`due` counts, `planned_due` is the plan's; a deadline that was never extended has neither of the new keys."""
    _extend(world, _entry(), _entry("2027-09-30", "No. 40"))
    _sync(world)
    world.today = date(2027, 8, 1)
    found = _deadlines(world)
    one = found["I.1.1/2026"]
    assert (one["due"], one["planned_due"], one["state"], one["fact"]) == (
        "2027-09-30",
        "2026-12-31",
        "in_progress",
        3,
    )
    assert one["extensions"] == [
        {"until": "2027-06-30", "by": "Mayor", "order": "No. 15"},
        {"until": "2027-09-30", "by": "Mayor", "order": "No. 40"},
    ]
    assert not {"planned_due", "extensions"} & set(found["I.1.1/2027"])


def test_a_closed_issue_that_is_extended_stays_done(world: World) -> None:
    """Closed after the plan's date and before the new one: done, and not late."""
    world.clock.at = world.clock.at.replace(year=2027, month=2)
    world.today = date(2027, 2, 1)
    world.edit("I.1.1/2026", status="done")
    _extend(world)
    _sync(world)
    assert world.issue("I.1.1/2026").closed
    assert _deadlines(world)["I.1.1/2026"]["state"] == "done"
    codes = [doubt.code for one in summary_of(world.inputs()).measures for doubt in one.quality]
    assert "closed-late" not in codes


@pytest.mark.parametrize("today", [date(2027, 6, 20), date(2027, 7, 10)])
def test_a_mail_tells_of_the_new_date_and_how_it_came(world: World, today: date) -> None:
    """Nothing is late before it; a row near it or past it says from when to when, and by which order."""
    _extend(world)
    _sync(world)
    world.today = today
    list(daily_round(world.inputs()))
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in (world.folder / "outbox").iterdir()
    ]
    (mail,) = [mail for mail in mails if "director" in str(mail["To"])]
    body = mail.get_body(("plain",))
    assert body is not None
    text = str(body.get_content())
    assert "Extended from 2026-12-31 to 2027-06-30 (Mayor, No. 15)" in " ".join(text.split())
    row = text.partition("I.1.1")[2].partition("I.1.2")[0]
    assert "2027-06-30" in row and "2026-12-31: " not in row


def test_the_amended_plan_that_holds_the_date_itself_says_so(world: World) -> None:
    """Each of the two keys that it may have by then leads to the line that the entry can go."""
    _extend(world)
    rows = ["1.\tСохранение сети\t\t\t", "1.1.\tЕжегодный мониторинг\tБюджет\tБиблиотека\t30.06.2027\tСоздан зал"]
    world.amend(rows)
    with pytest.raises(MappingError) as caught:
        world.inputs()
    (problem,) = caught.value.problems
    assert (problem.code, "take the entry out" in problem.hint) == ("deadline-unknown", True)
