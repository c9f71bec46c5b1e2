"""Tokens that are derived, never stored: HMAC(secret key, purpose, row, epoch)."""

import base64
import hashlib
import hmac
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """Derive and check tokens; during a rotation the first of two keys derives, both check.

    `purpose` binds a token to one use ("confirm", "manage", "unsubscribe"); `row` is the id it
    speaks for, readable in the token; raising the row's `epoch` revokes what was derived before.
    """

    keys: tuple[bytes, ...]

    def derive(self, purpose: str, row: str, epoch: int = 0) -> str:
        return f"{_encode(row.encode())}.{_mac(self.keys[0], purpose, row, epoch)}"

    def row(self, token: str) -> str | None:
        """Return the row a token claims to speak for, unchecked; None if it has no such shape."""
        head, dot, mac = token.partition(".")
        if not dot or not mac or len(token) > 200:
            return None
        try:
            return base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode()
        except ValueError:
            return None

    def holds(self, token: str, purpose: str, row: str, epoch: int = 0) -> bool:
        mac = token.partition(".")[2].encode()
        return any(
            hmac.compare_digest(mac, _mac(k, purpose, row, epoch).encode()) for k in self.keys
        )

    def stamp(self, purpose: str, row: str) -> str:
        """Return 80 bits in lower-case hexadecimal, for where letters may lose their case."""
        return _stamp(self.keys[0], purpose, row)

    def is_stamp(self, text: str, purpose: str, row: str) -> bool:
        given = text.encode()
        return any(hmac.compare_digest(given, _stamp(k, purpose, row).encode()) for k in self.keys)


def _stamp(key: bytes, purpose: str, row: str) -> str:
    message = f"{purpose}\0{row}\0stamp".encode()
    return hmac.digest(key, message, hashlib.sha256)[:10].hex()


def _mac(key: bytes, purpose: str, row: str, epoch: int) -> str:
    message = "\0".join((purpose, row, str(epoch))).encode()
    return _encode(hmac.digest(key, message, hashlib.sha256))


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
