"""Work that would hold up everybody else in the server: done in a native thread.

Where threads are gevent's, native threads must not wait for one another: every lock of Python, that of an import too,
is gevent's there, and of two native threads at one such lock the second now and then is never woken (gevent 26.9). So
all work of the processor has one thread, which more threads would not make quicker, and only calls that wait for a
device or a name, and touch nothing of Python's meanwhile, may be several at once.
"""

import sys
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from gevent.threadpool import ThreadPool

T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """Does a call that waits for a device in a native thread of its own where threads are gevent's."""
    if not _in_the_loop():
        return work()
    import gevent

    done: T = gevent.get_hub().threadpool.apply(work)
    return done


def in_turn(work: Callable[[], T]) -> T:
    """Does work of the processor in the one native thread for it, after what came before, where threads are gevent's."""
    if not _in_the_loop():
        return work()
    done: T = _the_thread().apply(work)
    return done


def _in_the_loop() -> bool:
    monkey = sys.modules.get("gevent.monkey")
    return monkey is not None and monkey.is_module_patched("threading")


@cache
def _the_thread() -> "ThreadPool":
    from gevent.threadpool import ThreadPool

    return ThreadPool(1)
