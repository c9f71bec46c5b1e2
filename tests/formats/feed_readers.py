"""Atom and JSON feeds as a plain parser sees them."""

import json
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, fromstring

ATOM = "{http://www.w3.org/2005/Atom}"


class Read(NamedTuple):
    """An entry of either format; `link` is its page."""

    id: str
    title: str
    updated: str
    published: str
    link: str
    summary: str
    html: str
    tags: list[str]


def feed_element(body: bytes) -> Element:
    return fromstring(body)


def text(element: Element, name: str) -> str:
    found = element.find(f"{ATOM}{name}")
    return "" if found is None else "".join(found.itertext())


def link(element: Element, rel: str) -> str:
    (found,) = (one for one in element.iter(f"{ATOM}link") if one.get("rel") == rel)
    return found.get("href", "")


def atom_entries(body: bytes) -> list[Read]:
    return [_atom_entry(one) for one in feed_element(body).findall(f"{ATOM}entry")]


def _atom_entry(one: Element) -> Read:
    return Read(
        id=text(one, "id"),
        title=text(one, "title"),
        updated=text(one, "updated"),
        published=text(one, "published"),
        link=link(one, "alternate"),
        summary=text(one, "summary"),
        html=text(one, "content"),
        tags=[tag.get("term", "") for tag in one.iter(f"{ATOM}category")],
    )


def json_items(body: bytes) -> list[Read]:
    told: dict[str, Any] = json.loads(body)
    return [
        Read(
            one["id"],
            one["title"],
            one["date_modified"],
            one.get("date_published", ""),
            one["url"],
            one["summary"],
            one["content_html"],
            one.get("tags", []),
        )
        for one in told["items"]
    ]
