"""One evening, told in a process: every part is real, the clocks are turned by hand."""

import datetime as dt
import re
import threading
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from werkzeug.test import Client, TestResponse

from guide.cli.installation import Installation
from guide.cli.parts import wired_jobs, wired_web
from guide.jobs.jobs import Jobs
from guide.model.listing import Listing
from guide.model.reminders import ReminderJob
from guide.model.target import Target
from guide.publishing.publish import Outcome
from guide.sources import yaml_files
from guide.state import reminder_jobs
from tests.service import link

PARIS = ZoneInfo("Europe/Paris")
PATIENCE_OF_A_READER = dt.timedelta(seconds=30)


@dataclass
class Evening:
    """`at` is the guide's time and `machine` the machine's; both stand still until moved."""

    installation: Installation
    at: dt.datetime = dt.datetime(2017, 6, 1, 20, tzinfo=PARIS)
    machine: dt.datetime = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)

    @cached_property
    def schedules(self) -> Path:
        return self.installation.schedules

    @property
    def missions(self) -> Path:
        return self.schedules / "ocs" / "missions.yaml"

    def now(self) -> dt.datetime:
        return self.at.astimezone(dt.UTC)

    def machine_now(self) -> dt.datetime:
        return self.machine

    def publish(self) -> Outcome:
        draft = yaml_files.read(yaml_files.collect(self.schedules))
        return self.installation.press.publish(draft, now=self.now())

    def listings(self, stem: str) -> list[Listing]:
        target = Target.parse(stem)
        assert target
        with self.installation.current_release() as release:
            return release.listings(target)

    def planned(self, stem: str) -> list[ReminderJob]:
        with self.installation.database.reading() as tx:
            return reminder_jobs.planned(tx, targets=(stem,))

    def get(self, path: str) -> bytes:
        answer = self._client.get(path, base_url=self.installation.site.base_url)
        assert answer.status_code == 200, (path, answer.status)
        return answer.get_data()

    def sign_up(self, address: str, stem: str, *, lead: str, zone: str = "Europe/Paris") -> None:
        """Fill in the form of a target, in French, and confirm from the mail."""
        page = self.get(f"/fr/subscribe?target={stem}").decode()
        token = re.search(r'name="token" value="([^"]+)"', page)
        assert token
        self.machine += PATIENCE_OF_A_READER
        form = {"email": address, "target": stem, "lead": lead, "kind": "airing"}
        self._post("/fr/subscribe", {**form, "zone": zone, "token": token[1]})
        [confirmation] = self._sent()
        shown = self.get(link(confirmation, "confirm")).decode()
        seen = re.search(r'name="seen" value="([^"]+)"', shown)
        assert seen
        self._post(link(confirmation, "confirm"), {"seen": seen[1]})

    def mail_at(self, clock: str) -> list[EmailMessage]:
        """Turn the guide's clock to `clock` of that evening and return the mail it brings."""
        hour, minute = clock.split(":")
        return self.mail_until(self.at.replace(hour=int(hour), minute=int(minute)))

    def mail_until(self, at: dt.datetime) -> list[EmailMessage]:
        """Turn the guide's clock to `at` and return the mail it brings."""
        self.at = at
        return [message_from_bytes(mail, policy=default) for mail in self._sent()]

    def _post(self, path: str, form: dict[str, str]) -> TestResponse:
        answer = self._client.post(path, data=form, base_url=self.installation.site.base_url)
        assert answer.status_code < 400, (path, answer.get_data(as_text=True))
        return answer

    def _sent(self) -> list[bytes]:
        """Let the clock tick and the sender send; return the new mails."""
        before = set(self._mailbox.glob("[!.]*.eml"))
        with self.installation.database.writing() as tx:
            reminder_jobs.expand_due(tx, now=self.now())
        self._jobs._drain(threading.Event())
        return [path.read_bytes() for path in sorted(set(self._mailbox.glob("[!.]*.eml")) - before)]

    @property
    def _mailbox(self) -> Path:
        assert self.installation.mailbox
        return self.installation.mailbox

    @cached_property
    def _jobs(self) -> Jobs:
        return wired_jobs(self.installation, self.now, self.machine_now)

    @cached_property
    def _client(self) -> Client:
        return Client(wired_web(self.installation, self.now, self.machine_now))


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
