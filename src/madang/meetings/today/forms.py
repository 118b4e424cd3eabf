"""What happened on the day, as the office records it."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.fairs.models import Fair, Interpreter, Participation, Place, Slot, SlotKind
from madang.meetings.arranging.forms import PlaceField, SlotField
from madang.meetings.models import Disruption, Request
from madang.meetings.today import queries
from madang.meetings.today.actions import Happened

Kind = Disruption.Kind


class HappenedForm(forms.Form):
    """What one button or one small form of the page says. Its button names whom it is about."""

    slot = SlotField(Slot.objects.none(), label=gettext_lazy("From"), empty_label=None)
    until = SlotField(
        Slot.objects.none(),
        label=gettext_lazy("Until"),
        required=False,
        empty_label=gettext_lazy("the end of the fair"),
    )
    absent = forms.ModelChoiceField(Participation.objects.none(), required=False)
    late = forms.ModelChoiceField(Participation.objects.none(), required=False)
    called_off = forms.ModelChoiceField(Request.objects.none(), required=False)
    place = PlaceField(
        Place.objects.none(), label=gettext_lazy("Table or room"), required=False, empty_label="–"
    )
    interpreter = forms.ModelChoiceField(
        Interpreter.objects.none(), label=gettext_lazy("Interpreter"), required=False, empty_label="–"
    )

    def __init__(self, typed: Any = None, *, fair: Fair, upcoming: tuple[Slot, ...] = ()) -> None:
        super().__init__(typed, auto_id=False)
        slots = Slot.objects.filter(fair=fair, kind=SlotKind.MEETING).select_related("fair")
        if upcoming:
            slots = slots.filter(pk__in=[slot.pk for slot in upcoming])
        choices: dict[str, QuerySet[Any]] = {
            "slot": slots,
            "until": slots,
            "absent": Participation.objects.filter(fair=fair),
            "late": Participation.objects.filter(fair=fair),
            "called_off": Request.objects.filter(fair=fair),
            "place": Place.objects.filter(fair=fair).select_related("hall"),
            "interpreter": Interpreter.objects.filter(fair=fair),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("late") and not cleaned.get("until"):
            self.add_error("until", _("Say from when the company is there."))
        return cleaned

    def shape(self) -> Happened:
        typed = self.cleaned_data
        starts, ends = typed["slot"].starts_at, typed["until"].starts_at if typed["until"] else None
        if typed["absent"]:
            return Happened(Kind.ABSENT, starts, self._evening(), participation=typed["absent"])
        if typed["late"]:
            return Happened(Kind.LATE, starts, ends, participation=typed["late"])
        if typed["called_off"]:
            return Happened(Kind.CALLED_OFF, starts, request=typed["called_off"])
        if typed["place"]:
            return Happened(Kind.PLACE_LOST, starts, ends, place=typed["place"])
        return Happened(Kind.INTERPRETER_OUT, starts, ends, interpreter=typed["interpreter"])

    def _evening(self) -> datetime:
        """Who did not come is expected again the next day."""
        slot: Slot = self.cleaned_data["slot"]
        return queries.day_of(slot.fair, slot.pk).slots[-1].ends_at
