"""A draft arranged by hand: where one request could be, judged by the engine's own rules.

Only what can bear on the request is read: the meetings of both companies, of interpreters if it needs one,
and who is where. So the answer is there at once, also at a fair of a thousand companies.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from madang import timetable
from madang.fairs.models import Slot
from madang.meetings.engine import calendar as engine_calendar
from madang.meetings.engine import problem
from madang.meetings.models import Duty, Meeting, Request, TimetableVersion


@dataclass(frozen=True)
class Spot:
    """A slot and, where it was chosen, a table or a room."""

    slot: int
    table: int | None = None
    room: int | None = None


@dataclass(frozen=True)
class Opening:
    """One slot for a request: the best place in it, with what stands in the way there."""

    slot: Slot
    fit: timetable.Fit

    @property
    def is_possible(self) -> bool:
        return self.fit.is_possible

    @property
    def table(self) -> int | None:
        return _key(self.fit.meeting.place)

    @property
    def room(self) -> int | None:
        return _key(self.fit.meeting.room)


@dataclass(frozen=True)
class Surroundings:
    """A version as far as some requests are concerned. `rows` are the meetings held, by request."""

    version: TimetableVersion
    requests: Mapping[int, Request]
    calendar: engine_calendar.Calendar
    referee: timetable.Referee
    rows: Mapping[int, int]

    @classmethod
    def of(
        cls, version: TimetableVersion, requests: Sequence[int], spots: Iterable[Spot] = ()
    ) -> "Surroundings":
        """The meetings of these requests' companies, and whoever is where they would go."""
        agreed = problem.agreed(version.fair).filter(pk__in=requests)
        asked = {row.pk: row for row in agreed.select_related("sender", "receiver")}
        parties = {pk for row in asked.values() for pk in (row.sender_id, row.receiver_id)}
        calendar = engine_calendar.Calendar.of(version.fair)
        rows, held = _held(version, calendar)
        near = {
            int(meeting.request)
            for meeting in held
            if {int(meeting.a), int(meeting.b)} & parties or _is_at(meeting, spots, calendar)
        }
        if any(_needs_help(row) for row in asked.values()):
            near |= {int(meeting.request) for meeting in held if meeting.interpreters}
        part = problem.problem_of(version.fair, only=near | set(asked))
        return cls(version, asked, calendar, timetable.Referee(part, timetable.Timetable(held)), rows)

    # -- where a request could be

    def knows(self, request: int) -> bool:
        """Whether it is agreed, and still to be held."""
        return request in self.requests and str(request) in self.referee.problem.request_by_id

    @cached_property
    def slots(self) -> dict[int, int]:
        return self.calendar.index

    def fits(self, request: int) -> dict[tuple[int, int | None], timetable.Fit]:
        """By slot and hall (none where no table is needed), both as primary keys."""
        pks = [slot.pk for slot in self.calendar.slots]
        found = self.referee.fits(str(request))
        return {(pks[slot], _key(hall)): fit for (slot, hall), fit in found.items()}

    def openings(self, request: int) -> list[Opening]:
        """Every slot with the best that it has for the request: where it can be, and near to where it is."""
        by_slot: dict[int, list[timetable.Fit]] = defaultdict(list)
        near = [self.referee.spot(str(request), index).place for index in range(len(self.calendar.slots))]
        for (slot, _hall), fit in self.fits(request).items():
            by_slot[slot].append(fit)
        return [
            Opening(slot, min(fits, key=lambda fit: (len(fit.broken), fit.meeting.place != near[index])))
            for index, slot in enumerate(self.calendar.slots)
            if (fits := by_slot.get(slot.pk))
        ]

    def fit(self, request: int, spot: Spot) -> timetable.Fit:
        """The request there; where no table or room was chosen, at the best that is free."""
        index = self.slots.get(spot.slot)
        if index is None:
            raise Slot.DoesNotExist  # a break, or of another fair
        key = str(request)
        if spot.table is None and self.form(request).needs_table:
            return next(one.fit for one in self.openings(request) if one.slot.pk == spot.slot)
        meeting = self.referee.spot(key, index, _name(spot.table))
        if spot.room is not None and self.form(request).needs_room:
            meeting = replace(meeting, room=str(spot.room))
        return self.referee.fit(key, index, meeting.place, meeting.room)

    def form(self, request: int) -> timetable.Form:
        part = self.referee.problem
        return part.form_of(part.request_by_id[str(request)])

    def exchange(self, one: int, other: int) -> tuple[timetable.Fit, timetable.Fit]:
        """Two requests that are held change slots and places."""
        return self.referee.exchange(str(one), str(other))

    def holder(self, fit: timetable.Fit, request: int) -> int | None:
        """The one other request that is where this one would go, if nothing else is in the way."""
        rivals = self.rivals(fit, request)
        return next(iter(rivals)) if len(rivals) == 1 and None not in rivals else None

    def rivals(self, fit: timetable.Fit, request: int) -> set[int | None]:
        """The other requests that are in the way; None among them for what nobody could give way to."""
        found: set[int | None] = set()
        for broken in fit.broken:
            others = {int(key) for key in broken.requests if key != str(request)}
            found |= others if broken.rule in EXCHANGEABLE and others else {None}
        return found

    def gain(self, request: int) -> float:
        """What the timetable is worth more with the request than without it."""
        part, held = self.referee.problem, self.referee.held
        without = [meeting for key, meeting in held.items() if key != str(request)]
        wish = part.request_by_id[str(request)]
        short = sum(
            part.penalty
            for party in (wish.a, wish.b)
            if sum(party in (meeting.a, meeting.b) for meeting in without)
            < part.participant_by_id[party].minimum
        )
        return wish.value + short


