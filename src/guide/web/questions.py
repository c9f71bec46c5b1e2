"""What an address asks: of which release, at which moment, and what is known of the answer."""

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import parse_qsl, urlencode

from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from guide.releases.release import Release
from guide.web.bytestore import Tag

MOST_QUESTIONS = 2_048

Period = tuple[dt.datetime, dt.datetime]
Lively = Callable[[Mapping[str, str], Release, str], Period | None]
Tagging = Callable[[Mapping[str, str], Release, str, dt.datetime], Tag | None]


class Each(Enum):
    """How often the bytes of an address may change within one release."""

    MINUTE = "minute"
    DAY = "day"
    RELEASE = "release"

    def moment(self, now: dt.datetime, release: Release) -> dt.datetime:
        match self:
            case Each.MINUTE:
                return now.replace(second=0, microsecond=0)
            case Each.DAY:
                return now.replace(hour=0, minute=0, second=0, microsecond=0)
            case Each.RELEASE:
                return release.published_at


@dataclass(frozen=True, slots=True)
class Kept:
    """`options` are the query parameters the view knows; None: all count, it judges them.

    `tag` tells an answer's ETag before it is rendered, from the parts of its path, the release,
    the query and the moment; None if it will not be a 200. Answers with a tag live as long as it.
    `lively` tells the period `[a, b)` in which an address depends on now so often as `each` says,
    from the parts of its path, the release and the query: outside of it, bytes live for a day.
    `chosen` says that a visitor's own cookie counts: who brings one is answered by the view.
    """

    each: Each
    options: frozenset[str] | None
    tag: Tagging | None = None
    lively: Lively | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One kept address at one moment of one release."""

    path: str
    query: str
    release: Release
    moment: dt.datetime
    kept: Kept
    tag: Tag | None = None
    period: Period | None = None

    def is_of(self, now: dt.datetime) -> bool:
        return _moment(self.kept.each, self.period, now, self.release) == self.moment

    @property
    def key(self) -> tuple[str, str]:
        return self.path, self.query

    @property
    def edition(self) -> Hashable:
        return self.tag.etag if self.tag else (self.release.number, self.moment)


class Questions:
    """The questions that addresses ask; `kept` says by endpoint which answers may be kept."""

    def __init__(self, urls: MapAdapter, kept: Mapping[str, Kept]) -> None:
        self._urls = urls
        self._kept = kept
        self._asked: tuple[Release | None, dict[tuple[str, str], Question]] = (None, {})

    def known(self, path: str, query: str, release: Release, now: dt.datetime) -> Question | None:
        """Return the question an address asks if it was asked before, at the same moment."""
        of, asked = self._asked
        question = asked.get((path, query)) if of is release else None
        return question if question is not None and question.is_of(now) else None

    def asked(self, path: str, query: str, release: Release, now: dt.datetime) -> Question | None:
        """Return the question an address asks, None if its answer may not be kept."""
        known = self.known(path, query, release, now)
        if known is not None:
            return known
        question = self._new(path, query, release, now)
        if question is not None:
            self._remember((path, query), question)
        return question

    def _remember(self, address: tuple[str, str], question: Question) -> None:
        asked = self._asked
        if asked[0] is not question.release or len(asked[1]) > MOST_QUESTIONS:
            asked = self._asked = (question.release, {})
        asked[1][address] = question

    def _new(self, path: str, query: str, release: Release, now: dt.datetime) -> Question | None:
        try:
            endpoint, parts = self._urls.match(path, method="GET")
        except HTTPException:
            return None
        kept = self._kept.get(endpoint)
        if kept is None:
            return None
        canonical = _canonical(query, kept.options)
        period = kept.lively(parts, release, canonical) if kept.lively else None
        moment = _moment(kept.each, period, now, release)
        tag = kept.tag(parts, release, query, moment) if kept.tag else None
        canonical = tag.query if tag else canonical
        return Question(path, canonical, release, moment, kept, tag, period)


def _moment(each: Each, period: Period | None, now: dt.datetime, release: Release) -> dt.datetime:
    if period is None or period[0] <= now < period[1]:
        return each.moment(now, release)
    day = Each.DAY.moment(now, release)
    # Midnight itself may lie within the period that is over.
    return max(day, period[1]) if now >= period[1] else day


def _canonical(query: str, options: frozenset[str] | None) -> str:
    """Return the query as the key and the view see it: known options, sorted, the first of each."""
    if not query:
        return ""
    pairs: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if options is None or name in options:
            pairs.setdefault(name, value)
    return urlencode(sorted(pairs.items()))
