"""`vekha init`: asked on a terminal or answered by options, it makes a config with which the other commands work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from sync.cli import run
from sync.cli.context import App
from sync.config.loading import load_config
from sync.trackers.redmine.settings import RedmineSettings
from tests.pages.documented_codes import ROOT
from tests.standins.gitlab_server import running
from tests.standins.redmine_fake import URL, FakeRedmine, said

PLAN = str(ROOT / "mappings" / "megion-2021-2030" / "plan.txt")
WHO = ["--recipient", "head@example.org"]
EMBEDDED = ["--plan", PLAN, "--tracker", "embedded", "--mail", "outbox", *WHO]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def redmine() -> Iterator[FakeRedmine]:
    """A Redmine with a project for the plan."""
    with FakeRedmine() as redmine:
        yield redmine


class Person:
    """Who sits at the terminal: types the answers in turn, and counts what was typed unseen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: list[str] = []
        self.hidden: list[str] = []
        monkeypatch.setattr("sync.cli.commands.init.somebody_there", lambda: True)
        monkeypatch.setattr(click.termui, "visible_prompt_func", self._types)
        monkeypatch.setattr(click.termui, "hidden_prompt_func", self._hides)

    def init(self, *answers: str, options: tuple[str, ...] = ()) -> int:
        """Call the command and answer."""
        self.answers = list(answers)
        return run(["init", *options], App())

    def _types(self, _prompt: str) -> str:
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)

    def _hides(self, prompt: str) -> str:
        text = self._types(prompt)
        self.hidden.append(text)
        return text


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody at the terminal."""
    return Person(monkeypatch)


def made() -> set[str]:
    """The names of what was written."""
    return {path.name for path in Path().iterdir()}


FILES = {"config.yaml", "mapping.yaml", "config.schema.json"}


def test_from_options_to_the_first_sync(capsys: pytest.CaptureFixture[str]) -> None:
    """What was understood is told, with what comes next, and check, diff and sync work with what was written."""
    assert run(["init", *EMBEDDED], App()) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "2021–2030: 64 measures, 156 deadlines" in out
    assert "64 measures were read; " in out
    assert out.splitlines()[-1] == "Next: vekha check, then vekha diff"
    assert made() == FILES
    for command in ("check", "diff", "sync"):
        assert run([command], App()) == 0


def test_a_config_elsewhere_names_its_files_from_there(capsys: pytest.CaptureFixture[str]) -> None:
    """And the next commands name the config."""
    Path("town").mkdir()
    Path("town/plan.txt").write_bytes(Path(PLAN).read_bytes())
    assert run(["-c", "town/config.yaml", "init", *EMBEDDED[2:], "--plan", "town/plan.txt"], App()) == 0
    assert load_config(Path("town/config.yaml")).plan.file == "plan.txt"
    assert "vekha -c town/config.yaml check" in capsys.readouterr().out
    assert made() == {"town"}


def without(option: str) -> list[str]:
    """The options but one."""
    at = EMBEDDED.index(option)
    return EMBEDDED[:at] + EMBEDDED[at + 2 :]


@pytest.mark.parametrize("option", ["--plan", "--tracker", "--mail", "--recipient"])
def test_where_nobody_sits_a_missing_answer_is_named(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By its option, and nothing is written."""
    assert run(["init", *without(option)], App()) == 64
    assert f"Missing option '{option}'" in capsys.readouterr().err
    assert made() == set()


