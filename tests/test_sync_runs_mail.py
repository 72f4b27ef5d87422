"""The mail of one plan by a real connection: what is told, what it ends with, and the levers for a trial."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from notify.delivery.outbox import Outbox
from notify.letters.digest import make_digest
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.config.servers import is_here
from sync.ledger.store import Ledger
from sync.runs.alerts import Chosen, send_alerts
from sync.runs.health import diagnose
from tests.standins.mail_server import PASSWORD, USER, Conversation, Mailbox, serving
from tests.worlds.sync_world import PLAN_KEY, World

OUTBOX = "{kind: outbox, path: outbox, sender: vekha@example.org}"
BY_CRON = Chosen(at_once=False)
DIRECTOR, READER = "director@example.org", "reader@example.org"


class Town(World):
    """A town with a mail server of its own whose faults a test sets, by stage and then by recipient."""

    def connect(self, port: int, box: Mailbox, more: str = "") -> None:
        """Send by this server from now on."""
        self.box, self.port = box, port
        text = self.config_path.read_text(encoding="utf-8")
        server = f"{{kind: smtp, host: localhost, port: {port}, security: none, sender: vekha@example.org{more}}}"
        before, _old, rest = text.partition("mail: ")
        self.config_path.write_text(f"{before}mail: {server}\n{rest.partition(chr(10))[2]}", encoding="utf-8")

    def send(self, chosen: Chosen = Chosen()) -> list[tuple[str, str, str]]:  # noqa: B008 - frozen
        """A round of alerts: what became of each message."""
        told = send_alerts(self.inputs(), chosen=chosen).delivered
        return [(one.message.recipient, one.status.value, one.error.code if one.error else "") for one in told]

    def command(self, *words: str) -> int:
        """A command of the command line."""
        return run([*words[:1], "-c", str(self.config_path), *words[1:]], App(now=self.clock))

    def arrived(self) -> list[EmailMessage]:
        """The mails the server has taken."""
        return [message_from_bytes(one.raw, policy=policy.default) for one in self.box.taken]

    def told(self, address: str) -> set[str]:
        """The keys that count as told to somebody."""
        with Ledger.copied(self.ledger_path, PLAN_KEY) as ledger:
            found = Outbox(ledger.engine, PLAN_KEY).remembered().get(address)
            return set(found.told) if found is not None else set()


@pytest.fixture
def faults() -> dict[str, str]:
    """What goes wrong at which stage."""
    return {}


@pytest.fixture
def town(tmp_path: Path, faults: dict[str, str]) -> Iterator[Town]:
    """A town in 2027, synchronized, with two deadlines late for the director and one for the reader."""
    world, box = Town(tmp_path), Mailbox()
    world.clock.at = datetime.fromisoformat("2025-12-01T09:00:00+00:00")
    world.sync()
    world.clock.at = datetime.fromisoformat("2027-01-11T09:00:00+00:00")
    world.today = date(2027, 1, 11)
    world.sync()
    with serving(lambda: Conversation(box, faults.get)) as port:
        world.connect(port, box)
        yield world


def test_mails_go_out_and_are_told_once(town: Town) -> None:
    """One connection for both; the next round has nothing to say."""
    assert town.send() == [(DIRECTOR, "sent", ""), (READER, "sent", "")]
    assert [one["To"] for one in town.arrived()] == ["Director <director@example.org>", "Reader <reader@example.org>"]
    assert town.box.lines == 1
    assert town.send() == []


def test_the_command_says_sent_or_written(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    """A mail in a folder has not been sent yet."""
    assert town.command("alerts") == ExitCode.DONE
    assert "  sent\n" in capsys.readouterr().out
    text = town.config_path.read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if one.startswith("mail: "))
    town.config_path.write_text(text.replace(line, f"mail: {OUTBOX}"), encoding="utf-8")
    town.clock.at += timedelta(days=21)  # the first week of another month
    assert town.command("alerts") == ExitCode.DONE
    assert "written to the folder" in capsys.readouterr().out


def test_a_recipient_refused_holds_up_nobody_and_is_told_once(town: Town, faults: dict[str, str]) -> None:
    """What they should have been told counts as untold; they are tried again with the next week."""
    faults["rcpt"] = "never"
    assert [one[1:] for one in town.send()] == [("refused", "mail-recipient-refused")] * 2
    assert town.told(DIRECTOR) == set()
    assert town.send() == []
    faults.clear()
    for _day in range(6):
        town.today += timedelta(days=1)
        assert town.send() == []
    town.today += timedelta(days=1)
    assert [one[1] for one in town.send()] == ["sent", "sent"]


def test_a_digest_that_cannot_be_made_holds_up_nobody(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither one whose words fail nor one whose address is none; each is told once."""

    def failing(alerts: Any, *rest: Any) -> Any:
        if alerts[0].recipient.email == DIRECTOR:
            raise KeyError("title")
        return make_digest(alerts, *rest)

    monkeypatch.setattr("notify.round.make_digest", failing)
    assert town.send() == [(DIRECTOR, "refused", "mail-unworded"), (READER, "sent", "")]
    assert town.told(DIRECTOR) == set()
    assert town.send() == []


