"""What goes wrong around a running guide: the pages and feeds go on, and the mail waits."""

import contextlib
import json
import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.e2e.processes import children, descendants, is_alive
from tests.e2e.readers import (
    SEASON,
    SEASON_FEED,
    events,
    letters,
    season_feed,
    subscribe,
    value,
    wait_for,
)
from tests.judges.need import require
from tests.service import PATIENCE, Service, free_port

RECEIVER = Path(__file__).parents[1] / "faults" / "receiver.py"
READER = "reader@reader.example"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SHOWN = ("/fr/", "/en/now", "/fr/tonight", f"/fr/{SEASON}/", "/fr/subscribe", "/fr/changes")
READ = (SEASON_FEED, "/feeds/all.ics", "/healthz", "/readyz")


def readiness(service: Service) -> dict[str, Any]:
    answer = service.get("/readyz")
    assert answer.status == 200
    told: dict[str, Any] = json.loads(answer.body)
    return told


def shows_everything(service: Service) -> None:
    for address in (*SHOWN, *READ):
        assert (address, service.get(address).status) == (address, 200)


@contextlib.contextmanager
def serving(service: Service) -> Iterator[int]:
    """Serve, with the clock ticking; yield the process that started the others."""
    with service.running("serve", "--workers", "1") as process:
        wait_for(lambda: service.get("/readyz").status == 200)
        yield process.pid


@contextlib.contextmanager
def locked(service: Service) -> Iterator[None]:
    """Hold the database as a writer that does not come to an end."""
    with contextlib.closing(
        sqlite3.connect(service.home / "guide.sqlite", isolation_level=None)
    ) as writer:
        writer.execute("BEGIN IMMEDIATE")
        yield
        writer.execute("ROLLBACK")


def asked_for(service: Service) -> bytes:
    """Return the form of the season, filled in by a reader."""
    form = service.get(f"/fr/subscribe?target={SEASON}").text
    token = re.search(r'name="token" value="([^"]+)"', form)
    assert token
    fields = {"target": SEASON, "token": token[1], "email": READER, "lead": "30m"}
    return urlencode(fields | {"kind": "airing", "zone": "Europe/Paris"}).encode()


def test_a_locked_database_stops_no_page_and_loses_no_mail(service: Service) -> None:
    with serving(service), ThreadPoolExecutor(1) as another:
        filled = asked_for(service)
        with locked(service):
            shows_everything(service)
            service.guide("now")
            service.guide("check")
            posted = another.submit(service.post, "/fr/subscribe", filled, **FORM)
            shows_everything(service)
            assert not posted.done()
        assert posted.result(PATIENCE).status == 200
        service.wait_for_mails(1)
        assert readiness(service)["trouble"] == []
    [letter] = letters(service)
    assert letter.recipient == READER


@pytest.fixture
def moved(service: Service) -> Service:
    """Return a guide with one release, whose schedules say something newer."""
    service.guide("publish")
    missions = service.schedules / "ocs" / "missions.yaml"
    text = missions.read_text(encoding="utf-8")
    missions.write_text(text.replace("2017-06-01 20:40", "2017-06-01 20:55"), encoding="utf-8")
    return service


