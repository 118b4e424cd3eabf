"""An independent judge of schedules: it shares no code with the solvers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from madang.timetable.b2bsop.instance import Instance, Schedule, Session
from madang.timetable.timetable import Status


class Rule(StrEnum):
    """The rule that a schedule breaks."""

    WRONG_LENGTH = "wrong_length"
    UNKNOWN_SLOT = "unknown_slot"
    TWO_AT_ONCE = "two_at_once"
    OVER_TABLES = "over_tables"
    SESSION = "session"
    FIXED_MOVED = "fixed_moved"
    FORBIDDEN = "forbidden"
    PRECEDENCE = "precedence"
    UNFAIR = "unfair"
    WRONG_BREAKS = "wrong_breaks"
    WRONG_BOUND = "wrong_bound"
    WRONG_STATUS = "wrong_status"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule, as data that a face can put in words.

    Attributes:
        meetings: numbers of the meetings concerned.
        participants: numbers of the participants concerned.
        slot: the slot concerned.
        found: the number found; ``allowed``: the number allowed.
    """

    rule: Rule
    meetings: tuple[int, ...] = ()
    participants: tuple[int, ...] = ()
    slot: int | None = None
    found: int | None = None
    allowed: int | None = None


Found = Iterator[Violation]


def validate(instance: Instance, schedule: Schedule, *, fairness: int) -> tuple[Violation, ...]:
    """Every rule that the schedule breaks with this fairness d; empty if it is valid.

    A schedule without slots is valid if its status says that there is none: that none exists is for a
    proof, not for this judge. Breaks are counted anew.
    """
    if schedule.status in {Status.INFEASIBLE, Status.UNKNOWN}:
        return () if not schedule.slots and schedule.breaks is None else (Violation(Rule.WRONG_STATUS),)
    if len(schedule.slots) != len(instance.meetings):
        return (Violation(Rule.WRONG_LENGTH, found=len(schedule.slots), allowed=len(instance.meetings)),)
    return (
        *_check_meetings(instance, schedule.slots),
        *_check_participants(instance, schedule.slots),
        *_check_tables(instance, schedule.slots),
        *_check_breaks(instance, schedule, fairness),
    )


def _check_meetings(instance: Instance, slots: tuple[int, ...]) -> Found:
    for number, (meeting, slot) in enumerate(zip(instance.meetings, slots, strict=True), 1):
        if not 1 <= slot <= instance.slots:
            yield Violation(Rule.UNKNOWN_SLOT, (number,), slot=slot)
        if meeting.session is not Session.ANY and (slot <= instance.morning) != (
            meeting.session is Session.MORNING
        ):
            yield Violation(Rule.SESSION, (number,), slot=slot)
        if meeting.slot is not None and slot != meeting.slot:
            yield Violation(Rule.FIXED_MOVED, (number,), slot=slot, allowed=meeting.slot)
        for participant in (meeting.first, meeting.second):
            if slot in instance.forbidden[participant - 1]:
                yield Violation(Rule.FORBIDDEN, (number,), (participant,), slot=slot)
        for before in sorted(meeting.after):
            if slots[before - 1] >= slot:
                yield Violation(Rule.PRECEDENCE, (before, number), slot=slot)


def _check_participants(instance: Instance, slots: tuple[int, ...]) -> Found:
    seen: dict[tuple[int, int], int] = {}
    for number, (meeting, slot) in enumerate(zip(instance.meetings, slots, strict=True), 1):
        for participant in (meeting.first, meeting.second):
            other = seen.setdefault((participant, slot), number)
            if other != number:
                yield Violation(Rule.TWO_AT_ONCE, (other, number), (participant,), slot)


def _check_tables(instance: Instance, slots: tuple[int, ...]) -> Found:
    for slot, count in sorted(Counter(slots).items()):
        if count > instance.tables:
            yield Violation(Rule.OVER_TABLES, slot=slot, found=count, allowed=instance.tables)


def _check_breaks(instance: Instance, schedule: Schedule, fairness: int) -> Found:
    breaks = breaks_of(instance, schedule.slots)
    most, fewest = max(breaks.values(), default=0), min(breaks.values(), default=0)
    if most - fewest > fairness:
        ends = [p for p, count in breaks.items() if count in {most, fewest}]
        yield Violation(Rule.UNFAIR, (), tuple(ends), found=most - fewest, allowed=fairness)
    total = sum(breaks.values())
    if schedule.breaks != total:
        yield Violation(Rule.WRONG_BREAKS, found=schedule.breaks, allowed=total)
    if schedule.bound is None or schedule.bound > total:
        yield Violation(Rule.WRONG_BOUND, found=schedule.bound, allowed=total)
    elif schedule.status is Status.OPTIMAL and schedule.bound != total:
        yield Violation(Rule.WRONG_STATUS, found=schedule.bound, allowed=total)


def breaks_of(instance: Instance, slots: tuple[int, ...]) -> dict[int, int]:
    """H(p) of each participant who has meetings: the idle groups between the first and the last."""
    busy: dict[int, set[int]] = {}
    for meeting, slot in zip(instance.meetings, slots, strict=True):
        busy.setdefault(meeting.first, set()).add(slot)
        busy.setdefault(meeting.second, set()).add(slot)
    return {
        participant: sum(
            later - earlier > 1 for earlier, later in zip(sorted(own), sorted(own)[1:], strict=False)
        )
        for participant, own in sorted(busy.items())
    }
