"""What the last plan held to be true of an airing, so that an older release is recognised."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty until the next plan, which fills it in.
    told = sa.Column("told", sa.Text(), server_default="", nullable=False)
    op.add_column("airing_target", told)


def downgrade() -> None:
    with op.batch_alter_table("airing_target") as table:
        table.drop_column("told")
