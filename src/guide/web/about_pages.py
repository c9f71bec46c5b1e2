"""What this guide is, and what it does with an address."""

from guide.web.evening import EVERYTHING
from guide.web.following import following
from guide.web.visit import Page, Visit


def about(visit: Visit) -> Page:
    values: dict[str, object] = {
        "feeds": following(EVERYTHING, visit),
        "contact": visit.site.contact,
        "channels": len(visit.catalogue.channels),
    }
    return Page("about.html", visit.words.text("About this guide"), values)


def privacy(visit: Visit) -> Page:
    values: dict[str, object] = {"contact": visit.site.contact}
    return Page("privacy.html", visit.words.text("Privacy"), values)
