"""The disk that can be filled and the clock that can be set, for every fault that has to do with them."""

from tests.faults.disk import disk
from tests.faults.wall_clock import wall_clock

__all__ = ["disk", "wall_clock"]
