"""What comes to a platform, or leaves it, as one entry."""

from guide.formats.ical.event import Event
from guide.formats.ical.events import genres_of
from guide.formats.ical.telling import Telling
from guide.formats.words import Words
from guide.model.catalogue import Catalogue
from guide.model.day import DAY
from guide.model.occasions import Dated, Occasion, OccasionKind
from guide.model.precision import Precision, When
from guide.model.window import Window

_EXACT = {Precision.DAY, Precision.TIME}
_MOST_SENTENCES = 20


def occasion_event(dated: Dated, catalogue: Catalogue, telling: Telling) -> Event:
    """Return the entry of an opening, at its time if that is known, or of a last day."""
    one, revision, words = dated.occasion, dated.revision, telling.words
    starts, ends = one.span or (one.date, one.date + DAY)
    platform = catalogue.platforms.get(one.platform)
    name = platform.name if platform else one.platform
    page = telling.site.url(f"/{words.language}{_page(one.target, catalogue)}")
    official = one.url or (platform.url if platform else None)
    texts = [_facts(one, name, platform.zone if platform else "UTC", words), official, page]
    return Event(
        uid=telling.site.uid(one.id),
        sequence=revision.sequence,
        revised=revision.revised,
        starts=starts,
        ends=ends,
        status="CONFIRMED" if one.confirmed else "TENTATIVE",
        summary=_summary(one, name, catalogue, telling),
        url=page,
        description="\n\n".join(text for text in texts if text),
        location=name,
        categories=genres_of(_genres(one.target, catalogue), words),
        alarms=telling.options.alarms if one.span else (),
    )


def expected(windows: list[Window], catalogue: Catalogue, telling: Telling) -> list[str]:
    """Return a sentence for each opening or closing too vague for a calendar."""
    words, sentences = telling.words, []
    for window in windows:
        platform = catalogue.platforms.get(window.platform)
        name = platform.name if platform else window.platform
        title = work_title(window.target, catalogue, telling)
        opens, closes = window.opens, window.closes
        if opens is not None and opens.precision not in _EXACT:
            known = {"title": title, "platform": name, "when": words.when(opens)}
            sentences.append(words.text("%(title)s, on %(platform)s: %(when)s.", **known))
        if closes is not None and closes.precision not in _EXACT:
            known = {"title": title, "platform": name, "when": words.when(closes)}
            sentences.append(words.text("%(title)s, on %(platform)s, until: %(when)s.", **known))
    return sentences[:_MOST_SENTENCES]


def work_title(target: str, catalogue: Catalogue, telling: Telling) -> str:
    """Return the title of an episode, season or series by its id."""
    words, episode = telling.words, catalogue.episodes.get(target)
    if episode is not None:
        series = catalogue.series.get(episode.series or "")
        return words.work_title(telling.unspoilt(episode), series)
    series = catalogue.series.get(target.partition("/")[0])
    title = series.title.in_(words.language) if series else target
    season = catalogue.seasons.get(target)
    if season is None:
        return title
    return words.text("%(series)s – %(part)s", series=title, part=words.season_name(season))


def _summary(one: Occasion, platform: str, catalogue: Catalogue, telling: Telling) -> str:
    words, title = telling.words, work_title(one.target, catalogue, telling)
    if one.kind is OccasionKind.OPENS:
        told = words.text("New on %(platform)s: %(title)s", platform=platform, title=title)
    else:
        told = words.text("Last day on %(platform)s: %(title)s", platform=platform, title=title)
    return told if one.confirmed else words.text("%(title)s (to be confirmed)", title=told)


def _facts(one: Occasion, platform: str, zone: str, words: Words) -> str:
    moment = words.date(one.date)
    if one.at is not None:
        moment = words.when(When(Precision.TIME, one.date, one.at), zone=zone)
        moment = words.text("%(moment)s, %(zone)s", moment=moment, zone=words.zone(zone, one.at))
    known = {"moment": moment, "platform": platform}
    if one.kind is OccasionKind.OPENS:
        told = words.text("new from %(moment)s, on %(platform)s", **known)
    elif one.at is not None:
        told = words.text(
            "there until %(moment)s, on %(platform)s", moment=moment, platform=platform
        )
    else:
        told = words.text("last day: %(moment)s, on %(platform)s", **known)
    if one.count is not None:
        told += f"\n{words.plural('%(count)s episode', '%(count)s episodes', one.count)}"
    return told[:1].upper() + told[1:]


def _genres(target: str, catalogue: Catalogue) -> tuple[str, ...]:
    episode, series = catalogue.episodes.get(target), catalogue.series.get(target.partition("/")[0])
    return (episode.genres if episode else ()) or (series.genres if series else ())


def _page(target: str, catalogue: Catalogue) -> str:
    episode = catalogue.episodes.get(target)
    if episode is not None:
        return f"/series/{target}" if episode.series is not None else f"/episodes/{target}"
    return f"/series/{target}/"
