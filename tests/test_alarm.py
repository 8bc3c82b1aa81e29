"""Whoever should see to something is told once: the screens at once, and outside by a webhook that nothing is lost of."""

import hashlib
import hmac
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests

from server.actions import citizen, clerk, webhook
from server.actions.citizen import Wish
from server.alarm import LULL, Alarm, posted, send_one
from server.domain.errors import BadInput
from server.domain.keeping import Keeping
from server.domain.webhook import PAUSES, next_try
from server.office import Dispatch, Office, Webhook
from tests.fixtures.book import OpenOffice
from tests.fixtures.office import OpenOffice as OpenServer
from tests.fixtures.office import RunningOffice
from tests.fixtures.receiver import Receiver

SECRET = "a-secret-of-the-office"
SECONDS = 60
AlarmOf = Callable[[Keeping], Alarm]


@pytest.fixture
def alarm_of(opened: OpenOffice) -> Iterator[AlarmOf]:
    """`alarm_of(keeping)` is one server's; at the end each lets go."""
    alarms: list[Alarm] = []

    def made(keeping: Keeping) -> Alarm:
        alarms.append(Alarm(opened.office, keeping))
        return alarms[-1]

    yield made
    for alarm in alarms:
        alarm.let_go()


@pytest.fixture
def told_outside(opened: OpenOffice, receiver: Receiver) -> OpenOffice:
    set_webhook(opened, receiver.url)
    return opened


def set_webhook(opened: OpenOffice, url: str, secret: str = SECRET) -> None:
    opened.office.change(webhook.set_webhook, "tin", url, secret)
    opened.office.learn()


def wait_too_long(opened: OpenOffice) -> None:
    opened.office.change(citizen.take_ticket, Wish("ho-tich"), "kiosk")
    opened.later(minutes=16)


def call(opened: OpenOffice) -> None:
    opened.office.change(clerk.open_counter, "1", "lan")
    opened.office.change(clerk.call_next, "1", "lan")


def send_all(office: Office) -> None:
    while send_one(office):
        pass


def told(receiver: Receiver) -> list[tuple[str, Any]]:
    """Event and trouble of each that came."""
    bodies = [json.loads(body) for _, body in receiver.came]
    return [(body["event"], body["trouble"]) for body in bodies]


def dispatches(opened: OpenOffice) -> list[Dispatch]:
    return opened.office.look(webhook.latest)


def test_a_trouble_is_told_outside_once_and_once_more_when_it_is_over(
    told_outside: OpenOffice, receiver: Receiver, alarm_of: AlarmOf
) -> None:
    alarm = alarm_of(Keeping())
    wait_too_long(told_outside)
    for _ in range(3):
        alarm.look()
        told_outside.later(minutes=1)
    call(told_outside)
    alarm.look()
    told_outside.later(seconds=LULL.total_seconds())
    alarm.look()
    alarm.look()

    send_all(told_outside.office)

    (raised, came), (over, gone) = told(receiver)
    assert (raised, came["type"], came["about"]) == ("raised", "wait-over", "ho-tich")
    assert came["sentences"]["vi"].startswith("Hộ tịch: 1 người chờ quá 15 phút")
    assert came["since"] == "2022-10-03T08:15:00+07:00"
    assert (over, gone["id"]) == ("over", came["id"])
    assert "A001" not in receiver.came[0][1].decode()


def test_what_comes_back_at_once_is_the_same_trouble(
    told_outside: OpenOffice, receiver: Receiver, alarm_of: AlarmOf
) -> None:
    alarm = alarm_of(Keeping(problem="full"))
    alarm.look()
    alarm.keeping.problem = None
    alarm.look()
    told_outside.later(minutes=4)
    alarm.keeping.problem = "full"
    alarm.look()
    told_outside.later(minutes=4)
    alarm.look()

    send_all(told_outside.office)

    assert [event for event, _ in told(receiver)] == ["raised"]


def test_a_server_that_was_started_again_does_not_tell_the_same_trouble_anew(
    told_outside: OpenOffice, receiver: Receiver, alarm_of: AlarmOf
) -> None:
    first = alarm_of(Keeping(problem="full"))
    first.look()
    first.let_go()

    alarm_of(Keeping(problem="full")).look()
    send_all(told_outside.office)

    assert len(receiver.came) == 1


