"""Whether a reason holds, judged by the problem and the timetable alone: nothing here knows the solver.

``EXAMPLES_TIMES=50 pytest tests/timetable/test_explain.py tests/timetable/test_remedy.py`` tries fifty times as
many random problems as a normal run.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace

from madang.timetable import (
    Cause,
    Form,
    Interpreter,
    Meeting,
    Participant,
    Place,
    Problem,
    Reason,
    Remedy,
    Request,
    Room,
    Rule,
    Timetable,
    apply,
    validate,
    veto,
)

TIMES = int(os.environ.get("EXAMPLES_TIMES", "1"))


def holds(problem: Problem, timetable: Timetable, request: Request, reason: Reason) -> bool:
    """Whether the reason is true, in every slot that it names, and its rivals are what it says."""
    return _names_rivals(problem, timetable, request, reason) and CHECKS[reason.cause](
        problem, timetable, request, reason
    )


def _names_rivals(problem: Problem, timetable: Timetable, request: Request, reason: Reason) -> bool:
    held = {meeting.request for meeting in timetable.meetings}
    worth = [problem.request_by_id[rival].value for rival in reason.rivals]
    outbid = bool(worth) and worth[0] >= request.value
    return held.issuperset(reason.rivals) and worth == sorted(worth) and reason.outbid == outbid


def _vetoed(problem: Problem, _: Timetable, request: Request, _reason: Reason) -> bool:
    return veto(request.a, request.b) in problem.vetoes


def _none_allowed(problem: Problem, _: Timetable, request: Request, reason: Reason) -> bool:
    who = _side(problem, request, reason)
    return 0 in (who.maximum, who.capacity)


def _no_common_slot(problem: Problem, _: Timetable, request: Request, _reason: Reason) -> bool:
    sides = (problem.participant_by_id[request.a], problem.participant_by_id[request.b])
    slots = sides[0].available & sides[1].available
    fixed = {demand.slot for demand in problem.fixed if demand.request == request.id} or slots
    return not fixed & (slots if request.slots is None else slots & request.slots)


def _at_maximum(problem: Problem, timetable: Timetable, request: Request, reason: Reason) -> bool:
    who = _side(problem, request, reason)
    return who.maximum == sum(who.id in (meeting.a, meeting.b) for meeting in timetable.meetings)


def _busy(problem: Problem, timetable: Timetable, request: Request, reason: Reason) -> bool:
    who = _side(problem, request, reason)
    held = [meeting.slot for meeting in timetable.meetings if who.id in (meeting.a, meeting.b)]
    return all(held.count(slot) == who.capacity for slot in reason.slots)


def _side(problem: Problem, request: Request, reason: Reason) -> Participant:
    assert reason.participant in (request.a, request.b)
    return problem.participant_by_id[reason.participant]


def _no_tables(problem: Problem, _: Timetable, request: Request, reason: Reason) -> bool:
    closed = all(not _open(problem.places, slot) for slot in reason.slots)
    return problem.form_of(request).needs_table and closed


def _no_rooms(problem: Problem, _: Timetable, request: Request, reason: Reason) -> bool:
    closed = all(not _open(problem.rooms, slot) for slot in reason.slots)
    return problem.form_of(request).needs_room and closed


def _tables_taken(problem: Problem, timetable: Timetable, request: Request, reason: Reason) -> bool:
    full = all(_open(problem.places, slot) <= _used(timetable, slot, "place") for slot in reason.slots)
    return problem.form_of(request).needs_table and full


def _rooms_taken(problem: Problem, timetable: Timetable, request: Request, reason: Reason) -> bool:
    full = all(_open(problem.rooms, slot) <= _used(timetable, slot, "room") for slot in reason.slots)
    return problem.form_of(request).needs_room and full


def _open(spots: tuple[Place, ...] | tuple[Room, ...], slot: int) -> set[str]:
    return {spot.id for spot in spots if spot.slots is None or slot in spot.slots}


def _used(timetable: Timetable, slot: int, name: str) -> set[str | None]:
    return {getattr(meeting, name) for meeting in timetable.meetings if meeting.slot == slot}


def _no_interpreter(problem: Problem, _: Timetable, request: Request, reason: Reason) -> bool:
    return not any(_direct(problem, request, slot) for slot in reason.slots)


def _interpreters_taken(problem: Problem, timetable: Timetable, request: Request, reason: Reason) -> bool:
    return all(
        person.id in _working(timetable, slot)
        for slot in reason.slots
        for person in _direct(problem, request, slot)
    )


def _held_back(problem: Problem, timetable: Timetable, request: Request, reason: Reason) -> bool:
    """Somebody is there and at no meeting, and nobody can help without breaking a rule."""
    idle = all(
        any(slot in one.available and one.id not in _working(timetable, slot) for one in problem.interpreters)
        for slot in reason.slots
    )
    return idle and all(
        _breaks(problem, timetable, request, slot, (person.id,))
        for slot in reason.slots
        for person in _direct(problem, request, slot)
    )


def _working(timetable: Timetable, slot: int) -> set[str]:
    return {one for meeting in timetable.meetings if meeting.slot == slot for one in meeting.interpreters}


def _direct(problem: Problem, request: Request, slot: int) -> list[Interpreter]:
    """Those who are there, speak a pair of the request, and serve such meetings."""
    form = problem.form_of(request)
    return [
        one
        for one in problem.interpreters
        if slot in one.available and one.pairs & problem.pairs_of(request) and _serves(one, form)
    ]


def _serves(interpreter: Interpreter, form: Form) -> bool:
    return (
        interpreter.attendance == "both"
        or {
            "onsite": form.needs_table,
            "online": form.needs_room,
        }[interpreter.attendance]
    )


def _resting(problem: Problem, timetable: Timetable, request: Request, reason: Reason) -> bool:
    """To hold it breaks the rest or buffer of the participant."""
    rules = {Rule.REST, Rule.BUFFER}
    who = _side(problem, request, reason).id
    return all(
        any(rule in rules and who in people for rule, people in _broken(problem, timetable, request, slot))
        for slot in reason.slots
    )


def _too_far(problem: Problem, timetable: Timetable, request: Request, reason: Reason) -> bool:
    """At every table that is free somebody could not walk in time, and at one it is the participant."""
    who = _side(problem, request, reason).id
    for slot in reason.slots:
        free = _open(problem.places, slot) - _used(timetable, slot, "place")
        late = [
            {person for rule, people in broken if rule is Rule.WALK for person in people}
            for place in free
            for broken in [_broken(problem, timetable, request, slot, place)]
        ]
        if not (late and all(late) and any(who in people for people in late)):
            return False
    return True


def _precedence(problem: Problem, timetable: Timetable, request: Request, reason: Reason) -> bool:
    return all(
        any(rule is Rule.PRECEDENCE for rule, _ in _broken(problem, timetable, request, slot))
        for slot in reason.slots
    )


def _could_be_held(problem: Problem, timetable: Timetable, request: Request, reason: Reason) -> bool:
    for slot in reason.slots:
        _, after = apply(problem, timetable, Remedy(request.id, slot, (), 0.0))
        assert request.id not in after.unscheduled
    return bool(reason.slots)


def _breaks(
    problem: Problem, timetable: Timetable, request: Request, slot: int, people: tuple[str, ...]
) -> bool:
    """Whether it breaks a rule to hold it then with these interpreters, wherever a table is free."""
    spots = (_open(problem.places, slot) - _used(timetable, slot, "place")) or {None}
    return all(any(_broken(problem, timetable, request, slot, place, people)) for place in spots)


def _broken(
    problem: Problem,
    timetable: Timetable,
    request: Request,
    slot: int,
    place: str | None = None,
    people: tuple[str, ...] = (),
) -> Iterator[tuple[Rule, tuple[str, ...]]]:
    """The rules that are broken when it is held then as well, with whom they concern."""
    form = problem.form_of(request)
    room = next(iter(_open(problem.rooms, slot) - _used(timetable, slot, "room")), None)
    meeting = Meeting(
        slot, request.id, request.a, request.b, place, room if form.needs_room else None, people
    )
    after = replace(timetable, meetings=(*timetable.meetings, meeting))
    before = {(one.rule, one.participants, one.slot) for one in validate(problem, timetable)}
    for found in validate(problem, after):
        if found.rule not in (Rule.WRONG_UNSCHEDULED, Rule.WRONG_VALUE, Rule.ABOVE_BOUND):
            assert (found.rule, found.participants, found.slot) not in before
            yield found.rule, found.participants


CHECKS: dict[Cause, Callable[[Problem, Timetable, Request, Reason], bool]] = {
    Cause.VETOED: _vetoed,
    Cause.NO_MEETINGS_ALLOWED: _none_allowed,
    Cause.NO_TABLES: _no_tables,
    Cause.NO_ROOMS: _no_rooms,
    Cause.NO_INTERPRETER: _no_interpreter,
    Cause.NO_COMMON_SLOT: _no_common_slot,
    Cause.AT_MAXIMUM: _at_maximum,
    Cause.PARTICIPANT_BUSY: _busy,
    Cause.RESTING: _resting,
    Cause.TABLES_TAKEN: _tables_taken,
    Cause.ROOMS_TAKEN: _rooms_taken,
    Cause.TOO_FAR: _too_far,
    Cause.INTERPRETERS_TAKEN: _interpreters_taken,
    Cause.INTERPRETERS_HELD_BACK: _held_back,
    Cause.PRECEDENCE: _precedence,
    Cause.COULD_BE_HELD: _could_be_held,
}
