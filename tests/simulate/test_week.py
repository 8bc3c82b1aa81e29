"""A week in the office leaves nothing behind in the server's memory."""

import gc
import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server import push
from server.actions import keeper, people
from server.app import create_app, tell_lines
from server.clock import JumpingClock
from server.config import Settings
from server.domain.roles import Scope
from server.office import Database, Office
from server.sample.offer import sample_offer
from server.simulate.day import Seat, imagine
from server.simulate.hands import RealHands
from server.simulate.play import Play
from server.simulate.rehearsal import ordinary
from tests.fixtures.office import RunningOffice

MONDAY = date(2022, 10, 3)
DAWN = datetime.fromisoformat("2022-10-03T06:00:00+07:00")
CITIZENS, WARM = 14, 2
WEEKDAYS = [MONDAY + timedelta(days=one) for one in (0, 1, 2, 3, 4, 7)]
LIGHT_KB = 90 * 1024
MAY_GROW = 40
"""Objects in all between one night and another, of the hundred thousand that there are."""


class WatchedHands(RealHands):
    """While they work, screens and phones look at what happens."""

    def __init__(self, office: Office, client: FlaskClient, tokens: dict[str, str]) -> None:
        super().__init__(office, paper=True)
        self.client, self.tokens, self.pages = client, tokens, 0

    def call_next(self, seat: Seat) -> str | None:
        called = super().call_next(seat)
        for scope, path in LOOKS:
            answer = self.client.get(path, headers={"Authorization": f"Bearer {self.tokens[scope]}"})
            assert answer.status_code == 200, path
        if called is not None:
            secret = self._office.look(lambda book: book.ticket(called).secret)
            assert self.client.get(f"/t/{secret}/place").status_code == 200
            assert self.client.get(f"/t/{secret}").status_code == 200
            self.pages += 1
        return called


LOOKS = (
    ("display", "/api/v1/display"),
    ("director", "/api/v1/statistics/today"),
    ("clerk", "/api/v1/counters/1"),
    ("kiosk", "/api/v1/services"),
    ("clerk", "/metrics"),
)


def test_a_week_leaves_nothing_behind_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept in mind for screens that come back is bounded: the bound is reached on the first day."""
    monkeypatch.setattr(push, "LATELY", 60)
    database = Database(f"sqlite:///{tmp_path / 'toiluot.db'}")
    database.migrate()
    database.found(sample_offer())
    clock = JumpingClock(DAWN)
    app, _, house = create_app(Settings(data=tmp_path), clock, database)
    office = house.first()
    tokens = {
        scope: office.change(people.cut_token, Scope(scope), scope, None).secret
        for scope in ("display", "director", "clerk", "kiosk")
    }
    nights = []

    for day in WEEKDAYS:
        hands = WatchedHands(office, app.test_client(), tokens)
        Play(imagine(ordinary(CITIZENS, "1"), day, 1)).play(hands, clock)
        tell_lines(office, {})
        clock.wait_until(datetime.combine(day + timedelta(days=1), DAWN.timetz()))
        office.change(keeper.tidy)
        assert hands.pages > CITIZENS / 2
        nights.append(kinds())
    database.close()

    grown = nights[-1] - nights[WARM]
    assert sum(nights[-1].values()) - sum(nights[WARM].values()) < MAY_GROW, grown.most_common(12)


def kinds() -> Counter[str]:
    """How many objects of each kind there are when everything that can go has gone; references to what has gone are
    no objects.
    """
    while gc.collect():
        pass
    known = Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())
    del known["weakref.ReferenceType"]
    return known


def test_the_idle_server_is_light(running_office: RunningOffice) -> None:
    status = Path(f"/proc/{running_office.pid}/status").read_text(encoding="ascii")

    resident = re.search(r"VmRSS:\s+(\d+) kB", status)

    assert resident
    assert int(resident[1]) < LIGHT_KB
