"""The company's page of its free slots."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from madang.fairs import rules
from madang.fairs.doors import company_page
from madang.fairs.models import Participation, Slot
from madang.fairs.participation import absences
from madang.fairs.slots import queries
from madang.web import zones
from madang.web.doors import signed_in


@dataclass(frozen=True)
class TickableSlot:
    slot: Slot
    is_free: bool


@dataclass(frozen=True)
class TickableDay:
    day: date
    slots: list[TickableSlot]

    @property
    def free(self) -> int:
        return sum(one.is_free for one in self.slots if not one.slot.is_break)

    @property
    def total(self) -> int:
        return sum(not one.slot.is_break for one in self.slots)


@company_page
def availability(request: HttpRequest, own: Participation) -> HttpResponse:
    """A picture of the fair's slots in one's own zone, with a box to tick for each."""
    days = _days_of_slots(own, ZoneInfo(zones.reader_zone(own.fair.zone)))
    if request.method == "POST":
        free = _ticked(request, days)
        absences.set_availability(actor=signed_in(request), participation=own, free_slots=free)
        messages.success(request, _("Your free times are saved."))
        return redirect("fairs:availability", own.fair.slug)
    shown = {
        "days": days,
        "free": sum(day.free for day in days),
        "total": sum(day.total for day in days),
        "may_write": rules.can_write_for(request.user, own),
    }
    return render(request, "fairs/availability.html", shown)


def _days_of_slots(own: Participation, zone: ZoneInfo) -> list[TickableDay]:
    free = queries.free_slots_of(own)
    days: dict[date, list[TickableSlot]] = {}
    for slot in own.fair.slots.all():
        day = slot.starts_at.astimezone(zone).date()
        days.setdefault(day, []).append(TickableSlot(slot, slot.pk in free))
    return [TickableDay(day, slots) for day, slots in days.items()]


def _ticked(request: HttpRequest, days: list[TickableDay]) -> set[int]:
    """The boxes as sent; a button of a whole day outweighs the boxes of that day."""
    ticked = {int(pk) for pk in request.POST.getlist("slot") if pk.isdigit()}
    for day in days:
        of_day = {one.slot.pk for one in day.slots}
        if request.POST.get("whole_day") == day.day.isoformat():
            ticked |= of_day
        if request.POST.get("no_day") == day.day.isoformat():
            ticked -= of_day
    return ticked
