"""Streaming windows as a page tells them."""

from collections.abc import Sequence
from dataclasses import dataclass

from guide.model.precision import Precision, When
from guide.model.window import Window
from guide.web.rows import Foreign, foreign
from guide.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Offer:
    """`url` is the platform's or the window's own official page, "" if none is known."""

    target: str
    platform: str
    url: str
    text: str
    note: Foreign


def offers(windows: Sequence[Window], visit: Visit) -> tuple[Offer, ...]:
    return tuple(_offer(window, visit) for window in windows)


def _offer(window: Window, visit: Visit) -> Offer:
    platform = visit.catalogue.platforms.get(window.platform)
    return Offer(
        target=window.target,
        platform=platform.name if platform else window.platform,
        url=window.url or (platform.url if platform else None) or "",
        text=_span(window, platform.zone if platform else "UTC", visit),
        note=foreign(window.note, visit),
    )


def _span(window: Window, zone: str, visit: Visit) -> str:
    words, opens, closes = visit.words, window.opens, window.closes
    if opens is None:
        return words.text("date not known yet")
    shown = words.when(opens, zone=zone)
    if closes is not None:
        until = words.when(closes, zone=zone)
        return words.text("%(opens)s – %(closes)s", opens=shown, closes=until)
    if _is_exact(opens):
        return words.text("from %(opens)s", opens=shown)
    return words.text("expected: %(opens)s", opens=shown)


def _is_exact(when: When) -> bool:
    return when.precision in {Precision.DAY, Precision.TIME}
