"""The smallest change that would fit a request, as data, and what comes of it.

A remedy is a slot and the steps that make room for the request there. Steps are of two kinds: some change
what the problem allows (one more table, a slot that somebody frees), others what is held (a meeting that
moves, one that is given up). ``search`` finds the fewest.
"""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from itertools import count
from typing import Any

from madang.timetable.board.board import Board
from madang.timetable.board.model import compile_problem
from madang.timetable.board.result import finished
from madang.timetable.board.standing import interpreters_of, loaded
from madang.timetable.elements import Fixed, Interpreter, Participant, Place, Request, Room, veto
from madang.timetable.problem import Problem
from madang.timetable.solving.bound import bound
from madang.timetable.solving.start import start
from madang.timetable.timetable import Meeting, Timetable


class RemedyError(ValueError):
    """The remedy does not fit the problem and timetable: they have changed since it was found."""


@dataclass(frozen=True, slots=True)
class Move:
    """A meeting that is held goes to another slot, in which all that it needs is free."""

    request: str
    slot: int


@dataclass(frozen=True, slots=True)
class AddPlace:
    """One more table in the slot; ``hall`` where it matters, because halls are far from each other."""

    slot: int
    hall: str | None = None


@dataclass(frozen=True, slots=True)
class AddRoom:
    """One more room online in the slot."""

    slot: int


@dataclass(frozen=True, slots=True)
class AddInterpreter:
    """One more interpreter of the language pair in the slot."""

    pair: tuple[str, str]
    slot: int


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """The participant becomes available in a slot in which it is away."""

    participant: str
    slot: int


@dataclass(frozen=True, slots=True)
class AllowSlot:
    """The request, limited to some slots, may also be held in this one."""

    request: str
    slot: int


@dataclass(frozen=True, slots=True)
class LiftOrder:
    """``first`` need no longer be before ``then``."""

    first: str
    then: str


@dataclass(frozen=True, slots=True)
class RaiseMaximum:
    """The participant holds one meeting more than its maximum."""

    participant: str


@dataclass(frozen=True, slots=True)
class AddDelegate:
    """A participant that sends nobody to meetings sends one delegate."""

    participant: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """A meeting that is held is held no longer."""

    request: str


@dataclass(frozen=True, slots=True)
class LiftVeto:
    """Two that refused to meet no longer do."""

    a: str
    b: str


Step = (
    Move
    | AddPlace
    | AddRoom
    | AddInterpreter
    | FreeSlot
    | AllowSlot
    | LiftOrder
    | RaiseMaximum
    | AddDelegate
    | GiveUp
    | LiftVeto
)
"""One step, in the order of how much it asks of people."""


class StepKind(StrEnum):
    """The name of a step in documents and wherever one is stored."""

    MOVE = "move"
    ADD_PLACE = "add_place"
    ADD_ROOM = "add_room"
    ADD_INTERPRETER = "add_interpreter"
    FREE_SLOT = "free_slot"
    ALLOW_SLOT = "allow_slot"
    LIFT_ORDER = "lift_order"
    RAISE_MAXIMUM = "raise_maximum"
    ADD_DELEGATE = "add_delegate"
    GIVE_UP = "give_up"
    LIFT_VETO = "lift_veto"


STEPS: dict[StepKind, type[Step]] = {
    StepKind.MOVE: Move,
    StepKind.ADD_PLACE: AddPlace,
    StepKind.ADD_ROOM: AddRoom,
    StepKind.ADD_INTERPRETER: AddInterpreter,
    StepKind.FREE_SLOT: FreeSlot,
    StepKind.ALLOW_SLOT: AllowSlot,
    StepKind.LIFT_ORDER: LiftOrder,
    StepKind.RAISE_MAXIMUM: RaiseMaximum,
    StepKind.ADD_DELEGATE: AddDelegate,
    StepKind.GIVE_UP: GiveUp,
    StepKind.LIFT_VETO: LiftVeto,
}
KIND_OF = {record: kind for kind, record in STEPS.items()}


@dataclass(frozen=True, slots=True)
class Remedy:
    """What makes room for a request.

    Attributes:
        slot: index of the slot in which the request is then held.
        steps: all of them are needed; none if the request fits as it is.
        gain: what the timetable's value rises by, below zero if what is given up is worth more.
    """

    request: str
    slot: int
    steps: tuple[Step, ...]
    gain: float


def apply(problem: Problem, timetable: Timetable, remedy: Remedy) -> tuple[Problem, Timetable]:
    """The problem with the steps taken, and the timetable with the request in its slot.

    All other meetings stay in their slots, at their tables and in their rooms, but for those that the remedy
    moves or gives up; in a slot that a meeting is put into, interpreters may change hands. The bound is that
    of the changed problem.

    Raises:
        RemedyError: if the request cannot be held so; problem or timetable are not those it was found for.
    """
    changed = reduce(_changed, remedy.steps, problem)
    board = _rearranged(changed, timetable, remedy)
    gone = {remedy.request, *_concerned(remedy)}
    kept = {meeting.request: meeting for meeting in timetable.meetings if meeting.request not in gone}
    pinned = replace(changed, fixed=tuple(_pins(changed, board, kept)))
    final = Board(compile_problem(pinned))
    if not start(final):
        raise RemedyError(f"no table or room is left for request {remedy.request!r}")
    return changed, finished(final, timetable.bound if changed is problem else bound(changed))


