"""The answer: which requests are held, when, where and with whom."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

OPTIMALITY = 1e-6
"""The part of the bound up to which a value counts as meeting it."""


class Status(StrEnum):
    """What is known of a timetable."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


class Phase(StrEnum):
    """What the solver is at."""

    BOUND = "bound"
    GUIDED = "guided"
    FILL = "fill"
    SEARCH = "search"
    POLISH = "polish"
    PLACES = "places"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A request that is held.

    ``slot`` is an index in ``Problem.slots``. A mixed meeting has a place and a room. In a relay there are
    two interpreters: the first speaks a language of ``a`` and the third language, the other that and one of
    ``b``. Where the languages of both sides do not tell, the first takes the first language of the pair.
    """

    slot: int
    request: str
    a: str
    b: str
    place: str | None = None
    room: str | None = None
    interpreters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timetable:
    """Meetings in order of slot and request, with what they are worth.

    Attributes:
        unscheduled: ids of the requests that are not held, in the problem's order.
        value: sum of the values of the meetings held - penalty x shortfall below the minimums.
        bound: no timetable of this problem is worth more.
        status: ``INFEASIBLE`` when the fixed meetings contradict the rest; the timetable is then empty.
        seconds: how long it took; not part of equality.
    """

    meetings: tuple[Meeting, ...] = ()
    unscheduled: tuple[str, ...] = ()
    value: float = 0.0
    bound: float = 0.0
    status: Status = Status.UNKNOWN
    seconds: float = field(default=0.0, compare=False)

    @property
    def share(self) -> float:
        """The share of the bound that is reached, in 0..1, on the penalised value.

        The value may be negative where many minimums cannot be met; with a negative bound the share is
        bound / value, so that 1 is always "proved optimal" and less is always worse.
        """
        return share_of(self.value, self.bound)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the solver stands: ``incumbent`` and ``bound`` are values, ``None`` before the first is known."""

    phase: Phase
    incumbent: float | None
    bound: float | None
    seconds: float


OnProgress = Callable[[Progress], None]
Cancelled = Callable[[], bool]


def share_of(value: float, bound: float) -> float:
    """The share of ``bound`` that ``value`` reaches; see ``Timetable.share``."""
    gap = max(0.0, bound - value)
    if gap <= OPTIMALITY * max(1.0, abs(bound)):
        return 1.0
    return max(0.0, value / bound) if bound > 0 else max(0.0, bound / value)