def test_only_one_of_two_servers_tells_it(
    told_outside: OpenOffice, receiver: Receiver, alarm_of: AlarmOf
) -> None:
    for _ in range(2):
        alarm_of(Keeping(problem="full")).look()

    send_all(told_outside.office)

    assert len(receiver.came) == 1


def test_without_an_address_troubles_are_noted_and_nobody_is_told(
    opened: OpenOffice, alarm_of: AlarmOf
) -> None:
    alarm_of(Keeping(problem="")).look()

    assert dispatches(opened) == []
    assert not send_one(opened.office)


def test_screens_are_told_when_something_changes_and_not_again_and_again(
    opened: OpenOffice, alarm_of: AlarmOf
) -> None:
    keeping = Keeping(problem="full")
    alarm = alarm_of(keeping)
    alarm.look()
    alarm.look()
    keeping.problem = None
    alarm.look()

    said = [message["troubles"] for message in opened.ear.of("troubles", "/manager")]
    assert said == [[{"type": "backup-overdue", "about": ""}], []]


def test_what_is_sent_is_signed_with_the_second_of_sending(
    told_outside: OpenOffice, receiver: Receiver
) -> None:
    told_outside.office.change(webhook.try_out)

    send_all(told_outside.office)

    ((signature, body),) = receiver.came
    parts = dict(part.split("=", 1) for part in signature.split(","))
    signed = parts["t"].encode() + b"." + body
    assert parts["v1"] == hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert json.loads(body) == {
        "event": "test",
        "office": "duong-phong",
        "at": "2022-10-03T08:00:00+07:00",
        "trouble": None,
    }


def test_what_is_not_taken_is_sent_again_later_and_later(
    told_outside: OpenOffice, receiver: Receiver
) -> None:
    receiver.answers += [500, 302, 503]
    told_outside.office.change(webhook.try_out)

    for tries, pause in enumerate(PAUSES[:3], start=1):
        send_all(told_outside.office)
        assert len(receiver.came) == tries
        told_outside.later(seconds=pause.total_seconds() - 1)
        send_all(told_outside.office)
        assert len(receiver.came) == tries
        told_outside.later(seconds=1)
    send_all(told_outside.office)

    (kept,) = dispatches(told_outside)
    assert (kept.tries, kept.problem, kept.done_at) == (4, None, told_outside.clock())
    assert len({body for _, body in receiver.came}) == 1


def test_a_receiver_that_is_not_there_is_named_and_tried_again(opened: OpenOffice) -> None:
    set_webhook(opened, "http://127.0.0.1:9/")
    opened.office.change(webhook.try_out)

    assert send_one(opened.office)

    (kept,) = dispatches(opened)
    assert kept.done_at is None
    assert "refused" in str(kept.problem)


@pytest.mark.parametrize(
    "line", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: y\r\n", b"x" * 100]
)
def test_a_receiver_that_never_stops_answering_is_no_receiver(
    opened: OpenOffice, babbler: Callable[[bytes], int], line: bytes
) -> None:
    set_webhook(opened, f"http://127.0.0.1:{babbler(line)}/")
    opened.office.change(webhook.try_out)

    assert send_one(opened.office)

    (kept,) = dispatches(opened)
    assert (kept.done_at, kept.tries) == (None, 1)
    assert kept.problem


def test_news_of_two_days_ago_is_given_up(opened: OpenOffice) -> None:
    begun = opened.clock()
    pauses: list[timedelta] = []
    at = begun
    while (again := next_try(len(pauses) + 1, begun, at)) is not None:
        pauses.append(again - at)
        at = again

    assert pauses[:6] == list(PAUSES)
    assert set(pauses[6:]) == {timedelta(hours=1)}
    assert timedelta(hours=46) < at - begun < timedelta(days=2)


def test_what_nobody_wants_any_more_is_let_go(told_outside: OpenOffice, receiver: Receiver) -> None:
    told_outside.office.change(webhook.try_out)
    set_webhook(told_outside, "", "")

    send_all(told_outside.office)

    assert receiver.came == []
    assert dispatches(told_outside)[0].done_at is not None


