import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.sources.xmltv.numbering import (
    Numbering,
    combined,
    from_ns,
    from_onscreen,
    from_progid,
    from_sub_title,
    from_title,
)
from tests.effort import effort

NUMBERS = st.one_of(st.none(), st.integers(1, 9999))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.0.", Numbering(1, 1)),
        ("2.12.", Numbering(3, 13)),
        ("1.0.0/1", Numbering(2, 1)),
        ("1 . 1 . 0/1", Numbering(2, 2)),
        ("0 . 12/13 . 0/3", Numbering(1, 13, count=13, part=1, parts=3)),
        ("1.0.1/2", Numbering(2, 1, part=2, parts=2)),
        (". . 0/2", Numbering(part=1, parts=2)),
        ("0..", Numbering(1)),
        (".11.", Numbering(None, 12)),
        ("0/3.5/10", Numbering(1, 6, count=10)),
        ("./8.", Numbering(count=8)),
        ("2025.823.", Numbering(2026, 824)),
        # As real guides have it: no season, no number, more episodes than there are.
        ("-1.12.0", Numbering(None, 13)),
        ("2025.-1.0", Numbering(2026)),
        ("2.71/25.", Numbering(3, 72)),
        (".2/0.", Numbering(None, 3)),
        ("..", Numbering()),
    ],
)
def test_xmltv_ns_counts_from_zero(text: str, number: Numbering) -> None:
    assert from_ns(text) == number


@pytest.mark.parametrize(
    "text", ["", "5", "S01E02", "1.2.3.4", "a.b.c", "0.4012025000.", "１.2.", "1/2/3.."]
)
def test_what_is_no_xmltv_ns_is_none(text: str) -> None:
    assert from_ns(text) is None


