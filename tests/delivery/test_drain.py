import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from guide.delivery.drain import Drained, RefusedError, back_off, drain
from guide.delivery.smtp import SmtpTransport
from guide.delivery.smtp_url import SmtpServer
from guide.delivery.transport import Connection, Mail, Transport
from guide.model.reminders import Message, Outcome
from tests.delivery.fakes import NOON, FakeOutbox, Receiver, mail

Listen = Callable[..., Receiver]
To = Callable[..., SmtpTransport]


def _drain(
    outbox: FakeOutbox,
    transport: Transport,
    stop: threading.Event,
    *,
    render: Callable[[Message], Mail] = mail,
    connections: int = 4,
) -> Drained:
    return drain(
        outbox,
        transport,
        render,
        connections=connections,
        machine_now=lambda: NOON,
        stop=stop,
        jitter=lambda: 0.5,
        first_rest=0.05,
    )


def _tenth(answer: str, *, once: bool) -> Callable[[Receiver, str], str]:
    """Answer so for every tenth recipient, at the first try only or always."""

    def answers(receiver: Receiver, recipient: str) -> str:
        number = int(recipient.removeprefix("s").partition("@")[0])
        first = receiver.tries(recipient) == 1
        return answer if number % 10 == 0 and (first or not once) else "250 OK"

    return answers


def test_everything_is_sent_once(listen: Listen, to: To, stop: threading.Event) -> None:
    outbox, receiver = FakeOutbox.of(200), listen()
    drained = _drain(outbox, to(receiver), stop)
    assert drained == Drained(Counter({Outcome.SENT: 200}))
    assert sorted(receiver.accepted) == sorted(f"s{n}@example.org" for n in range(1, 201))
    assert outbox.count("sent") == 200
    assert 1 <= receiver.connections <= 4


def test_one_mail_is_under_way_on_each_connection_and_marked_before(
    listen: Listen, to: To, stop: threading.Event
) -> None:
    outbox = FakeOutbox.of(40)
    most: list[int] = []

    def on_data(_: Receiver, recipient: str) -> str:
        number = int(recipient.removeprefix("s").partition("@")[0])
        assert outbox.states[number] == "submitting"
        most.append(outbox.count("submitting"))
        return "250 OK"

    _drain(outbox, to(listen(Receiver(on_data=on_data))), stop, connections=3)
    assert len(most) == 40
    assert max(most) <= 3


def test_one_commit_keeps_the_last_results_and_marks_the_next(
    listen: Listen, to: To, stop: threading.Event
) -> None:
    outbox = FakeOutbox.of(3)
    _drain(outbox, to(listen()), stop, connections=1)
    assert outbox.log == [([], [1]), ([1], [2]), ([2], [3]), ([3], [])]


def test_a_deferral_waits_and_a_refusal_fails_without_touching_the_others(
    listen: Listen, to: To, stop: threading.Event
) -> None:
    for answer, state in (("450 4.2.0 greylisted", "retry"), ("550 5.1.1 unknown", "failed")):
        outbox = FakeOutbox.of(40)
        receiver = listen(Receiver(on_rcpt=_tenth(answer, once=False)))
        drained = _drain(outbox, to(receiver), stop)
        assert (len(receiver.accepted), drained.paused) == (36, "")
        assert [n for n, s in outbox.states.items() if s == state] == [10, 20, 30, 40]
        assert outbox.codes[10] == int(answer[:3])
    assert outbox.not_before[10] is None


def test_a_deferral_backs_off_by_the_machines_clock(
    listen: Listen, to: To, stop: threading.Event
) -> None:
    outbox = FakeOutbox.of(1)
    receiver = listen(Receiver(on_rcpt=lambda _, __: "450 later"))
    _drain(outbox, to(receiver), stop)
    assert outbox.not_before == {1: NOON + dt.timedelta(seconds=15)}


def test_back_off_doubles_to_a_quarter_of_an_hour_with_full_jitter() -> None:
    ceilings = [back_off(attempt, lambda: 1.0).total_seconds() for attempt in range(1, 9)]
    assert ceilings == [30, 60, 120, 240, 480, 900, 900, 900]
    assert back_off(10_000, lambda: 1.0) == dt.timedelta(minutes=15)
    assert back_off(3, lambda: 0.0) == dt.timedelta(0)
    assert back_off(3, lambda: 0.25) == dt.timedelta(seconds=30)


