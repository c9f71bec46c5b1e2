import datetime as dt
from dataclasses import replace

import pytest

from guide.formats import xmltv
from guide.formats.words import words
from guide.model.airing import Showing, ShowingKind, Status
from guide.model.catalogue import Bouquet, Channel
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from tests.formats.builders import CITY, EVENING, MAX, PREMIERE, SITE, film, listing
from tests.formats.xmltv.documents import (
    attributes,
    broadcasts_of,
    document,
    parsed,
    programmes,
    release_of,
    texts,
)

HOUR = dt.timedelta(hours=1)
FAR = Channel("far", "Far", "Asia/Tokyo", aliases=("A.far",))


def starts(body: bytes) -> list[tuple[str | None, str | None]]:
    return [(one.get("channel"), one.get("start")) for one in programmes(body)]


def test_a_document_is_declared_as_the_tools_expect() -> None:
    body = document(listing())
    assert body.startswith(
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tv SYSTEM "xmltv.dtd">\n<tv '
    )
    assert body.endswith(b"  </programme>\n</tv>\n")
    assert attributes(parsed(body)) == {"source-info-name": "Guide", "generator-info-name": "guide"}


def test_channels_come_first_by_their_ids_then_programmes_by_channel_and_start() -> None:
    some = [
        film("b", PREMIERE + HOUR * 4, channel=CITY),
        film("a", PREMIERE, channel=MAX),
        film("c", PREMIERE, channel=FAR),
        listing(channel=CITY),
    ]
    body = document(*some)
    assert [str(child.tag) for child in parsed(body)] == ["channel"] * 3 + ["programme"] * 4
    assert [one.get("id") for one in parsed(body).findall("channel")] == [
        "A.far",
        "OCSCity.fr",
        "OCSMax.fr",
    ]
    assert starts(body) == [
        ("A.far", "20170602034000 +0900"),
        ("OCSCity.fr", "20170601204000 +0200"),
        ("OCSCity.fr", "20170602004000 +0200"),
        ("OCSMax.fr", "20170601204000 +0200"),
    ]


def test_every_order_of_the_listings_gives_the_same_bytes() -> None:
    some = [film(f"{n}", PREMIERE + n * HOUR * 2, channel=(CITY, MAX)[n % 2]) for n in range(6)]
    assert document(*some) == document(*reversed(some))


def test_it_reaches_from_the_utc_day_before_to_whatever_is_announced() -> None:
    midnight = dt.datetime(2017, 5, 31, tzinfo=dt.UTC)
    some = [
        film("over", midnight - 2 * HOUR, ends=midnight),
        film("across", midnight - HOUR, ends=midnight + HOUR),
        film("far", PREMIERE + dt.timedelta(days=900)),
    ]
    assert [texts(one, "title") for one in programmes(document(*some))] == [["across"], ["far"]]


def test_it_is_the_same_all_utc_day_long() -> None:
    bodies = {document(listing(), now=EVENING.replace(hour=hour)) for hour in (0, 12, 23)}
    assert len(bodies) == 1
    here = EVENING.replace(hour=1).astimezone(dt.timezone(dt.timedelta(hours=-5)))
    assert document(listing(), now=here) in bodies


def test_a_channel_that_shows_nothing_is_left_out() -> None:
    """tv_validate_file wants a programme of every channel."""
    nothing = film("x", PREMIERE, channel=MAX, status=Status.CANCELLED)
    body = document(listing(), nothing)
    assert [one.get("id") for one in parsed(body).findall("channel")] == ["OCSCity.fr"]


def test_where_none_shows_anything_all_are_named() -> None:
    body = document(film("x", PREMIERE, channel=MAX, status=Status.CANCELLED))
    assert [one.get("id") for one in parsed(body).findall("channel")] == ["OCSMax.fr"]
    assert programmes(body) == []


def test_a_channel_and_a_bouquet_have_documents_of_their_own() -> None:
    some = [listing(), film("a", PREMIERE, channel=MAX), film("f", PREMIERE, channel=FAR)]
    release = release_of(some)
    release.catalogue.bouquets["ocs"] = Bouquet("ocs", "OCS", (MAX.id, CITY.id, "unknown"))

    def channels(stem: str) -> list[str | None]:
        target = Target.parse(stem)
        assert target is not None
        pieces = xmltv.feed(
            release,
            target,
            broadcasts=broadcasts_of(some),
            site=SITE,
            words=words("fr"),
            now=EVENING,
        )
        return [one.get("channel") for one in programmes(b"".join(pieces))]

    assert channels("channels/ocs-max") == ["OCSMax.fr"]
    assert channels("bouquets/ocs") == ["OCSCity.fr", "OCSMax.fr"]
    assert channels("all") == ["A.far", "OCSCity.fr", "OCSMax.fr"]
    for stem in ("channels/none", "bouquets/none", "series/missions", "premieres"):
        with pytest.raises(KeyError):
            channels(stem)


def test_what_was_first_on_another_channel_is_known_where_both_are_told() -> None:
    again = Showing(ShowingKind.REPEAT)
    later = listing(id="2", starts=PREMIERE + HOUR, ends=PREMIERE + 2 * HOUR, showing=again)
    some = [listing(channel=MAX), later]
    both, one = document(*some), document(*some, stem=f"channels/{CITY.id}")
    assert b'<previously-shown start="20170601204000 +0200" channel="OCSMax.fr"/>' in both
    assert b"<previously-shown/>" in one


def test_the_language_is_that_of_the_words() -> None:
    body = document(listing(), language="en")
    assert b'<premiere lang="en">First run</premiere>' in body
    assert b"<category>Science fiction</category>" in body


def test_a_site_without_a_usable_name_has_none() -> None:
    body = document(listing(), site=Site("\x00", "https://guide.example", "x"))
    assert attributes(parsed(body)) == {"generator-info-name": "guide"}


def test_markup_in_texts_is_text() -> None:
    title = 'A & B <script>"x"</script> ]]> \x1b[2J'
    some = film(title, PREMIERE, channel=replace(CITY, name=title, aliases=("OCSCity.fr",)))
    body = document(some)
    cleaned = 'A & B <script>"x"</script> ]]> [2J'
    assert texts(programmes(body)[0], "title") == [cleaned]
    assert texts(parsed(body), "channel/display-name") == [cleaned]


def test_it_comes_in_pieces() -> None:
    some = [film("x", PREMIERE + n * HOUR * 3, synopsis=Text.of("y" * 1000)) for n in range(1000)]
    pieces = list(
        xmltv.feed(
            release_of(some),
            Target(TargetKind.ALL),
            broadcasts=broadcasts_of(some),
            site=SITE,
            words=words("fr"),
            now=EVENING,
        )
    )
    assert len(pieces) == 7
    assert max(map(len, pieces)) < 400_000