@given(NUMBERS, NUMBERS, NUMBERS)
def test_any_xmltv_ns_comes_back(season: int | None, number: int | None, count: int | None) -> None:
    first, second = (str(one - 1) if one else "" for one in (season, number))
    total = f"/{count}" if count else ""
    kept = count if count and count >= (number or 1) else None
    assert from_ns(f"{first}.{second}{total}.") == Numbering(season, number, kept)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("S01E02", Numbering(1, 2)),
        ("S1 E2", Numbering(1, 2)),
        ("s1e2", Numbering(1, 2)),
        ("S04EP10", Numbering(4, 10)),
        ("S2 E1/10", Numbering(2, 1, count=10)),
        ("S2026E825", Numbering(2026, 825)),
        ("S00E05", Numbering(0, 5)),
        ("2x03", Numbering(2, 3)),
        ("Saison 2 Episode 3", Numbering(2, 3)),
        ("Saison 2, Épisode 3 sur 10", Numbering(2, 3, count=10)),
        ("Season 2, Episode 3", Numbering(2, 3)),
        ("Season 193 Ep 1", Numbering(193, 1)),
        ("Series 2/10, Episode 3/4", Numbering(2, 3, count=4)),
        ("Episode 15 of Season 18", Numbering(18, 15)),
        ("Episode 3, Season 2", Numbering(2, 3)),
        ("Staffel 3, Folge 5", Numbering(3, 5)),
        ("Folge 5 (Staffel 3)", Numbering(3, 5)),
        ("Sesong 5 | Episode 10", Numbering(5, 10)),
        ("Seizoen 1, aflevering 2", Numbering(1, 2)),
        ("Temporada 1 Capítulo 4", Numbering(1, 4)),
        ("Stagione 2 Episodio 5", Numbering(2, 5)),
        ("21, series 42", Numbering(42, 21)),
        ("S01E02-E03", Numbering(1, 2)),
        ("S01E02E03", Numbering(1, 2)),
        ("S01E02-03", Numbering(1, 2)),
        ("E12", Numbering(None, 12)),
        ("Ep. 12", Numbering(None, 12)),
        ("épisode 12/24", Numbering(None, 12, count=24)),
        ("Folge 7", Numbering(None, 7)),
        ("12/24", Numbering(None, 12, count=24)),
        ("(3/6)", Numbering(None, 3, count=6)),
        ("12 of 24", Numbering(None, 12, count=24)),
        ("427", Numbering(None, 427)),
        ("#12", Numbering(None, 12)),
        ("N° 12", Numbering(None, 12)),
        ("S21", Numbering(21)),
        ("series 8", Numbering(8)),
        ("S2025DE4", None),
        ("#FFEE", None),
        ("Episode 0", None),
        ("Pilot", None),
        ("", None),
    ],
)
def test_onscreen_is_read_in_the_spellings_of_the_wild(text: str, number: Numbering | None) -> None:
    assert from_onscreen(text) == number


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Episode 77", (Numbering(None, 77), "")),
        ("Saison 4 Episode 100", (Numbering(4, 100), "")),
        ("S04EP10", (Numbering(4, 10), "")),
        ("8x6", (Numbering(8, 6), "")),
        ("series 5", (Numbering(5), "")),
        ("7, series 5", (Numbering(5, 7), "")),
        ("S9 E23 - Le dernier plongeon", (Numbering(9, 23), "Le dernier plongeon")),
        ("Episode 10 : Le pick-up", (Numbering(None, 10), "Le pick-up")),
        ("Series 2/10, Episode 3/4 - Eleven", (Numbering(2, 3, count=4), "Eleven")),
        ("Le dernier plongeon", None),
        ("Episode 2.8", None),
        ("Ep 559 du lundi 19 décembre 2022", None),
        ("1993/94", None),
        ("3/4", None),
        ("1984", None),
        ("Part 1: A New Evil", None),
        ("6x6 Of Southern Discomfort", None),
        ("E.T. l'extra-terrestre", None),
        ("Seven", None),
    ],
)
def test_a_sub_title_may_be_or_begin_with_a_number(
    text: str, told: tuple[Numbering, str] | None
) -> None:
    assert from_sub_title(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hey Arnold! S4 Ep. 64", (Numbering(4, 64), "Hey Arnold!")),
        ("Plus Belle la Vie: Saison 4 Episode 101", (Numbering(4, 101), "Plus Belle la Vie")),
        ("SOS sages-femmes\xa0: Saison 6: Épisode 2", (Numbering(6, 2), "SOS sages-femmes")),
        ("Missions (S01E02)", (Numbering(1, 2), "Missions")),
        ("Missions S1 E2 S1 E2", (Numbering(1, 2), "Missions")),
        ("Missions", None),
        ("Apollo 13", None),
        ("24", None),
        ("Season 11 Ep 9", None),
        ("S5 E1", None),
        ("Opérations spéciales saison 3", None),
    ],
)
def test_a_title_may_end_with_a_number(text: str, told: tuple[Numbering, str] | None) -> None:
    assert from_title(text) == told


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("EP00003026.0666", 666),
        ("EP000030260666", 666),
        ("EP00003026.0000", None),
        ("SH00003026.0666", None),
        ("MV00003026.0000", None),
        ("SNZ11955236", None),
        ("", None),
    ],
)
def test_dd_progid_ends_in_the_number_of_an_episode(text: str, number: int | None) -> None:
    assert from_progid(text) == Numbering(number=number)


def test_of_systems_that_differ_the_first_counts() -> None:
    assert combined([Numbering(1, 2), Numbering(1, 3, count=8)]) == (Numbering(1, 2), True)


def test_systems_complete_each_other() -> None:
    told = [Numbering(None, 2), Numbering(4, 2), Numbering(4, 2, count=8)]
    assert combined(told) == (Numbering(4, 2, count=8), False)


def test_no_system_says_nothing() -> None:
    assert combined([]) == (Numbering(), False)


@pytest.mark.parametrize("unit", ["S 1 ", "Episode 1 ", " 1", "e1", "s", "\xa0", "1x", "- "])
def test_the_longest_texts_are_read_at_once(unit: str) -> None:
    text = unit * (20_000 // len(unit))

    def read() -> None:
        for reading in (from_onscreen, from_sub_title, from_title, from_ns):
            reading(text)
            reading(f"S{text}1")

    assert effort(read) < 2