def test_a_server_that_asks_for_less_gets_a_rest_and_all_the_mail(
    listen: Listen, to: To, stop: threading.Event
) -> None:
    outbox = FakeOutbox.of(20)
    receiver = listen(Receiver(on_rcpt=_tenth("421 4.7.0 slow down", once=False)))
    started = time.monotonic()
    _drain(outbox, to(receiver), stop, connections=1)
    assert (outbox.count("sent"), outbox.count("retry")) == (18, 2)
    # No machine is too slow to have rested at least so long.
    assert time.monotonic() - started > 0.05
    assert receiver.connections == 2


@pytest.mark.parametrize("answer", ["drop", "hang"])
def test_a_mail_without_an_answer_is_unknown_and_the_others_go_on(
    listen: Listen, to: To, stop: threading.Event, answer: str
) -> None:
    outbox = FakeOutbox.of(20)
    receiver = listen(Receiver(on_data=_tenth(answer, once=True)))
    _drain(outbox, to(receiver), stop)
    assert (outbox.count("sent"), outbox.count("unknown")) == (18, 2)
    assert len(receiver.accepted) == 20


def test_a_hanging_mail_holds_up_neither_the_others_nor_their_marks(
    listen: Listen, to: To, stop: threading.Event
) -> None:
    outbox = FakeOutbox.of(10)
    receiver = listen(Receiver(on_data=_tenth("hang", once=False)))
    marked: list[int] = []

    def release_when_others_are_kept() -> None:
        while outbox.count("sent") < 9:
            time.sleep(0.01)
        marked.append(outbox.count("submitting"))
        receiver.released.set()

    threading.Thread(target=release_when_others_are_kept).start()
    way = to(receiver)
    patient = SmtpTransport(way.server, hello=way.hello)
    assert _drain(outbox, patient, stop, connections=2).outcomes == {Outcome.SENT: 10}
    assert marked == [1]


def test_a_refused_sign_in_pauses_with_nothing_failed_and_everything_given_back(
    listen: Listen, to: To, stop: threading.Event
) -> None:
    outbox, receiver = FakeOutbox.of(50), listen(password=b"right")
    drained = _drain(outbox, to(receiver, user="ann", password="wrong"), stop)
    assert drained.paused == "the mail server cannot be used: sign-in refused with 535"
    assert set(outbox.states.values()) == {"queued"}
    assert _drain(outbox, to(receiver, user="ann", password="right"), stop).paused == ""
    assert (len(receiver.accepted), outbox.count("sent")) == (50, 50)


def test_a_pause_keeps_results_while_another_mail_still_hangs(
    listen: Listen, to: To, stop: threading.Event
) -> None:
    outbox = FakeOutbox.of(3)
    answers = {"s1": "hang", "s2": "250 OK", "s3": "530 sign in first"}
    receiver = Receiver(on_data=lambda _, to: answers[to[:2]])
    receiver.on_rcpt = lambda _, to: answers["s3"] if to.startswith("s3") else "250 OK"
    kept: list[bool] = []

    def both_are_kept() -> bool:
        return outbox.states[2] == "sent" and outbox.states[3] == "queued"

    def release_once_both_are_kept() -> None:
        deadline = time.monotonic() + 5
        while not both_are_kept() and time.monotonic() < deadline:
            time.sleep(0.01)
        kept.append(both_are_kept())
        receiver.released.set()

    threading.Thread(target=release_once_both_are_kept).start()
    way = to(listen(receiver))
    patient = SmtpTransport(way.server, hello=way.hello)
    drained = _drain(outbox, patient, stop, connections=3)
    assert drained.paused == "530 sign in first"
    assert kept == [True]


def test_mail_waits_while_the_server_is_down_and_goes_when_it_is_back(
    listen: Listen, to: To, stop: threading.Event
) -> None:
    outbox = FakeOutbox.of(5)
    down = SmtpTransport(SmtpServer("127.0.0.1", 1), hello="guide.example")
    for _ in range(3):
        assert "cannot be used" in _drain(outbox, down, stop).paused
        assert set(outbox.states.values()) == {"queued"}
    receiver = listen()
    _drain(outbox, to(receiver), stop)
    assert len(receiver.accepted) == outbox.count("sent") == 5


