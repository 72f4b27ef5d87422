"""A file is put in its place whole or not at all, and with the rights that are due to it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from mappings.whole_files import FOLDER, PAGE, PLAIN, PRIVATE, make_private, put_whole
from sync.cli import run
from sync.cli.context import App
from sync.cli.exit_codes import ExitCode
from tests.worlds.sync_world import World


def rights(path: Path) -> int:
    """The rights of what is there."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o002, 0o022, 0o027, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Each umask that one meets."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_a_new_file_gets_what_was_asked_for_at_most(tmp_path: Path, umask: int) -> None:
    """The umask takes away, and gives nothing; folders that are made are for the user and the group."""
    for asked in (PRIVATE, PAGE, PLAIN):
        path = tmp_path / oct(asked) / "deep" / "file"
        put_whole(path, b"x", asked)
        assert rights(path) == asked & ~umask
        assert rights(path.parent) == rights(path.parent.parent) == FOLDER & ~umask
    make_private(tmp_path / "database")
    make_private(tmp_path / "database")
    assert rights(tmp_path / "database") == PRIVATE


@pytest.mark.parametrize("chosen", [0o600, 0o640, 0o644, 0o664, 0o755])
@pytest.mark.parametrize("asked", [PRIVATE, PAGE, PLAIN])
def test_a_file_that_is_there_keeps_its_rights(tmp_path: Path, umask: int, chosen: int, asked: int) -> None:
    """They were chosen: a page that a web server reads stays readable, and one that is closed stays closed."""
    path = tmp_path / "page.html"
    path.write_bytes(b"before")
    path.chmod(chosen)
    put_whole(path, b"after", asked)
    assert (path.read_bytes(), rights(path)) == (b"after", chosen)
    assert umask is not None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_owner_and_group_are_kept(tmp_path: Path) -> None:
    """Where a run by root writes over a page of another's, it stays the other's."""
    path = tmp_path / "page.html"
    path.write_bytes(b"before")
    os.chown(path, 1234, 4321)
    put_whole(path, b"after")
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 4321)


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    """To where it leads, there already or not; what is written stands beside nothing else."""
    (tmp_path / "public").mkdir()
    link = tmp_path / "page.html"
    link.symlink_to("public/index.html")
    for content in (b"one", b"two"):
        put_whole(link, content)
        assert link.is_symlink()
        assert (tmp_path / "public" / "index.html").read_bytes() == content
    assert [one.name for one in (tmp_path / "public").iterdir()] == ["index.html"]


def test_a_name_as_long_as_can_be_is_written(tmp_path: Path) -> None:
    """The draft beside it has a name of its own."""
    put_whole(tmp_path / ("x" * 255), b"one")


def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the folder would let it be: somebody protected it."""
    path = tmp_path / "page.html"
    path.write_bytes(b"before")
    path.chmod(0o444)
    if os.geteuid() == 0:  # to whom everything is open
        monkeypatch.setattr(os, "access", lambda *_all, **_named: False)
    with pytest.raises(PermissionError):
        put_whole(path, b"after")
    assert path.read_bytes() == b"before"


def test_a_pipe_that_is_read_is_written_to(tmp_path: Path) -> None:
    """One that nobody reads is not waited for."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="No such device or address"):
        put_whole(pipe, b"one")
    handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    put_whole(pipe, b"one")
    assert os.read(handle, 100) == b"one"
    os.close(handle)


def test_nothing_that_names_people_is_open_to_others(tmp_path: Path) -> None:
    """After a whole run under the most open umask; pages are for the group too, and all else for the user alone."""
    before = os.umask(0)
    try:
        world = World(tmp_path)
        given = set(world.folder.iterdir())
        assert run(["-q", "-c", str(world.config_path), "run", "--today", "2026-03-01"], App(now=world.clock)) == 0
    finally:
        os.umask(before)
    made = [one for one in world.folder.rglob("*") if one not in given]
    found = {one.relative_to(world.folder).parts[0]: rights(one) for one in made if one.is_file()}
    pages = {name for name in found if name.endswith(".html")}
    assert pages == {"summary.html", "tracker.html"}
    assert {found[name] for name in pages} == {PAGE}
    assert {mode for name, mode in found.items() if name not in pages} == {PRIVATE}
    assert {"ledger.db", "ledger.db-journal", "tracker.db", "outbox"} <= found.keys()
    assert rights(world.folder / "outbox") == FOLDER
    (world.folder / "summary.html").chmod(0o644)
    assert run(["-q", "-c", str(world.config_path), "run", "--today", "2026-03-02"], App(now=world.clock)) == (
        ExitCode.DONE
    )
    assert rights(world.folder / "summary.html") == 0o644
