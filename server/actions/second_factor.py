"""The second factor: six digits from an administrator's phone, or one of ten codes kept on paper."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from server.domain.errors import BadInput, WrongCode
from server.office import Book, Person

STEP_SECONDS = 30
SPARE_CODES = 10
SPARE_BYTES = 10
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Seal:
    """Locks what lies in the book, so that a back-up alone gives nobody a second factor."""

    secret: bytes

    def _box(self) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(hashlib.sha256(b"second factor " + self.secret).digest())

    def close(self, told: str, name: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return urlsafe_b64encode(nonce + self._box().encrypt(nonce, told.encode(), name.encode())).decode()

    def open(self, sealed: str, name: str) -> str | None:
        """None for what was sealed elsewhere, or for somebody else: the server's own secret was lost."""
        from cryptography.exceptions import InvalidTag

        kept = urlsafe_b64decode(sealed)
        try:
            told: bytes = self._box().decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], name.encode())
        except InvalidTag:
            return None
        return told.decode()


def fresh_secret() -> str:
    """For a phone that is about to join: 160 bits, as RFC 4226 asks for."""
    import pyotp

    return pyotp.random_base32()


def address(secret: str, name: str, office: str) -> str:
    """What the code on the screen says to the phone."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=f"Tới Lượt {office}")


def spare_codes(random: Callable[[int], str]) -> tuple[str, ...]:
    """Ten codes to keep on paper, in groups that can be read aloud. `random` gives hexadecimal digits for each."""
    plain = (random(place)[: 2 * SPARE_BYTES] for place in range(SPARE_CODES))
    return tuple("-".join(code[place : place + 5] for place in range(0, len(code), 5)) for code in plain)


def begin(
    book: Book, name: str, secret: str, code: str, spare: tuple[str, ...], seal: Seal, at: datetime
) -> Person:
    """From now on the person shows a code too. WrongCode when their phone does not show the right one yet."""
    person = book.people.named(name)
    assert person is not None, "signed in"
    if person.otp is not None:
        raise BadInput(where="code", why="taken", hint="there is a second factor already")
    step = _step_of(secret, code, at, None)
    if step is None:
        raise WrongCode(reason="begin")
    after = replace(
        person, otp=seal.close(secret, person.name), otp_step=step, spare_codes=tuple(map(_hashed, spare))
    )
    book.people.save(after)
    book.journal.write("second-factor-begin", book.now, name, facts={"name": name})
    return after


def end(book: Book, name: str, by: str) -> bool:
    """The password alone is enough again; False when it was so before."""
    person = book.people.named(name)
    if person is None or person.otp is None:
        return False
    book.people.save(replace(person, otp=None, otp_step=None, spare_codes=()))
    book.journal.write("second-factor-end", book.now, by, facts={"name": person.name})
    return True


def check(person: Person, code: str, seal: Seal, at: datetime) -> Person:
    """The person with what they used up, or WrongCode. A code opens once, also within its half minute."""
    secret = seal.open(person.otp, person.name) if person.otp else None
    step = _step_of(secret, code, at, person.otp_step) if secret else None
    if step is not None:
        return replace(person, otp_step=step)
    left = tuple(kept for kept in person.spare_codes if not hmac.compare_digest(kept, _hashed(code)))
    if len(left) == len(person.spare_codes):
        raise WrongCode
    return replace(person, spare_codes=left)


def _step_of(secret: str, code: str, at: datetime, last: int | None) -> int | None:
    """The half minute whose code this is: of now, the one before or after, and none that was used."""
    import pyotp

    told = "".join(code.split())
    now = int(at.timestamp()) // STEP_SECONDS
    shown = pyotp.TOTP(secret)
    for step in (now, now - 1, now + 1):
        is_right = hmac.compare_digest(shown.generate_otp(step).encode(), told.encode())
        if is_right and (last is None or step > last):
            return step
    return None


def _hashed(code: str) -> str:
    """How a code on paper is kept, with or without its hyphens: it has 80 bits of its own, so a plain hash does."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
