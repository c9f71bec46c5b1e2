"""Calendars that people put together: the builder, their secret pages, the feeds themselves.

A GET changes nothing. Tokens are derived: "feed" opens a calendar, "calendar" its page.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, request
from werkzeug.exceptions import Gone, NotFound, TooManyRequests

from guide.formats.words import Words, words
from guide.model.personal_feed import PersonalFeed
from guide.model.tokens import Tokens
from guide.state import personal_feeds
from guide.state.database import Database, Tx
from guide.web import builder, headers, subscribe
from guide.web.asking import client, require_own_form, visit_of
from guide.web.personal import calendar
from guide.web.rendering import Renderer
from guide.web.visit import Page, Visit
from guide.web.ways import qr_code
from guide.web.wishes import Asked, asked_of, read

FEED, PAGE = "feed", "calendar"


@dataclass(frozen=True, slots=True)
class Calendars:
    renderer: Renderer
    tokens: Tokens
    database: Database
    machine_now: Callable[[], dt.datetime]

    def add_to(self, app: Flask) -> None:
        where = f"/<any({', '.join(map(repr, self.renderer.site.languages))}):language>/calendar"
        own = f"{where}/<token>"
        app.add_url_rule(where, "show_builder", self.show_builder, methods=["GET"])
        app.add_url_rule(where, "make_calendar", self.make, methods=["POST"])
        app.add_url_rule(f"{where}/qr.svg", "public_qr", self.public_qr)
        app.add_url_rule(own, "show_calendar", self.show, methods=["GET"])
        app.add_url_rule(own, "change_calendar", self.change, methods=["POST"])
        app.add_url_rule(f"{own}/qr.svg", "own_qr", self.own_qr)
        app.add_url_rule("/feeds/my/<token>.ics", "personal_feed", self.feed)

    def show_builder(self, language: str) -> Response:
        visit = visit_of(self.renderer, language)
        asked = read(request.args, visit)
        return self._build(asked, visit)

    def make(self, language: str) -> Response:
        visit = visit_of(self.renderer, language)
        require_own_form(visit.site)
        asked = read(request.form, visit)
        token, machine_now = request.form.get("token", ""), self.machine_now()
        if not subscribe.is_form_token(token, self.tokens, machine_now):
            asked.faults["token"] = visit.words.text(
                "The form was open for too long: send it once more."
            )
        if not asked.targets:
            asked.faults.setdefault(
                "target", visit.words.text("Choose what your calendar is to hold.")
            )
        if asked.faults:
            return self._build(asked, visit)
        with self.database.writing() as tx:
            made = personal_feeds.create(
                tx, asked.wish(), network=client(), now=visit.now, machine_now=machine_now
            )
        if made is None:
            raise TooManyRequests
        return _to(self._page(made, language))

    def show(self, language: str, token: str) -> Response:
        visit = visit_of(self.renderer, language)
        with self.database.reading() as tx:
            found = self._found(tx, token, PAGE, visit.words)
        return self._own(found, asked_of(found.wish, visit), visit)

    def change(self, language: str, token: str) -> Response:
        visit = visit_of(self.renderer, language)
        require_own_form(visit.site)
        wish = request.form.get("do", "")
        if wish in {"rotate", "rotate-all"}:
            return self._rotate(token, visit, page=wish == "rotate-all")
        if wish == "revoke":
            return self._revoke(token, visit)
        return self._change(token, visit, keep=wish == "change")

    def _change(self, token: str, visit: Visit, *, keep: bool) -> Response:
        asked, done = read(request.form, visit), ""
        if not asked.targets:
            asked.faults.setdefault(
                "target", visit.words.text("Choose what your calendar is to hold.")
            )
        with self.database.writing() as tx:
            found = self._found(tx, token, PAGE, visit.words)
            if keep and not asked.faults:
                personal_feeds.change(tx, found.id, asked.wish())
                done = visit.words.text("Kept.")
        return self._own(found, asked, visit, done=done)

    def _rotate(self, token: str, visit: Visit, *, page: bool) -> Response:
        with self.database.writing() as tx:
            found = self._found(tx, token, PAGE, visit.words)
            if not personal_feeds.rotate(tx, found.id, page=page):
                raise TooManyRequests
            found = personal_feeds.find(tx, found.id) or found
        if page:
            return _to(self._page(found, visit.language))
        done = visit.words.text("The address is new, and the old one has ended.")
        return self._own(found, asked_of(found.wish, visit), visit, done=done)

    def _revoke(self, token: str, visit: Visit) -> Response:
        with self.database.writing() as tx:
            found = self._found(tx, token, PAGE, visit.words)
            personal_feeds.revoke(tx, found.id, now=visit.now)
        return self._answer(builder.ended_page(visit.words), visit)

    def public_qr(self, language: str) -> Response:
        visit = visit_of(self.renderer, language)
        asked = read(request.args, visit)
        if len(asked.targets) != 1 or asked.faults:
            raise NotFound(visit.words.text("This guide has no such calendar."))
        response = _picture(builder.public_address(asked, visit))
        response.headers["Cache-Control"] = headers.PUBLIC
        return response

    def own_qr(self, language: str, token: str) -> Response:
        with self.database.reading() as tx:
            found = self._found(tx, token, PAGE, words(language))
        return headers.secret(_picture(self._https(found)))

    def feed(self, token: str) -> Response:
        first = words(self.renderer.site.languages[0])
        with self.database.reading() as tx:
            found = self._found(tx, token, FEED, first)
        known = found.wish.language in self.renderer.site.languages
        language = found.wish.language if known else self.renderer.site.languages[0]
        return calendar(found, visit_of(self.renderer, language))

    def _found(self, tx: Tx, token: str, purpose: str, wording: Words) -> PersonalFeed:
        """Return a living calendar; Gone if the token opened one once, NotFound otherwise."""
        row = self.tokens.row(token) or ""
        usable = row.isascii() and row.isalnum()
        found = personal_feeds.find(tx, row) if usable else None
        if found is None:
            raise NotFound(wording.text("This link is not one of ours, or no longer valid."))
        epoch = found.feed_epoch if purpose == FEED else found.page_epoch
        if not found.revoked and self.tokens.holds(token, purpose, row, epoch):
            return found
        if any(self.tokens.holds(token, purpose, row, one) for one in range(epoch + 1)):
            raise Gone(wording.text("This calendar has ended, or has a new address."))
        raise NotFound(wording.text("This link is not one of ours, or no longer valid."))

    def _https(self, feed: PersonalFeed) -> str:
        token = self.tokens.derive(FEED, feed.id, feed.feed_epoch)
        return self.renderer.site.url(f"/feeds/my/{token}.ics")

    def _page(self, feed: PersonalFeed, language: str) -> str:
        token = self.tokens.derive(PAGE, feed.id, feed.page_epoch)
        return f"/{language}/calendar/{token}"

    def _own(self, feed: PersonalFeed, asked: Asked, visit: Visit, *, done: str = "") -> Response:
        page = self._page(feed, visit.language)
        shown = builder.own_page(asked, visit, https=self._https(feed), done=done, page=page)
        return self._answer(shown, visit, 400 if asked.faults else 200)

    def _build(self, asked: Asked, visit: Visit) -> Response:
        token = subscribe.form_token(self.tokens, self.machine_now())
        page = builder.builder_page(asked, visit, token=token)
        return self._answer(page, visit, 400 if asked.faults else 200)

    def _answer(self, page: Page, visit: Visit, status: int = 200) -> Response:
        rendered = self.renderer.render(page, visit, zoned=False)
        return headers.secret(Response(rendered, status))


def _picture(https: str) -> Response:
    return Response(qr_code(https), mimetype="image/svg+xml")


def _to(page: str) -> Response:
    return headers.secret(Response(status=303, headers={"Location": page}))
