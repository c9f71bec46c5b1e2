"""Judge any calendar feed: a file, standard input, or an address."""

import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import click

from guide.cli.terminal import answer, say
from guide.formats.ical.lint import Finding
from guide.formats.ical.lint import lint as findings_of
from guide.model.problems import Severity

SECONDS = 10
MOST_BYTES = 5_000_000
SCHEMES = ("http://", "https://")


@click.command()
@click.argument("source", metavar="FILE|URL")
def lint(source: str) -> None:
    """Say what is wrong with a calendar feed that no reader may tell; - is standard input.

    Errors break the standard or a reader in wide use: exit 1 if there is one.
    """
    body = _read(source)
    findings = findings_of(body)
    name = "<stdin>" if source == "-" else source
    for finding in findings:
        answer(_told(name, finding))
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    say(f"{errors} error{'s' * (errors != 1)}, {len(findings) - errors} to look at, in {name}")
    sys.exit(errors > 0)


def _told(name: str, finding: Finding) -> str:
    line, severity, text, code = finding
    # What a stranger's feed says must not steer this terminal.
    shown = "".join(one if one.isprintable() else "?" for one in text)
    return f"{name}:{line}: {severity}: {shown} [{code}]"


def _read(source: str) -> bytes:
    try:
        if source == "-":
            body = sys.stdin.buffer.read(MOST_BYTES + 1)
        elif source.startswith(SCHEMES):
            body = _fetched(source)
        else:
            with Path(source).open("rb") as file:
                body = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as fault:
        raise click.UsageError(f"{source} can't be read: {_reason(fault)}") from None
    if len(body) > MOST_BYTES:
        raise click.UsageError(f"{source} has more than {MOST_BYTES:,} bytes: no feed is so large")
    return body


def _fetched(address: str) -> bytes:
    """Fetch what the user has named, with no more patience than a calendar has."""
    asking = urllib.request.Request(address, headers={"User-Agent": "guide-lint"})  # noqa: S310 -- http or https, see SCHEMES
    opener = urllib.request.build_opener(_WebOnly)
    ends, body = time.monotonic() + SECONDS, b""
    with opener.open(asking, timeout=SECONDS) as response:
        while len(body) <= MOST_BYTES and (piece := response.read1(65_536)):
            body += piece
            if time.monotonic() > ends:
                raise TimeoutError(f"it takes longer than {SECONDS} seconds")
    return body


class _WebOnly(urllib.request.HTTPRedirectHandler):
    """Follow to http and https only, as a calendar would."""

    max_redirections = 5

    def redirect_request(self, *request: Any) -> urllib.request.Request | None:
        if not str(request[-1]).startswith(SCHEMES):
            request[1].close()
            raise urllib.error.URLError("it leads away from the web")
        return super().redirect_request(*request)


def _reason(fault: Exception) -> str:
    reason = getattr(fault, "strerror", None) or getattr(fault, "reason", None) or fault
    return " ".join(str(reason).split())[:200]
