"""Atom feeds by RFC 4287: one piece an entry, one document of many."""

from collections.abc import Sequence
from html import escape

from guide.formats.items import Head, Item, id_of, markup, stamp, summary

SUFFIX = "atom"
MIMETYPE = "application/atom+xml"


def entry(item: Item) -> bytes:
    """Return an `entry` element, RFC 4287 §4.1.2."""
    published = f"<published>{stamp(item.published)}</published>\n" if item.published else ""
    return (
        "<entry>\n"
        f"<id>{escape(item.id)}</id>\n"
        f"<title>{escape(item.title)}</title>\n"
        f"<updated>{stamp(item.updated)}</updated>\n{published}"
        f'<link rel="alternate" type="text/html" href="{escape(item.url)}"/>\n'
        f"{''.join(map(_category, item.tags))}"
        f"<summary>{escape(summary(item))}</summary>\n"
        f'<content type="html">{escape(markup(item))}</content>\n'
        "</entry>\n"
    ).encode()


def document(head: Head, pieces: Sequence[bytes]) -> bytes:
    """Return a feed of finished entries, RFC 4287 §4.1.1: the same bytes for the same."""
    return _opening(head).encode() + b"".join(pieces) + b"</feed>\n"


def _opening(head: Head) -> str:
    site = head.site
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(head.language)}">\n'
        f"<id>{escape(id_of(head.id, site))}</id>\n"
        f"<title>{escape(head.title)}</title>\n"
        f"<subtitle>{escape(' '.join(head.about))}</subtitle>\n"
        f"<updated>{stamp(head.updated)}</updated>\n"
        f"<author><name>{escape(site.name)}</name><uri>{escape(site.url('/'))}</uri></author>\n"
        f'<link rel="self" type="{MIMETYPE}" href="{escape(head.source)}"/>\n'
        f'<link rel="alternate" type="text/html" href="{escape(head.page)}"/>\n'
        "<generator>guide</generator>\n"
    )


def _category(tag: str) -> str:
    return f'<category term="{escape(tag)}"/>\n'
