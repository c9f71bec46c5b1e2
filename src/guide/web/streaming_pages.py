"""Streaming: what is new on the platforms, what is there, what leaves soon."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import request
from werkzeug.exceptions import NotFound

from guide.model.catalogue import Platform
from guide.model.offered import Offered
from guide.model.precision import When
from guide.model.target import Target, TargetKind
from guide.releases.offers import offers_of
from guide.web.following import Following, following, remind_address
from guide.web.paging import cut
from guide.web.rows import Foreign, episode_name, foreign, quoted_title
from guide.web.streaming import span, told_in, zone_of
from guide.web.switches import with_options
from guide.web.visit import Name, Page, Visit, episode_path

NEW, SOON, COMING = dt.timedelta(days=14), dt.timedelta(days=14), dt.timedelta(days=30)
MOST_SHOWN, ON_PAGE = 20, 50
STREAMING = Target(TargetKind.STREAMING)
# What its own reminders are called; see guide.model.reminders.
KINDS = "&kind=streaming&kind=leaving"


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer as a line; `date` is what its list is ordered by."""

    address: str
    name: Name
    about: str
    platform: str
    url: str
    date: str
    text: str
    remind: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one platform has; `rows` of one page."""

    platform: str
    rows: tuple[OfferRow, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    address: str
    text: str
    current: bool


@dataclass(frozen=True, slots=True)
class Sections:
    """Offers by what a viewer asks first, each list whole and in its order."""

    new: Sequence[Offered]
    coming: Sequence[Offered]
    leaving: Sequence[Offered]
    there: Sequence[Offered]


def streaming(visit: Visit) -> Page:
    words, platform = visit.words, _platform(visit)
    sections = sections_of(visit, platform.id if platform else "")
    asked = {"platform": platform.id} if platform else {}
    shown = cut(sections.there, ON_PAGE, visit, asked)
    first = shown.pages is None or shown.pages.number == 1
    values: dict[str, object] = {
        "first": first,
        "new": offer_rows(sections.new[:MOST_SHOWN], visit),
        "coming": offer_rows(sections.coming[:MOST_SHOWN], visit),
        "leaving": offer_rows(sections.leaving[:MOST_SHOWN], visit, leaving=True),
        "there": _shelves(shown.items, visit),
        "pages": shown.pages,
        "choices": _choices(platform, visit),
        "following": _following(visit),
        "zone_text": visit.zone_text,
    }
    title = words.text("Streaming")
    if platform:
        title = words.text("Streaming on %(platform)s", platform=platform.name)
    description = words.text("What is new on the platforms, what is there, and what leaves soon.")
    return Page("streaming.html", title, values, description, STREAMING, shown.query,
                kept=tuple(asked.items()))  # fmt: skip


def sections_of(visit: Visit, platform: str = "") -> Sections:
    """Return what is offered now and soon, on a platform or ("") on all."""
    now, found = visit.now, offers_of(visit.release)
    mine = [one for one in found if platform in {"", one.platform} and not one.is_over(now)]
    there = [one for one in mine if one.is_open(now)]
    ahead = [one for one in mine if one.starts and now < one.starts <= now + COMING]
    return Sections(
        new=sorted((one for one in there if _start(one) > now - NEW), key=_start, reverse=True),
        coming=sorted(ahead, key=_start),
        leaving=sorted((one for one in there if _end(one) <= now + SOON), key=_end),
        there=_by_platform(there, visit),
    )


def offer_rows(
    offers: Iterable[Offered], visit: Visit, *, leaving: bool = False
) -> tuple[OfferRow, ...]:
    return tuple(_row(one, visit, leaving=leaving) for one in offers)


def _start(one: Offered) -> dt.datetime:
    return one.starts or dt.datetime.min.replace(tzinfo=dt.UTC)


def _end(one: Offered) -> dt.datetime:
    return one.ends or dt.datetime.max.replace(tzinfo=dt.UTC)


def _by_platform(there: Sequence[Offered], visit: Visit) -> list[Offered]:
    """Return offers platform by platform, the newest of each first."""
    ranks = {platform: rank for rank, platform in enumerate(visit.catalogue.platforms)}
    newest = sorted(there, key=_start, reverse=True)
    return sorted(newest, key=lambda one: (ranks.get(one.platform, len(ranks)), one.platform))


def _shelves(offers: Iterable[Offered], visit: Visit) -> tuple[Shelf, ...]:
    return tuple(
        Shelf(_name_of(platform, visit), offer_rows(some, visit))
        for platform, some in groupby(offers, key=lambda one: one.platform)
    )


def _row(one: Offered, visit: Visit, *, leaving: bool) -> OfferRow:
    platform, told = visit.catalogue.platforms.get(one.platform), told_in(one.platform, visit)
    when = one.closes if leaving else one.opens
    told_span = span(one, one.starts, told, visit.now)
    if one.closes is None and one.opens and one.is_open(visit.now):
        told_span = told.since(one.opens)
    return OfferRow(
        address=visit.address(_path(one.target, visit)),
        name=_name(one.target, visit),
        about=_count(one, visit),
        platform=_name_of(one.platform, visit),
        url=one.url or (platform.url if platform else None) or "",
        date=_date(one, when, visit, leaving=leaving),
        text=told_span[:1].upper() + told_span[1:],
        remind=_remind(one.target, visit),
    )


def _date(one: Offered, when: When | None, visit: Visit, *, leaving: bool) -> str:
    """Return the day a line begins with: of what leaves, the last one."""
    at = one.ends if leaving else one.starts
    if at is None or when is None:
        return visit.words.when(when) if when else ""
    zone = told_in(one.platform, visit).zone
    if when.at is None:
        zone = zone_of(one.platform, visit)
    shown = at - dt.timedelta(seconds=1) if leaving else at
    return visit.words.short_date(shown.astimezone(ZoneInfo(zone)).date())


def _count(one: Offered, visit: Visit) -> str:
    if one.count is None:
        return ""
    return visit.words.plural("%(count)s episode", "%(count)s episodes", one.count)


def _name(target: str, visit: Visit) -> Name:
    catalogue = visit.catalogue
    episode, series_id = catalogue.episodes.get(target), target.partition("/")[0]
    series = catalogue.series.get(episode.series or "" if episode else series_id)
    work = foreign(series.title, visit) if series else Foreign(target)
    if episode is not None:
        if series is None:
            return episode_name(episode, visit)
        title = quoted_title(episode, visit)
        return Name(work.text, work.lang, visit.words.code(episode), title.text, title.lang)
    season = catalogue.seasons.get(target)
    return Name(work.text, work.lang, visit.words.season_name(season) if season else "")


def _path(target: str, visit: Visit) -> str:
    episode = visit.catalogue.episodes.get(target)
    if episode is None:
        return f"/series/{target}/"
    return episode_path(target, in_series=episode.series is not None)


def _remind(target: str, visit: Visit) -> str:
    """Return where reminders of a season, or a series, are asked for; films have none."""
    parts = target.split("/")
    followed = Target.parse("/".join(["series", *parts[:2]]))
    known = visit.catalogue.series.get(parts[0])
    if known is None or followed is None:
        return ""
    return remind_address(followed, visit) + KINDS


def _following(visit: Visit) -> Following:
    """Return the calendar of all platforms, and the reminders of the bouquet that has one."""
    ways = following(STREAMING, visit)
    bouquet = next((one for one in visit.catalogue.bouquets.values() if one.platforms), None)
    remind = ""
    if bouquet is not None:
        remind = remind_address(Target(TargetKind.BOUQUET, bouquet.id), visit) + KINDS
    return Following(ways.webcal, ways.https, remind, ways.build)


def _name_of(platform: str, visit: Visit) -> str:
    known = visit.catalogue.platforms.get(platform)
    return known.name if known else platform


def _platform(visit: Visit) -> Platform | None:
    """Return the platform the address asks for, None for all; NotFound for one there is not."""
    asked = request.args.get("platform", "")
    if asked and asked not in visit.catalogue.platforms:
        raise NotFound(visit.words.text("This guide has no such platform."))
    return visit.catalogue.platforms.get(asked)


def _choices(chosen: Platform | None, visit: Visit) -> tuple[Choice, ...]:
    """Offer all platforms or one of them, where there are several."""
    platforms = visit.catalogue.platforms
    if len(platforms) < 2:
        return ()
    here, carried = f"/{visit.language}/streaming", visit.carried
    every = Choice(
        with_options(here, carried), visit.words.text("All platforms"), current=chosen is None
    )
    return every, *(
        Choice(with_options(here, carried | {"platform": one.id}), one.name, current=one is chosen)
        for one in platforms.values()
    )
