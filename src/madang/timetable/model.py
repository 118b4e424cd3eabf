"""The problem in numbers: participants, requests and interpreters by index, sets of slots as bit masks.

The solver and the bound read this. The validator does not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from madang.timetable.problem import Fixed, Problem, Request, veto


@dataclass(frozen=True, slots=True)
class Model:
    """A problem, compiled. Lists are indexed by participant, request, slot or interpreter, as named.

    ``allowed[r]`` has bit t when request r could be held in slot t on its own: both available, slot and
    form allowed, a table, room and interpreter there. ``helpers[r]`` are the interpreters who could help,
    empty if none could or none is needed (``interpreted[r]`` tells). ``limit[p]`` is the number of meetings
    that p could hold at most by its maximum, its capacity and its availability.
    """

    problem: Problem
    slots: int
    first: list[int]
    second: list[int]
    value: list[float]
    allowed: list[int]
    table: list[bool]
    room: list[bool]
    interpreted: list[bool]
    helpers: list[tuple[int, ...]]
    kind: list[int]
    speakers: list[int]
    touched: list[list[int]]
    requests_of: list[list[int]]
    available: list[int]
    capacity: list[int]
    minimum: list[int]
    limit: list[int]
    tables: list[int]
    rooms: list[int]
    hours: list[int]
    longest: list[int]
    most: list[int]
    windows: list[list[int]]
    fixed: dict[int, Fixed]
    before: dict[int, list[int]]
    after: dict[int, list[int]]
    penalty: float


def bits(mask: int) -> Iterator[int]:
    """The indices of the bits that are set, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def mask_of(indices: Iterable[int]) -> int:
    mask = 0
    for index in indices:
        mask |= 1 << index
    return mask


def compile_problem(problem: Problem) -> Model:
    """The problem in numbers."""
    index = {participant.id: i for i, participant in enumerate(problem.participants)}
    row = {request.id: i for i, request in enumerate(problem.requests)}
    available = [mask_of(participant.available) for participant in problem.participants]
    requests_of: list[list[int]] = [[] for _ in problem.participants]
    for i, request in enumerate(problem.requests):
        requests_of[index[request.a]].append(i)
        requests_of[index[request.b]].append(i)
    forms = [problem.form_of(request) for request in problem.requests]
    tables = _count(problem, [place.slots for place in problem.places])
    rooms = _count(problem, [room.slots for room in problem.rooms])
    hours = [mask_of(interpreter.available) for interpreter in problem.interpreters]
    pairs = [problem.pairs_of(request) for request in problem.requests]
    fixed = {row[fixed.request]: fixed for fixed in problem.fixed}
    helpers = _helpers(problem, pairs, fixed)
    windows = _windows(problem)
    limit = [
        min(
            participant.capacity * len(participant.available),
            len(requests_of[i]) if participant.maximum is None else participant.maximum,
        )
        for i, participant in enumerate(problem.participants)
    ]
    model = Model(
        problem=problem,
        slots=len(problem.slots),
        first=[index[request.a] for request in problem.requests],
        second=[index[request.b] for request in problem.requests],
        value=[request.value for request in problem.requests],
        allowed=[],
        table=[form.needs_table for form in forms],
        room=[form.needs_room for form in forms],
        interpreted=[bool(pair) or _is_helped(fixed.get(i)) for i, pair in enumerate(pairs)],
        helpers=helpers,
        kind=_kinds(helpers),
        speakers=[mask_of(wanted) for wanted in dict.fromkeys(helpers)],
        touched=_touched(problem, windows),
        requests_of=requests_of,
        available=available,
        capacity=[participant.capacity for participant in problem.participants],
        minimum=[participant.minimum for participant in problem.participants],
        limit=limit,
        tables=tables,
        rooms=rooms,
        hours=hours,
        longest=[_or(interpreter.longest, len(problem.slots)) for interpreter in problem.interpreters],
        most=[_or(interpreter.most, len(problem.slots)) for interpreter in problem.interpreters],
        windows=windows,
        fixed=fixed,
        before=_neighbours((row[then], row[first]) for first, then in problem.precedences),
        after=_neighbours((row[first], row[then]) for first, then in problem.precedences),
        penalty=problem.penalty,
    )
    model.allowed.extend(_allowed(model, i, request) for i, request in enumerate(problem.requests))
    return model


