"""Whether the service is alive, and whether it is ready."""

import datetime as dt
import json
from dataclasses import asdict, dataclass

from flask import Response


@dataclass(frozen=True, slots=True)
class Readiness:
    """`ready` is whether this process should be sent visitors; ages are seconds of machine time,
    None where nothing was ever seen. `trouble` says in sentences what is wrong, ready or not.
    """

    ready: bool
    release: int | None
    published_at: dt.datetime | None
    clock_age: float | None
    mail_waiting: int
    mail_oldest: float | None
    trouble: tuple[str, ...] = ()


def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


def answer(readiness: Readiness) -> Response:
    shown = asdict(readiness) | {
        "published_at": readiness.published_at and f"{readiness.published_at:%Y-%m-%dT%H:%M:%SZ}"
    }
    status = 200 if readiness.ready else 503
    response = Response(json.dumps(shown, indent=1) + "\n", status, mimetype="application/json")
    if not readiness.ready:
        response.headers["Retry-After"] = "10"
    return response
