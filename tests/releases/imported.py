"""A release file that holds an imported guide, made by hand as the import lane makes it."""

import shutil
from dataclasses import replace
from pathlib import Path

from guide.model.airing import Airing, Showing, ShowingKind
from guide.model.catalogue import Catalogue, Channel, Episode, Series
from guide.model.cell import Cell
from guide.model.texts import Text
from guide.releases.airings import data_of
from guide.releases.carried import airing_row, cell_rows
from guide.releases.entries import NAME_OF, Entry
from guide.releases.file import AiringRow, EntryRow, LedgerRow, add, opened
from guide.releases.layout import IMPORTED_FROM
from guide.releases.plan import digest_of
from guide.releases.rows import seconds, to_json
from tests.releases.builders import EVENING, PARIS, Press, airing

NEWS = "le-journal/episode"
TF1 = Channel("tf1-fr", "TF1", PARIS, aliases=("TF1.fr",))
ENTRIES: tuple[Entry, ...] = (
    TF1,
    Series("le-journal", Text.of({"fr": "Le journal"}), genres=("news",)),
    Episode(NEWS, series="le-journal"),
    Episode("le-cinquieme-element-1997", title=Text.of({"fr": "Le Cinquième Élément"}), year=1997),
)
AIRINGS = (
    airing("2017-06-01 20:00", on="tf1-fr", of=NEWS, minutes=45, id="i1", source="xmltv"),
    airing("2017-06-01 20:45", on="tf1-fr", of="le-cinquieme-element-1997", minutes=150, id="i2",
           source="xmltv", live=True),
)  # fmt: skip
TABLES = ("entry", "ledger", "airing", "cell", "programme", "covered", "source")
CLAIMED = Showing(ShowingKind.FIRST_RUN, ShowingKind.FIRST_RUN)


def take_in(
    press: Press,
    *,
    airings: tuple[Airing, ...] = AIRINGS,
    entries: tuple[Entry, ...] = ENTRIES,
) -> None:
    """Make the current release of a press one that has imported a guide too."""
    assert press.current is not None
    temporary = press.shelf.temporary()
    shutil.copyfile(press.folder / press.current, temporary)
    write(temporary, airings, entries)
    press.current = press.shelf.place(temporary, press.release().number)


def write(path: Path, airings: tuple[Airing, ...], entries: tuple[Entry, ...]) -> None:
    known = Catalogue(
        channels={one.id: one for one in entries if isinstance(one, Channel)},
        series={one.id: one for one in entries if isinstance(one, Series)},
        episodes={one.id: one for one in entries if isinstance(one, Episode)},
    )
    with opened(path) as file:
        file.execute("BEGIN")
        add(file, EntryRow, [entry_row(at, one) for at, one in enumerate(entries)])
        for key, one in enumerate(airings, 1000):
            add(file, LedgerRow, [ledger_row(key, one)])
            add(file, AiringRow, [airing_row(key, one, CLAIMED, known)])
            add(file, Cell, cell_rows(key, one, CLAIMED, known))
            row = (key, "xmltv", b"12345678", one.channel, 0, 1, one.episode, "{}", key)
            file.execute(
                "INSERT INTO programme (key, source, digest, channel, starts, ends, episode, data,"
                " airing) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        source = (
            "xmltv",
            '{"id":"xmltv","name":"XMLTV"}',
            "copy.xml",
            b"digest",
            seconds(EVENING),
            "{}",
        )
        file.execute("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?)", source)
        file.execute("COMMIT")


def entry_row(at: int, entry: Entry) -> EntryRow:
    data = to_json(entry)
    digest = digest_of(data.encode())
    return EntryRow(NAME_OF[type(entry)], entry.id, IMPORTED_FROM + at, digest, data, "xmltv")


def ledger_row(key: int, one: Airing) -> LedgerRow:
    assert one.starts
    assert one.ends
    content = digest_of(to_json(replace(one, gone=False)).encode())
    return LedgerRow(
        key=key,
        id=one.id,
        channel=one.channel,
        episode=one.episode,
        date=one.date.isoformat(),
        starts=seconds(one.starts),
        ends=seconds(one.ends),
        status=one.status,
        gone=one.gone,
        sequence=3,
        revised=seconds(EVENING),
        moved_from=None,
        content=content,
        digest=content,
        data=data_of(one),
        source=one.source,
    )
