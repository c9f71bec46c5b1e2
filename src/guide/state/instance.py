"""What is this installation's own: its id, its pepper, its guide's clock."""

import datetime as dt
import hashlib
import hmac
import json

from sqlalchemy import delete, select

from guide.model.site import ClockPair
from guide.state import upsert
from guide.state.database import Tx
from guide.state.tables import instance

_CLOCK = "clock"


def instance_id(tx: Tx) -> str:
    """Return the random id made with the tables, the host part of every UID."""
    return _value(tx, "instance") or ""


def hashed(tx: Tx, value: str) -> str:
    """Return what may be kept of an address or a network: an HMAC under the pepper, in hex."""
    pepper = bytes.fromhex(_value(tx, "pepper") or "")
    return hmac.new(pepper, value.encode(), hashlib.sha256).hexdigest()


def clock_pair(tx: Tx) -> ClockPair | None:
    """Return how the guide's clock was started; None while it is the machine's."""
    kept = _value(tx, _CLOCK)
    if kept is None:
        return None
    pair = json.loads(kept)
    return ClockPair(
        machine=dt.datetime.fromisoformat(pair["machine"]),
        guide=dt.datetime.fromisoformat(pair["guide"]),
        rate=pair["rate"],
        setting=pair["setting"],
    )


def set_clock(tx: Tx, pair: ClockPair | None) -> None:
    """Start the guide's clock for every process of this installation; None is the machine's."""
    if pair is None:
        tx.execute(delete(instance).where(instance.c.key == _CLOCK))
        return
    kept = {
        "machine": pair.machine.astimezone(dt.UTC).isoformat(),
        "guide": pair.guide.astimezone(dt.UTC).isoformat(),
        "rate": pair.rate,
        "setting": pair.setting,
    }
    upsert.put(tx, instance, {"key": _CLOCK, "value": json.dumps(kept)}, key=["key"])


def _value(tx: Tx, key: str) -> str | None:
    return tx.execute(select(instance.c.value).where(instance.c.key == key)).scalar_one_or_none()
