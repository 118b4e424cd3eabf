"""Exact improvement of a few slots at a time (large-neighbourhood search over groups of slots).

The slots are dealt into random groups of three to five and the requests that are not held into the groups
where they could be. Each group is a small model for CP-SAT; all groups are solved at the same time, because
they share nothing but a participant's minimum and maximum, an interpreter's hours and rows, and
precedences. Those are dealt as well: each group gets its part of the slack, one of them the odd rest, so
that the answers always fit together.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from time import monotonic
from typing import Any

from ortools.sat.python import cp_model

from madang.timetable.board import NOBODY, NOWHERE, Board
from madang.timetable.model import Model, bits, mask_of

Answer = list[tuple[int, int, int]]
"""Request, slot, interpreter."""


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
        now: where the requests are held at present.
    """

    slots: int
    options: dict[int, int]
    forced: frozenset[int]
    ceiling: dict[int, int]
    floor: dict[int, int]
    hours: dict[int, int]
    quota: dict[int, int]
    worked: dict[int, int]
    now: dict[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a group's search ended with.

    ``answer`` is ``None`` if it found nothing as good as what stands; no answer is better than what stands by
    more than ``slack``. ``effort`` is deterministic time.
    """

    answer: Answer | None
    slack: float
    effort: float


NO_ANSWER = Outcome(answer=None, slack=float("inf"), effort=0.0)


class Brake:
    """Stops the solvers that were handed to it, from another thread."""

    def __init__(self) -> None:
        self.pulled = False
        self._solvers: list[Any] = []

    def hold(self, solver: Any) -> None:
        self._solvers.append(solver)

    def pull(self) -> None:
        """Stop all; to be repeated while any runs, since one may be just about to start."""
        self.pulled = True
        for solver in self._solvers:
            solver.stop_search()


def deal(board: Board, waiting: Sequence[int], size: int, random: Random) -> list[Group]:
    """Cut the board into groups of about ``size`` slots, with the ``waiting`` requests dealt among them."""
    model = board.model
    order = list(range(model.slots))
    random.shuffle(order)
    count = max(1, round(model.slots / size))
    parts = [mask_of(order[i::count]) for i in range(count)]
    home = _homes(board, parts, waiting, random)
    inside: list[list[int]] = [[] for _ in parts]
    for r, g in home.items():
        inside[g].append(r)
    share = _shares(board, home, count, random)
    master = [random.randrange(count) for _ in model.hours]
    return [
        cut(board, part, inside[g], home, share=share[g], mastered=[m == g for m in master])
        for g, part in enumerate(parts)
    ]


def whole(board: Board, requests: Sequence[int]) -> Group:
    """All slots as one group, for these requests only."""
    home = dict.fromkeys(requests, 0)
    (share,) = _shares(board, home, 1, Random(0))  # noqa: S311 - not for secrets
    slots, everyone = (1 << board.model.slots) - 1, [True] * len(board.model.hours)
    return cut(board, slots, list(requests), home, share=share, mastered=everyone)


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


def cut(
    board: Board, part: int, inside: list[int], home: dict[int, int], *, share: Share, mastered: list[bool]
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
        now={r: (board.slot_of[r], board.helper_of[r]) for r in inside if board.slot_of[r] != NOWHERE},
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


class _Small:
    """The CP-SAT model of a group."""

    def __init__(self, model: Model, group: Group, scale: float) -> None:
        self.model = model
        self.group = group
        self.scale = scale
        self.cp: Any = cp_model.CpModel()
        self.held = {
            (r, t): self.cp.new_bool_var("") for r, mask in group.options.items() for t in bits(mask)
        }
        self.helped: dict[tuple[int, int, int], Any] = {}
        self.short: dict[int, Any] = {}
        self._requests()
        self._participants()
        self._resources()
        self._interpreters()
        self._order()
        self._objective()
        self._hints()

    def _requests(self) -> None:
        for r, mask in self.group.options.items():
            literals = [self.held[r, t] for t in bits(mask)]
            if r in self.group.forced:
                self.cp.add_exactly_one(literals)
            else:
                self.cp.add_at_most_one(literals)

    def _participants(self) -> None:
        by_slot: dict[tuple[int, int], list[Any]] = defaultdict(list)
        of: dict[int, list[Any]] = defaultdict(list)
        for (r, t), literal in self.held.items():
            for p in (self.model.first[r], self.model.second[r]):
                by_slot[p, t].append(literal)
                of[p].append(literal)
        for (p, _), literals in by_slot.items():
            self._at_most(literals, self.model.capacity[p])
        for p, ceiling in self.group.ceiling.items():
            slots_here = self.model.capacity[p] * self.group.slots.bit_count()
            if ceiling < min(len(of[p]), slots_here):
                self.cp.add(sum(of[p]) <= ceiling)
            floor = self.group.floor[p]
            if floor > 0 and self.model.penalty:
                self.short[p] = self.cp.new_int_var(0, floor, "")
                self.cp.add(sum(of[p]) + self.short[p] >= floor)

    def _at_most(self, literals: list[Any], limit: int) -> None:
        if limit == 1:
            self.cp.add_at_most_one(literals)
        elif len(literals) > limit:
            self.cp.add(sum(literals) <= limit)

    def _resources(self) -> None:
        for needs, there in ((self.model.table, self.model.tables), (self.model.room, self.model.rooms)):
            users: dict[int, list[Any]] = defaultdict(list)
            for (r, t), literal in self.held.items():
                if needs[r]:
                    users[t].append(literal)
            for t, literals in users.items():
                self._at_most(literals, there[t])

    def _interpreters(self) -> None:
        work: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for (r, t), literal in self.held.items():
            if not self.model.interpreted[r]:
                continue
            hands = []
            for helper in self.model.helpers[r]:
                if self.group.hours[helper] >> t & 1:
                    self.helped[r, t, helper] = self.cp.new_bool_var("")
                    hands.append(self.helped[r, t, helper])
                    work[helper, t].append(hands[-1])
            self.cp.add(sum(hands) == literal)
        for literals in work.values():
            self.cp.add_at_most_one(literals)
        self._hours(work)

    def _hours(self, work: dict[tuple[int, int], list[Any]]) -> None:
        """Total and rows, for the interpreters who may gain hours here."""
        total: dict[int, list[Any]] = defaultdict(list)
        for (helper, _), literals in work.items():
            total[helper].extend(literals)
        for helper, literals in total.items():
            if len(literals) > self.group.quota[helper]:
                self.cp.add(sum(literals) <= self.group.quota[helper])
        for helper, worked in self.group.worked.items():
            for window in self.model.windows[helper]:
                inside = [one for t in bits(window & self.group.slots) for one in work.get((helper, t), ())]
                if inside:
                    left = window.bit_count() - 1 - (window & worked).bit_count()
                    self.cp.add(sum(inside) <= left)

    def _order(self) -> None:
        for then, firsts in self.model.before.items():
            for first in firsts:
                if then in self.group.options and first in self.group.options:
                    self._precede(first, then)

    def _precede(self, first: int, then: int) -> None:
        for t in bits(self.group.options[then]):
            late = self.group.options[first] & -(1 << t)
            self.cp.add_at_most_one([self.held[then, t], *(self.held[first, u] for u in bits(late))])

    def _objective(self) -> None:
        self.cp.maximize(
            sum(round(self.model.value[r] * self.scale) * literal for (r, _), literal in self.held.items())
            - round(self.model.penalty * self.scale) * sum(self.short.values())
        )

    def _hints(self) -> None:
        """All variables or none: a partial hint is worse than no hint."""
        now = self.group.now
        mine: dict[int, int] = defaultdict(int)
        for r in now:
            mine[self.model.first[r]] += 1
            mine[self.model.second[r]] += 1
        for (r, t), literal in self.held.items():
            self.cp.add_hint(literal, now.get(r, (NOWHERE,))[0] == t)
        for (r, t, helper), literal in self.helped.items():
            self.cp.add_hint(literal, now.get(r) == (t, helper))
        for p, short in self.short.items():
            self.cp.add_hint(short, max(0, self.group.floor[p] - mine[p]))
        missing = sum(max(0, self.group.floor[p] - mine[p]) for p in self.short)
        self.worth_now = sum(round(self.model.value[r] * self.scale) for r in now)
        self.worth_now -= round(self.model.penalty * self.scale) * missing


def improve(
    model: Model, group: Group, *, scale: float, seed: int, effort: float, seconds: float, brake: Brake
) -> Outcome:
    """The best answer for the group within ``effort`` (deterministic time) and ``seconds``."""
    began = monotonic()
    small = _Small(model, group, scale)
    solver: Any = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = effort
    solver.parameters.max_time_in_seconds = max(0.01, seconds - (monotonic() - began))
    brake.hold(solver)
    if brake.pulled:
        return NO_ANSWER
    status = solver.solve(small.cp)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    found = found and (not group.now or solver.objective_value >= small.worth_now - 0.5)
    return Outcome(
        answer=_read(small, solver) if found else None,
        slack=(solver.best_objective_bound - small.worth_now) / scale if found and scale else float("inf"),
        effort=solver.response_proto.deterministic_time,
    )


def _read(small: _Small, solver: Any) -> Answer:
    hands = {(r, t): helper for (r, t, helper), one in small.helped.items() if solver.boolean_value(one)}
    return [
        (r, t, hands.get((r, t), NOBODY))
        for (r, t), literal in small.held.items()
        if solver.boolean_value(literal)
    ]
