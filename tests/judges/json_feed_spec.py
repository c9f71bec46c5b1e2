"""JSON Feed 1.1 as its specification reads: what must be there, of what type, and what must not.

Written from https://www.jsonfeed.org/version/1.1/, not from what we write. The names of extensions
begin with an underscore; anything else that it does not name is an error.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _date(given: str) -> str:
    if not _RFC_3339.fullmatch(given):
        raise ValueError("dates are by RFC 3339")
    return given


def _address(given: str) -> str:
    if not re.match(r"https?://[^/\s]+/", given):
        raise ValueError("an address is absolute")
    return given


Date = Annotated[str, AfterValidator(_date)]
Address = Annotated[str, AfterValidator(_address)]
Named = Annotated[str, Field(min_length=1)]


class _Known(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Author(_Known):
    """At least one of the properties must be present."""

    name: Named | None = None
    url: Address | None = None
    avatar: Address | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Author":
        if not self.model_fields_set:
            raise ValueError("an author is somebody")
        return self


class Attachment(_Known):
    url: Address
    mime_type: Named
    title: str | None = None
    size_in_bytes: int | None = None
    duration_in_seconds: int | None = None


class Item(_Known):
    """An id is required, and one of content_html and content_text."""

    id: Named
    url: Address | None = None
    external_url: Address | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    image: Address | None = None
    banner_image: Address | None = None
    date_published: Date | None = None
    date_modified: Date | None = None
    authors: list[Author] | None = None
    tags: list[str] | None = None
    language: str | None = None
    attachments: list[Attachment] | None = None

    @model_validator(mode="after")
    def _has_content(self) -> "Item":
        if self.content_html is None and self.content_text is None:
            raise ValueError("an item has content_html or content_text")
        return self


class Feed(_Known):
    version: Literal["https://jsonfeed.org/version/1.1"]
    title: Named
    home_page_url: Address | None = None
    feed_url: Address | None = None
    description: str | None = None
    user_comment: str | None = None
    next_url: Address | None = None
    icon: Address | None = None
    favicon: Address | None = None
    authors: list[Author] | None = None
    language: str | None = None
    expired: bool | None = None
    items: list[Item]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Feed":
        if len({item.id for item in self.items}) != len(self.items):
            raise ValueError("an id is unique within its feed")
        return self


def judge(body: bytes) -> Feed:
    """Return the feed; raise ValueError for whatever the specification forbids."""
    if body.startswith(b"\xef\xbb\xbf"):
        raise ValueError("JSON has no byte order mark (RFC 8259 §8.1)")
    return Feed.model_validate_json(_plain(body))


def _plain(body: bytes) -> bytes:
    # Bytes that are no UTF-8 are refused here rather than replaced.
    body.decode("utf-8", "strict")
    return body


def faults(body: bytes) -> list[Any]:
    try:
        judge(body)
    except ValueError as fault:
        return [fault]
    return []
