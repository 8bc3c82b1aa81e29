"""Every day that is over is told in a letter, once: kept as a file, and sent by a real mail server where the office has one."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import requests

from server.actions import citizen, nightly
from server.actions.citizen import Wish
from server.config import Settings
from server.domain.errors import BadInput
from server.domain.nightly import GIVEN_UP, MailProblem, NightState, Seal, days_to_tell, next_try
from server.nightly import Done, Order, carried_out, path_of, tell_one
from server.office import Mailing, Night
from tests.fixtures.book import OpenOffice
from tests.fixtures.mailbox import PASSWORD, USER, Mailbox
from tests.fixtures.office import OpenOffice as OpenServer

SECONDS = 60
SENDER = "mot-cua@duongphong.vn"
HEAD, DEPUTY = "chu-tich@duongphong.vn", "pho-chu-tich@duongphong.vn"
MONDAY, TUESDAY = date(2022, 10, 3), date(2022, 10, 4)


@pytest.fixture
def nights(opened: OpenOffice, tmp_path: Path) -> OpenOffice:
    """The small office on its Monday, with a directory of its own and one visitor; every day is told."""
    url = opened.office.database.url.render_as_string(hide_password=False)
    office = replace(opened.office, settings=Settings(data=tmp_path, database=url))
    office.begin()
    made = replace(opened, office=office)
    made.office.change(nightly.set_nightly, "tin", True, f"{HEAD}, {DEPUTY}")
    made.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
    return made


def set_mailing(opened: OpenOffice, box: Mailbox, **more: object) -> None:
    mailing = Mailing(box.host, box.port, Seal.NONE, SENDER)
    opened.office.change(nightly.set_mailing, "tin", replace(mailing, **more))  # type: ignore[arg-type]


def a_day_later(opened: OpenOffice) -> None:
    opened.later(days=1)


def tell(opened: OpenOffice) -> list[Night]:
    """All whose time has come; returns what became of the letters, the newest first."""
    while tell_one(opened.office, carried_out):
        pass
    return opened.office.look(nightly.latest)


def test_a_day_that_is_over_is_kept_as_a_letter_once(nights: OpenOffice) -> None:
    assert tell(nights) == []

    a_day_later(nights)
    tell(nights)
    (night,) = tell(nights)

    assert (night.day, night.became, night.tries) == (MONDAY, NightState.KEPT, 1)
    file = path_of(nights.office, MONDAY)
    assert b"statistics-2022-10-03.pdf" in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_nights_that_the_server_slept_through_are_made_up_for(nights: OpenOffice) -> None:
    nights.later(days=3)

    told = tell(nights)

    assert [(night.day.day, night.became) for night in told] == [
        (5, NightState.EMPTY),
        (4, NightState.EMPTY),
        (3, NightState.KEPT),
    ]
    assert not path_of(nights.office, TUESDAY).exists()


def test_an_office_that_does_not_ask_for_it_gets_no_letter(opened: OpenOffice) -> None:
    opened.later(days=2)

    assert not tell_one(opened.office, carried_out)


def test_a_letter_goes_to_everybody_whom_the_office_named(nights: OpenOffice, mailbox: Mailbox) -> None:
    set_mailing(nights, mailbox)
    a_day_later(nights)

    (night,) = tell(nights)

    ((sender, receivers, _),) = mailbox.came
    (letter,) = mailbox.letters()
    assert (night.became, night.problem) == (NightState.SENT, None)
    assert (sender, receivers) == (SENDER, [HEAD, DEPUTY])
    assert (letter["From"], letter["To"]) == (SENDER, f"{HEAD}, {DEPUTY}")
    assert "03/10/2022" in letter["Subject"]
    assert [part.get_filename() for part in letter.iter_attachments()] == [
        f"statistics-2022-10-03.{kind}" for kind in ("csv", "xlsx", "pdf")
    ]


def test_a_password_goes_only_through_an_encrypted_line(nights: OpenOffice, sealed_mailbox: Mailbox) -> None:
    with pytest.raises(BadInput):
        set_mailing(nights, sealed_mailbox, user=USER, password=PASSWORD)
    set_mailing(nights, sealed_mailbox, user=USER, password=PASSWORD, seal=Seal.STARTTLS)
    a_day_later(nights)

    (night,) = tell(nights)

    assert night.became is NightState.SENT
    assert len(sealed_mailbox.came) == 1


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"user": USER, "password": "another", "seal": Seal.STARTTLS}, MailProblem.SIGN_IN),
        ({"seal": Seal.TLS}, MailProblem.NOT_SEALED),
        ({"seal": Seal.STARTTLS}, MailProblem.SENDER),
    ],
)
def test_why_a_sealed_server_takes_no_letter_is_known(
    nights: OpenOffice, sealed_mailbox: Mailbox, wrong: dict[str, object], problem: MailProblem
) -> None:
    set_mailing(nights, sealed_mailbox, **wrong)
    a_day_later(nights)

    (night,) = tell(nights)

    assert (night.became, night.problem) == (NightState.WAITING, problem)
    assert "another" not in str(night.answer)
    assert sealed_mailbox.came == []


def test_a_server_without_encryption_gets_nothing_where_it_is_asked_for(
    nights: OpenOffice, mailbox: Mailbox
) -> None:
    set_mailing(nights, mailbox, seal=Seal.STARTTLS)
    a_day_later(nights)

    (night,) = tell(nights)

    assert night.problem is MailProblem.NOT_SEALED
    assert mailbox.came == []


def test_a_letter_that_is_refused_is_sent_again_and_is_the_same(nights: OpenOffice, mailbox: Mailbox) -> None:
    mailbox.answers += ["452 no room", "554 not today"]
    set_mailing(nights, mailbox)
    a_day_later(nights)

    (first,) = tell(nights)
    (still,) = tell(nights)
    nights.later(minutes=1)
    (second,) = tell(nights)
    nights.later(minutes=5)
    (last,) = tell(nights)

    assert (first.problem, first.answer, still) == (MailProblem.LETTER, "452 no room", first)
    assert (second.tries, second.answer) == (2, "554 not today")
    assert (last.became, last.tries, last.problem) == (NightState.SENT, 3, None)
    assert len(mailbox.came) == 1


def test_who_does_not_know_one_receiver_still_takes_it_for_the_others(
    nights: OpenOffice, mailbox: Mailbox
) -> None:
    mailbox.strangers = {DEPUTY}
    set_mailing(nights, mailbox)
    a_day_later(nights)

    (night,) = tell(nights)

    assert (night.became, night.problem) == (NightState.SENT, MailProblem.RECEIVER)
    assert DEPUTY in str(night.answer)
    assert mailbox.came[0][1] == [HEAD]


def test_a_server_that_knows_nobody_is_asked_again(nights: OpenOffice, mailbox: Mailbox) -> None:
    mailbox.strangers = {HEAD, DEPUTY}
    set_mailing(nights, mailbox)
    a_day_later(nights)

    (night,) = tell(nights)

    assert (night.became, night.problem) == (NightState.WAITING, MailProblem.RECEIVER)


def test_a_mail_server_that_is_not_there_is_given_up_after_three_days(nights: OpenOffice) -> None:
    set_mailing(nights, Mailbox("127.0.0.1", 9))
    a_day_later(nights)
    (night,) = tell(nights)
    assert (night.became, night.problem) == (NightState.WAITING, MailProblem.NOT_REACHED)

    nights.later(days=3)
    *_, night = tell(nights)

    assert night.became is NightState.GIVEN_UP
    assert path_of(nights.office, MONDAY).exists()


@pytest.mark.parametrize("line", [b"220-welcome\r\n", b"x" * 100])
def test_a_mail_server_that_never_stops_talking_is_none(
    nights: OpenOffice, babbler: Callable[[bytes], int], line: bytes
) -> None:
    set_mailing(nights, Mailbox("127.0.0.1", babbler(line)))
    a_day_later(nights)

    (night,) = tell(nights)

    assert (night.became, night.problem) == (NightState.WAITING, MailProblem.NOT_REACHED)


def test_a_letter_that_could_not_be_made_is_tried_again(nights: OpenOffice) -> None:
    a_day_later(nights)

    def fails(_: Order) -> Done:
        return Done(why="the disk is full")

    tell_one(nights.office, fails)
    (night,) = nights.office.look(nightly.latest)
    nights.later(minutes=1)
    (again,) = tell(nights)

    assert (night.problem, night.answer) == (MailProblem.NOT_MADE, "the disk is full")
    assert again.became is NightState.KEPT


def test_who_switches_it_off_gets_no_more_of_it(nights: OpenOffice, mailbox: Mailbox) -> None:
    mailbox.answers += ["452 no room"]
    set_mailing(nights, mailbox)
    a_day_later(nights)
    tell(nights)

    nights.office.change(nightly.set_nightly, "tin", False, HEAD)
    nights.later(days=1)
    (night,) = tell(nights)

    assert night.became is NightState.GIVEN_UP
    assert mailbox.came == []


def test_yesterday_is_told_once_more_for_whoever_tries_it_out(nights: OpenOffice, mailbox: Mailbox) -> None:
    a_day_later(nights)
    tell(nights)
    set_mailing(nights, mailbox)

    wanted = nights.office.change(nightly.want)
    (night,) = tell(nights)

    assert (wanted.day, night.became, len(mailbox.came)) == (MONDAY, NightState.SENT, 1)


def test_the_password_is_in_no_journal_and_stays_until_the_server_is_another(nights: OpenOffice) -> None:
    def password() -> str:
        return nights.office.look(lambda book: book.profile.settings.nightly.mailing.password)

    there = Mailing("smtp.duongphong.vn", 587, Seal.STARTTLS, SENDER, USER, PASSWORD)
    nights.office.change(nightly.set_mailing, "tin", there)
    nights.office.change(nightly.set_mailing, "tin", replace(there, port=2525, password=""))
    assert password() == PASSWORD

    nights.office.change(nightly.set_mailing, "tin", replace(there, host="smtp.khac.vn", password=""))

    assert password() == ""
    entries = nights.office.look(lambda book: book.journal.since(0))
    assert PASSWORD not in json.dumps([entry.facts for entry in entries], default=str, ensure_ascii=False)


@pytest.mark.parametrize(
    "mailing",
    [
        Mailing("smtp.duongphong.vn", 25, Seal.NONE, SENDER),
        Mailing("smtp.duongphong.vn", 587, Seal.STARTTLS, "không phải"),
        Mailing("smtp.duongphong.vn", 587, Seal.STARTTLS, ""),
        Mailing("smtp.duongphong.vn", 587, Seal.STARTTLS, SENDER, USER, "mật khẩu"),
        Mailing("http://smtp/", 587, Seal.STARTTLS, SENDER),
        Mailing("smtp.duongphong.vn", 587, Seal.STARTTLS, f"{SENDER}\r\nBcc: x@y.vn"),
    ],
)
def test_a_mail_server_that_can_not_be_is_refused(nights: OpenOffice, mailing: Mailing) -> None:
    with pytest.raises(BadInput):
        nights.office.change(nightly.set_mailing, "tin", mailing)


@pytest.mark.parametrize("told", ["chu-tich", "a@b@c.vn", "a@b.vn;Bcc:x@y.vn", "<a@b.vn>", "x@y.vn\0"])
def test_receivers_that_are_none_are_refused(told: str) -> None:
    with pytest.raises(BadInput):
        nightly.receivers(told)


def test_receivers_are_read_as_people_write_them() -> None:
    assert nightly.receivers(f" {HEAD};{DEPUTY}\n{HEAD} ,") == (HEAD, DEPUTY)


def test_days_are_told_from_the_switching_on_and_no_further_back_than_a_month() -> None:
    told = days_to_tell(MONDAY, None, MONDAY + timedelta(days=2))
    long_ago = list(days_to_tell(date(2020, 1, 1), None, MONDAY))

    assert list(told) == [MONDAY, TUESDAY]
    assert (len(long_ago), long_ago[-1]) == (31, MONDAY - timedelta(days=1))
    assert list(days_to_tell(MONDAY, TUESDAY, TUESDAY)) == []


def test_a_letter_is_given_up_after_three_days(morning: datetime) -> None:
    begun = at = morning
    tries = 0
    while (again := next_try(tries := tries + 1, begun, at)) is not None:
        at = again
    assert GIVEN_UP - timedelta(hours=1, minutes=1) < at - begun < GIVEN_UP


def test_a_night_is_told_by_the_server_itself_also_when_it_was_off(
    open_office: OpenServer, mailbox: Mailbox
) -> None:
    office = open_office()
    headers = {"Authorization": f"Bearer {office.token('admin')}"}

    def press(path: str, **wish: object) -> None:
        asked = requests.post(f"{office.url}/api/v1{path}", json=wish, headers=headers, timeout=SECONDS)
        assert asked.ok, asked.text

    press("/office/nightly", nightly=True, receivers=HEAD)
    press("/office/mailing", host=mailbox.host, port=mailbox.port, seal="none", sender=SENDER)
    requests.post(
        f"{office.url}/api/v1/tickets",
        json={"service": "ho-tich"},
        headers={"Authorization": f"Bearer {office.token('kiosk')}"},
        timeout=SECONDS,
    ).raise_for_status()
    office.stop()
    office.settings["TOILUOT_CLOCK"] = "2022-10-05T07:00:00+07:00"
    office.start()

    ((_, receivers, _),) = mailbox.until(1)

    assert receivers == [HEAD]
    assert [path.name for path in (office.data / "nightly").iterdir()] == ["duong-phong-2022-10-03.eml"]
