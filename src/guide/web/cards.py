"""The pictures of shared links, drawn at first demand, and the icons."""

from dataclasses import dataclass

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound, ServiceUnavailable

from guide.formats.card import Card, card, icon
from guide.formats.words import Words, words
from guide.model.airing import Status
from guide.model.listing import Listing
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.releases.release import Release
from guide.web import headers
from guide.web.questions import Each, Kept
from guide.web.ready import RELEASE

ICON_SIZES = (192, 512)


@dataclass(frozen=True, slots=True)
class Cards:
    """The addresses `/cards/fr.png`, `/cards/fr/series/missions.png` and `/icon-192.png`."""

    site: Site

    def add_to(self, app: Flask) -> dict[str, Kept]:
        language = f"/cards/<any({', '.join(map(repr, self.site.languages))}):language>"
        sizes = f"<any({', '.join(map(repr, map(str, ICON_SIZES)))}):size>"
        app.add_url_rule(f"{language}.png", "site_card", self.of_site)
        app.add_url_rule(f"{language}/<path:stem>.png", "card", self.of_target)
        app.add_url_rule(f"/icon-{sizes}.png", "drawn_icon", _drawn_icon)
        kept = Kept(Each.RELEASE, frozenset())
        return dict.fromkeys(("site_card", "card", "drawn_icon"), kept)

    def of_site(self, language: str) -> Response:
        del language  # a name and an address are the same in all
        address = self.site.base_url.partition("://")[2]
        return _picture(card(Card(self.site.name, foot=address)))

    def of_target(self, language: str, stem: str) -> Response:
        release: Release | None = request.environ[RELEASE]
        if release is None:
            raise ServiceUnavailable("This guide has published nothing yet.")
        shown = _card(Target.parse(stem), release, words(language), self.site)
        if shown is None:
            raise NotFound("This guide has no such picture.")
        return _picture(card(shown))


def _drawn_icon(size: str) -> Response:
    return _picture(icon(int(size)))


def _picture(body: bytes) -> Response:
    response = Response(body, mimetype="image/png")
    response.headers["Cache-Control"] = headers.DAILY
    return response


def _card(target: Target | None, release: Release, wording: Words, site: Site) -> Card | None:
    """Return what the card of a target says; None where there is none."""
    match target:
        case Target(kind=TargetKind.AIRING):
            listing = release.listing(target.key)
            return _of_airing(listing, wording) if listing else None
        case Target(kind=TargetKind.CHANNEL):
            channel = release.catalogue.channels.get(target.key)
            return Card(channel.name, about=site.name) if channel else None
        case Target(kind=TargetKind.SERIES | TargetKind.SEASON):
            return _of_series(target, release, wording, site)
    return None


def _of_airing(listing: Listing, wording: Words) -> Card:
    airing, episode = listing.airing, listing.episode
    moment = wording.airing_moment(airing, listing.channel)
    if airing.status is Status.CANCELLED:
        told = wording.status(airing.status)
        moment = wording.text("%(kind)s: %(title)s", kind=told, title=moment)
    title, detail = wording.episode_name(episode), ""
    if listing.series is not None:
        title = listing.series.title.in_(wording.language)
        name = wording.quoted(episode.title.in_(wording.language)) if episode.title else ""
        detail = f"{wording.code(episode)} {name}".strip()
    foot = moment[:1].upper() + moment[1:]
    return Card(title, about=listing.channel.name, detail=detail, foot=foot)


def _of_series(target: Target, release: Release, wording: Words, site: Site) -> Card | None:
    series = release.catalogue.series.get(target.key)
    if series is None:
        return None
    title = series.title.in_(wording.language)
    if target.number is None:
        return Card(title, about=site.name)
    season = release.catalogue.seasons.get(f"{series.id}/season-{target.number}")
    if season is None:
        return None
    name = wording.season_name(season)
    return Card(title, about=site.name, detail=name[:1].upper() + name[1:])
