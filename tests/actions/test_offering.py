"""Services and counters are changed while people wait: nobody loses their number, and everybody is still called."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.actions import administrator, citizen, clerk, line, offering, paper
from server.actions.citizen import Wish
from server.actions.offering import Line, Post
from server.clock import JumpingClock
from server.config import Settings
from server.domain.errors import BadInput, InUse, Refused, UnknownCounter, UnknownService
from server.office import Book, Database, Name, Office
from server.push import Push
from server.store.catalogue import offices
from tests.fixtures.book import MORNING_HOURS, Ear, OpenOffice, small_offer

TIN = "tin"
LETTERS = "abcdefghijklm"
VEHICLES = Line(Name("Đăng kiểm", "Vehicles"), "X", "#13507A", "car", 10, 5, windows=(MORNING_HOURS,))


def change(opened: OpenOffice, action: Callable[..., Any], *wished: Any, **more: Any) -> Any:
    return opened.office.change(lambda book: action(book, TIN, *wished, **more))


def take(opened: OpenOffice, service: str = "ho-tich") -> str:
    return str(opened.office.change(citizen.take_ticket, Wish(service), "kiosk").ticket.number)


def line_of(opened: OpenOffice, code: str) -> Line:
    """A service as it is, to be changed."""
    one = opened.office.look(lambda book: book.catalogue.services[code])
    return Line(one.name, one.prefix, one.colour, "baby", 8, one.place, one.quota, one.windows, one.languages)


def test_a_new_line_gives_tickets_at_once_and_every_counter_calls_it(opened: OpenOffice) -> None:
    told = change(opened, offering.add_service, VEHICLES)

    assert (told.what, told.before, told.after["prefix"]) == ("dang-kiem", None, "X")
    assert take(opened, "dang-kiem") == "X001"
    opened.office.change(clerk.open_counter, "3", "lan")
    called = opened.office.change(clerk.call_next, "3", "lan")
    assert called is not None
    assert called.ticket.number == "X001"


def test_a_change_is_in_the_journal_with_before_and_after_and_who_did_it(opened: OpenOffice) -> None:
    change(opened, offering.set_service, "ho-tich", replace(line_of(opened, "ho-tich"), quota=40))

    entry = opened.office.look(lambda book: book.journal.since(0))[-1]
    assert (entry.verb, entry.by) == ("set-services", "tin")
    assert (entry.facts["before"]["quota"], entry.facts["after"]["quota"]) == (None, 40)
    assert [said["what"] for said in opened.ear.of("changed", "/kiosk")] == ["services"]


def test_a_service_says_in_which_languages_people_are_served(opened: OpenOffice) -> None:
    wish = replace(line_of(opened, "ho-tich"), languages=("tyz", "en", "tyz"))
    told = change(opened, offering.set_service, "ho-tich", wish)

    assert (told.before["languages"], told.after["languages"]) == ([], ["tyz", "en"])
    assert line_of(opened, "ho-tich").languages == ("tyz", "en")
    ticket = opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk").ticket
    job = opened.office.look(paper.next_job, paper.KIOSK)
    assert job is not None
    slip = json.loads(job.slip)
    assert (slip["number"], slip["spoken"]) == (ticket.number, ["tyz", "en"])


@pytest.mark.parametrize("wrong", [("vi",), ("Tày",), ("",), ("en; DROP",), tuple(f"x{a}" for a in LETTERS)])
def test_what_is_no_language_is_not_spoken(opened: OpenOffice, wrong: tuple[str, ...]) -> None:
    with pytest.raises(BadInput) as refused:
        change(opened, offering.set_service, "ho-tich", replace(line_of(opened, "ho-tich"), languages=wrong))

    assert refused.value.facts["where"] == "languages"


def test_reports_and_forms_carry_the_name_that_the_office_has_now(opened: OpenOffice) -> None:
    change(opened, administrator.set_name, Name("Xã Bình Minh", "Binh Minh"))

    assert opened.office.name == Name("Xã Bình Minh", "Binh Minh")


def test_what_changes_nothing_leaves_no_line_in_the_journal(opened: OpenOffice) -> None:
    change(opened, offering.set_service, "ho-tich", line_of(opened, "ho-tich"))
    before = opened.office.look(lambda book: book.journal.seq)

    told = change(opened, offering.set_service, "ho-tich", line_of(opened, "ho-tich"))

    assert told.before == told.after
    assert opened.office.look(lambda book: book.journal.seq) == before


def test_a_letter_that_gave_out_numbers_today_is_no_other_lines_until_tomorrow(opened: OpenOffice) -> None:
    take(opened)
    change(opened, offering.set_service, "ho-tich", replace(line_of(opened, "ho-tich"), prefix="Z"))

    with pytest.raises(BadInput) as refused:
        change(opened, offering.add_service, replace(VEHICLES, prefix="A"))
    assert refused.value.facts["why"] == "prefix-today"
    assert take(opened) == "Z002"
    opened.later(days=1)
    change(opened, offering.add_service, replace(VEHICLES, prefix="A"))
    assert take(opened, "dang-kiem") == "A001"


@pytest.mark.parametrize(
    ("wish", "where"),
    [
        (replace(VEHICLES, name=Name(" ", "Vehicles")), "name.vi"),
        (replace(VEHICLES, prefix="ABC"), "prefix"),
        (replace(VEHICLES, prefix="a"), "prefix"),
        (replace(VEHICLES, prefix="C"), "prefix"),
        (replace(VEHICLES, colour="#FFD60A"), "colour"),
        (replace(VEHICLES, colour="red"), "colour"),
        (replace(VEHICLES, sign="dragon"), "sign"),
        (replace(VEHICLES, windows=(replace(MORNING_HOURS, end=MORNING_HOURS.start),)), "windows"),
        (replace(VEHICLES, windows=(replace(MORNING_HOURS, weekdays=frozenset()),)), "windows"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused_by_the_field(
    opened: OpenOffice, wish: Line, where: str
) -> None:
    with pytest.raises(BadInput) as refused:
        change(opened, offering.add_service, wish)

    assert refused.value.facts["where"] == where


def test_a_retired_line_gives_no_tickets_and_is_called_to_the_last(opened: OpenOffice) -> None:
    number = take(opened)
    change(opened, offering.retire_service, "ho-tich", retired=True)

    with pytest.raises(UnknownService):
        take(opened)
    opened.office.change(clerk.open_counter, "1", "lan")
    called = opened.office.change(clerk.call_next, "1", "lan")
    assert called is not None
    assert called.ticket.number == number
    change(opened, offering.retire_service, "ho-tich", retired=False)
    assert take(opened) == "A002"


def test_a_counter_that_is_renamed_goes_on_calling_whoever_waits_in_a_retired_line(
    opened: OpenOffice,
) -> None:
    number = take(opened)
    change(opened, offering.retire_service, "ho-tich", retired=True)

    change(opened, offering.set_counter, "1", Post("Quầy Một", 0, {"dat-dai": 1}))

    opened.office.change(clerk.open_counter, "1", "lan")
    called = opened.office.change(clerk.call_next, "1", "lan")
    assert called is not None
    assert called.ticket.number == number


def test_a_counter_is_retired_only_when_nobody_needs_it(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    with pytest.raises(InUse, match="open"):
        change(opened, offering.retire_counter, "1", retired=True)
    opened.office.change(clerk.close_counter, "1", "lan")

    change(opened, offering.retire_counter, "1", retired=True)

    with pytest.raises(UnknownCounter):
        opened.office.change(clerk.open_counter, "1", "lan")
    assert [one.code for one in opened.office.look(lambda book: book.counters())] == ["2", "3"]
    change(opened, offering.retire_counter, "1", retired=False)
    opened.office.change(clerk.open_counter, "1", "lan")


def test_nobody_who_waits_is_left_without_a_counter(opened: OpenOffice) -> None:
    take(opened, "dat-dai")
    for code in ("1", "2"):
        change(opened, offering.set_counter, code, Post(f"Quầy {code}", 0, {"ho-tich": 1}))

    with pytest.raises(InUse, match="waiting"):
        change(opened, offering.set_counter, "3", Post("Quầy 3", 0, {"ho-tich": 1}))
    with pytest.raises(InUse, match="waiting"):
        change(opened, offering.retire_counter, "3", retired=True)


# --- whatever is changed ----------------------------------------------------------------------------------------------

PREFIXES, LINES, COUNTERS = "ACXYZ", ("ho-tich", "dat-dai", "dang-kiem"), ("1", "2", "3", "7")
STEPS = st.one_of(
    st.tuples(st.just("take"), st.sampled_from(LINES)),
    st.tuples(st.just("add"), st.sampled_from(PREFIXES)),
    st.tuples(st.just("prefix"), st.sampled_from(LINES), st.sampled_from(PREFIXES)),
    st.tuples(st.just("line"), st.sampled_from(LINES), st.booleans()),
    st.tuples(st.just("counter"), st.sampled_from(COUNTERS), st.booleans()),
    st.tuples(st.just("serves"), st.sampled_from(COUNTERS), st.sets(st.sampled_from(LINES))),
    st.tuples(st.just("open"), st.sampled_from(COUNTERS)),
    st.tuples(st.just("call"), st.sampled_from(COUNTERS)),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path_factory.mktemp('offering') / 'toiluot.db'}")
    made.migrate()
    yield made
    made.close()


def opened_in(house: Database, now: datetime) -> OpenOffice:
    number = house.found(small_offer(f"xa-{len(house.look(offices))}"))
    profile = next(profile for profile in house.look(offices) if profile.id == number)
    ear, clock = Ear(), JumpingClock(now)
    office = Office(profile, Settings(data=Path()), house, clock, Push(ear, number))
    office.begin()
    return OpenOffice(office, clock, ear)


def step(opened: OpenOffice, verb: str, *told: Any) -> None:
    """One thing that citizens, clerks or the administrator do; refused where the office refuses it."""
    match verb:
        case "take":
            take(opened, *told)
        case "add":
            change(opened, offering.add_service, replace(VEHICLES, prefix=told[0]))
        case "prefix":
            change(opened, offering.set_service, told[0], replace(line_of(opened, told[0]), prefix=told[1]))
        case "line":
            change(opened, offering.retire_service, told[0], retired=told[1])
        case "counter":
            change(opened, offering.retire_counter, told[0], retired=told[1])
        case "serves":
            change(opened, offering.set_counter, told[0], Post("Quầy", 0, dict.fromkeys(told[1], 1)))
        case "open":
            opened.office.change(clerk.open_counter, told[0], "lan")
        case "call":
            opened.office.change(clerk.call_next, told[0], "lan")


def numbers(book: Book) -> dict[str, str]:
    """Every ticket of today with its number, by the journal."""
    return {
        str(entry.ticket): entry.facts["after"]["number"] for entry in book.journal.since(0) if entry.ticket
    }


def reached(book: Book) -> set[str]:
    """Who is in the line of some counter that there is."""
    return {
        choice.ticket.id
        for counter in book.counters()
        for choice in line.order(book, book.waiting(), counter.code)
    }


@settings(max_examples=60)
@given(steps=st.lists(STEPS, max_size=25))
def test_todays_tickets_survive_every_change(house: Database, steps: list[tuple[Any, ...]]) -> None:
    opened = opened_in(house, datetime.fromisoformat("2022-10-03T08:00:00+07:00"))
    given_out: dict[str, str] = {}

    for one in steps:
        opened.later(seconds=1)
        try:
            step(opened, *one)
        except (Refused, KeyError):
            continue
        now = opened.office.look(numbers)
        assert given_out.items() <= now.items()
        assert len(set(now)) == len(now.values()) == len(set(now.values()))
        given_out = now
        waiting = {ticket.id for ticket in opened.office.look(lambda book: book.waiting())}
        assert waiting <= opened.office.look(reached)


def test_the_hours_that_the_journal_keeps_are_those_that_were_set(opened: OpenOffice) -> None:
    season = replace(
        MORNING_HOURS, since=opened.clock().date(), until=opened.clock().date() + timedelta(days=9)
    )

    told = change(
        opened, offering.set_service, "ho-tich", replace(line_of(opened, "ho-tich"), windows=(season,))
    )

    assert told.after["windows"] == [
        {
            "weekdays": [0, 1, 2, 3, 4],
            "from": "07:30",
            "to": "11:30",
            "since": "2022-10-03",
            "until": "2022-10-12",
        }
    ]
    assert opened.office.look(lambda book: book.catalogue.services["ho-tich"].windows) == (season,)


def test_a_line_that_is_offered_is_served_somewhere(opened: OpenOffice) -> None:
    change(opened, offering.retire_service, "dat-dai", retired=True)
    for code in ("1", "2", "3"):
        change(opened, offering.set_counter, code, Post(f"Quầy {code}", 0, {"ho-tich": 1}))
    for code in ("1", "2"):
        change(opened, offering.set_counter, code, Post(f"Quầy {code}", 0, {}))
    with pytest.raises(InUse, match="unserved"):
        change(opened, offering.set_counter, "3", Post("Quầy 3", 0, {}))

    change(opened, offering.retire_service, "dat-dai", retired=False)

    assert all(
        "dat-dai" in plan.services for plan in opened.office.look(lambda book: book.catalogue.counters())
    )
