import pytest

from tests.judges.need import require

MISSING = "chromium is missing; get it with: apt-get install chromium"


def ask(*, present: bool) -> None:
    require(present=present, piece="chromium", get="apt-get install chromium")


def test_what_is_there_lets_the_test_go_on() -> None:
    ask(present=True)


def test_what_is_missing_skips_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUIDE_REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception, match=MISSING):
        ask(present=False)


def test_what_is_missing_fails_where_everything_is_required(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GUIDE_REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception, match=MISSING):
        ask(present=False)
