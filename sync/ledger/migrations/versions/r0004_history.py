"""Every line ever reported with the pulls that found it first and no more, and every change of an issue's status.

What the ledger knew is carried over: the figures ever seen become lines, the last pull the first sighting.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"

Row = Mapping[str, Any]


def upgrade() -> None:
    connection = op.get_bind()
    pulled = {row["plan"]: row["pulled_at"] for row in _rows(connection, "SELECT plan, pulled_at FROM plans")}
    reports = [row for row in _rows(connection, "SELECT * FROM reports") if pulled.get(row["plan"])]
    figures = _rows(connection, "SELECT * FROM figures ORDER BY id")
    op.drop_table("reports")
    op.drop_table("figures")
    made = _tables()
    for table, rows in zip(made, (_reports(reports, pulled), _lines(reports, figures, pulled)), strict=False):
        if found := list(rows):
            connection.execute(table.insert(), found)
    sightings = [
        {"plan": row["plan"], "key": row["key"], "seen_at": pulled[row["plan"]], "status": row["status"]}
        for row in reports
    ]
    if sightings:
        connection.execute(made[2].insert(), sightings)


def _rows(connection: sa.Connection, query: str) -> list[Row]:
    return [dict(row) for row in connection.execute(sa.text(query)).mappings()]


def _tables() -> tuple[sa.Table, sa.Table, sa.Table]:
    reports = op.create_table(
        "reports",
        sa.Column("plan", sa.String(60), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("closed_at", sa.String(40)),
        sa.Column("url", sa.Text),
        sa.Column("assignee", sa.Text),
        sa.Column("reasons", sa.Text, nullable=False),
    )
    lines = op.create_table(
        "lines",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("plan", sa.String(60), nullable=False, index=True),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("reading", sa.Integer, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("seen_at", sa.String(40), nullable=False),
        sa.Column("gone_at", sa.String(40)),
    )
    sightings = op.create_table(
        "sightings",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("plan", sa.String(60), nullable=False, index=True),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("seen_at", sa.String(40), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("closed_at", sa.String(40)),
    )
    return reports, lines, sightings


def _reports(reports: list[Row], pulled: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for row in reports:
        said = {"text": row["reason"], "author": "", "at": pulled[row["plan"]], "place": "comment"}
        kept = {name: row[name] for name in ("plan", "key", "status", "url", "assignee")}
        yield {**kept, "reasons": json.dumps([said] if row["reason"] else [], ensure_ascii=False)}


def _lines(reports: list[Row], figures: list[Row], pulled: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The figures ever seen. An edited one dates from the pull that saw it so; one newer than what counts is gone."""
    counts = {
        (row["plan"], row["key"], figure["indicator"]): figure["at"]
        for row in reports
        for figure in json.loads(row["figures"])
    }
    reported = {(row["plan"], row["key"]) for row in reports}
    at_place: dict[tuple[str, ...], dict[str, Any]] = {}
    found = []
    for figure in figures:
        names = ("indicator", "value", "text", "author", "at", "place")
        line = _row(figure, {name: figure[name] for name in names}, figure["seen_at"])
        place = tuple(str(figure[name]) for name in ("plan", "key", "indicator", "author", "at", "place"))
        if place in at_place:
            at_place[place]["gone_at"] = line["at"] = figure["seen_at"]
        at_place[place] = line
        owner = (figure["plan"], figure["key"])
        if owner in reported and figure["at"] > counts.get((*owner, figure["indicator"]), ""):
            line["gone_at"] = line["gone_at"] or pulled[figure["plan"]]
        found.append(line)
    for row in reports:
        for text in json.loads(row["unread"]):
            values = {"indicator": 1, "value": None, "text": text, "author": "", "place": "comment"}
            at = pulled[row["plan"]]
            found.append(_row(row, {**values, "at": at}, at))
    yield from found


def _row(owner: Row, line: dict[str, Any], seen_at: str) -> dict[str, Any]:
    text = json.dumps(line, ensure_ascii=False)
    there = {"plan": owner["plan"], "key": owner["key"], "at": line["at"], "seen_at": seen_at}
    return {**there, "line": text, "reading": 1, "gone_at": None}
