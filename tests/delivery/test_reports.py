import pytest

from guide.delivery.reports import Blame, Report, read

STATUS = """\
From: MAILER-DAEMON@mx.example
To: b.1.x@bounces.example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain

It could not be delivered: 5.1.1 no such user.
--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
{blocks}
--cut
Content-Type: message/rfc822

From: reminders@guide.example
Subject: Missions

--cut--
"""
COMPLAINT = """\
From: fbl@isp.example
Content-Type: multipart/report; report-type=feedback-report; boundary=cut

--cut
Content-Type: message/feedback-report

Feedback-Type: {kind}
Version: 1
Original-Mail-From: <b.1.x@bounces.example.org>

--cut--
"""


def status(*blocks: tuple[str, str]) -> bytes:
    told = (
        f"\nFinal-Recipient: rfc822; ann@example.org\nAction: {action}\nStatus: {code}"
        for action, code in blocks
    )
    return STATUS.format(blocks="\n".join(told)).encode()


@pytest.mark.parametrize(
    ("action", "code", "report"),
    [
        ("failed", "5.1.1", Report(Blame.NOBODY, "5.1.1")),
        ("failed", "5.1.10 (null MX)", Report(Blame.NOBODY, "5.1.10")),
        ("FAILED", "5.2.1", Report(Blame.NOBODY, "5.2.1")),
        ("failed", "5.2.2", Report(Blame.FAILED, "5.2.2")),
        ("failed", "5.7.1", Report(Blame.FAILED, "5.7.1")),
        ("failed", "4.4.7", Report(Blame.FAILED, "4.4.7")),
        ("delayed", "4.4.1", None),
        ("delivered", "2.0.0", None),
        ("relayed", "2.1.5", None),
        ("failed", "", None),
        ("failed", "what?", None),
    ],
)
def test_a_delivery_status_blames(action: str, code: str, report: Report | None) -> None:
    assert read(status((action, code))) == report
    assert read(status((action, code)).replace(b"\n", b"\r\n")) == report


def test_of_several_recipients_the_worst_counts() -> None:
    told = status(("delivered", "2.0.0"), ("failed", "4.2.2"), ("failed", "5.1.1"))
    assert read(told) == Report(Blame.NOBODY, "5.1.1")


@pytest.mark.parametrize("kind", ["abuse", "fraud", "virus", "other", "Abuse"])
def test_a_feedback_report_is_a_complaint(kind: str) -> None:
    assert read(COMPLAINT.format(kind=kind).encode()) == Report(Blame.UNWANTED)


def test_a_reader_who_says_it_is_no_spam_does_not_complain() -> None:
    assert read(COMPLAINT.format(kind="not-spam").encode()) is None


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: ann@example.org\nAuto-Submitted: auto-replied\n\nI am away until Monday. 5.1.1",
        b"Content-Type: multipart/report; boundary=x\n\n--x\n",
        b"Content-Type: message/delivery-status\n\n" + b"Status: 5.1.1\n\n" * 10,
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 5_000,
    ],
)
def test_whatever_else_comes_back_is_no_report(mail: bytes) -> None:
    assert read(mail) is None


def test_what_lies_beyond_the_first_megabyte_is_not_read() -> None:
    late = status(("failed", "5.1.1")).replace(b"It could", b"x" * 1_000_000 + b"It could")
    assert read(late) is None
