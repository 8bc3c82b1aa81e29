"""The disk that can be filled, for every fault that has to do with it."""

from tests.faults.disk import disk

__all__ = ["disk"]
