import datetime as dt

from guide.model.airing import ShowingKind
from guide.model.reminders import Kind, ReminderJob, Subscription, slot_key
from guide.state import reminder_jobs, subscribers
from tests.state.builders import (
    DAY,
    EVENING,
    HOUR,
    MINUTE,
    SEASON,
    STARTS,
    World,
    cancelled,
    listing,
    moved,
)

AT_2040 = "ocs-city@2017-06-01T18:40:00Z"
AT_2055 = "ocs-city@2017-06-01T18:55:00Z"
AT_2055_STARTS = STARTS + 15 * MINUTE
ADA = "ada@example.org"
BOB = "bob@example.org"


def planned(world: World) -> list[ReminderJob]:
    with world.database.reading() as tx:
        return reminder_jobs.planned(tx)


def test_a_seasons_jobs_are_listed_before_anybody_subscribes(world: World) -> None:
    world.publish(listing())
    (job,) = planned(world)
    assert job == ReminderJob(
        airing="a1",
        kind=Kind.AIRING,
        lead="30m",
        told=AT_2040,
        due=STARTS - 30 * MINUTE,
        expires=STARTS,
        id=job.id,
    )


def test_a_subscriber_is_told_at_the_lead_and_once(world: World) -> None:
    world.publish(listing())
    world.subscribe()
    assert [job.people for job in planned(world)] == [1]
    world.now = STARTS - 31 * MINUTE
    assert world.send() == []
    world.later(MINUTE)
    assert world.send() == [("airing", ADA, AT_2040)]
    world.later(MINUTE)
    assert world.send() == []
    assert world.job_states() == [("airing", "30m", "expanded")]


def test_each_lead_is_told_in_its_time(world: World) -> None:
    world.publish(listing())
    world.now = STARTS - 2 * HOUR
    world.subscribe(leads=["1h", "10m"])
    world.now = STARTS - HOUR
    assert world.send() == [("airing", ADA, AT_2040)]
    world.now = STARTS - 10 * MINUTE
    assert world.send() == [("airing", ADA, AT_2040)]


def test_overlapping_targets_kinds_and_equal_leads_tell_once(world: World) -> None:
    world.publish(listing())
    world.now = STARTS - 2 * HOUR
    world.subscribe(
        targets=[SEASON, "series/missions", "channels/ocs-city", "bouquets/ocs", "all"],
        kinds=["airing", "first_run"],
        leads=["60m", "1h"],
    )
    world.now = STARTS - HOUR
    assert world.send() == [("airing", ADA, AT_2040)]
    world.later(5 * MINUTE)
    assert world.send() == []


def test_a_repeat_is_no_first_run(world: World) -> None:
    again = listing("a2", starts=STARTS + HOUR, kind=ShowingKind.REPEAT)
    world.publish(listing(), again)
    world.subscribe(kinds=["first_run"], leads=["5m"])
    world.now = STARTS - 5 * MINUTE
    assert world.send() == [("first_run", ADA, AT_2040)]
    world.now = STARTS + 55 * MINUTE
    assert world.send() == []


def test_the_evening_is_one_job_a_zone(world: World) -> None:
    world.now = STARTS - 3 * DAY
    world.publish(listing())
    world.subscribe(ADA, leads=["evening"], zone="Europe/Paris")
    world.subscribe(BOB, leads=["evening"], zone="America/New_York")
    evenings = [job for job in planned(world) if job.lead == "evening"]
    assert [(job.zone, job.due, job.people) for job in evenings] == [
        ("Europe/Paris", dt.datetime(2017, 5, 31, 17, tzinfo=dt.UTC), 1),
        ("America/New_York", dt.datetime(2017, 5, 31, 23, tzinfo=dt.UTC), 1),
    ]
    world.now = evenings[0].due
    assert world.send() == [("airing", ADA, AT_2040)]
    world.now = evenings[1].due
    assert world.send() == [("airing", BOB, AT_2040)]


def test_a_late_subscriber_is_told_at_once_and_only_the_latest_job(world: World) -> None:
    world.publish(listing())
    world.now = STARTS - 10 * MINUTE
    world.subscribe(leads=["1d", "1h", "15m", "5m"])
    assert world.send() == [("airing", ADA, AT_2040)]
    world.now = STARTS - 5 * MINUTE
    assert world.send() == [("airing", ADA, AT_2040)]
    leads = {job.lead: job.people for job in planned(world)}
    assert leads == {"1d": 0, "1h": 0, "30m": 0, "15m": 1, "5m": 1}


