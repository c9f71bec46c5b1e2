"""What an entry's texts depend on besides the broadcast itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from guide.formats.words import Words
from guide.model.airing import Showing, Version
from guide.model.catalogue import Channel, Episode
from guide.model.feed_options import Options
from guide.model.listing import Listing
from guide.model.site import Site

MOST_LABELS = 1024


class Labelled(NamedTuple):
    """Holds what was labelled, so that nothing else can have its identity meanwhile."""

    said: str
    showing: Showing
    version: Version


@dataclass(frozen=True, slots=True)
class Telling:
    """`channels` names those that airings moved away from."""

    site: Site
    words: Words
    channels: Mapping[str, Channel]
    options: Options
    _labels: dict[tuple[int, ...], Labelled] = field(default_factory=dict, compare=False)

    def title(self, listing: Listing) -> str:
        """Return the title as it was wished for; without spoilers a number names an episode."""
        if not self.options.spoilers:
            listing = replace(listing, episode=self.unspoilt(listing.episode))
        title = self.words.listing_title(listing)
        template = self.options.title
        if template is None:
            return title
        return template.fill(self._values(listing, title)) or title

    def labels(self, listing: Listing) -> str:
        """Return the words' labels on one line: most entries share theirs with others."""
        airing, showing = listing.airing, listing.showing
        version = airing.version
        # By identity: a release has one object of each, and hashing them would take longer.
        key = (id(showing), id(version), airing.live, airing.last_chance)
        known = self._labels.get(key)
        if known is None:
            if len(self._labels) > MOST_LABELS:
                self._labels.clear()
            said = " · ".join(self.words.labels(listing))
            known = self._labels[key] = Labelled(said, showing, version)
        return known.said

    def unspoilt(self, episode: Episode) -> Episode:
        """Return the episode without what may give something away."""
        if self.options.spoilers:
            return episode
        numbered = episode.series is not None and episode.number is not None
        return replace(episode, title=None if numbered else episode.title, synopsis=None)

    def _values(self, listing: Listing, title: str) -> dict[str, str]:
        words, airing, series = self.words, listing.airing, listing.series
        own = listing.episode.title
        known = own.in_(words.language) if own else ""
        return {
            "title": title,
            "series": series.title.in_(words.language) if series else "",
            "code": words.code(listing.episode),
            "episode": known if series else title,
            "channel": listing.channel.name,
            "time": words.time(airing.starts, listing.channel.zone) if airing.starts else "",
            "showing": words.showing(listing),
            "version": airing.version.kind or "",
        }
