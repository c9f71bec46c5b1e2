"""Which channel is which: the same at each import, in whatever order a guide names them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from guide.model.changes import ChangeKind
from guide.model.listing import Listing
from guide.model.source import ImportSource
from guide.publishing.publish import ImportOutcome, Verdict
from tests.publishing.test_importer import NATIONAL, NOW, House

REGIONAL = replace(NATIONAL, id="regional", name="Regional")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    one = House(tmp_path)
    yield one
    one.close()


def figures(text: str) -> str:
    """Return what tells apart, in a title too, what differs in separators or case only."""
    return text.encode().hex()


def guide(*channels: str, title: str = "On {}") -> str:
    """Return a guide whose channels have one programme each, all at nine in the evening."""
    declared = "".join(
        f'<channel id="{one}"><display-name>{one}</display-name></channel>' for one in channels
    )
    on = "".join(
        f'<programme start="20261121210000 +0100" stop="20261121220000 +0100" channel="{one}">'
        f"<title>{title.format(figures(one))}</title></programme>"
        for one in channels
    )
    return f"<tv>{declared}{on}</tv>"


def title_of(listing: Listing) -> str:
    assert listing.series
    return listing.series.title.wordings[0][1]


def shown(house: House) -> dict[str, tuple[str, str]]:
    """Return by id the name of each channel and what is on there."""
    return {
        one.channel.id: (one.channel.name, title_of(one))
        for one in house.listings()
        if one.airing.status.value == "confirmed"
    }


def take(house: House, text: str, source: ImportSource = NATIONAL) -> ImportOutcome:
    return house.take(text, source=source, allow_shrink=100)


def kinds(outcome: ImportOutcome) -> list[ChangeKind]:
    return [one.kind for one in outcome.changes]


THREE = {
    "a-b-82badf67": ("a/b", f"On {figures('a/b')}"),
    "a-b-31d1e1bc": ("a.b", f"On {figures('a.b')}"),
    "a-b-7faae47c": ("a b", f"On {figures('a b')}"),
}


def test_channels_with_ids_alike_stay_who_they_are_in_another_order(house: House) -> None:
    take(house, guide("a/b", "a.b", "a b"))
    assert shown(house) == THREE
    assert take(house, guide("a b", "a.b", "a/b")).verdict is Verdict.UNCHANGED
    take(house, guide("a b", "a/b", "a.b", title="Now on {}"))
    assert shown(house) == {
        own: (name, f"Now on {figures(name)}") for own, (name, _) in THREE.items()
    }


def test_a_channel_in_place_of_one_with_an_id_alike_is_another(house: House) -> None:
    take(house, guide("a/b", "a.b", "a b"))
    outcome = take(house, guide("a b", "a.b", "a+b"))
    assert (kinds(outcome), outcome.added) == ([ChangeKind.CANCELLED], 1)
    own = {"a-b-31d1e1bc": THREE["a-b-31d1e1bc"], "a-b-7faae47c": THREE["a-b-7faae47c"]}
    assert shown(house) == own | {"a-b-7a7849e0": ("a+b", f"On {figures('a+b')}")}


def test_a_channel_keeps_its_name_when_others_come_and_when_it_comes_back(house: House) -> None:
    take(house, guide("Canal.fr"))
    take(house, guide("canal.fr", "Canal.fr"))
    both = {
        "canal-fr": ("Canal.fr", f"On {figures('Canal.fr')}"),
        "canal-fr-635eb81b": ("canal.fr", f"On {figures('canal.fr')}"),
    }
    assert shown(house) == both
    take(house, guide("canal.fr"))
    take(house, guide("canal.fr", "Canal.fr"))
    assert shown(house) == both


def test_a_channel_is_the_same_after_its_source_was_away(house: House) -> None:
    take(house, guide("a/b"))
    take(house, guide("a:b"), REGIONAL)
    before = shown(house)
    for source in ("national", "regional"):
        house.importer.drop(source, now=NOW)
    take(house, guide("a:b"), REGIONAL)
    take(house, guide("a/b"))
    assert shown(house) == before


def test_channels_of_two_sources_are_one_by_their_exact_id_alone(house: House) -> None:
    take(house, guide("a/b", "ARTE.fr"))
    take(house, guide("a:b", "ARTE.fr", title="Also on {}"), REGIONAL)
    assert shown(house) == {
        "a-b": ("a/b", f"On {figures('a/b')}"),
        "a-b-78d6dbab": ("a:b", f"Also on {figures('a:b')}"),
        "arte-fr": ("ARTE.fr", f"On {figures('ARTE.fr')}"),
    }


FILES = """
channels:
  tf1-fr: {name: Une, zone: Europe/Paris}
  arte: {name: Arte, zone: Europe/Paris, aliases: ARTE.fr}
