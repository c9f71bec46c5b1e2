import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from guide.delivery.drain import RefusedError
from guide.delivery.transport import DeliveryError
from guide.jobs.render import TEMPLATES_KEPT, Renderer, Senders, Sources
from guide.model.airing import Status
from guide.model.catalogue import Catalogue
from guide.model.listing import Listing
from guide.model.reminders import CANCELLED, CONFIRM, UNDATED, Kind, Message, SignUp, Subscriber
from guide.model.return_paths import ReturnPaths
from guide.model.tokens import Tokens
from tests.formats.builders import PREMIERE, SITE, SLOT, catalogue, listing

TOKENS = Tokens((b"k" * 32,))
SENDERS = Senders("reminders@guide.example", "account@guide.example")
TOLD = "ocs-city@2017-06-01T18:40:00Z"
LATER = "ocs-city@2017-06-01T18:55:00Z"
ANN = Subscriber("ann", "ann@example.org", "Europe/Paris", "fr", 3)
REMINDER = Message(
    1, Kind.AIRING, "mission-1", "30m", TOLD, "", ANN, expires=PREMIERE, attempt=1, lease=1, job=7
)
NOTICE = replace(REMINDER, kind=Kind.CHANGED, lead="", job=8, expires=PREMIERE + SLOT)
CONFIRMATION = replace(REMINDER, kind=CONFIRM, reference="request-1", told="", lead="", job=0)


@dataclass
class FakeRelease:
    items: dict[str, Listing]
    number: int = 3
    catalogue: Catalogue = field(default_factory=catalogue)
    asked: int = 0

    def listing(self, airing_id: str) -> Listing | None:
        self.asked += 1
        return self.items.get(airing_id)


def release(item: Listing | None = None) -> FakeRelease:
    return FakeRelease({"mission-1": item or listing()})


def renderer(
    current: FakeRelease | None,
    *,
    pending: Sequence[SignUp] | None = None,
    now: Callable[[], dt.datetime] = lambda: PREMIERE - SLOT,
    senders: Senders = SENDERS,
) -> Renderer:
    return Renderer(
        Sources(
            site=SITE,
            tokens=TOKENS,
            release=lambda: current,
            pending=lambda _: pending,
            now=now,
            senders=senders,
        )
    )


def read(body: bytes) -> EmailMessage:
    return message_from_bytes(body, policy=default)


def moved() -> Listing:
    later = PREMIERE + dt.timedelta(minutes=15)
    return listing(starts=later, ends=later + SLOT)


def cancelled() -> Listing:
    return listing(status=Status.CANCELLED)


def test_a_reminder_is_written_with_the_recipients_own_links() -> None:
    mail = renderer(release())(REMINDER)
    read_mail = read(mail.body)
    leave = TOKENS.derive("unsubscribe", "ann", 3)
    manage = TOKENS.derive("manage", "ann", 3)
    assert (mail.sender, mail.recipient) == ("reminders@guide.example", "ann@example.org")
    assert read_mail["Subject"] == "Missions S1 É1 — ce soir à 20h40 sur OCS City"
    assert read_mail["List-Unsubscribe"] == f"<https://guide.example/fr/unsubscribe/{leave}>"
    assert f"/fr/manage/{manage}" in mail.body.decode()


def test_a_language_the_site_does_not_speak_becomes_its_first() -> None:
    for language in ("xx", "../../etc"):
        reader = replace(ANN, language=language)
        mail = renderer(release())(replace(REMINDER, subscriber=reader))
        assert read(mail.body)["Content-Language"] == "fr"


@pytest.mark.parametrize(
    ("message", "item", "subject"),
    [
        (replace(NOTICE, told=LATER, told_before=TOLD), moved(), "Déplacé : Missions S1 É1"),
        (replace(NOTICE, told=CANCELLED, told_before=TOLD), cancelled(), "Annulé : Missions"),
        (replace(NOTICE, told_before=CANCELLED), listing(), "De nouveau prévu : Missions"),
        (replace(NOTICE, told_before=UNDATED), listing(), "Heure connue : Missions"),
        (
            replace(NOTICE, told=UNDATED, told_before=TOLD),
            listing(starts=None, ends=None),
            "Heure retirée : Missions",
        ),
        (replace(NOTICE, told=LATER, told_before=""), moved(), "Déplacé : Missions S1 É1"),
    ],
)
def test_a_notice_says_what_became_of_what_was_told(
    message: Message, item: Listing, subject: str
) -> None:
    mail = read(renderer(release(item))(message).body)
    assert str(mail["Subject"]).replace("\u00a0", " ").startswith(subject)
    assert str(mail["Message-ID"]).startswith("<r.8.")


