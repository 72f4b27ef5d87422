"""Opens the ledger's database: the lock, the migrations, the file set aside when it is corrupt.

Decides whether a file may be used as a ledger, and touches none that never was one. It knows nothing of what the
tables mean.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import filelock
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

from mappings.errors import FileUnreadable
from mappings.language import gettext as _
from sync.errors import LedgerBroken, LedgerLocked
from sync.ledger.failures import storing

UNWRITABLE = "ledger-unwritable"
SCHEMA = "r0007"  # the revision this code reads and writes
_HEADER = b"SQLite format 3\0"
_OURS = frozenset({"plans", "links", "intents", "runs"})
_MIGRATIONS = Path(__file__).parent / "migrations"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the ledger's lock, which the kernel frees when the process dies; raises `LedgerLocked` if it is held.

    Raises `LedgerBroken` where the file is not a ledger's at all: nothing is put beside it, either.
    """
    _refuse_foreign(path)
    lock = filelock.FileLock(f"{path}.lock", timeout=0)
    with storing(path, UNWRITABLE):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except filelock.Timeout:
            raise LedgerLocked(
                "ledger-locked",
                _("another run is at work on this ledger"),
                place=str(path),
                hint=_("wait until it has ended, then try again"),
            ) from None
    try:
        yield
    finally:
        lock.release()


def open_database(path: Path, *, now: datetime) -> tuple[Engine, Path | None]:
    """Open or make the ledger's file. A corrupt one is set aside and its new name returned, never overwritten."""
    aside = None
    with storing(path, UNWRITABLE):
        if path.exists() and not _sound(path):
            aside = path.with_name(f"{path.name}.corrupt-{now:%Y%m%dT%H%M%SZ}")
            path.rename(aside)
            for rest in path.parent.glob(f"{path.name}-*"):
                rest.rename(rest.with_name(rest.name.replace(path.name, aside.name, 1)))
        engine = sa.create_engine(f"sqlite:///{path}", poolclass=StaticPool)
        _make_durable(engine)
        with engine.begin() as connection:
            _migrate(connection, path)
    return engine, aside


def copy_database(path: Path) -> tuple[Engine, bool]:
    """A copy of the ledger in memory, for commands that write nothing; and whether the file was fit to be read."""
    _refuse_foreign(path)
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        sound = not path.exists() or _sound(path)
        if path.exists() and sound:
            with _reading(path) as source:
                source.backup(memory)
    except sqlite3.OperationalError as error:
        memory.close()
        raise FileUnreadable(
            "ledger-unreadable",
            _("the ledger cannot be read: {reason}").format(reason=error),
            place=str(path),
            hint=_("give the user that runs Vekha the right to read it"),
            denied=True,
        ) from None
    engine = sa.create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
    with engine.begin() as connection:
        _migrate(connection, path)
    return engine, sound


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    # A run killed in the middle of a commit leaves a journal that only a writable handle can roll back: hence "rw".
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)
    try:
        connection.execute("PRAGMA query_only = ON")
        yield connection
    finally:
        connection.close()


def _refuse_foreign(path: Path) -> None:
    """Raise `LedgerBroken` for what never was a ledger: a damaged one begins like a database, or with nothing."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_HEADER))
    except OSError:
        return  # it is not there, or SQLite says in its own way why it cannot be read
    if not head.startswith(_HEADER[: len(head)]) and head.strip(b"\0"):
        raise _foreign(path)


def _foreign(path: Path) -> LedgerBroken:
    message = _("the file that the config names as the ledger is no ledger; it stays as it is")
    return LedgerBroken(
        "ledger-foreign", message, place=str(path), hint=_("name another file in ledger: in the config")
    )


def _sound(path: Path) -> bool:
    """Whether a database is whole; raises `LedgerBroken` where it is that of another program."""
    try:
        with _reading(path) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                return False
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False
    if names and not names & _OURS:
        raise _foreign(path)
    return True


def _make_durable(engine: Engine) -> None:
    """What a transaction has committed is on the disk, schema changes included.

    Python's driver opens no transaction before a schema change; so it is told to open none, and SQLAlchemy does.
    """

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=PERSIST")  # as safe as the default, at a third of its cost
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA busy_timeout=2000")

    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    sa.event.listen(engine, "connect", connected)
    sa.event.listen(engine, "begin", begun)


def _migrate(connection: Connection, path: Path) -> None:
    names = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
    if not names:
        for statement in (_MIGRATIONS / "schema.sql").read_text(encoding="utf-8").split(";\n"):
            connection.exec_driver_sql(statement)
        return
    known = "alembic_version" in names
    if known and connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == SCHEMA:
        return
    # Alembic is slow to load and is needed only when the schema has to change.
    from alembic import command, util  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, SCHEMA)
    except util.CommandError:
        raise LedgerBroken(
            "ledger-newer",
            _("the ledger was written by a newer version of Vekha"),
            place=str(path),
            hint=_("install that version again, or name another ledger in the config"),
        ) from None
