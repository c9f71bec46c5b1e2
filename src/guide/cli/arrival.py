"""A guide of others on its way in: a file, standard input or an address, made a file."""

import contextlib
import io
import os
import re
import stat
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import click

from guide.cli import imports
from guide.cli.imports import Known
from guide.cli.installation import Installation
from guide.cli.progress import Progress
from guide.cli.terminal import say
from guide.releases import space
from guide.settings import SettingsError
from guide.sources.download.address import parse, shown
from guide.sources.download.faults import DownloadError
from guide.sources.xmltv.beginning import look_at_beginning
from guide.sources.xmltv.limits import Limits

PIECE = 1 << 20
WEB = ("http://", "https://")
STDIN = "-"
SOON = 1.0  # seconds
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def is_address(source: str) -> bool:
    return source.lower().startswith(WEB)


def name_of(source: str) -> str:
    """Return a source as it may be shown, on one line."""
    if source == STDIN:
        return "<stdin>"
    return shown(source) if is_address(source) else " ".join(source.splitlines())


def must_be_there(source: str, installation: Installation) -> None:
    """Raise UsageError or SettingsError for what need not be opened or asked for at all."""
    if is_address(source):
        _must_be_allowed(source, installation.settings.import_hosts)
    elif _SCHEME.match(source):
        raise click.UsageError(
            f"{shown(source)!r} can't be read: only https:// addresses, or a path"
        )
    elif source != STDIN:
        _must_be_readable(source)


def _must_be_allowed(address: str, hosts: tuple[str, ...]) -> None:
    try:
        parsed = parse(address)
    except DownloadError as fault:
        raise click.UsageError(str(fault)) from None
    if not parsed.is_among(hosts):
        host = parsed.authority
        raise SettingsError(f"to import from {host}, name it in GUIDE_IMPORT_HOSTS")


def _must_be_readable(source: str) -> None:
    try:
        is_folder = stat.S_ISDIR(os.stat(source).st_mode)  # noqa: PTH116 -- says why not
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or fault
        raise click.UsageError(f"{source!r} can't be read: {reason}") from None
    if is_folder:
        raise click.UsageError(f"{source!r} is a folder: name one file in it")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A guide as a file; `known` is what its server called it, None if it came otherwise."""

    path: Path
    known: Known | None = None


@contextlib.contextmanager
def arriving(
    installation: Installation, source: str, source_id: str, tell: Progress
) -> Iterator[Arrived]:
    """Yield the guide as a file that can be read again."""
    limits = Limits(max_bytes=imports.max_bytes(installation, downloaded=False))
    path = Path(source)
    if is_address(source):
        with _download(installation, source, source_id, tell) as arrived:
            yield arrived
    elif source != STDIN and path.is_file():
        if path.stat().st_size > limits.max_bytes:
            raise DownloadError(_too_large(source, limits.max_bytes))
        look_at_beginning(path, name=name_of(source), limits=limits)
        yield Arrived(path)
    else:
        with _stream(source) as stream, installation.copies.coming(source_id) as draft:
            _poured(stream, draft, name_of(source), limits)
            yield Arrived(draft)


@contextlib.contextmanager
def _download(
    installation: Installation, address: str, source_id: str, tell: Progress
) -> Iterator[Arrived]:
    with installation.copies.coming(source_id) as draft:
        known = imports.download(address, draft, (None, None), tell, installation=installation)
        yield Arrived(draft, known)


@contextlib.contextmanager
def _stream(source: str) -> Iterator[BinaryIO]:
    if source == STDIN:
        yield sys.stdin.buffer
        return
    with _waiting(name_of(source)):
        # A pipe opens only when somebody writes to it.
        file = Path(source).open("rb")  # noqa: SIM115 -- it is closed below, and opening waits
    with file:
        yield file


@contextlib.contextmanager
def _waiting(name: str) -> Iterator[None]:
    """Say that there is nothing to read yet, unless it comes soon."""
    timer = threading.Timer(SOON, say, [f"{name}: waiting for input"])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class _Pouring(io.RawIOBase):
    """A stream that is written to a file as it is read."""

    def __init__(self, stream: BinaryIO, into: Path, name: str, limit: int) -> None:
        self._stream, self._name, self._limit = stream, name, limit
        self._folder, self._size = into.parent, 0
        self._file = into.open("wb")

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self._size += len(piece)
        if self._size > self._limit:
            raise DownloadError(_too_large(self._name, self._limit))
        space.require(self._folder, len(piece), what="the copy of a guide")
        self._file.write(piece)
        return piece

    def close(self) -> None:
        self._file.close()
        super().close()


def _poured(stream: BinaryIO, into: Path, name: str, limits: Limits) -> None:
    with _Pouring(stream, into, name, limits.max_bytes) as pouring:
        with _waiting(name):
            look_at_beginning(cast("BinaryIO", pouring), name=name, limits=limits)
        while pouring.read(PIECE):
            pass


def _too_large(source: str, limit: int) -> str:
    return f"{source} has more than {limit:,} bytes: raise GUIDE_IMPORT_MAX_BYTES"
