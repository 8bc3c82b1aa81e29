"""The board of procedures, as the law wants it posted: on the kiosk and on every phone; and the page of a dossier."""

from datetime import datetime
from typing import Any

import segno
from flask import Blueprint, Response, request
from markupsafe import Markup

from server.domain.dossier import Dossier, is_late
from server.domain.errors import UnknownDossier, UnknownProcedure
from server.domain.procedure import Paper, Procedure
from server.domain.roles import Scope
from server.web.caller import NOBODY, who
from server.web.headers import lend_camera
from server.web.house import Book, Name, Service, address, here, house
from server.web.page import page, plain
from server.web.posting import fee_said, limit_said, named
from server.web.privacy import kept_here
from server.web.words import chosen, shipped

pages = Blueprint("posting", __name__, template_folder="templates")

COMMONEST, FOUND = 12, 20


@pages.get("/procedures")
def procedures() -> Response:
    """By field, by commonest, by typing; what was typed stands in the address, so that it works without a script too."""
    language, wish, field = _language(), request.args.get("q", ""), request.args.get("field")
    shown = here().look(_shown, wish, field, language)
    return page(
        "posting.html",
        *("posting", "posting"),
        language=language,
        shown={"wish": wish, "field": field, "kiosk": _is_kiosk(), **shown},
        kiosk_mode=_is_kiosk(),
    )


def _shown(book: Book, wish: str, field: str | None, language: str) -> dict[str, Any]:
    known = book.procedures()
    fields: dict[str, int] = {}
    for one in known:
        fields[one.field.vi] = fields.get(one.field.vi, 0) + 1
    names = {one.field.vi: named(one.field, language) for one in known}
    return {
        "found": [_line(one, language) for one in _asked(book, wish, field)],
        "fields": [(vi, names[vi], count) for vi, count in fields.items()],
    }


def _asked(book: Book, wish: str, field: str | None) -> list[Procedure]:
    if wish.strip():
        return book.search(wish, FOUND)
    known = book.procedures()
    return [one for one in known if one.field.vi == field] if field else known[:COMMONEST]


@pages.get("/kiosk/privacy")
def privacy() -> Response:
    """What the office keeps of whom, in the kiosk's large letters and with a way back."""
    shown = {"kiosk": _is_kiosk()}
    return page(
        "kiosk_privacy.html",
        *("posting", "posting", "privacy"),
        language=_language(),
        shown=shown,
        kiosk_mode=_is_kiosk(),
        **kept_here(),
    )


@pages.get("/procedures/find")
def find() -> Response:
    """The same while somebody types."""
    language, wish, field = _language(), request.args.get("q", ""), request.args.get("field")
    return plain(here().look(lambda book: [_line(one, language) for one in _asked(book, wish, field)]))


def _line(one: Procedure, language: str) -> dict[str, str]:
    return {
        "code": one.code,
        "name": named(one.name, language),
        "field": named(one.field, language),
        "limit": limit_said(shipped(), language, one.limit) or "",
    }


@pages.get("/procedures/<code>")
def procedure(code: str) -> Response:
    """One procedure in plain words."""
    language = _language()
    try:
        found, service = here().look(_with_line, code)
    except UnknownProcedure:
        return page("phone_gone.html", "phone", "phone", language=language, status=404)
    return page(
        "procedure.html",
        *("posting", "posting"),
        language=language,
        shown={
            "kiosk": _is_kiosk(),
            "procedure": found,
            "service": service,
            "name": named(found.name, language),
            "limit": limit_said(shipped(), language, found.limit),
            "limits": [
                (channel.value, limit_said(shipped(), language, limit)) for channel, limit in found.limits
            ],
            "fee": fee_said(shipped(), language, found.fee),
            "exempt": named(found.fee.exempt, language) if found.fee.exempt else None,
            "result": named(found.result, language) if found.result else None,
            "papers": [_paper(paper, language) for paper in found.papers],
            "online_code": _code_of(found.address) if found.address else None,
            "page_code": _code_of(f"{address()}/procedures/{found.code}"),
        },
        kiosk_mode=_is_kiosk(),
        code=found.code,
    )


def _with_line(book: Book, code: str) -> tuple[Procedure, Service | None]:
    found = book.procedure(code)
    service = book.catalogue.services.get(found.service or "")
    return found, service if service is not None and not service.retired else None


def _paper(paper: Paper, language: str) -> dict[str, Any]:
    return {
        "name": named(paper.name, language),
        "originals": paper.originals,
        "copies": paper.copies,
        "form": paper.form,
        "if_unknown": paper.if_unknown,
    }


@pages.get("/d/<secret>")
def dossier(secret: str) -> Response:
    """How a dossier stands, for who has its receipt."""
    for office in house().offices.values():
        found = office.look(lambda book: _called(book, book.dossiers.with_secret(secret)))
        if found is not None:
            now = office.clock().astimezone(office.profile.zone)
            return _dossier_page(*found, now, office.name)
    return page("dossier_gone.html", "posting", "posting", status=404)


def _called(book: Book, found: Dossier | None) -> tuple[Dossier, Name] | None:
    """The dossier, and what its procedure is called."""
    return (found, book.called(found)) if found else None


def _dossier_page(found: Dossier, name: Name, now: datetime, office: Name) -> Response:
    language = _language(found.language)
    shown = {"dossier": found, "name": named(name, language), "late": is_late(found, now)}
    return page(
        "dossier.html",
        *("posting", "posting", "dossier"),
        language=language,
        shown={**shown, "kiosk": False, "kept_by": named(office, language)},
        kiosk_mode=False,
    )


@pages.get("/collect")
def collect() -> Response:
    """Where a receipt is held under the scanner."""
    if not _is_kiosk():
        raise UnknownDossier
    return lend_camera(
        page(
            "collect.html",
            *("posting", "posting", "dossier"),
            language=_language(),
            shown={"kiosk": True},
            kiosk_mode=True,
        )
    )


def _language(own: str = "vi") -> str:
    wanted = (request.args.get("lang", ""), request.cookies.get("language", ""), own)
    return chosen(wanted, shipped().languages)


def _is_kiosk() -> bool:
    return who(Scope.KIOSK) is not NOBODY


def _code_of(told: str) -> Markup:
    """A QR code as lines in the page itself."""
    drawn = segno.make(told, error="m", micro=False).svg_inline(
        scale=1, border=2, omitsize=True, light="#fff"
    )
    return Markup(drawn)  # noqa: S704  drawn by segno of an address; no word of a stranger is in it
