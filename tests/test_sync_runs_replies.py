"""Answers by mail from the mailbox into the tracker and back: what is taken, posted, pulled, confirmed and filed."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from mappings.errors import ConfigError
from mappings.progress import DeadlineState
from notify.replies.admission import Refusal
from sync.errors import LedgerLocked, Purpose, Transient
from sync.ledger.store import Ledger
from sync.runs.alerts import preview_alerts, send_alerts
from sync.runs.daily import daily_round
from sync.runs.replies import Replied, preview_answers, preview_mail, take_answers
from sync.runs.revert import take_back
from sync.trackers.embedded.adapter import EmbeddedTracker
from tests.standins.mailbox import FakeMailbox
from tests.worlds.answering_town import CONFIG, READER, AnsweringTown
from tests.worlds.sync_world import PLAN_KEY, ROWS

ITEM = "I.1.1/2025"
AWAY = Transient("tracker-away", "no answer", Purpose("embedded", "fetch", ""))


def away(_self: EmbeddedTracker) -> Any:
    """A tracker that does not answer."""
    raise AWAY


@pytest.fixture
def town(tmp_path: Path) -> AnsweringTown:
    """A town whose executor has got a digest of one late deadline."""
    return AnsweringTown(tmp_path)


@pytest.fixture
def digest(town: AnsweringTown) -> Message:
    """That digest."""
    return town.send_digest()


def refusals(replied: Replied) -> list[Refusal | None]:
    """Why each mail was refused, None for those that were taken."""
    return [one.refusal for one in replied.heard]


def text_of(raw: bytes) -> str:
    """The text part of a mail."""
    part = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


# --- the way of an answer ---


def test_an_answer_goes_all_the_way(town: AnsweringTown, digest: Message) -> None:
    """Posted once with its origin, pulled, confirmed to the configured address, put into the folder of the taken."""
    town.write(digest, f"{ITEM}\nFact: 5\nReason: snow\nAccepted until 15.04.2026\n")
    replied = town.take()
    (said,) = town.said(ITEM)
    assert said.startswith(
        "Fact: 5\nReason: snow\nAccepted until 2026-04-15\nBy mail: Анна Ильина, 2026-03-01\n\nvekha: r-"
    )
    (confirmed,) = town.confirmations()
    assert (confirmed.recipient, confirmed.status) == (READER, "sent")
    assert confirmed.subject.startswith("Your answer was accepted: 1 measure")
    assert [len(mails) for mails in town.box.folders.values()] == [1]
    assert not town.box.inbox
    assert (replied.waiting, replied.failures) == (0, ())
    with Ledger.copied(town.ledger_path, PLAN_KEY) as ledger:
        report = ledger.reports()[ITEM]
    assert [(str(line.value), line.author) for line in report.lines] == [("5", "Анна Ильина")]
    assert report.acknowledged is not None
    assert report.acknowledged.until == date(2026, 4, 15)


def test_a_second_run_finds_nothing_to_do(town: AnsweringTown, digest: Message) -> None:
    """Nothing is posted, confirmed or asked of the tracker twice."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    town.take()
    again = town.take()
    assert (again.heard, again.posting.answers, again.traffic) == ((), (), None)
    assert len(town.said(ITEM)) == len(town.confirmations()) == 1


def test_what_is_not_understood_is_told_and_not_written(town: AnsweringTown, digest: Message) -> None:
    """A figure that is none, an item that the digest did not tell: the confirmation says so, the tracker nothing."""
    town.write(digest, f"{ITEM}\nFact: about ten\nI.1.2/2026\nFact: 7\n")
    replied = town.take()
    assert town.said(ITEM) == []
    (confirmed,) = town.confirmations()
    text = text_of(confirmed.raw)
    assert "about ten" in text
    assert "I.1.2" in text
    assert (replied.posting.run, replied.waiting) == (None, 0)


