"""What every answer says to browsers and caches."""

from flask import Response

PUBLIC = "public, max-age=60, stale-while-revalidate=300"
FEED = "public, max-age=900"
FOREVER = "public, max-age=31536000, immutable"
DAILY = "public, max-age=86400"
REVALIDATED = "no-cache"
SECRET = "private, no-store"  # noqa: S105 -- a cache directive, no password
NOT_STORED = "no-store"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
ALONE = "frame-ancestors 'none'"

SECURITY = {
    "Content-Security-Policy": f"{POLICY}; {ALONE}",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def secure(response: Response) -> Response:
    """Give an answer the headers it has not set itself; unless it says so, nobody stores it."""
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", NOT_STORED)
    return response


def shared(response: Response) -> Response:
    """Mark a public page; a cache must not show it to who has made choices (RFC 9110 §12.5.5),
    their own browser included, right after they chose.
    """
    response.headers["Cache-Control"] = PUBLIC
    response.headers["Vary"] = "Cookie"
    return response


def chosen(response: Response) -> Response:
    """Mark a public page as one visitor has chosen it: nobody keeps it."""
    response.headers["Cache-Control"] = SECRET
    response.headers["Vary"] = "Cookie"
    return response


def secret(response: Response) -> Response:
    """Mark an answer whose address or content is one person's alone."""
    response.headers["Cache-Control"] = SECRET
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