def _or(number: int | None, default: int) -> int:
    return default if number is None else number


def _count(problem: Problem, open_slots: list[frozenset[int] | None]) -> list[int]:
    always = sum(1 for slots in open_slots if slots is None)
    counts = [always] * len(problem.slots)
    for slots in open_slots:
        for slot in slots or ():
            counts[slot] += 1
    return counts


def _is_helped(fixed: Fixed | None) -> bool:
    return fixed is not None and bool(fixed.interpreters)


def _helpers(
    problem: Problem, pairs: list[frozenset[tuple[str, str]]], fixed: dict[int, Fixed]
) -> list[tuple[int, ...]]:
    """For each request the interpreters who speak one of its pairs, or the one that is fixed.

    Equal sets of pairs share one tuple.
    """
    found: dict[frozenset[tuple[str, str]], tuple[int, ...]] = {}
    for wanted in set(pairs):
        found[wanted] = tuple(
            i for i, interpreter in enumerate(problem.interpreters) if interpreter.pairs & wanted
        )
    helpers = [found[wanted] for wanted in pairs]
    for r, demand in fixed.items():
        if demand.interpreters:
            named = (i for i, one in enumerate(problem.interpreters) if one.id in demand.interpreters)
            helpers[r] = tuple(i for i in named if not pairs[r] or i in helpers[r])
    return helpers


def _kinds(helpers: list[tuple[int, ...]]) -> list[int]:
    """Equal numbers for requests that the same interpreters could help."""
    number: dict[tuple[int, ...], int] = {}
    return [number.setdefault(wanted, len(number)) for wanted in helpers]


def _windows(problem: Problem) -> list[list[int]]:
    """Per interpreter the masks of slots that it may not fill: ``longest`` + 1 in a row on one day."""
    windows = []
    for interpreter in problem.interpreters:
        size = _or(interpreter.longest, len(problem.slots)) + 1
        runs = [range(t, t + size) for t in range(len(problem.slots) - size + 1)]
        windows.append([mask_of(run) for run in runs if all(_follows(problem, t) for t in run[1:])])
    return windows


def _touched(problem: Problem, windows: list[list[int]]) -> list[list[int]]:
    """Per interpreter and slot t: mask of the slots in which it may or may no longer work after work in t."""
    everywhere = (1 << len(problem.slots)) - 1
    return [
        [
            everywhere
            if interpreter.most is not None
            else reduce(or_, (w for w in rows if w >> t & 1), 1 << t)
            for t in range(len(problem.slots))
        ]
        for interpreter, rows in zip(problem.interpreters, windows, strict=True)
    ]


def _follows(problem: Problem, t: int) -> bool:
    """Whether slot t follows the one before it without a pause as long as that slot."""
    last, this = problem.slots[t - 1], problem.slots[t]
    return last.day == this.day and this.start - last.end < last.end - last.start


def _neighbours(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    neighbours: dict[int, list[int]] = {}
    for key, other in pairs:
        neighbours.setdefault(key, []).append(other)
    return neighbours


def _allowed(model: Model, i: int, request: Request) -> int:
    problem = model.problem
    if veto(request.a, request.b) in problem.vetoes:
        return 0
    a, b = model.first[i], model.second[i]
    if min(model.limit[a], model.limit[b], model.capacity[a], model.capacity[b]) == 0:
        return 0
    mask = model.available[a] & model.available[b]
    if request.slots is not None:
        mask &= mask_of(request.slots)
    if model.table[i]:
        mask &= mask_of(t for t in bits(mask) if model.tables[t])
    if model.room[i]:
        mask &= mask_of(t for t in bits(mask) if model.rooms[t])
    if model.interpreted[i]:
        mask &= mask_of(t for t in bits(mask) if any(model.hours[h] >> t & 1 for h in model.helpers[i]))
    if i in model.fixed:
        mask &= 1 << model.fixed[i].slot
    return mask
