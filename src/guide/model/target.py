"""What one can follow: the stem of a feed's address, and the target of a subscription."""

from dataclasses import dataclass
from enum import StrEnum

from guide.model.catalogue import Catalogue
from guide.model.listing import Listing

LONGEST_STEM = 300


class TargetKind(StrEnum):
    ALL = "all"
    PREMIERES = "premieres"
    STREAMING = "streaming"
    BOUQUET = "bouquets"
    CHANNEL = "channels"
    SERIES = "series"
    SEASON = "season"
    AIRING = "airings"


@dataclass(frozen=True, slots=True)
class Target:
    """`key` is the id within the kind; for a season the series' id, with `number` beside it."""

    kind: TargetKind
    key: str = ""
    number: int | None = None

    @classmethod
    def parse(cls, stem: str) -> "Target | None":
        """Read "series/missions/season-1", "channels/ocs-city", "all"; None if it is no stem."""
        match stem.split("/"):
            case ["all"]:
                return cls(TargetKind.ALL)
            case ["premieres" | "streaming" as kind]:
                return cls(TargetKind(kind))
            case ["series", key, season] if season.startswith("season-"):
                number = season.removeprefix("season-")
                plain = number.isascii() and number.isdigit() and str(int(number)) == number
                return cls(TargetKind.SEASON, key, int(number)) if plain and key else None
            case [("bouquets" | "channels" | "series" | "airings") as kind, key] if key:
                return cls(TargetKind(kind), key)
        return None

    @property
    def stem(self) -> str:
        match self.kind:
            case TargetKind.ALL | TargetKind.PREMIERES | TargetKind.STREAMING:
                return self.kind
            case TargetKind.SEASON:
                return f"series/{self.key}/season-{self.number}"
        return f"{self.kind}/{self.key}"

    @property
    def has_open_past(self) -> bool:
        """Say whether its feed keeps all of the past, unless somebody wishes otherwise."""
        return self.kind in {TargetKind.SERIES, TargetKind.SEASON, TargetKind.AIRING}


def known_target(stem: str) -> str:
    """Return `stem` if reminders can follow it; raise ValueError with a sentence otherwise."""
    target = Target.parse(stem)
    alone = {TargetKind.AIRING, TargetKind.STREAMING}
    if target is None or target.kind in alone or len(stem) > LONGEST_STEM:
        raise ValueError(f"{stem[:80]!r} is not something one can follow.")
    return stem


def targets_of(listing: Listing, catalogue: Catalogue) -> tuple[Target, ...]:
    """Return every target whose followers want to hear of this listing."""
    channel, episode = listing.channel.id, listing.episode
    targets = [Target(TargetKind.ALL), Target(TargetKind.CHANNEL, channel)]
    targets += [Target(TargetKind.BOUQUET, b.id) for b in catalogue.bouquets_of(channel)]
    if episode.series is not None:
        targets.append(Target(TargetKind.SERIES, episode.series))
        if episode.season is not None:
            targets.append(Target(TargetKind.SEASON, episode.series, episode.season))
    if listing.showing.premiere:
        targets.append(Target(TargetKind.PREMIERES))
    return tuple(targets)
