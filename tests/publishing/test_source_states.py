import datetime as dt

from guide.model.programme import ImportReport
from guide.model.source import ImportSource
from guide.model.source_state import SourceState
from guide.publishing.source_states import source_states
from guide.releases.importing.imported import Imported
from guide.state.import_checks import ImportCheck

NOW = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
SECRET = "https://me:sesame@epg.example/guide.xml?key=sesame"
TELE = ImportSource("tele", "Tele", address=SECRET, priority=3, every=HOUR)
OLD = ImportSource("tele", "Tele of old", address="https://old.example/")
HAND = ImportSource("hand", "By hand")
REPORT = ImportReport("tele", programmes=2)


def imported(source: ImportSource) -> Imported:
    return Imported(source, copy="copy.xml", digest=b"", at=NOW, report=REPORT)


def test_listed_sources_come_first_and_are_as_the_files_say_without_their_secrets() -> None:
    checks = {
        "tele": ImportCheck(checked_at=NOW, failure="it answers 404", failed_at=NOW + HOUR),
        "forgotten": ImportCheck(failure="x", failed_at=NOW),
    }
    known = {"hand": imported(HAND), "tele": imported(OLD)}
    assert source_states({"tele": TELE}, known, checks) == [
        SourceState(
            id="tele",
            name="Tele",
            priority=3,
            address="https://***@epg.example/guide.xml?key=***",
            every=HOUR,
            listed=True,
            imported_at=NOW,
            report=REPORT,
            checked_at=NOW,
            failure="it answers 404",
            failed_at=NOW + HOUR,
        ),
        SourceState(id="hand", name="By hand", imported_at=NOW, report=REPORT),
    ]


def test_what_is_listed_and_not_imported_yet_is_known_too() -> None:
    assert source_states({"tele": TELE}, {}, {}) == [
        SourceState(
            id="tele",
            name="Tele",
            priority=3,
            address="https://***@epg.example/guide.xml?key=***",
            every=HOUR,
            listed=True,
        )
    ]
