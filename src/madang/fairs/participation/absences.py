"""When a participant cannot meet."""

from collections.abc import Collection, Sequence

from django.db import transaction

from madang.core.models import User
from madang.fairs.models import Absence, Participation, SlotKind
from madang.fairs.participation.writing import locked_participation, record_participation
from madang.fairs.shapes import Stretch
from madang.fairs.writing import check_stretch


@transaction.atomic
def set_absences(*, actor: User | None, participation: Participation, absences: Sequence[Stretch]) -> None:
    """When the participant cannot meet, all at once; everything else is free."""
    row = locked_participation(actor, participation)
    for absence in absences:
        check_stretch(absence)
    row.absences.all().delete()
    Absence.objects.bulk_create(absence_of(row, stretch) for stretch in joined(absences))
    record_participation(actor, "participation.absences", row, absences=len(absences))


@transaction.atomic
def set_availability(
    *, actor: User | None, participation: Participation, free_slots: Collection[int]
) -> None:
    """The participant can meet in these slots of the fair and in no other."""
    slots = participation.fair.slots.filter(kind=SlotKind.MEETING).exclude(pk__in=free_slots)
    away = [Stretch(slot.starts_at, slot.ends_at) for slot in slots]
    set_absences(actor=actor, participation=participation, absences=away)


def absence_of(row: Participation, stretch: Stretch) -> Absence:
    return Absence(participation=row, starts_at=stretch.starts_at, ends_at=stretch.ends_at)


def joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """The same time as few stretches, in order: what overlaps or touches becomes one."""
    joined: list[Stretch] = []
    for one in sorted(stretches, key=lambda stretch: stretch.starts_at):
        if joined and one.starts_at <= joined[-1].ends_at:
            joined[-1] = Stretch(joined[-1].starts_at, max(joined[-1].ends_at, one.ends_at))
        else:
            joined.append(one)
    return joined
