"""Work that is done by a program of its own, which steps back for everybody else on the machine.

It takes nothing of the server's time or memory, and what goes wrong in it goes wrong there. The order goes in by its stdin: an
address with a password in it is nobody else's to see.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import msgspec

LAST_IN_LINE = 19
"""As `nice` counts: whoever else wants the processor has it."""

Order = TypeVar("Order")
Done = TypeVar("Done")


def ask_apart(module: str, order: object, answer: type[Done]) -> Done:
    """What `python -m module` answers to the order; it ends with whoever waits for it. One that ended without an answer is
    told as `answer(why=…)`.
    """
    with subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as program:
        try:
            told, _ = program.communicate(msgspec.json.encode(order))
        finally:
            if program.poll() is None:
                program.kill()
    try:
        return msgspec.json.decode(told, type=answer)
    except msgspec.DecodeError:
        return answer(why=f"the program that makes it ended with {program.returncode}")  # type: ignore[call-arg]  # every answer has it


def answer_apart(kind: type[Order], carry_out: Callable[[Order], object]) -> None:
    """The whole life of such a program: one order, one answer."""
    os.nice(LAST_IN_LINE)
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=kind)
    told = msgspec.json.encode(carry_out(order))
    with suppress(BrokenPipeError):  # Whoever asked has gone home; the work is done all the same.
        os.write(sys.stdout.fileno(), told)
