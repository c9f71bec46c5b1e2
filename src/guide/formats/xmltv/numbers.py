"""Episode numbers in every system that a reader knows."""

from guide.formats.xmltv.identity import Identity, own_id, progid


def episode_nums(who: Identity, count: int | None, namespace: str) -> str:
    """Return the <episode-num> lines; `count` is how many episodes the season has.

    dd_progid comes first: Tvheadend takes the last number it reads, and its digits hold the
    season too. `namespace` is the URL of our own system.
    """
    own = own_id(who)
    numbered = _numbering(who, count)
    return (
        _num("dd_progid", progid(who))
        + "".join([_num(system, value) for system, value in numbered])
        + (_num(namespace, own) if own else "")
    )


def _numbering(who: Identity, count: int | None) -> list[tuple[str, str]]:
    season, number = who.season, who.number
    if number is None:
        return [("xmltv_ns", f"{season - 1}..")] if season else []
    seen = f"E{number}" if season is None else f"S{season:02}E{number:02}"
    if number == 0 or season == 0:
        # xmltv_ns counts from the first: specials have no place in it, and Jellyfin skips onscreen.
        plain = [("onscreen", seen)]
        return plain if season is None else [*plain, ("SxxExx", seen)]
    total = f"/{count}" if count and count >= number else ""
    first = "" if season is None else season - 1
    return [("xmltv_ns", f"{first}.{number - 1}{total}."), ("onscreen", seen)]


def _num(system: str, value: str) -> str:
    return f'    <episode-num system="{system}">{value}</episode-num>\n'
