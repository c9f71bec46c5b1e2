"""The operator's own pages: how imports go, what was released. Off without an admin token."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask, Response, request
from werkzeug.exceptions import TooManyRequests

from guide.formats.source_report import source_json
from guide.formats.words import Words, words
from guide.model.source import ImportSource
from guide.model.source_state import SourceState
from guide.publishing.source_states import source_states
from guide.releases.importing.imported import imported_sources
from guide.releases.release import Release
from guide.sources.listed import listed_in
from guide.state import import_checks, limits
from guide.state.database import Database
from guide.web import headers, operator_rows, subscribe
from guide.web.asking import client, require_own_form
from guide.web.operator_session import PATH, Sessions
from guide.web.problems import language_of
from guide.web.ready import NOW, RELEASE
from guide.web.rendering import Renderer
from guide.web.visit import Page

HOME = f"{PATH}/"
BEARER = "Bearer"


@dataclass(frozen=True, slots=True)
class Operator:
    renderer: Renderer
    sessions: Sessions
    database: Database
    machine_now: Callable[[], dt.datetime]
    _listed: dict[int, dict[str, ImportSource]] = field(default_factory=dict)

    def add_to(self, app: Flask) -> None:
        for rule, view, method in (
            ("/", self.show, "GET"),
            ("/imports.json", self.imports, "GET"),
            ("/sign-in", self.sign_in, "POST"),
            ("/sign-out", self.sign_out, "POST"),
        ):
            endpoint = f"operator_{view.__name__}"
            app.add_url_rule(f"{PATH}{rule}", endpoint, view, methods=[method])

    def show(self) -> Response:
        if not self.sessions.holds(request, self.machine_now()):
            return self._form()
        release: Release | None = request.environ[RELEASE]
        wording, now = self._words(), request.environ[NOW]
        times = operator_rows.Times(wording, release, now=now, machine_now=self.machine_now())
        values: dict[str, object] = {
            "rows": [operator_rows.source_row(one, times) for one in self._states(release)],
            "releases": operator_rows.release_rows(release, times) if release else [],
            "sign_out": f"{PATH}/sign-out{_lang()}",
        }
        page = Page("operator.html", wording.text("Operations"), values, address=HOME)
        return self._answer(page, wording)

    def imports(self) -> Response:
        """Return what the page says of imports, to who is signed in or brings the token."""
        if not self._may_read():
            text = f"Sign in at {HOME}, or send the admin token: Authorization: {BEARER} TOKEN\n"
            refused = Response(text, 401, {"WWW-Authenticate": BEARER}, mimetype="text/plain")
            return headers.secret(refused)
        now, machine_now = request.environ[NOW], self.machine_now()
        states = self._states(request.environ[RELEASE])
        told = [source_json(one, now=now, machine_now=machine_now) for one in states]
        text = json.dumps(told, ensure_ascii=False, indent=2)
        return headers.secret(Response(f"{text}\n", mimetype="application/json"))

    def sign_in(self) -> Response:
        require_own_form(self.renderer.site)
        wording, token = self._words(), request.form.get("token", "")
        if not subscribe.is_form_token(token, self.sessions.tokens, self.machine_now()):
            stale = wording.text("The form was open for too long: send it once more.")
            return self._form(stale, 400)
        if not self._is_right(request.form.get("password", "")):
            return self._form(wording.text("That is not the admin token of this guide."), 403)
        response = _home()
        self.sessions.begin(response, self.machine_now())
        return response

    def sign_out(self) -> Response:
        require_own_form(self.renderer.site)
        response = _home()
        self.sessions.end(response)
        return response

    def _may_read(self) -> bool:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == BEARER.lower():
            return self._is_right(given.strip())
        return self.sessions.holds(request, self.machine_now())

    def _is_right(self, given: str) -> bool:
        """Compare with the admin token; TooManyRequests for who has guessed too often."""
        right, now = self.sessions.is_admin_token(given), self.machine_now()
        with self.database.writing() as tx:
            allowed = limits.may_sign_in(tx, client(), right=right, machine_now=now)
        if not allowed:
            raise TooManyRequests
        return right

    def _states(self, release: Release | None) -> list[SourceState]:
        if release is None:
            return []
        with self.database.reading() as tx:
            checks = import_checks.checks(tx)
        return source_states(self._listed_in(release), imported_sources(release), checks)

    def _listed_in(self, release: Release) -> dict[str, ImportSource]:
        """Return what the schedule files list; those of a release are read once."""
        listed = self._listed.get(release.number)
        if listed is None:
            listed = {one.id: one for one in listed_in(release.files())}
            self._listed.clear()
            self._listed[release.number] = listed
        return listed

    def _form(self, fault: str = "", status: int = 200) -> Response:
        wording = self._words()
        values: dict[str, object] = {
            "action": f"{PATH}/sign-in{_lang()}",
            "token": subscribe.form_token(self.sessions.tokens, self.machine_now()),
            "fault": fault,
        }
        page = Page("operator_sign_in.html", wording.text("Operations"), values, address=HOME)
        return self._answer(page, wording, status)

    def _answer(self, page: Page, wording: Words, status: int = 200) -> Response:
        # It needs no release: before the first one an operator may look, too.
        return headers.secret(Response(self.renderer.render_alone(page, wording, HOME), status))

    def _words(self) -> Words:
        return words(language_of(request, self.renderer.site))


def _home() -> Response:
    return headers.secret(Response(status=303, headers={"Location": f"{HOME}{_lang()}"}))


def _lang() -> str:
    """Return the choice of a language as the next address needs it."""
    asked = request.args.get("lang", "")
    return f"?lang={asked}" if asked.isascii() and asked.isalpha() and len(asked) == 2 else ""
