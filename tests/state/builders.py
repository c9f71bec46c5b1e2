"""Listings and people to plan for, on the evening of the premiere."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from guide.model.airing import Airing, Showing, ShowingKind, Status
from guide.model.catalogue import Bouquet, Catalogue, Channel, Episode, Season, Series
from guide.model.day import broadcast_day
from guide.model.listing import Listing, Revision
from guide.model.reminders import Message, Outcome, Result, Subscriber, Subscription
from guide.model.target import targets_of
from guide.model.texts import Text
from guide.state import current, outbox, reminder_jobs, sign_ups, subscribers
from guide.state.database import Database, Tx

MACHINE = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
EVENING = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)  # 20:00 in Paris
STARTS = dt.datetime(2017, 6, 1, 18, 40, tzinfo=dt.UTC)  # 20:40
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
SEASON = "series/missions/season-1"

CITY = Channel("ocs-city", "OCS City", "Europe/Paris")
MAX = Channel("ocs-max", "OCS Max", "Europe/Paris")
MISSIONS = Series("missions", Text.of("Missions"))
CATALOGUE = Catalogue(
    channels={"ocs-city": CITY, "ocs-max": MAX},
    bouquets={"ocs": Bouquet("ocs", "OCS", ("ocs-max", "ocs-city"))},
    series={"missions": MISSIONS},
    seasons={"missions/season-1": Season("missions", 1)},
)


def listing(
    airing: str = "a1",
    *,
    starts: dt.datetime | None = STARTS,
    channel: Channel = CITY,
    status: Status = Status.CONFIRMED,
    sequence: int = 0,
    kind: ShowingKind = ShowingKind.FIRST_RUN,
    season: int | None = 1,
    source: str | None = None,
) -> Listing:
    """Return an airing of 26 minutes; without `starts` it is of 1 June, day-precise."""
    date = broadcast_day(starts, channel) if starts else dt.date(2017, 6, 1)
    ends = starts + 26 * MINUTE if starts else None
    return Listing(
        airing=Airing(
            channel.id, "e1", date, starts, ends, id=airing, status=status, source=source
        ),
        channel=channel,
        episode=Episode("e1", series="missions" if season else None, season=season, number=1),
        showing=Showing(kind=kind),
        revision=Revision(sequence, EVENING),
    )


def moved(one: Listing, to: dt.datetime | None) -> Listing:
    """Return the listing at another time, one revision later."""
    return listing(
        one.airing.id,
        starts=to,
        channel=one.channel,
        sequence=one.revision.sequence + 1,
        source=one.airing.source,
    )


def cancelled(one: Listing) -> Listing:
    airing = replace(one.airing, status=Status.CANCELLED)
    return replace(one, airing=airing, revision=Revision(one.revision.sequence + 1, EVENING))


def _is_needed(one: Listing, followed: frozenset[str], concerned: frozenset[str]) -> bool:
    stems = {target.stem for target in targets_of(one, CATALOGUE)}
    ours = one.airing.source is None
    return ours or one.airing.id in concerned or not stems.isdisjoint(followed)


@dataclass
class World:
    """A database, its release and its two clocks; time goes by only when it is told to.

    `seen` is the number of the release that `listings` are of, as the web server sees it.
    """

    database: Database
    now: dt.datetime = EVENING
    machine_now: dt.datetime = MACHINE
    number: int = 0
    seen: int = 0
    listings: list[Listing] = field(default_factory=list)
    lease: dt.timedelta = MINUTE
    rate: int | None = None

    @property
    def outbox(self) -> outbox.Outbox:
        return outbox.Outbox(self.database, lease=self.lease, rate=self.rate)

    def publish(self, *listings: Listing) -> None:
        self.listings, old = list(listings), self.number
        self.number = self.seen = old + 1
        at = self.machine_now
        with self.database.writing() as tx:
            current.move(
                tx, number=self.seen, file="", published_at=at, note="", expect=old or None
            )
            reminder_jobs.replan(tx, self.listings, CATALOGUE, now=self.now)

    def publish_no_more_than_needed(self, *listings: Listing) -> None:
        """Publish as from a big guide: only what planning has asked for is handed over."""
        with self.database.writing() as tx:
            followed = reminder_jobs.followed(tx)
            concerned = reminder_jobs.concerned(tx, now=self.now)
        self.publish(*(one for one in listings if _is_needed(one, followed, concerned)))
        self.listings = list(listings)

    def later(self, delta: dt.timedelta) -> None:
        self.now += delta
        self.machine_now += delta

    def subscribe(
        self,
        email: str = "ada@example.org",
        *,
        targets: Sequence[str] = (SEASON,),
        leads: Sequence[str] = ("30m",),
        kinds: Sequence[str] = ("airing",),
        zone: str = "Europe/Paris",
    ) -> Subscriber:
        """Sign up and confirm, by the way that everybody goes."""
        with self.database.writing() as tx:
            for target in targets:
                sign_ups.request_sign_up(
                    tx,
                    email=email,
                    zone=zone,
                    language="fr",
                    target=target,
                    kinds=kinds,
                    leads=leads,
                    network=email,
                    machine_now=self.machine_now,
                )
        (confirmation,) = (one for one in self.claim() if one.subscriber.email == email)
        self.outbox.round([], [confirmation], now=self.now, machine_now=self.machine_now)
        self.record(Result(confirmation, Outcome.SENT))
        return self.confirm(confirmation.reference)

    def confirm(self, sign_up_id: str) -> Subscriber:
        with self.database.writing() as tx:
            person = sign_ups.confirm(tx, sign_up_id, now=self.now, machine_now=self.machine_now)
            assert person is not None
            self.plan_for(tx, person)
        return person

    def plan_for(self, tx: Tx, person: Subscriber) -> None:
        reminder_jobs.plan_for(
            tx, person.id, self.listings, CATALOGUE, release=self.seen, now=self.now
        )

    def expand(self, *, chunk: int = 50_000) -> int:
        with self.database.writing() as tx:
            return reminder_jobs.expand_due(tx, now=self.now, chunk=chunk)

    def claim(self, limit: int = 500, *, owner: str = "one") -> list[Message]:
        return self.outbox.claim(limit, owner=owner, now=self.now, machine_now=self.machine_now)

    def submit(self, messages: Sequence[Message]) -> list[Message]:
        return self.outbox.round([], messages, now=self.now, machine_now=self.machine_now)

    def record(self, *results: Result) -> None:
        self.outbox.round(results, [], now=self.now, machine_now=self.machine_now)

    def send(self) -> list[tuple[str, str, str]]:
        """Expand, claim and send all; return (kind, address, told) of each mail that left."""
        self.expand()
        sent = self.submit(self.claim())
        self.record(*(Result(one, Outcome.SENT, 250) for one in sent))
        return [(one.kind, one.subscriber.email, one.told) for one in sent]

    def states(self) -> list[str]:
        """Return the state of each reminder and notice in the outbox, in the order they came."""
        return self._column("SELECT state FROM outbox WHERE job IS NOT NULL ORDER BY id")

    def job_states(self) -> list[tuple[str, str, str]]:
        with self.database.reading() as tx:
            rows = tx.exec_driver_sql("SELECT kind, lead, state FROM reminder_job ORDER BY id")
            return [(row[0], row[1], row[2]) for row in rows]

    def targets(self) -> dict[str, set[str]]:
        """Return the stems that are stored of each airing."""
        stored: dict[str, set[str]] = {}
        with self.database.reading() as tx:
            for airing, target in tx.exec_driver_sql("SELECT airing, target FROM airing_target"):
                stored.setdefault(airing, set()).add(target)
        return stored

    def unsubscribe(self, person: Subscriber) -> bool:
        with self.database.writing() as tx:
            return subscribers.unsubscribe_all(tx, person.id)

    def change(self, person: Subscriber, *wanted: Subscription) -> None:
        with self.database.writing() as tx:
            subscribers.set_subscriptions(tx, person.id, wanted)
            self.plan_for(tx, person)

    def _column(self, statement: str) -> list[str]:
        with self.database.reading() as tx:
            return [row[0] for row in tx.exec_driver_sql(statement)]
