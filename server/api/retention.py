"""How long is kept what might name somebody: as the administrator says, shown before it goes."""

from dataclasses import asdict
from functools import partial

from flask import Response

from server.actions import privacy
from server.api import office_schemas as s
from server.api.doors import api, change, give, read_wish
from server.api.office import set_by
from server.api.schemas import Nothing
from server.domain.retention import Due
from server.domain.roles import Scope
from server.domain.setup import Matter
from server.web.caller import needs, who
from server.web.house import Book, here
from server.web.words import shipped


@api.get("/office/retention")
@needs(Scope.ADMIN)
def due_now() -> Response:
    """The dry run: nothing is deleted."""
    return give(here().look(_due))


def _due(book: Book) -> s.DueOut:
    usual = here().settings.keep
    keep, due = privacy.days(book, usual), privacy.due(book, usual)
    return s.DueOut(keep.comments, keep.names, due.comments, due.keys, due.names)


@api.post("/office/retention")
@needs(Scope.ADMIN)
def set_retention() -> Response:
    wish = read_wish(s.RetentionWish)
    return set_by(privacy.set_days, here().settings.keep, wish.keep_comments, wish.keep_names)


@api.post("/office/call-back")
@needs(Scope.ADMIN)
def set_call_back() -> Response:
    return set_by(partial(privacy.set_call_back, allowed=read_wish(s.CallBackWish).call_back))


@api.post("/office/retention/tidy")
@needs(Scope.ADMIN)
def tidy() -> Response:
    read_wish(Nothing)
    by, usual = who().name, here().settings.keep
    return change(lambda book: privacy.tidy(book, usual, by), _gone)


def _gone(_: Book, gone: Due) -> s.Told:
    words = shipped()
    said = {language: [words.say(language, "privacy.done", **asdict(gone))] for language in words.languages}
    return s.Told(Matter.RETENTION, None, bool(gone), said)
