"""A mail server hands returned mail to a command."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guide.cli import main
from guide.model.return_paths import ReturnPaths
from guide.model.tokens import Tokens
from guide.state import sign_ups
from guide.state.database import Database

KEY, DOMAIN = "k" * 40, "bounces.example.org"
PATHS = ReturnPaths(Tokens((KEY.encode(),)), DOMAIN)
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
SAID = """\
To: <{path}>
Content-Type: multipart/report; report-type=delivery-status; boundary=cut

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ann@example.org
Action: failed
Status: {code}

--cut--
"""


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Return the database of a home in which the confirmation of a request is message 1."""
    monkeypatch.setenv("GUIDE_HOME", str(tmp_path))
    monkeypatch.setenv("GUIDE_SECRET_KEY", KEY)
    monkeypatch.setenv("GUIDE_BOUNCE_DOMAIN", "Bounces.example.org.")
    own = Database(f"sqlite:///{tmp_path}/guide.sqlite")
    own.migrate()
    with own.writing() as tx:
        sign_ups.request_sign_up(
            tx,
            email="ann@example.org",
            zone="Europe/Paris",
            language="fr",
            target="series/missions",
            kinds=["airing"],
            leads=["30m"],
            network="192.0.2.1",
            machine_now=NOW,
        )
    yield own
    own.close()


def handed(mail: str | bytes) -> Result:
    return CliRunner().invoke(main, ["bounce", "-"], input=mail)


def suppressed(database: Database) -> list[str]:
    with database.reading() as tx:
        return list(tx.exec_driver_sql("SELECT reason FROM suppression").scalars())


def test_an_address_that_is_none_gets_no_more_mail(database: Database) -> None:
    done = handed(SAID.format(path=PATHS.of(1), code="5.1.1"))
    said = "message 1: no such address (5.1.1): its address gets no more mail\n"
    assert (done.exit_code, done.stdout) == (0, said)
    assert suppressed(database) == ["no such address 5.1.1"]


def test_a_full_mailbox_is_counted(database: Database) -> None:
    done = handed(SAID.format(path=PATHS.of(1), code="4.2.2"))
    assert (done.exit_code, done.stdout) == (0, "message 1: not delivered (4.2.2): counted\n")
    assert suppressed(database) == []


def test_a_message_that_is_no_more_concerns_nobody(database: Database) -> None:
    done = handed(SAID.format(path=PATHS.of(77), code="5.1.1"))
    said = "message 77: no such address (5.1.1): nobody here is its reader any more\n"
    assert (done.exit_code, done.stdout) == (0, said)
    assert suppressed(database) == []


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"Subject: Away until Monday\n\nbye",
        SAID.format(path=f"b.1.{'0' * 20}@{DOMAIN}", code="5.1.1").encode(),
        SAID.format(path=PATHS.of(1), code="2.0.0").encode(),
        b"\xff" * 3_000_000,
    ],
)
def test_what_is_no_report_on_our_mail_is_passed_over_without_a_word_to_its_sender(
    database: Database, mail: bytes
) -> None:
    done = handed(mail)
    said = "this is no report on a mail of ours that failed: nothing is done\n"
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", said)
    assert suppressed(database) == []


def test_without_a_domain_for_returned_mail_the_settings_are_wrong(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUIDE_BOUNCE_DOMAIN")
    done = handed(SAID.format(path=PATHS.of(1), code="5.1.1"))
    assert done.exit_code == 2
    assert "GUIDE_BOUNCE_DOMAIN" in done.stderr
    assert suppressed(database) == []
