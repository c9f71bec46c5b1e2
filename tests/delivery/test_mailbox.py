import datetime as dt
import os
from pathlib import Path

import pytest

from guide.delivery.mailbox import KeptMail, MailboxTransport, messages, one
from guide.delivery.transport import DeliveryError, Mail

NOW = dt.datetime(2017, 6, 1, 18, 10, 0, 250, tzinfo=dt.UTC)
BODY = (
    b"From: Guide <reminders@guide.example>\r\nTo: ann@example.org\r\n"
    b"Subject: =?utf-8?q?Missions_=E2=80=93_S1_=C3=891?=\r\n"
    b"Date: Thu, 01 Jun 2017 18:10:00 +0000\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    b"Ce soir \xc3\xa0 20h40\r\n"
    b"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    b"<p>Ce soir \xc3\xa0 20h40</p>\r\n--b--\r\n"
)


def _send(folder: Path, body: bytes = BODY) -> None:
    connection = MailboxTransport(folder, lambda: NOW).open()
    connection.send(Mail("reminders@guide.example", "ann@example.org", body))
    connection.close()


def test_a_mail_is_kept_whole_in_one_file(tmp_path: Path) -> None:
    _send(tmp_path / "mailbox")
    (file,) = (tmp_path / "mailbox").iterdir()
    assert file.read_bytes() == BODY
    assert file.name.startswith("20170601T181000000250Z-")


def test_a_kept_mail_is_read_with_its_parts(tmp_path: Path) -> None:
    _send(tmp_path)
    (kept,) = messages(tmp_path)
    assert kept == KeptMail(
        name=kept.name,
        recipient="ann@example.org",
        sender="Guide <reminders@guide.example>",
        subject="Missions – S1 É1",
        date="Thu, 01 Jun 2017 18:10:00 +0000",
        text="Ce soir à 20h40",
        html="<p>Ce soir à 20h40</p>",
        headers=(
            ("From", "Guide <reminders@guide.example>"),
            ("To", "ann@example.org"),
            ("Subject", "Missions – S1 É1"),
            ("Date", "Thu, 01 Jun 2017 18:10:00 +0000"),
            ("MIME-Version", "1.0"),
            ("Content-Type", 'multipart/alternative; boundary="b"'),
        ),
    )
    assert one(tmp_path, kept.name) == kept


def test_mails_are_listed_by_when_they_came_whatever_the_guides_clock_says(tmp_path: Path) -> None:
    for second, subject in enumerate((b"one", b"two", b"three")):
        before = set(tmp_path.iterdir())
        _send(tmp_path, b"Subject: " + subject + b"\r\n\r\n")
        (new,) = set(tmp_path.iterdir()) - before
        os.utime(new, (second, second))
    assert [kept.subject for kept in messages(tmp_path)] == ["three", "two", "one"]
    assert [kept.subject for kept in messages(tmp_path, limit=2)] == ["three", "two"]


@pytest.mark.parametrize("name", ["../secret.key", "secret.key", "x.eml", "", ".", "a\0b"])
def test_only_a_mails_own_name_is_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.key").write_text("key")
    (tmp_path / "x.eml").write_text("Subject: x\n\n")
    assert one(tmp_path, name) is None


def test_a_mail_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert one(tmp_path, "20170601T181000000250Z-0123abcd.eml") is None
    assert messages(tmp_path / "none") == []


def test_a_folder_that_cannot_be_written_pauses_and_leaves_nothing_half(tmp_path: Path) -> None:
    (tmp_path / "mailbox").write_text("a file stands where the folder should be")
    with pytest.raises(DeliveryError) as caught:
        _send(tmp_path / "mailbox")
    assert (caught.value.pause, caught.value.permanent) == (True, False)


def test_a_half_written_mail_is_not_listed(tmp_path: Path) -> None:
    (tmp_path / ".20170601T181000000250Z-0123abcd.eml").write_bytes(BODY[:40])
    assert messages(tmp_path) == []