def test_after_an_outage_only_the_latest_of_two_due_jobs_is_told(world: World) -> None:
    world.publish(listing())
    world.now = STARTS - 2 * HOUR
    world.subscribe(leads=["1h", "30m"])
    world.now = STARTS - 20 * MINUTE
    assert world.send() == [("airing", ADA, AT_2040)]


def test_nobody_is_told_of_what_has_begun(world: World) -> None:
    world.publish(listing())
    world.subscribe()
    world.now = STARTS
    assert world.send() == []
    assert world.job_states() == [("airing", "30m", "missed")]


def test_a_subscriber_of_what_has_begun_is_told_nothing(world: World) -> None:
    world.publish(listing())
    world.now = STARTS
    world.subscribe()
    assert world.send() == []


def test_an_airing_without_its_time_or_beyond_400_days_has_no_job(world: World) -> None:
    far = listing("far", starts=EVENING + 400 * DAY)
    world.publish(listing("dayed", starts=None), cancelled(listing("off")), far)
    assert planned(world) == []


def test_a_moved_airing_moves_its_reminder(world: World) -> None:
    first = listing()
    world.publish(first)
    world.subscribe()
    world.publish(moved(first, AT_2055_STARTS))
    assert world.job_states() == [("airing", "30m", "superseded"), ("airing", "30m", "scheduled")]
    world.now = STARTS - 30 * MINUTE
    assert world.send() == []
    world.now = AT_2055_STARTS - 30 * MINUTE
    assert world.send() == [("airing", ADA, AT_2055)]


def test_a_move_supersedes_what_is_queued_or_leased(world: World) -> None:
    first = listing()
    world.publish(first)
    world.subscribe(ADA)
    world.subscribe(BOB)
    world.now = STARTS - 30 * MINUTE
    world.expand()
    leased = world.claim(1)
    world.publish(moved(first, AT_2055_STARTS))
    assert world.states() == ["superseded", "superseded"]
    assert world.submit(leased) == []
    assert world.claim() == []


def test_moved_away_and_back_the_reminder_still_goes(world: World) -> None:
    first = listing()
    world.publish(first)
    world.subscribe()
    world.now = STARTS - 30 * MINUTE
    world.expand()
    away = moved(first, AT_2055_STARTS)
    world.publish(away)
    world.publish(moved(away, STARTS))
    assert world.send() == [("airing", ADA, AT_2040)]


def test_a_cancelled_airing_reminds_nobody(world: World) -> None:
    world.publish(listing())
    world.subscribe()
    world.now = STARTS - 30 * MINUTE
    world.expand()
    world.publish(cancelled(listing()))
    assert world.send() == []
    assert world.states() == ["superseded"]


def test_with_the_clock_set_back_a_job_is_scheduled_again_and_nobody_told_twice(
    world: World,
) -> None:
    world.publish(listing())
    world.subscribe(ADA)
    world.now = STARTS - 30 * MINUTE
    assert world.send() == [("airing", ADA, AT_2040)]
    world.now = EVENING - HOUR
    world.publish(listing())
    assert world.job_states() == [("airing", "30m", "scheduled")]
    world.subscribe(BOB)
    world.now = STARTS - 30 * MINUTE
    assert world.send() == [("airing", BOB, AT_2040)]


def test_with_the_clock_set_back_what_was_queued_waits_for_its_time(world: World) -> None:
    world.publish(listing())
    world.subscribe()
    world.now = STARTS - 30 * MINUTE
    world.expand()
    world.now = EVENING
    world.publish(listing())
    assert world.send() == []
    world.now = STARTS - 30 * MINUTE
    assert world.send() == [("airing", ADA, AT_2040)]


def test_planning_again_changes_nothing(world: World) -> None:
    world.publish(listing(), listing("a2", starts=STARTS + DAY))
    world.subscribe(leads=["1h", "evening"])
    world.now = STARTS - HOUR
    world.send()
    before = planned(world)
    world.publish(*world.listings)
    assert planned(world) == before


