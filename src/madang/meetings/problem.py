"""From the tables to the timetable engine's problem, and from its answer back to rows.

The engine names things by strings: here they are primary keys. Slots it names by their index in time.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, count

from django.db.models import QuerySet

from madang import timetable
from madang.fairs import queries as fair_queries
from madang.fairs.models import (
    Fair,
    Interpreter,
    Participation,
    Place,
    PlaceKind,
    Presence,
    Slot,
)
from madang.meetings import disruptions
from madang.meetings.keeping import Loosened, keep_what_can_be
from madang.meetings.models import Ban, Duty, Meeting, Request, Seat, TimetableVersion
from madang.meetings.pace import rests_of, walks_of
from madang.partners.models import Grade, Recommendation, Wish
from madang.timetable.events import after
from madang.timetable.explaining.remedy import Step
from madang.timetable.repairing.repair import rest_of_day

#: What a meeting is worth to a side that must, or would like to, have it; the match adds up to 1.
WORTH = {Grade.MUST: 3.0, Grade.WOULD: 1.0, Grade.NO: 0.0}
#: The price of each meeting below a company's minimum: about that of a meeting both would like.
PENALTY = 2.0
NOON = 12
#: Companies up to which the database is asked for these alone: a statement with all their keys is slow.
FEW = 200

ATTENDANCE = {
    Presence.ON_SITE: timetable.Attendance.ONSITE,
    Presence.ONLINE: timetable.Attendance.ONLINE,
    Presence.BOTH: timetable.Attendance.BOTH,
}


@dataclass(frozen=True)
class Calendar:
    """The meeting slots of a fair in order of time, and the index of each."""

    slots: tuple[Slot, ...]

    @classmethod
    def of(cls, fair: Fair) -> "Calendar":
        return cls(tuple(fair_queries.meeting_slots(fair)))

    @cached_property
    def index(self) -> dict[int, int]:
        return {slot.pk: index for index, slot in enumerate(self.slots)}

    def indices(self, slots: Iterable[int]) -> frozenset[int]:
        return frozenset(self.index[pk] for pk in slots)


@dataclass(frozen=True)
class Bans:
    """What the organiser ruled out, by request: slots, or None for the meeting altogether."""

    slots: Mapping[int, frozenset[int | None]]

    @classmethod
    def of(cls, fair: Fair) -> "Bans":
        found: dict[int, set[int | None]] = defaultdict(set)
        for request, slot in Ban.objects.filter(request__fair=fair).values_list("request_id", "slot_id"):
            found[request].add(slot)
        return cls({request: frozenset(slots) for request, slots in found.items()})

    def rules_out(self, request: int | None, slot: int) -> bool:
        banned = self.slots.get(request or 0, frozenset())
        return slot in banned or None in banned

    def allowed(self, request: Request, calendar: Calendar) -> frozenset[int] | None:
        """The slots that are left; None is all of them."""
        banned = self.slots.get(request.pk)
        return calendar.indices(calendar.index.keys() - banned) if banned else None

    def vetoes(self, asked: Iterable[Request]) -> frozenset[tuple[str, str]]:
        return frozenset(
            timetable.veto(str(request.sender_id), str(request.receiver_id))
            for request in asked
            if None in self.slots.get(request.pk, ())
        )


def agreed(fair: Fair) -> QuerySet[Request]:
    """The requests that a timetable is made of, in order of arrival."""
    return Request.objects.filter(
        fair=fair,
        state=Request.State.ACCEPTED,
        sender__state=Participation.State.APPROVED,
        receiver__state=Participation.State.APPROVED,
    ).order_by("sent_at", "id")


@dataclass(frozen=True)
class Arrangement:
    """What is to be arranged, and which published meetings cannot stay where they are any more."""

    problem: timetable.Problem
    loosened: tuple[Loosened, ...] = ()


def problem_of(fair: Fair, *, keep: bool = False, only: Collection[int] | None = None) -> timetable.Problem:
    """All accepted requests (or `only` some) between companies that take part, and what could hold them."""
    return arrangement_of(fair, keep=keep, only=only).problem


def arrangement_of(fair: Fair, *, keep: bool = False, only: Collection[int] | None = None) -> Arrangement:
    """The problem as it is after all that happened on the day.

    What has begun stays as it is. With `keep`, so does all else that is published, as far as the rules of
    today allow it.
    """
    calendar = Calendar.of(fair)
    now = disruptions.first_to_come(calendar.slots)
    problem = undisturbed(fair, calendar, keep=keep, only=only)
    happened = disruptions.events_of(disruptions.all_of(fair), calendar.slots, problem)
    problem = after(problem, happened, now=now)
    if now:
        problem = rest_of_day(problem, published_of(fair, calendar, problem), now=now)
    pinned = {str(pk) for pk in _pinned(fair)}
    loose = {row.request for row in problem.fixed if row.slot >= now and row.request not in pinned}
    return Arrangement(*keep_what_can_be(problem, loose))


def published_of(fair: Fair, calendar: Calendar, problem: timetable.Problem) -> timetable.Timetable:
    """What is published of the problem's requests; empty before the first publication."""
    version = TimetableVersion.objects.filter(fair=fair, state=TimetableVersion.State.PUBLISHED).first()
    if version is None:
        return timetable.Timetable()
    held = timetable_of(version, calendar).meetings
    kept = tuple(meeting for meeting in held if meeting.request in problem.request_by_id)
    there = {meeting.request for meeting in kept}
    waiting = tuple(request.id for request in problem.requests if request.id not in there)
    return timetable.Timetable(kept, waiting)


