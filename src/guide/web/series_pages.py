"""Series and seasons."""

from dataclasses import dataclass, replace

from guide.model.catalogue import Episode, Season, Series
from guide.model.listing import Listing
from guide.model.selection import Selection
from guide.model.target import Target, TargetKind
from guide.releases import browsing
from guide.releases.alphabet import alphabet
from guide.web.catalogued import announced, season_of, series_of
from guide.web.embeds import embedding
from guide.web.facts import of_season, of_series
from guide.web.following import following
from guide.web.paging import TITLES_ON_PAGE, cut
from guide.web.rows import (
    Foreign,
    Row,
    by_date,
    episode_name,
    foreign,
    is_over,
    quoted_title,
    rows_of,
    shared_notes,
    without_notes,
)
from guide.web.streaming import Offer, offers
from guide.web.visit import Page, Visit, episode_path
from guide.web.works import work_of

AHEAD, SHOWN = 20, 10
EPISODES_ON_PAGE = 50


@dataclass(frozen=True, slots=True)
class Title:
    address: str
    text: str
    lang: str
    about: str
    teaser: Foreign


@dataclass(frozen=True, slots=True)
class SeasonRow:
    address: str
    name: str
    about: str
    announced: str
    offers: tuple[Offer, ...]
    note: Foreign


@dataclass(frozen=True, slots=True)
class Part:
    """An episode of a series in a list."""

    address: str
    number: str
    title: Foreign


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    address: str
    number: str
    title: Foreign
    note: Foreign
    rows: tuple[Row, ...]
    offers: tuple[Offer, ...]


def all_series(visit: Visit) -> Page:
    words, catalogue = visit.words, visit.catalogue
    order = alphabet(visit.release, visit.language)
    works = [(True, one) for one in order.series] + [(False, one) for one in order.films]
    shown = cut(works, TITLES_ON_PAGE, visit)
    series = [one for is_series, one in shown.items if is_series]
    films = [one for is_series, one in shown.items if not is_series]
    seasons = browsing.seasons_of(visit.release, series)
    values: dict[str, object] = {
        "series": tuple(
            _series_title(catalogue.series[one], len(seasons[one]), visit) for one in series
        ),
        "films": tuple(_film_title(catalogue.episodes[one], visit) for one in films),
        "pages": shown.pages,
    }
    description, title = words.text("Every series and film of this guide."), words.text("Series")
    return Page("all_series.html", title, values, description, query=shown.query)


def series(visit: Visit, series_id: str) -> Page:
    shown = series_of(visit, series_id)
    title, target = foreign(shown.title, visit), Target(TargetKind.SERIES, shown.id)
    ahead = by_date(visit.release.listings(target, between=(visit.now, None)))
    rows = rows_of(ahead[:AHEAD], visit)
    notes = shared_notes(rows)
    windows = [one for one in visit.release.windows(shown.id) if one.target == shown.id]
    seasons = browsing.seasons_of(visit.release, [shown.id])[shown.id]
    parts = browsing.episodes_of(visit.release, shown.id)
    loose = cut([one for one in parts if one.season is None], TITLES_ON_PAGE, visit)
    values: dict[str, object] = {
        "name": title,
        "work": work_of(shown, visit),
        "seasons": tuple(_season_row(one, visit) for one in seasons),
        "loose": tuple(_part(one, visit) for one in loose.items),
        "pages": loose.pages,
        "notes": notes,
        "ahead": without_notes(rows, notes),
        "further": len(ahead) - len(rows),
        "shown": rows_of(_shown(target, visit), visit),
        "offers": offers(windows, visit),
        "zone_text": visit.zone_text,
        "following": following(target, visit),
        "embed": embedding(target, title.text, visit),
    }
    description = foreign(shown.teaser, visit).text
    known = of_series(shown, seasons, ahead[:AHEAD], windows, visit)
    return Page("series.html", title.text, values, description, target, loose.query, facts=known)


def season(visit: Visit, series_id: str, number: str) -> Page:
    shown = season_of(visit, series_id, number)
    owner = series_of(visit, series_id)
    name, work = visit.words.season_name(shown), foreign(owner.title, visit)
    target = Target(TargetKind.SEASON, owner.id, shown.number)
    parts = browsing.episodes_of(visit.release, shown.id)
    windows = visit.release.windows(shown.id)
    windows = [one for one in windows if one.target in {shown.id, owner.id}]
    listed = cut(parts, EPISODES_ON_PAGE, visit)
    episodes = tuple(_episode_row(one, visit) for one in listed.items)
    notes = shared_notes([row for one in episodes for row in one.rows])
    values: dict[str, object] = {
        "series": work,
        "series_address": visit.address(f"/series/{owner.id}/"),
        "name": name,
        "work": work_of(shown, visit),
        "announced": announced(shown, visit),
        "offers": offers(windows, visit),
        "notes": notes,
        "episodes": tuple(replace(one, rows=without_notes(one.rows, notes)) for one in episodes),
        "pages": listed.pages,
        "missing": max(0, (shown.count or 0) - len(parts)),
        "count": shown.count,
        "zone_text": visit.zone_text,
        "following": following(target, visit),
    }
    title = visit.words.text("%(series)s, %(season)s", series=work.text, season=name)
    description = foreign(shown.teaser or owner.teaser, visit).text
    known = of_season(shown, owner, listed.items, windows, visit)
    return Page("season.html", title, values, description, target, listed.query, facts=known)


def _series_title(series: Series, seasons: int, visit: Visit) -> Title:
    name = foreign(series.title, visit)
    about = visit.words.plural("%(count)s season", "%(count)s seasons", seasons) if seasons else ""
    address = visit.address(f"/series/{series.id}/")
    return Title(address, name.text, name.lang, about, foreign(series.teaser, visit))


def _film_title(film: Episode, visit: Visit) -> Title:
    name = episode_name(film, visit)
    address = visit.address(episode_path(film.id, in_series=False))
    year = str(film.year) if film.year else ""
    return Title(address, name.work, name.work_lang, year, foreign(film.teaser, visit))


def _season_row(season: Season, visit: Visit) -> SeasonRow:
    words, windows = visit.words, visit.release.windows(season.id)
    count = season.count
    about = words.plural("%(count)s episode", "%(count)s episodes", count) if count else ""
    return SeasonRow(
        address=visit.address(f"/series/{season.id}/"),
        name=words.season_name(season),
        about=about,
        announced=announced(season, visit),
        offers=offers([one for one in windows if one.target == season.id], visit),
        note=foreign(season.note, visit),
    )


def _shown(target: Target, visit: Visit) -> list[Listing]:
    """Return the last airings that are over, the last of all first."""
    wanted = Selection(near=visit.now, most=SHOWN + 1, between=(None, visit.now))
    found = reversed(visit.release.select(target, wanted).listings)
    return [one for one in found if is_over(one, visit.now)][:SHOWN]


def _part(episode: Episode, visit: Visit) -> Part:
    address = visit.address(episode_path(episode.id, in_series=episode.season is not None))
    return Part(address, visit.words.code(episode), quoted_title(episode, visit))


def _episode_row(episode: Episode, visit: Visit) -> EpisodeRow:
    number = visit.words.code(episode)
    windows = visit.release.windows(episode.id)
    return EpisodeRow(
        address=visit.address(episode_path(episode.id, in_series=episode.season is not None)),
        number=number,
        title=quoted_title(episode, visit),
        note=foreign(episode.note, visit),
        rows=rows_of(visit.release.airings_of(episode.id), visit),
        offers=offers([one for one in windows if one.target == episode.id], visit),
    )
