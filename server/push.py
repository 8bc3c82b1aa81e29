"""The one voice: what happened, told to every screen that may know it. The only module that emits."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from server.domain.counter import COUNTER_VERBS
from server.domain.journal import Entry
from server.domain.printer import Printer
from server.domain.setup import VERBS, Matter
from server.domain.ticket import Verb


class Wire(Protocol):
    """What carries messages to the screens: a Socket.IO server."""

    def emit(self, event: str, message: Any, *, namespace: str, to: str) -> None: ...

    def listening(self, namespace: str) -> Collection[str]:
        """The rooms of a namespace in which somebody is."""
        ...

    def show_out(self, namespace: str, room: str) -> None:
        """Whoever is in this room is disconnected from the namespace."""
        ...


class Silence:
    """Where no screen listens yet: in a command, or while a morning is played beforehand."""

    def emit(self, event: str, message: Any, *, namespace: str, to: str) -> None:
        """Nobody is there to be told; who comes later catches up by `seq`."""

    def listening(self, namespace: str) -> Collection[str]:  # noqa: ARG002
        return ()

    def show_out(self, namespace: str, room: str) -> None:
        """Nobody is there."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message for everybody in one room of one namespace."""

    event: str
    namespace: str
    room: str
    carries: dict[str, Any]


def office_room(office: int) -> str:
    return f"office:{office}"


def counter_room(office: int, counter: str) -> str:
    return f"counter:{office}:{counter}"


def ticket_room(office: int, ticket: str) -> str:
    return f"ticket:{office}:{ticket}"


SCREENS = ("/display", "/kiosk", "/rating", "/counter", "/manager")
"""Where machines and people listen by a key; phones have but their ticket."""
SHOWN_OUT = ("key-revoke", "sessions-end")


def key_room(office: int, key: int) -> str:
    """Where everybody listens who came in by this key."""
    return f"key:{office}:{key}"


def _of_keys(office: int, entry: Entry) -> list[Message]:
    """To those alone who came in by these keys: they are shown out, open anew at their other counter, or flash."""
    keys = entry.facts.get("keys") or [entry.facts["key"]]
    if entry.verb == "device-change":
        return _moved_device(office, entry)
    event = "gone" if entry.verb in SHOWN_OUT else "identify"
    carries = {"seq": entry.seq, "name": entry.facts.get("name", "")}
    return [
        Message(event, namespace, key_room(office, key), carries) for key in keys for namespace in SCREENS
    ]


def _moved_device(office: int, entry: Entry) -> list[Message]:
    """A tablet that stands at another counter now opens anew; another name alone disturbs nobody."""
    before, after = entry.facts["before"], entry.facts["after"]
    if before["counter"] == after["counter"]:
        return []
    carries = {"seq": entry.seq, "name": after["name"], "moved": True}
    return [Message("gone", "/rating", key_room(office, entry.facts["key"]), carries)]


def messages(office: int, entry: Entry) -> list[Message]:
    """What the screens are told of one thing that happened; the same now and when somebody catches up later."""
    if entry.verb in COUNTER_VERBS:
        return _of_counter(office, entry)
    if entry.verb in VERBS:
        return _set_up(office, entry)
    if entry.verb in (*SHOWN_OUT, "device-identify", "device-change"):
        return _of_keys(office, entry)
    if entry.ticket is None:
        return _of_dossier(office, entry) if "dossier" in entry.facts else []
    if entry.verb == Verb.RATE:
        return [*_moved(office, entry, "/manager", "/ticket"), _to_rating(office, entry, "asleep")]
    told = [*_moved(office, entry, "/counter", "/manager", "/ticket")]
    if entry.verb in (Verb.CALL, Verb.RECALL):
        told = [*_called(office, entry), *told]
    elif entry.verb == Verb.FINISH:
        told += _rate(office, entry)
    elif entry.verb == Verb.UNDO:
        told += _taken_back(office, entry)
    return told


def _set_up(office: int, entry: Entry) -> list[Message]:
    """The office has set something else: whoever shows it asks again. What is set itself is not told about."""
    matter, room = VERBS[entry.verb], office_room(office)
    carries = {"seq": entry.seq, "what": matter}
    if matter is Matter.NOTICES:
        return [Message("notice", namespace, room, carries) for namespace in ("/display", "/kiosk")]
    told = [Message("changed", to, room, carries) for to in ("/display", "/kiosk", "/counter", "/manager")]
    tablets = [counter_room(office, counter) for counter in entry.facts.get("tablets", ())]
    return [*told, *(Message("changed", "/rating", tablet, carries) for tablet in tablets)]


