"""Before the fair: what is scarce, whom it keeps apart, and what more of it would bring.

The problem is solved as it is; then without the limit of each scarce resource, for what would be needed; then
with each addition (``variants``). As it is, it has three parts of the time and then one more to go on from
there. With an addition there is one part to go on from the same timetable and one to search anew, and the
better counts. All have the same seed.

What an addition brings is the difference of two optima, and those are only known to lie between a value found
and a bound: V <= V* <= B without it and V' <= V'* <= B' with it. So the gain V'* - V* is at least V' - B (and
0, since an addition takes nothing away) and at most B' - V. Between them, B' - B is the estimate by the
relaxation and V' - V what the two searches found.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from time import monotonic
from typing import Any, TypeVar

from madang.timetable.explaining.explain import Cause, Explanation, explain, principal
from madang.timetable.problem import Problem
from madang.timetable.repairing.repair import repair
from madang.timetable.simulating.demand import lacks, load_of, scarce_pair, unmet_of
from madang.timetable.simulating.simulation import Effect, Figures, Resource, Simulation, SimulationStep
from madang.timetable.simulating.variants import (
    MoreInterpreters,
    MorePlaces,
    MoreRooms,
    MoreSlots,
    Variant,
    moved_slots,
    only_adds,
    varied,
)
from madang.timetable.solving.bound import bound
from madang.timetable.solving.solve import solve
from madang.timetable.timetable import Cancelled, Status, Timetable, share_of

Subject = TypeVar("Subject", bound=Variant | Resource)

FIRST = 3
"""Parts of the time for the first timetable, from which all others go on."""
PAIRS = 3
"""The scarce language pairs for which one more interpreter is tried unasked."""
UNASKED = 3 + PAIRS
"""The most variants that are tried unasked."""
HOPELESS = frozenset({Cause.VETOED, Cause.NO_MEETINGS_ALLOWED, Cause.AT_MAXIMUM})
"""Reasons against which no addition helps."""


def simulate(
    problem: Problem,
    *,
    time_limit: float = 10.0,
    workers: int = 4,
    seed: int = 0,
    deterministic: bool = False,
    changes: Sequence[Variant] | None = None,
    on_progress: Callable[[SimulationStep], None] | None = None,
    cancelled: Cancelled | None = None,
) -> Simulation:
    """What is scarce and what additions would bring.

    Args:
        problem: the fair.
        time_limit: seconds for all together; a first timetable is always made, however short it is.
        workers: threads of the search.
        seed: of all random choices.
        deterministic: the same problem, seed and limit give the same simulation; the limit counts work.
        changes: the variants to try; by default one hour more on each day, ten tables, ten rooms and an
            interpreter for each of the three scarcest pairs, as far as they are scarce.
        on_progress: called in this thread before each solve.
        cancelled: asked often; once true, what is known so far is returned.

    Raises:
        ProblemError: if a variant does not fit the problem.
    """
    number = UNASKED if changes is None else len(changes)
    total = 1 + len(Resource) + number
    run = _Run(
        total=total,
        part=time_limit / (FIRST - 1 + 2 * total),
        options={"workers": workers, "seed": seed, "deterministic": deterministic},
        tell=on_progress or (lambda _: None),
        cancelled=cancelled or (lambda: False),
    )
    return _simulated(problem, run, changes)


@dataclass(slots=True)
class _Run:
    """Searches one after the other, all alike, and tells which."""

    total: int
    part: float
    options: dict[str, Any]
    tell: Callable[[SimulationStep], None]
    cancelled: Cancelled
    number: int = 0
    began: float = field(default_factory=monotonic)

    def until(self, subjects: Iterable[Subject]) -> Iterator[Subject]:
        """The subjects, until it is cancelled."""
        return takewhile(lambda _: not self.cancelled(), subjects)

    def anew(self, problem: Problem, subject: Variant | Resource | None, parts: int = 1) -> Timetable:
        """What a search of so many parts of the time finds."""
        self.number += 1
        self.tell(SimulationStep(self.number, self.total, subject, monotonic() - self.began))
        limit = parts * self.part
        found = solve(problem, time_limit=limit, cancelled=self.cancelled, **self.options)
        return found if found.status is Status.INFEASIBLE else _with_bound(found, bound(problem))

    def better(self, problem: Problem, found: Timetable, standing: Timetable) -> Timetable:
        """The better of what was found and what comes of going on from what stands."""
        if Status.INFEASIBLE in (found.status, standing.status):
            return found
        on = repair(
            problem,
            standing,
            now=0,
            time_limit=self.part,
            stay_bonus=0.0,
            cancelled=self.cancelled,
            **self.options,
        )
        if on.unfixed or on.timetable.value <= found.value:
            return found
        return _with_bound(on.timetable, found.bound)


def _with_bound(timetable: Timetable, other: float) -> Timetable:
    """The timetable with another bound of its problem, if that is sharper: a short search has a weak one."""
    sharper = max(timetable.value, min(other, timetable.bound))
    status = Status.OPTIMAL if share_of(timetable.value, sharper) == 1.0 else Status.FEASIBLE
    return replace(timetable, bound=sharper, status=status)


def _moved(problem: Problem, base: Timetable, variant: Variant) -> Timetable:
    """The timetable, in the slots as the variant numbers them."""
    slots = moved_slots(problem, variant)
    return replace(base, meetings=tuple(replace(one, slot=slots[one.slot]) for one in base.meetings))


def _simulated(problem: Problem, run: _Run, changes: Sequence[Variant] | None) -> Simulation:
    asked = {one: varied(problem, one) for one in changes or ()}
    first = run.anew(problem, None, FIRST)
    base = run.better(problem, first, first)
    explanations = () if base.status is Status.INFEASIBLE else explain(problem, base, remedies=False)
    if changes is None:
        asked = {one: varied(problem, one) for one in _promising(problem, explanations)}
    scarce = [resource for resource in Resource if any(lacks(one, resource) for one in explanations)]
    run.total = 1 + len(scarce) + len(asked)
    unlimited = {}
    for resource in run.until(scarce):
        variety, standing = _unlimited(problem, resource), _without(problem, resource, first)
        unlimited[resource] = run.better(variety, run.anew(variety, resource), standing)
    found = {}
    for one in run.until(asked):
        found[one] = run.better(asked[one], run.anew(asked[one], one), _moved(problem, first, one))
    base = _sharpened(problem, base, found)
    return Simulation(
        base=_figures(problem, base),
        load=tuple(load_of(problem, base, unlimited)),
        unmet=unmet_of(problem, explanations),
        effects=_effects(problem, base, asked, found),
        complete=run.number == run.total and not run.cancelled(),
    )


def _sharpened(problem: Problem, base: Timetable, found: Mapping[Variant, Timetable]) -> Timetable:
    """A bound with an addition holds without it too; the lowest of them is the sharpest."""
    if base.status is Status.INFEASIBLE:
        return base
    bounds = (one.bound for variant, one in found.items() if only_adds(problem, variant))
    return _with_bound(base, min(bounds, default=base.bound))


def _promising(problem: Problem, explanations: Sequence[Explanation]) -> Iterator[Variant]:
    """The additions that could bring something, from the reasons why wishes are not met."""
    hopeful = [one for one in explanations if principal(one).cause not in HOPELESS]
    if hopeful:
        yield MoreSlots()
    if any(lacks(one, Resource.TABLES) for one in hopeful):
        yield MorePlaces()
    if any(lacks(one, Resource.ROOMS) for one in hopeful):
        yield MoreRooms()
    wanted: Counter[tuple[str, str]] = Counter()
    for one in hopeful:
        pair = scarce_pair(problem, problem.request_by_id[one.request])
        if pair and lacks(one, Resource.INTERPRETERS):
            wanted[pair] += 1
    for pair in sorted(wanted, key=lambda pair: (-wanted[pair], pair))[:PAIRS]:
        yield MoreInterpreters(pair)


def _unlimited(problem: Problem, resource: Resource) -> Problem:
    """The problem with more of the resource than could ever be used."""
    if resource is Resource.INTERPRETERS:
        return replace(problem, requests=tuple(replace(one, pairs=frozenset()) for one in problem.requests))
    most = sum(who.capacity for who in problem.participants) // 2
    if resource is Resource.ROOMS:
        return varied(problem, MoreRooms(most))
    for hall in dict.fromkeys(place.hall for place in problem.places) or [None]:
        problem = varied(problem, MorePlaces(most, hall))
    return problem


def _without(problem: Problem, resource: Resource, timetable: Timetable) -> Timetable:
    """The timetable as it stands where the resource is unlimited: there nobody needs an interpreter."""
    if resource is not Resource.INTERPRETERS:
        return timetable
    demanded = {fixed.request for fixed in problem.fixed if fixed.interpreters}
    return replace(
        timetable,
        meetings=tuple(
            meeting if meeting.request in demanded else replace(meeting, interpreters=())
            for meeting in timetable.meetings
        ),
    )


def _figures(problem: Problem, timetable: Timetable) -> Figures:
    held: Counter[str] = Counter()
    for meeting in timetable.meetings:
        held.update((meeting.a, meeting.b))
    missing = [max(0, who.minimum - held[who.id]) for who in problem.participants]
    return Figures(
        status=timetable.status,
        value=timetable.value,
        bound=timetable.bound,
        share=timetable.share,
        meetings=len(timetable.meetings),
        requests=len(problem.requests),
        below_minimum=sum(one > 0 for one in missing),
        shortfall=sum(missing),
    )


def _effects(
    problem: Problem, base: Timetable, asked: Mapping[Variant, Problem], found: Mapping[Variant, Timetable]
) -> tuple[Effect, ...]:
    """What the additions bring, the most first."""
    if base.status is Status.INFEASIBLE:
        return ()
    effects = [_effect(problem, base, variant, asked[variant], one) for variant, one in found.items()]
    return tuple(sorted(effects, key=lambda effect: (-effect.found, -effect.estimate)))


def _effect(
    problem: Problem, base: Timetable, variant: Variant, variety: Problem, found: Timetable
) -> Effect:
    """One addition. Where its search was less lucky, the timetable without it stands with it as well."""
    adds = only_adds(problem, variant)
    if adds and found.value < base.value:
        found = replace(base, bound=found.bound, status=Status.FEASIBLE)
    least = found.value - base.bound
    return Effect(
        variant=variant,
        figures=_figures(variety, found),
        found=found.value - base.value,
        estimate=found.bound - base.bound,
        least=max(0.0, least) if adds else least,
        most=found.bound - base.value,
        meetings=len(found.meetings) - len(base.meetings),
    )
