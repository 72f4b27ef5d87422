"""The alert round of one plan, asked for without a terminal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from notify.delivery.mails import MailStatus
from sync.errors import LedgerLocked, NotPulled, UnsafeChange
from sync.ledger.store import Ledger
from sync.memory import RoundDays
from sync.runs.alerts import Chosen, explain_alerts, foresee_alerts, preview_alerts, send_alerts
from sync.runs.at_work import at_work
from sync.runs.reconcile import SyncOptions, synchronize
from sync.storage import locks
from tests.worlds.sync_world import PLAN_KEY, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town before its first sync, in the year after its first deadline."""
    return World(tmp_path)


def files(world: World) -> dict[Path, bytes]:
    """Everything that lies in the town's folder."""
    return {path: path.read_bytes() for path in world.folder.rglob("*") if path.is_file()}


def test_nothing_is_made_before_the_first_pull(world: World) -> None:
    """Neither a ledger nor a mail folder appears where there is nothing to tell."""
    before = files(world)
    for ask in (preview_alerts, send_alerts):
        with pytest.raises(NotPulled):
            ask(world.inputs())
    assert files(world) == before


def test_a_preview_leaves_no_trace(world: World) -> None:
    """What would be sent is told, as often as it is asked, and nothing is remembered."""
    world.sync()
    before = files(world)
    first, second = preview_alerts(world.inputs()).digests, preview_alerts(world.inputs()).digests
    assert [(digest.recipient.email, digest.kind) for digest in first] == [("director@example.org", "overdue")]
    assert [alert.key for alert in first[0].alerts] == [alert.key for alert in second[0].alerts] == ["I.1.1/2025"]
    assert files(world) == before


ONLY_READER = "  recipients:\n    - {name: Reader, email: reader@example.org, measures: [I.1.2]}\n"


def told(world: World, **chosen: Any) -> list[tuple[str, str]]:
    """A round: the reason and the key of everything that was told."""
    delivered = send_alerts(world.inputs(), chosen=Chosen(**chosen)).delivered
    return [(str(item["reason"]), str(item["key"])) for one in delivered for item in one.message.items]


def test_what_is_sent_lies_in_the_folder_and_is_not_sent_again(world: World) -> None:
    """One file for each message; in the same week there is nothing more to tell."""
    world.sync()
    (delivered,) = send_alerts(world.inputs()).delivered
    assert (delivered.message.recipient, delivered.status) == ("director@example.org", MailStatus.SENT)
    assert len(list((world.folder / "outbox").iterdir())) == 1
    assert send_alerts(world.inputs()).delivered == ()
    assert preview_alerts(world.inputs()).digests == ()


def test_what_was_late_before_the_first_round_is_a_backlog(world: World) -> None:
    """Told once in full and then with the month and the quarter; what turns late afterwards is news, and each week."""
    world.sync()
    assert told(world) == [("backlog", "I.1.1/2025")]
    world.today = date(2026, 3, 9)
    assert told(world) == []
    world.today = date(2026, 4, 1)
    assert told(world) == [("backlog", "I.1.1/2025")]
    world.today = date(2027, 1, 1)
    assert ("newly_late", "I.1.2/2026") in told(world)
    world.today = date(2027, 1, 2)
    assert told(world) == []
    world.today = date(2027, 1, 4)
    assert ("still_late", "I.1.2/2026") in told(world)


def test_a_round_for_some_leaves_the_week_to_all(world: World) -> None:
    """What one person was told is told to them; for the others the week has not begun."""
    world.today = date(2027, 1, 11)
    world.sync()
    assert told(world, only="reader@example.org") == [("backlog", "I.1.2/2026")]
    assert {key for _reason, key in told(world)} == {"I.1.1/2025", "I.1.1/2026", "I.1.2/2026"}
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        assert ledger.round_days() == RoundDays(world.today, world.today)


def test_on_a_day_off_nobody_is_told_and_nothing_is_missed(world: World) -> None:
    """New Year's week of the calendar; with the first working day it is told, and the round says that it was quiet."""
    world.configure("  calendar: ru\n")
    world.today = date(2026, 12, 1)
    world.sync()
    told(world)
    world.today = date(2027, 1, 2)
    quiet = send_alerts(world.inputs())
    assert (quiet.delivered, quiet.quiet) == ((), True)
    world.today = date(2027, 1, 11)
    assert ("newly_late", "I.1.2/2026") in told(world)


