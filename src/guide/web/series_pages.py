"""Series, seasons, episodes, films."""

from dataclasses import dataclass

from werkzeug.exceptions import NotFound

from guide.model.airing import Status
from guide.model.catalogue import Credit, Episode, Season, Series
from guide.model.listing import Listing
from guide.model.precision import When
from guide.model.target import Target, TargetKind
from guide.web.following import following
from guide.web.rows import (
    Foreign,
    Row,
    episode_name,
    foreign,
    quoted_title,
    rows_of,
)
from guide.web.streaming import Offer, offers
from guide.web.visit import Page, Visit, episode_path


@dataclass(frozen=True, slots=True)
class Work:
    """What a series, season or episode says of itself."""

    facts: tuple[tuple[str, str], ...]
    credits: tuple[tuple[str, str], ...]
    teaser: Foreign
    synopsis: Foreign
    note: Foreign
    links: tuple[tuple[str, str], ...]


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
class EpisodeRow:
    address: str
    number: str
    title: Foreign
    note: Foreign
    rows: tuple[Row, ...]
    offers: tuple[Offer, ...]


def all_series(visit: Visit) -> Page:
    words, catalogue = visit.words, visit.catalogue
    films = (one for one in catalogue.episodes.values() if one.series is None)
    values: dict[str, object] = {
        "series": tuple(_series_title(one, visit) for one in catalogue.series.values()),
        "films": tuple(_film_title(one, visit) for one in films),
    }
    description = words.text("Every series and film of this guide.")
    return Page("all_series.html", words.text("Series"), values, description)


def series(visit: Visit, series_id: str) -> Page:
    shown = _series_of(visit, series_id)
    title, target = foreign(shown.title, visit), Target(TargetKind.SERIES, shown.id)
    ahead = visit.release.listings(target, between=(visit.now, None))
    values: dict[str, object] = {
        "name": title,
        "work": _work(shown, visit),
        "seasons": tuple(
            _season_row(one, visit)
            for one in visit.catalogue.seasons.values()
            if one.series == shown.id
        ),
        "loose": tuple(
            _episode_row(one, visit)
            for one in visit.catalogue.episodes.values()
            if one.series == shown.id and one.season is None
        ),
        "ahead": rows_of(ahead[:10], visit),
        "zone_text": visit.zone_text,
        "following": following(target, visit),
    }
    description = foreign(shown.teaser, visit).text
    return Page("series.html", title.text, values, description, target)


def season(visit: Visit, series_id: str, number: str) -> Page:
    shown = _season_of(visit, series_id, number)
    owner = _series_of(visit, series_id)
    name, work = visit.words.season_name(shown), foreign(owner.title, visit)
    target = Target(TargetKind.SEASON, owner.id, shown.number)
    parts = [one for one in visit.catalogue.episodes.values() if _belongs(one, shown)]
    windows = visit.release.windows(shown.id)
    values: dict[str, object] = {
        "series": work,
        "series_address": visit.address(f"/series/{owner.id}/"),
        "name": name,
        "work": _work(shown, visit),
        "announced": _announced(shown, visit),
        "offers": offers([one for one in windows if one.target in {shown.id, owner.id}], visit),
        "episodes": tuple(_episode_row(one, visit) for one in parts),
        "missing": max(0, (shown.count or 0) - len(parts)),
        "count": shown.count,
        "zone_text": visit.zone_text,
        "following": following(target, visit),
    }
    title = visit.words.text("%(series)s, %(season)s", series=work.text, season=name)
    description = foreign(shown.teaser or owner.teaser, visit).text
    return Page("season.html", title, values, description, target)


def episode(visit: Visit, series_id: str, number: str, part: str) -> Page:
    shown = visit.catalogue.episodes.get(f"{series_id}/season-{number}/episode-{part}")
    if shown is None:
        raise NotFound(visit.words.text("This guide has no such episode."))
    owner, whole = _series_of(visit, series_id), _season_of(visit, series_id, number)
    work = foreign(owner.title, visit)
    crumbs = (
        (visit.address(f"/series/{owner.id}/"), work),
        (visit.address(f"/series/{whole.id}/"), Foreign(visit.words.season_name(whole))),
    )
    target = Target(TargetKind.SEASON, owner.id, whole.number)
    title = f"{work.text} {visit.words.code(shown)} {quoted_title(shown, visit).text}".strip()
    heading = visit.words.episode_name(shown)
    return _episode_page(shown, visit, title, Foreign(heading), crumbs, target)


