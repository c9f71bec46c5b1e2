"""Everything that is posted, and the pages behind secret links. A GET changes nothing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound, TooManyRequests

from guide.formats.words import Words, words
from guide.model.listing import Listing
from guide.model.reminders import Kind, SignUp, SignUpOutcome, Subscriber, Subscription
from guide.model.target import Target
from guide.model.tokens import Tokens
from guide.state import reminder_jobs, sign_ups, subscribers
from guide.state.database import Database, Tx
from guide.web import headers, manage, subscribe
from guide.web.asking import client, require_own_form, visit_of
from guide.web.rendering import Renderer
from guide.web.subscribe import Form
from guide.web.visit import Page, Visit, zones


@dataclass(frozen=True, slots=True)
class Forms:
    renderer: Renderer
    tokens: Tokens
    database: Database
    machine_now: Callable[[], dt.datetime]

    def add_to(self, app: Flask) -> None:
        languages = ", ".join(map(repr, self.renderer.site.languages))
        for rule, get, post in (
            ("/subscribe", self.show_form, self.take_form),
            ("/confirm/<token>", self.show_confirm, self.confirm),
            ("/manage/<token>", self.show_manage, self.manage),
            ("/unsubscribe/<token>", self.show_unsubscribe, self.unsubscribe),
        ):
            where = f"/<any({languages}):language>{rule}"
            app.add_url_rule(where, get.__name__, get, methods=["GET"])
            app.add_url_rule(where, post.__name__, post, methods=["POST"])

    def show_form(self, language: str) -> Response:
        visit = visit_of(self.renderer, language)
        stem = request.args.get("target")
        if stem is None:
            return self._answer(subscribe.choices_page(visit), visit)
        target = subscribe.asked_target(stem, visit)
        form = Form(target.stem, zone=subscribe.target_zone(target, visit))
        return self._answer(subscribe.form_page(form, target, visit, self._form_token()), visit)

    def take_form(self, language: str) -> Response:
        visit = visit_of(self.renderer, language)
        require_own_form(visit.site)
        target = subscribe.posted_target(request.form.get("target", ""), visit)
        valid = subscribe.is_form_token(
            request.form.get("token", ""), self.tokens, self.machine_now()
        )
        form = subscribe.read_form(request.form, visit.words, valid_token=valid)
        if form.faults:
            page = subscribe.form_page(form, target, visit, self._form_token())
            return self._answer(page, visit, 400)
        # Only a machine fills in a field that nobody sees; it is answered like everybody.
        if not request.form.get("website"):
            self._request(form, target, visit)
        return self._answer(subscribe.asked_page(visit.words), visit)

    def _request(self, form: Form, target: Target, visit: Visit) -> None:
        with self.database.writing() as tx:
            outcome = sign_ups.request_sign_up(
                tx,
                email=form.email,
                zone=form.zone,
                language=visit.language,
                target=target.stem,
                kinds=form.kinds,
                leads=form.leads,
                network=client(),
                machine_now=self.machine_now(),
            )
        if outcome is SignUpOutcome.LATER:
            raise TooManyRequests

    def show_confirm(self, language: str, token: str) -> Response:
        visit = visit_of(self.renderer, language)
        with self.database.reading() as tx:
            wanted = self._wanted(tx, token, visit.words)
        return self._answer(manage.confirm_page(wanted, visit), visit)

    def confirm(self, language: str, token: str) -> Response:
        visit = visit_of(self.renderer, language)
        require_own_form(visit.site)
        with self.database.writing() as tx:
            wanted = self._wanted(tx, token, visit.words)
            if request.form.get("seen") != manage.digest(wanted):
                # Somebody asked for more in the meantime: show it first.
                return self._answer(manage.confirm_page(wanted, visit), visit)
            person = sign_ups.confirm(
                tx, self._row(token), now=visit.now, machine_now=self.machine_now()
            )
            if person is None:
                raise NotFound(_expired(visit.words))
            _plan(tx, person, [one.target for one in wanted], visit)
        page = manage.confirmed_page(wanted, self._link("manage", person, language), visit)
        return self._answer(page, visit)

    def show_manage(self, language: str, token: str) -> Response:
        visit = visit_of(self.renderer, language)
        with self.database.reading() as tx:
            person = self._person(tx, token, "manage", visit.words)
            held = subscribers.subscriptions(tx, person.id)
        page = manage.manage_page(person, held, visit, action=self._action(visit, token))
        return self._answer(page, visit)

    def manage(self, language: str, token: str) -> Response:
        visit = visit_of(self.renderer, language)
        require_own_form(visit.site)
        wish, wording = request.form.get("do", ""), visit.words
        fault = done = ""
        with self.database.writing() as tx:
            person = self._person(tx, token, "manage", wording)
            if wish == "leave":
                subscribers.unsubscribe_all(tx, person.id)
                return self._alone(manage.left_page(wording), wording)
            if wish == "remove":
                done = _remove(tx, person, wording)
            elif wish == "settings":
                done, fault = _settle(tx, person, visit)
            person = subscribers.subscriber(tx, person.id) or person
            held = subscribers.subscriptions(tx, person.id)
        page = manage.manage_page(
            person, held, visit, action=self._action(visit, token), done=done, fault=fault
        )
        return self._answer(page, visit, 400 if fault else 200)

    def show_unsubscribe(self, language: str, token: str) -> Response:
        wording = words(language)
        with self.database.reading() as tx:
            person = self._person(tx, token, "unsubscribe", wording)
        link = self._link("manage", person, language)
        return self._alone(manage.unsubscribe_page(person, link, wording), wording)

    def unsubscribe(self, language: str, token: str) -> Response:
        """End everything, from our page or by a mail program's one click (RFC 8058 §3.2): that
        comes from anywhere, with no cookie and no form of ours. A second click is no fault.
        """
        wording = words(language)
        with self.database.writing() as tx:
            if subscribers.subscriber(tx, self._row(token)) is not None:
                person = self._person(tx, token, "unsubscribe", wording)
                subscribers.unsubscribe_all(tx, person.id)
            elif not self.tokens.holds(token, "unsubscribe", self._row(token)):
                raise NotFound(_no_link(wording))
        return self._alone(manage.left_page(wording), wording)

    def _wanted(self, tx: Tx, token: str, wording: Words) -> tuple[SignUp, ...]:
        row = self._row(token)
        held = self.tokens.holds(token, "confirm", row)
        wanted = sign_ups.sign_ups(tx, row, machine_now=self.machine_now()) if held else None
        if wanted is None:
            raise NotFound(_expired(wording) if held else _no_link(wording))
        return wanted

    def _person(self, tx: Tx, token: str, purpose: str, wording: Words) -> Subscriber:
        person = subscribers.subscriber(tx, self._row(token))
        if person is None or not self.tokens.holds(token, purpose, person.id, person.epoch):
            raise NotFound(_no_link(wording))
        return person

    def _row(self, token: str) -> str:
        return self.tokens.row(token) or ""

    def _form_token(self) -> str:
        return subscribe.form_token(self.tokens, self.machine_now())

    def _link(self, purpose: str, person: Subscriber, language: str) -> str:
        return f"/{language}/{purpose}/{self.tokens.derive(purpose, person.id, person.epoch)}"

    def _action(self, visit: Visit, token: str) -> str:
        return f"/{visit.language}/manage/{token}"

    def _answer(self, page: Page, visit: Visit, status: int = 200) -> Response:
        return headers.secret(Response(self.renderer.render(page, visit, zoned=False), status))

    def _alone(self, page: Page, wording: Words) -> Response:
        path = request.path.removeprefix(f"/{wording.language}")
        return headers.secret(Response(self.renderer.render_alone(page, wording, path)))


def _plan(tx: Tx, person: Subscriber, stems: list[str], visit: Visit) -> None:
    listings, number = _ahead(visit, stems), visit.release.number
    reminder_jobs.plan_for(tx, person.id, listings, visit.catalogue, release=number, now=visit.now)


def _ahead(visit: Visit, stems: list[str]) -> list[Listing]:
    """Return every airing ahead of what was asked for, once."""
    targets = filter(None, map(Target.parse, stems))
    found = (
        listing
        for target in targets
        for listing in visit.release.listings(target, between=(visit.now, None))
    )
    return list({one.airing.id: one for one in found}.values())


def _remove(tx: Tx, person: Subscriber, wording: Words) -> str:
    posted = request.form
    if posted.get("kind") not in set(Kind):
        return ""
    kind = Kind(posted["kind"])
    one = Subscription(posted.get("target", ""), kind, posted.get("lead", ""))
    subscribers.remove(tx, person.id, one)
    return wording.text("Removed.")


def _settle(tx: Tx, person: Subscriber, visit: Visit) -> tuple[str, str]:
    """Return what was done and what is wrong, one of them empty."""
    zone, language = request.form.get("zone", "").strip(), request.form.get("language", "")
    wording = visit.words
    if zone not in zones() or language not in visit.site.languages:
        return "", wording.text("There is no time zone of that name: write it as Europe/Paris.")
    subscribers.set_zone_language(tx, person.id, zone=zone, language=language)
    # Evenings are those of the new zone from now on, not from the next hour's planning.
    followed = [one.target for one in subscribers.subscriptions(tx, person.id)]
    _plan(tx, person, followed, visit)
    return wording.text("Kept."), ""


def _expired(wording: Words) -> str:
    return wording.text(
        "This link has been used already, or is older than 48 hours. Ask for reminders once more."
    )


def _no_link(wording: Words) -> str:
    return wording.text("This link is not one of ours, or no longer valid.")
