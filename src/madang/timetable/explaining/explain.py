"""Why a request is not in the timetable."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, reduce
from heapq import nsmallest
from math import fsum, inf
from operator import or_

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.model import Model, bits, can_be_helped, compile_problem, mask_of
from madang.timetable.board.standing import loaded
from madang.timetable.board.walking import Walking
from madang.timetable.elements import Participant, veto
from madang.timetable.explaining.remedy import Remedy
from madang.timetable.explaining.search import RemedySearch
from madang.timetable.problem import Problem
from madang.timetable.timetable import Status, Timetable

RIVALS = 10


class Cause(StrEnum):
    """A reason that keeps a request out. Those up to ``NO_COMMON_SLOT`` hold for any timetable.

    ``RESTING``: a rest or a buffer of the participant, as its meetings stand. ``TOO_FAR``: its meetings
    before or after are too far from a hall that has a table free, and no such hall is near for both sides.
    ``INTERPRETERS_HELD_BACK``: one is free then, but kept by a break, hours or the way from another hall.
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
    RESTING = "resting"
    TABLES_TAKEN = "tables_taken"
    ROOMS_TAKEN = "rooms_taken"
    TOO_FAR = "too_far"
    INTERPRETERS_TAKEN = "interpreters_taken"
    INTERPRETERS_HELD_BACK = "interpreters_held_back"
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
        outbid: whether all that hold it are worth at least as much as this one. If not, one of them is worth
            less, and gives way only if that helps on the whole (see ``Explanation.remedy``).
    """

    cause: Cause
    slots: tuple[int, ...] = ()
    participant: str | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    rivals: tuple[str, ...] = ()
    outbid: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one request is not held, and what would fit it.

    Attributes:
        reasons: at least one.
        remedy: the smallest change, of three steps at most (``search.STEPS``); ``None`` if there is
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
    problem: Problem,
    timetable: Timetable,
    requests: Iterable[str] | None = None,
    *,
    remedies: bool = True,
    now: int = 0,
) -> tuple[Explanation, ...]:
    """The binding reasons of each unscheduled request (of those named, or of all), and its remedy.

    Every slot in which a request would be allowed is named by at least one of its reasons, unless a reason
    without slots rules it out altogether. Requests that are held are passed over. Without ``remedies`` it
    takes a fraction of the time. On the running day ``now`` is the first slot that has not begun: no remedy
    is sought before it (for reasons of what is left, give ``rest_of_day`` as the problem).
    """
    model = compile_problem(problem)
    board = loaded(model, timetable)
    wanted = None if requests is None else set(requests)
    search = RemedySearch(board, now) if remedies and timetable.status is not Status.INFEASIBLE else None
    least = _least_valued(board)
    return tuple(
        Explanation(request.id, tuple(_Case(board, r, least).reasons()), search.remedy(r) if search else None)
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


Least = Callable[[Cause, int], list[int]]


def _least_valued(board: Board) -> Least:
    """The least valued meetings that take a table or a room in a slot, each slot looked at once."""
    model = board.model

    @cache
    def least(cause: Cause, t: int) -> list[int]:
        needs = model.table if cause is Cause.TABLES_TAKEN else model.room
        takers = (m for m in board.members[t] if needs[m])
        return nsmallest(RIVALS, takers, key=lambda m: (model.value[m], m))

    return least


@dataclass(frozen=True, slots=True)
class _Case:
    """One request on a board where it is not held."""

    board: Board
    r: int
    least: Least

    def reasons(self) -> Iterator[Reason]:
        never = tuple(self._never())
        yield from never
        if never:
            return
        at_maximum = tuple(self._at_maximum())
        yield from at_maximum
        yield from self._nothing_there()
        yield from self._parties()
        yield from self._spots()
        yield from self._helpers()
        yield from self._order()
        open_ = mask_of(t for t in bits(self.board.free_slots(self.r)) if self.board.can_be_helped(self.r, t))
        if open_ and not at_maximum:
            yield Reason(Cause.COULD_BE_HELD, tuple(bits(open_)))

    @property
    def model(self) -> Model:
        return self.board.model

    @property
    def sides(self) -> list[tuple[int, Participant]]:
        ends = (self.model.first[self.r], self.model.second[self.r])
        return [(p, self.model.problem.participants[p]) for p in ends]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(self.model.problem.pairs_of(self.model.problem.requests[self.r])))

    def _never(self) -> Iterator[Reason]:
        """What rules the request out whatever else is held."""
        problem, request = self.model.problem, self.model.problem.requests[self.r]
        if veto(request.a, request.b) in problem.vetoes:
            yield Reason(Cause.VETOED)
        for _, who in self.sides:
            if who.maximum == 0 or who.capacity == 0:
                yield Reason(Cause.NO_MEETINGS_ALLOWED, participant=who.id)
        if not self._common():
            yield Reason(Cause.NO_COMMON_SLOT)

    def _common(self) -> int:
        """Mask of the slots in which both are available and the request may be held."""
        model, r = self.model, self.r
        request = model.problem.requests[r]
        mask = model.available[model.first[r]] & model.available[model.second[r]]
        if r in model.fixed:
            mask &= 1 << model.fixed[r].slot
        return mask if request.slots is None else mask & mask_of(request.slots)

    def _at_maximum(self) -> Iterator[Reason]:
        board, model = self.board, self.model
        for p, who in self.sides:
            if who.maximum is not None and board.held[p] >= who.maximum:
                held = [m for m in model.requests_of[p] if board.slot_of[m] != NOWHERE]
                yield self._against(Cause.AT_MAXIMUM, 0, held, who.id)

    def _nothing_there(self) -> Iterator[Reason]:
        """The slots without any table, room or interpreter, and those in which a side never meets."""
        model, r, common = self.model, self.r, list(bits(self._common()))
        no_table = [t for t in common if model.table[r] and not model.tables[t]]
        no_room = [t for t in common if model.room[r] and not model.rooms[t]]
        no_help = [t for t in common if model.interpreted[r] and not can_be_helped(model, r, t)]
        for cause, slots in ((Cause.NO_TABLES, no_table), (Cause.NO_ROOMS, no_room)):
            if slots:
                yield Reason(cause, tuple(slots))
        if no_help:
            yield Reason(Cause.NO_INTERPRETER, tuple(no_help), pairs=self.pairs)
        for p, who in self.sides:
            never = reduce(or_, (window for window, most in model.quiet[p] if most == 0), 0)
            if closed := tuple(t for t in common if never >> t & 1):
                yield Reason(Cause.RESTING, closed, who.id)

    def _parties(self) -> Iterator[Reason]:
        """The two are at other meetings, or these are too near."""
        board, allowed = self.board, self.model.allowed[self.r]
        for p, who in self.sides:
            if busy := allowed & board.full[p]:
                held = [m for t in bits(busy) for m in board.meetings_of(p, t)]
                yield self._against(Cause.PARTICIPANT_BUSY, busy, held, who.id)
            if resting := allowed & board.resting[p] & ~busy:
                near = [m for t in bits(resting) for some in board.in_the_way(p, t) for m in some]
                yield self._against(Cause.RESTING, resting, near, who.id)

    def _spots(self) -> Iterator[Reason]:
        """All tables or rooms are taken, or those that are free are too far."""
        board, model, allowed = self.board, self.model, self.model.allowed[self.r]
        for cause, needs, none_left in (
            (Cause.TABLES_TAKEN, model.table, board.no_table),
            (Cause.ROOMS_TAKEN, model.room, board.no_room),
        ):
            if needs[self.r] and (full := allowed & none_left):
                yield self._against(cause, full, [m for t in bits(full) for m in self.least(cause, t)])
        if board.walking is not None and model.table[self.r]:
            free = ~(board.no_table | board.full[model.first[self.r]] | board.full[model.second[self.r]])
            yield from self._ways(board.walking, allowed & free)

    def _ways(self, walking: Walking, slots: int) -> Iterator[Reason]:
        """In which of the slots each side is too far from a table, where there is none for both."""
        apart = [t for t in bits(slots) if not walking.halls(self.r, t)]
        for p, who in self.sides:
            barred = [walking.barred[p * self.model.slots + t] for t in apart]
            out = [
                walking.open[t] & walking.choice(self.r) & mask for t, mask in zip(apart, barred, strict=True)
            ]
            held = [
                m
                for t, halls in zip(apart, out, strict=True)
                for hall in bits(halls)
                for some in walking.in_the_way(p, t, hall)
                for m in some
            ]
            if far := mask_of(t for t, halls in zip(apart, out, strict=True) if halls):
                yield self._against(Cause.TOO_FAR, far, held, who.id)

    def _helpers(self) -> Iterator[Reason]:
        """No interpreter is left, not even after changes of hands."""
        board, model, r = self.board, self.model, self.r
        if not model.interpreted[r]:
            return
        slots = [t for t in bits(model.allowed[r]) if not board.can_be_helped(r, t)]
        back = {t: [h for h in model.helpers[r] if self._is_held_back(h, t)] for t in slots}
        if taken := [t for t in slots if not back[t]]:
            work = [(h, t) for t in taken for h in model.helpers[r]]
            yield self._helped(Cause.INTERPRETERS_TAKEN, taken, work)
        if held_back := [t for t in slots if back[t]]:
            work = [(h, t) for t in held_back for h in model.helpers[r]]
            work += [(h, u) for t in held_back for h in back[t] for u in bits(model.touched[h][t])]
            yield self._helped(Cause.INTERPRETERS_HELD_BACK, held_back, work)

    def _helped(self, cause: Cause, slots: list[int], work: list[tuple[int, int]]) -> Reason:
        held = [self.board.work[where] for where in work if where in self.board.work]
        return replace(self._against(cause, mask_of(slots), held), pairs=self.pairs)

    def _is_held_back(self, helper: int, t: int) -> bool:
        """Whether the interpreter is there, at no meeting, and cannot help: a break, hours, or a way."""
        board = self.board
        if not board.model.hours[helper] >> t & 1 or board.busy[helper] >> t & 1:
            return False
        too_far = board.walking is not None and board.hands.barred(helper, t) != 0
        return too_far or not board.may_work(helper, t)

    def _order(self) -> Iterator[Reason]:
        board, model, r = self.board, self.model, self.r
        if wrong := model.allowed[r] & ~board.in_order(r):
            ordered = (*model.before.get(r, ()), *model.after.get(r, ()))
            yield self._against(Cause.PRECEDENCE, wrong, [m for m in ordered if board.slot_of[m] != NOWHERE])

    def _against(
        self, cause: Cause, slots: int, held: Iterable[int], participant: str | None = None
    ) -> Reason:
        """The reason with the least valued of those that hold what the request would need."""
        model = self.model
        order = sorted(dict.fromkeys(held), key=lambda m: (model.value[m], m))
        return Reason(
            cause,
            tuple(bits(slots)),
            participant,
            rivals=tuple(model.problem.requests[m].id for m in order[:RIVALS]),
            outbid=bool(order) and model.value[order[0]] >= model.value[self.r],
        )
