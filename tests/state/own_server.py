"""A PostgreSQL server of the tests' own, where none runs but its programs are there."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.service import free_port


def programs() -> Path | None:
    """Return the folder that holds initdb and pg_ctl, where Debian or PATH have one."""
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = Path(on_path) if on_path else (debian[-1] if debian else None)
    return found.parent if found else None


@contextlib.contextmanager
def running(bin_folder: Path) -> Iterator[str]:
    """Yield the address of a server that lasts as long as the block, and leaves nothing behind."""
    # The server refuses to run as root: there it runs as the user its package made.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="guide-postgres-") as name:
        folder, port = Path(name), free_port()
        if as_user:
            shutil.chown(folder, "postgres")
        data = str(folder / "data")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        control = [*as_user, str(bin_folder / "pg_ctl"), "-D", data, "-w"]

        def call(*command: str) -> None:
            subprocess.run(command, check=True, capture_output=True, cwd=folder)

        call(*as_user, str(bin_folder / "initdb"), "-D", data, "-A", "trust", "-U", "postgres")
        call(*control, "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            call(*control, "-m", "immediate", "stop")
