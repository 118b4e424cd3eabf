"""What the engine says beside the meetings, as a version keeps it."""

import re
from collections.abc import Iterable, Sequence

from madang import timetable
from madang.meetings.engine.problem import Arrangement
from madang.meetings.engine.storing import key_of
from madang.timetable.explaining.remedy import Step


def unscheduled_of(
    problem: timetable.Problem,
    found: timetable.Timetable,
    *,
    now: int = 0,
    known: Iterable[dict[str, object]] = (),
) -> list[dict[str, object]]:
    """Requests that are not held, each with its binding reasons and the smallest change that would fit it,
    as data that a page can put in words. `remedy` has its steps, none if it fits as it is; it is null where
    nothing small helps. `remedy_slot` is the slot in which it would then be held, the first is `now`.
    Rows that are `known` already are taken as they are: to seek a remedy takes milliseconds for each.
    """
    rows = {str(row["request"]): row for row in known}
    slots = [int(slot.id) for slot in problem.slots]
    if anew := [request for request in found.unscheduled if request not in rows]:
        for missed in timetable.explain(problem, found, anew, now=now):
            rows[missed.request] = _missed(missed, slots)
    return [rows[request] for request in found.unscheduled]


def _missed(missed: timetable.Explanation, slots: Sequence[int]) -> dict[str, object]:
    return {
        "request": int(missed.request),
        "reasons": [_reason(reason, slots) for reason in missed.reasons],
        "remedy": [_step(step, slots) for step in missed.remedy.steps] if missed.remedy else None,
        "remedy_slot": slots[missed.remedy.slot] if missed.remedy else None,
    }


def _step(step: Step, slots: Sequence[int]) -> dict[str, object]:
    """`step` names it, such as `free_slot`; slots and ids are primary keys, as all that is stored."""
    fields = {name: getattr(step, name) for name in step.__slots__}
    return {"step": _SNAKE.sub("_", type(step).__name__).lower()} | {
        name: slots[value] if name == "slot" else list(value) if name == "pair" else int(value)
        for name, value in fields.items()
        if value is not None
    }


_SNAKE = re.compile(r"(?<!^)(?=[A-Z])")


def _reason(reason: timetable.Reason, slots: Sequence[int]) -> dict[str, object]:
    return {
        "cause": reason.cause.value,
        "slots": [slots[index] for index in reason.slots],
        "participant": key_of(reason.participant),
        "pairs": [list(pair) for pair in reason.pairs],
        "rivals": [int(rival) for rival in reason.rivals],
    }


def loosened_of(arrangement: Arrangement) -> list[dict[str, object]]:
    """Meetings that cannot stay where they are, each with its slot and the rules against it, as data."""
    slots = [int(slot.id) for slot in arrangement.problem.slots]
    return [
        {
            "request": int(row.fixed.request),
            "slot": slots[row.fixed.slot],
            "rules": [rule.value for rule in row.rules],
        }
        for row in arrangement.loosened
    ]


def contradictions_of(problem: timetable.Problem) -> list[dict[str, object]]:
    """Which pinned meetings of an infeasible problem cannot all be held, and what they break, as data."""
    slots = [int(slot.id) for slot in problem.slots]
    return [
        {
            "requests": [int(request) for request in row.requests],
            "slot": None if row.slot is None else slots[row.slot],
            "rules": [row.rule.value],
        }
        for row in timetable.conflicting(problem)
    ]
