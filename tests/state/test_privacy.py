from guide.state import bounces, privacy, sign_ups
from tests.state.builders import EVENING, MINUTE, SEASON, STARTS, World, listing

ADA, BEA = "Ada@example.org", "bea@example.org"
NOTHING: dict[str, list[object]] = {
    "subscriber": [],
    "follows": [],
    "asked": [],
    "mails": [],
    "not written to": [],
    "returned mail": [],
    "counted requests": [],
}


def ask(world: World, email: str, target: str) -> None:
    with world.database.writing() as tx:
        sign_ups.request_sign_up(
            tx,
            email=email,
            zone="Europe/Paris",
            language="fr",
            target=target,
            kinds=["airing"],
            leads=["30m"],
            network="192.0.2.1",
            machine_now=world.machine_now,
        )


def busy(world: World) -> None:
    """Let Ada and Bea follow the season and be claimed a reminder each; Ada asks for more."""
    world.publish(listing())
    for email in (ADA, BEA):
        world.subscribe(email)
    ask(world, ADA, "premieres")
    world.now = STARTS - 30 * MINUTE
    world.expand()
    message = next(one for one in world.claim() if one.subscriber.email == ADA and one.job)
    with world.database.writing() as tx:
        bounces.failed(tx, message.id, reason="5.2.2", machine_now=world.machine_now)


def kept(world: World, email: str) -> dict[str, object]:
    with world.database.reading() as tx:
        return privacy.kept_of(tx, email)


def test_all_that_is_kept_of_an_address_is_shown(world: World) -> None:
    busy(world)
    stamp = "2026-11-23T12:00:00Z"
    assert kept(world, "ada@EXAMPLE.org") == {
        "subscriber": [
            {
                "email": ADA,
                "zone": "Europe/Paris",
                "language": "fr",
                "since": EVENING.isoformat().replace("+00:00", "Z"),
                "confirmed_at": stamp,
            }
        ],
        "follows": [{"target": SEASON, "kind": "airing", "lead": "30m"}],
        "asked": [
            {
                "email": ADA,
                "zone": "Europe/Paris",
                "language": "fr",
                "target": "premieres",
                "kinds": "airing",
                "leads": "30m",
                "expires": "2026-11-25T12:00:00Z",
            }
        ],
        "mails": [
            {
                "kind": "airing",
                "airing": "a1",
                "lead": "30m",
                "state": "leased",
                "sent_at": None,
                "code": 0,
            }
        ],
        "not written to": [],
        "returned mail": [{"day": "2026-11-23T00:00:00Z"}],
        "counted requests": kept(world, ADA)["counted requests"],
    }


def test_of_a_stranger_nothing_is_kept(world: World) -> None:
    busy(world)
    assert kept(world, "carl@example.org") == NOTHING
    with world.database.writing() as tx:
        assert not privacy.erase(tx, "carl@example.org")


def test_erasing_leaves_nothing_of_one_and_everything_of_the_others(world: World) -> None:
    busy(world)
    before = kept(world, BEA)
    with world.database.writing() as tx:
        assert privacy.erase(tx, ADA)
    assert (kept(world, ADA), kept(world, BEA)) == (NOTHING, before)
    with world.database.reading() as tx:
        for table in ("subscriber", "sign_up", "outbox"):
            rows = str(tx.exec_driver_sql(f"SELECT * FROM {table}").fetchall())
            assert "ada@" not in rows.lower()
    with world.database.writing() as tx:
        assert not privacy.erase(tx, ADA)


def test_what_waits_for_an_erased_address_is_never_sent(world: World) -> None:
    busy(world)
    world.machine_now += 2 * MINUTE
    with world.database.writing() as tx:
        privacy.erase(tx, ADA)
    world.outbox.sweep(now=world.now, machine_now=world.machine_now)
    assert [one.subscriber.email for one in world.claim(owner="two")] == [BEA]


def test_that_an_address_is_not_written_to_outlives_its_erasure(world: World) -> None:
    busy(world)
    with world.database.reading() as tx:
        (row,) = tx.exec_driver_sql(
            "SELECT outbox.id FROM outbox JOIN subscriber ON subscriber.id = outbox.subscriber "
            "WHERE norm = 'ada@example.org'"
        ).fetchall()
    with world.database.writing() as tx:
        bounces.gone(tx, row[0], reason="5.1.1", machine_now=world.machine_now)
        privacy.erase(tx, ADA)
    assert kept(world, ADA) == {
        **NOTHING,
        "not written to": [{"reason": "5.1.1", "at": "2026-11-23T12:00:00Z"}],
    }
