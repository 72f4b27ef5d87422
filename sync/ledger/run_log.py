"""The runs of a plan and what each of them wrote, as the ledger keeps them.

Works in the ledger's transactions. It decides how long writes are kept, and not what is done with them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.ledger import tables as t
from sync.memory import Intent, Run, Write

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


CLOCK_AHEAD = "clock_ahead"  # in a run's result, in seconds: the tracker's clock, where a person went on in spite of it
_PUT = t.writes.insert()
_SETTLE = t.writes.update().where(
    t.writes.c.run == sa.bindparam("of"),
    t.writes.c.kind == sa.bindparam("what"),
    t.writes.c.key == sa.bindparam("which"),
    t.writes.c.outcome == "open",
)
_SETTLE = _SETTLE.values(outcome=sa.bindparam("result"), tracker_id=sa.bindparam("number"))
KEPT_RUNS = 50  # the newest runs that wrote something; older ones keep their counts, and not what they wrote


def start(connection: Connection, plan: str, *, now: datetime) -> int:
    """Record that a run starts, and forget what the oldest ones wrote; returns its number."""
    writes = t.writes.c
    kept = sa.select(writes.run).where(writes.plan == plan).distinct().order_by(writes.run.desc()).limit(KEPT_RUNS)
    connection.execute(t.writes.delete().where(writes.plan == plan, writes.run.not_in(kept)))
    done = connection.execute(t.runs.insert().values(plan=plan, started_at=now.astimezone(UTC).isoformat()))
    return int((done.inserted_primary_key or (0,))[0])


def finish(connection: Connection, run: int, result: Mapping[str, Any], *, now: datetime) -> None:
    """Record what a run came to."""
    values = {"finished_at": now.astimezone(UTC).isoformat(), "result": json.dumps(result)}
    connection.execute(t.runs.update().where(t.runs.c.id == run).values(**values))


def put(connection: Connection, plan: str, run: int, intent: Intent) -> None:
    """Record a write that is about to be sent."""
    values = {
        "plan": plan,
        "run": run,
        "kind": intent.kind,
        "key": intent.key,
        "action": intent.action,
        "before": json.dumps(dict(intent.before), ensure_ascii=False),
        "after": json.dumps(dict(intent.wanted), ensure_ascii=False),
        "outcome": "open",
    }
    connection.execute(_PUT, values)


def settle(connection: Connection, run: int, kind: str, key: str, outcome: str, tracker_id: str | None = None) -> None:
    """Record what has become of a run's write."""
    connection.execute(_SETTLE, {"of": run, "what": kind, "which": key, "result": outcome, "number": tracker_id})


def begun_at(connection: Connection, plan: str) -> datetime | None:
    """When the first run of a plan began."""
    first = connection.scalar(sa.select(sa.func.min(t.runs.c.started_at)).where(t.runs.c.plan == plan))
    return datetime.fromisoformat(first) if first else None


def clock_allowed(connection: Connection, plan: str) -> timedelta | None:
    """How far ahead the tracker's clock was in the newest run that went on in spite of it."""
    runs = t.runs.c
    found = sa.select(runs.result).where(runs.plan == plan, runs.result.contains(f'"{CLOCK_AHEAD}"'))
    result = connection.scalar(found.order_by(runs.id.desc()).limit(1))
    return timedelta(seconds=json.loads(result)[CLOCK_AHEAD]) if result else None


def runs(connection: Connection, plan: str, *, last: int | None = None) -> tuple[Run, ...]:
    """The runs of a plan, the newest first."""
    count = sa.select(sa.func.count()).where(t.writes.c.run == t.runs.c.id).scalar_subquery()
    rows = connection.execute(
        sa.select(t.runs, count.label("writes")).where(t.runs.c.plan == plan).order_by(t.runs.c.id.desc()).limit(last)
    )
    return tuple(
        Run(
            row.id,
            datetime.fromisoformat(row.started_at),
            datetime.fromisoformat(row.finished_at) if row.finished_at else None,
            json.loads(row.result) if row.result else {},
            row.writes,
        )
        for row in rows
    )


def writes_of(connection: Connection, plan: str, run: int) -> tuple[Write, ...]:
    """What a run wrote, in the order in which it did."""
    rows = connection.execute(
        sa.select(t.writes).where(t.writes.c.plan == plan, t.writes.c.run == run).order_by(t.writes.c.id)
    )
    return tuple(
        Write(row.kind, row.key, row.action, json.loads(row.before), json.loads(row.after), row.tracker_id, row.outcome)
        for row in rows
    )
