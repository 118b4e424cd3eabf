"""Every write of halls, tables and rooms."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from madang.core.models import User
from madang.core.text import Text
from madang.core.writing import delete_or_refuse, save_valid
from madang.fairs.models import Fair, Hall, Place, PlaceKind
from madang.fairs.writing import locked_fair, record


@transaction.atomic
def add_hall(*, actor: User | None, fair: Fair, name: Text, tables: int = 0) -> Hall:
    """A hall at the end of the list, with tables numbered on from the fair's last one."""
    fair = locked_fair(actor, fair)
    last = fair.halls.aggregate(last=Max("order"))["last"]
    hall = Hall(fair=fair, name=name, order=0 if last is None else last + 1)
    save_valid(hall)
    _add_places(fair, PlaceKind.TABLE, tables, hall)
    record(actor, "hall.add", hall, fair, tables=tables)
    return hall


@transaction.atomic
def remove_hall(*, actor: User | None, hall: Hall) -> None:
    fair = locked_fair(actor, hall.fair)
    record(actor, "hall.remove", hall, fair)
    delete_or_refuse(hall, _("There are meetings at the tables of this hall: move them first."))


@transaction.atomic
def add_tables(*, actor: User | None, hall: Hall, count: int) -> list[Place]:
    fair = locked_fair(actor, hall.fair)
    places = _add_places(fair, PlaceKind.TABLE, count, hall)
    record(actor, "tables.add", hall, fair, count=count)
    return places


@transaction.atomic
def remove_tables(*, actor: User | None, hall: Hall, count: int) -> None:
    """Take away the hall's last `count` tables."""
    fair = locked_fair(actor, hall.fair)
    last = hall.places.order_by("-number").values_list("pk", flat=True)[:count]
    delete_or_refuse(
        Place.objects.filter(pk__in=list(last)), _("There are meetings at these tables: move them first.")
    )
    record(actor, "tables.remove", hall, fair, count=count)


@transaction.atomic
def make_rooms(*, actor: User | None, fair: Fair, count: int) -> list[Place]:
    """Bring the number of online rooms to `count`, adding at the end or taking from it."""
    fair = locked_fair(actor, fair)
    rooms = fair.places.filter(kind=PlaceKind.ROOM)
    have = rooms.count()
    surplus = list(rooms.order_by("-number").values_list("pk", flat=True)[: max(0, have - count)])
    delete_or_refuse(rooms.filter(pk__in=surplus), _("There are meetings in these rooms: move them first."))
    _add_places(fair, PlaceKind.ROOM, count - have, None)
    record(actor, "rooms.make", fair, fair, count=count)
    return list(rooms)


def _add_places(fair: Fair, kind: str, count: int, hall: Hall | None) -> list[Place]:
    """The fair's row is locked, so that two people who add tables at once do not number them alike."""
    last = fair.places.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    numbers = range(last + 1, last + 1 + count)
    return Place.objects.bulk_create(
        Place(fair=fair, kind=kind, hall=hall, number=number) for number in numbers
    )
