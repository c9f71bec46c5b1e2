"""On which days mail to an address came back."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bounce",
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("machine_day", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", "machine_day", name="pk_bounce"),
    )


def downgrade() -> None:
    op.drop_table("bounce")
