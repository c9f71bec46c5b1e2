import pytest

from guide.model.cell import first_wording, packed, unpacked
from guide.model.texts import Text

TEXTS = [
    Text.of("Missions"),
    Text.of({"fr": "Missions"}),
    Text.of({"fr": "Ulysse", "en": "Ulysses"}),
    Text.of({"": "Sans langue", "en": "Ulysses"}),
]


@pytest.mark.parametrize("text", TEXTS, ids=str)
def test_a_text_comes_out_as_it_was_packed(text: Text) -> None:
    assert unpacked(packed(text)) == text


@pytest.mark.parametrize("text", TEXTS, ids=str)
def test_the_first_wording_needs_no_unpacking(text: Text) -> None:
    assert first_wording(packed(text)) == text.wordings[0][1]
