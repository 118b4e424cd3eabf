"""Why a request is not in the timetable."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from madang.timetable.problem import Problem
from madang.timetable.timetable import Timetable


class Cause(StrEnum):
    """A reason that keeps a request out. Those up to ``NO_COMMON_SLOT`` hold for any timetable."""

    VETOED = "vetoed"
    NO_MEETINGS_ALLOWED = "no_meetings_allowed"
    NO_TABLES = "no_tables"
    NO_ROOMS = "no_rooms"
    NO_INTERPRETER = "no_interpreter"
    NO_COMMON_SLOT = "no_common_slot"
    AT_MAXIMUM = "at_maximum"
    PARTICIPANT_BUSY = "participant_busy"
    TABLES_TAKEN = "tables_taken"
    ROOMS_TAKEN = "rooms_taken"
    INTERPRETERS_TAKEN = "interpreters_taken"
    PRECEDENCE = "precedence"
    COULD_BE_HELD = "could_be_held"


@dataclass(frozen=True, slots=True)
class Reason:
    """One binding reason.

    Attributes:
        slots: indices of the slots in which it binds; empty where it does not depend on the slot.
        participant: whom it concerns, where it concerns one side.
        pairs: the language pairs, where it concerns interpreters.
        rivals: requests that hold what this one would need, the least valued first.
    """

    cause: Cause
    slots: tuple[int, ...] = ()
    participant: str | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one request is not held; there is always at least one reason."""

    request: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a participant got against what it asked and was asked.

    Attributes:
        asked: requests that it is part of; ``held``: those that are in the timetable.
        value_asked: what all of them are worth to it; ``value_held``: what those held are.
        shortfall: meetings below its minimum.
    """

    participant: str
    asked: int
    held: int
    value_asked: float
    value_held: float
    shortfall: int


def explain(
    problem: Problem, timetable: Timetable, requests: Iterable[str] | None = None
) -> tuple[Explanation, ...]:
    """The binding reasons of each unscheduled request (of those named, or of all)."""
    raise NotImplementedError


def outcomes(problem: Problem, timetable: Timetable) -> tuple[Outcome, ...]:
    """For every participant: what it got against what it asked."""
    raise NotImplementedError
