"""A press and a web that remember: what refreshing meets, in memory."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from guide.jobs.refreshing import Known, Progress
from guide.model.problems import Place
from guide.model.programme import ImportReport
from guide.model.source import ImportSource
from guide.publishing.faults import OvertakenError, PublishingError
from guide.publishing.publish import ImportOutcome, Verdict
from guide.releases.importing.imported import Imported
from guide.sources.download.faults import DownloadError
from guide.sources.xmltv.limits import XmltvError

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@dataclass
class FakePress:
    """Takes what begins with <tv> and is no shorter than before; its release lists `schedules`.

    As many others as `overtakers` publish while it is at work.
    """

    schedules: dict[str, bytes] = field(default_factory=dict)
    number: int = 1
    said: dict[str, bytes] = field(default_factory=dict)
    imported: dict[str, Imported] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    overtakers: int = 0

    def files(self) -> Mapping[str, bytes]:
        return self.schedules

    def publish(self, text: str) -> None:
        self.schedules = {"a.yaml": text.encode()}
        self.number += 1

    def take(self, source: ImportSource, path: Path, *, progress: Progress) -> ImportOutcome:
        self.taken.append(source.id)
        progress("reading", 1)
        content = path.read_bytes()
        if not content.startswith(b"<tv>"):
            raise XmltvError("this is no XMLTV", Place(f"{'0' * 64}.xml"))
        if len(content) < len(self.said.get(source.id, b"")):
            raise PublishingError(f"{source.id} names less than before")
        report = ImportReport(source.id, programmes=len(content), airings=len(content))
        known = self.imported.get(source.id)
        if known and known.source == source and self.said[source.id] == content:
            return ImportOutcome(Verdict.UNCHANGED, self.number, known.report)
        self.number += 1
        if self.overtakers:
            self.overtakers -= 1
            raise OvertakenError("another publish came first: look at it, then try again")
        self.said[source.id] = content
        self.imported[source.id] = Imported(source, "x", b"", NOON, report)
        return ImportOutcome(Verdict.PUBLISHED, self.number, report)


@dataclass
class FakeWeb:
    """Pages by address, each with its ETag; `asked` has what was asked for, and with which."""

    pages: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def download(self, address: str, into: Path, known: Known, progress: Progress) -> Known | None:
        self.asked.append((address, known[0]))
        if address not in self.pages:
            raise DownloadError(f"{address}: it answers 404 Not Found")
        content, etag = self.pages[address]
        if etag == known[0]:
            return None
        progress("fetching", len(content))
        into.write_bytes(content)
        return etag, None
