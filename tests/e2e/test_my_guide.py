"""A visitor's own guide in a browser: by keyboard, without JavaScript, judged in every colour."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.e2e.test_calendar import AXE, faults, press
from tests.e2e.test_grid import world_app
from tests.judges.need import require
from tests.releases.builders import paris
from tests.web.test_grid_pages import national
from tests.web.world import World

DARK, LIGHT = "rgb(21, 19, 26)", "rgb(247, 244, 238)"
PAPER = "getComputedStyle(document.body).backgroundColor"
CHOSEN = {"channel": "c117", "zone": "Asia/Tokyo"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a guide of 120 channels at 20:44; yield where."""
    world = World(Path(tmp_path_factory.mktemp("mine")))
    world.now.at = paris("2017-06-01 20:44")
    world.publish(national())
    server = make_server("127.0.0.1", 0, world_app(world), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()
    world.database.close()


def first_channel(page: Page) -> str:
    return page.locator(".row h2, .channel h2").first.inner_text()


def test_by_keyboard_alone_to_a_guide_of_ones_own(page: Page, address: str) -> None:
    page.goto(f"{address}/fr/now")
    press(page, "Tab", "Mon guide")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/my-guide")
    page.locator("#mine #q").focus()
    page.keyboard.type("CHAINE C117")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=CHAINE**")
    press(page, "Tab", "c117")
    page.keyboard.press("Space")
    press(page, "Tab", "zone")
    page.keyboard.type("Asia/Tokyo")
    press(page, "Tab", "theme")
    press(page, "ArrowDown", "dark")
    press(page, "Tab", "keep")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=kept")
    expect(page.get_by_role("status")).to_have_text("Ce navigateur retient votre choix.")
    # The page that was read before must not come out of the browser's own store.
    for path in ("/fr/now", "/fr/guide/"):
        page.goto(f"{address}{path}")
        assert "Chaîne c117" in first_channel(page)
        assert page.evaluate(PAPER) == DARK
        expect(page.locator(".chosen").first).to_contain_text("heure de Tokyo")
    press(page, "Tab", "Revenir aux horaires des chaînes")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/guide/?zone=")
    assert page.locator(".chosen").count() == 1
    page.get_by_role("link", name="Modifier").click()
    page.get_by_role("button", name="Tout oublier").click()
    expect(page.get_by_role("status")).to_have_text("Ce navigateur ne retient rien de vous ici.")
    page.goto(f"{address}/fr/now")
    assert "Chaîne c119" in first_channel(page)
    assert page.context.cookies() == []


def test_the_colours_are_one_click_away_and_stay(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/en/channels/?page=2")
    assert page.evaluate(PAPER) == LIGHT
    page.get_by_role("button", name="Dark").click()
    page.wait_for_url("**/en/channels/?page=2")
    assert page.evaluate(PAPER) == DARK
    page.get_by_role("link", name="Tonight").first.click()
    assert page.evaluate(PAPER) == DARK
    page.goto(f"{address}/en/nothing")
    assert page.evaluate(PAPER) == DARK
    page.goto(f"{address}/en/")
    page.get_by_role("button", name="As the system").click()
    page.wait_for_load_state()
    assert page.evaluate(PAPER) == LIGHT
    assert page.context.cookies() == []


def test_what_is_chosen_but_not_sent_survives_search_and_pages(page: Page, address: str) -> None:
    page.goto(f"{address}/en/my-guide")
    page.locator("summary").last.click()
    page.get_by_label("Chaîne c003").check()
    page.get_by_role("button", name="Next page").click()
    page.wait_for_url("**page=2**")
    assert page.get_by_label("Chaîne c003").is_checked()
    page.locator("summary").last.click()
    page.get_by_label("Chaîne c110").check()
    page.get_by_role("button", name="A link to keep or to share").click()
    link = page.locator("#address").input_value()
    assert link.endswith("/en/?channels=c003,c110")
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, address: str, width: int, theme: str) -> None:
    require(present=AXE.is_file(), piece="axe-core", get="npm ci --prefix tests/judges")
    other: Any = "dark" if theme == "light" else "light"
    context = browser.new_context(
        viewport={"width": width, "height": 6_000}, color_scheme=other, bypass_csp=True
    )
    cookie = f"c=c117:c003&z=Asia/Tokyo&t={theme}"
    context.add_cookies([{"name": "guide", "value": cookie, "url": address}])
    page = context.new_page()
    found = {}
    for path in (
        "/fr/my-guide",
        "/en/my-guide?q=c1",
        "/fr/my-guide?page=2&channel=c001&do=link&zone=UTC",
        "/en/my-guide?done=kept",
        "/fr/now",
        "/en/channels/",
        "/fr/tonight",
    ):
        page.goto(f"{address}{path}")
        found[path] = faults(page)
    context.close()
    assert {path: seen for path, seen in found.items() if seen} == {}
