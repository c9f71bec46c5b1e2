"""The real pages behind the real layer."""

import datetime as dt
import time
from dataclasses import replace

import pytest

from guide.model.texts import Text
from guide.releases.shelf import ReleaseError
from guide.state.database import StateError
from guide.state.faults import Reason
from guide.web.library import Library
from guide.web.rendering import Frame, Renderer
from guide.web.visit import Page
from tests.web.test_every_address import addresses, pages
from tests.web.world import BASE, World, evening_draft, trade

# Pages with a form, or one person's mail, in them.
FORMS = ("/subscribe", "/mailbox", "/calendar", "/my-guide")


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of templates that were rendered from here on."""
    seen: list[str] = []
    render = Renderer._fill

    def noted(self: Renderer, page: Page, frame: Frame) -> str:
        seen.append(page.template)
        return render(self, page, frame)

    monkeypatch.setattr(Renderer, "_fill", noted)
    return seen


def test_a_page_is_rendered_once_a_minute_and_never_for_a_304(
    world: World, rendered: list[str]
) -> None:
    client = world.client()
    public = [one for one in pages(client) if not any(name in one for name in FORMS)]
    tags = {one: client.get(one, base_url=BASE).headers["ETag"] for one in public}
    assert len(rendered) == len(public)
    for address, tag in tags.items():
        again = client.get(address, base_url=BASE, headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b""), address
    assert len(rendered) == len(public)


def test_public_answers_may_be_kept_for_a_minute_by_others(world: World) -> None:
    client = world.client()
    for address in addresses(client):
        answer = client.get(address, base_url=BASE)
        if answer.status_code == 200 and address.endswith(".ics"):
            assert answer.headers["Cache-Control"] == "public, max-age=900"
        elif answer.status_code == 200 and address in pages(client):
            expected = (
                "private, no-store"
                if any(name in address for name in FORMS)
                else "public, max-age=60, stale-while-revalidate=300"
            )
            assert answer.headers["Cache-Control"] == expected, address


def test_a_new_release_is_seen_by_the_next_request(world: World) -> None:
    client = world.client()
    before = client.get("/en/channels/city/", base_url=BASE)
    known = trade()
    series = replace(known.series["missions"], title=Text.of({"en": "Mission to Mars"}))
    world.publish(evening_draft(of=replace(known, series={"missions": series})))
    after = client.get(
        "/en/channels/city/", base_url=BASE, headers={"If-None-Match": before.headers["ETag"]}
    )
    assert after.status_code == 200
    assert "Mission to Mars" in after.text


def test_a_cookie_or_header_changes_no_public_byte(world: World) -> None:
    client = world.client()
    plain = client.get("/fr/", base_url=BASE)
    strange = {
        "Cookie": "zone=Asia/Tokyo; session=1",
        "Accept-Language": "en",
        "X-Forwarded-Host": "evil.test",
        "X-Forwarded-Proto": "https",
        "X-Original-URL": "/en/",
        "X-HTTP-Method-Override": "POST",
        "Forwarded": "host=evil.test",
        "User-Agent": "\x1b[31m",
    }
    for name, value in strange.items():
        fresh = world.client().get("/fr/", base_url=BASE, headers={name: value})
        assert (fresh.data, fresh.headers) == (plain.data, plain.headers), name


def test_links_never_come_from_the_host_of_a_request(world: World) -> None:
    assert (
        world.client().get("/fr/", base_url="http://localhost:8000").data
        == world.client().get("/fr/", base_url=BASE).data
    )


def test_the_old_release_is_served_while_the_database_is_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client()
    before = client.get("/fr/", base_url=BASE)

    def away(*_: object) -> None:
        raise StateError(Reason.AWAY)

    monkeypatch.setattr(world.database, "reading", away)
    world.now.at += dt.timedelta(hours=3)
    assert client.get("/fr/series/missions/", base_url=BASE).status_code == 200
    assert client.get("/fr/", base_url=BASE).data != before.data
    for _ in range(200):
        time.sleep(0.01)  # without a commit it is looked into once a second
        world.library.current()
    assert "the database is away" in world.library.trouble


def test_the_old_release_is_served_while_the_new_file_is_away(world: World) -> None:
    number = world.library.current()
    assert number is not None
    draft = evening_draft()
    world.publish(type(draft)(draft.catalogue, draft.airings[1:], files={"a.yaml": b"# less\n"}))
    assert world.press.current is not None
    file = world.press.folder / world.press.current
    moved = file.rename(file.with_suffix(".away"))
    served = world.library.current()
    assert served is not None
    assert (served.number, "can't be opened" in world.library.trouble) == (1, True)
    moved.rename(file)
    after = world.library.current()
    assert after is not None
    assert (after.number, world.library.trouble) == (2, "")


def test_before_the_first_release_pages_are_503_and_try_again_later(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    empty = World(tmp_path_factory.mktemp("empty"))
    client = empty.client()
    for address in ("/fr/", "/feeds/all.ics", "/fr/subscribe?target=premieres"):
        answer = client.get(address, base_url=BASE)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60"), address
    assert client.get("/healthz", base_url=BASE).status_code == 200
    empty.database.close()


def test_a_library_without_any_pointer_has_nothing(world: World) -> None:
    class Closed:
        def open(self, name: str) -> None:
            raise ReleaseError("no shelf")

    library = Library(database=world.database, shelf=Closed())  # type: ignore[arg-type]  # a shelf that fails
    assert library.current() is None
    assert library.trouble == "release 1 can't be opened: no shelf"
