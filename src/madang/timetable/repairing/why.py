"""Why each meeting of a repaired timetable is not as it was, found from the timetables themselves."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from madang.timetable.diff import Change, Difference, Kind, Motive, Why, diff
from madang.timetable.events import (
    Absent,
    Event,
    InterpreterAbsent,
    Late,
    PlaceLost,
    RoomLost,
    Withdrawn,
    strikes,
)
from madang.timetable.timetable import Meeting, Timetable

MOTIVES: dict[type[Event], tuple[Motive, str]] = {
    Withdrawn: (Motive.WITHDRAWN, "request"),
    Absent: (Motive.PARTICIPANT_ABSENT, "participant"),
    Late: (Motive.PARTICIPANT_LATE, "participant"),
    PlaceLost: (Motive.PLACE_LOST, "place"),
    RoomLost: (Motive.ROOM_LOST, "room"),
    InterpreterAbsent: (Motive.INTERPRETER_ABSENT, "interpreter"),
}
"""The losses, the one that weighs most first."""


def explained(
    before: Timetable,
    filled: Timetable,
    after: Timetable,
    events: Sequence[Event],
    struck: frozenset[str],
    *,
    now: int,
    slots: int,
) -> Difference:
    """The difference from ``before`` to ``after`` with a reason for every change.

    ``filled`` is the timetable of which meetings were moved to make room, ``struck`` are the requests whose
    meetings could not be held as they were; ``slots`` is the number of slots.
    """
    difference = diff(before, after)
    reasons = _Reasons(before, filled, after, struck, now, slots)
    return difference.because({c.meeting.request: reasons.of(c, events) for c in difference.changes})


@dataclass(slots=True)
class _Reasons:
    before: Timetable
    filled: Timetable
    after: Timetable
    struck: frozenset[str]
    now: int
    slots: int
    was: dict[str, Meeting] = field(init=False)
    left: dict[int, list[Meeting]] = field(init=False)
    came: dict[int, list[Meeting]] = field(init=False)

    def __post_init__(self) -> None:
        self.was = {meeting.request: meeting for meeting in self.filled.meetings}
        self.left = _those_not_in(self.after, self.before.meetings)
        self.came = _those_not_in(self.filled, self.after.meetings)

    def of(self, change: Change, events: Sequence[Event]) -> Why:
        if change.kind is Kind.ADDED:
            return self._added(change.meeting)
        assert change.before is not None
        if change.before.request in self.struck:
            return self._struck(change.before, events)
        if change.after is not None and change.after.slot == change.before.slot:
            return Why(Motive.HANDS_CHANGED, request=self._successor(change.before))
        return Why(Motive.MOVED_FOR, request=self._moved_for(change.before))

    def _struck(self, meeting: Meeting, events: Sequence[Event]) -> Why:
        """The loss that weighs most of those that struck the meeting."""
        for kind, (motive, subject) in MOTIVES.items():
            for event in events:
                if isinstance(event, kind) and strikes(event, meeting, now=self.now, slots=self.slots):
                    return Why(motive, getattr(event, subject))
        return Why(Motive.AGAINST_THE_RULES)

    def _added(self, meeting: Meeting) -> Why:
        """Whose meeting left what this one takes: a party's time first, else a table, room or interpreter."""
        for shared in (_parties, _means):
            for gone in self.left[meeting.slot]:
                if shared(gone) & shared(meeting):
                    return Why(Motive.FILLED_FREED_SLOT, request=gone.request)
        return Why(Motive.FITTED)

    def _successor(self, meeting: Meeting) -> str | None:
        """Whom its interpreter helps now in that slot."""
        hands = set(meeting.interpreters)
        for other in self.after.meetings:
            if (
                other.slot == meeting.slot
                and other.request != meeting.request
                and hands & set(other.interpreters)
            ):
                return other.request
        return None

    def _moved_for(self, meeting: Meeting) -> str | None:
        """The newcomer at the end of the chain: who took its slot, who took that one's, and so on.

        Where nobody took a slot (rests, ways, order), it moved for a newcomer with whom it shares most.
        """
        seen, reach = {meeting.request}, [meeting]
        for one in reach:
            for other in self._takers(one):
                if self._is_new(other):
                    return other.request
                if other.request not in seen:
                    seen.add(other.request)
                    reach.append(self.was[other.request])
        came = [other for there in self.came.values() for other in there if self._is_new(other)]
        return min(came, key=lambda other: _distance(other, meeting)).request if came else None

    def _is_new(self, meeting: Meeting) -> bool:
        return meeting.request not in self.was

    def _takers(self, meeting: Meeting) -> list[Meeting]:
        """Those who came into the slot of a meeting that left it: of its parties first, then the others."""
        came = [other for other in self.came[meeting.slot] if other.request != meeting.request]
        return sorted(came, key=lambda other: _distance(other, meeting))


def _those_not_in(other: Timetable, meetings: Sequence[Meeting]) -> dict[int, list[Meeting]]:
    """By slot, the meetings that another timetable does not have in that slot."""
    slot_of = {meeting.request: meeting.slot for meeting in other.meetings}
    found = defaultdict(list)
    for meeting in meetings:
        if slot_of.get(meeting.request) != meeting.slot:
            found[meeting.slot].append(meeting)
    return found


def _distance(one: Meeting, other: Meeting) -> tuple[bool, bool, int, str]:
    """How little two meetings share: parties, interpreters or tables, time."""
    return (
        not _parties(one) & _parties(other),
        not _means(one) & _means(other),
        abs(one.slot - other.slot),
        one.request,
    )


def _parties(meeting: Meeting) -> set[str]:
    return {meeting.a, meeting.b}


def _means(meeting: Meeting) -> set[tuple[str, str]]:
    found = {("interpreter", one) for one in meeting.interpreters}
    found |= {("place", meeting.place)} if meeting.place is not None else set()
    return found | ({("room", meeting.room)} if meeting.room is not None else set())
