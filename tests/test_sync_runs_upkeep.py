"""The watch over a plan's runs, with its real ledger: what the operator gets, run by run, and what the stamp says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed

from notify.delivery.outbox import Outbox
from notify.upkeep.record import UpkeepRecord
from notify.upkeep.telling import Letters, queue_of
from notify.upkeep.troubles import Trouble
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.config.loading import load_config
from sync.errors import Purpose, TokenRefused, UnsafeChange
from sync.ledger.store import Ledger
from sync.runs.alerts import Telling
from sync.runs.at_work import at_work
from sync.runs.daily import Told
from sync.runs.upkeep import RunWatch
from sync.storage import locks
from sync.trackers.embedded.adapter import EmbeddedTracker
from tests.standins.mail_server import Conversation, Mailbox, serving
from tests.worlds.sync_world import CONFIG, PLAN_KEY, World

OPERATOR = "op@example.org"
STAMP = f"operator: {{email: {OPERATOR}, stamp: vekha.prom}}\n"
DAY = timedelta(days=1)


class Town(World):
    """A town whose operator is told; the folder of mails is read as the operator reads it."""

    def set_up(self, text: str = CONFIG, operator: str = STAMP) -> None:
        """Write the config."""
        self.config_path.write_text(text + operator, encoding="utf-8")

    def run(self, *words: str) -> int:
        """A run as cron starts it."""
        return run(["-q", "-c", str(self.config_path), "run", *words], App(now=self.clock))

    def letters(self) -> list[str]:
        """The subjects of the letters so far, in their order, without the plan's name."""
        found = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in self.files()]
        return [str(one["Subject"]).partition(" — ")[0] for one in found if one["To"] == OPERATOR]

    def files(self) -> list[Path]:
        """The mails that were left, the oldest first."""
        return sorted((self.folder / "outbox").glob("*.eml"), key=lambda one: one.stat().st_mtime_ns)

    def later(self, **ahead: float) -> None:
        """Let time go by."""
        self.clock.at += timedelta(**ahead)

    def metrics(self) -> dict[str, float]:
        """The stamp's values, by the name with what tells its samples apart."""
        text = (self.folder / "vekha.prom").read_text(encoding="utf-8")
        return {
            " ".join(
                [one.name, *(value for name, value in one.labels.items() if name in ("state", "status"))]
            ): one.value
            for family in parsed(text)
            for one in family.samples
        }

    def bad(self) -> set[str]:
        """What the stamp calls bad."""
        return {name.partition(" ")[2] for name, value in self.metrics().items() if "state_bad" in name and value}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A town before its first run, with nothing late."""
    made = Town(tmp_path)
    made.clock.at = datetime(2025, 3, 3, 9, tzinfo=UTC)
    made.set_up()
    return made


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A tracker that refuses the token, until it is called to take it again."""
    fetch = EmbeddedTracker.fetch

    def refused(_self: EmbeddedTracker) -> None:
        raise TokenRefused("token-refused", "the tracker does not accept the token", Purpose("embedded", "fetch"))

    monkeypatch.setattr(EmbeddedTracker, "fetch", refused)
    yield lambda: monkeypatch.setattr(EmbeddedTracker, "fetch", fetch)


def test_without_the_block_nothing_is_watched(town: Town) -> None:
    """No state is kept, and no file appears."""
    town.set_up(operator="")
    assert town.run() == ExitCode.DONE
    with Ledger.copied(town.ledger_path, PLAN_KEY) as ledger:
        assert UpkeepRecord(ledger.engine, PLAN_KEY).recall() == {}
    assert not (town.folder / "vekha.prom").exists()


def test_a_good_run_writes_to_nobody_and_leaves_its_stamp(town: Town) -> None:
    """Every state is good, and the times are those of the run."""
    assert town.run() == ExitCode.DONE
    assert town.letters() == []
    metrics = town.metrics()
    assert metrics["vekha_last_run_exit_code"] == metrics["vekha_failed_items"] == 0
    assert town.bad() == set()
    now = town.clock.at.timestamp()
    for name in ("vekha_last_run_timestamp_seconds", "vekha_last_sync_timestamp_seconds"):
        assert now - 60 < metrics[name] <= now
    assert metrics["vekha_last_mail_timestamp_seconds"] == 0


