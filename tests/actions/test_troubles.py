"""What is found in an office at work that somebody should see to."""

import pytest

from server.actions import citizen, clerk, troubles
from server.actions.citizen import Wish
from server.app import Seer
from server.domain.keeping import Keeping
from server.domain.ticket import Outcome, Place
from server.domain.troubles import Kind
from server.web.troubles import said
from server.web.words import shipped
from tests.fixtures.book import OpenOffice


def take(opened: OpenOffice, service: str = "ho-tich") -> citizen.Taken:
    opened.later(seconds=5)
    return opened.office.change(citizen.take_ticket, Wish(service), "kiosk")


def found(opened: OpenOffice, keeping: Keeping | None = None) -> list[tuple[str, str]]:
    return [one.cause for one in troubles.found(opened.office, keeping or Keeping())]


def sentence(opened: OpenOffice) -> str:
    """The sentence of the only trouble."""
    (told,) = troubles.found(opened.office, Keeping())
    return said(shipped(), "vi", told, opened.clock().astimezone(opened.office.profile.zone)).sentence


def serve(opened: OpenOffice, counter: str, by: str, minutes: float) -> None:
    called = opened.office.change(clerk.call_next, counter, by)
    assert called
    opened.office.change(clerk.start, called.ticket.id, by)
    opened.later(minutes=minutes)
    opened.office.change(clerk.finish, called.ticket.id, by, Outcome.RECEIVED)


def test_an_office_that_has_just_opened_has_no_troubles(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    take(opened)

    assert found(opened) == []


def test_who_waits_beyond_the_target_is_told_until_they_are_called(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    serve_one = take(opened)
    take(opened)
    opened.office.change(clerk.call_next, "1", "lan")
    opened.office.change(clerk.start, serve_one.ticket.id, "lan")

    opened.later(minutes=16, seconds=50)
    late = found(opened)
    vi = sentence(opened)
    opened.office.change(clerk.finish, serve_one.ticket.id, "lan", Outcome.RECEIVED)
    opened.office.change(clerk.call_next, "1", "lan")

    assert late == [(Kind.LATE, "ho-tich")]
    assert vi == "Hộ tịch: 1 người chờ quá 15 phút, lâu nhất 16 phút.", (
        "not a minute that nobody has waited yet"
    )
    assert found(opened) == []


def test_waits_that_will_be_too_long_are_told_before_they_are(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    for _ in range(8):
        take(opened)
    opened.office.change(clerk.call_next, "1", "lan")
    Seer(opened.office).look_ahead()

    vi = sentence(opened)
    assert found(opened) == [(Kind.LATE_SOON, "ho-tich")]
    assert vi.startswith("Hộ tịch: ")
    assert "người có thể sẽ chờ quá 15 phút, người đầu tiên vào 08:15" in vi


def test_a_counter_that_nobody_sits_at_is_told_and_one_that_has_just_finished_is_not(
    opened: OpenOffice,
) -> None:
    for counter, name in (("1", "lan"), ("2", "minh")):
        opened.office.change(clerk.open_counter, counter, name)
    for _ in range(4):
        take(opened)

    serve(opened, "1", "lan", minutes=6)
    idle = [one for one in troubles.found(opened.office, Keeping()) if one.kind is Kind.IDLE]
    opened.later(minutes=4)

    assert [(one.about, one.facts["count"]) for one in idle] == [("2", 3)]
    assert (Kind.IDLE, "1") not in found(opened)
    opened.later(minutes=2)
    assert {(Kind.IDLE, "1"), (Kind.IDLE, "2")} <= set(found(opened))


@pytest.mark.parametrize("how", ["hold", "put_back", "no_show", "undo"])
def test_a_counter_is_not_idle_whose_citizen_has_just_left_it(opened: OpenOffice, how: str) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    ticket = take(opened).ticket.id
    take(opened)
    opened.later(minutes=4, seconds=50)
    opened.office.change(clerk.call_next, "1", "lan")
    if how == "hold":
        opened.office.change(clerk.start, ticket, "lan")
    opened.later(seconds=20)

    if how == "put_back":
        opened.office.change(clerk.put_back, ticket, "lan", Place.LAST)
    else:
        opened.office.change(getattr(clerk, how), ticket, "lan")

    assert (Kind.IDLE, "1") not in found(opened)
    opened.later(minutes=5)
    assert (Kind.IDLE, "1") in found(opened)


def test_a_back_up_that_could_not_be_made_is_told_first(opened: OpenOffice) -> None:
    assert found(opened, Keeping(problem="full")) == [(Kind.BACKUP, "")]


def test_every_kind_is_said_in_every_language() -> None:
    words = shipped()

    for kind in Kind:
        for language in words.languages:
            assert words.has(language, f"error.{kind}.title"), (language, kind)
            assert words.has(language, f"error.{kind}.detail"), (language, kind)
