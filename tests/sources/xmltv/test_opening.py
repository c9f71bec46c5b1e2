import gzip
import io
import lzma
import pickle
import random
import zlib
from pathlib import Path

import pytest

from guide.model.problems import Place
from guide.sources.xmltv.limits import Limits, XmltvError
from guide.sources.xmltv.opening import opened

GUIDE = '<?xml version="1.0"?>\n<tv><channel id="é"/></tv>\n'
BLANKED = b" " * 21 + '\n<tv><channel id="é"/></tv>\n'.encode()


class Trickle(io.RawIOBase):
    """A pipe that gives a few bytes at a time and cannot seek."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self._content.read(min(size, 7))


def read(content: bytes, *, limits: Limits | None = None, size: int = 100) -> tuple[bytes, str]:
    """Return all of a guide as UTF-8, and what it was read as."""
    with opened(io.BytesIO(content), name="guide.xml", limits=limits) as source:
        some = b"".join(iter(lambda: source.read(size), b""))
        return some, source.encoding


def refusal(content: bytes, *, limits: Limits | None = None) -> str:
    with pytest.raises(XmltvError) as caught:
        read(content, limits=limits)
    return str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        GUIDE.encode(),
        gzip.compress(GUIDE.encode()),
        lzma.compress(GUIDE.encode()),
        gzip.compress(GUIDE[:30].encode()) + gzip.compress(GUIDE[30:].encode()),
        lzma.compress(GUIDE[:30].encode()) + lzma.compress(GUIDE[30:].encode()),
        gzip.compress(GUIDE.encode()) + bytes(512),
        lzma.compress(GUIDE.encode()) + bytes(512),
    ],
    ids=["plain", "gzip", "xz", "two gzip members", "two xz streams", "padded", "padded xz"],
)
def test_a_guide_is_read_whatever_it_is_packed_in(content: bytes, tmp_path: Path) -> None:
    assert read(content) == (BLANKED, "utf-8")
    path = tmp_path / "guide-without-a-telling-name"
    path.write_bytes(content)
    with opened(path, name="guide") as source:
        assert source.read(1000) == BLANKED
        assert source.read(1000) == b""
        assert (source.packed, source.unpacked) == (len(content), len(GUIDE.encode()))


def test_a_pipe_is_read_and_left_open() -> None:
    pipe = Trickle(gzip.compress(GUIDE.encode()))
    with opened(pipe, name="-") as source:  # type: ignore[arg-type] # as far as it is read
        assert b"".join(iter(lambda: source.read(9), b"")) == BLANKED
    assert not pipe.closed


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gzip", "xz"])
def test_packed_data_cut_off_anywhere_are_refused(pack: type[bytes]) -> None:
    content = bytes(pack(random.Random(1).randbytes(300)))
    for end in range(6, len(content)):
        with pytest.raises(XmltvError) as caught:
            read(content[:end])
        assert caught.value.reason == (
            "the packed data are cut off before their end; fetch the guide again"
        )


def test_damaged_data_are_refused() -> None:
    content = bytearray(gzip.compress(GUIDE.encode()))
    content[-6] ^= 1
    assert refusal(bytes(content)) == (
        "guide.xml:1:1: the packed data are damaged (Error -3 while decompressing data: "
        "incorrect data check); fetch the guide again"
    )


def hungry_xz() -> bytes:
    """Return an xz file of one byte that asks for a dictionary of a gigabyte."""
    small = bytearray(lzma.compress(b"x", filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 4096}]))
    small[16] = 36
    small[20:24] = zlib.crc32(small[12:20]).to_bytes(4, "little")
    return bytes(small)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(b"<tv/>") + b"ok?", "something follows the packed data"),
        (gzip.compress(b"") * 3000, "is packed in too many tiny parts"),
        (hungry_xz(), "takes more than 128 MiB to unpack; pack it with gzip"),
        (b"PK\x03\x04....", "is a zip archive, which is not read"),
        (b"BZh91AY&SY", "is packed with bzip2, which is not read"),
    ],
    ids=["rubbish behind", "thousands of empty members", "a huge dictionary", "zip", "bzip2"],
)
def test_what_is_packed_otherwise_is_refused(content: bytes, reason: str) -> None:
    assert reason in refusal(content)


def test_bombs_are_refused_before_they_unfold() -> None:
    assert "expands more than 200 times" in refusal(gzip.compress(bytes(40 << 20)))
    assert "expands more than 200 times" in refusal(lzma.compress(bytes(40 << 20)))


def test_the_expansion_counts_after_the_first_megabyte() -> None:
    content = gzip.compress(b"<tv>" + b" " * 1_000_000)
    assert len(read(content)[0]) == 1_000_004


def test_a_bomb_in_a_bomb_is_just_not_a_guide() -> None:
    inner = gzip.compress(b"<tv/>")
    assert read(gzip.compress(inner))[0] == inner


def test_more_than_the_limit_is_refused() -> None:
    exactly = b"<tv>" + b" " * 96
    assert read(exactly, limits=Limits(max_bytes=100))[0] == exactly
    assert "holds more than 100 bytes" in refusal(exactly + b" ", limits=Limits(max_bytes=100))


def declared(encoding: str, text: str) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n<tv>{text}</tv>'


@pytest.mark.parametrize(
    ("content", "text", "encoding"),
    [
        (b"\xef\xbb\xbf" + GUIDE.encode(), "é", "utf-8"),
        (GUIDE.encode("utf-16"), "é", "utf-16-le"),
        (b"\xfe\xff" + GUIDE.encode("utf-16-be"), "é", "utf-16-be"),
        (declared("UTF-16", "é").encode(), "é", "utf-8"),
        (declared("US-ASCII", "é").encode(), "é", "utf-8"),
        (declared("ISO-8859-1", "à L\x9cil").encode("latin-1"), "à Lœil", "iso8859-1"),
        (declared("windows-1252", "à L\x9cil").encode("latin-1"), "à Lœil", "cp1252"),
        (declared("ISO-8859-15", "à l'€").encode("l9"), "à l'€", "iso8859-15"),
        (declared("windows-1251", "Ёлка").encode("cp1251"), "Ёлка", "cp1251"),
        (declared("ISO-8859-1", "à l'œil").encode(), "à l'œil", "utf-8"),
    ],
    ids=[
        "UTF-8 with a mark",
        "UTF-16",
        "UTF-16 the other way round",
        "UTF-16 that is UTF-8",
        "ASCII that is UTF-8",
        "ISO-8859-1 with a letter of windows-1252",
        "windows-1252",
        "ISO-8859-15",
        "Cyrillic",
        "ISO-8859-1 that is UTF-8",
    ],
)
def test_a_guide_is_read_in_the_encoding_it_has(content: bytes, text: str, encoding: str) -> None:
    for size in (1, 5, 100_000):
        got, known = read(content, size=size)
        assert (f">{text}<" in got.decode() or f'"{text}"' in got.decode(), known) == (
            True,
            encoding,
        )


def test_what_a_guide_declares_is_kept_beside_what_it_is() -> None:
    lying = declared("ISO-8859-1", "é").encode()
    with opened(io.BytesIO(lying), name="guide.xml") as source:
        assert (source.declared, source.encoding) == ("ISO-8859-1", "utf-8")


def test_high_bytes_far_into_a_guide_decide_too() -> None:
    far = "." * 300_000 + "é"
    got, encoding = read(declared("ISO-8859-1", far).encode())
    assert (got[-7:].decode(), encoding) == ("é</tv>", "utf-8")
    got, encoding = read(declared("ISO-8859-1", far).encode("latin-1"))
    assert (got[-7:].decode(), encoding) == ("é</tv>", "iso8859-1")


@pytest.mark.parametrize("name", ["UTF-7", "EBCDIC-CP-FR", "rot13", "base64", "x-unknown", "cp037"])
def test_other_encodings_are_refused(name: str) -> None:
    assert refusal(declared(name, "").encode()) == (
        f"guide.xml:1:1: is in {name}, which is not read; convert it to UTF-8 (iconv does)"
    )


def test_wide_characters_without_a_mark_are_refused() -> None:
    reason = "is in UTF-16 without a byte order mark, which is not read"
    assert reason in refusal(GUIDE.encode("utf-16-le"))
    assert reason in refusal(GUIDE.encode("utf-16-be"))
    assert "is in utf-32, which is not read" in refusal(GUIDE.encode("utf-32"))


def test_bytes_that_stand_for_nothing_are_refused_with_their_line() -> None:
    half = "\N{OX}".encode("utf-16-le")[:2]
    broken = b"\xff\xfe" + "<tv>\n\n".encode("utf-16-le") + half + "</tv>".encode("utf-16-le")
    assert refusal(broken) == (
        "guide.xml:3:1: has bytes that are no utf-16-le; declare the encoding it is in"
    )
    assert "has bytes that are no utf-16-le" in refusal("<tv>".encode("utf-16") + b"!")
    thai = declared("ISO-8859-11", "").encode() + b"\n\xff"
    assert refusal(thai).startswith("guide.xml:3:1: has bytes that are no iso8859-11")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.xml", tmp_path):
        with pytest.raises(XmltvError) as caught, opened(path, name="none.xml"):
            pass
        assert caught.value.place == Place("none.xml")
        assert caught.value.reason.startswith("cannot be opened: ")


def test_a_disk_that_fails_is_a_refusal() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(XmltvError) as caught, opened(Failing(), name="guide.xml"):
        pass
    assert str(caught.value) == "guide.xml:1:1: cannot be read: Input/output error"


def test_a_refusal_comes_out_of_another_process_whole() -> None:
    told = XmltvError("is empty", Place("guide.xml", 3, 4))
    again = pickle.loads(pickle.dumps(told))
    assert (str(again), again.reason, again.place) == (str(told), told.reason, told.place)
