"""How easy a timetable is on people: breaks and ways between halls. Neither is part of its value."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from madang.timetable.problem import Problem
from madang.timetable.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Comfort:
    """Over all participants.

    Attributes:
        breaks: idle gaps between the first and the last meeting of a day; a gap of three slots counts once.
        hall_changes: times that a meeting on site is in another hall than the one before it.
    """

    breaks: int
    hall_changes: int


def comfort(problem: Problem, timetable: Timetable) -> Comfort:
    """Count breaks and changes of hall; with two delegates the participant walks once for both."""
    hall = {place.id: place.hall for place in problem.places}
    diary: dict[str, dict[int, str | None]] = defaultdict(dict)
    for meeting in timetable.meetings:
        for party in (meeting.a, meeting.b):
            where = None if meeting.place is None else hall[meeting.place]
            diary[party][meeting.slot] = where or diary[party].get(meeting.slot)
    breaks = changes = 0
    for days in diary.values():
        slots = sorted(days)
        breaks += sum(
            later - earlier > 1 and problem.slots[later].day == problem.slots[earlier].day
            for earlier, later in pairwise(slots)
        )
        halls = [days[slot] for slot in slots if days[slot] is not None]
        changes += sum(one != other for one, other in pairwise(halls))
    return Comfort(breaks, changes)
