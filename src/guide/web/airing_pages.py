"""One airing; the premieres ahead."""

from dataclasses import replace

from werkzeug.exceptions import NotFound

from guide.model.airing import Status
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.releases import browsing
from guide.web.catalogued import is_kept
from guide.web.day_pages import day_address
from guide.web.facts import of_airing, of_listings
from guide.web.favourites import first_of_dates
from guide.web.following import Following, following
from guide.web.rows import Foreign, foreign, is_over, name_of, row_of, rows_of
from guide.web.streaming import offers
from guide.web.visit import Page, Visit, episode_path
from guide.web.works import links_of, work_of

PREMIERES = Target(TargetKind.PREMIERES)
MOST_PREMIERES = MOST_OTHERS = 50


def airing(visit: Visit, airing_id: str) -> Page:
    listing = visit.release.listing(airing_id)
    if listing is None:
        raise NotFound(visit.words.text("This guide has no such airing."))
    row, episode = row_of(listing, visit), listing.episode
    target = Target(TargetKind.AIRING, airing_id)
    values: dict[str, object] = {
        "row": row,
        "gone": listing.airing.gone and listing.airing.status is Status.CANCELLED,
        "channel_note": foreign(listing.channel.note, visit),
        "facts": (*_facts(listing, visit), *_facts_of_work(listing, visit)),
        "moved_from": _moved_from(listing, visit),
        "synopsis": foreign(listing.airing.synopsis or episode.synopsis, visit),
        "links": links_of((*listing.airing.links, *episode.links), visit),
        "ways": _ways(listing, visit),
        "offers": offers(visit.release.windows(episode.id), visit),
        "others": rows_of(_others(listing, visit)[:MOST_OTHERS], visit),
        "zone_text": visit.zone_text,
        "following": following(target, visit),
        "in_season": bool(listing.season and listing.season.id in visit.catalogue.seasons),
        "whole_following": _whole_following(listing, visit),
    }
    title = f"{name_of(listing, visit).plain}, {row.moment}"
    known = of_airing(listing, visit.release.windows(episode.id), visit)
    return Page("airing.html", title, values, row.teaser.text, target, facts=known)


def premieres(visit: Visit) -> Page:
    words = visit.words
    ahead = browsing.premieres(visit.release, visit.now, MOST_PREMIERES)
    shown = first_of_dates([one for one in ahead if not is_over(one, visit.now)], visit)
    values: dict[str, object] = {
        "rows": rows_of(shown, visit),
        "zone_text": visit.zone_text,
        "following": following(PREMIERES, visit),
    }
    description = words.text("The first episodes of series and seasons ahead.")
    title = words.text("Premieres")
    known = of_listings(shown, visit)
    return Page("premieres.html", title, values, description, PREMIERES, several=True, facts=known)


def _facts(listing: Listing, visit: Visit) -> list[tuple[str, Foreign]]:
    return [(term, Foreign(fact)) for term, fact in _plain_facts(listing, visit)]


def _facts_of_work(listing: Listing, visit: Visit) -> list[tuple[str, Foreign]]:
    """Return what is known of the episode, and of its series where the episode says nothing."""
    own = work_of(replace(listing.episode, running=None), visit)
    known = dict([*own.facts, *own.credits])
    if listing.series is not None:
        whole = work_of(listing.series, visit)
        known = dict([*whole.facts, *whole.credits]) | known
    return list(known.items())


def _plain_facts(listing: Listing, visit: Visit) -> list[tuple[str, str]]:
    words, airing, episode = visit.words, listing.airing, listing.episode
    facts = []
    if airing.status is not Status.CONFIRMED:
        facts.append((words.text("Status"), words.status(airing.status)))
    if airing.starts and airing.ends:
        ends = words.time(airing.ends, visit.zone_of(listing.channel))
        facts.append((words.text("Ends at"), ends))
        facts.append((words.text("Slot"), words.duration(airing.ends - airing.starts)))
    if running := episode.running or airing.running:
        facts.append((words.text("Running time"), words.duration(running)))
    if version := words.version(airing.version):
        facts.append((words.text("Version"), words.join(version)))
    return facts


def _moved_from(listing: Listing, visit: Visit) -> str:
    before = listing.revision.moved_from
    if before is None or listing.airing.status is Status.CANCELLED:
        return ""
    return visit.words.slot(before, visit.catalogue.channels)


def _ways(listing: Listing, visit: Visit) -> list[tuple[str, str]]:
    """Return where one can go from here: never to what has left the guide."""
    words, channel, catalogue = visit.words, listing.channel, visit.catalogue
    episode, season, series = listing.episode, listing.season, listing.series
    ways = []
    if is_kept(visit, episode.id):
        path = episode_path(episode.id, in_series=episode.season is not None)
        ways.append((visit.address(path), words.text("The episode’s page")))
    if season is not None and season.id in catalogue.seasons:
        ways.append((visit.address(f"/series/{season.id}/"), words.text("The whole season")))
    if series is not None and series.id in catalogue.series:
        ways.append((visit.address(f"/series/{series.id}/"), words.text("The whole series")))
    if channel.id in catalogue.channels and (
        day := day_address(channel, listing.airing.date, visit)
    ):
        ways.append((day, words.text("%(channel)s, that day", channel=channel.name)))
    return ways


def _whole_following(listing: Listing, visit: Visit) -> Following | None:
    """Return how to follow the season, or the series where no season is known."""
    season, series = listing.season, listing.series
    if series is not None and season is not None and season.id in visit.catalogue.seasons:
        return following(Target(TargetKind.SEASON, series.id, season.number), visit)
    if series is not None and series.id in visit.catalogue.series:
        return following(Target(TargetKind.SERIES, series.id), visit)
    return None


def _others(listing: Listing, visit: Visit) -> list[Listing]:
    """Return the other airings of the same episode that are not over."""
    return [
        one
        for one in visit.release.airings_of(listing.episode.id)
        if one.airing.id != listing.airing.id and not is_over(one, visit.now)
    ]
