"""A guide of others has a million airings, of which few people follow few."""

from dataclasses import replace

from sqlalchemy import Table, select

from guide.model.reminders import Kind, Subscription
from guide.state import reminder_jobs
from guide.state.tables import airing_target, outbox, reminder_job
from tests.state.builders import (
    DAY,
    HOUR,
    MAX,
    MINUTE,
    STARTS,
    World,
    cancelled,
    listing,
    moved,
)

ADA = "ada@example.org"
AT_2040 = "ocs-city@2017-06-01T18:40:00Z"
AT_2055 = "ocs-city@2017-06-01T18:55:00Z"
QUARTER = 15 * MINUTE
CITY_STEMS = {"all", "channels/ocs-city", "bouquets/ocs", "series/missions",
              "series/missions/season-1"}  # fmt: skip

OURS = listing("ours")
THEIRS = listing("theirs", source="tnt")
ELSEWHERE = listing("elsewhere", channel=MAX, source="tnt")


def rows(world: World, table: Table) -> list[tuple[object, ...]]:
    """Return a table without the ids of its rows."""
    columns = [column for column in table.c if column.name != "id"]
    with world.database.reading() as tx:
        return sorted((tuple(row) for row in tx.execute(select(*columns))), key=repr)


def needs(world: World) -> tuple[set[str], set[str]]:
    with world.database.writing() as tx:
        concerned = reminder_jobs.concerned(tx, now=world.now)
        return set(reminder_jobs.followed(tx)), set(concerned)


def is_behind(world: World) -> bool:
    with world.database.reading() as tx:
        return reminder_jobs.is_behind(tx)


def test_nothing_is_kept_of_what_others_list_and_nobody_follows(world: World) -> None:
    world.publish(OURS, THEIRS)
    assert world.job_states() == [("airing", "30m", "scheduled")]
    assert world.targets() == {"ours": CITY_STEMS}


def test_a_film_of_ours_that_nobody_follows_needs_no_row(world: World) -> None:
    world.publish(listing("film", season=None))
    assert world.targets() == {}


def test_whoever_signs_up_for_what_nobody_followed_is_planned_at_once(world: World) -> None:
    world.publish(THEIRS, ELSEWHERE)
    world.subscribe(targets=["channels/ocs-city"])
    assert world.targets() == {"theirs": CITY_STEMS}
    with world.database.reading() as tx:
        (job,) = reminder_jobs.planned(tx, targets=["series/missions"])
    assert (job.airing, job.lead, job.people) == ("theirs", "30m", 1)
    world.now = STARTS - 30 * MINUTE
    assert world.send() == [("airing", ADA, AT_2040)]


def test_whoever_signs_up_late_for_what_nobody_followed_is_told_at_once(world: World) -> None:
    world.publish(THEIRS)
    world.now = STARTS - 5 * MINUTE
    world.subscribe(targets=["series/missions"])
    assert world.send() == [("airing", ADA, AT_2040)]


def test_what_nobody_follows_any_more_is_forgotten_by_the_next_plan(world: World) -> None:
    world.publish(THEIRS)
    ada = world.subscribe()
    world.change(ada)
    world.publish(THEIRS)
    assert world.targets() == {}
    assert world.job_states() == [("airing", "30m", "superseded")]


def test_planning_asks_for_what_is_followed_and_what_was_told(world: World) -> None:
    world.publish(THEIRS, ELSEWHERE)
    assert needs(world) == (set(), set())
    ada = world.subscribe(targets=["channels/ocs-city", "premieres"])
    assert needs(world) == ({"channels/ocs-city", "premieres"}, set())
    world.now = STARTS - 30 * MINUTE
    assert len(world.send()) == 1
    world.change(ada)
    assert needs(world) == (set(), {"theirs"})
    world.now = STARTS + DAY
    assert needs(world) == (set(), set())


