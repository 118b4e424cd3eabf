"""What an instance demands, one by one, so that a conflict can name its demands."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from madang.timetable.b2bsop.instance import Instance, Session


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
    match demand:
        case Demand(Cause.ONE_AT_A_TIME, participant=int(p)):
            count = len(instance.meetings_of()[p])
            return (
                f"Participant {p} holds {count} meetings, at most one in a slot, in {instance.slots} slots."
            )
        case Demand(Cause.FORBIDDEN, participant=int(p)):
            return f"Participant {p} cannot meet in {_slots(instance.forbidden[p - 1])}."
        case Demand(Cause.FIXED, meeting=int(m)):
            return f"{_meeting(instance, m)} is fixed in slot {instance.meetings[m - 1].slot}."
        case Demand(Cause.SESSION, meeting=int(m)):
            session = instance.meetings[m - 1].session
            return f"{_meeting(instance, m)} is in the {session}, {_slots(instance.slots_of(session))}."
        case Demand(Cause.PRECEDENCE, meeting=int(m), before=int(before)):
            return f"{_meeting(instance, m)} comes after meeting {before} ({_parties(instance, before)})."
        case Demand(Cause.TABLES):
            return f"At most {instance.tables} of the {len(instance.meetings)} meetings are held in a slot."
        case _:
            return f"The breaks of two participants differ by at most {demand.fairness}."


def _meeting(instance: Instance, number: int) -> str:
    return f"Meeting {number} ({_parties(instance, number)})"


def _parties(instance: Instance, number: int) -> str:
    meeting = instance.meetings[number - 1]
    return f"{meeting.first} with {meeting.second}"


def _slots(slots: frozenset[int] | range) -> str:
    if not slots:
        return "no slot at all"
    ordered = sorted(slots)
    if len(ordered) > 2 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return f"slots {ordered[0]} to {ordered[-1]}"
    return f"slot{'s' if len(ordered) > 1 else ''} {', '.join(map(str, ordered))}"
