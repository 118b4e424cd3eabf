"""Which fixed meetings contradict each other, when there is no timetable.

A set of fixed meetings is a conflict if they cannot all be held, and irreducible if all but any one of them
can. QuickXplain (Junker, AAAI 2004) finds one in few trials: it halves what is left to be blamed. Each trial
is exact (``start``). What the set breaks is told by the validator.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations, product

from madang.timetable.board.board import Board
from madang.timetable.board.model import compile_problem
from madang.timetable.board.places import meetings_of
from madang.timetable.elements import Fixed, Interpreter, Place, Request, Room
from madang.timetable.judging.validate import Rule, Violation, validate
from madang.timetable.problem import Problem
from madang.timetable.solving.start import start
from madang.timetable.timetable import Meeting, Timetable

PAIRS = 1_000
"""Pairs tried, so that no smaller conflict is missed when one of three or more was found."""
OF_FIGURES = frozenset({Rule.WRONG_UNSCHEDULED, Rule.WRONG_VALUE, Rule.ABOVE_BOUND})


@dataclass(frozen=True, slots=True)
class Conflict:
    """Fixed meetings that cannot all be held, though they could without any one of them.

    Attributes:
        requests: ids of the fixed requests, in the problem's order.
        rule: what they break together when all but one of them stand as well as they can.
        participants: ids of the participants whose rule it is.
        slot: index of the slot, where one is concerned.
        resource: id of the place, room or interpreter, where one is concerned.
    """

    requests: tuple[str, ...]
    rule: Rule
    participants: tuple[str, ...] = ()
    slot: int | None = None
    resource: str | None = None


def conflicting(problem: Problem, *, most: int = 10) -> tuple[Conflict, ...]:
    """The conflicts among the fixed meetings, at most so many; empty if they can all be held.

    No meeting stands in two of them, and all fixed meetings that stand in none can be held if there are fewer
    than ``most``. The first is one of the smallest if it has one or two meetings; it has more only if
    no single one is to blame, and no pair of those ``PAIRS`` that have most to do with each other.
    """
    found: list[Conflict] = []
    left = tuple(problem.fixed)
    while len(found) < most and (core := _smallest(problem, left)):
        found.append(_told(problem, core))
        left = tuple(fixed for fixed in left if fixed not in core)
    return tuple(found)


def _smallest(problem: Problem, left: Sequence[Fixed]) -> tuple[Fixed, ...]:
    """An irreducible conflict, with as few meetings as can be told quickly; empty if there is none."""
    if _can_be_held(problem, left):
        return ()
    alone = next((one for one in left if not _can_be_held(problem, (one,))), None)
    if alone is not None:
        return (alone,)
    core = _blame(problem, (), left)
    if len(core) > 2:
        pairs = sorted(combinations(left, 2), key=lambda pair: not _bear(problem, *pair))[:PAIRS]
        core = next((pair for pair in pairs if not _can_be_held(problem, pair)), core)
    return tuple(one for one in left if one in core)


def _blame(problem: Problem, given: tuple[Fixed, ...], left: Sequence[Fixed]) -> tuple[Fixed, ...]:
    """QuickXplain: what an irreducible conflict has besides ``given``, which can be held, out of ``left``."""
    if len(left) == 1:
        return tuple(left)
    middle = len(left) // 2
    one, other = tuple(left[:middle]), tuple(left[middle:])
    blamed = () if not _can_be_held(problem, given + one) else _blame(problem, given + one, other)
    if not blamed:
        return _blame(problem, given, one)
    rest = () if not _can_be_held(problem, given + blamed) else _blame(problem, given + blamed, one)
    return rest + blamed


def _bear(problem: Problem, one: Fixed, other: Fixed) -> bool:
    """Whether two fixed meetings are likely to bear on each other: a slot, a participant or their order."""
    requests = [problem.request_by_id[fixed.request] for fixed in (one, other)]
    return (
        one.slot == other.slot
        or len({party for request in requests for party in (request.a, request.b)}) < 2 * len(requests)
        or bool({(one.request, other.request), (other.request, one.request)} & set(problem.precedences))
    )


def _part(problem: Problem, fixed: Sequence[Fixed]) -> Problem:
    """The problem with these fixed meetings and no other request."""
    ids = {one.request for one in fixed}
    return replace(
        problem,
        requests=tuple(request for request in problem.requests if request.id in ids),
        fixed=tuple(fixed),
        precedences=tuple(pair for pair in problem.precedences if set(pair) <= ids),
    )


def _standing(part: Problem) -> tuple[Meeting, ...] | None:
    """The fixed meetings with places, rooms and interpreters; ``None`` if they cannot all be held."""
    model = compile_problem(part)
    board = Board(model)
    if not (all(model.allowed) and start(board)):
        return None
    return meetings_of(board)


def _can_be_held(problem: Problem, fixed: Sequence[Fixed]) -> bool:
    return _standing(_part(problem, fixed)) is not None


# -- what the conflict breaks


def _told(problem: Problem, core: tuple[Fixed, ...]) -> Conflict:
    """The last meeting of the conflict is put to the others in every way: what the best of these breaks."""
    part = _part(problem, core)
    others = _standing(_part(problem, core[:-1])) or ()
    ways = (_broken(part, (*others, meeting)) for meeting in _ways(part, core[-1], others))
    broken = min(ways, key=len)[0]
    requests = tuple(request.id for request in part.requests)
    return Conflict(requests, broken.rule, broken.participants, broken.slot, broken.resource)


def _broken(part: Problem, meetings: tuple[Meeting, ...]) -> list[Violation]:
    return [one for one in validate(part, Timetable(meetings)) if one.rule not in OF_FIGURES]


def _ways(part: Problem, fixed: Fixed, others: Sequence[Meeting]) -> Iterator[Meeting]:
    """The fixed meeting at each place, in each room and with all interpreters that make a difference."""
    request = part.request_by_id[fixed.request]
    form = part.form_of(request)
    taken = {spot for m in others if m.slot == fixed.slot for spot in (m.place, m.room)}
    places = [fixed.place] if fixed.place or not form.needs_table else _free(part.places, fixed.slot, taken)
    rooms = [fixed.room] if fixed.room or not form.needs_room else _free(part.rooms, fixed.slot, taken)[:1]
    for place, room, hands in product(places, rooms, _hands(part, request, fixed)):
        yield Meeting(fixed.slot, request.id, request.a, request.b, place, room, hands)


def _free(spots: Sequence[Place | Room], slot: int, taken: set[str | None]) -> list[str | None]:
    """Those that are open and free in the slot, one of each hall; without any, none."""
    free = {
        getattr(spot, "hall", ""): spot.id
        for spot in spots
        if spot.id not in taken and (spot.slots is None or slot in spot.slots)
    }
    return list(free.values()) or [None]


def _hands(part: Problem, request: Request, fixed: Fixed) -> list[tuple[str, ...]]:
    """The interpreters that are fixed, or all who speak the languages, alone or, in a relay, two by two."""
    wanted = part.pairs_of(request)
    if fixed.interpreters or not wanted:
        return [fixed.interpreters]
    alone = [(one.id,) for one in part.interpreters if one.pairs & wanted]
    if alone or not part.relay:
        return list(alone) or [()]
    chains = [(one.id, other.id) for one, other in permutations(part.interpreters, 2) if _meet(one, other)]
    return list(chains) or [()]


def _meet(one: Interpreter, other: Interpreter) -> bool:
    """Whether two interpreters share a language, so that they could be a relay."""
    return bool({x for pair in one.pairs for x in pair} & {x for pair in other.pairs for x in pair})
