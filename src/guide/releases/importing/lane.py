"""Imports laid into a release file under construction, channel by channel."""

import functools
import itertools
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence

from guide.model.catalogue import Channel
from guide.model.programme import ImportReport, sum_findings
from guide.model.source import ImportSource, in_rank
from guide.releases import file as files
from guide.releases import indexing
from guide.releases.importing import held, imported
from guide.releases.importing.anew import Anew, Task, plan_anew, read_plan
from guide.releases.importing.channel import can_be_repeated, plan_channel
from guide.releases.importing.channel_plan import (
    ChannelPlan,
    Old,
    Stamp,
    Surroundings,
    programme_row,
)
from guide.releases.importing.details import details_of, refresh
from guide.releases.importing.encoding import Row
from guide.releases.importing.entries import retire_channels
from guide.releases.importing.filled import cover, refill
from guide.releases.importing.intake import Intake, forget_all
from guide.releases.importing.laid import Laid
from guide.releases.importing.layers import Layers, lay
from guide.releases.importing.owners import rerank
from guide.releases.importing.succession import Succession
from guide.releases.importing.writing import write_anew, write_plan
from guide.releases.rows import from_json
from guide.releases.spreading import Spread, here
from guide.releases.touched import EVERYTHING

# From here on it is quicker to make the indexes again than to keep them.
MANY = 20_000

_OF_KEYS = """
SELECT series, season, premiere FROM airing WHERE key IN (SELECT value FROM json_each(?))
"""