def single(visit: Visit, episode_id: str) -> Page:
    shown = visit.catalogue.episodes.get(episode_id)
    if shown is None:
        raise NotFound(visit.words.text("This guide has no such film or programme."))
    name = episode_name(shown, visit)
    crumbs = ((visit.address("/series/"), Foreign(visit.words.text("Series and films"))),)
    if shown.series in visit.catalogue.series:
        owner = visit.catalogue.series[shown.series]
        crumbs = ((visit.address(f"/series/{owner.id}/"), foreign(owner.title, visit)),)
    heading = Foreign(name.work, name.work_lang)
    return _episode_page(shown, visit, name.work, heading, crumbs, None)


def _episode_page(
    shown: Episode,
    visit: Visit,
    title: str,
    heading: Foreign,
    crumbs: tuple[tuple[str, Foreign], ...],
    target: Target | None,
) -> Page:
    values: dict[str, object] = {
        "heading": heading,
        "crumbs": crumbs,
        "work": _work(shown, visit),
        "rows": rows_of(visit.release.airings_of(shown.id), visit),
        "offers": offers(visit.release.windows(shown.id), visit),
        "zone_text": visit.zone_text,
        "following": following(target, visit) if target else None,
    }
    return Page("episode.html", title, values, foreign(shown.teaser, visit).text, target)


def _series_of(visit: Visit, series_id: str) -> Series:
    found = visit.catalogue.series.get(series_id)
    if found is None:
        raise NotFound(visit.words.text("This guide has no such series."))
    return found


def _season_of(visit: Visit, series_id: str, number: str) -> Season:
    found = visit.catalogue.seasons.get(f"{series_id}/season-{number}")
    if found is None:
        raise NotFound(visit.words.text("This guide has no such season."))
    return found


def _belongs(episode: Episode, season: Season) -> bool:
    return episode.series == season.series and episode.season == season.number


def _series_title(series: Series, visit: Visit) -> Title:
    name = foreign(series.title, visit)
    seasons = sum(one.series == series.id for one in visit.catalogue.seasons.values())
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
        announced=_announced(season, visit),
        offers=offers([one for one in windows if one.target == season.id], visit),
        note=foreign(season.note, visit),
    )


def _announced(season: Season, visit: Visit) -> str:
    """Return when a season starts, as far as it is known: from its first airing, or announced."""
    target = Target(TargetKind.SEASON, season.series, season.number)
    shown = [one for one in visit.release.listings(target) if _takes_place(one)]
    if shown:
        return visit.words.date(shown[0].airing.date)
    return _when(season.announced, visit)


def _when(when: When, visit: Visit) -> str:
    return visit.words.when(when)


def _takes_place(listing: Listing) -> bool:
    return listing.airing.status is not Status.CANCELLED


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


def _work(of: Series | Season | Episode, visit: Visit) -> Work:
    return Work(
        facts=tuple(_facts(of, visit)),
        credits=tuple(_credits(of.credits, visit)),
        teaser=foreign(of.teaser, visit),
        synopsis=foreign(of.synopsis, visit),
        note=foreign(of.note, visit),
        links=tuple(
            (link.url, link.label.in_(visit.language) if link.label else link.url)
            for link in of.links
        ),
    )


def _facts(of: Series | Season | Episode, visit: Visit) -> list[tuple[str, str]]:
    words = visit.words
    facts = []
    if not isinstance(of, Season) and of.original_title:
        facts.append((words.text("Original title"), of.original_title))
    if not isinstance(of, Season) and of.genres:
        facts.append((words.text("Genre"), words.join([words.genre(one) for one in of.genres])))
    if not isinstance(of, Season) and of.countries:
        shown = words.join([words.country(one) for one in of.countries])
        facts.append((words.text("Country"), shown))
    if of.year:
        facts.append((words.text("Year"), str(of.year)))
    if not isinstance(of, Series) and of.running:
        facts.append((words.text("Running time"), words.duration(of.running)))
    if isinstance(of, Season) and of.count:
        facts.append((words.text("Episodes ordered"), str(of.count)))
    return facts


def _credits(people: tuple[Credit, ...], visit: Visit) -> list[tuple[str, str]]:
    """Return the people of each role on one line, roles in the order of their first credit."""
    by_role: dict[str, list[str]] = {}
    for one in people:
        name = f"{one.name} ({one.character})" if one.character else one.name
        by_role.setdefault(one.role, []).append(name)
    words = visit.words
    return [(words.role(role), words.join(names)) for role, names in by_role.items()]
