"""What a timetable uses and would need, slot by slot, and which wishes it leaves."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from madang.timetable.elements import Request, language_pair
from madang.timetable.explaining.explain import Cause, Explanation, principal
from madang.timetable.problem import Problem
from madang.timetable.simulating.simulation import Facet, Load, Resource, Unmet
from madang.timetable.timetable import Meeting, Timetable

Pair = tuple[str, str]
Key = tuple[Resource, Pair | None]
"""A resource, and for interpreters the language pair."""

SCARCE: dict[Resource, frozenset[Cause]] = {
    Resource.TABLES: frozenset({Cause.NO_TABLES, Cause.TABLES_TAKEN}),
    Resource.ROOMS: frozenset({Cause.NO_ROOMS, Cause.ROOMS_TAKEN}),
    Resource.INTERPRETERS: frozenset(
        {Cause.NO_INTERPRETER, Cause.INTERPRETERS_TAKEN, Cause.INTERPRETERS_HELD_BACK}
    ),
}
"""The reasons that tell that a resource is scarce."""


def lacks(explanation: Explanation, resource: Resource) -> bool:
    """Whether a lack of the resource is among the reasons."""
    return any(reason.cause in SCARCE[resource] for reason in explanation.reasons)


def load_of(problem: Problem, base: Timetable, unlimited: Mapping[Resource, Timetable]) -> Iterator[Load]:
    """Every resource in every slot: tables, rooms, then interpreters by pair.

    ``unlimited`` are the timetables found without the limit of a resource.
    """
    used = _uses(problem, base)
    needed = {resource: _uses(problem, timetable) for resource, timetable in unlimited.items()}
    available = _available(problem)
    for key in _keys(problem):
        wanted = needed.get(key[0], used)
        for slot in range(len(problem.slots)):
            where = (*key, slot)
            yield Load(slot, key[0], wanted[where], used[where], available[where], key[1])


def _keys(problem: Problem) -> list[Key]:
    pairs = {pair_of(problem, request) for request in problem.requests} - {None}
    spoken = {pair for interpreter in problem.interpreters for pair in interpreter.pairs}
    by_pair = sorted(pair for pair in pairs | spoken if pair)
    return [
        (Resource.TABLES, None),
        (Resource.ROOMS, None),
        *((Resource.INTERPRETERS, pair) for pair in by_pair),
    ]


def _uses(problem: Problem, timetable: Timetable) -> Counter[tuple[Resource, Pair | None, int]]:
    uses: Counter[tuple[Resource, Pair | None, int]] = Counter()
    for meeting in timetable.meetings:
        request = problem.request_by_id[meeting.request]
        form = problem.form_of(request)
        uses[Resource.TABLES, None, meeting.slot] += form.needs_table
        uses[Resource.ROOMS, None, meeting.slot] += form.needs_room
        for pair in _interpreted(problem, request, meeting):
            uses[Resource.INTERPRETERS, pair, meeting.slot] += 1
    return uses


def _interpreted(problem: Problem, request: Request, meeting: Meeting) -> Iterator[Pair]:
    """The pair in which the meeting is interpreted; in a relay one for each interpreter."""
    wanted = problem.pairs_of(request)
    people = [one for one in problem.interpreters if one.id in meeting.interpreters]
    if len(people) > 1:
        yield from _legs(wanted, people[0].pairs, people[1].pairs)
        return
    spoken = {pair for person in people for pair in person.pairs} & wanted
    if pair := min(spoken, default=pair_of(problem, request)):
        yield pair


def _legs(wanted: Iterable[Pair], one: Iterable[Pair], other: Iterable[Pair]) -> tuple[Pair, ...]:
    """The two pairs that lead from one language of a wanted pair to the other, the first in the alphabet."""
    goals = {frozenset(pair) for pair in wanted}
    chains = ((here, there) for here in sorted(one) for there in sorted(other))
    return next((chain for chain in chains if frozenset(chain[0]) ^ frozenset(chain[1]) in goals), ())


def pair_of(problem: Problem, request: Request) -> Pair | None:
    """The first pair of the request that anybody speaks, or the first; ``None`` if none is needed."""
    wanted = sorted(problem.pairs_of(request))
    return next((pair for pair in wanted if _speakers(problem, pair)), wanted[0] if wanted else None)


def scarce_pair(problem: Problem, request: Request) -> Pair | None:
    """The pair of which one interpreter more would help the request most.

    Its own, or where it could have a relay, that of the two legs that fewer speak.
    """
    pair = pair_of(problem, request)
    if pair is None or not problem.relay or _speakers(problem, pair):
        return pair
    languages = {language for one in problem.interpreters for both in one.pairs for language in both}
    chains = [tuple(language_pair(end, third) for end in pair) for third in sorted(languages - {*pair})]
    possible = [chain for chain in chains if all(_speakers(problem, leg) for leg in chain)]
    legs = [leg for chain in possible for leg in chain]
    return min(legs, key=lambda leg: _speakers(problem, leg), default=pair)


def _speakers(problem: Problem, pair: Pair) -> int:
    return sum(pair in interpreter.pairs for interpreter in problem.interpreters)


def _available(problem: Problem) -> Counter[tuple[Resource, Pair | None, int]]:
    there: Counter[tuple[Resource, Pair | None, int]] = Counter()
    everywhere = range(len(problem.slots))
    for place in problem.places:
        there.update((Resource.TABLES, None, t) for t in (everywhere if place.slots is None else place.slots))
    for room in problem.rooms:
        there.update((Resource.ROOMS, None, t) for t in (everywhere if room.slots is None else room.slots))
    for person in problem.interpreters:
        there.update((Resource.INTERPRETERS, pair, t) for pair in person.pairs for t in person.available)
    return there


def unmet_of(problem: Problem, explanations: Iterable[Explanation]) -> tuple[Unmet, ...]:
    """The wishes that are not met, by facet, the most requests first."""
    requests: Counter[tuple[Facet, tuple[str, ...]]] = Counter()
    value: dict[tuple[Facet, tuple[str, ...]], float] = defaultdict(float)
    for explanation in explanations:
        request = problem.request_by_id[explanation.request]
        for heading in _headings(problem, request, explanation):
            requests[heading] += 1
            value[heading] += request.value
    order = {facet: number for number, facet in enumerate(Facet)}
    ranked = sorted(requests, key=lambda heading: (order[heading[0]], -requests[heading], heading[1]))
    return tuple(Unmet(*heading, requests[heading], value[heading]) for heading in ranked)


def _headings(
    problem: Problem, request: Request, explanation: Explanation
) -> Iterator[tuple[Facet, tuple[str, ...]]]:
    sides = (problem.participant_by_id[request.a], problem.participant_by_id[request.b])
    yield Facet.CAUSE, (principal(explanation).cause.value,)
    if pair := pair_of(problem, request):
        yield Facet.PAIR, pair
    for hall in dict.fromkeys(side.hall for side in sides if side.hall is not None):
        yield Facet.HALL, (hall,)
    together = sides[0].available & sides[1].available
    slots = together if request.slots is None else together & request.slots
    halves = {(problem.slots[t].day, problem.slots[t].session) for t in slots}
    for day, session in sorted(halves):
        yield Facet.HALF, (str(day), session.value)
