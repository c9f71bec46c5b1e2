"""Guides of others that are imported."""

import datetime as dt
from dataclasses import dataclass, field

from guide.model.problems import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class ImportSource:
    """An import: exactly one of `address` (http or https) and `file` is given.

    `zone` reads times that carry no offset; `shift` is added to every time. `channels` pairs the
    source's channel ids with ours. Where two sources speak of one channel the higher `priority`
    wins; a channel of `owns` belongs to this source alone. `every` is how often to fetch, None
    for only when asked.
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
    place: Place = field(default=NOWHERE, compare=False)
