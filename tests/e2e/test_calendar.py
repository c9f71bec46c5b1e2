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
STATES = (
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


def test_by_keyboard_alone_to_a_calendar_of_ones_own(
    running: Service, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{running.url}/fr/calendar?target=channels/ocs-max")
    press(page, "Tab", "q")
    page.keyboard.type("missions")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=missions**")
    press(page, "Tab", "series/missions")
    page.keyboard.press("Space")
    press(page, "Tab", "Voir ce qui vient")
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
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce calendrier a pris fin")
    assert running.get(address.removeprefix(running.url)).status == 410


def seen_by_camera(page: Page, folder: Path) -> str:
    program = shutil.which("zbarimg")
    require(present=program is not None, piece="zbarimg", get="apt-get install zbar-tools")
    picture = folder / "page.png"
    page.screenshot(path=picture, full_page=True)
    command = ["zbarimg", "--quiet", "--raw", str(picture)]
    seen = subprocess.run(command, capture_output=True, text=True, check=True)
    return str(seen.stdout).strip()


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
    context.close()
    assert {state: seen for state, seen in found.items() if seen} == {}


def faults(page: Page) -> list[str]:
    """Return what axe objects to on the page with everything opened, and what is too wide."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": RULES}}
    violations = page.evaluate("options => axe.run(options)", options)["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in violations] + [
        "too wide"
    ] * wide
