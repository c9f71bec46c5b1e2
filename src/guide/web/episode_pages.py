"""One episode or film: its page for life, with all its airings, past and coming."""

from dataclasses import replace

from guide.model.catalogue import Episode, Season, Series
from guide.model.target import Target, TargetKind
from guide.releases.browsing import episodes_of
from guide.web.catalogued import announced, episode_of
from guide.web.channels import moved
from guide.web.facts import of_work
from guide.web.following import following
from guide.web.paging import TITLES_ON_PAGE, cut
from guide.web.rows import Foreign, episode_name, foreign, is_over, quoted_title, rows_of
from guide.web.streaming import offers
from guide.web.visit import Name, Page, Visit, episode_path
from guide.web.works import work_of

Crumb = tuple[str, Foreign]


def episode(visit: Visit, series_id: str, number: str, part: str) -> Page:
    unknown = visit.words.text("This guide has no such episode.")
    key = f"{series_id}/season-{number}/episode-{part}"
    return _page(episode_of(visit, key, unknown), visit)


def single(visit: Visit, episode_id: str) -> Page:
    unknown = visit.words.text("This guide has no such film or programme.")
    shown = episode_of(visit, episode_id, unknown)
    if shown.season is not None:
        raise moved(visit, visit.path, episode_path(shown.id, in_series=True))
    return _page(shown, visit)


def _page(shown: Episode, visit: Visit) -> Page:
    series, season = _whole(shown, visit)
    airings = visit.release.airings_of(shown.id)
    ahead = [one for one in airings if not is_over(one, visit.now)]
    over = [one for one in reversed(airings) if is_over(one, visit.now)]
    rows = cut([*ahead, *over], TITLES_ON_PAGE, visit)
    target = _target(shown, visit)
    heading = _heading(shown, series, visit)
    values: dict[str, object] = {
        "heading": heading,
        "crumbs": _crumbs(series, season, visit),
        "gone": shown.id not in visit.catalogue.episodes,
        "work": work_of(_filled(shown, season), visit),
        **_neighbours(shown, season, visit),
        "ahead": rows_of([one for one in rows.items if not is_over(one, visit.now)], visit),
        "over": rows_of([one for one in rows.items if is_over(one, visit.now)], visit),
        "announced": _announced(season, visit) if season and not airings else "",
        "pages": rows.pages,
        "offers": offers(visit.release.windows(shown.id), visit),
        "zone_text": visit.zone_text,
        "following": following(target, visit) if target else None,
    }
    title = _title(shown, series, heading, visit)
    description = foreign(shown.teaser, visit).text
    known = of_work(shown, rows.items, visit.release.windows(shown.id), visit)
    return Page("episode.html", title, values, description, target, rows.query, facts=known)


def _whole(shown: Episode, visit: Visit) -> tuple[Series | None, Season | None]:
    """Return what it is part of, also where that has left the guide."""
    known, retired, key = visit.catalogue, visit.release.retired, shown.series or ""
    series = known.series.get(key) or retired.series.get(key)
    return series, known.season_of(shown) or retired.season_of(shown)


def _filled(shown: Episode, season: Season | None) -> Episode:
    """Return the episode with its season's running time and teaser where it has none."""
    if season is None:
        return shown
    running, teaser = shown.running or season.running, shown.teaser or season.teaser
    return replace(shown, running=running, teaser=teaser)


def _neighbours(shown: Episode, season: Season | None, visit: Visit) -> dict[str, object]:
    """Return where the episodes of the season before and after it are, "" at its ends."""
    parts = [one.id for one in episodes_of(visit.release, season.id)] if season else []
    if shown.id not in parts:
        return {"earlier": "", "later": ""}
    at = parts.index(shown.id)
    before, after = parts[:at][-1:], parts[at + 1 :][:1]
    paths = ["".join(episode_path(one, in_series=True) for one in some) for some in (before, after)]
    earlier, later = (path and visit.address(path) for path in paths)
    return {"earlier": earlier, "later": later}


def _target(shown: Episode, visit: Visit) -> Target | None:
    """Return what one can follow to hear of it: its season, else its series; None for a film."""
    series, season = shown.series or "", f"{shown.series}/season-{shown.season}"
    if season in visit.catalogue.seasons:
        return Target(TargetKind.SEASON, series, shown.season)
    return Target(TargetKind.SERIES, series) if series in visit.catalogue.series else None


def _crumbs(series: Series | None, season: Season | None, visit: Visit) -> tuple[Crumb, ...]:
    """Return the way to it; "" for an address stands at what has left the guide."""
    if series is None:
        return ((visit.address("/series/"), Foreign(visit.words.text("Series and films"))),)
    present = series.id in visit.catalogue.series
    address = visit.address(f"/series/{series.id}/") if present else ""
    crumbs: tuple[Crumb, ...] = ((address, foreign(series.title, visit)),)
    if season is None:
        return crumbs
    present = season.id in visit.catalogue.seasons
    address = visit.address(f"/series/{season.id}/") if present else ""
    return (*crumbs, (address, Foreign(visit.words.season_name(season))))


def _announced(season: Season, visit: Visit) -> str:
    known, name = announced(season, visit), visit.words.season_name(season)
    return visit.words.text("%(season)s: %(announced)s", season=name, announced=known)


def _heading(shown: Episode, series: Series | None, visit: Visit) -> Name:
    """Return "Episode 1 “Ulysse”", or the title where there is no number: of what is only known
    by its series, that of the series.
    """
    if shown.number is not None:
        number = visit.words.episode_name(replace(shown, title=None))
        title = quoted_title(shown, visit)
        return Name(number, "", "", title.text, title.lang)
    if shown.title is None and not shown.original_title and series is not None:
        name = foreign(series.title, visit)
        return Name(name.text, name.lang)
    return episode_name(shown, visit)


def _title(shown: Episode, series: Series | None, heading: Name, visit: Visit) -> str:
    if series is None or shown.number is None:
        return heading.plain
    work, title = foreign(series.title, visit), quoted_title(shown, visit)
    return Name(work.text, "", visit.words.code(shown), title.text).plain
