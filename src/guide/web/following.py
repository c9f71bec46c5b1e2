"""How to follow something: its calendar's addresses, and the way to its reminders."""

from dataclasses import dataclass
from urllib.parse import quote

from guide.model.target import Target, TargetKind
from guide.web.rendering import feed_address
from guide.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Following:
    """`remind` and `build` are "" for what can't be subscribed to."""

    webcal: str
    https: str
    remind: str
    build: str


def following(target: Target, visit: Visit) -> Following:
    https = visit.site.url(feed_address(target, visit.language))
    webcal = "webcal://" + https.partition("://")[2]
    remind = remind_address(target, visit)
    build = remind and f"/{visit.language}/calendar?target={quote(target.stem)}"
    return Following(webcal, https, remind, build)


def remind_address(target: Target, visit: Visit) -> str:
    if target.kind is TargetKind.AIRING:
        return ""
    return f"/{visit.language}/subscribe?target={quote(target.stem)}"
