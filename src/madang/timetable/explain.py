"""Why a request is not in the timetable."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, inf

from madang.timetable.board import NOWHERE, Board
from madang.timetable.model import Model, bits, compile_problem, mask_of
from madang.timetable.problem import Participant, Problem, veto
from madang.timetable.remedy import Remedy
from madang.timetable.remedy_search import RemedySearch
from madang.timetable.standing import loaded
from madang.timetable.timetable import Status, Timetable

RIVALS = 10


class Cause(StrEnum):
    """A reason that keeps a request out. Those up to ``NO_COMMON_SLOT`` hold for any timetable.

    ``COULD_BE_HELD`` is no reason against it: there is a free slot, and the search did not come to it.
    """

    VETOED = "vetoed"
    NO_MEETINGS_ALLOWED = "no_meetings_allowed"
    NO_TABLES = "no_tables"
    NO_ROOMS = "no_rooms"
    NO_INTERPRETER = "no_interpreter"
    NO_COMMON_SLOT = "no_common_slot"
    AT_MAXIMUM = "at_maximum"
    PARTICIPANT_BUSY = "participant_busy"
    TABLES_TAKEN = "tables_taken"
    ROOMS_TAKEN = "rooms_taken"
    INTERPRETERS_TAKEN = "interpreters_taken"
    PRECEDENCE = "precedence"
    COULD_BE_HELD = "could_be_held"


@dataclass(frozen=True, slots=True)
class Reason:
    """One binding reason.

    Attributes:
        slots: indices of the slots in which it binds; empty where it does not depend on the slot.
        participant: whom it concerns, where it concerns one side.
        pairs: the language pairs, where it concerns interpreters.
        rivals: up to ten requests that hold what this one would need, the least valued first.
    """

    cause: Cause
    slots: tuple[int, ...] = ()
    participant: str | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one request is not held, and what would fit it.

    Attributes:
        reasons: at least one.
        remedy: the smallest change, of three steps at most (``remedy_search.STEPS``); ``None`` if there is
            none, if nothing is held because the fixed meetings contradict each other, or if not asked for.
    """

    request: str
    reasons: tuple[Reason, ...]
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a participant got against what it asked and was asked.

    Attributes:
        asked: requests that it is part of; ``held``: those that are in the timetable.
        value_asked: what all of them are worth to it; ``value_held``: what those held are.
        shortfall: meetings below its minimum.
    """

    participant: str
    asked: int
    held: int
    value_asked: float
    value_held: float
    shortfall: int


def explain(
    problem: Problem, timetable: Timetable, requests: Iterable[str] | None = None, *, remedies: bool = True
) -> tuple[Explanation, ...]:
    """The binding reasons of each unscheduled request (of those named, or of all), and its remedy.

    Every slot in which a request would be allowed is named by at least one of its reasons, unless a reason
    without slots rules it out altogether. Requests that are held are passed over. Without ``remedies`` it
    takes a fraction of the time.
    """
    model = compile_problem(problem)
    board = loaded(model, timetable)
    wanted = None if requests is None else set(requests)
    search = RemedySearch(board) if remedies and timetable.status is not Status.INFEASIBLE else None
    return tuple(
        Explanation(request.id, _reasons(board, r), search.remedy(r) if search else None)
        for r, request in enumerate(problem.requests)
        if board.slot_of[r] == NOWHERE and (wanted is None or request.id in wanted)
    )


def principal(explanation: Explanation) -> Reason:
    """The reason to name first: one that rules the request out in any slot, or else in the most slots."""
    return max(explanation.reasons, key=lambda reason: len(reason.slots) or inf)


def outcomes(problem: Problem, timetable: Timetable) -> tuple[Outcome, ...]:
    """For every participant: what it got against what it asked and was asked, in the problem's order."""
    held = {meeting.request for meeting in timetable.meetings}
    worth: dict[str, list[tuple[float, bool]]] = {participant.id: [] for participant in problem.participants}
    for request in problem.requests:
        worth[request.a].append((request.value_a, request.id in held))
        worth[request.b].append((request.value_b, request.id in held))
    return tuple(_outcome(participant, worth[participant.id]) for participant in problem.participants)


def _outcome(participant: Participant, worth: list[tuple[float, bool]]) -> Outcome:
    got = [value for value, is_held in worth if is_held]
    return Outcome(
        participant=participant.id,
        asked=len(worth),
        held=len(got),
        value_asked=fsum(value for value, _ in worth),
        value_held=fsum(got),
        shortfall=max(0, participant.minimum - len(got)),
    )


def _reasons(board: Board, r: int) -> tuple[Reason, ...]:
    never = tuple(_never(board.model, r))
    return never or (*_at_maximum(board, r), *_nothing_there(board.model, r), *_taken(board, r))


