"""The rules that a timetable can break, and how a broken one is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """The rule that a timetable breaks."""

    UNKNOWN_REQUEST = "unknown_request"
    HELD_TWICE = "held_twice"
    WRONG_PARTIES = "wrong_parties"
    UNKNOWN_SLOT = "unknown_slot"
    SLOT_NOT_ALLOWED = "slot_not_allowed"
    NOT_AVAILABLE = "not_available"
    OVER_CAPACITY = "over_capacity"
    OVER_MAXIMUM = "over_maximum"
    REST = "rest"
    BUFFER = "buffer"
    WALK = "walk"
    VETOED = "vetoed"
    PLACE_MISSING = "place_missing"
    PLACE_NOT_NEEDED = "place_not_needed"
    PLACE_UNKNOWN = "place_unknown"
    PLACE_CLOSED = "place_closed"
    PLACE_TAKEN = "place_taken"
    ROOM_MISSING = "room_missing"
    ROOM_NOT_NEEDED = "room_not_needed"
    ROOM_UNKNOWN = "room_unknown"
    ROOM_CLOSED = "room_closed"
    ROOM_TAKEN = "room_taken"
    INTERPRETER_MISSING = "interpreter_missing"
    INTERPRETER_NOT_NEEDED = "interpreter_not_needed"
    INTERPRETER_UNKNOWN = "interpreter_unknown"
    INTERPRETER_LANGUAGES = "interpreter_languages"
    INTERPRETER_ATTENDANCE = "interpreter_attendance"
    RELAY = "relay"
    INTERPRETER_AWAY = "interpreter_away"
    INTERPRETER_TAKEN = "interpreter_taken"
    INTERPRETER_NO_BREAK = "interpreter_no_break"
    INTERPRETER_OVER_HOURS = "interpreter_over_hours"
    FIXED_MOVED = "fixed_moved"
    PRECEDENCE = "precedence"
    WRONG_UNSCHEDULED = "wrong_unscheduled"
    WRONG_VALUE = "wrong_value"
    ABOVE_BOUND = "above_bound"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule, as data that a face can put in words.

    Attributes:
        requests: ids of the requests concerned.
        participants: ids of the participants concerned.
        slot: index of the slot, where one is concerned; the later one of meetings too close to each other.
        resource: id of the place, room or interpreter, where one is concerned (of a walk, if it is theirs).
        found: the number found; ``allowed``: the number allowed.
    """

    rule: Rule
    requests: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    slot: int | None = None
    resource: str | None = None
    found: float | None = None
    allowed: float | None = None


Found = Iterator[Violation]
