"""Meetings that should stay where they are, and rules that have changed since: the rules win."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from madang import timetable
from madang.timetable import Rule

#: What is no reason to let go: the solver finds what is missing, and figures are not asked for here.
HARMLESS = {
    Rule.PLACE_MISSING,
    Rule.ROOM_MISSING,
    Rule.INTERPRETER_MISSING,
    Rule.WRONG_UNSCHEDULED,
    Rule.WRONG_VALUE,
    Rule.ABOVE_BOUND,
}


Against = Sequence[tuple[str, tuple[Rule, ...]]]


@dataclass(frozen=True)
class Loosened:
    """A meeting that was to stay in its slot and cannot, with the rules against it."""

    fixed: timetable.Fixed
    rules: tuple[Rule, ...]


def keep_what_can_be(
    problem: timetable.Problem, loose: Collection[str]
) -> tuple[timetable.Problem, tuple[Loosened, ...]]:
    """Free those of the `loose` requests whose fixed meetings break a rule, the last one of each clash first.

    What was pinned by hand is never freed: that the organiser decides.
    """
    gone: list[Loosened] = []
    while loose and (broken := dict(_broken(problem, loose) or _conflicting(problem, loose))):
        gone += [Loosened(fixed, broken[fixed.request]) for fixed in problem.fixed if fixed.request in broken]
        problem = replace(
            problem, fixed=tuple(fixed for fixed in problem.fixed if fixed.request not in broken)
        )
    return problem, tuple(gone)


def _broken(problem: timetable.Problem, loose: Collection[str]) -> Against:
    """Which break a rule as they stand."""
    held = tuple(_meeting(problem, fixed) for fixed in problem.fixed)
    against: dict[str, dict[Rule, None]] = {}
    for violation in timetable.validate(problem, timetable.Timetable(meetings=held)):
        may_go = [request for request in violation.requests if request in loose]
        if may_go and violation.rule not in HARMLESS:
            against.setdefault(may_go[-1], {})[violation.rule] = None
    return [(request, tuple(rules)) for request, rules in against.items()]


def _conflicting(problem: timetable.Problem, loose: Collection[str]) -> Against:
    """Which leave no tables, rooms or interpreters for each other, whoever gets which."""
    found = timetable.conflicting(problem, most=1)
    may_go = [(request, (row.rule,)) for row in found for request in row.requests if request in loose]
    return may_go[-1:]


def _meeting(problem: timetable.Problem, fixed: timetable.Fixed) -> timetable.Meeting:
    request = problem.request_by_id[fixed.request]
    return timetable.Meeting(
        fixed.slot, fixed.request, request.a, request.b, fixed.place, fixed.room, fixed.interpreters
    )
