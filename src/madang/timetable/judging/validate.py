"""An independent judge of timetables: it shares no code with the solver.

``validate_pace`` judges rests, buffers and ways, ``validate_interpreters`` all that concerns interpreters.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import isclose

from madang.timetable.elements import Fixed, Form
from madang.timetable.judging.interpreters import check_interpreter_choice, check_interpreter_hours
from madang.timetable.judging.pace import check_buffers, check_rests, check_walks
from madang.timetable.judging.violation import Found, Rule, Violation
from madang.timetable.problem import Problem
from madang.timetable.timetable import Meeting, Status, Timetable

__all__ = ["Rule", "Violation", "validate"]


def validate(problem: Problem, timetable: Timetable) -> tuple[Violation, ...]:
    """Every rule that the timetable breaks; empty if it is valid.

    An infeasible timetable (``Status.INFEASIBLE``) is valid if it is empty; that nothing better exists is
    for a proof, not for this judge.
    """
    problems = list(_check_identity(problem, timetable))
    known = [
        meeting
        for meeting in timetable.meetings
        if meeting.request in problem.request_by_id and 0 <= meeting.slot < len(problem.slots)
    ]
    for rule in (
        _check_wishes,
        _check_participants,
        check_rests,
        check_buffers,
        _check_places,
        _check_rooms,
        check_walks,
        check_interpreter_choice,
        check_interpreter_hours,
        _check_demands,
    ):
        problems.extend(rule(problem, known, timetable))
    problems.extend(_check_figures(problem, known, timetable))
    return tuple(problems)


def _check_identity(problem: Problem, timetable: Timetable) -> Found:
    """Every meeting is a known request, held once, in a slot that exists, between its two parties."""
    for request, times in Counter(meeting.request for meeting in timetable.meetings).items():
        if request not in problem.request_by_id:
            yield Violation(Rule.UNKNOWN_REQUEST, (request,))
        if times > 1:
            yield Violation(Rule.HELD_TWICE, (request,), found=times, allowed=1)
    for meeting in timetable.meetings:
        if not 0 <= meeting.slot < len(problem.slots):
            yield Violation(Rule.UNKNOWN_SLOT, (meeting.request,), slot=meeting.slot)
        wish = problem.request_by_id.get(meeting.request)
        if wish is not None and (wish.a, wish.b) != (meeting.a, meeting.b):
            yield Violation(Rule.WRONG_PARTIES, (meeting.request,), (meeting.a, meeting.b))
    held = {meeting.request for meeting in timetable.meetings}
    rest = tuple(request.id for request in problem.requests if request.id not in held)
    if rest != timetable.unscheduled:
        yield Violation(Rule.WRONG_UNSCHEDULED, found=len(timetable.unscheduled), allowed=len(rest))


def _check_wishes(problem: Problem, meetings: Sequence[Meeting], _: Timetable) -> Found:
    """The slot is one that the request allows, and the two are no veto."""
    for meeting in meetings:
        wish = problem.request_by_id[meeting.request]
        if wish.slots is not None and meeting.slot not in wish.slots:
            yield Violation(Rule.SLOT_NOT_ALLOWED, (wish.id,), slot=meeting.slot)
        if {(wish.a, wish.b), (wish.b, wish.a)} & problem.vetoes:
            yield Violation(Rule.VETOED, (wish.id,), (wish.a, wish.b))


def _check_participants(problem: Problem, meetings: Sequence[Meeting], _: Timetable) -> Found:
    """Nobody meets when away, at more tables than it has delegates, or more often than it wants."""
    diary: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for meeting in meetings:
        wish = problem.request_by_id[meeting.request]
        for party in (wish.a, wish.b):
            diary[party][meeting.slot].append(wish.id)
    for party, days in diary.items():
        who = problem.participant_by_id[party]
        for slot, requests in sorted(days.items()):
            if slot not in who.available:
                yield Violation(Rule.NOT_AVAILABLE, tuple(requests), (party,), slot)
            if len(requests) > who.capacity:
                yield Violation(
                    Rule.OVER_CAPACITY,
                    tuple(requests),
                    (party,),
                    slot,
                    found=len(requests),
                    allowed=who.capacity,
                )
        total = sum(len(requests) for requests in days.values())
        if who.maximum is not None and total > who.maximum:
            yield Violation(Rule.OVER_MAXIMUM, (), (party,), found=total, allowed=who.maximum)


def _check_places(problem: Problem, meetings: Sequence[Meeting], _: Timetable) -> Found:
    open_in = {place.id: place.slots for place in problem.places}
    needs = {wish.id: problem.form_of(wish) in (Form.ONSITE, Form.MIXED) for wish in problem.requests}
    rules = (
        Rule.PLACE_MISSING,
        Rule.PLACE_NOT_NEEDED,
        Rule.PLACE_UNKNOWN,
        Rule.PLACE_CLOSED,
        Rule.PLACE_TAKEN,
    )
    return _check_spots([(m, m.place) for m in meetings], needs, open_in, rules)


def _check_rooms(problem: Problem, meetings: Sequence[Meeting], _: Timetable) -> Found:
    open_in = {room.id: room.slots for room in problem.rooms}
    needs = {wish.id: problem.form_of(wish) in (Form.ONLINE, Form.MIXED) for wish in problem.requests}
    rules = (Rule.ROOM_MISSING, Rule.ROOM_NOT_NEEDED, Rule.ROOM_UNKNOWN, Rule.ROOM_CLOSED, Rule.ROOM_TAKEN)
    return _check_spots([(m, m.room) for m in meetings], needs, open_in, rules)


def _check_spots(
    spots: Sequence[tuple[Meeting, str | None]],
    needs: dict[str, bool],
    open_in: dict[str, frozenset[int] | None],
    rules: tuple[Rule, Rule, Rule, Rule, Rule],
) -> Found:
    """Everyone who needs a spot has one that exists, is open and is not shared; nobody else has one."""
    missing, not_needed, unknown, closed, taken = rules
    users: dict[tuple[int, str], list[str]] = defaultdict(list)
    for meeting, spot in spots:
        if spot is None:
            if needs[meeting.request]:
                yield Violation(missing, (meeting.request,), slot=meeting.slot)
            continue
        users[meeting.slot, spot].append(meeting.request)
        if not needs[meeting.request]:
            yield Violation(not_needed, (meeting.request,), slot=meeting.slot, resource=spot)
        if spot not in open_in:
            yield Violation(unknown, (meeting.request,), slot=meeting.slot, resource=spot)
        elif (hours := open_in[spot]) is not None and meeting.slot not in hours:
            yield Violation(closed, (meeting.request,), slot=meeting.slot, resource=spot)
    for (slot, spot), requests in users.items():
        if len(requests) > 1:
            yield Violation(taken, tuple(requests), (), slot, spot, len(requests), 1)


def _check_demands(problem: Problem, meetings: Sequence[Meeting], timetable: Timetable) -> Found:
    """Fixed meetings are where they were fixed; precedences are kept."""
    held = {meeting.request: meeting for meeting in meetings}
    if timetable.status is not Status.INFEASIBLE:
        for fixed in problem.fixed:
            meeting = held.get(fixed.request)
            if meeting is None or not _as_fixed(meeting, fixed):
                yield Violation(Rule.FIXED_MOVED, (fixed.request,), slot=fixed.slot)
    for first, then in problem.precedences:
        if first in held and then in held and held[first].slot >= held[then].slot:
            yield Violation(Rule.PRECEDENCE, (first, then), slot=held[then].slot)


def _as_fixed(meeting: Meeting, fixed: Fixed) -> bool:
    return (
        meeting.slot == fixed.slot
        and fixed.place in (None, meeting.place)
        and fixed.room in (None, meeting.room)
        and (not fixed.interpreters or set(fixed.interpreters) == set(meeting.interpreters))
    )


def _check_figures(problem: Problem, meetings: Sequence[Meeting], timetable: Timetable) -> Found:
    """The value is what the meetings are worth, and the bound is not below it."""
    if timetable.status is Status.INFEASIBLE:
        return
    held: Counter[str] = Counter()
    value = 0.0
    for meeting in meetings:
        wish = problem.request_by_id[meeting.request]
        held.update((wish.a, wish.b))
        value += wish.value_a + wish.value_b
    for who in problem.participants:
        value -= problem.penalty * max(0, who.minimum - held[who.id])
    if not isclose(value, timetable.value, rel_tol=1e-9, abs_tol=1e-6):
        yield Violation(Rule.WRONG_VALUE, found=timetable.value, allowed=value)
    if timetable.value > timetable.bound:
        yield Violation(Rule.ABOVE_BOUND, found=timetable.value, allowed=timetable.bound)
