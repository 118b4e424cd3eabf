"""The office's page of slots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madang.fairs.doors import organisers_page
from madang.fairs.models import Fair, Slot, SlotKind
from madang.fairs.slots import actions
from madang.fairs.slots.forms import SlotForm, SlotPlanForm
from madang.web.doors import saved, signed_in, succeeds


@organisers_page
def setup_slots(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Slots made by plan, day by day as a picture; and one by hand."""
    person = signed_in(request)
    by_hand = request.POST.get("do") == "one"
    plan = SlotPlanForm(None if by_hand else request.POST or None, fair=fair)
    one = SlotForm(request.POST if by_hand else None, prefix="one")

    def make() -> None:
        actions.make_slots(
            actor=person, fair=fair, plan=plan.shape(), replacing=plan.cleaned_data["replacing"]
        )

    def add() -> None:
        kind = SlotKind.BREAK if one.cleaned_data["is_break"] else SlotKind.MEETING
        actions.add_slot(actor=person, fair=fair, stretch=one.shape(), kind=kind)

    if request.method == "POST" and (saved(one, add) if by_hand else saved(plan, make)):
        messages.success(request, _("The slots are there."))
        return redirect("fairs:setup_slots", fair.slug)
    return render(request, "fairs/office/slots.html", {"form": plan, "one": one, "days": slots_by_day(fair)})


@dataclass(frozen=True)
class SlotDay:
    day: date
    slots: Sequence[Slot]

    @property
    def meetings(self) -> int:
        return sum(not slot.is_break for slot in self.slots)


def slots_by_day(fair: Fair) -> list[SlotDay]:
    """The fair's slots by the day that its own calendar shows."""
    days: dict[date, list[Slot]] = {}
    for slot in fair.slots.all():
        days.setdefault(slot.starts_at.astimezone(fair.tz).date(), []).append(slot)
    return [SlotDay(day, slots) for day, slots in days.items()]


@require_POST
@organisers_page
def remove_slot(request: HttpRequest, fair: Fair, pk: int) -> HttpResponse:
    slot = get_object_or_404(Slot, pk=pk, fair=fair)
    succeeds(request, lambda: actions.remove_slot(actor=signed_in(request), slot=slot))
    return redirect("fairs:setup_slots", fair.slug)