#: Who stands in the way of these could change places with whoever wants to come.
EXCHANGEABLE = frozenset(
    {timetable.Rule.PLACE_TAKEN, timetable.Rule.ROOM_TAKEN, timetable.Rule.OVER_CAPACITY}
)


def _held(
    version: TimetableVersion, calendar: engine_calendar.Calendar
) -> tuple[dict[int, int], tuple[timetable.Meeting, ...]]:
    """All meetings of agreed requests in plain columns: two queries, without a row of Django's for each."""
    helpers: dict[int, list[str]] = defaultdict(list)
    duties = Duty.objects.filter(version=version).order_by("pk")
    for meeting, interpreter in duties.values_list("meeting_id", "interpreter_id"):
        helpers[meeting].append(str(interpreter))
    agreed = problem.agreed(version.fair).order_by().values("pk")
    columns = ("pk", "slot_id", "request_id", "request__sender_id", "request__receiver_id")
    found = Meeting.objects.filter(version=version, request__in=agreed, slot__in=calendar.index).order_by()
    rows, meetings = {}, []
    for pk, slot, request, one, other, table, room in found.values_list(*columns, "table_id", "room_id"):
        rows[request] = pk
        meetings.append(
            timetable.Meeting(
                calendar.index[slot],
                str(request),
                str(one),
                str(other),
                _name(table),
                _name(room),
                tuple(helpers[pk]),
            )
        )
    return rows, tuple(meetings)


def _is_at(meeting: timetable.Meeting, spots: Iterable[Spot], calendar: engine_calendar.Calendar) -> bool:
    return any(
        meeting.slot == calendar.index.get(spot.slot)
        and (meeting.place or "", meeting.room or "") != ("", "")
        and (meeting.place == _name(spot.table) or meeting.room == _name(spot.room))
        for spot in spots
    )


def _needs_help(request: Request) -> bool:
    """Whether the two might share no language."""
    one, other = set(request.sender.languages), set(request.receiver.languages)
    return bool(one and other and not one & other)


def spots_of(meetings: Iterable[Meeting]) -> list[Spot]:
    return [Spot(row.slot_id, row.table_id, row.room_id) for row in meetings]


def _name(pk: int | None) -> str | None:
    return None if pk is None else str(pk)


def _key(name: str | None) -> int | None:
    return int(name) if name else None
