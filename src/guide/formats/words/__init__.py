"""The only place of wording: everything that pages, feeds and mails say, in French and English."""

from collections.abc import Mapping
from functools import cache

from guide.formats.words.names import Names
from guide.model.airing import Airing
from guide.model.catalogue import Channel, Episode, Season, Series
from guide.model.changes import Change, ChangeKind
from guide.model.listing import Listing, Slot

__all__ = ["Words", "words"]


@cache
def words(language: str) -> "Words":
    """Return the wording of "fr" or "en"; KeyError for any other language."""
    return Words(language)


class Words(Names):
    def listing_title(self, listing: Listing) -> str:
        """Return "Missions — S1 É1 « Ulysse »"; a film is its title alone."""
        return self.work_title(listing.episode, listing.series)

    def work_title(self, episode: Episode, of: Series | None) -> str:
        """Return the same of an episode that need not be on anywhere."""
        if of is None:
            return self._title(episode)
        series = of.title.in_(self.language)
        parts = [part for part in (self.code(episode), self._quoted(episode)) if part]
        if not parts:
            return series
        return self.text("%(series)s – %(part)s", series=series, part=" ".join(parts))

    def episode_name(self, episode: Episode) -> str:
        """Return "Épisode 1 « Ulysse »", as a list below its season's heading shows it."""
        if episode.number is None:
            return self._title(episode)
        if episode.season == 0:
            name = self.text("Special %(number)s", number=episode.number)
        else:
            name = self.text("Episode %(number)s", number=episode.number)
        return f"{name} {self._quoted(episode)}".rstrip()

    def code(self, episode: Episode) -> str:
        """Return "S1 É1", "hors-série 2" for season 0, or "" where nothing is numbered."""
        return self.numbered(episode.season, episode.number)

    def numbered(self, season: int | None, number: int | None) -> str:
        """Return the same of a season and an episode's number in it."""
        if number is None:
            return ""
        if season is None:
            return self.text("E%(number)s", number=number)
        if season == 0:
            return self.text("special %(number)s", number=number)
        return self.text("S%(season)s E%(number)s", season=season, number=number)

    def season_name(self, season: Season | int) -> str:
        """Return "saison 1", "specials" for season 0; a season's own title follows."""
        number = season if isinstance(season, int) else season.number
        name = self.text("season %(number)s", number=number) if number else self.text("specials")
        if isinstance(season, int) or season.title is None:
            return name
        return f"{name} {self.quoted(season.title.in_(self.language))}"

    def quoted(self, title: str) -> str:
        return self.text("“%(title)s”", title=title)

    def _quoted(self, episode: Episode) -> str:
        return self.quoted(episode.title.in_(self.language)) if episode.title else ""

    def _title(self, episode: Episode) -> str:
        if episode.title is not None:
            return episode.title.in_(self.language)
        return episode.original_title or self.text("Title unknown")

    def showing(self, listing: Listing) -> str:
        return self.showing_name(listing.showing)

    def labels(self, listing: Listing) -> list[str]:
        """Return all there is to say in a word each: showing, live, last chance, versions."""
        airing = listing.airing
        names = (self.text("live"), self.text("last chance"))
        flags = (airing.live, airing.last_chance)
        said = [name for name, flag in zip(names, flags, strict=True) if flag]
        known = self.showing_name(listing.showing)
        return [*([known] if known else ()), *said, *self.version(airing.version)]

    def airing_moment(self, airing: Airing | Slot, channel: Channel) -> str:
        """Return when an airing is on with its zone, or its broadcast day if that is all known."""
        if airing.starts is not None:
            return self.zoned_moment(airing.starts, channel)
        return self.text("%(date)s (time to be confirmed)", date=self.date(airing.date))

    def opening(self, airing: Airing | Slot, channel: Channel) -> str:
        """Return the sentence when and where: "Jeudi 1er juin 2017 à 20h40, heure de Paris, sur
        OCS City".
        """
        if airing.starts is not None:
            return self.moment_on(airing.starts, channel)
        moment = self.text("%(date)s (time to be confirmed)", date=self.date(airing.date))
        return self.on_channel(moment, channel.name)

    def slot(self, slot: Slot, channels: Mapping[str, Channel]) -> str:
        """Return where and when: "OCS City, jeudi 1er juin 2017 à 20h40, heure de Paris".

        A channel that is gone from `channels` leaves its id, and its day.
        """
        channel = channels.get(slot.channel)
        if channel is None:
            name, moment = slot.channel, self.date(slot.date)
        else:
            name, moment = channel.name, self.airing_moment(slot, channel)
        return self.text("%(channel)s, %(moment)s", channel=name, moment=moment)

    def change(self, change: Change, channels: Mapping[str, Channel]) -> str:
        """Return what has changed as one sentence, beginning with the kind of change."""
        told = self.text(
            "%(kind)s: %(title)s", kind=self.change_kind(change.kind), title=change.title
        )
        if change.kind is ChangeKind.RENAMED and change.old_title:
            return self.text("%(told)s (before: %(before)s)", told=told, before=change.old_title)
        slot = change.after or change.before
        if slot is None:
            return told
        after = self._change_slot(change.kind, slot, channels)
        told = self.text("%(told)s, %(slot)s", told=told, slot=after)
        before = change.before and self._change_slot(change.kind, change.before, channels)
        if not before or before == after:
            return told
        return self.text("%(told)s (before: %(before)s)", told=told, before=before)

    def _change_slot(self, kind: ChangeKind, slot: Slot, channels: Mapping[str, Channel]) -> str:
        text, channel = self.slot(slot, channels), channels.get(slot.channel)
        if kind is not ChangeKind.RETIMED or slot.ends is None or channel is None:
            return text
        end = self.time(slot.ends, channel.zone)
        return self.text("%(slot)s, until %(end)s", slot=text, end=end)
