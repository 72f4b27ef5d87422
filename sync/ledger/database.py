"""Opens the ledger's database: the lock, the migrations, the file set aside when it is corrupt.

Decides whether a file may be used as a ledger, and touches none that never was one. It knows nothing of what the
tables mean.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool

from mappings.causes import Cause
from mappings.language import gettext as _
from mappings.regular_files import read_regular, refuse_irregular
from mappings.whole_files import PRIVATE, make_folder, make_private
from sync.errors import LedgerBroken
from sync.ledger.earlier import keep_earlier
from sync.ledger.failures import held_by, looking_at, storing
from sync.storage.copies import reading, renamed
from sync.storage.database_failures import cause_of_database
from sync.storage.locks import Held, Lock, lock_file

UNWRITABLE = "ledger-unwritable"
SCHEMA = "r0013"  # the revision this code reads and writes
_HEADER = b"SQLite format 3\0"
_OURS = frozenset({"plans", "links", "intents", "runs"})
_WORDS = tuple(f"CREATE TABLE {name}".encode() for name in sorted(_OURS))
_APPLICATION = 0x5645_4B48  # "VEKH": the mark that SQLite keeps in the head of a file
_MARK_AT = 68  # where it stands there
_HEAD = 65536  # bytes in which a database says what it holds
_BUSY = 10.0  # seconds for which the writing of another plan is waited for
_MIGRATIONS = Path(__file__).parent / "migrations"


class Hold:
    """A plan held in a ledger. `mend` is the lock of those who change the ledger's file itself, not what is in it."""

    def __init__(self, path: Path, mend: Lock, *, now: datetime) -> None:
        self._path = path
        self._mend = mend
        self._now = now

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While no other plan has the ledger open. Raises `LedgerLocked`."""
        self._mend.free()
        _take(self._mend, self._path, now=self._now)
        try:
            yield
        finally:
            _take(self._mend, self._path, now=self._now, shared=True)


@contextmanager
def locked(path: Path, plan: str, *, now: datetime) -> Iterator[Hold]:
    """Hold a plan in a ledger, by a lock that the kernel frees when the process dies; other plans go on.

    Raises `LedgerLocked` if the plan is held for longer than is waited, `LedgerBroken` where the file is not a
    ledger's at all: nothing is put beside it, either.
    """
    with storing(path, UNWRITABLE):
        refuse_irregular(path)
        _refuse_foreign(path)
        make_folder(path.parent)
        real = Path(os.path.realpath(path))
        rights = real.stat().st_mode & 0o666 if real.exists() else PRIVATE
    with (
        lock_file(lock_of(real, plan), UNWRITABLE, rights=rights) as own,
        lock_file(lock_of(real), UNWRITABLE, rights=rights) as mend,
    ):
        _take(own, path, now=now)
        _take(mend, path, now=now, shared=True)
        yield Hold(path, mend, now=now)


def lock_of(path: Path, plan: str = "") -> Path:
    """The lock of a plan in a ledger, or that of the ledger's file."""
    return path.with_name(f"{path.name}.{plan}.lock" if plan else f"{path.name}.lock")


def _take(lock: Lock, path: Path, *, now: datetime, shared: bool = False) -> None:
    try:
        lock.take(now=now, shared=shared)
    except Held as held:
        raise held_by(held.holder, path) from None


@dataclass(frozen=True)
class Kept:
    """What was kept of a ledger's file before it was made fit: the corrupt one, or a copy of one of an old schema."""

    corrupt: Path | None = None
    earlier: Path | None = None


def open_database(path: Path, hold: Hold, *, now: datetime) -> tuple[Engine, Kept]:
    """Open or make the ledger's file. A corrupt one is set aside, never overwritten."""
    kept = Kept()
    with storing(path, UNWRITABLE):
        if not _is_ready(path):
            with hold.alone():
                kept = _prepare(path, now=now)
        return _engine(path), kept


def _is_ready(path: Path) -> bool:
    """Whether a file is there, whole, ours and of this schema, so that nothing of it has to be changed."""
    return path.exists() and is_sound(path) and _is_marked(path)


