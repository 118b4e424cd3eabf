"""What the engine answers beside the meetings, as a version keeps it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from madang import timetable
from madang.meetings.engine.problem import Arrangement
from madang.meetings.engine.stored import (
    BindingReason,
    ChangeReason,
    Contradiction,
    LooseMeeting,
    RemedyStep,
    Unscheduled,
)
from madang.meetings.engine.storing import key_of
from madang.timetable.explaining import remedy
from madang.timetable.explaining.remedy import StepKind


def unscheduled_of(
    problem: timetable.Problem,
    found: timetable.Timetable,
    *,
    now: int = 0,
    known: Iterable[Unscheduled] = (),
) -> list[Unscheduled]:
    """Requests that are not held, each with its binding reasons and the smallest change that would fit it.

    The first slot of a remedy is `now`. Rows that are `known` already are taken as they are: to seek a remedy
    takes milliseconds for each.
    """
    rows = {str(row.request): row for row in known}
    slots = [int(slot.id) for slot in problem.slots]
    if anew := [request for request in found.unscheduled if request not in rows]:
        for missed in timetable.explain(problem, found, anew, now=now):
            rows[missed.request] = _unscheduled(missed, slots)
    return [rows[request] for request in found.unscheduled]


def _unscheduled(missed: timetable.Explanation, slots: Sequence[int]) -> Unscheduled:
    return Unscheduled(
        request=int(missed.request),
        reasons=tuple(_reason(reason, slots) for reason in missed.reasons),
        remedy=tuple(step_of(step, slots) for step in missed.remedy.steps) if missed.remedy else None,
        remedy_slot=slots[missed.remedy.slot] if missed.remedy else None,
    )


def _reason(reason: timetable.Reason, slots: Sequence[int]) -> BindingReason:
    return BindingReason(
        cause=reason.cause,
        slots=tuple(slots[index] for index in reason.slots),
        participant=key_of(reason.participant),
        pairs=reason.pairs,
        rivals=tuple(map(int, reason.rivals)),
    )


def step_of(step: remedy.Step, slots: Sequence[int]) -> RemedyStep:
    """The engine's step by primary keys; `slots` are those of the problem's slots."""
    return STEPS[type(step)](step, slots)


def _of_company(kind: StepKind) -> Callable[[Any, Sequence[int]], RemedyStep]:
    return lambda step, _slots: RemedyStep(kind, participant=int(step.participant))


STEPS: dict[type[remedy.Step], Callable[[Any, Sequence[int]], RemedyStep]] = {
    remedy.Move: lambda step, slots: RemedyStep(
        StepKind.MOVE, request=int(step.request), slot=slots[step.slot]
    ),
    remedy.AddPlace: lambda step, slots: RemedyStep(
        StepKind.ADD_PLACE, slot=slots[step.slot], hall=key_of(step.hall)
    ),
    remedy.AddRoom: lambda step, slots: RemedyStep(StepKind.ADD_ROOM, slot=slots[step.slot]),
    remedy.AddInterpreter: lambda step, slots: RemedyStep(
        StepKind.ADD_INTERPRETER, pair=step.pair, slot=slots[step.slot]
    ),
    remedy.FreeSlot: lambda step, slots: RemedyStep(
        StepKind.FREE_SLOT, participant=int(step.participant), slot=slots[step.slot]
    ),
    remedy.AllowSlot: lambda step, slots: RemedyStep(
        StepKind.ALLOW_SLOT, request=int(step.request), slot=slots[step.slot]
    ),
    remedy.LiftOrder: lambda step, _slots: RemedyStep(
        StepKind.LIFT_ORDER, first=int(step.first), then=int(step.then)
    ),
    remedy.RaiseMaximum: _of_company(StepKind.RAISE_MAXIMUM),
    remedy.AddDelegate: _of_company(StepKind.ADD_DELEGATE),
    remedy.GiveUp: lambda step, _slots: RemedyStep(StepKind.GIVE_UP, request=int(step.request)),
    remedy.LiftVeto: lambda step, _slots: RemedyStep(StepKind.LIFT_VETO, a=int(step.a), b=int(step.b)),
}


def change_of(change: timetable.Change) -> ChangeReason:
    """Why one meeting is not as it was."""
    why = change.why
    return ChangeReason(
        request=int(change.meeting.request),
        motive=why.motive if why else None,
        subject=int(why.subject) if why and why.subject else None,
        other=int(why.request) if why and why.request else None,
    )


def loose_of(arrangement: Arrangement) -> list[LooseMeeting]:
    """Meetings that cannot stay where they are, each with its slot and the rules against it."""
    slots = [int(slot.id) for slot in arrangement.problem.slots]
    return [
        LooseMeeting(int(row.fixed.request), slots[row.fixed.slot], row.rules) for row in arrangement.loosened
    ]


def contradictions_of(problem: timetable.Problem) -> list[Contradiction]:
    """Which pinned meetings of an infeasible problem cannot all be held, and what they break."""
    slots = [int(slot.id) for slot in problem.slots]
    return [
        Contradiction(
            tuple(map(int, row.requests)), None if row.slot is None else slots[row.slot], (row.rule,)
        )
        for row in timetable.conflicting(problem)
    ]
