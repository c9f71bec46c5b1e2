"""Errors in the site's own look and the page's language; to machines, in a line of text."""

import logging
from urllib.parse import quote

from flask import Flask, Request, Response, request
from werkzeug.exceptions import (
    BadRequest,
    Gone,
    HTTPException,
    InternalServerError,
    NotFound,
    ServiceUnavailable,
)

from guide.formats.words import Words, words
from guide.formats.words.catalogue import marked
from guide.model.site import Site
from guide.state.database import StateError
from guide.web.rendering import Renderer
from guide.web.visit import Page

log = logging.getLogger(__name__)
RETRY_AFTER = "60"
# Of these a description is a sentence of ours; the library's own may repeat the request.
OURS = (BadRequest, Gone, NotFound, ServiceUnavailable)
MACHINES = ("/feeds/", "/xmltv/", "/airings/", "/static/", "/oembed", "/healthz", "/readyz")
# By view, not by address: where an operator's page is off it must look like any unknown one.
MACHINE_VIEWS = frozenset({"operator_imports"})


def install(app: Flask, renderer: Renderer) -> None:
    def answer(fault: HTTPException) -> Response:
        return _answer(fault, renderer)

    def away(fault: StateError) -> Response:
        log.warning("the database is away: %s", fault)
        return _answer(ServiceUnavailable(), renderer)

    def broken(fault: Exception) -> Response:
        # The address may hold somebody's token: the log names the endpoint.
        log.error("answering %s failed", request.endpoint, exc_info=fault)
        return _answer(_after_failure(request), renderer)

    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(StateError, away)
    app.register_error_handler(Exception, broken)


def _after_failure(asked: Request) -> HTTPException:
    """Return a 503 for a feed or XMLTV document that can't be made: its readers then keep what
    they have.
    """
    document = asked.path.endswith(".ics") or asked.path.startswith(("/feeds/", "/xmltv/"))
    return ServiceUnavailable() if document else InternalServerError()


def _answer(fault: HTTPException, renderer: Renderer) -> Response:
    status = fault.code or 500
    wording = words(language_of(request, renderer.site))
    title, text = _texts(status, wording)
    if type(fault) in OURS and fault.description not in {None, type(fault).description}:
        text = fault.description or text
    if request.path.startswith(MACHINES) or request.endpoint in MACHINE_VIEWS:
        response = Response(f"{text}\n", status, mimetype="text/plain")
    else:
        values: dict[str, object] = {"status": status, "text": text}
        page = Page("problem.html", title, values)
        # Whatever was asked for, the page that says so is HTML without odd characters.
        path = quote(path_after_language(request.path, renderer.site) or "/", safe="/:@")
        response = Response(renderer.render_alone(page, wording, path), status)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    if path_after_language(request.path, renderer.site) is None:
        response.headers["Vary"] = "Accept-Language"
    for name, value in fault.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def path_after_language(path: str, site: Site) -> str | None:
    """Return the rest of a page's path, from its slash; None where it names no language."""
    _, language, *rest = path.split("/", 2)
    return f"/{rest[0]}" if language in site.languages and rest else None


def language_of(asked: Request, site: Site) -> str:
    """Return the language of the address, else of `?lang=`, else the best one accepted."""
    if path_after_language(asked.path, site) is not None:
        return asked.path.split("/", 2)[1]
    named = asked.args.get("lang", "")
    if named in site.languages:
        return named
    return asked.accept_languages.best_match(site.languages) or site.languages[0]


def _texts(status: int, wording: Words) -> tuple[str, str]:
    title, text = _TEXTS.get(status, _BROKEN if status >= 500 else _STRANGE)
    return wording.text(title), wording.text(text)


_TEXTS = {
    404: (
        marked("Not found"),
        marked(
            "This guide has no such page. The schedule may have changed since the link was made."
        ),
    ),
    410: (marked("No longer here"), marked("What was at this address has ended.")),
    414: (
        marked("The address is too long"),
        marked(
            "If it was a search: a few words are enough, and at most 200 letters are looked for."
        ),
    ),
    429: (
        marked("Too many requests"),
        marked("Too many requests came from your network. Please try again in an hour."),
    ),
    503: (
        marked("Not available just now"),
        marked("Something this guide needs is away for a moment. Please try again in a minute."),
    ),
}
_BROKEN = (
    marked("Something went wrong"),
    marked("The fault is ours and has been noted. Please try again in a minute."),
)
_STRANGE = (
    marked("The request can’t be understood"),
    marked("Something in the address or the form is not as this guide expects it."),
)
