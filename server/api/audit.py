"""The journal for an administrator: searched, taken away, its chain verified; and a back-up now."""

from collections.abc import Iterator
from dataclasses import replace

from flask import Response, request
from gevent.lock import BoundedSemaphore

from server.actions import administrator, audit
from server.api import office_schemas as s
from server.api.doors import api, change, give, read_wish
from server.api.schemas import Nothing
from server.domain.journal import Entry
from server.domain.roles import Scope
from server.domain.sheet import BYTE_ORDER_MARK, line_of
from server.web.caller import needs, who
from server.web.deeds import deed, place, told
from server.web.house import Asked, Office, here, house
from server.web.search import asked, last_day
from server.web.words import shipped

SHOWN = 100
COLUMNS = ("seq", "at", "by", "from", "verb", "ticket", "counter", "what", "told")
_one_walk_at_a_time = BoundedSemaphore(1)


@api.get("/office/journal")
@needs(Scope.ADMIN)
def journal() -> Response:
    """The newest first; `next` in the answer is asked for as `?before=`."""
    found = here().look(lambda book: audit.found(book, asked(book), SHOWN))
    after = audit.next_of(found) if len(found) == SHOWN else None
    rows = [_row(entry) for entry in found]
    return give(s.JournalOut(rows, f"{after[0].isoformat()} {after[1]}" if after else None))


def _row(entry: Entry) -> s.JournalRow:
    words = shipped()
    return s.JournalRow(
        entry.seq,
        entry.at,
        entry.by,
        place(entry),
        entry.verb,
        entry.ticket,
        entry.counter,
        {language: deed(words, language, entry) for language in words.languages},
        {language: told(words, language, entry) for language in words.languages},
    )


@api.get("/office/journal.csv")
@needs(Scope.ADMIN)
def journal_csv() -> Response:
    """All that the search finds, for a spreadsheet; told in the language of `?language=`."""
    office, wish = here(), here().look(asked)
    name = f"journal-{wish.first:%Y-%m-%d}-{last_day(wish)}.csv"
    return Response(
        _lines(office, wish, request.args.get("language", "vi")),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(office: Office, wish: Asked, language: str) -> Iterator[str]:
    """Read portion by portion: a slow reader holds no look into the book open."""
    language = language if language in shipped().languages else "vi"
    yield BYTE_ORDER_MARK + line_of(COLUMNS)
    while True:
        found = office.look(audit.found, wish, audit.TOGETHER)
        for entry in found:
            row = _row(entry)
            facts = (row.place, row.verb, row.ticket or "", row.counter or "", row.what[language])
            said = "; ".join(told(shipped(), language, entry, whole=True))
            yield line_of((str(row.seq), row.at.isoformat(timespec="seconds"), row.by, *facts, said))
        if len(found) < audit.TOGETHER:
            return
        wish = replace(wish, before=audit.next_of(found))


@api.get("/office/journal/chain")
@needs(Scope.ADMIN)
def chain() -> Response:
    """Walks the whole chain now, in a program of its own; one walk at a time."""
    office = here()
    with _one_walk_at_a_time:
        found = house().craft.chain(office)
    return give(
        s.ChainOut(not found.why and found.broken is None, found.entries, found.last_hash, found.broken)
    )


@api.post("/office/backups")
@needs(Scope.ADMIN)
def back_up() -> Response:
    """A back-up is made as soon as it can be, by the wheel that makes the daily one."""
    read_wish(Nothing)
    by = who().name
    answer = change(
        lambda book: administrator.want_backup(book, by), lambda _, seq: s.BackUpWanted(seq), status=202
    )
    house().keeping.wanted = True
    return answer
