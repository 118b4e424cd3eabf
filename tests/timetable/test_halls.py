"""Tables in halls: as few changes of hall as can be, and never more meetings than tables."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.timetable.problems import day_of

from madang.timetable import Participant, Place, Problem, Request, comfort, every, solve, validate
from madang.timetable.board import halls as halls_module
from madang.timetable.board.halls import shared_out

SLOTS = day_of(3)
ALWAYS = every(SLOTS)

costs = st.integers(1, 5).flatmap(
    lambda rows: st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=rows, max_size=rows)
)


@pytest.mark.parametrize("exact", [0, 10**9])
def test_meetings_are_shared_out_at_the_least_cost(monkeypatch: pytest.MonkeyPatch, exact: int) -> None:
    monkeypatch.setattr(halls_module, "EXACT", exact)

    @settings(max_examples=60, deadline=None)
    @given(costs, st.lists(st.integers(1, 3), min_size=3, max_size=3))
    def check(cost: list[list[int]], seats: list[int]) -> None:
        cost = cost[: sum(seats)]
        halls = shared_out(np.array(cost), np.array(seats)).tolist()

        assert all(halls.count(h) <= seats[h] for h in range(3))
        assert sum(row[h] for row, h in zip(cost, halls, strict=True)) == least(cost, seats)

    check()


def least(cost: list[list[int]], seats: list[int]) -> int:
    """The least cost, by trying everything."""
    return min(
        sum(row[h] for row, h in zip(cost, halls, strict=True))
        for halls in product(range(3), repeat=len(cost))
        if all(halls.count(h) <= seats[h] for h in range(3))
    )


def test_hall_is_chosen_for_the_meetings_to_come() -> None:
    """Taken slot by slot a would begin in A, but all its other meetings can only be in B."""
    later = frozenset({1, 2})
    places = (Place("a", "A", slots=frozenset({0})), Place("b", "B"))
    people = tuple(Participant(name, ALWAYS) for name in "pqrs")
    requests = tuple(
        Request(f"p{name}", "p", name, slots=frozenset({0}) if name == "q" else later) for name in "qrs"
    )
    problem = Problem(SLOTS, people, requests, places)

    timetable = solve(problem, time_limit=0.5, workers=1, deterministic=True)

    assert validate(problem, timetable) == ()
    assert {meeting.place for meeting in timetable.meetings} == {"b"}
    assert comfort(problem, timetable).hall_changes == 0
