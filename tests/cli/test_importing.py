"""Imports as somebody types them: what is said, where, and how it ends."""

import gzip
import json
import lzma
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from guide.cli import arrival, main
from guide.cli.importing import _id_from
from guide.cli.installation import installed
from guide.releases import space
from guide.sources.download import fetching
from guide.state import import_checks
from guide.state.import_checks import ImportCheck
from tests.cli.guides import guide
from tests.sources.download.sites import PUBLIC, Internet, Page, Site, site

SUMS = "tele: 3 programmes, 3 airings on 1 channel, 2017-06-01 18:00 to 2017-06-01 21:00 UTC"
ADDRESS = "http://epg.example/guide.xml"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "schedules").mkdir()
    monkeypatch.setenv("GUIDE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GUIDE_SCHEDULES", str(tmp_path / "schedules"))
    monkeypatch.setenv("GUIDE_NOW", "2017-06-01T19:30+02:00")
    return tmp_path / "home"


@pytest.fixture
def epg(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Yield the server of epg.example, from which this guide may import."""
    with site() as one:
        internet = Internet(names={"epg.example": [[PUBLIC]]}, ports={80: one.port})
        monkeypatch.setattr(fetching, "Wires", lambda: internet.wires)
        monkeypatch.setenv("GUIDE_IMPORT_HOSTS", "epg.example")
        yield one


@pytest.fixture
def tele(tmp_path: Path) -> Path:
    path = tmp_path / "tele.xml"
    path.write_bytes(guide())
    return path


def run(*arguments: str | Path, code: int = 0, stdin: bytes = b"") -> Result:
    done = CliRunner().invoke(main, [str(one) for one in arguments], input=stdin)
    assert done.exit_code == code, f"{done.output}\n{done.exception!r}"
    return done


def sums(done: Result) -> str:
    """Return the first line of a report."""
    return done.stdout.splitlines()[0]


def told(*arguments: str | Path) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def refused(*arguments: str | Path, code: int, stdin: bytes = b"") -> str:
    """Run what fails, and return the one line that says why."""
    done = run(*arguments, code=code, stdin=stdin)
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    return line.removeprefix("guide: ")


def check(source: str = "tele") -> ImportCheck | None:
    with installed() as installation, installation.database.reading() as tx:
        return import_checks.checks(tx).get(source)


def test_a_file_becomes_a_release_and_says_what_it_held(tele: Path) -> None:
    done = run("import", tele)
    assert sums(done) == SUMS
    assert done.stderr == "published release 1: 3 new\n"
    assert "Film 2" in run("day", "--channel", "one-example").stdout


def test_the_same_file_again_changes_nothing(tele: Path) -> None:
    run("import", tele)
    again = run("import", tele)
    assert (sums(again), again.stderr) == (SUMS, "nothing has changed since release 1\n")


@pytest.mark.parametrize(("pack", "ending"), [(gzip.compress, "gz"), (lzma.compress, "xz")])
def test_a_packed_file_is_of_the_same_source(tele: Path, pack: Any, ending: str) -> None:
    packed = tele.with_name(f"tele.xml.{ending}")
    packed.write_bytes(pack(guide()))
    assert sums(run("import", packed)) == SUMS


def test_standard_input_needs_a_name(tele: Path) -> None:
    assert refused("import", "-", code=2, stdin=tele.read_bytes()).startswith(
        "say what this source is called: --name ID"
    )
    assert sums(run("import", "-", "--name", "tele", stdin=tele.read_bytes())) == SUMS


def test_a_pipe_is_read_as_a_file_is(tele: Path) -> None:
    pipe = tele.with_name("pipe.xml")
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(guide()))
    writer.start()
    assert sums(run("import", pipe, "--name", "tele")) == SUMS
    writer.join()


def test_who_waits_for_a_pipe_says_so(tele: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    said = threading.Event()

    def say(words: str) -> None:
        told.append(words)
        said.set()

    monkeypatch.setattr(arrival, "SOON", 0.0)
    monkeypatch.setattr(arrival, "say", say)
    pipe = tele.with_name("pipe.xml")
    os.mkfifo(pipe)
    content = tele.read_bytes()
    writer = threading.Thread(target=lambda: said.wait(30) and pipe.write_bytes(content))
    writer.start()
    run("import", pipe, "--name", "tele")
    writer.join()
    assert told[0] == f"{pipe}: waiting for input"


def test_oddities_are_told_with_the_line_of_the_first(tele: Path) -> None:
    tele.write_bytes(guide(offset=""))
    lines = run("import", tele).stdout.splitlines()
    [found] = [line for line in lines if line.endswith("[no-offset]")]
    assert found.startswith(f"{tele}:6: note: ")
    assert "(3 times, also in lines 9, 12)" in found


def test_a_later_import_says_that_it_looked_at_what_is_new_alone(tele: Path) -> None:
    tele.write_bytes(guide(offset=""))
    first = run("import", tele).stdout
    tele.write_bytes(guide(4, offset=""))
    sums_line, scope, *notes = run("import", tele).stdout.splitlines()
    assert sums_line.startswith("tele: 4 programmes, 4 airings on 1 channel")
    assert scope == (
        "tele: 1 programme read anew, 3 as before: "
        "notes are of what is new and of channels that differ"
    )
    assert [line.rpartition(" [")[2] for line in notes] == ["no-offset]"]
    assert "(" not in notes[0]
    assert "read anew" not in first
    report = told("import", tele)["report"]
    assert (report["programmes"], report["kept"]) == (4, 3)
    assert "1 in 1 read anew" in run("sources").stdout


def test_a_program_gets_the_same_as_json(tele: Path) -> None:
    tele.write_bytes(guide(offset=""))
    found = told("import", tele)
    report = found.pop("report")
    finding = next(one for one in report.pop("findings") if one["code"] == "no-offset")
    assert found == {
        "source": "tele",
        "verdict": "published",
        "release": 1,
        "changes": {"new": 3},
    }
    assert report == {
        "source": "tele",
        "programmes": 3,
        "airings": 3,
        "channels": 1,
        "read": 3,
        "kept": 0,
        "starts": "2017-06-01T18:00:00Z",
        "ends": "2017-06-01T21:00:00Z",
    }
    assert (finding["count"], finding["lines"]) == (3, [6, 9, 12])


def test_a_rehearsal_publishes_nothing(tele: Path) -> None:
    done = run("import", tele, "--dry-run")
    assert done.stderr == "would publish release 1: 3 new\n"
    assert refused("now", code=1) == "nothing is published yet: run `guide publish`"


def test_times_without_offset_are_of_the_zone_that_is_named_and_stay_so(tele: Path) -> None:
    tele.write_bytes(guide(offset=""))
    first = told("import", tele, "--zone", "Europe/Paris")
    assert first["report"]["starts"] == "2017-06-01T16:00:00Z"
    assert told("import", tele)["verdict"] == "unchanged"


def test_what_the_schedules_say_of_a_source_holds(tmp_path: Path) -> None:
    path = tmp_path / "schedules" / "from-afar.xml"
    path.write_bytes(guide(offset=""))
    text = "sources: {tele: {name: T, file: from-afar.xml, zone: Europe/Paris, shift: 1h}}"
    (tmp_path / "schedules" / "a.yaml").write_text(text)
    run("publish")
    found = told("import", path)
    assert (found["source"], found["report"]["starts"]) == ("tele", "2017-06-01T17:00:00Z")
    other = tmp_path / "other.xml"
    other.write_bytes(guide(2, offset=""))
    refusal = refused("import", other, "--name", "tele", code=1)
    assert "if that is meant, import it with --allow-shrink" in refusal
    found = told("import", other, "--name", "tele", "--allow-shrink", "50")
    assert found["report"]["starts"] == "2017-06-01T17:00:00Z"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html></html>", "tele.xml:1:"),
        (b"", "tele.xml:1:"),
        (guide()[:-10], "tele.xml:1"),
        (guide().replace(b"Film 2<", b"Film 2&<"), "/tele.xml:10:15: is not well-formed XML"),
        (
            guide().replace(b"<title>", b"<title/><desc>").replace(b"</title>", b"</desc>"),
            "tele.xml has 3 programmes, and none can be read (programme has neither title nor ",
        ),
        (guide(0), "tele.xml names channels but no programme: nothing is imported"),
    ],
)
def test_what_is_no_guide_is_refused_with_its_name_and_line(
    tele: Path, home: Path, content: bytes, said: str
) -> None:
    tele.write_bytes(content)
    assert said in refused("import", tele, code=1)
    assert not list((home / "releases").glob("release-*"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.xml",), "'missing.xml' can't be read: No such file or directory"),
        (("/",), "'/' is a folder: name one file in it"),
        (("a\0b",), "can't be read"),
        (("/dev/null", "--zone", "Mars/Olympus"), "'Mars/Olympus' is not a time zone"),
        (("/dev/null", "--name", "My TV"), "'My TV' is no id"),
        (("/dev/null", "--allow-shrink", "101"), "101 is not in the range"),
        (("file:///etc/passwd",), "can't be read: only https:// addresses, or a path"),
        (("FTP://epg.example/x",), "can't be read: only https:// addresses, or a path"),
        (("https://",), "names no host"),
        (("https://epg.example/x",), "to import from epg.example, name it in GUIDE_IMPORT_HOSTS"),
        (("http://127.0.0.1/x",), "to import from 127.0.0.1, name it in GUIDE_IMPORT_HOSTS"),
    ],
)
def test_wrong_use_is_one_line_and_ends_with_2(
    home: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in refused("import", *arguments, code=2)
    assert not (home / "releases" / "sources").exists()


@pytest.mark.parametrize("by", ["file", "stdin"])
def test_what_is_no_guide_is_refused_before_all_of_it_is_copied(
    tele: Path, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIDE_IMPORT_MAX_BYTES", "3000000")
    tele.write_bytes(bytes(2_999_999))
    source, shown = (tele, str(tele)) if by == "file" else ("-", "<stdin>")
    monkeypatch.setattr(space, "free", lambda _folder: 64_100_000)
    said = refused("import", source, "--name", "tele", code=1, stdin=tele.read_bytes())
    assert said.startswith(f"{shown}:1:1: is not XML: it begins with")


@pytest.mark.parametrize("by", ["file", "stdin"])
def test_a_guide_that_does_not_fit_on_the_disk_is_refused(
    tele: Path, by: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tele if by == "file" else "-"
    monkeypatch.setattr(space, "free", lambda _folder: 1_000_000)
    said = refused("import", source, "--name", "tele", code=1, stdin=tele.read_bytes())
    assert "the copy of a guide needs 0 MB, and 64 MB are kept free; make room" in said
    assert not list((home / "releases").glob("sources/*/*"))


@pytest.mark.parametrize("by", ["file", "stdin"])
def test_what_is_too_large_is_refused(tele: Path, by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDE_IMPORT_MAX_BYTES", "100")
    whole = tele.read_bytes()
    source = tele if by == "file" else "-"
    said = refused("import", source, "--name", "tele", code=1, stdin=whole)
    assert said.endswith("has more than 100 bytes: raise GUIDE_IMPORT_MAX_BYTES")


def test_an_address_is_fetched_and_its_server_is_spared_the_next_look(epg: Site) -> None:
    epg.pages["/guide.xml"] = Page(guide(), headers={"ETag": '"1"'})
    done = run("import", ADDRESS, "--name", "tele")
    assert sums(done) == SUMS
    found = check()
    assert found
    assert found.known_at(ADDRESS) == ('"1"', None)


def test_an_address_that_is_known_keeps_its_name(epg: Site) -> None:
    epg.pages["/guide.xml"] = Page(guide())
    run("import", ADDRESS, "--name", "tele")
    assert told("import", ADDRESS)["source"] == "tele"


def test_a_download_that_fails_is_said_in_one_line(epg: Site) -> None:
    assert refused("import", ADDRESS, code=1) == f"{ADDRESS}: it answers 404 Not Found"
    epg.pages["/guide.xml"] = Page(b"<html></html>")
    assert refused("import", ADDRESS, code=1).startswith(f"{ADDRESS}:1:")


def test_credentials_are_used_and_told_nobody(epg: Site, home: Path) -> None:
    secret = "http://me:sesame@epg.example/guide.xml?key=sesame"
    epg.pages["/guide.xml?key=sesame"] = Page(guide(offset=""))
    done = run("import", secret, "--name", "tele")
    assert epg.asked[0][1]["Authorization"].startswith("Basic ")
    listed = run("sources", "--json")
    assert '"address": "http://epg.example/guide.xml?key=***"' in listed.stdout
    assert "user and password are not kept: to refresh tele, list its address" in done.stderr
    del epg.pages["/guide.xml?key=sesame"]
    failed = run("sources", "refresh", "tele", code=1)
    everything = done.output + listed.output + failed.output + run("sources").output
    assert "http://epg.example/guide.xml?key=***" in everything
    assert "sesame" not in everything
    for release in (home / "releases").glob("*.sqlite"):
        assert b"me:sesame" not in release.read_bytes()
    assert b"sesame" not in (home / "guide.sqlite").read_bytes()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("guides/Télé_FR.xml", "t-l-fr"),
        ("tv_guide_fr_tnt_20260820.xml.gz", "tv-guide-fr-tnt"),
        ("guide-2026-08-20.xmltv.xz", "guide"),
        ("channel4.xml", "channel4"),
        ("20260820.xml", None),
        ("...", None),
        ("-", None),
        ("https://me:word@EPG.example:8443/a/fr1.xml.gz?key=word", "epg-example-8443-fr1"),
        ("https://epg.example", "epg-example"),
        ("https://epg.example/" + "x" * 100, "epg-example-" + "x" * 52),
    ],
)
def test_a_source_is_called_after_its_file_or_its_host(source: str, name: str | None) -> None:
    assert _id_from(source) == name
