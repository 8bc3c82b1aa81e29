"""The fixed morning of every test, and the real things they use: a browser, a database server, an open office."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.fixtures.postgres",
    "tests.fixtures.book",
    "tests.fixtures.office",
    "tests.fixtures.chromium",
    "tests.fixtures.cable",
    "tests.fixtures.mailbox",
    "tests.fixtures.printer",
    "tests.fixtures.receiver",
]

# No chance: Hypothesis looks at the same examples every time, however slow the machine.
settings.register_profile("office", derandomize=True, deadline=None, database=None)
settings.load_profile("office")

LONG = {"faults", "stories", "bench", "simulate"}
"""Whole days, storms and power cuts."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that no worker is left with it when the others are done."""
    items.sort(key=lambda item: item.path.parent.name not in LONG)


@pytest.fixture
def morning() -> datetime:
    """Monday 3 October 2022, 08:00, xã Dương Phong: the doors have just opened."""
    return datetime(2022, 10, 3, 8, 0, tzinfo=timezone(timedelta(hours=7)))
