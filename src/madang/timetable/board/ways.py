"""Ways between halls: which halls cannot be reached from which between two slots.

Only what binds is here: if nobody ever has to walk longer than the pause between two slots, there are no
``Ways`` and halls do not matter to the search.
"""

from dataclasses import dataclass
from functools import reduce
from operator import and_

from madang.timetable.board.masks import bits
from madang.timetable.elements import Attendance
from madang.timetable.problem import Problem

Barrier = tuple[int, int]
"""Halls in one slot and halls in another, as masks, of which none can be reached from any of the other."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What is too far when. Halls are numbered as they first stand in ``Problem.places``.

    Attributes:
        halls: their names.
        seats: per slot and hall the tables that are open.
        near: per slot the others, earlier or later, that are too near to it for some way.
        far: for a slot and one near to it: per hall in the second, mask of the halls of the first that are
            too far from it.
        barriers: for the same two slots the largest pairs of sets of halls that are all too far from one
            another. Of a participant's meetings in both sets together there are no more than its capacity:
            by König's theorem that says the same as the matching in ``problem.Walk``.
        walkers: participants who walk; those who take part online do not.
        walking: interpreters who walk.
        hall_at: the hall of each place, by its id; ``hall_of`` that of each request that is fixed at one.
    """

    halls: tuple[str, ...]
    seats: list[list[int]]
    near: list[tuple[int, ...]]
    far: dict[tuple[int, int], list[int]]
    barriers: dict[tuple[int, int], list[Barrier]]
    walkers: list[bool]
    walking: list[bool]
    hall_at: dict[str, int]
    hall_of: dict[int, int]


def ways_of(problem: Problem) -> Ways | None:
    """The ways that are longer than a pause; ``None`` if there is none."""
    halls = {hall: h for h, hall in enumerate(dict.fromkeys(place.hall for place in problem.places))}
    far: dict[tuple[int, int], list[int]] = {}
    for t, u in _close_pairs(problem):
        far[t, u] = far[u, t] = _too_far(problem, halls, problem.slots[t].pause(problem.slots[u]))
    if not far:
        return None
    return Ways(
        halls=tuple(halls),
        seats=_seats(problem, halls),
        near=[
            tuple(u for u in range(len(problem.slots)) if (t, u) in far) for t in range(len(problem.slots))
        ],
        far=far,
        barriers={pair: _barriers(masks) for pair, masks in far.items()},
        walkers=[who.attendance is not Attendance.ONLINE for who in problem.participants],
        walking=[who.attendance is not Attendance.ONLINE for who in problem.interpreters],
        hall_at={place.id: halls[place.hall] for place in problem.places},
        hall_of=_fixed_halls(problem, halls),
    )


def _close_pairs(problem: Problem) -> list[tuple[int, int]]:
    """Pairs of slots, the earlier first, with a pause shorter than the longest way."""
    longest = max((walk.minutes for walk in problem.walks), default=0) * 60
    slots = problem.slots
    return [
        (t, u)
        for t in range(len(slots))
        for u in range(t + 1, len(slots))
        if slots[t].pause(slots[u]) < longest
    ]


def _too_far(problem: Problem, halls: dict[str, int], pause: float) -> list[int]:
    """Per hall the mask of halls that cannot be reached from it in a pause of so many seconds."""
    masks = [0] * len(halls)
    for walk in problem.walks:
        if walk.minutes * 60 > pause:
            one, other = halls[walk.one], halls[walk.other]
            masks[one] |= 1 << other
            masks[other] |= 1 << one
    return masks


def _barriers(far: list[int]) -> list[Barrier]:
    """The largest pairs of sets of halls that are wholly apart: the intersections of the masks."""
    everything = (1 << len(far)) - 1
    sets = {everything}
    for mask in far:
        sets |= {one & mask for one in sets}
    return sorted(
        (here, there)
        for there in sets
        if there and (here := reduce(and_, (far[h] for h in bits(there)), everything))
    )


def _seats(problem: Problem, halls: dict[str, int]) -> list[list[int]]:
    seats = [[0] * len(halls) for _ in problem.slots]
    for place in problem.places:
        for t in range(len(problem.slots)) if place.slots is None else place.slots:
            seats[t][halls[place.hall]] += 1
    return seats


def _fixed_halls(problem: Problem, halls: dict[str, int]) -> dict[int, int]:
    row = {request.id: r for r, request in enumerate(problem.requests)}
    hall = {place.id: halls[place.hall] for place in problem.places}
    return {row[fixed.request]: hall[fixed.place] for fixed in problem.fixed if fixed.place is not None}
