"""What happened on the day, in the engine's words, and where the day stands."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from django.db.models import QuerySet

from madang import timetable
from madang.core import clock
from madang.fairs.models import Fair, PlaceKind, Slot
from madang.fairs.slots.overlap import overlap
from madang.meetings.models import Disruption
from madang.timetable.events import Absent, Event, InterpreterAbsent, Late, PlaceLost, RoomLost, Withdrawn

Kind = Disruption.Kind


def first_to_come(slots: Sequence[Slot]) -> int:
    """The index of the first slot that has not begun; their number when all have."""
    return bisect_right([slot.starts_at for slot in slots], clock.now())


def all_of(fair: Fair) -> QuerySet[Disruption]:
    """In the order in which they were recorded."""
    return Disruption.objects.filter(fair=fair).select_related("place").order_by("pk")


def events_of(
    rows: Iterable[Disruption], slots: Sequence[Slot], problem: timetable.Problem
) -> tuple[Event, ...]:
    """Of those whom the problem knows: who has no agreed meeting is missed by nobody."""
    found = (_event(row, slots) for row in rows)
    return tuple(event for event in found if _is_known(event, problem))


def _event(row: Disruption, slots: Sequence[Slot]) -> Event:
    hit = frozenset(index for index, slot in enumerate(slots) if strikes(row, slot))
    return EVENTS[Kind(row.kind)](row, hit)


def strikes(row: Disruption, slot: Slot) -> bool:
    """Whether it lasts into the slot."""
    return overlap(row, slot)


def _late(row: Disruption, hit: frozenset[int]) -> Event:
    """Who comes late after all others is as good as absent."""
    return Late(str(row.participation_id), max(hit) + 1) if hit else Absent(str(row.participation_id), hit)


def _place(row: Disruption, hit: frozenset[int]) -> Event:
    assert row.place is not None
    is_table = row.place.kind == PlaceKind.TABLE
    return PlaceLost(str(row.place_id), hit) if is_table else RoomLost(str(row.place_id), hit)


EVENTS: dict[Kind, Callable[[Disruption, frozenset[int]], Event]] = {
    Kind.ABSENT: lambda row, hit: Absent(str(row.participation_id), hit),
    Kind.LATE: _late,
    Kind.CALLED_OFF: lambda row, _hit: Withdrawn(str(row.request_id)),
    Kind.PLACE_LOST: _place,
    Kind.INTERPRETER_OUT: lambda row, hit: InterpreterAbsent(str(row.interpreter_id), hit),
}


def _is_known(event: Event, problem: timetable.Problem) -> bool:
    match event:
        case Absent(who) | Late(who):
            return who in problem.participant_by_id
        case Withdrawn(request):
            return request in problem.request_by_id
        case PlaceLost(place):
            return any(one.id == place for one in problem.places)
        case RoomLost(room):
            return any(one.id == room for one in problem.rooms)
        case InterpreterAbsent(interpreter):
            return any(one.id == interpreter for one in problem.interpreters)
        case _:
            return False
