"""Atom and JSON feeds: the same bytes for everyone, from one address each."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from flask import Flask, Response, request

from guide.formats import atom, json_feed, syndication
from guide.formats.syndication import CHANGES_OPTIONS, LAST_RELEASES, OPTIONS, Format
from guide.formats.words import words
from guide.model.changes import ReleaseNote
from guide.model.feed_options import Options
from guide.model.selection import Touch
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.releases.browsing import telling_releases
from guide.releases.release import Release
from guide.web.bytestore import Tag
from guide.web.editions import Edition, first_of_each, if_any, options_of, published
from guide.web.feeds import Wish, followed, inline, wish
from guide.web.questions import Each, Kept
from guide.web.ready import NOW, RELEASE

CHANGES = "changes"
NO_FEED = Target(TargetKind.SERIES, "")
FORMATS: tuple[Format, ...] = (atom, json_feed)


@dataclass(frozen=True, slots=True)
class Syndication:
    """The addresses of calendars with other endings, and `/feeds/changes` with both."""

    site: Site

    def add_to(self, app: Flask) -> dict[str, Kept]:
        kept = {}
        for form in FORMATS:
            rule, endpoint = f"/feeds/<path:stem>.{form.SUFFIX}", f"{form.SUFFIX}_feed"
            app.add_url_rule(rule, endpoint, partial(self._answer, form))
            kept[endpoint] = Kept(Each.DAY, None, partial(self._tag, form))
        return kept

    def _answer(self, form: Format, stem: str) -> Response:
        release, now = published(request.environ[RELEASE]), request.environ[NOW]
        query = request.args.to_dict()
        if stem == CHANGES:
            return self._changes(form, release, query)
        wished = self._wish(form, stem, release, query, now)
        options = wished.options
        body = syndication.feed(
            release,
            wished.target,
            form,
            site=self.site,
            words=words(options.lang or self.site.languages[0]),
            now=now,
            options=options,
        )
        return inline(body, wished.edition, form.MIMETYPE)

    def _changes(self, form: Format, release: Release, query: Mapping[str, str]) -> Response:
        notes, edition, language = self._changed(form, release, query)
        body = syndication.changes(
            release, notes, form, touch=edition.touch, site=self.site, words=words(language)
        )
        return inline(body, edition, form.MIMETYPE)

    def _tag(
        self,
        form: Format,
        parts: Mapping[str, str],
        release: Release,
        query: str,
        now: dt.datetime,
    ) -> Tag | None:
        stem, asked = parts["stem"], first_of_each(query)
        if stem == CHANGES:
            return if_any(lambda: self._changed(form, release, asked)[1].tag)
        return if_any(lambda: self._wish(form, stem, release, asked, now).edition.tag)

    def _wish(
        self,
        form: Format,
        stem: str,
        release: Release,
        query: Mapping[str, str],
        now: dt.datetime,
    ) -> Wish:
        target, suffix = followed(stem), form.SUFFIX
        return wish(target, release, query, site=self.site, now=now, suffix=suffix, known=OPTIONS)

    def _changed(
        self, form: Format, release: Release, query: Mapping[str, str]
    ) -> tuple[list[ReleaseNote], Edition, str]:
        """Return what the last releases say, as of which release, and in which language."""
        options = options_of(Options.parse, query, self.site, known=CHANGES_OPTIONS)
        notes = telling_releases(release, LAST_RELEASES)
        # What touched every feed may have named channels otherwise.
        named = release.touched(NO_FEED)
        last = [Touch(one.number, one.published_at) for one in notes[:1]]
        touch = max([named, *last], key=lambda one: one.number)
        asked = urlencode(options.parts())
        edition = Edition(f"{CHANGES}.{form.SUFFIX}", asked, touch, touch.at, self.site)
        return notes, edition, options.lang or self.site.languages[0]
