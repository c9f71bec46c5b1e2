"""Every table, as the newest revision in migrations leaves it.

Instants are whole microseconds since 1970, UTC: the same on every database, exact, and ordered.
Columns named after the machine's clock say so; all others are of the guide's clock.
"""

import datetime as dt

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


class Instant(TypeDecorator[dt.datetime]):
    """An aware instant in, the same instant in UTC out."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 -- SQLAlchemy's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs its zone.")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        return None if value is None else _EPOCH + value * _MICROSECOND


# SQLite numbers rows by itself only in a column declared exactly INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")
# An address' HMAC under the installation's pepper, in hex.
Hash = String(64)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

instance = Table(
    "instance",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

release = Table(
    "release",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("file", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("note", Text, nullable=False),
)

# One row: the number of the current release, 0 before the first.
pointer = Table(
    "pointer",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("machine_at", Instant, nullable=False),
)

subscriber = Table(
    "subscriber",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("norm", String(254), nullable=False, unique=True),
    Column("address_hash", Hash, nullable=False),
    Column("zone", String(80), nullable=False),
    Column("language", String(20), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    Column("machine_confirmed_at", Instant, nullable=False),
)

subscription = Table(
    "subscription",
    metadata,
    Column(
        "subscriber", String(40), ForeignKey("subscriber.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("target", Text, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("lead", String(20), primary_key=True),
    Index("ix_subscription_wanted", "target", "kind", "lead", "subscriber"),
)

sign_up = Table(
    "sign_up",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("norm", String(254), nullable=False),
    Column("address_hash", Hash, nullable=False),
    Column("zone", String(80), nullable=False),
    Column("language", String(20), nullable=False),
    Column("target", Text, nullable=False),
    Column("kinds", Text, nullable=False),
    Column("leads", Text, nullable=False),
    Column("machine_expires", Instant, nullable=False, index=True),
    UniqueConstraint("norm", "target"),
)

# What the limits count; no address and no network stands in it.
sign_up_event = Table(
    "sign_up_event",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("address_hash", Hash, nullable=False),
    Column("network_hash", Hash, nullable=False),
    Column("mailed", Boolean, nullable=False),
    Column("machine_at", Instant, nullable=False, index=True),
    Index("ix_sign_up_event_address", "address_hash", "machine_at"),
    Index("ix_sign_up_event_network", "network_hash", "machine_at"),
)

suppression = Table(
    "suppression",
    metadata,
    Column("address_hash", Hash, primary_key=True),
    Column("reason", String(40), nullable=False),
    Column("machine_at", Instant, nullable=False),
)

# On which days mail to an address came back, the address in a form that tells nothing of it.
bounce = Table(
    "bounce",
    metadata,
    Column("address_hash", Hash, primary_key=True),
    Column("machine_day", Instant, primary_key=True),
)

# A calendar somebody put together; nothing tells whose. `targets` are stems, one a line; the
# epochs are those of its tokens. Of a revoked one the wish is forgotten.
personal_feed = Table(
    "personal_feed",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("language", String(20), nullable=False),
    Column("targets", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("feed_epoch", Integer, nullable=False, server_default="0"),
    Column("page_epoch", Integer, nullable=False, server_default="0"),
    Column("since", Instant, nullable=False),
    Column("revoked", Instant),
)

# Who hears of an airing: the stems of model.target.targets_of, as of the last plan, and what
# that plan held to be true of it (model.reminders.truth).
airing_target = Table(
    "airing_target",
    metadata,
    Column("airing", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("told", Text, nullable=False, server_default=""),
    Index("ix_airing_target_target", "target", "airing"),
)

reminder_job = Table(
    "reminder_job",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("airing", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("lead", String(20), nullable=False),
    Column("zone", String(80), nullable=False),
    Column("told", Text, nullable=False),
    Column("edition", String(20), nullable=False),
    Column("due", Instant, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
    Column("deadline", Instant, nullable=False),
    Column("state", String(20), nullable=False),
    Column("cursor", String(40), nullable=False),
    UniqueConstraint("airing", "kind", "lead", "zone", "told", "edition"),
    Index("ix_reminder_job_due", "state", "due"),
)

# One row per mail. `job` is null and `sign_up` set for a confirmation. `lease` is the fencing
# number; `unknown` counts answers that never came, `lost` the leases lost while submitting.
outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("job", RowId, ForeignKey("reminder_job.id", ondelete="CASCADE")),
    Column("subscriber", String(40), nullable=False),
    Column("sign_up", String(40), nullable=False, server_default=""),
    Column("told_before", Text, nullable=False, server_default=""),
    Column("state", String(20), nullable=False),
    Column("since", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("deadline", Instant, nullable=False),
    Column("machine_not_before", Instant, nullable=False, server_default="0"),
    Column("lease", Integer, nullable=False, server_default="0"),
    Column("lease_owner", String(200), nullable=False, server_default=""),
    Column("machine_lease_until", Instant),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("unknown", Integer, nullable=False, server_default="0"),
    Column("lost", Integer, nullable=False, server_default="0"),
    Column("machine_submitted_at", Instant),
    Column("sent_at", Instant),
    Column("code", Integer, nullable=False, server_default="0"),
    Column("words", String(500), nullable=False, server_default=""),
    UniqueConstraint("job", "subscriber"),
    Index("ix_outbox_subscriber", "subscriber"),
    Index("ix_outbox_state", "state", "deadline", "id"),
)

# What cannot be derived of the refreshes of imported guides: when the last good look at a source
# was, and what its server called that answer; the last failure since then. `asked` is the SHA-256
# of the address: only there does the server know its own words again.
import_check = Table(
    "import_check",
    metadata,
    Column("source", String(64), primary_key=True),
    Column("machine_checked_at", Instant),
    Column("asked", String(64), nullable=False, server_default=""),
    Column("etag", Text),
    Column("modified", Text),
    Column("failure", Text),
    Column("machine_failed_at", Instant),
)

# One row: until when the mails that have left take up what GUIDE_MAIL_RATE allows.
pace = Table(
    "pace",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("machine_until", Instant, nullable=False),
)
