"""What is decided about procedures: taken over from a table, edited, published, withdrawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from server.domain.errors import BadInput, UnknownProcedure
from server.domain.procedure import Posting, Procedure, Slides
from server.domain.procedure_sheet import Read, Remark, Row, faults_in, read
from server.office import Book

NO_VERSION = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What a table would change: new procedures, changed ones, those that stay as they are, and what is strange in it.

    `absent` are procedures of the office that the table does not name: they stay.
    """

    new: tuple[Procedure, ...]
    changed: tuple[Procedure, ...]
    same: int
    absent: int
    remarks: tuple[Remark, ...]

    @property
    def faults(self) -> list[Remark]:
        """What has to be put right first: nothing is kept while there is one."""
        return faults_in(self.remarks)

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each, by words of `sheet.<word>`."""
        faults = len(self.faults)
        assumed = len(self.remarks) - faults
        kinds = {"new": len(self.new), "changed": len(self.changed), "same": self.same, "absent": self.absent}
        return kinds | {"assumed": assumed, "faults": faults}


def preview(book: Book, header: Sequence[str], rows: Iterable[Row]) -> Preview:
    """What the table says, held against what the office has; nothing is changed."""
    services = {
        service.code: service.name.vi for service in book.catalogue.services.values() if not service.retired
    }
    latest = _latest(book)
    told = read(header, rows, book.today, services, list(latest.values()))
    return _compared(told, latest) if told.whole else Preview((), (), 0, 0, told.remarks)


def take_over(book: Book, header: Sequence[str], rows: Iterable[Row], by: str) -> Preview:
    """Keeps what the table says, all of it or, when something in it can not be, nothing (see `faults`).

    Each changed procedure gets a new version; the same table once more changes nothing.
    """
    seen = preview(book, header, rows)
    fresh = [*seen.new, *seen.changed]
    if not seen.faults and fresh:
        place = book.versions().next_place()
        numbered = [
            replace(one, place=place + at) if one.version == 1 else one for at, one in enumerate(fresh)
        ]
        book.change_procedures().add(numbered)
        book.note(
            "procedures-imported",
            by,
            new=[one.code for one in seen.new],
            changed=[one.code for one in seen.changed],
            assumed=len(seen.remarks),
        )
    return seen


def _latest(book: Book) -> dict[str, Procedure]:
    """The newest version of each, drafts too."""
    return {one.code: one for one in sorted(book.versions().all(), key=lambda one: one.version)}


def _compared(told: Read, latest: dict[str, Procedure]) -> Preview:
    new, changed, same = [], [], 0
    for one in told.procedures:
        before = latest.get(one.code)
        if before is None:
            new.append(one)
        elif _alike(one, before):
            same += 1
        else:
            changed.append(replace(one, version=before.version + 1, place=before.place))
    named = {one.code for one in told.procedures}
    return Preview(tuple(new), tuple(changed), same, len(latest.keys() - named), told.remarks)


def _alike(one: Procedure, other: Procedure) -> bool:
    """The same but for when it came into force and where it stands in the list."""
    return one == replace(other, since=one.since, place=one.place, version=one.version)


def add(book: Book, wish: Procedure, by: str) -> Procedure:
    """A procedure that the catalogue has not yet. Raises BadInput for a code that is taken, and as `save` does."""
    if book.versions().of(wish.code):
        raise BadInput(where="procedure", why="known", hint=f"{wish.code} is in the catalogue already")
    return save(book, wish, by)


def save(book: Book, wish: Procedure, by: str) -> Procedure:
    """A procedure as somebody edited it: a new version, or the draft of one. A version that was in force stays in the book.

    One that is only to come into force is put right like a draft. Raises UnknownService for a line that is not there,
    BadInput for a day in the past of the version before.
    """
    if wish.service is not None:
        book.catalogue.service(wish.service)
    if not wish.name.vi.strip() or not wish.field.vi.strip():
        raise BadInput(
            where="name.vi" if not wish.name.vi.strip() else "field.vi", why="missing", hint="in Vietnamese"
        )
    before = book.versions().of(wish.code)
    kept = [one for one in before if not _is_to_come(book, one)]
    if kept and wish.since < kept[-1].since:
        raise BadInput(
            where="since",
            why="range",
            hint=f"not before {kept[-1].since}, when the last version came into force",
        )
    return _kept(book, wish, before[-1] if before else None, by)


def _is_to_come(book: Book, version: Procedure) -> bool:
    """A draft, or a version that nobody has read yet: no dossier came in under it."""
    return version.posting is Posting.DRAFT or version.since > book.today


def _kept(book: Book, wish: Procedure, last: Procedure | None, by: str) -> Procedure:
    place = last.place if last else book.versions().next_place()
    if last is not None and replace(wish, place=place, version=last.version) == last:
        return last
    if last is not None and _is_to_come(book, last):
        told = replace(wish, place=place, version=last.version)
        book.change_procedures().replace(told)
    else:
        told = replace(wish, place=place, version=(last.version if last else NO_VERSION) + 1)
        book.change_procedures().add([told])
    book.note("procedure", by, procedure=wish.code, before=last, after=told)
    return told


def withdraw(book: Book, code: str, by: str) -> Procedure:
    """The public reads it no more from today on; dossiers that were received keep the version they came under."""
    return _posted(book, code, Posting.WITHDRAWN, by)


def publish(book: Book, code: str, by: str) -> Procedure:
    """The latest version is posted, from the day on which it comes into force."""
    return _posted(book, code, Posting.PUBLISHED, by)


def _posted(book: Book, code: str, posting: Posting, by: str) -> Procedure:
    versions = book.versions().of(code)
    if not versions:
        raise UnknownProcedure(procedure=code)
    last = versions[-1]
    if last.posting is posting:
        return last
    # A version that was to come into force later is posted, or withdrawn, as of then.
    return _kept(book, replace(last, posting=posting, since=max(last.since, book.today)), last, by)


COMMONEST_SLIDES = 8
"""So many are round again after two minutes."""


def slides(book: Book) -> list[Procedure]:
    """The procedures that the display shows: as the office chose, as far as they are posted today."""
    plan = book.profile.settings.slides
    if plan.which is Slides.COMMONEST:
        return book.procedures()[:COMMONEST_SLIDES]
    posted = book.posted().by_code
    chosen = plan.chosen if plan.which is Slides.CHOSEN else ()
    return [posted[code] for code in chosen if code in posted]
