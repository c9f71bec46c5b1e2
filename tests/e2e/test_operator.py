"""The operator's pages, signed out and in, for eyes of every kind and screens of every size."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from guide.model.source import ImportSource
from guide.web.statics import read_style
from tests.e2e.test_calendar import AXE, faults
from tests.judges.need import require
from tests.service import Service
from tests.web.imports import GUIDE, check, publish_listed, take
from tests.web.test_operator import get, page_of
from tests.web.world import ADMIN_TOKEN, World, evening_draft

LONG = ImportSource(
    "a-long-name", "W" * 200, address=f"https://epg.example/{'x' * 150}", zone="Europe/Paris"
)


def states(world: World) -> dict[str, str]:
    """Return the HTML of each page there is to look at."""
    world.publish(evening_draft())
    publish_listed(world)
    check(world, "radio", f"it answers 404 {'W' * 300}")
    take(world)
    take(world, LONG)
    client = world.client()
    shown = {f"in {one}": page_of(client, one) for one in ("fr", "en")}
    return shown | {"out": get(client, "/operator/?lang=fr").text}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, tmp_path: Path, width: int, scheme: Any) -> None:
    require(present=AXE.is_file(), piece="axe-core", get="npm ci --prefix tests/judges")
    world, style = World(tmp_path), read_style().body.decode()
    size = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]  # its two sides
    page, found = context.new_page(), {}
    for state, text in states(world).items():
        page.set_content(text)
        page.add_style_tag(content=style)
        found[state] = faults(page)
    context.close()
    world.database.close()
    assert {state: seen for state, seen in found.items() if seen} == {}


def test_a_browser_signs_in_with_the_token_and_out(
    service: Service, page: Page, tmp_path: Path
) -> None:
    guide, token = tmp_path / "guide.xml", tmp_path / "token"
    guide.write_bytes(GUIDE)
    token.write_text(f"{ADMIN_TOKEN}\n")
    service.settings["GUIDE_ADMIN_TOKEN_FILE"] = str(token)
    service.guide("publish")
    service.guide("import", str(guide), "--name", "tele", "--zone", "Europe/Paris")
    with service.running("web", "--workers", "2"):
        page.goto(f"{service.url}/operator/?lang=en")
        field, button = page.get_by_label("Admin token"), page.get_by_role("button", name="Sign in")
        field.fill("not the token")
        button.click()
        expect(page.get_by_role("alert")).to_have_text("That is not the admin token of this guide.")
        field.fill(ADMIN_TOKEN)
        button.click()
        expect(page.get_by_role("heading", name="tele")).to_be_visible()
        expect(page.get_by_text("2 kinds of oddity")).to_be_visible()
        [cookie] = page.context.cookies(f"{service.url}/operator/")
        kept = {name: cookie.get(name) for name in ("path", "httpOnly", "sameSite", "secure")}
        assert kept == {
            "path": "/operator",
            "httpOnly": True,
            "sameSite": "Strict",
            "secure": False,
        }
        assert page.context.cookies(f"{service.url}/fr/") == []
        page.get_by_role("button", name="Sign out").click()
        expect(field).to_be_visible()
        assert page.context.cookies(f"{service.url}/operator/") == []
