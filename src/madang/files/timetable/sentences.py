"""What the engine says as data about timetables of fairs, as English sentences for who works with it."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from madang.files.terminal.columns import amount
from madang.timetable import (
    Aspect,
    Cause,
    Change,
    Conflict,
    Kind,
    Meeting,
    Motive,
    Problem,
    Reason,
    Rule,
    Violation,
    Why,
)
from madang.timetable.explaining.remedy import KIND_OF, Remedy, Step, StepKind
from madang.timetable.simulating.variants import (
    MoreDelegates,
    MoreInterpreters,
    MorePlaces,
    MoreRooms,
    MoreSlots,
    Variant,
)

LISTED = 5
"""So many of a long list stand in a sentence."""

VIOLATIONS = {
    Rule.UNKNOWN_REQUEST: "{requests} is held, and is no request of the problem",
    Rule.HELD_TWICE: "{requests} is held {found} times",
    Rule.WRONG_PARTIES: "{requests} is held as a meeting of {participants}",
    Rule.UNKNOWN_SLOT: "{requests} is held in {slot}, which does not exist",
    Rule.SLOT_NOT_ALLOWED: "{requests} is held at {slot}, which the request does not allow",
    Rule.NOT_AVAILABLE: "{participants} is not available at {slot}, and has {requests} then",
    Rule.OVER_CAPACITY: "{participants} has {found} meetings at {slot}, and delegates for {allowed}: "
    "{requests}",
    Rule.OVER_MAXIMUM: "{participants} has {found} meetings and a maximum of {allowed}",
    Rule.REST: "{participants} has {found} meetings in slots of a rest, and {allowed} at most: {requests}",
    Rule.BUFFER: "{participants} has too short a pause before {slot}: of {requests} "
    "no more than {allowed} can be held",
    Rule.WALK: "{who} cannot walk from hall to hall in time for {slot}: {requests}",
    Rule.VETOED: "{requests} is held, and {participants} never meet",
    Rule.PLACE_MISSING: "{requests} at {slot} needs a table and has none",
    Rule.PLACE_NOT_NEEDED: "{requests} at {slot} needs no table and has {resource}",
    Rule.PLACE_UNKNOWN: "{requests} at {slot} has the table {resource}, which does not exist",
    Rule.PLACE_CLOSED: "{requests} is at table {resource}, which is closed at {slot}",
    Rule.PLACE_TAKEN: "table {resource} has {found} meetings at {slot}: {requests}",
    Rule.ROOM_MISSING: "{requests} at {slot} needs a room and has none",
    Rule.ROOM_NOT_NEEDED: "{requests} at {slot} needs no room and has {resource}",
    Rule.ROOM_UNKNOWN: "{requests} at {slot} has the room {resource}, which does not exist",
    Rule.ROOM_CLOSED: "{requests} is in room {resource}, which is closed at {slot}",
    Rule.ROOM_TAKEN: "room {resource} has {found} meetings at {slot}: {requests}",
    Rule.INTERPRETER_MISSING: "{requests} at {slot} needs an interpreter and has none",
    Rule.INTERPRETER_NOT_NEEDED: "{requests} at {slot} does not need the interpreter {resource}",
    Rule.INTERPRETER_UNKNOWN: "{requests} at {slot} has the interpreter {resource}, who does not exist",
    Rule.INTERPRETER_LANGUAGES: "{requests} at {slot}: {resource} does not interpret between these languages",
    Rule.INTERPRETER_ATTENDANCE: "{requests} at {slot}: {resource} does not interpret where it is held",
    Rule.RELAY: "{requests} at {slot} has a relay, and an interpreter of the fair speaks both languages",
    Rule.INTERPRETER_AWAY: "interpreter {resource} does not work at {slot}, and has {requests} then",
    Rule.INTERPRETER_TAKEN: "interpreter {resource} has {found} meetings at {slot}: {requests}",
    Rule.INTERPRETER_NO_BREAK: "interpreter {resource} works {found} slots in a row up to {slot}; "
    "a free one is due after {allowed}",
    Rule.INTERPRETER_OVER_HOURS: "interpreter {resource} works {found} slots, and {allowed} at most",
    Rule.FIXED_MOVED: "{requests} is fixed at {slot}, and is not held there as fixed",
    Rule.PRECEDENCE: "{requests}: the first must be held in an earlier slot than the second",
    Rule.WRONG_UNSCHEDULED: "{found} requests are listed as unscheduled, and {allowed} are not held, "
    "or the order is not the problem's",
    Rule.WRONG_VALUE: "the value is given as {found}, and the meetings are worth {allowed}",
    Rule.ABOVE_BOUND: "the value {found} is above the bound {allowed}",
}

REASONS = {
    Cause.VETOED: "the two never meet (veto)",
    Cause.NO_MEETINGS_ALLOWED: "{participant} may hold no meeting at all",
    Cause.NO_TABLES: "no table is open at {slots}",
    Cause.NO_ROOMS: "no room is open at {slots}",
    Cause.NO_INTERPRETER: "nobody interprets {pairs} at {slots}",
    Cause.NO_COMMON_SLOT: "no slot in which both are available and which the request allows",
    Cause.AT_MAXIMUM: "{participant} has reached its maximum{rivals}",
    Cause.PARTICIPANT_BUSY: "{participant} has another meeting at {slots}{rivals}",
    Cause.TABLES_TAKEN: "every table is taken at {slots}{rivals}",
    Cause.ROOMS_TAKEN: "every room is taken at {slots}{rivals}",
    Cause.INTERPRETERS_TAKEN: "every interpreter for {pairs} is taken at {slots}{rivals}",
    Cause.INTERPRETERS_HELD_BACK: "breaks, hours or ways keep interpreters of {pairs} at {slots}{rivals}",
    Cause.RESTING: "{participant} rests or needs time between two meetings at {slots}{rivals}",
    Cause.TOO_FAR: "{participant} is too far from a free table at {slots}{rivals}",
    Cause.PRECEDENCE: "an order of meetings forbids {slots}{rivals}",
    Cause.COULD_BE_HELD: "it would fit at {slots}, and the search has not come to it",
}

ASPECTS: dict[Aspect, Callable[[Meeting, "Names"], str]] = {
    Aspect.SLOT: lambda meeting, names: names.slot(meeting.slot),
    Aspect.PLACE: lambda meeting, _: f"table {meeting.place or '–'}",
    Aspect.ROOM: lambda meeting, _: f"room {meeting.room or '–'}",
    Aspect.INTERPRETERS: lambda meeting, _: f"interpreter {', '.join(meeting.interpreters) or '–'}",
}


STEPS: dict[StepKind, str] = {
    StepKind.MOVE: "move {request} to {slot}",
    StepKind.ADD_PLACE: "open one more table at {slot}",
    StepKind.ADD_ROOM: "open one more room at {slot}",
    StepKind.ADD_INTERPRETER: "find one more interpreter for {pair} at {slot}",
    StepKind.FREE_SLOT: "let {participant} free {slot}",
    StepKind.ALLOW_SLOT: "allow {request} at {slot}",
    StepKind.LIFT_ORDER: "no longer ask for {first} before {then}",
    StepKind.RAISE_MAXIMUM: "raise the maximum of {participant} by one",
    StepKind.ADD_DELEGATE: "let {participant} send one more delegate",
    StepKind.GIVE_UP: "give up {request}",
    StepKind.LIFT_VETO: "lift the veto between {a} and {b}",
}

MOTIVES = {
    Motive.PARTICIPANT_ABSENT: "{subject} is absent",
    Motive.PARTICIPANT_LATE: "{subject} is late",
    Motive.WITHDRAWN: "the request is withdrawn",
    Motive.PLACE_LOST: "table {subject} is lost",
    Motive.ROOM_LOST: "room {subject} is lost",
    Motive.INTERPRETER_ABSENT: "interpreter {subject} is absent",
    Motive.AGAINST_THE_RULES: "as it was it broke a rule",
    Motive.FILLED_FREED_SLOT: "it takes what {request} left",
    Motive.FITTED: "it fits now",
    Motive.MOVED_FOR: "it makes room for {request}",
    Motive.HANDS_CHANGED: "its interpreter goes to {request}",
}


@dataclass(frozen=True)
class Names:
    """How the things of a problem are named in a sentence."""

    problem: Problem

    def slot(self, index: int | None) -> str:
        """The slot's id and when it starts, by the clock that the problem's times are in."""
        if index is None or not 0 <= index < len(self.problem.slots):
            return f"slot {index}"
        slot = self.problem.slots[index]
        clock = f"{slot.start:%-d %b %H:%M}" if self._days else f"{slot.start:%H:%M}"
        return slot.id if clock in slot.id else f"{slot.id} ({clock})"

    @cached_property
    def _days(self) -> bool:
        return len({slot.start.date() for slot in self.problem.slots}) > 1

    def slots(self, indices: Iterable[int]) -> str:
        return listed(self.slot(index) for index in indices)

    def request(self, name: str) -> str:
        """The request's id and its two sides."""
        request = self.problem.request_by_id.get(name)
        return name if request is None else f"{name} ({request.a} with {request.b})"

    def requests(self, names: Iterable[str]) -> str:
        return listed(self.request(name) for name in names)


