"""Measure feeds: `make bench`. One run, medians of nine, everything side by side."""

# A script that prints, starts servers and reads its own environment.
# ruff: noqa: FBT003, INP001, S310, S603, S607, T201, TID251

import contextlib
import datetime as dt
import os
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from werkzeug.test import EnvironBuilder

from guide.formats import ical
from guide.formats.ical import library, writer
from guide.formats.ical.events import airing_event
from guide.formats.ical.telling import Telling
from guide.formats.words import words
from guide.model.airing import Airing, Version
from guide.model.catalogue import Bouquet, Catalogue, Channel, Episode
from guide.model.draft import Draft
from guide.model.feed_options import Options
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from guide.model.tokens import Tokens
from guide.releases.build import build
from guide.releases.release import Release
from guide.state.database import Database
from guide.web.app import create_app
from guide.web.operations import Readiness

RUNS = 9
NOW = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
SITE = Site("Guide", "https://guide.example", "3f9c0123456789")
ALL = Target(TargetKind.ALL)
HOUR = dt.timedelta(hours=1)
TEASER = "Une ligne qui dit ce qui se passe, sans rien dire de trop, pour que chacun la lise."


def draft(count: int) -> Draft:
    """Return a schedule of `count` films, two hours apart around now."""
    films = {
        f"film-{n}": Episode(
            f"film-{n}",
            title=Text.of({"fr": f"Le film numéro {n}"}),
            genres=("film", "drama"),
            teaser=Text.of({"fr": TEASER}),
        )
        for n in range(count)
    }
    first = NOW - count * HOUR // 2
    airings = []
    for n, film in enumerate(films):
        starts = first + n * HOUR
        date = (starts - dt.timedelta(hours=4)).date()
        version = Version("VF", audio=("fr",))
        airings.append(Airing("city", film, date, starts, starts + HOUR, version=version))
    known = Catalogue(
        channels={"city": Channel("city", "OCS City", "Europe/Paris")},
        bouquets={"ocs": Bouquet("ocs", "OCS", ("city",))},
        episodes=films,
    )
    return Draft(known, tuple(airings))


def publish(folder: Path, count: int) -> Path:
    path = folder / f"{count}.sqlite"
    build(
        draft(count),
        path=path,
        previous=None,
        number=1,
        now=NOW,
        note="",
        mint=lambda: secrets.token_hex(5),
    )
    return path


def median(action: Callable[[], object]) -> float:
    """Return the median of the runs' seconds of processor time, after one that warms up.

    Other work on the machine then counts for little.
    """
    action()
    return statistics.median(timed(action, RUNS))


def row(name: str, seconds: float, note: str = "") -> None:
    print(f"{name:<52} {seconds * 1e3:>10.3f} ms  {note}")


def feeds(folder: Path) -> bytes:
    path = publish(folder, 1000)
    make = ical.feed

    def cold() -> bytes:
        return make(opened.pop(), ALL, site=SITE, words=words("fr"), now=NOW)

    opened = [Release(path) for _ in range(RUNS + 1)]
    body = make(opened[0], ALL, site=SITE, words=words("fr"), now=NOW)
    took = median(cold)
    listings = Release(path).listings(ALL)
    telling = Telling(SITE, words("fr"), {}, Options())
    events = [airing_event(one, telling) for one in listings]
    by_library = statistics.median(timed(lambda: [library.write(one) for one in events], 7))
    by_hand = median(lambda: [writer.write(one) for one in events])
    static = folder / "feed.ics"
    static.write_bytes(body)
    read = median(lambda: [static.read_bytes() for _ in range(100)]) / 100
    print(f"A feed of {len(events)} events, {len(body)} bytes: processor time, medians of {RUNS}")
    row("cold: a release just opened", took, "wanted: 25 ms at most")
    row("  of it writing", by_hand, f"{by_library / by_hand:.0f} times faster than icalendar")
    row("icalendar writing the same events", by_library)
    row("static read of the same bytes", read)
    ask = answered(path)
    warm = median(lambda: [ask() for _ in range(100)]) / 100
    row("warm: through the whole WSGI application", warm, f"{warm / read:.1f} x static read")
    print(f"warm is {by_library / warm:.0f} times faster than icalendar (wanted: 500)\n")
    return body


def timed(action: Callable[[], object], runs: int) -> list[float]:
    taken = []
    for _ in range(runs):
        starts = time.process_time()
        action()
        taken.append(time.process_time() - starts)
    return taken


