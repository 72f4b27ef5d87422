"""No two settings name one file, and nothing is written over that the plan is made from or kept in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mappings.errors import ConfigError
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from sync.config.loading import load_config
from sync.config.paths import NamedFile, named_twice, same_file
from tests.worlds.sync_world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A town before its first sync."""
    return World(tmp_path)


def ended(world: World, *arguments: str) -> int:
    """A command's exit code."""
    return run(["-c", str(world.config_path), *arguments], App(now=world.clock))


def settle(world: World, **changes: str) -> None:
    """Change lines of the config, each a block of its own."""
    lines = world.config_path.read_text(encoding="utf-8").splitlines()
    lines = [next((f"{key}: {new}" for key, new in changes.items() if one.startswith(f"{key}:")), one) for one in lines]
    world.config_path.write_text("\n".join(lines), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


PLAN = "plan.file"
PAIRS = [
    ({"summary": "{path: plan.txt}"}, PLAN, "summary.path"),
    ({"summary": "{path: ./none/../plan.txt}"}, PLAN, "summary.path"),
    ({"summary": "{path: linked.txt}"}, PLAN, "summary.path"),
    ({"summary": "{path: hard.txt}"}, PLAN, "summary.path"),
    ({"summary": "{path: mapping.yaml}"}, "plan.mapping", "summary.path"),
    ({"summary": "{path: config.yaml}"}, "the config itself", "summary.path"),
    ({"summary": "{path: ledger.db}"}, "ledger", "summary.path"),
    ({"summary": "{path: ledger.db-journal}"}, "ledger", "summary.path"),
    ({"summary": "{path: ledger.db.lock}"}, "ledger", "summary.path"),
    ({"summary": "{path: tracker.db}"}, "tracker.path", "summary.path"),
    ({"summary": "{path: tracker.html}"}, "tracker.path", "summary.path"),
    ({"ledger": "sqlite:///plan.txt"}, PLAN, "ledger"),
    ({"ledger": "sqlite:///tracker.db"}, "tracker.path", "ledger"),
    ({"ledger": "sqlite:///config.yaml"}, "the config itself", "ledger"),
    ({"mail": "{kind: outbox, path: ledger.db, sender: a@example.org}"}, "ledger", "mail.path"),
    ({"tracker": "{kind: embedded, path: plan.txt}"}, PLAN, "tracker.path"),
    ({"plan": "{key: town, file: plan.txt, mapping: plan.txt}"}, PLAN, "plan.mapping"),
    (
        {"plan": "{key: town, file: tracker.html}", "tracker": "{kind: embedded, path: tracker.db}"},
        PLAN,
        "tracker.path",
    ),
]


@pytest.mark.parametrize(("changes", "one", "other"), PAIRS)
def test_two_settings_that_name_one_file_are_refused(
    world: World, capsys: pytest.CaptureFixture[str], changes: dict[str, str], one: str, other: str
) -> None:
    """By whatever spelling or link: in one line with both names, and every file stays as it was."""
    (world.folder / "linked.txt").symlink_to("plan.txt")
    os.link(world.folder / "plan.txt", world.folder / "hard.txt")
    (world.folder / "tracker.html").write_bytes(b"a plan")
    settle(world, **changes)
    before = contents(world.folder)
    for command in ("check", "sync", "run", "diff", "summary"):
        assert ended(world, command) == ExitCode.WRONG_INPUT
        (line,) = capsys.readouterr().err.splitlines()
        assert "[path-twice]" in line
        assert {one, other} <= {word for word in (PLAN, *_names()) if word in line}, line
        assert ", line " in line
    assert contents(world.folder) == before


def _names() -> list[str]:
    return sorted({name for _changes, one, other in PAIRS for name in (one, other)})


def test_a_template_that_something_else_is_written_into_is_refused(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """The mapping names it, the config the other."""
    (world.folder / "own.txt").write_text("{{ measure.title }}", encoding="utf-8")
    world.map("template: own.txt")
    settle(world, summary="{path: own.txt}")
    assert ended(world, "run") == ExitCode.WRONG_INPUT
    err = capsys.readouterr().err
    assert "[path-taken]" in err
    assert "summary.path" in err


def test_keys_and_certificates_may_serve_two(world: World) -> None:
    """What is only read is written over by nothing."""
    shared = [NamedFile(("tracker", "ca_file"), Path("ca.pem")), NamedFile(("mail", "ca_file"), Path("ca.pem"))]
    assert list(named_twice(shared)) == []
    mixed = [*shared, NamedFile(("summary", "path"), Path("./ca.pem"))]
    assert len(list(named_twice(mixed))) == 2
    assert not same_file(Path("/dev/null"), Path("/dev/null"))
    load_config(world.config_path)


@pytest.mark.parametrize("name", ["plan.txt", "mapping.yaml", "config.yaml", "ledger.db", "tracker.db", "own.txt"])
def test_no_output_is_written_over_what_the_plan_is_made_from_or_kept_in(
    world: World, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Whichever command writes it; the pages, which are made anew from the rest, may be named."""
    (world.folder / "own.txt").write_text("{{ measure.title }}", encoding="utf-8")
    world.map("template: own.txt")
    assert ended(world, "run") == ExitCode.DONE
    before = contents(world.folder)
    output = str(world.folder / "outbox" / ".." / name)
    commands: list[tuple[str, ...]] = [("summary", "-o", output)]
    if name != "own.txt":  # these two know no mapping
        commands.append(("tracker", "page", "-o", output))
        old, new = str(world.folder / "old.txt"), str(world.folder / "plan.txt")
        Path(old).write_bytes(before["plan.txt"])
        commands.append(("read", new, "--against", old, "-o", output))
    for command in commands:
        assert ended(world, *command) == ExitCode.WRONG_INPUT
        assert "[path-taken]" in capsys.readouterr().err
    assert {key: value for key, value in contents(world.folder).items() if key in before} == before
    assert ended(world, "summary", "--format", "html", "-o", str(world.folder / "summary.html")) == ExitCode.DONE


@pytest.mark.parametrize("option", ["FILE", "--against", "--mapping"])
def test_reading_writes_over_none_of_what_it_reads(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    """Without any config, too."""
    monkeypatch.chdir(world.folder)
    world.config_path.unlink()
    files = {"FILE": Path("plan.txt"), "--against": Path("old.txt"), "--mapping": Path("mapping.yaml")}
    files["--against"].write_bytes(files["FILE"].read_bytes())
    before = files[option].read_bytes()
    arguments = ["read", "plan.txt", "--against", "old.txt", "--mapping", "mapping.yaml", "-o", str(files[option])]
    assert run(arguments, App()) == ExitCode.WRONG_INPUT
    assert option in capsys.readouterr().err
    assert files[option].read_bytes() == before


def test_a_file_that_is_no_page_is_not_made_one(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody's document in the summary's place stays; the mails go out, and the run says so with 78."""
    own = world.folder / "summary.html"
    own.write_bytes(b"PK\x03\x04 a document")
    assert ended(world, "run", "--today", "2026-03-01") == ExitCode.WRONG_INPUT
    assert "[summary-foreign]" in capsys.readouterr().err
    assert own.read_bytes() == b"PK\x03\x04 a document"
    assert list((world.folder / "outbox").glob("*.eml"))
    own.write_bytes(b"")
    for _round in range(2):
        assert ended(world, "run", "--today", "2026-03-01") == ExitCode.DONE
        assert own.read_bytes().lstrip().lower().startswith(b"<!doctype html")


def test_everything_wrong_is_told_at_once(world: World) -> None:
    """Each pair with the line of one of them."""
    settle(world, summary="{path: plan.txt}", mail="{kind: outbox, path: tracker.db, sender: a@example.org}")
    with pytest.raises(ConfigError) as caught:
        load_config(world.config_path)
    assert [(one.code, one.place.rpartition(" ")[2]) for one in caught.value.problems] == [
        ("path-twice", "5"),
        ("path-twice", "6"),
    ]
