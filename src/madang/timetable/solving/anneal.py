"""Improvement by ejection: a waiting request takes a slot, those in its way go elsewhere or wait in turn.

Simulated annealing over partial timetables: a loss is accepted with a probability that falls with its size
and with time. Requests that the relaxation values below what the optimum would take are tried as seldom.
The best timetable is kept as the beginning of the board's trail and restored at the end.
"""

from collections.abc import Callable, Iterable, Sequence
from math import exp
from random import Random

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.model import bits
from madang.timetable.solving.bound import Relaxation
from madang.timetable.solving.guided import place
from madang.timetable.timetable import share_of

HOT, COLD = 0.08, 0.004
"""Temperatures at the beginning and the end, in mean values of a request."""
SAMPLE = 6
"""Meetings looked at when a full slot must give up a table or a room."""
BATCH = 64
"""Moves between two looks at the clock."""


def anneal(
    board: Board,
    relaxation: Relaxation,
    random: Random,
    elapsed: Callable[[int], float],
    better: Callable[[float], None],
) -> None:
    """Improve the board until ``elapsed(moves)``, the share of the time that is gone, reaches 1.

    ``better`` is told the value after each batch of moves that found a better timetable.
    """
    run = _Annealing(board, relaxation, random)
    while run.waiting and share_of(run.best, relaxation.bound) < 1 and (gone := elapsed(BATCH)) < 1:
        if run.batch(gone):
            better(run.best)
    board.undo(0)


class _Annealing:
    def __init__(self, board: Board, relaxation: Relaxation, random: Random) -> None:
        board.commit()
        self.board = board
        self.random = random
        self.worth: list[float] = relaxation.worth.tolist()
        least = board.value - relaxation.bound
        self.plain = board.walking is None and not board.rests
        self.waiting = [
            r
            for r, mask in enumerate(board.model.allowed)
            if mask and board.slot_of[r] == NOWHERE and self.worth[r] >= least
        ]
        self.best = board.value
        self.unit = sum(board.model.value) / len(board.model.value) or 1.0

    def batch(self, gone: float) -> bool:
        """Some moves at the temperature of the moment; whether a better timetable was found."""
        heat = self.unit * HOT * (COLD / HOT) ** gone
        before = self.best
        for _ in range(BATCH):
            if not self.waiting:
                break
            self._move(self.random.randrange(len(self.waiting)), heat)
            if self.board.value > self.best + 1e-9:
                self.best = self.board.value
                self.board.commit()
        return self.best > before

    def _move(self, index: int, heat: float) -> None:
        board = self.board
        r = self.waiting[index]
        if not self._accepts(self.worth[r], heat):
            return
        t, leaving, change = self._cheapest(r)
        if t == NOWHERE or not self._accepts(change, heat):
            return
        mark = board.mark()
        for m in leaving:
            board.take(m)
        if not (board.free_slots(r) >> t & 1 and board.put(r, t)):
            board.undo(mark)
            return
        self.waiting[index] = self.waiting[-1]
        self.waiting.pop()
        self.waiting.extend(m for m in leaving if not place(board, m))

    def _accepts(self, change: float, heat: float) -> bool:
        return change >= 0 or self.random.random() < exp(change / heat)

    def _cheapest(self, r: int) -> tuple[int, list[int], float]:
        """The slot where r costs the least, who must leave for it, and the change of value."""
        board, model = self.board, self.board.model
        ends = (model.first[r], model.second[r])
        always = dict.fromkeys(m for p in ends if board.held[p] >= model.limit[p] for m in self._least_of(p))
        best: tuple[int, list[int], float] = (NOWHERE, [], float("-inf"))
        slots = list(bits(model.allowed[r] & board.in_order(r)))
        self.random.shuffle(slots)
        gain = board.gain(r)
        halls = board.choice(r)
        for t in slots:
            for hall in halls:
                leaving = self._leaving(r, (t, hall), ends, list(always))
                if leaving is None:
                    continue
                change = gain - sum(map(board.loss, leaving))
                if change > best[2]:
                    best = (t, leaving, change)
        return best

    def _leaving(
        self, r: int, at: tuple[int, int], ends: tuple[int, int], leaving: list[int]
    ) -> list[int] | None:
        """All who must leave so that r can be held in this slot and hall, after ``leaving``.

        ``None`` if one of them is fixed.
        """
        board, model = self.board, self.board.model
        (t, hall), walking = at, board.walking
        for p in ends:
            if self.plain:
                sets: Iterable[Sequence[int]] = (
                    (board.at[p * model.slots + t],) if board.full[p] >> t & 1 else ()
                )
            else:
                sets = board.in_the_way(p, t, hall)
            for here in sets:
                if not any(m in leaving for m in here):
                    leaving.append(here[0] if len(here) == 1 else min(here, key=board.loss))
        no_table = board.no_table >> t & 1 if walking is None else not walking.has_table(t, hall)
        if no_table and model.table[r]:
            self._give_up(t, hall, model.table, leaving)
        if model.room[r] and board.no_room >> t & 1:
            self._give_up(t, NOWHERE, model.room, leaving)
        if model.interpreted[r] and board.hands.unhelped_slots(r) >> t & 1:
            leaving.extend(self._least_helped(r, t, leaving))
        return None if model.fixed and any(m in model.fixed for m in leaving) else leaving

    def _least_of(self, p: int) -> Iterable[int]:
        """The least valued meeting of a participant at its maximum."""
        board = self.board
        mine = [
            r
            for r in board.model.requests_of[p]
            if board.slot_of[r] != NOWHERE and r not in board.model.fixed
        ]
        return [min(mine, key=board.loss)] if mine else []

    def _give_up(self, t: int, hall: int, needs: list[bool], leaving: list[int]) -> None:
        """One more leaves slot t (and hall) for a table or room, unless one leaves anyway."""
        if not any(needs[m] and self._is_at(m, t, hall) for m in leaving):
            leaving.extend(self._least_in(t, hall, needs))

    def _is_at(self, m: int, t: int, hall: int) -> bool:
        """Whether a meeting is held in slot t, and where halls matter, in the hall."""
        return self.board.slot_of[m] == t and hall in (NOWHERE, self.board.hall_of[m])

    def _least_in(self, t: int, hall: int, needs: list[bool]) -> Iterable[int]:
        """The least valued of a few meetings of a slot (and hall) that have a table (or room)."""
        members = self.board.members[t]
        some = [m for m in self.random.choices(members, k=SAMPLE) if needs[m]]
        if hall != NOWHERE:
            some = [m for m in some if self.board.hall_of[m] == hall]
        return [min(some, key=self.board.loss)] if some else []

    def _least_helped(self, r: int, t: int, leaving: list[int]) -> Iterable[int]:
        """The least valued meeting of slot t whose interpreter could help r, unless one leaves anyway."""
        board = self.board
        held = [board.work[h, t] for h in board.model.helpers[r] if (h, t) in board.work]
        if not held or any(m in leaving for m in held):
            return []
        return [min(held, key=board.loss)]
