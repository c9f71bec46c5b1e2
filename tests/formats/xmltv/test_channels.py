import re

import pytest

from guide.formats.xmltv.channels import channel_element, ids
from guide.model.catalogue import Channel, Link
from guide.model.site import Site
from tests.formats.builders import SITE

PARIS = "Europe/Paris"
VALID = re.compile(r"[-a-zA-Z0-9]+(\.[-a-zA-Z0-9]+)+")


def channel(key: str, *aliases: str) -> Channel:
    return Channel(key, key.title(), PARIS, aliases=aliases)


def test_an_id_is_the_first_alias_that_is_one() -> None:
    known = [channel("city", "733", "2:234000:100", "OCSCity.fr", "C733.api.telerama.fr")]
    assert ids(known, SITE) == {"city": "OCSCity.fr"}


def test_without_such_an_alias_it_is_ours_at_this_host() -> None:
    assert ids([channel("city", "733", "TF1@hd", "a.b."), channel("max")], SITE) == {
        "city": "city.guide.example",
        "max": "max.guide.example",
    }


@pytest.mark.parametrize(
    ("base", "host"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1"),
        ("http://localhost", "localhost"),
        ("https://tv.example/guide", "tv.example"),
        ("http://[::1]:8000", "guide"),
    ],
)
def test_the_host_is_that_of_the_site(base: str, host: str) -> None:
    (made,) = ids([channel("city")], Site("Guide", base, "x")).values()
    assert made == f"city.{host}"
    assert VALID.fullmatch(made)


def test_no_two_differ_by_nothing_but_case() -> None:
    known = [
        channel("one", "TF1.fr"),
        channel("two", "tf1.FR", "Two.fr"),
        channel("three", "Tf1.Fr"),
        channel("four", "Three.guide.example"),
    ]
    assert ids(known, SITE) == {
        "one": "TF1.fr",
        "two": "Two.fr",
        "three": "three.guide.example",
        "four": "four.guide.example",
    }
    clash = [channel("a", "b.guide.example"), channel("b")]
    assert ids(clash, SITE) == {"a": "b.guide.example", "b": "b-2.guide.example"}


def test_what_one_guide_gives_out_another_gives_out_again() -> None:
    first = ids([channel("city", "OCSCity.fr"), channel("max", "733")], SITE)
    there = [channel(f"c{n}", given) for n, given in enumerate(first.values())]
    other = Site("Other", "https://other.example", "x")
    assert list(ids(there, other).values()) == list(first.values())


def test_a_channel_has_its_name_its_mark_and_its_pages() -> None:
    known = Channel(
        "city",
        "OCS <City> & co\n",
        PARIS,
        icon="https://ocs.example/city.png",
        links=(Link("https://ocs.example/"), Link("https://ocs.example/")),
    )
    assert channel_element(known, "OCSCity.fr") == (
        '  <channel id="OCSCity.fr">\n'
        "    <display-name>OCS &lt;City&gt; &amp; co</display-name>\n"
        '    <icon src="https://ocs.example/city.png"/>\n'
        "    <url>https://ocs.example/</url>\n"
        "  </channel>\n"
    )


def test_a_channel_without_a_name_is_called_by_its_id() -> None:
    assert "<display-name>city</display-name>" in channel_element(
        Channel("city", "\x00", PARIS), "x.y"
    )
