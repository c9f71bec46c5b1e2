import os
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guide.publishing.faults import PublishingError
from guide.publishing.readers import ALONE, Crew, Readers
from guide.sources.xmltv.cutting import Piece
from guide.sources.xmltv.reading import Reading
from tests.publishing.test_importer import House

READING = Reading("national", zone="Europe/Paris")
CHANNELS = 6
TABLES = ("entry", "ledger", "airing", "cell", "programme", "touched", "named", "part_data")


@pytest.fixture
def crew() -> Iterator[Crew]:
    with Readers(count=2).hired(READING) as crew:
        yield crew


def pieces(number: int) -> list[Piece]:
    raw = (
        f'<programme start="202611{number + 1:02}060000 +0100" channel="one">'
        f"<title>Part {number}</title></programme>"
    )
    return [Piece(raw.encode(), bytes([number]) * 8, number)]


def length_of(text: str) -> tuple[int, int]:
    return len(text), os.getpid()


def end(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def guide() -> str:
    """Return a guide whose channels take turns; one title is spelled in two ways, some programmes
    are told twice.
    """
    told = (
        f'<programme start="20261120{hour:02}{10 * turn:02}00 +{zone:02}00" channel="c{channel}">'
        f'<title lang="fr">{"NEWS" if hour % 2 else "News"}{channel if hour % 3 else ""}</title>'
        f'<sub-title lang="fr">Partie {zone * hour}</sub-title>'
        f"<credits><actor>Anna {hour}</actor></credits></programme>\n"
        for hour in range(24)
        for turn in range(6)
        for zone in range(10)
        for channel in range(CHANNELS)
    )
    return f"<tv>{''.join(told)}</tv>"


def rows(folder: Path, count: int) -> dict[str, list[Any]]:
    """Return what the tables of the release say that so many processes helped to make."""
    home = folder / str(count)
    home.mkdir()
    house = House(home, Readers(count=count))
    try:
        house.take(guide())
        name = house.press.current_file()
        assert name
        with sqlite3.connect(house.press.shelf.folder / name) as file:
            return {one: file.execute(f"SELECT * FROM {one}").fetchall() for one in TABLES}
    finally:
        house.close()


def test_what_is_read_keeps_its_order_wherever_it_is_read(crew: Crew) -> None:
    read = [batch for batch, _ in crew.read(pieces(number) for number in range(2 * ALONE))]
    titles = [next(iter(batch.series)) for batch in read]
    assert titles == [f"part-{number}" for number in range(2 * ALONE)]


def test_few_batches_start_no_processes(crew: Crew) -> None:
    assert len(list(crew.read(pieces(number) for number in range(ALONE)))) == ALONE
    assert list(crew.spread(length_of, ["a"])) == [(1, os.getpid())]


def test_processes_that_have_read_do_other_work_in_its_order(crew: Crew) -> None:
    list(crew.read(pieces(number) for number in range(ALONE + 1)))
    done = list(crew.spread(length_of, ["a" * number for number in range(9)]))
    assert [length for length, _ in done] == list(range(9))
    assert os.getpid() not in {process for _, process in done}


def test_a_process_that_is_ended_is_told(crew: Crew) -> None:
    list(crew.read(pieces(number) for number in range(ALONE + 1)))
    with pytest.raises(PublishingError, match="was ended from outside: import it again"):
        list(crew.spread(end, ["a"]))


def test_a_release_says_the_same_however_many_processes_help(tmp_path: Path) -> None:
    alone, helped = (rows(tmp_path, count) for count in (0, 2))
    assert len(alone["programme"]) == 24 * 6 * 10 * CHANNELS
    assert alone == helped
