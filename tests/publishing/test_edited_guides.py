"""Guides that are edited here and there: an import of what differs ends as one of all does."""

import random
from pathlib import Path

from tests.publishing.test_importer import House, guide

CHANNELS = ("arte", "france2", "tf1")
TITLES = ("Nuit", "Mer", "Roi", "Ville", "Vie", "Juge")


def programme(channel: str, at: int, words: str) -> str:
    """Return a programme of half an hour that begins `at` half hours after midnight."""
    day, half = divmod(at, 48)
    until_day, until = divmod(at + 1, 48)
    return (
        f'<programme start="202611{day + 1:02}{half // 2:02}{half % 2 * 30:02}00 +0100" '
        f'stop="202611{until_day + 1:02}{until // 2:02}{until % 2 * 30:02}00 +0100" '
        f'channel="{channel}.example"><title>{words}</title>'
        f"<desc>{words * 100}</desc></programme>\n"
    )


def edited(told: list[str], dice: random.Random) -> list[str]:
    """Return programmes some of which are gone, told twice, told anew or at another place."""
    told = [one for one in told if dice.random() > 0.01]
    for _ in range(dice.randint(0, 3)):
        told.insert(dice.randrange(len(told)), dice.choice(told))
    for _ in range(dice.randint(0, 3)):
        at = dice.randrange(len(told))
        told[at] = told[at].replace("<desc>", f"<desc>{dice.random()} ")
    at = dice.randrange(len(told))
    return [*told[at:], *told[:at]] if dice.random() < 0.3 else told


def unusable(told: list[str], dice: random.Random) -> list[str]:
    at = dice.randrange(len(told))
    return [
        *told[:at],
        '<programme channel="tf1.example"><title>When?</title></programme>',
        *told[at:],
    ]


def programmes(house: House) -> list[tuple[object, ...]]:
    release = house.press.current()
    assert release
    with release:
        sql = "SELECT hex(digest), channel, starts FROM programme ORDER BY 1, 2, 3"
        return release.rows(sql)


def afresh(folder: Path, told: str) -> list[tuple[object, ...]]:
    folder.mkdir()
    house = House(folder)
    house.take(told)
    try:
        return programmes(house)
    finally:
        house.close()


def test_an_edited_guide_ends_as_one_that_is_read_whole(tmp_path: Path) -> None:
    dice = random.Random(7)
    (tmp_path / "one").mkdir()
    house = House(tmp_path / "one")
    told = [
        programme(channel, at, dice.choice(TITLES))
        for channel in CHANNELS
        for at in range(48 * 20, 48 * 24)
    ]
    house.take(guide(*told))
    for turn in range(6):
        told = edited(told, dice)
        text = guide(*(unusable(told, dice) if turn % 2 else told))
        outcome = house.take(text, allow_shrink=100)
        assert outcome.report.read < 100, "and not all of them again"
        assert programmes(house) == afresh(tmp_path / f"turn{turn}", text)
    house.close()
