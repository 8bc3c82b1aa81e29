"""The journal's chain is walked by a program of its own: a long one takes minutes, and nobody at the counter waits for it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import partial

import msgspec

from server.store.audit import walk
from server.store.database import Database

LAST_IN_LINE = 19
"""As `nice` counts: whoever else wants the processor has it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the program is asked, on its stdin: an address with a password in it is nobody else's to see."""

    url: str
    office: int


@dataclass(frozen=True, slots=True)
class Found:
    """How the chain is: how many entries hold, the hash of the last, the first that does not. `why`: it was not walked."""

    entries: int = 0
    last_hash: str = ""
    broken: int | None = None
    why: str = ""


def walked(url: str, office: int) -> Found:
    """Walks the chain of an office there, and waits for it."""
    done = subprocess.run(
        [sys.executable, "-m", "server.auditing"],
        input=msgspec.json.encode(Order(url, office)),
        stdout=subprocess.PIPE,
        check=False,
    )
    try:
        return msgspec.json.decode(done.stdout, type=Found)
    except msgspec.DecodeError:
        return Found(why=f"the program that walks it ended with {done.returncode}")


def carried_out(order: Order) -> Found:
    """The order, done here and now."""
    database = Database(order.url)
    try:
        chain = database.look(partial(walk, office=order.office))
    finally:
        database.close()
    return Found(chain.entries, chain.last_hash, chain.broken)


if __name__ == "__main__":
    os.nice(LAST_IN_LINE)
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    os.write(sys.stdout.fileno(), msgspec.json.encode(carried_out(asked)))
