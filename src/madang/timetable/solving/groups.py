"""Exact improvement of a few slots at a time (large-neighbourhood search over groups of slots).

The slots are dealt into random groups of three to five and the requests that are not held into the groups
where they could be. Each group is a small model for CP-SAT; all groups are solved at the same time, because
they share nothing but a participant's minimum and maximum, its rests, buffers and ways, an interpreter's
hours, rows and ways, and precedences. Those are dealt as well: each group gets its part of the slack, one of
them the odd rest, so that the answers always fit together. ``exact`` solves a group.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from madang.timetable.board.board import NOWHERE, Board
from madang.timetable.board.model import Model, bits, mask_of

IN_ROWS = 0.5
"""How often the slots are dealt in rows, where those close to each other matter."""
ANYWHERE = -1
"""The halls of a cell that counts every meeting of its slot, at a table or not."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The most meetings of a participant in these cells: slots, each with a mask of halls or ``ANYWHERE``."""

    participant: int
    cells: tuple[tuple[int, int], ...]
    most: int


@dataclass(frozen=True, slots=True)
class Group:
    """One small problem, cut out of the board.

    Attributes:
        slots: mask of its slots.
        options: per request the mask of slots where it may be; ``forced`` requests must be somewhere.
        ceiling: per participant the meetings that it may hold in these slots.
        floor: per participant the meetings below which each missing one costs the penalty.
        hours: per interpreter the mask of slots that it may work in.
        quota: per interpreter the slots that it may work in these.
        worked: per interpreter who may gain hours here, the mask of work outside these slots.
        limits: rests, buffers and ways of participants.
        reach: per interpreter and slot the mask of halls; if not named, any.
        now: where the requests are held at present: slot, interpreters, hall.
        home: where requests are to stay: each that is in this slot counts ``price`` more, and has this hall
            and these interpreters there.
    """

    slots: int
    options: dict[int, int]
    forced: frozenset[int]
    ceiling: dict[int, int]
    floor: dict[int, int]
    hours: dict[int, int]
    quota: dict[int, int]
    worked: dict[int, int]
    limits: tuple[Limit, ...]
    reach: dict[tuple[int, int], int]
    now: dict[int, tuple[int, tuple[int, ...], int]]
    home: dict[int, tuple[int, tuple[int, ...], int]] = field(default_factory=dict)
    price: float = 0.0


def deal(board: Board, waiting: Sequence[int], size: int, random: Random) -> list[Group]:
    """Cut the board into groups of about ``size`` slots, with the ``waiting`` requests dealt among them."""
    model = board.model
    count = max(1, round(model.slots / size))
    parts = _parts(model, count, random)
    home = _homes(board, parts, waiting, random)
    inside: list[list[int]] = [[] for _ in parts]
    for r, g in home.items():
        inside[g].append(r)
    share = _shares(board, home, count, random)
    limits = deal_limits(board, parts, share, random)
    master = [random.randrange(count) for _ in model.hours]
    return [
        cut(board, part, inside[g], home, share=share[g], limits=limits[g], mastered=[m == g for m in master])
        for g, part in enumerate(parts)
    ]


def _parts(model: Model, count: int, random: Random) -> list[int]:
    """The slots in so many parts, as masks: at random, or in rows where slots close to each other matter."""
    order = list(range(model.slots))
    if (model.ways is not None or any(model.quiet)) and random.random() < IN_ROWS:
        turn = random.randrange(max(1, model.slots))
        order = order[turn:] + order[:turn]
        ends = [round(i * model.slots / count) for i in range(count + 1)]
        return [mask_of(order[begin:end]) for begin, end in pairwise(ends)]
    random.shuffle(order)
    return [mask_of(order[i::count]) for i in range(count)]


def whole(board: Board, requests: Sequence[int]) -> Group:
    """All slots as one group, for these requests only."""
    home = dict.fromkeys(requests, 0)
    (share,) = _shares(board, home, 1, Random(0))  # noqa: S311 - not for secrets
    slots, everyone = (1 << board.model.slots) - 1, [True] * len(board.model.hours)
    (limits,) = deal_limits(board, [slots], [share], Random(0))  # noqa: S311 - not for secrets
    return cut(board, slots, list(requests), home, share=share, limits=limits, mastered=everyone)


