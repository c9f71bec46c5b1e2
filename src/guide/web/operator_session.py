"""Who is signed in as the operator: a cookie that is derived, and nothing stored."""

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

from flask import Request, Response

from guide.model.tokens import Tokens

LIFE = dt.timedelta(hours=12)
COOKIE = "guide_operator"
PATH = "/operator"


@dataclass(frozen=True, slots=True)
class Sessions:
    """The cookie names the second it ends, under an HMAC of the secret key; the admin token is
    part of what is signed, so that another one signs everybody out. `secure` keeps it to https.
    """

    tokens: Tokens
    admin_token: str
    secure: bool

    def is_admin_token(self, given: str) -> bool:
        return hmac.compare_digest(_digest(given), _digest(self.admin_token))

    def begin(self, response: Response, machine_now: dt.datetime) -> None:
        """Sign in the browser that gets this response."""
        ends = str(int((machine_now + LIFE).timestamp()))
        self._set(response, self.tokens.derive(self._purpose, ends), LIFE)

    def end(self, response: Response) -> None:
        """Make the browser that gets this response forget its cookie."""
        self._set(response, "", dt.timedelta(0))

    def holds(self, request: Request, machine_now: dt.datetime) -> bool:
        """Say whether a request is of somebody who is signed in."""
        cookie = request.cookies.get(COOKIE, "")
        ends = self.tokens.row(cookie)
        if ends is None or not self.tokens.holds(cookie, self._purpose, ends):
            return False
        return machine_now.timestamp() < int(ends)

    @property
    def _purpose(self) -> str:
        return f"operator {_digest(self.admin_token).hex()}"

    def _set(self, response: Response, value: str, life: dt.timedelta) -> None:
        response.set_cookie(
            COOKIE,
            value,
            max_age=life,
            path=PATH,
            secure=self.secure,
            httponly=True,
            samesite="Strict",
        )


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode(errors="replace")).digest()
