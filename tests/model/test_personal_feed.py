import pytest

from guide.model.personal_feed import MOST_TARGETS, Wish


def test_a_wish_is_kept_once_and_on_one_line() -> None:
    stems = ["series/missions", "all", "series/missions"]
    wish = Wish.of(stems, language="fr", options="alarm=15m", name=" My\n\0 evenings\u202e ")
    assert wish == Wish(("series/missions", "all"), "fr", "alarm=15m", "My evenings")


def test_a_name_is_cut() -> None:
    assert len(Wish.of(["all"], language="fr", options="", name="é" * 1000).name) == 80


@pytest.mark.parametrize(
    ("stems", "options", "sentence"),
    [
        ([], "", "A calendar holds one to 50 things."),
        ([f"series/s{n}" for n in range(MOST_TARGETS + 1)], "", "A calendar holds one to 50"),
        (["airings/a1"], "", "'airings/a1' is nothing a calendar can hold."),
        (["my/a\nb"], "", "is nothing a calendar can hold."),
        ([f"series/{'s' * 300}"], "", "is nothing a calendar can hold."),
        (["all"], "x" * 2001, "These are too many options."),
    ],
)
def test_what_cannot_be_kept_is_refused(stems: list[str], options: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Wish.of(stems, language="fr", options=options, name="")