def test_a_job_is_expanded_in_chunks(world: World) -> None:
    world.publish(listing())
    people = [f"p{n}@example.org" for n in range(5)]
    for email in people:
        world.subscribe(email)
    world.now = STARTS - 30 * MINUTE
    grown = [(world.expand(chunk=2), len(world.states())) for _ in range(4)]
    assert grown == [(2, 2), (2, 4), (1, 5), (0, 5)]
    assert sorted(one.subscriber.email for one in world.claim()) == people


def test_a_chunk_holds_several_jobs(world: World) -> None:
    world.publish(*(listing(f"a{n}") for n in range(5)))
    world.subscribe()
    world.now = STARTS - 30 * MINUTE
    assert [world.expand(chunk=3) for _ in range(3)] == [3, 2, 0]
    assert len(world.claim()) == 5


def test_two_leaders_do_no_harm(world: World) -> None:
    world.publish(listing())
    world.subscribe()
    world.now = STARTS - 30 * MINUTE
    with world.database.writing() as tx:
        rewind = "UPDATE reminder_job SET state = 'scheduled', cursor = ''"
        reminder_jobs.expand_due(tx, now=world.now)
        tx.exec_driver_sql(rewind)
    assert world.send() == [("airing", ADA, AT_2040)]
    assert world.states() == ["sent"]


def test_a_lead_nobody_wants_any_more_is_superseded_and_comes_back(world: World) -> None:
    world.publish(listing())
    ada = world.subscribe(leads=["5m"])
    world.change(ada)
    world.publish(listing())
    assert world.job_states() == [("airing", "30m", "scheduled"), ("airing", "5m", "superseded")]
    world.change(ada, Subscription(SEASON, Kind.AIRING, "5m"))
    world.now = STARTS - 5 * MINUTE
    assert world.send() == [("airing", ADA, AT_2040)]


def test_a_wish_dropped_and_taken_up_again_is_told(world: World) -> None:
    world.publish(listing())
    ada = world.subscribe()
    world.now = STARTS - 30 * MINUTE
    world.expand()
    world.change(ada)
    assert world.states() == ["suppressed"]
    world.change(ada, Subscription(SEASON, Kind.AIRING, "30m"))
    assert world.send() == [("airing", ADA, AT_2040)]


def test_a_server_that_still_has_the_old_release_plans_nothing_old(world: World) -> None:
    old, off = listing(), listing("a2", starts=STARTS + HOUR)
    world.publish(old, off)
    world.publish(moved(old, AT_2055_STARTS), cancelled(off))
    world.listings, world.seen = [old, off], 1
    world.subscribe(leads=["30m", "5m"])
    world.now = STARTS - 5 * MINUTE
    assert [told for _, _, told in world.send()] == [AT_2055]
    world.now = STARTS + 55 * MINUTE
    assert world.send() == []


def test_another_zone_has_its_own_evening(world: World) -> None:
    world.now = STARTS - 3 * DAY
    world.publish(listing())
    ada = world.subscribe(leads=["evening"])
    with world.database.writing() as tx:
        subscribers.set_zone_language(tx, ada.id, zone="Asia/Tokyo", language="en")
        world.plan_for(tx, ada)
    world.now = dt.datetime(2017, 5, 31, 10, tzinfo=dt.UTC)
    assert world.send() == [("airing", ADA, AT_2040)]
    world.now = dt.datetime(2017, 5, 31, 17, tzinfo=dt.UTC)
    assert world.send() == []


def test_jobs_are_listed_by_target_and_by_time(world: World) -> None:
    film = listing("film", starts=STARTS + HOUR, season=None)
    world.publish(listing(), film)
    world.subscribe(targets=["channels/ocs-city"], leads=["5m"])
    with world.database.reading() as tx:
        of_season = reminder_jobs.planned(tx, targets=[SEASON])
        later = reminder_jobs.planned(tx, after=STARTS)
    assert [(job.airing, job.lead, job.people) for job in of_season] == [
        ("a1", "30m", 0),
        ("a1", "5m", 1),
    ]
    assert [(job.airing, job.lead, job.people) for job in later] == [("film", "5m", 1)]


def test_old_jobs_are_forgotten_after_sixty_days(world: World) -> None:
    world.publish(listing())
    world.now = STARTS + 61 * DAY
    world.publish()
    assert world.job_states() == []


def test_the_slot_key_names_channel_and_instant() -> None:
    paris = dt.datetime(2017, 6, 1, 20, 40, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert slot_key("ocs-city", paris) == AT_2040