class Lane:
    """Lays imports into `file`, which has what the schedule files say already."""

    def __init__(self, file: sqlite3.Connection, *, stamp: Stamp, mint: Callable[[], str]) -> None:
        self._file = file
        self._stamp = stamp
        self._mint = mint
        configs = file.execute("SELECT config FROM source").fetchall()
        self._sources = [from_json(ImportSource, config) for (config,) in configs]
        self._anew: set[str] = set()
        self._written: list[str] = []
        self._settled: dict[str, Intake] = {}
        ((last,),) = file.execute("SELECT coalesce(max(key), 0) FROM ledger").fetchall()
        self._keys = itertools.count(last + 1)

    def anew(self, channels: Iterable[str], episodes: Iterable[str]) -> None:
        """Note what the schedule files have just written: imports on these `channels` are to be
        settled anew, and these `episodes` filled anew.
        """
        self._anew.update(imported_channels(self._file, channels))
        self._written += episodes

    def describe(self, *sources: ImportSource) -> None:
        """Take note of how sources are described now."""
        ids, before = {one.id for one in sources}, in_rank(self._sources)
        owned = {channel for one in self._sources if one.id in ids for channel in one.owns}
        self._sources = [*sources, *(one for one in self._sources if one.id not in ids)]
        rerank(self._file, before, in_rank(self._sources))
        self.anew(owned ^ {channel for one in sources for channel in one.owns}, ())

    def intake(self, source: ImportSource, *, afresh: bool) -> Intake:
        """Begin to take in a source, as it is described now."""
        self.describe(source)
        above = itertools.takewhile(lambda one: one != source.id, in_rank(self._sources))
        return Intake(self._file, source.id, above=above, afresh=afresh)

    def drop(self, source: str) -> Laid:
        """Lay the release without what a source said."""
        laid = self.settle([], self.forget(source))
        # Even where nothing was shown of it, it is no source of the release any more.
        laid.differs = True
        self.retire(source, [], laid)
        return laid

    def forget(self, source: str) -> set[str]:
        """Drop a source and what it said; return the channels to settle without it."""
        imported.forget_source(self._file, source)
        self.anew(
            (channel for one in self._sources if one.id == source for channel in one.owns), ()
        )
        self._sources = [one for one in self._sources if one.id != source]
        return forget_all(self._file, source)

    def retire(self, source: str, named: Iterable[str], laid: Laid) -> None:
        """Let go, once all is settled, of the channels that a source names no more."""
        if retire_channels(self._file, source, named):
            laid.scopes.add(EVERYTHING)
            laid.differs = True

    def ahead(self, source: str) -> tuple[int, int]:
        """Return how many programmes of a source lie ahead, and when the last of them ends."""
        return imported.ahead(self._file, source, self._stamp.now)

    def still_ahead(self, source: str, until: int) -> int:
        """Return how many programmes of a source lie ahead, and start before `until`."""
        return imported.between(self._file, source, self._stamp.now, until)

    def report(self, source: str) -> ImportReport:
        """Return what there is of a source, without what was met on the way."""
        return imported.report_of(self._file, source)

    def note(self, one: imported.Imported) -> None:
        """Note what a source was imported from, and the bytes of what is settled of it."""
        imported.write_source(self._file, one)
        if intake := self._settled.get(one.source.id):
            intake.remember(one.digest)

    def settle(
        self, intakes: Sequence[Intake], channels: Iterable[str], *, spread: Spread = here
    ) -> Laid:
        """Settle what was taken in, and anew the `channels` of which anything else differs.

        What needs no file is done by `spread`, in other processes perhaps.
        """
        laid = Laid()
        self._settled.update((intake.source, intake) for intake in intakes)
        refresh(self._file, self._stamp, laid)
        if any(intake.more_channels for intake in intakes):
            laid.scopes.add(EVERYTHING)
            laid.differs = True
        fresh = dict.fromkeys(channel for intake in intakes for channel in intake.channels)
        every = [*fresh, *sorted({*channels, *self._anew} - fresh.keys())]
        known = {one for one in every if held.holds_anything(self._file, one)}
        many = sum(intake.read for intake in intakes) > MANY
        if many and not self._holds_much():
            # What is new to the file is not asked for.
            needed = held.ASKED if known else ()
            files.drop_indexes(self._file, ("airing", "programme"), but=needed)
        tasks = (self._task(one, intakes) for one in every if one not in known)
        planned = iter(spread(plan_anew, tasks))
        for channel in every:
            if channel in known:
                rows = [row for intake in intakes for row in intake.rows(channel)]
                self._settle(channel, rows, laid)
            else:
                self._write(channel, read_plan(next(planned)), laid)
        files.make_indexes(self._file)
        refill(self._file, in_rank(self._sources), self._stamp, laid, also=self._written)
        indexing.index(self._file, spread=spread)
        laid.findings = list(sum_findings(laid.findings))
        return laid

    def _holds_much(self) -> bool:
        return bool(self._file.execute("SELECT 1 FROM airing LIMIT 1 OFFSET ?", (MANY,)).fetchall())

    def _task(self, channel_id: str, intakes: Sequence[Intake]) -> Task:
        """Return a channel of which the file holds nothing, to be planned."""
        told = [(one.source, some) for one in intakes for some in one.packed(channel_id)]
        return Task(
            self._channel(channel_id),
            self._stamp,
            told,
            in_rank(self._sources),
            self._owners(channel_id),
        )

    def _write(self, channel_id: str, plan: Anew, laid: Laid) -> None:
        for episode, other, source in plan.fills:
            cover(self._file, episode, other, source)
        write_anew(self._file, plan, self._keys, self._mint)
        laid.findings += plan.findings
        laid.added += len(plan.ledger)
        laid.differs |= plan.unheeded
        if plan.ledger:
            _touch(laid, channel_id, plan.told)

    def _owners(self, channel_id: str) -> set[str]:
        return {one.id for one in self._sources if channel_id in one.owns}

    def _settle(self, channel_id: str, fresh: list[Row], laid: Laid) -> None:
        """Settle a channel of which the file holds anything."""
        file, channel, now = self._file, self._channel(channel_id), self._stamp.now
        rows = [*held.kept(file, channel_id), *fresh]
        when = held.periods((row.starts for row in rows), now)
        editors = held.editors(file, channel_id, when)
        owners = self._owners(channel_id)
        heeded = [row for row in rows if not owners or row.source in owners]
        unheeded = [row for row in rows if owners and row.source not in owners]
        layers = lay(heeded, in_rank(self._sources), editors)
        olds = held.olds(file, channel_id, when)
        around = Surroundings(
            channel=channel,
            stamp=self._stamp,
            earliest=self._earliest(layers, olds, channel_id, when),
            on=Succession(layers.on),
            details=functools.partial(details_of, file),
            mint=self._mint,
            key=self._keys.__next__,
        )
        plan = plan_channel(layers.shown, olds, around)
        for row in (*layers.covered, *unheeded):
            _cover(plan, channel_id, row)
        # Nothing of it is shown, but it is what counts once nobody owns the channel.
        laid.differs |= any(not row.key for row in unheeded)
        for episode, row in layers.fills:
            cover(file, episode, row.episode_id, row.source)
        self._tell(plan, channel_id, laid)
        write_plan(file, plan, self._stamp, anew=not olds)
        laid.findings += layers.findings

    def _earliest(
        self,
        layers: Layers,
        olds: Sequence[Old],
        channel_id: str,
        when: Sequence[tuple[int, int]],
    ) -> dict[str, int]:
        return held.earliest(
            self._file,
            channel_id,
            (row.episode_id for row, _ in layers.shown if can_be_repeated(row.episode_id)),
            before=when[0][0],
            but=[old.key for old in olds],
        )

    def _channel(self, channel_id: str) -> Channel:
        sql = "SELECT data FROM entry WHERE kind = 'channels' AND id = ?"
        ((data,),) = self._file.execute(sql, (channel_id,)).fetchall()
        return from_json(Channel, data)

    def _tell(self, plan: ChannelPlan, channel_id: str, laid: Laid) -> None:
        """Note what a plan changes, both of what the file has and of what it will have."""
        laid.changes += plan.changes
        laid.added += plan.added
        if not (plan.ledger or plan.lost or plan.cut or plan.passed):
            return
        before = (*plan.stale_cells, *plan.lost, *plan.cut, *plan.passed)
        keys = json.dumps([key for *_, key in before])
        rows = [(row.series, row.season, row.premiere) for row in plan.airings]
        _touch(laid, channel_id, {*rows, *self._file.execute(_OF_KEYS, (keys,))})


