"""What every programme of one document is told with."""

from collections.abc import Mapping
from dataclasses import dataclass

from guide.formats.words import Words
from guide.formats.xmltv.clean import clean
from guide.formats.xmltv.options import Options
from guide.formats.xmltv.writer import Attributes
from guide.model.site import Site
from guide.model.texts import Text

Wordings = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Telling:
    """`ids` are the XMLTV ids of all channels by ours, `zones` their zones."""

    site: Site
    words: Words
    options: Options
    ids: Mapping[str, str]
    zones: Mapping[str, str]

    @property
    def namespace(self) -> str:
        """Return the URL that names our own numbering: the same behind every port and path."""
        return f"https://{self.site.host}/"

    def wordings(self, text: Text | None) -> Wordings:
        """Return the clean wordings with their language tags, that of the document first.

        Kodi and MythTV take the first, Jellyfin the one in its language, Tvheadend all.
        """
        if text is None:
            return []
        if len(text.wordings) == 1:
            ((tag, wording),) = text.wordings
            return [(tag, cleaned)] if (cleaned := clean(wording)) else []
        pairs = dict.fromkeys((text.wording(self.words.language), *text.wordings))
        cleaned_pairs = [(tag, clean(wording)) for tag, wording in pairs]
        return list(dict.fromkeys(pair for pair in cleaned_pairs if pair[1]))


def language(tag: str) -> Attributes:
    return (("lang", tag),) if tag else ()