def _never(model: Model, r: int) -> Iterator[Reason]:
    """What rules the request out whatever else is held."""
    problem, request = model.problem, model.problem.requests[r]
    if veto(request.a, request.b) in problem.vetoes:
        yield Reason(Cause.VETOED)
    for p in (model.first[r], model.second[r]):
        who = problem.participants[p]
        if who.maximum == 0 or who.capacity == 0:
            yield Reason(Cause.NO_MEETINGS_ALLOWED, participant=who.id)
    if not _common(model, r):
        yield Reason(Cause.NO_COMMON_SLOT)


def _common(model: Model, r: int) -> int:
    """Mask of the slots in which both are available and the request may be held."""
    request = model.problem.requests[r]
    mask = model.available[model.first[r]] & model.available[model.second[r]]
    if r in model.fixed:
        mask &= 1 << model.fixed[r].slot
    return mask if request.slots is None else mask & mask_of(request.slots)


def _nothing_there(model: Model, r: int) -> Iterator[Reason]:
    """The slots without any table, room or interpreter."""
    common = _common(model, r)
    no_table = [t for t in bits(common) if model.table[r] and not model.tables[t]]
    no_room = [t for t in bits(common) if model.room[r] and not model.rooms[t]]
    no_help = [
        t
        for t in bits(common)
        if model.interpreted[r] and not any(model.hours[h] >> t & 1 for h in model.helpers[r])
    ]
    for cause, slots in ((Cause.NO_TABLES, no_table), (Cause.NO_ROOMS, no_room)):
        if slots:
            yield Reason(cause, tuple(slots))
    if no_help:
        yield Reason(Cause.NO_INTERPRETER, tuple(no_help), pairs=_pairs(model, r))


def _pairs(model: Model, r: int) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(model.problem.pairs_of(model.problem.requests[r])))


def _at_maximum(board: Board, r: int) -> Iterator[Reason]:
    model = board.model
    for p in (model.first[r], model.second[r]):
        who = model.problem.participants[p]
        if who.maximum is not None and board.held[p] >= who.maximum:
            held = (m for m in model.requests_of[p] if board.slot_of[m] != NOWHERE)
            yield Reason(Cause.AT_MAXIMUM, participant=who.id, rivals=_rivals(board, held))


def _taken(board: Board, r: int) -> Iterator[Reason]:
    """What stands in the way, slot by slot."""
    model = board.model
    allowed = model.allowed[r]
    free = allowed & board.in_order(r)
    for p in (model.first[r], model.second[r]):
        busy = allowed & board.full[p]
        free &= ~busy
        if busy:
            held = (m for t in bits(busy) for m in board.meetings_of(p, t))
            who = model.problem.participants[p].id
            yield Reason(Cause.PARTICIPANT_BUSY, tuple(bits(busy)), who, rivals=_rivals(board, held))
    for cause, needs, none_left in (
        (Cause.TABLES_TAKEN, model.table, board.no_table),
        (Cause.ROOMS_TAKEN, model.room, board.no_room),
    ):
        full = allowed & none_left if needs[r] else 0
        free &= ~full
        if full:
            held = (m for t in bits(full) for m in board.members[t] if needs[m])
            yield Reason(cause, tuple(bits(full)), rivals=_rivals(board, held))
    yield from _unhelped(board, r)
    if early := allowed & ~board.in_order(r):
        ordered = (*model.before.get(r, ()), *model.after.get(r, ()))
        held = (m for m in ordered if board.slot_of[m] != NOWHERE)
        yield Reason(Cause.PRECEDENCE, tuple(bits(early)), rivals=_rivals(board, held))
    if model.interpreted[r]:
        free &= mask_of(t for t in bits(free) if board.can_be_helped(r, t))
    if free and not any(_at_maximum(board, r)):
        yield Reason(Cause.COULD_BE_HELD, tuple(bits(free)))


def _unhelped(board: Board, r: int) -> Iterator[Reason]:
    model = board.model
    if not model.interpreted[r]:
        return
    slots = [t for t in bits(model.allowed[r]) if not board.can_be_helped(r, t)]
    if slots:
        held = (board.work[h, t] for t in slots for h in model.helpers[r] if (h, t) in board.work)
        yield Reason(
            Cause.INTERPRETERS_TAKEN, tuple(slots), pairs=_pairs(model, r), rivals=_rivals(board, held)
        )


def _rivals(board: Board, held: Iterable[int]) -> tuple[str, ...]:
    """The least valued of those that hold what the request would need."""
    model = board.model
    order = sorted(dict.fromkeys(held), key=lambda m: (model.value[m], m))
    return tuple(model.problem.requests[m].id for m in order[:RIVALS])
