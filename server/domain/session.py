"""How long does somebody stay signed in, and how long must they wait who guess?"""

from datetime import datetime, timedelta

from server.domain.roles import Role

WHOLE = timedelta(hours=12)
"""A working day. Whoever works on signs in again."""

# A desk that nobody touched for so long belongs to nobody (NIST SP 800-63B, 2.1.3). Whoever can change the office is
# asked soonest; a clerk in a small commune may well wait half a day for the next citizen.
IDLE: dict[Role, timedelta] = {
    Role.ADMIN: timedelta(minutes=30),
    Role.DIRECTOR: timedelta(hours=4),
    Role.CLERK: timedelta(hours=4),
    Role.GUIDE: timedelta(hours=4),
    Role.VIEWER: WHOLE,
    Role.PROVINCE: timedelta(hours=4),
}

FREE_TRIES = 3
LONGEST_LOCK = timedelta(minutes=15)


def is_idle(role: Role, seen: datetime, now: datetime, rate: float = 1.0) -> bool:
    """Whether the session has ended because nobody used it. `rate`: how fast a practice clock runs, since people do not."""
    return now - seen >= IDLE[role] * max(rate, 1.0)


def lock_after(failures: int) -> timedelta | None:
    """After a few wrong passwords each makes the next try wait twice as long."""
    more = failures - FREE_TRIES
    return min(timedelta(seconds=2 ** min(more, 20)), LONGEST_LOCK) if more > 0 else None
