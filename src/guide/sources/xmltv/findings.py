"""Oddities of a guide, counted while it is read, with the lines of the first few."""

from typing import Final

from guide.model.programme import Finding

MOST_LINES: Final = 5

# What was done about each, in the words of the import report.
TEXTS: Final = {
    "ambiguous-time": "local time comes twice (clocks go back): the first of the two is taken",
    "bad-clump": "clumpidx is not INDEX/COUNT: left out",
    "bad-length": "length is no number of seconds, minutes or hours up to a day: left out",
    "bad-link": "address of an image or a page is not http or https, or names a user: left out",
    "bad-number": "episode number cannot be read: left out",
    "bad-start": "start is not a time of a day: programme skipped",
    "bad-stop": "stop is not a time of a day: taken as missing",
    "channel-without-id": "channel has no id: left out",
    "control-characters": "text has control characters: removed",
    "double-escaped": "text is escaped twice (&amp;eacute;): unescaped once more",
    "duplicate-channel": "channel is declared again: the first one counts, filled up",
    "html-entity": "programme has entities that XML lacks and HTML has (&eacute;): read as there",
    "long-text": "text is too long: cut",
    "markup": "text has HTML in it: tags removed",
    "missing-time": "local time does not exist (clocks go forward): moved forward as they do",
    "no-channel": "programme names no channel: skipped",
    "no-offset": "start has no offset: read in the zone of the source",
    "no-title": "programme has neither title nor sub-title: skipped",
    "number-conflict": "episode numbers contradict each other: xmltv_ns counts",
    "sub-title-as-title": "programme has no title: its sub-title serves",
    "unknown-element": "element that XMLTV does not have: passed over",
    "unknown-language": "language is neither a code nor a known name: left out",
    "unknown-role": "credit has a role that XMLTV does not have: taken as guest",
}


class Notes:
    """Counts what is said of the element at `line`, until `findings` takes it away."""

    __slots__ = ("_found", "count", "line")

    def __init__(self) -> None:
        self.line = 0
        self.count = 0
        self._found: dict[str, list[int]] = {}

    def __call__(self, code: str) -> None:
        self.count += 1
        count, *lines = self._found.get(code, (0,))
        if len(lines) < MOST_LINES and self.line not in lines:
            lines.append(self.line)
        self._found[code] = [count + 1, *lines]

    def findings(self) -> list[Finding]:
        """Return what was noted since the last time, by code, and forget it."""
        found, self._found = self._found, {}
        return [
            Finding(code, TEXTS[code], count, tuple(lines))
            for code, (count, *lines) in sorted(found.items())
        ]
