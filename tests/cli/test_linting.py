import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guide.cli.linting import MOST_BYTES, lint
from tests.formats.test_lint import SOUND

BROKEN = SOUND.replace(b"STATUS:CONFIRMED", b"STATUS:\x1b[31m", 1)


def run(source: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(lint, [source], input=given)


def test_a_sound_feed_says_nothing_and_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "feed.ics"
    path.write_bytes(SOUND)
    told = run(str(path))
    assert (told.stdout, told.exit_code) == ("", 0)
    assert "0 errors" in told.stderr


def test_an_error_names_its_place_and_ends_badly() -> None:
    told = run("-", BROKEN)
    at = 1 + BROKEN[: BROKEN.index(b"STATUS:\x1b")].count(b"\n")
    assert f"<stdin>:{at}: error: unknown STATUS [status]\n" in told.stdout
    assert "\x1b" not in told.stdout
    assert told.exit_code == 1


def test_what_can_not_be_read_is_wrong_use(tmp_path: Path) -> None:
    huge = tmp_path / "huge.ics"
    huge.write_bytes(b"x" * (MOST_BYTES + 1))
    for source, reason in (
        (str(tmp_path / "nothing.ics"), "No such file"),
        (str(tmp_path), "Is a directory"),
        (str(huge), "5,000,000 bytes"),
        ("http://127.0.0.1:1/feed.ics", "refused"),
    ):
        told = run(source)
        assert (told.exit_code, told.stdout) == (2, "")
        assert reason in told.stderr


class Feeds(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path != "/feed.ics":
            self.send_response(302)
            self.send_header("Location", "/feed.ics" if self.path == "/moved" else "ftp://x/")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(BROKEN)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feeds) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_address_is_fetched_and_followed(address: str) -> None:
    told = run(f"{address}/moved")
    assert (told.exit_code, "unknown STATUS" in told.stdout) == (1, True)


def test_nothing_leads_away_from_the_web(address: str) -> None:
    told = run(f"{address}/away")
    assert (told.exit_code, "leads away" in told.stderr) == (2, True)
