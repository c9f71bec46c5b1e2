"""Guides of others, as their programmes come out of a reader, and the releases made of them."""

import datetime as dt
import hashlib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from guide.model.airing import ShowingKind
from guide.model.catalogue import Channel, Episode
from guide.model.listing import Listing
from guide.model.programme import Programme
from guide.model.source import ImportSource
from guide.model.target import Target
from guide.model.texts import Text
from guide.releases.build import Built
from guide.releases.importing.building import build_import
from guide.releases.importing.encoding import encode
from guide.releases.importing.laid import Laid
from guide.releases.importing.lane import Bring, Lane
from guide.releases.release import Release

# 06:00 in Paris, on a Friday: the broadcast day begins.
MORNING = dt.datetime(2026, 11, 20, 5, tzinfo=dt.UTC)
NIGHT_BEFORE = MORNING - dt.timedelta(hours=6)
NATIONAL = ImportSource("national", "National", zone="Europe/Paris")
OTHER = ImportSource("other", "Other", zone="Europe/Paris")


def show(
    title: str,
    at: int,
    *,
    minutes: int = 30,
    channel: str = "one",
    number: int | None = None,
    part: str | None = None,
    claim: ShowingKind | None = None,
) -> Programme:
    """Return a programme that starts `at` minutes after MORNING."""
    series = title.lower().replace(" ", "-")
    who = f"{series}/season-1/episode-{number}" if number else f"{series}/episode"
    starts = int(MORNING.timestamp()) + at * 60
    plain = Programme(
        channel=channel,
        starts=starts,
        ends=starts + minutes * 60,
        episode=Episode(
            who,
            series=series,
            season=1 if number else None,
            number=number,
            title=Text.of({"fr": part}) if part else None,
        ),
        series_title=Text.of({"fr": title}),
        showing=claim,
    )
    return replace(plain, digest=hashlib.blake2b(repr(plain).encode(), digest_size=8).digest())


@dataclass
class Shop:
    """Makes one release after another; `release` is the last one, `built` what came of it."""

    folder: Path
    release: Release | None = None
    built: Built | None = None
    read: int = 0

    def __post_init__(self) -> None:
        self._ids = map("id{}".format, itertools.count(1))

    def take(
        self,
        *programmes: Programme,
        now: dt.datetime = NIGHT_BEFORE,
        source: ImportSource = NATIONAL,
        names: Iterable[str] = (),
    ) -> Built:
        """Import a guide that says just this; `names` are channels it has beside those heard."""

        def bring(lane: Lane) -> Laid:
            with lane.intake(source, afresh=False) as intake:
                unknown = intake.unknown(programmes)
                self.read = len(unknown)
                intake.take(encode(unknown))
                heard = dict.fromkeys([*names, *(one.channel for one in programmes)])
                channels = [Channel(one, one.title(), "Europe/Paris") for one in heard]
                intake.name(channels, {one: one for one in heard})
                return lane.settle([intake], intake.forget())

        return self._make(bring, now)

    def _make(self, bring: Bring, now: dt.datetime) -> Built:
        number = self.release.number + 1 if self.release else 1
        path = self.folder / f"{number}.sqlite"
        self.built = build_import(
            bring,
            path=path,
            previous=self.release,
            number=number,
            now=now,
            note="import",
            mint=self._ids.__next__,
        )
        if self.built.changed:
            self.release = Release(path)
        return self.built

    def listings(self, stem: str = "all") -> list[Listing]:
        target = Target.parse(stem)
        assert self.release
        assert target
        return self.release.listings(target)

    def touches(self, *stems: str) -> list[int]:
        """Return the numbers of the releases that last touched these."""
        targets = [Target.parse(stem) for stem in stems]
        assert self.release
        return [self.release.touched(target).number for target in targets if target]

    def told(self, stem: str = "all") -> Sequence[tuple[str, str, int, str, int]]:
        """Return of each airing its id, title, start in minutes, status and SEQUENCE."""
        return [
            (
                one.airing.id,
                one.series.title.in_("fr") if one.series else "",
                round((one.airing.starts - MORNING).total_seconds() / 60)
                if one.airing.starts
                else 0,
                one.airing.status.value,
                one.revision.sequence,
            )
            for one in self.listings(stem)
        ]
