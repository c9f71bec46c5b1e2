"""Calendar readers that run inside Python: `ical` (Home Assistant's) and vobject (Radicale's)."""

from pathlib import Path
from typing import Any

from tests.judges.sight import Sight, gather, start_text


def see_with_ical(path: Path) -> Sight:
    from ical.calendar_stream import IcsCalendarStream

    calendar = IcsCalendarStream.calendar_from_ics(path.read_bytes().decode())
    assert not calendar.todos
    return gather(
        (str(event.uid), start_text(event.start), str(event.status and event.status.value))
        for event in calendar.events
    )


def see_with_vobject(path: Path) -> Sight:
    import vobject

    (calendar,) = vobject.readComponents(path.read_bytes().decode())
    assert calendar.validate(raiseException=True)
    return gather(_vobject_event(event) for event in calendar.vevent_list)


def _vobject_event(event: Any) -> tuple[str, str, str]:
    return event.uid.value, start_text(event.dtstart.value), event.status.value
