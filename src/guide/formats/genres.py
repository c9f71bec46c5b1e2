"""Families of genres, as a grid colours them: whatever a source calls its genres."""

import re
import unicodedata
from functools import lru_cache

# The first that fits counts: "magazine sportif" is sport, "série d’animation" for children.
FAMILIES = {
    "children": ("jeunesse", "enfant", "child", "kids", "anim", "dessin"),
    "sport": ("sport", "foot", "cyclis", "rugby", "tennis", "basket", "hand", "athlet", "boxe"),
    "news": ("journal", "news", "info", "actual", "current", "meteo", "weather", "debat", "politi"),
    "documentary": ("docu", "decouv", "nature", "histor", "histoire", "science", "travel"),
    "film": ("film", "telefilm", "cinema", "movie", "court", "short"),
    "series": ("serie", "feuilleton", "soap", "drama", "sitcom"),
    "music": ("musi", "concert", "clip", "opera", "danse", "ballet", "theat", "spectacle"),
    "show": ("divertis", "jeu", "game", "tele", "reality", "magazine", "talk", "entertain",
             "variet", "humour", "cook", "culinaire"),
}  # fmt: skip
# These are genres of stories, and say nothing of documentaries.
STORIES = ("science fiction", "science-fiction")


@lru_cache(maxsize=4096)
def family_of(genre: str) -> str:
    """Return the name of a genre's family, "" for one of none."""
    plain = unicodedata.normalize("NFKD", genre[:200].lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    if plain.startswith(STORIES):
        return ""
    words = re.findall(r"[a-z]+", plain)
    for family, beginnings in FAMILIES.items():
        if any(word.startswith(beginnings) for word in words):
            return family
    return ""
