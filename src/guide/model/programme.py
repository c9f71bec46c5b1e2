"""What a guide of others says, in our words, before its slots are settled.

Instants are seconds since 1970 (UTC) here: a country's guide has a million of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from guide.model.airing import ShowingKind, Version
from guide.model.catalogue import Channel, Episode
from guide.model.texts import Text

# Bytes of a programme's digest.
DIGEST = 8


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme of an imported guide.

    `channel` is our id; `starts` and `ends` are as the source says them, its shift added; `ends`
    is None where it says nothing, and may lie before `starts` where it errs. `clump` is
    (index, of) for programmes that share a slot. `episode` carries all that is told of the work;
    its id is who the programme is (see guide.sources.xmltv.naming). `series_title` and
    `season_count` are for the entries of series and season. `showing` is what the source claims,
    None if it is silent. `line` and `digest` are the place and the digest of the element's bytes.
    """

    channel: str
    starts: int
    ends: int | None
    episode: Episode
    series_title: Text | None = None
    season_count: int | None = None
    clump: tuple[int, int] | None = None
    showing: ShowingKind | None = None
    premiere: bool = False
    live: bool = False
    last_chance: bool = False
    version: Version = Version()  # noqa: RUF009 -- it is frozen
    synopsis: Text | None = None
    running: int | None = None
    line: int = 0
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class Guide:
    """What a source says beside its programmes: its channels in their order, and its own name."""

    channels: tuple[Channel, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of oddity met in an import: how often, and the lines of the first few.

    `code` is a stable kebab-case name, `text` says what was done about it.
    """

    code: str
    text: str
    count: int
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of one import of one source.

    `starts` and `ends` are the period `[first start, last end)` its programmes cover, seconds
    since 1970, 0 where there are none. `programmes` counts what the source lists, `airings` what
    of it is in the release, `read` what had to be parsed this time. `kept` were known from
    before, byte for byte: the `findings` are of the others, of their channels as these are now,
    and of what is not a programme.
    """

    source: str
    programmes: int = 0
    airings: int = 0
    channels: int = 0
    read: int = 0
    starts: int = 0
    ends: int = 0
    kept: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def anew(self) -> int:
        """Return how many programmes were looked at this time, read or found unreadable."""
        return self.programmes - self.kept


def sum_findings(some: Sequence[Finding], most_lines: int = 5) -> tuple[Finding, ...]:
    """Add up findings of the same code, in the order of their codes."""
    total: dict[str, Finding] = {}
    for one in some:
        known = total.get(one.code)
        count, lines = (known.count, known.lines) if known else (0, ())
        kept = tuple(sorted((*lines, *one.lines))[:most_lines])
        total[one.code] = Finding(one.code, one.text, count + one.count, kept)
    return tuple(total[code] for code in sorted(total))
