"""How three readers of XMLTV understand a programme: small models of their rules, written anew.

Sources, as they stood when they were read for this:
- Kodi: kodi-pvr/pvr.iptvsimple, src/iptvsimple/data/EpgEntry.cpp (UpdateFrom and what it calls);
- Jellyfin: jellyfin/Jellyfin.XmlTv, src/Jellyfin.XmlTv/XmlTvReader.cs, and jellyfin/jellyfin,
  src/Jellyfin.LiveTv/Listings/XmlTvListingsProvider.cs (GetProgramInfo); that ids ending in 0000
  are passed over when it drops doubles: its SearchForDuplicateShowIds;
- Tvheadend: tvheadend/tvheadend, src/epggrab/module/xmltv.c.
The same rules, side by side, are field.md 5.1.
"""

import calendar
import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.etree import _Element

Slot = tuple[str, int]


@dataclass(frozen=True)
class Seen:
    """What a reader shows of a programme; fields it does not have are as they are by default."""

    title: str
    starts: int
    ends: int
    new: bool = False
    repeat: bool = False
    premiere: bool = False
    season: int | None = None
    number: int | None = None
    year: int | None = None
    sub_title: str = ""
    text: str = ""
    categories: tuple[str, ...] = ()
    movie: bool = False
    icon: str = ""
    catchup: str = ""
    series_link: str = ""
    episode_link: str = ""
    first_aired: int = 0
    subtitled: bool = False
    signed: bool = False


def seconds(stamp: str) -> int:
    """Return the instant of "20170601204000 +0200": all three need all of it, to the offset."""
    found = re.fullmatch(r"(\d{14}) ([+-])(\d{2})(\d{2})", stamp)
    assert found, stamp
    wall = dt.datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    offset = int(found[3]) * 3600 + int(found[4]) * 60
    return calendar.timegm(wall.utctimetuple()) - (offset if found[2] == "+" else -offset)


def kodi(root: _Element) -> dict[Slot, Seen]:
    """Return what IPTV Simple shows, by channel and start: channels that it knows of only."""
    known = {str(one.get("id")).lower() for one in root.findall("channel")}
    found = {}
    for one in root.findall("programme"):
        channel = str(one.get("channel"))
        if one.get("start") and one.get("stop") and channel.lower() in known:
            seen = _kodi(one)
            found[channel, seen.starts] = seen
    return found


def _kodi(one: _Element) -> Seen:
    starts, ends = str(one.get("start")), str(one.get("stop"))
    date = one.findtext("date", "")
    aired = date if re.fullmatch(r"[1-9][0-9]{7}", date) else ""
    season, number = _kodi_numbers(one)
    numbered = season is not None or number is not None
    return Seen(
        title=one.findtext("title", ""),
        starts=seconds(starts),
        ends=seconds(ends),
        new=one.find("new") is not None or aired == starts[:8],
        premiere=one.find("premiere") is not None,
        season=season,
        number=number,
        year=int(date[:4]) if date and not numbered else None,
        sub_title=one.findtext("sub-title", ""),
        text=one.findtext("desc", ""),
        categories=tuple(c.text or "" for c in one.findall("category")),
        icon=next((str(icon.get("src")) for icon in one.findall("icon")[:1]), ""),
        catchup=str(one.get("catchup-id", "")).strip(),
    )


def _kodi_numbers(one: _Element) -> tuple[int | None, int | None]:
    """xmltv_ns where it is one, else onscreen."""
    for system, text in _numbers(one):
        if system == "xmltv_ns" and "." in text:
            season, number = text.split(".")[:2]
            return _scanned(season, 1), _scanned(number, 1)
    for system, text in _numbers(one):
        bare = re.sub(r"[ \txX_.]", "", text)
        pair = re.fullmatch(r"[sS](\d+)[eE][pP]?(\d+)", bare)
        alone = re.fullmatch(r"[eE][pP]?(\d+)", bare)
        if system == "onscreen" and pair:
            return int(pair[1]), int(pair[2])
        if system == "onscreen" and alone:
            return None, int(alone[1])
    return None, None


def _scanned(text: str, base: int) -> int | None:
    digits = re.match(r"\s*(\d+)", text)
    return int(digits[1]) + base if digits else None


def _numbers(one: _Element) -> list[tuple[str, str]]:
    return [(str(n.get("system")), n.text or "") for n in one.findall("episode-num")]


def jellyfin(root: _Element, language: str = "fr") -> dict[Slot, Seen]:
    """Return what Jellyfin shows, by channel and start; it asks for one channel at a time."""
    found = {}
    for one in root.findall("programme"):
        seen = _jellyfin(one, language)
        found[str(one.get("channel")), seen.starts] = seen
    return found


