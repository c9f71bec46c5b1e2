"""What a series, season or episode says of itself."""

from dataclasses import dataclass

from guide.model.catalogue import Credit, Episode, Season, Series
from guide.web.rows import Foreign, foreign
from guide.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Work:
    facts: tuple[tuple[str, str], ...]
    credits: tuple[tuple[str, str], ...]
    teaser: Foreign
    synopsis: Foreign
    note: Foreign
    links: tuple[tuple[str, str], ...]


def work_of(of: Series | Season | Episode, visit: Visit) -> Work:
    return Work(
        facts=tuple(_facts(of, visit)),
        credits=tuple(_credits(of.credits, visit)),
        teaser=foreign(of.teaser, visit),
        synopsis=foreign(of.synopsis, visit),
        note=foreign(of.note, visit),
        links=tuple(
            (link.url, link.label.in_(visit.language) if link.label else link.url)
            for link in of.links
        ),
    )


def _facts(of: Series | Season | Episode, visit: Visit) -> list[tuple[str, str]]:
    words = visit.words
    facts = []
    if not isinstance(of, Season) and of.original_title:
        facts.append((words.text("Original title"), of.original_title))
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


def _credits(people: tuple[Credit, ...], visit: Visit) -> list[tuple[str, str]]:
    """Return the people of each role on one line, roles in the order of their first credit."""
    by_role: dict[str, list[str]] = {}
    for one in people:
        name = f"{one.name} ({one.character})" if one.character else one.name
        by_role.setdefault(one.role, []).append(name)
    words = visit.words
    return [(words.role(role), words.join(names)) for role, names in by_role.items()]
