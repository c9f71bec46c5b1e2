"""The first tables, and this installation's own identity."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.BigInteger()
_HASH = sa.String(64)


def upgrade() -> None:
    _installation()
    _releases()
    _people()
    _sign_ups()
    _limits()
    _plans()
    _messages()


def downgrade() -> None:
    for table in (
        "outbox",
        "reminder_job",
        "airing_target",
        "suppression",
        "sign_up_event",
        "sign_up",
        "subscription",
        "subscriber",
        "pointer",
        "release",
        "heartbeat",
        "instance",
    ):
        op.drop_table(table)


def _installation() -> None:
    instance = op.create_table(
        "instance",
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_instance"),
    )
    # Made once, with the tables: every UID ends in it, and a backup carries it along.
    identity = {"instance": secrets.token_hex(8), "pepper": secrets.token_hex(32)}
    op.bulk_insert(instance, [{"key": key, "value": value} for key, value in identity.items()])
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("machine_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeat"),
    )


def _releases() -> None:
    op.create_table(
        "release",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("published_at", _INSTANT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_release"),
    )
    pointer = op.create_table(
        "pointer",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pointer"),
    )
    op.bulk_insert(pointer, [{"id": 1, "number": 0}])


def _people() -> None:
    op.create_table(
        "subscriber",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("norm", sa.String(254), nullable=False),
        sa.Column("address_hash", _HASH, nullable=False),
        sa.Column("zone", sa.String(80), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("machine_confirmed_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriber"),
        sa.UniqueConstraint("norm", name="uq_subscriber_norm"),
    )
    op.create_table(
        "subscription",
        sa.Column("subscriber", sa.String(40), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("lead", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber"],
            ["subscriber.id"],
            name="fk_subscription_subscriber",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscriber", "target", "kind", "lead", name="pk_subscription"),
    )
    wanted = ["target", "kind", "lead", "subscriber"]
    op.create_index("ix_subscription_wanted", "subscription", wanted)


def _sign_ups() -> None:
    op.create_table(
        "sign_up",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("norm", sa.String(254), nullable=False),
        sa.Column("address_hash", _HASH, nullable=False),
        sa.Column("zone", sa.String(80), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("leads", sa.Text(), nullable=False),
        sa.Column("machine_expires", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_up"),
        sa.UniqueConstraint("norm", "target", name="uq_sign_up_norm_target"),
    )
    op.create_index("ix_sign_up_machine_expires", "sign_up", ["machine_expires"])


def _limits() -> None:
    op.create_table(
        "sign_up_event",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("address_hash", _HASH, nullable=False),
        sa.Column("network_hash", _HASH, nullable=False),
        sa.Column("mailed", sa.Boolean(), nullable=False),
        sa.Column("machine_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_up_event"),
    )
    op.create_index("ix_sign_up_event_machine_at", "sign_up_event", ["machine_at"])
    for name in ("address", "network"):
        columns = [f"{name}_hash", "machine_at"]
        op.create_index(f"ix_sign_up_event_{name}", "sign_up_event", columns)
    op.create_table(
        "suppression",
        sa.Column("address_hash", _HASH, nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("machine_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name="pk_suppression"),
    )


def _plans() -> None:
    op.create_table(
        "airing_target",
        sa.Column("airing", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("airing", "target", name="pk_airing_target"),
    )
    op.create_index("ix_airing_target_target", "airing_target", ["target", "airing"])
    key = ("airing", "kind", "lead", "zone", "told", "edition")
    op.create_table(
        "reminder_job",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("airing", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("lead", sa.String(20), nullable=False),
        sa.Column("zone", sa.String(80), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("edition", sa.String(20), nullable=False),
        sa.Column("due", _INSTANT, nullable=False),
        sa.Column("expires", _INSTANT, nullable=False),
        sa.Column("deadline", _INSTANT, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("cursor", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reminder_job"),
        sa.UniqueConstraint(*key, name=f"uq_reminder_job_{'_'.join(key)}"),
    )
    op.create_index("ix_reminder_job_due", "reminder_job", ["state", "due"])
    op.create_index("ix_reminder_job_expires", "reminder_job", ["expires"])


def _messages() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("job", _ROW_ID, nullable=True),
        sa.Column("subscriber", sa.String(40), nullable=False),
        sa.Column("sign_up", sa.String(40), server_default="", nullable=False),
        sa.Column("told_before", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("expires", _INSTANT, nullable=False),
        sa.Column("deadline", _INSTANT, nullable=False),
        sa.Column("machine_not_before", _INSTANT, server_default="0", nullable=False),
        sa.Column("lease", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_owner", sa.String(200), server_default="", nullable=False),
        sa.Column("machine_lease_until", _INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unknown", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lost", sa.Integer(), server_default="0", nullable=False),
        sa.Column("machine_submitted_at", _INSTANT, nullable=True),
        sa.Column("sent_at", _INSTANT, nullable=True),
        sa.Column("code", sa.Integer(), server_default="0", nullable=False),
        sa.Column("words", sa.String(500), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["job"], ["reminder_job.id"], name="fk_outbox_job", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("job", "subscriber", name="uq_outbox_job_subscriber"),
    )
    op.create_index("ix_outbox_subscriber", "outbox", ["subscriber"])
    op.create_index("ix_outbox_state", "outbox", ["state", "deadline", "id"])
