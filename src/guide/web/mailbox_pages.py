"""The mailbox of a demo: what would have been sent, to look at."""

import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response
from werkzeug.exceptions import NotFound

from guide.delivery import mailbox
from guide.delivery.mailbox import KeptMail
from guide.web import headers
from guide.web.asking import visit_of
from guide.web.rendering import Renderer
from guide.web.visit import Page, Visit

# A mail's own style lies in its elements; nothing else of it may act, load or lead anywhere.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class MailRow:
    address: str
    subject: str
    recipient: str
    date: str


def add_mailbox(app: Flask, renderer: Renderer, folder: Path) -> None:
    languages = ", ".join(map(repr, renderer.site.languages))

    def answer(page: Page, visit: Visit) -> Response:
        return headers.secret(Response(renderer.render(page, visit)))

    def list_mails(language: str) -> Response:
        visit = visit_of(renderer, language)
        return answer(_mailbox_page(mailbox.messages(folder), visit), visit)

    def show_mail(language: str, name: str) -> Response:
        visit = visit_of(renderer, language)
        response = answer(_mail_page(_mail(folder, name, visit), visit), visit)
        policy = f"{headers.POLICY}; frame-src 'self'; {headers.ALONE}"
        response.headers["Content-Security-Policy"] = policy
        return response

    def show_html(language: str, name: str) -> Response:
        visit = visit_of(renderer, language)
        response = headers.secret(Response(_mail(folder, name, visit).html))
        response.headers["Content-Security-Policy"] = SANDBOX
        return response

    where = f"/<any({languages}):language>/mailbox/"
    app.add_url_rule(where, "mailbox", list_mails)
    app.add_url_rule(f"{where}<name>", "mail", show_mail)
    app.add_url_rule(f"{where}<name>/html", "mail_html", show_html)


def _mail(folder: Path, name: str, visit: Visit) -> KeptMail:
    found = mailbox.one(folder, name)
    if found is None:
        raise NotFound(visit.words.text("There is no such mail."))
    return found


def _mailbox_page(mails: list[KeptMail], visit: Visit) -> Page:
    rows = tuple(
        MailRow(visit.address(f"/mailbox/{one.name}"), one.subject, one.recipient, one.date)
        for one in mails
    )
    return Page("mailbox.html", visit.words.text("Mailbox of this demo"), {"mails": rows})


def _mail_page(mail: KeptMail, visit: Visit) -> Page:
    address = f"/{visit.language}/mailbox/{mail.name}"
    values: dict[str, object] = {
        "mail": mail,
        "mailbox": visit.address("/mailbox/"),
        "links": list(dict.fromkeys(_LINK.findall(mail.text))),
        "html": f"{address}/html" if mail.html else "",
    }
    return Page("mail.html", mail.subject, values)