def _called(office: int, entry: Entry) -> list[Message]:
    facts, ticket = entry.facts, entry.facts["after"]
    number, counter, recall = ticket["number"], entry.counter, ticket["legs"][-1]["recalls"]
    languages = facts["languages"]
    carries = {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "ticket": entry.ticket,
        "number": number,
        "service": ticket["legs"][-1]["service"],
        "counter": counter,
        "counter_name": facts["counter_name"],
        "recall": recall,
        "languages": languages,
        "speech": [
            {"lang": language, "url": f"/display/speech/{language}/{number}/{counter}/{recall}.wav"}
            for language in languages
        ],
    }
    room = office_room(office)
    rooms = [("/display", room), ("/counter", room), ("/manager", room)]
    assert entry.ticket is not None
    rooms.append(("/ticket", ticket_room(office, entry.ticket)))
    return [Message("called", namespace, to, carries) for namespace, to in rooms]


def _moved(office: int, entry: Entry, *namespaces: str) -> Iterable[Message]:
    ticket = entry.facts["after"]
    leg = ticket["legs"][-1]
    carries = {
        "seq": entry.seq,
        "ticket": entry.ticket,
        "number": ticket["number"],
        "verb": entry.verb,
        "from": entry.facts["from"],
        "to": leg["state"],
        "at": entry.at.isoformat(),
        "counter": entry.counter,
        "service": leg["service"],
    }
    assert entry.ticket is not None
    for namespace in namespaces:
        own = namespace == "/ticket"
        room = ticket_room(office, entry.ticket) if own else office_room(office)
        yield Message("moved", namespace, room, carries)


def _rate(office: int, entry: Entry) -> list[Message]:
    carries = {
        "seq": entry.seq,
        "ticket": entry.ticket,
        "number": entry.facts["after"]["number"],
        "counter": entry.counter,
        "until": entry.facts["rate_until"],
    }
    return [Message("rate", "/rating", counter_room(office, str(entry.counter)), carries)]


def _to_rating(office: int, entry: Entry, event: str) -> Message:
    carries = {"seq": entry.seq, "ticket": entry.ticket, "counter": entry.counter}
    return Message(event, "/rating", counter_room(office, str(entry.counter)), carries)


def _taken_back(office: int, entry: Entry) -> list[Message]:
    """An undone finish puts the tablet to sleep; an undone call leaves the board."""
    if entry.facts["undone"] == Verb.FINISH:
        return [_to_rating(office, entry, "asleep")]
    if entry.facts["undone"] == Verb.CALL:
        number = entry.facts["after"]["number"]
        carries = {"seq": entry.seq, "number": number, "counter": entry.counter}
        return [Message("uncalled", "/display", office_room(office), carries)]
    return []


def _of_dossier(office: int, entry: Entry) -> list[Message]:
    """Staff hear that a dossier moved; what is in it they ask for themselves."""
    carries = {
        "seq": entry.seq,
        "code": entry.facts["dossier"],
        "verb": entry.verb.removeprefix("dossier-"),
        "state": entry.facts["after"]["state"],
        "at": entry.at.isoformat(),
    }
    room = office_room(office)
    return [Message("dossier", namespace, room, carries) for namespace in ("/counter", "/manager")]


def _of_counter(office: int, entry: Entry) -> list[Message]:
    carries = {"seq": entry.seq, "code": entry.counter, **entry.facts["after"]}
    shown = {key: carries[key] for key in ("seq", "code", "state")}
    room = office_room(office)
    return [
        Message("counter", "/counter", room, carries),
        Message("counter", "/manager", room, carries),
        Message("counter", "/display", room, shown),
    ]


Place = tuple[str, str]
"""Where somebody listens: the namespace and the room."""
LATELY = 5000
"""Entries: all of a busy day."""


