import json

from hypothesis import example, given

from guide.formats import json_feed, syndication
from guide.formats.ical.values import on_one_line
from guide.formats.words import words
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from tests.formats.builders import EVENING, SITE, FakeRelease, film
from tests.formats.feed_readers import json_items
from tests.formats.test_atom import EXAMPLES, HEAD, ITEM, NASTY, TITLES


def test_an_item_is_written_whole() -> None:
    assert json.loads(json_feed.entry(ITEM)) == {
        "id": "urn:uuid:1",
        "url": 'https://guide.example/en/airings/a"b',
        "title": "Tom & Jerry <3",
        "summary": "On & on · <b>",
        "content_html": "<p>On &amp; on<br>&lt;b&gt;</p><p>]]&gt;</p>",
        "date_modified": "2017-05-20T09:30:05Z",
        "date_published": "2017-06-01T18:00:00Z",
        "tags": ['"Fun"'],
    }


def test_what_is_not_known_is_left_out() -> None:
    bare = json.loads(json_feed.entry(ITEM._replace(tags=(), published=None)))
    assert {"tags", "date_published"}.isdisjoint(bare)


def test_a_document_says_what_it_is_and_where() -> None:
    written = json_feed.document(HEAD, [b'{"id":"1"}', b'{"id":"2"}'])
    assert json.loads(written) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A & B",
        "home_page_url": "https://guide.example/en/?a=1&b=2",
        "feed_url": "https://guide.example/feeds/all.atom?lang=en",
        "description": "One. <Two>",
        "language": "en",
        "authors": [{"name": "Guide", "url": "https://guide.example/"}],
        "items": [{"id": "1"}, {"id": "2"}],
    }
    assert json.loads(json_feed.document(HEAD, []))["items"] == []


@EXAMPLES
@given(TITLES, TITLES)
@example(NASTY, NASTY)
@example('"},{"id":"2', "\\")
def test_any_title_comes_back(title: str, note: str) -> None:
    release, everything = FakeRelease([film(title, EVENING, note=Text.of(note))]), TargetKind.ALL
    body = syndication.feed(
        release, Target(everything), json_feed, site=SITE, words=words("fr"), now=EVENING
    )
    assert [one.title for one in json_items(body)] == [on_one_line(title)]
