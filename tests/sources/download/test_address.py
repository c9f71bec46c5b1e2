import pytest

from guide.sources.download.address import Address, parse, redirected, shown
from guide.sources.download.faults import DownloadError


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("https://epg.example", Address("https", "epg.example", 443, "/")),
        ("HTTP://EPG.Example./a.xml", Address("http", "epg.example", 80, "/a.xml")),
        ("https://epg.example:8443/é à?q=ü#part", None),
        (
            "https://epg.example:8443/é?q=ü#part",
            Address("https", "epg.example", 8443, "/%C3%A9?q=%C3%BC"),
        ),
        ("https://epg.example:/x", Address("https", "epg.example", 443, "/x")),
        ("http://[2606:4700::1111]/x", Address("http", "[2606:4700::1111]", 80, "/x")),
        (
            "https://epg.example//evil.example/x",
            Address("https", "epg.example", 443, "//evil.example/x"),
        ),
        (
            "https://me:pass%20word@epg.example/x",
            Address("https", "epg.example", 443, "/x", "Basic bWU6cGFzcyB3b3Jk"),
        ),
    ],
)  # fmt: skip
def test_addresses_are_read(text: str, read: Address | None) -> None:
    if read is None:
        with pytest.raises(DownloadError):
            parse(text)
    else:
        assert parse(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "epg.example/x.xml",
        "//epg.example/x",
        "ftp://epg.example/x",
        "file:///etc/hostname",
        "jar:http://epg.example!/x",
        "https:epg.example",
        "https:///x",
        "https://",
        "https://:443/",
        "https://epg.example:0/",
        "https://epg.example:99999/",
        "https://epg.example:port/",
        "https://epg.example\\@evil.example/",
        "https://epg.example\n/x",
        "https://epg.example\t/x",
        " https://epg.example/x",
        "https://epg.example/x\r\nHost: evil",
        "https://epg。example/x",
        "https://épg.example/x",
        "https://ⓔpg.example/x",
        "https://epg%2eexample/x",
        "https://epg.example%00/x",
        "https://-epg.example/x",
        "https://[fe80::1%25eth0]/x",
        "https://[::1/x",
        f"https://epg.example/{'x' * 2000}",
    ],
)
def test_what_is_no_web_address_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(DownloadError) as refused:
        parse(text)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("https://epg.example/a.xml", "https://epg.example/a.xml"),
        ("https://me:word@epg.example/a.xml", "https://***@epg.example/a.xml"),
        ("https://word@epg.example:8443/", "https://***@epg.example:8443/"),
        ("https://a@b:word@epg.example/", "https://***@epg.example/"),
        (
            "http://epg.example/xmltv.php?username=me&password=word&days=3",
            "http://epg.example/xmltv.php?username=***&password=***&days=***",
        ),
        ("https://epg.example/x?word", "https://epg.example/x?***"),
        ("https://epg.example/x#word", "https://epg.example/x"),
        ("https://epg.example/\x1b[31m\n", "https://epg.example/?[31m"),
        ("https://[::1", "an address that is none"),
        ("me:word@epg.example", "***@epg.example"),
        ("", ""),
    ],
)
def test_what_may_be_secret_is_not_shown(address: str, seen: str) -> None:
    assert shown(address) == seen


def test_an_address_of_any_length_is_shown_in_a_line() -> None:
    assert len(shown(f"https://epg.example/{'x' * 5000}")) <= 201


def test_a_secret_is_in_no_representation() -> None:
    assert "word" not in repr(parse("https://me:word@epg.example/x?token=word"))


def test_a_redirect_is_relative_and_keeps_credentials_on_its_host_only() -> None:
    base = parse("http://me:word@epg.example/a/b.xml")
    assert redirected(base, "../c.xml") == parse("http://me:word@epg.example/c.xml")
    assert redirected(base, "https://epg.example/c") == parse("https://me:word@epg.example/c")
    assert redirected(base, "http://epg.example:81/c").credentials is None
    assert redirected(base, "http://other.example/c").credentials is None
    assert redirected(base, "http://you:lie@other.example/c").credentials is None


def test_a_redirect_never_leads_from_https_to_http() -> None:
    with pytest.raises(DownloadError, match="not encrypted any more"):
        redirected(parse("https://epg.example/a"), "http://epg.example/a")


@pytest.mark.parametrize("location", ["file:///etc/hostname", "ftp://epg.example/", "https://"])
def test_a_redirect_never_leads_off_the_web(location: str) -> None:
    with pytest.raises(DownloadError):
        redirected(parse("http://epg.example/a"), location)


def test_a_host_is_listed_by_its_name_or_with_its_port() -> None:
    own, other = parse("https://epg.example/"), parse("https://epg.example:8443/")
    assert own.is_among({"epg.example"})
    assert own.is_among({"epg.example:443"})
    assert not own.is_among({"epg.example:80", "www.epg.example", "example"})
    assert not other.is_among({"epg.example", "epg.example:443"})
    assert other.is_among({"epg.example:8443"})
