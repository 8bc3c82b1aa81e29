"""When is something told outside tried again, and how is it signed?"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 120, 600, 1800, 3600))
"""After the first try that failed, the second …; after the last of them every hour."""
GIVEN_UP = timedelta(days=2)
"""News so old helps nobody."""
SHORTEST_SECRET = 16


def next_try(tries: int, created: datetime, now: datetime) -> datetime | None:
    """When it is tried again after so many tries that failed; None when it is given up."""
    again = now + PAUSES[min(tries, len(PAUSES)) - 1]
    return again if again - created < GIVEN_UP else None


def signature(secret: str, body: bytes, at: int) -> str:
    """What the receiver holds it against: `t` is the second of sending (Unix time), `v1` HMAC-SHA256 of "t.body" (RFC 2104).

    The second is signed with the body, so that nobody can send an old one once more.
    """
    signed = f"{at}.".encode() + body
    return f"t={at},v1={hmac.new(secret.encode(), signed, sha256).hexdigest()}"
