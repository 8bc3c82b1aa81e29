"""The first start: the link that the program prints makes an office of what nobody has set up yet."""

import secrets
from zoneinfo import ZoneInfo

from flask import Response, request

from server.actions import first_start, people
from server.actions.first_start import Founding
from server.api import office_schemas as s
from server.api.doors import api, from_here, give, press_of, read_wish
from server.api.sessions import aside, sealed
from server.domain.errors import BadInput
from server.domain.session import WHOLE
from server.web.caller import SESSION, check_csrf, csrf_token, give_cookie
from server.web.house import Book, Name, Person, Press, here, house
from server.web.pace import Pace

TRIES_A_MINUTE = 10
pace = Pace()


@api.post("/setup")
def set_up() -> Response:
    """The office is founded, and its administrator is signed in. The link opens once; the same press again, whose answer
    was lost, gives the same answer.
    """
    wish = read_wish(s.FoundingWish)
    check_csrf()
    pace.step(str(request.remote_addr), TRIES_A_MINUTE)
    office, pressed = here(), press_of("setup", house().secret)
    session = sealed(f"setup {pressed.key}") if pressed else secrets.token_urlsafe(32)
    office.look(_check_link, wish.token, pressed)
    _check_zone(wish.zone)
    name = Name(wish.name.vi.strip(), wish.name.en.strip() or wish.name.vi.strip())
    names = (wish.person, wish.shown_name, name.vi, name.en)
    password = aside(lambda: people.password_hash(wish.password, office.settings.password_length, names))
    founding = Founding(
        name, wish.office_code.strip(), wish.zone, wish.person.strip(), wish.shown_name.strip(), password
    )

    def action(book: Book) -> Person:
        found = first_start.found(book, wish.token, founding)
        people.begin_session(book, found, session)
        return found

    office.press(from_here(action), pressed, lambda *_: founding.person)
    office.learn()
    answer = give(s.Founded(founding.person, csrf_token()), 201)
    give_cookie(answer, SESSION, session, WHOLE)
    return answer


def _check_link(book: Book, token: str, pressed: Press | None) -> None:
    if pressed is None or book.answered(pressed) is None:
        first_start.check_link(book, token)


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, KeyError) as unknown:
        raise BadInput(where="zone", why="choice", hint="Asia/Ho_Chi_Minh") from unknown
