"""What the trade's short words are called in print."""

from collections.abc import Sequence
from typing import Final

from babel.lists import format_list
from babel.numbers import format_decimal

from guide.formats.words.catalogue import marked
from guide.formats.words.dates import Dates
from guide.model.airing import Showing, ShowingKind, Status, Version
from guide.model.changes import ChangeKind
from guide.model.reminders import Kind

_SHOWINGS: Final = {
    ShowingKind.FIRST_RUN: marked("First run"),
    ShowingKind.REPEAT: marked("Repeat"),
}
_PREMIERES: Final = {"series": marked("Series premiere"), "season": marked("Season premiere")}
_STATUSES: Final = {
    Status.CONFIRMED: marked("Confirmed"),
    Status.TENTATIVE: marked("To be confirmed"),
    Status.CANCELLED: marked("Cancelled"),
}
_VERSIONS: Final = {
    "VF": marked("French version"),
    "VO": marked("original version"),
    "VOST": marked("original version with subtitles"),
    "VM": marked("several audio tracks"),
}
_CHANGES: Final = {
    ChangeKind.NEW: marked("New"),
    ChangeKind.DATED: marked("Time known"),
    ChangeKind.MOVED: marked("Moved"),
    ChangeKind.RETIMED: marked("New end time"),
    ChangeKind.RENAMED: marked("Renamed"),
    ChangeKind.CANCELLED: marked("Cancelled"),
    ChangeKind.RESTORED: marked("Back on the schedule"),
}
_KINDS: Final = {
    Kind.AIRING: marked("every broadcast"),
    Kind.FIRST_RUN: marked("first runs only"),
    Kind.CHANGED: marked("changes of the schedule"),
}
_ROLES: Final = {
    "director": marked("Directed by"),
    "writer": marked("Written by"),
    "creator": marked("Created by"),
    "producer": marked("Produced by"),
    "composer": marked("Music"),
    "presenter": marked("Presented by"),
    "actor": marked("Cast"),
    "guest": marked("Guests"),
    "voice": marked("Voices"),
}
_GENRES: Final = {
    "action": marked("Action"),
    "adventure": marked("Adventure"),
    "animation": marked("Animation"),
    "children": marked("Children"),
    "cinema": marked("Cinema"),
    "comedy": marked("Comedy"),
    "concert": marked("Concert"),
    "cooking": marked("Cooking"),
    "crime": marked("Crime"),
    "culture": marked("Culture"),
    "current-affairs": marked("Current affairs"),
    "documentary": marked("Documentary"),
    "drama": marked("Drama"),
    "education": marked("Education"),
    "entertainment": marked("Entertainment"),
    "family": marked("Family"),
    "fantasy": marked("Fantasy"),
    "film": marked("Film"),
    "game": marked("Game show"),
    "game-show": marked("Game show"),
    "history": marked("History"),
    "horror": marked("Horror"),
    "magazine": marked("Magazine"),
    "music": marked("Music"),
    "musical": marked("Musical"),
    "mystery": marked("Mystery"),
    "nature": marked("Nature"),
    "news": marked("News"),
    "reality": marked("Reality"),
    "romance": marked("Romance"),
    "science": marked("Science"),
    "science-fiction": marked("Science fiction"),
    "short-film": marked("Short film"),
    "slow": marked("Slow television"),
    "soap": marked("Soap opera"),
    "sport": marked("Sport"),
    "talk": marked("Talk show"),
    "talk-show": marked("Talk show"),
    "theatre": marked("Theatre"),
    "thriller": marked("Thriller"),
    "travel": marked("Travel"),
    "variety": marked("Variety"),
    "war": marked("War"),
    "weather": marked("Weather"),
    "western": marked("Western"),
}


class Names(Dates):
    def genre(self, genre: str) -> str:
        """Return the genre's name; one that no catalogue knows is shown as the source wrote it."""
        known = _GENRES.get(genre.strip().lower().replace(" ", "-").replace("_", "-"))
        return self.text(known) if known else genre

    def role(self, role: str) -> str:
        """Return the heading before the people of a role: "Réalisation", "Directed by"."""
        known = _ROLES.get(role)
        return self.text(known) if known else role

    def status(self, status: Status) -> str:
        return self.text(_STATUSES[status])

    def change_kind(self, kind: ChangeKind) -> str:
        return self.text(_CHANGES[kind])

    def reminder_kind(self, kind: Kind) -> str:
        return self.text(_KINDS[kind])

    def showing_name(self, showing: Showing) -> str:
        """Return the most telling name: a premiere before a finale before first run or repeat.

        "" where nobody knows.
        """
        if showing.premiere in _PREMIERES:
            return self.text(_PREMIERES[showing.premiere])
        if showing.finale:
            return self.text("Season finale")
        known = _SHOWINGS.get(showing.kind)
        return self.text(known) if known else ""

    def version(self, version: Version) -> list[str]:
        """Return everything that is known of how it is heard and read, the version first."""
        names = [self.text(_VERSIONS[version.kind])] if version.kind in _VERSIONS else []
        if version.kind and not names:
            names.append(version.kind)
        if version.audio:
            names.append(self.text("audio: %(languages)s", languages=self._tongues(version.audio)))
        if version.subtitles:
            tongues = self._tongues(version.subtitles)
            names.append(self.text("subtitles: %(languages)s", languages=tongues))
        return names + self._access(version)

    def _access(self, version: Version) -> list[str]:
        access = {
            self.text("subtitles for the deaf and hard of hearing"): version.hard_of_hearing,
            self.text("audio description"): version.audio_description,
            self.text("signed"): version.signed,
        }
        return [name for name, has in access.items() if has]

    def _tongues(self, tags: Sequence[str]) -> str:
        return self.join([self.tongue(tag) for tag in tags])

    def tongue(self, tag: str) -> str:
        """Return the name of a language tag's language; an unknown tag is shown as it is."""
        return str(self._locale.languages.get(tag.partition("-")[0].lower(), tag))

    def country(self, code: str) -> str:
        """Return the name of an ISO 3166 country; an unknown code is shown as it is."""
        return str(self._locale.territories.get(code.upper(), code))

    def number(self, number: int) -> str:
        """Return "45 000" or "45,000"."""
        return format_decimal(number, locale=self._locale)

    def join(self, items: Sequence[str]) -> str:
        """Return "a, b et c"."""
        return format_list(list(items), locale=self._locale)
