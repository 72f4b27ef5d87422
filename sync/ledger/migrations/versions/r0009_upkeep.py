"""What was known of each trouble with Vekha's own work after the last round."""

import sqlalchemy as sa
from alembic import op

revision = "r0009"
down_revision = "r0008"


def upgrade() -> None:
    op.create_table(
        "upkeep",
        sa.Column("plan", sa.Text(), primary_key=True),
        sa.Column("trouble", sa.Text(), primary_key=True),
        sa.Column("strikes", sa.Integer(), nullable=False),
        sa.Column("since", sa.Text()),
        sa.Column("turn", sa.Text()),
        sa.Column("at", sa.Text()),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("well_at", sa.Text()),
    )
