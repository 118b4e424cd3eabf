"""Small instances, and every schedule that one has."""

from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from madang.timetable.b2bsop import Instance, Meeting, Schedule, Session, Status, breaks_of, validate


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Up to five meetings of up to four participants in up to five slots."""
    participants, slots = draw(st.integers(2, 4)), draw(st.integers(1, 5))
    count = draw(st.integers(0, 5))
    numbers = st.integers(1, participants)
    pairs = st.tuples(numbers, numbers).filter(lambda pair: pair[0] != pair[1])
    meetings = []
    for number in range(1, count + 1):
        others = st.integers(1, count).filter(lambda other, number=number: other != number)
        meetings.append(
            Meeting(
                *draw(pairs),
                draw(st.sampled_from([Session.ANY, Session.ANY, Session.MORNING, Session.AFTERNOON])),
                draw(st.none() | st.none() | st.none() | st.integers(1, slots)),
                draw(st.frozensets(others, max_size=1))
                if count > 1 and draw(st.integers(0, 4)) == 0
                else frozenset(),
            )
        )
    forbidden = tuple(draw(st.frozensets(st.integers(1, slots), max_size=1)) for _ in range(participants))
    return Instance(
        participants, slots, draw(st.integers(0, slots)), draw(st.integers(0, 3)), tuple(meetings), forbidden
    )


def schedules(instance: Instance, fairness: int) -> Iterator[int]:
    """The breaks of every schedule of the instance, by trying all slots for all meetings."""
    for slots in product(range(1, instance.slots + 1), repeat=len(instance.meetings)):
        breaks = sum(breaks_of(instance, slots).values())
        if not validate(instance, Schedule(Status.FEASIBLE, breaks, 0, slots), fairness=fairness):
            yield breaks
