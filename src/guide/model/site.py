"""What every output needs to know of the installation it speaks for."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """`base_url` has no trailing slash; `instance` is the random id made once, the host part of
    every UID; the first of `languages` is the default; `demo` shows the mailbox page.
    """

    name: str
    base_url: str
    instance: str
    languages: tuple[str, ...] = ("fr", "en")
    contact: str = ""
    demo: bool = False

    def url(self, path: str) -> str:
        """Return the absolute address of a path that starts with a slash."""
        return f"{self.base_url}{path}"

    @property
    def host(self) -> str:
        return self.base_url.partition("://")[2].partition("/")[0].partition(":")[0]

    def uid(self, airing: str) -> str:
        return f"{airing}@{self.instance}"


@dataclass(frozen=True, slots=True)
class ClockPair:
    """The guide's clock: at the machine's instant `machine` (UTC) it stood at `guide` (UTC) and
    has run at `rate` since. `setting` is the text it was started from.
    """

    machine: dt.datetime
    guide: dt.datetime
    rate: float
    setting: str