def test_a_superseded_message_is_dropped_at_the_last_moment(
    listen: Listen, to: To, stop: threading.Event
) -> None:
    outbox, receiver = FakeOutbox.of(6), listen()
    outbox.superseded = {2, 5}
    _drain(outbox, to(receiver), stop, connections=2)
    assert sorted(receiver.accepted) == [f"s{n}@example.org" for n in (1, 3, 4, 6)]


def test_a_message_that_must_not_go_out_fails_with_its_reason(
    listen: Listen, to: To, stop: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    def render(message: Message) -> Mail:
        if message.id == 2:
            raise RefusedError("the airing has moved")
        if message.id == 3:
            raise KeyError(message.subscriber.email)
        return mail(message)

    outbox, receiver = FakeOutbox.of(4), listen()
    drained = _drain(outbox, to(receiver), stop, render=render)
    assert drained.outcomes == {Outcome.SENT: 2, Outcome.FAILED: 1, Outcome.RETRY: 1}
    assert outbox.states == {1: "sent", 2: "failed", 3: "retry", 4: "sent"}
    # The receiver of this test logs in the same process, and names addresses.
    records = [one for one in caplog.records if one.name.startswith("guide.")]
    ours = "\n".join(map(caplog.handler.format, records))
    assert "@example.org" not in ours
    assert "message 3 cannot be written: KeyError in render" in ours


def test_results_wait_while_the_outbox_is_away(
    listen: Listen, to: To, stop: threading.Event
) -> None:
    outbox, receiver = FakeOutbox.of(4), listen()

    def on_data(_: Receiver, __: str) -> str:
        outbox.away = 1
        return "250 OK"

    receiver.on_data = on_data
    _drain(outbox, to(receiver), stop, connections=1)
    assert (len(receiver.accepted), outbox.count("sent")) == (4, 4)


def test_an_outbox_that_is_away_from_the_start_is_said_so(stop: threading.Event) -> None:
    outbox = FakeOutbox.of(1)
    outbox.away = 1
    nowhere = SmtpTransport(SmtpServer("127.0.0.1", 1))
    assert _drain(outbox, nowhere, stop) == Drained(Counter(), away=True)


def test_a_stop_ends_the_mails_in_flight_and_gives_the_rest_back(
    listen: Listen, to: To, stop: threading.Event
) -> None:
    outbox = FakeOutbox.of(60)

    def on_data(receiver: Receiver, _: str) -> str:
        if len(receiver.accepted) == 9:
            stop.set()
        time.sleep(0.01)
        return "250 OK"

    receiver = listen(Receiver(on_data=on_data))
    _drain(outbox, to(receiver), stop, connections=2)
    assert outbox.count("sent") == len(receiver.accepted) < 20
    assert outbox.count("sent") + outbox.count("queued") == 60


def test_a_stop_does_not_wait_for_a_server_that_hangs(
    listen: Listen, to: To, stop: threading.Event
) -> None:
    outbox = FakeOutbox.of(1)

    def on_data(_: Receiver, __: str) -> str:
        stop.set()
        return "hang"

    way = to(listen(Receiver(on_data=on_data)))
    _drain(outbox, SmtpTransport(way.server, hello=way.hello), stop)
    # Had it waited for the server to answer or its patience to end, the fate would be known.
    assert outbox.states == {1: "submitting"}


@dataclass
class BrokenTransport:
    """Its connections end in a bug."""

    closed: list[bool] = field(default_factory=list)

    def open(self) -> Connection:
        return self

    def send(self, mail: Mail) -> None:
        raise ZeroDivisionError(mail.recipient)

    def close(self) -> None:
        self.closed.append(True)


def test_a_bug_in_a_connection_loses_no_line_and_tells_no_address(
    stop: threading.Event, caplog: pytest.LogCaptureFixture
) -> None:
    outbox = FakeOutbox.of(5)
    drained = _drain(outbox, BrokenTransport(), stop, connections=1)
    assert drained.outcomes == {Outcome.UNKNOWN: 5}
    assert "@example.org" not in caplog.text
