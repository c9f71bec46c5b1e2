"""The pages of channels, series and airings in a browser: judged, on any screen, on paper."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.e2e.test_calendar import AXE, faults
from tests.judges.need import require
from tests.releases.builders import FILM, ULYSSE, airing, paris
from tests.web.world import World, evening_draft

DAY, WEEK = "/channels/far/2017-06-01", "/channels/far/week/2017-W22"
PAGES = (
    DAY,
    WEEK,
    "/channels/city/",
    "/channels/city/week/2017-W23",
    "/series/missions/",
    "/series/missions/season-1/",
    f"/series/{ULYSSE}",
    f"/episodes/{FILM}",
    "/airings/ulysse",
    "/airings/night-film",
    "/channels/far/week/2017-W54",
)
SPOKEN = """\
- main:
  - heading "OCS Max Thursday 1 June 2017" [level=1]:
    - link "OCS Max":
      - /url: /en/channels/max/
    - text: Thursday 1 June 2017"""
EVENING = """\
- region "Evening from 18:00":
  - heading "Evening from 18:00" [level=2]
  - list:
    - listitem:
      - paragraph:
        - time: 19:50
        - text: until 21:30
      - paragraph:
        - link "19:50 The Invented Film":
          - /url: /en/airings/film
          - text: The Invented Film
      - paragraph: on now
      - list "About this airing":
        - listitem: First run
    - listitem:
      - paragraph:
        - time: 21:30
        - text: until 22:30
      - paragraph: No information
    - listitem:
      - paragraph:
        - time: 22:30
        - text: until 23:30
      - paragraph:
        - link "22:30 Night Talk":
          - /url: /en/airings/talk
          - text: Night Talk
      - list "About this airing":
        - listitem: First run
    - listitem:
      - paragraph:
        - time: 23:30
        - text: until 01:15
      - paragraph: No information"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the small guide at 20:44, with a channel of 72 programmes; yield where."""
    world = World(Path(tmp_path_factory.mktemp("channels")), allowed_hosts=("127.0.0.1",))
    world.now.at = paris("2017-06-01 20:44")
    busy = (
        airing(f"2017-06-01 {at // 3:02}:{at % 3 * 20:02}", on="far", of="talk",
               minutes=20, id=f"busy{at}")
        for at in range(72)
    )  # fmt: skip
    world.publish(evening_draft(*busy))
    server = make_server("127.0.0.1", 0, world.client().application, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()
    world.database.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(address: str, browser: Browser, width: int, scheme: Any) -> None:
    require(present=AXE.is_file(), piece="axe-core", get="npm ci --prefix tests/judges")
    # So tall that nothing lies outside of the picture, where axe can't judge it.
    size: Any = {"width": width, "height": 9_000}
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for at, path in enumerate(PAGES):
        # What a page is made of is the same in both languages.
        language = ("fr", "en")[at % 2]
        page.goto(f"{address}/{language}{path}")
        found[f"/{language}{path}"] = faults(page)
    context.close()
    assert {path: seen for path, seen in found.items() if seen} == {}


def test_a_week_is_a_table_on_a_desk_and_a_list_of_days_on_a_phone(
    address: str, page: Page
) -> None:
    page.goto(f"{address}/en{WEEK}")
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.locator(".short")).to_be_hidden()
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.get_by_role("table")).to_be_hidden()
    page.get_by_role("link", name="Thursday 1 June 2017", exact=True).click()
    expect(page).to_have_url(f"{address}/en{DAY}")


def test_a_day_of_a_channel_fits_on_one_sheet(address: str, page: Page) -> None:
    page.goto(f"{address}/en{DAY}")
    assert sheets(page) == [(595, 842)]


def test_a_week_of_a_channel_is_printed_across_the_sheet(address: str, page: Page) -> None:
    page.goto(f"{address}/en/channels/max/week/2017-W22")
    assert sheets(page) == [(842, 595)]


def sheets(page: Page) -> list[tuple[int, int]]:
    """Return width and height of the printed sheets, in points."""
    printed = page.pdf(prefer_css_page_size=True)
    count = len(re.findall(rb"/Type\s*/Page\b", printed))
    boxes = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", printed)
    [size] = {(round(float(wide)), round(float(high))) for wide, high in boxes}
    return [size] * count


def test_a_day_leads_by_keyboard_to_what_is_on_now(address: str, page: Page) -> None:
    page.goto(f"{address}/en{DAY}")
    page.get_by_role("link", name="On now", exact=True).press("Enter")
    expect(page).to_have_url(f"{address}/en{DAY}#now")
    expect(page.locator("#now")).to_be_in_viewport()
    expect(page.locator("#now")).to_contain_text("20:40")


def test_a_day_is_spoken_as_headings_and_lists_with_a_link_a_programme(
    address: str, page: Page
) -> None:
    page.goto(f"{address}/en/channels/max/2017-06-01")
    spoken = page.get_by_role("main").aria_snapshot()
    assert spoken.startswith(SPOKEN), spoken
    evening = page.get_by_role("region", name="Evening from 18:00").aria_snapshot()
    assert evening == EVENING
