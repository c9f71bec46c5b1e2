import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import event

from guide.model.reminders import Kind, SignUp, SignUpOutcome, Subscription
from guide.state import sign_ups, subscribers
from guide.state.database import Database
from tests.state.builders import DAY, EVENING, HOUR, MACHINE, SEASON, World

ADA = "ada@example.org"
Ask = Callable[..., SignUpOutcome]


@pytest.fixture
def ask(world: World) -> Ask:
    """Return a way to ask that only names what matters."""

    def request(email: str = ADA, **changed: object) -> SignUpOutcome:
        form: dict[str, object] = {
            "email": email,
            "zone": "Europe/Paris",
            "language": "fr",
            "target": SEASON,
            "kinds": ["airing"],
            "leads": ["30m"],
            "network": "192.0.2.1",
            "machine_now": world.machine_now,
        }
        with world.database.writing() as tx:
            return sign_ups.request_sign_up(tx, **{**form, **changed})  # type: ignore[arg-type]  # a form's fields by name

    return request


def pending(world: World, sign_up_id: str) -> tuple[SignUp, ...] | None:
    with world.database.reading() as tx:
        return sign_ups.sign_ups(tx, sign_up_id, machine_now=world.machine_now)


def mails(world: World) -> list[tuple[str, str]]:
    """Return the address and the sign-up of each confirmation not claimed before."""
    return [(one.subscriber.email, one.reference) for one in world.claim()]


def test_a_request_brings_one_mail_that_shows_what_it_confirms(world: World, ask: Ask) -> None:
    assert ask(leads=["1h", "30m", "1h"], kinds=["first_run", "airing"]) is SignUpOutcome.MAIL
    ((address, reference),) = mails(world)
    assert address == ADA
    assert pending(world, reference) == (
        SignUp(ADA, "Europe/Paris", "fr", SEASON, (Kind.AIRING, Kind.FIRST_RUN), ("1h", "30m")),
    )


def test_nobody_is_subscribed_before_they_confirm(world: World, ask: Ask) -> None:
    ask()
    with world.database.reading() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM subscriber").scalar_one() == 0


def test_confirming_subscribes_to_all_that_waits_for_the_address(world: World, ask: Ask) -> None:
    ask()
    assert ask("Ada@Example.org", target="premieres", leads=["1d"]) is SignUpOutcome.QUIET
    ((_, reference),) = mails(world)
    person = world.confirm(reference)
    assert (person.email, person.zone, person.language, person.epoch) == (
        ADA,
        "Europe/Paris",
        "fr",
        0,
    )
    with world.database.reading() as tx:
        assert subscribers.subscriber(tx, person.id) == person
        assert subscribers.subscriptions(tx, person.id) == (
            Subscription("premieres", Kind.AIRING, "1d"),
            Subscription(SEASON, Kind.AIRING, "30m"),
        )


def test_one_confirms_once(world: World, ask: Ask) -> None:
    ask()
    ((_, reference),) = mails(world)
    world.confirm(reference)
    assert pending(world, reference) is None
    with world.database.writing() as tx:
        assert sign_ups.confirm(tx, reference, now=EVENING, machine_now=MACHINE) is None


def test_one_confirms_within_48_hours(world: World, ask: Ask) -> None:
    ask()
    ((_, reference),) = mails(world)
    world.machine_now = MACHINE + 48 * HOUR - dt.timedelta(microseconds=1)
    assert pending(world, reference) is not None
    world.machine_now = MACHINE + 48 * HOUR
    assert pending(world, reference) is None
    with world.database.writing() as tx:
        late = sign_ups.confirm(tx, reference, now=EVENING, machine_now=world.machine_now)
    assert late is None


def test_asking_again_after_48_hours_does_not_revive_the_old_link(world: World, ask: Ask) -> None:
    ask()
    ((_, old),) = mails(world)
    world.machine_now = MACHINE + 49 * HOUR
    ask()
    ((_, new),) = mails(world)
    assert new != old
    assert pending(world, old) is None


def test_an_unknown_request_confirms_nothing(world: World) -> None:
    assert pending(world, "f" * 32) is None


def test_five_hundred_requests_for_one_address_bring_one_mail(world: World, ask: Ask) -> None:
    outcomes = [ask(network=f"10.{n // 250}.{n % 250}.7") for n in range(500)]
    assert outcomes == [SignUpOutcome.MAIL] + [SignUpOutcome.QUIET] * 499
    assert len(mails(world)) == 1


def test_one_mail_in_24_hours_and_three_in_30_days(world: World, ask: Ask) -> None:
    days = []
    for hour in range(0, 31 * 24, 6):
        world.machine_now = MACHINE + hour * HOUR
        if ask() is SignUpOutcome.MAIL:
            days.append(hour / 24)
    assert days == [0, 1, 2, 30]


