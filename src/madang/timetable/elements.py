"""What a problem is made of: slots, participants, places, rooms, interpreters, requests, what is fixed.

Everything here is frozen, plain data. A slot is named by its index in ``Problem.slots`` (0-based), everything
else by an id, a string that the caller chooses. Times are aware datetimes; the engine takes them as instants
(``Slot.begins``, ``Slot.ends``), so that a change to daylight-saving time needs no care, not even between two
times of the same zone, whose difference Python takes by the clock on the wall.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Session(StrEnum):
    """The half of the day that a slot lies in."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


class Attendance(StrEnum):
    """How a participant takes part."""

    ONSITE = "onsite"
    ONLINE = "online"
    BOTH = "both"


class Form(StrEnum):
    """What a meeting takes: a table (on site), a room (online), or a table and a room (mixed)."""

    ONSITE = "onsite"
    ONLINE = "online"
    MIXED = "mixed"

    @property
    def needs_table(self) -> bool:
        return self is not Form.ONLINE

    @property
    def needs_room(self) -> bool:
        return self is not Form.ONSITE


@dataclass(frozen=True, slots=True)
class Slot:
    """A time in which meetings are held. Slots are listed in order of time and do not overlap."""

    id: str
    start: datetime
    end: datetime
    day: int = 0
    session: Session = Session.MORNING

    @property
    def begins(self) -> float:
        """The instant of the start, in seconds."""
        return self.start.timestamp()

    @property
    def ends(self) -> float:
        """The instant of the end, in seconds."""
        return self.end.timestamp()

    def pause(self, later: "Slot") -> float:
        """Seconds from the end of this slot to the start of a later one."""
        return later.begins - self.ends


@dataclass(frozen=True, slots=True)
class Participant:
    """A company (or person) that meets.

    Attributes:
        available: indices of the slots in which it can meet.
        capacity: meetings that it can hold at the same time (delegates).
        minimum: meetings below which each missing one costs ``Problem.penalty``.
        maximum: meetings that it holds at most; ``None`` is no limit.
        languages: codes of the languages that it can meet in; empty is "not stated, needs no interpreter".
        hall: where it stands, so that its meetings can be near; ``None`` is nowhere in particular.
        buffer: minutes that each delegate needs between the end of a meeting and the beginning of the next.
    """

    id: str
    available: frozenset[int]
    capacity: int = 1
    minimum: int = 0
    maximum: int | None = None
    languages: frozenset[str] = frozenset()
    attendance: Attendance = Attendance.ONSITE
    hall: str | None = None
    buffer: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """Slots of which each delegate keeps some free, such as one of those around noon to eat.

    A participant with capacity c holds at most c x (len(slots) - free) meetings in these slots: with that,
    and c in each slot, its meetings can always be shared out so that every delegate has ``free`` free slots.

    Attributes:
        slots: indices of the slots; they count for everybody, whether available then or not.
        free: how many of them each delegate keeps free.
        participants: ids of those whom it concerns; ``None`` is everybody.
    """

    slots: frozenset[int]
    free: int = 1
    participants: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """The minutes that it takes to walk from one hall to another, or back.

    Whoever has two meetings at tables in these halls, participant or interpreter, needs as long between the
    end of the first and the beginning of the second. Those who take part online (``Attendance.ONLINE``) do
    not walk, though the others of a mixed meeting do. A participant with several delegates shares the
    meetings out among them: of k meetings at tables in one slot and n in a later one too soon to walk,
    n <= (capacity - k) + the most of them that can be paired, one to one, with meetings of the earlier slot
    from which they can be reached in time.
    """

    one: str
    other: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Place:
    """A table on site. ``slots`` are those in which it can be used; ``None`` is all."""

    id: str
    hall: str = ""
    slots: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A room online. ``slots`` are those in which it can be used; ``None`` is all."""

    id: str
    slots: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A person who interprets one meeting at a time.

    Attributes:
        pairs: language pairs, each in alphabetical order (``language_pair``).
        available: indices of the slots in which the interpreter works.
        longest: slots in a row before a free one is due; ``None`` is no limit. A new day, or a pause at least
            as long as the slot before it, begins a new row.
        most: slots in total; ``None`` is no limit.
        attendance: on site an interpreter helps at tables (also in mixed meetings), online in rooms (also in
            mixed meetings), both anywhere.
    """

    id: str
    pairs: frozenset[tuple[str, str]]
    available: frozenset[int]
    longest: int | None = None
    most: int | None = None
    attendance: Attendance = Attendance.BOTH


@dataclass(frozen=True, slots=True)
class Request:
    """A wished meeting of two participants, one slot long.

    Attributes:
        a: participant who asked; ``b``: the one who was asked.
        value_a: what the meeting is worth to ``a`` (>= 0); ``value_b``: to ``b``.
        slots: the only slots allowed; ``None`` is all.
        form: ``None`` follows from the attendance of both (``Problem.form_of``).
        pairs: interpreter pairs of which one is needed; empty is none needed; ``None`` follows from the
            languages of both (``Problem.pairs_of``).
    """

    id: str
    a: str
    b: str
    value_a: float = 1.0
    value_b: float = 1.0
    slots: frozenset[int] | None = None
    form: Form | None = None
    pairs: frozenset[tuple[str, str]] | None = None

    @property
    def value(self) -> float:
        return self.value_a + self.value_b


@dataclass(frozen=True, slots=True)
class Fixed:
    """A request that must be held in this slot, and at this place, room, with these interpreters if given."""

    request: str
    slot: int
    place: str | None = None
    room: str | None = None
    interpreters: tuple[str, ...] = ()


def language_pair(one: str, other: str) -> tuple[str, str]:
    """The pair in alphabetical order, as interpreters and requests hold it."""
    return (one, other) if one <= other else (other, one)


def veto(one: str, other: str) -> tuple[str, str]:
    """Two participants that never meet, in the order that ``Problem.vetoes`` holds."""
    return (one, other) if one <= other else (other, one)


def every(slots: Iterable[Slot]) -> frozenset[int]:
    """The indices of all slots: someone who is always available."""
    return frozenset(range(len(tuple(slots))))
