"""Slots, and who is free in which: what is free is the slots that no absence overlaps."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from madang.fairs import memory
from madang.fairs.models import Absence, Fair, Interpreter, Participation, Shift, Slot, SlotKind
from madang.fairs.shapes import Stretch
from madang.fairs.slots.overlap import overlap

SlotsByPerson = dict[int, frozenset[int]]


def meeting_slots(fair: Fair) -> list[Slot]:
    """Read once for all readers of a fair's pages until something changes."""
    return list(memory.kept(fair, "meeting slots", lambda: list(fair.slots.filter(kind=SlotKind.MEETING))))


def breaks(fair: Fair) -> list[Slot]:
    return list(fair.slots.filter(kind=SlotKind.BREAK))


def free_slots(fair: Fair) -> SlotsByPerson:
    """For each participation that takes part, the meeting slots in which it can meet. Three queries."""
    return free_slots_among(fair, fair.participations.taking_part().values_list("pk", flat=True))


def free_slots_among(fair: Fair, who: Collection[int]) -> SlotsByPerson:
    """For each of these participations, the meeting slots in which it can meet. Two queries."""
    slots = meeting_slots(fair)
    absences = Absence.objects.filter(participation__in=who)
    away = _by_person(absences.values_list("participation_id", "starts_at", "ends_at"))
    every = frozenset(slot.pk for slot in slots)
    missed = {each: {slot.pk for slot in slots if overlap(slot, each)} for each in _each_once(away)}
    return {pk: every.difference(*(missed[each] for each in away.get(pk, ()))) for pk in who}


def _each_once(away: Mapping[int, Iterable[Stretch]]) -> set[Stretch]:
    """Many are away for the same day."""
    return {each for absences in away.values() for each in absences}


def free_slots_of(participation: Participation) -> frozenset[int]:
    return free_slots_among(participation.fair, [participation.pk])[participation.pk]


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


def _by_person(rows: Iterable[tuple[int, datetime, datetime]]) -> dict[int, list[Stretch]]:
    of_each: dict[int, list[Stretch]] = {}
    for pk, starts_at, ends_at in rows:
        of_each.setdefault(pk, []).append(Stretch(starts_at, ends_at))
    return of_each


def _within(slot: Slot, shifts: Iterable[Stretch]) -> bool:
    return any(shift.starts_at <= slot.starts_at and slot.ends_at <= shift.ends_at for shift in shifts)