def refused(
    service: Service, *, before: Sequence[str] = (), limit: Callable[[], None] | None = None
) -> None:
    """Publish in a bad place: it must end with one line that says what to do."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "guide", "publish"],
        env=service.environment,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, ""), done
    assert re.fullmatch(r"guide: .+\n", done.stderr), done.stderr


def test_a_publish_that_cannot_be_written_leaves_what_is_published(moved: Service) -> None:
    releases = moved.home / "releases"
    kept = {path.name: path.read_bytes() for path in releases.iterdir()}
    [size] = map(len, kept.values())
    with serving(moved):
        first = season_feed(moved)
        for room in (4096, size // 2, size - 1):
            refused(moved, limit=_disk_of(room))
        with not_writable(releases) as before:
            refused(moved, before=before)
        assert {path.name: path.read_bytes() for path in releases.iterdir()} == kept
        assert season_feed(moved).body == first.body
        shows_everything(moved)

        moved.guide("publish")
        before_, after = events(first), events(season_feed(moved))
    [uid] = [one for one in after if after[one] != before_[one]]
    assert value(after[uid], "SEQUENCE") == "1"


def test_a_disk_that_fills_up_stops_no_page_and_loses_no_mail(service: Service) -> None:
    service.settings["GUIDE_NOW"] = "2017-06-01T20:12+02:00"
    with serving(service) as started:
        filled = asked_for(service)
        with full_disk_of(descendants(started)):
            subscribe(service, READER, lead="30m")  # from elsewhere, to be told at once
            wait_for(lambda: readiness(service)["clock_age"] > 6)  # no sign of life was written
            shows_everything(service)
            assert readiness(service)["mail_waiting"] > 0
            assert service.post("/fr/subscribe", filled, **FORM).status == 503
            assert service.mails() == []
        service.wait_for_mails(1)
    [letter] = letters(service)
    assert (letter.recipient, "20h40" in letter.subject) == (READER, True)


@contextlib.contextmanager
def full_disk_of(processes: Sequence[int]) -> Iterator[None]:
    """Let running processes write nothing that matters for a while."""

    def leave(room: int) -> None:
        for process in processes:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))

    leave(4096)
    try:
        yield
    finally:
        leave(resource.RLIM_INFINITY)


def _disk_of(room: int) -> Callable[[], None]:
    """Return what lets a process write no file larger than `room`, as a full disk does."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))


