import gzip
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.web import packed
from guide.web.packed import BusyError, Documents, Packed

PIECES = [b"<tv>", bytes(range(256)) * 2_000, b"x" * 3_000_000, b"</tv>"]


def test_a_document_comes_out_as_it_went_in() -> None:
    one = Packed(PIECES)
    assert b"".join(one.plain()) == b"".join(PIECES)
    assert gzip.decompress(b"".join(one.packed())) == b"".join(PIECES)
    assert (one.length, one.size) == (sum(map(len, PIECES)), len(b"".join(one.packed())))


def test_no_piece_that_comes_out_is_large() -> None:
    assert max(map(len, Packed(PIECES).plain())) <= packed.CHUNK


@given(st.lists(st.binary(max_size=200_000), max_size=4))
def test_whatever_went_in(pieces: list[bytes]) -> None:
    one = Packed(pieces)
    assert b"".join(one.plain()) == b"".join(pieces)


def test_equal_content_has_equal_bytes_however_it_came_in_pieces() -> None:
    whole = b"".join(PIECES)
    halves = [whole[:70_000], whole[70_000:]]
    assert len({b"".join(Packed(some).packed()) for some in (PIECES, [whole], halves)}) == 1


def test_readers_do_not_disturb_each_other() -> None:
    one = Packed(PIECES)
    first, second = one.plain(), one.plain()
    together = [(next(first), next(second)) for _ in range(20)]
    assert all(a == b for a, b in together)


def test_a_document_outlives_its_place_while_it_is_read() -> None:
    documents = Documents(limit=1)
    reading = documents.made("a", 1, lambda: PIECES).plain()
    documents.made("b", 1, lambda: PIECES)
    assert documents.get("a", 1) is None
    assert b"".join(reading) == b"".join(PIECES)


def test_the_newest_edition_takes_the_place_of_the_one_before() -> None:
    documents = Documents(limit=10**9)
    old = documents.made("a", 1, lambda: [b"old"])
    assert documents.made("a", 1, lambda: [b"never"]) is old
    documents.made("a", 2, lambda: [b"new"])
    assert documents.get("a", 1) is None
    assert documents.get("a", 2) is not None


def test_the_least_lately_asked_for_is_given_up() -> None:
    size = Packed([b"x"]).size
    documents = Documents(limit=2 * size)
    for key in ("a", "b"):
        documents.made(key, 1, lambda: [b"x"])
    documents.get("a", 1)
    documents.made("c", 1, lambda: [b"x"])
    assert [documents.get(key, 1) is not None for key in "abc"] == [True, False, True]


def test_one_that_is_too_large_is_kept_alone() -> None:
    documents = Documents(limit=1)
    assert documents.made("a", 1, lambda: [b"x" * 99]) is documents.get("a", 1)


def test_files_are_not_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST_FILES", 3)
    documents = Documents(limit=10**9)
    for key in range(5):
        documents.made(key, 1, lambda: [b"x"])
    assert [key for key in range(5) if documents.get(key, 1)] == [2, 3, 4]


def test_what_fails_is_not_kept() -> None:
    def half() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("of it")

    documents = Documents(limit=10**9)
    with pytest.raises(RuntimeError):
        documents.made("a", 1, half)
    assert documents.get("a", 1) is None
    assert b"".join(documents.made("a", 1, lambda: [b"whole"]).plain()) == b"whole"


def test_no_more_than_a_few_threads_make_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "PATIENCE", 0.01)
    documents, go_on = Documents(limit=10**9), threading.Event()
    begun = threading.Semaphore(0)

    def slowly() -> Iterator[bytes]:
        begun.release()
        go_on.wait(10)
        yield b"x"

    makers = [
        threading.Thread(target=documents.made, args=(key, 1, slowly))
        for key in range(packed.MAKERS)
    ]
    for maker in makers:
        maker.start()
    for _ in makers:
        begun.acquire(timeout=10)
    with pytest.raises(BusyError):
        documents.made("more", 1, lambda: [b"x"])
    go_on.set()
    for maker in makers:
        maker.join()
    assert documents.made("more", 1, lambda: [b"x"]).length == 1


def test_no_more_than_a_few_large_documents_are_sent_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packed, "PATIENCE", 0.01)
    documents = Documents(limit=10**9)
    under_way = [documents.sent(iter([b"a", b"b"])) for _ in range(packed.SENDERS)]
    with pytest.raises(BusyError):
        documents.sent(iter([b"c"]))
    under_way[0].close()
    under_way[0].close()
    assert list(under_way[1]) == [b"a", b"b"]
    under_way[1].close()
    again = [documents.sent(iter([b"d"])) for _ in range(2)]
    with pytest.raises(BusyError):
        documents.sent(iter([b"e"]))
    assert [list(one) for one in again] == [[b"d"], [b"d"]]


def test_who_is_forgotten_gives_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "PATIENCE", 0.01)
    documents = Documents(limit=10**9)
    for _ in range(3 * packed.SENDERS):
        documents.sent(iter([b"a", b"b"]))