def test_before_the_hour_nobody_is_told(world: World) -> None:
    """By the clock of the plan's own zone; a day that a person names has no hour."""
    world.configure('  hours: {from: "12:00"}\n')
    world.map("timezone: Europe/Moscow")
    world.clock.at = datetime(2026, 3, 2, 8, 58, tzinfo=UTC)
    world.sync()
    assert send_alerts(world.by_the_clock()).quiet
    assert len(preview_alerts(world.inputs()).digests) == 1
    world.clock.at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert len(send_alerts(world.by_the_clock()).delivered) == 1


def test_what_waits_is_not_sent_on_a_day_off_unless_a_person_asks(world: World) -> None:
    """A run by cron leaves it queued; `vekha alerts` tries it at once."""
    world.configure("  calendar: ru\n")
    world.today = date(2026, 3, 6)
    world.sync()
    (world.folder / "outbox").write_text("", encoding="utf-8")
    send_alerts(world.inputs())
    (world.folder / "outbox").unlink()
    world.today = date(2026, 3, 7)
    assert send_alerts(world.inputs(), chosen=Chosen(at_once=False)).delivered == ()
    assert [one.status for one in send_alerts(world.inputs()).delivered] == [MailStatus.SENT]


def test_what_nobody_follows_is_known(world: World) -> None:
    """The keys of the open deadlines of which nobody is told; a week's first round says so."""
    text = world.config_path.read_text(encoding="utf-8")
    world.config_path.write_text(f"{text[: text.index('  recipients:')]}{ONLY_READER}", encoding="utf-8")
    world.sync()
    world.today = date(2026, 3, 2)
    rounds = [send_alerts(world.inputs())]
    world.today += timedelta(days=1)
    rounds.append(send_alerts(world.inputs()))
    assert [one.weekly for one in rounds] == [True, False]
    assert {one.unheard for one in rounds} == {("I.1.1/2025", "I.1.1/2026", "I.1.1/2027", "I.1.3/2028")}


ACCEPTED = "Принято до 15.02.2027"


def test_who_has_taken_note_is_left_in_peace(world: World) -> None:
    """«Принято» with a day holds until that day, and what is known of it comes from the issue's comments."""
    world.today = date(2026, 12, 1)
    world.sync()
    told(world)
    world.today = date(2027, 1, 4)
    world.clock.at = datetime(2027, 1, 4, 5, 0, tzinfo=UTC)
    world.edit("I.1.2", ACCEPTED)
    world.sync()
    reasons = {one.now.key: one.now.outcome.value for one in explain_alerts(world.inputs(), "I.1.2")}
    assert reasons == {"I.1.2/2026": "acknowledged"}
    assert ("newly_late", "I.1.2/2026") not in told(world)


def test_whoever_an_issue_is_assigned_to_is_told(world: World) -> None:
    """Where the config asks for it and the mapping has an address of the login; as the one who answers for the work."""
    world.configure("  assignees: true\n")
    world.map("people: {anna: {name: Anna, email: anna@example.org}, boris: {name: Boris, email: boris@example.org}}")
    world.today = date(2027, 1, 11)
    world.sync()
    world.edit("I.1.2", assignee="anna")
    world.sync()
    told = {one.message.recipient: one.message.items for one in send_alerts(world.inputs()).delivered}
    assert [item["key"] for item in told["anna@example.org"]] == ["I.1.2/2026"]
    assert "boris@example.org" not in told


def test_it_is_explained_why_somebody_is_told_or_not(world: World) -> None:
    """For every recipient and deadline, with what they were told before; nothing is written for it."""
    world.today = date(2027, 1, 11)
    world.sync()
    told(world)
    before = files(world)
    found = explain_alerts(world.inputs(), "I.1.1")
    assert [(one.now.recipient.name, one.now.key, one.now.outcome.value, len(one.told)) for one in found] == [
        ("Director", "I.1.1/2025", "one-a-day", 1),
        ("Reader", "I.1.1/2025", "out-of-scope", 0),
        ("Director", "I.1.1/2026", "one-a-day", 1),
        ("Reader", "I.1.1/2026", "out-of-scope", 0),
        ("Director", "I.1.1/2027", "one-a-day", 0),
        ("Reader", "I.1.1/2027", "out-of-scope", 0),
    ]
    assert [one.now.key for one in explain_alerts(world.inputs(), "I.1.2/2026")] == ["I.1.2/2026"] * 2
    assert explain_alerts(world.inputs(), "X.1") == ()
    assert files(world) == before