def _touch(
    laid: Laid, channel_id: str, airings: Iterable[tuple[str | None, int | None, bool]]
) -> None:
    """Note that airings of a channel differ, told as series, season and premiere."""
    laid.differs = True
    laid.scopes |= {"all", f"channels/{channel_id}"}
    for series, season, premiere in airings:
        if series is not None:
            laid.scopes |= {f"series/{series}", f"series/{series}/season-{season}"}
        if premiere:
            laid.scopes.add("premieres")


def _cover(plan: ChannelPlan, channel_id: str, row: Row) -> None:
    """Keep a programme that another one covers, so that it need not be read again."""
    if row.key:
        plan.links.append((None, row.key))
    else:
        plan.programmes.append(programme_row(channel_id, row, None))


Bring = Callable[[Lane], Laid]


def imported_channels(file: sqlite3.Connection, channels: Iterable[str]) -> list[str]:
    """Return those of `channels` that any import speaks of."""
    sql = "SELECT 1 FROM programme WHERE channel = ? LIMIT 1"
    return [one for one in sorted(channels) if file.execute(sql, (one,)).fetchone()]


def with_bouquets(file: sqlite3.Connection, scopes: Iterable[str]) -> list[str]:
    """Add the stems of the bouquets that the channels among `scopes` belong to."""
    rows = file.execute(
        """
        SELECT DISTINCT entry.id, value FROM entry, json_each(entry.data, '$.channels')
        WHERE kind = 'bouquets' AND position IS NOT NULL
        """
    )
    touched = set(scopes)
    sold = {f"bouquets/{bouquet}" for bouquet, one in rows if f"channels/{one}" in touched}
    return sorted(touched | sold)
