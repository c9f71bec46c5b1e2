"""Whether two titles may be of one work, and titles that say nothing yet."""

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"\w+")
LARGEST_SLIP = 0.2
# A long text is no title, and would take long to compare.
LONGEST = 200

# What guides write while they do not know. That nothing is on, or night programmes, is knowledge.
PLACE_HOLDERS = frozenset(
    {
        "",
        "a confirmer",
        "a determinar",
        "a determiner",
        "a preciser",
        "aucune information",
        "da definire",
        "informations non disponibles",
        "keine informationen",
        "keine programminformationen",
        "nicht bekannt",
        "no data",
        "no information",
        "no information available",
        "no programme information",
        "nog niet bekend",
        "noch nicht bekannt",
        "por confirmar",
        "por determinar",
        "programa a determinar",
        "programa por confirmar",
        "programme a confirmer",
        "programme a definir",
        "programme a determiner",
        "programme inconnu",
        "programme indetermine",
        "programme non communique",
        "programme non defini",
        "sin informacion",
        "tba",
        "tbc",
        "tbd",
        "to be announced",
        "to be confirmed",
        "to be determined",
        "unknown",
    }
)


def are_akin(one: str, other: str) -> bool:
    """Say whether two titles may be wordings of one: they share more than half of the words of
    the longer (words of up to three letters count only where there are no others), one begins
    with all of the other, or they differ by a slip of the pen. Case and accents do not count.

    More than half, as "Morning Live" is not "News Live": of the strangers that took a slot in
    real guides, half of the words took a quarter more for kin, and found none more.
    """
    first, second = _words(one), _words(other)
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    return (
        (shorter != () and longer[: len(shorter)] == shorter)
        or _share_words(_telling(first), _telling(second))
        or _is_slip(" ".join(first), " ".join(second))
    )


def is_place_holder(title: str) -> bool:
    """Say whether a title stands for "not known yet", in one of a few languages."""
    return " ".join(_words(title)) in PLACE_HOLDERS


@lru_cache(maxsize=4096)
def _words(title: str) -> tuple[str, ...]:
    apart = unicodedata.normalize("NFKD", title[:LONGEST].casefold())
    return tuple(WORD.findall("".join(one for one in apart if not unicodedata.combining(one))))


def _telling(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in words if len(word) > 3) or frozenset(words)


def _share_words(first: frozenset[str], second: frozenset[str]) -> bool:
    return 2 * len(first & second) > max(len(first), len(second))


def _is_slip(first: str, second: str) -> bool:
    """Say whether two texts differ in one place, by a letter or a fifth of the longer at most."""
    shorter, longer = sorted((first, second), key=len)
    same = _same_start(shorter, longer)
    same += _same_start(shorter[same:][::-1], longer[same:][::-1])
    return len(longer) > 3 and len(longer) - same <= max(1, LARGEST_SLIP * len(longer))


def _same_start(one: str, other: str) -> int:
    differs = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differs, min(len(one), len(other)))
