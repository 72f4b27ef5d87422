"""Rules of the config: what it may say, what it never shows, and that all that is wrong is told at once."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from mappings.errors import ConfigError, FileUnreadable, Problem
from mappings.operator_files.codes import CODES
from sync.config import loading
from sync.config.loading import load_config, tracker_kinds
from sync.config.settings import Config
from sync.trackers.redmine.settings import RedmineSettings

EXAMPLE = Path(__file__).parent.parent / "config.example.yaml"

GOOD = """\
plan:
  key: my-plan
  file: plan.txt
tracker:
  kind: fake
  url: https://tracker.example.org
ledger: sqlite:///var/vekha.db
mail:
  kind: outbox
  path: var/outbox
  sender: Веха <vekha@example.org>
"""


class FakeSettings(BaseModel):
    """What a plug-in might ask for."""

    model_config = ConfigDict(extra="forbid")

    url: str
    token_env: str | None = None
    retries: int = 3


class FakeTracker:
    """A plug-in."""

    Settings = FakeSettings


class Bare:
    """A plug-in that forgot its settings."""


def _point(name: str, target: str) -> EntryPoint:
    return EntryPoint(name, target, "vekha.trackers")


def _kinds() -> Mapping[str, EntryPoint]:
    points = [
        _point("fake", f"{__name__}:FakeTracker"),
        _point("gone", "no_such_package:Tracker"),
        _point("bare", f"{__name__}:Bare"),
    ]
    return {point.name: point for point in points}


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Writes a config into a folder of its own, the trackers being those of this file."""
    monkeypatch.setattr(loading, "tracker_kinds", _kinds)

    def write_text(text: str) -> Path:
        path = tmp_path / "config.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_text


Write = Callable[[str], Path]


def _problems(path: Path) -> list[Problem]:
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert {problem.code for problem in caught.value.problems} <= set(CODES)
    return caught.value.problems


def _only(path: Path) -> Problem:
    (problem,) = _problems(path)
    return problem


def _told(path: Path) -> list[tuple[str, int]]:
    return [(problem.code, int(problem.place.rpartition(" ")[2])) for problem in _problems(path)]


def test_the_example_loads() -> None:
    """The example is right as it stands, and names the bundled plan, whose files are there."""
    loaded = load_config(EXAMPLE)
    assert (loaded.language, loaded.plan.key, loaded.tracker.kind) == ("ru", "megion-2021-2030", "embedded")
    assert loaded.plan.mapping is not None
    assert loaded.resolve(loaded.plan.file).is_file()
    assert loaded.resolve(loaded.plan.mapping).is_file()
    assert [(one.name, one.sections) for one in loaded.alerts.recipients] == [
        ("Директор", ()),
        ("Заведующий методическим отделом", ("V",)),
    ]
    assert loaded.mail.sender == "Веха <vekha@example.org>"


def test_the_redmine_of_the_example_is_right_too() -> None:
    """The block for Redmine, without the `# ` before its lines, is taken, and its comments name all other keys."""
    _before, _head, after = EXAMPLE.read_text(encoding="utf-8").partition("# tracker:\n")
    lines = [line.removeprefix("# ") for line in after.partition("\n\n")[0].splitlines() if line != "#"]
    values = dict(line.strip().split(": ", 1) for line in lines if not line.startswith("  #"))
    assert values.pop("kind") == "redmine"
    settings = RedmineSettings.model_validate(values)
    proposed = {line[4:].split(": ")[0] for line in lines if re.match(r"  # [a-z_]+: ", line)}
    assert set(values) | proposed | {"token_env"} == set(RedmineSettings.model_fields)
    assert settings.token_file == "redmine.key"


def test_the_embedded_tracker_is_installed() -> None:
    """The tracker that comes with Vekha is found as any plug-in is."""
    assert "embedded" in tracker_kinds()


