"""When imported guides were last looked at, and how that went."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_check",
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("machine_checked_at", sa.BigInteger(), nullable=True),
        sa.Column("asked", sa.String(64), server_default="", nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("machine_failed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("source", name="pk_import_check"),
    )


def downgrade() -> None:
    op.drop_table("import_check")
