"""Messages as bytes (RFC 5322, 2045): made once, with gaps that each recipient fills."""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from email.header import Header
from email.utils import format_datetime

from guide.formats.mail.clean import atom, clean, safe_address, safe_token
from guide.model.site import Site

# What no cleaned text can contain marks the gaps, so that no title can forge one.
_GAP = "\x01"
_GAPS = re.compile(rb"\x01([a-z]+)\x01")
_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*")


def gap(name: str) -> str:
    return f"{_GAP}{name}{_GAP}"


@dataclass(frozen=True, slots=True)
class Recipient:
    """`id` is opaque: a subscriber's, or a sign-up's for its confirmation."""

    id: str
    address: str
    manage: str = ""
    unsubscribe: str = ""
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """A whole message but for the recipient: constant bytes and names of gaps in turn."""

    pieces: tuple[bytes, ...]

    def fill(self, recipient: Recipient, *, now: dt.datetime) -> bytes:
        """Return the message to one recipient, dated `now`.

        Message-ID derives from what the mail is about and who gets it: the same whenever it is
        sent again. Raises ValueError if the address or a token could not stand in a header.
        """
        values = {
            b"address": safe_address(recipient.address),
            b"hash": hashlib.sha256(recipient.id.encode()).hexdigest()[:16].encode(),
            b"date": format_datetime(now).encode(),
        }
        for name in ("manage", "unsubscribe", "confirm"):
            if token := getattr(recipient, name):
                values[name.encode()] = safe_token(token)
        filled = list(self.pieces)
        filled[1::2] = [values[name] for name in self.pieces[1::2]]
        return b"".join(filled)


@dataclass(frozen=True, slots=True)
class Thread:
    """What identifies a mail: `reference` is unique per content, `root` per airing ("": none)."""

    reference: str
    root: str = ""


@dataclass(frozen=True, slots=True)
class Headers:
    """Everything above the body; `lists` are finished lines for mails that can be left."""

    sender: str
    subject: str
    language: str
    thread: Thread
    lists: tuple[str, ...] = ()


def assemble(headers: Headers, text: str, html: str = "", *, site: Site) -> MailTemplate:
    """Return the template of a message of 8-bit text, with an HTML alternative if there is one."""
    message = "\r\n".join([*_head(headers, site), *_body(text, html)])
    return MailTemplate(tuple(_GAPS.split(message.encode())))


def _head(headers: Headers, site: Site) -> list[str]:
    host, thread = mail_host(site), headers.thread
    lines = [
        f"From: {phrase(site.name)} <{headers.sender}>",
        f"To: {gap('address')}",
        f"Subject: {_unstructured(headers.subject)}",
        f"Date: {gap('date')}",
        f"Message-ID: <{thread.reference}.{gap('hash')}@{host}>",
    ]
    if thread.root:
        root = f"<{thread.root}.{gap('hash')}@{host}>"
        lines += [f"In-Reply-To: {root}", f"References: {root}"]
    return [
        *lines,
        *headers.lists,
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        f"X-Guide-Ref: {thread.reference}.{gap('hash')}",
        f"Content-Language: {headers.language}",
        "MIME-Version: 1.0",
    ]


def _body(text: str, html: str) -> list[str]:
    if not html:
        return _part("plain", text)
    # Derived from what it separates, so that no text can contain it.
    boundary = "guide-" + hashlib.sha256((text + html).encode()).hexdigest()[:32]
    return [
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
        "",
        f"--{boundary}",
        *_part("plain", text),
        f"--{boundary}",
        *_part("html", html),
        f"--{boundary}--",
        "",
    ]


def _part(subtype: str, text: str) -> list[str]:
    return [
        f'Content-Type: text/{subtype}; charset="utf-8"',
        "Content-Transfer-Encoding: 8bit",
        "",
        *text.strip().split("\n"),
        "",
    ]


def mail_host(site: Site) -> str:
    """Return the right side of our Message-IDs and List-Ids: a public name, else the instance."""
    return site.host if _NAME.fullmatch(site.host) else atom(site.instance)


def phrase(text: str) -> str:
    """Return text as a display name (RFC 5322 phrase, RFC 2047 beyond ASCII)."""
    text = clean(text, limit=80)
    if text.isascii() and "=?" not in text:
        return '"{}"'.format(re.sub(r'([\\"])', r"\\\1", text))
    return Header(text, "utf-8").encode(linesep="\r\n")


def _unstructured(text: str) -> str:
    # What looks like an encoded word would be decoded: then it is encoded itself.
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    return Header(text, charset, header_name="Subject").encode(linesep="\r\n")