def test_files_are_not_read_and_that_is_said(town: AnsweringTown, digest: Message) -> None:
    """A word in the confirmation."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    mail = message_from_bytes(town.box.inbox.pop().raw, policy=policy.default)
    mail.add_attachment(b"Fact: 99", maintype="text", subtype="plain", filename="report.txt")
    town.box.put(mail.as_bytes())
    town.take()
    (confirmed,) = town.confirmations()
    assert "Attached files are not read" in text_of(confirmed.raw)
    assert town.said(ITEM)[0].startswith("Fact: 5\n")


def test_two_answers_of_one_issue_come_in_their_order(town: AnsweringTown, digest: Message) -> None:
    """Both stand there; the later figure counts."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    town.write(digest, f"{ITEM}\nFact: 6\n")
    town.take()
    assert [said.partition("\n")[0] for said in town.said(ITEM)] == ["Fact: 5", "Fact: 6"]
    assert town.figures(ITEM) == ["6"]


def test_the_next_digest_tells_it_as_settled(town: AnsweringTown, digest: Message) -> None:
    """A figure that was asked for and came by mail is not asked for again, once the clerk has closed the issue."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    town.take()
    town.edit(ITEM, status="done")
    town.sync()
    town.today = date(2027, 1, 11)
    (told,) = [alert for one in preview_alerts(town.inputs()).digests for alert in one.alerts if alert.key == ITEM]
    assert (told.reason.value, told.case.deadline.state) == ("closed", DeadlineState.DONE)


def test_another_date_is_told_to_the_head(tmp_path: Path) -> None:
    """It changes nothing in the tracker; the next weekly digest of the head says what was asked for."""
    town = AnsweringTown(tmp_path)
    head = "    - {name: Head, email: head@lib.example, role: head}\n"
    town.config_path.write_text(CONFIG.replace("replies:", f"{head}replies:"), encoding="utf-8")
    town.sync()
    send_alerts(town.inputs())
    (name,) = [one for one in town.sent() if READER in str(town.mail(one)["To"])]
    due = town.issue(ITEM).due
    town.write(town.mail(name), f"{ITEM}\nDue: 01.05.2026\n")
    town.take()
    assert town.issue(ITEM).due == due
    town.today += timedelta(days=8)
    told = [
        alert for one in preview_alerts(town.inputs()).digests for alert in one.alerts if one.person.startswith("head")
    ]
    assert ("wished", ITEM) in [(alert.reason.value, alert.key) for alert in told]


def test_a_run_takes_answers_before_it_sums_up(
    town: AnsweringTown, digest: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its summary and its mails know what was answered."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    monkeypatch.setattr("sync.runs.daily.take_answers", lambda inputs, watch: take_answers(inputs, watch, town.opening))
    steps = [type(step).__name__ for step in daily_round(town.inputs())]
    assert steps == ["Reconciliation", "Replied", "Page", "Told"]
    assert town.figures(ITEM) == ["5"]


def test_what_an_answer_said_can_be_taken_back(town: AnsweringTown, digest: Message) -> None:
    """By `vekha undo`, as an imported report is: the figure counts no more, and nothing is deleted."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    run = town.take().posting.run
    assert run is not None
    take_back(town.inputs(), run)
    town.sync()
    assert len(town.said(ITEM)) == 2
    assert town.figures(ITEM) == []
    town.take()
    assert len(town.said(ITEM)) == 2


# --- who may not speak ---


@pytest.mark.parametrize(
    ("headers", "refusal"),
    [
        ({"Auto_Submitted": "auto-replied"}, Refusal.AUTOMATIC),
        ({"To": "otvet@lib.example", "In_Reply_To": "<other@lib.example>"}, Refusal.TOKEN_MISSING),
        ({"From": "Somebody <else@lib.example>"}, Refusal.SENDER_NOT_RECIPIENT),
    ],
    ids=["automatic", "no token", "another sender"],
)
def test_who_may_not_speak_is_not_answered(
    town: AnsweringTown, digest: Message, headers: dict[str, str], refusal: Refusal
) -> None:
    """Nothing is written anywhere; the mail goes into the folder of the refused."""
    town.write(digest, f"{ITEM}\nFact: 5\n", **headers)
    assert refusals(town.take()) == [refusal]
    assert (town.said(ITEM), town.confirmations()) == ([], [])
    assert list(town.box.folders) == ["Vekha-refused"]


