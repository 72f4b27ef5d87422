"""Answers by mail, where the mailbox was read up to, and what is still to be put in its folder; wishes for a date."""

import sqlalchemy as sa
from alembic import op

revision = "r0013"
down_revision = "r0012"


def upgrade() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("plan", sa.String(60), primary_key=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "unfiled",
        sa.Column("plan", sa.String(60), primary_key=True),
        sa.Column("uid", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "replies",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("uid", sa.BigInteger()),
        sa.Column("written_at", sa.String(40), nullable=False),
        sa.Column("taken_at", sa.String(40), nullable=False),
        sa.Column("settled_at", sa.String(40)),
        sa.Column("attachments", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.UniqueConstraint("plan", "message_id"),
    )
    op.add_column("reports", sa.Column("wished", sa.Text()))
