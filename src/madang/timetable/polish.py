"""Fewer breaks without losing a meeting: meetings change slots, none leaves the timetable.

A break is an idle gap between a participant's first and last meeting of a day, however long (Bofill et al.,
JAIR 74, 2022). Two slots are exchanged along a Kempe chain, which may be a single meeting that moves to a
free slot; simulated annealing decides.
"""

from collections.abc import Callable
from math import exp
from random import Random

from madang.timetable.board import NOWHERE, Board
from madang.timetable.guided import chain_of, exchange_slots
from madang.timetable.model import Model, bits, mask_of

HOT, COLD = 0.6, 0.05
"""Temperatures at the beginning and the end, in breaks."""
LONGEST_CHAIN = 12
BATCH = 64
PATIENCE = 200
"""Moves per meeting without a better timetable after which it is enough."""


def polish(board: Board, random: Random, elapsed: Callable[[int], float]) -> None:
    """Reduce the breaks until ``elapsed(moves)``, the share of the time that is gone, reaches 1."""
    run = _Polishing(board, random)
    while run.best and run.hopeful and (gone := elapsed(BATCH)) < 1:
        run.batch(HOT * (COLD / HOT) ** gone)
    board.undo(0)


def joined_slots(model: Model) -> int:
    """Mask of the slots that have a slot before them on the same day."""
    slots = model.problem.slots
    return mask_of(t for t in range(1, len(slots)) if slots[t].day == slots[t - 1].day)


def breaks_in(mask: int, joined: int) -> int:
    """The gaps in a mask of slots: on each day with meetings, the blocks less one."""
    found = 0
    begins = mask & ~(mask << 1 & joined)
    last = None
    for t in bits(begins):
        found += last is not None and _on_one_day(last, t, joined)
        last = t
    return found


def _on_one_day(last: int, t: int, joined: int) -> bool:
    between = (1 << t + 1) - (1 << last + 1)
    return joined & between == between


def swapped(mask: int, t: int, u: int) -> int:
    """The mask with bits t and u exchanged."""
    return mask ^ (1 << t | 1 << u) if (mask >> t ^ mask >> u) & 1 else mask


class _Polishing:
    def __init__(self, board: Board, random: Random) -> None:
        board.commit()
        self.board = board
        self.random = random
        self.joined = joined_slots(board.model)
        self.held = [r for r, t in enumerate(board.slot_of) if t != NOWHERE and r not in board.model.fixed]
        self.busy = [board.occupied(p) for p in range(len(board.held))]
        self.breaks = sum(breaks_in(mask, self.joined) for mask in self.busy)
        self.best = self.breaks
        self.idle = 0

    @property
    def hopeful(self) -> bool:
        return self.idle < PATIENCE * len(self.held)

    def batch(self, heat: float) -> None:
        for _ in range(BATCH):
            self.idle += 1
            self._move(heat)
            if self.breaks < self.best:
                self.best = self.breaks
                self.idle = 0
                self.board.commit()

    def _move(self, heat: float) -> None:
        """Exchange the slot of some meeting with another, for everybody linked to it in these two."""
        board, model = self.board, self.board.model
        r = self.random.choice(self.held)
        t = board.slot_of[r]
        targets = list(bits(model.allowed[r] & ~(1 << t)))
        if not targets:
            return
        u = self.random.choice(targets)
        chain = chain_of(board, model.first[r], t, u, limit=LONGEST_CHAIN)
        if chain is None:
            return
        people = {p for m in chain for p in (model.first[m], model.second[m])}
        after = {p: swapped(self.busy[p], t, u) for p in people}
        change = sum(breaks_in(after[p], self.joined) - breaks_in(self.busy[p], self.joined) for p in people)
        if change > 0 and self.random.random() >= exp(-change / heat):
            return
        mark = board.mark()
        if not exchange_slots(board, chain, t, u):
            board.undo(mark)
            return
        self.breaks += change
        for p, mask in after.items():
            self.busy[p] = mask
