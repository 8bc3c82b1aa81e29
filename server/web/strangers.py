"""Whoever fails again and again waits: keys, tickets and pages that are guessed are guessed slowly."""

import time
from collections import OrderedDict

from flask import Response, g, request

from server.domain.errors import TooManyPresses
from server.web.caller import BadToken, knows_caller

FAILURES_A_MINUTE = 300
"""Of one address, behind which a whole office may sit. With 128 bits to guess it is the machine that is spared."""
MOST = 10_000
MINUTE = 60.0
FAILED = frozenset({401, 404, 410})
WHERE_IS_GUESSED = ("/t/", "/d/", "/api/")

_failed: "OrderedDict[str, tuple[float, int]]" = OrderedDict()


def slow_down() -> None:
    """TooManyPresses for an address that failed too often in this minute, unless it shows a key that is good."""
    begun, count = _failed.get(_address(), (0.0, 0))
    left = begun + MINUTE - time.monotonic()
    is_guess = request.path.startswith(WHERE_IS_GUESSED)
    if is_guess and count >= FAILURES_A_MINUTE and left > 0 and not _is_somebody():
        raise TooManyPresses(seconds=int(left) + 1)


def count_failure(answer: Response) -> Response:
    """Remembers who failed and had no key; registered once, after every request."""
    if answer.status_code in FAILED and not g.get("callers"):
        now, known = time.monotonic(), _failed.pop(_address(), (0.0, 0))
        begun, count = known if now - known[0] < MINUTE else (now, 0)
        _failed[_address()] = (begun, count + 1)
        if len(_failed) > MOST:
            _failed.popitem(last=False)
    return answer


def _address() -> str:
    return str(request.remote_addr)


def _is_somebody() -> bool:
    try:
        return knows_caller()
    except BadToken:
        return False
