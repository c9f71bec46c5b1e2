"""`guide web` against nginx serving the same bytes from a file, over HTTP.

Both have a worker for each of two cores; what asks them shares the cores with them.
"""

# A script that prints, starts servers and reads its own environment.
# ruff: noqa: INP001, S101, S310, S603, S607, T201, TID251

import contextlib
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROUNDS, SECONDS = 7, 3
PATH = "/feeds/all.ics"
# Ours comes first in every other round.
ORDERS = (("guide", "nginx"), ("nginx", "guide"))


class Server(NamedTuple):
    address: str
    pid: int


class Run(NamedTuple):
    """Requests a second, the milliseconds that one in a hundred takes or more, and the server's
    microseconds of processor time for each, for which other work on the machine counts for little.
    """

    rate: float
    p99: float
    cost: float


def compare(home: Path, body: bytes) -> None:
    """Print both servers' figures and their ratios: each round measures them one after the other,
    so that both see the same of what else the machine does.
    """
    missing = [name for name in ("nginx", "wrk") if shutil.which(name) is None]
    if missing:
        print(f"over HTTP: not measured, missing: {', '.join(missing)} (apt-get install)")
        return
    print(f"Over HTTP: wrk, 16 connections, two workers each, {ROUNDS} rounds of {SECONDS} s, "
          f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    with guide(home) as ours, nginx(home.parent, body) as theirs:
        servers = {"guide": ours, "nginx": theirs}
        for status in (200, 304):
            known = {
                name: etag(one.address) if status == 304 else "" for name, one in servers.items()
            }
            rounds = [
                {name: wrk(servers[name], known[name]) for name in ORDERS[n % 2]}
                for n in range(ROUNDS)
            ]
            show(status, rounds)


def show(status: int, rounds: list[dict[str, Run]]) -> None:
    def middle(name: str, figure: str) -> float:
        return statistics.median(getattr(one[name], figure) for one in rounds)

    def ratio(figure: str) -> str:
        ratios = sorted(
            getattr(one["guide"], figure) / getattr(one["nginx"], figure) for one in rounds
        )
        return f"{statistics.median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"

    for name in ("guide", "nginx"):
        print(f"{status}: {name} {middle(name, 'rate'):.0f}/s, p99 {middle(name, 'p99'):.2f} ms, "
              f"{middle(name, 'cost'):.0f} µs of processor time each")  # fmt: skip
    print(f"{status}: ratio {ratio('rate')} (wanted 0.5), p99 {ratio('p99')} x (wanted 1.5), "
          f"processor time {ratio('cost')} x")  # fmt: skip


def etag(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        return str(answer.headers["ETag"])


def wrk(server: Server, known: str) -> Run:
    asked = ["-H", f"If-None-Match: {known}"] if known else []
    before = processor_seconds(server.pid)
    told = subprocess.run(
        ["wrk", "-t1", "-c16", f"-d{SECONDS}s", "--latency", *asked, server.address],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    spent = processor_seconds(server.pid) - before
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    count = re.search(r"(\d+) requests in", told)
    slowest = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
    assert rate, told
    assert count, told
    assert slowest, told
    assert "Non-2xx" not in told or known, told
    p99 = float(slowest[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slowest[2]]
    return Run(float(rate[1]), p99, spent / int(count[1]) * 1e6)


def processor_seconds(pid: int) -> float:
    """Return what a process and those it started have used, as the kernel tells it."""
    folder = Path(f"/proc/{pid}")
    fields = (folder / "stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    started = (folder / f"task/{pid}/children").read_text().split()
    return own + sum(processor_seconds(int(one)) for one in started)


@contextlib.contextmanager
def guide(home: Path) -> Iterator[Server]:
    port = free_port()
    environment = {**os.environ, "GUIDE_HOME": str(home), "GUIDE_NOW": "2017-06-01T18:00Z"}
    command = [sys.executable, "-m", "guide", "web", "--workers", "2", "--port", str(port)]
    with serving(command, port, environment) as pid:
        yield Server(f"http://127.0.0.1:{port}{PATH}", pid)


@contextlib.contextmanager
def nginx(folder: Path, body: bytes) -> Iterator[Server]:
    port = free_port()
    file = folder / f"www{PATH}"
    file.parent.mkdir(parents=True)
    file.write_bytes(body)
    (folder / "nginx.conf").write_text(f"""
        worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log stderr crit;
        events {{}}
        http {{ access_log off; sendfile on; default_type text/calendar;
          client_body_temp_path {folder}/t; proxy_temp_path {folder}/t;
          fastcgi_temp_path {folder}/t;
          uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
          keepalive_requests 10000000;
          server {{ listen 127.0.0.1:{port}; root {folder}/www; }} }}
    """)
    folder.chmod(0o755)
    with serving(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], port, None) as pid:
        yield Server(f"http://127.0.0.1:{port}{PATH}", pid)


@contextlib.contextmanager
def serving(command: list[str], port: int, environment: dict[str, str] | None) -> Iterator[int]:
    process = subprocess.Popen(command, env=environment)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