"""


def test_no_import_comes_upon_a_channel_of_the_files_by_an_id_alike(house: House) -> None:
    house.publish(FILES)
    take(house, guide("TF1.fr", "arte.", "ARTE.fr"))
    assert shown(house) == {
        "tf1-fr-4f3cd753": ("TF1.fr", f"On {figures('TF1.fr')}"),
        "arte-eb0b63ad": ("arte.", f"On {figures('arte.')}"),
        "arte": ("Arte", f"On {figures('ARTE.fr')}"),
    }


def test_an_import_comes_upon_a_channel_of_the_files_by_its_id_or_a_map(house: House) -> None:
    house.publish(FILES)
    take(house, guide("tf1-fr", "x"), replace(NATIONAL, channels=(("x", "arte"),)))
    assert shown(house) == {
        "tf1-fr": ("Une", f"On {figures('tf1-fr')}"),
        "arte": ("Arte", f"On {figures('x')}"),
    }


def test_a_channel_stays_when_the_files_describe_it_and_when_they_drop_it(house: House) -> None:
    take(house, guide("TF1.fr"))
    house.publish(FILES)
    take(house, guide("TF1.fr", "tf1.fr"))
    other = {"tf1-fr-826ffa73": ("tf1.fr", f"On {figures('tf1.fr')}")}
    assert shown(house) == {"tf1-fr": ("Une", f"On {figures('TF1.fr')}")} | other
    house.publish("channels: {}")
    take(house, guide("tf1.fr", "TF1.fr"))
    assert shown(house) == {"tf1-fr": ("TF1.fr", f"On {figures('TF1.fr')}")} | other


def test_a_channel_that_the_files_named_by_its_id_stays_when_they_drop_it(house: House) -> None:
    house.publish(FILES)
    take(house, guide("tf1-fr"))
    house.publish("channels: {}")
    take(house, guide("tf1-fr", title="Now on {}"))
    assert shown(house) == {"tf1-fr": ("tf1-fr", f"Now on {figures('tf1-fr')}")}


def test_a_channel_is_known_to_a_source_after_another_has_described_it(house: House) -> None:
    take(house, guide("TF1.fr"))
    first = replace(REGIONAL, priority=1, channels=(("C192", "tf1-fr"),))
    take(house, guide("C192"), first)
    take(house, guide("TF1.fr", "x", title="Now on {}"))
    x = {"x": ("x", f"Now on {figures('x')}")}
    assert shown(house) == {"tf1-fr": ("C192", f"On {figures('C192')}")} | x
    house.importer.drop("regional", now=NOW)
    assert shown(house) == {"tf1-fr": ("TF1.fr", f"Now on {figures('TF1.fr')}")} | x


def test_a_channel_is_known_after_its_source_called_it_otherwise(house: House) -> None:
    take(house, guide("TF1.fr"))
    other = replace(NATIONAL, channels=(("C192", "tf1-fr"),))
    take(house, guide("C192"), other)
    take(house, guide("TF1.fr"), other)
    assert shown(house) == {"tf1-fr": ("TF1.fr", f"On {figures('TF1.fr')}")}


def test_a_map_that_was_mistaken_is_forgotten(house: House) -> None:
    take(house, guide("x.tf1"), replace(NATIONAL, channels=(("x.tf1", "arte"),)))
    for _ in range(2):
        take(house, guide("x.tf1"))
        assert shown(house) == {"x-tf1": ("x.tf1", f"On {figures('x.tf1')}")}


def test_titles_alike_are_works_of_their_own_in_any_order(house: House) -> None:
    titles = ["C", "C++", "Film de Canal.fr", "Film de Canal+.fr"]
    for order in (titles, titles[::-1]):
        take(house, "".join(["<tv>", *map(programme, order), "</tv>"]))
        assert {(title_of(one), one.airing.episode) for one in house.listings()} == {
            ("C", "c/episode"),
            ("C++", "c-3b01eb89/episode"),
            ("Film de Canal.fr", "film-de-canal-fr/episode"),
            ("Film de Canal+.fr", "film-de-canal-fr-04bfc892/episode"),
        }


def programme(title: str) -> str:
    hour = 10 + len(title) % 10
    return (
        f'<programme start="20261121{hour}0000 +0100" stop="20261121{hour}3000 +0100" '
        f'channel="x"><title>{title}</title></programme>'
    )
