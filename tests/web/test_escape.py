"""Whatever a source calls its programmes, a page shows it as text."""

from dataclasses import replace

import pytest
from werkzeug.test import Client

from guide.model.catalogue import Catalogue, Credit, Link
from guide.model.texts import Text
from tests.releases.builders import FILM
from tests.web.looking import parsed
from tests.web.test_every_address import pages
from tests.web.world import BASE, World, evening_draft, trade

Shape = list[tuple[str, tuple[str, ...]]]
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><script>x</script>",
    "{{ 7 * 7 }}{% raw %}",
    "%(series)s %s %",
    "javascript:alert(1)",
    "<!-- --><svg/onload=alert(1)>",
    "&lt;b&gt;&amp;",
    "\u202e<iframe src=//evil.test>",
)


def poisoned(payload: str) -> Catalogue:
    known, text = trade(), Text.of({"en": payload})
    film = replace(
        known.episodes[FILM],
        title=text,
        teaser=text,
        synopsis=text,
        note=text,
        original_title=payload,
        genres=(payload,),
        credits=(Credit("director", payload, payload),),
        links=(Link("https://example.org/?a=<b>&c", text),),
    )
    series = replace(known.series["missions"], title=text, note=text, teaser=text)
    season = replace(known.seasons["missions/season-1"], title=text, note=text)
    channels = {one.id: replace(one, name=payload, note=text) for one in known.channels.values()}
    bouquets = {one.id: replace(one, name=payload, note=text) for one in known.bouquets.values()}
    platforms = {one.id: replace(one, name=payload) for one in known.platforms.values()}
    return replace(
        known,
        channels=channels,
        bouquets=bouquets,
        platforms=platforms,
        series={"missions": series},
        seasons={**known.seasons, season.id: season},
        episodes={**known.episodes, FILM: film},
    )


def shape(text: str) -> Shape:
    """Return the elements of a page with the names of their attributes, not their texts; in no
    order, for lists are sorted by titles.
    """
    return sorted((str(one.tag), tuple(sorted(one.attrib))) for one in parsed(text).iter())


def shapes(client: Client) -> dict[str, Shape]:
    return {address: shape(client.get(address, base_url=BASE).text) for address in pages(client)}


@pytest.fixture(scope="module")
def harmless(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Shape]:
    world = World(tmp_path_factory.mktemp("harmless"))
    world.publish(evening_draft(of=poisoned("Harmless")), note="Harmless")
    found = shapes(world.client())
    world.database.close()
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_title_becomes_an_element_or_attribute(
    payload: str,
    harmless: dict[str, Shape],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    world = World(tmp_path_factory.mktemp("poisoned"))
    world.publish(evening_draft(of=poisoned(payload)), note=payload)
    assert shapes(world.client()) == harmless
    world.database.close()
