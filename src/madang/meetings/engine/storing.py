"""Between a stored version and the engine's timetable, in both directions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

from django.db.models import QuerySet

from madang import timetable
from madang.fairs.models import Fair
from madang.meetings.engine.calendar import Calendar
from madang.meetings.engine.stored import unscheduled_requests
from madang.meetings.models import Duty, Meeting, Seat, TimetableVersion


def name_of(pk: int | None) -> str | None:
    return None if pk is None else str(pk)


def key_of(name: str | None) -> int | None:
    return None if name is None else int(name)


def helpers_of(duties: QuerySet[Duty]) -> dict[int, tuple[str, ...]]:
    """The interpreters of each meeting that has any, in the order of their legs. One query."""
    found: dict[int, tuple[str, ...]] = {}
    for meeting, interpreter in duties.order_by("pk").values_list("meeting_id", "interpreter_id"):
        found[meeting] = (*found.get(meeting, ()), str(interpreter))
    return found


def timetable_of(version: TimetableVersion, calendar: Calendar) -> timetable.Timetable:
    """A stored version as the engine's shape, to be validated or compared."""
    index = calendar.index
    helpers = helpers_of(Duty.objects.filter(version=version))
    sides = ("request__sender_id", "request__receiver_id")
    rows = version.meetings.order_by().values_list(
        "pk", "slot_id", "request_id", *sides, "table_id", "room_id"
    )
    held = [
        timetable.Meeting(
            slot=index[slot],
            request=str(request),
            a=str(sender),
            b=str(receiver),
            place=name_of(table),
            room=name_of(room),
            interpreters=helpers.get(pk, ()),
        )
        for pk, slot, request, sender, receiver, table, room in rows
        if slot in index  # else its slot became a break
    ]
    return timetable.Timetable(
        meetings=tuple(sorted(held, key=lambda meeting: (meeting.slot, meeting.request))),
        unscheduled=tuple(map(str, unscheduled_requests(version))),
        value=version.value or 0.0,
        bound=version.bound or 0.0,
    )


def store(version: TimetableVersion, problem: timetable.Problem, found: timetable.Timetable) -> None:
    """Write a solved timetable into a version: meetings, seats in lanes, duties."""
    slots = [int(slot.id) for slot in problem.slots]
    pinned = pinned_in(version.fair)
    meetings = Meeting.objects.bulk_create(
        [
            Meeting(
                version=version,
                slot_id=slots[held.slot],
                request_id=int(held.request),
                table_id=key_of(held.place),
                room_id=key_of(held.room),
                is_pinned=int(held.request) in pinned,
            )
            for held in found.meetings
        ],
        batch_size=2000,
    )
    pairs = list(zip(meetings, found.meetings, strict=True))
    Seat.objects.bulk_create(_seats(pairs), batch_size=4000)
    Duty.objects.bulk_create(_duties(pairs), batch_size=2000)


def rearrange(version: TimetableVersion, meetings: Sequence[timetable.Meeting]) -> list[Meeting]:
    """Write some meetings of a version anew, wherever they were: their places, seats and duties."""
    slots = [slot.pk for slot in Calendar.of(version.fair).slots]
    held = {row.request_id: row for row in version.meetings.filter(request__in=[m.request for m in meetings])}
    rows = [held.get(int(m.request)) or Meeting(version=version, request_id=int(m.request)) for m in meetings]
    Seat.objects.filter(meeting__in=held.values()).delete()
    Duty.objects.filter(meeting__in=held.values()).delete()
    for row, meeting in zip(rows, meetings, strict=True):
        row.slot_id = slots[meeting.slot]
        row.table_id, row.room_id = key_of(meeting.place), key_of(meeting.room)
    Meeting.objects.bulk_update(
        held.values(), ["slot", "table", "room"]
    )  # in one statement: two may exchange
    Meeting.objects.bulk_create([row for row in rows if row.pk is None])
    pairs = list(zip(rows, meetings, strict=True))
    Seat.objects.bulk_create(_seats(pairs, _lanes(version, rows)))
    Duty.objects.bulk_create(_duties(pairs))
    return rows


def _lanes(version: TimetableVersion, rows: Iterable[Meeting]) -> dict[tuple[int, str], set[int]]:
    """The lanes that are taken in the slots of these meetings."""
    taken: dict[tuple[int, str], set[int]] = defaultdict(set)
    seats = Seat.objects.filter(version=version, slot__in={row.slot_id for row in rows})
    for slot, party, lane in seats.values_list("slot_id", "participation_id", "lane"):
        taken[slot, str(party)].add(lane)
    return taken


def pinned_in(fair: Fair) -> set[int]:
    """Requests whose meetings were told to stay: they stay so in the versions to come."""
    published = Meeting.objects.published().filter(version__fair=fair, is_pinned=True)
    return set(published.values_list("request_id", flat=True))


def _seats(
    pairs: Iterable[tuple[Meeting, timetable.Meeting]],
    taken: Mapping[tuple[int, str], set[int]] | None = None,
) -> Iterator[Seat]:
    """Everybody in the first lane of theirs that is free."""
    lanes = defaultdict(set, taken or {})
    for row, held in pairs:
        for party in (held.a, held.b):
            used = lanes[row.slot_id, party]
            lane = next(lane for lane in count() if lane not in used)
            used.add(lane)
            yield Seat(
                meeting=row,
                version_id=row.version_id,
                slot_id=row.slot_id,
                participation_id=int(party),
                lane=lane,
            )


def _duties(pairs: Iterable[tuple[Meeting, timetable.Meeting]]) -> Iterator[Duty]:
    for row, held in pairs:
        for interpreter in held.interpreters:
            yield Duty(
                meeting=row,
                version_id=row.version_id,
                slot_id=row.slot_id,
                interpreter_id=int(interpreter),
            )
