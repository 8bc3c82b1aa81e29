"""What should the person in charge see to, though the house goes on?"""

from collections.abc import Iterator

from server.domain.errors import ClockBehind
from server.web.house import Office, house
from server.web.sentences import refusal
from server.web.words import spoken_here


def troubles(office: Office) -> list[tuple[str, dict[str, str]]]:
    """Each by its kind, with its sentence in every language."""
    words, now = spoken_here(), office.clock().astimezone(office.profile.zone)
    return [
        (kind, {language: refusal(words, language, kind, facts, now).detail for language in words.languages})
        for kind, facts in _found(office)
    ]


def _found(office: Office) -> Iterator[tuple[str, dict[str, object]]]:
    failed = office.database.writing.failed
    if failed is not None:
        yield "storage-failed", {"reason": failed.reason}
    if house().keeping.problem is not None:
        yield "backup-overdue", {"reason": house().keeping.problem}
    now, zone, jump = office.clock(), office.profile.zone, office.clock.jump
    try:
        office.trust(now)
    except ClockBehind as behind:
        yield behind.kind, behind.facts
        return
    if jump is None or (jump.at.astimezone(zone).date() != now.astimezone(zone).date() and not jump.held):
        return
    told = {"at": jump.at.astimezone(zone), "seconds": round(abs(jump.by.total_seconds()))}
    way = "back" if jump.by.total_seconds() < 0 else "forward"
    yield ("clock-jumped" if jump.held else "clock-set"), {**told, "reason": way}
