"""What an address names of the catalogue; and what is kept of what has left it."""

from werkzeug.exceptions import Gone, NotFound

from guide.model.airing import Status
from guide.model.catalogue import Episode, Season, Series
from guide.model.target import Target, TargetKind
from guide.web.visit import Visit


def series_of(visit: Visit, series_id: str) -> Series:
    """Return the series; Gone for one that was here once, NotFound for any other."""
    found = visit.catalogue.series.get(series_id)
    if found is not None:
        return found
    if series_id in visit.release.retired.series:
        raise Gone(visit.words.text("This series has left the guide."))
    raise NotFound(visit.words.text("This guide has no such series."))


def season_of(visit: Visit, series_id: str, number: str) -> Season:
    key = f"{series_id}/season-{number}"
    found = visit.catalogue.seasons.get(key)
    if found is not None:
        return found
    if key in visit.release.retired.seasons:
        raise Gone(visit.words.text("This season has left the guide."))
    raise NotFound(visit.words.text("This guide has no such season."))


def episode_of(visit: Visit, episode_id: str, unknown: str) -> Episode:
    """Return an episode or film for life: one that was ever shown keeps its page. Gone for one that
    left the guide before it was on, NotFound with the sentence `unknown` for any other.
    """
    found = visit.catalogue.episodes.get(episode_id)
    if found is not None:
        return found
    kept = visit.release.retired.episodes.get(episode_id)
    if kept is None:
        raise NotFound(unknown)
    if not was_shown(visit, episode_id):
        raise Gone(visit.words.text("This programme left the guide before it was shown."))
    return kept


def is_kept(visit: Visit, episode_id: str) -> bool:
    """Say whether an episode that airings speak of has a page."""
    return episode_id in visit.catalogue.episodes or was_shown(visit, episode_id)


def was_shown(visit: Visit, episode_id: str) -> bool:
    return any(
        one.airing.status is not Status.CANCELLED for one in visit.release.airings_of(episode_id)
    )


def announced(season: Season, visit: Visit) -> str:
    """Return when a season starts, as far as it is known: from its first airing, or announced."""
    target = Target(TargetKind.SEASON, season.series, season.number)
    first = next(
        (
            one
            for one in visit.release.listings(target)
            if one.airing.status is not Status.CANCELLED
        ),
        None,
    )
    if first is not None:
        date = visit.words.date(first.airing.date)
        return visit.words.text("First episode: %(date)s", date=date)
    return visit.words.when(season.announced)
