"""What Vekha has said in issues, by the mark of the comment, and since when it asks about what cannot be read."""

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0004"


def upgrade() -> None:
    op.create_table(
        "said",
        sa.Column("plan", sa.String(60), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("mark", sa.String(40), primary_key=True),
    )
    op.add_column("plans", sa.Column("asks_since", sa.String(40)))
