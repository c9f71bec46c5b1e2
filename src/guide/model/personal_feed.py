"""A calendar somebody put together: what it holds and how, without a word of whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from guide.model.target import LONGEST_STEM, Target, TargetKind

MOST_TARGETS = 50
LONGEST_NAME = 80
LONGEST_OPTIONS = 2_000


@dataclass(frozen=True, slots=True)
class Wish:
    """`targets` are stems, `options` a query string of feed_options without its language.

    `name` is "" for a calendar that is called by what it holds.
    """

    targets: tuple[str, ...]
    language: str
    options: str = ""
    name: str = ""

    @classmethod
    def of(cls, stems: Sequence[str], *, language: str, options: str, name: str) -> "Wish":
        """Return what can be kept of a wish; ValueError with a sentence for what can't."""
        targets = tuple(dict.fromkeys(stems))
        if not 0 < len(targets) <= MOST_TARGETS:
            raise ValueError(f"A calendar holds one to {MOST_TARGETS} things.")
        for stem in targets:
            target = Target.parse(stem)
            if target is None or target.kind is TargetKind.AIRING or len(stem) > LONGEST_STEM:
                raise ValueError(f"{stem[:80]!r} is nothing a calendar can hold.")
        if len(options) > LONGEST_OPTIONS:
            raise ValueError("These are too many options.")
        shown = "".join(filter(str.isprintable, name))
        return cls(targets, language[:20], options, " ".join(shown.split())[:LONGEST_NAME])


@dataclass(frozen=True, slots=True)
class PersonalFeed:
    """A kept wish. Its tokens derive from `id` and the epochs: `feed_epoch` for the calendar's
    address, `page_epoch` for the page that changes it. A revoked one has forgotten its wish.
    """

    id: str
    wish: Wish
    feed_epoch: int = 0
    page_epoch: int = 0
    revoked: bool = False
