"""What changed between two timetables, and whom to tell."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from madang.timetable.timetable import Meeting, Timetable


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


class Aspect(StrEnum):
    """What of a meeting is another than before."""

    SLOT = "slot"
    PLACE = "place"
    ROOM = "room"
    INTERPRETERS = "interpreters"


@dataclass(frozen=True, slots=True)
class Change:
    """One meeting that is not as it was. ``before`` is ``None`` when added, ``after`` when removed."""

    kind: Kind
    before: Meeting | None
    after: Meeting | None
    aspects: frozenset[Aspect] = frozenset()

    @property
    def meeting(self) -> Meeting:
        """The meeting as it is now, or as it last was."""
        meeting = self.after or self.before
        assert meeting is not None
        return meeting


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes, in order of slot and request of the meeting as it is now."""

    changes: tuple[Change, ...] = ()

    @property
    def participants(self) -> frozenset[str]:
        """Ids of those for whom anything changed: the only ones to tell."""
        return frozenset(party for change in self.changes for party in (change.meeting.a, change.meeting.b))

    def of(self, participant: str) -> tuple[Change, ...]:
        """The changes that concern this participant."""
        return tuple(c for c in self.changes if participant in (c.meeting.a, c.meeting.b))


def diff(before: Timetable, after: Timetable) -> Difference:
    """The changes from one timetable to another; meetings are recognised by their request."""
    was = {meeting.request: meeting for meeting in before.meetings}
    now = {meeting.request: meeting for meeting in after.meetings}
    changes = [
        _change(was.get(request), now.get(request))
        for request in was.keys() | now.keys()
        if was.get(request) != now.get(request)
    ]
    return Difference(tuple(sorted(changes, key=lambda c: (c.meeting.slot, c.meeting.request))))


def _change(before: Meeting | None, after: Meeting | None) -> Change:
    if before is None:
        return Change(Kind.ADDED, before, after)
    if after is None:
        return Change(Kind.REMOVED, before, after)
    aspects = frozenset(aspect for aspect, read in ASPECTS.items() if read(before) != read(after))
    return Change(Kind.MOVED, before, after, aspects)


ASPECTS: dict[Aspect, Callable[[Meeting], object]] = {
    Aspect.SLOT: lambda meeting: meeting.slot,
    Aspect.PLACE: lambda meeting: meeting.place,
    Aspect.ROOM: lambda meeting: meeting.room,
    Aspect.INTERPRETERS: lambda meeting: meeting.interpreters,
}