def answered(path: Path) -> Callable[[], object]:
    """Return a request to the application's front, answered from ready bytes."""
    app = application(path)
    environ = EnvironBuilder("/feeds/all.ics", "http://guide.example").get_environ()
    return lambda: b"".join(app(dict(environ), lambda *_: None))


def application(path: Path) -> Callable[..., list[bytes]]:
    release = Release(path)

    class Library:
        trouble = ""

        def current(self) -> Release:
            return release

    ready = Readiness(True, 1, NOW, 1.0, 0, None)
    database = Database(f"sqlite:///{path.parent / 'state.sqlite'}")
    return create_app(
        site=SITE,
        tokens=Tokens((b"a key of the bench",)),
        library=Library(),
        database=database,
        now=lambda: NOW,
        machine_now=lambda: NOW,
        allowed_hosts=("guide.example", "127.0.0.1", "localhost"),
        trusted_proxies=0,
        mailbox=None,
        ready=lambda: ready,
    )


def growth() -> None:
    """Print the writer's cost at rising counts, each in a process of its own."""
    print("The writer alone, one process each")
    for count in (1_000, 10_000, 100_000):
        told = subprocess.run(
            [sys.executable, "-m", "bench.growth", str(count)],
            capture_output=True, text=True, check=True,
        ).stdout.split()  # fmt: skip
        row(f"{count} events", float(told[0]), f"{float(told[0]) / count * 1e6:.1f} µs each, "
            f"peak {told[1]} MB, {told[2]} bytes")  # fmt: skip
    print()


def http(folder: Path, body: bytes) -> None:
    missing = [name for name in ("nginx", "wrk") if shutil.which(name) is None]
    if missing:
        print(f"over HTTP: not measured, missing: {', '.join(missing)} (apt-get install)")
        return
    print("Over HTTP: wrk, 16 connections, one worker each, medians of 3 runs of 5 s")
    with granian(folder) as ours, nginx(folder, body) as theirs:
        for name, etags in (("200", False), ("304", True)):
            results = {}
            for server, address in (("granian", ours), ("nginx", theirs)):
                known = etag(address) if etags else None
                results[server] = wrk(address, known)
            (rate, p99), (their_rate, their_p99) = results["granian"], results["nginx"]
            print(f"{name}: guide {rate:.0f}/s p99 {p99:.2f} ms; nginx {their_rate:.0f}/s "
                  f"p99 {their_p99:.2f} ms; ratio {rate / their_rate:.2f}, "
                  f"p99 {p99 / their_p99:.2f} x")  # fmt: skip


def etag(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.headers["ETag"])


def wrk(address: str, known: str | None) -> tuple[float, float]:
    asked = ["-H", f"If-None-Match: {known}"] if known else []
    rates, slowest = [], []
    for _ in range(3):
        told = subprocess.run(
            ["wrk", "-t1", "-c16", "-d5s", "--latency", *asked, address],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1]))
        value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", told).groups()
        slowest.append(float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit])
    return statistics.median(rates), statistics.median(slowest)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def granian(folder: Path) -> Iterator[str]:
    port = free_port()
    environment = {**os.environ, "BENCH_RELEASE": str(folder / "1000.sqlite")}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port),
               "--workers", "1", "--no-ws",
               "--log-level", "error", "--factory", "bench.feeds:app"]  # fmt: skip
    with serving(command, port, environment):
        yield f"http://127.0.0.1:{port}/feeds/all.ics"


def app() -> Callable[..., list[bytes]]:
    return application(Path(os.environ["BENCH_RELEASE"]))


@contextlib.contextmanager
def nginx(folder: Path, body: bytes) -> Iterator[str]:
    port = free_port()
    (folder / "www" / "feeds").mkdir(parents=True)
    (folder / "www" / "feeds" / "all.ics").write_bytes(body)
    (folder / "nginx.conf").write_text(f"""
        worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log stderr crit;
        events {{}}
        http {{ access_log off; sendfile on; default_type text/calendar;
          client_body_temp_path {folder}/t; proxy_temp_path {folder}/t;
          fastcgi_temp_path {folder}/t;
          uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
          keepalive_requests 10000000;
          server {{ listen 127.0.0.1:{port}; root {folder}/www; }} }}
    """)
    folder.chmod(0o755)
    with serving(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], port, None):
        yield f"http://127.0.0.1:{port}/feeds/all.ics"


@contextlib.contextmanager
def serving(command: list[str], port: int, environment: dict[str, str] | None) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(10)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        body = feeds(folder)
        growth()
        http(folder, body)


if __name__ == "__main__":
    main()
