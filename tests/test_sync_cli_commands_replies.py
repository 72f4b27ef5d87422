"""`vekha replies`: what it prints in both forms, what it refuses, its exit codes, and the key that it makes."""

from __future__ import annotations

import json
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from notify.errors import MailboxAway, MailboxRefused
from notify.replies.admission import Refusal
from sync.cli import run
from sync.cli.answers.replies import REFUSALS
from sync.cli.context import App
from sync.runs import replies
from sync.runs.at_work import NOBODY
from tests.worlds.answering_town import CONFIG, AnsweringTown

ITEM = "I.1.1/2025"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AnsweringTown:
    """A town whose mailbox the command finds."""
    town = AnsweringTown(tmp_path)
    monkeypatch.setattr(replies.take_answers, "__defaults__", (NOBODY, town.opening))
    monkeypatch.setattr(replies.preview_answers, "__defaults__", (NOBODY, town.opening))
    return town


@pytest.fixture
def digest(town: AnsweringTown) -> Message:
    """The digest that went out."""
    return town.send_digest()


def called(town: AnsweringTown, *arguments: str) -> int:
    """Call the command on the town's day; its exit code."""
    config = ["-c", str(town.config_path), "replies", *arguments]
    return run([*config, "--today", str(town.today)], App(now=town.clock))


def test_what_came_of_each_mail(town: AnsweringTown, digest: Message, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a taken one what was read, of a refused one why; what was posted and confirmed."""
    town.write(digest, f"{ITEM}\nFact: 1 250\nReason: snow\nDue: 01.05.2026\nFact 2: many\nI.9.9\nFact: 3\n")
    town.write(digest, "", From="mallory@lib.example")
    capsys.readouterr()
    assert called(town, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    taken, refused = told["replies"]
    assert taken["facts"] == [{"item": ITEM, "indicator": 1, "value": 1250, "text": "1 250"}]
    assert taken["reasons"] == [{"item": ITEM, "text": "snow"}]
    assert taken["wishes"] == [{"item": ITEM, "date": "2026-05-01"}]
    assert (taken["accepted"], taken["refused"], taken["not_in_digest"]) == (True, None, ["I.9.9"])
    assert refused == {
        "message_id": "<2@lib.example>",
        "from": "mallory@lib.example",
        "accepted": False,
        "refused": "sender-not-recipient",
    }
    assert (told["comments"], told["waiting"], told["failed"], told["errors"]) == (1, 0, [], [])
    assert [(one["to"], one["status"]) for one in told["confirmations"]] == [("anna@lib.example", "sent")]


def test_the_same_for_people(town: AnsweringTown, digest: Message, capsys: pytest.CaptureFixture[str]) -> None:
    """In Russian, without an English word; a second call has nothing to say."""
    town.config_path.write_text(CONFIG.replace("language: en", "language: ru"), encoding="utf-8")
    town.write(digest, f"{ITEM}\nФакт: 5\nПринято до 15.04.2026\n")
    town.write(digest, "", From="mallory@lib.example")
    capsys.readouterr()
    assert called(town) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "От кого           Что понято",
        f"anna@lib.example  {ITEM}: факт 5; {ITEM}: принято к сведению",
        "Принят 1 ответ.",
        "Отклонено: 1 (отправлено не тем, кому было адресовано письмо) [sender-not-recipient].",
        "Добавлен 1 комментарий.",
    ]
    assert called(town) == 0
    assert capsys.readouterr() == ("", "")


def test_only_a_look(town: AnsweringTown, digest: Message, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`--dry-run` and `--mail` show what would be taken, and do nothing."""
    town.write(digest, f"{ITEM}\nFact: 5\n")
    file = tmp_path / "answer.eml"
    file.write_bytes(town.box.inbox[0].raw)
    capsys.readouterr()
    assert called(town, "--dry-run") == 0
    looked = capsys.readouterr().out
    assert called(town, "--mail", str(file)) == 0
    assert capsys.readouterr().out == looked
    assert f"{ITEM}: figure 5" in looked
    assert called(town, "--mail", str(file), "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["accepted"] is True
    assert (town.said(ITEM), len(town.box.inbox)) == ([], 1)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MailboxAway("mailbox-silent", "no answer", place="imap.example.org:993"), 75),
        (MailboxRefused("mailbox-login-refused", "no", place="imap.example.org:993"), 77),
    ],
)
def test_the_exit_code_says_who_is_asked(
    town: AnsweringTown, digest: Message, error: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mailbox that is away is tried again, one that lets nobody in is a person's to mend; one line says which."""

    def fault(call: str, _number: int) -> Any:
        assert call == "open"
        raise error

    assert digest is not None
    town.box.fault = fault
    capsys.readouterr()
    assert called(town) == code
    (line,) = capsys.readouterr().err.splitlines()
    assert "imap.example.org:993" in line


def test_a_key_is_made_and_not_shown(town: AnsweringTown, capsys: pytest.CaptureFixture[str]) -> None:
    """For its owner alone; the one before still verifies."""
    path = town.folder / "replies.key"
    before = path.read_text(encoding="ascii").split()[-1]
    assert called(town, "--new-key") == 0
    out, err = capsys.readouterr()
    secrets = path.read_text(encoding="ascii")
    assert (path.stat().st_mode & 0o777, before in secrets) == (0o600, True)
    assert not any(word in out + err for word in secrets.split() if len(word) > 20)


@pytest.mark.parametrize("both", [("--dry-run", "--new-key"), ("--mail", "x", "--dry-run")])
def test_one_thing_at_a_time(town: AnsweringTown, both: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    """What shows only and what makes a key exclude each other."""
    assert called(town, *both) == 64
    assert "exclude each other" in capsys.readouterr().err


def test_a_file_that_is_not_there(town: AnsweringTown, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, with its name."""
    assert called(town, "--mail", "missing.eml") == 78
    assert "missing.eml" in capsys.readouterr().err


def test_without_the_block_it_says_so(town: AnsweringTown, capsys: pytest.CaptureFixture[str]) -> None:
    """And asks nothing of anybody."""
    town.config_path.write_text(CONFIG.partition("replies:")[0], encoding="utf-8")
    assert called(town) == 78
    assert "[replies-off]" in capsys.readouterr().err


def test_every_refusal_has_words() -> None:
    """A person reads why."""
    assert REFUSALS.keys() == set(Refusal)