def test_defaults(write: Write) -> None:
    """What may be left out has a default: Russian, a month ahead and a week, nobody to tell."""
    loaded = load_config(write(GOOD))
    assert (loaded.language, loaded.plan.mapping, loaded.mail.reply_to) == ("ru", None, None)
    assert (loaded.alerts.upcoming_days, loaded.alerts.before, loaded.alerts.recipients) == (30, (30, 7), ())
    assert loaded.summary.path == "var/summary.html"


def test_the_adapter_checks_its_own_settings(write: Write) -> None:
    """The tracker's block, without its kind, becomes the settings of the adapter that the kind names."""
    loaded = load_config(write(GOOD.replace("org\nledger", "org\n  retries: 5\nledger")))
    assert loaded.tracker.settings == FakeSettings(url="https://tracker.example.org", retries=5)
    factory: object = loaded.tracker.factory
    assert factory is FakeTracker


def test_relative_paths_are_below_the_config(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path means the same whatever folder the command is given in."""
    path = write(GOOD)
    monkeypatch.chdir(path.parent)
    loaded = load_config(Path("config.yaml"))
    monkeypatch.chdir("/")
    assert loaded.folder == path.parent
    assert loaded.resolve("a/b") == path.parent / "a" / "b"
    assert loaded.resolve("/a/b") == Path("/a/b")
    assert loaded.ledger_path == path.parent / "var" / "vekha.db"


def test_everything_wrong_is_told_at_once(write: Write) -> None:
    """Faults of form, of the config and of the tracker's and the mail's parts come in one list by line."""
    text = """\
langauge: ru
plan:
  key: My Plan
  key: other
tracker:
  kind: fake
  urll: https://tracker.example.org
  retries: many
ledger: postgresql://vekha:qwerty@db/vekha
mail:
  kind: outbox
  sender: nobody
alerts:
  recipients:
    - {name: Anna, email: anna@example.org}
    - {name: anna, email: ANNA@example.org, section: [V]}
  upcoming_days: 367
"""
    path = write(text)
    assert _told(path) == [
        ("key-unknown", 1),
        ("key-missing", 2),
        ("value-invalid", 3),
        ("yaml-duplicate-key", 4),
        ("key-missing", 5),
        ("key-unknown", 7),
        ("value-invalid", 8),
        ("value-invalid", 9),
        ("key-missing", 10),
        ("value-invalid", 12),
        ("key-unknown", 16),
        ("recipient-twice", 16),
        ("value-invalid", 17),
    ]
    hints = {problem.message: problem.hint for problem in _problems(path)}
    assert hints["unknown key «langauge»"] == "did you mean language?"
    assert hints["unknown key «tracker.urll»"] == "did you mean url?"
    assert hints["unknown key «alerts.recipients[2].section»"] == "did you mean sections?"
    assert "qwerty" not in str(_problems(path))


def test_blocks_that_are_missing(write: Write) -> None:
    """Each required block that is not there is named."""
    messages = {problem.message for problem in _problems(write("language: ru\n"))}
    assert messages == {f"the key «{key}» is missing" for key in ("plan", "tracker", "ledger", "mail")}


def test_blocks_that_are_no_blocks(write: Write) -> None:
    """A word where a block is due is told once."""
    text = GOOD.split("tracker:", maxsplit=1)[0] + "tracker: embedded\nledger: sqlite:///a.db\nmail: [outbox]\n"
    assert _told(write(text)) == [("value-invalid", 4), ("value-invalid", 6)]


@pytest.mark.parametrize("text", ["", "- a\n", "a: 'x\n"])
def test_a_broken_form_ends_the_reading(write: Write, text: str) -> None:
    """Where the form is broken nothing is said of the contents."""
    assert len(_problems(write(text))) == 1


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing config is told with the way to make one; one that may not be read has its own code."""
    with pytest.raises(FileUnreadable) as caught:
        load_config(tmp_path / "config.yaml")
    assert caught.value.code == "config-missing"
    assert "vekha init" in caught.value.hint
    with pytest.raises(FileUnreadable) as caught:
        load_config(tmp_path)
    assert caught.value.code == "config-unreadable"


def test_unknown_kinds_name_the_known_ones(write: Write) -> None:
    """A kind of tracker or mail that does not exist is told with those that do, and the nearest."""
    text = GOOD.replace("kind: fake", "kind: fkae").replace("kind: outbox", "kind: smpt")
    tracker, mail = _problems(write(text))
    assert (tracker.code, tracker.hint, tracker.place[-6:]) == (
        "kind-unknown",
        "did you mean fake?",
        "line 5",
    )
    assert tracker.message == "tracker.kind: unknown kind «fkae»; known: bare, fake, gone"
    assert (mail.code, mail.hint, mail.place[-6:]) == ("kind-unknown", "did you mean smtp?", "line 9")
    assert mail.message == "mail.kind: unknown kind «smpt»; known: outbox, smtp"


@pytest.mark.parametrize(("number", "code"), [(errno.EIO, "disk-failing"), (errno.EMFILE, "files-too-many")])
def test_what_the_machine_refuses_is_told_by_its_number(
    write: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    """A failing disk and too many open files are no fault of the config's."""
    path = write(GOOD)

    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("mappings.regular_files._without_waiting", fail)
    with pytest.raises(FileUnreadable) as caught:
        load_config(path)
    assert caught.value.code == code


@pytest.mark.parametrize(("kind", "code"), [("", "key-missing"), ("[fake]", "kind-unknown")])
def test_kinds_that_are_none(write: Write, kind: str, code: str) -> None:
    """A kind that is left empty, or is no word, is told at its line."""
    assert _told(write(GOOD.replace("kind: fake", f"kind: {kind}"))) == [(code, 5)]


def test_a_kind_that_is_missing(write: Write) -> None:
    """A block without a kind is told at its own line, with the kinds there are."""
    problem = _only(write(GOOD.replace("  kind: fake\n", "")))
    assert (problem.code, problem.place[-6:]) == ("key-missing", "line 4")
    assert problem.hint == "known here: bare, fake, gone"


@pytest.mark.parametrize("kind", ["gone", "bare"])
def test_a_plug_in_that_cannot_be_loaded(write: Write, kind: str) -> None:
    """Whatever is wrong with a plug-in's package, the config's reader gets one clear problem."""
    problem = _only(write(GOOD.replace("kind: fake", f"kind: {kind}")))
    assert (problem.code, problem.place[-6:]) == ("tracker-broken", "line 5")
    assert f"«{kind}» cannot be loaded" in problem.message


@pytest.mark.parametrize("key", ["password", "token", "secret", "api_key", "API-KEY", "access_token", "Smtp-Password"])
@pytest.mark.parametrize("value", ["qwerty", "{a: qwerty}", "[qwerty]"])
def test_secrets_are_refused_and_never_shown(write: Write, key: str, value: str) -> None:
    """A secret in any block is told once, with the way to do it, and its value is nowhere."""
    for text in (f"{GOOD}{key}: {value}\n", GOOD.replace("  url", f"  {key}: {value}\n  url")):
        problem = _only(write(text))
        assert problem.code == "secret-in-config"
        assert f"{key}_env" in problem.hint
        assert f"{key}_file" in problem.hint
        assert "qwerty" not in problem.message + problem.hint


def test_secrets_inside_lists(write: Write) -> None:
    """A secret is found however deep it stands."""
    text = f"{GOOD}alerts:\n  recipients:\n    - name: A\n      email: a@b\n      token: qwerty\n"
    assert _told(write(text)) == [("secret-in-config", 16)]


def test_the_name_of_a_secret_is_no_secret(write: Write) -> None:
    """Where a secret is to be found may stand in the config."""
    settings = load_config(write(GOOD.replace("  url", "  token_env: VEKHA_TOKEN\n  url"))).tracker.settings
    assert isinstance(settings, FakeSettings)
    assert settings.token_env == "VEKHA_TOKEN"


def test_a_config_cannot_be_changed(write: Write) -> None:
    """A loaded config is a value."""
    loaded: Config = load_config(write(GOOD))
    with pytest.raises(AttributeError):
        loaded.ledger = "sqlite:///other.db"  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        loaded.plan.key = "other"
