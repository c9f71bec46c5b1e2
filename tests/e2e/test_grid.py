"""The grid in a browser: by keyboard, without JavaScript, judged, on any screen, for hours."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from tests.e2e.test_calendar import AXE, faults
from tests.judges.need import require
from tests.releases.builders import paris
from tests.web.test_grid_pages import national
from tests.web.world import World

TALL = {"width": 1700, "height": 6000}
WINDOW = "/guide/2017-06-01/18"
MOST_KEYS = 25
# The links that are covered at each of these parts of their width when they have the focus.
COVERED = """parts => [...document.querySelectorAll('.row li a')].filter(link => {
  link.focus();
  const box = link.getBoundingClientRect();
  return !parts.some(part => link.contains(
    document.elementFromPoint(box.left + part * box.width, box.top + box.height / 2)));
}).map(link => link.href)"""
SMALL = """() => [...document.querySelectorAll('a')].filter(link => {
  const box = link.getBoundingClientRect();
  return box.width && !link.closest('p') && (box.width < 23.9 || box.height < 23.9);
}).map(link => link.outerHTML)"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a guide of 120 channels at 20:44; yield where."""
    world = World(Path(tmp_path_factory.mktemp("grid")))
    world.now.at = paris("2017-06-01 20:44")
    world.publish(national())
    server = make_server("127.0.0.1", 0, world_app(world), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()
    world.database.close()


def world_app(world: World) -> Any:
    world.allowed_hosts = ("127.0.0.1",)
    return world.client().application


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, reduced_motion="reduce", locale="fr-FR"
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()


def opened(context: BrowserContext, address: str) -> Page:
    """Open a page that must not complain."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.goto(address)
    assert complaints == []
    return page


def focused(page: Page) -> tuple[str, str]:
    """Return the channel and the text of what has the focus."""
    channel = page.evaluate(
        "(document.activeElement.closest('.row') || document.body).querySelector('h2').innerText"
    )
    return channel, page.evaluate("document.activeElement.innerText").split("\n")[0]


def press(page: Page, *keys: str) -> int:
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def test_any_programme_is_few_keys_away(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/fr/guide/")
    count = press(page, "Tab", "Tab", "Enter", "ArrowDown")
    assert focused(page)[0] == "Chaîne c119"
    count += press(page, *["PageDown"] * 5, "End")
    assert focused(page)[0] == "Chaîne c047"
    count += press(page, *["ArrowUp"] * 5, *["ArrowLeft"] * 3)
    assert focused(page)[0] == "Chaîne c042"
    assert count <= MOST_KEYS
    press(page, "Escape", "Tab")
    assert page.evaluate("document.activeElement.rel") == "prev"


def test_up_and_down_keep_to_the_time_and_left_and_right_to_the_channel(
    context: BrowserContext, address: str
) -> None:
    page = opened(context, f"{address}/fr{WINDOW}")
    page.locator(".row li a").first.focus()
    press(page, "n")
    on = page.evaluate("document.activeElement.getAttribute('aria-current')")
    assert on == "time"
    column = page.evaluate("document.activeElement.getBoundingClientRect().x")
    press(page, *["ArrowDown"] * 12)
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "time"
    press(page, *["ArrowUp"] * 12)
    assert page.evaluate("document.activeElement.getBoundingClientRect().x") == column
    channel = focused(page)[0]
    press(page, "ArrowRight")
    assert focused(page)[0] == channel
    press(page, "Home", "Shift+Home")
    assert page.evaluate("document.activeElement === document.querySelector('.row li a')")


@pytest.mark.parametrize("width", [700, 1280])
def test_nothing_covers_what_has_the_focus(
    context: BrowserContext, address: str, width: int
) -> None:
    page = opened(context, f"{address}/fr{WINDOW}")
    page.set_viewport_size({"width": width, "height": 600})
    assert page.evaluate(COVERED, [0.02]) == []


def test_without_javascript_nothing_that_has_the_focus_is_hidden(page: Page, address: str) -> None:
    # A smooth scroll would not be over when one looks.
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{address}/fr{WINDOW}")
    page.set_viewport_size({"width": 1280, "height": 600})
    assert page.evaluate(COVERED, [0.02, 0.25, 0.5, 0.75, 0.98]) == []


@pytest.mark.parametrize("width", [320, 700, 1280])
def test_every_target_can_be_hit(context: BrowserContext, address: str, width: int) -> None:
    page = opened(context, f"{address}/fr{WINDOW}")
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate(SMALL) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_javascript_every_programme_is_a_link_in_the_natural_order(
    page: Page, address: str
) -> None:
    page.goto(f"{address}/fr{WINDOW}")
    expect(page.locator(".keys")).to_be_hidden()
    shown = page.locator(".row li a")
    assert shown.count() > 200
    assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0
    shown.nth(1).focus()
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == shown.nth(2).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/airings/**")


def test_a_tab_left_open_goes_on_showing_now(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.clock.install(time=paris("2017-06-01 20:44"))
    page.goto(f"{address}/fr/guide/")
    assert page.locator(".hand i").get_attribute("class") == "m14"
    before = page.locator("[aria-current=time]").count()
    page.evaluate("document.querySelector('.epg').scrollTop = 200")
    page.clock.fast_forward("30:00")
    assert page.locator(".hand i").get_attribute("class") == "m44"
    assert page.locator("[aria-current=time]").count() == before == 50
    assert page.evaluate("document.querySelector('.epg').scrollTop") == 200
    page.clock.fast_forward("12:00:00")
    expect(page.locator(".hand")).to_be_hidden()
    assert page.locator("[aria-current=time]").count() == 0


def test_a_guide_on_a_clock_of_its_own_counts_from_when_the_page_came(
    context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    page.clock.install(time=paris("2026-06-01 09:00"))
    page.goto(f"{address}/fr/guide/")
    page.clock.fast_forward("05:00")
    assert page.locator(".hand i").get_attribute("class") == "m19"


def test_columns_are_minutes(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/fr{WINDOW}")
    widths = page.evaluate(
        "[...document.querySelectorAll('.row .lane')].map(one => one.scrollWidth)"
    )
    assert set(widths) == {240 * 6}
    [ruler] = page.evaluate(
        "[...document.querySelectorAll('.ruler .lane')].map(one => one.scrollWidth)"
    )
    assert ruler == 240 * 6


def test_paper_shows_all_of_it(context: BrowserContext, address: str) -> None:
    page = opened(context, f"{address}/fr{WINDOW}")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1040, "height": 700})
    assert page.evaluate(
        "document.querySelector('.epg').scrollHeight <= document.querySelector('.epg').clientHeight"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 1040
    assert page.locator("nav:visible").count() == 0


# What a screen reader tells: the heading of a channel, then a list with one link a programme.
OUTLINE = """
- region "Grid, from 18:00 to 22:00":
  - heading "Chaîne c119" [level=2]:
    - link "Chaîne c119"
  - list:
    - listitem:
      - link "17:40 Une série 53 Premiere · S1 E1 “L’épisode numéro 53” · Music"
"""


def test_a_screen_reader_is_told_channels_and_their_programmes(
    context: BrowserContext, address: str
) -> None:
    page = opened(context, f"{address}/en{WINDOW}?bouquet=b")
    expect(page.locator("#grid")).to_match_aria_snapshot(OUTLINE)
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.get_by_role("heading", level=2).count() == 2


@pytest.mark.parametrize(
    ("state", "width", "scheme"),
    [
        ("/fr/guide/", TALL["width"], "light"),
        (f"/en{WINDOW}?page=3", TALL["width"], "dark"),
        (f"/fr{WINDOW}?page=3", 320, "dark"),
        (f"/en{WINDOW}?bouquet=b", 320, "light"),
        (f"/en{WINDOW}?bouquet=b&zone=Asia/Tokyo", TALL["width"], "light"),
    ],
)
def test_axe_finds_nothing(
    browser: Browser, address: str, state: str, width: int, scheme: Any
) -> None:
    require(present=AXE.is_file(), piece="axe-core", get="npm ci --prefix tests/judges")
    size = {"width": width, "height": TALL["height"]}
    # axe is put into the page, which the page's own policy would refuse.
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]  # its two sides
    page = context.new_page()
    page.goto(f"{address}{state}")
    found = faults(page)
    context.close()
    assert found == []
