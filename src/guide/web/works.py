"""What a series, season or episode says of itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from guide.model.catalogue import Credit, Episode, Link, Season, Series
from guide.web.rows import Foreign, foreign
from guide.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Work:
    """`facts` and `credits` are terms with what is said of them."""

    facts: tuple[tuple[str, Foreign], ...]
    credits: tuple[tuple[str, Foreign], ...]
    teaser: Foreign
    synopsis: Foreign
    note: Foreign
    links: tuple[tuple[str, Foreign], ...]


def work_of(of: Series | Season | Episode, visit: Visit) -> Work:
    return Work(
        facts=tuple(_facts(of, visit)),
        credits=tuple(_credits(of.credits, visit)),
        teaser=foreign(of.teaser, visit),
        synopsis=foreign(of.synopsis, visit),
        note=foreign(of.note, visit),
        links=links_of(of.links, visit),
    )


def links_of(links: Iterable[Link], visit: Visit) -> tuple[tuple[str, Foreign], ...]:
    """Return addresses with what they are called, each address once."""
    named = {link.url: foreign(link.label, visit) for link in links}
    return tuple((url, label if label.text else Foreign(url)) for url, label in named.items())


def _facts(of: Series | Season | Episode, visit: Visit) -> list[tuple[str, Foreign]]:
    own = [] if isinstance(of, Season) else _original(of, visit)
    return own + [(term, Foreign(fact)) for term, fact in _plain_facts(of, visit)]


def _original(of: Series | Episode, visit: Visit) -> list[tuple[str, Foreign]]:
    """Return the original title where it is another one, marked with its language if known."""
    shown = of.title.in_(visit.language) if of.title else ""
    if not of.original_title or of.original_title == shown:
        return []
    tongue = of.original_language or ""
    lang = "" if tongue.partition("-")[0] == visit.language else tongue
    return [(visit.words.text("Original title"), Foreign(of.original_title, lang))]


def _plain_facts(of: Series | Season | Episode, visit: Visit) -> list[tuple[str, str]]:
    words = visit.words
    facts = []
    if not isinstance(of, Season) and of.genres:
        facts.append((words.text("Genre"), words.join([words.genre(one) for one in of.genres])))
    if not isinstance(of, Season) and of.countries:
        shown = words.join([words.country(one) for one in of.countries])
        facts.append((words.text("Country"), shown))
    if of.year:
        facts.append((words.text("Year"), str(of.year)))
    if not isinstance(of, Series) and of.running:
        facts.append((words.text("Running time"), words.duration(of.running)))
    if isinstance(of, Season) and of.count:
        facts.append((words.text("Episodes ordered"), str(of.count)))
    return facts


def _credits(people: tuple[Credit, ...], visit: Visit) -> list[tuple[str, Foreign]]:
    """Return the people of each role on one line, roles in the order of their first credit."""
    by_role: dict[str, list[str]] = {}
    for one in people:
        name = f"{one.name} ({one.character})" if one.character else one.name
        by_role.setdefault(one.role, []).append(name)
    words = visit.words
    return [(words.role(role), Foreign(words.join(names))) for role, names in by_role.items()]
