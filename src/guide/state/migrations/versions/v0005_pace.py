"""How fast mail leaves, kept where every sender sees it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = op.create_table(
        "pace",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("machine_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pace"),
    )
    # The row that senders wait for each other at must be there before they do.
    op.bulk_insert(table, [{"id": 1, "machine_until": 0}])


def downgrade() -> None:
    op.drop_table("pace")
