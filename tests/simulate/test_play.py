"""A day played by the hands of people on a real office with a real book."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.clock import JumpingClock
from server.config import Settings
from server.domain.errors import Refused
from server.domain.ticket import OVER, Outcome, Ticket, Verb
from server.office import Database, Office
from server.push import Push, Silence
from server.sample.offer import sample_offer
from server.simulate.day import Citizen, Day, Seat, imagine
from server.simulate.hands import RealHands
from server.simulate.play import Play
from server.simulate.rehearsal import ordinary
from server.store.catalogue import offices

MONDAY = date(2022, 10, 3)
DAWN = datetime.fromisoformat("2022-10-03T07:00:00+07:00")
NOON = datetime.fromisoformat("2022-10-03T12:15:00+07:00")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of a newly founded sample office."""
    path = tmp_path_factory.mktemp("founded") / "toiluot.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.found(sample_offer())
    database.close()
    return path


@contextmanager
def office_at_dawn(founded: Path) -> Iterator[tuple[Office, JumpingClock]]:
    """The office with nobody in it yet; time goes only when told to."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "toiluot.db"
        shutil.copy(founded, copy)
        database = Database(f"sqlite:///{copy}")
        clock = JumpingClock(DAWN)
        profile = database.look(offices)[0]
        office = Office(profile, Settings(data=Path(folder)), database, clock, Push(Silence(), profile.id))
        office.begin()
        yield office, clock
        database.close()


class WatchedHands(RealHands):
    """Looks over the shoulder: what must hold at every moment."""

    def __init__(self, office: Office, clock: JumpingClock) -> None:
        super().__init__(office)
        self.clock = clock
        self.taken: set[str] = set()
        self.done: list[tuple[datetime, str, str]] = []

    def take(self, citizen: Citizen) -> str:
        assert self.clock() >= citizen.arrives, "a ticket before its citizen came"
        ticket = super().take(citizen)
        self.taken.add(ticket)
        self.done.append((self.clock(), "take", ticket))
        return ticket

    def call_next(self, seat: Seat) -> str | None:
        at_counter = [
            one for one in tickets(self._office) if one.counter == seat.counter and one.state not in OVER
        ]
        assert not [one for one in at_counter if one.state in ("called", "serving")], "two at one counter"
        ticket = super().call_next(seat)
        assert ticket is None or ticket in self.taken, "a call before the ticket"
        self.done.append((self.clock(), f"call {seat.counter}", str(ticket)))
        return ticket

    def finish(self, seat: Seat, ticket: str, outcome: Outcome) -> None:
        super().finish(seat, ticket, outcome)
        self.done.append((self.clock(), f"finish {seat.counter}", ticket))


def tickets(office: Office) -> list[Ticket]:
    return office.look(lambda book: [ticket for ticket, _ in book.tickets.visits(MONDAY, MONDAY)])


def played(founded: Path, day: Day, until: datetime | None = None) -> tuple[Play, WatchedHands, list[Ticket]]:
    with office_at_dawn(founded) as (office, clock):
        play, hands = Play(day), WatchedHands(office, clock)
        assert play.play(hands, clock, until)
        return play, hands, tickets(office)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**6), citizens=st.integers(0, 25), counters=st.sampled_from(["1", "12", "123"]))
def test_everybody_who_comes_ends_somewhere(founded: Path, seed: int, citizens: int, counters: str) -> None:
    day = imagine(ordinary(citizens, counters), MONDAY, seed)

    play, _, kept = played(founded, day)

    assert len(play.visits) == len(day.citizens)
    assert all(visit.ended is not None for visit in play.visits)
    assert all(ticket.state in OVER for ticket in kept)
    assert not any(desk.is_open for desk in play.desks.values())


def test_the_same_seed_plays_the_same_day(founded: Path) -> None:
    day = imagine(ordinary(20), MONDAY, seed=3)

    first, second = played(founded, day), played(founded, day)

    assert first[1].done == second[1].done
    assert [ticket.legs for ticket in first[2]] == [ticket.legs for ticket in second[2]]


def test_a_day_played_in_two_parts_is_the_same_day(founded: Path) -> None:
    day = imagine(ordinary(20), MONDAY, seed=3)
    _, whole, _ = played(founded, day)

    with office_at_dawn(founded) as (office, clock):
        play, morning, afternoon = Play(day), WatchedHands(office, clock), WatchedHands(office, clock)
        play.play(morning, clock, until=NOON)
        afternoon.taken = morning.taken
        play.play(afternoon, clock)

    assert all(at < NOON for at, *_ in morning.done)
    assert morning.done + afternoon.done == whole.done


def test_what_was_drawn_is_what_happens(founded: Path) -> None:
    day = imagine(ordinary(72), MONDAY, seed=11)

    play, _, kept = played(founded, day)

    by_id = {ticket.id: ticket for ticket in kept}
    for visit in play.visits:
        ticket, citizen = by_id[visit.ticket], visit.citizen
        assert ticket.issued_at == citizen.arrives
        assert (ticket.service, ticket.procedure) == (citizen.service, citizen.procedure)
        if visit.ended is Verb.FINISH and not citizen.errand and not citizen.onward:
            assert ticket.leg.handled == citizen.handled
            assert ticket.leg.outcome == citizen.outcome
        assert ticket.rated == (visit.score is not None)


def test_citizens_with_priority_wait_less_than_they_would_without(founded: Path) -> None:
    """The policy of the office is the one that calls in the play: the same day, once with their claim and once without."""
    day = imagine(ordinary(90), MONDAY, seed=2)
    plain = replace(day, citizens=tuple(replace(citizen, priority=None) for citizen in day.citizens))

    with_claim, without = played(founded, day)[0], played(founded, plain)[0]

    favoured = {citizen.arrives for citizen in day.citizens if citizen.priority}
    assert mean_wait(with_claim, favoured) < mean_wait(without, favoured)


def mean_wait(play: Play, arrivals: set[datetime]) -> float:
    return mean(
        (visit.called - visit.arrived).total_seconds()
        for visit in play.visits
        if visit.citizen.arrives in arrivals and visit.called and visit.arrived
    )


def test_a_closed_office_turns_everybody_away_and_says_so(founded: Path) -> None:
    day = imagine(ordinary(5), MONDAY, seed=1)
    sunday = [at_sunday(citizen) for citizen in day.citizens]

    play, hands, kept = played(founded, Day(MONDAY, tuple(sunday)))

    assert [visit.ended for visit in play.visits] == [Verb.TAKE] * 5
    assert (hands.taken, kept) == (set(), [])


def at_sunday(citizen: Citizen) -> Citizen:
    return replace(citizen, arrives=citizen.arrives + timedelta(days=6))


def test_a_clerk_whose_counter_was_taken_over_lets_go_and_the_day_still_ends(founded: Path) -> None:
    day = imagine(ordinary(12, "12"), MONDAY, seed=4)

    with office_at_dawn(founded) as (office, clock):
        visitor = RealHands(office)
        visitor.open_counter(Seat("1", "visitor"))
        play = Play(day)
        assert play.play(RealHands(office), clock)
        kept = tickets(office)

    assert all(ticket.state in OVER for ticket in kept)
    assert {ticket.counter for ticket in kept if ticket.counter} == {"2"}


def test_a_visitor_who_takes_a_number_is_served_like_everybody(founded: Path) -> None:
    visitor = Citizen(DAWN, "ho-tich", walks=timedelta(0), handled=timedelta(0), breath=timedelta(0))

    with office_at_dawn(founded) as (office, clock):
        play = Play(imagine(ordinary(1, "1"), MONDAY, seed=4), glance=timedelta(seconds=20))
        play.play(RealHands(office), clock, until=DAWN + timedelta(hours=1))
        ticket = RealHands(office).take(visitor)
        assert play.play(RealHands(office), clock)
        served = office.look(lambda book: book.ticket(ticket))

    assert served.state == "done"


def test_a_play_stops_when_its_clock_does(founded: Path) -> None:
    day = imagine(ordinary(5), MONDAY, seed=1)

    with office_at_dawn(founded) as (office, clock):
        clock.stop()
        play = Play(day)
        ended = play.play(RealHands(office), clock)

    assert not ended
    assert play.next_at == min(shift.opens for shift in day.shifts)


def test_nothing_that_the_office_refuses_is_kept(founded: Path) -> None:
    with office_at_dawn(founded) as (office, _), pytest.raises(Refused):
        RealHands(office).start(Seat("1", "lan"), "2022-10-03-A001")
