"""A roll-back of imports: the guides that an earlier release was made of, laid once more."""

import contextlib
import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from guide.model.programme import ImportReport
from guide.publishing.faults import PublishingError
from guide.publishing.importing import Import, Progress
from guide.releases.importing.imported import Imported
from guide.releases.importing.intake import Intake
from guide.releases.importing.laid import Laid
from guide.releases.importing.lane import Lane
from guide.sources.copies import told
from guide.sources.xmltv.limits import XmltvError

# Of a source whose copy can't be read: its next import is read whole.
NOT_READ = bytes(32)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rollback:
    """Puts guides in place of what their sources say now, all in one go.

    `returning` are those that come back, the one whose word counts most first, each with the
    report of what was met when it came; `dropped` are sources that go altogether. With `lenient`
    a copy that can't be read is left out, and what is shown of it stays as far as nothing else
    is known of its channels.
    """

    returning: Sequence[tuple[Import, ImportReport]]
    dropped: Collection[str]
    progress: Progress
    lenient: bool = False
    _unread: list[str] = field(default_factory=list)

    def bring(self, lane: Lane) -> Laid:
        """Lay the guides into the lane; raise PublishingError if one can't be read any more."""
        gone = {channel for source in self.dropped for channel in lane.forget(source)}
        lane.describe(*(work.source for work, _ in self.returning))
        with contextlib.ExitStack() as stack:
            taken = [self._take(work, lane, stack) for work, _ in self.returning]
            intakes = [intake for intake, _ in filter(None, taken)]
            gone.update(*(less for _, less in filter(None, taken)))
            self.progress("settling", 0)
            laid = lane.settle(intakes, gone)
        for source in self.dropped:
            lane.retire(source, [], laid)
        for intake in intakes:
            lane.retire(intake.source, intake.named, laid)
        for work, met in self.returning:
            if work.source.id in self._unread:
                lane.note(Imported(work.source, work.copy.name, NOT_READ, work.at, met))
            else:
                work.note(lane, met)
        # What it is made of is another thing, even where that says the same.
        laid.differs = True
        return laid

    def _take(
        self, work: Import, lane: Lane, stack: contextlib.ExitStack
    ) -> tuple[Intake, set[str]] | None:
        try:
            with _named(work.source.id), work.readers.hired(work.reading) as crew:
                return stack.enter_context(work.taken_in(lane, crew))
        except PublishingError as fault:
            if not self.lenient:
                raise PublishingError(f"nothing is rolled back: {fault}") from fault
            log.warning("%s: import it again", fault)
            self._unread.append(work.source.id)
            return None


@contextlib.contextmanager
def _named(source: str) -> Iterator[None]:
    """Let a copy that is refused go by the name of its source."""
    try:
        yield
    except (XmltvError, PublishingError) as fault:
        raise PublishingError(told(str(fault), source)) from fault