def undisturbed(
    fair: Fair, calendar: Calendar, *, keep: bool = False, only: Collection[int] | None = None
) -> timetable.Problem:
    """The problem as if nothing had happened on the day."""
    wanted = agreed(fair).only("sender_id", "receiver_id", "sender_grade", "receiver_grade")
    asked = list(wanted if only is None else wanted.filter(pk__in=only))
    parties = {pk for request in asked for pk in (request.sender_id, request.receiver_id)}
    bans = Bans.of(fair)
    people = list(_people(fair, parties))
    places = tuple(_places(fair))
    return timetable.Problem(
        slots=tuple(_slots(fair, calendar)),
        participants=tuple(_participants(fair, calendar, people)),
        requests=tuple(_requests(fair, asked, parties, calendar, bans)),
        places=places,
        rooms=tuple(_rooms(fair)),
        interpreters=tuple(_interpreters(fair, calendar)),
        fixed=tuple(_fixed(fair, calendar, {request.pk for request in asked}, bans, keep=keep)),
        vetoes=_vetoes(fair, parties) | bans.vetoes(asked),
        penalty=PENALTY,
        rests=tuple(rests_of(fair, calendar.slots, fair_queries.breaks(fair), people)),
        walks=tuple(walks_of(fair, places)),
        relay=fair.interpreters_relay,
    )


def _slots(fair: Fair, calendar: Calendar) -> Iterator[timetable.Slot]:
    for slot in calendar.slots:
        local = slot.starts_at.astimezone(fair.tz)
        half = timetable.Session.MORNING if local.hour < NOON else timetable.Session.AFTERNOON
        yield timetable.Slot(
            str(slot.pk), slot.starts_at, slot.ends_at, (local.date() - fair.starts_on).days, half
        )


def _people(fair: Fair, parties: Collection[int]) -> Iterator[Participation]:
    rows = Participation.objects.filter(fair=fair)
    if len(parties) <= FEW:
        rows = rows.filter(pk__in=parties)
    return (row for row in rows if row.pk in parties)


def _participants(
    fair: Fair, calendar: Calendar, people: Iterable[Participation]
) -> Iterator[timetable.Participant]:
    free = fair_queries.free_slots(fair)
    for row in people:
        row.fair = fair
        yield timetable.Participant(
            id=str(row.pk),
            available=calendar.indices(free[row.pk]),
            capacity=row.delegates_at_once,
            minimum=row.least,
            maximum=row.most,
            languages=frozenset(row.languages),
            attendance=ATTENDANCE[Presence(row.presence)],
            buffer=fair.buffer_minutes,
        )


def _requests(
    fair: Fair, asked: Sequence[Request], parties: Collection[int], calendar: Calendar, bans: Bans
) -> Iterator[timetable.Request]:
    recommended = Recommendation.objects.filter(fair=fair).order_by()
    if len(parties) <= FEW:
        recommended = recommended.filter(participation__in=parties)
    gains = {
        (company, partner): forward
        for company, partner, forward in recommended.values_list("participation_id", "partner_id", "forward")
    }
    for request in asked:
        one, other = request.sender_id, request.receiver_id
        yield timetable.Request(
            id=str(request.pk),
            a=str(one),
            b=str(other),
            value_a=_worth(request.sender_grade, gains.get((one, other), 0.0)),
            value_b=_worth(request.receiver_grade, gains.get((other, one), 0.0)),
            slots=bans.allowed(request, calendar),
        )


