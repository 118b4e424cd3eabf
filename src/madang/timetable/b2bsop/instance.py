"""The instance of B2BSOP: pair meetings that must all be held, and the schedule that holds them.

Participants, meetings and slots are numbered from 1 in the order of the published files, here as there.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from madang.timetable.problem import ProblemError
from madang.timetable.timetable import Status


class Session(StrEnum):
    """The half of the day in which a meeting must be held."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting between the participants ``first`` and ``second``.

    Attributes:
        slot: the slot in which it is fixed, if it is.
        after: numbers of the meetings that must be held in earlier slots.
    """

    first: int
    second: int
    session: Session = Session.ANY
    slot: int | None = None
    after: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance of the Business-to-Business Meeting Scheduling Optimisation Problem.

    Source: Bofill et al., *Constraint Solving Approaches to the Business-to-Business Meeting Scheduling
    Problem*, Journal of Artificial Intelligence Research 74 (2022) 263-301.

    Attributes:
        participants: how many there are.
        slots: how many there are; the first ``morning`` of them are the morning.
        tables: how many meetings can be held in one slot.
        meetings: all of them must be held; meeting m is ``meetings[m - 1]``.
        forbidden: for each participant the slots in which it cannot meet; empty for "none for anybody".

    Raises:
        ProblemError: if a number is out of range.
    """

    participants: int
    slots: int
    morning: int
    tables: int
    meetings: tuple[Meeting, ...] = ()
    forbidden: tuple[frozenset[int], ...] = ()

    def __post_init__(self) -> None:
        for name in ("participants", "slots", "morning", "tables"):
            if getattr(self, name) < 0:
                raise ProblemError("must not be negative", where=name, value=getattr(self, name))
        if self.morning > self.slots:
            raise ProblemError(
                f"must be at most {self.slots}, the slots", where="morning", value=self.morning
            )
        if not self.forbidden:
            object.__setattr__(self, "forbidden", (frozenset[int](),) * self.participants)
        self._check_forbidden()
        for index, meeting in enumerate(self.meetings):
            self._check_meeting(meeting, f"meetings[{index}]")

    def _check_forbidden(self) -> None:
        if len(self.forbidden) != self.participants:
            message = f"must have {self.participants} items, one for each participant"
            raise ProblemError(message, where="forbidden", value=len(self.forbidden))
        for index, slots in enumerate(self.forbidden):
            for slot in slots:
                _check_number(slot, self.slots, f"forbidden[{index}]")

    def _check_meeting(self, meeting: Meeting, where: str) -> None:
        _check_number(meeting.first, self.participants, f"{where}.first")
        _check_number(meeting.second, self.participants, f"{where}.second")
        if meeting.first == meeting.second:
            raise ProblemError("must be another participant", where=f"{where}.second", value=meeting.second)
        if meeting.slot is not None:
            _check_number(meeting.slot, self.slots, f"{where}.slot")
        for before in meeting.after:
            _check_number(before, len(self.meetings), f"{where}.after")

    def meetings_of(self) -> dict[int, list[int]]:
        """For each participant the numbers of its meetings, in order."""
        found: dict[int, list[int]] = {p: [] for p in range(1, self.participants + 1)}
        for number, meeting in enumerate(self.meetings, 1):
            found[meeting.first].append(number)
            found[meeting.second].append(number)
        return found

    def slots_of(self, session: Session) -> range:
        """The slots that lie in a session."""
        if session is Session.MORNING:
            return range(1, self.morning + 1)
        if session is Session.AFTERNOON:
            return range(self.morning + 1, self.slots + 1)
        return range(1, self.slots + 1)


def _check_number(number: int, most: int, where: str) -> None:
    if not 1 <= number <= most:
        raise ProblemError(f"must be a number from 1 to {most}", where=where, value=number)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The answer: a slot for each meeting, and what is proved.

    Attributes:
        status: ``INFEASIBLE`` and ``OPTIMAL`` are proved.
        breaks: the sum over all participants of the idle groups between their first and last meeting.
        bound: no schedule has fewer breaks; ``None`` where no schedule exists.
        slots: the slot of each meeting in the instance's order; empty without a schedule.
        seconds: how long it took; not part of equality.
    """

    status: Status
    breaks: int | None = None
    bound: int | None = None
    slots: tuple[int, ...] = ()
    seconds: float = field(default=0.0, compare=False)
