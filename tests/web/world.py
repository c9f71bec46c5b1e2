"""A small guide on the evening of its premiere, served: real releases, a real database."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from werkzeug.test import Client

from guide.model.airing import Airing, ShowingKind, Status, Version
from guide.model.catalogue import Catalogue, Channel, Credit, Episode, Link
from guide.model.draft import Draft
from guide.model.precision import Precision, When
from guide.model.site import Site
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from guide.model.tokens import Tokens
from guide.model.window import Window
from guide.releases.shelf import Shelf
from guide.state import current, reminder_jobs
from guide.state.database import Database
from guide.web.app import create_app
from guide.web.library import Library
from guide.web.operations import Readiness
from tests.releases.builders import EVENING, FILM, MARS, Press, airing, catalogue, paris, some_day

EVERYTHING = Target(TargetKind.ALL)
BASE = "http://guide.test"
SITE = Site("OCS guide", BASE, "0123456789", contact="hello@guide.test", demo=True)
TOKENS = Tokens((b"a key of the tests",))
ADMIN_TOKEN = "a-token-of-the-tests"
MACHINE_NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
ULYSSE_AT = "2017-06-01 20:40"
NOTE = Text.of({"en": "A supposed double bill; no source gives it.", "fr": "Supposé."})


def trade() -> Catalogue:
    known = catalogue()
    film = replace(
        known.episodes[FILM],
        year=2016,
        running=dt.timedelta(minutes=95),
        credits=(Credit("director", "A. N. Other"), Credit("actor", "Some Body", "The Hero")),
        synopsis=Text.of({"en": "They all live."}),
        links=(Link("https://example.org/film", Text.of({"en": "Official page"})),),
    )
    talk = Episode("talk", title=Text.of({"en": "Night Talk"}), genres=("talk-show",))
    tokyo = Channel("tokyo", "Tokyo One", "Asia/Tokyo", note=Text.of({"en": "Invented."}))
    return replace(
        known,
        channels=known.channels | {"tokyo": tokyo},
        episodes={**known.episodes, FILM: film, "talk": talk},
    )


def airings() -> list[Airing]:
    return [
        airing(ULYSSE_AT, id="ulysse", version=Version("VF", audio=("fr",))),
        airing("2017-06-01 19:50", on="max", of=FILM, minutes=100, id="film"),
        airing("2017-06-01 22:30", on="max", of="talk", minutes=60, id="talk"),
        airing("2017-06-02 01:15", on="max", of=FILM, minutes=95, id="night-film"),
        airing("2017-06-02 05:30", on="max", of="talk", minutes=60, id="morning-talk"),
        airing("2017-06-02 14:00", on="far", of=FILM, id="off", status=Status.CANCELLED,
               reason=Text.of({"en": "Strike"})),
        airing("2017-06-08 20:40", of="missions/season-2/episode-1", id="second",
               showing_override=ShowingKind.FIRST_RUN),
        some_day("2017-06-08", of=MARS, id="mars", note=NOTE),
    ]  # fmt: skip


def windows() -> list[Window]:
    opens = When(Precision.DAY, dt.date(2017, 6, 1))
    return [Window("missions/season-1", "go", opens, url="https://example.org/go")]


def evening_draft(*more: Airing, of: Catalogue | None = None) -> Draft:
    known = of or trade()
    return Draft(known, (*airings(), *more), tuple(windows()), files={"a.yaml": b"# truth\n"})


@dataclass
class Clock:
    at: dt.datetime = EVENING

    def __call__(self) -> dt.datetime:
        return self.at


@dataclass
class World:
    """`now` is the guide's clock and `machine_now` the machine's, to be set by a test."""

    folder: Path
    now: Clock = field(default_factory=Clock)
    machine_now: Clock = field(default_factory=lambda: Clock(MACHINE_NOW))
    site: Site = SITE
    allowed_hosts: tuple[str, ...] = ("guide.test", "localhost")
    trusted_proxies: int = 0
    admin_token: str | None = ADMIN_TOKEN
    readiness: Callable[[], Readiness] = lambda: Readiness(
        ready=True, release=1, published_at=EVENING, clock_age=1.0, mail_waiting=0, mail_oldest=None
    )

    def __post_init__(self) -> None:
        self.database = Database(f"sqlite:///{self.folder / 'guide.sqlite'}")
        self.database.migrate()
        self.press = Press(self.folder / "releases")
        self.mailbox = self.folder / "mailbox"
        self.library = Library(database=self.database, shelf=Shelf(self.press.folder))

    def publish(self, what: Draft, *, note: str = "") -> int:
        before = self.library.current()
        self.press.now = self.now()
        release = self.press.publish(what, note=note)
        assert self.press.current is not None
        with self.database.writing() as tx:
            moved = current.move(
                tx,
                number=release.number,
                file=self.press.current,
                published_at=release.published_at,
                note=note,
                expect=before.number if before else None,
            )
            listings = release.listings(EVERYTHING, between=(self.now(), None))
            reminder_jobs.replan(tx, listings, release.catalogue, now=self.now())
        assert moved
        return release.number

    def client(self) -> Client:
        return Client(
            create_app(
                site=self.site,
                tokens=TOKENS,
                library=self.library,
                database=self.database,
                now=self.now,
                machine_now=self.machine_now,
                allowed_hosts=self.allowed_hosts,
                trusted_proxies=self.trusted_proxies,
                mailbox=self.mailbox,
                admin_token=self.admin_token,
                ready=self.readiness,
            ),
            use_cookies=False,
        )


__all__ = ["BASE", "Clock", "World", "evening_draft", "paris"]
