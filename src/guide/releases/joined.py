"""Rows of a release file joined into listings."""

import operator
from collections.abc import Iterator, Mapping

from guide.model.airing import Showing
from guide.model.catalogue import Channel, Episode, Season, Series
from guide.model.listing import Listing
from guide.model.making import maker
from guide.releases.airings import COLUMNS, airing_of
from guide.releases.entries import Asked, Entries
from guide.releases.ledger import revision
from guide.releases.rows import from_json
from guide.releases.sealed import Parameters, Rows

_COLUMNS = ", ".join(f"ledger.{name}" for name in COLUMNS)
_JOINED = f"""
    SELECT {_COLUMNS}, airing.showing, ledger.sequence, ledger.revised, ledger.moved_from,
      airing.begins, airing.series, airing.season, entry.data
    FROM airing JOIN ledger USING (key)
    LEFT JOIN entry ON entry.kind = 'episodes' AND entry.id = airing.episode
"""  # noqa: S608 -- our own names
Order = tuple[int, int, int, int, str]


class Joiner:
    """Reads listings: in the order of their starts (of the broadcast day, where no time is
    known), then of channels as `ranks` has them, then of numbers, then of ids.
    """

    def __init__(
        self, file: Asked, *, channels: Mapping[str, Channel], ranks: Mapping[str, int]
    ) -> None:
        self._file = file
        self._channels = channels
        self._ranks = ranks
        # What is present and what is retired is looked for at once.
        self._series = Entries(file, Series, which="TRUE")
        self._seasons = Entries(file, Season, which="TRUE")
        self._episodes = Entries(file, Episode, which="TRUE")
        self._showings: dict[str, Showing] = {}

    def listings(self, where: str, parameters: Parameters = ()) -> list[Listing]:
        """Return what a condition on airing and ledger, from its WHERE on, selects."""
        ordered = list(self._ordered(self._file.rows(_JOINED + where, parameters)))
        ordered.sort(key=operator.itemgetter(0))
        return [listing for _, listing in ordered]

    def _ordered(self, rows: Rows) -> Iterator[tuple[Order, Listing]]:
        series, seasons = self._whole(rows)
        for row in rows:
            airing, episode = airing_of(row[:10]), self._episodes.read(row[2], row[17])
            listing = _listing(
                airing=airing,
                channel=self._channels[airing.channel],
                episode=episode,
                showing=self._showing(row[10]),
                revision=revision(row[11], row[12], row[13]),
                season=seasons.get((row[15], row[16])),
                series=series.get(row[15]),
            )
            rank = self._ranks[airing.channel]
            yield (row[14], rank, row[16] or 0, episode.number or 0, airing.id), listing

    def _whole(self, rows: Rows) -> tuple[dict[str, Series], dict[tuple[str, int], Season]]:
        """Return the series and seasons that rows are of."""
        of = {(row[15], row[16]) for row in rows if row[15] is not None}
        names = {pair: f"{pair[0]}/season-{pair[1]}" for pair in of}
        found = self._seasons.of(names.values())
        seasons = {pair: found[name] for pair, name in names.items() if name in found}
        return self._series.of({series for series, _ in of}), seasons

    def _showing(self, text: str) -> Showing:
        # There are but a few different ones.
        showing = self._showings.get(text)
        if showing is None:
            showing = self._showings[text] = from_json(Showing, text)
        return showing


_listing = maker(Listing)
