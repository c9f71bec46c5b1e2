"""Which channels a guide of others speaks of: ours, or new ones, the same at each import."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from guide.model.catalogue import Catalogue, Channel
from guide.model.source import ImportSource
from guide.releases.importing.before import Before
from guide.sources.xmltv.naming import channel_ids


@dataclass(frozen=True, slots=True)
class Named:
    """`ids` makes a source's ids ours; `channels` are what it says of them, in its order, `strays`
    those of its ids that only programmes name.
    """

    ids: dict[str, str]
    channels: list[Channel]
    strays: list[str]


def name_channels(
    declared: Sequence[Channel],
    heard: Iterable[str],
    *,
    source: ImportSource,
    catalogue: Catalogue,
    before: Before,
    zone: str,
) -> Named:
    """Name the channels that a guide declares and those that its programmes were `heard` on.

    `catalogue` is that of the schedule files, whose channels are meant by an exact alias or id
    alone, `zone` that of channels of which nothing is declared.
    """
    mentioned = [*heard]
    mapped = dict(source.channels)
    ids = channel_ids(
        dict.fromkeys([*(one.aliases[0] for one in declared), *mentioned]),
        mapped=mapped,
        known=_known(catalogue),
        before=before.channels,
        mapped_before=before.mapped,
    )
    ours = {ids[one.aliases[0]]: one for one in declared}
    strays = [theirs for theirs in mentioned if ids[theirs] not in ours]
    for theirs in strays:
        ours[ids[theirs]] = Channel(ids[theirs], theirs, zone, aliases=(theirs,))
    aliases = _aliases(ids, before)
    channels = [
        replace(one, id=own, aliases=tuple(dict.fromkeys((*one.aliases, *aliases[own]))))
        for own, one in ours.items()
    ]
    return Named(ids, channels, strays)


def _known(catalogue: Catalogue) -> dict[str, str]:
    """Return the ids of the files' channels by all they are called; an alias counts most."""
    channels = catalogue.channels.values()
    ids = {one.id: one.id for one in channels}
    return ids | {alias: one.id for one in channels for alias in one.aliases}


def _aliases(ids: dict[str, str], before: Before) -> defaultdict[str, list[str]]:
    """Return what each channel is called by the source, and was called by anybody: without that
    nobody would know next time whose id it is.
    """
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    for theirs, own in ids.items():
        aliases[own].append(theirs)
    for own in aliases:
        aliases[own] += [one for one in before.channels.get(own, ()) if ids.get(one, own) == own]
    return aliases
