"""The command line from outside: output, exit codes, one clear line for every bad input, nothing lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest

from sync.cli import run
from sync.cli.commands.run import run_and_go_on, stay_up
from sync.cli.commands.summary import summary_command
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.errors import AuthFailed, Purpose, Rejected
from sync.runs.at_work import at_work
from sync.storage import locks
from sync.summary import FORMS
from sync.summary.report import REPORT_FORMS
from tests.worlds.sync_world import CONFIG, ROWS, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town before its first sync."""
    return World(tmp_path)


class Shell:
    """Runs commands in this process and keeps what they printed."""

    def __init__(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        self.world = world
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *arguments: str, today: str | None = "2026-03-01") -> int:
        dated = ["--today", today] if today and arguments[0] in ("diff", "sync", "summary", "alerts", "run") else []
        code = run(["-c", str(self.world.config_path), *arguments, *dated], App(now=self.world.clock))
        self.out, self.err = self._capsys.readouterr()
        return code

    def json(self, *arguments: str, **options: Any) -> Any:
        assert self(*arguments, "--format", "json", **options) == 0
        return json.loads(self.out)


@pytest.fixture
def shell(world: World, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell in the town."""
    return Shell(world, capsys)


def one_line(text: str) -> bool:
    """Whether a text is one line, and no traceback."""
    return text.count("\n") == 1 and "Traceback" not in text


def test_whole_job(shell: Shell) -> None:
    """Check, diff, sync, summary, alerts: each says what it should, in JSON as in the contract."""
    checks = shell.json("check")["checks"]
    assert [one["code"] for one in checks if one["severity"] != "info"] == ["past-deadlines"]
    planned = shell.json("diff")
    assert [len(planned[name]) for name in ("changes", "drift", "orphans")] == [11, 0, 0]
    assert shell("diff", "--detailed-exitcode") == ExitCode.PENDING
    done = shell.json("sync", "--checksum", planned["checksum"])
    assert done["milestones"] == {"created": 4, "updated": 0, "unchanged": 0}
    assert done["issues"] == {"created": 7, "updated": 0, "adopted": 0, "closed": 0, "unchanged": 0}
    assert (done["requests"], done["writes"]) == (12, 11)
    assert shell("diff", "--detailed-exitcode") == ExitCode.DONE
    summary = shell.json("summary")
    assert (summary["totals"]["measures"], summary["totals"]["deadlines"], summary["totals"]["overdue"]) == (4, 5, 1)
    (mail,) = shell.json("alerts", "--dry-run")["messages"]
    assert (mail["to"], mail["kind"], mail["status"]) == (["director@example.org"], "overdue", "dry-run")
    assert [(item["key"], item["due"], item["days"]) for item in mail["items"]] == [("I.1.1/2025", "2025-12-31", 60)]
    assert not (shell.world.folder / "outbox").exists()
    assert shell.json("alerts")["messages"][0]["status"] == "sent"
    assert shell.json("alerts")["messages"] == []
    assert len(list((shell.world.folder / "outbox").glob("*.eml"))) == 1


def test_what_is_late_comes_again_in_the_next_week(shell: Shell) -> None:
    """Told when it is newly late, one step higher when nothing moves, and with each of the first weeks."""
    shell("sync")
    shell.json("alerts", today="2026-12-01")
    days = ("2027-01-01", "2027-01-02", "2027-01-06", "2027-01-07", "2027-01-11")
    told = [[item for one in shell.json("alerts", today=day)["messages"] for item in one["items"]] for day in days]
    assert [{one["reason"] for one in items if one["key"].endswith("/2026")} for items in told] == [
        *({"newly_late"}, set(), {"escalated"}, set(), {"still_late"}),
    ]
    assert {one["kind"] for one in told[2]} == {"escalation"}


def test_why_and_what_comes_can_be_asked(shell: Shell) -> None:
    """For a measure or a deadline of the plan; another key is told with the nearest one, and nothing is mixed."""
    shell("sync")
    why = shell.json("alerts", "--explain", "I.1.2")["explain"]
    assert [(one["to"], one["outcome"], one["told"]) for one in why] == [
        ("director@example.org", "not-yet", []),
        ("reader@example.org", "not-yet", []),
    ]
    assert shell("alerts", "--explain", "I.1.2") == 0
    assert "there is no reason yet" in shell.out
    assert shell("alerts", "--explain", "I.1.20") == ExitCode.USAGE
    assert "did you mean I.1.2" in shell.err
    days = {one["day"] for one in shell.json("alerts", "--preview", "310")["preview"]}
    assert {"2026-11-30", "2026-12-31", "2027-01-01"} <= days
    assert shell("alerts", "--preview", "310") == 0
    assert "newly late: " in shell.out
    assert shell("alerts", "--explain", "I.1.2", "--preview", "3") == ExitCode.USAGE
    assert shell("alerts", "--explain", "I.1.2", "--dry-run") == ExitCode.USAGE


def test_run_does_all_three(shell: Shell) -> None:
    """One command for cron leaves the page and the mails; quiet, it prints nothing."""
    assert shell("-q", "run") == 0
    assert (shell.out, shell.err) == ("", "")
    assert (shell.world.folder / "summary.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert list((shell.world.folder / "outbox").glob("*.eml"))


def test_quiet_run_still_tells_problems(shell: Shell) -> None:
    """A figure that is no number, and an issue that is gone, reach the operator once each."""
    shell("sync")
    shell.world.edit("I.1.2", "Факт: много")
    shell.world.delete("I.1.3")
    assert shell("-q", "sync") == 0
    assert shell.out == ""
    assert "[figure-unread]" in shell.err
    assert "I.1.3 [missing]" in shell.err
    assert shell.err.count("\n") == 2
    assert shell("-q", "sync") == 0
    assert shell.err == ""


def test_refusal_names_counts_limit_and_override(shell: Shell) -> None:
    """An unsafe change ends with 4 and says what would have happened and how to want it."""
    shell("sync")
    shell.world.amend(ROWS[:1])
    assert shell("diff") == 0
    assert "a sync would refuse this" in shell.err
    assert shell("sync") == ExitCode.REFUSED
    assert one_line(shell.err)
    assert "0 issues where the last run knew 7" in shell.err
    assert "`vekha sync --force`" in shell.err
    assert shell("sync", "--checksum", "0" * 16) == ExitCode.REFUSED


def test_second_run_at_once_ends_with_75(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one run is at work on the plan another says so and ends."""
    monkeypatch.setattr(locks, "PATIENCE", 0.0)
    shell("sync")
    with at_work(shell.world.inputs()):
        for command in ("sync", "run", "alerts"):
            assert shell(command) == ExitCode.TRY_LATER
            assert one_line(shell.err)
            assert "[ledger-locked]" in shell.err
        assert shell("diff") == 0
        assert shell("summary") == 0


def test_a_form_that_no_terminal_shows_needs_a_file(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused before anything is read, and written where a file is named."""
    shell("sync")
    monkeypatch.setitem(FORMS, "html", replace(FORMS["html"], binary=True))
    assert shell("summary", "--format", "html") == ExitCode.USAGE
    path = shell.world.folder / "page"
    assert shell("summary", "--format", "html", "-o", str(path)) == ExitCode.DONE
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_dash_is_the_standard_output(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-o -` makes no file of that name: what would stand in one is printed, a form that no terminal shows too."""
    shell("sync")
    monkeypatch.chdir(shell.world.folder)
    assert shell("summary", "--format", "html", "-o", "-") == ExitCode.DONE
    page = shell.out
    assert page.startswith("<!DOCTYPE html>")
    assert page.endswith("</html>\n")
    monkeypatch.setitem(FORMS, "html", replace(FORMS["html"], binary=True))
    assert shell("summary", "--format", "html", "-o", "-") == ExitCode.DONE
    assert shell.out == page.removesuffix("\n")
    for words in (["tracker", "page"], ["calendar"]):
        assert shell(*words, "-o", "-") == ExitCode.DONE
        assert shell.out.startswith(("<!DOCTYPE html>", "BEGIN:VCALENDAR"))
    assert not Path("-").exists()


def test_the_forms_of_the_summary_are_those_of_its_table() -> None:
    """`--format` takes every form there is, those of the yearly report too, and text where none is named."""
    form = next(one for one in summary_command.params if one.name == "form")
    assert isinstance(form.type, click.Choice)
    assert list(form.type.choices) == list({**FORMS, **REPORT_FORMS})
    assert form.default == "text"


def test_summary_before_any_sync(shell: Shell) -> None:
    """Nothing was pulled yet: one line that says what to run."""
    assert shell("summary") == ExitCode.FAILED
    assert "[not-pulled]" in shell.err
    assert "vekha sync" in shell.err
    assert shell("alerts") == ExitCode.FAILED


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["nonsense"], "No such command"),
        (["sync", "--nonsense"], "--nonsense"),
        (["sync", "--today", "tomorrow"], "tomorrow"),
        (["read"], "FILE"),
        (["run", "--every", "soon"], "30m"),
        (["run", "--at", "25:00"], "07:00"),
        (["run", "--every", "1h", "--at", "07:00"], "exclude"),
    ],
)
def test_wrong_usage_ends_with_64(arguments: list[str], hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelled command or option is told in one line."""
    assert run(arguments, App()) == ExitCode.USAGE
    err = capsys.readouterr().err
    assert one_line(err)
    assert "[usage]" in err
    assert hint in err


def test_no_config(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a config the line names the file and how to make one."""
    assert run(["-c", str(tmp_path / "config.yaml"), "sync"], App()) == ExitCode.WRONG_INPUT
    err = capsys.readouterr().err
    assert one_line(err)
    assert "vekha init" in err


def test_all_config_problems_at_once(shell: Shell) -> None:
    """Every problem has its line, with the nearest known key."""
    text = CONFIG.replace("sender:", "sendr:").replace("language: en", "language: de")
    shell.world.config_path.write_text(text, encoding="utf-8")
    assert shell("sync") == ExitCode.WRONG_INPUT
    lines = shell.err.splitlines()
    assert len(lines) == 3
    assert all(line.startswith(f"vekha: {shell.world.config_path}, line ") for line in lines)
    assert "sender" in next(line for line in lines if "[key-unknown]" in line)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("plan.txt", b"", "document-empty"),
        ("plan.txt", b"Plan\n\nno table here\n", "document-no-table"),
        ("plan.txt", "№ п/п\tМероприятие\tСрок".encode("cp1251"), "document-encoding"),
        ("plan.txt", None, "document-missing"),
        ("mapping.yaml", b"measures: {I.9.9: {target: 5}}\n", "measure-unknown"),
        ("mapping.yaml", b"template: none.txt\n", "template-broken"),
        ("mapping.yaml", None, "mapping-missing"),
        ("mapping.yaml", b"language: [\n", "yaml-syntax"),
        ("tracker.db", b"no database at all, only words" * 50, "tracker-file-broken"),
    ],
)
def test_broken_file_ends_with_one_line(shell: Shell, name: str, content: bytes | None, code: str) -> None:
    """Each bad file is named with its code, and nothing is written anywhere."""
    path = shell.world.folder / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    ended = shell("sync")
    assert one_line(shell.err), shell.err
    assert f"[{code}]" in shell.err
    assert (ended, shell("check")) == (ExitCode.WRONG_INPUT, ExitCode.WRONG_INPUT)


