"""Tiny problems against trying everything: slots, tables, rooms and interpreters, judged by the validator alone."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations, product

from hypothesis import HealthCheck, given, settings
from tests.timetable.problems import problems

from madang.timetable import Meeting, Problem, Request, Rule, Status, Timetable, bound, solve, validate

OF_FIGURES = {Rule.WRONG_UNSCHEDULED, Rule.WRONG_VALUE, Rule.ABOVE_BOUND, Rule.FIXED_MOVED}


def is_valid(problem: Problem, meetings: tuple[Meeting, ...]) -> bool:
    return all(found.rule in OF_FIGURES for found in validate(problem, Timetable(meetings)))


def ways(problem: Problem, request: Request) -> Iterator[Meeting]:
    """Every meeting that the request could be on its own."""
    form = problem.form_of(request)
    places = [place.id for place in problem.places] if form.needs_table else [None]
    rooms = [room.id for room in problem.rooms] if form.needs_room else [None]
    hands: list[tuple[str, ...]] = [()]
    if problem.pairs_of(request):
        people = [person.id for person in problem.interpreters]
        hands = [*((person,) for person in people), *permutations(people, 2)]
    for slot, place, room, persons in product(range(len(problem.slots)), places, rooms, hands):
        meeting = Meeting(slot, request.id, request.a, request.b, place, room, persons)
        if is_valid(problem, (meeting,)):
            yield meeting


def worth(problem: Problem, meetings: tuple[Meeting, ...]) -> float:
    parties = [party for meeting in meetings for party in (meeting.a, meeting.b)]
    short = sum(max(0, who.minimum - parties.count(who.id)) for who in problem.participants)
    return sum(problem.request_by_id[m.request].value for m in meetings) - problem.penalty * short


def best_by_trial(problem: Problem) -> float:
    """The value of the best timetable, by trying every way of every request with every way of the others."""
    options = [list(ways(problem, request)) for request in problem.requests]
    best = worth(problem, ())
    stack: list[tuple[int, tuple[Meeting, ...]]] = [(0, ())]
    while stack:
        done, held = stack.pop()
        best = max(best, worth(problem, held))
        rest = problem.requests[done:]
        if not rest or most(problem, held, rest) <= best:
            continue
        stack.append((done + 1, held))
        stack.extend((done + 1, (*held, one)) for one in options[done] if is_valid(problem, (*held, one)))
    return best


def most(problem: Problem, held: tuple[Meeting, ...], rest: tuple[Request, ...]) -> float:
    """More than this cannot come of it."""
    return worth(problem, held) + sum(request.value + 2 * problem.penalty for request in rest)


def tiny(problem: Problem) -> Problem:
    """Four requests, three slots, a table in each hall, few interpreters; nothing fixed."""
    wishes = problem.requests[:4]
    ids = {request.id for request in wishes}
    halls = {place.hall: place for place in problem.places}
    return replace(
        problem,
        requests=wishes,
        fixed=(),
        places=tuple(place for place in problem.places if place in halls.values()),
        rooms=problem.rooms[:1],
        interpreters=problem.interpreters[:3],
        walks=tuple(walk for walk in problem.walks if {walk.one, walk.other} <= halls.keys()),
        precedences=tuple(pair for pair in problem.precedences if set(pair) <= ids),
    )


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(problems())
def test_tiny_problem_is_solved_to_the_optimum_of_trying_everything(problem: Problem) -> None:
    small = tiny(problem)
    timetable = solve(small, time_limit=1, workers=1, deterministic=True)
    best = best_by_trial(small)

    assert validate(small, timetable) == ()
    assert timetable.status == Status.OPTIMAL
    assert abs(timetable.value - best) <= 1e-6
    assert bound(small) >= best - 1e-6
