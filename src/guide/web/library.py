"""The release that is served: it follows the pointer, and outlives the database."""

import logging
import threading
import time
from collections.abc import Callable

from guide.releases.release import Release
from guide.releases.shelf import ReleaseError, Shelf
from guide.state import current
from guide.state.commits import Commits
from guide.state.database import Database, StateError

# Seconds. Asking costs as much as an answer, and lets others run in between.
BRIEF = 0.001

log = logging.getLogger(__name__)


class Library:
    """What the shelf holds at the place the database points to.

    `trouble` says why the newest release is not the one served, "" when it is.
    """

    def __init__(
        self,
        *,
        database: Database,
        shelf: Shelf,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._opening = threading.Lock()
        self._commits = Commits(database)
        self._monotonic = monotonic
        self._sure_until = 0.0
        self._looked: tuple[int, int] | None = None
        self._release: Release | None = None
        self._tried = ""
        self.trouble = ""

    def current(self) -> Release | None:
        """Return the current release, the last one that could be opened if the database or the
        new file is away, None before the first publish. Never raises.

        As every request asks, the database is looked into only after a commit.
        """
        count = self._commits.count()
        if self.trouble or count is None or count != self._looked:
            self._look()
            self._looked = count
        return self._release

    def seen(self) -> Release | None:
        """Return the current release if nothing was committed since `current` looked, else None:
        for those who must not wait. What holds, holds for BRIEF.
        """
        now = self._monotonic()
        if now >= self._sure_until:
            if self.trouble or self._looked is None or self._commits.count() != self._looked:
                return None
            self._sure_until = now + BRIEF
        return self._release

    def _look(self) -> None:
        try:
            with self._database.reading() as tx:
                pointer = current.current(tx)
        except StateError as fault:
            self.trouble = f"the database is away: {fault}"
            return
        if pointer is None:
            return
        if self._release is None or self._release.number != pointer.number:
            self._open(pointer.number, pointer.file)
        else:
            self.trouble = ""

    def _open(self, number: int, name: str) -> None:
        with self._opening:
            if self._release is not None and self._release.number == number:
                return
            try:
                # The old one is not closed here: a slow request may still read it.
                self._release = self._shelf.open(name)
            except (ReleaseError, OSError) as fault:
                self._complain(name, f"release {number} can't be opened: {fault}")
            else:
                self.trouble = ""

    def _complain(self, name: str, trouble: str) -> None:
        self.trouble = trouble
        if self._tried != name:
            log.error(trouble)
            self._tried = name
