"""Two servers of one office on one database: whoever listens at one hears what is pressed at the other."""

from tests.api.test_push import Screen, post
from tests.fixtures.office import OpenOffice


def test_a_call_pressed_at_one_server_is_heard_at_the_other_once_and_in_order(
    open_office: OpenOffice,
) -> None:
    first = open_office()
    post(first, "clerk", "/counters/1/open", "1")
    tickets = [post(first, "kiosk", "/tickets", body={"service": "ho-tich"}) for _ in range(2)]
    second = first.beside()
    boards = [Screen(office, "/display", {"token": office.token("display")}) for office in (first, second)]
    for board in boards:
        board.until("here")

    seqs = [post(first, "clerk", "/counters/1/call-next", "1")["seq"]]
    seqs.append(post(second, "clerk", f"/tickets/{tickets[0]['id']}/recall", "1")["seq"])
    seqs.append(post(first, "clerk", f"/tickets/{tickets[0]['id']}/recall", "1")["seq"])

    for board in boards:
        assert [call["seq"] for call in board.until("called", 3)] == seqs
        board.leave()
    assert second.stop() == 0
