"""What clerks do, alone and against each other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.actions import citizen, clerk, keeper, line, paper
from server.actions.citizen import Opinion, Wish
from server.domain.calling import Reason
from server.domain.counter import CounterState, PauseReason
from server.domain.errors import (
    CounterBusy,
    CounterClosed,
    CounterTaken,
    NotAllowed,
    NothingToUndo,
    Refused,
    UnknownCounter,
    UnknownTicket,
)
from server.domain.ticket import Outcome, Place, PriorityClass, State, Ticket
from server.office import Book, JobState, Press
from server.store.journal import as_it_was
from tests.fixtures.book import OpenBook, OpenOffice


def take(opened: OpenOffice, service: str = "ho-tich", priority: PriorityClass | None = None) -> Ticket:
    return opened.office.change(citizen.take_ticket, Wish(service, priority=priority), "kiosk").ticket


def state_of(book: Book, ticket: str) -> State:
    return book.ticket(ticket).state


def sit_down(opened: OpenOffice, counter: str = "1", name: str = "lan") -> None:
    opened.office.change(clerk.open_counter, counter, name)


def call(opened: OpenOffice, counter: str = "1", name: str = "lan") -> clerk.Called:
    called = opened.office.change(clerk.call_next, counter, name)
    assert called is not None
    return called


def test_a_visit_from_the_call_to_the_finish_is_told_to_every_screen(opened: OpenOffice) -> None:
    ticket = take(opened)
    sit_down(opened)
    opened.later(minutes=4)
    called = call(opened)
    opened.later(seconds=30)
    opened.office.change(clerk.start, ticket.id, "lan")
    opened.later(minutes=8)
    done = opened.office.change(clerk.finish, ticket.id, "lan", Outcome.RECEIVED)

    assert (done.leg.waited, done.leg.walked, done.leg.handled) == (
        timedelta(minutes=4),
        timedelta(seconds=30),
        timedelta(minutes=8),
    )
    assert called.reason is Reason.FIRST_COME
    heard = opened.ear.of("called", "/display")
    assert [(m["seq"], m["number"], m["counter"], m["counter_name"], m["recall"]) for m in heard] == [
        (called.seq, "A001", "1", "Quầy 1", 0)
    ]
    assert heard[0]["speech"] == [{"lang": "vi", "url": "/display/speech/vi/A001/1/0.wav"}]
    assert [m["to"] for m in opened.ear.of("moved", "/ticket")] == ["waiting", "called", "serving", "done"]
    assert opened.ear.of("rate", "/rating")[0]["ticket"] == ticket.id


def test_nobody_waiting_is_no_error(opened: OpenOffice) -> None:
    sit_down(opened)

    assert opened.office.change(clerk.call_next, "1", "lan") is None


def test_a_counter_has_one_citizen_at_a_time(opened: OpenOffice) -> None:
    take(opened)
    take(opened)
    sit_down(opened)
    call(opened)

    with pytest.raises(CounterBusy) as refused:
        call(opened)

    assert refused.value.facts["number"] == "A001"


def test_a_counter_has_one_clerk_at_a_time(opened: OpenOffice) -> None:
    sit_down(opened)

    with pytest.raises(CounterTaken):
        sit_down(opened, "1", "minh")
    with pytest.raises(CounterTaken):
        opened.office.change(clerk.call_next, "1", "minh")


def test_a_closed_or_paused_counter_calls_nobody(opened: OpenOffice) -> None:
    take(opened)
    with pytest.raises(CounterClosed):
        call(opened)
    sit_down(opened)
    opened.office.change(clerk.pause, "1", "lan", PauseReason.BREAK)

    with pytest.raises(CounterClosed):
        call(opened)

    sit_down(opened)
    assert call(opened).ticket.number == "A001"


def test_a_counter_with_a_citizen_is_not_left(opened: OpenOffice) -> None:
    take(opened)
    sit_down(opened)
    call(opened)

    with pytest.raises(CounterBusy):
        opened.office.change(clerk.close_counter, "1", "lan")
    with pytest.raises(CounterBusy):
        opened.office.change(clerk.pause, "1", "lan", PauseReason.MEETING)


def test_only_the_clerk_of_the_counter_moves_the_citizen_at_it(opened: OpenOffice) -> None:
    take(opened)
    sit_down(opened)
    sit_down(opened, "2", "minh")
    called = call(opened)

    with pytest.raises(CounterTaken):
        opened.office.change(clerk.finish, called.ticket.id, "minh")


def test_a_finished_service_is_not_finished_again(opened: OpenOffice) -> None:
    ticket = take(opened)

    with pytest.raises(NotAllowed) as refused:
        opened.office.change(clerk.finish, ticket.id, "lan")

    assert refused.value.facts["state"] == "waiting"


def test_what_does_not_exist_is_named(opened: OpenOffice) -> None:
    with pytest.raises(UnknownCounter):
        sit_down(opened, "99")
    with pytest.raises(UnknownTicket):
        opened.office.change(clerk.start, "2022-10-03-Z999", "lan")


def test_the_row_of_priority_is_remembered_between_calls(opened: OpenOffice) -> None:
    take(opened)
    for _ in range(3):
        opened.later(seconds=1)
        take(opened, priority=PriorityClass.ELDERLY)
    sit_down(opened)

    reasons = []
    for _ in range(4):
        called = call(opened)
        reasons.append((called.ticket.number, called.reason))
        opened.later(seconds=1)
        opened.office.change(clerk.no_show, called.ticket.id, "lan")

    assert reasons == [
        ("A002", Reason.PRIORITY),
        ("A003", Reason.PRIORITY),
        ("A001", Reason.TURN_OF_OTHERS),
        ("A004", Reason.FIRST_COME),
    ]


def test_a_citizen_called_by_hand_has_a_reason_in_the_journal(opened: OpenOffice) -> None:
    take(opened)
    second = take(opened)
    sit_down(opened)

    called = opened.office.change(clerk.call_picked, "1", "lan", second.id, "cụ già yếu")

    assert (called.ticket.number, called.reason) == ("A002", Reason.PICKED)
    entry = opened.office.look(lambda book: book.journal.steps_of(second.id, 1))[0]
    assert entry.facts["note"] == "cụ già yếu"


def test_a_transferred_citizen_keeps_number_and_place_and_is_called_there(opened: OpenOffice) -> None:
    ticket = take(opened)
    sit_down(opened)
    call(opened)
    opened.office.change(clerk.start, ticket.id, "lan")
    opened.later(minutes=5)
    newcomer = take(opened, "dat-dai")

    opened.office.change(clerk.transfer, ticket.id, "lan", "dat-dai", None)

    sit_down(opened, "3", "minh")
    called = call(opened, "3", "minh")
    assert called.ticket.number == "A001" != newcomer.number
    assert [leg.service for leg in called.ticket.legs] == ["ho-tich", "dat-dai"]


def test_a_citizen_sent_to_a_counter_is_called_by_that_one_only(opened: OpenOffice) -> None:
    ticket = take(opened)
    sit_down(opened)
    call(opened)

    opened.office.change(clerk.transfer, ticket.id, "lan", None, "2")

    assert opened.office.change(clerk.call_next, "1", "lan") is None
    sit_down(opened, "2", "minh")
    assert call(opened, "2", "minh").ticket.id == ticket.id


@pytest.mark.parametrize(
    ("place", "order"),
    [
        (Place.FIRST, ["A001", "A002", "A003"]),
        (Place.LAST, ["A002", "A003", "A001"]),
        (Place.ORIGINAL, ["A001", "A002", "A003"]),
    ],
)
def test_who_is_put_back_stands_first_last_or_where_they_stood(
    opened: OpenOffice, place: Place, order: list[str]
) -> None:
    ticket = take(opened)
    for _ in range(2):
        opened.later(minutes=1)
        take(opened)
    sit_down(opened)
    call(opened)
    opened.office.change(clerk.hold, ticket.id, "lan")
    opened.later(minutes=1)

    opened.office.change(clerk.put_back, ticket.id, "lan", place)

    assert [choice.ticket.number for choice, _ in opened.office.look(line.queue, "1")] == order


def test_who_is_held_until_a_time_waits_again_by_itself(opened: OpenOffice) -> None:
    ticket = take(opened)
    sit_down(opened)
    call(opened)
    until = opened.clock() + timedelta(minutes=10)
    opened.office.change(clerk.hold, ticket.id, "lan", until)
    assert not opened.office.look(keeper.has_something_to_do)
    opened.later(minutes=10)

    assert opened.office.look(keeper.has_something_to_do)
    opened.office.change(keeper.tidy)

    assert opened.office.look(lambda book: book.ticket(ticket.id)).state is State.WAITING


def test_what_is_left_of_yesterday_ends_and_nothing_is_deleted(opened: OpenOffice) -> None:
    waiting, called = take(opened), take(opened)
    sit_down(opened)
    call(opened)
    opened.later(hours=24)

    opened.office.change(keeper.tidy)

    states = [opened.office.look(state_of, one.id) for one in (waiting, called)]
    assert states == [State.EXPIRED, State.EXPIRED]
    assert opened.office.look(lambda book: book.counter("1")).state is CounterState.CLOSED
    assert opened.office.look(lambda book: book.ticket(waiting.id)).secret is None
    assert not opened.office.look(keeper.has_something_to_do)


def test_a_quiet_day_is_forgotten_too(opened: OpenOffice) -> None:
    taken = opened.office.press(
        lambda book: citizen.take_ticket(book, Wish("ho-tich"), "kiosk", "http://mot-cua"),
        Press("device:1", "k1", "take"),
        lambda _, told: told.ticket.id,
    )
    secret = opened.office.look(lambda book: book.ticket(taken)).secret
    job = opened.office.look(lambda book: book.paper.open("kiosk"))[0].id
    opened.office.change(paper.note, job, JobState.SENT)
    opened.office.change(citizen.cancel, str(secret))
    opened.later(hours=49)

    assert opened.office.look(keeper.has_something_to_do)
    opened.office.change(keeper.tidy)

    assert opened.office.look(lambda book: book.ticket(taken)).secret is None
    kept = opened.office.look(lambda book: book.paper.named(job))
    assert kept is not None
    assert str(secret) not in kept.slip
    assert not opened.office.look(keeper.has_something_to_do)


def test_what_is_of_yesterday_is_neither_put_back_nor_called(opened: OpenOffice) -> None:
    ticket = take(opened)
    sit_down(opened)
    play(opened, ticket, ["call", "no_show"])
    opened.later(hours=24)
    opened.office.change(keeper.tidy)
    sit_down(opened)

    for late in (
        lambda: opened.office.change(clerk.put_back, ticket.id, "lan", Place.FIRST),
        lambda: opened.office.change(clerk.call_picked, "1", "lan", ticket.id, "xin gọi lại"),
    ):
        with pytest.raises(NotAllowed) as refused:
            late()
        assert refused.value.facts["day"] == "2022-10-03"


def test_a_citizen_sent_to_a_closed_counter_is_promised_nothing(opened: OpenOffice) -> None:
    sit_down(opened)
    first, second = take(opened), take(opened)
    for ticket in (first, second):
        opened.office.change(clerk.transfer, ticket.id, "lan", None, "3")

    standing = opened.office.look(lambda book: line.standing(book, book.ticket(second.id)))

    assert standing is not None
    assert (standing.ahead, standing.expected) == (1, None)


STEPS: dict[str, tuple[list[str], State]] = {
    "call": (["call"], State.WAITING),
    "start": (["call", "start"], State.CALLED),
    "finish": (["call", "start", "finish"], State.SERVING),
    "no-show": (["call", "no_show"], State.CALLED),
    "hold": (["call", "hold"], State.CALLED),
    "cancel": (["cancel"], State.WAITING),
    "transfer": (["call", "transfer"], State.CALLED),
}


def play(opened: OpenOffice, ticket: Ticket, steps: list[str]) -> None:
    moves: dict[str, Callable[[], object]] = {
        "call": lambda: call(opened),
        "start": lambda: opened.office.change(clerk.start, ticket.id, "lan"),
        "finish": lambda: opened.office.change(clerk.finish, ticket.id, "lan"),
        "no_show": lambda: opened.office.change(clerk.no_show, ticket.id, "lan"),
        "hold": lambda: opened.office.change(clerk.hold, ticket.id, "lan"),
        "cancel": lambda: opened.office.change(clerk.cancel, ticket.id, "lan"),
        "transfer": lambda: opened.office.change(clerk.transfer, ticket.id, "lan", "dat-dai"),
    }
    for step in steps:
        opened.later(seconds=5)
        moves[step]()


@pytest.mark.parametrize("step", STEPS)
def test_the_last_step_can_be_taken_back_exactly(opened: OpenOffice, step: str) -> None:
    steps, back_to = STEPS[step]
    ticket = take(opened)
    sit_down(opened)
    play(opened, ticket, steps[:-1])
    before = opened.office.look(lambda book: book.ticket(ticket.id))
    play(opened, ticket, steps[-1:])

    after = opened.office.change(clerk.undo, ticket.id, "lan")

    assert after.state is back_to
    assert opened.office.look(lambda book: book.ticket(ticket.id)) == after == before


def test_an_undone_call_leaves_the_board_and_an_undone_finish_the_tablet(opened: OpenOffice) -> None:
    ticket = take(opened)
    sit_down(opened)
    call(opened)
    opened.office.change(clerk.undo, ticket.id, "lan")
    assert [m["number"] for m in opened.ear.of("uncalled", "/display")] == ["A001"]
    play(opened, ticket, ["call", "start", "finish"])

    opened.office.change(clerk.undo, ticket.id, "lan")

    assert [m["ticket"] for m in opened.ear.of("asleep", "/rating")] == [ticket.id]


def test_a_step_is_not_taken_back_twice_nor_late_nor_after_the_rating(opened: OpenOffice) -> None:
    ticket = take(opened)
    with pytest.raises(NothingToUndo):
        opened.office.change(clerk.undo, ticket.id, "lan")
    sit_down(opened)
    call(opened)
    opened.office.change(clerk.undo, ticket.id, "lan")
    with pytest.raises(NothingToUndo):
        opened.office.change(clerk.undo, ticket.id, "lan")
    call(opened)
    opened.later(minutes=3)
    with pytest.raises(NothingToUndo):
        opened.office.change(clerk.undo, ticket.id, "lan")
    play(opened, ticket, ["start", "finish"])
    opened.office.change(citizen.rate, ticket.id, Opinion(4))

    with pytest.raises(NothingToUndo):
        opened.office.change(clerk.undo, ticket.id, "lan")


def test_a_finish_is_not_undone_once_the_next_citizen_is_called(opened: OpenOffice) -> None:
    ticket = take(opened)
    take(opened)
    sit_down(opened)
    play(opened, ticket, ["call", "start", "finish"])
    call(opened)

    with pytest.raises(CounterBusy):
        opened.office.change(clerk.undo, ticket.id, "lan")


def test_two_clerks_never_call_the_same_citizen(opened: OpenOffice) -> None:
    for _ in range(40):
        take(opened)
    clerks = [("1", "lan"), ("2", "minh"), ("3", "hoa")]
    for counter, name in clerks:
        sit_down(opened, counter, name)

    def work(at: tuple[str, str]) -> list[str]:
        done = []
        while called := opened.office.change(clerk.call_next, *at):
            opened.office.change(clerk.no_show, called.ticket.id, at[1])
            done.append(called.ticket.number)
        return done

    with ThreadPoolExecutor(3) as pool:
        called = [number for numbers in pool.map(work, clerks) for number in numbers]

    assert sorted(called) == [f"A{n:03d}" for n in range(1, 41)]
    seqs = [message["seq"] for message in opened.ear.of("moved", "/counter")]
    assert seqs == sorted(seqs)


moves = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("take", "priority", "call", "recall", "start", "finish", "no_show", "hold"),
                *("put_back", "transfer", "cancel", "undo", "open", "pause", "close", "rate"),
            ]
        ),
        st.sampled_from(["1", "2", "3"]),
        st.integers(0, 5),
        st.integers(0, 900),
    ),
    max_size=40,
)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(moves)
def test_any_day_leaves_tables_that_the_journal_tells_again(
    open_book: OpenBook, days: list[tuple[str, str, int, int]]
) -> None:
    opened = open_book(_named_anew())
    names = {"1": "lan", "2": "minh", "3": "hoa"}
    for what, counter, index, seconds in days:
        opened.later(seconds=seconds)
        try:
            _do(opened, what, counter, names[counter], index)
        except Refused:
            continue

    def check(book: object) -> None:
        entries = book.journal.since(0)  # type: ignore[attr-defined]
        told = {entry.ticket: entry for entry in entries if entry.ticket}
        for code, entry in told.items():
            ticket = book.ticket(code)  # type: ignore[attr-defined]
            assert as_it_was(entry.facts["after"], ticket.secret) == ticket
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        busy = [c.ticket for c in book.counters() if c.ticket]  # type: ignore[attr-defined]
        assert len(busy) == len(set(busy))
        assert book.present() == book._read_present()  # type: ignore[attr-defined]

    opened.office.look(check)
    numbers = opened.office.look(
        lambda book: [t.number for t, _ in book.tickets.visits(book.today, book.today)]
    )
    for prefix in "AC":
        mine = sorted(number for number in numbers if number.startswith(prefix))
        assert mine == [f"{prefix}{n:03d}" for n in range(1, len(mine) + 1)]


def _named_anew() -> object:
    from itertools import count

    from tests.fixtures.book import small_offer

    _named_anew.count = getattr(_named_anew, "count", count())  # type: ignore[attr-defined]
    return small_offer(f"xa-{next(_named_anew.count)}")  # type: ignore[attr-defined]


def _do(opened: OpenOffice, what: str, counter: str, name: str, index: int) -> None:
    change = opened.office.change
    visits = opened.office.look(lambda book: [t.id for t, _ in book.tickets.visits(book.today, book.today)])
    one = visits[index % len(visits)] if visits else "2022-10-03-A001"
    at = opened.office.look(lambda book: book.counter(counter)).ticket or one
    actions: dict[str, Callable[[], object]] = {
        "take": lambda: take(opened),
        "priority": lambda: take(opened, "dat-dai", PriorityClass.PRIORITY),
        "call": lambda: change(clerk.call_next, counter, name),
        "recall": lambda: change(clerk.recall, at, name),
        "start": lambda: change(clerk.start, at, name),
        "finish": lambda: change(clerk.finish, at, name),
        "no_show": lambda: change(clerk.no_show, at, name),
        "hold": lambda: change(clerk.hold, at, name),
        "put_back": lambda: change(clerk.put_back, one, name, list(Place)[index % 3]),
        "transfer": lambda: change(clerk.transfer, at, name, "dat-dai" if index % 2 else None, "2"),
        "cancel": lambda: change(clerk.cancel, one, name),
        "undo": lambda: change(clerk.undo, at, name),
        "open": lambda: change(clerk.open_counter, counter, name),
        "pause": lambda: change(clerk.pause, counter, name, PauseReason.BREAK),
        "close": lambda: change(clerk.close_counter, counter, name),
        "rate": lambda: change(citizen.rate, one, Opinion(4)),
    }
    actions[what]()


def test_a_second_call_for_another_reason_is_known_like_one_that_is_read_anew(opened: OpenOffice) -> None:
    office = opened.office
    ticket = office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk").ticket.id
    office.change(clerk.open_counter, "1", "lan")
    office.change(clerk.call_next, "1", "lan")
    opened.later(minutes=1)
    office.change(clerk.put_back, ticket, "lan", Place.LAST)

    office.change(clerk.call_picked, "1", "lan", ticket, "giấy mời")

    known = office.look(lambda book: book.present().reasons(["ho-tich"], 5))
    assert known == [Reason.PICKED]
