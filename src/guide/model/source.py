"""Guides of others that are imported."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from guide.model.problems import NOWHERE, Place

_USER = re.compile(r"//[^/?#]*@")
# A source that an editor has put out of use, and whose password is still one.
_COMMENTED = re.compile(rb"(?m)((?:^|\s)#[^\n]*?https?://)[^\s/?#'\"]*@")


@dataclass(frozen=True, slots=True)
class ImportSource:
    """An import: exactly one of `address` (http or https) and `file` is given.

    `zone` reads times that carry no offset; `shift` is added to every time, those of `shifts` in
    its place for some of the source's channel ids. `channels` pairs its channel ids with ours.
    Where two sources speak of one channel the higher `priority` wins; a channel of `owns` belongs
    to this source alone. `every` is how often to fetch, None for only when asked.
    """

    id: str
    name: str
    address: str | None = None
    file: str | None = None
    zone: str | None = None
    shift: dt.timedelta = dt.timedelta(0)
    channels: tuple[tuple[str, str], ...] = ()
    priority: int = 0
    owns: tuple[str, ...] = ()
    every: dt.timedelta | None = None
    shifts: tuple[tuple[str, dt.timedelta], ...] = ()
    place: Place = field(default=NOWHERE, compare=False)

    @property
    def bare(self) -> "ImportSource":
        """Return the source as a release may hold it: without the user and password it may need."""
        return replace(self, address=self.address and bare_address(self.address))


def bare_address(address: str) -> str:
    """Return a web address without user and password. Anything is accepted."""
    return _USER.sub("//", address, count=1)


def bare_files(files: Mapping[str, bytes], sources: Iterable[ImportSource]) -> dict[str, bytes]:
    """Return schedule files without the users and passwords of the sources that they list."""
    addresses = [one.address for one in sources if one.address]
    pairs = [(one.encode(), bare_address(one).encode()) for one in addresses]
    return {path: _bare_file(content, pairs) for path, content in files.items()}


def _bare_file(content: bytes, pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
    for secret, bare in pairs:
        content = content.replace(secret, bare)
    return _COMMENTED.sub(rb"\1", content)


def in_rank(sources: Iterable[ImportSource]) -> list[str]:
    """Return the ids of sources, the one whose word counts most first.

    Of two with one id the first counts.
    """
    once = {one.id: one for one in reversed([*sources])}
    return [one.id for one in sorted(once.values(), key=lambda one: (-one.priority, one.id))]