def test_a_fortnight(town: Town) -> None:
    """Two runs a day, of which those of ten days fail: each turn is told once, and once a week in between."""
    town.run()
    hidden = town.folder / "hidden.txt"
    told: list[tuple[int, str]] = []
    for half in range(2, 30):
        town.later(hours=12)
        if half == 2:
            (town.folder / "plan.txt").rename(hidden)
        if half == 22:
            hidden.rename(town.folder / "plan.txt")
        code = town.run()
        assert bool(code) is (2 <= half < 22)
        new = town.letters()[len(told) :]
        told += [(half, subject) for subject in new]
        assert ("sync" in town.bad()) is (3 <= half < 22)
    assert told == [
        (3, "The tracker cannot be synchronized"),
        (5, "Nothing has been pulled from the tracker for two days"),
        (17, "Still not in order: the tracker cannot be synchronized"),
        (19, "Still not in order: nothing has been pulled from the tracker for two days"),
        (22, "The tracker is synchronized again, and 1 more"),
    ]
    assert town.metrics()["vekha_mails sent"] == 5


def test_a_token_that_is_refused_is_told_at_once(town: Town, away: Callable[[], None]) -> None:
    """It does not wait for a second time; when the token is taken again, that is told, too."""
    assert town.run() == ExitCode.NO_PERMISSION
    assert town.letters() == ["The tracker does not accept the token"]
    town.later(hours=1)
    town.run()
    town.later(hours=1)
    town.run()
    assert town.letters()[1:] == ["The tracker cannot be synchronized"]
    away()
    assert town.run() == ExitCode.DONE
    assert town.letters()[2:] == ["The tracker is synchronized again, and 1 more"]


@pytest.mark.usefixtures("away")
def test_a_letter_tells_all_that_is_wrong(town: Town) -> None:
    """What was told before stands in it, too, with the error's own line."""
    town.run()
    town.later(hours=1)
    town.run()
    body = message_from_bytes(town.files()[-1].read_bytes(), policy=policy.default).get_body(("plain",))
    assert body is not None
    text = " ".join(body.get_content().split())
    assert "Reported before, and still not in order - The tracker does not accept the token" in text
    assert "embedded: the tracker does not accept the token [token-refused]" in text


def test_a_plan_that_cannot_be_read_is_told_by_its_key(town: Town) -> None:
    """The watch needs no more than the config: not even a ledger has to be there."""
    (town.folder / "plan.txt").unlink()
    for _run in range(2):
        assert town.run() == ExitCode.WRONG_INPUT
    (letter,) = town.files()
    assert "town" in str(message_from_bytes(letter.read_bytes(), policy=policy.default)["Subject"])
    assert town.metrics()["vekha_last_run_exit_code"] == ExitCode.WRONG_INPUT


def test_somebody_who_is_not_reached(town: Town) -> None:
    """A mail that was refused is told to the operator; the next that arrives ends it. Each once."""
    box, refused = Mailbox(), {"director@example.org"}
    talks: list[Conversation] = []

    def talk() -> Conversation:
        def fault(stage: str) -> str | None:
            recipient = talks[-1]._recipient
            return "never" if stage == "dot" and any(one in recipient for one in refused) else None

        talks.append(Conversation(box, fault))
        return talks[-1]

    def told() -> list[str]:
        mails = [message_from_bytes(one.raw, policy=policy.default) for one in box.taken]
        return [str(one["Subject"]).partition(" — ")[0] for one in mails if OPERATOR in str(one["To"])]

    with serving(talk) as port:
        town.set_up(CONFIG.replace("outbox, path: outbox,", f"smtp, host: localhost, port: {port}, security: none,"))
        town.clock.at = datetime(2026, 1, 12, 9, tzinfo=UTC)
        assert town.run() == ExitCode.FAILED
        assert told() == ["Not all mail arrives"]
        body = message_from_bytes(box.taken[-1].raw, policy=policy.default).get_body(("plain",))
        assert body is not None and "director@example.org (mail-content-refused:" in body.get_content()
        assert town.bad() == {"mail"}
        town.later(hours=1)
        town.run()
        assert told() == ["Not all mail arrives"]
        refused.clear()
        town.later(days=7)
        town.run()
        assert town.bad() == set()
        assert told() == ["Not all mail arrives", "Mail arrives again"]


