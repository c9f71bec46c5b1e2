import pytest

from guide.model.texts import Text


@pytest.mark.parametrize(
    ("text", "language", "wording", "foreign"),
    [
        (Text.of({"fr": "Le Phare", "en": "The Lighthouse"}), "en", "The Lighthouse", ""),
        (Text.of({"fr": "Le Phare", "en": "The Lighthouse"}), "de", "Le Phare", "fr"),
        (Text.of({"fr": "Le Phare"}), "en", "Le Phare", "fr"),
        (Text.of({"fr": "Le Phare", "en-GB": "The Grey"}), "en", "The Grey", "en-GB"),
        (Text.of({"en-GB": "The Grey", "en": "The Gray"}), "en", "The Gray", ""),
        # A language whose tag only begins alike is another language.
        (Text.of({"fr": "Le Phare", "eng": "The Lighthouse"}), "en", "Le Phare", "fr"),
        (Text.of("Missions"), "en", "Missions", ""),
    ],
)
def test_a_text_is_worded_in_the_language_asked_for_or_in_the_original(
    text: Text, language: str, wording: str, foreign: str
) -> None:
    assert (text.in_(language), text.foreign(language)) == (wording, foreign)