def test_mails_of_its_own_that_come_back_are_no_answers(town: AnsweringTown, digest: Message) -> None:
    """Where a recipient is the address of the answers itself, digests and confirmations go round no circle."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    town.take()
    (confirmed,) = town.confirmations()
    town.box.put(digest.as_bytes(), confirmed.raw)
    assert refusals(town.take()) == [Refusal.AUTOMATIC] * 2
    assert len(town.confirmations()) == 1


def test_two_runs_at_once_take_an_answer_once(town: AnsweringTown, digest: Message) -> None:
    """The second finds the plan held, and nothing is taken beside the first."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    with (
        Ledger.opened(town.ledger_path, PLAN_KEY, now=town.clock()),
        ThreadPoolExecutor(1) as other,
        pytest.raises(LedgerLocked),
    ):
        other.submit(town.take).result()
    town.take()
    assert len(town.said(ITEM)) == 1


def test_a_replayed_mail_says_nothing_new(town: AnsweringTown, digest: Message) -> None:
    """The same Message-ID again, with other words: taken before."""
    town.write(digest, f"{ITEM}\nFact: 5\n", Message_ID="<same@lib.example>")
    town.take()
    town.write(digest, f"{ITEM}\nFact: 500\n", Message_ID="<same@lib.example>")
    assert refusals(town.take()) == [Refusal.ALREADY]
    assert len(town.said(ITEM)) == len(town.confirmations()) == 1


def test_a_flood_is_cut_off(tmp_path: Path) -> None:
    """Of one person's answers to one digest so many a day are taken as the config says."""
    town = AnsweringTown(tmp_path)
    town.config_path.write_text(CONFIG.replace("per_day: 1000", "per_day: 2"), encoding="utf-8")
    digest = town.send_digest()
    for number in range(4):
        town.write(digest, f"{ITEM}\nFact: {number}\n")
    assert refusals(town.take()) == [None, None, Refusal.TOO_MANY, Refusal.TOO_MANY]
    town.clock.at += timedelta(days=1)
    town.write(digest, f"{ITEM}\nFact: 7\n")
    assert refusals(town.take()) == [None]


