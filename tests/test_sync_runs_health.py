"""`check` tells beforehand what would fail later, with the mend, and changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from mappings.causes import Cause
from mappings.desired.issues import DesiredIssue
from mappings.errors import FileUnwritable, VekhaError
from mappings.plan import Severity
from notify.errors import MailboxAway, MailboxMisconfigured, MailboxRefused, WayMisconfigured
from sync.cli import run
from sync.cli.commands.check import worst
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode, exit_code_of
from sync.errors import AuthFailed, Purpose, Transient, UnsafeChange
from sync.runs.health import diagnose
from sync.runs.rights import open_to_others
from sync.tracker import Diagnosis, Traffic
from tests.worlds.sync_world import CONFIG, ROWS, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town before its first sync, whose plan is followed from this year on."""
    town = World(tmp_path)
    town.map("from_year: 2026")
    return town


def told(world: World, severity: Severity) -> list[str]:
    """The codes told with a severity."""
    return [one.code for one in diagnose(world.inputs()) if one.severity is severity]


def config(world: World, old: str, new: str) -> None:
    """Write the config with one thing changed."""
    world.config_path.write_text(CONFIG.replace(old, new), encoding="utf-8")


def test_healthy_town_has_no_complaints_and_no_traces(world: World) -> None:
    """Every part is looked at; no file appears."""
    before = sorted(world.folder.rglob("*"))
    assert told(world, Severity.ERROR) == told(world, Severity.WARNING) == []
    seen = set(told(world, Severity.INFO))
    assert {"config", "document", "mapping", "recipients", "tracker-file", "ledger", "mail", "clock"} <= seen
    assert sorted(world.folder.rglob("*")) == before


def test_no_recipients(world: World) -> None:
    """A config that tells nobody is probably unfinished."""
    world.config_path.write_text(CONFIG[: CONFIG.index("alerts:")], encoding="utf-8")
    assert told(world, Severity.WARNING) == ["recipients-none"]


@pytest.mark.parametrize("scope", ["sections: [X]", "groups: ['9']", "measures: [I.9.9]", "executors: [Никто]"])
def test_scope_that_the_plan_does_not_have(world: World, scope: str) -> None:
    """A recipient who follows nothing would never be told."""
    config(world, "measures: [I.1.2]", scope)
    assert told(world, Severity.WARNING) == ["recipient-scope-unknown"]


@pytest.mark.parametrize(
    ("calendar", "day", "years"),
    [
        ("ru", date(2027, 9, 30), []),
        ("ru", date(2027, 10, 1), ["2028"]),
        ("ru", date(2028, 3, 1), ["2028"]),
        ("own.yaml", date(2027, 3, 1), ["2027"]),
        ("own.yaml", date(2028, 10, 1), ["2028", "2029"]),
        ("none", date(2027, 10, 1), []),
    ],
)
def test_calendar_without_the_year(world: World, calendar: str, day: date, years: list[str]) -> None:
    """The current year is missed always, the next one from October on; the line names the calendar and the mend."""
    (world.folder / "own.yaml").write_text("years: {2026: {days_off: [12-31]}}\n", encoding="utf-8")
    config(world, "  recipients:", f"  calendar: {calendar}\n  recipients:")
    world.today = day
    found = [one for one in diagnose(world.inputs()) if one.code == "calendar-year-missing"]
    assert [one.severity for one in found] == [Severity.WARNING] * len(years)
    assert all(f"{calendar} has nothing for {year}:" in one.message for one, year in zip(found, years, strict=True))
    mend = "put that year into the file" if calendar == "own.yaml" else "newer version"
    assert all(mend in one.hint for one in found)


