"""A word of any length breaks: no page of a small screen scrolls sideways."""

from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser

from guide.model.texts import Text
from guide.web.statics import read_files, read_style
from tests.web.test_every_address import pages
from tests.web.world import BASE, World, evening_draft, trade

WIDTH = 320
WORD = "W" * 500


def test_a_word_of_any_length_fits_a_small_screen(browser: Browser, tmp_path: Path) -> None:
    world, known = World(tmp_path), trade()
    named = replace(known.series["missions"], title=Text.of({"en": WORD}))
    draft = replace(evening_draft(), catalogue=replace(known, series={"missions": named}))
    world.publish(draft)
    client = world.client()
    styles = (read_style(), *(one for one in read_files().values() if one.mimetype == "text/css"))
    with browser.new_context(viewport={"width": WIDTH, "height": 640}) as context:
        page = context.new_page()
        for address in pages(client):
            text = client.get(address, base_url=BASE).text
            page.set_content(text)
            for style in styles:
                if style.address in text:
                    page.add_style_tag(content=style.body.decode())
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= WIDTH, address
    world.database.close()
