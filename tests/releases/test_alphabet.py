"""Series and films by title."""

from dataclasses import replace

from guide.model.catalogue import Episode, Series
from guide.model.texts import Text
from guide.releases.alphabet import Alphabet, alphabet, titles_of
from tests.releases.builders import FILM, Press, airing, catalogue, draft
from tests.releases.imported import take_in

IMPORTED = (
    Series("zoo", Text.of({"fr": "Au zoo", "en": "Zoo"})),
    Series("etat", Text.of("L'État")),
    Series("ezra", Text.of("Ezra")),
    Series("ecole", Text.of("ÉCOLE !")),
    Series("a-lame", Text.of("la lame")),
    Episode("les-autres", title=Text.of("Les Autres")),
    Episode("zoo/episode", series="zoo"),
)


def published(press: Press) -> Press:
    trade = catalogue()
    own = {"x": Series("x", Text.of("Zorro")), "aaa": Series("aaa", Text.of("Babar"))}
    trade = replace(trade, series={**trade.series, **own})
    press.publish(draft(airing(), catalogue=trade))
    take_in(press, airings=(), entries=IMPORTED)
    return press


def test_titles_come_as_people_look_for_them_those_of_the_schedules_first_where_few_fit(
    press: Press,
) -> None:
    with published(press).release() as release:
        assert alphabet(release, "fr") == Alphabet(
            series=("zoo", "aaa", "ecole", "ezra", "etat", "a-lame", "missions", "x"),
            films=("les-autres", FILM),
            own_first=("missions", "x", "aaa", "zoo", "ecole", "ezra", "etat", "a-lame"),
        )
        assert alphabet(release, "en").series[-2:] == ("zoo", "x")


def test_titles_are_put_in_order_once_a_release(press: Press) -> None:
    with published(press).release() as release, press.release() as other:
        assert alphabet(release, "fr") is alphabet(release, "fr")
        assert alphabet(release, "fr") is not alphabet(other, "fr")


def test_titles_are_read_of_those_that_are_shown(press: Press) -> None:
    with published(press).release() as release:
        assert titles_of(release, ["x", "nobody"]) == {"x": Text.of("Zorro")}
