import base64
import datetime as dt
from collections.abc import Callable

import pytest
from flask import Request, Response
from werkzeug.test import EnvironBuilder

from guide.model.tokens import Tokens
from guide.web.operator_session import COOKIE, LIFE, Sessions
from tests.web.world import ADMIN_TOKEN, MACHINE_NOW

NEW, OLD = b"the new key of the tests", b"the old key of the tests"
SECOND = dt.timedelta(seconds=1)
SESSIONS = Sessions(Tokens((OLD,)), ADMIN_TOKEN, secure=False)


def cookie_of(sessions: Sessions, at: dt.datetime = MACHINE_NOW) -> str:
    response = Response()
    sessions.begin(response, at)
    return response.headers["Set-Cookie"].partition(";")[0].removeprefix(f"{COOKIE}=")


def holds(cookie: str, sessions: Sessions = SESSIONS, at: dt.datetime = MACHINE_NOW) -> bool:
    environ = EnvironBuilder("/operator/").get_environ()
    environ["HTTP_COOKIE"] = f"{COOKIE}={cookie}"
    return sessions.holds(Request(environ), at)


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_strict_short_lived_and_of_its_path_alone(*, secure: bool) -> None:
    response = Response()
    Sessions(Tokens((OLD,)), ADMIN_TOKEN, secure=secure).begin(response, MACHINE_NOW)
    value, *attributes = response.headers["Set-Cookie"].split("; ")
    assert value.startswith(f"{COOKIE}=")
    told = {one for one in attributes if not one.startswith("Expires=")}
    expected = {"HttpOnly", "SameSite=Strict", "Path=/operator", "Max-Age=43200"}
    assert told == expected | ({"Secure"} if secure else set())


def test_the_cookie_holds_neither_the_token_nor_its_digest() -> None:
    head = cookie_of(SESSIONS).partition(".")[0]
    ends = str(int((MACHINE_NOW + LIFE).timestamp()))
    assert base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode() == ends


def test_a_session_ends_after_twelve_hours() -> None:
    cookie = cookie_of(SESSIONS)
    assert holds(cookie, at=MACHINE_NOW + LIFE - SECOND)
    assert not holds(cookie, at=MACHINE_NOW + LIFE)


def test_another_admin_token_signs_everybody_out() -> None:
    other = Sessions(SESSIONS.tokens, ADMIN_TOKEN + "!", secure=False)
    assert not holds(cookie_of(SESSIONS), other)
    assert not holds(cookie_of(other))


def test_a_rotation_of_keys_signs_nobody_out_until_the_old_one_goes() -> None:
    cookie = cookie_of(SESSIONS)
    assert holds(cookie, Sessions(Tokens((NEW, OLD)), ADMIN_TOKEN, secure=False))
    assert not holds(cookie, Sessions(Tokens((NEW,)), ADMIN_TOKEN, secure=False))


def later(cookie: str) -> str:
    ends = str(int((MACHINE_NOW + 10 * LIFE).timestamp()))
    head = base64.urlsafe_b64encode(ends.encode()).decode().rstrip("=")
    return f"{head}.{cookie.partition('.')[2]}"


@pytest.mark.parametrize(
    "tamper",
    [
        later,
        lambda cookie: cookie[:-1],
        lambda cookie: cookie + "A",
        lambda cookie: cookie.partition(".")[0] + ".",
        lambda cookie: cookie.partition(".")[0],
        lambda cookie: cookie.partition(".")[2],
        lambda _: "",
        lambda _: ".",
        lambda _: "\xff\xfe",
        lambda _: '"\\377\\376.\\377"',
        lambda _: "x" * 10_000,
        lambda _: Tokens((OLD,)).derive("form", str(int((MACHINE_NOW + LIFE).timestamp()))),
        lambda _: Tokens((OLD,)).derive("operator", str(int((MACHINE_NOW + LIFE).timestamp()))),
    ],
)
def test_a_cookie_that_is_not_ours_signs_nobody_in(tamper: Callable[[str], str]) -> None:
    assert not holds(tamper(cookie_of(SESSIONS)))


def test_only_the_whole_token_is_the_token() -> None:
    assert SESSIONS.is_admin_token(ADMIN_TOKEN)
    for wrong in ("", ADMIN_TOKEN[:-1], f"{ADMIN_TOKEN} ", ADMIN_TOKEN.upper(), "\ud800", "é"):
        assert not SESSIONS.is_admin_token(wrong)
