"""Whether interpreters are the right ones, are there, and rest. Part of ``validate``."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import permutations

from madang.timetable.elements import Attendance, Form, Interpreter, Slot
from madang.timetable.judging.violation import Found, Rule, Violation
from madang.timetable.problem import Problem
from madang.timetable.timetable import Meeting, Timetable

Pairs = frozenset[tuple[str, str]]


def check_interpreter_choice(problem: Problem, meetings: Sequence[Meeting], _: Timetable) -> Found:
    """Who needs an interpreter has one of the pair, or a relay; others have none but by demand."""
    people = {interpreter.id: interpreter for interpreter in problem.interpreters}
    demanded = {fixed.request for fixed in problem.fixed if fixed.interpreters}
    spoken = {pair for interpreter in problem.interpreters for pair in interpreter.pairs}
    for meeting in meetings:
        wanted = problem.pairs_of(problem.request_by_id[meeting.request])
        where = ((meeting.request,), (), meeting.slot)
        if wanted and not meeting.interpreters:
            yield Violation(Rule.INTERPRETER_MISSING, *where)
        if meeting.interpreters and not wanted and meeting.request not in demanded:
            yield Violation(Rule.INTERPRETER_NOT_NEEDED, *where, meeting.interpreters[0])
        yield from _check_number(meeting, is_relay=problem.relay)
        for person in meeting.interpreters:
            if person not in people:
                yield Violation(Rule.INTERPRETER_UNKNOWN, *where, person)
        known = [people[person] for person in meeting.interpreters if person in people]
        yield from _check_attendance(problem, meeting, known)
        if problem.relay and len(meeting.interpreters) > 1:
            yield from _check_relay(meeting, known, wanted, is_allowed=bool(wanted) and not wanted & spoken)
        else:
            yield from _check_languages(meeting, known, wanted)


def _check_number(meeting: Meeting, *, is_relay: bool) -> Found:
    """One, or two in a relay."""
    for person in meeting.interpreters[1 + is_relay :]:
        yield Violation(Rule.INTERPRETER_NOT_NEEDED, (meeting.request,), (), meeting.slot, person)


def _check_attendance(problem: Problem, meeting: Meeting, people: Sequence[Interpreter]) -> Found:
    """On site only at tables, online only in rooms; a mixed meeting has both."""
    form = problem.form_of(problem.request_by_id[meeting.request])
    absent = {Form.ONSITE: Attendance.ONLINE, Form.ONLINE: Attendance.ONSITE}.get(form)
    for person in people:
        if person.attendance is absent:
            yield Violation(Rule.INTERPRETER_ATTENDANCE, (meeting.request,), (), meeting.slot, person.id)


def _check_languages(meeting: Meeting, people: Sequence[Interpreter], wanted: Pairs) -> Found:
    for person in people:
        if wanted and not wanted & person.pairs:
            yield Violation(Rule.INTERPRETER_LANGUAGES, (meeting.request,), (), meeting.slot, person.id)


def _check_relay(
    meeting: Meeting, people: Sequence[Interpreter], wanted: Pairs, *, is_allowed: bool
) -> Found:
    """Two take turns only where nobody could alone, and if a third language links them."""
    linked = any(_links(one, other, pair) for one, other in permutations(people, 2) for pair in wanted)
    if not (is_allowed and linked):
        yield Violation(Rule.RELAY, (meeting.request,), (), meeting.slot, meeting.interpreters[1])


def _links(one: Interpreter, other: Interpreter, pair: tuple[str, str]) -> bool:
    """Whether ``one`` speaks the first language and a third, and ``other`` that third and the second."""
    x, y = pair
    from_x = {language for spoken in one.pairs if x in spoken for language in spoken} - {x, y}
    to_y = {language for spoken in other.pairs if y in spoken for language in spoken} - {x, y}
    return one.id != other.id and bool(from_x & to_y)


def check_interpreter_hours(problem: Problem, meetings: Sequence[Meeting], _: Timetable) -> Found:
    """Interpreters work when they are there, in one meeting at a time, with breaks, within their total."""
    diary: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for meeting in meetings:
        for person in meeting.interpreters:
            diary[person][meeting.slot].append(meeting.request)
    for interpreter in problem.interpreters:
        work = diary[interpreter.id]
        yield from _check_presence(interpreter, work)
        yield from _check_load(problem, interpreter, sorted(work))


def _check_presence(interpreter: Interpreter, work: dict[int, list[str]]) -> Found:
    for slot, requests in sorted(work.items()):
        if slot not in interpreter.available:
            yield Violation(Rule.INTERPRETER_AWAY, tuple(requests), (), slot, interpreter.id)
        if len(requests) > 1:
            times = len(requests)
            yield Violation(Rule.INTERPRETER_TAKEN, tuple(requests), (), slot, interpreter.id, times, 1)


def _check_load(problem: Problem, interpreter: Interpreter, worked: Sequence[int]) -> Found:
    most, longest = interpreter.most, interpreter.longest
    if most is not None and len(worked) > most:
        yield Violation(Rule.INTERPRETER_OVER_HOURS, resource=interpreter.id, found=len(worked), allowed=most)
    for last, row in _rows(problem.slots, worked):
        if longest is not None and row > longest:
            yield Violation(Rule.INTERPRETER_NO_BREAK, (), (), last, interpreter.id, row, longest)


def _rows(slots: Sequence[Slot], worked: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The rows of work without a pause: (last slot, number of slots)."""
    row = 0
    for position, slot in enumerate(worked):
        row += 1
        following = worked[position + 1] if position + 1 < len(worked) else None
        if following is None or following != slot + 1 or _pauses(slots[slot], slots[following]):
            yield slot, row
            row = 0


def _pauses(slot: Slot, following: Slot) -> bool:
    """Whether a new day begins or the pause between is at least as long as the slot was."""
    pause = following.start.timestamp() - slot.end.timestamp()
    return slot.day != following.day or pause >= slot.end.timestamp() - slot.start.timestamp()
