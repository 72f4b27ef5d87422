"""What was told to whom and why, by the day, in place of periods; what the staff changed; when rounds were first.

What was told before the policy is not taken over: what is late when it first runs is told once more, as a backlog.
"""

import sqlalchemy as sa
from alembic import op

revision = "r0010"
down_revision = "r0009"


def upgrade() -> None:
    op.drop_table("notified")
    op.create_table(
        "told",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("mail", sa.Integer(), nullable=False),
    )
    op.add_column("outbox", sa.Column("person", sa.Text()))
    op.add_column("plans", sa.Column("told_since", sa.String(10)))
    op.add_column("plans", sa.Column("told_weekly", sa.String(10)))
    op.add_column("reports", sa.Column("acknowledged", sa.Text()))
    op.add_column("reports", sa.Column("moved_to", sa.String(10)))
    op.add_column("reports", sa.Column("changed_at", sa.String(40)))
