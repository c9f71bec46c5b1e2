import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.sources.xmltv.texts import tidy
from guide.sources.xmltv.tongues import tag_of
from tests.sources.xmltv.telling import Notebook

LIMIT = 20_000


def tidied(text: str, limit: int = LIMIT) -> tuple[str, list[str]]:
    notes = Notebook()
    return tidy(text, limit, notes), notes.codes


@pytest.mark.parametrize(
    ("text", "tidy_text"),
    [
        ("Le Corbeau", "Le Corbeau"),
        ("  Le\n\t Corbeau \r\n", "Le Corbeau"),
        ("Le Corbeau\xa0!", "Le Corbeau\xa0!"),
        ("\xa0 Le Corbeau\u202f", "Le Corbeau"),
        ("un\u2028deux", "un deux"),
        ("AT&T", "AT&T"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("<BZZZZZZ...> ils entendent", "<BZZZZZZ...> ils entendent"),
        ("R&D; vite", "R&D; vite"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_white_space_collapses_and_the_rest_stays(text: str, tidy_text: str) -> None:
    assert tidied(text) == (tidy_text, [])


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("caf&eacute;", "café"),
        ("R&amp;D", "R&D"),
        ("R&amp;amp;D", "R&D"),
        ("l&#39;&#xE9;t&#233;", "l'été"),
        ("l&#146;été", "l’été"),
        ("&nbsp;&nbsp;a&nbsp;b", "a\xa0b"),
        ("&eacute;t&eacute; &nope;", "été &nope;"),
    ],
)
def test_what_is_escaped_twice_is_unescaped(text: str, plain: str) -> None:
    told, codes = tidied(text)
    assert told == plain
    assert set(codes) == {"double-escaped"}


def test_tags_of_html_go_and_other_angles_stay() -> None:
    assert tidied("<h2 class='x'>Svensk</h2> dr<br/>ama <Å>") == ("Svensk dr ama <Å>", ["markup"])
    assert tidied("&lt;b&gt;Svensk&lt;/b&gt;") == ("Svensk", ["double-escaped", "markup"])


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("don\x92t\x85", "don’t…"),
        ("Ã\x81", "Ã"),
        ("a\u200bb\ufeffc\u2060", "abc"),
        ("\u202eabc\u202c", "abc"),
        ("a\x7fb", "ab"),
    ],
)
def test_control_characters_go_or_are_what_they_were_meant_to_be(text: str, clean: str) -> None:
    assert tidied(text) == (clean, ["control-characters"])


def test_marks_of_direction_and_joiners_stay() -> None:
    text = "می\u200cخواهم \u200f(א) 👩\u200d🚀"
    assert tidied(text) == (text, [])


def test_a_long_text_is_cut_between_characters() -> None:
    told, codes = tidied("é" * 20, limit=20)
    assert (told, codes) == ("é" * 8 + "…", ["long-text"])
    assert tidied("é" * 10, limit=20) == ("é" * 10, [])


@given(
    st.text(st.characters(codec="utf-8") | st.sampled_from("&amp;<b>#39; \n\xa0\x85"), max_size=300)
)
def test_a_text_that_was_tidied_stays_as_it_is(text: str) -> None:
    once, _ = tidied(text, limit=200)
    assert len(once.encode()) <= 200
    assert tidied(once, limit=200) == (once, [])


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("fr", "fr"),
        ("FR", "fr"),
        ("en_NZ", "en-NZ"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("English", "en"),
        ("English (NZ)", "en-NZ"),
        ("français", "fr"),
        ("Allemand", "de"),
        ("日本語", "ja"),
        ("xx", ""),
        ("und", ""),
        ("title-lang", None),
        ("Language", None),
        ("", None),
    ],
)
def test_languages_are_codes_or_names(text: str, tag: str | None) -> None:
    assert tag_of(text) == tag
