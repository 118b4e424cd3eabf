"""From the tables to the timetable engine's problem.

The engine names things by strings: here they are primary keys. Slots it names by their index in time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import QuerySet

from madang import timetable
from madang.fairs.models import Fair, Interpreter, Participation, Place, PlaceKind, Presence
from madang.fairs.slots import queries
from madang.meetings.engine import happenings
from madang.meetings.engine.calendar import Calendar
from madang.meetings.engine.loosening import Loosened, keep_what_can_be
from madang.meetings.engine.pace import rests_of, walks_of
from madang.meetings.engine.storing import helpers_of, name_of, pinned_in, timetable_of
from madang.meetings.models import Ban, Duty, Meeting, Request, TimetableVersion
from madang.partners.models import Grade, Recommendation, Wish
from madang.timetable.events import after
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
class Bans:
    """What the organiser ruled out, by request: slots, or None for the meeting altogether."""

    slots: Mapping[int, frozenset[int | None]]

    @classmethod
    def of(cls, fair: Fair) -> "Bans":
        found: dict[int, set[int | None]] = defaultdict(set)
        for request, slot in Ban.objects.filter(request__fair=fair).values_list("request_id", "slot_id"):
            found[request].add(slot)
        return cls({request: frozenset(slots) for request, slots in found.items()})

    def rules_out(self, request: int, slot: int) -> bool:
        banned = self.slots.get(request, frozenset())
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
    now = happenings.first_to_come(calendar.slots)
    problem = undisturbed(fair, calendar, keep=keep, only=only)
    happened = happenings.events_of(happenings.all_of(fair), calendar.slots, problem)
    problem = after(problem, happened, now=now)
    if now:
        problem = rest_of_day(problem, published_timetable(fair, calendar, problem), now=now)
    pinned = {str(pk) for pk in pinned_in(fair)}
    loose = {row.request for row in problem.fixed if row.slot >= now and row.request not in pinned}
    return Arrangement(*keep_what_can_be(problem, loose))


def published_timetable(fair: Fair, calendar: Calendar, problem: timetable.Problem) -> timetable.Timetable:
    """What is published of the problem's requests; empty before the first publication."""
    version = TimetableVersion.objects.published().filter(fair=fair).first()
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
        rests=tuple(rests_of(fair, calendar.slots, queries.breaks(fair), people)),
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
    free = queries.free_slots(fair)
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
    hours = queries.interpreter_slots(fair)
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
    free = queries.free_slots(fair) if keep else {}
    published = Meeting.objects.published().filter(version__fair=fair)
    staying = published if keep else published.filter(is_pinned=True)
    helpers = helpers_of(Duty.objects.filter(meeting__in=staying.order_by()))
    for meeting in staying.select_related("request"):
        if meeting.request_id not in asked:
            continue
        if meeting.slot_id not in calendar.index or bans.rules_out(meeting.request_id, meeting.slot_id):
            continue  # its slot became a break, or the organiser wants it elsewhere
        if meeting.is_pinned or _is_still_possible(meeting, free):
            yield timetable.Fixed(
                request=str(meeting.request_id),
                slot=calendar.index[meeting.slot_id],
                place=name_of(meeting.table_id),
                room=name_of(meeting.room_id),
                interpreters=helpers.get(meeting.pk, ()),
            )


def _is_still_possible(meeting: Meeting, free: Mapping[int, frozenset[int]]) -> bool:
    parties = (meeting.request.sender_id, meeting.request.receiver_id)
    return all(meeting.slot_id in free.get(party, ()) for party in parties)
