"""The hands of a play on a real office: every verb is the action that people's presses lead to."""

from datetime import datetime

from server.actions import citizen as citizens
from server.actions import clerk as clerks
from server.actions.citizen import Opinion, Wish
from server.domain.counter import PauseReason
from server.domain.ticket import Outcome, Place
from server.office import Office
from server.simulate.day import Citizen, Seat

KIOSK = "kiosk"


class RealHands:
    """Does everything through the office's own actions, so that screens, figures and paper follow as they always do.

    `paper`: whether slips are ordered; a play at many times the real pace would only fill the printer's line.
    """

    def __init__(self, office: Office, *, paper: bool = False, address: str = "") -> None:
        self._office, self._paper, self._address = office, paper, address

    def take(self, citizen: Citizen) -> str:
        wish = Wish(
            service=citizen.service,
            procedure=citizen.procedure,
            priority=citizen.priority,
            language=citizen.language,
            paper=self._paper,
        )
        return self._office.change(citizens.take_ticket, wish, KIOSK, self._address).ticket.id

    def cancel(self, ticket: str) -> None:
        held = self._office.look(lambda book: book.ticket(ticket).secret)
        self._office.change(citizens.cancel, held or "")

    def rate(self, ticket: str, score: int, reasons: tuple[str, ...]) -> None:
        self._office.change(citizens.rate, ticket, Opinion(score, reasons))

    def open_counter(self, seat: Seat) -> None:
        self._office.change(clerks.open_counter, seat.counter, seat.clerk)

    def pause(self, seat: Seat, reason: PauseReason) -> None:
        self._office.change(clerks.pause, seat.counter, seat.clerk, reason)

    def close_counter(self, seat: Seat) -> None:
        self._office.change(clerks.close_counter, seat.counter, seat.clerk)

    def call_next(self, seat: Seat) -> str | None:
        called = self._office.change(clerks.call_next, seat.counter, seat.clerk)
        return called.ticket.id if called else None

    def recall(self, seat: Seat, ticket: str) -> None:
        self._office.change(clerks.recall, ticket, seat.clerk)

    def start(self, seat: Seat, ticket: str) -> None:
        self._office.change(clerks.start, ticket, seat.clerk)

    def finish(self, seat: Seat, ticket: str, outcome: Outcome) -> None:
        self._office.change(clerks.finish, ticket, seat.clerk, outcome)

    def no_show(self, seat: Seat, ticket: str) -> None:
        self._office.change(clerks.no_show, ticket, seat.clerk)

    def hold(self, seat: Seat, ticket: str, until: datetime) -> None:
        self._office.change(clerks.hold, ticket, seat.clerk, until)

    def put_back(self, seat: Seat, ticket: str, place: Place) -> None:
        self._office.change(clerks.put_back, ticket, seat.clerk, place)

    def transfer(self, seat: Seat, ticket: str, service: str) -> None:
        self._office.change(clerks.transfer, ticket, seat.clerk, service)
