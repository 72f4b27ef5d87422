"""The ledger's store: schema, lock, damage, full disks, and what it recalls."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st

import sync.ledger.migrations
from mappings.causes import Cause
from mappings.errors import FileUnreadable, FileUnwritable
from mappings.progress import Acknowledgement, FigureLine, Reason, Report, Sighting, Status, Wish
from notify.delivery.outbox import Outbox
from notify.delivery.outbox import tables as outbox_tables
from sync.errors import LedgerBroken, LedgerLocked
from sync.ledger.database import SCHEMA
from sync.ledger.store import Ledger
from sync.ledger.tables import tables
from sync.memory import Intent, Link, RoundDays
from sync.storage import locks

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINK = Link("issue", "I.1.1", "7", "https://tracker.example.org/7", {"title": "Title", "due": None})
INTENT = Intent("issue", "I.1.2", "create", {"title": "Two"}, NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a ledger may be made."""
    return tmp_path / "deep" / "ledger.db"


def test_migrations_make_the_tables_that_the_code_uses(path: Path) -> None:
    """Every table of the ledger and of the outbox has the columns, keys and types the code knows."""
    with Ledger.opened(path, "town", now=NOW) as ledger:
        made = sa.MetaData()
        made.reflect(ledger.engine)
        for known in (tables, outbox_tables):
            for name, table in known.tables.items():
                columns = {
                    column.name: (str(column.type), column.nullable, column.primary_key) for column in table.columns
                }
                assert columns == {
                    column.name: (str(column.type), column.nullable, column.primary_key)
                    for column in made.tables[name].columns
                }
                unique = {
                    tuple(constraint.columns.keys())
                    for constraint in table.constraints
                    if isinstance(constraint, sa.UniqueConstraint)
                }
                inspected = sa.inspect(ledger.engine).get_unique_constraints(name)
                assert unique == {tuple(constraint["column_names"]) for constraint in inspected}


def test_a_new_ledger_is_what_the_migrations_make(tmp_path: Path) -> None:
    """The schema that is laid down in one step is the one that all migrations lead to, letter by letter."""
    with Ledger.opened(tmp_path / "new.db", "town", now=NOW):
        pass
    _migrated(tmp_path / "migrated.db", "head")
    new, migrated = (_schema(tmp_path / name) for name in ("new.db", "migrated.db"))
    assert new == migrated
    assert len(new) > len(tables.tables)


