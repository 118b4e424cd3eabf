"""A group of slots as a model for CP-SAT, and its best answer.

Literals: request r is held in slot t; where halls matter, it is held in hall h; interpreter i takes a leg of
it. Tables are counted, never numbered.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from time import monotonic
from typing import Any

from ortools.sat.python import cp_model

from madang.timetable.board.board import NOWHERE
from madang.timetable.board.model import Model, bits
from madang.timetable.solving.groups import ANYWHERE, Group, Limit

Answer = list[tuple[int, int, tuple[int, ...], int]]
"""Request, slot, interpreters, hall: what ``Board.enter`` takes."""


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """What a group's search ended with.

    ``answer`` is ``None`` if it found nothing as good as what stands; no answer is better than what stands by
    more than ``slack``. ``effort`` is deterministic time.
    """

    answer: Answer | None
    slack: float
    effort: float


NO_ANSWER = GroupOutcome(answer=None, slack=float("inf"), effort=0.0)


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


def improve(
    model: Model, group: Group, *, scale: float, seed: int, effort: float, seconds: float, brake: Brake
) -> GroupOutcome:
    """The best answer for the group within ``effort`` (deterministic time) and ``seconds``."""
    began = monotonic()
    small = _Small(model, group, scale)
    solver: Any = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False  # what Ctrl-C does is for the caller to say
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
    return GroupOutcome(
        answer=small.read(solver) if found else None,
        slack=(solver.best_objective_bound - small.worth_now) / scale if found and scale else float("inf"),
        effort=solver.response_proto.deterministic_time,
    )


class _Small:
    """The CP-SAT model of a group. Each literal stands beside the value that it has at present, as a hint."""

    def __init__(self, model: Model, group: Group, scale: float) -> None:
        self.model = model
        self.group = group
        self.scale = scale
        self.cp: Any = cp_model.CpModel()
        self.held = {
            (r, t): self._literal(now=group.now.get(r, (NOWHERE,))[0] == t)
            for r, mask in group.options.items()
            for t in bits(mask)
        }
        self.stands = {(i, t, hall) for t, helpers, hall in group.now.values() for i in helpers}
        self.halls: dict[tuple[int, int], dict[int, Any]] = {}
        self.hands: dict[tuple[int, int], list[tuple[int, Any]]] = defaultdict(list)
        self.short: dict[int, Any] = {}
        self._requests()
        self._participants()
        self._resources()
        self._halls()
        self._limits()
        self._interpreters()
        self._order()
        self._objective()

    def _literal(self, *, now: bool) -> Any:
        """All variables have a hint or none: a partial hint is worse than no hint."""
        literal = self.cp.new_bool_var("")
        self.cp.add_hint(literal, now)
        return literal

    def _at_most(self, literals: list[Any], limit: int) -> None:
        if limit == 1:
            self.cp.add_at_most_one(literals)
        elif len(literals) > limit:
            self.cp.add(sum(literals) <= limit)

    def _requests(self) -> None:
        for r, mask in self.group.options.items():
            literals = [self.held[r, t] for t in bits(mask)]
            if r in self.group.forced:
                self.cp.add_exactly_one(literals)
            else:
                self.cp.add_at_most_one(literals)

    # -- participants

    def _participants(self) -> None:
        by_slot: dict[tuple[int, int], list[Any]] = defaultdict(list)
        of: dict[int, list[Any]] = defaultdict(list)
        for (r, t), literal in self.held.items():
            for p in (self.model.first[r], self.model.second[r]):
                by_slot[p, t].append(literal)
                of[p].append(literal)
        for (p, _), literals in by_slot.items():
            self._at_most(literals, self.model.capacity[p])
        mine = self._meetings_now()
        for p, ceiling in self.group.ceiling.items():
            slots_here = self.model.capacity[p] * self.group.slots.bit_count()
            if ceiling < min(len(of[p]), slots_here):
                self.cp.add(sum(of[p]) <= ceiling)
            floor = self.group.floor[p]
            if floor > 0 and self.model.penalty:
                self.short[p] = self.cp.new_int_var(0, floor, "")
                self.cp.add_hint(self.short[p], max(0, floor - mine[p]))
                self.cp.add(sum(of[p]) + self.short[p] >= floor)

    def _meetings_now(self) -> dict[int, int]:
        mine: dict[int, int] = defaultdict(int)
        for r in self.group.now:
            mine[self.model.first[r]] += 1
            mine[self.model.second[r]] += 1
        return mine

    def _limits(self) -> None:
        """Rests, buffers and ways."""
        at: dict[tuple[int, int], list[int]] = defaultdict(list)
        if self.group.limits:
            for r, t in self.held:
                for p in (self.model.first[r], self.model.second[r]):
                    at[p, t].append(r)
        for limit in self.group.limits:
            literals = list(self._inside(limit, at))
            if len(literals) > limit.most:
                self._at_most(literals, limit.most)

    def _inside(self, limit: Limit, at: dict[tuple[int, int], list[int]]) -> Iterator[Any]:
        """The literals that count against a limit."""
        for t, halls in limit.cells:
            for r in at.get((limit.participant, t), ()):
                if halls == ANYWHERE:
                    yield self.held[r, t]
                else:
                    yield from (one for hall, one in self.halls.get((r, t), {}).items() if halls >> hall & 1)

    # -- tables and rooms

    def _resources(self) -> None:
        for needs, there in ((self.model.table, self.model.tables), (self.model.room, self.model.rooms)):
            users: dict[int, list[Any]] = defaultdict(list)
            for (r, t), literal in self.held.items():
                if needs[r]:
                    users[t].append(literal)
            for t, literals in users.items():
                self._at_most(literals, there[t])

    def _halls(self) -> None:
        """Where halls matter, each meeting at a table is in one, and no hall has more than its tables."""
        ways = self.model.ways
        if ways is None:
            return
        users: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for (r, t), literal in self.held.items():
            if self.model.table[r]:
                self.halls[r, t] = self._choice(r, t)
                self.cp.add(sum(self.halls[r, t].values()) == literal)
                for hall, one in self.halls[r, t].items():
                    users[t, hall].append(one)
        for (t, hall), literals in users.items():
            self._at_most(literals, ways.seats[t][hall])

    def _choice(self, r: int, t: int) -> dict[int, Any]:
        assert self.model.ways is not None
        fixed = self.model.ways.hall_of.get(r)
        now, _, where = self.group.now.get(r, (NOWHERE, (), NOWHERE))
        return {
            hall: self._literal(now=now == t and where == hall)
            for hall, seats in enumerate(self.model.ways.seats[t])
            if seats and fixed in (None, hall)
        }

    # -- interpreters

    def _interpreters(self) -> None:
        work: dict[tuple[int, int], list[Any]] = defaultdict(list)
        inside: dict[tuple[int, int, int], Any] = {}
        for (r, t), literal in self.held.items():
            if self.model.interpreted[r]:
                self._hand_out(r, t, literal)
                for helper, one in self.hands[r, t]:
                    work[helper, t].append(one)
                    self._place(inside, helper, (r, t), one)
        for literals in work.values():
            self.cp.add_at_most_one(literals)
        self._hours(work)
        self._ways(inside)

    def _hand_out(self, r: int, t: int, held: Any) -> None:
        """One interpreter, or the two legs of one of the relays."""
        now, helpers, _ = self.group.now.get(r, (NOWHERE, (), NOWHERE))
        helpers = helpers if now == t else ()
        kind = self.model.kind[r]
        chains = self.model.relays[kind] or ((self.model.speakers[kind],),)
        current = next((chain for chain in chains if _is_by(helpers, chain)), None)
        chosen = [self._literal(now=chain is current) for chain in chains] if len(chains) > 1 else [held]
        if len(chains) > 1:
            self.cp.add(sum(chosen) == held)
        for chain, taken in zip(chains, chosen, strict=True):
            for place, speakers in enumerate(chain):
                leg = [
                    (i, self._literal(now=chain is current and helpers[place] == i))
                    for i in bits(speakers)
                    if self.group.hours[i] >> t & 1
                ]
                self.cp.add(sum(one for _, one in leg) == taken)
                self.hands[r, t].extend(leg)

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

    def _place(
        self, inside: dict[tuple[int, int, int], Any], helper: int, at: tuple[int, int], one: Any
    ) -> None:
        """Whoever helps a meeting in a hall is in that hall."""
        ways = self.model.ways
        if ways is None or not ways.walking[helper]:
            return
        t = at[1]
        reach = self.group.reach.get((helper, t), -1)
        for hall, seated in self.halls.get(at, {}).items():
            if not reach >> hall & 1:
                self.cp.add_at_most_one([one, seated])
                continue
            if (helper, t, hall) not in inside:
                inside[helper, t, hall] = self._literal(now=(helper, t, hall) in self.stands)
            self.cp.add_bool_or([~one, ~seated, inside[helper, t, hall]])

    def _ways(self, inside: dict[tuple[int, int, int], Any]) -> None:
        """Interpreters are not in two halls that are too far from each other."""
        ways = self.model.ways
        if ways is None:
            return
        for (helper, t, hall), here in inside.items():
            for u in ways.near[t]:
                if u > t:
                    for there in bits(ways.far[u, t][hall]):
                        if (helper, u, there) in inside:
                            self.cp.add_at_most_one([here, inside[helper, u, there]])

    # -- order and value

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
            + ceil(self.group.price * self.scale) * sum(self._staying())
        )
        mine = self._meetings_now()
        missing = sum(max(0, self.group.floor[p] - mine[p]) for p in self.short)
        self.worth_now = sum(round(self.model.value[r] * self.scale) for r in self.group.now)
        self.worth_now -= round(self.model.penalty * self.scale) * missing
        at_home = sum(now[0] == self.group.home.get(r, (NOWHERE,))[0] for r, now in self.group.now.items())
        self.worth_now += ceil(self.group.price * self.scale) * at_home

    def _staying(self) -> Iterator[Any]:
        """The literals of those in their home slots, in the same hall and hands."""
        for r, (t, helpers, hall) in self.group.home.items():
            if (r, t) not in self.held:
                continue
            yield self.held[r, t]
            halls = self.halls.get((r, t), {}).items()
            others = [one for helper, one in self.hands.get((r, t), ()) if helper not in helpers]
            for one in (*others, *(one for h, one in halls if h != hall)):
                self.cp.add_implication(self.held[r, t], ~one)

    def read(self, solver: Any) -> Answer:
        """What the solver found."""
        return [
            (
                r,
                t,
                tuple(helper for helper, one in self.hands.get((r, t), ()) if solver.boolean_value(one)),
                next(
                    (hall for hall, one in self.halls.get((r, t), {}).items() if solver.boolean_value(one)),
                    NOWHERE,
                ),
            )
            for (r, t), literal in self.held.items()
            if solver.boolean_value(literal)
        ]


def _is_by(helpers: tuple[int, ...], chain: tuple[int, ...]) -> bool:
    """Whether these interpreters take the legs of this chain."""
    return len(helpers) == len(chain) and all(
        speakers >> helper & 1 for speakers, helper in zip(chain, helpers, strict=True)
    )
