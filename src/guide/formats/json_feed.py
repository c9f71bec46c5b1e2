"""JSON Feeds, version 1.1: one piece an item, one document of many."""

import json
from collections.abc import Sequence

from guide.formats.items import Head, Item, markup, stamp, summary

SUFFIX = "json"
MIMETYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"
# One encoder for all: making it takes longer than an item.
_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def entry(item: Item) -> bytes:
    """Return an item, JSON Feed 1.1 "Items"."""
    told: dict[str, object] = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": summary(item),
        "content_html": markup(item),
        "date_modified": stamp(item.updated),
    }
    if item.published:
        told["date_published"] = stamp(item.published)
    if item.tags:
        told["tags"] = item.tags
    return _json(told)


def document(head: Head, pieces: Sequence[bytes]) -> bytes:
    """Return a feed of finished items, JSON Feed 1.1 "Top-level": the same bytes for the same."""
    site = head.site
    told: dict[str, object] = {
        "version": VERSION,
        "title": head.title,
        "home_page_url": head.page,
        "feed_url": head.source,
        "description": " ".join(head.about),
        "language": head.language,
        "authors": [{"name": site.name, "url": site.url("/")}],
    }
    return _json(told)[:-1] + b',\n"items":[\n' + b",\n".join(pieces) + b"\n]}\n"


def _json(told: dict[str, object]) -> bytes:
    return _encoded(told).encode()
