"""The clock of the machine that an office runs on, in the hand of a test."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from tests.fixtures.office import RunningOffice

CLOCKWORK = Path(__file__).with_name("clockwork")


@dataclass
class WallClock:
    """An office by the machine's clock (no practice), and that clock."""

    office: RunningOffice
    told: Path
    ahead: float = 0.0

    def show(self, instant: datetime) -> None:
        """Sets the clock to this instant; it goes on from there."""
        self._set(instant.timestamp() - time.time())

    def step(self, **span: float) -> None:
        """Sets it forward, or back."""
        hours, minutes, days = (span.get(unit, 0.0) for unit in ("hours", "minutes", "days"))
        self._set(self.ahead + (days * 24 + hours) * 3600 + minutes * 60)

    def _set(self, ahead: float) -> None:
        self.ahead = ahead
        fresh = self.told.with_suffix(".new")
        fresh.write_text(repr(ahead))
        fresh.replace(self.told)


@pytest.fixture
def wall_clock(sample_office: RunningOffice, tmp_path: Path, morning: datetime) -> Iterator[WallClock]:
    """The sample office, closed, on a machine whose clock shows the fixed morning."""
    told = tmp_path / "wall-clock"
    settings = {"TOILUOT_CLOCK": "", "PYTHONPATH": str(CLOCKWORK), "TOLD_CLOCK": str(told)}
    office = RunningOffice(tmp_path / "office", settings)
    office.move_in_like(sample_office)
    clock = WallClock(office, told)
    clock.show(morning)
    yield clock
    if office.is_open:
        office.kill()
