"""The door of the printer agent: slips out, reports in."""

import time
from hashlib import sha256

from flask import Response, make_response

from server.actions.agent import AgentTray, Heard
from server.api import paper_schemas as s
from server.api.devices import was_heard
from server.api.doors import api, give, read_wish
from server.domain.printer import PrinterState
from server.domain.roles import Scope
from server.web.caller import needs, who
from server.web.house import Book, JobState, here
from server.web.packs import carried
from server.web.words import spoken_here

LOOK_AGAIN_SECONDS = 2.0


@api.post("/printer/jobs/next")
@needs(Scope.PRINTER)
def next_job() -> Response:
    """Waits for a slip as long as the agent wishes; nothing when none came."""
    wish, office = read_wish(s.NextJobWish), here()
    was_heard(who().key)
    tray = AgentTray(office)
    until = time.monotonic() + wish.wait
    tray.heard(Heard(wish.agent, PrinterState(wish.state), wish.roll))
    while True:
        office.paper_ordered.clear()
        job = tray.next_for(wish.agent)
        left = until - time.monotonic()
        if job is not None or left <= 0:
            break
        office.paper_ordered.wait(min(left, LOOK_AGAIN_SECONDS))
    if job is None:
        return make_response("", 204)
    logo = office.look(_logo)
    return give(
        s.PrintJobOut(
            id=job.id,
            state=job.state,
            created_at=job.created_at,
            slip=job.slip,
            practice=office.clock.practice,
            logo=_hash(logo),
            words=_hash(carried(spoken_here())),
        )
    )


@api.post("/printer/jobs/<int:job>/claim")
@needs(Scope.PRINTER)
def claim(job: int) -> Response:
    wish = read_wish(s.ClaimWish)
    return give(s.Claimed(AgentTray(here()).claimed_by(job, wish.agent)))


@api.post("/printer/jobs/<int:job>")
@needs(Scope.PRINTER)
def report(job: int) -> Response:
    wish = read_wish(s.ReportWish)
    AgentTray(here()).reported(job, wish.agent, JobState(wish.state), wish.problem, wish.millimetres)
    return make_response("", 204)


@api.get("/printer/logo")
@needs(Scope.PRINTER)
def logo() -> Response:
    return _file(here().look(_logo))


@api.get("/printer/words")
@needs(Scope.PRINTER)
def words() -> Response:
    """The languages that the office brought along: the machine at which the printer hangs has not their folders."""
    return _file(carried(spoken_here()))


def _logo(book: Book) -> bytes:
    return book.profile.settings.slip.logo


def _hash(file: bytes) -> str | None:
    return sha256(file).hexdigest() if file else None


def _file(told: bytes) -> Response:
    answer = make_response(told)
    answer.content_type = "application/octet-stream"
    answer.headers["Cache-Control"] = "no-store"
    return answer