@pytest.mark.usefixtures("away")
def test_what_cannot_be_mailed_waits_and_goes_as_one(town: Town) -> None:
    """While the folder of mails cannot be written the newest letter waits in the place of the others."""
    (town.folder / "outbox").write_text("", encoding="utf-8")
    for _hour in range(3):
        assert town.run() == ExitCode.NO_PERMISSION
        town.later(hours=1)
    assert town.bad() == {"sync", "token"}
    assert town.metrics()["vekha_mails queued"] == 1
    (town.folder / "outbox").unlink()
    town.run()
    assert town.letters() == ["The tracker cannot be synchronized, and 1 more"]


def test_a_letter_that_was_given_up_is_written_anew(town: Town, away: Callable[[], None]) -> None:
    """What it told counts as told no longer."""
    (town.folder / "outbox").write_text("", encoding="utf-8")
    town.run()
    town.later(days=4)
    town.run()
    (town.folder / "outbox").unlink()
    town.later(hours=1)
    town.run()
    assert len(town.letters()) == 1
    away()
    town.run()
    assert len(town.letters()) == 2


@pytest.mark.usefixtures("away")
def test_a_redirected_letter_counts_as_untold(town: Town) -> None:
    """For a trial every run writes it to the trial's reader; the operator gets it when the trial is over."""
    mail = "sender: vekha@example.org"
    town.set_up(CONFIG.replace(mail, f"{mail}, redirect: trial@example.org"))
    for _run in range(2):
        town.run()
        town.later(hours=1)
    readers = [message_from_bytes(one.read_bytes())["To"] for one in town.files()]
    assert readers == ["trial@example.org"] * 2
    town.set_up()
    town.run()
    assert town.letters() == ["The tracker cannot be synchronized, and 1 more"]


def test_in_a_trial_without_trouble_nobody_is_written_to(town: Town) -> None:
    """Neither the trial's reader nor the operator."""
    mail = "sender: vekha@example.org"
    town.set_up(CONFIG.replace(mail, f"{mail}, redirect: trial@example.org"))
    assert town.run() == ExitCode.DONE
    assert town.files() == []