def test_ten_requests_an_hour_from_one_network(world: World, ask: Ask) -> None:
    outcomes = [ask(f"p{n}@example.org", network=f"192.0.2.{n}") for n in range(11)]
    assert outcomes == [SignUpOutcome.MAIL] * 10 + [SignUpOutcome.LATER]
    assert ask("other@example.org", network="192.0.3.1") is SignUpOutcome.MAIL
    world.machine_now += HOUR
    assert ask("p10@example.org", network="192.0.2.10") is SignUpOutcome.MAIL


def test_a_network_of_the_new_internet_is_a_56(world: World, ask: Ask) -> None:
    outcomes = [ask(f"p{n}@example.org", network=f"2001:db8:0:{n:x}::1") for n in range(11)]
    assert outcomes[-1] is SignUpOutcome.LATER
    assert ask("q@example.org", network="2001:db8:0:100::1") is SignUpOutcome.MAIL


def test_three_hundred_mails_an_hour_in_all(world: World, ask: Ask) -> None:
    outcomes = [ask(f"p{n}@example.org", network=f"10.0.{n}.1") for n in range(250)]
    outcomes += [ask(f"q{n}@example.org", network=f"10.1.{n}.1") for n in range(51)]
    assert outcomes == [SignUpOutcome.MAIL] * 300 + [SignUpOutcome.LATER]


def test_a_refusal_for_the_network_keeps_nothing(world: World, ask: Ask) -> None:
    for n in range(10):
        ask(f"p{n}@example.org")
    ask("victim@example.org")
    with world.database.reading() as tx:
        kept = "SELECT count(*) FROM sign_up WHERE norm = 'victim@example.org'"
        assert tx.exec_driver_sql(kept).scalar_one() == 0


def test_known_and_unknown_addresses_are_treated_alike(world: World, ask: Ask) -> None:
    world.subscribe("known@example.org")
    world.later(DAY)

    def trace(email: str) -> tuple[SignUpOutcome, list[str]]:
        statements: list[str] = []

        def note(*arguments: object) -> None:
            statements.append(str(arguments[2]))

        engine = world.database._engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            return ask(email, target="all", network="198.51.100.1"), statements
        finally:
            event.remove(engine, "before_cursor_execute", note)

    assert trace("known@example.org") == trace("unknown@example.org")
    assert [address for address, _ in mails(world)] == ["known@example.org", "unknown@example.org"]


def test_a_known_address_confirms_what_it_adds(world: World, ask: Ask) -> None:
    first = world.subscribe(ADA)
    world.later(DAY)
    ask(target="premieres", leads=["1d"], zone="Asia/Tokyo", language="en")
    ((_, reference),) = mails(world)
    person = world.confirm(reference)
    assert (person.id, person.zone, person.language) == (first.id, "Asia/Tokyo", "en")
    with world.database.reading() as tx:
        assert [one.target for one in subscribers.subscriptions(tx, first.id)] == [
            "premieres",
            SEASON,
        ]


def test_asking_again_for_the_same_keeps_the_mailed_link_good(world: World, ask: Ask) -> None:
    ask()
    ((_, reference),) = mails(world)
    ask(leads=["1h"])
    waiting = pending(world, reference)
    assert waiting is not None
    assert [one.leads for one in waiting] == [("1h",)]


def test_only_so_many_requests_wait_for_one_address(world: World, ask: Ask) -> None:
    for n in range(25):
        ask(target=f"series/s{n}", network=f"10.0.{n}.1")
    ((_, reference),) = mails(world)
    assert len(pending(world, reference) or ()) == sign_ups.MOST_PENDING


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": "no"}, "The e-mail address needs exactly one @."),
        ({"zone": "Europe"}, "'Europe' is not a time zone such as Europe/Paris."),
        ({"target": "everything"}, "'everything' is not something one can follow."),
        ({"target": "airings/a1"}, "'airings/a1' is not something one can follow."),
        ({"kinds": ["changed"]}, "Choose what to be told of: airing or first_run."),
        ({"kinds": []}, "Choose what to be told of: airing or first_run."),
        ({"leads": []}, "Choose one to 10 times to be reminded at."),
    ],
)
def test_a_bad_value_is_refused_with_a_sentence(
    ask: Ask, changed: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=r"\.$") as raised:
        ask(**{"email": ADA, **changed})
    assert str(raised.value) == sentence


def test_the_address_of_a_request_nobody_confirmed_is_forgotten(
    world: World, ask: Ask, database: Database
) -> None:
    ask()
    world.machine_now += 48 * HOUR
    world.outbox.sweep(now=world.now, machine_now=world.machine_now)
    with database.reading() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM sign_up").scalar_one() == 0


def test_no_address_and_no_network_stands_in_what_the_limits_count(world: World, ask: Ask) -> None:
    ask("ursula@viewers.example", network="192.0.2.0")
    with world.database.reading() as tx:
        rows = str(tx.exec_driver_sql("SELECT * FROM sign_up_event").fetchall())
    assert [told for told in ("ursula", "viewers", "@", "192.0") if told in rows] == []
