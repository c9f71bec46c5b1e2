"""A real subscriber: vdirsyncer fetches a feed over HTTP, khal shows what came of it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.judges.need import require
from tests.judges.sight import Sight, gather

BIN = Path(sys.executable).parent

VDIRSYNCER = """
[general]
status_path = "{home}/status"

[pair feed]
a = "remote"
b = "local"
collections = null
conflict_resolution = "a wins"

[storage remote]
type = "http"
url = "{url}"

[storage local]
type = "filesystem"
path = "{home}/items"
fileext = ".ics"
"""

KHAL = """
[calendars]
[[feed]]
path = {home}/items
readonly = True

[sqlite]
path = {home}/khal.db

[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M:%S
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M:%S
longdatetimeformat = %Y-%m-%d %H:%M:%S
"""


@dataclass
class Subscriber:
    """Someone in `zone` who has subscribed to the feed at `url` and keeps everything in `home`."""

    url: str
    home: Path
    zone: str = "UTC"

    def __post_init__(self) -> None:
        present = (BIN / "vdirsyncer").exists() and (BIN / "khal").exists()
        require(present=present, piece="vdirsyncer with khal", get="pip install vdirsyncer khal")
        (self.home / "items").mkdir(parents=True)
        for name, config in (("vdirsyncer.conf", VDIRSYNCER), ("khal.conf", KHAL)):
            written = config.format(home=self.home, url=self.url, zone=self.zone)
            (self.home / name).write_text(written)
        self._run("vdirsyncer", "discover")

    def sync(self) -> None:
        self._run("vdirsyncer", "sync")

    def items(self) -> dict[str, tuple[int, bytes]]:
        """Return each stored item with its last writing: equal means nothing was written."""
        files = (self.home / "items").iterdir()
        return {item.name: (item.stat().st_mtime_ns, item.read_bytes()) for item in files}

    def sees(self, first: str, span: str) -> Sight:
        """Return the events khal lists from a date on, e.g. ("2017-05-01", "90d"), by their URL:
        vdirsyncer gives what it fetches over HTTP other UIDs.
        """
        fields = [f"--json={name}" for name in ("url", "start", "all-day", "status")]
        told = self._run("khal", "list", *fields, "--once", first, span)
        days = [json.loads(line) for line in told.splitlines() if line.startswith("[")]
        return gather(_event(event) for day in days for event in day)

    def reads(self, first: str, span: str) -> list[str]:
        """Return the lines khal lists from a date on, days and events, each event on one line."""
        told = self._run("khal", "list", first, span)
        return told.splitlines()

    def _run(self, program: str, *arguments: str) -> str:
        config = self.home / f"{program}.conf"
        environment = {**os.environ, "HOME": str(self.home), "TZ": "UTC"}  # noqa: TID251 - a child's
        ran = subprocess.run(
            [BIN / program, "-c", config, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout


def _event(event: dict[str, str]) -> tuple[str, str, str]:
    start = event["start"]
    if event["all-day"] == "False":
        start = f"{start.replace(' ', 'T')}Z"
    return event["url"], start, event["status"].strip()
