"""The titles of series as guides spell them: "NEWS" here, "News" there."""

from guide.model.texts import Text
from guide.releases.indexing import folded


def says_more(told: Text, known: Text) -> bool:
    """Say whether a title takes the place of the one that is known.

    Of several spellings the same one is chosen in whatever order they are read, and a title in
    fewer languages takes nothing back.
    """
    new, old = _folded(told), _folded(known)
    if new == old:
        return _liking(told) > _liking(known)
    return not new.items() <= old.items()


def _folded(text: Text) -> dict[str, str]:
    return {language: folded(wording) for language, wording in text.wordings}


def _liking(text: Text) -> tuple[tuple[bool, str], ...]:
    """Prefer a capital at the beginning alone, accents, and curved apostrophes."""
    return tuple((wording[:1].isupper(), wording) for _, wording in text.wordings)
