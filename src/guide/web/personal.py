"""One person's calendar: the same care as for everybody's, and nothing of its address."""

import datetime as dt
import hashlib

from flask import Response, request

from guide.formats.ical.personal import Several
from guide.model.feed_options import Streaming
from guide.model.personal_feed import PersonalFeed
from guide.model.target import TargetKind
from guide.web import builder, headers
from guide.web.bytestore import etag_of, store_of
from guide.web.conditions import chosen_coding, is_unchanged
from guide.web.editions import code_digest
from guide.web.visit import Visit
from guide.web.wishes import Asked, asked_of

PRIVATE = "private, no-cache"


def calendar(feed: PersonalFeed, visit: Visit) -> Response:
    """Answer with the whole calendar, or 304 without making it; what the guide no longer has is
    left out of it.
    """
    asked = asked_of(feed.wish, visit)
    etag = _etag(feed, asked, visit)
    coding = chosen_coding(request.headers.get("Accept-Encoding", ""))
    for one in dict.fromkeys((coding, "identity")):
        if is_unchanged(request.environ, etag_of(etag, one), ""):
            unchanged = Response(status=304)
            unchanged.headers["ETag"] = etag_of(etag, one)
            return _private(unchanged)
    body = builder.calendar_of(asked, asked.targets, visit)
    said = [("Content-Type", "text/calendar; charset=utf-8"), ("ETag", etag)]
    form = store_of("200 OK", said, body).form(coding)
    response = Response(form.body, headers=form.headers)
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return _private(response)


def _etag(feed: PersonalFeed, asked: Asked, visit: Visit) -> str:
    streams = any(one.kind is TargetKind.STREAMING for one in asked.targets)
    streaming = streams or asked.options.streaming is not Streaming.NO
    touch = Several(visit.release, asked.targets).touched(streaming=streaming)
    parts = (
        code_digest(),
        repr(visit.site),
        repr(feed),
        repr(asked.targets),
        repr(touch),
        visit.now.astimezone(dt.UTC).date().isoformat(),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _private(response: Response) -> Response:
    response = headers.secret(response)
    response.headers["Cache-Control"] = PRIVATE
    response.headers["Vary"] = "Accept-Encoding"
    return response