def test_what_is_too_large_is_not_even_fetched(town: AnsweringTown, digest: Message) -> None:
    """Told by its size alone."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    town.box.lies = {1: 10_000_001}
    assert refusals(town.take()) == [Refusal.TOO_BIG]
    assert town.box.fetched == []


def test_old_mail_is_left_alone(town: AnsweringTown, digest: Message) -> None:
    """What came in before any digest that can still be answered is not looked at, however much it is."""
    town.box.put(*[b"From: x@y.example\r\n\r\nhello"] * 500, day=town.today - timedelta(days=61))
    town.write(digest, f"{ITEM}\nFact: 5\n")
    town.take()
    assert town.box.fetched == [501]
    assert len(town.box.inbox) == 500


def test_a_run_looks_at_so_many_mails(tmp_path: Path) -> None:
    """The rest is for the next one."""
    town = AnsweringTown(tmp_path)
    town.config_path.write_text(CONFIG + "  per_run: 3\n", encoding="utf-8")
    digest = town.send_digest()
    for number in range(5):
        town.write(digest, f"{ITEM}\nFact: {number}\n")
    assert len(town.take().heard) == 3
    assert len(town.take().heard) == 2
    assert len(town.said(ITEM)) == 5


# --- what goes wrong ---


def test_a_tracker_that_is_away_loses_nothing(
    town: AnsweringTown, digest: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was taken waits in the ledger, its mail in the mailbox; the next run goes on."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    with monkeypatch.context() as patched:
        patched.setattr(EmbeddedTracker, "fetch", away)
        replied = town.take()
    assert [error.code for error in replied.failures] == ["tracker-away"]
    assert (replied.waiting, len(town.box.inbox), town.confirmations()) == (1, 1, [])
    assert town.take().waiting == 0
    assert len(town.said(ITEM)) == len(town.confirmations()) == 1


def test_a_mailbox_that_is_away_stops_nothing_else(
    town: AnsweringTown, digest: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was taken before is posted all the same, and told."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    with monkeypatch.context() as patched:
        patched.setattr(EmbeddedTracker, "fetch", away)
        town.take()
    town.box.fault = lambda call, _number: "before" if call == "open" else None
    replied = town.take()
    assert [error.code for error in replied.failures] == ["mailbox-broken-off"] * 2
    assert len(town.said(ITEM)) == 1


def test_an_issue_that_is_gone_is_told(town: AnsweringTown, digest: Message) -> None:
    """What cannot be written anywhere comes back in the confirmation, and waits for nothing."""
    town.delete(ITEM)
    town.write(digest, f"{ITEM}\nFact: 5\n")
    assert town.take().waiting == 0
    (confirmed,) = town.confirmations()
    assert "could not be written" in text_of(confirmed.raw)
    assert "Fact: 5" in text_of(confirmed.raw)


def test_an_answer_waits_for_a_renumbering(town: AnsweringTown, digest: Message) -> None:
    """An amendment that the next sync has to do first moves the number; the answer goes where the measure went."""
    town.amend([ROWS[0], ROWS[1].replace("1.1.", "1.5.", 1), *ROWS[2:]])
    town.map("renamed: {I.1.1: I.1.5}")
    town.write(digest, f"{ITEM}\nFact: 5\n")
    assert town.take().waiting == 1
    town.sync(force=True)
    assert town.take().waiting == 0
    assert len(town.said("I.1.5/2025")) == 1


def test_a_mailbox_made_anew_brings_no_second_comment(town: AnsweringTown, digest: Message) -> None:
    """The same mail under another number is the same mail, settled or not."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    town.box.moves = False
    town.take()
    town.box.renumber()
    again = town.take()
    assert refusals(again) == [Refusal.ALREADY]
    assert len(town.said(ITEM)) == len(town.confirmations()) == 1


def test_a_comment_that_the_clerk_deleted_stays_deleted(town: AnsweringTown, digest: Message) -> None:
    """An answer is said once, even where its mail is met anew."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    town.take()
    with sqlite3.connect(town.folder / "tracker.db") as tracker:
        tracker.execute("DELETE FROM comments")
    tracker.close()
    town.box.renumber()
    town.take()
    assert town.said(ITEM) == []


def test_a_trial_goes_elsewhere(tmp_path: Path) -> None:
    """With `mail.redirect` the confirmation goes there, and nothing waits in the queue."""
    town = AnsweringTown(tmp_path)
    digest = town.send_digest()
    redirected = CONFIG.replace("reply_to:", "redirect: trial@lib.example, reply_to:")
    town.config_path.write_text(redirected, encoding="utf-8")
    town.write(digest, f"{ITEM}\nFact: 5\n")
    (sent,) = town.take().confirmations
    assert (sent.message.recipient, town.confirmations()) == ("trial@lib.example", [])
    assert town.take().waiting == 0


def test_a_look_changes_nothing(town: AnsweringTown, digest: Message) -> None:
    """Neither the ledger, nor the mailbox, nor the tracker; a mail of a file is judged likewise."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    before = town.ledger_path.read_bytes()
    (heard,) = preview_answers(town.inputs(), opening=town.opening).heard
    alone = preview_mail(town.inputs(), town.box.inbox[0].raw)
    assert heard.answer == alone.answer
    assert heard.answer is not None
    assert [(one.item, one.text) for one in heard.answer.facts] == [(ITEM, "5")]
    assert (town.said(ITEM), town.ledger_path.read_bytes(), len(town.box.inbox)) == ([], before, 1)


def test_without_the_block_answers_are_off(tmp_path: Path) -> None:
    """That is said, and no mailbox is asked."""
    town = AnsweringTown(tmp_path)
    town.config_path.write_text(CONFIG.partition("replies:")[0], encoding="utf-8")
    with pytest.raises(ConfigError, match="answers by mail are off"):
        town.take()
    assert FakeMailbox(town.today).called == town.box.called
