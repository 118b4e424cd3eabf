"""The third step of a repair: fit more by moving a few meetings, where each move pays.

First each waiting request alone, by ejection chains (``insert``); then groups of slots exactly (``exact``),
in which every meeting that stays counts a bonus and none that stands is called off.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from random import Random

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.repairing.insert import TRIES, Insertion, may_fit
from madang.timetable.solving.bound import Relaxation, grain_of
from madang.timetable.solving.effort import Effort
from madang.timetable.solving.exact import NO_ANSWER, Brake, GroupOutcome, improve
from madang.timetable.solving.groups import Group, deal, whole
from madang.timetable.timetable import share_of

DEEPEST = 3
"""Meetings that may move so that one request fits."""
INSERTED = 0.5
"""The part of the time for one request at a time."""
KEPT = 0.06
"""The part of the time that is kept for tables, rooms and reasons."""
TRIES_PER_SECOND = 5_000.0
SMALL = 2_000
"""Pairs of request and slot to come up to which all of them go to CP-SAT at once."""
GROUP_SIZES = (3, 4, 5)
GROUP_EFFORT = 0.5
ROUND_EFFORT = 0.05
WAITING_PER_SLOT = 100
FINEST = 1_000_000
PAUSE = 0.1
"""Seconds between two looks at whether to stop."""
PATIENCE = 12
"""Rounds without a better timetable after which it is enough."""


Holding = tuple[int, tuple[int, ...], int]
"""Slot, interpreters and hall of a meeting."""


def holding(board: Board, r: int) -> Holding:
    """How r is held."""
    return board.slot_of[r], board.helpers_of(r), board.hall_of[r]


@dataclass(slots=True)
class Staying:
    """One search. ``home`` has the holdings of the meetings that stand; each move of one costs ``price``.

    ``coming`` masks the slots that have not begun, ``better`` is called when the timetable is.
    """

    board: Board
    coming: int
    home: Mapping[int, Holding]
    price: float
    effort: Effort
    random: Random
    workers: int
    better: Callable[[], None]

    def run(self, relaxation: Relaxation | None) -> bool:
        """Whether the board is better than it was."""
        before = self.board.value
        self.effort.reserve = self.effort.limit * (1 - INSERTED)
        self._insert()
        self.effort.reserve = self.effort.limit * KEPT
        if self._goes_on(relaxation):
            with ThreadPoolExecutor(self.workers) as pool:
                self._exchange(pool, relaxation)
        return self.board.value > before

    def _goes_on(self, relaxation: Relaxation | None) -> bool:
        best = relaxation is not None and share_of(self.board.value, relaxation.bound) == 1
        return not best and not self.effort.over

    # -- one request at a time

    def _insert(self) -> None:
        for moves in range(1, DEEPEST + 1):
            for r in self._promising():
                if self.effort.over:
                    return
                self._fit(r, moves)

    def _promising(self) -> list[int]:
        """The waiting requests whose parties have time, the most valued first."""
        board = self.board
        fitting = (r for r in range(len(board.slot_of)) if may_fit(board, r, self.coming))
        return sorted(fitting, key=lambda r: (-board.gain(r), r))

    def _fit(self, r: int, moves: int) -> None:
        board, value = self.board, self.board.value
        attempt = Insertion(board, self.coming)
        held = attempt.into(r, moves)
        self.effort.spend((1 + TRIES - attempt.tries) / TRIES_PER_SECOND)
        more = sum(
            self._is_away(m, board.slot_of[m]) - self._is_away(m, t) for m, t in attempt.ejected.items()
        )
        pays = board.value - value > self.price * more + 1e-9
        if held and pays and all(map(self._stays_or_moves, attempt.ejected)):
            board.commit()
            self.better()
        else:
            board.undo(0)

    def _is_away(self, r: int, t: int) -> bool:
        return r in self.home and self.home[r][0] != t

    def _stays_or_moves(self, r: int) -> bool:
        """Whether r, if it is in its slot, has its own hands and hall."""
        return self._is_away(r, self.board.slot_of[r]) or holding(self.board, r) == self.home.get(
            r, holding(self.board, r)
        )

    # -- groups of slots

    def _exchange(self, pool: ThreadPoolExecutor, relaxation: Relaxation | None) -> None:
        waiting = self._waiting(relaxation)
        held = [r for r, t in enumerate(self.board.slot_of) if t != NOWHERE and self.coming >> t & 1]
        places = sum((self.board.model.allowed[r] & self.coming).bit_count() for r in (*held, *waiting))
        idle = 0
        if places <= SMALL:
            self._round(pool, [whole(self.board, self._all(waiting))], self.effort.left)
        last = 0.0
        while idle < PATIENCE and self._goes_on(relaxation) and self._has_time(last):
            began = self.effort.seconds
            spread = self.board.model.slots / max(1, self.coming.bit_count())
            size = max(1, round(self.random.choice(GROUP_SIZES) * spread))
            groups = deal(self.board, self._waiting(relaxation), size, self.random)
            idle = 0 if self._round(pool, groups, GROUP_EFFORT) else idle + 1
            last = self.effort.seconds - began

    def _has_time(self, last: float) -> bool:
        """Whether a round like the last one, which cannot be stopped while it is set up, may begin."""
        return self.effort.deterministic or self.effort.left > last / 2

    def _all(self, waiting: Sequence[int]) -> list[int]:
        return [r for r, t in enumerate(self.board.slot_of) if t != NOWHERE] + list(waiting)

    def _waiting(self, relaxation: Relaxation | None) -> list[int]:
        """The requests that could be in a better timetable, the most promising first."""
        board = self.board
        worth = board.model.value if relaxation is None else relaxation.worth.tolist()
        least = float("-inf") if relaxation is None else board.value - relaxation.bound
        waiting = [
            r
            for r, t in enumerate(board.slot_of)
            if t == NOWHERE and board.model.allowed[r] & self.coming and worth[r] >= least
        ]
        self.random.shuffle(waiting)
        return sorted(waiting, key=lambda r: -worth[r])[: WAITING_PER_SLOT * self.coming.bit_count()]

    def _round(self, pool: ThreadPoolExecutor, groups: Sequence[Group], effort: float) -> bool:
        """Search all groups at the same time and take over what they find; whether it is better."""
        brake = Brake()
        tied = [self._tied(group) for group in groups]
        seeds = [self.random.randrange(1 << 30) for _ in tied]
        jobs = [
            pool.submit(self._search, group, seed, effort, brake)
            for group, seed in zip(tied, seeds, strict=True)
        ]
        while wait(jobs, timeout=PAUSE).not_done:
            if self.effort.cancelled():
                brake.pull()
        outcomes = [job.result() for job in jobs]
        self.effort.spend(ROUND_EFFORT + sum(outcome.effort for outcome in outcomes))
        return self._apply(tied, outcomes)

    def _tied(self, group: Group) -> Group:
        """The group in which nothing that stands is called off, and staying counts."""
        home = {r: self.home[r] for r in group.now if r in self.home}
        return replace(group, forced=group.forced.union(home), home=home, price=self.price)

    def _search(self, group: Group, seed: int, effort: float, brake: Brake) -> GroupOutcome:
        """In a thread of the pool: asks the clock only, never the caller's ``cancelled``."""
        seconds = 1e9 if self.effort.deterministic else self.effort.left
        if brake.pulled or seconds <= 0:
            return NO_ANSWER
        model = self.board.model
        return improve(
            model, group, scale=self._scale(), seed=seed, effort=effort, seconds=seconds, brake=brake
        )

    def _scale(self) -> float:
        """Fine enough that a move always costs something."""
        values = [*self.board.model.value, self.board.model.penalty]
        return 1000 / (grain_of(values) or max([*values, 1e-9]) * 1000 / FINEST)

    def _apply(self, groups: Sequence[Group], outcomes: Sequence[GroupOutcome]) -> bool:
        """Take over the answers of all groups, which fit together, if they pay."""
        board = self.board
        before = board.value - self.price * self._away()
        found = [(group, one.answer) for group, one in zip(groups, outcomes, strict=True) if one.answer]
        for group, _ in found:
            for r in group.now:
                board.take(r)
        for _, answer in found:
            for holding in answer:
                board.enter(*holding)
        if better := board.value - self.price * self._away() > before + 1e-9:
            board.commit()
            self.better()
        else:
            board.undo(0)
        return better

    def _away(self) -> int:
        return sum(self._is_away(r, self.board.slot_of[r]) for r in self.home)
