"""Time zones by name, from people and files alike."""

from zoneinfo import ZoneInfo


def known_zone(name: str) -> str:
    """Return `name` if it is an IANA zone; raise ValueError with a sentence otherwise."""
    try:
        ZoneInfo(name)
    # "Europe" is a folder of zones, "../x" no name, "Nowhere/Land" unknown.
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{name[:80]!r} is not a time zone such as Europe/Paris.") from error
    return name
