"""What is known of an imported guide: when it came, what it holds, how looking at it goes."""

import datetime as dt
from dataclasses import dataclass

from guide.model.programme import ImportReport


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source as an operator sees it.

    `address` is as it may be shown, without what is secret in it; it and `file` are None for a
    guide that came by hand. `imported_at` is of the guide's clock and None before the first
    import, as is `report`. `checked_at` is when it was last found whole and `failure` (at
    `failed_at`) what has gone wrong since; both are of the machine's clock. `listed` says whether
    the published schedule files name it, `every` how often they want it looked at.
    """

    id: str
    name: str
    priority: int = 0
    address: str | None = None
    file: str | None = None
    every: dt.timedelta | None = None
    listed: bool = False
    imported_at: dt.datetime | None = None
    report: ImportReport | None = None
    checked_at: dt.datetime | None = None
    failure: str | None = None
    failed_at: dt.datetime | None = None

    @property
    def is_over(self) -> bool:
        """Say whether it is imported regularly and no schedule file lists it any more."""
        return self.report is not None and self.every is not None and not self.listed

    def has_ended(self, now: dt.datetime) -> bool:
        """Say whether it was imported and has nothing ahead of the guide's `now`."""
        return self.report is not None and self.report.ends <= now.timestamp()