class Lately:
    """The messages of the last entries told, by the room in which they were told."""

    def __init__(self) -> None:
        self.entries: deque[tuple[int, datetime, list[Place]]] = deque()
        self._told: dict[Place, deque[tuple[int, datetime, Message]]] = {}
        self._forgotten: datetime | None = None

    def keep(self, entry: Entry, said: list[Message]) -> None:
        places = [(message.namespace, message.room) for message in said]
        for place, message in zip(places, said, strict=True):
            self._told.setdefault(place, deque()).append((entry.seq, entry.at, message))
        self.entries.append((entry.seq, entry.at, places))
        if len(self.entries) > LATELY:
            self._forget_first()

    def _forget_first(self) -> None:
        _, at, places = self.entries.popleft()
        self._forgotten = max(at, self._forgotten or at)
        for place in places:
            self._told[place].popleft()
            if not self._told[place]:
                del self._told[place]

    def since(self, place: Place, seq: int, not_before: datetime) -> list[tuple[int, Message]] | None:
        """What was told there after `seq` and not before an instant, oldest first; None when part of it is forgotten."""
        if self._forgotten and self._forgotten >= not_before and seq < self.entries[0][0] - 1:
            return None
        told = self._told.get(place, ())
        return [(number, said) for number, at, said in told if number > seq and at >= not_before]


class Push:
    """Tells the screens of one office. Never raises for a screen that is away: it catches up by `seq`."""

    def __init__(self, wire: Wire, office: int) -> None:
        self.wire, self.office = wire, office
        self.lately = Lately()

    def tell(self, entry: Entry) -> None:
        for message in self.keep_in_mind(entry):
            self._send(message)
            if message.event == "gone":
                self.wire.show_out(message.namespace, message.room)

    def connected(self) -> set[int]:
        """The keys by which somebody is connected to this server."""
        ours = key_room(self.office, 0).removesuffix("0")
        rooms = (room for namespace in SCREENS for room in self.wire.listening(namespace))
        return {int(room.removeprefix(ours)) for room in rooms if room.startswith(ours)}

    def show_out(self, key: int) -> None:
        """Whoever came in by a key that opens nothing any more."""
        for namespace in SCREENS:
            room = key_room(self.office, key)
            self._send(Message("gone", namespace, room, {"seq": 0, "name": ""}))
            self.wire.show_out(namespace, room)

    def keep_in_mind(self, entry: Entry) -> list[Message]:
        """For whoever comes later, without telling it now; the messages of this entry."""
        said = messages(self.office, entry)
        self.lately.keep(entry, said)
        return said

    def line(self, seq: int, lines: list[dict[str, Any]]) -> None:
        """How many wait per service, and how long it will take; for every screen but phones."""
        for namespace in ("/display", "/counter", "/kiosk", "/manager"):
            self._send(
                Message("waiting", namespace, office_room(self.office), {"seq": seq, "services": lines})
            )

    def phones(self) -> set[str]:
        """The tickets whose page somebody has open."""
        ours = ticket_room(self.office, "")
        return {room.removeprefix(ours) for room in self.wire.listening("/ticket") if room.startswith(ours)}

    def place(self, ticket: str, carries: Mapping[str, Any]) -> None:
        """Where one citizen stands in the line, for their phone alone."""
        self._send(Message("place", "/ticket", ticket_room(self.office, ticket), dict(carries)))

    def printed(self, job: int, ticket: str | None, state: str, problem: str | None, now: datetime) -> None:
        """What became of a slip."""
        carries = {"job": job, "ticket": ticket, "state": state, "problem": problem, "at": now.isoformat()}
        for namespace in ("/kiosk", "/counter", "/manager"):
            self._send(Message("printed", namespace, office_room(self.office), carries))

    def printer(self, printer: Printer, now: datetime) -> None:
        """How a printer is now; told when that changed, not again and again."""
        carries = {
            "printer": printer.name,
            "state": printer.state,
            "since": printer.since.isoformat() if printer.since else None,
            "slips_left": printer.slips_left,
            "at": now.isoformat(),
        }
        for namespace in ("/kiosk", "/counter", "/manager"):
            self._send(Message("printer", namespace, office_room(self.office), carries))

    def troubles(self, troubles: list[dict[str, Any]], now: datetime) -> None:
        """What somebody should see to, when that changed."""
        carries = {"troubles": troubles, "at": now.isoformat()}
        self._send(Message("troubles", "/manager", office_room(self.office), carries))

    def whisper(self, message: Message, socket: str) -> None:
        """To one socket that catches up."""
        self.wire.emit(message.event, message.carries, namespace=message.namespace, to=socket)

    def here(self, namespace: str, socket: str, seq: int, now: str) -> None:
        """Tells one socket that it has caught up, and what time it is in the office."""
        self.wire.emit("here", {"seq": seq, "now": now}, namespace=namespace, to=socket)

    def _send(self, message: Message) -> None:
        self.wire.emit(message.event, message.carries, namespace=message.namespace, to=message.room)
