"""The problem in numbers: participants, requests and interpreters by index, sets of slots as bit masks.

The solver and the bound read this. The validator does not. ``quiet``, ``ways`` and ``speaking`` compile rests
and buffers, halls, and who interprets what.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from madang.timetable.board.masks import bits, mask_of
from madang.timetable.board.quiet import Window, most_meetings, quiet_windows
from madang.timetable.board.speaking import Chain, Voices
from madang.timetable.board.ways import Ways, ways_of
from madang.timetable.elements import Fixed, veto
from madang.timetable.problem import Problem

__all__ = ["Model", "bits", "compile_problem", "mask_of"]


@dataclass(frozen=True, slots=True)
class Model:
    """A problem, compiled. Lists are indexed by participant, request, slot or interpreter, as named.

    ``allowed[r]`` has bit t when request r could be held in slot t on its own: both available, slot and
    form allowed, a table, room and interpreter there. ``limit[p]`` is the number of meetings that p could
    hold at most by its maximum, its capacity, its availability, its rests and its buffer.

    ``helpers[r]`` are the interpreters who could help, alone or (``relays[kind[r]]`` is not empty) as one of
    two; empty if none could or none is needed (``interpreted[r]`` tells). Requests of one kind have the same
    helpers and relays; ``speakers[kind]`` is the mask of the helpers.

    ``windows[i]`` are the masks of slots that interpreter i may not fill, and ``quiet[p]`` those in which p
    holds so many meetings at most. ``ways`` is there only if someone could be too late for a meeting in
    another hall.
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
    relays: list[tuple[Chain, ...]]
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
    quiet: list[list[Window]]
    ways: Ways | None
    fixed: dict[int, Fixed]
    before: dict[int, list[int]]
    after: dict[int, list[int]]
    penalty: float


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
    fixed = {row[fixed.request]: fixed for fixed in problem.fixed}
    voices = Voices(problem)
    pairs = [problem.pairs_of(request) for request in problem.requests]
    speakers = [
        voices.speakers(request, forms[i], pairs[i], fixed.get(i))
        for i, request in enumerate(problem.requests)
    ]
    each = list({id(one): one for one in speakers}.values())
    kinds = {id(one): number for number, one in enumerate(each)}
    windows = _windows(problem)
    quiet = quiet_windows(problem)
    ways = ways_of(problem)
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
        helpers=[one.people for one in speakers],
        kind=[kinds[id(one)] for one in speakers],
        speakers=[mask_of(one.people) for one in each],
        relays=[one.chains for one in each],
        touched=_touched(problem, windows, ways),
        requests_of=requests_of,
        available=available,
        capacity=[participant.capacity for participant in problem.participants],
        minimum=[participant.minimum for participant in problem.participants],
        limit=_limits(problem, requests_of, quiet),
        tables=tables,
        rooms=rooms,
        hours=hours,
        longest=[_or(interpreter.longest, len(problem.slots)) for interpreter in problem.interpreters],
        most=[_or(interpreter.most, len(problem.slots)) for interpreter in problem.interpreters],
        windows=windows,
        quiet=quiet,
        ways=ways,
        fixed=fixed,
        before=_neighbours((row[then], row[first]) for first, then in problem.precedences),
        after=_neighbours((row[first], row[then]) for first, then in problem.precedences),
        penalty=problem.penalty,
    )
    model.allowed.extend(_allowed(model))
    return model


def _limits(problem: Problem, requests_of: list[list[int]], quiet: list[list[Window]]) -> list[int]:
    return [
        min(
            most_meetings(who.capacity, mask_of(who.available), windows),
            len(requests) if who.maximum is None else who.maximum,
        )
        for who, requests, windows in zip(problem.participants, requests_of, quiet, strict=True)
    ]


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


def _windows(problem: Problem) -> list[list[int]]:
    """Per interpreter the masks of slots that it may not fill: ``longest`` + 1 in a row on one day."""
    windows = []
    for interpreter in problem.interpreters:
        size = _or(interpreter.longest, len(problem.slots)) + 1
        runs = [range(t, t + size) for t in range(len(problem.slots) - size + 1)]
        windows.append([mask_of(run) for run in runs if all(_follows(problem, t) for t in run[1:])])
    return windows


def _touched(problem: Problem, windows: list[list[int]], ways: Ways | None) -> list[list[int]]:
    """Per interpreter and slot t: mask of the slots in which it may or may no longer work after work in t."""
    everywhere = (1 << len(problem.slots)) - 1
    beside = [0 if ways is None else mask_of(ways.near[t]) for t in range(len(problem.slots))]
    return [
        [
            everywhere
            if interpreter.most is not None
            else reduce(or_, (w for w in rows if w >> t & 1), 1 << t | beside[t])
            for t in range(len(problem.slots))
        ]
        for interpreter, rows in zip(problem.interpreters, windows, strict=True)
    ]


def _follows(problem: Problem, t: int) -> bool:
    """Whether slot t follows the one before it without a pause as long as that slot."""
    last, this = problem.slots[t - 1], problem.slots[t]
    return last.day == this.day and last.pause(this) < last.ends - last.begins


def _neighbours(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    neighbours: dict[int, list[int]] = {}
    for key, other in pairs:
        neighbours.setdefault(key, []).append(other)
    return neighbours


def _allowed(model: Model) -> Iterator[int]:
    """Per request the mask of slots in which it could be held on its own."""
    everywhere = (1 << model.slots) - 1
    table, room = (mask_of(t for t, count in enumerate(of) if count) for of in (model.tables, model.rooms))
    helped = [
        mask_of(t for t in range(model.slots) if _help_is_there(model, kind, t))
        for kind in range(len(model.speakers))
    ]
    open_ = [_open(model, p) for p in range(len(model.capacity))]
    vetoes = model.problem.vetoes
    wished: dict[frozenset[int] | None, int] = {None: everywhere}
    for i, request in enumerate(model.problem.requests):
        if vetoes and veto(request.a, request.b) in vetoes:
            yield 0
            continue
        if request.slots not in wished:
            wished[request.slots] = mask_of(request.slots or ())
        mask = open_[model.first[i]] & open_[model.second[i]] & wished[request.slots]
        mask &= table if model.table[i] else everywhere
        mask &= room if model.room[i] else everywhere
        mask &= helped[model.kind[i]] if model.interpreted[i] else everywhere
        yield mask & 1 << model.fixed[i].slot if i in model.fixed else mask


def _open(model: Model, p: int) -> int:
    """Mask of the slots in which the participant could hold a meeting if it held no other."""
    if model.limit[p] == 0 or model.capacity[p] == 0:
        return 0
    never = reduce(or_, (window for window, most in model.quiet[p] if most == 0), 0)
    return model.available[p] & ~never


def can_be_helped(model: Model, i: int, t: int) -> bool:
    """Whether enough interpreters of the right kind work in slot t."""
    return _help_is_there(model, model.kind[i], t)


def _help_is_there(model: Model, kind: int, t: int) -> bool:
    there = mask_of(h for h in bits(model.speakers[kind]) if model.hours[h] >> t & 1)
    if not model.relays[kind]:
        return bool(there)
    return any(
        one & there and other & there and ((one | other) & there).bit_count() > 1
        for one, other in model.relays[kind]
    )
