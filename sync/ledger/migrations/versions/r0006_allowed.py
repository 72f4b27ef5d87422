"""Where a plan's issues stand, what a person has allowed and is not finished, and how the last round found it."""

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"


def upgrade() -> None:
    for name in ("place", "allowed", "told_round"):
        op.add_column("plans", sa.Column(name, sa.Text()))
