"""A slot and a place chosen by hand."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.fairs.models import Fair, Place, PlaceKind, Slot, SlotKind
from madang.meetings.arranging.surroundings import Spot
from madang.meetings.models import Request
from madang.meetings.wording.places import name_of_place
from madang.timetable import Form
from madang.web import zones


class SlotField(forms.ModelChoiceField[Slot]):
    """Slots by the fair's own clock."""

    def label_from_instance(self, obj: Slot) -> str:
        zone = obj.fair.zone
        return f"{zones.day(obj.starts_at, zone, 'short')} {zones.hour(obj.starts_at, zone)}"


class PlaceField(forms.ModelChoiceField[Place]):
    """Tables and rooms, each in its own words."""

    def label_from_instance(self, obj: Place) -> str:
        return name_of_place(obj)


class PlaceForm(forms.Form):
    """A slot and, if one likes, a table or room: whatever a meeting of this form takes."""

    slot = SlotField(Slot.objects.none(), label=_("Slot"), empty_label=None)
    table = PlaceField(
        Place.objects.none(), label=_("Table"), empty_label=_("the best that is free"), required=False
    )
    room = PlaceField(
        Place.objects.none(), label=_("Online room"), empty_label=_("the best that is free"), required=False
    )

    def __init__(
        self, typed: Any = None, *, fair: Fair, form: Form, now: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(typed, initial=dict(now or {}))
        choices = {
            "slot": Slot.objects.filter(fair=fair, kind=SlotKind.MEETING).select_related("fair"),
            "table": Place.objects.filter(fair=fair, kind=PlaceKind.TABLE).select_related("hall"),
            "room": Place.objects.filter(fair=fair, kind=PlaceKind.ROOM),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        for name, is_needed in (("table", form.needs_table), ("room", form.needs_room)):
            if not is_needed:
                del self.fields[name]

    @property
    def spot(self) -> Spot:
        """What was chosen."""
        chosen = {name: row.pk for name, row in self.cleaned_data.items() if row}
        return Spot(**chosen)


class BanForm(forms.Form):
    """A request of the fair, and the slot in which it must not be; without one, it must not be at all."""

    request = forms.ModelChoiceField(Request.objects.none())
    slot = SlotField(Slot.objects.none(), required=False)

    def __init__(self, typed: Any = None, *, fair: Fair) -> None:
        super().__init__(typed)
        self.fields["request"].queryset = Request.objects.filter(fair=fair)  # type: ignore[attr-defined]
        self.fields["slot"].queryset = Slot.objects.filter(fair=fair)  # type: ignore[attr-defined]
