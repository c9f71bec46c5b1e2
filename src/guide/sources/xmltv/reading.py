"""Programmes and channels of a guide in XMLTV, made ours.

Rules for what is missing: a programme without title, channel or time of start is skipped; the
sub-title serves as a title where there is no other; a bad stop is none. All of them are counted.
What is read and what is left out is listed in guide.sources.xmltv.telling.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from guide.model.catalogue import Episode
from guide.model.making import maker
from guide.model.programme import Finding, Guide, Programme
from guide.model.texts import Text
from guide.sources.xmltv import channels, claims, details, works
from guide.sources.xmltv.claims import Claim
from guide.sources.xmltv.cutting import Piece
from guide.sources.xmltv.details import Kind
from guide.sources.xmltv.findings import Notes
from guide.sources.xmltv.limits import Limits
from guide.sources.xmltv.parsing import line_in_source
from guide.sources.xmltv.scripts import Script, Scripts
from guide.sources.xmltv.shapes import Shapes
from guide.sources.xmltv.telling import Fields, Wording
from guide.sources.xmltv.times import Times
from guide.sources.xmltv.works import Titled, Work

# Goes up whenever a rule changes what is read: then an unchanged guide has to be read again.
RULES: Final = 3

_MOST: Final = 8192
_new_programme = maker(Programme)
_new_episode = maker(Episode)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one source is read.

    `zone` is that of times without an offset (the DTD has them in UTC), and of the channels;
    `shift` (seconds) is added to every time, `shifts` in its place for some of the source's channel
    ids. `series` maps slugs of titles to ids of series that we have already; `languages` are ours,
    the first counts most.
    """

    source: str
    zone: str = "UTC"
    shift: int = 0
    shifts: Mapping[str, int] = field(default_factory=dict)
    series: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ("fr", "en")
    limits: Limits = field(default_factory=Limits)
    rules: int = RULES


class Reader:
    """Reads what a Splitter cut, as `reading` says; `name` is the guide's in errors.

    Channels keep the ids of their source: which they are can only be said when the last of the
    guide is read (guide.sources.xmltv.naming.channel_ids).
    """

    def __init__(self, reading: Reading, *, name: str | None = None) -> None:
        self._reading = reading
        self._notes = Notes()
        self._times = Times(reading.zone, self._notes)
        longest, languages = reading.limits.text, reading.languages
        scripts = Scripts(self._notes, longest=longest, languages=languages)
        self._shapes = Shapes(
            scripts.write, self._notes, name=name or reading.source, limits=reading.limits
        )
        self._channels: dict[str, tuple[str, int]] = {}

    def _shift(self, channel: str) -> int:
        return self._reading.shifts.get(channel, self._reading.shift)

    def programmes(self, batch: Sequence[Piece]) -> tuple[list[Programme], list[Finding]]:
        """Return the programmes of some pieces, in their order, and what was odd about them.

        Raises XmltvError, with the line in the guide, for what is not well-formed.
        """
        read = []
        for piece in batch:
            self._notes.line = piece.line
            one = self._programme(piece)
            if one is not None:
                read.append(one)
        return read, self._notes.findings()

    def guide(self, rest: bytes) -> tuple[Guide, list[Finding]]:
        """Return the channels that a guide declares, `rest` being all of it but the programmes."""
        reading, notes = self._reading, self._notes
        guide = channels.read_guide(
            rest,
            notes,
            longest=reading.limits.text,
            zone=reading.zone,
            languages=reading.languages,
        )
        return guide, [_in_source(one, rest) for one in notes.findings()]

    def _programme(self, piece: Piece) -> Programme | None:
        script, fields = self._shapes.take_apart(piece)
        start, stop, on, clump = script.attributes(fields)
        for _ in range(script.unknown):
            self._notes("unknown-element")
        title, sub_titles = self._titles(script, fields)
        channel, shift = self._channel(on)
        starts = self._starts(start, shift)
        if title is None or starts is None or not channel:
            return None
        numbers, date, flags = script.numbers(fields), script.date(fields), script.flags
        kind, year = script.kind(fields), details.year(date) if date else None
        work = works.work_of(title, sub_titles, numbers, self._reading.series, self._notes)
        if not work.number and (kind.film or works.is_catalogued_film(numbers)):
            year = year or works.film_year(sub_titles)
            work = works.film_of(title, year)
        new = "new" in flags or "premiere" in flags
        claim = Claim(new, script.before(fields), date, numbers, work.number.part)
        length, desc = script.length(fields), script.desc(fields)
        return _new_programme(
            channel=channel,
            starts=starts,
            ends=self._ends(stop, shift) if stop else None,
            episode=_episode(script, fields, work, kind, year, length, desc),
            series_title=title.text if work.series else None,
            season_count=work.number.count,
            clump=self._clump(clump) if clump else None,
            showing=claims.showing(claim, starts, shift, self._times),
            premiere="premiere" in flags,
            live="live" in flags,
            last_chance="last-chance" in flags,
            version=script.version(fields),
            synopsis=None if work.specific else desc,
            running=length,
            line=piece.line,
            digest=piece.digest,
        )

    def _titles(self, script: Script, fields: Fields) -> tuple[Titled | None, Sequence[Wording]]:
        title, sub_titles = script.title(fields), script.sub_titles(fields)
        if title is None and sub_titles:
            self._notes("sub-title-as-title")
            return works.titled(sub_titles), ()
        if title is None:
            self._notes("no-title")
        return title, sub_titles

    def _channel(self, told: str | None) -> tuple[str, int]:
        """Return the id of the channel and the shift of its times; "" if there is none."""
        return self._channels.get(told or "") or self._stray(" ".join((told or "").split()))

    def _stray(self, told: str) -> tuple[str, int]:
        if not told:
            self._notes("no-channel")
            return "", 0
        if len(self._channels) >= _MOST:
            self._channels.clear()
        return self._channels.setdefault(told, (told, self._shift(told)))

    def _starts(self, told: str | None, shift: int) -> int | None:
        starts = self._times.read(told or "")
        if starts is None:
            self._notes("bad-start")
            return None
        if len((told or "").strip()) <= 14:
            self._notes("no-offset")
        return starts + shift

    def _ends(self, told: str, shift: int) -> int | None:
        ends = self._times.read(told)
        if ends is None:
            self._notes("bad-stop")
            return None
        return ends + shift

    def _clump(self, told: str) -> tuple[int, int] | None:
        try:
            return claims.clump(told)
        except ValueError:
            self._notes("bad-clump")
            return None


def _in_source(finding: Finding, rest: bytes) -> Finding:
    return replace(finding, lines=tuple(line_in_source(rest, line) for line in finding.lines))


def _episode(
    script: Script,
    fields: Fields,
    work: Work,
    kind: Kind,
    year: int | None,
    length: int | None,
    desc: Text | None,
) -> Episode:
    """Return what is told of every airing under that id: where that may be any edition of a daily
    show, who was a guest in one of them, what it looked like and was about are not.
    """
    one = work.specific
    # Read in any case: what is odd about them is counted.
    people, links, images = script.credits(fields), script.links(fields), script.images(fields)
    return _new_episode(
        id=work.id,
        series=work.series,
        season=work.number.season,
        number=work.number.number,
        title=work.title,
        running=details.duration(length) if one and length else None,
        year=year if one else None,
        genres=kind.genres,
        countries=kind.countries,
        credits=people if one else (),
        synopsis=desc if one else None,
        links=links if one else (),
        original_language=kind.original_language,
        images=images if one else (),
        keywords=kind.keywords,
        ratings=kind.ratings,
        stars=script.stars(fields),
    )