def test_what_is_to_come_is_shown(world: World) -> None:
    """Day by day, as the rounds will tell it if nobody does anything; nothing is written for it."""
    world.today = date(2026, 11, 23)
    world.sync()
    told(world)
    before = files(world)
    planned = [
        (one.day, one.recipient.name, {alert.reason.value for alert in one.alerts})
        for one in foresee_alerts(world.inputs(), 60)
    ]
    assert (date(2026, 11, 30), "Reader", {"before"}) in planned
    assert (date(2027, 1, 1), "Reader", {"newly_late"}) in planned
    assert files(world) == before


def test_the_configs_terms_are_kept_to(world: World) -> None:
    """How many days ahead a reminder comes is the operator's word, and so is who follows what."""
    world.configure("  before: [366]\n")
    world.sync()
    told = {
        digest.recipient.name: [alert.key for alert in digest.alerts]
        for digest in preview_alerts(world.inputs()).digests
    }
    assert told == {"Director": ["I.1.1/2026", "I.1.2/2026", "I.1.1/2025"], "Reader": ["I.1.2/2026"]}


def test_a_round_holds_the_ledger_and_a_preview_does_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another run is at work, looking is free and telling waits."""
    monkeypatch.setattr(locks, "PATIENCE", 0.0)
    world.sync()
    with at_work(world.inputs()):
        assert len(preview_alerts(world.inputs()).digests) == 1
        with pytest.raises(LedgerLocked):
            send_alerts(world.inputs())


def test_a_mail_folder_that_cannot_be_written_keeps_the_mail_queued(world: World) -> None:
    """It is told with the message, and the next round sends it."""
    world.sync()
    (world.folder / "outbox").write_text("", encoding="utf-8")
    (failed,) = send_alerts(world.inputs()).delivered
    assert failed.status is MailStatus.QUEUED
    assert failed.error is not None
    assert failed.error.code == "path-through-file"
    (world.folder / "outbox").unlink()
    assert [one.status for one in send_alerts(world.inputs()).delivered] == [MailStatus.SENT]


def test_a_corrupt_ledger_is_left_for_the_next_sync(world: World) -> None:
    """Without what was pulled there is nothing to tell; the file stays as it is."""
    world.sync()
    world.ledger_path.write_bytes(b"SQLite format 3\0" + b"no database" * 1000)
    before = files(world)
    for ask in (preview_alerts, send_alerts):
        with pytest.raises(NotPulled):
            ask(world.inputs())
    assert files(world) == before


# --- the safety limit of mails

YEARLY = tuple(
    f"1.{number}.\tЕжегодный обход\tБюджет\tБиблиотека\t2025 - 2028\tНе менее 4 отчетов" for number in range(1, 5)
)
KEYS = [f"I.1.{number}/{year}" for number in range(1, 5) for year in range(2025, 2029)]


@pytest.fixture
def grown(world: World) -> World:
    """A town in its third year, all of the past done and reported on, after a round by the clock."""
    world.amend(["1.\tСохранение сети\t\t\t", *YEARLY])
    world.clock.at = world_day(2025, 3, 1)
    by_cron(world)
    for key in KEYS[::4] + KEYS[1::4]:
        world.edit(key, "Fact: 4", status="done")
    world.clock.at = world_day(2027, 3, 1)
    by_cron(world, force=True)
    return world


def world_day(year: int, month: int, day: int) -> datetime:
    """The morning of a day."""
    return datetime(year, month, day, 9, 0, tzinfo=UTC)


def by_cron(world: World, *, force: bool = False) -> list[str]:
    """A sync and a round of alerts on the day of the clock: what was told as overdue."""
    synchronize(world.by_the_clock(), SyncOptions(force=force))
    sent = send_alerts(world.by_the_clock()).delivered
    return sorted({str(item["key"]) for one in sent for item in one.message.items if item["kind"] in LATE})


LATE = ("overdue", "escalation")


def mails(world: World) -> int:
    """How many mails were ever sent."""
    return len(list((world.folder / "outbox").glob("*.eml")))


BROKEN = "statuses: {done: in_progress}"


def test_statuses_that_no_longer_fit_tell_nobody(grown: World) -> None:
    """Each time it is said anew and no mail goes; what a person lets pass is what the next round is held against."""
    before = mails(grown)
    grown.map(BROKEN)
    grown.clock.at += timedelta(days=1)
    for _day in range(2):
        with pytest.raises(UnsafeChange) as refusal:
            by_cron(grown)
        assert refusal.value.code == "mails-unsafe"
        assert refusal.value.message.startswith("8 deadlines have turned late, such as I.1.1/2025, and since the last")
        assert mails(grown) == before
    preview = preview_alerts(grown.by_the_clock())
    assert [one.code for one in preview.refusals] == ["mails-unsafe"]
    assert len(preview.digests[0].alerts) == 8
    assert len(send_alerts(grown.by_the_clock(), chosen=Chosen(force=True)).delivered) == mails(grown) - before == 2
    grown.clock.at += timedelta(days=1)
    assert by_cron(grown) == []


def test_a_status_that_fits_again_needs_no_word(grown: World) -> None:
    """Nothing of the refused rounds is kept: the next is held against the last one that was sent."""
    grown.map(BROKEN)
    with pytest.raises(UnsafeChange):
        by_cron(grown)
    grown.map("")
    assert by_cron(grown) == []


def test_what_the_staff_open_again_is_told(grown: World) -> None:
    """One or many: they have changed the issues themselves."""
    grown.clock.at += timedelta(days=1)
    grown.edit(KEYS[0], status="in_progress")
    assert by_cron(grown) == [KEYS[0]]
    grown.clock.at += timedelta(days=1)
    for key in KEYS[4::4]:
        grown.edit(key, status="in_progress")
    assert by_cron(grown) == KEYS[4::4]


def test_a_year_without_a_run_and_the_plans_last_day_are_explained(grown: World) -> None:
    """All that turned late in between fell due in between, on one day as well."""
    grown.clock.at = world_day(2028, 1, 10)
    assert by_cron(grown) == KEYS[2::4]
    grown.clock.at = world_day(2029, 1, 1)
    assert by_cron(grown) == sorted(KEYS[2::4] + KEYS[3::4])


def test_a_day_that_a_person_named_is_neither_held_back_nor_remembered(grown: World) -> None:
    """A trial with a day far ahead leaves the next real round to be held against the last real one."""
    with Ledger.copied(grown.ledger_path, PLAN_KEY) as ledger:
        before = ledger.told_round()
    grown.today = date(2035, 1, 1)
    grown.map(BROKEN)
    grown.sync()
    assert send_alerts(grown.inputs()).delivered
    assert preview_alerts(grown.inputs()).refusals == ()
    with Ledger.copied(grown.ledger_path, PLAN_KEY) as ledger:
        assert ledger.told_round() == before
    with pytest.raises(UnsafeChange):
        send_alerts(grown.by_the_clock())


def test_a_preview_is_no_round(world: World) -> None:
    """It keeps nothing; the first round that is sent does."""
    world.sync()
    preview_alerts(world.by_the_clock())
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        assert ledger.told_round() is None
    send_alerts(world.by_the_clock())
    with Ledger.copied(world.ledger_path, PLAN_KEY) as ledger:
        told = ledger.told_round()
    assert told is not None
    assert (told.day, told.deadlines["I.1.2/2026"].due) == (date(2026, 3, 1), date(2026, 12, 31))


def test_where_nobody_is_told_nothing_is_held_against_anything(grown: World) -> None:
    """A config without recipients asks no question and remembers no round."""
    text = grown.config_path.read_text(encoding="utf-8")
    grown.config_path.write_text(text[: text.index("alerts:")], encoding="utf-8")
    grown.map(BROKEN)
    assert by_cron(grown) == []
    grown.config_path.write_text(text, encoding="utf-8")
    with pytest.raises(UnsafeChange):
        by_cron(grown)