def _prepare(path: Path, *, now: datetime) -> Kept:
    kept = Kept()
    if path.exists():
        kept = Kept(earlier=keep_earlier(path, SCHEMA)) if is_sound(path) else Kept(corrupt=_set_aside(path, now=now))
    make_private(path)
    engine = _engine(path)
    try:
        with engine.begin() as connection:
            _migrate(connection, path)
            connection.exec_driver_sql(f"PRAGMA application_id = {_APPLICATION}")
    finally:
        engine.dispose()
    return kept


def _set_aside(path: Path, *, now: datetime) -> Path:
    """Give a damaged ledger, with what SQLite keeps beside it, a name that is free; it is for the user alone then."""
    real = Path(os.path.realpath(path))
    aside = renamed(real, f"{path.name}.corrupt-{now:%Y%m%dT%H%M%SZ}")
    with suppress(OSError):
        aside.chmod(PRIVATE)
    return aside


def _engine(path: Path) -> Engine:
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=StaticPool, connect_args={"timeout": _BUSY})
    _make_durable(engine)
    return engine


def copy_database(path: Path) -> tuple[Engine, bool]:
    """A copy of the ledger in memory, for commands that write nothing; and whether the file was fit to be read."""
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        with looking_at(path):
            refuse_irregular(path)
            _refuse_foreign(path)
            there = path.exists()
            sound = not there or is_sound(path)
            if there and sound:
                with reading(path) as source:
                    source.backup(memory)
    except BaseException:
        memory.close()
        raise
    engine = sa.create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
    with engine.begin() as connection:
        _migrate(connection, path)
    return engine, sound


def _refuse_foreign(path: Path) -> None:
    """Raise `LedgerBroken` for what never was a ledger: a damaged one begins like a database, or with nothing."""
    try:
        head = read_regular(path, len(_HEADER))
    except OSError:
        return  # it is not there, or SQLite fails at it, and the cause is told then
    if not head.startswith(_HEADER[: len(head)]) and head.strip(b"\0"):
        raise _foreign(path)
    if not lock_of(Path(os.path.realpath(path))).exists():
        is_sound(path)  # no run has found a ledger here before


def _was_ours(path: Path) -> bool:
    """Whether a damaged file was a ledger: it bears our mark or our tables' words, holds nothing, or has our lock.

    The lock is made by a run that found a ledger there, or nothing.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        mark = head[_MARK_AT : _MARK_AT + 4]
        if mark == _APPLICATION.to_bytes(4, "big") or all(words in head for words in _WORDS):
            return True
        file.seek(0)
        empty = not any(block.strip(b"\0") for block in iter(lambda: file.read(_HEAD), b""))
    return empty or lock_of(Path(os.path.realpath(path))).is_file()


def _foreign(path: Path) -> LedgerBroken:
    message = _("the file that the config names as the ledger is no ledger; it stays as it is")
    return LedgerBroken(
        "ledger-foreign", message, place=str(path), hint=_("name another file in ledger: in the config")
    )


def is_sound(path: Path) -> bool:
    """Whether a database is whole; raises `LedgerBroken` where it is, or was, that of another program."""
    try:
        with reading(path) as connection:
            whole: bool = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError as error:
        if cause_of_database(error, path, writing=False) is not Cause.DAMAGED:
            raise
        whole, names = False, set()
    ours = names >= _OURS if names else whole or _was_ours(path)
    if not ours:
        raise _foreign(path)
    return whole


def _is_marked(path: Path) -> bool:
    """Whether a ledger bears our mark and is of this schema."""
    with reading(path) as connection:
        mark = connection.execute("PRAGMA application_id").fetchone()[0]
        if mark != _APPLICATION:
            return False
        return bool(connection.execute("SELECT version_num FROM alembic_version").fetchone() == (SCHEMA,))


def _make_durable(engine: Engine) -> None:
    """What a transaction has committed is on the disk, schema changes included.

    Python's driver opens no transaction before a schema change; so it is told to open none, and SQLAlchemy does.
    """

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=PERSIST")  # as safe as the default, at a third of its cost
        connection.execute("PRAGMA synchronous=FULL")

    def begun(connection: Connection) -> None:
        # A reading that goes on to write could not wait for another plan's writing: SQLite refuses it at once.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

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
