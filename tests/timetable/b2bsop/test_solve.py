"""The optimum of small instances, against every schedule they have."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.timetable.b2bsop.instances import instances, schedules

from madang.timetable.b2bsop import Instance, Status, solve, validate


@settings(deadline=None, max_examples=150)
@given(instances(), st.integers(0, 2))
def test_solve_finds_what_trying_everything_finds(instance: Instance, fairness: int) -> None:
    best = min(schedules(instance, fairness), default=None)

    schedule = solve(instance, fairness=fairness, workers=1)

    assert (schedule.status is Status.INFEASIBLE) == (best is None)
    assert schedule.breaks == schedule.bound == best
    assert validate(instance, schedule, fairness=fairness) == ()