@pytest.mark.parametrize("name", ["gone.yaml", "by", "own.yaml"])
def test_wrong_calendar_stops_before_anything_is_done(
    world: World, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A calendar that is missing, unknown or wrong is input that is wrong: 78, with all that is wrong in it."""
    (world.folder / "own.yaml").write_text("weekend: [sun]\nyears: {2027: {days_of: []}}\n", encoding="utf-8")
    config(world, "  recipients:", f"  calendar: {name}\n  recipients:")
    assert run(["-c", str(world.config_path), "sync"], App(now=world.clock)) == ExitCode.WRONG_INPUT
    told = capsys.readouterr().err.splitlines()
    codes = {
        "gone.yaml": ["calendar-missing"],
        "by": ["calendar-unknown"],
        "own.yaml": ["value-invalid", "key-unknown"],
    }
    assert len(told) == len(codes[name])
    assert all(f"[{code}]" in text for text, code in zip(told, codes[name], strict=True))
    assert not (world.folder / "tracker.db").exists()


def test_faulty_document(world: World) -> None:
    """Errors of the document stand in the list with their place."""
    world.amend([*ROWS, ROWS[2]])
    assert told(world, Severity.ERROR) == ["key-duplicate"]


def test_broken_template(world: World) -> None:
    """A template that fails on a measure is found before a sync needs it."""
    world.map("template: own.txt")
    (world.folder / "own.txt").write_text("{{ measure.nonsense.more }}", encoding="utf-8")
    assert told(world, Severity.ERROR) == ["template-broken"]


def test_corrupt_ledger_and_tracker(world: World) -> None:
    """Both are told: the ledger mends itself, the tracker does not."""
    world.sync()
    world.ledger_path.write_bytes(b"SQLite format 3\0" + b"garbage" * 1000)
    (world.folder / "tracker.db").write_bytes(b"garbage" * 1000)
    assert told(world, Severity.WARNING) == ["ledger-corrupt"]
    assert told(world, Severity.ERROR) == ["tracker-file-broken"]


def test_places_that_cannot_be_written(world: World) -> None:
    """Where a file stands in the way of a folder, nothing could be stored."""
    (world.folder / "blocked").write_text("a file", encoding="utf-8")
    config(world, "path: outbox", "path: blocked/outbox")
    assert told(world, Severity.ERROR) == ["path-through-file"]
    config(world, "sqlite:///ledger.db", "sqlite:///blocked/ledger.db")
    assert told(world, Severity.ERROR) == ["path-through-file"]
    config(world, "path: summary.html", "path: blocked/summary.html")
    assert told(world, Severity.ERROR) == ["path-through-file"]


def test_a_page_that_is_somebody_elses_is_told_beforehand(world: World) -> None:
    """A web page too: only one that Vekha wrote is written over."""
    (world.folder / "summary.html").write_text("<!DOCTYPE html><html>", encoding="utf-8")
    assert told(world, Severity.ERROR) == ["summary-foreign"]


@pytest.mark.parametrize(("rights", "code"), [(0o644, "file-readable"), (0o640, None), (0o600, None)])
def test_files_that_others_may_read_are_told(world: World, rights: int, code: str | None) -> None:
    """The ledger and the tracker's file, each with what to do; as they are made, nobody else may."""
    world.sync()
    before = told(world, Severity.WARNING)
    world.ledger_path.chmod(rights)
    (world.folder / "tracker.db").chmod(rights)
    assert [one for one in told(world, Severity.WARNING) if one not in before] == ([code] * 2 if code else [])


@pytest.mark.parametrize(("rights", "open_"), [(0o644, True), (0o660, True), (0o604, True), (0o640, False)])
def test_a_key_that_others_may_read_or_change_is_told(world: World, rights: int, open_: bool) -> None:
    """A certificate is no secret."""
    for name in ("redmine.key", "ca.pem"):
        (world.folder / name).write_text("k" * 40, encoding="utf-8")
        (world.folder / name).chmod(rights)
    redmine = "{kind: redmine, url: https://127.0.0.1:1, project: p, token_file: redmine.key, ca_file: ca.pem,"
    config(world, "{kind: embedded, path: tracker.db}", f"{redmine} issue_tracker: t}}")
    found = [one.message for one in open_to_others(world.inputs().config)]
    assert len(found) == open_
    assert all("redmine.key" in one for one in found)


def test_clock_that_went_back(world: World) -> None:
    """A pull in the future means a wrong clock, now or then; by more than a day a sync would be refused."""
    world.sync()
    world.clock.at -= timedelta(hours=2)
    assert told(world, Severity.WARNING) == ["clock-went-back"]
    world.clock.at -= timedelta(days=2)
    assert (told(world, Severity.WARNING), told(world, Severity.ERROR)) == ([], ["clock-wrong"])
    assert run(["-q", "-c", str(world.config_path), "check"], App(now=world.clock)) == ExitCode.REFUSED


def test_exit_code_is_that_of_the_first_error(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Quiet, only problems are printed, and the code says of which sort they are."""
    arguments = ["-q", "-c", str(world.config_path), "check"]
    assert run(arguments, App(now=world.clock)) == 0
    assert capsys.readouterr() == ("", "")
    shutil.copytree(world.folder, world.folder / "copy")
    world.amend([*ROWS, ROWS[2]])
    assert run(arguments, App(now=world.clock)) == ExitCode.WRONG_INPUT
    assert "[key-duplicate]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AuthFailed("right-missing", "m", Purpose("", "check")), ExitCode.NO_PERMISSION),
        (FileUnwritable("disk-full", "m", cause=Cause.FULL), ExitCode.FAILED),
        (WayMisconfigured("mail-starttls-missing", "m"), ExitCode.WRONG_INPUT),
        (UnsafeChange("clock-wrong", "m"), ExitCode.REFUSED),
        (MailboxAway("mailbox-silent", "m"), ExitCode.TRY_LATER),
        (MailboxRefused("mailbox-login-refused", "m"), ExitCode.NO_PERMISSION),
        (MailboxMisconfigured("mailbox-folder-missing", "m"), ExitCode.WRONG_INPUT),
    ],
)
def test_an_error_ends_a_check_as_it_ends_the_work(error: VekhaError, code: ExitCode) -> None:
    """A warning before it changes nothing, nor does what comes after it."""
    warned = Diagnosis("clock-went-back", Severity.WARNING, "m")
    later = Diagnosis("tracker-field-off", Severity.ERROR, "m")
    assert worst([warned, Diagnosis.of(error), later]) is code is exit_code_of(error)


@pytest.mark.parametrize(("told", "code"), [("not-a-member", ExitCode.NO_PERMISSION), ("key-duplicate", 78), ("", 0)])
def test_what_only_a_check_tells_has_its_exit_code_too(told: str, code: int) -> None:
    """A missing right is one, all else is something to be put right in the tracker or the document."""
    assert worst([Diagnosis(told, Severity.ERROR, "m")] if told else []) == code


class Foreteller:
    """A tracker that says of each issue how it would be made."""

    def __init__(self, found: Sequence[Diagnosis], issues: Sequence[DesiredIssue]) -> None:
        self._found = found
        self._issues = issues
        self.traffic = Traffic()

    def check(self) -> list[Diagnosis]:
        made = ((one.key, "closed" if one.closed else "open") for one in self._issues)
        return [*self._found, *(Diagnosis(key, Severity.INFO, state, "look there") for key, state in made)]


@pytest.fixture
def foretelling(monkeypatch: pytest.MonkeyPatch) -> list[Diagnosis]:
    """A tracker of that kind in place of the config's, with what it finds besides."""
    found: list[Diagnosis] = []

    def made(*_arguments: object, first_issues: Sequence[DesiredIssue], **_options: object) -> Foreteller:
        return Foreteller(found, first_issues)

    monkeypatch.setattr("sync.runs.inputs.Inputs.tracker", made)
    return found


def test_a_tracker_that_is_away_for_now(
    world: World, foretelling: list[Diagnosis], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is wrong with the config: cron and monitoring are told to try again."""
    foretelling.append(Diagnosis.of(Transient("tracker-away", "it cannot be reached", Purpose("redmine", "check"))))
    assert run(["-q", "-c", str(world.config_path), "check"], App(now=world.clock)) == ExitCode.TRY_LATER
    assert "[tracker-away]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("past", "made"),
    [("open", "open open"), ("closed", "open closed"), ("skip", "open")],
)
@pytest.mark.usefixtures("foretelling")
def test_what_a_first_sync_makes_is_foretold(world: World, past: str, made: str) -> None:
    """With the issues as it would make them: of a deadline that has passed as the mapping says."""
    world.map(f"past: {past}")
    lines = {one.code: one.message for one in diagnose(world.inputs())}
    found = [lines[key] for key in ("I.1.1", "I.1.1/2025") if key in lines]
    assert " ".join(found) == made
    world.map("template: own.txt")
    (world.folder / "own.txt").write_text("{{ measure.nonsense.more }}", encoding="utf-8")
    assert told(world, Severity.ERROR) == ["template-broken"]
    assert "I.1.1" not in told(world, Severity.INFO)


@pytest.mark.usefixtures("foretelling")
def test_what_could_be_had_besides_is_told_with_its_mend(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """It is no problem, so it is not printed when quiet, and has no tick."""
    assert run(["-c", str(world.config_path), "check"], App(now=world.clock)) == ExitCode.DONE
    lines = capsys.readouterr().out.splitlines()
    assert "– open Look there." in lines
    assert any(line.startswith("✓ ") for line in lines)


@pytest.mark.parametrize(
    ("mapping", "warned"),
    [
        ("", True),
        ("past: open", True),
        ("from_year: 2025", True),
        ("from_year: 2026", False),
        ("past: closed", False),
        ("past: skip", False),
    ],
)
def test_years_gone_by_are_warned_of(world: World, mapping: str, warned: bool) -> None:
    """The first mail would tell of every deadline of earlier years: whoever takes a plan in late decides before."""
    world.map(mapping)
    assert told(world, Severity.WARNING) == (["past-deadlines"] if warned else [])


def test_years_gone_by_are_named(world: World) -> None:
    """How many they are, of which years, and what to write."""
    world.map("")
    (warning,) = [one for one in diagnose(world.inputs()) if one.code == "past-deadlines"]
    assert warning.message.startswith("1 deadline passed before the first sync, in 2025:")
    assert "from_year: 2026" in warning.hint
    world.today = date(2028, 3, 1)
    (warning,) = [one for one in diagnose(world.inputs()) if one.code == "past-deadlines"]
    assert warning.message.startswith("4 deadlines passed before the first sync, in 2025–2027:")


def test_years_gone_by_are_no_news_after_the_first_sync(world: World) -> None:
    """Then it is decided; nor where nobody is told, or a deadline of this year has passed."""
    world.map("")
    world.today = date(2025, 12, 31)
    assert told(world, Severity.WARNING) == []
    world.today = date(2026, 3, 1)
    config(world, CONFIG[CONFIG.index("  recipients:") :], "  recipients: []\n")
    assert told(world, Severity.WARNING) == ["recipients-none"]
    world.config_path.write_text(CONFIG, encoding="utf-8")
    world.sync()
    assert told(world, Severity.WARNING) == []
