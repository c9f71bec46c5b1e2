"""The season's feed, as served, in other people's programs."""

from pathlib import Path

from tests.judges.parsers import see_with_ical, see_with_vobject
from tests.judges.programs import see_with_icaljs, see_with_libical
from tests.judges.sight import Sight
from tests.judges.subscription import Subscriber
from tests.service import Service

FEED = "/feeds/series/missions/season-1.ics"


def test_every_reader_sees_one_instant_and_nine_dates(service: Service, tmp_path: Path) -> None:
    with service.running("serve"):
        first, second = service.get(FEED), service.get(FEED)
        subscriber = Subscriber(service.url + FEED, tmp_path / "khal")
        subscriber.sync()
        items = subscriber.items()
        subscriber.sync()
        again = subscriber.items()
        seen_in_khal = subscriber.sees("2017-06-01", "31d")
    with service.running("serve"):
        restarted = service.get(FEED)

    assert first.status == 200
    assert first.body == second.body == restarted.body
    assert again == items

    path = tmp_path / "season-1.ics"
    path.write_bytes(first.body)
    sight = see_with_ical(path)
    assert kinds(sight) == kinds(seen_in_khal) == ["2017-06-01T18:40:00Z", *NINE_DATES]
    assert see_with_vobject(path) == sight
    assert see_with_icaljs(path) == sight
    assert see_with_libical(path, tmp_path) == sight


NINE_DATES = sorted(["2017-06-01", *[f"2017-06-{day:02}" for day in (8, 15, 22, 29) for _ in "ab"]])


def kinds(sight: Sight) -> list[str]:
    """Return the starts, the instant first."""
    return sorted((start for start, _ in sight.values()), key=lambda start: (-len(start), start))
