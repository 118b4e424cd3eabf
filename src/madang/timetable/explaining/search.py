"""The fewest steps that make room for a request.

In each slot something stands in the way: an obstacle. For each obstacle all the steps are known that could
lift it: a change of what is allowed, or a meeting that leaves. The search branches over the steps of the
first obstacle that stands, then of the next (a hitting-set tree, after R. Reiter, *A theory of diagnosis from
first principles*, 1987), with one step, then two, up to ``STEPS``; so the first answer has the fewest. What
has left is put into another slot where one is free, and given up where none is. Among as few steps those that
ask the least of people are taken (``RANK``).

Changes of what is allowed are made for the request in its slot alone, and a meeting moves only into what is
free: nothing else moves to make room for it. To give it up would be no more steps than that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.model import bits, mask_of
from madang.timetable.board.quiet import windows_of
from madang.timetable.elements import veto
from madang.timetable.explaining.obstacles import Obstacles
from madang.timetable.explaining.remedy import (
    AddDelegate,
    AddInterpreter,
    AddPlace,
    AddRoom,
    AllowSlot,
    FreeSlot,
    GiveUp,
    LiftOrder,
    LiftVeto,
    Move,
    RaiseMaximum,
    Remedy,
    Step,
)

STEPS = 3
"""The most steps of a remedy."""
SLOTS_TRIED = 8
"""Free slots that are tried for a meeting that leaves."""

RANK: dict[type[Step], int] = {
    Move: 0,
    AddPlace: 1,
    AddRoom: 1,
    AddInterpreter: 2,
    FreeSlot: 3,
    AllowSlot: 3,
    LiftOrder: 3,
    RaiseMaximum: 4,
    AddDelegate: 4,
    GiveUp: 5,
    LiftVeto: 7,
}
WORTH_MORE = 6
"""The rank of giving up a meeting that is worth as much as the request, or more."""

Asked = tuple[tuple[int, ...], float]
"""How much steps ask of people: their ranks, the heaviest first; then what is given up."""


@dataclass(slots=True)
class _Best:
    asked: Asked
    remedy: Remedy


class RemedySearch:
    """Finds remedies on one board, whose model must not be shared: rules are loosened and tightened again.

    Of each meeting that is held, and of the slots other than its own, ``helped`` masks those in which it
    would find an interpreter if it needs one, ``elsewhere`` those in which it would find all that it needs.
    ``coming`` are the slots in which a request may be put, from ``now`` on.
    """

    def __init__(self, board: Board, now: int = 0) -> None:
        self.board = board
        self.model = board.model
        self.coming = range(now, board.model.slots)
        self.problem = board.model.problem
        self.row = {request.id: r for r, request in enumerate(self.problem.requests)}
        self.standing = tuple(board.slot_of)
        self.helpers = [board.helpers_of(m) for m in range(len(board.slot_of))]
        self.helped = [0] * len(board.slot_of)
        self.elsewhere = [0] * len(board.slot_of)
        for m, t in enumerate(self.standing):
            if t != NOWHERE:
                self._note_elsewhere(m, t)

    def remedy(self, r: int) -> Remedy | None:
        """The smallest change that fits request r, which is not held; ``None`` if ``STEPS`` are too few."""
        slots = self.coming
        if r in self.model.fixed:
            slots = range(self.model.fixed[r].slot, self.model.fixed[r].slot + 1)
        for steps in range(STEPS + 1):
            best: _Best | None = None
            for t in slots:
                best = _Trial(self, r, t, steps, best).run()
                if best and not any(best.asked[0]):
                    break
            if best:
                return best.remedy
        return None

    def _note_elsewhere(self, m: int, t: int) -> None:
        """Note where meeting m, which is in slot t, could go as all else stands."""
        board, mark = self.board, self.board.mark()
        board.take(m)
        self.helped[m] = board.model.allowed[m] & ~(1 << t)
        if self.model.interpreted[m]:
            self.helped[m] = mask_of(u for u in bits(self.helped[m]) if board.can_be_helped(m, u))
        self.elsewhere[m] = board.free_slots(m) & self.helped[m]
        board.undo(mark)


class _Trial:
    """One request in one slot, with a number of steps."""

    def __init__(self, search: RemedySearch, r: int, t: int, budget: int, best: _Best | None) -> None:
        self.search = search
        self.board = search.board
        self.model = search.model
        self.problem = search.problem
        self.r, self.t = r, t
        self.obstacles = Obstacles(self.board, r, t, search.standing, search.elsewhere)
        self.request = search.problem.requests[r]
        self.sides = (self.model.first[r], self.model.second[r])
        self.budget = budget
        self.best = best
        self.steps: list[Step] = []
        self.left: list[tuple[int, int]] = []
        self.loosened: list[tuple[Any, int, object]] = []

    def run(self) -> _Best | None:
        """The best with this budget, here or in the slots before."""
        needed = tuple(self._needed())
        if len(needed) > self.budget or self._is_beaten(needed):
            return self.best
        mark = self.board.mark()
        value = self.board.value
        self._set(self.model.allowed, self.r, 1 << self.t)
        for p in self.sides:
            who = self.problem.participants[p]
            self._set(self.model.limit, p, len(self.model.value) if who.maximum is None else who.maximum)
        for step in needed:
            self._loosen(step)
        if not any(self._is_closed(p) for p in self.sides):
            self._branch(value)
        self.board.undo(mark)
        self._tighten(0)
        return self.best

    def _is_closed(self, p: int) -> bool:
        """Whether a rest leaves the participant no meeting at all in this slot."""
        return any(most == 0 and window >> self.t & 1 for window, most in self.model.quiet[p])

    def _needed(self) -> Iterator[Step]:
        """The steps without which the request can never be held in this slot."""
        request, t = self.request, self.t
        if veto(request.a, request.b) in self.problem.vetoes:
            yield LiftVeto(*veto(request.a, request.b))
        if request.slots is not None and t not in request.slots:
            yield AllowSlot(request.id, t)
        for p in self.sides:
            who = self.problem.participants[p]
            if t not in who.available:
                yield FreeSlot(who.id, t)
            if who.capacity == 0:
                yield AddDelegate(who.id)
            if who.maximum == 0:
                yield RaiseMaximum(who.id)

    # -- the tree

    def _branch(self, value: float) -> None:
        """Lift the first obstacle that stands in each way there is, and go on."""
        left = self.budget - len(self.steps) - len(self.left)
        if not left and self._is_hopeless():
            return
        standing = self.obstacles.all()
        obstacle = next(standing, None)
        if obstacle is None:
            self._settle(value)
        elif left:
            others = list(standing) if left == 1 else []  # the last step must lift them all
            ways = obstacle()
            leaving = self.obstacles.leaving(ways, others)
            for step in () if others else ways.steps:
                self._branch_by(step, value)
            for m in () if ways.is_count and self._is_beaten(self.steps, RANK[GiveUp]) else leaving:
                self._branch_without(m, value)

    def _branch_by(self, step: Step, value: float) -> None:
        if self._is_beaten((*self.steps, step)):
            return
        mark = len(self.loosened)
        self._loosen(step)
        self._branch(value)
        self.steps.pop()
        self._tighten(mark)

    def _branch_without(self, m: int, value: float) -> None:
        if self._leaves_in_vain(m):
            return
        mark = self.board.mark()
        self.left.append((m, self.board.take(m)))
        self._branch(value)
        self.left.pop()
        self.board.undo(mark)

    def _is_beaten(self, steps: Sequence[Step], *others: int) -> bool:
        """Whether these steps, others of these ranks and mere moves are no better than the best."""
        if self.best is None:
            return False
        ranks = sorted([*map(self._rank, steps), *others], reverse=True)
        return (*ranks, *[0] * (self.budget - len(ranks))) >= self.best.asked[0]

    def _leaves_in_vain(self, m: int) -> bool:
        """Whether m, leaving last and alone, had to be given up for no better than the best."""
        is_last = len(self.steps) + len(self.left) + 1 >= self.budget
        if self.best is None or not is_last or self.left or self.search.elsewhere[m]:
            return False
        is_ordered = any(isinstance(step, LiftOrder) for step in self.steps)
        return not is_ordered and self._asked((*self.steps, self._given_up(m))) >= self.best.asked

    def _is_hopeless(self) -> bool:
        """Whether these steps are no better than the best even if the request then fits."""
        if self.best is None:
            return False
        given_up = [self._given_up(m) for m, before in self.left if not self._may_move(m, before)]
        moved = [0] * (len(self.left) - len(given_up))
        return self._asked((*given_up, *self.steps), moved) >= self.best.asked

    def _may_move(self, m: int, before: int) -> bool:
        """Whether m, which has left, may find a slot once the request, which only takes some away, is in."""
        free = self.board.free_slots(m) & ~(1 << before)
        if not self.model.interpreted[m] or self.board.walking is not None:
            return bool(free)
        return bool(free & (self.search.helped[m] | self._helped_anew(m)))

    def _helped_anew(self, m: int) -> int:
        """Mask of the slots in which an interpreter may work because another than m has left."""
        touched, helpers = self.model.touched, self.search.helpers
        freed = (touched[h][t] for other, t in self.left if other != m for h in helpers[other])
        return reduce(or_, freed, 0)

    def _given_up(self, m: int) -> GiveUp:
        return GiveUp(self.problem.requests[m].id)

    def _asked(self, steps: Sequence[Step], moved: Sequence[int] = ()) -> Asked:
        """What the steps ask of people; ``moved`` are the ranks of moves to slots not known yet."""
        ranks = sorted([*map(self._rank, steps), *moved], reverse=True)
        lost = (self.problem.request_by_id[step.request].value for step in steps if isinstance(step, GiveUp))
        return tuple(ranks), sum(lost)

    def _rank(self, step: Step) -> int:
        if isinstance(step, GiveUp):
            worth = self.problem.request_by_id[step.request].value
            return RANK[GiveUp] if worth < self.request.value else WORTH_MORE
        return RANK[type(step)]

    def _settle(self, value: float) -> None:
        """All obstacles are lifted: put the request, and what left where it is free."""
        mark = self.board.mark()
        if self.board.free_slots(self.r) >> self.t & 1 and self.board.put(self.r, self.t):
            self._replace(0, [], value)
        self.board.undo(mark)

    def _replace(self, at: int, steps: list[Step], value: float) -> bool:
        """Whether all that left found another slot; else the best way to give some up is noted."""
        if at == len(self.left):
            self._note((*steps, *self.steps), value)
            return not any(isinstance(step, GiveUp) for step in steps)
        m, before = self.left[at]
        name = self.problem.requests[m].id
        for t in islice(bits(self.board.free_slots(m) & ~(1 << before)), SLOTS_TRIED):
            mark = self.board.mark()
            if self.board.put(m, t) and self._replace(at + 1, [*steps, Move(name, t)], value):
                return True
            self.board.undo(mark)
        self._replace(at + 1, [*steps, self._given_up(m)], value)
        return False

    def _note(self, steps: tuple[Step, ...], value: float) -> None:
        asked = self._asked(steps)
        if self.best is None or asked < self.best.asked:
            remedy = Remedy(self.request.id, self.t, steps, self.board.value - value)
            self.best = _Best(asked, remedy)

    # -- rules, loosened and tightened

    def _loosen(self, step: Step) -> None:
        """Loosen the rule for this request in this slot; that it may be there at all, ``run`` has said."""
        self.steps.append(step)
        model, board, t = self.model, self.board, self.t
        match step:
            case AddPlace():
                self._set(model.tables, t, model.tables[t] + 1)
                board.no_table &= ~(1 << t)
                if board.walking is not None:
                    hall = board.walking.ways.halls.index(step.hall or "")
                    self._set(board.walking.ways.seats[t], hall, board.walking.ways.seats[t][hall] + 1)
                    board.walking.open[t] |= 1 << hall
            case AddRoom():
                self._set(model.rooms, t, model.rooms[t] + 1)
                board.no_room &= ~(1 << t)
            case AddInterpreter():
                self._set(model.interpreted, self.r, False)
            case RaiseMaximum():
                p = self._side(step.participant)
                self._set(model.limit, p, model.limit[p] + 1)
            case AddDelegate():
                p = self._side(step.participant)
                self._set(model.capacity, p, model.capacity[p] + 1)
                self._rest_anew(p)
            case FreeSlot():
                self._rest_anew(self._side(step.participant))
            case LiftOrder():
                first, then = self.search.row[step.first], self.search.row[step.then]
                self._set(model.after, first, [m for m in model.after[first] if m != then])
                self._set(model.before, then, [m for m in model.before[then] if m != first])

    def _side(self, name: str) -> int:
        return next(p for p in self.sides if self.problem.participants[p].id == name)

    def _rest_anew(self, p: int) -> None:
        """Rests and buffers with this slot, and with the delegates that there are now."""
        if not (self.problem.rests or self.problem.participants[p].buffer):
            return
        who = self.problem.participants[p]
        with_slot = replace(who, available=who.available | {self.t}, capacity=self.model.capacity[p])
        self._set(self.model.quiet, p, windows_of(self.problem, with_slot))
        self._set(self.board.resting, p, self.board.resting[p])
        self.board.rests = True
        self.board.rest_again(p)

    def _set(self, rule: Any, key: int, value: object) -> None:
        """Change one entry of the model, to be changed back by ``_tighten``."""
        self.loosened.append((rule, key, rule[key]))
        rule[key] = value

    def _tighten(self, mark: int) -> None:
        """Take back all changes since; the board is as it was before them."""
        board, model, t = self.board, self.model, self.t
        while len(self.loosened) > mark:
            rule, key, value = self.loosened.pop()
            rule[key] = value
        if board.tables_used[t] >= model.tables[t] > 0:
            board.no_table |= 1 << t
        if board.rooms_used[t] >= model.rooms[t] > 0:
            board.no_room |= 1 << t
        if board.walking is not None:
            for hall, seats in enumerate(board.walking.ways.seats[t]):
                if board.walking.used[t][hall] >= seats:
                    board.walking.open[t] &= ~(1 << hall)
