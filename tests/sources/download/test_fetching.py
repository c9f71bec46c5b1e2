"""Downloads from servers that are kind, broken, slow, lying, or somebody else's."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guide.sources.download.faults import DownloadError
from guide.sources.download.fetching import Fetched, Limits, NotModified, fetch
from tests.sources.download.sites import PUBLIC, Internet, Page, Site, site, speaker

GUIDE = b"<tv></tv>" * 1000
ADDRESS = "http://epg.example/guide.xml"
CREDENTIALS = "write the credentials into its address in the schedule files"
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
BROKEN = "its answer breaks off, or is no HTTP"
SHORT = Limits(head_seconds=0.5, seconds=1.0)


def got(internet: Internet, into: Path, address: str = ADDRESS, **more: Any) -> Fetched:
    given: dict[str, Any] = {"allowed": {"epg.example"}, "wires": internet.wires}
    found = fetch(address, into, **given | more)
    assert isinstance(found, Fetched)
    return found


def refused(internet: Internet, into: Path, address: str = ADDRESS, **more: Any) -> str:
    given: dict[str, Any] = {"allowed": {"epg.example"}, "wires": internet.wires}
    with pytest.raises(DownloadError) as fault:
        fetch(address, into, **given | more)
    said = str(fault.value)
    assert said.isprintable()
    assert "word" not in said
    return said.removeprefix("http://epg.example/guide.xml: ")


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "copy"


@contextlib.contextmanager
def speaking(
    internet: Internet, *pieces: bytes, pause: float = 0.0, ended: threading.Event | None = None
) -> Iterator[Internet]:
    """Make epg.example say these pieces, and then no more; `ended` is set once all are said."""

    def speak(one: socket.socket, over: threading.Event) -> None:
        for piece in pieces:
            one.sendall(piece)
            if over.wait(pause):
                return
        if ended:
            ended.set()

    with speaker(speak) as port:
        yield replace(internet, ports={80: port})


def test_a_file_comes_as_it_is_with_what_to_ask_next_time(
    internet: Internet, epg: Site, into: Path
) -> None:
    tags = {"ETag": '"a1"', "Last-Modified": "Thu, 01 Jun 2017 18:00:00 GMT"}
    epg.pages["/guide.xml"] = Page(GUIDE, headers=tags)
    found = got(internet, into)
    assert found == Fetched(len(GUIDE), '"a1"', "Thu, 01 Jun 2017 18:00:00 GMT")
    assert into.read_bytes() == GUIDE
    [(_, headers)] = epg.asked
    assert headers == {
        "Host": "epg.example",
        "User-Agent": "guide",
        "Accept": "application/xml, text/xml, application/gzip, */*;q=0.5",
        "Accept-Encoding": "identity",
    }


def test_what_is_not_modified_is_not_sent_again(internet: Internet, epg: Site, into: Path) -> None:
    epg.pages["/guide.xml"] = Page(status=304)
    known = ('"a1"', "Thu, 01 Jun 2017 18:00:00 GMT")
    found = fetch(ADDRESS, into, allowed={"epg.example"}, known=known, wires=internet.wires)
    assert found == NotModified()
    assert not into.exists()
    [(_, headers)] = epg.asked
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == known


def test_not_modified_is_an_error_where_nothing_was_known(
    internet: Internet, epg: Site, into: Path
) -> None:
    epg.pages["/guide.xml"] = Page(status=304)
    assert refused(internet, into) == "it answers 304 Not Modified"


@pytest.mark.parametrize("value", ["", "x" * 600, '"\u00e9"'])
def test_a_validator_that_cannot_be_sent_back_is_not_kept(
    internet: Internet, epg: Site, into: Path, value: str
) -> None:
    epg.pages["/guide.xml"] = Page(GUIDE, headers={"ETag": value})
    assert got(internet, into).etag is None


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "identity"])
def test_a_compressed_file_stays_one(
    internet: Internet, epg: Site, into: Path, coding: str
) -> None:
    epg.pages["/guide.xml"] = Page(
        b"\x1f\x8b\x08 not unpacked", headers={"Content-Encoding": coding}
    )
    got(internet, into)
    assert into.read_bytes() == b"\x1f\x8b\x08 not unpacked"


def test_a_coding_that_nobody_asked_for_is_refused(
    internet: Internet, epg: Site, into: Path
) -> None:
    epg.pages["/guide.xml"] = Page(b"\x0b\x02", headers={"Content-Encoding": "br"})
    assert refused(internet, into) == "it answers in a coding that was not asked for"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (204, "it answers 204 No Content"),
        (206, "it answers 206 Partial Content"),
        (401, f"it answers 401 Unauthorized: {CREDENTIALS}"),
        (404, "it answers 404 Not Found"),
        (500, "it answers 500 Internal Server Error"),
        (599, "it answers 599"),
    ],
)
def test_any_other_answer_is_named_and_its_body_is_not(
    internet: Internet, epg: Site, into: Path, status: int, said: str
) -> None:
    epg.pages["/guide.xml"] = Page(b"word of the server", status)
    assert refused(internet, into) == said


def test_progress_is_told_and_may_end_it(internet: Internet, epg: Site, into: Path) -> None:
    epg.pages["/guide.xml"] = Page(b"x" * 100_000)
    told: list[tuple[int, int | None]] = []
    got(internet, into, progress=lambda done, of: told.append((done, of)))
    assert told == [(65_536, 100_000), (100_000, 100_000)]

    def enough(_done: int, _of: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        got(internet, into, progress=enough)


def test_chunks_are_put_together(internet: Internet, into: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with speaking(internet, head, b"4\r\n<tv>\r\n", b"5\r\n</tv>\r\n0\r\n\r\n") as net:
        assert got(net, into) == Fetched(9)
    assert into.read_bytes() == b"<tv></tv>"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (HEAD + b"Content-Length: 100\r\n\r\n<tv>", BROKEN),
        (HEAD + CHUNKED + b"9\r\n<tv>", BROKEN),
        (HEAD + CHUNKED + b"word\r\n<tv>", BROKEN),
        (HEAD + CHUNKED + b"4\r\n<tv>\r\n", BROKEN),
        (b"220 word ready\r\n", BROKEN),
        (HEAD + b"X: y\r\n" * 200 + b"\r\n", BROKEN),
        (HEAD + b"X: " + b"y" * 70_000, BROKEN),
        (HEAD + b"Content-Length: 0\r\n\r\n", "it answers with nothing"),
        (HEAD + b"\r\n", "it answers with nothing"),
        (b"", BROKEN),
    ],
)
def test_an_answer_that_breaks_off_is_refused(
    internet: Internet, into: Path, answer: bytes, said: str
) -> None:
    with speaking(internet, answer) as net:
        assert refused(net, into) == said


@pytest.mark.parametrize("length", [None, 1001, 10**15])
def test_what_is_too_large_is_not_read_to_its_end(
    internet: Internet, into: Path, length: int | None
) -> None:
    told = b"" if length is None else b"Content-Length: %d\r\n" % length
    with speaking(internet, b"HTTP/1.1 200 OK\r\n", told, b"\r\n", b"x" * 200_000) as net:
        said = refused(net, into, limits=Limits(max_bytes=1000))
    assert said == "it has more than 1,000 bytes: raise GUIDE_IMPORT_MAX_BYTES"
    assert not into.exists() or into.stat().st_size <= 1000


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        ([b""], "no answer came within 0 s"),
        ([HEAD, *[b"X: y\r\n"] * 900], "no answer came within 0 s"),
        ([HEAD, b"\r\n", *[b"x"] * 900], "it takes longer than 1 s"),
        ([HEAD, b"Content-Length: 999\r\n\r\n", *[b"x"] * 900], "it takes longer than 1 s"),
        ([HEAD, CHUNKED, *[b"0"] * 900], "it takes longer than 1 s"),
    ],
)
def test_a_trickle_does_not_stretch_the_time(
    internet: Internet, into: Path, pieces: list[bytes], said: str
) -> None:
    # The trickle would go on for more than half a minute.
    ended, pause = threading.Event(), 0.05 if len(pieces) > 1 else 45
    with speaking(internet, *pieces, pause=pause, ended=ended) as net:
        assert refused(net, into, limits=SHORT) == said
        assert not ended.is_set()


def test_silence_in_the_midst_ends_it(internet: Internet, into: Path) -> None:
    limits = Limits(head_seconds=0.3, seconds=30)
    with speaking(internet, b"HTTP/1.1 200 OK\r\n\r\n<tv>", pause=30) as net:
        assert refused(net, into, limits=limits) == "nothing came for 0 s"


def test_a_resolver_without_end_is_not_waited_for(internet: Internet, into: Path) -> None:
    over = threading.Event()

    def resolve(_host: str, _port: int) -> list[str]:
        over.wait(30)
        return [PUBLIC]

    wires = replace(internet.wires, resolve=resolve)
    said = refused(internet, into, wires=wires, limits=SHORT)
    over.set()
    assert said == "epg.example could not be looked up in time"


def test_a_host_must_be_listed(internet: Internet, into: Path) -> None:
    said = "is not among GUIDE_IMPORT_HOSTS: name it there to import from it"
    assert refused(internet, into, allowed=set()) == f"epg.example {said}"
    for name in ("www.epg.example", "epg.example.evil.example", "xepg.example", "127.0.0.1"):
        assert refused(internet, into, f"http://{name}/").endswith(f": {name} {said}")
    assert refused(internet, into, "http://epg.example:8080/").endswith(f"epg.example:8080 {said}")
    assert (internet.looked_up, internet.dialled) == ([], [])


def test_a_port_can_be_listed(internet: Internet, epg: Site, into: Path) -> None:
    epg.pages["/"] = Page(GUIDE)
    net = replace(internet, ports={8080: epg.port})
    got(net, into, "http://epg.example:8080/", allowed={"epg.example:8080"})
    assert net.dialled == [(PUBLIC, 8080)]
    assert epg.asked[0][1]["Host"] == "epg.example:8080"


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["64:ff9b::7f00:1"], ["10.0.0.1"],
     [PUBLIC, "169.254.169.254"], ["169.254.169.254", PUBLIC], ["2606:4700::1111", "fd00::1"],
     ["fe80::1%eth0"]],
)  # fmt: skip
def test_one_address_that_is_not_public_is_enough_to_refuse(
    internet: Internet, epg: Site, into: Path, answers: list[str]
) -> None:
    net = replace(internet, names={"epg.example": [answers]})
    assert refused(net, into).startswith("epg.example leads to ")
    assert (net.dialled, epg.asked) == ([], [])


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "0.0.0.0",
     "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "169.254.169.254"],
)  # fmt: skip
def test_no_spelling_of_this_machine_is_fetched_from_even_if_listed(
    epg: Site, into: Path, host: str
) -> None:
    with pytest.raises(DownloadError, match="only public addresses"):
        fetch(f"http://{host}:{epg.port}/", into, allowed={f"{host}:{epg.port}"})
    assert epg.asked == []


def test_a_name_that_changes_its_mind_is_connected_to_where_it_was_checked(
    internet: Internet, epg: Site, into: Path
) -> None:
    epg.pages["/guide.xml"] = Page(GUIDE)
    net = replace(internet, names={"epg.example": [[PUBLIC], ["127.0.0.1"]]})
    got(net, into)
    assert net.looked_up == ["epg.example"]
    assert net.dialled == [(PUBLIC, 80)]


def test_nothing_but_our_own_hands_opens_a_connection(
    internet: Internet, epg: Site, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    epg.pages["/guide.xml"] = Page(GUIDE)
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    netrc = into.parent / "netrc"
    netrc.write_text("machine epg.example login me password word\n")
    monkeypatch.setenv("NETRC", str(netrc))
    got(internet, into)
    assert "Authorization" not in epg.asked[0][1]
    assert internet.dialled == [(PUBLIC, 80)]


def test_the_next_address_is_tried_where_one_does_not_answer(
    internet: Internet, epg: Site, into: Path
) -> None:
    epg.pages["/guide.xml"] = Page(GUIDE)
    net = replace(internet, names={"epg.example": [["2606:4700::1111", PUBLIC]]})

    def connect(ip: str, port: int, seconds: float) -> socket.socket:
        if ":" in ip:
            raise ConnectionRefusedError(111, "Connection refused")
        return net.connect(ip, port, seconds)

    got(net, into, wires=replace(net.wires, connect=connect))
    assert net.dialled == [(PUBLIC, 80)]


def test_a_host_that_cannot_be_reached_is_said_so(internet: Internet, into: Path) -> None:
    def connect(_ip: str, _port: int, _seconds: float) -> socket.socket:
        raise ConnectionRefusedError(111, "Connection refused")

    wires = replace(internet.wires, connect=connect)
    assert refused(internet, into, wires=wires) == "it cannot be reached: Connection refused"
    nobody = replace(internet, names={})
    assert refused(nobody, into).startswith("epg.example is not known: look at its spelling")


def test_redirects_are_followed_and_looked_at_anew(
    internet: Internet, epg: Site, into: Path
) -> None:
    epg.pages["/guide.xml"] = Page(status=302, headers={"Location": "/b.xml?c=1"})
    epg.pages["/b.xml?c=1"] = Page(status=308, headers={"Location": "http://cdn.example/d"})
    epg.pages["/d"] = Page(GUIDE)
    names = {"epg.example": [[PUBLIC]], "cdn.example": [["1.1.1.1"]]}
    net = replace(internet, names=names)
    got(net, into, allowed={"epg.example", "cdn.example"})
    assert epg.paths == ["/guide.xml", "/b.xml?c=1", "/d"]
    assert net.looked_up == ["epg.example", "epg.example", "cdn.example"]
    assert net.dialled == [(PUBLIC, 80), (PUBLIC, 80), ("1.1.1.1", 80)]


def test_a_redirect_is_answered_by_a_name_that_changed_its_mind(
    internet: Internet, epg: Site, into: Path
) -> None:
    epg.pages["/guide.xml"] = Page(status=302, headers={"Location": "/b.xml"})
    net = replace(internet, names={"epg.example": [[PUBLIC], ["127.0.0.1"]]})
    assert "127.0.0.1, which is loopback" in refused(net, into)
    assert epg.paths == ["/guide.xml"]


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1/", "http://other.example/", "file:///etc/hostname", "//other.example/x",
     "http://epg.example@other.example/", "http://epg.example:8080/", "ftp://epg.example/x"],
)  # fmt: skip
def test_a_redirect_leads_nowhere_else(
    internet: Internet, epg: Site, into: Path, location: str
) -> None:
    epg.pages["/guide.xml"] = Page(status=301, headers={"Location": location})
    refused(internet, into)
    assert internet.dialled == [(PUBLIC, 80)]
    assert epg.paths == ["/guide.xml"]


def test_five_redirects_are_followed_and_no_sixth(
    internet: Internet, epg: Site, into: Path
) -> None:
    for step in range(6):
        epg.pages[f"/{step}"] = Page(status=307, headers={"Location": f"/{step + 1}"})
    epg.pages["/6"] = Page(GUIDE)
    got(internet, into, "http://epg.example/1")
    assert refused(internet, into, "http://epg.example/0").endswith("redirects more than 5 times")


def test_credentials_are_sent_to_their_host_and_shown_nowhere(
    internet: Internet, epg: Site, into: Path
) -> None:
    epg.pages["/a?key=word"] = Page(status=302, headers={"Location": "http://cdn.example/b"})
    names = {"epg.example": [[PUBLIC]], "cdn.example": [[PUBLIC]]}
    net = replace(internet, names=names)
    both = {"epg.example", "cdn.example"}
    said = refused(net, into, "http://me:word@epg.example/a?key=word", allowed=both)
    assert said == "http://***@epg.example/a?key=***: it answers 404 Not Found"
    sent = [headers.get("Authorization") for _, headers in epg.asked]
    assert sent == ["Basic bWU6d29yZA==", None]


def test_a_certificate_must_be_of_the_name_though_the_number_is_connected_to(
    internet: Internet, into: Path, certificate_of_epg: Path
) -> None:
    trust = ssl.create_default_context(cafile=certificate_of_epg)
    with site(certificate_of_epg) as secure:
        secure.pages["/"] = Page(GUIDE)
        names = {"epg.example": [[PUBLIC]], "other.example": [[PUBLIC]]}
        net = replace(internet, names=names, ports={443: secure.port}, trust=trust)
        got(net, into, "https://epg.example/")
        assert net.dialled == [(PUBLIC, 443)]
        assert secure.asked[0][1]["Host"] == "epg.example"
        other = refused(net, into, "https://other.example/", allowed={"other.example"})
        assert "its certificate is not to be trusted: Hostname mismatch" in other
        stranger = replace(net, trust=None)
        assert "not to be trusted: self-signed" in refused(stranger, into, "https://epg.example/")
        assert len(secure.asked) == 1


def test_a_plain_server_is_no_encrypted_one(internet: Internet, epg: Site, into: Path) -> None:
    net = replace(internet, ports={443: epg.port})
    said = refused(net, into, "https://epg.example/")
    assert said.endswith("no encrypted connection can be agreed upon")


def test_a_handshake_without_end_is_hung_up(internet: Internet, into: Path) -> None:
    with speaking(internet, *[b"\x16"] * 90, pause=0.05) as net:
        secure = replace(net, ports={443: net.ports[80]})
        said = refused(secure, into, "https://epg.example/", limits=SHORT)
    assert said.endswith(
        ("no answer came within 0 s", "no encrypted connection can be agreed upon")
    )


def test_what_cannot_be_written_is_no_fault_of_the_server(
    internet: Internet, epg: Site, tmp_path: Path
) -> None:
    epg.pages["/guide.xml"] = Page(GUIDE)
    with pytest.raises(IsADirectoryError):
        got(internet, tmp_path)


def test_nothing_is_logged_that_may_be_secret(
    internet: Internet, into: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    broken = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n no name\r\nbroken\r\n\r\n<tv>"
    with speaking(internet, broken) as net, contextlib.suppress(DownloadError):
        got(net, into, "http://epg.example/?key=word")
    assert "word" not in caplog.text
