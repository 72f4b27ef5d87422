"""The first schema: plans, links, intents, runs, reports, figures, outbox."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("plan", sa.String(60), primary_key=True),
        sa.Column("known_keys", sa.Text, nullable=False),
        sa.Column("pulled_at", sa.String(40)),
    )
    op.create_table(
        "links",
        sa.Column("plan", sa.String(60), primary_key=True),
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("tracker_id", sa.String(200), nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("base", sa.Text, nullable=False),
        sa.Column("gone_at", sa.String(40)),
    )
    op.create_table(
        "intents",
        sa.Column("plan", sa.String(60), primary_key=True),
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("wanted", sa.Text, nullable=False),
        sa.Column("opened_at", sa.String(40), nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("plan", sa.String(60), nullable=False, index=True),
        sa.Column("started_at", sa.String(40), nullable=False),
        sa.Column("finished_at", sa.String(40)),
        sa.Column("result", sa.Text),
    )
    op.create_table(
        "reports",
        sa.Column("plan", sa.String(60), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("assignee", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("figures", sa.Text, nullable=False),
        sa.Column("unread", sa.Text, nullable=False),
    )
    op.create_table(
        "figures",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("indicator", sa.Integer, nullable=False),
        sa.Column("value", sa.String(60), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("seen_at", sa.String(40), nullable=False),
        sa.UniqueConstraint("plan", "key", "indicator", "value", "author", "at", "place", name="uq_figures_once"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False, unique=True),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("items", sa.Text, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("sent_at", sa.Text),
        sa.Column("error", sa.Text),
    )
    op.create_table(
        "notified",
        sa.Column("plan", sa.Text, primary_key=True),
        sa.Column("recipient", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("period", sa.Text, primary_key=True),
    )