def test_a_token_that_ends_soon(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told a fortnight before, and its day stands in the stamp; a tracker that does not answer says nothing."""
    answer: list[date | TokenRefused] = [date(2025, 3, 20)]

    def ends(_tracker: object) -> date:
        if isinstance(answer[0], TokenRefused):
            raise answer[0]
        return answer[0]

    monkeypatch.setattr("sync.runs.upkeep.token_end", ends)
    town.run()
    assert town.letters() == []
    town.later(days=4)
    town.run()
    answer[0] = TokenRefused("token-refused", "no", Purpose("gitlab", "check"))
    town.run()
    assert town.letters() == ["The tracker's token ends soon"]
    assert "vekha_token_end_timestamp_seconds" not in town.metrics()
    answer[0] = date(2026, 3, 20)
    town.run()
    assert town.letters()[1:] == ["The tracker's token no longer ends soon"]
    assert town.metrics()["vekha_token_end_timestamp_seconds"] == datetime(2026, 3, 20, tzinfo=UTC).timestamp()


def test_a_year_that_the_calendar_lacks(town: Town) -> None:
    """It is judged by the machine's day, and not by one that a person named."""
    town.set_up(CONFIG.replace("alerts:\n", "alerts:\n  calendar: own.yaml\n"))
    calendar, year = town.folder / "own.yaml", "{days_off: [], work_days: [], source: a decree}"
    calendar.write_text(f"years:\n  2024: {year}\n", encoding="utf-8")
    assert town.run("--today", "2025-03-03") == ExitCode.DONE
    assert town.letters() == []
    town.run()
    assert town.letters() == ["The calendar of working days lacks a year"]
    calendar.write_text(f"years:\n  2024: {year}\n  2025: {year}\n", encoding="utf-8")
    town.run()
    assert town.letters()[1:] == ["The calendar of working days is complete"]


def test_deadlines_of_which_nobody_is_told(town: Town) -> None:
    """The round of alerts finds them."""
    for keys, subject in (
        (("I.1.1/2025", "I.1.2/2026"), "There are deadlines that nobody is notified of"),
        ((), "Somebody is notified of every deadline"),
    ):
        watch = RunWatch(load_config(town.config_path), town.clock)
        watch.saw(Told(Telling(unheard=keys)))
        assert list(watch.settle()) == []
        assert town.letters()[-1] == subject


def test_what_fails_after_the_sync_is_not_the_syncs(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails that the safety limits refuse are told by the run, and leave every state good."""

    def refused(*_all: object) -> None:
        raise UnsafeChange("mails-unsafe", "no")

    monkeypatch.setattr("sync.runs.daily.send_alerts", refused)
    for _run in range(2):
        assert town.run() == ExitCode.REFUSED
    assert (town.letters(), town.bad()) == ([], set())


def test_a_fault_of_ours_is_a_failure_too(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the sync ends with, it has not gone through."""

    def broken(_self: EmbeddedTracker) -> None:
        raise ValueError("a fault")

    monkeypatch.setattr(EmbeddedTracker, "fetch", broken)
    for _run in range(2):
        assert town.run() == ExitCode.FAILED
    assert town.letters() == ["The tracker cannot be synchronized"]


def test_another_run_at_work_is_nobodys_trouble(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told once; what is known stays, and the stamp goes by it."""
    monkeypatch.setattr(locks, "PATIENCE", 0.0)
    town.run()
    synced = town.metrics()["vekha_last_sync_timestamp_seconds"]
    town.later(hours=1)
    with at_work(town.by_the_clock()):
        for _run in range(3):
            assert town.run() == ExitCode.TRY_LATER
            assert capsys.readouterr().err.count("[ledger-locked]") == 1
    metrics = town.metrics()
    assert (metrics["vekha_last_run_exit_code"], metrics["vekha_last_sync_timestamp_seconds"]) == (75, synced)
    town.run()
    assert town.letters() == []


def test_a_ledger_that_is_none_leaves_a_bare_stamp(town: Town) -> None:
    """Nothing can be kept or told; how the run ended still shows."""
    town.ledger_path.write_text("a letter to my aunt", encoding="utf-8")
    assert town.run() == ExitCode.WRONG_INPUT
    metrics = town.metrics()
    assert metrics["vekha_last_run_exit_code"] == ExitCode.WRONG_INPUT
    assert "vekha_last_sync_timestamp_seconds" not in metrics
    assert town.ledger_path.read_text(encoding="utf-8") == "a letter to my aunt"


def test_a_corrupt_ledger_that_the_watch_meets_first_is_told(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    """The run broke off before it opened the ledger."""
    town.run()
    town.ledger_path.write_bytes(b"SQLite format 3\0" + b"no database" * 1000)
    (town.folder / "plan.txt").unlink()
    capsys.readouterr()
    assert town.run() == ExitCode.WRONG_INPUT
    assert "[ledger-corrupt]" in capsys.readouterr().err


@pytest.mark.usefixtures("away")
def test_a_lost_ledger_tells_again_what_is_wrong_now(town: Town) -> None:
    """As a managers' mail would."""
    town.run()
    town.ledger_path.unlink()
    town.later(days=1)
    town.run()
    assert town.letters() == ["The tracker does not accept the token"] * 2


@pytest.mark.usefixtures("away")
def test_a_run_killed_between_keeping_and_queueing_loses_nothing_and_tells_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept names a letter that no queue knows: the next run makes that letter."""

    def killed(*_all: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Letters, "queue", killed)
        town.run()
    with Ledger.copied(town.ledger_path, PLAN_KEY) as ledger:
        kept = UpkeepRecord(ledger.engine, PLAN_KEY).recall()[Trouble.TOKEN]
    assert kept.letter and town.letters() == []
    town.later(hours=1)
    town.run()
    (letter,) = town.files()
    assert message_from_bytes(letter.read_bytes())["Message-ID"] != ""
    assert len(town.letters()) == 1


@pytest.mark.usefixtures("away")
def test_a_run_killed_between_sending_and_marking_sends_the_same_letter(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same Message-ID, which in a folder is the same file."""

    def killed(*_all: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "mark_sent", killed)
        town.run()
    (first,) = town.files()
    shutil.copy(first, town.folder / "first.eml")
    town.run()
    with Ledger.copied(town.ledger_path, PLAN_KEY) as ledger:
        assert Outbox(ledger.engine, queue_of(PLAN_KEY)).pending() == []
    assert (town.folder / "first.eml").read_bytes() in [one.read_bytes() for one in town.files()]
    names = [message_from_bytes(one.read_bytes())["Message-ID"] for one in town.files()]
    assert len(names) == len(set(names)) == 2