def _homes(board: Board, parts: list[int], waiting: Sequence[int], random: Random) -> dict[int, int]:
    """The group of each request. Two that wait and must keep an order never go to different groups."""
    model = board.model
    part_of = {t: g for g, part in enumerate(parts) for t in bits(part)}
    home = {r: part_of[t] for r, t in enumerate(board.slot_of) if t != NOWHERE}
    for r in waiting:
        fitting = [g for g, part in enumerate(parts) if part & model.allowed[r]]
        if not fitting:
            continue
        g = random.choice(fitting)
        ordered = (*model.before.get(r, ()), *model.after.get(r, ()))
        if all(board.slot_of[o] != NOWHERE or home.get(o, g) == g for o in ordered):
            home[r] = g
    return home


@dataclass(frozen=True, slots=True)
class Share:
    """What a group may change of participants who meet in other groups too.

    ``mine`` are the meetings that they hold here, ``slack`` how many more they may hold, ``spare`` how many
    they may lose without falling below the minimum (negative: how many are missing, and are to be found
    here).
    """

    mine: dict[int, int]
    slack: dict[int, int]
    spare: dict[int, int]


def _shares(board: Board, home: dict[int, int], count: int, random: Random) -> list[Share]:
    """Deal slack and spare of every participant among the groups that it has requests in."""
    model = board.model
    mine: list[dict[int, int]] = [{} for _ in range(count)]
    for r, g in home.items():
        for p in (model.first[r], model.second[r]):
            mine[g][p] = mine[g].get(p, 0) + (board.slot_of[r] != NOWHERE)
    groups_of: dict[int, list[int]] = defaultdict(list)
    for g, counts in enumerate(mine):
        for p in counts:
            groups_of[p].append(g)
    shares = [Share(counts, {}, {}) for counts in mine]
    for p, groups in groups_of.items():
        random.shuffle(groups)
        slack = max(0, model.limit[p] - board.held[p])
        spare = board.held[p] - model.minimum[p]
        for place, g in enumerate(groups):
            shares[g].slack[p] = slack // len(groups) + (place < slack % len(groups))
            shares[g].spare[p] = _part(spare, place, len(groups))
    return shares


def _part(spare: int, place: int, groups: int) -> int:
    """An even part of what is spare; what is missing is asked of the first group alone."""
    if spare < 0:
        return spare if place == 0 else 0
    return spare // groups + (place < spare % groups)


def deal_limits(board: Board, parts: list[int], shares: list[Share], random: Random) -> list[list[Limit]]:
    """Rests, buffers and ways by group. Of one that lies in several each has its meetings and some slack."""
    model = board.model
    dealt: list[list[Limit]] = [[] for _ in parts]
    if model.ways is None and not any(model.quiet):
        return dealt
    part_of = {t: g for g, part in enumerate(parts) for t in bits(part)}
    for p in sorted({p for share in shares for p in share.mine}):
        for limit in _limits_of(model, p):
            cells: dict[int, list[tuple[int, int]]] = defaultdict(list)
            for cell in limit.cells:
                if p in shares[part_of[cell[0]]].mine:
                    cells[part_of[cell[0]]].append(cell)
            held = {g: _held_in(board, p, mine) for g, mine in cells.items()}
            slack = max(0, limit.most - sum(held.values()))
            groups = sorted(cells)
            random.shuffle(groups)
            for place, g in enumerate(groups):
                most = held[g] + slack // len(groups) + (place < slack % len(groups))
                dealt[g].append(Limit(p, tuple(cells[g]), most))
    return dealt


def _limits_of(model: Model, p: int) -> Iterator[Limit]:
    for mask, most in model.quiet[p]:
        yield Limit(p, tuple((t, ANYWHERE) for t in bits(mask)), most)
    if model.ways is not None and model.ways.walkers[p]:
        for (t, u), barriers in model.ways.barriers.items():
            if t < u and model.available[p] >> t & model.available[p] >> u & 1:
                for here, there in barriers:
                    yield Limit(p, ((t, here), (u, there)), model.capacity[p])