@pytest.mark.parametrize(
    ("more", "option"),
    [
        (["--tracker", "redmine"], "--url"),
        (["--tracker", "redmine", "--url", URL], "--token-file"),
        (["--mail", "smtp"], "--host"),
        (["--mail", "smtp", "--host", "mail.example.org", "--username", "vekha"], "--password-file"),
        (["--mail", "smtp", "--host", "mail.example.org"], "--sender"),
    ],
)
def test_what_a_server_needs_is_named_too(more: list[str], option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A tracker's address and key, a mail server's name, password and sender."""
    assert run(["init", *EMBEDDED, *more], App()) == 64
    assert f"Missing option '{option}'" in capsys.readouterr().err
    assert made() == set()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--plan", "nothing.txt"], "document-missing"),
        (["--key", "План"], "value-invalid"),
        (["--recipient", "head"], "value-invalid"),
        (["--sender", "nobody"], "value-invalid"),
        (["--tracker", "redmine", "--url", "redmine"], "value-invalid"),
        (["--tracker", "redmine", "--url", URL, "--token-file", "nothing.key"], "secret-unreadable"),
    ],
)
def test_where_nobody_sits_a_wrong_answer_ends_it(
    more: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line, with the code of wrong input, and nothing is written."""
    assert run(["init", *EMBEDDED, *more], App()) == 78
    (line,) = capsys.readouterr().err.splitlines()
    assert f"[{code}]" in line
    assert made() == set()


def test_nothing_is_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    """Each file that is there is named before anything is asked; with --force the earlier ones are kept beside."""
    Path("mapping.yaml").write_text("mine")
    assert run(["init"], App()) == 78
    assert "mapping.yaml: the file is there already" in capsys.readouterr().err
    assert run(["init", *EMBEDDED, "--force"], App()) == 0
    assert "1 earlier file is kept: mapping.yaml.1" in capsys.readouterr().out
    assert Path("mapping.yaml.1").read_text() == "mine"
    assert made() == {*FILES, "mapping.yaml.1"}


def test_a_person_is_asked(person: Person, capsys: pytest.CaptureFixture[str]) -> None:
    """Enter takes what is proposed, a number or a name chooses, and what is wrong is told and asked again."""
    wrong = ["", "nothing.txt", PLAN, "Ключ", "", "", "7", "1", "", "", "head", "Head <head@example.org>"]
    assert person.init(*wrong) == 0
    assert person.answers == []
    err = capsys.readouterr().err.splitlines()
    codes = [line.partition("[")[2].partition("]")[0] for line in err]
    assert codes == ["document-missing", "value-invalid", "value-invalid", "value-invalid"]
    config = load_config(Path("config.yaml"))
    assert (config.language, config.tracker.kind, config.mail.kind) == ("en", "embedded", "outbox")
    assert config.alerts.recipients[0].name == "Head"


def test_its_language_is_spoken_from_the_first_answer_on(person: Person, capsys: pytest.CaptureFixture[str]) -> None:
    """In the questions, in what is said at the end, and in the files."""
    assert person.init("ru", PLAN, "", "", "", "", "", "head@example.org") == 0
    out = capsys.readouterr().out
    assert "64 мероприятия, 156 сроков" in out
    assert "1. embedded — встроенный" in out
    assert out.splitlines()[-1] == "Дальше: vekha check, затем vekha diff"
    assert "# Язык сообщений, писем и сводки: ru или en." in Path("config.yaml").read_text(encoding="utf-8")


def test_whoever_breaks_off_has_nothing(person: Person) -> None:
    """However far they came."""
    assert person.init("", PLAN, "", "") == 130
    assert made() == set()


TO_TRACKER = ("--plan", PLAN, "--language", "en", "--key", "town", "--name", "Town", "--mail", "outbox", *WHO)
OUTBOX = ("--sender", "vekha@example.org")


def test_a_redmine_is_tried_and_its_things_are_chosen(
    person: Person, redmine: FakeRedmine, capsys: pytest.CaptureFixture[str]
) -> None:
    """The key is typed unseen, lies in a file for its owner alone, and is shown nowhere."""
    options = (*TO_TRACKER, *OUTBOX, "--tracker", "redmine")
    assert person.init(URL, "s3cr3t", "", "2", "", "", options=options) == 0
    assert person.hidden == ["s3cr3t"]
    settings = load_config(Path("config.yaml")).tracker.settings
    assert isinstance(settings, RedmineSettings)
    assert (settings.url, settings.project, settings.issue_tracker) == (URL, "plan", "Мероприятие")
    assert (settings.token_file, settings.marker_field, settings.fact_field) == ("redmine.key", "Ключ плана", "Факт")
    key = Path("redmine.key")
    assert (key.read_text(), key.stat().st_mode & 0o777) == ("s3cr3t\n", 0o600)
    out = capsys.readouterr()
    assert "s3cr3t" not in out.out + out.err
    assert "1. Поддержка" in out.out
    assert "s3cr3t" not in Path("config.yaml").read_text(encoding="utf-8")
    assert set(redmine.log) == {"GET /users/current.json", "GET /projects.json"}


def test_fields_that_the_bot_is_not_shown_are_typed(person: Person, redmine: FakeRedmine) -> None:
    """A real Redmine shows a bot the project's own fields, and none of those that are for all projects."""
    redmine.fields = redmine.fields[:1]
    options = (*TO_TRACKER, *OUTBOX, "--tracker", "redmine")
    assert person.init(URL, "key", "", "2", "ключ ПЛАНА", "Факт", options=options) == 0
    settings = load_config(Path("config.yaml")).tracker.settings
    assert isinstance(settings, RedmineSettings)
    assert (settings.marker_field, settings.fact_field) == ("Ключ плана", "Факт")


def test_a_wrong_address_a_wrong_key_and_no_project_are_asked_again(
    person: Person, redmine: FakeRedmine, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is told in one line; what was right is not asked again."""
    answers = [said(401), None]
    redmine.odd = lambda _method, path, _sent: answers.pop(0) if path == "/users/current.json" else None
    options = (*TO_TRACKER, *OUTBOX, "--tracker", "redmine")
    assert person.init(f"{URL}/x", "one", URL, "two", "nowhere", "plan", "Задача", "1", "-", "-", options=options) == 0
    codes = [line.partition("[")[2].partition("]")[0] for line in capsys.readouterr().err.splitlines()]
    assert codes == ["tracker-not-there", "token-refused", "project-unknown", "issue-tracker-unknown"]
    assert person.hidden == ["one", "two"]
    assert Path("redmine.key").read_text() == "two\n"
    settings = load_config(Path("config.yaml")).tracker.settings
    assert isinstance(settings, RedmineSettings)
    assert (settings.marker_field, settings.fact_field) == (None, None)


def test_a_key_that_opens_no_project_is_told(redmine: FakeRedmine, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nobody sits it ends the command."""
    redmine.member = False
    Path("bot.key").write_text("key")
    assert run(["init", *TO_TRACKER, "--tracker", "redmine", "--url", URL, "--token-file", "bot.key"], App()) == 78
    assert "[projects-none]" in capsys.readouterr().err
    assert made() == {"bot.key"}


@pytest.mark.usefixtures("redmine")
def test_a_redmine_by_options_alone() -> None:
    """The key stays in the file that was named, and is not copied."""
    Path("bot.key").write_text("key\n")
    server = ("--tracker", "redmine", "--url", URL, "--token-file", "bot.key")
    things = ("--project", "План", "--issue-tracker", "мероприятие", "--fact-field", "Факт")
    assert run(["init", *TO_TRACKER, *server, *things], App()) == 0
    settings = load_config(Path("config.yaml")).tracker.settings
    assert isinstance(settings, RedmineSettings)
    assert (settings.token_file, settings.project, settings.issue_tracker) == ("bot.key", "plan", "Мероприятие")
    assert (settings.marker_field, settings.fact_field) == (None, "Факт")
    assert made() == {*FILES, "bot.key"}


def test_a_key_that_lies_there_is_not_written_over(person: Person, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said before another is typed."""
    Path("redmine.key").write_text("key")
    assert person.init(URL, options=(*TO_TRACKER, *OUTBOX, "--tracker", "redmine")) == 78
    assert "redmine.key: the file is there already" in capsys.readouterr().err
    assert person.hidden == []


def test_a_gitlab_is_tried(person: Person) -> None:
    """Its only project is proposed."""
    with running() as server:
        token = server.tokens["maintainer"]
        assert person.init(server.url, token, "", options=(*TO_TRACKER, *OUTBOX, "--tracker", "gitlab")) == 0
        assert f"project: {server.project}" in Path("config.yaml").read_text(encoding="utf-8")
    assert Path("gitlab.key").read_text() == f"{token}\n"


def test_a_mail_server_with_a_password(person: Person, capsys: pytest.CaptureFixture[str]) -> None:
    """It is typed unseen, and lies in a file of its own."""
    options = ("--plan", PLAN, "--language", "en", "--key", "town", "--name", "Town", "--tracker", "embedded", *WHO)
    answers = ("smtp", "mail.example.org:25", "mail.example.org", "tls", "vekha", "s3cr3t", "vekha@example.org")
    assert person.init(*answers, options=options) == 0
    assert person.hidden == ["s3cr3t"]
    assert Path("mail.key").read_text() == "s3cr3t\n"
    captured = capsys.readouterr()
    assert "s3cr3t" not in captured.out + captured.err
    assert load_config(Path("config.yaml")).mail.kind == "smtp"
