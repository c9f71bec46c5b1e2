"""Guides that are odd, broken or hostile: read, or refused with the reason, in bounded time."""

import csv
import gzip
import io
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

from guide.sources.xmltv.limits import XmltvError
from guide.sources.xmltv.opening import opened
from guide.sources.xmltv.splitting import Splitter
from tests.sources.xmltv import attacks
from tests.sources.xmltv.cutting import CHANNEL, HEAD, PROGRAMME, cut

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data" / "xmltv"
XINCLUDE = "http://www.w3.org/2001/XInclude"
TABLE = Path(__file__).with_name("nasty.csv")

with_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the guides of others are missing: ../shared/data/xmltv has them"
)


class Row(NamedTuple):
    """What becomes of a file: "read" with its counts and encoding, or "refused" for a reason."""

    outcome: str
    programmes: int = 0
    channels: int = 0
    encoding: str = ""
    reason: str = ""


def table() -> dict[str, Row]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {
            row["file"]: Row(
                row["outcome"],
                int(row["programmes"] or 0),
                int(row["channels"] or 0),
                row["encoding"],
                row["reason"],
            )
            for row in csv.DictReader(lines)
        }


ROWS = table()


def outcome(path: Path) -> Row:
    try:
        got = cut(path.read_bytes())
    except XmltvError as refused:
        return Row("refused", reason=refused.reason)
    return Row("read", len(got.pieces), got.channels, got.encoding)


@with_data
def test_the_table_has_each_nasty_file_and_fixture() -> None:
    files = [*DATA.glob("nasty/*"), *DATA.glob("fixtures/*/*")]
    assert {str(path.relative_to(DATA)) for path in files} == ROWS.keys()


@with_data
@pytest.mark.parametrize("name", ROWS)
def test_each_file_comes_out_as_the_table_says(name: str) -> None:
    assert outcome(DATA / name) == ROWS[name]


@with_data
@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.outcome == "read"])
def test_the_table_counts_as_a_parser_does(name: str) -> None:
    row = ROWS[name]
    assert counted(DATA / name) == (row.programmes, row.channels)


def guides() -> list[Path]:
    return sorted(DATA.glob("guides/*"))


@with_data
@pytest.mark.parametrize("path", guides(), ids=lambda path: path.name)
def test_each_real_guide_is_cut_into_what_a_parser_counts(path: Path) -> None:
    with opened(path, name=path.name) as source:
        splitter = Splitter(source)
        pieces = sum(len(batch) for batch in splitter)
    assert (pieces, splitter.channels) == counted(path)


def counted(path: Path) -> tuple[int, int]:
    """Count programmes and channels directly in the root, in a way that knows nothing of ours."""
    counts = {"programme": 0, "channel": 0}
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        # A real guide has &nbsp; in it: where a DTD is named, that is no fault for a parser.
        events = etree.iterparse(stream, tag=("programme", "channel"), resolve_entities=False)
        for _, element in events:
            parent = element.getparent()
            if parent is not None and parent.tag == "tv":
                counts[element.tag] += 1
                element.clear()
    return counts["programme"], counts["channel"]


def test_attacks_end_soon_in_little_memory() -> None:
    command = [sys.executable, "-m", "tests.sources.xmltv.attacks"]
    ran = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    told = json.loads(ran.stdout)
    expected = {name: reason for name, (_, reason) in attacks.ATTACKS.items()}
    begun = {name: one["reason"][: len(expected[name]) or None] for name, one in told.items()}
    assert begun == expected
    assert {name: one for name, one in told.items() if one["seconds"] > 10} == {}
    assert {name: one for name, one in told.items() if one["megabytes"] > 200} == {}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


def test_nothing_is_fetched_and_no_other_file_is_read(
    listener: socket.socket, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text("<!ENTITY x 'the secret'><!ENTITY % y ''>", encoding="utf-8")
    host, port = listener.getsockname()
    for where in (f"http://{host}:{port}/x.dtd", f"ftp://{host}:{port}/x", secret.as_uri()):
        for doctype in (f"SYSTEM '{where}'", f"PUBLIC 'x' '{where}'", f"SYSTEM '{where}' []"):
            guide = f"<!DOCTYPE tv {doctype}><tv>{CHANNEL}{PROGRAMME}"
            assert len(cut(guide + "</tv>").pieces) == 1
            for body in ("&x;", "<a b='&x;'/>", "<programme>&x;</programme>"):
                with pytest.raises(XmltvError, match="Entity 'x' not defined"):
                    cut(f"{guide}{body}</tv>")
            links = (
                f"<?xml-stylesheet href='{where}'?><x:include xmlns:x='{XINCLUDE}' href='{where}'/>"
            )
            assert b"secret" not in cut(f"{guide}{links}</tv>").rest.replace(where.encode(), b"")
    with pytest.raises(BlockingIOError):
        listener.accept()


def long_guide() -> bytes:
    """Return a guide of 20 kB with all sorts of markup."""
    odd = f"<!-- {PROGRAMME} --><?x ?><programme/><![CDATA[ ]]><programme\n>é&amp;</programme >"
    long = PROGRAMME.replace("</title>", f"</title>\n<desc>{'Été à Paris. ' * 150}</desc>")
    programmes = [odd, long] * 9
    return "\n".join([f"{HEAD}<tv>", CHANNEL, *programmes, "</tv>"]).encode()


def test_a_guide_cut_off_at_any_byte_is_refused() -> None:
    whole = long_guide()
    assert len(whole) > 20_000
    cut(whole)
    for end in range(len(whole)):
        with (
            pytest.raises(XmltvError, match=r"is cut off|is empty"),
            opened(io.BytesIO(whole[:end]), name="guide.xml") as source,
        ):
            list(Splitter(source))
