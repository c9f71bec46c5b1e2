"""What platforms have, of a release: put together once, for it looks at all windows."""

from weakref import WeakKeyDictionary

from guide.model.offered import Offered, offered
from guide.releases.release import Release

_known: WeakKeyDictionary[Release, tuple[Offered, ...]] = WeakKeyDictionary()


def offers_of(release: Release) -> tuple[Offered, ...]:
    known = _known.get(release)
    if known is None:
        platforms = release.catalogue.platforms.values()
        zones = {one.id: one.zone for one in platforms}
        known = _known[release] = offered(release.windows(), zones)
    return known
