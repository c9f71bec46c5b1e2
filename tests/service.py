"""The real thing under test: `guide` as processes, on a home and a port of its own."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Service:
    """One installation of guide in `home`, whose commands and servers run as processes."""

    home: Path
    schedules: Path
    port: int = field(default_factory=free_port)
    settings: dict[str, str] = field(default_factory=dict)
    unset: set[str] = field(default_factory=set)
    folder: Path | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("GUIDE_")}  # noqa: TID251 -- tests start processes
        own = {
            "GUIDE_HOME": str(self.home),
            "GUIDE_SCHEDULES": str(self.schedules),
            "GUIDE_BASE_URL": self.url,
            "GUIDE_LANGUAGES": "fr,en",
        }
        whole = inherited | own | self.settings
        return {name: value for name, value in whole.items() if name not in self.unset}

    def guide(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and check its exit code."""
        done = subprocess.run(
            [sys.executable, "-m", "guide", *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == code, (
            f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done

    @contextlib.contextmanager
    def running(self, command: str = "serve", *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a server until the block ends; it must end cleanly on SIGTERM."""
        listen = ("--port", str(self.port)) if command in ("serve", "demo", "web") else ()
        process = subprocess.Popen(
            [sys.executable, "-m", "guide", command, *listen, *arguments],
            env=self.environment,
            cwd=self.folder,
        )
        try:
            if listen:
                self.wait_until_up(process)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(PATIENCE)
        assert code == 0

    def wait_until_up(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert process.poll() is None, f"the server ended with {process.returncode}"
            with contextlib.suppress(OSError):
                if self.get("/healthz").status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the server did not come up")

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask(urllib.request.Request(self.url + path, headers=headers))

    def post(self, path: str, body: bytes, **headers: str) -> Answer:
        return self._ask(urllib.request.Request(self.url + path, data=body, headers=headers))

    def _ask(self, request: urllib.request.Request) -> Answer:
        opener = urllib.request.build_opener(_NoRedirects)
        try:
            with opener.open(request, timeout=30) as response:
                return Answer(response.status, dict(response.headers), response.read())
        except urllib.error.HTTPError as response:
            with response:
                return Answer(response.code, dict(response.headers), response.read())

    def mails(self) -> list[bytes]:
        """Return what the mailbox holds, oldest first."""
        # What begins with a dot is still being written.
        files = (self.home / "mailbox").glob("[!.]*.eml")
        return [
            path.read_bytes() for path in sorted(files, key=lambda path: path.stat().st_mtime_ns)
        ]

    def wait_for_mails(self, count: int, *, patience: float = PATIENCE) -> list[bytes]:
        deadline = time.monotonic() + patience
        while len(mails := self.mails()) < count and time.monotonic() < deadline:
            time.sleep(0.1)
        assert len(mails) >= count, f"{len(mails)} of {count} mails came"
        return mails


def link(mail: bytes, part: str) -> str:
    """Return the path of the first link of a mail that leads to `part` ("confirm", "manage")."""
    text = mail.replace(b"=\r\n", b"").replace(b"=3D", b"=").decode()
    found = re.search(rf"https?://[^/\s>]+(/\w\w/{part}/[\w.-]+)", text)
    assert found, f"no link to {part} in\n{text}"
    return found[1]
