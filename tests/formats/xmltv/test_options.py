import pytest

from guide.formats.xmltv import Options, Profile
from guide.model.feed_options import OptionError

LANGUAGES = ("fr", "en")


def test_what_is_the_default_is_left_out() -> None:
    plain = Options.parse({"lang": "fr", "profile": "strict"}, languages=LANGUAGES)
    assert plain == Options.parse({}, languages=LANGUAGES) == Options()
    assert plain.parts == {}


def test_wishes_are_read_and_written() -> None:
    wish = Options.parse({"profile": "kodi", "lang": "en"}, languages=LANGUAGES)
    assert wish == Options("en", Profile.KODI)
    assert wish.parts == {"lang": "en", "profile": "kodi"}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"lang": "de"}, "lang: 'de' is not allowed; allowed is: fr, en"),
        ({"profile": ""}, "profile: '' is not allowed; allowed is: strict, kodi"),
        ({"past": "3"}, "unknown option: 'past'; known are: lang, profile"),
        ({"x" * 90: ""}, f"unknown option: '{'x' * 40}'; known are: lang, profile"),
    ],
)
def test_a_bad_wish_is_named(query: dict[str, str], sentence: str) -> None:
    with pytest.raises(OptionError) as fault:
        Options.parse(query, languages=LANGUAGES)
    assert str(fault.value) == sentence
