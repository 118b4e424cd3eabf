"""Slots, and who is free in which: what is free is the slots that no absence overlaps."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from madang.fairs.models import Absence, Fair, Interpreter, Participation, Shift, Slot, SlotKind

SlotsByPerson = dict[int, frozenset[int]]


def meeting_slots(fair: Fair) -> list[Slot]:
    return list(fair.slots.filter(kind=SlotKind.MEETING))


def breaks(fair: Fair) -> list[Slot]:
    return list(fair.slots.filter(kind=SlotKind.BREAK))


def free_slots(fair: Fair) -> SlotsByPerson:
    """For each participation that takes part, the meeting slots in which it can meet. Three queries."""
    slots = meeting_slots(fair)
    who = fair.participations.filter(state=Participation.State.APPROVED).values_list("pk", flat=True)
    absences = Absence.objects.filter(participation__fair=fair)
    return _without_overlaps(slots, who, absences.values_list("participation_id", "starts_at", "ends_at"))


def free_slots_of(participation: Participation) -> frozenset[int]:
    slots = meeting_slots(participation.fair)
    absences = participation.absences.values_list("participation_id", "starts_at", "ends_at")
    return _without_overlaps(slots, [participation.pk], absences)[participation.pk]


def interpreter_slots(fair: Fair) -> SlotsByPerson:
    """For each interpreter, the meeting slots that lie wholly within one of their shifts. Three queries."""
    slots = meeting_slots(fair)
    shifts = _by_person(
        Shift.objects.filter(interpreter__fair=fair).values_list("interpreter_id", "starts_at", "ends_at")
    )
    return {
        pk: frozenset(slot.pk for slot in slots if pk not in shifts or _within(slot, shifts[pk]))
        for pk in Interpreter.objects.filter(fair=fair).values_list("pk", flat=True)
    }


Stretches = Iterable[tuple[int, datetime, datetime]]


def _without_overlaps(slots: Sequence[Slot], who: Iterable[int], absences: Stretches) -> SlotsByPerson:
    away = _by_person(absences)
    every = frozenset(slot.pk for slot in slots)
    return {
        pk: every - {slot.pk for slot in slots if _overlaps(slot, away[pk])} if pk in away else every
        for pk in who
    }


def _by_person(stretches: Stretches) -> dict[int, list[tuple[datetime, datetime]]]:
    of_each: dict[int, list[tuple[datetime, datetime]]] = {}
    for pk, starts_at, ends_at in stretches:
        of_each.setdefault(pk, []).append((starts_at, ends_at))
    return of_each


def _overlaps(slot: Slot, stretches: Iterable[tuple[datetime, datetime]]) -> bool:
    return any(starts < slot.ends_at and slot.starts_at < ends for starts, ends in stretches)


def _within(slot: Slot, stretches: Iterable[tuple[datetime, datetime]]) -> bool:
    return any(starts <= slot.starts_at and slot.ends_at <= ends for starts, ends in stretches)
