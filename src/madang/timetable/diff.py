"""What changed between two timetables, whom to tell, and why where that is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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


class Motive(StrEnum):
    """Why a meeting is not as it was.

    The first six are losses: the meeting cannot be held as it was. The others are choices of the repair.
    """

    PARTICIPANT_ABSENT = "participant_absent"
    PARTICIPANT_LATE = "participant_late"
    WITHDRAWN = "withdrawn"
    PLACE_LOST = "place_lost"
    ROOM_LOST = "room_lost"
    INTERPRETER_ABSENT = "interpreter_absent"
    AGAINST_THE_RULES = "against_the_rules"
    FILLED_FREED_SLOT = "filled_freed_slot"
    FITTED = "fitted"
    MOVED_FOR = "moved_for"
    HANDS_CHANGED = "hands_changed"


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of one change, as data that a face can put in words.

    Attributes:
        motive: ``AGAINST_THE_RULES`` is for a meeting that was not valid before anything happened,
            ``FITTED`` for one added that was free to be held, or is after others moved for it.
        subject: id of who or what is absent, late or lost.
        request: the request for which it moved or its interpreter changed hands, or whose meeting left what
            it takes.
    """

    motive: Motive
    subject: str | None = None
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One meeting that is not as it was.

    Attributes:
        before: the meeting as it was; ``None`` when added.
        after: the meeting as it is; ``None`` when removed.
        aspects: what of a moved meeting is another.
        why: the reason, where one is known: in a repair always, else never.
    """

    kind: Kind
    before: Meeting | None
    after: Meeting | None
    aspects: frozenset[Aspect] = frozenset()
    why: Why | None = None

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

    @property
    def moved(self) -> tuple[Change, ...]:
        """The meetings that are held in another slot than before."""
        return tuple(change for change in self.changes if Aspect.SLOT in change.aspects)

    def because(self, reasons: Mapping[str, Why]) -> "Difference":
        """The same changes, each with the reason that is given for its request."""
        return Difference(tuple(replace(c, why=reasons.get(c.meeting.request)) for c in self.changes))


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
