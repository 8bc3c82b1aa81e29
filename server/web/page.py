"""How a screen opens: its template, and the facts its script begins with, in one answer."""

import gzip
from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec
from flask import Response, make_response, render_template, request
from markupsafe import Markup

from server.web import built
from server.web.caller import csrf_token, is_there, who
from server.web.house import Book, Profile, here
from server.web.words import FIRST, Words, chosen, spoken_here

SHARED_ROOMS = ("web",)


def page(
    template: str,
    screen: str,
    *rooms: str,
    language: str | None = None,
    status: int = 200,
    shown: Mapping[str, Any] | None = None,
    own_words: Mapping[str, Mapping[str, str]] | None = None,
    **more: Any,
) -> Response:
    """The page of a screen. `rooms`: whose words its script may say; `more`: further facts for template and script;
    `shown`: further ones for the template alone; `own_words`: sentences that the office has put in its own words.

    Without a language (or with one that the house does not speak) the reader's own choice decides, else Vietnamese.
    """
    language = chosen([language or "", _reader_language()], spoken_here().languages)
    is_there(who())
    facts = _facts(screen, language, rooms) | more
    own = _own_words(own_words or {}, facts["languages"])
    for spoken, sentences in own.items():
        facts["words"][spoken].update(sentences)
    html = render_template(
        template,
        facts=_for_script(facts),
        screen=screen,
        language=language,
        languages=facts["languages"],
        office_name=facts["office"]["name"],
        practice=facts["clock"]["practice"],
        asset=built.address,
        tongues_with_fonts=sorted(spoken_here().fonts),
        say=partial(_say, own.get(language, {}), language),
        count=partial(spoken_here().plural, language),
        **(shown or {}),
        **more,
    )
    return _packed(make_response(html, status))


def _own_words(
    written: Mapping[str, Mapping[str, str]], languages: list[str]
) -> Mapping[str, Mapping[str, str]]:
    """In the languages for which the office wrote none, its Vietnamese ones."""
    return {spoken: written.get(spoken, written[FIRST]) for spoken in languages} if written else {}


def _say(own: Mapping[str, str], spoken: str, key: str, /, **facts: object) -> str:
    return own[key] if key in own else spoken_here().say(spoken, key, **facts)


def not_connected(screen: str) -> Response:
    """What a machine shows that is no device of the office yet; it also takes the token of a connecting link."""
    return page("not_connected.html", "start", "door", "devices", status=403, wanted=screen)


def _reader_language() -> str:
    """The language that this browser chose on one of our pages."""
    return request.cookies.get("language", "vi")


def _facts(screen: str, language: str, rooms: tuple[str, ...]) -> dict[str, Any]:
    office, words, caller = here(), spoken_here(), who()
    profile, clock = office.look(_profile), office.clock
    return {
        "screen": screen,
        "office": {"code": profile.code, "name": _names(words, profile)},
        "language": language,
        "languages": words.languages,
        "words": {spoken: words.room(spoken, *SHARED_ROOMS, *rooms) for spoken in words.languages},
        "clock": {
            "now": clock().astimezone(profile.zone).isoformat(),
            "rate": clock.rate,
            "practice": clock.practice,
            "zone": profile.zone.key,
        },
        "csrf": csrf_token(),
        "caller": {
            "kind": caller.kind,
            "name": caller.name,
            "shown": caller.shown,
            "scopes": sorted(caller.scopes),
            "counter": caller.counter,
        },
        "version": built.version(),
    }


def _profile(book: Book) -> Profile:
    """As the office calls itself now: it may have been changed since the server was started."""
    return book.profile


def _names(words: Words, profile: Profile) -> dict[str, str]:
    """The office's name in every language of the page: a template asks for it without a second thought."""
    known = words.names_of(profile.name.vi, profile.name.en)
    return {language: known.get(language, profile.name.vi) for language in words.languages}


def _packed(answer: Response) -> Response:
    """Half of a page is its words: packed, it opens in a fifth of the bytes.

    No page repeats what a stranger sent, so the length of a packed one tells nobody its secrets (the BREACH attack).
    """
    answer.headers["Vary"] = "Accept-Encoding, Cookie"
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.set_data(gzip.compress(answer.get_data(), compresslevel=6, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _for_script(facts: dict[str, Any]) -> Markup:
    """JSON that can stand inside a script element: no `<` in it can end the element or open a comment."""
    text = msgspec.json.encode(facts).decode()
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704  escaped in this very line


def plain(body: Any) -> Response:
    """A page's own data, for its script."""
    answer = make_response(msgspec.json.encode(body))
    answer.content_type = "application/json"
    answer.headers["Cache-Control"] = "no-store"
    return answer
