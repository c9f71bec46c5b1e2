"""A calendar put together in a browser without JavaScript, by keyboard, and judged there."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.judges.need import require
from tests.service import Service

AXE = Path(__file__).parents[1] / "judges" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
WORDS = {
    "fr": ("Voir ce qui vient", "Ce calendrier a pris fin"),
    "en": ("Show what comes", "This calendar has ended"),
}
STATES = (
    "/calendar?target=series/missions/season-1&alarm=30m",
    "/calendar",
    "/calendar?target=series/missions/season-1&alarm=30m&past=x",
    "/calendar?target=series/missions&target=channels/ocs-max",
)


@pytest.fixture
def running(service: Service) -> Iterator[Service]:
    with service.running("serve"):
        yield service


def press(page: Page, key: str, until: str) -> None:
    """Press a key until what has the focus is named `until`."""
    for _ in range(120):
        page.keyboard.press(key)
        found = page.locator(":focus")
        known = {found.get_attribute("value"), found.get_attribute("name"), found.inner_text()}
        if until in known:
            return
    pytest.fail(f"the keyboard never reaches {until}")


def into_the_page(page: Page) -> None:
    """Skip what stands above every page, its search among it, by the first link there is."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("language", WORDS)
def test_by_keyboard_alone_to_a_calendar_of_ones_own(
    language: str, running: Service, page: Page, tmp_path: Path
) -> None:
    show, ended = WORDS[language]
    page.goto(f"{running.url}/{language}/calendar?target=channels/ocs-max")
    into_the_page(page)
    press(page, "Tab", "q")
    page.keyboard.type("missions")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=missions**")
    into_the_page(page)
    press(page, "Tab", "series/missions")
    page.keyboard.press("Space")
    press(page, "Tab", show)
    page.keyboard.press("Enter")
    page.wait_for_url("**target=series**")
    expect(page.locator("#preview")).to_be_visible()
    press(page, "Tab", "name")
    page.keyboard.type("Mes soirées")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes soirées")
    address = page.locator("#address").input_value()
    assert running.get(address.removeprefix(running.url)).status == 200
    assert seen_by_camera(page, tmp_path) == address
    press(page, "Tab", "revoke")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(ended)
    assert running.get(address.removeprefix(running.url)).status == 410


def seen_by_camera(page: Page, folder: Path) -> str:
    program = shutil.which("zbarimg")
    require(present=program is not None, piece="zbarimg", get="apt-get install zbar-tools")
    picture = folder / "page.png"
    page.screenshot(path=picture, full_page=True)
    command = ["zbarimg", "--quiet", "--raw", str(picture)]
    seen = subprocess.run(command, capture_output=True, text=True, check=True)
    return str(seen.stdout).strip()


# What axe cannot decide and leaves to a person: a rule, the width where it comes, the elements,
# with what was seen there. Anything else is to be looked at before it is let through.
LOOKED_AT = (
    # The table of programs is wider than a telephone and scrolls in its own region; of the cells
    # outside of it axe cannot tell the background. They are cells as those inside, and where the
    # page is wide it judges every one of them.
    ("color-contrast", 320, ".scroll th, .scroll td, .scroll a"),
    # Days and hours of the grid scroll in their own strip there, as the table does.
    ("color-contrast", 320, ".strip a"),
)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(running: Service, browser: Browser, width: int, scheme: Any) -> None:
    require(present=AXE.is_file(), piece="axe-core", get="npm ci --prefix tests/judges")
    size = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]  # its two sides
    page = context.new_page()
    found = {}
    for language in ("fr", "en"):
        for state in STATES:
            page.goto(f"{running.url}/{language}{state}")
            found[f"{language}{state}"] = faults(page)
        page.locator("#token button").click()
        found[f"{language} of one's own"] = faults(page)
        page.locator("[value=revoke]").click()
        found[f"{language} ended"] = faults(page)
    context.close()
    assert {state: seen for state, seen in found.items() if seen} == {}


def faults(page: Page) -> list[str]:
    """Return what axe objects to or cannot decide on the page with everything opened, except what
    a person has looked at, and what is too wide.
    """
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": RULES}}
    seen = page.evaluate("options => axe.run(options)", options)
    found = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in seen["violations"]]
    for one in seen["incomplete"]:
        found += [
            f"{one['id']}, to be looked at: {node['html'][:200]}"
            for node in one["nodes"]
            if not looked_at(page, one["id"], node["target"][0])
        ]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return found + ["too wide"] * wide


def looked_at(page: Page, rule: str, element: str) -> bool:
    size = page.viewport_size
    return size is not None and any(
        page.locator(element).evaluate("(one, within) => one.matches(within)", within)
        for known, at, within in LOOKED_AT
        if (known, at) == (rule, size["width"])
    )
