"""Fewer breaks without losing a meeting: meetings change slots, none leaves the timetable.

A break is an idle gap between a participant's first and last meeting of a day, however long (Bofill et al.,
JAIR 74, 2022). Two slots are exchanged along a Kempe chain, which may be a single meeting that moves to a
free slot. Where a slot would then hold more than it has tables or rooms, a second chain goes the other way.
Most moves begin at someone who has a break and bring a meeting next to another; simulated annealing decides.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import log
from random import Random

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.model import Model, bits, mask_of
from madang.timetable.solving.guided import exchange_slots

HOT, COLD = 0.4, 0.1
"""Temperatures at the beginning and the end, in breaks."""
TARGETED = 0.7
"""The part of the moves that begin at someone with a break."""
PARTNERS = 4
"""Chains looked at to make up for a chain that puts too many meetings into a slot."""
LONGEST_CHAIN = 12
BATCH = 64
ENOUGH = 1_000
"""Moves per meeting after which it is cold, however much time is left."""


def reduce_breaks(board: Board, random: Random, elapsed: Callable[[int], float]) -> None:
    """Exchange slots until ``elapsed(moves)``, the share of the time that is gone, reaches 1.

    It ends before when there have been enough moves, or when no timetable with these meetings can have fewer
    breaks.
    """
    run = _Reducing(board, random)
    while run.best > run.fewest and (gone := max(elapsed(BATCH), run.gone)) < 1:
        run.batch(HOT * (COLD / HOT) ** gone)
    board.undo(0)


class Gaps:
    """Counts the breaks in a mask of slots, and the fewest that so many slots need."""

    def __init__(self, model: Model) -> None:
        slots = model.problem.slots
        self.joined = mask_of(t for t in range(1, len(slots)) if slots[t].day == slots[t - 1].day)
        days = dict.fromkeys(slot.day for slot in slots)
        self.days = [mask_of(t for t, slot in enumerate(slots) if slot.day == day) for day in days]

    def count(self, mask: int) -> int:
        """The gaps within days: the blocks of slots less the days that have any."""
        blocks = (mask & ~(mask << 1 & self.joined)).bit_count()
        return blocks - sum(1 for day in self.days if mask & day)

    def fewest(self, available: int, slots: int) -> int:
        """The least breaks of anyone who meets in so many of the slots available.

        One block a day costs nothing; the longest of the other blocks come next.
        """
        free: list[int] = []
        paid: list[int] = []
        for day in self.days:
            longest, *others = sorted(_blocks(available & day), reverse=True) or [0]
            free.append(longest)
            paid.extend(others)
        left = slots - sum(free)
        breaks = 0
        for block in sorted(paid, reverse=True):
            if left <= 0:
                break
            left -= block
            breaks += 1
        return breaks


def _blocks(mask: int) -> list[int]:
    """The lengths of the blocks of bits."""
    return [len(block) for block in f"{mask:b}".split("0") if block]


@dataclass(frozen=True, slots=True)
class _Chain:
    """Meetings that exchange slots t and u, whom they concern, and what u gains of tables and rooms."""

    meetings: list[int]
    people: set[int]
    tables: int
    rooms: int

    def __add__(self, other: "_Chain") -> "_Chain":
        return _Chain(
            self.meetings + other.meetings,
            self.people | other.people,
            self.tables + other.tables,
            self.rooms + other.rooms,
        )


class _Reducing:
    def __init__(self, board: Board, random: Random) -> None:
        board.commit()
        self.board = board
        self.model = model = board.model
        self.draw = random.random
        self.gaps = Gaps(model)
        self.held = [r for r, t in enumerate(board.slot_of) if t != NOWHERE and r not in model.fixed]
        self.busy = [board.occupied(p) for p in range(len(board.held))]
        self.breaks_of = [self.gaps.count(mask) for mask in self.busy]
        self.broken = [p for p, breaks in enumerate(self.breaks_of) if breaks]
        self.place = {p: i for i, p in enumerate(self.broken)}
        self.breaks = self.best = sum(self.breaks_of)
        self.fewest = sum(map(self._fewest, range(len(board.held))))
        self.moves = 0

    def _fewest(self, p: int) -> int:
        held, capacity = self.board.held[p], self.model.capacity[p]
        return self.gaps.fewest(self.model.available[p], -(-held // capacity)) if held else 0

    @property
    def gone(self) -> float:
        """The share of the moves that are enough."""
        return self.moves / (ENOUGH * max(1, len(self.held)))

    def batch(self, heat: float) -> None:
        self.moves += BATCH
        for _ in range(BATCH):
            self._move(-heat * log(1.0 - self.draw()))
            if self.breaks < self.best:
                self.best = self.breaks
                self.board.commit()

    def _move(self, allowance: float) -> None:
        """Exchange two slots for someone, unless that makes more new breaks than the allowance."""
        r, u = self._proposal()
        t = self.board.slot_of[r]
        chain = None if u == NOWHERE else self._chain(r, t, u)
        if chain is None:
            return
        change = self._change(chain.people, t, u)
        if self._fits(chain, t, u):
            if change <= allowance:
                self._apply(chain, t, u)
        elif (back := self._way_back(chain, t, u, allowance - change)) is not None:
            self._apply(chain + back, t, u)

    def _proposal(self) -> tuple[int, int]:
        """A meeting and the slot that it is to change to, or ``NOWHERE``."""
        if self.broken and self.draw() < TARGETED:
            return self._closer()
        r = self._pick(self.held)
        return r, self._slot(self.model.allowed[r] & ~(1 << self.board.slot_of[r]))

    def _closer(self) -> tuple[int, int]:
        """Someone with a break brings the meeting at the edge of a block next to another."""
        p = self._pick(self.broken)
        mask = self.busy[p]
        t = self._slot(mask & ~(mask << 1 & mask >> 1))
        r = self.board.meetings_of(p, t)[0]
        return r, self._slot((mask << 1 | mask >> 1) & ~mask & self.model.allowed[r])

    def _pick(self, among: list[int]) -> int:
        return among[int(self.draw() * len(among))]

    def _slot(self, mask: int) -> int:
        return self._pick(list(bits(mask))) if mask else NOWHERE

    def _chain(self, start: int, t: int, u: int) -> _Chain | None:
        """The meetings linked to ``start`` in these slots; ``None`` if one of them cannot change."""
        at, slot_of, model = self.board.at, self.board.slot_of, self.model
        meetings, seen = [start], {start}
        people: set[int] = set()
        tables = rooms = 0
        for r in meetings:
            to, more = (u, 1) if slot_of[r] == t else (t, -1)
            if not model.allowed[r] >> to & 1 or len(meetings) > LONGEST_CHAIN:
                return None
            tables += more * model.table[r]
            rooms += more * model.room[r]
            for p in (model.first[r], model.second[r]):
                if p in people:
                    continue
                people.add(p)
                row = p * model.slots
                for m in at[row + t] + at[row + u]:
                    if m not in seen:
                        seen.add(m)
                        meetings.append(m)
        return _Chain(meetings, people, tables, rooms)

    def _fits(self, chain: _Chain, t: int, u: int, back: _Chain | None = None) -> bool:
        """Whether both slots have the tables and the rooms."""
        board, model = self.board, self.model
        tables = chain.tables + (back.tables if back else 0)
        rooms = chain.rooms + (back.rooms if back else 0)
        return (
            board.tables_used[u] + tables <= model.tables[u]
            and board.tables_used[t] - tables <= model.tables[t]
            and board.rooms_used[u] + rooms <= model.rooms[u]
            and board.rooms_used[t] - rooms <= model.rooms[t]
        )

    def _way_back(self, chain: _Chain, t: int, u: int, allowance: float) -> _Chain | None:
        """A second chain that makes up for the first, for no more new breaks than the allowance."""
        members = self.board.members[u if chain.tables + chain.rooms > 0 else t]
        for _ in range(PARTNERS if members else 0):
            r = self._pick(members)
            back = None if r in chain.meetings else self._chain(r, t, u)
            if back is None or not self._fits(chain, t, u, back):
                continue
            if self._change(back.people, t, u) <= allowance:
                return back
        return None

    def _change(self, people: set[int], t: int, u: int) -> int:
        """The new breaks if these exchange slots t and u."""
        both = 1 << t | 1 << u
        return sum(
            self.gaps.count(self.busy[p] ^ both) - self.breaks_of[p]
            for p in people
            if _in_one(self.busy[p], t, u)
        )

    def _apply(self, chain: _Chain, t: int, u: int) -> None:
        mark = self.board.mark()
        if not exchange_slots(self.board, chain.meetings, t, u):
            self.board.undo(mark)
            return
        both = 1 << t | 1 << u
        for p in chain.people:
            if _in_one(self.busy[p], t, u):
                self.busy[p] ^= both
                self._count(p)

    def _count(self, p: int) -> None:
        before, now = self.breaks_of[p], self.gaps.count(self.busy[p])
        self.breaks_of[p] = now
        self.breaks += now - before
        if now and not before:
            self.place[p] = len(self.broken)
            self.broken.append(p)
        elif before and not now:
            last = self.broken.pop()
            if last != p:
                self.broken[self.place[p]] = last
                self.place[last] = self.place[p]


def _in_one(mask: int, t: int, u: int) -> int:
    """Whether the mask has exactly one of the two slots."""
    return (mask >> t ^ mask >> u) & 1
