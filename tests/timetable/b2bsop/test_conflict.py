from hypothesis import given, settings
from hypothesis import strategies as st
from tests.timetable.b2bsop.instances import instances, schedules

from madang.timetable.b2bsop import Instance, conflict


@settings(deadline=None, max_examples=150)
@given(instances(), st.integers(0, 2))
def test_conflict_is_empty_exactly_if_there_is_a_schedule(instance: Instance, fairness: int) -> None:
    found = conflict(instance, fairness=fairness)
    assert bool(found) == (not any(True for _ in schedules(instance, fairness)))
