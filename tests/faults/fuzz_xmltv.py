"""Feed made-up bytes to the reading of XMLTV: python tests/faults/fuzz_xmltv.py SECONDS [FOLDER].

Ends with an error for any exception but XmltvError, for an input that takes more than two seconds
of the processor or 256 MB, and where the two lanes of cutting differ. FOLDER keeps what was found
interesting, and the input that failed.
"""

import gzip
import io
import lzma
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import atheris  # type: ignore[import-untyped]  # it ships none

with atheris.instrument_imports(include=["guide.sources.xmltv"]):
    from guide.sources.xmltv.limits import XmltvError
    from guide.sources.xmltv.opening import opened
    from guide.sources.xmltv.parsing import elements
    from guide.sources.xmltv.reading import Reader, Reading
    from guide.sources.xmltv.splitting import Piece, Splitter

LONGEST = 1 << 16
SECONDS = 2
MEGABYTES = 256

PROGRAMME = """
<programme start="20170601204000 +0200" stop="20170601210500" channel="a" clumpidx="0/2">
<title lang="fr">Missions &amp; "plus"</title><sub-title>Ulysse</sub-title><desc>Été &#233;</desc>
<credits><director>A</director><actor role="B">C<image>http://x/y.jpg</image></actor></credits>
<date>20170601</date><category>Film</category><length units="minutes">26</length><icon src="x"/>
<episode-num system="xmltv_ns">0/2.1/10.0/1</episode-num><episode-num>S01E02</episode-num>
<video><aspect>16:9</aspect></video><audio><stereo>stereo</stereo></audio><previously-shown/>
<premiere/><new/><subtitles type="teletext"><language>fr</language></subtitles>
<rating system="CSA"><value>-10</value></rating><star-rating><value>4/5</value></star-rating>
</programme>"""
CHANNEL = '<channel id="a"><display-name lang="fr">A</display-name><icon src="y"/></channel>'
TRICKY = "<programme start='20170601204000 BST' channel='d'><title>{}</title></programme >"
BODIES = (
    CHANNEL + PROGRAMME + PROGRAMME.replace("Ulysse", "Mars"),
    f"{PROGRAMME}<!-- {PROGRAMME} --><programme start='20170601' channel='b'/>",
    TRICKY.format("<![CDATA[</programme>]]>") + TRICKY.format("&eacute; <?x <programme> ?>"),
)
WORDS = (
    "<programme", "</programme>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE tv [",
    "<!ENTITY", "</tv>", "<channel", "xmlns:a='b'", "&#x1F4FA;", "&nbsp;", "encoding='utf-16'",
    "clumpidx=", "+0200", "xmltv_ns",
)  # fmt: skip


def seeds() -> list[bytes]:
    """Return small guides, plain, packed and encoded in every way."""
    whole = [
        f"<?xml version='1.0'?>\n<!DOCTYPE tv SYSTEM 'x'>\n<tv>{body}\n</tv>" for body in BODIES
    ]
    declared = whole[0].replace("?>", " encoding='ISO-8859-1'?>", 1)
    prefixed = whole[0].replace("<tv>", "<tv xmlns:a='b'>").replace("<new/>", "<a:new a:b=''/>")
    plain = [one.encode() for one in [*whole, prefixed]]
    return [
        *plain,
        declared.encode("latin-1"),
        whole[0].encode("utf-16"),
        gzip.compress(plain[0]),
        lzma.compress(plain[1]),
    ]


def cut(data: bytes, *, careful: bool) -> tuple[list[Piece], bytes]:
    with opened(io.BytesIO(data), name="fuzz") as source:
        splitter = Splitter(source, careful=careful, block=1 << 12)
        return [piece for batch in splitter for piece in batch], splitter.rest


def sound(data: bytes, *, careful: bool) -> tuple[list[Piece], bytes] | None:
    """Return the guide cut up if it is well-formed, else None."""
    try:
        pieces, rest = cut(data, careful=careful)
        elements(pieces, name="fuzz")
    except XmltvError:
        return None
    return pieces, rest


def read(data: bytes) -> None:
    """Read a guide as an import does, and in both lanes; raise XmltvError where it is refused."""
    known = sound(data, careful=False)
    if sound(data, careful=True) != known:
        raise AssertionError("the lanes differ")
    pieces, rest = cut(data, careful=False)
    reader = Reader(Reading("fuzz", zone="Europe/Paris"))
    reader.guide(rest)
    reader.programmes(pieces)
    if known is None:
        raise AssertionError("programmes were read that are not well-formed")


def bounded(reading: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """Return `reading` that fails where it takes too long or too much."""

    def one(data: bytes) -> None:
        before, memory = time.process_time(), _megabytes()
        try:
            reading(data)
        except XmltvError as refused:
            if "\n" in refused.reason or not refused.reason:
                raise AssertionError("the reason is not one line") from refused
        if (took := time.process_time() - before) > SECONDS:
            raise AssertionError(f"took {took:.1f} s")
        if (grew := _megabytes() - memory) > MEGABYTES:
            raise AssertionError(f"took {grew:.0f} MB")

    return one


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fuzz(seconds: int, folder: Path) -> None:
    for number, seed in enumerate(seeds()):
        (folder / f"seed-{number}").write_bytes(seed)
    words = folder.with_suffix(".words")
    words.write_text("".join(f'"{word}"\n' for word in WORDS), encoding="utf-8")
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-dict={words}", "-timeout=60"]
    options += [f"-artifact_prefix={folder}-failed-", "-rss_limit_mb=2048", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, str(folder)], bounded(read))
    atheris.Fuzz()


def main(arguments: Sequence[str]) -> None:
    seconds = int(arguments[0])
    folder = Path(arguments[1]) if len(arguments) > 1 else Path(tempfile.mkdtemp("fuzz-xmltv"))
    folder.mkdir(exist_ok=True)
    fuzz(seconds, folder)


if __name__ == "__main__":
    main(sys.argv[1:])
