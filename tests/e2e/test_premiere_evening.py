"""The evening of the premiere in a real browser: see it, subscribe, be reminded, leave."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.service import Service, link
from tests.story import text_of

SEASON = "/fr/series/missions/season-1/"
HOURS = {"fr": "20h40", "en": "20:40"}
FIRST = "  - {at: 2017-06-01 20:40, channel: ocs-city, episode: missions/s1e1}\n"
ENCORE = "  - {at: 2017-06-01 21:20, channel: ocs-choc, episode: missions/s1e1}\n"


def opened(mail: bytes) -> EmailMessage:
    return message_from_bytes(mail, policy=default)


@pytest.fixture
def evening(service: Service, schedules: Path) -> Service:
    """Return a guide whose minute lasts half a second, with an encore at 21:20 on OCS Choc."""
    missions = schedules / "ocs" / "missions.yaml"
    text = missions.read_text(encoding="utf-8")
    assert FIRST in text
    missions.write_text(text.replace(FIRST, FIRST + ENCORE), encoding="utf-8")
    service.settings = {
        "GUIDE_NOW": "2017-06-01T19:25+02:00",
        "GUIDE_CLOCK_RATE": "120",
        "GUIDE_SMTP_URL": "mailbox:",
    }
    return service


def subscribe(page: Page, service: Service, address: str, language: str) -> str:
    """Sign up to the season as a reader would; return the page's answer."""
    page.goto(f"{service.url}/{language}/series/missions/season-1/")
    page.click(f'a[href*="/{language}/subscribe"]')
    page.fill("#email", address)
    # A form sent faster than anybody types is taken for a machine's.
    page.wait_for_timeout(2_500)
    page.click("form.sheet button")
    return page.inner_text("main")


def test_readers_of_both_languages_subscribe_are_reminded_and_leave(
    page: Page, evening: Service
) -> None:
    with evening.running("serve"):
        for language, hour in HOURS.items():
            page.goto(f"{evening.url}/{language}/")
            hero = page.inner_text("main")
            assert ["Missions" in hero, hour in hero, "OCS City" in hero] == [True] * 3
            answer = subscribe(page, evening, f"{language}@reader.example", language)
            assert "@reader.example" not in answer

        for confirmation in evening.wait_for_mails(2):
            page.goto(evening.url + link(confirmation, "confirm"))
            page.click("main form button")

        reminders = evening.wait_for_mails(4)[2:]
        assert {str(opened(mail)["Content-Language"]) for mail in reminders} == set(HOURS)
        for reminder in reminders:
            check_reminder(reminder)
            leave(evening, reminder)
        wait_until(page, evening, "20:53")
    assert len(evening.mails()) == 4


def leave(service: Service, reminder: bytes) -> None:
    """Do what a mail program does when one clicks its own "unsubscribe" (RFC 8058)."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = service.post(link(reminder, "unsubscribe"), b"List-Unsubscribe=One-Click", **form)
    assert answer.status == 200


def check_reminder(mail: bytes) -> None:
    seen = opened(mail)
    text, language = text_of(seen), str(seen["Content-Language"])
    assert HOURS[language] in text
    assert "OCS City" in text
    assert "Missions" in str(seen["Subject"])
    assert seen["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert seen["Auto-Submitted"] == "auto-generated"
    assert f"/{language}/unsubscribe/" in str(seen["List-Unsubscribe"])
    assert seen.get_body(("html",)) is not None


def wait_until(page: Page, service: Service, clock: str) -> None:
    """Wait until the guide's own page says it is `clock` or later."""
    for _ in range(600):
        page.goto(f"{service.url}/en/now")
        found = page.locator("time").first.get_attribute("datetime") or ""
        if found[11:16] >= clock:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"it never became {clock}")


def test_the_demo_shows_tonights_premiere(page: Page, service: Service) -> None:
    service.settings = {}
    with service.running("demo"):
        page.goto(f"{service.url}/")
        assert page.url == f"{service.url}/fr/"
        hero = page.inner_text("main")
        assert "Missions" in hero
        assert "20h40" in hero
        assert "OCS City" in hero
        page.goto(service.url + SEASON)
        season = page.inner_text("main")
        page.goto(service.url + "/fr/mailbox/")
        assert page.locator("h1").count() == 1
    assert "aucune source ne donne de date" in season
    assert season.lower().count("heure à confirmer") == 9
