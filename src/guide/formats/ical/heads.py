"""What a calendar says of itself: name, description, addresses, how often to come back."""

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from icalendar import Calendar

from guide.formats.ical.values import line, paragraph
from guide.formats.words import Words
from guide.model.catalogue import Catalogue, Season
from guide.model.feed_options import Options, Streaming
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.model.texts import Text

DEFAULT = Options()
_END = b"END:VCALENDAR\r\n"
_REFRESH = dt.timedelta(hours=6)
_COLOUR, _COLOUR_CODE = "darkslateblue", "#483D8B"


@dataclass(frozen=True, slots=True)
class Head:
    """`about` are the paragraphs of the description; `page` and `source` absolute addresses,
    `source` "" for a calendar whose address is a secret.
    """

    name: str
    about: tuple[str, ...]
    page: str
    source: str


def wrap(head: Head, pieces: list[bytes], *, language: str) -> bytes:
    """Return a whole calendar of finished components.

    Nothing in it depends on the moment of asking. It has no UID, which makes one event of all in
    vdirsyncer, no METHOD, which demands an organizer, and no time zones, everything being UTC.
    """
    calendar = Calendar()
    calendar.add("PRODID", f"-//guide//broadcast schedule//{language.upper()}")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar["NAME"] = calendar["X-WR-CALNAME"] = line(head.name)
    calendar["DESCRIPTION"] = calendar["X-WR-CALDESC"] = paragraph("\n\n".join(head.about))
    # icalendar leaves VALUE out, but RFC 7986 gives these two properties no default type.
    calendar.add("REFRESH-INTERVAL", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", line("PT6H"))
    if head.source:
        calendar.add("SOURCE", head.source, parameters={"VALUE": "URI"})
    calendar.add("URL", head.page)
    calendar.add("COLOR", _COLOUR)
    calendar.add("X-APPLE-CALENDAR-COLOR", line(_COLOUR_CODE))
    return bytes(calendar.to_ical()).removesuffix(_END) + b"".join(pieces) + _END


def query_of(options: Options, target: Target) -> str:
    """Return the one query string of these wishes, "" for none; without a question mark."""
    return urlencode(options.parts(target))


def head_of(
    target: Target,
    catalogue: Catalogue,
    undated: list[Season],
    *,
    site: Site,
    words: Words,
    options: Options = DEFAULT,
    suffix: str = "ics",
) -> Head:
    """Return the head of a target's feed, whose address ends in `suffix`; KeyError where the
    catalogue has no such target.

    `undated` are seasons that are known of and have no airings, which no event can show.
    """
    if options.streaming is Streaming.ONLY:
        about = [words.text("What comes and goes on platforms, by %(site)s.", site=site.name)]
    else:
        about = [words.text("Broadcasts announced by %(site)s.", site=site.name)]
    about += [note.in_(words.language) for note in _notes(target, catalogue) if note is not None]
    about += [_announced(season, words) for season in undated]
    page = site.url(f"/{words.language}/{_page(target)}")
    language = "" if words.language == site.languages[0] else words.language
    query = query_of(replace(options, lang=language), target)
    chosen = f"?{query}" if query else ""
    path = target.stem if target.kind is TargetKind.AIRING else f"feeds/{target.stem}"
    name = _name(target, catalogue, site=site, words=words)
    return Head(name, (*about, page), page, site.url(f"/{path}.{suffix}{chosen}"))


def _name(target: Target, catalogue: Catalogue, *, site: Site, words: Words) -> str:
    match target.kind:
        case TargetKind.BOUQUET:
            return catalogue.bouquets[target.key].name
        case TargetKind.CHANNEL:
            return catalogue.channels[target.key].name
        case TargetKind.SERIES:
            return catalogue.series[target.key].title.in_(words.language)
        case TargetKind.SEASON:
            title = catalogue.series[target.key].title.in_(words.language)
            season = words.season_name(_season(target, catalogue))
            return words.text("%(series)s – %(part)s", series=title, part=season)
    titles = {
        TargetKind.PREMIERES: words.text("Premieres on %(site)s", site=site.name),
        TargetKind.STREAMING: words.text("Streaming on %(site)s", site=site.name),
    }
    return titles.get(target.kind, site.name)


def _notes(target: Target, catalogue: Catalogue) -> list[Text | None]:
    match target.kind:
        case TargetKind.BOUQUET:
            return [catalogue.bouquets[target.key].note]
        case TargetKind.CHANNEL:
            return [catalogue.channels[target.key].note]
        case TargetKind.SERIES:
            return [catalogue.series[target.key].note]
        case TargetKind.SEASON:
            return [catalogue.series[target.key].note, _season(target, catalogue).note]
    return []


def _season(target: Target, catalogue: Catalogue) -> Season:
    return catalogue.seasons[f"{target.key}/season-{target.number}"]


def _announced(season: Season, words: Words) -> str:
    name = words.season_name(season)
    known = words.when(season.announced)
    if season.count is not None:
        episodes = words.plural("%(count)s episode", "%(count)s episodes", season.count)
        known = words.text("%(known)s, %(episodes)s", known=known, episodes=episodes)
    told = words.text("%(season)s: %(known)s.", season=name, known=known)
    return told[:1].upper() + told[1:]


def _page(target: Target) -> str:
    match target.kind:
        case TargetKind.SERIES | TargetKind.SEASON | TargetKind.CHANNEL:
            return f"{target.stem}/"
        case TargetKind.PREMIERES | TargetKind.AIRING:
            return target.stem
    return ""
