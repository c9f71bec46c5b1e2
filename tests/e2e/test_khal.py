"""What a subscriber reads in khal before and after each kind of change."""

from pathlib import Path

import pytest

from tests.judges.subscription import Subscriber
from tests.service import Service

BEFORE = """
language: fr
zone: Europe/Paris
channels: {rive-un: {name: Rive Un}}
films:
  le-phare: {title: Le Phare, teaser: Un gardien sans feu.}
  sans-titre: Sans titre
  le-train: Le Train
  la-digue: La Digue
  le-port: Le Port
airings:
  - {id: phare, at: 2017-06-02 20:40, length: 90m, channel: rive-un, episode: le-phare}
  - {id: maree, at: 2017-06-03 20:40, length: 90m, channel: rive-un, episode: sans-titre}
  - {id: train, at: 2017-06-04 20:40, length: 90m, channel: rive-un, episode: le-train}
  - {id: digue, at: 2017-06-05, channel: rive-un, episode: la-digue}
  - {id: port, at: 2017-06-06 25:10, length: 90m, channel: rive-un, episode: le-port}
"""
CHANGES = {
    "2017-06-02 20:40": "2017-06-02 21:10",
    "sans-titre: Sans titre": "sans-titre: La Marée",
    "episode: le-train": "episode: le-train, status: cancelled, reason: Grève",
    "at: 2017-06-05,": "at: 2017-06-05 22:30, length: 80m,",
}
READ_BEFORE = """
Friday, 2017-06-02
20:40:00-22:10:00 Le Phare :: Vendredi 2 juin 2017 à 20h40, heure de Paris, sur Rive Un
Première diffusion

Un gardien sans feu.

/fr/airings/phare
Saturday, 2017-06-03
20:40:00-22:10:00 Sans titre :: Samedi 3 juin 2017 à 20h40, heure de Paris, sur Rive Un
Première diffusion

/fr/airings/maree
Sunday, 2017-06-04
20:40:00-22:10:00 Le Train :: Dimanche 4 juin 2017 à 20h40, heure de Paris, sur Rive Un
Première diffusion

/fr/airings/train
Monday, 2017-06-05
 La Digue (heure à confirmer) :: Lundi 5 juin 2017 (heure à confirmer), sur Rive Un
À confirmer · Première diffusion

/fr/airings/digue
"""
READ_AFTER = """
Friday, 2017-06-02
21:10:00-22:40:00 Le Phare :: Vendredi 2 juin 2017 à 21h10, heure de Paris, sur Rive Un
Déplacé, annoncé auparavant pour Rive Un, vendredi 2 juin 2017 à 20h40, heure de Paris
Première diffusion

Un gardien sans feu.

/fr/airings/phare
Saturday, 2017-06-03
20:40:00-22:10:00 La Marée :: Samedi 3 juin 2017 à 20h40, heure de Paris, sur Rive Un
Première diffusion

/fr/airings/maree
Sunday, 2017-06-04
CANCELLED 20:40:00-22:10:00 Annulé : Le Train (Grève) :: Dimanche 4 juin 2017 à 20h40, heure de\
 Paris, sur Rive Un
Annulé · Première diffusion

/fr/airings/train
Monday, 2017-06-05
22:30:00-23:50:00 La Digue :: Lundi 5 juin 2017 à 22h30, heure de Paris, sur Rive Un
Première diffusion

/fr/airings/digue
"""
UNTOUCHED = """
Wednesday, 2017-06-07
01:10:00-02:40:00 Le Port :: Nuit du mardi 6 au mercredi 7 juin 2017, 1h10, heure de Paris,\
 sur Rive Un
Première diffusion

/fr/airings/port
"""


@pytest.fixture
def schedules(tmp_path: Path) -> Path:
    folder = tmp_path / "schedules"
    folder.mkdir()
    (folder / "rive.yaml").write_text(BEFORE, encoding="utf-8")
    return folder


def edit(schedules: Path) -> None:
    text = BEFORE
    for old, new in CHANGES.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    (schedules / "rive.yaml").write_text(text, encoding="utf-8")


def read(subscriber: Subscriber, service: Service) -> str:
    """Return all that khal lists, with the site's addresses without host and no-break spaces as
    spaces.
    """
    lines = subscriber.reads("2017-06-01", "7d")
    return "\n".join(["", *lines, ""]).replace(service.url, "").replace("\N{NO-BREAK SPACE}", " ")


def test_a_subscriber_reads_what_was_moved_retitled_cancelled_and_dated_at_last(
    service: Service, schedules: Path, tmp_path: Path
) -> None:
    service.guide("publish")
    with service.running("web", "--workers", "1"):
        address = f"{service.url}/feeds/channels/rive-un.ics"
        subscriber = Subscriber(address, tmp_path / "subscriber", zone="Europe/Paris")
        subscriber.sync()
        assert read(subscriber, service) == READ_BEFORE + UNTOUCHED.lstrip("\n")
        stored = subscriber.items()
        edit(schedules)
        service.guide("publish")
        subscriber.sync()
        assert read(subscriber, service) == READ_AFTER + UNTOUCHED.lstrip("\n")
    kept = stored.items() & subscriber.items().items()
    assert (len(stored), len(kept), len(subscriber.items())) == (5, 1, 5)