@pytest.fixture
def endless() -> Iterator[str]:
    """A receiver that goes on saying that it will answer soon, as long as anybody listens."""
    listener = socket.create_server(("127.0.0.1", 0))

    def soon_and_soon() -> None:
        line, _ = listener.accept()
        with line, suppress(OSError):
            while True:
                line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    talking = threading.Thread(target=soon_and_soon)
    talking.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    listener.close()
    talking.join(SECONDS)


def test_a_receiver_that_never_comes_to_an_end_is_hung_up_on(endless: str) -> None:
    with pytest.raises((OSError, http.client.HTTPException)):
        posted(Webhook(endless, SECRET), b"{}", patience=0.2)


def test_what_a_receiver_says_of_itself_is_kept_short_and_on_one_line(told_outside: OpenOffice) -> None:
    def rude(_: Webhook, __: bytes) -> None:
        raise http.client.BadStatusLine("HTTP/9.9 \r\n2022-10-03 forged line" + "x" * 60_000)

    told_outside.office.change(webhook.try_out)
    send_one(told_outside.office, rude)

    problem = dispatches(told_outside)[0].problem
    assert problem is not None
    assert ("\n" in problem, len(problem)) == (False, webhook.LONGEST_PROBLEM)


@pytest.mark.parametrize(
    ("url", "is_good"),
    [
        ("https://bao-tin.gov.vn/hook", True),
        ("http://192.168.1.20:9000/hook", True),
        ("http://[::1]/", True),
        ("http://may-chu/hook", True),
        ("http://may-chu.local", True),
        ("http://bao-tin.gov.vn/hook", False),
        ("http://8.8.8.8/", False),
        ("ftp://192.168.1.20/", False),
        ("https://", False),
        ("https://tin:mat-khau@bao-tin.gov.vn/", False),
        ("https://bao-tin.gov.vn:cổng/", False),
        ("https://[bao-tin/", False),
        ("https://bao tin.vn/", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("https://169.254.169.254/", False),
        ("http://2852039166/", False),
        ("http://0x08080808/", False),
        ("https://0x7f.1/", False),
        ("http://[::ffff:8.8.8.8]/", False),
        ("http://[::ffff:192.168.1.20]/", True),
        ("http://[fe80::1]/", False),
        ("http://0.0.0.0/", False),
        ("http://[::]/", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
    ],
)
def test_an_address_outside_the_house_must_be_sealed(url: str, *, is_good: bool) -> None:
    if is_good:
        webhook.check(url)
    else:
        with pytest.raises(BadInput):
            webhook.check(url)


def test_the_secret_stays_unless_another_is_given_and_is_not_in_the_journal(opened: OpenOffice) -> None:
    set_webhook(opened, "https://a.vn/")
    set_webhook(opened, "https://b.vn/", "")

    assert opened.office.profile.settings.webhook.secret == SECRET
    entries = opened.office.look(lambda book: book.journal.since(0))
    assert [entry.facts["after"]["url"] for entry in entries] == ["https://a.vn/", "https://b.vn/"]
    assert SECRET not in str([replace(entry) for entry in entries])


@pytest.mark.parametrize(("secret", "field"), [("", "secret"), ("short", "secret")])
def test_without_a_good_secret_nothing_is_signed_and_nothing_set(
    opened: OpenOffice, secret: str, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        set_webhook(opened, "https://a.vn/", secret)

    assert refused.value.facts["where"] == field


def test_nobody_is_tried_who_is_not_named(opened: OpenOffice) -> None:
    with pytest.raises(BadInput):
        opened.office.change(webhook.try_out)


def ask(office: RunningOffice, path: str, wish: dict[str, Any] | None = None) -> Any:
    headers = {"Authorization": f"Bearer {office.token('admin')}"}
    answer = requests.post(
        f"{office.url}/api/v1/office{path}", json=wish or {}, headers=headers, timeout=SECONDS
    )
    assert answer.ok, answer.text
    return answer.json()


def test_a_receiver_that_was_away_is_told_by_the_server_that_was_started_again(
    open_office: OpenServer, receiver: Receiver
) -> None:
    receiver.answers += [500]
    office = open_office()
    ask(office, "/webhook", {"url": receiver.url, "secret": SECRET})
    assert ask(office, "/webhook/test") == {"unsent": 1}
    receiver.until(1)

    office.kill()
    office.start()

    first, second = receiver.until(2)
    assert first[1] == second[1]
    assert first[0] != second[0]
