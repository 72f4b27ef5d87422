"""What keeps a Redmine from being worked ends every command alike: 78 for the config, 77 for a right, 75 for later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mappings import language
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.transport import Transport
from tests.standins.redmine_fake import URL, Answer, FakeRedmine, said
from tests.tracker_conformance import PLAN, desired
from tests.worlds.redmine_world import TOKEN, make, tracker
from tests.worlds.sync_world import World

COMMANDS = ("check", "diff", "sync", "run")
WRONG, DENIED, LATER = ExitCode.WRONG_INPUT, ExitCode.NO_PERMISSION, ExitCode.TRY_LATER
REDMINE = {
    "kind": "redmine",
    "url": URL,
    "project": "plan",
    "issue_tracker": "Мероприятие",
    "token_env": TOKEN,
    "marker_field": "Ключ плана",
}


@pytest.fixture
def redmine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeRedmine]:
    """A Redmine whose one issue shows which fields there are, and the key to it."""
    monkeypatch.setenv(TOKEN, "key")
    with FakeRedmine() as redmine:
        make(tracker(), desired())
        yield redmine


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A town; no run of it waits for a server that is away."""
    assert Transport.__init__.__kwdefaults__ is not None
    monkeypatch.setitem(Transport.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
    return World(tmp_path)


def ended(config: Path, command: str, world: World) -> int:
    """A command's exit code."""
    dated = [] if command == "check" else ["--today", "2026-03-01"]
    code = run(["-c", str(config), command, *dated], App(now=world.clock))
    language.use("en")
    return code


def answering(status: int, body: object = None, kind: str = "application/json") -> Callable[[FakeRedmine], None]:
    """Let whatever is asked be answered so."""

    def odd(_method: str, _path: str, _sent: object) -> Answer:
        code, headers, text = said(status, body, kind)
        return code, {**headers, "Location": "https://elsewhere.test/"}, text

    return lambda redmine: setattr(redmine, "odd", odd)


def lacking(*rights: str) -> Callable[[FakeRedmine], None]:
    """Take rights from the bot."""

    def take(redmine: FakeRedmine) -> None:
        redmine.rights = tuple(one for one in redmine.rights if one not in rights)

    return take


def as_it_is(_redmine: FakeRedmine) -> None:
    """The server is in order."""


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("changes", "server_is", "code", "ends"),
    [
        ({"project": "nothing"}, as_it_is, "project-unknown", WRONG),
        ({"issue_tracker": "Ошибка"}, as_it_is, "issue-tracker-unknown", WRONG),
        ({"marker_field": "Ключ"}, as_it_is, "field-unknown", WRONG),
        ({"fact_field": "Итог"}, as_it_is, "field-unknown", WRONG),
        ({"url": f"{URL}/login"}, as_it_is, "tracker-not-there", WRONG),
        ({}, answering(301), "tracker-moved", WRONG),
        ({}, answering(200, "<html></html>", "text/html"), "tracker-not-there", WRONG),
        ({"token_env": "VEKHA_NO_SUCH"}, as_it_is, "token-missing", DENIED),
        ({}, answering(401), "token-refused", DENIED),
        ({}, answering(403), "rest-off", DENIED),
        ({}, lacking("view_issues"), "right-missing", DENIED),
        ({}, answering(503), "tracker-failing", LATER),
    ],
)
def test_redmine(
    redmine: FakeRedmine,
    world: World,
    capsys: pytest.CaptureFixture[str],
    command: str,
    changes: dict[str, str],
    server_is: Callable[[FakeRedmine], None],
    code: str,
    ends: ExitCode,
) -> None:
    """The same code and the same exit code, whichever command meets it."""
    settings = ", ".join(f"{name}: {value}" for name, value in {**REDMINE, **changes}.items())
    text = world.config_path.read_text(encoding="utf-8").replace(
        "{kind: embedded, path: tracker.db}", f"{{{settings}}}"
    )
    world.config_path.write_text(text.replace("key: town", f"key: {PLAN}"), encoding="utf-8")
    server_is(redmine)
    found = ended(world.config_path, command, world)
    err = capsys.readouterr().err
    assert (f"[{code}]" in err, found) == (True, ends), err