def _held_in(board: Board, p: int, cells: Sequence[tuple[int, int]]) -> int:
    """How many meetings of p are in these cells."""
    return sum(
        halls == ANYWHERE or (board.hall_of[m] != NOWHERE and halls >> board.hall_of[m] & 1)
        for t, halls in cells
        for m in board.meetings_of(p, t)
    )


def cut(
    board: Board,
    part: int,
    inside: list[int],
    home: dict[int, int],
    *,
    share: Share,
    limits: list[Limit],
    mastered: list[bool],
) -> Group:
    """The group of the slots in ``part`` with the requests ``inside``."""
    model = board.model
    hours, quota, worked = _interpreters(board, part, mastered)
    return Group(
        slots=part,
        options={r: model.allowed[r] & part & _in_order(board, r, home) for r in inside},
        forced=frozenset(r for r in inside if r in model.fixed),
        ceiling={p: mine + share.slack[p] for p, mine in share.mine.items()},
        floor={p: max(0, mine - share.spare[p]) for p, mine in share.mine.items()},
        hours=hours,
        quota=quota,
        worked=worked,
        limits=tuple(limits),
        reach=_reach(board, part, hours, mastered),
        now={
            r: (board.slot_of[r], board.helpers_of(r), board.hall_of[r])
            for r in inside
            if board.slot_of[r] != NOWHERE
        },
    )


def _interpreters(
    board: Board, part: int, mastered: list[bool]
) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """Who may work when: one group may give an interpreter more hours, the others only fewer."""
    model = board.model
    hours, quota, worked = {}, {}, {}
    for helper, available in enumerate(model.hours):
        busy = board.busy[helper]
        outside = (busy & ~part).bit_count()
        hours[helper] = (available if mastered[helper] else busy) & part
        quota[helper] = model.most[helper] - outside
        if mastered[helper]:
            worked[helper] = busy & ~part
    return hours, quota, worked


def _reach(
    board: Board, part: int, hours: dict[int, int], mastered: list[bool]
) -> dict[tuple[int, int], int]:
    """Where the interpreters may work who have slots near by in other groups.

    One group may choose by what stands outside; in the others they stay in the hall where they are.
    """
    ways = board.model.ways
    reach: dict[tuple[int, int], int] = {}
    if ways is None:
        return reach
    everywhere = (1 << len(ways.halls)) - 1
    for helper, mask in hours.items():
        for t in bits(mask) if ways.walking[helper] else ():
            outside = [u for u in ways.near[t] if not part >> u & 1]
            if outside and mastered[helper]:
                reach[helper, t] = everywhere & ~_too_far(board, helper, t, outside)
            elif outside:
                hall = board.hall_of[board.work[helper, t]]
                reach[helper, t] = 0 if hall == NOWHERE else 1 << hall
    return reach


def _too_far(board: Board, helper: int, t: int, outside: list[int]) -> int:
    """Mask of the halls that the interpreter cannot reach in slot t because of work in those slots."""
    assert board.model.ways is not None
    mask = 0
    for u in outside:
        hall = board.hall_of[board.work[helper, u]] if (helper, u) in board.work else NOWHERE
        if hall != NOWHERE:
            mask |= board.model.ways.far[t, u][hall]
    return mask


def _in_order(board: Board, r: int, home: dict[int, int]) -> int:
    """Mask of slots that keep r in order with requests of other groups, which stay on their side."""
    model = board.model
    low, high = 0, model.slots
    for other in model.before.get(r, ()):
        if home.get(other, home[r]) != home[r]:
            low = max(low, _border(board, other, r) + 1)
    for other in model.after.get(r, ()):
        if home.get(other, home[r]) != home[r]:
            high = min(high, _border(board, r, other) + 1)
    return (1 << high) - (1 << low) if high > low else 0


def _border(board: Board, first: int, then: int) -> int:
    """The last slot that ``first`` may be in when both move at the same time; one of them is held."""
    t = board.slot_of[first]
    return t if t != NOWHERE else board.slot_of[then] - 1
