"""One airing as one <programme>, its elements in the order of the DTD."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from zoneinfo import ZoneInfo

from guide.formats.xmltv.options import Profile
from guide.formats.xmltv.slots import Slot
from guide.formats.xmltv.telling import Telling, language
from guide.formats.xmltv.times import stamp, to_the_minute
from guide.formats.xmltv.works import Work, length, teller
from guide.formats.xmltv.writer import Attributes, empty, holding, often, plain
from guide.model.airing import ShowingKind, Version
from guide.model.listing import Listing

# The language tag of what is in some language (BCP 47).
UNDETERMINED = "und"


def programmes(telling: Telling) -> Callable[[Slot], str]:
    """Return a function that gives the lines of one airing in its settled slot.

    What it says of the work depends on the episode alone, so that all airings of it agree.
    """
    told = teller(telling)
    return lambda slot: programme(slot, told(slot.listing), telling)


def programme(slot: Slot, work: Work, telling: Telling) -> str:
    """Return the lines of one airing, in the DTD's order, which many readers depend on."""
    listing = slot.listing
    version = listing.airing.version
    lines = [
        work.titles,
        _own_description(listing, telling) or work.description,
        work.credits,
        often("date", _date(slot, work)),
        work.kinds,
        often("language", version.audio[0]) if version.audio else "",
        work.tongue,
        length(listing.airing.running) or work.length,
        work.facts,
        _picture_and_sound(version),
        _showing(slot, telling),
        _subtitles(version),
        work.judgements,
    ]
    return holding("programme", "".join(lines), _attributes(slot, telling), depth=1)


def _attributes(slot: Slot, telling: Telling) -> Attributes:
    channel = slot.listing.channel
    attributes = (
        ("start", stamp(slot.starts, channel.zone)),
        ("stop", stamp(slot.ends, channel.zone)),
        ("channel", telling.ids[channel.id]),
    )
    if telling.options.profile is Profile.KODI:
        return (*attributes, ("catchup-id", slot.listing.airing.id))
    return attributes


def _own_description(listing: Listing, telling: Telling) -> str:
    told = telling.wordings(listing.airing.synopsis)
    return "".join([plain("desc", text, language(tag)) for tag, text in told])


def _date(slot: Slot, work: Work) -> str:
    """Return the day of a first run, the year of production of anything else, "" if unknown.

    Eight figures that are the day of the slot make Kodi call a programme new. Of a film, or what
    was made in another year than it is first shown here, the year tells more. Where no year is
    known it is that of the first run, so that who reads the document finds one year an episode.
    """
    if work.film:
        return str(work.year or "")
    zone = ZoneInfo(slot.listing.channel.zone)
    ran = slot.earliest and slot.earliest.ran
    year = work.year or (ran.astimezone(zone).year if ran else None)
    if slot.listing.showing.kind is ShowingKind.FIRST_RUN:
        day = slot.starts.astimezone(zone)
        if year in {None, day.year}:
            return f"{day:%Y%m%d}"
    return str(year or "")


@lru_cache(maxsize=1024)
def _picture_and_sound(version: Version) -> str:
    seen = often("aspect", version.aspect or "", (), 3) + often(
        "quality", version.quality or "", (), 3
    )
    return holding("video", seen) + holding("audio", often("stereo", version.sound or "", (), 3))


def _showing(slot: Slot, telling: Telling) -> str:
    """Return what it is: <new/> and <previously-shown/> never together, and neither if unknown."""
    showing, words = slot.listing.showing, telling.words
    tongue = language(words.language)
    lines = []
    if showing.kind is ShowingKind.REPEAT:
        lines.append(empty("previously-shown", _earlier(slot, telling)))
    first = showing.kind is ShowingKind.FIRST_RUN
    if first and (showing.premiere or slot.listing.airing.called_premiere):
        lines.append(often("premiere", words.text("First run"), tongue))
    if slot.listing.airing.last_chance:
        last = words.text("last chance")
        lines.append(often("last-chance", last[:1].upper() + last[1:], tongue))
    return "".join([*lines, empty("new")] if first else lines)


def _earlier(slot: Slot, telling: Telling) -> Attributes:
    """Return when and where the document has it first: what Tvheadend and MythTV read of it."""
    earliest = slot.earliest
    if earliest is None or (starts := to_the_minute(earliest.starts)) >= slot.starts:
        return ()
    channel = min(earliest.channels, key=telling.ids.__getitem__)
    return ("start", stamp(starts, telling.zones[channel])), ("channel", telling.ids[channel])


@lru_cache(maxsize=1024)
def _subtitles(version: Version) -> str:
    """Return the subtitles in their languages, each as an imported guide says it is shown.

    Those that serve the deaf are "teletext", shown at request, by the DTD. Of others nobody says
    whether they can be turned off.
    """
    tongues = dict.fromkeys(version.subtitles)
    if version.hard_of_hearing and not tongues:
        tongues = {UNDETERMINED: None}
    lines = [
        empty("subtitles", kind)
        if tag == UNDETERMINED
        else holding("subtitles", often("language", tag, (), 3), kind)
        for tag in tongues
        for kind in _ways(version, tag)
    ]
    if version.signed:
        lines.append(empty("subtitles", (("type", "deaf-signed"),)))
    return "".join(lines)


def _ways(version: Version, tag: str) -> Iterator[Attributes]:
    """Yield how subtitles in a language are shown, () where that is not known."""
    in_picture = tag in version.in_picture
    on_request = tag in version.on_request or (version.hard_of_hearing and not in_picture)
    if on_request:
        yield (("type", "teletext"),)
    if in_picture:
        yield (("type", "onscreen"),)
    if not (on_request or in_picture):
        yield ()
