import datetime as dt
from dataclasses import replace

import pytest

from guide.formats.words import words
from guide.model.airing import Showing, ShowingKind
from guide.model.catalogue import Season
from guide.model.changes import Change, ChangeKind
from guide.model.listing import Listing, Slot
from guide.model.texts import Text
from tests.formats.builders import CITY, MAX, PREMIERE, SLOT, episode, film, listing, season_1

FRENCH, ENGLISH = words("fr"), words("en")
CHANNELS = {"ocs-city": CITY, "ocs-max": MAX}
BEFORE = Slot("ocs-city", dt.date(2017, 6, 1), PREMIERE, PREMIERE + SLOT)
AFTER = Slot(
    "ocs-max",
    dt.date(2017, 6, 1),
    dt.datetime(2017, 6, 1, 23, 30, tzinfo=dt.UTC),
    dt.datetime(2017, 6, 2, tzinfo=dt.UTC),
)


def french(text: str) -> str:
    """Return `text` with the no-break spaces of French print."""
    nbsp = "\N{NO-BREAK SPACE}"
    for mark in ":;!?»":
        text = text.replace(f" {mark}", f"{nbsp}{mark}")
    return text.replace("« ", f"«{nbsp}")


def special() -> Listing:
    return listing(episode=replace(episode(3, title=Text.of("Coulisses")), season=0))


@pytest.mark.parametrize(
    ("item", "in_french", "in_english"),
    [
        (listing(), "Missions — S1 É1 « Ulysse »", "Missions – S1 E1 “Ulysse”"),
        (season_1()[1], "Missions — S1 É2", "Missions – S1 E2"),
        (film("Solaris", PREMIERE), "Solaris", "Solaris"),
        (special(), "Missions — hors-série 3 « Coulisses »", "Missions – special 3 “Coulisses”"),
        (listing(episode=replace(episode(1), number=None)), "Missions", "Missions"),
        (
            listing(episode=replace(episode(7, title=Text.of("Retour")), season=None)),
            "Missions — É7 « Retour »",
            "Missions – E7 “Retour”",
        ),
    ],
)
def test_a_listing_is_called(item: Listing, in_french: str, in_english: str) -> None:
    assert FRENCH.listing_title(item) == french(in_french)
    assert ENGLISH.listing_title(item) == in_english


def test_a_film_without_a_title_has_its_original_one_or_none() -> None:
    item = film("Solaris", PREMIERE)
    original = replace(item, episode=replace(item.episode, title=None, original_title="Солярис"))
    unknown = replace(item, episode=replace(item.episode, title=None))
    assert FRENCH.listing_title(original) == "Солярис"
    assert FRENCH.listing_title(unknown) == "Titre inconnu"


def test_episodes_are_named_below_their_season() -> None:
    assert FRENCH.episode_name(listing().episode) == french("Épisode 1 « Ulysse »")
    assert ENGLISH.episode_name(episode(5)) == "Episode 5"
    assert FRENCH.episode_name(special().episode) == french("Hors-série 3 « Coulisses »")


def test_seasons_are_named() -> None:
    titled = Season("missions", 2, title=Text.of("Mars"))
    assert FRENCH.season_name(1) == "saison 1"
    assert FRENCH.season_name(0) == "hors-série"
    assert FRENCH.season_name(titled) == french("saison 2 « Mars »")


def test_a_slot_tells_channel_and_moment() -> None:
    told = "OCS City, jeudi 1er juin 2017 à 20h40, heure de Paris"
    assert FRENCH.slot(BEFORE, CHANNELS) == told
    day = replace(BEFORE, starts=None, ends=None)
    assert FRENCH.slot(day, CHANNELS) == "OCS City, jeudi 1er juin 2017 (heure à confirmer)"
    assert ENGLISH.slot(BEFORE, {}) == "ocs-city, Thursday 1 June 2017"


def change(kind: ChangeKind, **fields: object) -> Change:
    whole = Change(kind, "airing", "mission-1", "Missions")
    return replace(whole, **fields)  # type: ignore[arg-type]  # tests name fields freely


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (
            change(ChangeKind.NEW, after=BEFORE),
            "Nouveau : Missions, OCS City, jeudi 1er juin 2017 à 20h40, heure de Paris",
        ),
        (
            change(ChangeKind.MOVED, before=BEFORE, after=AFTER),
            (
                "Déplacé : Missions, OCS Max, nuit du jeudi 1er au vendredi 2 juin 2017, 1h30, "
                "heure de Paris (avant : OCS City, jeudi 1er juin 2017 à 20h40, heure de Paris)"
            ),
        ),
        (
            change(
                ChangeKind.RETIMED, before=BEFORE, after=replace(BEFORE, ends=PREMIERE + 2 * SLOT)
            ),
            (
                "Nouvelle heure de fin : Missions, "
                "OCS City, jeudi 1er juin 2017 à 20h40, heure de Paris, jusqu’à 21h40 "
                "(avant : OCS City, jeudi 1er juin 2017 à 20h40, heure de Paris, jusqu’à 21h10)"
            ),
        ),
        (
            change(ChangeKind.RENAMED, before=BEFORE, after=BEFORE, old_title="Open Space"),
            "Renommé : Missions (avant : Open Space)",
        ),
        (
            change(ChangeKind.CANCELLED, before=BEFORE),
            "Annulé : Missions, OCS City, jeudi 1er juin 2017 à 20h40, heure de Paris",
        ),
        (change(ChangeKind.NEW), "Nouveau : Missions"),
    ],
)
def test_a_change_is_told_in_a_sentence(what: Change, told: str) -> None:
    assert FRENCH.change(what, CHANNELS) == french(told)


def test_labels_begin_with_the_showing() -> None:
    assert ENGLISH.labels(listing(live=True)) == ["Series premiere", "live"]


def test_what_nobody_knows_has_no_label() -> None:
    unknown = listing(showing=Showing(ShowingKind.UNKNOWN, ShowingKind.UNKNOWN), live=True)
    assert FRENCH.showing(unknown) == ""
    assert FRENCH.labels(unknown) == ["en direct"]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        words("de")


def test_values_are_filled_in_and_counted() -> None:
    assert FRENCH.plural("%(count)s episode", "%(count)s episodes", 0) == "0 épisode"
    assert ENGLISH.plural("%(count)s episode", "%(count)s episodes", 0) == "0 episodes"
    assert FRENCH.gettext("no such message") == "no such message"