def violation(found: Violation, names: Names) -> str:
    """A broken rule."""
    return VIOLATIONS[found.rule].format(
        requests=names.requests(found.requests),
        participants=" and ".join(found.participants),
        who=" and ".join(found.participants) or f"interpreter {found.resource}",
        slot=names.slot(found.slot),
        resource=found.resource,
        found=_number(found.found),
        allowed=_number(found.allowed),
    )


def conflict(found: Conflict, names: Names) -> str:
    """Fixed meetings that contradict each other, and the rule that they break together."""
    where = () if found.slot is None else (names.slot(found.slot),)
    broken = (found.rule.value.replace("_", " "), *found.participants, *where, found.resource)
    together = "cannot all be held as fixed" if len(found.requests) > 1 else "cannot be held as fixed"
    return f"{names.requests(found.requests)} {together}: {', '.join(filter(None, broken))}"


def reason(found: Reason, names: Names) -> str:
    """Why a request is not held."""
    rivals = f" (there {_verb(found.rivals)} {names.requests(found.rivals)})" if found.rivals else ""
    return REASONS[found.cause].format(
        slots=names.slots(found.slots),
        participant=found.participant,
        pairs=" or ".join(map("–".join, found.pairs)),
        rivals=rivals,
    )


def step(found: Step, names: Names) -> str:
    """One step of a remedy."""
    said: Mapping[str, Callable[[Any], str]] = {
        "request": names.request,
        "slot": names.slot,
        "pair": "–".join,
        "first": names.request,
        "then": names.request,
    }
    fields = {field.name: getattr(found, field.name) for field in dataclasses.fields(found)}
    words = {name: said.get(name, str)(value) for name, value in fields.items()}
    return STEPS[KIND_OF[type(found)]].format(**words)


