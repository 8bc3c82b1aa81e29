"""The machines of the office: they ask to be let in, say how they are, are named, found and shown out."""

import secrets
import time

from flask import Response, g, make_response, request

from server.actions import devices
from server.api import people_schemas as s
from server.api.doors import api, change, give, read_wish
from server.api.schemas import Nothing
from server.domain.errors import PairingOver
from server.domain.roles import Scope
from server.web.caller import DEVICE_LASTS, DEVICES, PAIRING, admit, check_csrf, give_cookie, needs, who
from server.web.house import Book, Device, Heard, Pairing, hashed, here, house, pairing_of
from server.web.pace import Pace

BEGUN_A_MINUTE, CLAIMED_A_MINUTE, TRIED_A_MINUTE = 20, 240, 10
"""Of one address, behind which a whole office may sit; codes tried by one administrator."""
LONGEST_AGENT = 300

pace, claims, tries = Pace(), Pace(), Pace()


def told(book: Book, device: Device) -> s.DeviceOut:
    return _told(book, device, set())


def _told(book: Book, device: Device, connected: set[int]) -> s.DeviceOut:
    heard, zone = device.heard, book.profile.zone
    return s.DeviceOut(
        device.id,
        device.scope,
        device.name,
        device.counter,
        device.created_at.astimezone(zone),
        device.seen_at.astimezone(zone) if device.seen_at else None,
        device.id in connected,
        heard.version,
        heard.width,
        heard.height,
        heard.sound,
        heard.address,
    )


def _heard(**more: object) -> Heard:
    agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
    return Heard(address=str(request.remote_addr), agent=agent, **more)  # type: ignore[arg-type]  # of HeartbeatWish


@api.post("/pairing")
def begin_pairing() -> Response:
    """A machine asks to be let in. Its secret stays with it: a browser's in a cookie that scripts cannot read."""
    wish, secret = read_wish(s.PairingWish), secrets.token_urlsafe(32)
    is_program = wish.screen == "printer"
    if not is_program:
        check_csrf()
    pace.step(str(request.remote_addr), BEGUN_A_MINUTE)
    office, heard, scope = here(), _heard(), Scope(wish.screen)
    code = office.change(devices.begin_pairing, hashed(secret), scope, heard)
    ends = office.clock().astimezone(office.profile.zone) + devices.CODE_LASTS
    answer = give(s.PairingOut(code, ends, secret if is_program else None), 201)
    if not is_program:
        give_cookie(answer, PAIRING, secret, devices.CODE_LASTS)
    return answer


@api.post("/pairing/claim")
def claim_pairing() -> Response:
    """Whether it was let in by now: the secret is its key from then on."""
    wish = read_wish(s.ClaimPairing)
    secret = wish.secret or request.cookies.get(PAIRING, "")
    if not wish.secret:
        check_csrf()
    claims.step(str(request.remote_addr), CLAIMED_A_MINUTE)
    key = house().keys.key(hashed(secret))
    if key is None:
        return _still_waiting(secret)
    answer = make_response("", 204)
    if not wish.secret and key.scope in DEVICES:
        give_cookie(answer, DEVICES[Scope(key.scope)], secret, DEVICE_LASTS)
        answer.delete_cookie(PAIRING)
    return answer


def _still_waiting(secret: str) -> Response:
    found: Pairing | None = house().database.look(lambda conn: pairing_of(conn, hashed(secret)))
    office = here()
    if found is None or found.ends_at <= office.clock():
        raise PairingOver
    return give(s.PairingOut(found.code, found.ends_at.astimezone(office.profile.zone)))


@api.get("/devices")
@needs(Scope.ADMIN)
def all_devices() -> Response:
    connected = here().push.connected()
    return give(here().look(lambda book: [_told(book, one, connected) for one in devices.known(book)]))


@api.post("/devices")
@needs(Scope.ADMIN)
def let_device_in() -> Response:
    wish, caller = read_wish(s.LetIn), who()
    tries.step(caller.id, TRIED_A_MINUTE)
    code, name = wish.code.replace(" ", ""), wish.name.strip()
    return change(
        lambda book: devices.let_in(book, code, name, wish.counter or None, caller.name), told, status=201
    )


@api.post("/devices/<int:device>")
@needs(Scope.ADMIN)
def rename_device(device: int) -> Response:
    wish, by = read_wish(s.DeviceChange), who().name
    answer = change(
        lambda book: devices.rename(book, device, wish.name.strip(), wish.counter or None, by), told
    )
    house().keys.forget()
    return answer


@api.post("/devices/<int:device>/identify")
@needs(Scope.ADMIN)
def identify_device(device: int) -> Response:
    read_wish(Nothing)
    by = who().name
    return change(lambda book: devices.identify(book, device, by), told)


@api.post("/devices/<int:device>/revoke")
@needs(Scope.ADMIN)
def revoke_device(device: int) -> Response:
    read_wish(Nothing)
    by = who().name
    answer = change(lambda book: devices.revoke(book, device, by), told)
    house().keys.forget()
    return answer


_heard_at: dict[int, float] = {}
HEARD_EVERY_SECONDS = 60.0


def was_heard(key: int) -> None:
    """A machine that asks again and again says by it that it is there; written down once a minute."""
    now = time.monotonic()
    if now - _heard_at.get(key, -HEARD_EVERY_SECONDS) >= HEARD_EVERY_SECONDS:
        _heard_at[key] = now
        here().change(devices.note, key, _heard())


@api.post("/device/heartbeat")
@needs(*devices.SCOPES)
def heartbeat() -> Response:
    """Each screen for itself: one browser may be a kiosk and a board at once."""
    wish = read_wish(s.HeartbeatWish)
    g.pop("caller", None)
    caller = admit(Scope(wish.screen))
    heard = _heard(version=wish.version, width=wish.width, height=wish.height, sound=wish.sound)
    here().change(devices.note, caller.key, heard)
    return make_response("", 204)
