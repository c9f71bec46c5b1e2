"""Documents at public addresses: whether there is what is asked for, and as of when it is known."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar
from urllib.parse import parse_qsl

from werkzeug.exceptions import BadRequest, Gone, NotFound, ServiceUnavailable

from guide.model.catalogue import Catalogue
from guide.model.feed_options import OptionError
from guide.model.selection import Touch
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.releases.release import Release
from guide.web import headers
from guide.web.bytestore import Tag

_WHOLE = {TargetKind.ALL, TargetKind.PREMIERES, TargetKind.STREAMING}

Wanted = TypeVar("Wanted")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Edition:
    """The bytes of the document `name` with a canonical `query`, on one UTC day (`today` its
    midnight).

    `touch` is the last release that can have changed them: within the day they depend on nothing
    else, so that their ETag is known before anything is rendered.
    """

    name: str
    query: str
    touch: Touch
    today: dt.datetime
    site: Site

    @property
    def etag(self) -> str:
        """Return what differs whenever the bytes do, known before there are any."""
        parts = (
            code_digest(),
            repr(self.site),
            f"{self.name}?{self.query}",
            f"{self.touch.number} {self.touch.at.isoformat()}",
            self.today.date().isoformat(),
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    @property
    def modified(self) -> str:
        return format_datetime(max(self.touch.at, self.today), usegmt=True)

    @property
    def tag(self) -> Tag:
        told = (("Cache-Control", headers.FEED), ("Last-Modified", self.modified))
        return Tag(self.query, self.etag, told)


def midnight(now: dt.datetime) -> dt.datetime:
    """Return the beginning of a moment's UTC day."""
    return now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def published(release: Release | None) -> Release:
    if release is None:
        raise ServiceUnavailable("This guide has published nothing yet.")
    return release


def options_of(
    parse: Callable[..., Wanted], query: Mapping[str, str], site: Site, **more: object
) -> Wanted:
    """Return the options of an address; 400 with a sentence for what is unknown or not allowed."""
    try:
        return parse(query, languages=site.languages, **more)
    except OptionError as fault:
        raise BadRequest(str(fault)) from None


def existing(target: Target | None, release: Release) -> Target:
    """Return a target that there is; 410 for what was withdrawn, 404 for what never was."""
    if target is not None and is_retired(target, release):
        raise Gone("What this was of has left the guide.")
    if target is None or not is_known(target, release):
        raise NotFound("This guide has no such feed or document.")
    return target


def if_any(make: Callable[[], Found]) -> Found | None:
    """Return what is made, None where the answer would be that there is no such thing."""
    try:
        return make()
    except (BadRequest, Gone, NotFound):
        return None


def is_known(target: Target, release: Release) -> bool:
    if target.kind is TargetKind.AIRING:
        return release.listing(target.key) is not None
    return _is_in(release.catalogue, target)


def is_retired(target: Target, release: Release) -> bool:
    """Say whether a target was in the guide and has been withdrawn, so that asking again is no
    use; of what never had an airing nothing is kept.
    """
    collective = target.kind not in {TargetKind.AIRING, *_WHOLE}
    gone = collective and _is_in(release.retired, target)
    return gone and not _is_in(release.catalogue, target)


def _is_in(catalogue: Catalogue, target: Target) -> bool:
    key = target.key
    match target.kind:
        case TargetKind.BOUQUET:
            return key in catalogue.bouquets
        case TargetKind.CHANNEL:
            return key in catalogue.channels
        case TargetKind.SERIES:
            return key in catalogue.series
        case TargetKind.SEASON:
            return f"{key}/season-{target.number}" in catalogue.seasons
    return True


def first_of_each(query: str) -> dict[str, str]:
    """Return the options of a query string, of each the first."""
    return dict(reversed(parse_qsl(query, keep_blank_values=True)))


@cache
def code_digest() -> str:
    """Return a digest of what turns a release into documents: an upgrade may change their bytes
    where no release does.
    """
    package, digest = resources.files("guide"), hashlib.sha256()
    for folder in ("formats", "model", "translations"):
        for name, content in sorted(_contents(package / folder)):
            digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _contents(folder: Traversable) -> list[tuple[str, bytes]]:
    found = []
    for one in folder.iterdir():
        if one.is_dir():
            found += _contents(one)
        elif one.name.endswith((".py", ".po")):
            found.append((one.name, one.read_bytes()))
    return found