def _worth(grade: str, gain: float) -> float:
    """Kept to hundredths: the bound is sharper when all values share a grain."""
    return round(WORTH[Grade(grade or Grade.WOULD)] + gain, 2)


def _places(fair: Fair) -> Iterator[timetable.Place]:
    for place in Place.objects.filter(fair=fair, kind=PlaceKind.TABLE).order_by(
        "hall__order", "hall_id", "number"
    ):
        yield timetable.Place(str(place.pk), hall=str(place.hall_id))


def _rooms(fair: Fair) -> Iterator[timetable.Room]:
    for place in Place.objects.filter(fair=fair, kind=PlaceKind.ROOM).order_by("number"):
        yield timetable.Room(str(place.pk))


def _interpreters(fair: Fair, calendar: Calendar) -> Iterator[timetable.Interpreter]:
    hours = fair_queries.interpreter_slots(fair)
    for row in Interpreter.objects.filter(fair=fair):
        yield timetable.Interpreter(
            id=str(row.pk),
            pairs=frozenset(timetable.language_pair(*pair) for pair in combinations(row.languages, 2)),
            available=calendar.indices(hours[row.pk]),
            longest=fair.interpreter_row,
            attendance=ATTENDANCE[Presence(row.presence)],
        )


def _vetoes(fair: Fair, parties: set[int]) -> frozenset[tuple[str, str]]:
    refused = Wish.objects.filter(participation__fair=fair, grade=Grade.NO)
    return frozenset(
        timetable.veto(str(one), str(other))
        for one, other in refused.values_list("participation_id", "partner_id")
        if one in parties and other in parties
    )


def _fixed(
    fair: Fair, calendar: Calendar, asked: set[int], bans: Bans, *, keep: bool
) -> Iterator[timetable.Fixed]:
    """Meetings of the published timetable that were told to stay where they are, or all of them."""
    free = fair_queries.free_slots(fair) if keep else {}
    published = Meeting.objects.filter(
        version__fair=fair, version__state=TimetableVersion.State.PUBLISHED, request__isnull=False
    )
    staying = published if keep else published.filter(is_pinned=True)
    helpers = _helpers(Duty.objects.filter(meeting__in=staying.order_by()))
    for meeting in staying.select_related("request"):
        if meeting.request_id not in asked:
            continue
        if meeting.slot_id not in calendar.index or bans.rules_out(meeting.request_id, meeting.slot_id):
            continue  # its slot became a break, or the organiser wants it elsewhere
        if meeting.is_pinned or _is_still_possible(meeting, free):
            yield timetable.Fixed(
                request=str(meeting.request_id),
                slot=calendar.index[meeting.slot_id],
                place=_name(meeting.table_id),
                room=_name(meeting.room_id),
                interpreters=helpers.get(meeting.pk, ()),
            )


def _is_still_possible(meeting: Meeting, free: Mapping[int, frozenset[int]]) -> bool:
    assert meeting.request is not None
    parties = (meeting.request.sender_id, meeting.request.receiver_id)
    return all(meeting.slot_id in free.get(party, ()) for party in parties)


def _name(pk: int | None) -> str | None:
    return None if pk is None else str(pk)


def _key(name: str | None) -> int | None:
    return None if name is None else int(name)


def _helpers(duties: QuerySet[Duty]) -> dict[int, tuple[str, ...]]:
    """The interpreters of each meeting that has any, in the order of their legs. One query."""
    found: dict[int, tuple[str, ...]] = {}
    for meeting, interpreter in duties.order_by("pk").values_list("meeting_id", "interpreter_id"):
        found[meeting] = (*found.get(meeting, ()), str(interpreter))
    return found