def _jellyfin(one: _Element, language: str) -> Seen:
    starts = seconds(str(one.get("start")))
    season, number = _jellyfin_numbers(one)
    categories = jellyfin_categories(one, language)
    title = _in_language(one, "title", language)
    before = one.findall("previously-shown")
    shown = any(not e.get("start") or seconds(str(e.get("start"))) != starts for e in before)
    ids = [text for system, text in _numbers(one) if system == "dd_progid"]
    movie = "movie" in {name.lower() for name in categories}
    series = hashlib.md5(title.encode("utf-16-le"), usedforsecurity=False).hexdigest()
    return Seen(
        title=title,
        starts=starts,
        ends=seconds(str(one.get("stop"))),
        repeat=shown and one.find("new") is None,
        premiere=one.find("premiere") is not None,
        season=season,
        number=None if movie else number,
        year=int(one.findtext("date", "")[:4]) if one.findtext("date") else None,
        sub_title="" if movie else _in_language(one, "sub-title", language),
        text=_in_language(one, "desc", language),
        categories=categories,
        movie=movie,
        icon=next((str(icon.get("src")) for icon in one.findall("icon")[:1]), ""),
        series_link=series if number is not None else "",
        episode_link=ids[-1] if ids else "",
    )


def drops_doubles(show_id: str) -> bool:
    """Say whether Jellyfin records only one of the programmes with this id."""
    return not show_id.endswith("0000")


def _jellyfin_numbers(one: _Element) -> tuple[int | None, int | None]:
    """Season and number as the last of xmltv_ns and SxxExx says them; onscreen is skipped."""
    season: int | None = None
    number: int | None = None
    for system, text in _numbers(one):
        if system == "xmltv_ns":
            fields = text.replace(" ", "").split(".")
            season = int(fields[0].split("/")[0]) + 1 if fields[0] else season
            number = int(fields[1].split("/")[0]) + 1 if fields[1] else number
        pair = re.search(r"s(\d+)e(\d+)", text, re.IGNORECASE)
        if system == "SxxExx" and pair:
            season, number = int(pair[1]), int(pair[2])
    return season, number


def _in_language(one: _Element, name: str, language: str) -> str:
    found = [(e.get("lang"), e.text or "") for e in one.findall(name)]
    asked = (text for lang, text in found if (lang or "").lower() == language)
    without = (text for lang, text in found if not lang)
    return next(asked, None) or next(without, None) or (found[0][1] if found else "")


def jellyfin_categories(one: _Element, language: str) -> tuple[str, ...]:
    """Return the categories by its walk over nodes, which loses some where no space is between."""
    nodes = list(_nodes(one))
    at = next((n for n, node in enumerate(nodes) if node[0] == "start category"), len(nodes))
    found: list[tuple[str | None, str]] = []
    while at < len(nodes):
        kind, lang, text = nodes[at]
        if kind == "start category":
            found.append((lang, text))
            # The content is read, and the end tag; then Read() goes over one more node.
            at += 3
        elif kind.startswith("start") and found:
            break
        at += 1
    if any(lang == language for lang, _ in found):
        found = [pair for pair in found if pair[0] == language]
    return tuple(text for _, text in found)


def _nodes(one: _Element) -> Iterator[tuple[str, str | None, str]]:
    """Yield what an XmlReader meets within: starts, texts, ends, and the white space between."""
    for child in one:
        yield f"start {child.tag}", child.get("lang"), child.text or ""
        if child.text is not None:
            yield "text", None, child.text
        yield "end", None, ""
        if child.tail:
            yield "space", None, ""


def tvheadend(root: _Element, now: int = 0) -> dict[Slot, Seen]:
    """Return what Tvheadend shows, by channel and start; what is over by `now` is dropped."""
    found = {}
    for one in root.findall("programme"):
        starts, ends = (seconds(str(one.get(name))) for name in ("start", "stop"))
        if ends > starts and ends > now:
            found[str(one.get("channel")), starts] = _tvheadend(one, starts, ends)
    return found


def _tvheadend(one: _Element, starts: int, ends: int) -> Seen:
    season, number, series_link, episode_link = _tvheadend_numbers(_numbers(one))
    before = one.findall("previously-shown")
    types = {e.get("type") for e in one.findall("subtitles")}
    return Seen(
        title=one.findtext("title", ""),
        starts=starts,
        ends=ends,
        new=one.find("premiere") is not None or one.find("new") is not None,
        repeat=bool(before),
        season=season,
        number=number,
        year=int(one.findtext("date", "")[:4]) if one.findtext("date") else None,
        sub_title=one.findtext("sub-title", ""),
        text=one.findtext("desc", ""),
        series_link=series_link,
        episode_link=episode_link,
        first_aired=next((seconds(str(e.get("start"))) for e in before if e.get("start")), 0),
        subtitled="teletext" in types,
        signed="deaf-signed" in types,
    )


def _tvheadend_numbers(
    numbers: Sequence[tuple[str, str]],
) -> tuple[int | None, int | None, str, str]:
    """Each system overwrites what the one before it said."""
    season: int | None = None
    number: int | None = None
    series = episode = ""
    for system, text in numbers:
        if system == "xmltv_ns":
            first, second = (_scanned(field, 1) for field in text.split(".")[:2])
            season, number = first or season, second or number
        if system == "dd_progid":
            series, episode = (text, "") if text.startswith("SH") else ("", text)
            if text.startswith("EP"):
                series = text.rpartition(".")[0]
                number = int(text.rpartition(".")[2]) or None
    return season, number, series, episode
