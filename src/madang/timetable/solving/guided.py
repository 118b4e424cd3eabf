"""A good timetable in a moment: choose by the relaxation, place the tightest first, then mend and fill.

1. Choose the requests that the relaxation holds whole, then the fractional ones as far as they fit.
2. Place them, participants with the least slack first, into the least loaded slot.
3. What does not fit: swap two slots along a chain of meetings (Kempe), or eject one meeting and place it
   anew.
4. Fill with all other requests in order of value, in the same ways.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.model import Model, bits
from madang.timetable.solving.bound import Relaxation, most_work

CHAIN_LIMIT = 400
Stop = Callable[[], bool]


def guided(board: Board, relaxation: Relaxation, stop: Stop) -> None:
    """Fill the board, on which the fixed meetings already stand."""
    model = board.model
    chosen = choose(model, relaxation)
    left = [r for r in tightest_first(model, chosen) if board.slot_of[r] == NOWHERE and not place(board, r)]
    board.commit()
    mend(board, left, stop)
    fill(board, stop)


def choose(model: Model, relaxation: Relaxation) -> list[int]:
    """The requests that the relaxation holds, rounded.

    Nobody exceeds its limit, and no more need tables, rooms or interpreters of a kind than in the relaxation.
    """
    held = [0] * len(model.limit)
    used = [0] * (max(model.kind, default=0) + 3)
    uses = [_uses(model, r) for r in range(len(model.value))]
    share, value = relaxation.share, np.array(model.value)
    total = np.zeros(len(used))
    for r, kinds in enumerate(uses):
        total[kinds] += share[r]
    most = np.ceil(total - 1e-6).tolist()
    chosen = []
    for r in np.lexsort((-value, -np.round(share, 6))).tolist():
        a, b = model.first[r], model.second[r]
        if share[r] <= 1e-6:
            break
        if held[a] < model.limit[a] and held[b] < model.limit[b] and all(used[k] < most[k] for k in uses[r]):
            held[a] += 1
            held[b] += 1
            for k in uses[r]:
                used[k] += 1
            chosen.append(r)
    return chosen


def _uses(model: Model, r: int) -> list[int]:
    """Numbers of what a request takes: a kind of interpreter, a table (-1), a room (-2)."""
    helped = [model.kind[r]] if model.interpreted[r] else []
    return helped + [-1] * model.table[r] + [-2] * model.room[r]


def tightest_first(model: Model, chosen: Sequence[int]) -> list[int]:
    """The chosen requests, those of the participant (or the interpreters) with the least slack first."""
    load, work = [0] * len(model.limit), [0] * (max(model.kind, default=0) + 1)
    for r in chosen:
        load[model.first[r]] += 1
        load[model.second[r]] += 1
        work[model.kind[r]] += model.interpreted[r]
    room = [max(1, model.capacity[p] * mask.bit_count()) for p, mask in enumerate(model.available)]
    tight = [load[p] / room[p] for p in range(len(load))]
    hours = {
        model.kind[r]: max(1, sum(most_work(model, h) for h in model.helpers[r])) for r in _each_kind(model)
    }

    def key(r: int) -> tuple[float, float, int, int, float]:
        a, b = model.first[r], model.second[r]
        a, b = (a, b) if (tight[a], -a) >= (tight[b], -b) else (b, a)
        helped = work[model.kind[r]] / hours[model.kind[r]] if model.interpreted[r] else 0.0
        return (-max(tight[a], helped), -tight[a], a, model.allowed[r].bit_count(), -tight[b])

    return sorted(chosen, key=key)


def _each_kind(model: Model) -> Iterable[int]:
    """One request of each kind."""
    return {kind: r for r, kind in enumerate(model.kind)}.values()


def place(board: Board, r: int) -> bool:
    """Put r into the free slot with the least load."""
    return any(board.put(r, t) for t in by_load(board, r, board.free_slots(r)))


def by_load(board: Board, r: int, mask: int) -> list[int]:
    """The slots of the mask, the one with the most tables (or rooms) free first."""
    model = board.model
    used, there = (board.tables_used, model.tables) if model.table[r] else (board.rooms_used, model.rooms)
    return sorted(bits(mask), key=lambda t: used[t] - there[t])


def mend(board: Board, left: list[int], stop: Stop) -> None:
    """Place what did not fit, by swaps and ejections, in the order of ``left``."""
    for repair in (swap_in, eject_in):
        for r in left:
            if board.slot_of[r] != NOWHERE or not has_room(board, r):
                continue
            if stop():
                return
            if not place(board, r):
                repair(board, r)
            board.commit()


def fill(board: Board, stop: Stop) -> None:
    """Everything else that fits, the most valued first."""
    waiting = (r for r, mask in enumerate(board.model.allowed) if mask and board.slot_of[r] == NOWHERE)
    order = sorted(waiting, key=lambda r: (-board.gain(r), r))
    left = [r for r in order if not place(board, r)]
    board.commit()
    mend(board, left, stop)


def has_room(board: Board, r: int) -> bool:
    """Whether both parties (and table, room, interpreter) have a free slot, not necessarily the same."""
    model = board.model
    a, b = model.first[r], model.second[r]
    if board.held[a] >= model.limit[a] or board.held[b] >= model.limit[b]:
        return False
    allowed = model.allowed[r]
    if model.interpreted[r] and not allowed & ~board.hands.unhelped_slots(r):
        return False
    if (model.table[r] and not allowed & ~board.no_table) or (model.room[r] and not allowed & ~board.no_room):
        return False
    return bool(allowed & ~board.full[a] and allowed & ~board.full[b])


def swap_in(board: Board, r: int) -> bool:
    """Free a slot for both parties by exchanging two slots along a chain of meetings (Kempe)."""
    model, mark = board.model, board.mark()
    for here, there in ((model.first[r], model.second[r]), (model.second[r], model.first[r])):
        free_here = model.allowed[r] & ~board.full[here]
        free_there = model.available[there] & ~board.full[there]
        for t in by_load(board, r, free_here & board.full[there]):
            for u in bits(free_there & ~(1 << t)):
                if (
                    exchange(board, there, t, u, barred=here)
                    and board.free_slots(r) >> t & 1
                    and board.put(r, t)
                ):
                    return True
                board.undo(mark)
    return False


def exchange(board: Board, start: int, t: int, u: int, *, barred: int) -> bool:
    """Exchange slots t and u for all meetings linked to ``start`` in those two slots.

    Everyone keeps as many meetings in the two slots together, so only availability, tables, rooms,
    interpreters and order can stand against it. The chain must not reach ``barred``, whose free slot would
    be lost.
    """
    chain = chain_of(board, start, t, u, barred=barred)
    return chain is not None and exchange_slots(board, chain, t, u)


def exchange_slots(board: Board, chain: Sequence[int], t: int, u: int) -> bool:
    """Move the meetings of the chain from t to u and from u to t; false, half done, if it cannot be."""
    moves = [(r, u if board.slot_of[r] == t else t) for r in chain]
    for r, _ in moves:
        board.take(r)
    return all(board.free_slots(r) >> target & 1 and board.put(r, target) for r, target in moves)


def chain_of(
    board: Board, start: int, t: int, u: int, *, barred: int = NOWHERE, limit: int = CHAIN_LIMIT
) -> list[int] | None:
    """The meetings linked to ``start`` in slots t and u, or ``None`` if one of them cannot move."""
    model = board.model
    seen = {start}
    reach = [start]
    chain: dict[int, None] = {}
    while reach:
        p = reach.pop()
        for slot, other_slot in ((t, u), (u, t)):
            for r in board.meetings_of(p, slot):
                if r in chain:
                    continue
                if not model.allowed[r] >> other_slot & 1 or len(chain) >= limit:
                    return None
                chain[r] = None
                other = model.second[r] if model.first[r] == p else model.first[r]
                if other == barred:
                    return None
                if other not in seen:
                    seen.add(other)
                    reach.append(other)
    return list(chain)


def eject_in(board: Board, r: int) -> bool:
    """Put r where one or two meetings stand in its way, and those elsewhere."""
    model, mark = board.model, board.mark()
    a, b = model.first[r], model.second[r]
    for t in by_load(board, r, model.allowed[r]):
        hall = (board.halls(r, t) or board.choice(r))[0]
        blockers = list(dict.fromkeys(one[0] for p in (a, b) for one in board.in_the_way(p, t, hall)))
        if any(m in model.fixed for m in blockers):
            continue
        for m in blockers:
            board.take(m)
        if board.free_slots(r) >> t & 1 and board.put(r, t) and all(place(board, m) for m in blockers):
            return True
        board.undo(mark)
    return False