@pytest.mark.parametrize(
    ("fault", "outcome", "code"),
    [
        ({"rcpt": "later"}, [("queued", "mail-deferred")] * 2, ExitCode.TRY_LATER),
        ({"mail": "never"}, [("queued", "mail-sender-refused"), ("queued", "")], ExitCode.NO_PERMISSION),
        ({"banner": "never"}, [("queued", "mail-turned-away"), ("queued", "")], ExitCode.TRY_LATER),
        ({"dot": "taken and drop"}, [("ambiguous", "mail-unconfirmed")] * 2, ExitCode.TRY_LATER),
        ({"dot": "never"}, [("refused", "mail-content-refused")] * 2, ExitCode.FAILED),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else "",
)
def test_what_happens_is_in_the_json_and_in_the_exit_code(
    town: Town,
    faults: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    fault: dict[str, str],
    outcome: list[tuple[str, str]],
    code: ExitCode,
) -> None:
    """Each reason is one line with its code; 75 as long as mail waits, 77 where a person must do something."""
    faults |= fault
    assert town.command("alerts", "--format", "json") == code
    printed = capsys.readouterr()
    assert [one["status"] for one in json.loads(printed.out)["messages"]] == [status for status, _code in outcome]
    for reason in {code for _status, code in outcome if code}:
        assert f"[{reason}]" in printed.err
    assert printed.err.count("\n") == len(set(printed.err.splitlines()))


def test_a_run_waits_and_a_person_does_not(town: Town, faults: dict[str, str]) -> None:
    """Of what is queued `run` tries nothing before its time; it still says that mail waits."""
    faults["mail"] = "later"
    town.send()
    faults.clear()
    lines = town.box.lines
    assert town.send(BY_CRON) == [(DIRECTOR, "queued", ""), (READER, "queued", "")]
    assert town.box.lines == lines
    town.clock.at += timedelta(minutes=15)
    assert [one[1] for one in town.send(BY_CRON)] == ["sent", "sent"]


def test_an_unconfirmed_mail_goes_again_as_the_same_mail(town: Town, faults: dict[str, str]) -> None:
    """Byte by byte; once confirmed it is sent."""
    faults["dot"] = "taken and drop"
    assert town.send(Chosen(only=READER)) == [(READER, "ambiguous", "mail-unconfirmed")]
    faults.clear()
    assert town.send(Chosen(only=READER)) == [(READER, "sent", "")]
    first, second = town.box.taken
    assert first.raw == second.raw


def test_news_take_back_what_was_not_sent_yet(town: Town, faults: dict[str, str]) -> None:
    """A newer mail tells both; the older one is replaced, and without news it stays as it is."""
    faults["mail"] = "later"
    assert len(town.send()) == 2
    assert [one[1] for one in town.send()] == ["queued", "queued"]
    town.today += timedelta(days=21)  # another month: something is to be told again
    faults.clear()
    assert sorted(one[1] for one in town.send()) == ["sent", "sent", "superseded", "superseded"]
    assert len(town.box.taken) == 2


def test_after_three_days_what_was_not_sent_is_given_up_and_told_anew(town: Town, faults: dict[str, str]) -> None:
    """In the same round: nothing of it is lost, and it is told that it was late."""
    faults["mail"] = "later"
    town.send()
    faults.clear()
    town.clock.at += timedelta(days=3)
    assert town.send() == [
        *((address, "expired", "mail-expired") for address in (DIRECTOR, READER)),
        *((address, "sent", "") for address in (DIRECTOR, READER)),
    ]
    assert len(town.box.taken) == 2


def test_a_trial_tells_one_person_or_few(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    """The others are told as before when the trial is over."""
    assert town.command("alerts", "--only", "stranger@example.org") == ExitCode.USAGE
    assert "no recipient in the config" in capsys.readouterr().err
    assert town.send(Chosen(only="Reader@example.org")) == [(READER, "sent", "")]
    assert town.send(Chosen(limit=1)) == [(DIRECTOR, "sent", "")]
    assert town.send() == []


def test_a_test_mail_is_sent_and_nothing_is_remembered(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    """It goes to whom it is meant for, in the config or not, and says what it is."""
    before = town.ledger_path.read_bytes()
    assert town.command("alerts", "--test", "вера@почта.рф") == ExitCode.DONE
    (mail,) = town.arrived()
    assert (town.box.taken[0].recipient, mail["Subject"]) == (
        "вера@xn--80a1acny.xn--p1ai",
        "A test mail: does it arrive?",
    )
    assert town.ledger_path.read_bytes() == before
    assert town.command("alerts", "--test", "nobody") == ExitCode.USAGE
    assert town.command("alerts", "--test", "a@b.org", "--dry-run") == ExitCode.USAGE
    capsys.readouterr()


def test_redirected_mails_go_to_one_address_and_count_for_nothing(town: Town) -> None:
    """Whom each is for stands in its first line; afterwards everybody is told as if nothing had been."""
    town.connect(town.port, town.box, ", redirect: trial@example.org")
    before = town.ledger_path.read_bytes()
    assert town.send() == town.send() == [("trial@example.org", "sent", "")] * 2
    assert {one.recipient for one in town.box.taken} == {"trial@example.org"}
    mail = town.arrived()[0]
    text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None and html is not None
    assert text.get_content().startswith("This mail is for Director <director@example.org>")
    assert "This mail is for Director &lt;director@example.org&gt;" in html.get_content()
    assert len({one["Message-ID"] for one in town.arrived()}) == 2
    assert town.ledger_path.read_bytes() == before
    town.connect(town.port, town.box)
    assert town.send() == [(DIRECTOR, "sent", ""), (READER, "sent", "")]


def test_what_is_queued_waits_while_mail_is_redirected(town: Town, faults: dict[str, str]) -> None:
    """Nobody but the one address is sent anything."""
    faults["mail"] = "later"
    town.send()
    faults.clear()
    town.connect(town.port, town.box, ", redirect: trial@example.org")
    assert town.send() == []
    assert town.box.taken == []


def test_without_a_password_nothing_is_begun(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line names the variable or the file, and nobody counts as told."""
    monkeypatch.delenv("VEKHA_MAIL", raising=False)
    town.connect(town.port, town.box, ", username: bot, password_env: VEKHA_MAIL")
    assert town.command("alerts") == ExitCode.NO_PERMISSION
    town.connect(town.port, town.box, ", username: bot, password_file: nowhere.key")
    assert town.command("alerts") == ExitCode.WRONG_INPUT
    assert (town.told(DIRECTOR), town.box.lines) == (set(), 0)


def test_a_check_logs_in_and_sends_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what the server offers and what it lacks."""
    monkeypatch.setenv("VEKHA_MAIL", PASSWORD)
    town.connect(town.port, town.box, f", username: '{USER}', password_env: VEKHA_MAIL, redirect: a@b.org")
    found = {one.code: one.message for one in diagnose(town.inputs()) if one.code.startswith("mail")}
    assert found == {
        "mail": f"The mail server localhost:{town.port} lets us in. It offers: AUTH PLAIN LOGIN CRAM-MD5, SIZE 1 MB, "
        "SMTPUTF8; it does not: STARTTLS.",
        "mail-redirected": "Every mail goes to a@b.org, and nobody else is told anything.",
    }
    assert not [one for one in town.box.commands if one.startswith("MAIL")]
    monkeypatch.setenv("VEKHA_MAIL", "wrong")
    assert town.command("check") == ExitCode.NO_PERMISSION


def test_a_check_tells_of_addresses_that_the_server_cannot_take(tmp_path: Path) -> None:
    """And of a server on another machine to which everything would go in plain text."""
    town, box = Town(tmp_path), Mailbox()
    with serving(lambda: Conversation(box, offers=())) as port:
        town.connect(port, box)
        text = town.config_path.read_text(encoding="utf-8").replace("reader@", "читатель@")
        town.config_path.write_text(text, encoding="utf-8")
        found = {one.code for one in diagnose(town.inputs()) if one.severity.value == "warning"}
    assert "mail-address-unsupported" in found
    assert [is_here(host) for host in ("localhost", "127.0.0.1", "::1", "10.0.0.1", "smtp.example.org")] == [
        *(True, True, True, False, False)
    ]
