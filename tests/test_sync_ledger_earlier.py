"""Ledgers and tracker files of every earlier schema open in this version, and a copy is kept from before.

`tests/earlier/` holds what each version wrote, as SQL. Such a sample stays as it is; a new schema brings its own.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

import sync.ledger.migrations
from mappings.errors import FileUnwritable
from notify.delivery.outbox import Outbox
from sync.ledger.database import SCHEMA
from sync.ledger.store import Ledger
from sync.trackers.embedded.schema import SCHEMA_VERSION
from tests.worlds.sync_world import PLAN_KEY, Clock, World

SAMPLES = Path(__file__).parent / "earlier"
REVISIONS = sorted(path.stem.removeprefix("ledger-") for path in SAMPLES.glob("ledger-*.sql"))
NOW = Clock().at


def sample(name: str, path: Path) -> Path:
    """The file that a sample was."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((SAMPLES / f"{name}.sql").read_text(encoding="utf-8"))
    return path


def schema(path: Path) -> list[tuple[str, str]]:
    """What a file is made of."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    return [(name, " ".join(sql.split())) for name, sql in rows]


def test_there_is_a_sample_of_every_schema() -> None:
    """Of each migration one, and of each version of the tracker's file."""
    versions = Path(sync.ledger.migrations.__file__).parent / "versions"
    assert sorted(path.name.partition("_")[0] for path in versions.glob("r*.py")) == REVISIONS
    assert {path.stem for path in SAMPLES.glob("tracker-*.sql")} == {f"tracker-{n + 1}" for n in range(SCHEMA_VERSION)}


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_ledger_of_every_schema_is_read_on(tmp_path: Path, revision: str) -> None:
    """Links, what had begun, runs, reports with their figures, and the mail that waits are all there."""
    path = sample(f"ledger-{revision}", tmp_path / "ledger.db")
    with Ledger.copied(path, PLAN_KEY) as looked:
        assert len(looked.runs()) == 1
    with Ledger.opened(path, PLAN_KEY, now=NOW) as ledger:
        memory, (run,) = ledger.recall(), ledger.runs()
        assert memory.links["issue", "I.1.1"].tracker_id == "7"
        assert memory.links["issue", "I.1.2"].gone_at is not None
        assert [intent.key for intent in memory.intents] == ["I.1.3"]
        assert dict(run.result) == {"created": 2}
        assert ledger.reports()["I.1.1"].assignee == "anna"
        assert [line.text for line in ledger.history()["I.1.1"].lines if "5" in line.text]
        assert [mail.recipient for mail in Outbox(ledger.engine, PLAN_KEY).pending()] == ["boris@lib.example"]
    with Ledger.opened(tmp_path / "new.db", PLAN_KEY, now=NOW):
        pass
    assert schema(path) == schema(tmp_path / "new.db")


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_copy_is_kept_from_before(tmp_path: Path, revision: str) -> None:
    """Named by the schema that it has, for the user alone, with all that was in it; of this schema none is made."""
    path = sample(f"ledger-{revision}", tmp_path / "ledger.db")
    before = schema(path)
    with Ledger.opened(path, PLAN_KEY, now=NOW) as ledger:
        kept = ledger.kept_earlier
    if revision == SCHEMA:
        assert (kept, list(tmp_path.glob("ledger.db.r*"))) == (None, [])
        return
    assert kept == tmp_path / f"ledger.db.{revision}"
    assert (schema(kept), stat.S_IMODE(kept.stat().st_mode)) == (before, 0o600)
    with Ledger.opened(path, PLAN_KEY, now=NOW) as ledger:
        assert ledger.kept_earlier is None


def test_of_each_schema_one_copy_is_kept(tmp_path: Path) -> None:
    """The newest: whoever went back to an old version and on again does not gather them."""
    for count in (1, 2):
        path = sample("ledger-r0012", tmp_path / "ledger.db")
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE links SET tracker_id = ?", (str(count),))
        with Ledger.opened(path, PLAN_KEY, now=NOW):
            path.unlink()
    (kept,) = tmp_path.glob("ledger.db.r*")
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT DISTINCT tracker_id FROM links").fetchall() == [("2",)]


def test_without_room_for_the_copy_nothing_is_migrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger stays as the earlier version wrote it."""
    path = sample("ledger-r0005", tmp_path / "ledger.db")
    before = path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileUnwritable) as caught, Ledger.opened(path, PLAN_KEY, now=NOW):
        pass
    assert (caught.value.code, path.read_bytes()) == ("disk-full", before)
    assert list(tmp_path.glob("ledger.db.r*")) == []


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_a_tracker_file_of_every_schema_is_read_on(tmp_path: Path, version: int) -> None:
    """Its issues and what the staff wrote are there, and a sync goes on with them."""
    world = World(tmp_path)
    sample(f"tracker-{version}", tmp_path / "tracker.db")
    assert world.issue("I.1.2").fact == "1"
    before = world.keys()
    world.sync()
    assert world.keys() == before
    with world.store.reading() as view:
        assert [comment.text for comment in view.comments(PLAN_KEY)[world.issue("I.1.2").id]] == ["Факт: создан зал"]
