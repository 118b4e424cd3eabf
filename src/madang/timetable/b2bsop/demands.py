"""What an instance demands, one by one, so that a conflict can name its demands."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from madang.timetable.b2bsop.instance import Instance, Meeting, Session


class Cause(StrEnum):
    """The kind of a demand."""

    ONE_AT_A_TIME = "one_at_a_time"
    FORBIDDEN = "forbidden"
    FIXED = "fixed"
    SESSION = "session"
    PRECEDENCE = "precedence"
    TABLES = "tables"
    FAIRNESS = "fairness"


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand, as data that a face can put in words. That every meeting is held is no demand, but given.

    Attributes:
        participant: who meets one at a time, or cannot meet in the forbidden slots.
        meeting: what is fixed, has a session, or must come later.
        before: the meeting that must come earlier.
        fairness: by how many the breaks of two participants may differ.
    """

    cause: Cause
    participant: int | None = None
    meeting: int | None = None
    before: int | None = None
    fairness: int | None = None


def demands(instance: Instance, fairness: int) -> Iterator[Demand]:
    """Every demand of the instance with this fairness, each once."""
    for participant, numbers in instance.meetings_of().items():
        if len(numbers) > 1:
            yield Demand(Cause.ONE_AT_A_TIME, participant)
        if numbers and instance.forbidden[participant - 1]:
            yield Demand(Cause.FORBIDDEN, participant)
    for number, meeting in enumerate(instance.meetings, 1):
        if meeting.slot is not None:
            yield Demand(Cause.FIXED, meeting=number)
        if meeting.session is not Session.ANY:
            yield Demand(Cause.SESSION, meeting=number)
        for before in sorted(meeting.after):
            yield Demand(Cause.PRECEDENCE, meeting=number, before=before)
    yield Demand(Cause.TABLES)
    yield Demand(Cause.FAIRNESS, fairness=fairness)


def sentence(instance: Instance, demand: Demand) -> str:
    """The demand in English words."""
    return {
        Cause.ONE_AT_A_TIME: _one_at_a_time,
        Cause.FORBIDDEN: _forbidden,
        Cause.FIXED: _fixed,
        Cause.SESSION: _session,
        Cause.PRECEDENCE: _precedence,
        Cause.TABLES: _tables,
        Cause.FAIRNESS: _fairness,
    }[demand.cause](instance, demand)


def _one_at_a_time(instance: Instance, demand: Demand) -> str:
    count = sum(demand.participant in {meeting.first, meeting.second} for meeting in instance.meetings)
    return (
        f"Participant {demand.participant} holds {count} meetings, at most one in a slot, "
        f"in {instance.slots} slots."
    )


def _forbidden(instance: Instance, demand: Demand) -> str:
    closed = instance.forbidden[(demand.participant or 0) - 1]
    return f"Participant {demand.participant} cannot meet in {_slots(closed)}."


def _fixed(instance: Instance, demand: Demand) -> str:
    return f"{_meeting(instance, demand.meeting)} is fixed in slot {_of(instance, demand.meeting).slot}."


def _session(instance: Instance, demand: Demand) -> str:
    session = _of(instance, demand.meeting).session
    slots = _slots(instance.slots_of(session))
    return f"{_meeting(instance, demand.meeting)} is in the {session}, {slots}."


def _precedence(instance: Instance, demand: Demand) -> str:
    before = f"meeting {demand.before} ({_parties(instance, demand.before)})"
    return f"{_meeting(instance, demand.meeting)} comes after {before}."


def _tables(instance: Instance, _: Demand) -> str:
    return f"At most {instance.tables} of the {len(instance.meetings)} meetings are held in a slot."


def _fairness(_: Instance, demand: Demand) -> str:
    return f"The breaks of two participants differ by at most {demand.fairness}."


def _of(instance: Instance, number: int | None) -> Meeting:
    return instance.meetings[(number or 0) - 1]


def _meeting(instance: Instance, number: int | None) -> str:
    return f"Meeting {number} ({_parties(instance, number)})"


def _parties(instance: Instance, number: int | None) -> str:
    meeting = _of(instance, number)
    return f"{meeting.first} with {meeting.second}"


def _slots(slots: frozenset[int] | range) -> str:
    if not slots:
        return "no slot at all"
    ordered = sorted(slots)
    if len(ordered) > 2 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return f"slots {ordered[0]} to {ordered[-1]}"
    return f"slot{'s' if len(ordered) > 1 else ''} {', '.join(map(str, ordered))}"