def _concerned(remedy: Remedy) -> Iterator[str]:
    """The held requests that leave their slots."""
    return (step.request for step in remedy.steps if isinstance(step, Move | GiveUp))


def _rearranged(changed: Problem, timetable: Timetable, remedy: Remedy) -> Board:
    """The board after all that leaves has left, the request was put in its slot, and what moves has moved."""
    model = compile_problem(changed)
    board = loaded(model, timetable)
    row = {request.id: r for r, request in enumerate(changed.requests)}
    for request in _concerned(remedy):
        if request not in row or board.slot_of[row[request]] < 0:
            raise RemedyError(f"request {request!r} is not held")
        board.take(row[request])
    moves = ((step.request, step.slot) for step in remedy.steps if isinstance(step, Move))
    for request, t in ((remedy.request, remedy.slot), *moves):
        r = row.get(request)
        if r is None or not (board.free_slots(r) >> t & 1 and board.put(r, t)):
            raise RemedyError(f"request {request!r} does not fit into slot {t}")
    return board


def _pins(changed: Problem, board: Board, kept: Mapping[str, Meeting]) -> Iterator[Fixed]:
    """Everything where it is now; only for what was put, table and room are still to be found."""
    demanded = {fixed.request: fixed for fixed in changed.fixed}
    for r, request in enumerate(changed.requests):
        if (t := board.slot_of[r]) >= 0:
            spot = kept.get(request.id) or demanded.get(request.id)
            place, room = (spot.place, spot.room) if spot else (None, None)
            yield Fixed(request.id, t, place, room, interpreters_of(board, r))


def _changed(problem: Problem, step: Step) -> Problem:
    """The problem with one step taken; a move and a meeting given up change nothing in it."""
    change = CHANGES.get(type(step))
    return change(problem, step) if change else problem


def _add_place(problem: Problem, step: AddPlace) -> Problem:
    name = _new("table", {place.id for place in problem.places})
    hall = step.hall
    if hall is None:
        hall = problem.places[-1].hall if problem.places else ""
    return replace(problem, places=(*problem.places, Place(name, hall, frozenset({step.slot}))))


def _add_room(problem: Problem, step: AddRoom) -> Problem:
    name = _new("room", {room.id for room in problem.rooms})
    return replace(problem, rooms=(*problem.rooms, Room(name, frozenset({step.slot}))))


def _add_interpreter(problem: Problem, step: AddInterpreter) -> Problem:
    name = _new("interpreter", {interpreter.id for interpreter in problem.interpreters})
    person = Interpreter(name, frozenset({step.pair}), frozenset({step.slot}))
    return replace(problem, interpreters=(*problem.interpreters, person))


def _new(name: str, taken: Container[str]) -> str:
    """An id that nobody has yet."""
    return next(one for i in count(1) if (one := f"{name}+{i}") not in taken)


def _free_slot(problem: Problem, step: FreeSlot) -> Problem:
    return _with_participant(
        problem, step.participant, lambda who: replace(who, available=who.available | {step.slot})
    )


def _raise_maximum(problem: Problem, step: RaiseMaximum) -> Problem:
    return _with_participant(
        problem,
        step.participant,
        lambda who: replace(who, maximum=None if who.maximum is None else who.maximum + 1),
    )


def _add_delegate(problem: Problem, step: AddDelegate) -> Problem:
    return _with_participant(problem, step.participant, lambda who: replace(who, capacity=who.capacity + 1))


def _with_participant(problem: Problem, name: str, change: Callable[[Participant], Participant]) -> Problem:
    people = tuple(change(who) if who.id == name else who for who in problem.participants)
    return replace(problem, participants=people)


def _allow_slot(problem: Problem, step: AllowSlot) -> Problem:
    def wider(request: Request) -> Request:
        slots = None if request.slots is None else request.slots | {step.slot}
        return replace(request, slots=slots) if request.id == step.request else request

    return replace(problem, requests=tuple(map(wider, problem.requests)))


def _lift_order(problem: Problem, step: LiftOrder) -> Problem:
    orders = tuple(pair for pair in problem.precedences if pair != (step.first, step.then))
    return replace(problem, precedences=orders)


def _lift_veto(problem: Problem, step: LiftVeto) -> Problem:
    return replace(problem, vetoes=problem.vetoes - {veto(step.a, step.b)})


CHANGES: dict[type[Step], Callable[[Problem, Any], Problem]] = {
    AddPlace: _add_place,
    AddRoom: _add_room,
    AddInterpreter: _add_interpreter,
    FreeSlot: _free_slot,
    AllowSlot: _allow_slot,
    LiftOrder: _lift_order,
    RaiseMaximum: _raise_maximum,
    AddDelegate: _add_delegate,
    LiftVeto: _lift_veto,
}