def test_a_notice_names_the_slot_that_its_reader_knows() -> None:
    render = renderer(release(moved()))
    known = replace(NOTICE, told=LATER, told_before="ocs-max@2017-06-02T22:30:00Z")
    other = replace(NOTICE, told=LATER, told_before=TOLD)
    for message, slot in (
        (known, "OCS Max, nuit du vendredi 2 au samedi 3 juin 2017, 0h30, heure de Paris"),
        (other, "OCS City, jeudi 1er juin 2017 à 20h40, heure de Paris"),
    ):
        text = read(render(message).body).get_body(("plain",))
        assert text is not None
        said = " ".join(str(text.get_content()).split())
        assert f"Nous vous avions annoncé : {slot}." in said.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("message", "item"),
    [
        (replace(REMINDER, reference="gone"), listing()),
        (REMINDER, moved()),
        (REMINDER, cancelled()),
        (REMINDER, listing(gone=True)),
        (REMINDER, listing(starts=None, ends=None)),
        (REMINDER, listing(channel=catalogue().channels["ocs-max"])),
        (replace(REMINDER, told=CANCELLED), cancelled()),
        (replace(NOTICE, told=CANCELLED, told_before=TOLD), listing()),
        (replace(NOTICE, told=LATER, told_before=TOLD), listing()),
    ],
)
def test_a_message_that_no_longer_holds_is_refused(message: Message, item: Listing) -> None:
    with pytest.raises(RefusedError, match=r"^(the|a) broadcast"):
        renderer(release(item))(message)


def test_a_reminder_is_refused_once_the_broadcast_has_begun_a_notice_is_not() -> None:
    render = renderer(release(), now=lambda: PREMIERE)
    with pytest.raises(RefusedError, match="has begun"):
        render(REMINDER)
    assert render(replace(NOTICE, told_before=CANCELLED)).body


def test_a_message_to_no_address_is_refused_without_showing_it() -> None:
    reader = replace(ANN, email="ann@example.org\r\nBcc: eve@example.org")
    with pytest.raises(RefusedError) as caught:
        renderer(release())(replace(REMINDER, subscriber=reader))
    assert "example" not in str(caught.value)


def test_mail_waits_while_there_is_no_release() -> None:
    with pytest.raises(DeliveryError) as caught:
        renderer(None)(REMINDER)
    assert caught.value.pause


def test_a_template_is_made_once_for_all_who_get_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    current = release()
    render = renderer(current)
    made: list[Message] = []
    write = Renderer._written

    def counting(self: Renderer, message: Message, *rest: object) -> object:
        made.append(message)
        return write(self, message, *rest)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(Renderer, "_written", counting)
    bob = replace(ANN, id="bob", email="bob@example.org")
    for reader in (ANN, bob, ANN):
        render(replace(REMINDER, subscriber=reader))
    assert len(made) == 1
    for other in (
        replace(REMINDER, job=9),
        replace(REMINDER, subscriber=replace(ANN, language="en")),
        replace(REMINDER, subscriber=replace(ANN, zone="Asia/Tokyo")),
        replace(NOTICE, job=7, told_before=CANCELLED),
    ):
        render(other)
    assert len(made) == 5
    current.number += 1
    render(REMINDER)
    assert len(made) == 6


def test_the_templates_kept_are_few() -> None:
    render = renderer(release())
    for job in range(TEMPLATES_KEPT + 20):
        render(replace(REMINDER, job=job + 1))
    assert len(render._templates) == TEMPLATES_KEPT


def test_a_template_does_not_outlive_its_evening() -> None:
    now = [PREMIERE - dt.timedelta(hours=21)]
    render = renderer(release(), now=lambda: now[0])
    assert "demain à 20h40" in str(read(render(REMINDER).body)["Subject"])
    now[0] += dt.timedelta(hours=2)
    assert "ce soir à 20h40" in str(read(render(REMINDER).body)["Subject"])


def test_a_confirmation_comes_from_the_account_and_names_what_was_asked() -> None:
    asked = [
        SignUp(
            "ann@example.org", "Europe/Paris", "fr", "channels/ocs-city", (Kind.AIRING,), ("30m",)
        )
    ]
    for current in (release(), None):
        mail = renderer(current, pending=asked)(CONFIRMATION)
        text = mail.body.decode()
        assert mail.sender == "account@guide.example"
        assert f"/fr/confirm/{TOKENS.derive('confirm', 'request-1')}" in text
        assert ("OCS City" in text) == (current is not None)
        assert "List-Unsubscribe" not in text
        assert str(read(mail.body)["Message-ID"]).startswith("<c.1.")


def test_each_mail_comes_back_to_a_path_of_its_own_where_a_domain_is_set() -> None:
    paths = ReturnPaths(TOKENS, "bounces.guide.example")
    senders = Senders("reminders@guide.example", "account@guide.example", paths)
    mail = renderer(release(), senders=senders)(replace(REMINDER, id=41))
    assert mail.sender == paths.of(41)
    assert read(mail.body)["From"] == read(renderer(release())(REMINDER).body)["From"]


def test_a_confirmation_of_a_request_that_is_no_more_is_refused() -> None:
    with pytest.raises(RefusedError, match="no more"):
        renderer(release(), pending=None)(CONFIRMATION)