def test_planning_asks_for_what_a_notice_is_on_its_way_of(world: World) -> None:
    world.publish(THEIRS)
    world.subscribe()
    world.now = STARTS - 30 * MINUTE
    world.send()
    away = moved(THEIRS, STARTS + 3 * DAY)
    world.publish_no_more_than_needed(away)
    world.now = STARTS + DAY
    assert needs(world)[1] == {"theirs"}


def test_who_was_told_and_follows_no_more_still_hears_of_a_move(world: World) -> None:
    world.publish(THEIRS)
    ada = world.subscribe()
    world.now = STARTS - 30 * MINUTE
    assert world.send() == [("airing", ADA, AT_2040)]
    world.change(ada)
    world.publish_no_more_than_needed(moved(THEIRS, STARTS + QUARTER))
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, AT_2055)]


def test_a_move_to_a_channel_nobody_follows_is_told(world: World) -> None:
    world.publish(THEIRS)
    world.subscribe(targets=["channels/ocs-city"])
    world.now = STARTS - 30 * MINUTE
    assert world.send() == [("airing", ADA, AT_2040)]
    away = listing("theirs", channel=MAX, source="tnt", sequence=1)
    world.publish_no_more_than_needed(away)
    world.later(10 * MINUTE)
    assert world.send() == [("changed", ADA, "ocs-max@2017-06-01T18:40:00Z")]


def test_a_notice_of_what_nobody_follows_is_listed_with_its_target(world: World) -> None:
    world.publish(THEIRS)
    ada = world.subscribe()
    world.now = STARTS - 30 * MINUTE
    world.send()
    world.change(ada)
    world.publish_no_more_than_needed(moved(THEIRS, STARTS + QUARTER))
    with world.database.reading() as tx:
        found = reminder_jobs.planned(tx, targets=["channels/ocs-city"])
    assert [(job.kind, job.told, job.people) for job in found] == [("changed", AT_2055, 1)]


def test_what_planning_asks_for_is_enough(world: World) -> None:
    world.now = STARTS - 2 * HOUR
    world.publish(OURS, THEIRS, ELSEWHERE, listing("off", source="tnt"))
    world.subscribe(targets=["channels/ocs-city"], leads=["1h", "5m"])
    world.subscribe("bob@example.org", targets=["channels/ocs-max"], leads=["1h"])
    world.now = STARTS - HOUR
    assert len(world.send()) == 4
    later = [
        moved(OURS, STARTS + HOUR),
        THEIRS,
        listing("elsewhere", starts=STARTS + QUARTER, channel=MAX, source="tnt", sequence=1),
        cancelled(listing("off", source="tnt")),
        listing("new", starts=STARTS + DAY, source="tnt"),
        listing("nobody's", channel=replace(MAX, id="other"), season=None, source="tnt"),
    ]
    tables = (airing_target, reminder_job, outbox)
    world.publish_no_more_than_needed(*later)
    least = [rows(world, table) for table in tables]
    world.publish(*later)
    assert [rows(world, table) for table in tables] == least
    assert {row[0] for row in least[0]} == {"ours", "theirs", "elsewhere", "new"}


def test_what_an_old_server_cannot_plan_is_planned_next(world: World) -> None:
    world.publish(THEIRS)
    world.publish(moved(THEIRS, STARTS + QUARTER))
    world.listings, world.seen = [THEIRS], 1
    world.subscribe(leads=["10m"])
    assert world.job_states() == []
    assert is_behind(world)
    world.publish(moved(THEIRS, STARTS + QUARTER))
    assert not is_behind(world)
    world.now = STARTS + 5 * MINUTE
    assert world.send() == [("airing", ADA, AT_2055)]


def test_a_server_that_is_up_to_date_leaves_nothing_behind(world: World) -> None:
    world.publish(THEIRS)
    ada = world.subscribe()
    world.change(ada, Subscription("all", Kind.AIRING, "5m"))
    assert not is_behind(world)
