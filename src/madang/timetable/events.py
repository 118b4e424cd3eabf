"""What happens on a running day, as data, and the problem that is left after it.

An event takes something away from now on (a no-show, a lost table, an ill interpreter) or brings something (a
request, a table, somebody who comes after all). Slots that have begun stay as they were, so what was held in
them is as valid after an event as before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, cast

from madang.timetable.elements import Fixed, Interpreter, Participant, Place, Request, Room
from madang.timetable.problem import Problem, ProblemError
from madang.timetable.schema import FormatError, Json, read_record, to_json
from madang.timetable.timetable import Meeting

Slots = frozenset[int] | None
"""Indices of slots; ``None`` is all from now on. Those that have begun never count."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A participant does not come, or leaves."""

    participant: str
    slots: Slots = None


@dataclass(frozen=True, slots=True)
class Late:
    """A participant is not there before slot ``until_slot`` (the number of slots: not at all)."""

    participant: str
    until_slot: int


@dataclass(frozen=True, slots=True)
class Present:
    """A participant is there in slots in which it was not expected, such as after a no-show."""

    participant: str
    slots: Slots = None


@dataclass(frozen=True, slots=True)
class Joined:
    """A participant whom the problem does not know yet."""

    participant: Participant


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A request is called off; it is not held any more, nor another time."""

    request: str


@dataclass(frozen=True, slots=True)
class Added:
    """A request that the problem does not know yet."""

    request: Request


@dataclass(frozen=True, slots=True)
class PlaceLost:
    """A table cannot be used."""

    place: str
    slots: Slots = None


@dataclass(frozen=True, slots=True)
class PlaceAdded:
    """A new table, or one that can be used again in its slots."""

    place: Place


@dataclass(frozen=True, slots=True)
class RoomLost:
    """A room online cannot be used."""

    room: str
    slots: Slots = None


@dataclass(frozen=True, slots=True)
class RoomAdded:
    """A new room, or one that can be used again in its slots."""

    room: Room


@dataclass(frozen=True, slots=True)
class InterpreterAbsent:
    """An interpreter is ill, late or called away."""

    interpreter: str
    slots: Slots = None


@dataclass(frozen=True, slots=True)
class InterpreterAdded:
    """A new interpreter, or one who works again in the slots of ``available``."""

    interpreter: Interpreter


Loss = Absent | Late | Withdrawn | PlaceLost | RoomLost | InterpreterAbsent
Event = Loss | Present | Joined | Added | PlaceAdded | RoomAdded | InterpreterAdded


class EventKind(StrEnum):
    """The names of the events in JSON."""

    ABSENT = "absent"
    LATE = "late"
    PRESENT = "present"
    JOINED = "joined"
    WITHDRAWN = "withdrawn"
    ADDED = "added"
    PLACE_LOST = "place_lost"
    PLACE_ADDED = "place_added"
    ROOM_LOST = "room_lost"
    ROOM_ADDED = "room_added"
    INTERPRETER_ABSENT = "interpreter_absent"
    INTERPRETER_ADDED = "interpreter_added"


KINDS: dict[EventKind, type[Event]] = {
    EventKind.ABSENT: Absent,
    EventKind.LATE: Late,
    EventKind.PRESENT: Present,
    EventKind.JOINED: Joined,
    EventKind.WITHDRAWN: Withdrawn,
    EventKind.ADDED: Added,
    EventKind.PLACE_LOST: PlaceLost,
    EventKind.PLACE_ADDED: PlaceAdded,
    EventKind.ROOM_LOST: RoomLost,
    EventKind.ROOM_ADDED: RoomAdded,
    EventKind.INTERPRETER_ABSENT: InterpreterAbsent,
    EventKind.INTERPRETER_ADDED: InterpreterAdded,
}
NAME_OF = {record: kind for kind, record in KINDS.items()}


def kind_of(event: Event) -> EventKind:
    """The name of what happened."""
    return NAME_OF[type(event)]


def events_to_json(events: Iterable[Event]) -> list[Json]:
    """The events as a JSON-able list of objects: each its ``event`` (an ``EventKind``) and its fields."""
    return [{"event": kind_of(event).value} | to_json(event) for event in events]


def events_from_json(document: object) -> tuple[Event, ...]:
    """The events that a JSON document describes.

    Raises:
        FormatError: if it is no list, an event is not known, or a field is missing, unknown or of the wrong
            type.
    """
    if not isinstance(document, list | tuple):
        raise FormatError("must be a list", where="")
    return tuple(_read(item, f"[{i}]") for i, item in enumerate(document))


def _read(item: object, where: str) -> Event:
    if not isinstance(item, Mapping):
        raise FormatError("must be an object", where=where)
    name = item.get("event")
    if name not in list(EventKind):
        raise FormatError(f"must be one of {', '.join(EventKind)}", where=f"{where}.event")
    fields = {key: value for key, value in item.items() if key != "event"}
    return cast("Event", read_record(KINDS[EventKind(name)], fields, where))


def after(problem: Problem, events: Sequence[Event], *, now: int) -> Problem:
    """The problem as it is after the events, which are taken in order.

    ``now`` is the index of the first slot that has not begun; nothing changes before it. A request that is
    called off stays in the problem, allowed only in slots that have begun. A fixed meeting to come that
    cannot be held as it is fixed any more is no longer fixed, and one that can without its table, room or
    interpreters is fixed without them.

    Raises:
        ProblemError: if an event names an unknown id or slot, or brings what is already there.
    """
    day = _Day(problem, now)
    for i, event in enumerate(events):
        day.take(event, f"events[{i}]")
    return day.problem()


def strikes(event: Event, meeting: Meeting, *, now: int, slots: int) -> bool:
    """Whether the event takes away what the meeting, one to come, needs; ``slots`` is their number."""
    match event:
        case Absent(who) | Late(who):
            hit = who in (meeting.a, meeting.b)
        case Withdrawn(request):
            return meeting.request == request and meeting.slot >= now
        case PlaceLost(place):
            hit = meeting.place == place
        case RoomLost(room):
            hit = meeting.room == room
        case InterpreterAbsent(interpreter):
            hit = interpreter in meeting.interpreters
        case _:
            return False
    return hit and meeting.slot in gone(event, now=now, slots=slots)


def gone(event: Loss, *, now: int, slots: int) -> frozenset[int]:
    """The slots to come in which the event takes something away."""
    if isinstance(event, Withdrawn):
        return frozenset(range(now, slots))
    if isinstance(event, Late):
        return frozenset(range(now, event.until_slot))
    return _to_come(event.slots, now, slots)


def _to_come(slots: Slots, now: int, count: int) -> frozenset[int]:
    coming = frozenset(range(now, count))
    return coming if slots is None else coming & slots


class _Day:
    """The problem in the making, by id."""

    def __init__(self, problem: Problem, now: int) -> None:
        self.before = problem
        self.now = now
        self.count = len(problem.slots)
        self.coming = frozenset(range(now, self.count))
        self.known: dict[str, dict[str, Any]] = {
            name: {one.id: one for one in getattr(problem, f"{name}s")}
            for name in ("participant", "request", "place", "room", "interpreter")
        }

    def take(self, event: Event, where: str) -> None:
        match event:
            case Absent() | Late() | InterpreterAbsent() | PlaceLost() | RoomLost() | Withdrawn():
                self._lose(event, where)
            case Present():
                self._find("participant", event.participant, where)
                self._reopen("participant", event.participant, self._slots(event.slots, where))
            case Joined():
                self._new("participant", event.participant, where)
            case Added():
                self._new("request", event.request, where)
            case PlaceAdded():
                self._bring("place", event.place, where)
            case RoomAdded():
                self._bring("room", event.room, where)
            case InterpreterAdded():
                self._bring("interpreter", event.interpreter, where)

    def _slots(self, slots: Slots, where: str) -> frozenset[int]:
        """Those to come; all must exist."""
        for t in sorted(slots or ()):
            if not 0 <= t < self.count:
                raise ProblemError(f"there is no slot {t}", where=f"{where}.slots", value=t)
        return _to_come(slots, self.now, self.count)

    def _find(self, name: str, key: str, where: str) -> Any:
        if key not in self.known[name]:
            raise ProblemError(f"{key!r} is unknown", where=f"{where}.{name}", value=key)
        return self.known[name][key]

    def _lose(self, event: Loss, where: str) -> None:
        name = LOSES[type(event)]
        one = self._find(name, getattr(event, name), where)
        if isinstance(event, Late):
            if not 0 <= event.until_slot <= self.count:
                raise ProblemError(
                    f"there is no slot {event.until_slot}",
                    where=f"{where}.until_slot",
                    value=event.until_slot,
                )
        elif not isinstance(event, Withdrawn):
            self._slots(event.slots, where)
        self._open(name, one, self._opened(name, one) - gone(event, now=self.now, slots=self.count))

    def _reopen(self, name: str, key: str, slots: frozenset[int]) -> None:
        one = self.known[name][key]
        self._open(name, one, self._opened(name, one) | slots)

    def _opened(self, name: str, one: Any) -> frozenset[int]:
        slots = getattr(one, WHEN[name])
        return frozenset(range(self.count)) if slots is None else slots

    def _open(self, name: str, one: Any, slots: frozenset[int]) -> None:
        self.known[name][one.id] = replace(one, **{WHEN[name]: slots})

    def _new(self, name: str, one: Any, where: str) -> None:
        if one.id in self.known[name]:
            raise ProblemError(f"{one.id!r} is already there", where=f"{where}.{name}.id", value=one.id)
        if name == "request":
            for side in ("a", "b"):
                if getattr(one, side) not in self.known["participant"]:
                    party = getattr(one, side)
                    raise ProblemError(f"{party!r} is unknown", where=f"{where}.request.{side}", value=party)
        self._slots(getattr(one, WHEN[name]), f"{where}.{name}")
        self.known[name][one.id] = one

    def _bring(self, name: str, one: Any, where: str) -> None:
        if one.id not in self.known[name]:
            self._new(name, one, where)
        else:
            self._reopen(name, one.id, self._slots(getattr(one, WHEN[name]), f"{where}.{name}"))

    def problem(self) -> Problem:
        changed: dict[str, Any] = {f"{name}s": tuple(ones.values()) for name, ones in self.known.items()}
        return replace(self.before, **changed, fixed=tuple(self._fixed()))

    def _fixed(self) -> Iterable[Fixed]:
        """The fixed meetings that can still be held, as far as each one alone tells."""
        for fixed in self.before.fixed:
            if fixed.slot < self.now:
                yield fixed
            elif self._can_be_held(fixed):
                yield self._as_it_can_be(fixed)

    def _as_it_can_be(self, fixed: Fixed) -> Fixed:
        now = Fixed(
            fixed.request,
            fixed.slot,
            self._if_open("place", fixed.place, fixed.slot),
            self._if_open("room", fixed.room, fixed.slot),
            fixed.interpreters if self._all_work(fixed) else (),
        )
        return fixed if now == fixed else now

    def _can_be_held(self, fixed: Fixed) -> bool:
        request = self.known["request"][fixed.request]
        parties = [self.known["participant"][party] for party in (request.a, request.b)]
        return fixed.slot in self._opened("request", request) and all(
            fixed.slot in party.available for party in parties
        )

    def _if_open(self, name: str, key: str | None, slot: int) -> str | None:
        return key if key is None or slot in self._opened(name, self.known[name][key]) else None

    def _all_work(self, fixed: Fixed) -> bool:
        return all(fixed.slot in self.known["interpreter"][one].available for one in fixed.interpreters)


LOSES: dict[type[Loss], str] = {
    Absent: "participant",
    Late: "participant",
    Withdrawn: "request",
    PlaceLost: "place",
    RoomLost: "room",
    InterpreterAbsent: "interpreter",
}
WHEN = {
    "participant": "available",
    "request": "slots",
    "place": "slots",
    "room": "slots",
    "interpreter": "available",
}
"""The field that says in which slots one can be had."""
