"""The office's page of halls, tables and rooms."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from madang.fairs.doors import organisers_page
from madang.fairs.models import Fair, Hall, PlaceKind
from madang.fairs.places import actions
from madang.fairs.places.forms import CountForm, HallForm
from madang.web.doors import saved, signed_in, succeeds


@organisers_page
def setup_places(request: HttpRequest, fair: Fair) -> HttpResponse:
    """Halls with their tables, and the number of online rooms."""
    person = signed_in(request)
    rooms_now = fair.places.filter(kind=PlaceKind.ROOM).count()
    for_rooms = request.POST.get("do") == "rooms"
    hall = HallForm(None if for_rooms else request.POST or None)
    rooms = CountForm(request.POST if for_rooms else None, prefix="rooms", initial={"count": rooms_now})

    def add() -> None:
        actions.add_hall(actor=person, fair=fair, **hall.cleaned_data)

    def make() -> None:
        actions.make_rooms(actor=person, fair=fair, count=rooms.cleaned_data["count"])

    if request.method == "POST" and (saved(rooms, make) if for_rooms else saved(hall, add)):
        return redirect("fairs:setup_places", fair.slug)
    halls = fair.halls.prefetch_related("places")
    shown = {"form": hall, "rooms": rooms, "halls": halls, "rooms_now": rooms_now}
    return render(request, "fairs/office/places.html", shown)


@require_POST
@organisers_page
def change_hall(request: HttpRequest, fair: Fair, pk: int) -> HttpResponse:
    """More tables, fewer tables, or no hall."""
    hall = get_object_or_404(Hall, pk=pk, fair=fair)
    person = signed_in(request)
    typed = request.POST.get("count", "")
    count = min(int(typed), 500) if typed.isdecimal() else 1
    verbs: dict[str, Callable[[], object]] = {
        "more": lambda: actions.add_tables(actor=person, hall=hall, count=count),
        "fewer": lambda: actions.remove_tables(actor=person, hall=hall, count=count),
        "remove": lambda: actions.remove_hall(actor=person, hall=hall),
    }
    if verb := verbs.get(request.POST.get("do", "")):
        succeeds(request, verb)
    return redirect("fairs:setup_places", fair.slug)