def test_debug_shows_the_traceback(shell: Shell) -> None:
    """Only on request."""
    (shell.world.folder / "plan.txt").unlink()
    assert shell("--debug", "sync") == ExitCode.WRONG_INPUT
    assert "Traceback" in shell.err


def test_internal_error_is_a_line_too(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours ends in a line with 1."""
    monkeypatch.setattr("sync.runs.inputs.load_inputs", lambda *_a, **_k: 1 / 0)
    assert shell("sync") == ExitCode.FAILED
    assert one_line(shell.err)
    assert "[internal-error]" in shell.err


def put_in(shell: Shell) -> None:
    """Two years of reports, put in after the first sync."""
    assert shell("sync") == 0
    for moment, words in (("2026-01-10", "Факт: 3"), ("2026-02-10", "Факт: 4")):
        assert shell("tracker", "comment", "I.1.1/2025", words, "--at", moment) == 0
    assert shell("tracker", "close", "I.1.1/2025", "--at", "2026-02-11") == 0
    assert shell("tracker", "comment", "I.1.2", "Факт: 1", "--at", "2026-02-12") == 0
    assert shell("sync") == 0


def deadline_2025(summary: Any) -> tuple[str, Any]:
    """The state and the figure of the first measure's first deadline."""
    (found,) = [one for measure in summary["measures"] for one in measure["deadlines"] if one["key"] == "I.1.1/2025"]
    return found["state"], found["fact"]


def test_a_day_gone_by_is_judged_by_what_had_been_written(shell: Shell) -> None:
    """Figures and closings of later days do not count, whether a day is named by --today or by --as-of."""
    put_in(shell)
    days = {"2026-01-09": ("overdue", None), "2026-01-10": ("overdue", 3), "2026-02-11": ("done", 4)}
    for day, expected in days.items():
        by_today, as_of = (
            shell.json("summary", "--today", day, today=None),
            shell.json("summary", "--as-of", day, today=None),
        )
        assert deadline_2025(by_today) == deadline_2025(as_of) == expected
        assert as_of["today"] == day
        assert by_today["written"] is None
    assert as_of["written"] == {"by": "2026-02-11", "figures": 2, "known": 0}
    mail = shell.json("alerts", "--dry-run", today="2026-02-10")["messages"]
    assert [item["key"] for one in mail for item in one["items"]] == ["I.1.1/2025"]
    assert shell.json("alerts", "--dry-run", today="2026-02-11")["messages"] == []


def test_the_summary_says_how_much_of_what_it_shows_was_known(shell: Shell) -> None:
    """The line stands in the text and on the page, and only for --as-of; days to come are days like any other."""
    put_in(shell)
    line = "2 figures had been written by 2026-02-11; 0 of them were known on that day."
    assert shell("summary", "--as-of", "2026-02-11", today=None) == 0
    assert line in shell.out
    page = shell.world.folder / "as-of.html"
    assert shell("summary", "--as-of", "2026-02-11", "--format", "html", "-o", str(page), today=None) == 0
    assert line in page.read_text(encoding="utf-8")
    assert shell.json("summary", "--as-of", "2031-01-01", today=None)["written"]["known"] == 3
    assert shell("summary") == 0
    assert "were known" not in shell.out
    assert shell("summary", "--as-of", "2026-02-11") == ExitCode.USAGE
    assert one_line(shell.err)


def test_the_summary_tells_what_is_different_since_a_day(shell: Shell) -> None:
    """New, corrected and lost figures and closings, in JSON and in the text."""
    put_in(shell)
    found = shell.json("summary", "--compare", "2026-01-10")["compared"]
    assert found["since"] == "2026-01-10"
    kept = {
        change: [(one["key"], one["what"], one["before"], one["after"]) for one in found[change]]
        for change in ("new", "corrected", "lost")
    }
    assert kept == {
        "new": [("I.1.1/2025", "closing", None, None), ("I.1.2", "figure", None, 1)],
        "corrected": [("I.1.1/2025", "figure", 3, 4)],
        "lost": [],
    }
    assert found["corrected"][0]["at"].startswith("2026-02-10T00:00:00")
    assert shell("summary", "--compare", "2026-01-10") == 0
    assert "Different since 2026-01-10" in shell.out
    assert shell("summary", "--compare", "2026-02-20") == 0
    assert "Nothing is different since 2026-02-20" in shell.out
    back = shell.json("summary", "--as-of", "2026-01-09", "--compare", "2026-02-20", today=None)["compared"]
    assert [(one["key"], one["what"]) for one in back["lost"]] == [
        ("I.1.1/2025", "figure"),
        ("I.1.1/2025", "closing"),
        ("I.1.2", "figure"),
    ]


@pytest.mark.parametrize("place", ["ledger", "outbox", "summary"])
def test_place_that_is_a_file_where_a_folder_must_be(shell: Shell, place: str) -> None:
    """A path that cannot be written ends with its own code, and nothing is lost."""
    blocked = shell.world.folder / "blocked"
    blocked.write_text("a file", encoding="utf-8")
    text = CONFIG.replace("ledger.db", "blocked/ledger.db") if place == "ledger" else CONFIG
    text = text.replace("path: outbox", "path: blocked/outbox") if place == "outbox" else text
    text = text.replace("summary.html", "blocked/summary.html") if place == "summary" else text
    shell.world.config_path.write_text(text, encoding="utf-8")
    assert shell("run") == ExitCode.WRONG_INPUT
    assert one_line(shell.err)
    assert bool(list(shell.world.folder.glob("outbox/*.eml"))) == (place == "summary")
    shell.world.config_path.write_text(CONFIG, encoding="utf-8")
    assert shell("run") == 0
    assert list((shell.world.folder / "outbox").glob("*.eml"))


def test_field_names_and_dates_are_in_the_readers_words(shell: Shell) -> None:
    """Drift is told as people would say it."""
    shell("sync")
    shell.world.edit("I.1.3", due=date(2028, 6, 1))
    shell.world.config_path.write_text(CONFIG.replace("language: en", "language: ru"), encoding="utf-8")
    shell("sync")
    assert "31.12.2028" in shell.out
    assert "01.06.2028" in shell.out


def vekha(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    environment = {**os.environ, "LANGUAGE": "en"}
    command = [sys.executable, "-c", "from sync.cli import main; main()", *arguments]
    return subprocess.run(command, text=True, env=environment, check=False, stderr=subprocess.PIPE, **options)


def test_full_output_device_is_told(shell: Shell) -> None:
    """A result that cannot be printed is an error, not silence."""
    shell("sync")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = vekha("-c", str(shell.world.config_path), "summary", stdout=full)
    assert done.returncode == ExitCode.OUTPUT_LOST
    assert one_line(done.stderr)
    assert "[output-failed]" in done.stderr
    assert shell("summary", "-o", "/dev/full") == ExitCode.FAILED
    assert "[disk-full]" in shell.err


def test_reader_who_has_gone_shows_in_the_exit_code(shell: Shell) -> None:
    """`vekha … | head -1` ends with a line where nobody sits, and with the code of lost output."""
    shell("sync")
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as gone:
        done = vekha("-c", str(shell.world.config_path), "diff", stdout=gone)
    assert done.returncode == ExitCode.OUTPUT_LOST
    assert one_line(done.stderr) and "[output-failed]" in done.stderr


def test_stays_up_until_it_is_told_to_end(world: World) -> None:
    """`run --every` works at once, stays, and ends cleanly on SIGTERM."""
    environment = {**os.environ, "LANGUAGE": "en"}
    command = [sys.executable, "-c", "from sync.cli import main; main()", "-c", str(world.config_path), "run"]
    with subprocess.Popen([*command, "--every", "1h"], env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("The summary is in"):
                break
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert world.keys()


def test_schedule_of_every_and_at(world: World) -> None:
    """An interval starts at once; a time of day waits for it, in the plan's zone; both end when told."""
    (world.folder / "mapping.yaml").write_text("timezone: Asia/Yekaterinburg\n", encoding="utf-8")
    world.clock.at = datetime(2026, 3, 1, 1, 59, 50, tzinfo=UTC)
    app = App(config_path=world.config_path, now=world.clock, steady=lambda: world.clock().timestamp())
    begun: list[str] = []

    def work() -> None:
        begun.append(f"{world.clock.at:%H:%M}")

    def ended(seconds: float) -> bool:
        world.clock.at += timedelta(seconds=seconds)
        return len(begun) == 2

    stay_up(app, work, every="2h", at=None, ended=ended)
    assert begun == ["01:59", "03:59"]
    begun.clear()
    world.clock.at = datetime(2026, 3, 2, 1, 59, 50, tzinfo=UTC)
    stay_up(app, work, every=None, at="07:00", ended=ended)
    assert begun == ["02:00", "02:00"]


def test_round_that_fails_does_not_end_the_next(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """A run that stays up tells what failed, with the exit code it would have had, and goes on."""
    app = App(config_path=world.config_path, now=world.clock)
    (world.folder / "plan.txt").rename(world.folder / "kept.txt")
    run_and_go_on(app, None)
    assert "[document-missing]" in (err := capsys.readouterr().err)
    assert "(exit 78)" in err
    (world.folder / "kept.txt").rename(world.folder / "plan.txt")
    run_and_go_on(app, None)
    assert "7 created" in capsys.readouterr().out


def test_no_mails_from_a_sync_that_broke_off(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tracker turned us away in the middle nobody is told anything."""
    shell("sync")
    shell.world.amend([row.replace("Создан зал", "Созданы 2 зала") for row in ROWS])

    def refused(*_arguments: object) -> None:
        raise AuthFailed("key-refused", "the key is refused", Purpose("t", "update_issue"))

    monkeypatch.setattr("sync.trackers.embedded.adapter.EmbeddedTracker.update_issue", refused)
    assert shell("run") == ExitCode.NO_PERMISSION
    assert "[key-refused]" in shell.err
    assert not (shell.world.folder / "outbox").exists()


def test_what_is_still_gone_and_what_could_not_be_done_is_listed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused change ends with 3 and is named; so is what has been gone for long."""
    shell("sync")
    shell.world.delete("I.1.3")
    shell.world.store.create_issue("town", "Copy", author="clerk", description=shell.world.issue("I.1.2").description)
    shell("sync")

    def refused(*_arguments: object) -> None:
        raise Rejected("value-refused", "the value is refused", Purpose("t", "update_issue"))

    monkeypatch.setattr("sync.trackers.embedded.adapter.EmbeddedTracker.update_issue", refused)
    shell.world.amend([row.replace("Создан зал", "Созданы 2 зала") for row in ROWS])
    assert shell("sync") == ExitCode.PARTIAL
    assert "Still gone from the tracker: I.1.3" in shell.out
    assert "a second issue with the same marker" in shell.out
    assert "vekha: I.1.2: the value is refused [value-refused]." in shell.err


def test_config_option_may_stand_on_either_side(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """`vekha -c FILE diff` and `vekha diff -c FILE` are the same."""
    assert run(["diff", "-c", str(world.config_path), "--today", "2026-03-01"], App()) == 0
    assert "11 changes." in capsys.readouterr().out


def test_today_is_a_day_in_the_plans_zone(world: World) -> None:
    """At 21:30 UTC on 31 December it is already the next year in Moscow."""
    world.clock.at = world.clock.at.replace(month=12, day=31, hour=21, minute=30)
    (world.folder / "mapping.yaml").write_text("timezone: Europe/Moscow\n", encoding="utf-8")
    app = App(config_path=world.config_path, now=world.clock)
    assert app.inputs().today == date(2027, 1, 1)


def test_mails_that_are_refused_end_a_run_with_4_and_the_next_one_comes(shell: Shell) -> None:
    """One line with counts, reason and override; the page stands, and a dry run says it without ending so."""
    world = shell.world
    world.clock.at = datetime(2025, 6, 1, 9, tzinfo=UTC)
    assert shell("-q", "run", today=None) == 0
    world.edit("I.1.1/2025", "Fact: 4", status="done")
    world.clock.at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert shell("-q", "run", today=None) == 0
    world.map("statuses: {done: in_progress}")
    world.clock.at += timedelta(days=1)
    (world.folder / "summary.html").unlink()
    mails = len(list((world.folder / "outbox").glob("*.eml")))
    assert shell("-q", "run", today=None) == ExitCode.REFUSED
    assert shell.err == (
        "vekha: 1 deadline has turned late, such as I.1.1/2025, and since the last alerts, of 2026-03-01, "
        "0 have fallen due [mails-unsafe]. Nobody was told; look at `vekha alerts --dry-run` and at what the statuses "
        "mean in the mapping; if it is meant, run `vekha alerts --force`.\n"
    )
    assert (world.folder / "summary.html").exists()
    assert len(list((world.folder / "outbox").glob("*.eml"))) == mails
    run_and_go_on(App(config_path=world.config_path, now=world.clock), None)
    assert shell("-q", "run", today=None) == ExitCode.REFUSED
    (planned,) = shell.json("alerts", "--dry-run", today=None)["messages"]
    assert planned["status"] == "dry-run"
    assert "alerts would refuse this: 1 deadline has turned late" in shell.err
    (sent,) = shell.json("alerts", "--force", today=None)["messages"]
    assert [item["key"] for item in sent["items"]] == ["I.1.1/2025"]
    assert shell("-q", "run", today=None) == 0
