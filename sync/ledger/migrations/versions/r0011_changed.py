"""When an issue had last been changed before a write whose outcome is not known."""

import sqlalchemy as sa
from alembic import op

revision = "r0011"
down_revision = "r0010"


def upgrade() -> None:
    op.add_column("intents", sa.Column("changed_at", sa.String(40)))
