"""One airing; the premieres ahead."""

from werkzeug.exceptions import NotFound

from guide.model.airing import Status
from guide.model.listing import Listing
from guide.model.target import Target, TargetKind
from guide.releases import browsing
from guide.web.following import following
from guide.web.rows import foreign, name_of, row_of, rows_of
from guide.web.streaming import offers
from guide.web.visit import Page, Visit, episode_path

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
        "gone": listing.airing.gone,
        "channel_note": foreign(listing.channel.note, visit),
        "facts": tuple(_facts(listing, visit)),
        "moved_from": _moved_from(listing, visit),
        "synopsis": foreign(episode.synopsis, visit),
        "links": [
            (link.url, link.label.in_(visit.language) if link.label else link.url)
            for link in (*listing.airing.links, *episode.links)
        ],
        "episode_address": visit.address(
            episode_path(episode.id, in_series=episode.season is not None)
        ),
        "season_address": _season_address(listing, visit),
        "day_address": visit.address(f"/channels/{listing.channel.id}/{listing.airing.date}"),
        "offers": offers(visit.release.windows(episode.id), visit),
        "others": rows_of(_others(listing, visit)[:MOST_OTHERS], visit),
        "zone_text": visit.zone_text,
        "following": following(target, visit),
        "season_following": _season_following(listing, visit),
    }
    title = f"{name_of(listing, visit).plain}, {row.moment}"
    return Page("airing.html", title, values, row.teaser.text, target)


def premieres(visit: Visit) -> Page:
    words = visit.words
    ahead = browsing.premieres(visit.release, visit.now, MOST_PREMIERES)
    values: dict[str, object] = {
        "rows": rows_of([one for one in ahead if not _is_over(one, visit)], visit),
        "zone_text": visit.zone_text,
        "following": following(PREMIERES, visit),
    }
    description = words.text("The first episodes of series and seasons ahead.")
    return Page("premieres.html", words.text("Premieres"), values, description, PREMIERES)


def _is_over(listing: Listing, visit: Visit) -> bool:
    ends = listing.airing.ends
    return ends is not None and ends <= visit.now


def _facts(listing: Listing, visit: Visit) -> list[tuple[str, str]]:
    words, airing, episode = visit.words, listing.airing, listing.episode
    facts = [(words.text("Status"), words.status(airing.status))]
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


def _season_target(listing: Listing) -> Target | None:
    if listing.series is None or listing.season is None:
        return None
    return Target(TargetKind.SEASON, listing.series.id, listing.season.number)


def _season_address(listing: Listing, visit: Visit) -> str:
    target = _season_target(listing)
    return visit.address(f"/{target.stem}/") if target else ""


def _season_following(listing: Listing, visit: Visit) -> object:
    target = _season_target(listing)
    return following(target, visit) if target else None


def _others(listing: Listing, visit: Visit) -> list[Listing]:
    """Return the other airings of the same episode that are not over."""
    return [
        one
        for one in visit.release.airings_of(listing.episode.id)
        if one.airing.id != listing.airing.id and not _is_over(one, visit)
    ]
