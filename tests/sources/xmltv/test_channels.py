from collections.abc import Callable

from guide.model.catalogue import Channel, Link
from guide.model.programme import Finding, Guide
from guide.model.texts import Text
from guide.sources.xmltv.reading import Reader, Reading
from tests.effort import growth
from tests.sources.xmltv.cutting import cut, tv
from tests.sources.xmltv.telling import PARIS, element

ZONE = "Europe/Paris"


def told(*channels: str, reading: Reading = PARIS, more: str = "") -> tuple[Guide, list[Finding]]:
    guide = tv(element(), channels="\n".join(channels)).replace("<tv>", f"<tv {more}>")
    return Reader(reading).guide(cut(guide).rest)


def channel(within: str, key: str = "tf1.fr") -> str:
    return f'<channel id="{key}">{within}</channel>'


def named(*names: str, languages: tuple[str, ...] = ("fr", "en")) -> str:
    reading = Reading("tests", languages=languages)
    guide, _ = told(channel("".join(names)), reading=reading)
    return guide.channels[0].name


def test_a_channel_has_a_name_a_mark_and_pages() -> None:
    guide, findings = told(
        channel(
            '<display-name lang="fr">TF1</display-name><display-name>1</display-name>'
            '<icon src="tf1.png"/><icon src="https://example.org/tf1.png" width="100"/>'
            '<url system="imdb">https://example.org/tf1</url><url>ftp://example.org</url>'
        ),
        more='source-info-name="Le  guide" generator-info-name="tests"',
    )
    assert guide == Guide(
        (
            Channel(
                "tf1.fr",
                "TF1",
                ZONE,
                aliases=("tf1.fr",),
                icon="https://example.org/tf1.png",
                links=(Link("https://example.org/tf1", Text.of("imdb")),),
            ),
        ),
        "Le guide",
    )
    assert [(one.code, one.count, one.lines) for one in findings] == [("bad-link", 2, (4,))]


def test_the_first_name_is_the_name() -> None:
    assert named("<display-name>TF1</display-name><display-name>TF1 HD</display-name>") == "TF1"


def test_a_name_in_our_language_comes_before_others() -> None:
    names = (
        '<display-name lang="de">Kanal Eins</display-name>',
        '<display-name lang="en_GB">Channel One</display-name>',
        '<display-name lang="fr">Chaîne un</display-name>',
    )
    assert named(*names) == "Chaîne un"
    assert named(*names, languages=("en", "fr")) == "Channel One"
    assert named(*names, languages=("it",)) == "Kanal Eins"


def test_a_number_is_a_name_only_where_there_is_no_other() -> None:
    assert named("<display-name>2.1</display-name><display-name>WXYZ</display-name>") == "WXYZ"
    assert named("<display-name>2.1</display-name>") == "2.1"


def test_a_channel_without_a_name_is_called_by_its_id() -> None:
    assert named("<display-name> </display-name>") == "tf1.fr"
    assert named() == "tf1.fr"


def test_a_channel_that_is_declared_again_is_one() -> None:
    guide, findings = told(
        channel("<display-name>TF1</display-name>"),
        channel("<display-name>Autre</display-name><icon src='https://example.org/1.png'/>"),
        channel("<display-name>M6</display-name>", key="m6"),
    )
    assert [(one.id, one.name, one.icon) for one in guide.channels] == [
        ("tf1.fr", "TF1", "https://example.org/1.png"),
        ("m6", "M6", None),
    ]
    assert [(one.code, one.count, one.lines) for one in findings] == [
        ("duplicate-channel", 1, (5,))
    ]


def test_channels_stand_by_their_numbers() -> None:
    guide, _ = told(
        channel("<display-name>A</display-name>", key="a"),
        channel("<display-name>B</display-name><lcn>12</lcn>", key="b"),
        channel("<display-name>C</display-name><lcn>3</lcn>", key="c"),
        channel("<display-name>D</display-name><lcn>x</lcn>", key="d"),
    )
    assert [one.id for one in guide.channels] == ["c", "b", "a", "d"]


def test_a_channel_without_an_id_is_none() -> None:
    guide, findings = told(
        "<channel><display-name>TF1</display-name></channel>", channel("", key=" ")
    )
    assert guide.channels == ()
    assert [(one.code, one.count) for one in findings] == [("channel-without-id", 2)]


def test_lines_are_those_of_the_guide_wherever_its_channels_stand() -> None:
    text = tv(element(), element(), channel("", key=" "), channels="")
    guide, (finding,) = Reader(PARIS).guide(cut(text).rest)
    assert (guide.channels, finding.lines) == ((), (6,))


def test_an_id_has_no_space_around_it_in_either_place() -> None:
    guide, _ = told(channel("", key="\n tf1.fr "))
    (programme,), _ = Reader(PARIS).programmes(cut(tv(element())).pieces)
    assert (guide.channels[0].id, programme.channel) == ("tf1.fr", "tf1.example")


def test_odd_channels_cost_as_much_as_they_are_many() -> None:
    def odd(count: int) -> Callable[[], None]:
        channels = [channel("<icon src='x'/>", key=f"c{n}") for n in range(count)]

        def reading() -> None:
            guide, (finding,) = told(*channels)
            assert (len(guide.channels), finding.count) == (count, count)

        return reading

    assert growth(odd, 5_000) < 8
