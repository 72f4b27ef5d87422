"""The copy of a ledger that is kept before its schema changes: one for each schema that it had, the newest."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from mappings.whole_files import PRIVATE, put_whole
from sync.storage.copies import opened, snapshot

_REVISION = re.compile(r"r\d{4}")


def revision_of(connection: sqlite3.Connection) -> str:
    """The schema of a ledger, such as r0013; empty where it tells none that could be one."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" not in tables:
        return ""
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    revision = str(row[0]) if row else ""
    return revision if _REVISION.fullmatch(revision) else ""


def keep_earlier(path: Path, schema: str) -> Path | None:
    """Copy a ledger of an earlier schema than this to a file beside it, named by its own; None where it has none.

    Raises `OSError` or `sqlite3.Error`; the ledger is as it was then.
    """
    data = snapshot(path)
    with opened(data) as connection:
        revision = revision_of(connection)
    if not revision or revision >= schema:
        return None
    kept = path.with_name(f"{path.name}.{revision}")
    put_whole(kept, data, PRIVATE)
    return kept
