"""Our own feeds, read and judged: what `guide lint` finds, and what only our own promise."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from guide.formats.ical import content
from guide.formats.ical.content import nest, read_lines
from guide.formats.ical.lint import lint

Property = tuple[str, str, str]  # name, parameters, raw value

KNOWN = {
    "BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "NAME", "DESCRIPTION", "COLOR", "SOURCE",
    "URL", "REFRESH-INTERVAL", "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE",
    "CATEGORIES", "LAST-MODIFIED", "LOCATION", "STATUS", "TRANSP", "ACTION", "TRIGGER",
}  # fmt: skip
PROMISED = ("LAST-MODIFIED", "SEQUENCE", "STATUS", "TRANSP", "DTEND")
HEAD = ["BEGIN", "VERSION", "PRODID", "CALSCALE"]


@dataclass
class Component:
    name: str
    properties: list[Property] = field(default_factory=list)
    children: list["Component"] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        return [value for known, _, value in self.properties if known == name]

    def value(self, name: str) -> str:
        return (self.values(name) or [""])[0]


def faults(body: bytes) -> list[str]:
    """Return what is wrong with a feed of ours, one sentence a fault; none for a sound one."""
    found = [finding.text for finding in lint(body)]
    lines = read_lines(body)
    if [one.name for one in lines[:4]] != HEAD:
        found.append("does not begin with BEGIN, VERSION, PRODID, CALSCALE")
    names = [one.name for one in lines if not one.name.startswith("X-")]
    found += [f"{name} is not wanted in a feed" for name in names if name not in KNOWN]
    found += ["TZID" for one in lines if "TZID" in one.parameters]
    calendar = nest(lines)
    for event in calendar.children if calendar else []:
        found += _promised(event)
    return found


def _promised(event: content.Component) -> Iterator[str]:
    yield from (f"{name} not just once" for name in PROMISED if len(event.values(name)) != 1)
    starts, ends = event.all("DTSTART"), event.all("DTEND")
    if starts and ends and starts[0].parameters == "VALUE=DATE":
        days = int(ends[0].value[6:8]) - int(starts[0].value[6:8])
        if days != 1 and ends[0].value[6:8] != "01":
            yield "not one day long"


def uids(calendar: Component) -> list[str]:
    return [event.value("UID") for event in calendar.children]


def read(body: bytes) -> Component:
    calendar = nest(read_lines(body))
    assert calendar is not None
    return _plain(calendar)


def _plain(component: content.Component) -> Component:
    properties = [(one.name, one.parameters, one.value) for one in component.properties]
    return Component(component.name, properties, [_plain(child) for child in component.children])
