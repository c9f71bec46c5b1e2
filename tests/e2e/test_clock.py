"""Every process, command and restart of an installation lives at one time: the guide's."""

import datetime as dt
import os
import re
import signal
import time
from dataclasses import replace
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from itertools import accumulate

import pytest

from guide.clock import machine_now
from guide.state import sign_ups
from tests.e2e.processes import children
from tests.e2e.readers import SEASON, opened, season_feed, wait_for
from tests.service import Service, free_port

EVENING = dt.datetime(2017, 6, 1, 18, tzinfo=dt.UTC)  # 20:00 in Paris
RATE = 60
MINUTE = dt.timedelta(minutes=1)
# The kernel deals connections out: so many do not all go to one of two workers.
MANY = 20


@pytest.fixture
def fast(service: Service) -> Service:
    """Return a guide whose minute lasts a second."""
    service.settings["GUIDE_CLOCK_RATE"] = str(RATE)
    service.guide("publish")
    return service


def second_shell(service: Service, **settings: str) -> Service:
    """Return the same installation as somebody sees it who has set neither clock nor rate."""
    unset = {"GUIDE_NOW", "GUIDE_CLOCK_RATE"} - settings.keys()
    return replace(service, settings=service.settings | settings, unset=unset)


def told_by_command(service: Service) -> dt.datetime:
    found = re.search(r"clock: (\S+Z), started by GUIDE_NOW", service.guide("doctor").stdout)
    assert found
    return dt.datetime.fromisoformat(found[1])


def told_by_page(service: Service) -> dt.datetime:
    """Return the minute that the home page says it is."""
    text = service.get("/fr/").text
    found = re.search(r'jeudi 1er juin 2017 <span class="clock">(\d\d)h(\d\d)', text)
    assert found, text
    return dt.datetime(2017, 6, 1, int(found[1]) - 2, int(found[2]), tzinfo=dt.UTC)


def gone_since(begun: float) -> dt.timedelta:
    """Return how much a clock that was started after `begun` can have gone by now."""
    return (time.monotonic() - begun) * RATE * dt.timedelta(seconds=1)


def told_by_mail(service: Service) -> dt.datetime:
    """Return the date of a confirmation written now by the jobs process."""
    with opened(service) as guide, guide.database.writing() as tx:
        sign_ups.request_sign_up(
            tx,
            email="ada@reader.example",
            zone="Europe/Paris",
            language="fr",
            target=SEASON,
            kinds=("airing",),
            leads=("30m",),
            network="192.0.2.1",
            machine_now=machine_now(),
        )
    [mail] = service.wait_for_mails(1)
    return parsedate_to_datetime(str(message_from_bytes(mail)["Date"]))


def test_workers_jobs_and_commands_agree(fast: Service) -> None:
    later = replace(fast, port=free_port())
    seen = []
    # Whoever starts late would be minutes behind if it started a clock of its own.
    with fast.running("web", "--workers", "2") as web, later.running("web", "--workers", "1"):
        workers = children(web.pid)
        assert len(workers) == 2
        for _ in range(MANY):
            seen += [told_by_page(fast), told_by_page(later)]
        seen.append(told_by_command(second_shell(fast)))
        with fast.running("jobs"):
            seen.append(told_by_mail(fast))
        seen += [told_by_command(fast), told_by_command(second_shell(fast))]
        os.kill(workers[0], signal.SIGKILL)
        wait_for(lambda: len(children(web.pid)) == 2 and workers[0] not in children(web.pid))
        seen += [told_by_page(fast) for _ in range(MANY)]
    # Pages show whole minutes: one may seem up to a minute earlier than what was seen before.
    latest = accumulate(seen, max)
    assert [one for one, before in zip(seen, latest, strict=True) if one < before - MINUTE] == []


def test_the_same_setting_goes_on_through_a_restart_and_another_starts_afresh(
    fast: Service,
) -> None:
    shell = second_shell(fast)
    with fast.running("web", "--workers", "1"):
        before = told_by_command(shell)
    with fast.running("web", "--workers", "1"):
        assert told_by_page(fast) >= before.replace(second=0)
        begun = time.monotonic()
        own = told_by_command(second_shell(fast, GUIDE_NOW="2017-07-14T20:00+02:00"))
        assert EVENING <= own - dt.timedelta(days=43) < EVENING + gone_since(begun)
        assert before < told_by_command(shell) < EVENING + dt.timedelta(hours=4)

    for setting in ("2017-06-02T09:00+02:00", "2017-06-01T20:00+02:00"):
        fast.settings["GUIDE_NOW"] = setting
        start, begun = dt.datetime.fromisoformat(setting), time.monotonic()
        with fast.running("web", "--workers", "1"):
            now = told_by_command(shell)
        assert start <= now < start + gone_since(begun)


def test_a_feed_is_the_same_from_every_worker_and_after_a_restart(service: Service) -> None:
    feeds = set()
    for _ in range(2):
        with service.running("serve", "--workers", "2") as process:
            [web] = [pid for pid in children(process.pid) if children(pid)]
            assert len(children(web)) == 2
            answers = [season_feed(service) for _ in range(MANY)]
        feeds |= {(answer.body, answer.headers["etag"]) for answer in answers}
    assert len(feeds) == 1