def timetable_of(version: TimetableVersion, calendar: Calendar) -> timetable.Timetable:
    """A stored version as the engine's shape, to be validated or compared."""
    index = calendar.index
    helpers = _helpers(Duty.objects.filter(version=version))
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
            place=_name(table),
            room=_name(room),
            interpreters=helpers.get(pk, ()),
        )
        for pk, slot, request, sender, receiver, table, room in rows
        if request is not None and slot in index  # else its slot became a break
    ]
    return timetable.Timetable(
        meetings=tuple(sorted(held, key=lambda meeting: (meeting.slot, meeting.request))),
        unscheduled=tuple(str(missed["request"]) for missed in version.unscheduled),
        value=version.value or 0.0,
        bound=version.bound or 0.0,
    )


def store(version: TimetableVersion, problem: timetable.Problem, found: timetable.Timetable) -> None:
    """Write a solved timetable into a version: meetings, seats in lanes, duties."""
    slots = [int(slot.id) for slot in problem.slots]
    pinned = _pinned(version.fair)
    meetings = Meeting.objects.bulk_create(
        [
            Meeting(
                version=version,
                slot_id=slots[held.slot],
                request_id=int(held.request),
                table_id=_key(held.place),
                room_id=_key(held.room),
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
        row.table_id, row.room_id = _key(meeting.place), _key(meeting.room)
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


def _pinned(fair: Fair) -> set[int | None]:
    """Requests whose meetings were told to stay: they stay so in the versions to come."""
    published = Meeting.objects.filter(
        version__fair=fair, version__state=TimetableVersion.State.PUBLISHED, is_pinned=True
    )
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


def unscheduled_of(
    problem: timetable.Problem,
    found: timetable.Timetable,
    *,
    now: int = 0,
    known: Iterable[dict[str, object]] = (),
) -> list[dict[str, object]]:
    """Requests that are not held, each with its binding reasons and the smallest change that would fit it,
    as data that a page can put in words. `remedy` has its steps, none if it fits as it is; it is null where
    nothing small helps. `remedy_slot` is the slot in which it would then be held, the first is `now`.
    Rows that are `known` already are taken as they are: to seek a remedy takes milliseconds for each.
    """
    rows = {str(row["request"]): row for row in known}
    slots = [int(slot.id) for slot in problem.slots]
    if anew := [request for request in found.unscheduled if request not in rows]:
        for missed in timetable.explain(problem, found, anew, now=now):
            rows[missed.request] = _missed(missed, slots)
    return [rows[request] for request in found.unscheduled]


def _missed(missed: timetable.Explanation, slots: Sequence[int]) -> dict[str, object]:
    return {
        "request": int(missed.request),
        "reasons": [_reason(reason, slots) for reason in missed.reasons],
        "remedy": [_step(step, slots) for step in missed.remedy.steps] if missed.remedy else None,
        "remedy_slot": slots[missed.remedy.slot] if missed.remedy else None,
    }


def _step(step: Step, slots: Sequence[int]) -> dict[str, object]:
    """`step` names it, such as `free_slot`; slots and ids are primary keys, as all that is stored."""
    fields = {name: getattr(step, name) for name in step.__slots__}
    return {"step": _SNAKE.sub("_", type(step).__name__).lower()} | {
        name: slots[value] if name == "slot" else list(value) if name == "pair" else int(value)
        for name, value in fields.items()
        if value is not None
    }


_SNAKE = re.compile(r"(?<!^)(?=[A-Z])")


def _reason(reason: timetable.Reason, slots: Sequence[int]) -> dict[str, object]:
    return {
        "cause": reason.cause.value,
        "slots": [slots[index] for index in reason.slots],
        "participant": _key(reason.participant),
        "pairs": [list(pair) for pair in reason.pairs],
        "rivals": [int(rival) for rival in reason.rivals],
    }


def loosened_of(arrangement: Arrangement) -> list[dict[str, object]]:
    """Meetings that cannot stay where they are, each with its slot and the rules against it, as data."""
    slots = [int(slot.id) for slot in arrangement.problem.slots]
    return [
        {
            "request": int(row.fixed.request),
            "slot": slots[row.fixed.slot],
            "rules": [rule.value for rule in row.rules],
        }
        for row in arrangement.loosened
    ]


def contradictions_of(problem: timetable.Problem) -> list[dict[str, object]]:
    """Which pinned meetings of an infeasible problem cannot all be held, and what they break, as data."""
    slots = [int(slot.id) for slot in problem.slots]
    return [
        {
            "requests": [int(request) for request in row.requests],
            "slot": None if row.slot is None else slots[row.slot],
            "rules": [row.rule.value],
        }
        for row in timetable.conflicting(problem)
    ]