@contextlib.contextmanager
def not_writable(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield what to put before a command so that the folder's permissions count for root too."""
    folder.chmod(0o555)
    try:
        if os.geteuid():
            yield ()
        else:
            setpriv = shutil.which("setpriv")
            require(present=bool(setpriv), piece="setpriv", get="apt-get install util-linux")
            yield (str(setpriv), "--bounding-set=-dac_override,-dac_read_search")
    finally:
        folder.chmod(0o755)


@contextlib.contextmanager
def receiving(port: int, log: Path) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, str(RECEIVER), str(port), str(log)])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def test_mail_waits_for_its_server_says_so_and_goes_when_it_comes(
    service: Service, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "arrivals.log"
    service.settings["GUIDE_SMTP_URL"] = f"smtp://127.0.0.1:{port}"
    service.guide("publish")
    subscribe(service, READER, lead="30m")
    log.touch()
    # Six minutes after the reminder was due.
    service.settings["GUIDE_NOW"] = "2017-06-01T20:16+02:00"
    with serving(service):
        # The confirmation, which nobody needs any more, waits beside it until the sender drops it.
        wait_for(lambda: "1 mail waits" in " ".join(readiness(service)["trouble"]))
        waiting = readiness(service)
        assert (waiting["ready"], waiting["mail_waiting"]) == (True, 1)
        assert re.match(r"1 mail waits, the oldest \d+ s", waiting["trouble"][0])
        shows_everything(service)
        assert log.read_text(encoding="utf-8") == ""
        with receiving(port, log):
            wait_for(lambda: READER in log.read_text(encoding="utf-8"))
            wait_for(lambda: readiness(service)["trouble"] == [])
    assert len(log.read_text(encoding="utf-8").splitlines()) == 1


FORM_HEAD = b"POST /fr/subscribe HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
MALFORMED = (
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: \r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"GET / HTTP/1.0\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /\r\n\r\n",
    b"GET\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello in TLS",
    b"\x00\x00\x00\x00\r\n\r\n",
    b"BREW /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"CONNECT guide:443 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"TRACE /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"PUT /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n\r\nabc",
    b"GET http://evil.example/fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET //evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /static/%2e%2e/%2e%2e/app.py HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /fr/%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /fr/%ff%fe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /fr/\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /fr/?zone=%ff%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /fr/channels/ocs-city/2017-99-99 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /feeds/all.ics?lang=%zz&lang=xx HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /fr/changes/99999999999999999999999999 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\nIf-Modified-Since: yesterday\r\n\r\n",
    b'GET /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\nIf-None-Match: W/"\r\n\r\n',
    b"GET /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes=9-1,-\r\n\r\n",
    b"GET /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: ;q=x,gzip;q=9\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: ;;q=,*\xff\r\n\r\n",
    b"GET /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: \xff=\xfe; ;;=\r\n\r\n",
    b"GET /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: \xff,,\r\n\r\n",
    b"GET /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\nBroken header\r\n\r\n",
    b"GET /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"POST /fr/subscribe HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
    b"POST /fr/subscribe HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
    b"POST /fr/subscribe HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\n--x\r\n",
    FORM_HEAD + b"multipart/form-data\r\nContent-Length: 5\r\n\r\n--x\r\n",
    FORM_HEAD + b"multipart/form-data; boundary=x\r\nContent-Length: 5\r\n\r\n--x\r\n",
    FORM_HEAD + b"application/x-www-form-urlencoded\r\nContent-Length: 4\r\n\r\n%ff=",
    FORM_HEAD + b"application/x-www-form-urlencoded; charset=x\r\nContent-Length: 1\r\n\r\na",
    b"POST /fr/subscribe HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /fr/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
    b"POST /fr/unsubscribe/%00 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
    b"POST /fr/confirm/a.b.c HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n",
)


def status_of(service: Service, request: bytes) -> int:
    """Return the status that raw bytes are answered with."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE) as connection:
        with contextlib.suppress(ConnectionError):  # it need not hear us out
            connection.sendall(request)
        answer = connection.recv(1 << 16)
    found = re.match(rb"HTTP/1\.[01] (\d{3})", answer)
    assert found, (request[:80], answer)
    return int(found[1])


def test_malformed_requests_are_the_senders_fault(service: Service) -> None:
    service.guide("publish")
    with service.running("web", "--workers", "1"):
        answered = {request[:80]: status_of(service, request) for request in MALFORMED}
        assert {request: status for request, status in answered.items() if status >= 500} == {}
        assert "<h1>Page introuvable</h1>" in service.get("/fr/nowhere").text
        assert "<h1>Not found</h1>" in service.get("/en/nowhere").text
        assert service.get("/fr/").status == 200


def test_wrong_settings_are_named_together(service: Service) -> None:
    wrong = {
        "GUIDE_NOW": "ce soir",
        "GUIDE_COLOUR": "red",
        "GUIDE_BASE_URL": "guide.example",
        "GUIDE_SMTP_URL": "post",
        "GUIDE_LANGUAGES": "de",
    }
    broken = replace(service, settings=wrong)
    for command in ("serve", "jobs", "publish"):
        told = broken.guide(command, code=2)
        assert told.stdout == ""
        lines = told.stderr.splitlines()
        assert sorted(line.split()[1] for line in lines) == sorted(wrong)
    assert not service.home.exists()


def test_sigterm_ends_everything(service: Service) -> None:
    with service.running("serve", "--workers", "2") as process:
        everybody = descendants(process.pid)
        assert len(children(process.pid)) == 2
        assert len(everybody) == 4
    assert [one for one in everybody if is_alive(one)] == []
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", service.port))


def test_nobody_goes_on_without_the_one_who_started_them(service: Service) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "guide", "serve", "--port", str(service.port)],
        env=service.environment,
    )
    service.wait_until_up(process)
    everybody = descendants(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    try:
        assert len(everybody) == 4
        wait_for(lambda: not any(map(is_alive, everybody)))
    finally:
        for survivor in filter(is_alive, everybody):
            os.kill(survivor, signal.SIGKILL)