def _migrated(path: Path, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(sync.ledger.migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def _schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
        revisions = connection.execute("SELECT 'revision', version_num FROM alembic_version").fetchall()
    return [(name, " ".join(sql.split())) for name, sql in (*rows, *revisions)]


@pytest.mark.parametrize("looking", [True, False])
def test_a_run_killed_in_the_middle_of_a_commit_leaves_a_usable_ledger(path: Path, *, looking: bool) -> None:
    """What the killed run had half written is rolled back, also for those who only look."""
    with Ledger.opened(path, "town", now=NOW) as ledger:
        ledger.turn(done=[LINK])
    killed = path.with_name("killed.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        rows = [("town", str(number), "x" * 2000) for number in range(200)]
        connection.executemany("INSERT INTO memories VALUES (?, ?, ?)", rows)
        shutil.copy(path, killed)
        shutil.copy(f"{path}-journal", f"{killed}-journal")
        connection.execute("ROLLBACK")
    opened = Ledger.copied(killed, "town") if looking else Ledger.opened(killed, "town", now=NOW)
    with opened as ledger:
        assert ledger.set_aside is None
        assert (len(ledger.recall().links), ledger.cache()) == (1, {})


def test_schema_is_the_newest_revision() -> None:
    """The code expects what the last migration makes."""
    config = Config()
    config.set_main_option("script_location", str(Path(sync.ledger.migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA


def test_recalls_what_was_written(path: Path) -> None:
    """Links with their bases, intents, the keys known and the time of the pull."""
    with Ledger.opened(path, "town", now=NOW) as ledger:
        run = ledger.begin_run(["I.1.1"], now=NOW)
        ledger.turn(intent=INTENT)
        ledger.turn(done=[LINK])
        ledger.save_pull([], now=NOW)
        ledger.end_run(run, {"created": 1}, now=NOW)
    with Ledger.copied(path, "town") as ledger:
        memory = ledger.recall()
        assert ledger.pulled_at() == NOW
    assert memory.links == {("issue", "I.1.1"): LINK}
    assert memory.intents == (INTENT,)
    assert (memory.known_keys, memory.pulled_at) == (("I.1.1",), NOW)


def test_done_write_takes_its_intent_along(path: Path) -> None:
    """A link and the end of its intent are one transaction."""
    with Ledger.opened(path, "town", now=NOW) as ledger:
        ledger.turn(intent=INTENT)
        ledger.turn(done=[Link("issue", "I.1.2", "8", None)], intent=INTENT)
        assert ledger.recall().intents == (INTENT,)
        ledger.turn(done=[Link("issue", "I.1.2", "8", None)])
        assert ledger.recall().intents == ()
        ledger.turn(intent=INTENT)
        ledger.turn(dropped=[INTENT])
        assert ledger.recall().intents == ()


def test_plans_in_one_ledger_do_not_mix(path: Path) -> None:
    """Two plans may share a file."""
    with Ledger.opened(path, "town", now=NOW) as ledger:
        ledger.turn(done=[LINK])
    with Ledger.opened(path, "village", now=NOW) as ledger:
        assert ledger.recall().links == {}


@given(
    value=st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9),
    text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=50),
)
def test_reports_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, value: Decimal, text: str) -> None:
    """A figure loses nothing on its way through the ledger, and is new only once."""
    line = FigureLine(value, text, "anna", NOW, "comment", 2, percent=True, unit=text, of=value, year=2025)
    lost = FigureLine(None, text, "anna", NOW, "field", 2)
    reason = Reason(text, "anna", NOW, "comment")
    report = Report("I.1.1", Status.DONE, (line, lost), (reason,), None, "anna")
    with Ledger.opened(tmp_path_factory.mktemp("ledger") / "l.db", "town", now=NOW) as ledger:
        assert ledger.save_pull([report], now=NOW) == 1
        assert ledger.save_pull([report], now=NOW) == 0
        seen = replace(report, sightings=(Sighting(NOW, Status.DONE),), changed_at=NOW)
        seen = replace(seen, lines=tuple(replace(one, seen_at=NOW) for one in report.lines))
        assert ledger.reports() == ledger.history() == {"I.1.1": seen}


def test_second_holder_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock is the kernel's: it is held as long as the process."""
    monkeypatch.setattr(locks, "PATIENCE", 0.0)
    with (
        Ledger.opened(path, "town", now=NOW),
        pytest.raises(LedgerLocked),
        Ledger.opened(path, "town", now=NOW),
    ):
        pass


def test_lock_of_a_dead_process_is_free(path: Path) -> None:
    """A process that dies leaves no lock behind."""
    child = os.fork()
    if child == 0:
        holding = Ledger.opened(path, "town", now=NOW)
        holding.__enter__()
        os._exit(0)
    os.waitpid(child, 0)
    with Ledger.opened(path, "town", now=NOW) as ledger:
        assert ledger.recall().links == {}


TORN = b"SQLite format 3\0"


@pytest.mark.parametrize("damage", [b"", TORN + b"no database " * 200, TORN[:7], bytes(4096), None])
def test_damaged_file_is_set_aside(path: Path, damage: bytes | None) -> None:
    """What begins like a database or with nothing at all was one; an empty file is an empty ledger."""
    with Ledger.opened(path, "town", now=NOW) as ledger:
        ledger.turn(done=[LINK])
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * 8192 + data[12288:] if damage is None else damage)
    with Ledger.copied(path, "town") as ledger:
        assert (ledger.set_aside == path) == (damage != b"")
    with Ledger.opened(path, "town", now=NOW) as ledger:
        assert ledger.recall().links == {}
        assert (ledger.set_aside is not None) == (damage != b"")
        assert ledger.set_aside is None or ledger.set_aside.exists()


def foreign_database(path: Path) -> None:
    """A database of another program, in a journal mode of its own."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE accounts (id INTEGER)")
        connection.commit()


@pytest.mark.parametrize("content", [b"not a database " * 200, "№ п/п\tМероприятие".encode(), b"PK\x03\x04", None])
def test_a_file_that_never_was_a_ledger_stays_as_it_is(path: Path, content: bytes | None) -> None:
    """A plan, a table, another program's database: refused, neither written nor put aside, and nothing beside it."""
    path.parent.mkdir()
    if content is None:
        foreign_database(path)
    else:
        path.write_bytes(content)
    before = path.read_bytes()
    for opened in (Ledger.opened(path, "town", now=NOW), Ledger.copied(path, "town")):
        with pytest.raises(LedgerBroken) as caught, opened:
            pass
        assert caught.value.code == "ledger-foreign"
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir() if ".corrupt" in one.name] == []
    assert content is None or list(path.parent.iterdir()) == [path]


def test_newer_schema_is_refused_and_kept(path: Path) -> None:
    """A ledger of a later version is neither used nor changed."""
    with Ledger.opened(path, "town", now=NOW) as ledger, ledger.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'r9999'"))
    before = path.read_bytes()
    with pytest.raises(LedgerBroken), Ledger.opened(path, "town", now=NOW):
        pass
    assert path.read_bytes() == before


def test_copy_leaves_no_trace(path: Path) -> None:
    """Looking at a ledger that is not there makes none."""
    with Ledger.copied(path, "town") as ledger:
        ledger.turn(done=[LINK])
        assert ledger.recall().links
    assert not path.parent.exists()


def test_full_disk_is_told_and_nothing_is_lost(path: Path) -> None:
    """SQLite's own «database or disk is full» becomes one clear error, and what stood still stands."""
    with Ledger.opened(path, "town", now=NOW) as ledger:
        ledger.turn(done=[LINK])

        def cramped(connection: sa.Connection) -> None:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

        sa.event.listen(ledger.engine, "begin", cramped)
        with pytest.raises(FileUnwritable) as full:
            ledger.turn(done=[Link("issue", f"I.1.{n}", "1", None, {"title": "x" * 500}) for n in range(200)])
        assert (full.value.code, full.value.cause) == ("disk-full", Cause.FULL)
        assert ledger.recall().links == {("issue", "I.1.1"): LINK}


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file where a folder should be."""
    (tmp_path / "deep").write_text("a file", encoding="utf-8")
    with pytest.raises(FileUnwritable) as unwritable, Ledger.opened(tmp_path / "deep" / "l.db", "town", now=NOW):
        pass
    assert (unwritable.value.code, unwritable.value.cause) == ("path-through-file", Cause.THROUGH_FILE)


def test_ledger_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A folder in the file's place is no reason for an internal error."""
    (tmp_path / "l.db").mkdir()
    with pytest.raises(FileUnreadable) as unreadable, Ledger.copied(tmp_path / "l.db", "town"):
        pass
    assert unreadable.value.code == "path-is-folder"


def test_adapters_notes_are_kept(path: Path) -> None:
    """What an adapter noted in one run it finds in the next; what it dropped is gone."""
    with Ledger.opened(path, "town", now=NOW) as ledger:
        ledger.keep_cache({"1": "one", "2": "two"})
    with Ledger.opened(path, "town", now=NOW) as ledger:
        assert ledger.cache() == {"1": "one", "2": "two"}
        ledger.keep_cache({"2": "two"})
        ledger.keep_cache({"2": "two"})
        assert ledger.cache() == {"2": "two"}
        ledger.keep_cache({})
        assert ledger.cache() == {}


def test_ledger_of_the_first_schema_is_brought_up_to_date(path: Path) -> None:
    """A migration keeps what was there."""
    path.parent.mkdir()
    _migrated(path, "r0001")
    with closing(sqlite3.connect(path)) as connection, connection:
        row = ("town", LINK.kind, LINK.key, LINK.tracker_id, LINK.url, json.dumps(dict(LINK.base)))
        connection.execute("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?, NULL)", row)
    with Ledger.copied(path, "town") as ledger:
        assert (ledger.cache(), len(ledger.recall().links)) == ({}, 1)
    with Ledger.opened(path, "town", now=NOW) as ledger:
        assert (ledger.cache(), len(ledger.recall().links)) == ({}, 1)


OLD_MAILS = (  # recipient, keys it told, status, made at
    ("Anna@lib.example", ("I.1", "I.2"), "failed", "2026-02-04T22:30:00+00:00"),
    ("anna@lib.example", ("I.2",), "sent", "2026-02-05T07:00:00+00:00"),
    ("boris@lib.example", ("I.1",), "queued", "2026-02-05T07:00:00+00:00"),
)


def test_what_an_old_ledger_knew_of_mails_is_read_on(path: Path) -> None:
    """A mail that failed for good is refused, one that waits still waits; what was told by periods is told anew."""
    path.parent.mkdir()
    _migrated(path, "r0006")
    with closing(sqlite3.connect(path)) as connection, connection:
        for number, (recipient, keys, status, made) in enumerate(OLD_MAILS, start=1):
            items = json.dumps([{"kind": "overdue", "key": key} for key in keys])
            row = (number, "town", f"<{number}@x>", recipient, "overdue", "", items, b"", status, 1, made, None, None)
            connection.execute(f"INSERT INTO outbox VALUES ({', '.join('?' * len(row))})", row)
        connection.execute("INSERT INTO notified VALUES ('town', 'anna@lib.example', 'late', 'I.2', '2026-W06')")
    with Ledger.opened(path, "town", now=NOW) as ledger:
        outbox = Outbox(ledger.engine, "town")
        with ledger.engine.connect() as engine:
            statuses = engine.execute(sa.text("SELECT status, answers_lost FROM outbox ORDER BY id")).all()
        assert [mail.recipient for mail in outbox.pending()] == ["boris@lib.example"]
        assert outbox.remembered() == {}
    assert [tuple(row) for row in statuses] == [("refused", 0), ("sent", 0), ("queued", 0)]


OLD_FIGURES = (  # issue, indicator, value, text, author, at, place, seen_at
    ("I.1", 1, "5", "5", "anna", "2026-01-10T09:00:00+00:00", "comment", "2026-01-11T07:00:00+00:00"),
    ("I.1", 1, "6", "6", "anna", "2026-01-10T09:00:00+00:00", "comment", "2026-02-11T07:00:00+00:00"),
    ("I.1", 1, "9", "9", "boris", "2026-02-20T09:00:00+00:00", "comment", "2026-02-21T07:00:00+00:00"),
    ("I.1", 2, "7", "7", "anna", "2026-01-10T09:00:00+00:00", "comment", "2026-01-11T07:00:00+00:00"),
)
OLD_REPORTS = (  # issue, status, reason, figures that count, unread
    ("I.1", "done", "ремонт", (OLD_FIGURES[1],), ()),
    ("I.2", "planned", "", (), ("нет",)),
)


def test_what_an_old_ledger_knew_of_reports_is_read_on(path: Path) -> None:
    """Figures ever seen become lines; an edited one dates from the pull that saw it so, a deleted one is gone."""
    path.parent.mkdir()
    _migrated(path, "r0003")
    names = ("indicator", "value", "text", "author", "at", "place")
    with closing(sqlite3.connect(path)) as connection, connection:
        plan = ("town", "[]", NOW.isoformat())
        connection.execute("INSERT INTO plans (plan, known_keys, pulled_at) VALUES (?, ?, ?)", plan)
        for number, figure in enumerate(OLD_FIGURES):
            connection.execute("INSERT INTO figures VALUES (?, 'town', ?, ?, ?, ?, ?, ?, ?, ?)", (number, *figure))
        for key, status, reason, figures, unread in OLD_REPORTS:
            told = json.dumps([dict(zip(names, figure[1:], strict=False)) for figure in figures])
            row = ("town", key, status, None, "anna", reason, told, json.dumps(unread))
            connection.execute("INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    with Ledger.opened(path, "town", now=NOW) as ledger:
        reports, history = ledger.reports(), ledger.history()
        edited = "2026-02-11T07:00:00+00:00"
        assert [(one.text, one.at.isoformat()) for one in reports["I.1"].lines] == [("6", edited)]
        there = [(one.text, one.gone_at is None) for one in history["I.1"].lines]
        assert there == [("5", False), ("7", False), ("6", True), ("9", False)]
        assert (reports["I.1"].reason, reports["I.1"].sightings) == ("ремонт", (Sighting(NOW, Status.DONE),))
        assert (reports["I.2"].unread, reports["I.2"].reasons) == (("нет",), ())
        at = datetime(2026, 1, 10, 9, tzinfo=UTC)
        line = FigureLine(Decimal(6), "6", "anna", at, "comment", unit="шт.")
        assert ledger.save_pull([Report("I.1", Status.DONE, (line,))], now=NOW) == 0
        (kept,) = ledger.reports()["I.1"].lines
        assert (kept.unit, kept.at.isoformat()) == ("шт.", edited)


def test_the_history_of_an_issue_is_kept(path: Path) -> None:
    """Each change of status is one sighting; an edited line and a deleted one stay in the history with their dates."""
    at, days = datetime(2026, 2, 1, tzinfo=UTC), [NOW + timedelta(days=number) for number in range(4)]
    lines = [FigureLine(Decimal(n), str(n), "anna", at, "comment") for n in (5, 6)]
    pulls = [
        Report("I.1", lines=(lines[0],)),
        Report("I.1", Status.DONE, (lines[1],), closed_at=days[1]),
        Report("I.1", Status.DONE, (), closed_at=days[1]),
    ]
    with Ledger.opened(path, "town", now=NOW) as ledger:
        new = [ledger.save_pull([report], now=now) for report, now in zip(pulls, days, strict=False)]
        assert ledger.save_pull([], now=days[3], unseen=["I.1"]) == 0
        report = ledger.history()["I.1"]
        assert ledger.reports()["I.1"].lines == ()
    assert new == [1, 1, 0]
    assert [(one.text, one.at, one.seen_at, one.gone_at) for one in report.lines] == [
        ("5", at, days[0], days[1]),
        ("6", days[1], days[1], days[2]),
    ]
    assert report.sightings == (Sighting(days[0], Status.PLANNED), Sighting(days[1], Status.DONE, days[1]))
    assert report.closed_at == days[1]


# --- what the staff have done

BEFORE, LATER = NOW - timedelta(days=3), NOW + timedelta(days=30)
WISHED = Wish(date(2027, 3, 15), "Анна", BEFORE)


def test_who_has_taken_note_and_a_moved_date_come_back(path: Path) -> None:
    """The acknowledgement with its day, the date that the staff gave, and when they wrote."""
    taken = Acknowledgement(date(2027, 2, 15), "Анна", BEFORE)
    told = Report("I.1", acknowledged=taken, moved_to=date(2027, 3, 1), changed_at=BEFORE, wished=WISHED)
    with Ledger.opened(path, "town", now=NOW) as ledger:
        ledger.begin_run(["I.1"], now=NOW)
        ledger.save_pull([told], now=NOW)
        found = ledger.reports()["I.1"]
    assert (found.acknowledged, found.moved_to, found.changed_at) == (taken, date(2027, 3, 1), BEFORE)
    assert found.wished == WISHED


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (Report("I.1"), None),
        (Report("I.1", status=Status.IN_PROGRESS), LATER),
        (Report("I.1", moved_to=date(2027, 3, 1)), LATER),
        (Report("I.1", changed_at=NOW), NOW),
    ],
)
def test_when_the_staff_last_changed_an_issue_is_kept(path: Path, after: Report, expected: datetime | None) -> None:
    """What they wrote by its own time, a status and a date by the pull that saw them; a first pull changes nothing."""
    with Ledger.opened(path, "town", now=NOW) as ledger:
        ledger.begin_run(["I.1"], now=NOW)
        ledger.save_pull([Report("I.1")], now=NOW)
        assert ledger.reports()["I.1"].changed_at is None
        ledger.save_pull([after], now=LATER)
        assert ledger.reports()["I.1"].changed_at == expected
        ledger.save_pull([replace(after, changed_at=None)], now=LATER + timedelta(days=1))
        assert ledger.reports()["I.1"].changed_at == expected


def test_the_days_of_rounds_are_kept(path: Path) -> None:
    """None before the first; then the last that were put down."""
    with Ledger.opened(path, "town", now=NOW) as ledger:
        assert ledger.round_days() == RoundDays()
        ledger.begin_run([], now=NOW)
        days = RoundDays(date(2026, 3, 1), date(2026, 3, 2))
        ledger.keep_round_days(days)
        assert ledger.round_days() == days
