"""Random running days: a problem, a timetable of it, the moment, and what happened."""

from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st
from tests.timetable.problems import kinds, problem_of

from madang.timetable import (
    Absent,
    Added,
    Event,
    Interpreter,
    InterpreterAbsent,
    InterpreterAdded,
    Joined,
    Late,
    Participant,
    Place,
    PlaceAdded,
    PlaceLost,
    Present,
    Problem,
    Request,
    Room,
    RoomAdded,
    RoomLost,
    Timetable,
    Withdrawn,
    every,
    first_come_first_served,
    value_greedy,
)


@dataclass(frozen=True)
class Day:
    """What a repair starts from."""

    problem: Problem
    timetable: Timetable
    now: int
    events: tuple[Event, ...]


def days() -> st.SearchStrategy[Day]:
    return st.builds(day_of, kinds, st.integers(0, 2**32), st.sampled_from((0, 1, 1, 2, 4)))


def day_of(kind: object, seed: int, most: int) -> Day:
    problem = problem_of(kind, seed)
    random = Random(seed + 1)
    simple = random.choice((first_come_first_served, value_greedy))
    now = random.randint(0, len(problem.slots))
    makers = [maker for maker in MAKERS if maker(random, problem)]
    events = tuple(random.choice(makers)(random, problem) for _ in range(most)) if makers else ()
    return Day(problem, simple(problem), now, _each_new_once(events))


def _each_new_once(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Nobody joins, and nothing is asked, twice."""
    return tuple(
        event
        for i, event in enumerate(events)
        if not isinstance(event, Joined | Added) or event not in events[:i]
    )


def _some(random: Random, problem: Problem) -> frozenset[int] | None:
    count = len(problem.slots)
    return random.choice((None, frozenset(t for t in range(count) if random.random() < 0.5)))


def _absent(random: Random, problem: Problem) -> Event | None:
    people = problem.participants
    return Absent(random.choice(people).id, _some(random, problem)) if people else None


def _late(random: Random, problem: Problem) -> Event | None:
    people = problem.participants
    return Late(random.choice(people).id, random.randint(0, len(problem.slots))) if people else None


def _present(random: Random, problem: Problem) -> Event | None:
    people = problem.participants
    return Present(random.choice(people).id, _some(random, problem)) if people else None


def _withdrawn(random: Random, problem: Problem) -> Event | None:
    return Withdrawn(random.choice(problem.requests).id) if problem.requests else None


def _added(_: Random, problem: Problem) -> Event | None:
    people = problem.participants
    return Added(Request("new", people[0].id, people[-1].id, 9, 9)) if len(people) > 1 else None


def _joined(_: Random, problem: Problem) -> Event | None:
    return Joined(Participant("newcomer", every(problem.slots), minimum=1))


def _place_lost(random: Random, problem: Problem) -> Event | None:
    return PlaceLost(random.choice(problem.places).id, _some(random, problem)) if problem.places else None


def _place_added(random: Random, problem: Problem) -> Event | None:
    old = [place.id for place in problem.places]
    return PlaceAdded(Place(random.choice(["extra", *old]), "A", _some(random, problem)))


def _room_lost(random: Random, problem: Problem) -> Event | None:
    return RoomLost(random.choice(problem.rooms).id, _some(random, problem)) if problem.rooms else None


def _room_added(random: Random, problem: Problem) -> Event | None:
    return RoomAdded(Room("extra", _some(random, problem)))


def _interpreter_absent(random: Random, problem: Problem) -> Event | None:
    people = problem.interpreters
    return InterpreterAbsent(random.choice(people).id, _some(random, problem)) if people else None


def _interpreter_added(random: Random, problem: Problem) -> Event | None:
    hours = _some(random, problem) or every(problem.slots)
    return InterpreterAdded(Interpreter("extra", frozenset({("en", "ko"), ("ko", "ru")}), hours))


MAKERS = (
    _absent,
    _late,
    _present,
    _withdrawn,
    _added,
    _joined,
    _place_lost,
    _place_added,
    _room_lost,
    _room_added,
    _interpreter_absent,
    _interpreter_added,
)
