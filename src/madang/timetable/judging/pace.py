"""Whether people have time: to rest, between two meetings, and to walk. Part of ``validate``."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from madang.timetable.elements import Attendance, Participant
from madang.timetable.judging.violation import Found, Rule, Violation
from madang.timetable.problem import Problem
from madang.timetable.timetable import Meeting, Timetable


def check_rests(problem: Problem, meetings: Sequence[Meeting], _: Timetable) -> Found:
    """Every delegate keeps as many of the slots free as the rest asks."""
    diary = _diary(problem, meetings)
    for rest in problem.rests:
        everybody = rest.participants is None
        for who in problem.participants:
            if not everybody and who.id not in (rest.participants or ()):
                continue
            inside = [m for m in diary[who.id] if m.slot in rest.slots]
            most = who.capacity * max(0, len(rest.slots) - rest.free)
            if len(inside) > most:
                yield Violation(
                    Rule.REST, _requests(inside), (who.id,), inside[-1].slot, found=len(inside), allowed=most
                )


def check_buffers(problem: Problem, meetings: Sequence[Meeting], _: Timetable) -> Found:
    """At the beginning of a meeting no delegate is in another, or was in one too short a time before."""
    diary = _diary(problem, meetings)
    for who in problem.participants:
        for slot in sorted({m.slot for m in diary[who.id]}) if who.buffer else ():
            begins = problem.slots[slot].start.timestamp()
            running = [
                m
                for m in diary[who.id]
                if m.slot <= slot and problem.slots[m.slot].end.timestamp() + 60 * who.buffer > begins
            ]
            if len(running) > who.capacity and len({m.slot for m in running}) > 1:
                yield Violation(
                    Rule.BUFFER, _requests(running), (who.id,), slot, found=len(running), allowed=who.capacity
                )


def check_walks(problem: Problem, meetings: Sequence[Meeting], _: Timetable) -> Found:
    """Nobody would have to be in another hall before they can have walked there."""
    way = _Way(problem)
    if not way.close:
        return
    seated = [m for m in meetings if m.place in way.hall]
    diary = _diary(problem, seated)
    for who in problem.participants:
        if who.attendance is not Attendance.ONLINE:
            yield from _check_delegates(way, who, diary[who.id])
    for person in problem.interpreters:
        if person.attendance is not Attendance.ONLINE:
            work = [m for m in seated if person.id in m.interpreters]
            for one, other in combinations(sorted(work, key=lambda m: m.slot), 2):
                if way.is_too_long(one, other):
                    yield Violation(Rule.WALK, _requests((one, other)), (), other.slot, person.id)


class _Way:
    """How long the ways are, and between which slots that matters."""

    def __init__(self, problem: Problem) -> None:
        self.hall = {place.id: place.hall for place in problem.places}
        self.minutes = {frozenset((walk.one, walk.other)): walk.minutes for walk in problem.walks}
        self.slots = problem.slots
        longest = max(self.minutes.values(), default=0)
        pairs = combinations(range(len(problem.slots)), 2)
        self.close = [(t, u) for t, u in pairs if self.pause(t, u) < longest]

    def pause(self, t: int, u: int) -> float:
        """Minutes from the end of one slot to the start of a later one."""
        return (self.slots[u].start.timestamp() - self.slots[t].end.timestamp()) / 60

    def is_too_long(self, one: Meeting, other: Meeting) -> bool:
        assert one.place is not None
        assert other.place is not None
        minutes = self.minutes.get(frozenset((self.hall[one.place], self.hall[other.place])), 0)
        return one.slot != other.slot and self.pause(one.slot, other.slot) < minutes


def _check_delegates(way: _Way, who: Participant, meetings: Sequence[Meeting]) -> Found:
    """The later meetings are for delegates who were free before, or who can walk from where they were."""
    by_slot: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in meetings:
        by_slot[meeting.slot].append(meeting)
    for t, u in way.close if len(by_slot) > 1 else ():
        before, after = by_slot.get(t, []), by_slot.get(u, [])
        reached = _paired(after, before, way) if before and after else 0
        most = max(0, who.capacity - len(before)) + reached
        if before and len(after) > most:
            yield Violation(
                Rule.WALK, _requests(before + after), (who.id,), u, found=len(after), allowed=most
            )


def _paired(after: Sequence[Meeting], before: Sequence[Meeting], way: _Way) -> int:
    """The most meetings that can be paired, each with an earlier one from which it can be reached."""
    walker: dict[int, int] = {}

    def find(later: int, asked: set[int]) -> bool:
        for earlier, meeting in enumerate(before):
            if earlier in asked or way.is_too_long(meeting, after[later]):
                continue
            asked.add(earlier)
            if earlier not in walker or find(walker[earlier], asked):
                walker[earlier] = later
                return True
        return False

    return sum(find(later, set()) for later in range(len(after)))


def _diary(problem: Problem, meetings: Sequence[Meeting]) -> dict[str, list[Meeting]]:
    """Everybody's meetings in order of time."""
    diary: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in sorted(meetings, key=lambda m: m.slot):
        wish = problem.request_by_id[meeting.request]
        for party in (wish.a, wish.b):
            diary[party].append(meeting)
    return diary


def _requests(meetings: Sequence[Meeting]) -> tuple[str, ...]:
    return tuple(meeting.request for meeting in meetings)
