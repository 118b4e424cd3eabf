"""What has been set up of a fair, counted."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from madang.core.models import User
from madang.fairs.models import (
    Fair,
    Group,
    Hall,
    Interpreter,
    Participation,
    Place,
    PlaceKind,
    Session,
    Slot,
    SlotKind,
    Staff,
)


def organised_fairs(user: User) -> QuerySet[Fair]:
    """Fairs in whose office this person works, with how many take part and how many wait for approval."""
    fairs = Fair.objects.all() if user.is_staff else Fair.objects.filter(staff_rows__user=user)
    present = Q(participations__state=Participation.State.APPROVED)
    waiting = Q(participations__state=Participation.State.REGISTERED)
    return fairs.annotate(
        present=Count("participations", filter=present), waiting=Count("participations", filter=waiting)
    )


@dataclass(frozen=True)
class Stock:
    """What has been set up of a fair, counted."""

    slots: int
    breaks: int
    slot_days: int
    tables: int
    rooms: int
    halls: int
    groups: int
    interpreters: int
    sessions: int
    staff: int
    participants: int


def stock(fair: Fair) -> Stock:
    """One query."""
    rows = Fair.objects.filter(pk=fair.pk).values_list(
        _of_fair(Slot, kind=SlotKind.MEETING),
        _of_fair(Slot, kind=SlotKind.BREAK),
        _of_fair(Slot, "starts_at__date", kind=SlotKind.MEETING),
        _of_fair(Place, kind=PlaceKind.TABLE),
        _of_fair(Place, kind=PlaceKind.ROOM),
        _of_fair(Hall),
        _of_fair(Group),
        _of_fair(Interpreter),
        _of_fair(Session),
        _of_fair(Staff),
        _of_fair(Participation),
    )
    return Stock(*(number or 0 for number in rows[0]))


def _of_fair(model: type[models.Model], distinct: str = "pk", **conditions: str) -> Subquery:
    rows = model._default_manager.filter(fair=OuterRef("pk"), **conditions).order_by()  # noqa: SLF001  documented
    counted = rows.values("fair").annotate(n=Count(distinct, distinct=True)).values("n")
    return Subquery(counted, output_field=models.IntegerField())