def remedy(found: Remedy, names: Names) -> str:
    """What would fit a request."""
    steps = ", and ".join(step(one, names) for one in found.steps) or "hold it as things are"
    worth = f"the value changes by {found.gain:+,.10g}"
    return f"to fit it at {names.slot(found.slot)}: {steps}; {worth}"


def change(found: Change, names: Names) -> str:
    """What is other than before with a meeting, and why where that is known."""
    return f"{_change(found, names)}{_why(found.why, names)}"


def _why(found: Why | None, names: Names) -> str:
    if found is None:
        return ""
    request = names.request(found.request) if found.request else "another"
    return f" – {MOTIVES[found.motive].format(subject=found.subject, request=request)}"


def _change(found: Change, names: Names) -> str:
    who = names.request(found.meeting.request)
    if found.kind is Kind.ADDED:
        return f"{who} is new: {_where(found.meeting, names)}"
    if found.kind is Kind.REMOVED:
        return f"{who} is no longer held (was {_where(found.meeting, names)})"
    assert found.before is not None
    assert found.after is not None
    moves = [
        f"{say(found.before, names)} → {say(found.after, names)}"
        for aspect, say in ASPECTS.items()
        if aspect in found.aspects
    ]
    return f"{who}: {', '.join(moves)}"


def variant(found: Variant) -> str:
    """What could be added to a fair."""
    match found:
        case MoreSlots(minutes, day):
            return f"{minutes} minutes more on {'each day' if day is None else f'day {day}'}"
        case MorePlaces(count, hall):
            return f"tables: {count} more{f' in {hall}' if hall else ''}"
        case MoreRooms(count):
            return f"rooms: {count} more"
        case MoreInterpreters(pair, count):
            return f"interpreters {'–'.join(pair)}: {count} more"
        case MoreDelegates(participant, count):
            return f"delegates of {participant}: {count} more"


def listed(items: Iterable[str], most: int = LISTED) -> str:
    """The items with commas; of a long list the first."""
    every = list(items)
    left = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + left


def _where(meeting: Meeting, names: Names) -> str:
    parts = (names.slot(meeting.slot), meeting.place, meeting.room, *meeting.interpreters)
    return ", ".join(part for part in parts if part)


def _verb(rivals: tuple[str, ...]) -> str:
    return "is" if len(rivals) == 1 else "are"


def _number(value: float | None) -> str:
    return "" if value is None else amount(value)
