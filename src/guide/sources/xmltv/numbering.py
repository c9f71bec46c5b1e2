"""Episode numbers, as guides write them.

Systems that are read: `xmltv_ns` (the DTD's, from zero), `SxxExx` and `onscreen` in the spellings
met in the wild, `dd_progid`. Others (ids in databases of others) say no number.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Numbering:
    """`season` (0 for specials) and `number` from 1, None where unknown.

    `count` is how many episodes the season has. `part` of `parts` is for one episode that is
    broadcast in several parts.
    """

    season: int | None = None
    number: int | None = None
    count: int | None = None
    part: int | None = None
    parts: int | None = None

    def __bool__(self) -> bool:
        return self.season is not None or self.number is not None

    def clashes(self, other: "Numbering") -> bool:
        seasons = None not in (self.season, other.season) and self.season != other.season
        return seasons or (None not in (self.number, other.number) and self.number != other.number)

    def completed_by(self, other: "Numbering") -> "Numbering":
        """Return this with what only `other` says, or this alone where they clash."""
        if self.clashes(other):
            return self
        return Numbering(
            self.season if self.season is not None else other.season,
            self.number or other.number,
            self.count or other.count,
            self.part or other.part,
            self.parts or other.parts,
        )


NOTHING: Final = Numbering()

# One field of xmltv_ns: "3", "3/12", "/12" or "", and "-1", which some write for "none".
_FIELD: Final = re.compile(r"(-?\d{1,6})?(?:/(\d{1,6}))?", re.ASCII)

_SEASON_WORD: Final = (
    "(?:season|saison|s[eé]ries?|staffel|seizoen|temporada|temp|stagione|sesong|s[äæ]song|"
    "s[æa]son|сезон|s)"
)
_EPISODE_WORD: Final = (
    "(?:[eé]pisode|epis[oó]dio|epizod|eps?|folge|aflevering|afl|avsnitt|afsnit|jakso|odcinek|odc|"
    "puntata|cap[ií]tulo|cap|серия|[eé])"
)
_SEASON: Final = rf"{_SEASON_WORD}\s*[.:#]?\s*(?P<season>\d{{1,4}})(?:\s*(?:/|of|sur)\s*\d{{1,4}})?"
_COUNT: Final = r"(?:\s*(?:/|of|sur|von|van|de|di|av|af)\s*(?P<count>\d{1,5}))?"
_EPISODE: Final = rf"{_EPISODE_WORD}\s*[.:#]?\s*(?P<number>\d{{1,5}}){_COUNT}"
# A second episode in the same slot ("S01E02-E03") is passed over: the first one names it.
_PAIR: Final = rf"{_SEASON}\s*[-–—.,;:|/]?\s*{_EPISODE}(?:\s*[-&+]?\s*e\d{{1,5}}|-\d{{1,5}})*"
_TURNED: Final = rf"{_EPISODE}\s*(?:[-–—.,;:|(/]|of|de|der)?\s*{_SEASON}\s*\)?"
_CROSS: Final = r"(?P<season>\d{1,4})\s*x\s*(?P<number>\d{1,5})"
_LISTED: Final = rf"(?P<number>\d{{1,5}})\s*,\s*{_SEASON}"
_BARE: Final = rf"(?:#|n[o°º]\.?|nr\.?)?\s*\(?(?P<number>\d{{1,5}}){_COUNT}\)?"


_TOLD: Final = (_PAIR, _TURNED, _CROSS, _LISTED, _EPISODE, _SEASON)
_ONSCREEN: Final = (*_TOLD, _BARE)
_HEADINGS: Final = tuple(rf"{way}\s*[-–—:|]\s+(?P<rest>\S.*)" for way in (_PAIR, _EPISODE))
_TAILS: Final = (rf"(?P<rest>.*[^\s,:|–—-])[\s,:|–—-]+\(?{_PAIR}\)?",)
# No numbering is longer, and the patterns need not be quick on what is.
_LONGEST: Final = 200
# Cheap to ask of each of a million sub-titles, most of which have no number.
_GATE: Final = re.compile(
    rf"(?:(?:{_SEASON_WORD}|{_EPISODE_WORD})[\s.:#]{{0,3}}|\d{{1,5}}\s?(?:x|,\s?{_SEASON_WORD})\s?)\d",
    re.IGNORECASE,
)
_PROGID: Final = re.compile(r"EP\d{8}\.?(\d{4})", re.ASCII)


@lru_cache(maxsize=8192)
def from_ns(text: str) -> Numbering | None:
    """Read "season.episode.part", each "n" or "n/total" from zero; None if it is not that.

    A total smaller than the number it is of is left out, "-1" is no number.
    """
    fields = "".join(text.split()).split(".")
    found = [_FIELD.fullmatch(field) for field in fields]
    if not 2 <= len(fields) <= 3 or None in found:
        return None
    pairs = [_counted(field[1], field[2]) for field in found if field]
    (season, _), (number, count), (part, parts) = [*pairs, (None, None)][:3]
    if parts is None or parts < 2:
        part = parts = None
    return Numbering(season, number, count, part, parts)


def _counted(index: str | None, total: str | None) -> tuple[int | None, int | None]:
    number = int(index) + 1 if index and int(index) >= 0 else None
    of = int(total) if total else 0
    return number, of if of and of >= (number or 1) else None


@lru_cache(maxsize=8192)
def from_onscreen(text: str) -> Numbering | None:
    """Read "S01E02", "2x03", "Saison 2 Épisode 3/12", "Ep. 12", "12/24"...; None if it is none."""
    return _first(text, _ONSCREEN)[0] if len(text) <= _LONGEST else None


def from_sub_title(text: str) -> tuple[Numbering, str] | None:
    """Return the numbering in a sub-title and what is left of it: "" for "Episode 7".

    "S9 E23 - Le dernier plongeon" has one too; None if there is none.
    """
    if not _GATE.match(text) or len(text) > _LONGEST:
        return None
    whole, _ = _first(text, _TOLD)
    if whole:
        return whole, ""
    heading, rest = _first(text, _HEADINGS)
    return (heading, rest) if heading else None


@lru_cache(maxsize=8192)
def from_title(text: str) -> tuple[Numbering, str] | None:
    """Return the numbering after a title and the title without it; None for a title alone.

    "Hey Arnold! S4 Ep. 64": some guides write nothing else.
    """
    if len(text) > _LONGEST or not (text[-1:].isdigit() or text.endswith(")")):
        return None
    found, rest = _first(text, _TAILS)
    if found is None:
        return None
    again = from_title(rest)
    return (found, again[1] if again else rest)


def from_progid(text: str) -> Numbering:
    """Read the four digits after "EP" and the eight of the series; "0000" is no number."""
    found = _PROGID.fullmatch(text)
    return Numbering(number=int(found[1]) or None) if found else NOTHING


def combined(told: Iterable[Numbering]) -> tuple[Numbering, bool]:
    """Return what several systems say, the first wins; and whether one contradicts it."""
    best, clash = NOTHING, False
    for one in told:
        clash = clash or best.clashes(one)
        best = best.completed_by(one)
    return best, clash


@cache
def _compiled(ways: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    # At first need: whoever only looks at the guide should not wait for it.
    return tuple(re.compile(way, re.IGNORECASE) for way in ways)


def _first(text: str, ways: tuple[str, ...]) -> tuple[Numbering | None, str]:
    found = next(filter(None, (one.fullmatch(text) for one in _compiled(ways))), None)
    if found is None:
        return None, ""
    said = found.groupdict()
    number, count = int(said.get("number") or 0), int(said.get("count") or 0)
    season = said.get("season")
    told = Numbering(
        int(season) if season else None,
        number or None,
        count if count and count >= number else None,
    )
    return (told or None), said.get("rest") or ""
