"""Work that would hold up everybody else in the server: done in a native thread."""

import sys
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """Does work of the processor, or a call that waits, in a native thread where threads are gevent's."""
    monkey = sys.modules.get("gevent.monkey")
    if monkey is None or not monkey.is_module_patched("threading"):
        return work()
    import gevent

    done: T = gevent.get_hub().threadpool.apply(work)
    return done
