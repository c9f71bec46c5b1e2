"""Without a network the last copy of now and tonight opens, and says how old it is."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import BaseWSGIServer, make_server

from tests.web.world import World, evening_draft

KEPT = """async wanted => {
  const worker = await navigator.serviceWorker.getRegistration();
  const copies = await (await caches.open('guide')).keys();
  return !!worker && !!worker.active && wanted.every(
    path => copies.some(copy => new URL(copy.url).pathname === path));
}"""
VIOLATIONS = """
  window.refused = [];
  addEventListener('securitypolicyviolation', event => refused.push(event.violatedDirective));
"""
TELLING = ("/", "/channels/city/", "/channels/city/2017-06-01", "/series/missions/",
           "/series/missions/season-1/", "/airings/ulysse", "/premieres", "/now")  # fmt: skip


@dataclass
class Site:
    url: str
    server: BaseWSGIServer
    world: World

    def vanish(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    world = World(tmp_path, allowed_hosts=("127.0.0.1",))
    world.publish(evening_draft())
    server = make_server("127.0.0.1", 0, world.client().application, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = Site(f"http://127.0.0.1:{server.port}", server, world)
    yield made
    made.vanish()
    world.database.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="fr-FR")
    context.set_default_timeout(20_000)
    context.add_init_script(VIOLATIONS)
    yield context
    context.close()


def keep(page: Page, language: str = "fr") -> None:
    page.wait_for_function(KEPT, arg=[f"/{language}/now", f"/{language}/tonight"])


def test_the_copy_of_now_opens_without_a_network_and_tells_its_age(
    site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/fr/")
    keep(page)
    assert page.evaluate("refused") == []
    page.goto(f"{site.url}/fr/now")
    expect(page.locator(".copied")).to_be_hidden()
    site.vanish()
    page.goto(f"{site.url}/fr/now")
    banner = page.locator(".copied")
    expect(banner).to_be_visible()
    expect(banner).to_have_text("Copie hors ligne de 20h00, heure de Paris")
    expect(page.locator("main")).to_contain_text("OCS Max")
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 20
    page.goto(f"{site.url}/fr/tonight")
    expect(page.locator("main")).to_contain_text("Ulysse")
    page.goto(f"{site.url}/fr/series/missions/")
    assert page.title().startswith("En ce moment")
    assert page.evaluate("refused") == []


def test_with_a_network_the_page_is_always_the_sites_own(
    site: Site, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{site.url}/en/")
    keep(page, "en")
    site.world.now.at = site.world.now.at.replace(hour=19)
    page.goto(f"{site.url}/en/now")
    expect(page.locator(".copied")).to_have_text("Offline copy of 21:00, Paris time")
    expect(page.locator(".copied")).to_be_hidden()


def test_no_browser_refuses_what_a_page_tells_machines(site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in TELLING:
        page.goto(f"{site.url}/fr{path}")
        page.wait_for_load_state("networkidle")
        blocks = page.locator("script[type='application/ld+json']").count()
        assert blocks == (path != "/now"), path
        assert page.evaluate("refused") == [], path
    assert said == []


def test_a_browser_without_workers_reads_the_same_pages(site: Site, browser: Browser) -> None:
    context = browser.new_context(service_workers="block", locale="fr-FR")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(f"{site.url}/fr/now")
    page.wait_for_load_state("networkidle")
    assert "OCS Max" in page.inner_text("main")
    assert faults == []
    context.close()
