"""What each run wrote, and what was there before; what was renamed, which answers were lost, when issues changed."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    op.create_table(
        "writes",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("run", sa.Integer, nullable=False, index=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("tracker_id", sa.String(200)),
        sa.Column("outcome", sa.String(10), nullable=False),
    )
    op.add_column("intents", sa.Column("lost_at", sa.String(40)))
    op.add_column("plans", sa.Column("renamed", sa.Text))
    op.add_column("plans", sa.Column("seen", sa.Text))
